// Whole audits from files: cases/codes has, for each finding code, cases that produce it and near
// misses that must not; cases/scenarios has the situations that supply chains get into. Each file
// is a test, and states all findings of its chain, so that none hides.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "flowdown/findings.hpp"
#include "support/audit_text.hpp"

namespace flowdown::testing {
namespace {

namespace fs = std::filesystem;

fs::path cases_folder() { return fs::path(FLOWDOWN_SOURCE_DIR) / "tests" / "cases"; }

// All files of cases below a folder, sorted, relative to the folder of all cases.
std::vector<std::string> case_files(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(cases_folder() / folder)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".txt") continue;
    files.push_back(entry.path().lexically_relative(cases_folder()).generic_string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Case case_in(const std::string& file) {
  std::ifstream stream(cases_folder() / file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return read_case(text.str());
}

// The file as a test's name: letters, digits and underscores.
std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  const fs::path path(info.param);
  std::string name = path.parent_path().filename().string() + "_" + path.stem().string();
  for (char& c : name) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!kept) c = '_';
  }
  return name;
}

class JudgeCases : public ::testing::TestWithParam<std::string> {};

TEST_P(JudgeCases, FindsWhatTheFileExpects) {
  const Case parsed = case_in(GetParam());
  ASSERT_EQ(parsed.error, "") << GetParam();
  ASSERT_FALSE(parsed.says.empty()) << GetParam();
  ASSERT_FALSE(parsed.expectations.empty()) << GetParam();
  for (const Expectation& expected : parsed.expectations) {
    EXPECT_EQ(audit(parsed.files, expected.as_of), expected.findings)
        << GetParam() << (expected.as_of ? " on " + expected.as_of->text() : "") << "\n"
        << parsed.says;
  }
}

// The findings do not depend on the order in which files are read.
TEST_P(JudgeCases, FindsTheSameInFilesOfAnotherOrder) {
  Case parsed = case_in(GetParam());
  for (SourceText& file : parsed.files) {
    const bool renamable = !file.name.starts_with("graph") && file.name != "taxonomy.yaml";
    // Policies are read by name; so the last becomes the first.
    if (renamable)
      file.name = std::string(1, static_cast<char>('z' - (file.name[0] - 'a') % 26)) + file.name;
  }
  std::reverse(parsed.files.begin(), parsed.files.end());
  for (const Expectation& expected : parsed.expectations) {
    EXPECT_EQ(audit(parsed.files, expected.as_of), expected.findings) << GetParam();
  }
}

INSTANTIATE_TEST_SUITE_P(Codes, JudgeCases, ::testing::ValuesIn(case_files("codes")), test_name);
INSTANTIATE_TEST_SUITE_P(Scenarios, JudgeCases, ::testing::ValuesIn(case_files("scenarios")),
                         test_name);

// Whether the case expects a finding of the code, on the first date that it states.
bool expects(const Case& parsed, std::string_view code) {
  if (parsed.expectations.empty()) return false;
  const std::string findings = "\n" + parsed.expectations.front().findings;
  return findings.find("\n" + std::string(code) + " ") != std::string::npos;
}

TEST(JudgeCasesFolder, HasAHitAndANearMissForEveryCode) {
  for (const CodeInfo& code : code_table()) {
    const std::string name(code.name);
    ASSERT_TRUE(fs::is_directory(cases_folder() / "codes" / name)) << name;
    int hits = 0, misses = 0;
    for (const std::string& file : case_files("codes/" + name)) {
      const bool is_hit = fs::path(file).filename().string().starts_with("hit-");
      const bool is_miss = fs::path(file).filename().string().starts_with("miss-");
      EXPECT_TRUE(is_hit || is_miss) << file;
      EXPECT_EQ(expects(case_in(file), name), is_hit) << file;
      (is_hit ? hits : misses) += 1;
    }
    EXPECT_GE(hits, 1) << name;
    EXPECT_GE(misses, 1) << name;
  }
}

TEST(JudgeCasesFolder, HasNoFolderButThoseOfCodes) {
  for (const auto& entry : fs::directory_iterator(cases_folder() / "codes")) {
    EXPECT_TRUE(code_named(entry.path().filename().string())) << entry.path();
  }
}

TEST(AuditText, LoadsAllFilesOfOneText) {
  EXPECT_EQ(audit_text(R"(=== graph.yaml
flowdown: 1
graph: g
policies: [policies]
parties:
  maker: {kind: developer, policies: [aup], practices: [monitoring]}
  shop: {kind: application, policies: none, practices: [monitoring]}
artifacts:
  model: {kind: model, developer: maker}
agreements:
  - {id: supply, from: maker, to: shop, artifacts: [model], channel: api, incorporates: [aup]}
=== aup.yaml
flowdown: 1
policy: aup
issuer: maker
document: standalone
rules: [{prohibit: hate_speech}]
)"),
            "gap-silent warning party=shop artifact=model policy=aup uses=hate_speech\n");
}

TEST(AuditText, SaysWhyATextDoesNotLoad) {
  const std::string text = audit_text("=== graph.yaml\nflowdown: 1\ngraph: g\nparty: {}\n");
  EXPECT_NE(text.find("graph.yaml:3:1: error: "), std::string::npos) << text;
}

TEST(AuditText, SaysWhyATextIsNoCase) {
  EXPECT_NE(read_case("=== graph.yaml\n").error, "");
  EXPECT_NE(read_case("# says: x\n").error, "");
  EXPECT_NE(read_case("# says: x\nnowhere\n").error, "");
  EXPECT_NE(read_case("# says: x\n=== expect\n=== graph.yaml\n").error, "");
  EXPECT_NE(read_case("# says: x\n=== graph.yaml\n=== expect 2023-02-29\n").error, "");
}

TEST(AuditText, ReadsWhatACaseExpects) {
  const Case parsed = read_case(
      "# says: why\n=== graph.yaml\na: b\n=== expect\nz\n\n# said\na\n"
      "=== expect 2025-01-31\nb\n");
  EXPECT_EQ(parsed.error, "");
  EXPECT_EQ(parsed.says, "why");
  ASSERT_EQ(parsed.files.size(), 1U);
  EXPECT_EQ(parsed.files[0].text, "a: b\n");
  ASSERT_EQ(parsed.expectations.size(), 2U);
  EXPECT_EQ(parsed.expectations[0].findings, "a\nz\n");
  EXPECT_FALSE(parsed.expectations[0].as_of);
  EXPECT_EQ(parsed.expectations[1].findings, "b\n");
  EXPECT_EQ(parsed.expectations[1].as_of, Date::parse("2025-01-31"));
}

}  // namespace
}  // namespace flowdown::testing
