// SPDX-License-Identifier: MIT
// Safetensors files: their bytes, and rejected files.
#include "hmt/core/safetensors.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/core/random.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(core_safetensors)

using hmt::data_error;
using hmt::safetensors_file;

namespace {

std::vector<float> const six{1, 2, 3, 4, 5, 6};
std::vector<float> const one{-0.5F};

/// A file assembled by hand: length, header, values.
std::string bytes(std::string const& header, std::size_t value_bytes, std::uint64_t length) {
  std::string text(sizeof length, '\0');
  std::memcpy(text.data(), &length, sizeof length);
  return text + header + std::string(value_bytes, '\0');
}
std::string bytes(std::string const& header, std::size_t value_bytes) {
  return bytes(header, value_bytes, header.size());
}

/// One tensor's entry in a header.
std::string entry(std::string const& name, std::string const& shape, std::string const& offsets,
                  std::string const& type = "F32") {
  return "\"" + name + R"(":{"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

/// Checks that a file of these bytes is rejected with its path and these parts in the message.
template <class... Parts>
void refuses(std::string_view content, Parts const&... parts) {
  temporary_folder const folder;
  std::string const path = folder.file("m.safetensors", content);
  BOOST_CHECK_EXCEPTION(safetensors_file{path}, data_error, says("model-file", path + ": ", parts...));
}

std::string contents(std::string const& path) { return std::string(hmt::mapped_file(path).text()); }

}  // namespace

BOOST_AUTO_TEST_CASE(writes_the_bytes_of_the_published_form) {
  temporary_folder const folder;
  std::string const path = folder / "m.safetensors";
  hmt::write_safetensors(path, {{"format", "hmt-1"}, {"a", "\"\n"}},
                         std::vector<hmt::tensor_entry>{{"w", {2}, std::span(six).first(2)}, {"b", {}, one}});
  std::string header = R"({"__metadata__":{"a":"\"\n","format":"hmt-1"},)"
                       R"("w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                       R"("b":{"dtype":"F32","shape":[],"data_offsets":[8,12]}})";
  header.resize(152, ' ');
  std::string const values("\x00\x00\x80\x3F\x00\x00\x00\x40\x00\x00\x00\xBF", 12);  // 1, 2, -0.5, little-endian
  BOOST_TEST(contents(path) == std::string("\x98\0\0\0\0\0\0\0", 8) + header + values);
}

BOOST_AUTO_TEST_CASE(reads_back_what_was_written) {
  temporary_folder const folder;
  std::string const path = folder / "m.safetensors";
  std::map<std::string, std::string> const metadata{{"words", R"(["<unk>","ébro"])"}, {"format", "hmt-1"}};
  hmt::write_safetensors(
      path, metadata,
      std::vector<hmt::tensor_entry>{{"z.weight", {2, 3}, six}, {"none", {0, 3}, {}}, {"a.bias", {1}, one}});
  safetensors_file const file(path);
  BOOST_TEST((file.metadata() == metadata));
  BOOST_TEST(file.tensors().size() == 3U);
  BOOST_REQUIRE(file.find("z.weight") != nullptr);
  auto const& weight = *file.find("z.weight");
  BOOST_TEST(weight.shape == (std::vector<std::size_t>{2, 3}), boost::test_tools::per_element());
  BOOST_TEST(weight.values == six, boost::test_tools::per_element());
  BOOST_TEST(file.find("a.bias")->values[0] == -0.5F);
  BOOST_TEST(file.find("none")->values.empty());
  BOOST_TEST(file.find("b") == nullptr);
}

BOOST_AUTO_TEST_CASE(the_same_content_gives_the_same_bytes) {
  temporary_folder const folder;
  std::vector<hmt::tensor_entry> const tensors{{"w", {3, 2}, six}, {"b", {1}, one}};
  hmt::write_safetensors(folder / "a", {{"k", "v"}}, tensors);
  hmt::write_safetensors(folder / "b", {{"k", "v"}}, tensors);
  BOOST_TEST(contents(folder / "a") == contents(folder / "b"));
}

BOOST_AUTO_TEST_CASE(a_file_may_be_empty_of_tensors) {
  temporary_folder const folder;
  hmt::write_safetensors(folder / "m", {}, {});
  safetensors_file const file(folder / "m");
  BOOST_TEST(file.tensors().empty());
  BOOST_TEST(file.metadata().empty());
}

BOOST_AUTO_TEST_CASE(views_survive_a_move) {
  temporary_folder const folder;
  hmt::write_safetensors(folder / "m", {}, std::vector<hmt::tensor_entry>{{"w", {6}, six}});
  safetensors_file file(folder / "m");
  safetensors_file const moved(std::move(file));
  BOOST_TEST(moved.find("w")->values == six, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(reads_values_that_lie_unaligned) {
  temporary_folder const folder;
  for (std::size_t padding = 0; padding < 4; ++padding) {
    std::string text = bytes("{" + entry("w", "[1]", "[0,4]") + "}" + std::string(padding, ' '), 4);
    std::memcpy(text.data() + text.size() - 4, one.data(), 4);
    safetensors_file const file(folder.file("m", text));
    auto const values = file.find("w")->values;
    BOOST_TEST(reinterpret_cast<std::uintptr_t>(values.data()) % alignof(float) == 0U);
    BOOST_TEST(values[0] == -0.5F);
  }
}

BOOST_AUTO_TEST_CASE(tensors_may_stand_in_any_order_in_the_header) {
  temporary_folder const folder;
  safetensors_file const file(
      folder.file("m", bytes("{" + entry("a", "[2]", "[4,12]") + "," + entry("b", "[1]", "[0,4]") + "}", 12)));
  BOOST_TEST(file.tensors()[0].name == "b");
  BOOST_TEST(file.tensors()[1].name == "a");
}

BOOST_AUTO_TEST_CASE(refuses_foreign_and_truncated_files) {
  refuses("", "at least 8 bytes", "found 0", "truncated");
  refuses("1234567", "at least 8 bytes", "found 7");
  refuses(std::string("PK\x03\x04\x14\0\0\0\0\0\0\0", 12), "ZIP archive");
  refuses("GIF89a, a picture", "at most 100000000 bytes", "not a safetensors file");
  refuses(bytes("{}", 0, std::uint64_t{1} << 60U), "found one of 1152921504606846976");
  refuses(bytes("{}", 0, 50), "expected a header of 50 bytes", "found 2", "truncated");
  refuses(bytes("", 0), "header in JSON");
  refuses(bytes("{\"w\":", 0), "header in JSON");
  refuses(bytes("{\"\xFF\":1}", 0), "header in JSON");
  refuses(bytes("{\"w\":1e999}", 0), "header in JSON");
  refuses(bytes("[1]", 0), "JSON object", "found [1]");
  refuses(bytes("{" + entry("w", "[2]", "[0,8]") + "}", 5), "expected 8 bytes of values", "found 5", "truncated");
  refuses(bytes("{" + entry("w", "[2]", "[0,8]") + "}", 9), "expected 8 bytes of values", "found 9", "trailing bytes");
}

BOOST_AUTO_TEST_CASE(refuses_headers_that_contradict_themselves) {
  auto const header = [](std::string const& inside) { return bytes("{" + inside + "}", 8); };
  refuses(header(entry("w", "[4]", "[0,8]", "F16")), "tensor 'w'", "expected element type \"F32\"", "found \"F16\"");
  refuses(header(R"("w":{"shape":[2],"data_offsets":[0,8]})"), "tensor 'w'", "\"F32\", found nothing");
  refuses(header(R"("w":7)"), "tensor 'w'", "JSON object", "found 7");
  refuses(header(entry("w", "[3]", "[0,8]")), "tensor 'w'", "expected 12 bytes for shape [3]", "found 8");
  refuses(header(entry("w", "[4294967296,4294967296]", "[0,0]")), "tensor 'w'", "more than 2^64", "found 0");
  refuses(header(entry("w", "[4611686018427387904]", "[0,0]")), "tensor 'w'", "more than 2^64");
  refuses(header(entry("w", "[-2]", "[0,8]")), "tensor 'w'", "whole numbers as shape", "found [-2]");
  refuses(header(entry("w", "[2.0]", "[0,8]")), "tensor 'w'", "whole numbers as shape", "found [2.0]");
  refuses(header(entry("w", "2", "[0,8]")), "tensor 'w'", "whole numbers as shape", "found 2");
  refuses(header(entry("w", "[2]", "[8,0]")), "tensor 'w'", "[begin, end]", "found [8,0]");
  refuses(header(entry("w", "[2]", "[0]")), "tensor 'w'", "[begin, end]", "found [0]");
  refuses(header(entry("w", "[2]", "[4,12]")), "tensor 'w'", "begin at byte 0", "found 4");
  refuses(header(entry("a", "[2]", "[0,8]") + "," + entry("b", "[1]", "[4,8]")), "tensor 'b'", "begin at byte 8",
          "found 4");
  refuses(header(entry("a", "[2]", "[0,8]") + "," + entry("b", "[1]", "[12,16]")), "tensor 'b'", "begin at byte 8",
          "found 12");
  refuses(header(R"("__metadata__":{"a":1})"), "text as metadata 'a'", "found 1");
  refuses(header(R"("__metadata__":[])"), "object as metadata", "found []");
}

BOOST_AUTO_TEST_CASE(damaged_bytes_give_a_file_or_a_data_error) {
  temporary_folder const folder;
  hmt::write_safetensors(folder / "m", {{"k", "v"}},
                         std::vector<hmt::tensor_entry>{{"w", {3, 2}, six}, {"b", {1}, one}});
  std::string const whole = contents(folder / "m");
  hmt::random_engine engine(hmt::random_stream{3});
  std::size_t refused = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string text = whole;
    text[engine.below(text.size() - 28)] = static_cast<char>(engine.below(256));
    try {
      safetensors_file const file(folder.file("d" + std::to_string(round), text));
      for (auto const& tensor : file.tensors()) BOOST_REQUIRE(tensor.values.size() <= 7U);
    } catch (data_error const&) {
      ++refused;
    }
  }
  BOOST_TEST(refused > 1000U);
}

BOOST_AUTO_TEST_CASE(refuses_to_write_what_could_not_be_read) {
  temporary_folder const folder;
  auto const write = [&](std::vector<hmt::tensor_entry> const& tensors) {
    hmt::write_safetensors(folder / "m", {}, tensors);
  };
  BOOST_CHECK_EXCEPTION(write({{"w", {7}, six}}), hmt::shape_error, says("shape", "tensor 'w'", "[7]", "found 6"));
  BOOST_CHECK_EXCEPTION(write({{"w", {6}, six}, {"w", {6}, six}}), hmt::config_error, says("tensor-name", "found 'w'"));
  BOOST_CHECK_EXCEPTION(write({{"__metadata__", {6}, six}}), hmt::config_error,
                        says("tensor-name", "found '__metadata__'"));
  BOOST_CHECK_EXCEPTION(hmt::write_safetensors(folder / "m", {{"k", std::string(100'000'000, 'x')}}, {}), data_error,
                        says("model-file", folder / "m", "at most 100000000"));
  BOOST_CHECK_EXCEPTION(hmt::write_safetensors(folder / "none/m", {}, {}), data_error,
                        says("file-write", folder / "none/m", "No such file or directory"));
  BOOST_TEST(folder.count() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
