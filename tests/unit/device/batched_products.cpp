// SPDX-License-Identifier: MIT
#include "hmt/device/cpu/batched_products.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <vector>

#include "hmt/core/parallel.hpp"
#include "hmt/device/reference/products.hpp"
#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_batched_products)

using namespace hmt::testing;
using hmt::matrix_product;
using hmt::transpose;

namespace {

struct product_size {
  std::size_t rows, columns, depth;
};

/// Products of these sizes over random numbers, with adjacent results in one matrix.
template <class T>
struct product_case {
  std::vector<matrix<T>> a, b;
  matrix<T> results;
  std::vector<matrix_product<T>> products;

  product_case(transpose ta, transpose tb, std::vector<product_size> const& sizes) {
    std::size_t rows = 0, columns = 0;
    for (auto const& size : sizes) rows = std::max(rows, size.rows), columns += size.columns;
    results = random_matrix<T>(3, rows, columns, 1);
    columns = 0;
    for (auto const& [height, width, depth] : sizes) {
      a.push_back(ta == transpose::no ? random_matrix<T>(1 + columns, height, depth, 3)
                                      : random_matrix<T>(1 + columns, depth, height, 3));
      b.push_back(tb == transpose::no ? random_matrix<T>(2 + columns, depth, width, 1)
                                      : random_matrix<T>(2 + columns, width, depth));
      products.push_back(
          {a.back().source(), b.back().source(), results.view.row_block(0, height).column_block(columns, width)});
      columns += width;
    }
  }
};

/// Products that differ in every size, repeat, are single, are large, or have no rows, columns or terms.
std::vector<product_size> const every_size{{1, 1, 1}, {3, 5, 7}, {3, 5, 7}, {33, 17, 40}, {2, 130, 64}, {70, 3, 9},
                                           {0, 4, 2}, {4, 0, 2}, {2, 3, 0}, {31, 32, 33}, {12, 64, 64}, {1, 65, 3}};

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_batch_is_its_products_one_after_the_other, D, every_device) {
  using T = typename D::value_type;
  hmt::reference<T> plain;
  D device;
  for (auto const ta : {transpose::no, transpose::yes})
    for (auto const tb : {transpose::no, transpose::yes})
      for (T const beta : {T(0), T(1), T(-2)}) {
        product_case<T> expected(ta, tb, every_size), found(ta, tb, every_size);
        for (auto const& [a, b, c] : expected.products) plain.multiply(ta, tb, T(0.5), a, b, beta, c);
        device.multiply_batch(ta, tb, T(0.5), beta, found.products);
        BOOST_TEST(distance(found.results.all(), expected.results.all()) <= tolerance<T>::result);
      }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(with_beta_zero_old_results_are_not_read, D, every_device) {
  using T = typename D::value_type;
  D device;
  product_case<T> of(transpose::no, transpose::yes, {{2, 3, 4}, {5, 3, 4}});
  for (auto& number : of.results.memory) number = std::numeric_limits<T>::quiet_NaN();
  device.multiply_batch(transpose::no, transpose::yes, T(1), T(0), of.products);
  for (auto const& each : of.products)
    for (std::size_t r = 0; r < each.c.rows; ++r)
      for (T const number : each.c.row(r)) BOOST_TEST(!std::isnan(number));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_batch_without_products_or_results_does_nothing, D, every_device) {
  using T = typename D::value_type;
  D device;
  device.multiply_batch(transpose::no, transpose::no, T(1), T(0), {});
  product_case<T> of(transpose::no, transpose::no, {{0, 4, 2}});
  auto const before = of.results.memory;
  device.multiply_batch(transpose::no, transpose::no, T(1), T(0), of.products);
  BOOST_TEST((of.results.memory == before));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(cpu_computes_the_same_bits_on_any_number_of_threads, T, every_element_type) {
  // Threads share the rows of all products: many small ones, and a large one among them.
  std::vector<product_size> sizes(40, {20, 30, 50});
  sizes.insert(sizes.begin() + 7, {301, 150, 100});
  for (auto const ta : {transpose::no, transpose::yes}) {
    product_case<T> one(ta, transpose::yes, sizes);
    hmt::cpu<T> device;
    device.multiply_batch(ta, transpose::yes, T(1), T(1), one.products);
    for (std::size_t const threads : {2, 3, 16}) {
      hmt::set_threads(threads);
      product_case<T> several(ta, transpose::yes, sizes);
      device.multiply_batch(ta, transpose::yes, T(1), T(1), several.products);
      hmt::set_threads(1);
      BOOST_TEST((several.results.memory == one.results.memory));
    }
  }
}

BOOST_AUTO_TEST_CASE(bfloat16_factors_are_rounded_in_a_batch_too) {
  product_case<float> exact(transpose::yes, transpose::no, every_size),
      rounded(transpose::yes, transpose::no, every_size), single(transpose::yes, transpose::no, every_size);
  hmt::reference<float>().multiply_batch(transpose::yes, transpose::no, 1, 0, exact.products);
  hmt::cpu<float, hmt::bfloat16> device;
  device.multiply_batch(transpose::yes, transpose::no, 1, 0, rounded.products);
  for (auto const& [a, b, c] : single.products) device.multiply(transpose::yes, transpose::no, 1, a, b, 0, c);
  auto const error = distance(rounded.results.all(), exact.results.all());
  BOOST_TEST(error > tolerance<float>::result);
  BOOST_TEST(error < 0.05);
  BOOST_TEST(distance(rounded.results.all(), single.results.all()) <= tolerance<float>::result);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_promise_that_weights_stay_keeps_nothing_of_a_batch, D, every_device) {
  using T = typename D::value_type;
  D device;
  device.freeze_weights(true);
  product_case<T> of(transpose::no, transpose::no, {{2, 3, 4}});
  device.multiply_batch(transpose::no, transpose::no, T(1), T(0), of.products);
  auto const before = of.results.memory;
  for (auto& number : of.b[0].memory) number = 2 * number;
  device.multiply_batch(transpose::no, transpose::no, T(1), T(0), of.products);
  auto expected = before;
  for (std::size_t r = 0; r < 2; ++r)
    for (std::size_t c = 0; c < 3; ++c) expected[r * 4 + c] *= 2;
  BOOST_TEST((of.results.memory == expected));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_product_that_does_not_fit_is_refused_before_the_first, D, every_device) {
  using T = typename D::value_type;
  D device;
  product_case<T> of(transpose::no, transpose::no, {{2, 3, 4}, {2, 3, 4}});
  auto const before = of.results.memory;
  of.products[1].a = of.products[1].a.column_block(0, 3);
  BOOST_CHECK_EXCEPTION(device.multiply_batch(transpose::no, transpose::no, T(1), T(0), of.products), hmt::shape_error,
                        says<hmt::shape_error>("shape", {"equal depth", "(2, 3) and (4, 3)"}));
  BOOST_TEST((of.results.memory == before));
}

BOOST_AUTO_TEST_SUITE_END()
