// SPDX-License-Identifier: MIT
// A step of `cpu` allocates nothing after the first. This file replaces operator new of the test program by a counting
// one.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <new>

#include "hmt/core/parallel.hpp"
#include "unit/device/device_fixture.hpp"

namespace {

std::atomic<std::size_t> allocations{0};

void* counted(std::size_t size, std::size_t alignment) {
  ++allocations;
  auto const rounded = (size + alignment - 1) / alignment * alignment;
  if (void* const memory = std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded)) return memory;
  throw std::bad_alloc();
}

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) { return counted(size, alignof(std::max_align_t)); }
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

BOOST_AUTO_TEST_SUITE(device_allocation)

using namespace hmt::testing;

namespace {

/// Everything that a training step calls, with its own memory.
template <class T>
class step {
 public:
  void operator()() {
    using device_type = hmt::cpu<T>;
    using forward_run = hmt::lstm_forward_run<T, typename device_type::lstm_tape>;
    using backward_run = hmt::lstm_backward_run<T, typename device_type::lstm_tape>;
    using enum hmt::scan_direction;
    hmt::packed_layout const layout(offsets_);
    hmt::lstm_weights<T> const weights{input_weights_.view, recurrent_.view, bias_.memory, peephole_.view};
    hmt::lstm_weights<T> const gradients{input_gradients_.view, recurrent_gradients_.view, bias_gradients_.memory,
                                         peephole_gradients_.view};
    auto const left = output_.view.column_block(0, hidden);
    auto const right = output_.view.column_block(hidden, hidden);
    auto const up_left = output_gradient_.source().column_block(0, hidden);
    auto const up_right = output_gradient_.source().column_block(hidden, hidden);

    device_.gather(table_.source(), words_, x_.view);
    device_.dropout(0.5, {}, x_.source(), x_.view);
    hmt::matrix_view<T const> const inputs[]{x_.source()};
    hmt::matrix_view<T> const input_gradients[]{x_gradient_.view};
    hmt::lstm_state<T> const states{states_.view.row_block(0, 3), states_.view.row_block(3, 3)};
    hmt::lstm_state<T> const last{last_.view.row_block(0, 3), last_.view.row_block(3, 3)};
    hmt::lstm_state<T> const more{more_.view.row_block(0, 3), more_.view.row_block(3, 3)};
    forward_run const forward_runs[]{{forward, weights, left, &tapes_[0]},
                                     {backward, weights, right, &tapes_[1], states, last}};
    device_.lstm_forward(layout, inputs, forward_runs);
    device_.multiply(hmt::transpose::no, hmt::transpose::yes, T(1), output_.source(), top_.source(), T(0),
                     scores_.view);
    hmt::matrix_product<T> const products[]{
        {output_.source().row_block(0, 2), top_.source(), scores_.view.row_block(0, 2)},
        {output_.source().row_block(2, 7), top_.source(), scores_.view.row_block(2, 7)}};
    device_.multiply_batch(hmt::transpose::no, hmt::transpose::yes, T(1), T(1), products);
    device_.add_row(top_bias_.all(), scores_.view);
    device_.softmax(scores_.source(), probabilities_.view);
    device_.softmax_cross_entropy(scores_.source(), words_, label_weights_.all(), scores_.view, loss_);
    device_.sigmoid_cross_entropy(scores_.source(), zeros_and_ones_, label_weights_.all().first(2), probabilities_.view,
                                  loss_);
    device_.subtract(probabilities_.source(), scores_.view);
    device_.sum_rows(scores_.source(), top_bias_.memory);
    device_.multiply(hmt::transpose::no, hmt::transpose::no, T(1), scores_.source(), top_.source(), T(0),
                     output_gradient_.view);
    backward_run const backward_runs[]{{forward, weights, left, up_left, gradients, &tapes_[0]},
                                       {backward, weights, right, up_right, gradients, &tapes_[1], states, last, more}};
    // In sequence: both directions of this step share their gradients.
    for (auto const& run : backward_runs) device_.lstm_backward(layout, inputs, {&run, 1}, input_gradients);
    device_.shift(layout, forward, output_.source(), output_gradient_.view);
    device_.scatter_add(x_gradient_.source(), words_, table_.view);
    device_.sum_of_squares(bias_gradients_.all(), loss_);
    device_.clip(bias_gradients_.memory, loss_, 1.0);
    device_.update([](auto& p, auto const& g, auto& s) { s = g * g, p = p - s; }, std::span<T>(bias_.memory),
                   bias_gradients_.all(), std::span<T>(bias_state_.memory));
    device_.update_rows([](auto const& zero_gradient, auto const& g, auto& p) { p = p - g * zero_gradient; }, rows_,
                        idle_, x_gradient_.source().row_block(0, 2), table_.view);
  }

 private:
  static constexpr std::size_t hidden = 13;
  static constexpr std::size_t width = 7;
  static constexpr std::size_t words = 9;
  std::vector<hmt::row_index> offsets_ = offsets_of({4, 3, 2});
  std::vector<hmt::row_index> words_{0, 1, 2, 3, 4, 0, 1, 2, 3};
  std::vector<hmt::row_index> zeros_and_ones_ = std::vector<hmt::row_index>(words * 5, 1);
  std::vector<hmt::row_index> rows_{1, 3};
  std::vector<T> idle_{0, 1};
  std::vector<double> loss_{0};
  matrix<T> table_ = random_matrix<T>(1, 5, width);
  matrix<T> x_ = random_matrix<T>(2, words, width);
  matrix<T> x_gradient_ = random_matrix<T>(3, words, width);
  matrix<T> input_weights_ = random_matrix<T>(4, 4 * hidden, width);
  matrix<T> input_gradients_ = random_matrix<T>(5, 4 * hidden, width);
  matrix<T> recurrent_ = random_matrix<T>(6, 4 * hidden, hidden);
  matrix<T> recurrent_gradients_ = random_matrix<T>(7, 4 * hidden, hidden);
  matrix<T> bias_ = random_matrix<T>(8, 1, 4 * hidden);
  matrix<T> bias_gradients_ = random_matrix<T>(9, 1, 4 * hidden);
  matrix<T> bias_state_ = random_matrix<T>(10, 1, 4 * hidden);
  matrix<T> peephole_ = random_matrix<T>(11, 3, hidden);
  matrix<T> peephole_gradients_ = random_matrix<T>(12, 3, hidden);
  matrix<T> output_ = random_matrix<T>(13, words, 2 * hidden);
  matrix<T> output_gradient_ = random_matrix<T>(14, words, 2 * hidden);
  matrix<T> top_ = random_matrix<T>(15, 5, 2 * hidden);
  matrix<T> top_bias_ = random_matrix<T>(16, 1, 5);
  matrix<T> label_weights_ = random_matrix<T>(17, 1, 5);
  matrix<T> scores_ = random_matrix<T>(18, words, 5);
  matrix<T> probabilities_ = random_matrix<T>(19, words, 5);
  matrix<T> states_ = random_matrix<T>(20, 2 * 3, hidden);
  matrix<T> last_ = random_matrix<T>(21, 2 * 3, hidden);
  matrix<T> more_ = random_matrix<T>(22, 2 * 3, hidden);
  hmt::cpu<T> device_;
  typename hmt::cpu<T>::lstm_tape tapes_[2];
};

template <class T>
std::size_t allocations_of_later_steps() {
  step<T> once_more;
  once_more();
  std::size_t const before = allocations;
  once_more();
  once_more();
  return allocations - before;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_count_sees_an_allocation) {
  std::size_t const before = allocations;
  hmt::host_buffer<float> const buffer(10);
  BOOST_TEST(allocations == before + 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_later_step_of_cpu_allocates_nothing, T, every_element_type) {
  BOOST_TEST(allocations_of_later_steps<T>() == 0U);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_later_step_of_cpu_on_two_threads_allocates_nothing, T, every_element_type) {
  hmt::set_threads(2);
  auto const found = allocations_of_later_steps<T>();
  hmt::set_threads(1);
  BOOST_TEST(found == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
