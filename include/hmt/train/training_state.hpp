// SPDX-License-Identifier: MIT
// A model in training: its gradients and its optimizer's state, and the steps that change it.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "hmt/device/dropout.hpp"
#include "hmt/device/parameter_gradients.hpp"
#include "hmt/train/concept.hpp"
#include "hmt/train/optimizer_state.hpp"

namespace hmt {

/// No exchange between gradients and update.
struct as_computed {
  void operator()(auto&) const {}
};

/// Takes training steps, in any order of batches. Refers to the model, which must outlive it; its parameters may be
/// read after `settle`, and must not be changed otherwise. Only the constructor and a batch larger than any before
/// allocate. For one thread.
template <TrainableModel M>
class training_state {
 public:
  using device_type = typename M::device_type;
  using gradients_type = parameter_gradients<device_type>;

  /// Throws `config_error` (`optimizer-options`, `parameter-group`).
  template <Optimizer O>
  training_state(M& model, O const& optimizer, step_options const& options = {})
      : training_state(model, optimizer_state<device_type>::rule_of(optimizer), options) {}
  training_state(M& model, std::unique_ptr<update_rule<device_type>> rule, step_options const& options)
      : model_(&model), optimizer_(std::move(rule), model.parameters(), options) {}

  /// One step on a batch (with words). `exchange(gradients)` is called between the computation of the gradients and the
  /// update, and may change all of them.
  template <class Exchange = as_computed>
  void step(typename M::batch_type const& batch, dropout_setting dropout = {}, Exchange&& exchange = {}) {
    auto& device = model_->device();
    optimizer_.flush_rows(device, model_->parameters(), model_->rows_read(batch));
    model_->compute_gradients(batch, gradients_, dropout);
    exchange(gradients_);
    optimizer_.step(device, model_->parameters(), gradients_);
  }

  /// Brings all parameters up to date with the last step.
  void flush_rows() { optimizer_.flush_all_rows(model_->device(), model_->parameters()); }

  /// The same, then replaces them by averages, if there are any; further steps continue from the trained parameters.
  void settle() { optimizer_.settle(model_->device(), model_->parameters()); }

  /// The number of steps taken.
  [[nodiscard]] std::uint32_t steps() const { return optimizer_.steps(); }
  [[nodiscard]] M& model() { return *model_; }
  [[nodiscard]] M const& model() const { return *model_; }
  [[nodiscard]] optimizer_state<device_type> const& optimizer() const { return optimizer_; }
  /// Of the last step.
  [[nodiscard]] gradients_type const& gradients() const { return gradients_; }

 private:
  M* model_;
  optimizer_state<device_type> optimizer_;
  gradients_type gradients_;
};

}  // namespace hmt
