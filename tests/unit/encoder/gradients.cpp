// SPDX-License-Identifier: MIT
#include <boost/test/unit_test.hpp>

#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "hmt/device/reference.hpp"
#include "hmt/encoder/bilstm.hpp"
#include "hmt/encoder/identity.hpp"
#include "hmt/encoder/lstm.hpp"
#include "hmt/encoder/stacked.hpp"
#include "layer_fixture.hpp"

BOOST_AUTO_TEST_SUITE(encoder)

namespace {

using device = hmt::reference<double>;
using encoders =
    std::tuple<hmt::bilstm<3>, hmt::bilstm<1, hmt::peephole::none>, hmt::bilstm<5, hmt::peephole::none>, hmt::lstm<4>,
               hmt::lstm<2, hmt::peephole::none>, hmt::identity, hmt::stacked<hmt::bilstm<3>, hmt::bilstm<2>>,
               hmt::stacked<hmt::identity, hmt::stacked<hmt::lstm<2>, hmt::identity>>>;

template <class Encoder>
std::vector<hmt::testing::gradient_error> check(Encoder const& policy, std::vector<std::size_t> const& lengths,
                                                std::vector<std::size_t> const& input_widths) {
  auto const offsets = hmt::testing::offsets_for(lengths);
  hmt::packed_layout const layout(offsets);
  std::size_t input = 0;
  for (auto const width : input_widths) input += width;
  hmt::parameter_list list;
  typename Encoder::template layer<device> const layer(list, "x", policy, input);
  return hmt::testing::check_layer(
      list, layout.rows(), input_widths, policy.output_width(input),
      [&](auto parameters, auto gradients, auto inputs, auto output, auto output_weights, auto input_gradients) {
        device one;
        typename Encoder::template layer<device>::tape tape;
        hmt::pass_context<device> const context{one, parameters, gradients, layout};
        layer.forward(context, inputs, tape, output);
        layer.backward(context, inputs, tape, output, output_weights, input_gradients);
      });
}

/// Names and extents of all tensors of an encoder with input width 5.
template <class Encoder>
std::vector<std::string> tensors_of() {
  hmt::parameter_list list;
  typename Encoder::template layer<device> const layer(list, "entity", Encoder(), 5);
  std::vector<std::string> found;
  for (auto const& tensor : list.all()) {
    std::string text = tensor.name;
    for (auto const extent : tensor.shape) text += " " + std::to_string(extent);
    found.push_back(text);
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(gradients_match_differences, Encoder, encoders) {
  static_assert(hmt::Encoder<Encoder, device>);
  using lengths = std::vector<std::size_t>;
  for (auto const& sentence_lengths : {lengths{4, 3, 3, 1}, lengths{1}, lengths{5}, lengths{2, 2}})
    for (auto const& input_widths : {lengths{3}, lengths{2, 5}, lengths{1, 2, 3}})
      for (auto const& [tensor, error] : check(Encoder(), sentence_lengths, input_widths))
        BOOST_TEST(error < hmt::testing::gradient_tolerance, Encoder().description() << " " << tensor << ": " << error);
}

BOOST_AUTO_TEST_CASE(gradients_of_open_widths_match_differences) {
  auto const right = [](auto const& policy) {
    for (auto const& [tensor, error] : check(policy, {4, 3, 1}, {2, 5}))
      BOOST_TEST(error < hmt::testing::gradient_tolerance, policy.description() << " " << tensor << ": " << error);
  };
  right(hmt::bilstm<>{.hidden = 7});
  right(hmt::lstm<std::dynamic_extent, hmt::peephole::none>{.hidden = 1});
  right(hmt::stacked<hmt::lstm<>, hmt::bilstm<>>{.lower = {.hidden = 5}, .upper = {.hidden = 1}});
}

BOOST_AUTO_TEST_CASE(descriptions_spell_the_type) {
  BOOST_TEST(hmt::bilstm<300>().description() == "bilstm<300, peephole::diagonal>");
  BOOST_TEST((hmt::lstm<7, hmt::peephole::none>().description()) == "lstm<7, peephole::none>");
  BOOST_TEST(hmt::identity().description() == "identity");
  BOOST_TEST((hmt::stacked<hmt::lstm<2>, hmt::identity>().description()) ==
             "stacked<lstm<2, peephole::diagonal>, identity>");
}

BOOST_AUTO_TEST_CASE(tensors_have_the_names_and_shapes_of_the_model_file) {
  std::vector<std::string> const expected{"entity.encoder.forward.input_weight 12 5",
                                          "entity.encoder.forward.recurrent_weight 12 3",
                                          "entity.encoder.forward.bias 12",
                                          "entity.encoder.forward.peephole 3 3",
                                          "entity.encoder.backward.input_weight 12 5",
                                          "entity.encoder.backward.recurrent_weight 12 3",
                                          "entity.encoder.backward.bias 12",
                                          "entity.encoder.backward.peephole 3 3"};
  BOOST_TEST(tensors_of<hmt::bilstm<3>>() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(tensors_of_stacked_encoders_tell_them_apart) {
  using plain = hmt::lstm<3, hmt::peephole::none>;
  std::vector<std::string> const expected{"entity.encoder.lower.encoder.forward.input_weight 12 5",
                                          "entity.encoder.lower.encoder.forward.recurrent_weight 12 3",
                                          "entity.encoder.lower.encoder.forward.bias 12",
                                          "entity.encoder.upper.encoder.forward.input_weight 12 3",
                                          "entity.encoder.upper.encoder.forward.recurrent_weight 12 3",
                                          "entity.encoder.upper.encoder.forward.bias 12"};
  BOOST_TEST((tensors_of<hmt::stacked<plain, plain>>() == expected));
}

BOOST_AUTO_TEST_SUITE_END()
