// SPDX-License-Identifier: MIT
// A minimal tag scheme, and near-misses.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/tagging/concept.hpp"

namespace hmt_test {

/// Labels nothing and finds nothing; copies are made through its constructor from labels alone.
class tag_scheme_archetype {
 public:
  static constexpr std::string_view task_name = "archetype";
  static constexpr hmt::tag_output output = hmt::tag_output::entities;
  static std::string description() { return "tag_scheme_archetype"; }
  static hmt::label_set labels_of(std::span<hmt::sentence const>) { return hmt::label_set({"O"}); }

  explicit tag_scheme_archetype(hmt::label_set labels) : labels_(std::move(labels)) {}
  tag_scheme_archetype(tag_scheme_archetype const&) = delete;
  tag_scheme_archetype& operator=(tag_scheme_archetype const&) = delete;

  hmt::label_set const& labels() const { return labels_; }
  void fit(std::span<hmt::sentence const>) {}
  std::vector<hmt::row_index> encode(hmt::sentence const& one) const {
    return std::vector<hmt::row_index>(one.words.size());
  }
  void decode(hmt::matrix_view<float const>, hmt::extraction&) const {}

 private:
  hmt::label_set labels_;
};

static_assert(hmt::TagScheme<tag_scheme_archetype>);

/// Each hides one member behind an unsuitable one.
struct tag_scheme_without_name : tag_scheme_archetype {
  using tag_scheme_archetype::tag_scheme_archetype;
  static constexpr int task_name = 0;
};
struct tag_scheme_without_output : tag_scheme_archetype {
  using tag_scheme_archetype::tag_scheme_archetype;
  static constexpr std::string_view output = "entities";
};
struct tag_scheme_without_labels : tag_scheme_archetype {
  tag_scheme_without_labels() : tag_scheme_archetype(hmt::label_set({"O"})) {}
};
struct tag_scheme_with_labels_by_value : tag_scheme_archetype {
  using tag_scheme_archetype::tag_scheme_archetype;
  hmt::label_set labels() const { return tag_scheme_archetype::labels(); }
};
struct tag_scheme_with_named_labels : tag_scheme_archetype {
  using tag_scheme_archetype::tag_scheme_archetype;
  std::vector<std::string> encode(hmt::sentence const&) const { return {}; }
};
struct tag_scheme_that_changes_while_decoding : tag_scheme_archetype {
  using tag_scheme_archetype::tag_scheme_archetype;
  void decode(hmt::matrix_view<float const>, hmt::extraction&) {}
};
struct tag_scheme_that_learns_nothing : tag_scheme_archetype {
  using tag_scheme_archetype::tag_scheme_archetype;
  void fit() {}
};

static_assert(!hmt::TagScheme<tag_scheme_without_name>);
static_assert(!hmt::TagScheme<tag_scheme_without_output>);
static_assert(!hmt::TagScheme<tag_scheme_without_labels>);
static_assert(!hmt::TagScheme<tag_scheme_with_labels_by_value>);
static_assert(!hmt::TagScheme<tag_scheme_with_named_labels>);
static_assert(!hmt::TagScheme<tag_scheme_that_changes_while_decoding>);
static_assert(!hmt::TagScheme<tag_scheme_that_learns_nothing>);

}  // namespace hmt_test
