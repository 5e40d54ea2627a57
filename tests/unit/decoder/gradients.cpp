// SPDX-License-Identifier: MIT
#include <boost/test/unit_test.hpp>

#include <string>
#include <tuple>
#include <vector>

#include "hmt/decoder/linear_decoder.hpp"
#include "hmt/decoder/lstm_decoder.hpp"
#include "hmt/decoder/tag_feedback_lstm.hpp"
#include "hmt/device/reference.hpp"
#include "layer_fixture.hpp"
#include "oracles/literal_tag_feedback.hpp"

BOOST_AUTO_TEST_SUITE(decoder)

namespace {

using device = hmt::reference<double>;
using lengths = std::vector<std::size_t>;
using decoders = std::tuple<hmt::tag_feedback_lstm<3, 4>, hmt::tag_feedback_lstm<5, 1>, hmt::lstm_decoder<3, 4>,
                            hmt::lstm_decoder<4, 2, hmt::feedback::none>, hmt::linear_decoder>;
using folded_decoders = std::tuple<hmt::tag_feedback_lstm<3, 4>, hmt::tag_feedback_lstm<5, 1>, hmt::lstm_decoder<3, 4>,
                                   hmt::lstm_decoder<1, 6>>;

/// Folding is exact up to rounding.
constexpr double folding_tolerance = 1e-12;

template <class Decoder>
auto both_passes(typename Decoder::template layer<device> const& layer, hmt::packed_layout layout) {
  return [&layer, layout](auto parameters, auto gradients, auto inputs, auto output, auto output_weights,
                          auto input_gradients) {
    device one;
    typename Decoder::template layer<device>::tape tape;
    hmt::pass_context<device> const context{one, parameters, gradients, layout};
    layer.forward(context, inputs[0], tape, output);
    layer.backward(context, inputs[0], tape, output_weights, input_gradients[0]);
  };
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(gradients_match_differences, Decoder, decoders) {
  static_assert(hmt::Decoder<Decoder, device>);
  for (auto const& sentence_lengths : {lengths{4, 3, 3, 1}, lengths{1}, lengths{5}, lengths{2, 2}}) {
    auto const offsets = hmt::testing::offsets_for(sentence_lengths);
    hmt::packed_layout const layout(offsets);
    hmt::parameter_list list;
    typename Decoder::template layer<device> const layer(list, "x", Decoder(), 6);
    for (auto const& [tensor, error] : hmt::testing::check_layer(list, layout.rows(), {6}, Decoder().tag_width(6),
                                                                 both_passes<Decoder>(layer, layout)))
      BOOST_TEST(error < hmt::testing::gradient_tolerance, Decoder().description() << " " << tensor << ": " << error);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(folded_equals_literal_loop_gradients_included, Decoder, folded_decoders) {
  constexpr std::size_t encoded = 4;
  std::size_t const tag = Decoder().tag_width(encoded);
  lengths const sentence_lengths{6, 4, 1};
  auto const offsets = hmt::testing::offsets_for(sentence_lengths);
  hmt::packed_layout const layout(offsets);
  hmt::parameter_list list;
  typename Decoder::template layer<device> const layer(list, "x", Decoder(), encoded);
  auto const parameters = hmt::testing::random_values(list.size(), 1);
  auto const inputs = hmt::testing::random_values(layout.rows() * encoded, 2);
  auto const output_weights = hmt::testing::random_values(layout.rows() * tag, 3);

  std::vector<double> gradients(list.size()), output(layout.rows() * tag), input_gradient(inputs.size());
  {
    auto weights = output_weights;
    hmt::matrix_view<double const> const input(inputs.data(), layout.rows(), encoded);
    hmt::matrix_view<double> const to(input_gradient.data(), layout.rows(), encoded);
    both_passes<Decoder>(layer, layout)(std::span(parameters), std::span(gradients), std::span(&input, 1),
                                        hmt::matrix_view<double>(output.data(), layout.rows(), tag),
                                        hmt::matrix_view<double>(weights.data(), layout.rows(), tag),
                                        std::span(&to, 1));
  }

  auto const slot = [&](std::string const& name) {
    for (auto const& tensor : list.all())
      if (tensor.name == "x." + name) return tensor.slot;
    throw std::logic_error("no tensor " + name);
  };
  auto const values = [&](std::string const& name) { return slot(name).vector(std::span(parameters)); };
  hmt::testing::literal_decoder literal;
  literal.reads_encoder = Decoder().description().starts_with("lstm_decoder");
  literal.encoded = encoded;
  literal.hidden = slot("decoder.recurrent_weight").columns;
  literal.tag = tag;
  literal.input_weight = values("decoder.input_weight");
  literal.recurrent_weight = values("decoder.recurrent_weight");
  literal.bias = values("decoder.bias");
  literal.tag_weight = values("tag_vector.weight");
  literal.tag_bias = values("tag_vector.bias");
  hmt::testing::literal_decoder::gradients sums{
      std::vector<double>(literal.input_weight.size()), std::vector<double>(literal.recurrent_weight.size()),
      std::vector<double>(literal.bias.size()),         std::vector<double>(literal.tag_weight.size()),
      std::vector<double>(literal.tag_bias.size()),     {}};
  auto const near = [&](double found, double expected, std::string const& what) {
    BOOST_TEST(std::abs(found - expected) <= folding_tolerance * std::max(1.0, std::abs(expected)),
               what << ": " << found << " instead of " << expected);
  };
  for (std::size_t s = 0; s < sentence_lengths.size(); ++s) {
    std::vector<double> e, dt;
    for (std::size_t t = 0; t < sentence_lengths[s]; ++t) {
      auto const row = static_cast<std::ptrdiff_t>(offsets[t] + s);
      e.insert(e.end(), inputs.begin() + row * 4, inputs.begin() + (row + 1) * 4);
      auto const width = static_cast<std::ptrdiff_t>(tag);
      dt.insert(dt.end(), output_weights.begin() + row * width, output_weights.begin() + (row + 1) * width);
    }
    sums.encoded.assign(e.size(), 0.0);
    auto const tags =
        literal.run({e.data(), sentence_lengths[s], encoded}, {dt.data(), sentence_lengths[s], tag}, sums);
    for (std::size_t t = 0; t < sentence_lengths[s]; ++t) {
      for (std::size_t k = 0; k < tag; ++k) near(output[(offsets[t] + s) * tag + k], tags[t * tag + k], "tag vector");
      for (std::size_t k = 0; k < encoded; ++k)
        near(input_gradient[(offsets[t] + s) * encoded + k], sums.encoded[t * encoded + k], "input gradient");
    }
  }
  auto const compare = [&](std::string const& name, std::vector<double> const& expected) {
    auto const found = slot(name).vector(std::span<double const>(gradients));
    for (std::size_t i = 0; i < expected.size(); ++i) near(found[i], expected[i], "gradient of " + name);
  };
  compare("decoder.input_weight", sums.input_weight);
  compare("decoder.recurrent_weight", sums.recurrent_weight);
  compare("decoder.bias", sums.bias);
  compare("tag_vector.weight", sums.tag_weight);
  compare("tag_vector.bias", sums.tag_bias);
}

BOOST_AUTO_TEST_SUITE_END()
