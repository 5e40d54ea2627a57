// SPDX-License-Identifier: MIT
// Shared by the tests of corpus readers: corpora written to a temporary folder, and abbreviations for spans.
#pragma once

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/corpus/read_corpus.hpp"
#include "temporary_folder.hpp"

namespace hmt {
inline std::ostream& operator<<(std::ostream& out, word_span words) {
  return out << '[' << words.begin << ", " << words.end << ')';
}
inline std::ostream& operator<<(std::ostream& out, entity const& each) {
  return out << each.words << " '" << each.type << "'";
}
inline std::ostream& operator<<(std::ostream& out, triple const& each) {
  return out << each.head << ' ' << each.relation << ' ' << each.tail;
}
}  // namespace hmt

struct corpus_fixture {
  temporary_folder folder;

  [[nodiscard]] hmt::corpus read(std::string_view text, hmt::read_options const& options = {}) const {
    return hmt::read_corpus(folder.file("corpus.json", text), options);
  }

  /// Reads a text of one record, detecting its format.
  [[nodiscard]] hmt::sentence read_one(std::string_view text, std::string const& format) const {
    auto const corpus = read(text);
    BOOST_TEST(corpus.format == format);
    BOOST_TEST_REQUIRE(corpus.sentences.size() == 1U);
    return corpus.sentences.front();
  }

  /// Checks that a text gives an error with this code and all of these parts in its message, including the file's name.
  template <class... Parts>
  void rejects(std::string_view text, std::string const& code, Parts const&... parts) const {
    BOOST_TEST_CONTEXT("the text " << text) {
      BOOST_CHECK_EXCEPTION(static_cast<void>(read(text)), hmt::data_error,
                            says(code, folder / "corpus.json", parts...));
    }
  }
};

/// Checks a list of entities or triples against the expected one.
template <class Range>
void check_equal(Range const& found, std::vector<typename Range::value_type> const& expected) {
  BOOST_CHECK_EQUAL_COLLECTIONS(found.begin(), found.end(), expected.begin(), expected.end());
}

/// The path of a real file, or nothing, with a message, if the machine lacks it.
inline std::string shared_file(std::string const& name) {
  std::string const path = HMT_SOURCE_DIR "/../shared/data/" + name;
  if (std::filesystem::exists(path)) return path;
  BOOST_TEST_MESSAGE("skipped: there is no " << path);
  return {};
}
