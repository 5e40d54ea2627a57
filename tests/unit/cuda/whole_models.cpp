// SPDX-License-Identifier: MIT
// Whole models on the device `cuda`, with kernels run by a stand-in on the host or, compiled by nvcc, on a GPU.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "cuda/device_under_test.hpp"
#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/embedding/character_bilstm.hpp"
#include "hmt/embedding/concatenated.hpp"
#include "hmt/embedding/word_shape_embedding.hpp"
#include "hmt/extract/predict_all.hpp"
#include "hmt/hierarchy/gradient_check.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/train/adam.hpp"
#include "hmt/train/keep_best.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/trainer.hpp"
#include "small_models.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(cuda_whole_models, *boost::unit_test::precondition(hmt::testing::has_device))

namespace {

using hmt::testing::cuda_under_test;
using hmt::testing::small_model;

template <class D>
using small_spelling =
    hmt::hierarchy<D,
                   hmt::concatenated<hmt::word_embedding<4>, hmt::character_bilstm<3, 2>, hmt::word_shape_embedding<2>>,
                   hmt::entity_task<3>, hmt::relation_task<3, hmt::peephole::none>>;

/// A model on a given device.
template <template <class> class Model>
struct of_device {
  template <class D>
  using on = Model<D>;
};
using every_model = std::tuple<of_device<hmt::testing::small_hmt>, of_device<hmt::testing::small_three_level>,
                               of_device<hmt::testing::small_zheng>, of_device<hmt::testing::small_layered>,
                               of_device<hmt::testing::small_paired>, of_device<hmt::testing::small_layered_crf>,
                               of_device<small_spelling>>;

template <class Model>
std::vector<typename Model::encoded_sentence> encoded_corpus(Model const& model) {
  return model.encode(hmt::testing::small_corpus());
}

/// A model's data on its device, copied to the host.
template <class Model, class T>
std::vector<double> fetched(Model& model, std::span<T> values) {
  std::vector<T> host(values.size());
  model.device().download(std::span<T const>(values), std::span<T>(host));
  return {host.begin(), host.end()};
}

template <class Model, class Rule>
void train(Model& model, Rule rule, hmt::training_options options) {
  options.epochs = 3;
  options.batch_size = 2;
  options.dropout = 0.5;
  hmt::trainer(rule, options).run(model, encoded_corpus(model), hmt::no_validation{});
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_training_step_is_that_of_the_reference, Model, every_model) {
  auto plain = small_model<typename Model::template on<hmt::reference<double>>>();
  auto const batch = hmt::testing::small_batch(plain);
  hmt::testing::only_kernels_see_memory const lock;
  auto other = small_model<typename Model::template on<cuda_under_test<double>>>();
  hmt::parameter_gradients<hmt::reference<double>> of_plain;
  hmt::parameter_gradients<cuda_under_test<double>> of_other;
  for (double const rate : {0.0, 0.5}) {
    plain.compute_gradients(batch, of_plain, {.rate = rate, .seed = 2, .step = 9});
    other.compute_gradients(batch, of_other, {.rate = rate, .seed = 2, .step = 9});
    auto const expected = plain.take_losses();
    auto const found = other.take_losses();
    for (std::size_t k = 0; k < found.size(); ++k)
      BOOST_TEST(found[k] == expected[k], boost::test_tools::tolerance(1e-12));
    for (auto const& tensor : plain.parameters().list().all()) {
      auto const one = of_plain.of(tensor), two = of_other.of(tensor);
      auto const size = one.rows * one.columns;
      auto const error =
          hmt::testing::relative_difference(fetched(other, std::span(two.data, size)), {one.data, one.data + size});
      BOOST_TEST(error < 1e-12, tensor.name << ": " << error);
    }
  }
}

BOOST_AUTO_TEST_CASE(training_gives_the_parameters_of_the_reference) {
  auto const check = [](auto rule, hmt::training_options const& options) {
    auto plain = small_model<hmt::testing::small_hmt<hmt::reference<double>>>();
    train(plain, rule, options);
    hmt::testing::only_kernels_see_memory const lock;
    auto other = small_model<hmt::testing::small_hmt<cuda_under_test<double>>>();
    train(other, rule, options);
    auto const expected = plain.parameters().values();
    BOOST_TEST(hmt::testing::relative_difference(fetched(other, other.parameters().values()),
                                                 {expected.begin(), expected.end()}) < 1e-9);
  };
  check(hmt::rmsprop{}, {.clip_norm = 0.5});
  check(hmt::adam{}, {.schedule = hmt::schedule_shape::cosine, .warmup = 0.2, .average = 0.9, .word_dropout = 0.1});
}

BOOST_AUTO_TEST_CASE(a_model_of_one_device_extracts_the_same_on_another) {
  temporary_folder const folder;
  using host_model = hmt::testing::small_hmt<hmt::cpu<double>>;
  using gpu_model = hmt::testing::small_hmt<cuda_under_test<double>>;
  auto const found_by = [&]<class Model>(std::type_identity<Model>) {
    auto const model = hmt::load_model<Model>(folder / "m");
    typename Model::workspace space;
    auto const sentences = model.encode_inputs(hmt::testing::small_corpus());
    return hmt::predict_all(model, sentences, space);
  };
  {
    hmt::testing::only_kernels_see_memory const lock;
    small_model<gpu_model>().save(folder / "m");
  }
  auto const expected = found_by(std::type_identity<host_model>{});
  hmt::testing::only_kernels_see_memory const lock;
  auto const found = found_by(std::type_identity<gpu_model>{});
  std::size_t entities = 0;
  for (std::size_t s = 0; s < found.size(); ++s) {
    BOOST_TEST_REQUIRE(found[s].entities.size() == expected[s].entities.size());
    BOOST_TEST(found[s].triples.size() == expected[s].triples.size());
    for (std::size_t k = 0; k < found[s].entities.size(); ++k, ++entities)
      BOOST_TEST((found[s].entities[k].words == expected[s].entities[k].words));
  }
  BOOST_TEST(entities > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
