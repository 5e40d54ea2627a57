// SPDX-License-Identifier: MIT
// The feature for a word's shape: its case and its kinds of characters.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/device/concept.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/embedding/concept.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/input/word_shape.hpp"

namespace hmt {

/// A trained vector of width `Width`, by default `model_options::shape_vector`, for each `word_shape`: information that
/// lower-cased word vectors lack, at hardly any cost.
template <std::size_t Width = std::dynamic_extent>
struct word_shape_embedding {
  open_size<Width> size = {};

  void configure(policy_source const& from) {
    from.read(0, size, "shape_vector", [](model_options const& options) { return options.shape_vector; });
  }
  [[nodiscard]] constexpr std::size_t width() const { return size; }
  static constexpr std::string_view name = "shape";
  using reads = input::shapes;
  [[nodiscard]] std::string description() const { return "word_shape_embedding<" + spelled(size) + ">"; }

  /// See `WordFeature`. Tensor: `shape.embedding.weight` (10, width), rows as `word_shape` numbers them.
  template <RowDevice D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {
      typename D::template buffer<row_index> shapes;  // [row of the batch]
    };

    layer(parameter_list& list, word_shape_embedding const& policy, no_state)
        : table_(list.add(std::string(name) + ".embedding.weight", parameter_kind::table, word_shapes, policy.size)) {}

    void forward(pass_context<D> const& context, std::vector<row_index> const& shapes, tape& saved,
                 matrix_view<value_type> output) const {
      upload_numbers(context.device, shapes, saved.shapes);
      context.device.gather(table_.matrix(context.parameters), saved.shapes.view(), output);
    }

    void backward(pass_context<D> const& context, std::vector<row_index> const&, tape& saved,
                  matrix_view<value_type const> output_gradient) const {
      context.device.scatter_add(output_gradient, saved.shapes.view(), table_.matrix(context.gradients));
    }

   private:
    parameter_slot table_;
  };
};

}  // namespace hmt
