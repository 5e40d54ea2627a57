// SPDX-License-Identifier: MIT
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "golden/golden.hpp"
#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/models.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/training_state.hpp"
#include "packed_sentences.hpp"

BOOST_AUTO_TEST_SUITE(golden_models)

namespace {

/// A tag scheme with any number of labels, which are never encoded or decoded.
template <class Name>
class plain_tags {
 public:
  static constexpr std::string_view task_name = Name::text;
  static constexpr hmt::tag_output output = hmt::tag_output::boundaries;
  static std::string description() { return "plain_tags"; }
  static hmt::label_set labels_of(std::span<hmt::sentence const>) { return hmt::label_set({"O"}); }
  explicit plain_tags(hmt::label_set labels) : labels_(std::move(labels)) {}
  [[nodiscard]] hmt::label_set const& labels() const { return labels_; }
  void fit(std::span<hmt::sentence const>) {}
  [[nodiscard]] std::vector<hmt::row_index> encode(hmt::sentence const& one) const {
    return std::vector<hmt::row_index>(one.words.size());
  }
  void decode(hmt::matrix_view<float const>, hmt::extraction&) const {}

 private:
  hmt::label_set labels_;
};

struct boundary_name {
  static constexpr std::string_view text = "boundary";
};
struct entity_name {
  static constexpr std::string_view text = "entity";
};
struct relation_name {
  static constexpr std::string_view text = "relation";
};

template <class Name>
using small_task = hmt::task<plain_tags<Name>, hmt::bilstm<3>, hmt::tag_feedback_lstm<3, 3>>;
template <class D>
using hmt_step = hmt::hierarchy<D, hmt::word_embedding<4>, small_task<entity_name>, small_task<relation_name>>;
template <class D>
using three_level_step = hmt::hierarchy<D, hmt::word_embedding<4>, small_task<boundary_name>, small_task<entity_name>,
                                        small_task<relation_name>>;
template <class D>
using zheng_step = hmt::hierarchy<D, hmt::word_embedding<4>,
                                  hmt::task<plain_tags<relation_name>, hmt::bilstm<3>, hmt::lstm_decoder<3, 3>,
                                            hmt::connectivity::task_below, hmt::log_likelihood<std::ratio<10>>>>;

template <class D>
using pair_step =
    hmt::hierarchy<D, hmt::word_embedding<4>, small_task<relation_name>, hmt::pair_task<hmt::bilstm<3>, 2>>;

template <class D>
using chain_step =
    hmt::hierarchy<D, hmt::word_embedding<4>,
                   hmt::task<plain_tags<entity_name>, hmt::bilstm<3>, hmt::linear_decoder,
                             hmt::connectivity::task_below, hmt::log_likelihood<>, hmt::linear_chain_crf>>;

using devices = std::tuple<hmt::reference<double>, hmt::reference<float>, hmt::cpu<double>, hmt::cpu<float>>;

template <class Model>
Model golden_model(hmt::golden::golden_case const& golden) {
  std::vector<std::string> words{"<unk>"};
  while (words.size() < golden.sizes["vocabulary"]) words.push_back("word" + std::to_string(words.size()));
  std::array<hmt::label_set, Model::task_count> labels;
  for (std::size_t k = 0; k < labels.size(); ++k) {
    std::vector<std::string> names{"O"};
    while (names.size() < golden.sizes[std::string(Model::names[k]) + ".labels"])
      names.push_back("label" + std::to_string(names.size()));
    labels[k] = hmt::label_set(names);
  }
  Model model(hmt::vocabulary(words), labels);
  using T = typename Model::value_type;
  auto& parameters = model.parameters();
  for (auto const& tensor : parameters.list().all())
    std::ranges::copy(golden.weights[tensor.name].template as<T>(), tensor.slot.vector(parameters.values()).begin());
  BOOST_TEST(parameters.list().all().size() == golden.weights.size());
  return model;
}

template <class T>
void near(std::span<T const> found, std::vector<double> const& expected, std::string const& what) {
  BOOST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    BOOST_TEST(std::abs(static_cast<double>(found[i]) - expected[i]) <=
                   hmt::golden::tolerance<T> * std::max(1.0, std::abs(expected[i])),
               what << " " << i << ": " << found[i] << " instead of " << expected[i]);
}

hmt::gold_pairs golden_pairs(hmt::golden::golden_case const& golden, std::size_t s) {
  hmt::gold_pairs pairs;
  pairs.relations = golden.sizes["pairing.labels"] - 1;
  auto const& spans = golden.numbers["pairing.spans"][s];
  for (std::size_t k = 0; k < spans.size(); k += 2) pairs.spans.push_back({spans[k], spans[k + 1]});
  auto const& related = golden.numbers["pairing.related"][s];
  for (std::size_t k = 0; k < related.size(); k += 3)
    pairs.pairs.push_back({related[k], related[k + 1], related[k + 2]});
  return pairs;
}

template <class Model>
typename Model::batch_type golden_batch(hmt::golden::golden_case const& golden,
                                        std::vector<std::size_t> const& chosen) {
  std::vector<typename Model::encoded_sentence> sentences;
  for (auto const s : chosen) {
    auto& one = sentences.emplace_back();
    auto const take = [&]<class I>(std::type_identity<I>) {
      if constexpr (std::is_same_v<I, hmt::input::words>)
        one.template get<I>() = golden.numbers["words"][s];
      else if constexpr (std::is_same_v<typename I::encoded, hmt::gold_pairs>)
        one.template get<I>() = golden_pairs(golden, s);
      else
        one.template get<I>() = golden.numbers[std::string(I::name) + ".labels"][s];
    };
    one.length = golden.lengths[s];
    Model::inputs::for_each(take);
  }
  return hmt::testing::packed(sentences);
}

/// All parameters, by the names of the model file.
template <class Model>
void near_parameters(Model& model, hmt::golden::named<hmt::golden::array> const& expected, std::string const& when) {
  using T = typename Model::value_type;
  std::span<T const> const values = model.parameters().values();
  for (auto const& tensor : model.parameters().list().all())
    near(tensor.slot.vector(values), expected[tensor.name].values, when + " " + tensor.name);
}

/// A whole golden case as one batch.
template <class Model>
typename Model::batch_type whole_batch(hmt::golden::golden_case const& golden) {
  std::vector<std::size_t> everything(golden.lengths.size());
  std::iota(everything.begin(), everything.end(), std::size_t{0});
  return golden_batch<Model>(golden, everything);
}

/// Losses and gradients of one step.
template <class Model>
void check_gradients(Model& model, hmt::golden::golden_case const& golden) {
  using T = typename Model::value_type;
  auto const all = whole_batch<Model>(golden);
  hmt::parameter_gradients<typename Model::device_type> gradients;
  model.compute_gradients(all, gradients);
  auto const losses = model.take_losses();
  for (std::size_t k = 0; k < losses.size(); ++k) {
    double const expected = golden.loss[std::string(Model::names[k])];
    BOOST_TEST(std::abs(losses[k] - expected) <= hmt::golden::tolerance<T> * expected, "loss " << losses[k]);
  }
  for (auto const& tensor : model.parameters().list().all()) {
    auto const found = gradients.of(tensor);
    std::vector<T> whole(tensor.slot.rows * tensor.slot.columns);
    for (std::size_t k = 0; k < found.rows; ++k)
      std::ranges::copy(found.row(k),
                        whole.begin() + static_cast<std::ptrdiff_t>(gradients.row_of(tensor, k) * found.columns));
    near(std::span<T const>(whole), golden.gradients[tensor.name].values, "gradient of " + tensor.name);
  }
}

/// Losses and gradients of one step, and the parameters after one and after three of them.
template <class Model>
void check(std::string const& name) {
  using T = typename Model::value_type;
  auto const golden = hmt::golden::load_golden(name);
  auto model = golden_model<Model>(golden);
  check_gradients(model, golden);
  auto const all = whole_batch<Model>(golden);

  hmt::training_state<Model> state(model, hmt::rmsprop{.learning_rate = 1e-2, .decay = 0.9, .epsilon = 1e-8});
  state.step(all);
  near_parameters(model, golden.after_first_step, "after the first step");
  if constexpr (sizeof(T) == sizeof(double)) {  // in float, later steps divide by mean squares near rounding
    state.step(golden_batch<Model>(golden, golden.second_batch));
    state.step(all);
    near_parameters(model, golden.after_third_step, "after the third step");
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(hmt_matches_pytorch, D, devices) { check<hmt_step<D>>("hmt_model_step"); }
BOOST_AUTO_TEST_CASE_TEMPLATE(three_levels_match_pytorch, D, devices) {
  check<three_level_step<D>>("three_level_step");
}
BOOST_AUTO_TEST_CASE_TEMPLATE(zheng_tagging_matches_pytorch, D, devices) { check<zheng_step<D>>("zheng_tagging_step"); }
BOOST_AUTO_TEST_CASE_TEMPLATE(pair_task_matches_pytorch, D, devices) {
  auto const golden = hmt::golden::load_golden("pair_task_step");
  auto model = golden_model<pair_step<D>>(golden);
  check_gradients(model, golden);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(linear_chain_crf_matches_pytorch, D, devices) {
  auto const golden = hmt::golden::load_golden("linear_chain_crf_step");
  auto model = golden_model<chain_step<D>>(golden);
  check_gradients(model, golden);
}

BOOST_AUTO_TEST_SUITE_END()
