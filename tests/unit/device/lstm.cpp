// SPDX-License-Identifier: MIT
#include "hmt/device/lstm.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "hmt/core/parallel.hpp"
#include "unit/device/lstm_case.hpp"

BOOST_AUTO_TEST_SUITE(device_lstm)

using namespace hmt::testing;

BOOST_AUTO_TEST_CASE_TEMPLATE(forward_follows_the_equations_sentence_by_sentence, D, every_device) {
  for (auto const& shape : several_shapes) {
    lstm_case<D> of(shape);
    of.forward();
    auto const expected = literal_lstm(of);
    auto const check = [](auto const& found, matrix<double> const& right) {
      double worst = 0;
      for (std::size_t r = 0; r < right.view.rows; ++r)
        for (std::size_t c = 0; c < right.view.columns; ++c)
          worst = std::max(worst, std::abs(static_cast<double>(found.view(r, c)) - right.view(r, c)));
      BOOST_TEST(worst <= tolerance<typename D::value_type>::result);
    };
    check(of.output, expected.outputs);
    for (std::size_t direction = 0; direction < 2 && shape.states; ++direction) {
      check(of.last[direction].output, expected.last_outputs[direction]);
      check(of.last[direction].cell, expected.last_cells[direction]);
    }
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(cpu_agrees_with_reference_for_every_number_of_units, T, every_element_type) {
  std::vector<std::size_t> every_rest(40);
  std::iota(every_rest.begin(), every_rest.end(), 1);
  every_rest.insert(every_rest.end(), {63, 126});  // gates are padded if little is idle
  for (auto const hidden : every_rest)
    for (auto const& [peephole, states] : {std::pair(false, false), {true, false}, {hidden % 3 == 0, true}}) {
      lstm_shape const shape{.hidden = hidden,
                             .input_widths = hidden % 2 == 0 ? std::vector<std::size_t>{hidden + 1}
                                                             : std::vector<std::size_t>{2, hidden, 1},
                             .peephole = peephole,
                             .lengths = {4, 4, 3, 2, 2, 1, 1},
                             .states = states};
      lstm_case<hmt::reference<T>> plain(shape);
      lstm_case<hmt::cpu<T>> of(shape);
      auto const expected = all_gradients(plain);
      auto const found = all_gradients(of);
      BOOST_TEST(distance(of.output.all(), plain.output.all()) <= tolerance<T>::result);
      BOOST_TEST(distance<T>(found, expected) <= tolerance<T>::gradient);
      for (std::size_t direction = 0; direction < 2; ++direction) {
        BOOST_TEST(distance(of.last[direction].output.all(), plain.last[direction].output.all()) <=
                   tolerance<T>::result);
        BOOST_TEST(distance(of.last[direction].cell.all(), plain.last[direction].cell.all()) <= tolerance<T>::result);
      }
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
    for (std::size_t direction = 0; direction < 2; ++direction) {
      auto& weights = of.weights[direction].numbers.memory;
      for (std::size_t k = 0; k < weights.size(); ++k) check_one(weights[k], of.gradients[direction].numbers.memory[k]);
    }
    for (std::size_t k = 0; k < of.inputs.size(); ++k)
      for (std::size_t r = 0; r < of.inputs[k].view.rows; ++r)
        for (std::size_t c = 0; c < of.inputs[k].view.columns; ++c)
          check_one(of.inputs[k].view(r, c), of.input_gradients[k].view(r, c));
    for (std::size_t direction = 0; direction < 2 && of.shape.states; ++direction)
      for (std::size_t s = 0; s < of.shape.lengths.size(); ++s)
        for (std::size_t unit = 0; unit < of.shape.hidden; ++unit) {
          check_one(of.initial[direction].output.view(s, unit), of.initial_gradient[direction].output.view(s, unit));
          check_one(of.initial[direction].cell.view(s, unit), of.initial_gradient[direction].cell.view(s, unit));
        }
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
  // More slices than long sentences; enough sentences for more slices than threads.
  std::vector<std::size_t> many(67, 1);
  std::fill_n(many.begin(), 30, 5);
  for (auto const& lengths : {std::vector<std::size_t>{12, 9, 9, 4, 1}, many}) {
    // More than one hidden block of a group.
    lstm_shape const shape{
        .hidden = 37, .input_widths = {20, 11}, .lengths = lengths, .states = lengths.size() < many.size()};
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
  // More units than in a group of panels, and more sentences than a product handles at a time.
  lstm_shape const shape{.hidden = 301, .input_widths = {70}, .lengths = std::vector<std::size_t>(101, 2)};
  lstm_case<hmt::reference<T>> plain(shape);
  lstm_case<hmt::cpu<T>> of(shape);
  BOOST_TEST(distance<T>(all_gradients(of), all_gradients(plain)) <= 20 * tolerance<T>::gradient);
  BOOST_TEST(distance(of.output.all(), plain.output.all()) <= 20 * tolerance<T>::result);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_initial_state_of_zeros_is_none, D, every_device) {
  using T = typename D::value_type;
  for (bool const peephole : {false, true}) {
    lstm_case<D> without({.hidden = 5, .peephole = peephole});
    lstm_case<D> with({.hidden = 5, .peephole = peephole, .states = true});
    for (auto* states : {&with.initial, &with.last_gradient})
      for (auto& each : *states) {
        with.device.fill(each.output.view, T(0));
        with.device.fill(each.cell.view, T(0));
      }
    with.forward();
    with.backward();
    without.forward();
    without.backward();
    BOOST_TEST((with.output.memory == without.output.memory));
    BOOST_TEST((with.gradients[1].numbers.memory == without.gradients[1].numbers.memory));
    BOOST_TEST((with.input_gradients[0].memory == without.input_gradients[0].memory));
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(one_direction_may_have_states_and_the_other_none, D, every_device) {
  for (bool const peephole : {false, true}) {
    lstm_shape const shape{.hidden = 5, .peephole = peephole, .states = true};
    lstm_case<D> both(shape);
    lstm_case<D> one(shape);
    lstm_case<D> none({.hidden = 5, .peephole = peephole});
    one.has_states[0] = false;
    for (auto* each : {&both, &one, &none}) each->clear_gradients();
    both.forward(), both.backward();
    one.forward(), one.backward();
    none.forward(), none.backward();
    BOOST_TEST((one.gradients[0].numbers.memory == none.gradients[0].numbers.memory));
    BOOST_TEST((one.gradients[1].numbers.memory == both.gradients[1].numbers.memory));
    BOOST_TEST((one.last[1].cell.memory == both.last[1].cell.memory));
    BOOST_TEST((one.initial_gradient[1].cell.memory == both.initial_gradient[1].cell.memory));
    BOOST_TEST((one.initial_gradient[0].output.memory == none.initial_gradient[0].output.memory));
  }
}

/// The words of a batch one after the other, each by a call from the previous state.
BOOST_AUTO_TEST_CASE_TEMPLATE(single_steps_give_what_a_walk_gives, D, every_device) {
  using T = typename D::value_type;
  using run = hmt::lstm_forward_run<T, typename D::lstm_tape>;
  for (bool const peephole : {false, true}) {
    lstm_shape const shape{
        .hidden = 21, .input_widths = {13, 2}, .peephole = peephole, .lengths = {5, 5, 5}, .states = true};
    lstm_case<D> whole(shape);
    whole.forward();
    lstm_case<D> of(shape);
    auto const rows = shape.lengths.size();
    hmt::single_step const step(rows);
    std::vector<T> outputs;
    // Alternating: the states before and after a step are in separate memory.
    std::array<state_memory<T>, 2> states{of.initial[0], of.last[0]};
    for (std::size_t time = 0; time < 5; ++time) {
      std::vector<hmt::matrix_view<T const>> inputs;
      for (auto const& input : of.inputs) inputs.push_back(input.source().row_block(time * rows, rows));
      auto const output = of.output.view.row_block(time * rows, rows).column_block(0, shape.hidden);
      run const one{hmt::scan_direction::forward, of.weights[0].views(),       output, &of.tapes[0],
                    states[time % 2].views(),     states[1 - time % 2].views()};
      of.device.lstm_forward(step.layout(), inputs, std::span(&one, 1));
    }
    auto const agrees = [](auto const& found, auto const& expected) {
      if constexpr (std::is_same_v<D, hmt::cpu<T>>)
        BOOST_TEST((distance<T>(found, expected) == 0.0));
      else
        BOOST_TEST((distance<T>(found, expected) <= tolerance<T>::result));
    };
    for (std::size_t r = 0; r < of.output.view.rows; ++r)
      agrees(of.output.source().row(r).first(shape.hidden), whole.output.source().row(r).first(shape.hidden));
    for (std::size_t s = 0; s < rows; ++s) {
      agrees(hmt::matrix_view<T const>(states[1].output.view).row(s), whole.last[0].output.source().row(s));
      agrees(hmt::matrix_view<T const>(states[1].cell.view).row(s), whole.last[0].cell.source().row(s));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_single_step_of_no_rows_has_no_steps) {
  BOOST_TEST(hmt::single_step(0).layout().steps() == 0U);
  hmt::single_step const three(3);
  BOOST_TEST(three.layout().steps() == 1U);
  BOOST_TEST(three.layout().sentences() == 3U);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(frozen_weights_are_packed_once_a_promise, T, every_element_type) {
  lstm_case<hmt::cpu<T>> of({});
  of.forward();
  auto const before = of.output.memory;
  of.device.freeze_weights(true);
  of.forward();
  BOOST_TEST((of.output.memory == before));
  auto const original = of.weights[0].numbers.memory;
  for (auto& number : of.weights[0].numbers.memory) number = -number;
  of.device.freeze_weights(true);
  of.forward();
  BOOST_TEST((of.output.memory != before));
  auto const changed = of.output.memory;
  of.weights[0].numbers.memory = original;
  of.device.freeze_weights(false);
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
  auto const with_states = [](auto which, std::size_t sentences, std::size_t hidden) {
    return [=](auto& of) {
      of.shape.states = true;
      (of.*which)[1] = state_memory<typename D::value_type>(sentences, hidden, 1);
    };
  };
  using case_type = lstm_case<D>;
  refuses(with_states(&case_type::initial, 2, 3), forward, {"initial state", "expected shape (1, 3)", "found (2, 3)"},
          "shape");
  refuses(with_states(&case_type::last, 1, 4), forward, {"last state", "expected shape (1, 3)", "found (1, 4)"},
          "shape");
  refuses(with_states(&case_type::initial_gradient, 1, 2), backward,
          {"gradient of the initial state", "expected shape (1, 3)", "found (1, 2)"}, "shape");
  refuses(with_states(&case_type::last_gradient, 3, 3), backward,
          {"gradient of the last state", "expected shape (1, 3)", "found (3, 3)"}, "shape");
  refuses([](auto& of) { of.input_gradients.clear(); }, backward, {"input gradients", "expected 1", "found 0"},
          "length");
  refuses([](auto& of) { of.input_gradients[0] = random_matrix<typename D::value_type>(1, 2, 3); }, backward,
          {"input gradient", "expected shape (2, 4)", "found (2, 3)"}, "shape");
}

BOOST_AUTO_TEST_SUITE_END()
