// SPDX-License-Identifier: MIT
// Scores of pairs of spans: a biaffine form for each relation.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/frozen_weights.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/device/product.hpp"
#include "hmt/encoder/linear.hpp"
#include "hmt/input/pairs.hpp"

namespace hmt::detail {

/// Calls body(heads, tails, row) for each sentence with spans among `heads`: those heads, all spans of the sentence as
/// tails, and its first row. Rows are ordered by tail, then head.
template <class Body>
void for_each_sentence_of(packed_spans const& spans, word_span heads, Body const& body) {
  auto const& offsets = spans.offsets;
  auto s = static_cast<std::size_t>(std::ranges::upper_bound(offsets, heads.begin) - offsets.begin() - 1);
  for (std::size_t row = 0, begin = heads.begin; begin < heads.end; begin = offsets[++s]) {
    word_span const tails{offsets[s], offsets[s + 1]}, own{begin, std::min<std::size_t>(heads.end, tails.end)};
    if (own.begin == own.end) continue;
    body(own, tails, row);
    row += (own.end - own.begin) * (tails.end - tails.begin);
  }
}

/// The scores of relations between the spans of a sentence, each a head h = A v + a and a tail t = B v + b of width w.
/// With U_r and c_r for each of 'not' and 'holds', relation r has two scores t' U_r h + c_r (Dozat & Manning 2017).
/// Their softmax depends only on their difference, so only that is computed: the score of 'holds' minus that of 'not',
/// from the difference of the two forms. Tensors: `<prefix>.head.weight (w, in)`, `.bias (w)`, `<prefix>.tail.weight`,
/// `.bias` likewise, `<prefix>.biaffine.weight (relations * 2 * w, w)`, `.bias (relations * 2)`.
template <ProductDevice D>
requires ElementwiseDevice<D> && FreezableDevice<D>
class biaffine {
 public:
  using value_type = typename D::value_type;
  using view = matrix_view<value_type>;
  using const_view = matrix_view<value_type const>;

  struct tape {
    device_matrix<D> heads, tails;  // (spans, w)
    weight_cache_key seen;
    device_matrix<D> form, bias;  // (relations * w, w), (relations, 1): differences of 'holds' and 'not'
    device_matrix<D> forms;       // (heads, relations * w): U h
    device_matrix<D> scores;      // (pairs, relations); after a loss, their gradient
    device_matrix<D> head_gradient, tail_gradient, form_gradient, bias_gradient, forms_gradient;
    std::vector<matrix_product<value_type>> products;
  };

  /// Initialises the bias so that each relation has a prior of 1%, since few pairs are related.
  biaffine(parameter_list& list, std::string const& prefix, std::size_t in, std::size_t width, std::size_t relations)
      : width_(width),
        relations_(relations),
        head_(list, prefix + ".head", in, width),
        tail_(list, prefix + ".tail", in, width),
        form_(list.add(prefix + ".biaffine.weight", parameter_kind::weight, relations * 2 * width, width)),
        bias_(list.add(prefix + ".biaffine.bias", parameter_kind::bias, relations * 2, first_bias(relations))) {}

  /// Computes heads and tails from `vectors`, (spans, in).
  void project(pass_context<D> const& context, const_view vectors, tape& saved) const {
    if (vectors.rows == 0) return;
    head_.forward(context, vectors, saved.heads.resize(vectors.rows, width_));
    tail_.forward(context, vectors, saved.tails.resize(vectors.rows, width_));
    if (!saved.seen.changes_to(context.device.weights_version())) return;
    for (auto const& [both, difference] :
         {std::pair(forms(context.parameters), saved.form.resize(relations_, width_ * width_)),
          std::pair(bias(context.parameters), saved.bias.resize(relations_, 1))}) {
      context.device.copy(holds(both), difference);
      context.device.subtract(holds_not(both), difference);
    }
  }

  /// Scores of all pairs with these heads, (pairs, relations), in the order of `for_each_sentence_of`, after `project`
  /// of all spans. Also stored in `saved.scores`.
  view score(pass_context<D> const& context, packed_spans const& spans, word_span heads, tape& saved) const {
    auto& device = context.device;
    auto const count = size(heads);
    if (count == 0) return saved.scores.resize(0, relations_);
    auto const forms = saved.forms.resize(count, relations_ * width_);
    device.multiply(transpose::no, transpose::yes, 1, saved.heads.view().row_block(heads.begin, count), form_of(saved),
                    0, forms);
    std::size_t pairs = 0;
    for_each_sentence_of(spans, heads,
                         [&](word_span own, word_span tails, std::size_t) { pairs += size(own) * size(tails); });
    auto const scores = saved.scores.resize(pairs, relations_);
    list(spans, heads, saved, [&](auto const& of) {
      return matrix_product<value_type>{of.tails, of.forms, of.scores};
    });
    device.multiply_batch(transpose::no, transpose::yes, 1, 0, saved.products);
    device.add_row(saved.bias.elements(), scores);
    return scores;
  }

  /// From the gradient of the scores of all pairs, which has replaced them: adds to the gradients of the tensors; sets
  /// `vector_gradient`, (spans, in).
  void backward(pass_context<D> const& context, const_view vectors, packed_spans const& spans, tape& saved,
                view vector_gradient) const {
    auto& device = context.device;
    auto const count = vectors.rows;
    if (count == 0) return;
    auto const forms_gradient = saved.forms_gradient.resize(count, relations_ * width_);
    auto const head_gradient = saved.head_gradient.resize(count, width_);
    auto const tail_gradient = saved.tail_gradient.resize(count, width_);
    list(spans, {0, count}, saved, [&](auto const& of) {
      return matrix_product<value_type>{of.scores, of.tails, of.forms_in(forms_gradient)};
    });
    device.multiply_batch(transpose::yes, transpose::no, 1, 0, saved.products);
    list(spans, {0, count}, saved, [&](auto const& of) {
      return matrix_product<value_type>{of.scores, of.forms, of.tails_in(tail_gradient)};
    });
    device.multiply_batch(transpose::no, transpose::no, 1, 0, saved.products);

    auto const bias_gradient = saved.bias_gradient.resize(relations_, 1);
    device.fill(bias_gradient, 0);
    device.sum_rows(saved.scores.view(), saved.bias_gradient.elements());
    auto const form_gradient = saved.form_gradient.resize(relations_, width_ * width_);
    device.multiply(transpose::yes, transpose::no, 1, forms_gradient, saved.heads.view(), 0,
                    {form_gradient.data, relations_ * width_, width_});
    for (auto const& [difference, both] :
         {std::pair(form_gradient, forms(context.gradients)), std::pair(bias_gradient, bias(context.gradients))}) {
      device.add(difference, holds(both));
      device.subtract(difference, holds_not(both));
    }
    device.multiply(transpose::no, transpose::no, 1, forms_gradient, form_of(saved), 0, head_gradient);
    head_.backward(context, vectors, head_gradient, 0, vector_gradient);
    tail_.backward(context, vectors, tail_gradient, 1, vector_gradient);
  }

 private:
  static std::size_t size(word_span of) { return of.end - of.begin; }
  static first_values first_bias(std::size_t relations) {
    std::vector<double> bias(relations * 2);
    for (std::size_t relation = 0; relation < relations; ++relation) bias[relation * 2] = std::log(99.0);
    return {.given = std::move(bias)};
  }

  /// The biases c_r of 'not' and 'holds', (relations, 2), within a buffer of parameters, or of gradients.
  template <class T>
  [[nodiscard]] matrix_view<T> bias(std::span<T> buffer) const {
    return {bias_.vector(buffer).data(), relations_, 2};
  }
  /// The forms U_r of 'not' and 'holds', concatenated: (relations, 2 * w * w).
  template <class T>
  [[nodiscard]] matrix_view<T> forms(std::span<T> buffer) const {
    return {form_.matrix(buffer).data, relations_, 2 * width_ * width_};
  }
  template <class View>
  static View holds_not(View both) {
    return both.column_block(0, both.columns / 2);
  }
  template <class View>
  static View holds(View both) {
    return both.column_block(both.columns / 2, both.columns / 2);
  }
  const_view form_of(tape const& saved) const { return {saved.form.view().data, relations_ * width_, width_}; }

  /// A sentence's part of the products.
  struct sentence_views {
    word_span own, tails_of;
    std::size_t relations = 0, width = 0;
    view tails;   // (tails, w)
    view forms;   // (heads * relations, w)
    view scores;  // (tails, heads * relations)

    [[nodiscard]] view tails_in(view all) const { return all.row_block(tails_of.begin, size(tails_of)); }
    [[nodiscard]] view forms_in(view all) const { return {all.row(own.begin).data(), size(own) * relations, width}; }
  };

  /// Fills `saved.products` with product_of(views) of each sentence.
  template <class ProductOf>
  void list(packed_spans const& spans, word_span heads, tape& saved, ProductOf const& product_of) const {
    saved.products.clear();
    for_each_sentence_of(spans, heads, [&](word_span own, word_span tails, std::size_t row) {
      sentence_views views{{own.begin - heads.begin, own.end - heads.begin}, tails, relations_, width_, {}, {}, {}};
      views.tails = views.tails_in(saved.tails.view());
      views.forms = views.forms_in(saved.forms.view());
      views.scores = {saved.scores.view().data + row * relations_, size(tails), size(own) * relations_};
      saved.products.push_back(product_of(views));
    });
  }

  std::size_t width_;
  std::size_t relations_;
  linear head_;
  linear tail_;
  parameter_slot form_;
  parameter_slot bias_;
};

}  // namespace hmt::detail
