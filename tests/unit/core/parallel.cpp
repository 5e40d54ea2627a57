// SPDX-License-Identifier: MIT
#include "hmt/core/parallel.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(core_parallel)

namespace {

/// Sets a number of threads and restores it at the end of a case.
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
  hmt::parallel_for(3, [&](std::size_t number) { order += std::to_string(number); });
  BOOST_TEST(order == "012");
  hmt::parallel_for(0, [&](std::size_t) { order += "never"; });
  BOOST_TEST(order == "012");
}

BOOST_AUTO_TEST_CASE(every_job_is_done_once_when_the_call_returns) {
  for (std::size_t const threads : {2, 3, 5}) {
    with_threads const several(threads);
    for (std::size_t count = 0; count < 50; ++count) {
      std::vector<int> done(count);
      hmt::parallel_for(count, [&](std::size_t number) { ++done[number]; });
      BOOST_REQUIRE((done == std::vector<int>(count, 1)));
    }
  }
}

BOOST_AUTO_TEST_CASE(two_threads_work_at_the_same_time) {
  with_threads const two(2);
  // Each job waits until the other has begun: on one thread this would never end.
  std::atomic<int> begun{0};
  hmt::parallel_for(2, [&](std::size_t) {
    ++begun;
    while (begun < 2) std::this_thread::yield();
  });
  BOOST_TEST(begun == 2);
}

BOOST_AUTO_TEST_CASE(an_exception_of_a_job_reaches_the_caller_and_later_calls_work) {
  for (std::size_t const threads : {1, 2}) {
    with_threads const some(threads);
    for (std::size_t const failing : {0, 1, 2})
      BOOST_CHECK_EXCEPTION(hmt::parallel_for(3,
                                              [&](std::size_t number) {
                                                if (number == failing) throw std::runtime_error("failed");
                                              }),
                            std::runtime_error, [](auto const& e) { return std::string(e.what()) == "failed"; });
    std::atomic<int> done{0};
    hmt::parallel_for(3, [&](std::size_t) { ++done; });
    BOOST_TEST(done == 3);
  }
}

BOOST_AUTO_TEST_CASE(jobs_inside_jobs_are_done_too) {
  with_threads const two(2);
  std::atomic<int> done{0};
  hmt::parallel_for(4, [&](std::size_t) { hmt::parallel_for(3, [&](std::size_t) { ++done; }); });
  BOOST_TEST(done == 12);
}

BOOST_AUTO_TEST_CASE(parts_cover_everything_once_and_differ_by_one_at_most) {
  for (std::size_t size = 0; size < 40; ++size)
    for (std::size_t parts = 1; parts < 9; ++parts) {
      std::size_t next = 0;
      for (std::size_t number = 0; number < parts; ++number) {
        auto const own = hmt::nth_range(size, number, parts);
        BOOST_REQUIRE(own.first == next);
        BOOST_REQUIRE(own.count - size / parts <= 1U);
        next += own.count;
      }
      BOOST_REQUIRE(next == size);
    }
}

BOOST_AUTO_TEST_SUITE_END()
