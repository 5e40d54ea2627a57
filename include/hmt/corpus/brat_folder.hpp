// SPDX-License-Identifier: MIT
// Writes annotated texts for BRAT, to be inspected and corrected.
#pragma once

#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/corpus/brat_annotation.hpp"

namespace hmt {

/// An entity for BRAT: its offsets in code points of the text, and the text there.
struct brat_mark {
  std::string type;  ///< empty if unknown
  word_span points;
  std::string text;
};

/// A relation between marks, by their numbers.
struct brat_link {
  std::size_t head = 0;
  std::string relation;
  std::size_t tail = 0;
};

/// A folder of `NAME.txt` and `NAME.ann` with the `annotation.conf` that BRAT needs, written atomically. A type or
/// relation whose name BRAT does not accept (it accepts ASCII letters, digits, - and _) gets another one; an entity of
/// unknown type gets `brat_unknown_type`. For one thread.
class brat_folder {
 public:
  /// Throws `data_error` (`brat-folder`) if the path exists and is not an empty folder; (`file-write`).
  explicit brat_folder(std::string const& path) : path_(path), part_(fmt::format("{}.part-{}", path, ::getpid())) {
    std::error_code problem;
    if (std::filesystem::exists(path_, problem) && !std::filesystem::is_empty(path_, problem))
      throw data_error("brat-folder", file_position{path},
                       "expected a folder that does not exist or is empty, found one with files; choose another");
    std::filesystem::create_directories(part_, problem);
    if (problem) refuse(problem);
  }
  brat_folder(brat_folder const&) = delete;
  brat_folder& operator=(brat_folder const&) = delete;
  /// Without `commit` nothing stays.
  ~brat_folder() {
    std::error_code unused;
    std::filesystem::remove_all(part_, unused);
  }

  /// Adds a text; its files are named `name`, as far as possible. Throws `data_error` (`file-write`).
  void add(std::string const& name, std::string_view text, std::vector<brat_mark> const& marks,
           std::vector<brat_link> const& links) {
    auto const file = (part_ / unique(name, files_)).string();
    std::string annotation;
    for (std::size_t k = 0; k < marks.size(); ++k)
      annotation += fmt::format("T{}\t{} {} {}\t{}\n", k + 1,
                                known(marks[k].type.empty() ? std::string(brat_unknown_type) : marks[k].type, types_),
                                marks[k].points.begin, marks[k].points.end, marks[k].text);
    for (std::size_t k = 0; k < links.size(); ++k)
      annotation += fmt::format("R{}\t{} Arg1:T{} Arg2:T{}\n", k + 1, known(links[k].relation, relations_),
                                links[k].head + 1, links[k].tail + 1);
    write_file(file + ".txt", text);
    write_file(file + ".ann", annotation);
  }

  /// Moves the folder to its path. Throws `data_error` (`file-write`).
  void commit() {
    std::string configuration = "[entities]\n";
    for (auto const& [given, name] : types_) configuration += name + "\n";
    configuration += "\n[relations]\n";
    for (auto const& [given, name] : relations_) configuration += name + "\tArg1:<ENTITY>, Arg2:<ENTITY>\n";
    write_file((part_ / "annotation.conf").string(), configuration + "\n[events]\n\n[attributes]\n");
    std::error_code problem;
    std::filesystem::rename(part_, path_, problem);
    if (problem) refuse(problem);
  }

  /// Names that BRAT does not accept, with their replacements.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> renamed() const {
    std::vector<std::pair<std::string, std::string>> all;
    for (auto const* names : {&types_, &relations_})
      for (auto const& each : *names)
        if (each.first != each.second) all.emplace_back(each);
    return all;
  }

 private:
  [[noreturn]] void refuse(std::error_code const& problem) const {
    throw data_error("file-write", file_position{path_.string()},
                     "expected a writable folder, found: " + problem.message() + "; nothing was written");
  }

  /// An unused name of valid characters.
  static std::string unique(std::string const& name, std::set<std::string>& taken) {
    std::string plain;
    for (char const c : name)
      plain += (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ? c : '_';
    auto chosen = plain;
    for (std::size_t number = 2; !taken.insert(chosen).second; ++number) chosen = fmt::format("{}-{}", plain, number);
    return chosen;
  }

  std::string const& known(std::string const& name, std::map<std::string, std::string>& names) {
    auto const [at, is_new] = names.try_emplace(name);
    if (is_new) at->second = unique(name, given_);
    return at->second;
  }

  std::filesystem::path path_, part_;
  std::set<std::string> files_, given_;
  std::map<std::string, std::string> types_, relations_;
};

}  // namespace hmt
