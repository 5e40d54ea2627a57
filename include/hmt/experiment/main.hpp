// SPDX-License-Identifier: MIT
// A complete example binary from a model type and a description.
#pragma once

#include <array>

#include "hmt/experiment/commands.hpp"
#include "hmt/experiment/model_type_of.hpp"
#include "hmt/experiment/settings.hpp"
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

}  // namespace detail

/// Runs the command that the arguments name, on models of this type. Returns the exit status: 0 success; 1 an error, 2
/// a wrong command line, with a message on standard error. Compiled by nvcc, the program offers `cuda` in addition to
/// the model's own device. Throws nothing.
template <class Model>
int run(int argc, char const* const* argv, description const& about) {
#ifdef __CUDACC__
  using model_on_cuda = typename detail::on_device<Model, cuda<typename Model::value_type>>::type;
#endif
  std::array const models{
      device_model{"cpu", Model::device_type::supported, &model_type_of<Model>},
#ifdef __CUDACC__
      device_model{"cuda", model_on_cuda::device_type::supported, &model_type_of<model_on_cuda>},
#endif
  };
  return run_command(argc, argv, about, models);
}

}  // namespace hmt::experiment
