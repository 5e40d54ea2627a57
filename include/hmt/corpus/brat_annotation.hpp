// SPDX-License-Identifier: MIT
// The annotation of one text in BRAT's standoff format: entities and relations, line by line.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/corpus/checked_json.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/corpus/word_runs.hpp"

namespace hmt {

/// The type of entities of unknown type, since BRAT requires one.
inline constexpr std::string_view brat_unknown_type = "Entity";

namespace detail {

/// `T1 TAB PER 0 8 TAB Ana Ruiz`: offsets in code points of the text, the end exclusive.
struct brat_entity {
  std::string type;
  word_span points;
  std::string text;
  std::size_t line = 0;
};

/// `R1 TAB born_in Arg1:T1 Arg2:T2`: head and tail in the order of the line.
struct brat_relation {
  std::string type, head, tail;
  std::size_t line = 0;
};

/// Counts annotation that `sentence` cannot represent.
inline void leave_out(corpus& from, std::string const& what, file_position const& where) {
  auto const known = std::ranges::find(from.left_out, what, &left_out_annotation::what);
  if (known == from.left_out.end())
    from.left_out.push_back({what, 1, where});
  else
    ++known->count;
}

/// The entities, by their names, and relations of an `.ann` file.
class brat_annotation {
 public:
  std::map<std::string, brat_entity> entities;
  std::vector<brat_relation> relations;

  /// Reads a line. Anything except entities and relations is counted in `into`. Throws `data_error` (`corpus-brat`).
  void take(std::string_view line, file_position const& where, corpus& into) {
    auto const tab = line.find('\t');
    std::string const name(line.substr(0, tab));
    auto const kind = line.front();
    if (kind == 'T' || kind == 'R') {
      if (tab == std::string_view::npos)
        reject_record("corpus-brat", where, "an identifier and a tab", "'" + shortened(std::string(line)) + "'");
      auto const rest = line.substr(tab + 1);
      kind == 'T' ? take_entity(name, rest, where, into) : take_relation(rest, where);
    } else if (kind == 'E' || kind == 'A' || kind == 'M' || kind == 'N' || kind == '#' || kind == '*') {
      leave_out(into,
                kind == 'E'   ? "events"
                : kind == '#' ? "notes"
                : kind == '*' ? "equivalences"
                              : "attributes",
                where);
    } else {
      reject_record("corpus-brat", where, "an entity (T1), a relation (R1) or another line of BRAT's standoff format",
                    "'" + shortened(std::string(line)) + "'");
    }
  }

 private:
  void take_entity(std::string const& name, std::string_view rest, file_position const& where, corpus& into) {
    auto const tab = rest.find('\t');
    auto const fields = split_words(rest.substr(0, tab));
    auto const reject = [&] {
      reject_record("corpus-brat", where, "an entity as in 'T1 TAB PER 0 8 TAB Ana Ruiz'",
                    "'" + shortened(name + "\t" + std::string(rest)) + "'");
    };
    if (tab == std::string_view::npos || fields.size() < 3) reject();
    if (rest.substr(0, tab).find(';') != std::string_view::npos) {
      leave_out(into, "entities in several pieces", where);
      return;
    }
    word_span points;
    if (fields.size() != 3 || !number(fields[1], points.begin) || !number(fields[2], points.end) ||
        points.begin >= points.end)
      reject();
    if (!entities.emplace(name, brat_entity{fields[0], points, std::string(rest.substr(tab + 1)), where.line}).second)
      reject_record("corpus-brat", where, "each entity once", name + " again");
  }

  void take_relation(std::string_view rest, file_position const& where) {
    auto const fields = split_words(rest);
    auto const argument = [&](std::size_t field) {
      auto const colon = fields[field].find(':');
      return colon == std::string::npos ? std::string() : fields[field].substr(colon + 1);
    };
    if (fields.size() != 3 || argument(1).empty() || argument(2).empty())
      reject_record("corpus-brat", where, "a relation as in 'R1 TAB born_in Arg1:T1 Arg2:T2'",
                    "'" + shortened(std::string(rest)) + "'");
    relations.push_back({fields[0], argument(1), argument(2), where.line});
  }

  static bool number(std::string const& text, std::size_t& value) {
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc() && end == text.data() + text.size();
  }
};

}  // namespace detail
}  // namespace hmt
