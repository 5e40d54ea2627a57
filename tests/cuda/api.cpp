// SPDX-License-Identifier: MIT
// The device `cuda` and the libraries' C functions: failures, leaks, positions of weights, recorded graphs.
#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "cuda/api_stand_in.hpp"
#include "hmt/device/cuda/cudnn_rnn.hpp"
#include "hmt/device/cuda/graphs.hpp"
#include "hmt/device/cuda/stream.hpp"
#include "unit/device/device_fixture.hpp"

namespace {

using hmt::testing::api_layout;
using hmt::testing::api_log;
using hmt::testing::says;

/// The platform for `cudnn_rnn`; times are set in the stand-in.
struct api_platform {
  static void* allocate(std::size_t bytes) { return hmt::detail::allocate_on_gpu(bytes); }
  static void release(void* memory) noexcept {
    if (memory != nullptr) static_cast<void>(cudaFree(memory));
  }
  static cudnnHandle_t dnn() { return nullptr; }
  template <class Run>
  static float milliseconds(Run const& run) {
    run();
    return api().described.back() == api().slow ? 2 : 1;
  }
};

template <class T>
using rnn = hmt::detail::cudnn_rnn<T, T, api_platform>;

constexpr int lengths[] = {4, 2, 2};

/// Each test begins with libraries that never fail.
struct fresh_api {
  fresh_api() { api() = {}; }
};

void require_nothing_left() {
  for (auto const& [kind, count] : api().alive) BOOST_TEST(count == 0, kind << ": " << count << " left");
}

/// Lets every call of work(number) fail in turn. `tolerates` says which failures need not be reported.
template <class Work, class Tolerates>
void fail_everywhere(Work const& work, Tolerates const& tolerates) {
  api() = {};
  work(0);
  int const calls = api().count;
  BOOST_TEST_REQUIRE(calls > 0);
  for (int k = 0; k < calls; ++k) {
    api() = {};
    api().failing = k;
    try {
      work(static_cast<std::size_t>(k) + 1);
      BOOST_TEST(tolerates(k), "call " << k << " failed, and nobody said so");
    } catch (hmt::device_error const& error) {
      BOOST_TEST(error.code() == "cuda");
      BOOST_TEST(std::string(error.what()).find("reports 'the stand-in's") != std::string::npos, error.what());
    }
    require_nothing_left();
  }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cuda_api, fresh_api)

BOOST_AUTO_TEST_CASE_TEMPLATE(weights_lie_where_cudnn_says, T, hmt::testing::every_element_type) {
  for (std::size_t directions : {1, 2}) {
    rnn<T> layer;
    layer.prepare(5, 3, directions, lengths);
    api_layout const expected{5, 3, directions};
    BOOST_TEST(layer.weight_count() == directions * expected.direction_size());
    for (std::size_t direction = 0; direction < directions; ++direction)
      for (std::size_t gate = 0; gate < 4; ++gate) {
        BOOST_TEST(layer.matrix(direction, gate, false) == expected.matrix(direction, gate, false));
        BOOST_TEST(layer.matrix(direction, gate, true) == expected.matrix(direction, gate, true));
        BOOST_TEST(layer.bias(direction, gate) == expected.bias(direction, gate));
      }
  }
}

BOOST_AUTO_TEST_CASE(weights_are_looked_for_once_a_layer) {
  rnn<float> layer;
  auto const asked = [] { return api().calls["cudnnGetRNNWeightParams"]; };
  layer.prepare(6, 3, 2, lengths);
  auto const first = asked();
  BOOST_TEST(first >= 16);
  std::vector<int> const others{9, 9, 1};
  layer.prepare(6, 3, 2, others);
  BOOST_TEST(asked() == first);
  layer.prepare(7, 3, 2, lengths);
  BOOST_TEST(asked() > first);
  BOOST_TEST(layer.matrix(1, 0, false) == (api_layout{7, 3, 2}.matrix(1, 0, false)));
}

BOOST_AUTO_TEST_CASE(the_faster_algorithm_is_measured_once_and_kept) {
  api().slow = CUDNN_RNN_ALGO_STANDARD;
  rnn<float> layer;
  layer.prepare(8, 3, 1, lengths);
  BOOST_TEST(api().described.back() == CUDNN_RNN_ALGO_PERSIST_STATIC);
  auto const runs = api().calls["cudnnRNNForward"];
  BOOST_TEST(runs == 4);  // to warm up and to measure, two algorithms
  rnn<float> other;
  other.prepare(8, 3, 1, lengths);
  BOOST_TEST(api().described.back() == CUDNN_RNN_ALGO_PERSIST_STATIC);
  BOOST_TEST(api().calls["cudnnRNNForward"] == runs);

  api().slow = CUDNN_RNN_ALGO_PERSIST_STATIC;
  layer.prepare(9, 3, 1, lengths);
  BOOST_TEST(api().described.back() == CUDNN_RNN_ALGO_STANDARD);
}

BOOST_AUTO_TEST_CASE(an_algorithm_that_is_not_there_is_passed_over) {
  api().refused = CUDNN_RNN_ALGO_PERSIST_STATIC;
  api().slow = CUDNN_RNN_ALGO_STANDARD;
  rnn<float> layer;
  layer.prepare(10, 3, 1, lengths);
  BOOST_TEST(api().described.back() == CUDNN_RNN_ALGO_STANDARD);

  api().refused = CUDNN_RNN_ALGO_STANDARD;
  BOOST_CHECK_EXCEPTION(layer.prepare(11, 3, 1, lengths), hmt::device_error,
                        says<hmt::device_error>("cuda", {"a descriptor of an LSTM: cuDNN reports"}));
  api().refused = CUDNN_RNN_ALGO_COUNT;  // a failed measurement is repeated the next time
  api().slow = CUDNN_RNN_ALGO_STANDARD;
  layer.prepare(11, 3, 1, lengths);
  BOOST_TEST(api().described.back() == CUDNN_RNN_ALGO_PERSIST_STATIC);
}

BOOST_AUTO_TEST_CASE(states_reach_cudnn_where_it_takes_them) {
  rnn<float> layer;
  layer.prepare(8, 3, 1, lengths);
  float h0 = 0, c0 = 0, h = 0, c = 0, dh = 0, dc = 0, dh0 = 0, dc0 = 0;
  auto const state = [](float& output, float& cell) { return hmt::lstm_state<float>{{&output, 1, 1}, {&cell, 1, 1}}; };
  layer.forward(nullptr, nullptr, nullptr, state(h0, c0), state(h, c));
  using pointers = std::vector<void const*>;
  BOOST_TEST((api().states["cudnnRNNForward"] == pointers{&h0, &h, &c0, &c}));
  layer.backward(nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, state(h0, c0), state(dh, dc), state(dh0, dc0));
  BOOST_TEST((api().states["cudnnRNNBackwardData_v8"] == pointers{&h0, &dh, &dh0, &c0, &dc, &dc0}));
  BOOST_TEST((api().states["cudnnRNNBackwardWeights_v8"] == pointers{&h0}));
  layer.forward(nullptr, nullptr, nullptr, {}, {});
  BOOST_TEST((api().states["cudnnRNNForward"] == pointers(4)));
}

BOOST_AUTO_TEST_CASE(every_failure_of_an_lstm_is_told_and_leaves_nothing) {
  fail_everywhere(
      [](std::size_t number) {
        rnn<float> layer;
        layer.prepare(100 + number, 3, 2, lengths);  // new sizes: each is measured
        layer.forward(nullptr, nullptr, nullptr, {}, {});
        layer.backward(nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, {}, {}, {});
      },
      [](int) { return api().described.back() == CUDNN_RNN_ALGO_STANDARD; });  // the other one may be unsupported
}

BOOST_AUTO_TEST_CASE(without_memory_the_message_says_how_much_there_is) {
  api().no_memory = true;
  hmt::cuda_buffer<float, api_platform> buffer;
  BOOST_CHECK_EXCEPTION(buffer.resize((std::size_t{300} << 20U) / sizeof(float)), hmt::memory_error,
                        says<hmt::memory_error>(
                            "device-memory", {"memory of the GPU: expected 300 MiB more, found 12 MiB free of 8192;"}));
  BOOST_TEST(buffer.size() == 0U);
  api().no_memory = false;
  buffer.resize(3);
  BOOST_TEST(buffer.size() == 3U);
}

BOOST_AUTO_TEST_CASE(graphs_are_recorded_once_a_key_and_go_with_their_owner) {
  {
    hmt::detail::cuda_graphs graphs;
    int recorded = 0;
    auto const replay = [&](std::uintptr_t key) { graphs.replay(nullptr, {key}, [&] { ++recorded; }); };
    replay(1);
    replay(2);
    replay(1);
    BOOST_TEST(recorded == 2);
    BOOST_TEST(api().calls["cudaGraphLaunch"] == 3);
    hmt::detail::cuda_graphs moved(std::move(graphs));
    moved.replay(nullptr, {2}, [&] { ++recorded; });
    BOOST_TEST(recorded == 2);
    BOOST_TEST(api().alive["executable graph"] == 2);
    for (std::uintptr_t key = 10; key < 600; ++key) moved.replay(nullptr, {key}, [] {});
    BOOST_TEST(api().alive["executable graph"] <= 256);
  }
  require_nothing_left();
}

BOOST_AUTO_TEST_CASE(every_failure_of_a_graph_is_told_and_leaves_nothing) {
  auto const nobody = [](int) { return false; };
  fail_everywhere(
      [](std::size_t) {
        hmt::detail::cuda_graphs graphs;
        graphs.replay(nullptr, {1}, [] {});
      },
      nobody);

  api() = {};
  hmt::detail::cuda_graphs graphs;
  auto const broken = [] { throw std::runtime_error("broken"); };
  BOOST_CHECK_THROW(graphs.replay(nullptr, {1}, broken), std::runtime_error);
  require_nothing_left();
  graphs.replay(nullptr, {1}, [] {});  // and is recorded the next time
  BOOST_TEST(api().alive["executable graph"] == 1);
}

BOOST_AUTO_TEST_CASE(copies_to_the_gpu_may_be_written_over_at_once) {
  hmt::detail::cuda_stream stream;
  std::vector<int> host(4), device(4);
  stream.to_device(host.data(), device.data(), 0);
  BOOST_TEST(api().calls["cudaMemcpyAsync"] == 0);
  for (int k = 0; k < 40; ++k) {  // more often than there is pinned memory, so it waits
    host.assign(4, k);
    stream.to_device(host.data(), device.data(), host.size() * sizeof(int));
    BOOST_TEST(device == host, boost::test_tools::per_element());
  }
  BOOST_TEST(api().calls["cudaEventSynchronize"] == 40);
  BOOST_TEST(api().calls["cudaStreamSynchronize"] == 0);
  std::vector<char> const large(1U << 20U, 'x');
  std::vector<char> to(large.size());
  stream.to_device(large.data(), to.data(), large.size());  // from memory that is not pinned
  BOOST_TEST(to == large);
  BOOST_TEST(api().calls["cudaStreamSynchronize"] == 1);
}

BOOST_AUTO_TEST_CASE(borrowed_queues_differ_and_are_used_again) {
  hmt::detail::cuda_stream stream;
  stream.prepare_next();
  auto const streams = api().calls["cudaStreamCreateWithFlags"];
  auto& first = stream.borrow();
  BOOST_TEST(api().calls["cudaStreamCreateWithFlags"] == streams);
  auto& second = stream.borrow();
  BOOST_TEST(&first != &second);
  stream.give_back();
  stream.give_back();
  BOOST_TEST(&stream.borrow() == &first);
}

BOOST_AUTO_TEST_CASE(every_failure_of_a_queue_is_told) {
  char to = 0;
  hmt::detail::cuda_stream().to_device("x", &to, 1);
  int const calls = api().count;
  for (int k = 0; k < calls; ++k) {
    api() = {};
    api().failing = k;
    BOOST_CHECK_EXCEPTION(hmt::detail::cuda_stream().to_device("x", &to, 1), hmt::device_error,
                          says<hmt::device_error>("cuda", {"reports 'the stand-in's"}));
  }
}

BOOST_AUTO_TEST_SUITE_END()
