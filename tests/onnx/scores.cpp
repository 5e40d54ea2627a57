// SPDX-License-Identifier: MIT
// Exports small models of many kinds and prints the library's results for sentences, for check_onnx.py to compare.
//
// usage: onnx_scores CORPUS FOLDER
#include <cstddef>
#include <cstdio>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/core/json.hpp"
#include "hmt/corpus/read_corpus.hpp"
#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/experiment/onnx_file.hpp"
#include "hmt/hmt.hpp"

namespace {

std::map<std::string, std::vector<float>> recorded;  // the arguments of the schemes that decoded the last sentence

/// A scheme that records the probabilities it decodes.
template <class Scheme>
struct recording : Scheme {
  using Scheme::Scheme;
  void decode(hmt::matrix_view<float const> probabilities, hmt::extraction&) const {
    recorded[std::string(Scheme::task_name)] = {probabilities.data,
                                                probabilities.data + probabilities.rows * probabilities.columns};
  }
};

using entities = recording<hmt::entity_tags<hmt::tagging::bioes>>;
using relations = recording<hmt::relation_tags<hmt::tagging::bio>>;
using layers = recording<hmt::relation_layers<hmt::tagging::bio>>;
template <class Scheme>
using paper_task = hmt::task<Scheme, hmt::bilstm<9>, hmt::tag_feedback_lstm<7, 5>>;
template <class Scheme, class Encoder, class Decoder, class Connectivity = hmt::connectivity::task_below>
using task = hmt::task<Scheme, Encoder, Decoder, Connectivity>;
using words = hmt::word_embedding<6>;
using featured = hmt::concatenated<words, hmt::character_bilstm<4, 3>, hmt::word_shape_embedding<2>>;
using hmt::hierarchy;
using hmt::peephole::none;

template <class Model>
hmt::json_value exported(std::string const& name, hmt::corpus const& data, std::string const& folder) {
  // Weights far from zero and from one another: initial values would hide mistakes.
  auto const random = [](auto const&, auto values, hmt::random_engine& engine) {
    for (auto& value : values) value = static_cast<typename Model::value_type>(2 * engine.uniform() - 1);
  };
  Model const model(hmt::vocabulary::build(data.sentences, nullptr, {}), data.sentences, 7, nullptr, {}, random);
  hmt::experiment::write_onnx(hmt::to_onnx(model), folder + "/" + name + ".onnx");
  hmt::json_value sentences = hmt::json_value::array();
  typename Model::workspace space;
  for (auto const& one : std::span(data.sentences).first(12)) {
    auto const encoded = model.encode_inputs(one);
    typename Model::batch_type batch;
    hmt::pack(std::vector{&encoded}, batch);
    recorded.clear();
    static_cast<void>(model.predict(batch, space));
    hmt::json_value sentence{{"tokens", one.words}, {"words", encoded.template get<hmt::input::words>()}};
    if constexpr (Model::inputs::template contains<hmt::input::bytes>) {
      auto const& bytes = encoded.template get<hmt::input::bytes>();
      for (std::size_t w = 0; w < bytes.words(); ++w) {
        sentence["letters"].push_back(hmt::json_value::array());
        for (char const c : bytes[w]) sentence["letters"].back().push_back(static_cast<unsigned char>(c));
      }
    }
    if constexpr (Model::inputs::template contains<hmt::input::shapes>)
      sentence["shapes"] = encoded.template get<hmt::input::shapes>();
    sentence["probabilities"] = recorded;
    sentences.push_back(std::move(sentence));
  }
  return {{"name", name}, {"sentences", std::move(sentences)}};
}

template <class Model>
std::string refusal(hmt::corpus const& data) {
  try {
    static_cast<void>(hmt::to_onnx(Model(hmt::vocabulary::build(data.sentences, nullptr, {}), data.sentences, 7)));
  } catch (hmt::config_error const& problem) {
    return problem.what();
  }
  return "exported";
}

}  // namespace

int main(int, char** argv) {
  auto const data = hmt::read_corpus(argv[1], {});
  std::string const folder = argv[2];
  using cpu = hmt::cpu<float>;
  hmt::json_value all{
      exported<hierarchy<cpu, words, paper_task<entities>, paper_task<relations>>>("hmt", data, folder),
      exported<hierarchy<hmt::reference<double>, words, paper_task<relations>>>("double", data, folder),
      exported<hierarchy<cpu, words, task<relations, hmt::bilstm<9, none>, hmt::lstm_decoder<8, 5>>>>("zheng", data,
                                                                                                      folder),
      exported<hierarchy<cpu, words, task<relations, hmt::lstm<9>, hmt::lstm_decoder<8, 5, hmt::feedback::none>>>>(
          "one_way", data, folder),
      exported<hierarchy<cpu, words, paper_task<recording<hmt::boundary_tags<hmt::tagging::bioes>>>,
                         task<entities, hmt::stacked<hmt::bilstm<5>, hmt::bilstm<4>>, hmt::linear_decoder>,
                         task<layers, hmt::bilstm<5>, hmt::tag_feedback_lstm<7, 5>, hmt::connectivity::all_below>>>(
          "deep", data, folder),
      exported<hierarchy<cpu, words, paper_task<entities>,
                         task<relations, hmt::identity, hmt::tag_feedback_lstm<7, 5>, hmt::connectivity::words_only>>>(
          "words_only", data, folder),
      exported<hierarchy<cpu, featured, paper_task<entities>, paper_task<layers>>>("featured", data, folder)};
  std::printf(
      "%s\n",
      hmt::json_value{
          {"models", std::move(all)},
          {"refusals", {refusal<hmt::crf_model<cpu, 6, 6>>(data), refusal<hmt::paired_hmt_model<cpu, 6, 6>>(data)}}}
          .dump()
          .c_str());
}
