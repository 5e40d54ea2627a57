// SPDX-License-Identifier: MIT
// A custom input, feature, encoder and decoder, shown in docs/policies.md, with a check of their gradients.
#include <hmt/hmt.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace hmt;

//! [joined_embedding]
/// HMT with spelling features: word vectors of width 100, 2 * 25 from a BiLSTM over characters, 10 for the shape.
template <class D>
using spelling_model =
    hierarchy<D, concatenated<word_embedding<100>, character_bilstm<25, 25>, word_shape_embedding<10>>,
              entity_task<150>, relation_task<150>>;
static_assert(spelling_model<cpu<float>>::embedding_type().width() == 100 + 2 * 25 + 10);
//! [joined_embedding]

//! [own_input]
/// A hash, below Count, of the last three bytes of each word, so that words with the same ending share a number.
template <hmt::row_index Count>
struct endings : number_of_each_word<endings<Count>> {
  static constexpr std::string_view name = "endings";
  static hmt::row_index number_of(std::string_view word) {
    hmt::row_index hash = 2166136261;  // FNV-1a
    for (unsigned char const byte : word.substr(word.size() - std::min<std::size_t>(3, word.size())))
      hash = (hash ^ byte) * 16777619;
    return hash % Count;
  }
};
//! [own_input]

//! [own_feature]
/// A feature of the whole sentence: at each word, the mean of trained vectors of its words' endings.
template <hmt::row_index Count, std::size_t Width>
struct mean_of_endings {
  static constexpr std::size_t width() { return Width; }
  static constexpr std::string_view name = "endings";
  using reads = endings<Count>;
  static std::string description() { return fmt::format("mean_of_endings<{}, {}>", Count, Width); }

  template <class D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {
      typename D::template buffer<hmt::row_index> numbers;  // [row of the batch]
      device_matrix<D> vectors, gradient;                   // (rows, Width)
      sentence_order<D> order;
      device_matrix<D> sorted, sums, means, ones, shares;
      std::vector<matrix_product<value_type>> to_sums, to_means;
    };

    layer(parameter_list& list, mean_of_endings const&, no_state)
        : table_(list.add("endings.embedding.weight", parameter_kind::table, Count, Width)) {}

    void forward(pass_context<D> const& context, std::vector<hmt::row_index> const& numbers, tape& saved,
                 matrix_view<value_type> output) const {
      upload_numbers(context.device, numbers, saved.numbers);
      auto const vectors = saved.vectors.resize(numbers.size(), Width);
      context.device.gather(table_.matrix(context.parameters), saved.numbers.view(), vectors);
      average(context, vectors, saved, output);
    }

    void backward(pass_context<D> const& context, std::vector<hmt::row_index> const& numbers, tape& saved,
                  matrix_view<value_type const> output_gradient) const {
      auto const gradient = saved.gradient.resize(numbers.size(), Width);
      average(context, output_gradient, saved, gradient);  // a symmetric function of the rows
      context.device.scatter_add(gradient, saved.numbers.view(), table_.matrix(context.gradients));
    }

   private:
    /// Replaces each row by the mean over its sentence: one batch of products with ones for the sums, another to spread
    /// them.
    static void average(pass_context<D> const& context, matrix_view<value_type const> in, tape& saved,
                        matrix_view<value_type> out) {
      auto& device = context.device;
      auto const layout = saved.order.prepare(device, context.layout);
      auto const sorted = saved.sorted.resize(in.rows, Width), means = saved.means.resize(in.rows, Width);
      auto const sums = saved.sums.resize(layout.sentences(), Width);
      auto const ones = saved.ones.resize(1, in.rows), shares = saved.shares.resize(1, in.rows);
      saved.to_sums.clear();
      saved.to_means.clear();
      device.fill(ones, 1);
      for (std::size_t s = 0; s < layout.sentences(); ++s) {
        auto const first = layout.begin(s), words = layout.length(s);
        auto const sum = sums.row_block(s, 1), share = shares.column_block(first, words);
        device.fill(share, value_type(1) / static_cast<value_type>(words));
        saved.to_sums.push_back({ones.column_block(first, words), sorted.row_block(first, words), sum});
        saved.to_means.push_back({share, sum, means.row_block(first, words)});
      }
      saved.order.to_sentences(device, in, sorted);
      device.multiply_batch(transpose::no, transpose::no, 1, 0, saved.to_sums);
      device.multiply_batch(transpose::yes, transpose::no, 1, 0, saved.to_means);
      saved.order.to_steps(device, means, out);
    }

    parameter_slot table_;
  };
};
//! [own_feature]

//! [own_encoder]
/// One linear layer over a word, its predecessor and its successor: h_t = W [x_t, x_{t-1}, x_{t+1}] + b.
/// Without Width, the model's options set the width.
template <std::size_t Width = std::dynamic_extent>
struct window_of_three {
  open_size<Width> width = {};

  void configure(policy_source const& from) {
    from.read(0, width, "hidden", [](model_options const& options) { return options.hidden; });
  }
  std::size_t output_width(std::size_t) const { return width; }
  std::string description() const { return "window_of_three<" + spelled(width) + ">"; }

  template <class D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {
      device_matrix<D> window;           // (rows, 3 * input)
      device_matrix<D> window_gradient;  // (rows, 3 * input)
    };

    layer(parameter_list& list, std::string const& prefix, window_of_three const& policy, std::size_t input)
        : input_(input), linear_(list, prefix + ".encoder", 3 * input, policy.width) {}

    void forward(pass_context<D> const& context, input_views<D> inputs, tape& saved,
                 matrix_view<value_type> output) const {
      auto const window = saved.window.resize(context.layout.rows(), 3 * input_);
      for (std::size_t k = 0, column = 0; k < inputs.size(); column += inputs[k++].columns) {
        context.device.copy(inputs[k], part(window, 0, column, inputs[k]));
        context.device.shift(context.layout, scan_direction::forward, inputs[k], part(window, 1, column, inputs[k]));
        context.device.shift(context.layout, scan_direction::backward, inputs[k], part(window, 2, column, inputs[k]));
      }
      linear_.forward(context, window, output);
    }

    void backward(pass_context<D> const& context, input_views<D> inputs, tape& saved, matrix_view<value_type const>,
                  matrix_view<value_type const> output_gradient, gradient_views<D> input_gradients) const {
      auto& device = context.device;
      auto const window = saved.window.view();
      auto const gradient = saved.window_gradient.resize(context.layout.rows(), 3 * input_);
      linear_.backward(context, window, output_gradient, 0, gradient);
      for (std::size_t k = 0, column = 0; k < inputs.size(); column += inputs[k++].columns) {
        if (input_gradients[k].empty()) continue;
        auto const moved = part(window, 0, column, inputs[k]);  // its values are no longer needed
        device.add(part(gradient, 0, column, inputs[k]), input_gradients[k]);
        device.shift(context.layout, scan_direction::backward, part(gradient, 1, column, inputs[k]), moved);
        device.add(moved, input_gradients[k]);
        device.shift(context.layout, scan_direction::forward, part(gradient, 2, column, inputs[k]), moved);
        device.add(moved, input_gradients[k]);
      }
    }

   private:
    matrix_view<value_type> part(matrix_view<value_type> window, std::size_t third, std::size_t column,
                                 matrix_view<value_type const> input) const {
      return window.column_block(third * input_ + column, input.columns);
    }

    std::size_t input_;
    linear linear_;
  };
};
//! [own_encoder]

//! [own_decoder]
/// Tag vectors from a linear layer on the encoder's output: T_t = W e_t + b. Tags do not depend on each other.
template <std::size_t TagVector>
struct projection {
  static constexpr std::size_t tag_width(std::size_t) { return TagVector; }
  static std::string description() { return "projection<" + std::to_string(TagVector) + ">"; }

  template <class D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {};

    layer(parameter_list& list, std::string const& prefix, projection const&, std::size_t encoded)
        : linear_(list, prefix + ".tag_vector", encoded, TagVector) {}

    void forward(pass_context<D> const& context, matrix_view<value_type const> encoded, tape&,
                 matrix_view<value_type> tag_vectors) const {
      linear_.forward(context, encoded, tag_vectors);
    }

    void backward(pass_context<D> const& context, matrix_view<value_type const> encoded, tape&,
                  matrix_view<value_type> tag_gradient, matrix_view<value_type> encoded_gradient) const {
      linear_.backward(context, encoded, tag_gradient, 1, encoded_gradient);
    }

   private:
    linear linear_;
  };
};
//! [own_decoder]

}  // namespace

//! [check_gradients]
/// All of these layers in a small model in double: the entity task below, the relation task above, so that inputs of
/// two views (words and encoder output) are checked too.
template <class D>
using checked_model = hierarchy<D, concatenated<word_embedding<4>, mean_of_endings<7, 2>>,
                                task<entity_tags<tagging::bioes>, window_of_three<3>, projection<2>>,
                                task<relation_tags<tagging::bio>, window_of_three<3>, projection<2>>>;

int main() {
  std::vector<sentence> const sentences{{{"Ana", "Ruiz", "was", "born", "in", "Malaga", "."},
                                         {{{0, 2}, "PER"}, {{5, 6}, "LOC"}},
                                         {{{0, 2}, "born_in", {5, 6}}}},
                                        {{"Nobody", "came"}, {}, {}}};
  checked_model<reference<double>> model(vocabulary::build(sentences, nullptr, {.minimum_count = 1}), sentences, 1);
  auto const encoded = model.encode(sentences);
  decltype(model)::batch_type batch;
  pack(std::vector{&encoded[0], &encoded[1]}, batch);

  bool good = true;
  for (auto const& [tensor, error] : testing::check_gradients(model, batch, {.rate = 0.5, .seed = 1, .step = 0})) {
    good = good && error < 1e-6;
    fmt::print("{}: {}\n", tensor, error < 1e-6 ? "below 1e-6" : fmt::format("{:.1e}", error));
  }
  return good ? 0 : 1;
}
//! [check_gradients]
