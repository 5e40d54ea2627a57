// SPDX-License-Identifier: MIT
#include "hmt/corpus/brat.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "hmt/corpus/write_corpus.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(corpus_brat)

namespace {

using words = std::vector<std::string>;

/// A folder with one text, `a`.
struct one_text : temporary_folder {
  one_text(std::string_view text, std::string_view annotation) {
    static_cast<void>(file("a.txt", text));
    static_cast<void>(file("a.ann", annotation));
  }
  [[nodiscard]] hmt::corpus read(hmt::brat_options const& options = {}) const {
    return hmt::read_brat(path(), options);
  }
  /// The code and position of an error.
  [[nodiscard]] bool refuses(std::string const& part, std::size_t line) const {
    try {
      static_cast<void>(read());
    } catch (hmt::data_error const& problem) {
      std::string const text = problem.what();
      BOOST_TEST_MESSAGE(text);
      return text.find(part) != std::string::npos &&
             text.find("a.ann:" + std::to_string(line) + ":") != std::string::npos;
    }
    return false;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(places_are_code_points_and_sentences_are_split) {
  one_text const folder("Ánä Ruiz was born in Málaga. She left.\r\nOslo-based Acme grew.\n",
                        "T1\tPER 0 8\tÁnä Ruiz\nT2\tLOC 21 27\tMálaga\nR1\tborn_in Arg1:T1 Arg2:T2\r\n"
                        "T3\tLOC 40 44\tOslo\nT4\tEntity 51 55\tAcme\n");
  auto const read = folder.read();
  BOOST_TEST(read.format == "brat");
  BOOST_TEST(read.typed);
  BOOST_TEST_REQUIRE(read.sentences.size() == 3U);
  auto const& first = read.sentences[0];
  BOOST_TEST(first.words == (words{"Ánä", "Ruiz", "was", "born", "in", "Málaga", "."}),
             boost::test_tools::per_element());
  BOOST_TEST((first.entities == std::vector<hmt::entity>{{{0, 2}, "PER"}, {{5, 6}, "LOC"}}));
  BOOST_TEST((first.triples == std::vector<hmt::triple>{{{0, 2}, "born_in", {5, 6}}}));
  BOOST_TEST(read.sentences[2].line == 2U);
  BOOST_TEST((read.sentences[2].entities == std::vector<hmt::entity>{{{0, 1}, "LOC"}, {{1, 2}, ""}}));
  BOOST_TEST_REQUIRE(read.left_out.size() == 1U);  // the tokenizer has Oslo-based as one word
  BOOST_TEST(read.left_out[0].what == "ends of entities within words (extended to whole words)");
  BOOST_TEST(folder.read({.limit = 2}).sentences.size() == 2U);
}

BOOST_AUTO_TEST_CASE(tokenized_texts_have_a_sentence_a_line) {
  auto const read = one_text("Mr. X. met  don't\n\nb\n", "T1\tP 0 6\tMr. X.\n").read({.tokenized = true});
  BOOST_TEST_REQUIRE(read.sentences.size() == 2U);
  BOOST_TEST(read.sentences[0].words == (words{"Mr.", "X.", "met", "don't"}), boost::test_tools::per_element());
  BOOST_TEST(read.sentences[1].line == 3U);
}

BOOST_AUTO_TEST_CASE(what_has_no_place_is_counted_with_its_first_line) {
  auto const read = one_text("Ana met Bo. Bo met Cy.\n",
                             "T1\tP 0 3\tAna\nT2\tP 12 14\tBo\nT3\tP 0 3;8 10\tAna Bo\nT4\tP 8 14\tBo. Bo\n"
                             "R1\tknows Arg1:T1 Arg2:T2\nR2\tknows Arg1:T1 Arg2:T9\nE1\tMeet:T1\nA1\tOld T1\n"
                             "#1\tAnnotatorNotes T1\tsure\n*\tEquiv T1 T2\nM1\tOld T1\nT5\tP 11 12\t \n")
                        .read();
  std::string all;
  for (auto const& each : read.left_out)
    all += each.what + " " + std::to_string(each.count) + " " + std::to_string(each.first.line) + "\n";
  BOOST_TEST(all ==
             "entities in several pieces 1 3\nevents 1 7\nattributes 2 8\nnotes 1 9\nequivalences 1 10\n"
             "entities across sentences 1 4\nentities without a word 1 12\n"
             "relations across sentences 1 5\nrelations of unknown or skipped entities 1 6\n");
  BOOST_TEST(read.sentences[0].triples.empty());
}

BOOST_AUTO_TEST_CASE(faults_name_file_and_line_and_can_be_skipped) {
  BOOST_TEST(one_text("Ana", "\nT1 P 0 3 Ana\n").refuses("expected an identifier and a tab, found 'T1 P 0 3 Ana'", 2));
  BOOST_TEST(one_text("Ana", "T1\tP 0 x\tAna\n").refuses("expected an entity as in 'T1 TAB PER 0 8 TAB Ana Ruiz'", 1));
  BOOST_TEST(one_text("Ana", "T1\tP 3 0\tAna\n").refuses("expected an entity as in", 1));
  BOOST_TEST(one_text("Ana", "T1\tP 0 3\n").refuses("expected an entity as in", 1));
  BOOST_TEST(one_text("Ana", "R1\tknows T1 T2\n").refuses("expected a relation as in", 1));
  BOOST_TEST(one_text("Ana", "hello\n").refuses("found 'hello'", 1));
  BOOST_TEST(
      one_text("Ana", "T1\tP 0 3\tAna\nT1\tP 0 3\tAna\n").refuses("expected each entity once, found T1 again", 2));
  BOOST_TEST(
      one_text("Ana", "T1\tP 0 3\tBob\n").refuses("expected 'Bob' at the place of T1 in the text, found 'Ana'", 1));
  BOOST_TEST(one_text("Ana", "T1\tP 2 9\tBob\n").refuses("found its end before", 1));
  BOOST_TEST(one_text("Ana", "T1\tP 0 3\t\xff\n").refuses("expected UTF-8", 1));
  one_text const half("Ana met Bo", "T1\tP 0 3\tBob\nT2\tP 8 10\tBo\n");
  auto const read = half.read({.skip_bad_records = true});
  BOOST_TEST(read.skipped == 1U);
  BOOST_TEST((read.sentences[0].entities == std::vector<hmt::entity>{{{2, 3}, "P"}}));
  temporary_folder const empty;
  BOOST_CHECK_EXCEPTION(static_cast<void>(hmt::read_brat(empty.path())), hmt::data_error, [](auto const& problem) {
    return std::string(problem.what()).find("expected texts (.txt) with words") != std::string::npos;
  });
  BOOST_CHECK_THROW(static_cast<void>(hmt::read_brat(empty / "b.ann")), hmt::data_error);
  static_cast<void>(empty.file("nobody.txt", "Nobody annotated this."));
  BOOST_CHECK_EXCEPTION(static_cast<void>(hmt::read_brat(empty.path())), hmt::data_error, [](auto const& problem) {
    return std::string(problem.what()).find("their annotation (.ann), found none") != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(folders_are_written_whole_and_read_back) {
  temporary_folder const folder;
  std::vector<hmt::sentence> all(250, {{"A", "b", "É", "d"}, {{{0, 2}, "P"}, {{2, 3}, ""}}, {{{0, 2}, "r", {2, 3}}}});
  all[7].words[0] = "two words";
  all[8].triples[0].relation = "r s/t";
  all[9].entities[0].type = "r_s_t";
  auto const losses = hmt::write_brat(all, folder / "out");
  BOOST_TEST(losses.sentences == 1U);
  BOOST_TEST_REQUIRE(losses.renamed.size() == 1U);
  BOOST_TEST(losses.renamed[0].first == "r s/t");
  BOOST_TEST(losses.renamed[0].second == "r_s_t-2");
  auto const read = hmt::read_brat(folder / "out", {.tokenized = true});
  all.erase(all.begin() + 7);
  all[7].triples[0].relation = "r_s_t-2";
  BOOST_TEST_REQUIRE(read.sentences.size() == all.size());
  for (std::size_t k = 0; k < all.size(); ++k) {
    BOOST_TEST((read.sentences[k].words == all[k].words && read.sentences[k].entities == all[k].entities &&
                read.sentences[k].triples == all[k].triples),
               k);
  }
  BOOST_TEST(folder.count() == 1);  // no partial folder remains
  BOOST_CHECK_EXCEPTION(hmt::write_brat(all, folder / "out"), hmt::data_error, [](auto const& problem) {
    return std::string(problem.what()).find("is empty, found one with files") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()
