// SPDX-License-Identifier: MIT
// UTF-8 checking, counting and lower case.
#include "hmt/core/unicode.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>

#include "hmt/core/random.hpp"

BOOST_AUTO_TEST_SUITE(core_unicode)

namespace {

/// Whether a code point may stand in UTF-8.
bool is_scalar(char32_t value) { return value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF); }

}  // namespace

BOOST_AUTO_TEST_CASE(accepts_every_code_point_and_reads_it_back) {
  for (char32_t value = 0; value <= 0x10FFFF; ++value) {
    if (!is_scalar(value)) continue;
    std::string text;
    hmt::append_code_point(text, value);
    auto const read = hmt::code_point_at(text, 0);
    if (hmt::find_invalid_utf8(text) || read.value != value || read.bytes != text.size() ||
        hmt::count_code_points(text) != 1)
      BOOST_ERROR("code point " << static_cast<unsigned long>(value) << " does not come back");
  }
}

BOOST_AUTO_TEST_CASE(finds_the_offset_of_each_kind_of_invalid_sequence) {
  for (std::string_view const bad : {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x80\x80",
                                     "\xE2\x82", "\xE2(\x80", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80",
                                     "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF"}) {
    for (std::size_t before = 0; before < 20; ++before) {
      for (std::string_view const after : {"", "x", "a tail of more than eight bytes", "\xC3\xA9"}) {
        auto const text = std::string(before, 'a') + std::string(bad) + std::string(after);
        auto const found = hmt::find_invalid_utf8(text);
        BOOST_REQUIRE(found.has_value());
        BOOST_REQUIRE_EQUAL(*found, before);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(accepts_empty_text_and_long_mixed_text) {
  BOOST_TEST(!hmt::find_invalid_utf8(""));
  BOOST_TEST(!hmt::find_invalid_utf8("plain ASCII of some length, with a zero byte \0 or not"));
  BOOST_TEST(!hmt::find_invalid_utf8("Z\u00FCrich, \u6771\u4EAC, \U0001F600, and then ASCII again"));
}

BOOST_AUTO_TEST_CASE(counts_code_points_not_bytes) {
  BOOST_TEST(hmt::count_code_points("") == 0U);
  BOOST_TEST(hmt::count_code_points("Z\u00FCrich") == 6U);
  BOOST_TEST(hmt::count_code_points("\u6771\u4EAC\U0001F600e\u0301") == 5U);
}

BOOST_AUTO_TEST_CASE(lowers_each_script_and_leaves_the_rest) {
  using pair = std::pair<std::string_view, std::string_view>;
  for (auto const& [given, expected] : {
           pair{"", ""},
           pair{"Hello, WORLD 42 [\\]^_` @AZ[", "hello, world 42 [\\]^_` @az["},
           pair{"Z\u00DCRICH \u00C9lan \u00D1", "z\u00FCrich \u00E9lan \u00F1"},
           pair{"\u041C\u041E\u0421\u041A\u0412\u0410", "\u043C\u043E\u0441\u043A\u0432\u0430"},
           pair{"\u0391\u0398\u0397\u039D\u0391", "\u03B1\u03B8\u03B7\u03BD\u03B1"},
           pair{"\u6771\u4EAC \U0001F600", "\u6771\u4EAC \U0001F600"},
           pair{"\U00010400", "\U00010428"},
       })
    BOOST_TEST(hmt::lower_case(given) == expected);
}

BOOST_AUTO_TEST_CASE(lowering_keeps_validity_and_the_number_of_code_points_and_is_stable) {
  hmt::random_engine engine{{.seed = 7}};
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (std::size_t left = engine.below(60); left > 0; --left) {
      auto const value = static_cast<char32_t>(engine.below(engine.below(2) == 0 ? 0x600 : 0x20000));
      if (is_scalar(value)) hmt::append_code_point(text, value);
    }
    auto const lowered = hmt::lower_case(text);
    BOOST_REQUIRE(!hmt::find_invalid_utf8(lowered));
    BOOST_REQUIRE_EQUAL(hmt::count_code_points(lowered), hmt::count_code_points(text));
    BOOST_REQUIRE_EQUAL(hmt::lower_case(lowered), lowered);
  }
}

BOOST_AUTO_TEST_CASE(tells_the_general_category) {
  BOOST_TEST(hmt::category_of(U'A') == UTF8PROC_CATEGORY_LU);
  BOOST_TEST(hmt::category_of(U'7') == UTF8PROC_CATEGORY_ND);
  BOOST_TEST(hmt::category_of(U'\u0301') == UTF8PROC_CATEGORY_MN);
  BOOST_TEST(hmt::category_of(U'\u00A0') == UTF8PROC_CATEGORY_ZS);
  BOOST_TEST(hmt::category_of(U'\U0010FFFF') == UTF8PROC_CATEGORY_CN);
}

BOOST_AUTO_TEST_SUITE_END()
