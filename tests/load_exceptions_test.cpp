// The sample files in tests/cases/exceptions: every file in `good` is read, and every file in `bad`
// is answered with just the problem that its first line states:
//
//     # expect: <line>:<column> <message>
//
// tests/cli/exceptions_test.py runs the same files against the JSON Schema; a second line
// `# schema: blind` marks those whose problem a schema cannot see.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "flowdown/exceptions.hpp"
#include "flowdown/findings.hpp"
#include "support/memory_files.hpp"

namespace flowdown {
namespace {

constexpr std::string_view kGraph = R"(flowdown: 1
graph: g
policies: [policies]
parties:
  maker: {kind: developer, policies: [maker-aup]}
  shop: {kind: application}
artifacts:
  model: {kind: model, developer: maker}
agreements:
  - {id: supply, from: maker, to: shop, artifacts: [model], channel: api}
)";

const Model& model() {
  static const Model loaded = [] {
    testing::MemoryFiles files;
    files.add("policies/p.yaml",
              "flowdown: 1\npolicy: maker-aup\nissuer: maker\ndocument: standalone\nrules: []\n");
    return load({{"graph.yaml", std::string(kGraph)}}, files, testing::with_small_taxonomy())
        .value();
  }();
  return loaded;
}

Result<Exceptions> read(SourceText file, Sources* sources = nullptr) {
  std::array<std::string_view, kCodes> codes;
  for (std::size_t i = 0; i < kCodes; ++i) codes[i] = code_table()[i].name;
  return load_exceptions(std::move(file), model(), codes, sources);
}

std::vector<SourceText> folder(std::string_view name) {
  const auto root =
      std::filesystem::path(FLOWDOWN_SOURCE_DIR) / "tests" / "cases" / "exceptions" / name;
  std::vector<SourceText> files;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    files.push_back({entry.path().filename().string(), text.str()});
  }
  return files;
}

TEST(LoadExceptions, GoodFilesAreRead) {
  const auto files = folder("good");
  ASSERT_GE(files.size(), 4U);
  for (const SourceText& file : files) {
    Sources sources;
    const auto exceptions = read(file, &sources);
    EXPECT_TRUE(exceptions.ok()) << render(exceptions.problems(), sources);
  }
}

TEST(LoadExceptions, BadFilesAreAnsweredAsTheySay) {
  const auto files = folder("bad");
  ASSERT_GE(files.size(), 20U);
  for (const SourceText& file : files) {
    const std::string first = file.text.substr(0, file.text.find('\n'));
    ASSERT_TRUE(first.starts_with("# expect: ")) << file.name;
    Sources sources;
    const auto exceptions = read(file, &sources);
    ASSERT_FALSE(exceptions.ok()) << file.name;
    EXPECT_EQ(testing::brief(exceptions.problems(), sources, file.name), first.substr(10) + "\n")
        << file.name;
  }
}

TEST(LoadExceptions, EveryProblemIsReportedInOneRun) {
  Sources sources;
  const auto exceptions = read({"e.yaml",
                                "flowdown: 1\nexceptions:\n"
                                "  - {code: gap-silnet, party: shop, owner: o}\n"
                                "  - {finding: x, reason: r, owner: o, expires: soon, why: not}\n"},
                               &sources);
  ASSERT_FALSE(exceptions.ok());
  EXPECT_EQ(testing::brief(exceptions.problems(), sources, "e.yaml"),
            "3:5 an exception has no `reason`\n"
            "3:5 an exception has no `expires`\n"
            "3:12 unknown code `gap-silnet`\n"
            "4:15 `x` cannot be the id of a finding\n"
            "4:48 `expires` must be a date, not `soon`\n"
            "4:54 unknown key `why`\n");
  EXPECT_NE(render(exceptions.problems(), sources).find("did you mean `gap-silent`?"),
            std::string::npos);
}

TEST(LoadExceptions, ValuesAreTaken) {
  SourceText every_key;
  for (const SourceText& file : folder("good")) {
    if (file.name == "every-key.yaml") every_key = file;
  }
  const auto exceptions = read(every_key);
  ASSERT_TRUE(exceptions.ok());
  ASSERT_EQ(exceptions.value().entries.size(), 2U);
  const Exception& first = exceptions.value().entries[0];
  const Exception& second = exceptions.value().entries[1];
  EXPECT_EQ(first.finding, "b295cf3f37bd58dc");
  EXPECT_EQ(first.reason, "The contract is being signed.");
  EXPECT_EQ(first.owner, "Ann Example, legal");
  EXPECT_EQ(first.expires.text(), "2026-12-31");
  EXPECT_EQ(first.pos.line, 3U);
  ASSERT_TRUE(first.uses);
  EXPECT_TRUE(first.uses->contains(*model().taxonomy.find_use("harassment.satire")));
  EXPECT_FALSE(first.uses->contains(*model().taxonomy.find_use("unlawful")));
  EXPECT_EQ(second.codes, (std::vector<std::string>{"gap-silent", "gap-narrower"}));
  EXPECT_EQ(second.parties, std::vector<std::string>{"shop"});
  EXPECT_EQ(second.agreements, std::vector<std::string>{"supply"});
  EXPECT_EQ(second.artifacts, std::vector<std::string>{"model"});
  EXPECT_EQ(second.policies, std::vector<std::string>{"maker-aup"});
  EXPECT_TRUE(second.uses->contains(*model().taxonomy.find_use("unlawful")));
  EXPECT_TRUE(first.doubts.empty() && second.doubts.empty());
}

TEST(LoadExceptions, NamesThatTheGraphDoesNotHaveAreDoubts) {
  const auto exceptions =
      read({"e.yaml",
            "flowdown: 1\nexceptions:\n  - {code: drift, party: [shop, shup], artifact: moddel, "
            "agreement: zzz, policy: maker-aup@1, reason: r, owner: o, expires: 2026-12-31}\n"});
  ASSERT_TRUE(exceptions.ok());
  EXPECT_EQ(exceptions.value().entries[0].doubts,
            (std::vector<std::string>{"there is no party `shup`; did you mean `shop`?",
                                      "there is no agreement `zzz`",
                                      "there is no artifact `moddel`; did you mean `model`?",
                                      "there is no policy `maker-aup@1`; did you mean "
                                      "`maker-aup`?"}));
}

// Cutting a file off anywhere must neither crash the reader nor leave it without an answer.
TEST(LoadExceptions, EveryPrefixOfAFileIsAnswered) {
  for (const SourceText& file : folder("good")) {
    for (std::size_t size = 0; size < file.text.size(); size += 3) {
      Sources sources;
      const auto exceptions = read({"prefix.yaml", file.text.substr(0, size)}, &sources);
      if (exceptions.ok()) continue;
      EXPECT_FALSE(render(exceptions.problems(), sources).empty());
    }
  }
}

}  // namespace
}  // namespace flowdown
