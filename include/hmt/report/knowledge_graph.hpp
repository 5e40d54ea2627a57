// SPDX-License-Identifier: MIT
// Extracted triples as one graph over all documents: GraphML and Graphviz's DOT.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "hmt/extract/document_writer.hpp"
#include "hmt/report/markup.hpp"

namespace hmt {

/// Arguments of equal text and type are one node; each triple is an edge with its relation, confidence and document.
/// Keeps the names of all nodes in memory. Entities without a triple are omitted.
class knowledge_graph : public document_writer {
 public:
  enum class format { graphml, dot };

  explicit knowledge_graph(format as) : format_(as) {}

  [[nodiscard]] std::string begin() override {
    if (format_ == format::dot) return "digraph triples {\n  node [shape=box];\n";
    std::string text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n";
    for (auto const& [of, name, type] : {std::tuple("node", "label", "string"),
                                         {"node", "type", "string"},
                                         {"edge", "relation", "string"},
                                         {"edge", "confidence", "double"},
                                         {"edge", "document", "string"}})
      text += fmt::format("  <key id=\"{}\" for=\"{}\" attr.name=\"{}\" attr.type=\"{}\"/>\n", name, of, name, type);
    return text + "  <graph id=\"triples\" edgedefault=\"directed\">\n";
  }

  [[nodiscard]] std::string next(document const& of) override {
    std::string text;
    for (auto const& one : of.triples) {
      auto const head = node(one.head, text), tail = node(one.tail, text);
      if (format_ == format::dot)
        text += fmt::format("  n{} -> n{} [label={}, tooltip={}];\n", head, tail, quoted(one.relation),
                            quoted(fmt::format("document {}, confidence {:.3f}", of.name, one.confidence)));
      else
        text += fmt::format(
            "    <edge source=\"n{}\" target=\"n{}\"><data key=\"relation\">{}</data><data key=\"confidence\">{}</data>"
            "<data key=\"document\">{}</data></edge>\n",
            head, tail, detail::escaped_markup(one.relation), one.confidence, detail::escaped_markup(of.name));
    }
    return text;
  }

  [[nodiscard]] std::string end() override { return format_ == format::dot ? "}\n" : "  </graph>\n</graphml>\n"; }

 private:
  /// The number of an argument's node, whose line is added to `text` the first time.
  std::size_t node(extracted_argument const& of, std::string& text) {
    auto const [found, is_new] = nodes_.try_emplace({of.text, of.type}, nodes_.size());
    if (is_new && format_ == format::dot)
      text += fmt::format("  n{} [label={}, tooltip={}];\n", found->second, quoted(of.text), quoted(of.type));
    else if (is_new)
      text += fmt::format("    <node id=\"n{}\"><data key=\"label\">{}</data><data key=\"type\">{}</data></node>\n",
                          found->second, detail::escaped_markup(of.text), detail::escaped_markup(of.type));
    return found->second;
  }

  /// A DOT string; a backslash would begin an escape.
  [[nodiscard]] static std::string quoted(std::string_view text) {
    std::string inner;
    for (char const c : text) {
      if (c == '"' || c == '\\') inner += '\\';
      inner += c;
    }
    return '"' + inner + '"';
  }

  format format_;
  std::map<std::pair<std::string, std::string>, std::size_t> nodes_;
};

}  // namespace hmt
