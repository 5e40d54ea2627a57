// SPDX-License-Identifier: MIT
#include "hmt/corpus/read_corpus.hpp"

#include "corpus_fixture.hpp"

BOOST_FIXTURE_TEST_SUITE(corpus_read_corpus, corpus_fixture)

using namespace hmt;

namespace {

/// A format unknown to the library, with only what `CorpusReader` requires.
struct plain_reader {
  static constexpr std::string_view name = "plain";
  static constexpr std::string_view key = "plain";
  static sentence read(checked_json const& record) {
    sentence out;
    out.words = split_words(record.member("plain").string());
    return out;
  }
};
static_assert(CorpusReader<plain_reader>);
static_assert(!CorpusReader<corpus_fixture>);

std::string const good = R"({"words": ["a", "b"]})";

}  // namespace

BOOST_AUTO_TEST_CASE(names_each_form_and_finds_it_by_name) {
  for (auto const format : {corpus_format::automatic, corpus_format::hrl, corpus_format::cotype, corpus_format::casrel,
                            corpus_format::spert, corpus_format::jsonl})
    BOOST_TEST((corpus_format_of(name_of(format)) == format));
  BOOST_TEST(name_of(corpus_format::casrel) == "casrel");
  BOOST_CHECK_EXCEPTION(
      static_cast<void>(corpus_format_of("conll")), config_error,
      says("corpus-form-name", "one of automatic, hrl, cotype, casrel, spert, jsonl, brat, found 'conll'"));
}

BOOST_AUTO_TEST_CASE(reads_every_form_from_lines_and_from_an_array) {
  for (std::string const record :
       {R"({"sentext": "a b", "relations": []})",
        R"({"sentText": "a b", "relationMentions": [], "entityMentions": []})", R"({"text": "a b", "triple_list": []})",
        R"({"tokens": ["a", "b"], "entities": [], "relations": []})", R"({"words": ["a", "b"]})"}) {
    auto const lines = read(record + "\n" + record), array = read("[" + record + "," + record + "]");
    BOOST_TEST(lines.format == array.format);
    BOOST_TEST(lines.sentences.size() == 2U);
    BOOST_TEST(array.sentences.size() == 2U);
    BOOST_TEST(array.sentences.back().words == lines.sentences.back().words, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(reads_crlf_blank_lines_byte_order_mark_and_a_missing_last_line_feed) {
  auto const corpus = read("\xEF\xBB\xBF\r\n" + good + "\r\n\r\n   \n" + good);
  BOOST_TEST_REQUIRE(corpus.sentences.size() == 2U);
  BOOST_TEST(corpus.sentences[0].line == 2U);
  BOOST_TEST(corpus.sentences[1].line == 5U);
  BOOST_TEST(corpus.sentences[1].words.back() == "b");
  BOOST_TEST(corpus.path == folder / "corpus.json");
}

BOOST_AUTO_TEST_CASE(reads_in_the_form_that_is_named) {
  auto const both = R"({"words": ["a"], "tokens": ["b"], "entities": [], "relations": []})";
  BOOST_TEST(read(both, {.format = corpus_format::jsonl}).sentences.front().words.front() == "a");
  BOOST_TEST(read(both, {.format = corpus_format::spert}).sentences.front().words.front() == "b");
  BOOST_CHECK_EXCEPTION(static_cast<void>(read(good, {.format = corpus_format::hrl})), data_error,
                        says("corpus-record", ":1: expected the key 'sentext' in the record, found only 'words'"));
}

BOOST_AUTO_TEST_CASE(reads_a_form_of_the_users_own) {
  auto const corpus = read_corpus_as<plain_reader>(folder.file("own.json", R"({"plain": "a b c"})"));
  BOOST_TEST(corpus.format == "plain");
  BOOST_TEST(corpus.sentences.front().words.size() == 3U);
  BOOST_CHECK_EXCEPTION(static_cast<void>(read_corpus_as<plain_reader>(folder.file("own.json", R"({"plain": ""})"))),
                        data_error, says("corpus-words", "found no word"));
}

BOOST_AUTO_TEST_CASE(stops_at_the_limit) {
  auto const lines = good + "\n" + good + "\nbroken";
  BOOST_TEST(read(lines, {.limit = 2}).sentences.size() == 2U);
  BOOST_CHECK_THROW(static_cast<void>(read(lines, {.limit = 3})), data_error);
}

BOOST_AUTO_TEST_CASE(rejects_malformed_json_with_its_line) {
  rejects(good + "\n" + R"({"words": ["a", "b"})", "corpus-json",
          ":2: expected a JSON object, found at byte 20 of the record", "correct the record, or skip broken records");
  rejects(good + "\n\nnone\n", "corpus-json", ":3: ");
  rejects("[\n" + good + ",\n{\"words\":\n[1 2]}\n]", "corpus-json", ":4: ");
  rejects("[" + good + ",\n\n]", "corpus-json", ":3: ");
  rejects(R"({"words": ["a"], "x": 1e999})", "corpus-json", ":1: ");
  rejects(R"({"words": ["\ud800"]})", "corpus-json", ":1: ");
}

BOOST_AUTO_TEST_CASE(rejects_a_record_that_is_no_object) {
  rejects("[[1]]", "corpus-record", ":1: expected the record to be a JSON object, found [1]");
  rejects(good + "\n5", "corpus-record", ":2: expected the record to be a JSON object, found 5");
}

BOOST_AUTO_TEST_CASE(rejects_bytes_that_are_no_utf8) {
  rejects(good + "\n{\"words\": [\"a\xff\"]}", "corpus-utf8", ":2: expected UTF-8 text", "at byte 14 of the record");
}

BOOST_AUTO_TEST_CASE(rejects_an_array_that_is_cut_off) {
  rejects("[\n" + good + ",\n{\"words\": [\"a\"", "corpus-json",
          ":3: expected the array of records to be closed by ']'", "the file is cut off");
  rejects("[\n" + good, "corpus-json", ":2: ", "cut off");
  rejects("[" + good + "]\n" + good, "corpus-json",
          ":2: expected the file to end after the array of records, found '{");
  BOOST_CHECK_THROW(static_cast<void>(read("[" + good + ",{\"words\"", {.skip_bad_records = true})), data_error);
}

BOOST_AUTO_TEST_CASE(rejects_a_form_that_is_not_known) {
  rejects(R"({"title": "a"})", "corpus-form",
          ":1: expected a record of a known format, by one of the keys 'sentext' (hrl), ",
          "'words' (jsonl), found {\"title\":\"a\"}");
}

BOOST_AUTO_TEST_CASE(rejects_files_that_hold_no_record) {
  rejects("", "corpus-empty", "expected at least one record, found an empty file");
  rejects("\xEF\xBB\xBF \r\n\n", "corpus-empty", "found an empty file");
  rejects("[ ]", "corpus-empty", "found an array without any");
}

BOOST_AUTO_TEST_CASE(rejects_binary_missing_and_unreadable_files) {
  rejects(std::string_view("PK\x03\x04\0\0", 6), "corpus-binary", "expected UTF-8 text, found a NUL byte as byte 5");
  rejects("\x1f\x8b\x08\xff", "corpus-utf8", ":1: ");
  BOOST_CHECK_EXCEPTION(static_cast<void>(read_corpus(folder / "none.json")), data_error,
                        says("file-open", folder / "none.json"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(read_corpus(folder.path(), {.format = corpus_format::jsonl})), data_error,
                        says("file-open", folder.path()));
}

BOOST_AUTO_TEST_CASE(counts_broken_records_that_may_be_skipped) {
  read_options const skipping{.skip_bad_records = true};
  auto const lines = read("{broken\n[]\n" + good + "\n{\"words\": []}\n\n{\"words\": [\"\xff\"]}\n" + good, skipping);
  BOOST_TEST(lines.format == "jsonl");
  BOOST_TEST(lines.skipped == 4U);
  BOOST_TEST_REQUIRE(lines.sentences.size() == 2U);
  BOOST_TEST(lines.sentences[1].line == 7U);
  auto const array = read("[" + good + ", {\"words\": [1 2]}, {}, , " + good + "]", skipping);
  BOOST_TEST(array.skipped == 3U);
  BOOST_TEST(array.sentences.size() == 2U);
}

BOOST_AUTO_TEST_CASE(rejects_a_file_whose_records_are_all_broken) {
  BOOST_CHECK_EXCEPTION(static_cast<void>(read("{broken\n{\"words\": []}\n", {.skip_bad_records = true})), data_error,
                        says("corpus-empty", "found 2 broken ones; the first: ", "corpus.json:1: "));
}

BOOST_AUTO_TEST_CASE(shortens_long_values_in_messages_between_code_points) {
  std::string name;
  for (int i = 0; i < 200; ++i) name += "\u00e9";
  BOOST_CHECK_EXCEPTION(static_cast<void>(read("{\"words\": \"" + name + "\"}")), data_error, [](data_error const& e) {
    std::string_view const message = e.what();
    return message.size() < 400 && !find_invalid_utf8(message);
  });
}

BOOST_AUTO_TEST_SUITE_END()
