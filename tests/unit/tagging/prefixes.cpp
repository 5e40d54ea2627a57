// SPDX-License-Identifier: MIT
#include "hmt/tagging/prefixes.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(tagging_prefixes)

namespace {

/// Reads tags such as "1B 1I O 2B" (kind, then letter) and writes the spans as "1[0,2) 2[3,4)".
template <class Prefixes, class Strictness = hmt::tagging::lenient>
std::string spans_of(std::string_view text) {
  std::vector<hmt::prefix_tag> tags;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == 'O') tags.push_back({});
    if (text[at] >= '0' && text[at] <= '9') {
      tags.push_back({static_cast<std::size_t>(text[at] - '0'), text[at + 1]});
      ++at;
    }
  }
  std::string found;
  for (auto const& [words, kind, confidence] : hmt::read_spans<Prefixes, Strictness>(tags)) {
    BOOST_TEST(confidence == 1.0);
    found += (found.empty() ? "" : " ") + std::to_string(kind) + "[" + std::to_string(words.begin) + "," +
             std::to_string(words.end) + ")";
  }
  return found;
}

template <class Prefixes>
std::string prefixes_of(std::size_t length) {
  std::string prefixes;
  for (std::size_t word = 0; word < length; ++word) prefixes += Prefixes::prefix(word, length);
  return prefixes;
}

using hmt::tagging::bio;
using hmt::tagging::bioes;
using hmt::tagging::io;
using hmt::tagging::well_formed_only;

struct without_prefixes {
  static constexpr std::string_view name = "without_letters";
  static constexpr char prefix(std::size_t, std::size_t) { return 'I'; }
  static constexpr bool opens(char) { return false; }
  static constexpr bool closes(char) { return false; }
};
static_assert(hmt::TagPrefixes<bio> && hmt::TagPrefixes<bioes> && hmt::TagPrefixes<io>);
static_assert(!hmt::TagPrefixes<without_prefixes> && !hmt::TagPrefixes<hmt::tagging::lenient>);
static_assert(hmt::StrictnessPolicy<hmt::tagging::lenient> && hmt::StrictnessPolicy<well_formed_only>);
static_assert(!hmt::StrictnessPolicy<bio>);

}  // namespace

BOOST_AUTO_TEST_CASE(spans_are_lettered_by_scheme) {
  BOOST_TEST(prefixes_of<bio>(1) == "B");
  BOOST_TEST(prefixes_of<bio>(3) == "BII");
  BOOST_TEST(prefixes_of<bioes>(1) == "S");
  BOOST_TEST(prefixes_of<bioes>(2) == "BE");
  BOOST_TEST(prefixes_of<bioes>(4) == "BIIE");
  BOOST_TEST(prefixes_of<io>(2) == "II");
}

BOOST_AUTO_TEST_CASE(well_formed_sequences_are_read_the_same_by_both_policies) {
  for (auto const* tags : {"1B 1I O 2B", "1B 1B 1I", "O O", ""})
    BOOST_TEST((spans_of<bio>(tags)) == (spans_of<bio, well_formed_only>(tags)));
  BOOST_TEST(spans_of<bio>("1B 1I O 2B") == "1[0,2) 2[3,4)");
  BOOST_TEST(spans_of<bio>("1B 1B 1I") == "1[0,1) 1[1,3)");
  BOOST_TEST((spans_of<bioes, well_formed_only>("1S 1B 1E 2B 2I 2E O 1S")) == "1[0,1) 1[1,3) 2[3,6) 1[7,8)");
  BOOST_TEST(spans_of<bioes>("1S 1B 1E 2B 2I 2E O 1S") == "1[0,1) 1[1,3) 2[3,6) 1[7,8)");
  BOOST_TEST((spans_of<io, well_formed_only>("1I 1I 2I O 1I")) == "1[0,2) 2[2,3) 1[4,5)");
}

BOOST_AUTO_TEST_CASE(inside_without_begin_opens_a_span) {
  BOOST_TEST(spans_of<bio>("1I 1I O 2I") == "1[0,2) 2[3,4)");
  BOOST_TEST(spans_of<bio>("1B 2I 2I") == "1[0,1) 2[1,3)");
  BOOST_TEST(spans_of<bioes>("O 1I 1E") == "1[1,3)");
}

BOOST_AUTO_TEST_CASE(inside_without_begin_is_dropped_whole_where_only_well_formed_spans_count) {
  BOOST_TEST((spans_of<bio, well_formed_only>("1I 1I O 2B")) == "2[3,4)");
  BOOST_TEST((spans_of<bio, well_formed_only>("1B 2I 2I")) == "1[0,1)");
  BOOST_TEST((spans_of<bioes, well_formed_only>("O 1I 1E")) == "");
}

BOOST_AUTO_TEST_CASE(end_without_begin_is_a_span_of_one_word) {
  BOOST_TEST(spans_of<bioes>("O 1E O") == "1[1,2)");
  BOOST_TEST(spans_of<bioes>("1S 1E") == "1[0,1) 1[1,2)");
  BOOST_TEST(spans_of<bioes>("1B 1E 1I 1I") == "1[0,2) 1[2,4)");
  BOOST_TEST((spans_of<bioes, well_formed_only>("1S 1E")) == "1[0,1)");
}

BOOST_AUTO_TEST_CASE(span_without_end_stops_before_the_next) {
  BOOST_TEST(spans_of<bioes>("1B O 1B 1B 1I 1S") == "1[0,1) 1[2,3) 1[3,5) 1[5,6)");
  BOOST_TEST(spans_of<bioes>("1B 1I") == "1[0,2)");
  BOOST_TEST(spans_of<bioes>("1B 2E") == "1[0,1) 2[1,2)");
  BOOST_TEST((spans_of<bioes, well_formed_only>("1B O 1B 1B 1E 1S")) == "1[3,5) 1[5,6)");
}

BOOST_AUTO_TEST_CASE(neighbours_of_a_kind_are_one_span_in_io) {
  BOOST_TEST(spans_of<io>("1I 1I 2I 2I") == "1[0,2) 2[2,4)");
}

BOOST_AUTO_TEST_SUITE_END()
