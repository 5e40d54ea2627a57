// SPDX-License-Identifier: MIT
// The additions of programs to the library's messages.
#include "hmt/experiment/program.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string_view>

BOOST_AUTO_TEST_SUITE(experiment_program)

BOOST_AUTO_TEST_CASE(advice_names_the_options_that_help) {
  using hmt::experiment::detail::advice_for;
  auto const names = [](std::string_view advice, std::string_view option) {
    return advice.find(option) != std::string_view::npos;
  };
  BOOST_TEST(names(advice_for(hmt::memory_error("expected 1 MiB more", "end other programs")), "--batch-size"));
  for (auto const code : {"loss-not-finite", "parameters-not-finite"}) {
    hmt::numeric_error const diverged(code, "a loss is nan");
    BOOST_TEST(names(advice_for(diverged), "--learning-rate"));
    BOOST_TEST(names(advice_for(diverged), "--clip"));
  }
  BOOST_TEST(advice_for(hmt::config_error("labels", "no label")) == "");
  BOOST_TEST(advice_for(std::runtime_error("another")) == "");
}

BOOST_AUTO_TEST_SUITE_END()
