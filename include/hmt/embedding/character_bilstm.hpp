// SPDX-License-Identifier: MIT
// The feature that reads a word letter by letter (Lample et al. 2016, section 4.1).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "hmt/device/concept.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/embedding/concept.hpp"
#include "hmt/encoder/bilstm.hpp"
#include "hmt/encoder/peephole.hpp"
#include "hmt/input/letters.hpp"

namespace hmt {

/// A BiLSTM over the letters of the word as it is written, each a vector of width `Width`: f = [forward h at the last
/// letter, backward h at the first], width 2 * Hidden. Letters are bytes of UTF-8 and long words are cut: see
/// `word_letters`. It tells what a lower-cased word vector cannot: capitals, and endings of words that are not known.
/// Each distinct spelling of a batch is computed once.
template <std::size_t Width, std::size_t Hidden>
requires(Width > 0 && Hidden > 0) struct character_bilstm {
  static constexpr std::size_t width = 2 * Hidden;
  static constexpr std::string_view name = "letters";
  using reads = input::letters;
  static std::string description() {
    return "character_bilstm<" + std::to_string(Width) + ", " + std::to_string(Hidden) + ">";
  }

  /// See `WordFeature`. Tensors: `letters.embedding.weight` (256, Width) and
  /// `letters.encoder.{forward,backward}.{input_weight, recurrent_weight, bias}`.
  template <RowDevice D>
  requires RecurrentDevice<D>
  class layer {
   public:
    using value_type = typename D::value_type;
    using encoder_layer = typename bilstm<Hidden, peephole::none>::template layer<D>;
    struct tape {
      typename D::template buffer<index> letters;     // [letter row]
      typename D::template buffer<index> last_rows;   // [row of the batch]
      typename D::template buffer<index> first_rows;  // [row of the batch]
      device_matrix<D> input;                         // (letter rows, Width)
      device_matrix<D> output;                        // (letter rows, 2*Hidden)
      device_matrix<D> input_gradient;                // (letter rows, Width)
      device_matrix<D> output_gradient;               // (letter rows, 2*Hidden)
      typename encoder_layer::tape encoder;
    };

    layer(parameter_list& list, no_state)
        : table_(list.add(std::string(name) + ".embedding.weight", parameter_kind::table, 256, Width)),
          encoder_(list, std::string(name), Width) {}

    void forward(pass_context<D> const& context, packed_letters const& packed, tape& saved,
                 matrix_view<value_type> output) const {
      auto& device = context.device;
      upload_numbers(device, packed.letters, saved.letters);
      upload_numbers(device, packed.last_rows, saved.last_rows);
      upload_numbers(device, packed.first_rows, saved.first_rows);
      auto const input = saved.input.resize(packed.letters.size(), Width);
      device.gather(table_.matrix(context.parameters), saved.letters.view(), input);
      auto const states = saved.output.resize(packed.letters.size(), 2 * Hidden);
      std::array const inputs{matrix_view<value_type const>(input)};
      encoder_.forward(context.with(packed.layout()), inputs, saved.encoder, states);
      device.gather(forward_half(states), saved.last_rows.view(), forward_half(output));
      device.gather(backward_half(states), saved.first_rows.view(), backward_half(output));
    }

    void backward(pass_context<D> const& context, packed_letters const& packed, tape& saved,
                  matrix_view<value_type const> output_gradient) const {
      auto& device = context.device;
      auto const state_gradient = saved.output_gradient.resize(packed.letters.size(), 2 * Hidden);
      device.fill(state_gradient, 0);
      device.scatter_add(forward_half(output_gradient), saved.last_rows.view(), forward_half(state_gradient));
      device.scatter_add(backward_half(output_gradient), saved.first_rows.view(), backward_half(state_gradient));
      auto const input_gradient = saved.input_gradient.resize(packed.letters.size(), Width);
      device.fill(input_gradient, 0);
      std::array const inputs{matrix_view<value_type const>(saved.input.view())};
      encoder_.backward(context.with(packed.layout()), inputs, saved.encoder, saved.output.view(), state_gradient,
                        std::array{input_gradient});
      device.scatter_add(input_gradient, saved.letters.view(), table_.matrix(context.gradients));
    }

   private:
    template <class T>
    static matrix_view<T> forward_half(matrix_view<T> of) {
      return of.column_block(0, Hidden);
    }
    template <class T>
    static matrix_view<T> backward_half(matrix_view<T> of) {
      return of.column_block(Hidden, Hidden);
    }

    parameter_slot table_;
    encoder_layer encoder_;
  };
};

}  // namespace hmt
