// SPDX-License-Identifier: MIT
// A model with a custom input with state, and a feature that looks it up in a sparse table.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/core/json.hpp"
#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/embedding/concatenated.hpp"
#include "hmt/embedding/word_embedding.hpp"
#include "hmt/extract/predict_all.hpp"
#include "hmt/hierarchy/gradient_check.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/models.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/trainer.hpp"
#include "small_models.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(embedding_own_input)

namespace {

/// The distinguished first bytes; all others are number 0.
struct first_letters {
  explicit first_letters(std::vector<std::string> list) : bytes(std::move(list)) {}
  std::vector<std::string> bytes;
};

/// The number of each word's first letter.
struct beginnings {
  static constexpr std::string_view name = "beginnings";
  using state = first_letters;
  using encoded = std::vector<hmt::row_index>;
  using packed = hmt::packed_words;
  static encoded encode(first_letters const& known, hmt::sentence const& from) {
    encoded numbers;
    for (auto const& word : from.words) {
      auto const found = std::ranges::find(known.bytes, word.substr(0, 1));
      numbers.push_back(found == known.bytes.end() ? 0
                                                   : static_cast<hmt::row_index>(1 + (found - known.bytes.begin())));
    }
    return numbers;
  }
  static void pack(hmt::sentences_to_pack<encoded> const& sentences, packed& into) {
    hmt::pack_numbers(sentences, into.numbers);
    into.find_distinct();
  }
  static std::vector<std::string> const& texts(first_letters const& known) { return known.bytes; }
};

/// A vector of width 2 for each beginning, from a table with a row-sparse gradient.
struct beginning_embedding {
  static constexpr std::size_t width() { return 2; }
  static constexpr std::string_view name = "beginning";
  using reads = beginnings;
  static std::string description() { return "beginning_embedding"; }

  template <class D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {
      typename D::template buffer<hmt::row_index> numbers, slots;
    };
    layer(hmt::parameter_list& list, beginning_embedding const&, first_letters const& known)
        : table_(list.add_sparse("beginning.weight", known.bytes.size() + 1, 2)) {}
    void forward(hmt::pass_context<D> const& context, hmt::packed_words const& packed, tape& saved,
                 hmt::matrix_view<value_type> output) const {
      hmt::upload_numbers(context.device, packed.numbers, saved.numbers);
      context.device.gather(table_.matrix(context.parameters), saved.numbers.view(), output);
    }
    void backward(hmt::pass_context<D> const& context, hmt::packed_words const& packed, tape& saved,
                  hmt::matrix_view<value_type const> output_gradient) const {
      hmt::upload_numbers(context.device, packed.slots, saved.slots);
      context.device.scatter_add(output_gradient, saved.slots.view(), context.reset_rows(table_, packed.distinct));
    }
    [[nodiscard]] std::span<hmt::row_index const> rows_read(hmt::packed_words const& packed) const {
      return packed.distinct;
    }

   private:
    hmt::sparse_slot table_;
  };
};

template <class D>
using model_on = hmt::hierarchy<D, hmt::concatenated<hmt::word_embedding<3>, beginning_embedding>, hmt::entity_task<3>>;
static_assert(hmt::SparseFeature<beginning_embedding, hmt::reference<double>>);

template <class Model>
Model make() {
  auto const& corpus = hmt::testing::small_corpus();
  return Model({hmt::vocabulary::build(corpus, nullptr, {.minimum_count = 1}), first_letters({"A", "b", "M"})}, corpus,
               1);
}

template <class Model>
std::vector<double> confidences(Model const& model) {
  typename Model::workspace space;
  std::vector<double> all;
  for (auto const& one : hmt::predict_all(model, model.encode_inputs(hmt::testing::small_corpus()), space))
    for (auto const& entity : one.entities) all.push_back(entity.confidence);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(its_gradients_match_differences_and_its_rows_are_named) {
  auto model = make<model_on<hmt::reference<double>>>();
  auto const batch = hmt::testing::small_batch(model);
  auto const rows = model.rows_read(batch);
  BOOST_TEST_REQUIRE(rows.size() == model.parameters().list().sparse_tables());
  BOOST_TEST(std::ranges::equal(rows[0], batch.get<hmt::input::words>().distinct));
  BOOST_TEST(std::ranges::equal(rows[1], std::array{0U, 1U, 2U, 3U}));
  for (auto const& [tensor, error] : hmt::testing::check_gradients(model, batch, {.rate = 0.3, .seed = 3, .step = 5}))
    BOOST_TEST(error < 1e-6, tensor << ": " << error);
}

BOOST_AUTO_TEST_CASE(both_tables_are_trained) {
  auto model = make<model_on<hmt::cpu<float>>>();
  std::vector<float> const before(model.parameters().tensor("beginning.weight").row(2).begin(),
                                  model.parameters().tensor("beginning.weight").row(2).end());
  auto const report = hmt::trainer(hmt::rmsprop{.learning_rate = 1e-2}, {.epochs = 5, .batch_size = 2})
                          .run(model, model.encode(hmt::testing::small_corpus()), hmt::no_validation{});
  BOOST_TEST(report.epochs.back().loss < report.epochs.front().loss);
  BOOST_TEST(!std::ranges::equal(model.parameters().tensor("beginning.weight").row(2), before));
}

BOOST_AUTO_TEST_CASE(a_file_holds_its_state) {
  temporary_folder const folder;
  using model_type = model_on<hmt::cpu<float>>;
  auto model = make<model_type>();
  model.metadata()["training"] = "{}";
  model.save(folder / "m");
  auto const metadata = hmt::safetensors_file(folder / "m").metadata();
  BOOST_TEST(metadata.at("beginnings") == R"(["A","b","M"])");
  auto const again = hmt::load_model<model_type>(folder / "m");
  BOOST_TEST(again.states().of<beginnings>().bytes == model.states().of<beginnings>().bytes,
             boost::test_tools::per_element());
  BOOST_TEST(again.metadata().size() == 1U);
  BOOST_TEST(confidences(model).size() > 0U);  // an untrained model finds something in nearly every word
  BOOST_TEST((confidences(again) == confidences(model)));
}

BOOST_AUTO_TEST_SUITE_END()
