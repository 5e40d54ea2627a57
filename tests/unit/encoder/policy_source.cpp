// SPDX-License-Identifier: MIT
// The source of numbers that the types of policies leave open.
#include "hmt/encoder/policy_source.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <limits>
#include <ratio>
#include <string>
#include <tuple>
#include <vector>

#include "hmt/decoder/lstm_decoder.hpp"
#include "hmt/decoder/tag_feedback_lstm.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/embedding/character_bilstm.hpp"
#include "hmt/embedding/concatenated.hpp"
#include "hmt/embedding/word_embedding.hpp"
#include "hmt/embedding/word_shape_embedding.hpp"
#include "hmt/encoder/bilstm.hpp"
#include "hmt/encoder/identity.hpp"
#include "hmt/encoder/lstm.hpp"
#include "hmt/encoder/stacked.hpp"
#include "hmt/hierarchy/objective.hpp"

BOOST_AUTO_TEST_SUITE(encoder_policy_source)

namespace {

using open_embedding = hmt::concatenated<hmt::word_embedding<>, hmt::character_bilstm<>, hmt::word_shape_embedding<>>;
using run_time = hmt::at_run_time<std::ratio<1, 2>>;

template <class Policy>
std::string described(hmt::policy_source const& from) {
  Policy policy;
  hmt::detail::configure(policy, from);
  return policy.description();
}
template <class Policy>
std::string described(hmt::model_options const& options = {}) {
  return described<Policy>(hmt::policy_source(options));
}
template <class Policy>
std::string reread(std::string const& spelling) {
  return described<Policy>(hmt::policy_source(spelling));
}

/// Whether configuring the policy with these options fails with `message`.
template <class Policy>
void refused(hmt::model_options const& options, std::string const& message) {
  BOOST_CHECK_EXCEPTION(described<Policy>(options), hmt::config_error, [&](hmt::config_error const& problem) {
    BOOST_TEST(problem.what() == message + " [model-options]");
    return problem.code() == "model-options";
  });
}

}  // namespace

BOOST_AUTO_TEST_CASE(open_numbers_are_those_of_the_options_by_default_the_papers) {
  BOOST_TEST(described<hmt::bilstm<>>() == "bilstm<300, peephole::diagonal>");
  BOOST_TEST((described<hmt::lstm<std::dynamic_extent, hmt::peephole::none>>({.hidden = 7})) ==
             "lstm<7, peephole::none>");
  BOOST_TEST((described<hmt::stacked<hmt::bilstm<>, hmt::stacked<hmt::lstm<4>, hmt::identity>>>({.hidden = 5})) ==
             "stacked<bilstm<5, peephole::diagonal>, stacked<lstm<4, peephole::diagonal>, identity>>");
  BOOST_TEST(described<hmt::tag_feedback_lstm<>>() == "tag_feedback_lstm<300, 300>");
  BOOST_TEST(described<hmt::tag_feedback_lstm<>>({.hidden = 5, .decoder_hidden = 6, .tag_vector = 7}) ==
             "tag_feedback_lstm<6, 7>");
  BOOST_TEST(described<hmt::lstm_decoder<>>({.hidden = 5}) == "lstm_decoder<10, 5, feedback::own_tag_vector>");
  BOOST_TEST((described<hmt::tag_feedback_lstm<9>>({.hidden = 5})) == "tag_feedback_lstm<9, 5>");
  BOOST_TEST(described<hmt::word_embedding<>>() == "word_embedding<300>");
  BOOST_TEST(
      described<open_embedding>({.word_dimension = 4, .letter_vector = 3, .letter_hidden = 2, .shape_vector = 1}) ==
      "joined<word_embedding<4>, character_bilstm<3, 2>, word_shape_embedding<1>>");
  BOOST_TEST((described<hmt::log_likelihood<run_time, run_time>>()) == "log_likelihood<1/2, 1/2>");
  BOOST_TEST((described<hmt::log_likelihood<run_time, run_time>>({.tag_weight = 10, .task_weight = 0.3})) ==
             "log_likelihood<10, 3/10>");
  BOOST_TEST((described<hmt::generalised_cross_entropy<run_time>>({.exponent = 0.7})) ==
             "generalised_cross_entropy<7/10, 1, 1>");
  BOOST_TEST((described<hmt::smoothed_log_likelihood<run_time>>({.smoothing = 0.12345})) ==
             "smoothed_log_likelihood<0.12345, 1, 1>");
}

BOOST_AUTO_TEST_CASE(fixed_numbers_stay_what_they_are) {
  hmt::model_options const other{.hidden = 9, .tag_weight = 9, .task_weight = 9, .smoothing = 0.9};
  BOOST_TEST(described<hmt::bilstm<3>>(other) == "bilstm<3, peephole::diagonal>");
  BOOST_TEST(reread<hmt::bilstm<3>>("bilstm<9, peephole::diagonal>") == "bilstm<3, peephole::diagonal>");
  BOOST_TEST(described<hmt::smoothed_log_likelihood<>>(other) == "smoothed_log_likelihood<1/10, 1, 1>");
  static_assert(hmt::bilstm<3>().output_width(1) == 6 && hmt::word_embedding<5>().dimension() == 5);
}

using spelled_policies =
    std::tuple<hmt::bilstm<>, hmt::lstm<std::dynamic_extent, hmt::peephole::none>, hmt::tag_feedback_lstm<>,
               hmt::lstm_decoder<>, hmt::stacked<hmt::stacked<hmt::bilstm<>, hmt::identity>, hmt::lstm<>>,
               hmt::word_embedding<>, open_embedding, hmt::log_likelihood<run_time, run_time>,
               hmt::generalised_cross_entropy<run_time, run_time, run_time>, hmt::smoothed_log_likelihood<run_time>>;
BOOST_AUTO_TEST_CASE_TEMPLATE(what_a_description_spells_comes_back, Policy, spelled_policies) {
  for (hmt::model_options const& options : {hmt::model_options{}, hmt::model_options{.word_dimension = 50,
                                                                  .hidden = 17,
                                                                  .decoder_hidden = 16'384,
                                                                  .tag_vector = 1,
                                                                  .letter_vector = 3,
                                                                  .letter_hidden = 4,
                                                                  .shape_vector = 5,
                                                                  .tag_weight = 1.0 / 3,
                                                                  .task_weight = 0.001,
                                                                  .smoothing = 1e-7,
                                                                  .exponent = 0.123456789}}) {
    auto const text = described<Policy>(options);
    BOOST_TEST(reread<Policy>(text) == text);
  }
}

BOOST_AUTO_TEST_CASE(a_spelling_that_gives_no_width_leaves_it_unknown) {
  for (auto const* spelling :
       {"", "bilstm", "bilstm<", "bilstm<>", "bilstm<300", "bilstm<, peephole::diagonal>", "bilstm<x>", "bilstm<-3>",
        "bilstm<3.5>", "bilstm<0, peephole::diagonal>", "bilstm<16385>", "bilstm<18446744073709551616>",
        "bilstm<300 , peephole::diagonal>", "bilstm<<300>>"})
    BOOST_TEST(reread<hmt::bilstm<>>(spelling) == "bilstm<any, peephole::diagonal>", spelling);
  BOOST_TEST((reread<hmt::log_likelihood<run_time, run_time>>("log_likelihood<0, -1>")) == "log_likelihood<1/2, 1/2>");
  BOOST_TEST((reread<hmt::log_likelihood<run_time, run_time>>("log_likelihood<1/0, nan>")) ==
             "log_likelihood<1/2, 1/2>");
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_refused_by_name) {
  refused<hmt::bilstm<>>({.hidden = 0}, "expected hidden from 1 to 16384, found 0");
  refused<hmt::lstm<>>({.hidden = 16'385}, "expected hidden from 1 to 16384, found 16385");
  refused<hmt::lstm_decoder<>>({.hidden = 9'000}, "expected decoder_hidden from 1 to 16384, found 18000");
  refused<hmt::tag_feedback_lstm<>>({.tag_vector = 0}, "expected tag_vector from 1 to 16384, found 0");
  refused<hmt::word_embedding<>>({.word_dimension = 0}, "expected word_dimension from 1 to 16384, found 0");
  refused<open_embedding>({.letter_vector = 0}, "expected letter_vector from 1 to 16384, found 0");
  refused<open_embedding>({.letter_hidden = 0}, "expected letter_hidden from 1 to 16384, found 0");
  refused<open_embedding>({.shape_vector = 0}, "expected shape_vector from 1 to 16384, found 0");
  using weights = hmt::log_likelihood<run_time, run_time>;
  refused<weights>({.tag_weight = 0}, "expected tag_weight above 0 and at most a million, found 0");
  refused<weights>({.task_weight = -1}, "expected task_weight from 0 to a million, found -1");
  refused<weights>({.task_weight = std::numeric_limits<double>::quiet_NaN()},
                   "expected task_weight from 0 to a million, found nan");
  refused<hmt::smoothed_log_likelihood<run_time>>({.smoothing = 1}, "expected smoothing above 0 and below 1, found 1");
  refused<hmt::generalised_cross_entropy<run_time>>({.exponent = 1.5},
                                                    "expected exponent above 0 and at most 1, found 1.5");
}

BOOST_AUTO_TEST_CASE(only_options_that_are_read_are_noted) {
  hmt::open_numbers numbers;
  hmt::policy_source const from({.hidden = 6}, &numbers);
  hmt::stacked<hmt::bilstm<>, hmt::lstm<3>> encoder;
  encoder.configure(from);
  hmt::tag_feedback_lstm<4> decoder;
  decoder.configure(from);
  hmt::log_likelihood<run_time> objective;
  objective.configure(from);
  BOOST_TEST((numbers == hmt::open_numbers{{"hidden", 6}, {"tag_vector", 6}, {"tag_weight", 0.5}}));
  hmt::open_numbers renamed;
  hmt::bilstm<> pairs;
  pairs.configure(
      hmt::policy_source({.hidden = 6}, &renamed).with_hidden("pair_hidden", [](hmt::model_options const& of) {
        return of.hidden / 3;
      }));
  BOOST_TEST(pairs.hidden == 2U);
  BOOST_TEST((renamed == hmt::open_numbers{{"pair_hidden", 2}}));
}

BOOST_AUTO_TEST_SUITE_END()
