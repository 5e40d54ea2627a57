// SPDX-License-Identifier: MIT
// Decoders require exactly the parts of a device that they use.
#include "hmt/decoder/concept.hpp"

#include <boost/test/unit_test.hpp>

#include "archetypes/device.hpp"
#include "hmt/decoder/linear_decoder.hpp"
#include "hmt/decoder/lstm_decoder.hpp"
#include "hmt/decoder/tag_feedback_lstm.hpp"

namespace decoder_concept {
/// The parts that a decoder with an LSTM requires.
struct decoder_device : hmt::archetypes::memory_device,
                        hmt::archetypes::row_operations,
                        hmt::archetypes::elementwise_operations,
                        hmt::archetypes::product_operations,
                        hmt::archetypes::recurrent_operations,
                        hmt::archetypes::freezing_operations {};
static_assert(!hmt::LossDevice<decoder_device> && !hmt::UpdateDevice<decoder_device>);
}  // namespace decoder_concept
template class hmt::tag_feedback_lstm<3, 2>::layer<decoder_concept::decoder_device>;
template class hmt::lstm_decoder<3, 2>::layer<decoder_concept::decoder_device>;
template class hmt::linear_decoder::layer<hmt::archetypes::elementwise_device>;

BOOST_AUTO_TEST_SUITE(decoder_concept)

BOOST_AUTO_TEST_CASE(decoders_ask_for_their_parts_of_a_device) {
  using hmt::Decoder;
  using hmt::archetypes::elementwise_device;
  using hmt::archetypes::recurrent_device;
  BOOST_TEST((Decoder<hmt::tag_feedback_lstm<3, 2>, decoder_device>));
  BOOST_TEST((Decoder<hmt::lstm_decoder<3, 2>, decoder_device>));
  BOOST_TEST((Decoder<hmt::linear_decoder, elementwise_device>));
  BOOST_TEST(!(Decoder<hmt::tag_feedback_lstm<3, 2>, recurrent_device>));
  BOOST_TEST(!(Decoder<hmt::lstm_decoder<3, 2>, elementwise_device>));
  BOOST_TEST(!(Decoder<hmt::linear_decoder, recurrent_device>));
}

BOOST_AUTO_TEST_SUITE_END()
