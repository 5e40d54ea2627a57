// SPDX-License-Identifier: MIT
#include "hmt/device/recurrence.hpp"

#include <boost/test/unit_test.hpp>

#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_recurrence)

namespace {

void check(hmt::recurrence_step const& step, std::size_t first, std::size_t width, std::size_t before,
           std::size_t carried) {
  BOOST_TEST(step.first == first);
  BOOST_TEST(step.width == width);
  BOOST_TEST(step.carried == carried);
  if (carried > 0) BOOST_TEST(step.before == before);
}

}  // namespace

BOOST_AUTO_TEST_CASE(forward_sentences_end_on_the_way_and_backward_they_join_on_the_way) {
  auto const offsets = hmt::testing::offsets_of({3, 2, 2});
  hmt::packed_layout const layout(offsets);
  using enum hmt::scan_direction;
  check(hmt::step_of(layout, forward, 0), 0, 3, 0, 0);
  check(hmt::step_of(layout, forward, 1), 3, 3, 0, 3);
  check(hmt::step_of(layout, forward, 2), 6, 1, 3, 1);
  check(hmt::step_of(layout, backward, 0), 6, 1, 0, 0);
  check(hmt::step_of(layout, backward, 1), 3, 3, 6, 1);
  check(hmt::step_of(layout, backward, 2), 0, 3, 3, 3);
}

BOOST_AUTO_TEST_CASE(beginnings_and_ends_are_seen_once_a_sentence) {
  for (auto const& lengths : {std::vector<std::size_t>{}, {1}, {4}, {3, 2, 2}, {5, 5, 1, 1}}) {
    auto const offsets = hmt::testing::offsets_of(lengths);
    hmt::packed_layout const layout(offsets);
    for (auto const direction : {hmt::scan_direction::forward, hmt::scan_direction::backward}) {
      bool const forward = direction == hmt::scan_direction::forward;
      std::vector<std::size_t> first(lengths.size(), 99), last(lengths.size(), 99);
      auto const note = [](std::vector<std::size_t>& rows) {
        return [&rows](hmt::sentence_rows const& at) {
          for (std::size_t k = 0; k < at.count; ++k) {
            BOOST_TEST(rows.at(at.sentence + k) == 99U);
            rows[at.sentence + k] = at.row + k;
          }
        };
      };
      hmt::for_each_beginning(layout, direction, note(first));
      hmt::for_each_end(layout, direction, note(last));
      for (std::size_t s = 0; s < lengths.size(); ++s) {
        BOOST_TEST(first[s] == layout.offset(forward ? 0 : lengths[s] - 1) + s);
        BOOST_TEST(last[s] == layout.offset(forward ? lengths[s] - 1 : 0) + s);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(slices_cover_all_sentences_with_about_as_many_words) {
  for (auto const& lengths : {std::vector<std::size_t>{}, {5}, {9, 8, 7, 6, 5, 4, 3, 2, 1}, {40, 1, 1, 1}}) {
    auto const offsets = hmt::testing::offsets_of(lengths);
    hmt::packed_layout const layout(offsets);
    std::size_t const longest = lengths.empty() ? 0 : lengths.front();
    for (std::size_t parts = 1; parts < 6; ++parts) {
      std::size_t next = 0;
      for (std::size_t number = 0; number < parts; ++number) {
        auto const slice = hmt::slice_of(layout, number, parts);
        BOOST_REQUIRE(slice.first == next);
        next += slice.count;
        std::size_t words = 0;
        for (auto s = slice.first; s < next; ++s) words += lengths[s];
        BOOST_TEST(words <= layout.rows() / parts + 1 + longest);
      }
      BOOST_TEST(next == lengths.size());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
