// SPDX-License-Identifier: MIT
#include "hmt/device/lstm.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <numeric>
#include <vector>

#include "hmt/core/threads.hpp"
#include "unit/device/lstm_case.hpp"

BOOST_AUTO_TEST_SUITE(device_lstm)

using namespace hmt::testing;

BOOST_AUTO_TEST_CASE_TEMPLATE(forward_follows_the_equations_sentence_by_sentence, D, every_device) {
  for (auto const& shape : several_shapes) {
    lstm_case<D> of(shape);
    of.forward();
    auto const expected = literal_outputs(of);
    std::vector<double> const found(of.output.memory.begin(), of.output.memory.end());
    BOOST_TEST(distance<double>(found, expected.memory) <= tolerance<typename D::value_type>::result);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(cpu_agrees_with_reference_for_every_number_of_units, T, every_element_type) {
  std::vector<std::size_t> every_rest(40);
  std::iota(every_rest.begin(), every_rest.end(), 1);
  every_rest.insert(every_rest.end(), {63, 126});  // gates are padded where little is idle
  for (auto const hidden : every_rest)
    for (bool const peephole : {false, true}) {
      lstm_shape const shape{.hidden = hidden,
                             .input_widths = hidden % 2 == 0 ? std::vector<std::size_t>{hidden + 1}
                                                             : std::vector<std::size_t>{2, hidden, 1},
                             .peephole = peephole,
                             .lengths = {4, 4, 3, 2, 2, 1, 1}};
      lstm_case<hmt::reference<T>> plain(shape);
      lstm_case<hmt::cpu<T>> of(shape);
      auto const expected = all_gradients(plain);
      auto const found = all_gradients(of);
      BOOST_TEST(distance(of.output.all(), plain.output.all()) <= tolerance<T>::result);
      BOOST_TEST(distance<T>(found, expected) <= tolerance<T>::gradient);
    }
}

BOOST_AUTO_TEST_CASE(gradients_are_those_of_the_outputs_by_differences) {
  auto const check = [](auto of) {
    of.clear_gradients();
    of.forward();
    of.backward();
    double worst = 0;
    auto const check_one = [&](double& number, double derivative) {
      constexpr auto step = tolerance<double>::difference_step;
      auto const kept = number;
      number = kept + step;
      auto const above = of.loss();
      number = kept - step;
      auto const below = of.loss();
      number = kept;
      worst = std::max(worst, derivative_error(derivative, (above - below) / (2 * step)));
    };
    for (std::size_t way = 0; way < 2; ++way) {
      auto& weights = of.weights[way].numbers.memory;
      for (std::size_t k = 0; k < weights.size(); ++k) check_one(weights[k], of.gradients[way].numbers.memory[k]);
    }
    for (std::size_t k = 0; k < of.inputs.size(); ++k)
      for (std::size_t r = 0; r < of.inputs[k].view.rows; ++r)
        for (std::size_t c = 0; c < of.inputs[k].view.columns; ++c)
          check_one(of.inputs[k].view(r, c), of.input_gradients[k].view(r, c));
    BOOST_TEST(worst <= tolerance<double>::difference);
  };
  for (auto const& shape : several_shapes) {
    check(lstm_case<hmt::reference<double>>(shape));
    check(lstm_case<hmt::cpu<double>>(shape));
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(gradients_are_added_to_what_is_there, D, every_device) {
  using T = typename D::value_type;
  lstm_case<D> onto({});
  lstm_case<D> from_zero({});
  auto const before = onto.gradients[1].numbers.memory;
  from_zero.clear_gradients();
  all_gradients(onto);
  all_gradients(from_zero);
  auto sum = from_zero.gradients[1].numbers.memory;
  for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += before[k];
  BOOST_TEST(distance<T>(onto.gradients[1].numbers.memory, sum) <= tolerance<T>::gradient);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_gradient_of_an_input_that_is_not_wanted_is_left_out, D, every_device) {
  using T = typename D::value_type;
  lstm_shape const shape{.input_widths = {2, 3}};
  lstm_case<D> all(shape);
  lstm_case<D> one(shape);
  auto const untouched = one.input_gradients[0].memory;
  one.input_gradients[0].view = {};
  all_gradients(all);
  all_gradients(one);
  BOOST_TEST((one.input_gradients[0].memory == untouched));
  BOOST_TEST((one.input_gradients[1].memory == all.input_gradients[1].memory));
  BOOST_TEST(distance<T>(one.gradients[0].numbers.all(), all.gradients[0].numbers.all()) == 0.0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_tape_that_has_seen_a_larger_batch_serves_a_smaller_one, D, every_device) {
  lstm_case<D> large({.lengths = {9, 8, 7, 6, 5}});
  all_gradients(large);
  lstm_case<D> fresh({});
  lstm_case<D> reused({});
  reused.tapes = std::move(large.tapes);
  BOOST_TEST((all_gradients(reused) == all_gradients(fresh)));
  BOOST_TEST((reused.output.memory == fresh.output.memory));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_batch_without_words_changes_nothing, D, every_device) {
  lstm_case<D> of({.lengths = {}});
  auto const before = of.gradients[0].numbers.memory;
  all_gradients(of);
  BOOST_TEST((of.gradients[0].numbers.memory == before));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_sentence_has_the_same_bits_alone_and_in_a_batch_on_cpu, T, every_element_type) {
  lstm_shape shape{.hidden = 21, .input_widths = {13}, .lengths = {6, 4, 4, 3}};
  lstm_case<hmt::cpu<T>> together(shape);
  together.forward();
  for (std::size_t s = 0; s < shape.lengths.size(); ++s) {
    auto alone_shape = shape;
    alone_shape.lengths = {shape.lengths[s]};
    lstm_case<hmt::cpu<T>> alone(alone_shape);
    for (std::size_t t = 0; t < shape.lengths[s]; ++t)
      alone.device.copy(together.inputs[0].source().row_block(together.offsets[t] + s, 1),
                        alone.inputs[0].view.row_block(t, 1));
    alone.forward();
    for (std::size_t t = 0; t < shape.lengths[s]; ++t)
      BOOST_TEST(std::ranges::equal(alone.output.view.row(t), together.output.view.row(together.offsets[t] + s)));
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(cpu_repeats_its_bits_on_any_number_of_threads, T, every_element_type) {
  // More slices than long sentences; sentences enough for more slices than threads.
  std::vector<std::size_t> many(67, 1);
  std::fill_n(many.begin(), 30, 5);
  for (auto const& lengths : {std::vector<std::size_t>{12, 9, 9, 4, 1}, many}) {
    // Past one hidden block of a group.
    lstm_shape const shape{.hidden = 37, .input_widths = {20, 11}, .lengths = lengths};
    lstm_case<hmt::cpu<T>> one(shape);
    auto const on_one = all_gradients(one);
    for (std::size_t const threads : {1, 2, 3, 4, 16}) {
      with_threads const some(threads);
      lstm_case<hmt::cpu<T>> first(shape);
      lstm_case<hmt::cpu<T>> again(shape);
      auto const found = all_gradients(first);
      BOOST_TEST((found == all_gradients(again)));
      BOOST_TEST((first.output.memory == one.output.memory));
      BOOST_TEST(distance<T>(found, on_one) <= tolerance<T>::gradient);
    }
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(wide_layers_and_many_sentences_agree_with_reference, T, every_element_type) {
  // More units than a group of panels has, and more sentences than a product takes at a time.
  lstm_shape const shape{.hidden = 301, .input_widths = {70}, .lengths = std::vector<std::size_t>(101, 2)};
  lstm_case<hmt::reference<T>> plain(shape);
  lstm_case<hmt::cpu<T>> of(shape);
  BOOST_TEST(distance<T>(all_gradients(of), all_gradients(plain)) <= 20 * tolerance<T>::gradient);
  BOOST_TEST(distance(of.output.all(), plain.output.all()) <= 20 * tolerance<T>::result);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(kept_weights_are_packed_once_a_promise, T, every_element_type) {
  lstm_case<hmt::cpu<T>> of({});
  of.forward();
  auto const before = of.output.memory;
  of.device.keep_weights(true);
  of.forward();
  BOOST_TEST((of.output.memory == before));
  auto const original = of.weights[0].numbers.memory;
  for (auto& number : of.weights[0].numbers.memory) number = -number;
  of.device.keep_weights(true);
  of.forward();
  BOOST_TEST((of.output.memory != before));
  auto const changed = of.output.memory;
  of.weights[0].numbers.memory = original;
  of.device.keep_weights(false);
  of.forward();
  BOOST_TEST((of.output.memory == before));
  BOOST_TEST((changed != before));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(shapes_that_do_not_fit_are_refused_by_name, D, every_device) {
  using hmt::shape_error;
  auto const refuses = [](auto change, auto pass, std::vector<std::string> const& parts, std::string const& code) {
    lstm_case<D> of({.hidden = 3, .input_widths = {4}, .lengths = {2}});
    change(of);
    BOOST_CHECK_EXCEPTION(pass(of), shape_error, says<shape_error>(code, parts));
  };
  auto const forward = [](auto& of) { of.forward(); };
  auto const backward = [](auto& of) { of.backward(); };
  refuses([](auto& of) { of.inputs[0] = random_matrix<typename D::value_type>(1, 3, 4); }, forward,
          {"lstm: input", "expected shape (2, 4)", "found (3, 4)"}, "shape");
  refuses([](auto& of) { of.inputs[0] = random_matrix<typename D::value_type>(1, 2, 5); }, forward,
          {"input weights", "expected shape (12, 5)", "found (12, 4)"}, "shape");
  refuses([](auto& of) { of.output = random_matrix<typename D::value_type>(1, 1, 6); }, forward,
          {"output", "expected shape (2, 3)", "found (1, 3)"}, "shape");
  refuses([](auto& of) { of.output_gradient = random_matrix<typename D::value_type>(1, 1, 6); }, backward,
          {"output gradient", "expected shape (2, 3)", "found (1, 3)"}, "shape");
  refuses([](auto& of) { of.gradients[0].peephole = false; }, backward,
          {"gradient of the peephole weights", "expected shape (3, 3)", "found (0, 0)"}, "shape");
  refuses([](auto& of) { of.input_gradients.clear(); }, backward, {"input gradients", "expected 1", "found 0"},
          "length");
  refuses([](auto& of) { of.input_gradients[0] = random_matrix<typename D::value_type>(1, 2, 3); }, backward,
          {"input gradient", "expected shape (2, 4)", "found (2, 3)"}, "shape");
}

BOOST_AUTO_TEST_SUITE_END()
