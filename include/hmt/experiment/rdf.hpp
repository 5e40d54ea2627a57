// SPDX-License-Identifier: MIT
// Extracted triples as RDF, through serd: N-Triples and Turtle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <serd/serd.h>

#include "hmt/core/error.hpp"
#include "hmt/extract/document_writer.hpp"

namespace hmt::experiment {

/// A triple (h, r, t) is the statement `<base>entity/h <base>relation/r <base>entity/t`, and is described by a separate
/// node (reification): `rdf:subject`, `rdf:predicate`, `rdf:object`, `<base>confidence`, `<base>document` (its name).
/// An argument has an `rdfs:label` and, if its type is known, an `rdf:type` `<base>type/...`. Names become parts of
/// IRIs percent-encoded, so arguments of equal text are one node.
class rdf_writer : public document_writer {
 public:
  enum class format { ntriples, turtle };

  /// Throws `config_error` (`base-iri`) for a base that is not an absolute IRI ending in / or #.
  rdf_writer(format as, std::string base) : base_(std::move(base)) {
    if (!serd_uri_string_has_scheme(bytes(base_)) || base_.find_first_of(" <>\"{}|\\^`") != std::string::npos ||
        (base_.back() != '/' && base_.back() != '#'))
      throw config_error(
          "base-iri",
          fmt::format("expected an absolute IRI that ends in / or #, such as https://example.org/, found '{}'", base_));
    env_.reset(serd_env_new(nullptr));
    auto const syntax = as == format::turtle ? SERD_TURTLE : SERD_NTRIPLES;
    auto const style =
        static_cast<SerdStyle>(as == format::turtle ? SERD_STYLE_ABBREVIATED | SERD_STYLE_CURIED : SERD_STYLE_ASCII);
    writer_.reset(serd_writer_new(syntax, style, env_.get(), nullptr, take, &text_));
  }

  [[nodiscard]] std::string begin() override {
    for (auto const& [name, iri] : {std::pair<std::string, std::string>("rdf", rdf), {"rdfs", rdfs}, {"", base_}}) {
      auto const prefix = node(SERD_LITERAL, name), full = node(SERD_URI, iri);
      serd_env_set_prefix(env_.get(), &prefix, &full);
      serd_writer_set_prefix(writer_.get(), &prefix, &full);
    }
    return std::exchange(text_, {});
  }

  [[nodiscard]] std::string next(document const& of) override {
    std::size_t count = 0;
    for (auto const& one : of.triples) {
      auto const head = described(one.head), tail = described(one.tail);
      auto const relation = iri("relation", one.relation);
      auto const statement = fmt::format("{}-{}", iri("statement", of.name), ++count);
      state(head, relation, {SERD_URI, tail});
      state(statement, rdf + "type", {SERD_URI, rdf + "Statement"});
      state(statement, rdf + "subject", {SERD_URI, head});
      state(statement, rdf + "predicate", {SERD_URI, relation});
      state(statement, rdf + "object", {SERD_URI, tail});
      state(statement, base_ + "confidence", {SERD_LITERAL, fmt::format("{}", one.confidence), xsd + "double"});
      state(statement, base_ + "document", {SERD_LITERAL, of.name});
    }
    return std::exchange(text_, {});
  }

  [[nodiscard]] std::string end() override {
    serd_writer_finish(writer_.get());
    return std::exchange(text_, {});
  }

 private:
  struct object {
    SerdType kind;
    std::string value;
    std::string datatype = {};
  };
  inline static std::string const rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
  inline static std::string const rdfs = "http://www.w3.org/2000/01/rdf-schema#";
  inline static std::string const xsd = "http://www.w3.org/2001/XMLSchema#";

  static std::uint8_t const* bytes(std::string const& text) {
    return reinterpret_cast<std::uint8_t const*>(text.c_str());
  }
  static SerdNode node(SerdType kind, std::string const& text) { return serd_node_from_string(kind, bytes(text)); }
  static std::size_t take(void const* from, std::size_t size, void* to) {
    static_cast<std::string*>(to)->append(static_cast<char const*>(from), size);
    return size;
  }

  /// A name as the last part of an IRI.
  [[nodiscard]] std::string iri(std::string_view kind, std::string_view name) const {
    std::string text = fmt::format("{}{}/", base_, kind);
    for (char const c : name) {
      auto const code = static_cast<unsigned char>(c);
      bool const plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                         c == '_' || c == '.' || c == '~';
      text += plain ? std::string(1, c) : fmt::format("%{:02X}", code);
    }
    return text;
  }

  /// States the label and type of an argument; returns its IRI.
  std::string described(extracted_argument const& of) {
    auto subject = iri("entity", of.text);
    state(subject, rdfs + "label", {SERD_LITERAL, of.text});
    if (!of.type.empty()) state(subject, rdf + "type", {SERD_URI, iri("type", of.type)});
    return subject;
  }

  void state(std::string const& subject, std::string const& predicate, object const& what) {
    auto const s = node(SERD_URI, subject), p = node(SERD_URI, predicate), o = node(what.kind, what.value);
    auto const datatype = node(SERD_URI, what.datatype);
    serd_writer_write_statement(writer_.get(), 0, nullptr, &s, &p, &o, what.datatype.empty() ? nullptr : &datatype,
                                nullptr);
  }

  struct release {
    void operator()(SerdWriter* one) const { serd_writer_free(one); }
    void operator()(SerdEnv* one) const { serd_env_free(one); }
  };

  std::string base_;
  std::string text_;
  std::unique_ptr<SerdEnv, release> env_;  // before the writer, which reads it
  std::unique_ptr<SerdWriter, release> writer_;
};

}  // namespace hmt::experiment
