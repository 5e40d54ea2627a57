// SPDX-License-Identifier: MIT
// The feature that reads a word byte by byte (Lample et al. 2016, section 4.1).
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
#include "hmt/encoder/policy_source.hpp"
#include "hmt/input/bytes.hpp"

namespace hmt {

/// A BiLSTM over the bytes of the word as written, each a vector of width `Width`: f = [forward h at the last byte,
/// backward h at the first], width 2 * Hidden. Bytes are UTF-8, and long words are shortened: see `word_bytes`. It
/// captures what lower-cased word vectors lack: capitals, and endings of unknown words. Each distinct spelling of a
/// batch is computed once. By default, Width is `model_options::letter_vector` and Hidden
/// `model_options::letter_hidden`.
template <std::size_t Width = std::dynamic_extent, std::size_t Hidden = std::dynamic_extent>
struct character_bilstm {
  open_size<Width> letter_vector = {};
  open_size<Hidden> hidden = {};

  void configure(policy_source const& from) {
    from.read(0, letter_vector, "letter_vector", [](model_options const& options) { return options.letter_vector; });
    from.read(1, hidden, "letter_hidden", [](model_options const& options) { return options.letter_hidden; });
  }
  [[nodiscard]] constexpr std::size_t width() const { return 2 * hidden; }
  static constexpr std::string_view name = "letters";
  using reads = input::bytes;
  [[nodiscard]] std::string description() const {
    return "character_bilstm<" + spelled(letter_vector) + ", " + spelled(hidden) + ">";
  }

  /// See `WordFeature`. Tensors: `letters.embedding.weight` (256, letter_vector) and
  /// `letters.encoder.{forward,backward}.{input_weight, recurrent_weight, bias}`.
  template <RowDevice D>
  requires RecurrentDevice<D>
  class layer {
   public:
    using value_type = typename D::value_type;
    using encoder_type = bilstm<Hidden, peephole::none>;
    using encoder_layer = typename encoder_type::template layer<D>;
    struct tape {
      typename D::template buffer<row_index> bytes;       // [byte row]
      typename D::template buffer<row_index> last_rows;   // [row of the batch]
      typename D::template buffer<row_index> first_rows;  // [row of the batch]
      device_matrix<D> input;                             // (byte rows, letter_vector)
      device_matrix<D> output;                            // (byte rows, 2*hidden)
      device_matrix<D> input_gradient;                    // (byte rows, letter_vector)
      device_matrix<D> output_gradient;                   // (byte rows, 2*hidden)
      typename encoder_layer::tape encoder;
    };

    layer(parameter_list& list, character_bilstm const& policy, no_state)
        : hidden_(policy.hidden),
          table_(list.add(std::string(name) + ".embedding.weight", parameter_kind::table, 256, policy.letter_vector)),
          encoder_(list, std::string(name), encoder_type{policy.hidden}, policy.letter_vector) {}

    void forward(pass_context<D> const& context, packed_bytes const& packed, tape& saved,
                 matrix_view<value_type> output) const {
      auto& device = context.device;
      upload_numbers(device, packed.bytes, saved.bytes);
      upload_numbers(device, packed.last_rows, saved.last_rows);
      upload_numbers(device, packed.first_rows, saved.first_rows);
      auto const input = saved.input.resize(packed.bytes.size(), table_.columns);
      device.gather(table_.matrix(context.parameters), saved.bytes.view(), input);
      auto const states = saved.output.resize(packed.bytes.size(), 2 * hidden_);
      std::array const inputs{matrix_view<value_type const>(input)};
      encoder_.forward(context.with(packed.layout()), inputs, saved.encoder, states);
      device.gather(forward_half(states), saved.last_rows.view(), forward_half(output));
      device.gather(backward_half(states), saved.first_rows.view(), backward_half(output));
    }

    void backward(pass_context<D> const& context, packed_bytes const& packed, tape& saved,
                  matrix_view<value_type const> output_gradient) const {
      auto& device = context.device;
      auto const state_gradient = saved.output_gradient.resize(packed.bytes.size(), 2 * hidden_);
      device.fill(state_gradient, 0);
      device.scatter_add(forward_half(output_gradient), saved.last_rows.view(), forward_half(state_gradient));
      device.scatter_add(backward_half(output_gradient), saved.first_rows.view(), backward_half(state_gradient));
      auto const input_gradient = saved.input_gradient.resize(packed.bytes.size(), table_.columns);
      device.fill(input_gradient, 0);
      std::array const inputs{matrix_view<value_type const>(saved.input.view())};
      encoder_.backward(context.with(packed.layout()), inputs, saved.encoder, saved.output.view(), state_gradient,
                        std::array{input_gradient});
      device.scatter_add(input_gradient, saved.bytes.view(), table_.matrix(context.gradients));
    }

   private:
    template <class T>
    matrix_view<T> forward_half(matrix_view<T> of) const {
      return of.column_block(0, hidden_);
    }
    template <class T>
    matrix_view<T> backward_half(matrix_view<T> of) const {
      return of.column_block(hidden_, hidden_);
    }

    std::size_t hidden_;
    parameter_slot table_;
    encoder_layer encoder_;
  };
};

}  // namespace hmt
