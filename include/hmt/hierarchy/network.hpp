// SPDX-License-Identifier: MIT
// The passes through a hierarchy: from words to scores, and from losses back to gradients.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "hmt/core/static_for.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/dropout.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameter_gradients.hpp"
#include "hmt/device/parameter_store.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/hierarchy/largest_batch.hpp"
#include "hmt/hierarchy/policies.hpp"
#include "hmt/input/input_list.hpp"
#include "hmt/tagging/label_set.hpp"

namespace hmt::detail {

template <std::size_t Count>
constexpr bool all_different(std::array<std::string_view, Count> const& names) {
  for (std::size_t i = 0; i < Count; ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (names[i] == names[j]) return false;
  return true;
}

/// Concatenates two lists of names.
template <std::size_t One, std::size_t Other>
constexpr std::array<std::string_view, One + Other> together(std::array<std::string_view, One> const& first,
                                                             std::array<std::string_view, Other> const& second) {
  std::array<std::string_view, One + Other> all{};
  std::ranges::copy(first, all.begin());
  std::ranges::copy(second, all.begin() + One);
  return all;
}

/// The inputs of a hierarchy: those of its embedding (`concatenated`), then the gold annotation of each task.
template <class Embedding, class... Tasks>
using inputs_of = typename Embedding::inputs::template with<typename Tasks::gold...>;

/// The memory that one thread needs for passes through a hierarchy of these tasks over an embedding (`concatenated`).
template <Device D, class Embedding, class... Tasks>
struct network_workspace {
  D device;
  typename Embedding::template layers<D>::tape embedding;
  device_matrix<D> input;           // (rows, width): embedded words, dropped
  device_matrix<D> input_gradient;  // (rows, width)
  std::tuple<typename Tasks::template network<D>::workspace...> tasks;
  std::array<matrix_view<typename D::value_type const>, sizeof...(Tasks)> encoded;  // as read by the tasks above
  typename D::template buffer<double> losses;                                       // [task]
  largest_batch largest;

  network_workspace() { losses.resize(sizeof...(Tasks)); }

  /// The sums since the last call.
  std::array<double, sizeof...(Tasks)> take_losses() {
    std::array<double, sizeof...(Tasks)> sums{};
    std::array<double, sizeof...(Tasks)> const zeros{};
    device.download(std::span<double const>(losses.view()), std::span<double>(sums));
    device.upload(std::span<double const>(zeros), losses.view());
    return sums;
  }
};

/// The layers of the embedding's features and of all tasks, and the order in which they run.
template <Device D, class Embedding, class... Tasks>
struct hierarchy_network {
  static constexpr std::size_t task_count = sizeof...(Tasks);
  static constexpr std::array<std::size_t, task_count> first_seen = [] {
    std::size_t k = 0;
    return std::array{Tasks::connectivity::first(k++)...};
  }();
  using value_type = typename D::value_type;
  using const_view = matrix_view<value_type const>;
  using view = matrix_view<value_type>;
  using workspace = network_workspace<D, Embedding, Tasks...>;
  using inputs = inputs_of<Embedding, Tasks...>;
  using batch_type = typename inputs::batch_type;
  using policies_type = model_policies<Embedding, Tasks...>;
  using task_set = std::array<bool, task_count>;
  template <std::size_t K>
  using gold = typename std::tuple_element_t<K, std::tuple<Tasks...>>::gold;

  typename Embedding::template layers<D> embedding;
  std::tuple<typename Tasks::template network<D>...> tasks;
  std::size_t width;  ///< of the embedding

  /// Adds all tensors, in one group per feature and task, with its name. `states`: of the embedding's inputs.
  hierarchy_network(parameter_list& list, policies_type const& policies,
                    input_states<typename Embedding::inputs> const& states, std::array<label_set, task_count> labels)
      : embedding(list, policies.embedding, states),
        tasks(make(list, policies, std::move(labels))),
        width(policies.embedding.width()) {}

  static constexpr task_set all_tasks() {
    task_set all{};
    all.fill(true);
    return all;
  }

  /// Scores of the `decoded` tasks, in their workspaces. Encoders that none of them needs do not run.
  void forward(workspace& space, std::span<value_type const> parameters, batch_type const& batch,
               dropout_setting dropout, task_set const& decoded) const {
    auto& device = space.device;
    pass_context<D> const context{device, parameters, {}, batch.layout()};
    auto const input = space.input.resize(context.layout.rows(), width);
    embedding.forward(context, batch, space.embedding, input);
    if (dropout.rate > 0) device.dropout(dropout.rate, dropout.at(0), input, input);

    forward_from<0>(context, space, batch, dropout, with_seen(decoded), decoded);
  }

  /// Adds the losses to `space.losses` and to the gradients, after `forward` of all tasks. Frozen features get none.
  void backward(workspace& space, parameter_store<D> const& parameters, parameter_gradients<D>& gradients,
                batch_type const& batch, dropout_setting dropout) const {
    auto& device = space.device;
    pass_context<D> const context{device, parameters.values(), gradients.dense.view(), batch.layout(),
                                  gradients.sparse};
    device.fill(space.input_gradient.resize(context.layout.rows(), width), 0);
    static_for<task_count>([&](auto k) {
      auto& own = std::get<k>(space.tasks);
      device.fill(own.encoded_gradient.resize(context.layout.rows(), std::get<k>(tasks).encoded_width()), 0);
    });
    backward_decoder_from<0>(context, space, batch);
    static_for<task_count>([&](auto from_top) {
      constexpr std::size_t k = task_count - 1 - from_top;
      auto& own = std::get<k>(space.tasks);
      if (dropout.rate > 0)
        device.dropout(dropout.rate, dropout.at(k + 1), own.encoded_gradient.view(), own.encoded_gradient.view());
      std::get<k>(tasks).backward_encoder(context, seen(space, k).views(), own, seen_gradients(space, k).views());
    });
    auto const input_gradient = space.input_gradient.view();
    if (dropout.rate > 0) device.dropout(dropout.rate, dropout.at(0), input_gradient, input_gradient);
    embedding.backward(context, parameters, batch, space.embedding, input_gradient);
  }

 private:
  /// Encoders from task K upwards; each task's decoder runs in parallel with the encoders above, which do not need it.
  template <std::size_t K>
  void forward_from(pass_context<D> const& context, workspace& space, batch_type const& batch, dropout_setting dropout,
                    task_set const& encoded, task_set const& decoded) const {
    auto& own = std::get<K>(space.tasks);
    auto const& network = std::get<K>(tasks);
    if (encoded[K]) {
      space.encoded[K] = network.forward_encoder(context, seen(space, K).views(), own);
      if (dropout.rate > 0) {
        auto const dropped = own.dropped_output.resize(context.layout.rows(), network.encoded_width());
        context.device.dropout(dropout.rate, dropout.at(K + 1), space.encoded[K], dropped);
        space.encoded[K] = dropped;
      }
    }
    auto const decode = [&](D& with) {
      if (decoded[K]) network.forward_decoder(context.on(with), batch.template get<gold<K>>(), space.encoded[K], own);
    };
    if constexpr (K + 1 < task_count)
      context.device.parallel_invoke(
          decode, [&](D& with) { forward_from<K + 1>(context.on(with), space, batch, dropout, encoded, decoded); });
    else
      decode(context.device);
  }

  /// Losses and decoders from task K upwards, in parallel: each adds to its own gradients.
  template <std::size_t K>
  void backward_decoder_from(pass_context<D> const& context, workspace& space, batch_type const& batch) const {
    auto const one = [&](D& with) {
      auto& own = std::get<K>(space.tasks);
      auto const& network = std::get<K>(tasks);
      network.loss_and_gradient(context.on(with), batch.template get<gold<K>>(), space.losses.view().subspan(K, 1),
                                own);
      network.backward_decoder(context.on(with), batch.template get<gold<K>>(), space.encoded[K], own);
    };
    if constexpr (K + 1 < task_count)
      context.device.parallel_invoke(one,
                                     [&](D& with) { backward_decoder_from<K + 1>(context.on(with), space, batch); });
    else
      one(context.device);
  }

  /// The words and the encoder outputs that a task reads, or their gradients.
  template <class View>
  struct seen_views {
    std::array<View, task_count> list;
    std::size_t count = 1;
    [[nodiscard]] std::span<View const> views() const { return {list.data(), count}; }
  };

  static std::tuple<typename Tasks::template network<D>...> make(parameter_list& list, policies_type const& policies,
                                                                 std::array<label_set, task_count> labels) {
    std::array<std::size_t, task_count> widths{};
    std::size_t k = 0;
    auto const next = [&]<class Task>(Task const& policy) {
      std::size_t input = policies.embedding.width();
      for (std::size_t below = first_seen[k]; below < k; ++below) input += widths[below];
      widths[k] = policy.encoder_policy.output_width(input);
      auto scheme = typename Task::tag_scheme(std::move(labels[k++]));
      return typename Task::template network<D>(list.in_group({std::string(Task::tag_scheme::task_name)}), policy,
                                                std::move(scheme), input);
    };
    return std::apply(
        [&](Tasks const&... each) {
          return std::tuple<typename Tasks::template network<D>...>{next(each)...};  // braces: from left to right
        },
        policies.tasks);
  }

  static constexpr task_set with_seen(task_set needed) {
    for (std::size_t k = task_count; k-- > 0;)
      for (std::size_t below = first_seen[k]; below < k; ++below) needed[below] = needed[below] || needed[k];
    return needed;
  }

  static seen_views<const_view> seen(workspace const& space, std::size_t k) {
    seen_views<const_view> views{{space.input.view()}};
    for (std::size_t below = first_seen[k]; below < k; ++below) views.list[views.count++] = space.encoded[below];
    return views;
  }

  static seen_views<view> seen_gradients(workspace& space, std::size_t k) {
    seen_views<view> views{{space.input_gradient.view()}};
    static_for<task_count>([&](auto below) {
      if (first_seen[k] <= below && below < k)
        views.list[views.count++] = std::get<below>(space.tasks).encoded_gradient.view();
    });
    return views;
  }
};

}  // namespace hmt::detail
