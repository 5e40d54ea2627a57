// SPDX-License-Identifier: MIT
#include "hmt/embedding/character_bilstm.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <tuple>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "layer_fixture.hpp"
#include "unit/embedding/spelled_batch.hpp"

BOOST_AUTO_TEST_SUITE(embedding_character_bilstm)

namespace {

using hmt::testing::offsets_for;
using hmt::testing::spelled_batch;

constexpr std::size_t width = 3, hidden = 2;
using feature = hmt::character_bilstm<width, hidden>;
using devices = std::tuple<hmt::reference<double>, hmt::reference<float>, hmt::cpu<double>, hmt::cpu<float>>;

/// The definition for one word: its bytes alone through the BiLSTM, the last forward and the first backward state.
template <class D>
std::vector<typename D::value_type> literal(hmt::parameter_list const& list,
                                            std::vector<typename D::value_type> const& parameters,
                                            std::string const& word) {
  using T = typename D::value_type;
  hmt::parameter_list own;
  own.add("letters.embedding.weight", hmt::parameter_kind::table, 256, width);
  typename hmt::bilstm<hidden, hmt::peephole::none>::template layer<D> const encoder(own, "letters", {}, width);
  BOOST_TEST_REQUIRE(own.size() == list.size());
  std::vector<T> input, output(word.size() * 2 * hidden);
  for (unsigned char const byte : word)
    input.insert(input.end(), parameters.begin() + byte * width, parameters.begin() + (byte + 1) * width);
  auto const offsets = offsets_for({word.size()});
  D device;
  typename decltype(encoder)::tape tape;
  std::array const inputs{hmt::matrix_view<T const>(input.data(), word.size(), width)};
  encoder.forward(hmt::pass_context<D>{device, parameters, {}, hmt::packed_layout(offsets)}, inputs, tape,
                  hmt::matrix_view<T>(output.data(), word.size(), 2 * hidden));
  std::vector<T> result(output.end() - 2 * hidden, output.end() - hidden);
  result.insert(result.end(), output.begin() + hidden, output.begin() + 2 * hidden);
  return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_word_is_read_as_if_it_were_alone, D, devices) {
  using T = typename D::value_type;
  static_assert(hmt::WordFeature<feature, D>);
  std::vector<std::vector<std::string>> const texts{{"Ana", "lives", "in", "Zürich"},
                                                    {"in", "a", "b"},
                                                    {std::string("\xF0\x9F\x98\x80"), "Ana", "ana", "livres", "\x80"}};
  auto const batch = spelled_batch(texts);
  hmt::parameter_list list;
  feature::layer<D> const layer(list, feature(), {});
  auto const parameters = hmt::testing::random_values<T>(list.size(), 1);
  std::vector<T> out(batch.layout().rows() * 7, T(9));
  typename feature::layer<D>::tape tape;
  D device;
  // into a block of columns of a wider matrix
  hmt::matrix_view<T> const all(out.data(), batch.layout().rows(), 7);
  layer.forward(hmt::pass_context<D>{device, parameters, {}, batch.layout()}, batch.get<hmt::input::bytes>(), tape,
                all.column_block(2, 2 * hidden));
  for (std::size_t s = 0; s < texts.size(); ++s)
    for (std::size_t t = 0; t < texts[batch.order[s]].size(); ++t) {
      auto const row = all.row(batch.layout().row(s, t));
      auto const expected = literal<D>(list, parameters, texts[batch.order[s]][t]);
      for (std::size_t c = 0; c < expected.size(); ++c)
        BOOST_TEST(row[2 + c] == expected[c], boost::test_tools::tolerance(T(1e-5)));
      BOOST_TEST(row[1] == T(9));
      BOOST_TEST(row[6] == T(9));
    }
}

BOOST_AUTO_TEST_CASE(gradients_match_differences) {
  using device = hmt::reference<double>;
  auto const batch = spelled_batch({{"Ana", "was", "ana"}, {"was"}, {"", "\xC3\xA9t\xC3\xA9", "Ana", "a"}});
  hmt::parameter_list list;
  feature::layer<device> const layer(list, feature(), {});
  for (auto const& [tensor, error] :
       hmt::testing::check_layer(list, batch.layout().rows(), {}, feature().width(),
                                 [&](auto parameters, auto gradients, auto, auto output, auto output_weights, auto) {
                                   device one;
                                   feature::layer<device>::tape tape;
                                   hmt::pass_context<device> const context{one, parameters, gradients, batch.layout()};
                                   layer.forward(context, batch.get<hmt::input::bytes>(), tape, output);
                                   layer.backward(context, batch.get<hmt::input::bytes>(), tape, output_weights);
                                 }))
    BOOST_TEST(error < hmt::testing::gradient_tolerance, tensor << ": " << error);
}

BOOST_AUTO_TEST_CASE(tensors_and_description_are_those_of_the_model_file) {
  hmt::parameter_list list;
  feature::layer<hmt::cpu<float>> const layer(list, feature(), {});
  std::vector<std::string> found;
  for (auto const& tensor : list.all()) {
    found.push_back(tensor.name);
    for (auto const extent : tensor.shape) found.back() += " " + std::to_string(extent);
  }
  std::vector<std::string> const expected{"letters.embedding.weight 256 3",
                                          "letters.encoder.forward.input_weight 8 3",
                                          "letters.encoder.forward.recurrent_weight 8 2",
                                          "letters.encoder.forward.bias 8",
                                          "letters.encoder.backward.input_weight 8 3",
                                          "letters.encoder.backward.recurrent_weight 8 2",
                                          "letters.encoder.backward.bias 8"};
  BOOST_TEST(found == expected, boost::test_tools::per_element());
  BOOST_TEST(feature().description() == "character_bilstm<3, 2>");
  BOOST_TEST(feature().width() == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
