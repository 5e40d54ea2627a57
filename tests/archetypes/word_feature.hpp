// SPDX-License-Identifier: MIT
// A minimal feature of words, and near-misses.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "archetypes/input.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/embedding/concept.hpp"

namespace hmt::archetypes {

/// One number per word, always 0; reads the archetype of inputs and has no tensors.
struct word_feature {
  static constexpr std::size_t width() { return 1; }
  static constexpr std::string_view name = "archetype";
  using reads = archetypes::input;
  static std::string description() { return "word_feature"; }

  template <class D>
  struct layer {
    using value_type = typename D::value_type;
    struct tape {};
    layer(parameter_list&, word_feature const&, no_state) {}
    void forward(pass_context<D> const& context, reads::packed const&, tape&, matrix_view<value_type> output) const {
      context.device.fill(output, 0);
    }
    void backward(pass_context<D> const&, reads::packed const&, tape&, matrix_view<value_type const>) const {}
  };
};
static_assert(WordFeature<word_feature, reference<double>>);

/// Each hides one member behind an unsuitable one.
struct word_feature_of_any_width : word_feature {
  static constexpr int width = 1;
};
struct word_feature_without_name : word_feature {
  static constexpr int name = 0;
};
struct word_feature_that_reads_no_input : word_feature {
  using reads = std::string_view;
};
struct word_feature_of_another_state : word_feature {
  template <class D>
  struct layer : word_feature::layer<D> {
    layer(parameter_list& list, word_feature const& policy, std::string const&)
        : word_feature::layer<D>(list, policy, {}) {}
  };
};
struct word_feature_with_a_prefix : word_feature {
  template <class D>
  struct layer : word_feature::layer<D> {
    layer(parameter_list& list, std::string const&, word_feature const& policy, no_state)
        : word_feature::layer<D>(list, policy, {}) {}
  };
};
struct word_feature_without_tape : word_feature {
  template <class D>
  struct layer : word_feature::layer<D> {
    using word_feature::layer<D>::layer;
    using tape = void;
  };
};
struct word_feature_without_backward : word_feature {
  template <class D>
  struct layer : word_feature::layer<D> {
    using word_feature::layer<D>::layer;
    void backward() const {}
  };
};
static_assert(!WordFeature<word_feature_of_any_width, reference<double>>);
static_assert(!WordFeature<word_feature_without_name, reference<double>>);
static_assert(!WordFeature<word_feature_that_reads_no_input, reference<double>>);
static_assert(!WordFeature<word_feature_of_another_state, reference<double>>);
static_assert(!WordFeature<word_feature_with_a_prefix, reference<double>>);
static_assert(!WordFeature<word_feature_without_tape, reference<double>>);
static_assert(!WordFeature<word_feature_without_backward, reference<double>>);
static_assert(!WordFeature<word_feature, int>);

}  // namespace hmt::archetypes
