// SPDX-License-Identifier: MIT
// A feature, an encoder and a decoder of one's own, as docs/policies.md shows them, with the check of their gradients.
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
/// HMT that sees how words are spelled: vectors of 100 numbers, 2 * 25 from a BiLSTM over the letters, 10 of the shape.
template <class D>
using spelling_model = hierarchy<D, joined<word_embedding<100>, character_bilstm<25, 25>, word_shape_embedding<10>>,
                                 entity_task<150>, relation_task<150>>;
static_assert(spelling_model<cpu<float>>::embedding_type().width() == 100 + 2 * 25 + 10);
//! [joined_embedding]

//! [own_feature]
/// A trained vector for the last three letters of a word, by their hash: words of one ending mostly share it.
template <hmt::index Rows, std::size_t Width>
struct suffix_embedding {
  static constexpr std::size_t width() { return Width; }
  static constexpr std::string_view name = "suffix";
  static constexpr word_inputs reads{.letters = true};
  static std::string description() { return fmt::format("suffix_embedding<{}, {}>", Rows, Width); }

  template <class D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {
      std::vector<hmt::index> hashes;                // [row of the batch], on the host
      typename D::template buffer<hmt::index> rows;  // the same on the device
    };

    layer(parameter_list& list, suffix_embedding const&)
        : table_(list.add("suffix.embedding.weight", parameter_kind::table, Rows, Width)) {}

    void forward(pass_context<D> const& context, packed_batch const& batch, tape& saved,
                 matrix_view<value_type> output) const {
      saved.hashes.resize(batch.words.size());
      for (std::size_t row = 0; row < batch.words.size(); ++row) {
        hmt::index hash = 2166136261;  // FNV-1a
        std::size_t const length = batch.letters.length(row);
        for (std::size_t i = length - std::min<std::size_t>(3, length); i < length; ++i)
          hash = (hash ^ batch.letters.letter(row, i)) * 16777619;
        saved.hashes[row] = hash % Rows;
      }
      saved.rows.resize(saved.hashes.size());
      context.device.upload(std::span<hmt::index const>(saved.hashes), saved.rows.view());
      context.device.gather(table_.matrix(context.parameters), saved.rows.view(), output);
    }

    void backward(pass_context<D> const& context, packed_batch const&, tape& saved,
                  matrix_view<value_type const> output_gradient) const {
      context.device.scatter_add(output_gradient, saved.rows.view(), table_.matrix(context.gradients));
    }

   private:
    parameter_slot table_;
  };
};
//! [own_feature]

//! [own_encoder]
/// A word, the one before it and the one after it, through one linear layer: h_t = W [x_t, x_{t-1}, x_{t+1}] + b.
/// Without Width it is as wide as the options of the model have it.
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
        context.device.shift(context.layout, direction::forward, inputs[k], part(window, 1, column, inputs[k]));
        context.device.shift(context.layout, direction::backward, inputs[k], part(window, 2, column, inputs[k]));
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
        auto const moved = part(window, 0, column, inputs[k]);  // its numbers are used up
        device.add(part(gradient, 0, column, inputs[k]), input_gradients[k]);
        device.shift(context.layout, direction::backward, part(gradient, 1, column, inputs[k]), moved);
        device.add(moved, input_gradients[k]);
        device.shift(context.layout, direction::forward, part(gradient, 2, column, inputs[k]), moved);
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
/// Tag vectors from a linear layer on the encoder's output: T_t = W e_t + b. A word's tag does not know the others.
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
/// All three in a small model in double: the entity task below, the relation task above, so that inputs of two views
/// (words and encoder output) are checked too.
template <class D>
using checked_model = hierarchy<D, joined<word_embedding<4>, suffix_embedding<7, 2>>,
                                task<entity_tags<bioes>, window_of_three<3>, projection<2>>,
                                task<relation_tags<bio>, window_of_three<3>, projection<2>>>;

int main() {
  std::vector<sentence> const sentences{{{"Ana", "Ruiz", "was", "born", "in", "Malaga", "."},
                                         {{{0, 2}, "PER"}, {{5, 6}, "LOC"}},
                                         {{{0, 2}, "born_in", {5, 6}}}},
                                        {{"Nobody", "came"}, {}, {}}};
  checked_model<reference<double>> model(vocabulary::build(sentences, nullptr, {.minimum_count = 1}), sentences, 1);
  std::vector const encoded{model.encode(sentences[0]), model.encode(sentences[1])};
  packed_batch batch;
  pack(std::vector{&encoded[0], &encoded[1]}, batch);

  bool good = true;
  for (auto const& [tensor, error] : testing::check_gradients(model, batch, {.rate = 0.5, .seed = 1, .step = 0})) {
    good = good && error < 1e-6;
    fmt::print("{}: {}\n", tensor, error < 1e-6 ? "below 1e-6" : fmt::format("{:.1e}", error));
  }
  return good ? 0 : 1;
}
//! [check_gradients]
