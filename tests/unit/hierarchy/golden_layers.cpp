// SPDX-License-Identifier: MIT
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "golden/golden.hpp"
#include "hmt/decoder/lstm_decoder.hpp"
#include "hmt/decoder/tag_feedback_lstm.hpp"
#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/encoder/bilstm.hpp"
#include "hmt/encoder/lstm.hpp"

BOOST_AUTO_TEST_SUITE(golden_layers)

namespace {

using hmt::golden::golden_case;
using devices = std::tuple<hmt::reference<double>, hmt::reference<float>, hmt::cpu<double>, hmt::cpu<float>>;

template <class T, class Expected>
void near(std::span<T const> found, Expected const& expected, std::string const& what) {
  BOOST_REQUIRE(found.size() == std::size(expected));
  for (std::size_t i = 0; i < found.size(); ++i) {
    auto const right = static_cast<double>(expected[i]);
    BOOST_TEST(
        std::abs(static_cast<double>(found[i]) - right) <= hmt::golden::tolerance<T> * std::max(1.0, std::abs(right)),
        what << " " << i << ": " << found[i] << " instead of " << right);
  }
}

/// Runs both passes of a layer on a golden case; `passes(device, layer, ...)` calls an encoder or decoder.
template <class D, class Policy, class Passes>
void check(std::string const& name, Passes passes) {
  using T = typename D::value_type;
  auto const golden = hmt::golden::load_golden(name);
  hmt::golden::packing const packing(golden.lengths);
  auto const rows = packing.layout().rows();
  auto const input_width = golden.sizes["input"];
  auto const output_width = golden.sizes["output"];

  hmt::parameter_list list;
  typename Policy::template layer<D> const layer(list, "x", Policy(), input_width);
  std::vector<T> parameters(list.size()), gradients(list.size());
  for (auto const& tensor : list.all())
    std::ranges::copy(golden.weights[tensor.name.substr(2)].template as<T>(),
                      tensor.slot.vector(std::span(parameters)).begin());
  BOOST_TEST(list.all().size() == golden.weights.size());

  auto const input = packing.pack<T>(golden.sequences["input"]);
  auto output_gradient = packing.pack<T>(golden.sequences["output_gradient"]);
  std::vector<T> output(rows * output_width), input_gradient(input.size());
  D device;
  passes(hmt::pass_context<D>{device, parameters, gradients, packing.layout()}, layer,
         hmt::matrix_view<T const>(input.data(), rows, input_width),
         hmt::matrix_view<T>(output.data(), rows, output_width),
         hmt::matrix_view<T>(output_gradient.data(), rows, output_width),
         hmt::matrix_view<T>(input_gradient.data(), rows, input_width));

  near(std::span<T const>(output), packing.pack<T>(golden.sequences["output"]), name + " output");
  near(std::span<T const>(input_gradient), packing.pack<T>(golden.sequences["input_gradient"]),
       name + " input gradient");
  for (auto const& tensor : list.all())
    near(tensor.slot.vector(std::span<T const>(gradients)), golden.gradients[tensor.name.substr(2)].values,
         name + " gradient of " + tensor.name);
}

template <class D, class Policy>
void check_encoder(std::string const& name) {
  check<D, Policy>(name, [](hmt::pass_context<D> const& context, auto const& layer, auto input, auto output,
                            auto output_gradient, auto input_gradient) {
    typename Policy::template layer<D>::tape tape;
    layer.forward(context, std::span(&input, 1), tape, output);
    layer.backward(context, std::span(&input, 1), tape, output, output_gradient, std::span(&input_gradient, 1));
  });
}

template <class D, class Policy>
void check_decoder(std::string const& name) {
  check<D, Policy>(name, [](hmt::pass_context<D> const& context, auto const& layer, auto input, auto output,
                            auto output_gradient, auto input_gradient) {
    typename Policy::template layer<D>::tape tape;
    layer.forward(context, input, tape, output);
    layer.backward(context, input, tape, output_gradient, input_gradient);
  });
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(encoders_match_pytorch, D, devices) {
  check_encoder<D, hmt::lstm<4, hmt::peephole::none>>("lstm");
  check_encoder<D, hmt::lstm<4>>("lstm_peephole");
  check_encoder<D, hmt::bilstm<4, hmt::peephole::none>>("bilstm");
  check_encoder<D, hmt::bilstm<4>>("bilstm_peephole");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(decoders_match_pytorch, D, devices) {
  check_decoder<D, hmt::tag_feedback_lstm<4, 3>>("tag_feedback_lstm");
  check_decoder<D, hmt::lstm_decoder<4, 3>>("lstm_decoder_feedback");
  check_decoder<D, hmt::lstm_decoder<4, 3, hmt::feedback::none>>("lstm_decoder");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(loss_matches_pytorch, D, devices) {
  using T = typename D::value_type;
  auto const golden = hmt::golden::load_golden("softmax_cross_entropy");
  hmt::golden::packing const packing(golden.lengths);
  auto scores = packing.pack<T>(golden.sequences["scores"]);
  hmt::matrix_view<T> const view(scores.data(), packing.layout().rows(), golden.sizes["labels"]);
  std::vector<T> const weights(golden.label_weights["labels"].begin(), golden.label_weights["labels"].end());
  auto const labels = packing.pack(golden.numbers["labels"]);
  std::vector<double> loss{0.0};
  D device;
  device.softmax_cross_entropy(view, labels, weights, view, loss);
  near(std::span<T const>(scores), packing.pack<T>(golden.sequences["scores_gradient"]), "gradient of the scores");
  BOOST_TEST(std::abs(loss[0] - golden.loss["labels"]) <= hmt::golden::tolerance<T> * std::abs(golden.loss["labels"]));
}

BOOST_AUTO_TEST_SUITE_END()
