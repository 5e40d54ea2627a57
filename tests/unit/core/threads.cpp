// SPDX-License-Identifier: MIT
#include "hmt/core/threads.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <thread>

BOOST_AUTO_TEST_SUITE(core_threads)

namespace {

/// Sets a number of threads and takes it back at the end of a case.
struct with_threads {
  explicit with_threads(std::size_t count) { hmt::set_threads(count); }
  ~with_threads() { hmt::set_threads(1); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(one_thread_is_the_default_and_zero_means_all_cores) {
  BOOST_TEST(hmt::threads() == 1U);
  with_threads const all(0);
  BOOST_TEST(hmt::threads() == std::max(1U, std::thread::hardware_concurrency()));
}

BOOST_AUTO_TEST_CASE(jobs_run_one_after_the_other_on_one_thread) {
  std::string order;
  std::thread::id second;
  hmt::run_both([&] { order += "a"; },
                [&] {
                  order += "b";
                  second = std::this_thread::get_id();
                });
  BOOST_TEST(order == "ab");
  BOOST_TEST((second == std::this_thread::get_id()));
}

BOOST_AUTO_TEST_CASE(both_jobs_are_done_when_two_threads_return) {
  with_threads const two(2);
  int first = 0;
  int second = 0;
  std::thread::id helper;
  for (int round = 1; round <= 200; ++round) {
    hmt::run_both([&] { first = round; },
                  [&] {
                    second = round;
                    helper = std::this_thread::get_id();
                  });
    BOOST_REQUIRE(first == round);
    BOOST_REQUIRE(second == round);
  }
  BOOST_TEST((helper != std::this_thread::get_id()));
}

BOOST_AUTO_TEST_CASE(an_exception_of_either_job_reaches_the_caller_after_both_have_ended) {
  with_threads const two(2);
  bool ended = false;
  auto const fail = [] { throw std::runtime_error("failed"); };
  BOOST_CHECK_EXCEPTION(hmt::run_both(fail, [&] { ended = true; }), std::runtime_error,
                        [](auto const& e) { return std::string(e.what()) == "failed"; });
  BOOST_TEST(ended);
  ended = false;
  BOOST_CHECK_EXCEPTION(hmt::run_both([&] { ended = true; }, fail), std::runtime_error,
                        [](auto const& e) { return std::string(e.what()) == "failed"; });
  BOOST_TEST(ended);
  int done = 0;
  hmt::run_both([] {}, [&] { done = 1; });
  BOOST_TEST(done == 1);
}

BOOST_AUTO_TEST_CASE(jobs_inside_jobs_are_done_too) {
  with_threads const two(2);
  int first = 0;
  int second = 0;
  auto const twice = [](int& count) { hmt::run_both([&] { ++count; }, [&] { ++count; }); };
  hmt::run_both([&] { twice(first); }, [&] { twice(second); });
  BOOST_TEST(first == 2);
  BOOST_TEST(second == 2);
}

BOOST_AUTO_TEST_SUITE_END()
