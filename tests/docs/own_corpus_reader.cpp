// SPDX-License-Identifier: MIT
// A reader for a custom corpus format, shown in docs/policies.md.
#include <hmt/corpus/jsonl.hpp>
#include <hmt/corpus/read_corpus.hpp>

#include <fstream>
#include <iostream>
#include <string_view>

//! [own_corpus_reader]
/// Records such as {"tokens": ["Ana", "sings"], "facts": [{"who": [0, 1], "what": "does", "whom": [1, 2]}]}.
struct facts_reader {
  static constexpr std::string_view name = "facts";  // the `format` of the corpus
  static constexpr std::string_view key = "facts";   // a key found only in records of this format

  static hmt::sentence read(hmt::checked_json const& record) {
    hmt::sentence out;
    for (auto const& token : record.member("tokens").elements()) out.words.push_back(token.string());
    for (auto const& fact : record.member("facts").elements())
      out.triples.push_back({span_of(fact.member("who")), fact.member("what").string(), span_of(fact.member("whom"))});
    return out;
  }

 private:
  static hmt::word_span span_of(hmt::checked_json const& pair) {
    auto const ends = pair.elements();
    if (ends.size() != 2) pair.reject_type("an array of begin and end");
    return {ends[0].number(), ends[1].number()};
  }
};

hmt::corpus read_facts(char const* path) { return hmt::read_corpus_as<facts_reader>(path); }
//! [own_corpus_reader]

int main() {
  char const* path = "facts.json";
  std::ofstream(path) << R"({"tokens": ["Ana", "met", "Ben"], "facts": [{"who": [0, 1], "what": "met", "whom": [2, 3]}]}
{"tokens": ["Ben", "slept"], "facts": [{"who": [0, 1], "what": "slept", "whom": [1]}]}
)";
  try {
    read_facts(path);
  } catch (hmt::data_error const& problem) {
    std::cout << problem.code() << '\n' << problem.what() << '\n';
  }
  hmt::write_jsonl(hmt::read_corpus_as<facts_reader>(path, {.skip_bad_records = true}).sentences, std::cout);
}
