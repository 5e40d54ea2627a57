// SPDX-License-Identifier: MIT
// From a model's type to the interface for commands: the part of a program that is compiled for each type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "hmt/core/static_for.hpp"
#include "hmt/encoder/model_options.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/evaluate/oracle.hpp"
#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/optimizers.hpp"
#include "hmt/extract/corpus_predictor.hpp"
#include "hmt/extract/extractor.hpp"
#include "hmt/hierarchy/hierarchy.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/onnx/to_onnx.hpp"
#include "hmt/train/trainer.hpp"

namespace hmt::experiment {

namespace detail {

/// Callback: forwards the events of a training.
struct forwarded {
  any_model const* model;
  training_listener* to;

  template <class Model>
  void on_start(Model const&, start_report const& report) {
    to->on_start(*model, report);
  }
  template <class Model>
  void on_batch(Model const&, batch_report const& report) {
    to->on_batch(*model, report);
  }
  template <class Model>
  void on_epoch(Model const&, epoch_report const& report) {
    to->on_epoch(*model, report);
  }
  template <class Model>
  void on_end(Model const&, training_report const& report) {
    to->on_end(*model, report);
  }
};

template <class Model>
class extractor_of final : public any_extractor {
 public:
  extractor_of(Model const& model, prediction_options options) : inner_(model, options) {}
  void extract(std::span<document> documents) override { inner_.extract(documents); }

 private:
  extractor<Model> inner_;
};

template <class Model>
class model_of final : public any_model {
 public:
  explicit model_of(Model model) : model_(std::move(model)) {}

  [[nodiscard]] std::size_t vocabulary_size() const override {
    if constexpr (Model::inputs::template contains<input::words>)
      return model_.words().size();
    else
      return 0;
  }
  [[nodiscard]] std::vector<task_labels> labels() const override {
    return of_each_task([](auto const& scheme) { return scheme.labels(); });
  }
  [[nodiscard]] std::vector<std::string> relations() const override { return known_relations(model_); }
  [[nodiscard]] std::vector<task_labels> labels_for(std::span<sentence const> sentences) const override {
    return of_each_task(
        [&](auto const& scheme) { return std::remove_cvref_t<decltype(scheme)>::labels_of(sentences); });
  }

  training_report train(train_defaults const& how, std::span<sentence const> sentences,
                        validation_set const& validation, training_listener& listener) override {
    auto const encoded = model_.encode(sentences);
    std::optional<corpus_predictor<Model>> predict_again;
    if (validation.data != nullptr) predict_again.emplace(model_, *validation.data);
    auto const validate = [&](Model const& current) {
      return predict_again ? std::optional(validation.judge((*predict_again)(current))) : std::nullopt;
    };
    return with_optimizer(how, [&](auto const& optimizer) {
      return trainer(optimizer, how.training).run(model_, encoded, validate, forwarded{this, &listener});
    });
  }
  [[nodiscard]] std::vector<extraction> predict(corpus const& data, prediction_options options) const override {
    return corpus_predictor<Model>(model_, data)(model_, options);
  }
  [[nodiscard]] std::unique_ptr<any_extractor> make_extractor(prediction_options options) const override {
    return std::make_unique<extractor_of<Model>>(model_, options);
  }

  void set_metadata(std::string const& name, std::string text) override { model_.metadata()[name] = std::move(text); }
  void save(std::string const& path) const override { model_.save(path); }
  [[nodiscard]] onnx_graph to_onnx() const override { return hmt::to_onnx(model_); }

  [[nodiscard]] static std::unique_ptr<any_model> make(vocabulary words, std::span<sentence const> training,
                                                       std::uint64_t seed, word_vectors const* vectors,
                                                       model_options const& options) {
    return std::make_unique<model_of>(make_model<Model>(std::move(words), training, seed, vectors, options));
  }
  [[nodiscard]] static open_numbers numbers(model_options const& options) {
    open_numbers found;
    Model::policies_type::from(options, &found);
    return found;
  }
  [[nodiscard]] static std::unique_ptr<any_model> load(std::string const& path) {
    return std::make_unique<model_of>(load_model<Model>(path));
  }

 private:
  template <class LabelsOf>
  [[nodiscard]] std::vector<task_labels> of_each_task(LabelsOf const& labels_of) const {
    std::vector<task_labels> labels;
    hmt::detail::static_for<Model::task_count>([&](auto k) {
      labels.push_back({Model::names[k], labels_of(model_.template scheme<k>()).names()});
    });
    return labels;
  }

  Model model_;
};

template <class D, class Embedding, class... Tasks>
std::vector<extraction> oracle_of(corpus const& data, corpus const& training,
                                  hierarchy<D, Embedding, Tasks...> const*) {
  std::vector<extraction> found(data.sentences.size());
  auto const add = [&]<class Scheme>(std::type_identity<Scheme>) {
    Scheme scheme(Scheme::labels_of(training.sentences));
    scheme.fit(training.sentences);
    for (std::size_t i = 0; i < found.size(); ++i) oracle(scheme, data.sentences[i], found[i]);
  };
  (add(std::type_identity<typename Tasks::tag_scheme>{}), ...);
  if constexpr (hmt::detail::boundaries_are_entities<Tasks...>)
    for (auto& one : found) one.entities = one.boundaries;
  return found;
}

template <class Model>
std::vector<extraction> oracle_of(corpus const& data, corpus const& training) {
  return oracle_of(data, training, static_cast<Model const*>(nullptr));
}

/// The display name of the target of device D.
template <class D>
std::string_view target_of() {
  if constexpr (requires { D::target(); })
    return D::target();
  else
    return D::name();
}

}  // namespace detail

/// The type-erased type of `Model`, a `hierarchy`, for the commands.
template <class Model>
inline constexpr model_type model_type_of{finds_entities<Model>,
                                          typename Model::policies_type().embedding.dimension(),
                                          detail::target_of<typename Model::device_type>,
                                          detail::model_of<Model>::numbers,
                                          detail::model_of<Model>::make,
                                          detail::model_of<Model>::load,
                                          detail::oracle_of<Model>};

}  // namespace hmt::experiment
