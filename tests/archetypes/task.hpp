// SPDX-License-Identifier: MIT
// The least a type must offer to be a task, and near-misses that are none.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/device/reference.hpp"
#include "hmt/encoder/identity.hpp"
#include "hmt/hierarchy/concept.hpp"

namespace hmt::archetypes {

/// One label, which says nothing; can be moved, not copied.
class label_scheme {
 public:
  static constexpr std::string_view task_name = "archetype_task";
  static constexpr tag_output output = tag_output::entities;
  static std::string description() { return "label_scheme"; }
  static label_set labels_of(std::span<sentence const>) { return label_set({"O"}); }

  explicit label_scheme(label_set labels) : labels_(std::move(labels)) {}
  label_scheme(label_scheme&&) = default;
  label_scheme& operator=(label_scheme&&) = default;
  [[nodiscard]] label_set const& labels() const { return labels_; }
  void fit(std::span<sentence const>) {}

 private:
  label_set labels_;
};
static_assert(LabelScheme<label_scheme>);

struct label_scheme_of_triples_without_relations : label_scheme {
  using label_scheme::label_scheme;
  static constexpr tag_output output = tag_output::triples;
};
static_assert(!LabelScheme<label_scheme_of_triples_without_relations>);

/// Nothing to learn from.
struct nothing {
  static constexpr std::string_view name = label_scheme::task_name;
  using state = label_scheme;
  struct encoded {};
  struct packed {};
  static encoded encode(label_scheme const&, sentence const&) { return {}; }
  static void pack(sentences_to_pack<encoded> const&, packed&) {}
};

template <class D, class Task>
class task_network : public task_encoder<D, Task> {
  using base = task_encoder<D, Task>;

 public:
  using typename base::const_view;
  struct workspace : base::workspace {};

  task_network(parameter_list& list, Task const& policy, typename Task::tag_scheme scheme, std::size_t input)
      : base(list, policy, std::move(scheme), input) {}

  void forward_decoder(pass_context<D> const&, nothing::packed const&, const_view, workspace&) const {}
  void loss_and_gradient(pass_context<D> const&, nothing::packed const&, std::span<double>, workspace&) const {}
  void backward_decoder(pass_context<D> const&, nothing::packed const&, const_view, workspace&) const {}
  void decode_predictions(pass_context<D> const&, std::span<row_index const>, const_view, workspace&,
                          std::span<extraction>) const {}
};

/// Has an encoder that passes on what it sees, labels nothing and learns nothing.
template <template <class, class> class Network>
struct task_of {
  using tag_scheme = label_scheme;
  using gold = nothing;
  using encoder = identity;
  using connectivity = connectivity::words_only;
  template <class D>
  using network = Network<D, task_of>;

  identity encoder_policy = {};

  template <class Of>
  void configure(Of const&) {}
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> configuration() const { return {}; }
};
using task = task_of<task_network>;
static_assert(Task<task, reference<double>>);

/// Each hides one member behind one that does not fit.
struct task_without_configuration : task {
  [[nodiscard]] std::string configuration() const { return {}; }
};
struct task_without_encoder : task {
  int encoder_policy = 0;
};
struct task_that_learns_from_other_labels : task {
  struct other_gold : nothing {
    using state = no_state;
    static encoded encode(no_state, sentence const&) { return {}; }
  };
  using gold = other_gold;
};
template <class D, class Task>
struct network_that_cannot_decode : task_network<D, Task> {
  using task_network<D, Task>::task_network;
  void decode_predictions() const {}
};
template <class D, class Task>
struct network_without_encoder {
  struct workspace {};
};
template <class D, class Task>
struct network_that_changes_in_a_pass : task_network<D, Task> {
  using base = task_network<D, Task>;
  using base::base;
  void forward_decoder(pass_context<D> const&, nothing::packed const&, typename base::const_view,
                       typename base::workspace&) {}
};
static_assert(!Task<task_without_configuration, reference<double>>);
static_assert(!Task<task_without_encoder, reference<double>>);
static_assert(!Task<task_that_learns_from_other_labels, reference<double>>);
static_assert(!Task<task_of<network_that_cannot_decode>, reference<double>>);
static_assert(!Task<task_of<network_without_encoder>, reference<double>>);
static_assert(!Task<task_of<network_that_changes_in_a_pass>, reference<double>>);

}  // namespace hmt::archetypes
