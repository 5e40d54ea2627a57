// SPDX-License-Identifier: MIT
// A task of the hierarchy: a tag scheme, an encoder and a decoder.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/decoder/concept.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/encoder/linear.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/hierarchy/connectivity.hpp"
#include "hmt/hierarchy/objective.hpp"
#include "hmt/hierarchy/output_layer.hpp"
#include "hmt/hierarchy/task_encoder.hpp"
#include "hmt/input/tags.hpp"
#include "hmt/tagging/concept.hpp"

namespace hmt {

namespace detail {
template <ProductDevice D, class Task>
class task_network;
}

/// A tagging module (figure 3): Encoder, Decoder and an output layer y_t = W_y T_t + b_y (eq. 4) over the labels of
/// TagScheme, in each of its layers; Output interprets these scores. `hierarchy` constructs the layers.
template <TagScheme Scheme, class EncoderPolicy, class DecoderPolicy,
          Connectivity ConnectivityPolicy = connectivity::task_below, Objective ObjectivePolicy = log_likelihood<>,
          class OutputLayerPolicy = softmax_output>
struct task {
  using tag_scheme = Scheme;
  using encoder = EncoderPolicy;
  using decoder = DecoderPolicy;
  using connectivity = ConnectivityPolicy;
  using objective = ObjectivePolicy;
  using output = OutputLayerPolicy;
  using gold = input::tags<Scheme>;
  template <class D>
  using network = detail::task_network<D, task>;

  EncoderPolicy encoder_policy = {};
  DecoderPolicy decoder_policy = {};
  ObjectivePolicy objective_policy = {};

  /// Lets the policies read the numbers that they leave open: `of(part)` is the `policy_source` of a part, named as in
  /// `configuration`.
  template <class Of>
  void configure(Of const& of) {
    detail::configure(encoder_policy, of("encoder"));
    detail::configure(decoder_policy, of("decoder"));
    detail::configure(objective_policy, of("objective"));
  }

  /// The task in a model's configuration: its parts and their spelling.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> configuration() const {
    std::vector<std::pair<std::string, std::string>> parts{{"name", std::string(Scheme::task_name)},
                                                           {"tags", Scheme::description()},
                                                           {"encoder", encoder_policy.description()},
                                                           {"decoder", decoder_policy.description()},
                                                           {"sees", std::string(ConnectivityPolicy::description)},
                                                           {"objective", objective_policy.description()}};
    if (auto scores = OutputLayerPolicy::description(); !scores.empty())
      parts.emplace_back("output", std::move(scores));
    return parts;
  }
};

namespace detail {

/// The layers of one task, and the memory of a pass through them.
template <ProductDevice D, class Task>
class task_network : public task_encoder<D, Task> {
  using base = task_encoder<D, Task>;

 public:
  using typename base::const_view;
  using typename base::scheme_type;
  using typename base::value_type;
  using gold_type = typename Task::gold::packed;
  using decoder_layer = typename Task::decoder::template layer<D>;
  using output_layer = typename Task::output::template layer<D, typename Task::objective>;
  static_assert(Decoder<typename Task::decoder, D> && OutputLayer<typename Task::output, D, typename Task::objective>);

  struct workspace : base::workspace {
    typename decoder_layer::tape decoder_tape;
    device_matrix<D> tag_vectors;   // (rows, t)
    device_matrix<D> tag_gradient;  // (rows, t)
    device_matrix<D> scores;        // (rows, sequences * labels); after a loss, their gradient
    typename output_layer::tape output_tape;
    typename D::template buffer<row_index> labels;
    std::vector<value_type> host_scores;
  };

  /// `input`: the total width of the encoder's inputs.
  task_network(parameter_list& list, Task const& policy, scheme_type scheme, std::size_t input)
      : base(list, policy, std::move(scheme), input),
        decoder_(list, base::prefix(), policy.decoder_policy, this->encoded_width()),
        tag_width_(policy.decoder_policy.tag_width(this->encoded_width())),
        shape_(shape_of(this->scheme())),
        scores_(list, base::prefix() + ".output", tag_width_, shape_.columns(), first_bias(shape_)),
        output_(list, base::prefix(), shape_, policy.objective_policy) {}

  /// Runs decoder and output layer; the result is `space.scores`.
  void forward_decoder(pass_context<D> const& context, gold_type const&, const_view encoded, workspace& space) const {
    auto const rows = context.layout.rows();
    auto const tag_vectors = space.tag_vectors.resize(rows, tag_width_);
    decoder_.forward(context, encoded, space.decoder_tape, tag_vectors);
    scores_.forward(context, tag_vectors, space.scores.resize(rows, shape_.columns()));
  }

  /// Adds the task's term of the objective to `loss[0]`, turns `space.scores` into their gradient, and adds to that of
  /// the output layer's tensors. Throws `shape_error` (`batch-labels`) unless `gold` is a label of each word and layer.
  void loss_and_gradient(pass_context<D> const& context, gold_type const& gold, std::span<double> loss,
                         workspace& space) const {
    if (auto const labels = context.layout.rows() * shape_.sequences; gold.size() != labels)
      throw shape_error("batch-labels",
                        fmt::format("training task '{}' needs gold labels of all words of the batch, {} "
                                    "in number, found {}; encode its sentences with their annotation",
                                    scheme_type::task_name, labels, gold.size()));
    space.labels.resize(gold.size());
    context.device.upload(std::span<row_index const>(gold), space.labels.view());
    output_.loss_and_gradient(context, space.scores.view(), space.labels.view(), loss, space.output_tape);
  }

  /// Decodes `space.scores` and adds to `results`, for the s-th longest sentence to number `order[s]`.
  void decode_predictions(pass_context<D> const& context, std::span<row_index const> order, const_view,
                          workspace& space, std::span<extraction> results) const {
    auto const layout = context.layout;
    output_.to_probabilities(context, space.scores.view(), space.output_tape);
    std::size_t const columns = shape_.columns();
    space.host_scores.resize(layout.rows() * columns);
    context.device.download(std::span<value_type const>(space.scores.elements()),
                            std::span<value_type>(space.host_scores));
    std::vector<float> probabilities;
    for (std::size_t s = 0; s < layout.sentences(); ++s) {
      probabilities.clear();
      for (std::size_t t = 0, length = layout.length(s); t < length; ++t) {
        auto const row = space.host_scores.begin() + static_cast<std::ptrdiff_t>(layout.row(s, t) * columns);
        probabilities.insert(probabilities.end(), row, row + static_cast<std::ptrdiff_t>(columns));
      }
      this->scheme().decode(matrix_view<float const>(probabilities.data(), probabilities.size() / columns, columns),
                            results[order[s]]);
    }
  }

  /// From the gradient of the scores back to that of the encoder's (dropped) output, added to `space.encoded_gradient`.
  void backward_decoder(pass_context<D> const& context, gold_type const&, const_view encoded, workspace& space) const {
    auto const tag_gradient = space.tag_gradient.resize(context.layout.rows(), tag_width_);
    scores_.backward(context, space.tag_vectors.view(), space.scores.view(), 0, tag_gradient);
    decoder_.backward(context, encoded, space.decoder_tape, tag_gradient, space.encoded_gradient.view());
  }

 private:
  /// In schemes with several sequences, a bias of O with which all other labels share a prior of 1% (Lin et al. 2017):
  /// nearly all labels are O, and training need not spend its first steps on this.
  static first_values first_bias(score_shape shape) {
    if (shape.sequences == 1) return {};
    std::vector<double> bias(shape.columns());
    auto const others = static_cast<double>(shape.labels - 1);
    for (std::size_t sequence = 0; sequence < shape.sequences; ++sequence)
      bias[sequence * shape.labels] = std::log(0.99 * others / 0.01);
    return {.given = std::move(bias)};
  }

  decoder_layer decoder_;
  std::size_t tag_width_;
  score_shape shape_;
  linear scores_;
  output_layer output_;
};

}  // namespace detail
}  // namespace hmt
