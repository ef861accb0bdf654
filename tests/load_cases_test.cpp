// The sample files in tests/cases/load: every file in `good` loads, and every file in `bad` is
// answered with just the problem that its first line states:
//
//     # expect: <line>:<column> <message>
//
// The same files are run against the JSON Schemas; a second line `# schema: blind` marks those
// whose problem a schema cannot see.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "support/memory_files.hpp"

#ifndef FLOWDOWN_SOURCE_DIR
#error "tell the compiler where the sources are: -DFLOWDOWN_SOURCE_DIR=\"...\""
#endif

namespace flowdown {
namespace {

// The sample files by their path below tests/cases/load.
testing::MemoryFiles& samples() {
  static testing::MemoryFiles files = [] {
    const std::filesystem::path root =
        std::filesystem::path(FLOWDOWN_SOURCE_DIR) / "tests" / "cases" / "load";
    testing::MemoryFiles read;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (!entry.is_regular_file()) continue;
      std::ostringstream text;
      text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      read.add(entry.path().lexically_relative(root).generic_string(), text.str());
    }
    return read;
  }();
  return files;
}

std::vector<SourceText> folder(std::string_view path) { return samples().read(path, "").files; }

// Loads a file as what its second key says; anything that says nothing counts as a graph.
std::string problems_of(const SourceText& file) {
  const auto has_key = [&](std::string_view key) {
    return file.text.find("\n" + std::string(key) + ": ") != std::string::npos;
  };
  Sources sources;
  const LoadOptions options = testing::with_small_taxonomy();
  const bool is_policy = has_key("policy") || has_key("taxonomy");
  const auto model = is_policy ? load_policies({file}, samples(), options, &sources)
                               : load({file}, samples(), options, &sources);
  return model.ok() ? "" : testing::brief(model.problems(), sources, file.name);
}

TEST(LoadCases, GoodFilesLoad) {
  const auto files = folder("good");
  ASSERT_GE(files.size(), 10U);
  for (const SourceText& file : files) EXPECT_EQ(problems_of(file), "") << file.name;
}

TEST(LoadCases, BadFilesAreAnsweredAsTheySay) {
  const auto files = folder("bad");
  ASSERT_GE(files.size(), 30U);
  for (const SourceText& file : files) {
    const std::string_view first = std::string_view(file.text).substr(0, file.text.find('\n'));
    constexpr std::string_view kMark = "# expect: ";
    ASSERT_TRUE(first.starts_with(kMark)) << file.name;
    EXPECT_EQ(problems_of(file), std::string(first.substr(kMark.size())) + "\n") << file.name;
  }
}

// Cutting a file off anywhere must neither crash the loader nor leave it without an answer.
TEST(LoadCases, EveryPrefixOfAFileIsAnswered) {
  for (const char* name : {"good/graph-every-key.yaml", "good/policy-every-key.yaml",
                           "good/taxonomy-extension.yaml", "good/graph-braces.yaml"}) {
    const std::string text = samples().read(name, "").files.at(0).text;
    for (std::size_t size = 0; size < text.size(); size += 7) {
      const SourceText prefix{"good/prefix.yaml", text.substr(0, size)};
      Sources sources;
      const auto model = load({prefix}, samples(), testing::with_small_taxonomy(), &sources);
      if (model.ok()) continue;
      EXPECT_FALSE(model.problems().empty());
      EXPECT_FALSE(render(model.problems(), sources).empty());
    }
  }
}

}  // namespace
}  // namespace flowdown
