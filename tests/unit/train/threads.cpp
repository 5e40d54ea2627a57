// SPDX-License-Identifier: MIT
// A whole model on several threads, large enough that they share its products, its recurrence and its updates.
#include "hmt/core/parallel.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/extract/predict_all.hpp"
#include "hmt/hierarchy/gradient_check.hpp"
#include "hmt/models.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/trainer.hpp"
#include "packed_sentences.hpp"
#include "small_models.hpp"

BOOST_AUTO_TEST_SUITE(train_threads)

namespace {

/// The directions of an encoder in parallel, then slices of sentences too.
constexpr std::size_t thread_counts[]{2, 3};

/// Sets a number of threads and restores it.
struct with_threads {
  explicit with_threads(std::size_t count) { hmt::set_threads(count); }
  ~with_threads() { hmt::set_threads(1); }
};

template <class D>
using model_of = hmt::hmt_model<D, 40, 48>;

/// Tolerance of gradients against those on one thread, relative to each tensor's norm.
template <class D>
constexpr double gradient_tolerance = 1e-5;
template <>
constexpr double gradient_tolerance<hmt::cpu<float, hmt::bfloat16>> = 1e-2;

using devices = std::tuple<hmt::cpu<float>, hmt::cpu<float, hmt::bfloat16>>;

/// The small corpus, repeated: 264 words.
template <class Model>
std::vector<typename Model::encoded_sentence> many_sentences(Model const& model) {
  std::vector<typename Model::encoded_sentence> encoded;
  for (int time = 0; time < 12; ++time)
    for (auto const& one : hmt::testing::small_corpus()) encoded.push_back(model.encode(one));
  return encoded;
}

/// Losses and gradients of a step with dropout.
struct outcome {
  std::vector<double> losses;
  std::vector<std::vector<double>> gradients;  ///< one per tensor
};

template <class D>
outcome one_step() {
  auto model = hmt::testing::small_model<model_of<D>>();
  auto const sentences = many_sentences(model);
  hmt::parameter_gradients<D> gradients;
  model.compute_gradients(hmt::testing::packed(sentences), gradients, {.rate = 0.5, .seed = 2, .step = 3});
  outcome found;
  auto const losses = model.take_losses();
  found.losses.assign(losses.begin(), losses.end());
  for (auto const& tensor : model.parameters().list().all()) {
    auto const own = gradients.of(tensor);
    found.gradients.emplace_back(own.data, own.data + own.rows * own.columns);
  }
  return found;
}

/// A model trained for enough epochs to find something.
template <class Model>
Model trained() {
  auto model = hmt::testing::small_model<Model>();
  hmt::trainer(hmt::rmsprop{.learning_rate = 1e-2}, {.epochs = 10, .batch_size = 30, .clip_norm = 0.1})
      .run(model, many_sentences(model), hmt::no_validation{});
  return model;
}

/// All extractions, with every digit of each confidence.
template <class Model>
std::vector<double> found_by(Model const& model) {
  typename Model::workspace space;
  std::vector<double> numbers;
  for (auto const& one : hmt::predict_all(model, many_sentences(model), space)) {
    for (auto const& entity : one.entities)
      numbers.insert(numbers.end(), {static_cast<double>(entity.words.begin), static_cast<double>(entity.words.end),
                                     static_cast<double>(entity.confidence)});
    for (auto const& triple : one.triples) numbers.push_back(static_cast<double>(triple.confidence));
  }
  return numbers;
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(gradients_of_a_model_are_those_on_one_thread_and_repeat_their_bits, D, devices) {
  auto const on_one = one_step<D>();
  for (auto const count : thread_counts) {
    with_threads const several(count);
    auto const found = one_step<D>();
    auto const again = one_step<D>();
    BOOST_TEST((found.losses == again.losses));
    BOOST_TEST((found.gradients == again.gradients));
    BOOST_TEST((found.losses == on_one.losses));  // in the forward pass, threads change no bit
    for (std::size_t k = 0; k < on_one.gradients.size(); ++k) {
      auto const error = hmt::testing::relative_difference(found.gradients[k], on_one.gradients[k]);
      BOOST_TEST(error <= gradient_tolerance<D>, "tensor " << k << " on " << count << " threads: " << error);
    }
  }
}

BOOST_AUTO_TEST_CASE(training_repeats_its_bits_and_extraction_has_those_of_one_thread) {
  using model_type = model_of<hmt::cpu<float>>;
  for (auto const count : thread_counts) {
    std::vector<double> on_several;
    auto const model = [&] {
      with_threads const several(count);
      auto first = trained<model_type>();
      auto const second = trained<model_type>();
      BOOST_TEST(std::ranges::equal(first.parameters().values(), second.parameters().values()));
      on_several = found_by(first);
      return first;
    }();
    BOOST_TEST(!on_several.empty());
    BOOST_TEST((found_by(model) == on_several));
  }
}

BOOST_AUTO_TEST_CASE(threads_of_the_caller_share_a_model_that_extracts) {
  auto const model = hmt::testing::small_model<model_of<hmt::cpu<float>>>();
  auto const expected = found_by(model);
  for (std::size_t const count : {1, 2}) {
    with_threads const several(count);
    std::vector<std::vector<double>> found(3);
    {
      std::vector<std::jthread> callers;
      for (auto& own : found) callers.emplace_back([&own, &model] { own = found_by(model); });
    }
    for (auto const& own : found) BOOST_TEST((own == expected));
  }
}

BOOST_AUTO_TEST_SUITE_END()
