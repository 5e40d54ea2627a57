// SPDX-License-Identifier: MIT
// A custom optimizer, parameter groups and a training run step by step, shown in docs/policies.md.
#include <hmt/hmt.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace hmt;

namespace {

//! [own_optimizer]
/// Adagrad (Duchi et al. 2011): the sum of a parameter's squared gradients lowers its learning rate.
struct adagrad {
  double learning_rate = 0.05;
  static constexpr std::string_view name = "adagrad";
  static constexpr std::size_t states = 1;

  void check() const {
    if (!(learning_rate > 0)) throw config_error("optimizer-options", "adagrad: expected a learning rate above 0");
  }

  template <class T>
  struct update {
    T rate;
    template <class V, class G>
    void operator()(V& parameter, G const& gradient, V& sum) const {
      using std::sqrt;
      sum = sum + gradient * gradient;
      parameter = parameter - gradient * rate / (sqrt(sum) + T(1e-10));
    }
  };
  template <class T>
  update<T> step(std::uint32_t) const {
    return {static_cast<T>(learning_rate)};
  }
};
static_assert(Optimizer<adagrad>);
//! [own_optimizer]

}  // namespace

int main() {
  auto const train = read_corpus("examples/data/train.jsonl", {.limit = 40});
  //! [groups]
  using model_type = hmt_model<cpu<float>, 20, 16>;
  model_type model(vocabulary::build(train.sentences), train.sentences, 1);
  model.parameters().group("entity").rate_factor = 0.5;
  model.parameters().group("relation").weight_decay = 1e-3;
  model.parameters().group("embedding").trainable = false;  // frozen: no steps, no optimizer states
  //! [groups]
  auto const vectors = model.parameters().tensor("embedding.weight");
  std::vector<float> const before(vectors.data, vectors.data + vectors.rows * vectors.columns);

  //! [training_run]
  auto const sentences = model.encode(train.sentences);
  training_run run(model, sentences, adagrad{}, {.epochs = 4, .batch_size = 8});
  for (int k = 0; k < 3; ++k) run.step();   // single steps,
  run.end_epoch();                          // the rest of the epoch,
  while (!run.finished()) run.end_epoch();  // and whole epochs
  auto const report = run.report();
  fmt::print("{} steps; the loss fell: {}\n", run.state().steps(),
             report.epochs.back().loss < report.epochs.front().loss);
  //! [training_run]
  fmt::print("word vectors stayed: {}\n", std::equal(before.begin(), before.end(), vectors.data));
}
