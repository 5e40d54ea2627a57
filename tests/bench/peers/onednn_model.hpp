// SPDX-License-Identifier: MIT
// The model's recurrences and matrix products through oneDNN, over padded batches: from embedded words to scores, and
// from the gradients of scores to those of weights and words.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "onednn_lstm.hpp"
#include "onednn_rows.hpp"

namespace hmt::bench::onednn {

/// One task's weights; `tag` and `output` as in a model file. Tag vectors are as wide as the hidden state.
struct task_weights {
  std::size_t inputs, hidden, labels;
  std::array<lstm_weights, 2> encoder;  ///< forward, backward
  lstm_weights decoder;
  values tag, tag_bias, output, output_bias;  ///< (h, 3h), (h), (N, h), (N)
  values tag_gradient, tag_bias_gradient, output_gradient, output_bias_gradient;
  lstm_weights folded;  ///< the decoder with R' = R + W B; the gradient of W is that of the folded LSTM until `unfold`

  task_weights(std::size_t in, std::size_t h, std::size_t n)
      : inputs(in),
        hidden(h),
        labels(n),
        encoder{lstm_weights(in, h, true), lstm_weights(in, h, true)},
        decoder(h, h, false),
        tag(3 * h * h),
        tag_bias(h),
        output(n * h),
        output_bias(n),
        tag_gradient(tag.size()),
        tag_bias_gradient(h),
        output_gradient(output.size()),
        output_bias_gradient(n),
        folded(h, h, false) {}

  void fold() {
    folded.input = decoder.input;
    folded.bias = decoder.bias;
    folded.recurrent = decoder.recurrent;
    multiply('T', 'N', hidden, 4 * hidden, hidden, tag.data() + 2 * hidden, 3 * hidden, decoder.input.data(),
             4 * hidden, 1, folded.recurrent.data(), 4 * hidden);
  }

  /// The chain rule through `fold`, after the gradients of all chunks of a batch.
  void unfold() {
    decoder.recurrent_gradient = folded.recurrent_gradient;
    decoder.input_gradient = folded.input_gradient;
    decoder.bias_gradient = folded.bias_gradient;
    multiply('N', 'N', hidden, 4 * hidden, hidden, tag.data() + 2 * hidden, 3 * hidden,
             folded.recurrent_gradient.data(), 4 * hidden, 1, decoder.input_gradient.data(), 4 * hidden);
    multiply('N', 'T', hidden, hidden, 4 * hidden, decoder.input.data(), 4 * hidden, folded.recurrent_gradient.data(),
             4 * hidden, 1, tag_gradient.data() + 2 * hidden, 3 * hidden);
  }

  void clear_gradients() {
    for (auto* const layer : {&encoder[0], &encoder[1], &folded})
      for (auto* const gradient :
           {&layer->input_gradient, &layer->recurrent_gradient, &layer->bias_gradient, &layer->peephole_gradient})
        std::fill(gradient->begin(), gradient->end(), 0.0F);
    for (auto* const gradient : {&tag_gradient, &tag_bias_gradient, &output_gradient, &output_bias_gradient})
      std::fill(gradient->begin(), gradient->end(), 0.0F);
  }
};

/// One task for batches of one shape. Rows of padding follow the words of their sentence in either direction, so they
/// do not affect them; gradients there must be zero initially and stay zero.
class task_network {
 public:
  values encoded, scores;                   ///< (rows, 2h), (rows, N)
  values score_gradient, encoded_gradient;  ///< of the loss; `encoded_gradient` is added to, initially zero
  values seen_gradient;                     ///< (rows, in)

  task_network(dnnl::engine const& engine, dnnl::stream& stream, padded_batch const& batch, task_weights& weights,
               purpose purpose)
      : encoded(batch.rows() * 2 * weights.hidden),
        scores(batch.rows() * weights.labels),
        batch_(batch),
        w_(weights),
        forward_(engine, stream, batch.steps, batch.sentences, weights.encoder[0], purpose),
        backward_(engine, stream, batch.steps, batch.sentences, weights.encoder[1], purpose),
        decoder_(engine, stream, batch.steps, batch.sentences, weights.folded, purpose),
        seen_reversed_(batch.rows() * weights.inputs),
        out_(batch.rows() * weights.hidden),
        out_reversed_(out_),
        tag_input_((batch.rows() + batch.sentences) * weights.hidden),
        tags_(out_),
        state_(out_) {
    if (purpose == purpose::extraction) return;
    score_gradient.resize(scores.size());
    encoded_gradient.resize(encoded.size());
    seen_gradient.resize(seen_reversed_.size());
    tag_gradient_ = state_gradient_ = out_gradient_ = out_;
    tag_input_gradient_.resize(tag_input_.size());
    seen_reversed_gradient_ = seen_reversed_;
  }

  void take_weights() {
    forward_.take_weights();
    backward_.take_weights();
    decoder_.take_weights();
  }

  void forward(values& seen) {
    auto const rows = batch_.rows(), h = w_.hidden;
    forward_.forward(seen.data(), out_.data());
    copy_rows(rows, w_.inputs, seen.data(), w_.inputs, reversal_, seen_reversed_.data(), w_.inputs);
    backward_.forward(seen_reversed_.data(), out_reversed_.data());
    copy_rows(rows, h, out_.data(), h, same_row, encoded.data(), 2 * h);
    copy_rows(rows, h, out_reversed_.data(), h, reversal_, encoded.data() + h, 2 * h);

    // A e + b, one step later, is the folded decoder's input: zeros (never written) at the first step.
    auto* const from_encoder = tag_input_.data() + batch_.sentences * h;
    multiply('N', 'T', rows, h, 2 * h, encoded.data(), 2 * h, w_.tag.data(), 3 * h, 0, from_encoder, h);
    add_bias(w_.tag_bias, rows, from_encoder);
    decoder_.forward(tag_input_.data(), state_.data());
    std::copy(from_encoder, from_encoder + rows * h, tags_.begin());
    multiply('N', 'T', rows, h, h, state_.data(), h, w_.tag.data() + 2 * h, 3 * h, 1, tags_.data(), h);
    multiply('N', 'T', rows, w_.labels, h, tags_.data(), h, w_.output.data(), h, 0, scores.data(), w_.labels);
    add_bias(w_.output_bias, rows, scores.data());
  }

  void backward(values& seen) {
    auto const rows = batch_.rows(), h = w_.hidden, n = w_.labels;
    multiply('T', 'N', n, h, rows, score_gradient.data(), n, tags_.data(), h, 1, w_.output_gradient.data(), h);
    sum_rows(score_gradient.data(), rows, w_.output_bias_gradient);
    multiply('N', 'N', rows, h, n, score_gradient.data(), n, w_.output.data(), h, 0, tag_gradient_.data(), h);

    multiply('T', 'N', h, h, rows, tag_gradient_.data(), h, state_.data(), h, 1, w_.tag_gradient.data() + 2 * h, 3 * h);
    multiply('N', 'N', rows, h, h, tag_gradient_.data(), h, w_.tag.data() + 2 * h, 3 * h, 0, state_gradient_.data(), h);
    decoder_.backward(tag_input_.data(), state_.data(), state_gradient_.data(), tag_input_gradient_.data());
    auto const later = [&](std::size_t row) { return row + batch_.sentences; };  // the last step's rows stay zero
    copy_rows(rows, h, tag_input_gradient_.data(), h, later, tag_gradient_.data(), h, true);
    multiply('T', 'N', h, 2 * h, rows, tag_gradient_.data(), h, encoded.data(), 2 * h, 1, w_.tag_gradient.data(),
             3 * h);
    sum_rows(tag_gradient_.data(), rows, w_.tag_bias_gradient);
    multiply('N', 'N', rows, 2 * h, h, tag_gradient_.data(), h, w_.tag.data(), 3 * h, 1, encoded_gradient.data(),
             2 * h);

    copy_rows(rows, h, encoded_gradient.data(), 2 * h, same_row, out_gradient_.data(), h);
    forward_.backward(seen.data(), out_.data(), out_gradient_.data(), seen_gradient.data());
    copy_rows(rows, h, encoded_gradient.data() + h, 2 * h, reversal_, out_gradient_.data(), h);
    backward_.backward(seen_reversed_.data(), out_reversed_.data(), out_gradient_.data(),
                       seen_reversed_gradient_.data());
    copy_rows(rows, w_.inputs, seen_reversed_gradient_.data(), w_.inputs, reversal_, seen_gradient.data(), w_.inputs,
              true);
  }

 private:
  /// The row of a row's word when sentences are reversed.
  struct reversal {
    padded_batch const& batch;
    std::size_t operator()(std::size_t row) const { return batch.reversed[row]; }
  };

  padded_batch const& batch_;
  reversal reversal_{batch_};
  task_weights& w_;
  lstm forward_, backward_, decoder_;
  values seen_reversed_, out_, out_reversed_, tag_input_, tags_, state_;
  values tag_gradient_, state_gradient_, out_gradient_, tag_input_gradient_, seen_reversed_gradient_;
};

/// Both tasks for one chunk of a batch.
class model_chunk {
 public:
  padded_batch batch;
  values words;           ///< (rows, word width): the embedded words
  values words_gradient;  ///< of both tasks
  task_network entity, relation;

  model_chunk(dnnl::engine const& engine, dnnl::stream& stream, std::vector<std::size_t> const& lengths,
              task_weights& entity_weights, task_weights& relation_weights, purpose purpose)
      : batch(lengths),
        words(batch.rows() * entity_weights.inputs),
        words_gradient(words.size()),
        entity(engine, stream, batch, entity_weights, purpose),
        relation(engine, stream, batch, relation_weights, purpose),
        word_width_(entity_weights.inputs),
        encoded_width_(2 * entity_weights.hidden),
        seen_(batch.rows() * (word_width_ + encoded_width_)) {}

  void forward() {
    auto const width = word_width_ + encoded_width_;
    entity.forward(words);
    copy_rows(batch.rows(), word_width_, words.data(), word_width_, same_row, seen_.data(), width);
    copy_rows(batch.rows(), encoded_width_, entity.encoded.data(), encoded_width_, same_row, seen_.data() + word_width_,
              width);
    relation.forward(seen_);
  }

  void backward() {
    auto const width = word_width_ + encoded_width_;
    std::fill(relation.encoded_gradient.begin(), relation.encoded_gradient.end(), 0.0F);
    relation.backward(seen_);
    auto const* const gradient = relation.seen_gradient.data();
    copy_rows(batch.rows(), encoded_width_, gradient + word_width_, width, same_row, entity.encoded_gradient.data(),
              encoded_width_);
    copy_rows(batch.rows(), word_width_, gradient, width, same_row, words_gradient.data(), word_width_);
    entity.backward(words);
    copy_rows(words.size(), 1, entity.seen_gradient.data(), 1, same_row, words_gradient.data(), 1, true);
  }

 private:
  std::size_t word_width_, encoded_width_;
  values seen_;
};

}  // namespace hmt::bench::onednn
