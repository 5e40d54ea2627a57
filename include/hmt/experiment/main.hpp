// SPDX-License-Identifier: MIT
// The whole of an example binary: a model type and a description in, a program out.
#pragma once

#include <array>

#include "hmt/experiment/commands.hpp"
#include "hmt/experiment/evaluate.hpp"
#include "hmt/experiment/export_model.hpp"
#include "hmt/experiment/extract.hpp"
#include "hmt/experiment/inspect.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/experiment/train.hpp"
#include "hmt/hierarchy/hierarchy.hpp"
#ifdef __CUDACC__
#include "hmt/cuda.hpp"
#endif

namespace hmt::experiment {

namespace detail {

/// A model on another device: of the same embedding and tasks.
template <class Model, class D>
struct on_device;
template <class From, class Embedding, class... Tasks, class D>
struct on_device<hierarchy<From, Embedding, Tasks...>, D> {
  using type = hierarchy<D, Embedding, Tasks...>;
};

template <class Model>
constexpr device_commands commands_of(char const* device) {
  return {device,
          Model::device_type::supported,
          {train<Model>, evaluate<Model>, extract<Model>, inspect<Model>, export_model<Model>}};
}

}  // namespace detail

/// Runs the command that the arguments name, on models of this type. Returns the exit status: 0 success; 1 an error, 2
/// a wrong command line, with its text on standard error. Compiled by nvcc, the program offers `cuda` beside the
/// model's own device. Throws nothing.
template <class Model>
int run(int argc, char const* const* argv, description const& about) {
  std::array const devices{
      detail::commands_of<Model>("cpu"),
#ifdef __CUDACC__
      detail::commands_of<typename detail::on_device<Model, cuda<typename Model::value_type>>::type>("cuda"),
#endif
  };
  return run_command(argc, argv, about, devices);
}

}  // namespace hmt::experiment
