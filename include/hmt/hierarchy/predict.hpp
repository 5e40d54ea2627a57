// SPDX-License-Identifier: MIT
// From the scores of a batch to spans and triples.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "hmt/device/pass_context.hpp"
#include "hmt/hierarchy/network.hpp"
#include "hmt/input/packed_batch.hpp"
#include "hmt/tagging/concept.hpp"
#include "hmt/tagging/snap_to_entities.hpp"

namespace hmt {

/// What a caller requests from an extraction; other tasks do not decode.
struct prediction_options {
  bool entities = true;
  bool triples = true;
  bool boundaries = false;  ///< of entities, in addition to typed ones
  /// Arguments of triples are whole entities: `snap_to_entities`. Runs the entity task even if entities are not
  /// requested; has no effect without one.
  bool snap_to_entities = false;
};

namespace detail {

template <class Task>
constexpr bool gives(tag_output output) {
  return Task::tag_scheme::output == output;
}

/// If no task gives typed entities, boundaries are requested in their place.
template <class... Tasks>
constexpr bool boundaries_are_entities = !(gives<Tasks>(tag_output::entities) || ...);

template <class... Tasks>
constexpr std::array<bool, sizeof...(Tasks)> tasks_for(prediction_options options) {
  bool const entities = options.entities || (options.triples && options.snap_to_entities);
  bool const boundaries = options.boundaries || (entities && boundaries_are_entities<Tasks...>);
  return {((entities && gives<Tasks>(tag_output::entities)) || (options.triples && gives<Tasks>(tag_output::triples)) ||
           (boundaries && gives<Tasks>(tag_output::boundaries)))...};
}

/// Decodes the scores that `forward` of the tasks for `wanted` left in the workspace, from the lowest task to the
/// highest; one extraction per sentence, in the caller's order.
template <class D, class Embedding, class... Tasks>
std::vector<extraction> decode_predictions(hierarchy_network<D, Embedding, Tasks...> const& network,
                                           network_workspace<D, Embedding, Tasks...>& space,
                                           std::span<typename D::value_type const> parameters, batch_rows const& batch,
                                           prediction_options options) {
  pass_context<D> const context{space.device, parameters, {}, batch.layout()};
  auto const decoded = tasks_for<Tasks...>(options);
  std::vector<extraction> result(context.layout.sentences());
  static_for<sizeof...(Tasks)>([&](auto k) {
    if (decoded[k])
      std::get<k>(network.tasks)
          .decode_predictions(context, batch.order, space.encoded[k], std::get<k>(space.tasks), result);
  });
  if constexpr (boundaries_are_entities<Tasks...>)
    for (auto& one : result) one.entities = one.boundaries;
  if (options.triples && options.snap_to_entities)
    for (auto& one : result) {
      snap_to_entities(one);
      if (!options.entities) one.entities.clear();
    }
  return result;
}

}  // namespace detail
}  // namespace hmt
