// SPDX-License-Identifier: MIT
// The linear layer, shared by encoders, decoders and tasks.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"

namespace hmt {

/// y = W x + b at each row. Tensors: `<prefix>.weight (out, in)` and `<prefix>.bias (out)`.
class linear {
 public:
  /// Adds the tensors to `list`; b begins with `bias`.
  linear(parameter_list& list, std::string const& prefix, std::size_t in, std::size_t out, first_values bias = {})
      : weight_(list.add(prefix + ".weight", parameter_kind::weight, out, in)),
        bias_(list.add(prefix + ".bias", parameter_kind::bias, out, std::move(bias))),
        inputs_(in) {}

  /// The same layer restricted to `count` of its inputs, from `first` on: these columns of W, and b.
  [[nodiscard]] linear part(std::size_t first, std::size_t count) const {
    auto some = *this;
    some.first_ += first;
    some.inputs_ = count;
    return some;
  }

  /// W (out, in) and b (out) within a buffer of parameters, or of gradients.
  template <class T>
  [[nodiscard]] matrix_view<T> weight(std::span<T> buffer) const {
    return weight_.matrix(buffer).column_block(first_, inputs_);
  }
  template <class T>
  [[nodiscard]] std::span<T> bias(std::span<T> buffer) const {
    return bias_.vector(buffer);
  }

  /// `in`: (rows, in); `out`: (rows, out). Does not allocate.
  template <ProductDevice D>
  void forward(pass_context<D> const& context, matrix_view<typename D::value_type const> in,
               matrix_view<typename D::value_type> out) const {
    context.device.multiply(transpose::no, transpose::yes, 1, in, weight(context.parameters), 0, out);
    context.device.add_row(bias(context.parameters), out);
  }

  /// Adds the gradients of W and b; in_gradient = out_gradient W + beta in_gradient. Does not allocate.
  template <ProductDevice D>
  void backward(pass_context<D> const& context, matrix_view<typename D::value_type const> in,
                matrix_view<typename D::value_type const> out_gradient, typename D::value_type beta,
                matrix_view<typename D::value_type> in_gradient) const {
    context.device.multiply(transpose::yes, transpose::no, 1, out_gradient, in, 1, weight(context.gradients));
    context.device.sum_rows(out_gradient, bias(context.gradients));
    context.device.multiply(transpose::no, transpose::no, 1, out_gradient, weight(context.parameters), beta,
                            in_gradient);
  }

 private:
  parameter_slot weight_;
  parameter_slot bias_;
  std::size_t first_ = 0;
  std::size_t inputs_;
};

}  // namespace hmt
