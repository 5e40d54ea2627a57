// SPDX-License-Identifier: MIT
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/embedding/concatenated.hpp"
#include "hmt/embedding/word_embedding.hpp"
#include "hmt/embedding/word_shape_embedding.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/train/adam.hpp"
#include "hmt/train/trainer.hpp"
#include "small_models.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(model_file)

namespace {

using model_type = hmt::testing::small_hmt<hmt::cpu<float>>;
using hmt::testing::small_model;

/// Word shape vectors that are frozen and not saved, like those of a pre-trained layer.
struct fixed_shapes {
  static constexpr std::size_t width() { return 2; }
  static constexpr std::string_view name = "fixed";
  using reads = hmt::input::shapes;
  static std::string description() { return "fixed_shapes"; }

  template <class D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {
      typename D::template buffer<hmt::row_index> shapes;
    };
    layer(hmt::parameter_list& list, fixed_shapes const&, hmt::no_state)
        : table_(list.in_group({.name = "fixed.base", .trainable = false, .saved = false})
                     .add("fixed.weight", hmt::parameter_kind::table, hmt::word_shapes, 2)) {}
    void forward(hmt::pass_context<D> const& context, std::vector<hmt::row_index> const& shapes, tape& saved,
                 hmt::matrix_view<value_type> output) const {
      upload_numbers(context.device, shapes, saved.shapes);
      context.device.gather(table_.matrix(context.parameters), saved.shapes.view(), output);
    }
    void backward(hmt::pass_context<D> const&, std::vector<hmt::row_index> const&, tape&,
                  hmt::matrix_view<value_type const>) const {}

   private:
    hmt::parameter_slot table_;
  };
};

/// Rewrites the small model with one change.
template <class Change>
std::string changed(temporary_folder const& folder, Change change) {
  auto const good = folder / "good.safetensors";
  small_model<model_type>().save(good);
  hmt::safetensors_file const file(good);
  auto metadata = file.metadata();
  std::vector<hmt::tensor_entry> tensors(file.tensors().begin(), file.tensors().end());
  change(metadata, tensors);
  hmt::write_safetensors(folder / "bad.safetensors", metadata, tensors);
  return folder / "bad.safetensors";
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_saved_comes_back) {
  temporary_folder const folder;
  auto model = small_model<model_type>();
  model.metadata()["training"] = "by a test";
  model.save(folder / "m");
  auto const again = hmt::load_model<model_type>(folder / "m");
  BOOST_TEST(again.words().words() == model.words().words(), boost::test_tools::per_element());
  BOOST_TEST(again.scheme<1>().labels().names() == model.scheme<1>().labels().names(),
             boost::test_tools::per_element());
  BOOST_TEST(again.metadata().at("training") == "by a test");
  BOOST_TEST(std::ranges::equal(again.parameters().values(), model.parameters().values()));
  again.save(folder / "n");
  BOOST_TEST(hmt::mapped_file(folder / "m").text() == hmt::mapped_file(folder / "n").text());
}

BOOST_AUTO_TEST_CASE(a_group_that_is_not_saved_is_not_in_the_file) {
  temporary_folder const folder;
  auto model = small_model<model_type>();
  model.parameters().group("entity").saved = false;
  model.save(folder / "m");
  hmt::safetensors_file const file(folder / "m");
  for (auto const& tensor : file.tensors()) BOOST_TEST(!tensor.name.starts_with("entity."));
  BOOST_TEST(file.find("relation.output.bias") != nullptr);
  // The type declares no unsaved tensors, so they are missing.
  BOOST_CHECK_EXCEPTION(hmt::load_model<model_type>(folder / "m"), hmt::data_error,
                        says("model-mismatch", "'entity.encoder.forward.input_weight' is missing"));
}

BOOST_AUTO_TEST_CASE(what_a_model_declares_frozen_and_kept_elsewhere_is_neither_trained_nor_saved) {
  temporary_folder const folder;
  using fixed_model = hmt::hierarchy<hmt::cpu<float>, hmt::concatenated<hmt::word_embedding<4>, fixed_shapes>,
                                     hmt::entity_task<3>, hmt::relation_task<3>>;
  auto model = small_model<fixed_model>();
  auto const own = model.parameters().tensor("fixed.weight");
  std::vector<float> const before(own.data, own.data + own.rows * own.columns);
  BOOST_TEST(before[0] != before[1]);
  auto const trained = model.parameters().tensor("entity.output.weight")(0, 0);
  auto const sentences = model.encode(hmt::testing::small_corpus());
  hmt::trainer(hmt::adam{}, {.epochs = 2}).run(model, sentences, hmt::no_validation{});
  BOOST_TEST(std::ranges::equal(before, std::span(own.data, before.size())));
  BOOST_TEST(model.parameters().tensor("entity.output.weight")(0, 0) != trained);

  model.save(folder / "m");
  BOOST_TEST((hmt::safetensors_file(folder / "m").find("fixed.weight") == nullptr));
  auto again = hmt::load_model<fixed_model>(folder / "m");
  BOOST_TEST(again.parameters().tensor("fixed.weight")(0, 0) == 0);
  std::ranges::copy(before, again.parameters().tensor("fixed.weight").data);
  BOOST_TEST(std::ranges::equal(again.parameters().values(), model.parameters().values()));
}

BOOST_AUTO_TEST_CASE(another_device_reads_it) {
  temporary_folder const folder;
  auto model = small_model<model_type>();
  model.save(folder / "m");
  auto const other = hmt::load_model<hmt::testing::small_hmt<hmt::reference<double>>>(folder / "m");
  auto const found = other.parameters().values();
  for (std::size_t i = 0; i < found.size(); ++i)
    BOOST_TEST(static_cast<float>(found[i]) == model.parameters().values()[i]);
}

BOOST_AUTO_TEST_CASE(names_and_shapes_are_those_of_the_documentation) {
  temporary_folder const folder;
  small_model<model_type>().save(folder / "m");
  hmt::safetensors_file const file(folder / "m");
  BOOST_TEST(file.tensors().front().name == "embedding.weight");
  std::map<std::string, std::vector<std::size_t>> shapes;
  for (auto const& tensor : file.tensors()) shapes[tensor.name] = tensor.shape;
  using shape = std::vector<std::size_t>;
  auto const is = [&](std::string const& name, shape const& expected) {
    BOOST_TEST(shapes.at(name) == expected, boost::test_tools::per_element());
  };
  is("relation.encoder.backward.input_weight", {12, 4 + 6});
  is("entity.encoder.forward.peephole", {3, 3});
  is("entity.tag_vector.weight", {3, 9});
  is("entity.decoder.input_weight", {12, 3});
  is("relation.output.weight", {9, 3});
  is("relation.output.bias", {9});
  BOOST_TEST(file.metadata().at("format") == "hmt-1");
  BOOST_TEST(file.metadata().at("labels.relation") ==
             R"(["O","born_in-E1-B","born_in-E1-I","born_in-E2-B","born_in-E2-I",)"
             R"("located_in-E1-B","located_in-E1-I","located_in-E2-B","located_in-E2-I"])");
}

BOOST_AUTO_TEST_CASE(a_chain_of_labels_comes_back_and_stands_in_the_configuration) {
  temporary_folder const folder;
  using chain_model = hmt::testing::small_crf<hmt::cpu<float>>;
  auto model = small_model<chain_model>();
  for (auto const& tensor : model.parameters().list().all())
    if (tensor.name.find(".crf.") != std::string::npos) {
      auto const values = tensor.slot.vector(model.parameters().values());
      for (std::size_t k = 0; k < values.size(); ++k) values[k] = 0.25F * static_cast<float>(k % 5);
    }
  model.save(folder / "m");
  auto const again = hmt::load_model<chain_model>(folder / "m");
  BOOST_TEST(std::ranges::equal(again.parameters().values(), model.parameters().values()));
  BOOST_TEST(hmt::configuration<chain_model>().part(1, "output") == "linear_chain_crf");
  BOOST_TEST(hmt::configuration<model_type>().part(1, "output") == "");
  hmt::safetensors_file const file(folder / "m");
  std::map<std::string, std::vector<std::size_t>> shapes;
  for (auto const& tensor : file.tensors()) shapes[tensor.name] = tensor.shape;
  BOOST_TEST((shapes.at("relation.crf.transition") == std::vector<std::size_t>{9, 9}));
  BOOST_TEST((shapes.at("entity.crf.start") == std::vector<std::size_t>{9}));
  BOOST_TEST((shapes.at("entity.crf.end") == std::vector<std::size_t>{9}));
}

BOOST_AUTO_TEST_CASE(a_model_of_another_configuration_is_refused) {
  temporary_folder const folder;
  small_model<model_type>().save(folder / "m");
  BOOST_CHECK_EXCEPTION(
      hmt::load_model<hmt::testing::small_zheng<hmt::cpu<float>>>(folder / "m"), hmt::data_error,
      says("model-mismatch", folder / "m", "another configuration", "use the program that trained it"));
  using wider = hmt::hmt_model<hmt::cpu<float>, 4, 5>;
  BOOST_CHECK_EXCEPTION(
      hmt::load_model<wider>(folder / "m"), hmt::data_error,
      says("model-mismatch", "/tasks/0/encoder is \"bilstm<3, peephole::diagonal>\"", "bilstm<5, peephole::diagonal>"));
}

BOOST_AUTO_TEST_CASE(damaged_contents_are_refused) {
  temporary_folder const folder;
  using metadata = std::map<std::string, std::string>;
  using tensors = std::vector<hmt::tensor_entry>;
  auto const refused = [&](auto change, auto predicate) {
    auto const path = changed(folder, change);
    BOOST_CHECK_EXCEPTION(hmt::load_model<model_type>(path), hmt::data_error, predicate);
  };
  refused([](metadata& of, tensors&) { of.erase("words"); },
          says("model-file", "bad.safetensors", "without the metadata 'words'", "not written by hmt"));
  refused([](metadata& of, tensors&) { of["format"] = "hmt-9"; },
          says("model-mismatch", "format 'hmt-9', this program reads 'hmt-1'"));
  refused([](metadata& of, tensors&) { of["words"] = "[\"<unk>\", 3]"; },
          says("model-file", "'words' is not an array of strings"));
  refused([](metadata& of, tensors&) { of["labels.entity"] = "[\"O\""; },
          says("model-file", "'labels.entity' is not JSON"));
  refused([](metadata& of, tensors&) { of["labels.entity"] = "[\"O\", \"PER-X\"]"; },
          says("model-mismatch", "bad.safetensors", "PER-X"));
  refused([](metadata& of, tensors&) { of["words"] = "[\"<unk>\", \"a\"]"; },
          says("model-mismatch", "'embedding.weight' has shape", "expected [2,4]"));
  refused([](metadata&, tensors& of) { of.erase(of.begin() + 3); }, says("model-mismatch", "is missing"));
  std::vector<float> const broken(12, std::numeric_limits<float>::quiet_NaN());
  refused(
      [&](metadata&, tensors& of) {
        for (auto& tensor : of)
          if (tensor.name == "entity.encoder.forward.bias") tensor.values = broken;
      },
      says("model-file", "'entity.encoder.forward.bias' holds numbers that are not finite"));
}

BOOST_AUTO_TEST_SUITE_END()
