// SPDX-License-Identifier: MIT
// The JSON of a document, key by key.
#include "hmt/extract/json_lines.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

BOOST_AUTO_TEST_SUITE(extract_json_lines)

BOOST_AUTO_TEST_CASE(a_document_has_all_documented_keys) {
  hmt::document const found{"",
                            "Ana saw \"Oslo\"",
                            {{"Ana", 0, 3}, {"saw", 4, 7}, {"\"Oslo\"", 8, 14}},
                            {{0, 3}},
                            {{"Ana", "PER", {0, 1}, {0, 3}, 0.5}},
                            {{{"Ana", "PER", {0, 1}, {0, 3}}, "saw", {"\"Oslo\"", "", {2, 3}, {8, 14}}, 0.25}}};
  BOOST_TEST(hmt::to_json(found).dump() ==
             R"({"text":"Ana saw \"Oslo\"","words":["Ana","saw","\"Oslo\""],"offsets":[[0,3],[4,7],[8,14]],)"
             R"("sentences":[[0,3]],)"
             R"("entities":[{"text":"Ana","type":"PER","words":[0,1],"chars":[0,3],"confidence":0.5}],)"
             R"("triples":[{"head":{"text":"Ana","type":"PER","words":[0,1],"chars":[0,3]},"relation":"saw",)"
             R"("tail":{"text":"\"Oslo\"","type":null,"words":[2,3],"chars":[8,14]},"confidence":0.25}]})");
}

BOOST_AUTO_TEST_CASE(an_empty_document_has_empty_lists) {
  BOOST_TEST(hmt::to_json(hmt::document{}).dump() ==
             R"({"text":"","words":[],"offsets":[],"sentences":[],"entities":[],"triples":[]})");
}

BOOST_AUTO_TEST_SUITE_END()
