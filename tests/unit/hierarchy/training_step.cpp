// SPDX-License-Identifier: MIT
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/hierarchy/gradient_check.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/train/keep_best.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/trainer.hpp"
#include "small_models.hpp"
#include "temporary_folder.hpp"
#include "texts.hpp"

BOOST_AUTO_TEST_SUITE(training_step)

namespace {

using hmt::testing::small_batch;
using hmt::testing::small_model;

/// Tolerance of devices in float for the gradients of a training step, relative to each tensor's norm.
constexpr double device_tolerance = 1e-4;

template <class Model>
void train_and_save(std::string const& path, std::uint64_t seed) {
  auto model = small_model<Model>(seed);
  auto const encoded = model.encode(hmt::testing::small_corpus());
  hmt::trainer(hmt::rmsprop{}, {.epochs = 3, .batch_size = 2, .dropout = 0.5, .seed = seed})
      .run(model, encoded, hmt::no_validation{}, hmt::keep_best{path});
}

}  // namespace

BOOST_AUTO_TEST_CASE(cpu_agrees_with_reference) {
  using other_model = hmt::hmt_model<hmt::cpu<float>, 17, 19>;
  auto plain = small_model<hmt::hmt_model<hmt::reference<float>, 17, 19>>();
  auto other = small_model<other_model>();
  auto const batch = small_batch(plain);
  hmt::parameter_gradients<hmt::reference<float>> of_plain;
  hmt::parameter_gradients<hmt::cpu<float>> of_other;
  for (double const rate : {0.0, 0.5}) {
    plain.compute_gradients(batch, of_plain, {.rate = rate, .seed = 2, .step = 9});
    other.compute_gradients(batch, of_other, {.rate = rate, .seed = 2, .step = 9});
    auto const expected = plain.take_losses();
    auto const found = other.take_losses();
    for (std::size_t k = 0; k < found.size(); ++k)
      BOOST_TEST(std::abs(found[k] - expected[k]) <= device_tolerance * expected[k]);
    for (auto const& tensor : plain.parameters().list().all()) {
      auto const one = of_plain.of(tensor), two = of_other.of(tensor);
      auto const size = one.rows * one.columns;
      auto const error = hmt::testing::relative_difference(std::vector<double>(two.data, two.data + size),
                                                           std::vector<double>(one.data, one.data + size));
      BOOST_TEST(error < device_tolerance, tensor.name << ": " << error);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_file) {
  temporary_folder const folder;
  using model = hmt::testing::small_hmt<hmt::cpu<float>>;
  train_and_save<model>(folder / "a", 7);
  train_and_save<model>(folder / "b", 7);
  train_and_save<model>(folder / "c", 8);
  BOOST_TEST(!text_of_file(folder / "a").empty());
  BOOST_TEST((text_of_file(folder / "a") == text_of_file(folder / "b")));
  BOOST_TEST((text_of_file(folder / "a") != text_of_file(folder / "c")));
}

BOOST_AUTO_TEST_SUITE_END()
