// Lint: tests/cases/lint has, for each code, files that have what it speaks of and near misses that
// have not. Each states all that lint says of its files. Below: how findings are said.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "flowdown/lint.hpp"
#include "flowdown/load.hpp"
#include "flowdown/report.hpp"
#include "support/audit_text.hpp"
#include "support/disk_files.hpp"
#include "support/memory_files.hpp"

namespace flowdown::testing {
namespace {

namespace fs = std::filesystem;

fs::path cases_folder() { return source_dir() / "tests/cases/lint"; }

std::vector<std::string> case_files() {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(cases_folder())) {
    if (!entry.is_regular_file()) continue;
    files.push_back(entry.path().lexically_relative(cases_folder()).generic_string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param.substr(0, info.param.size() - 4);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-' || c == '/'; }, '_');
  return name;
}

Model load_texts(std::vector<SourceText> files) {
  MemoryFiles none;
  Sources sources;
  Result<Model> model = load_any(std::move(files), none, {}, &sources);
  if (!model) throw std::runtime_error(render(model.problems(), sources));
  return std::move(model).value();
}

std::vector<LintFinding> lint_on(const Model& model, std::optional<Date> date = std::nullopt) {
  return lint(model, {date.value_or(kDefaultDate), date});
}

// file:line code severity kind id@version clause=…
std::string line_for(const Model& model, const LintFinding& finding) {
  const LintSubject& subject = finding.subject;
  std::string line = model.sources.name(finding.pos.file) + ":" + std::to_string(finding.pos.line) +
                     " " + std::string(info(finding.code).name) + " " +
                     std::string(name_of(finding.severity)) + " " + std::string(subject.kind);
  if (!subject.id.empty()) line += " " + subject.id;
  if (!subject.version.empty()) line += "@" + subject.version;
  if (!subject.clause.empty()) line += " clause=" + subject.clause;
  return line + "\n";
}

std::string lint_dump(const std::vector<SourceText>& files, std::optional<Date> date) {
  const Model model = load_texts(files);
  std::vector<std::string> lines;
  for (const LintFinding& finding : lint_on(model, date)) lines.push_back(line_for(model, finding));
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

class LintCases : public ::testing::TestWithParam<std::string> {
 protected:
  Case parsed = read_case(read_file(cases_folder() / GetParam()));
};

TEST_P(LintCases, SaysWhatTheFileExpects) {
  ASSERT_EQ(parsed.error, "");
  ASSERT_EQ(parsed.expectations.size(), 1U);
  const Expectation& expected = parsed.expectations.front();
  EXPECT_EQ(lint_dump(parsed.files, expected.as_of), expected.findings) << parsed.says;
  const std::string code = fs::path(GetParam()).parent_path().string();
  const std::string file = fs::path(GetParam()).filename().string();
  EXPECT_EQ(expected.findings.find(" " + code + " ") != std::string::npos,
            file.starts_with("hit-"));
  EXPECT_TRUE(file.starts_with("hit-") || file.starts_with("miss-"));
}

// Neither the order of the files nor that of the bytes in memory tells.
TEST_P(LintCases, SaysTheSameOfFilesInAnotherOrder) {
  const Model one = load_texts(parsed.files);
  std::reverse(parsed.files.begin(), parsed.files.end());
  const Model other = load_texts(parsed.files);
  const TextOptions options;
  const std::optional<Date> date = parsed.expectations.front().as_of;
  EXPECT_EQ(lint_text(one, lint_on(one, date), options),
            lint_text(other, lint_on(other, date), options));
  EXPECT_EQ(lint_json(one, lint_on(one, date)), lint_json(other, lint_on(other, date)));
}

TEST_P(LintCases, GivesEachFindingAnIdAndWords) {
  const Model model = load_texts(parsed.files);
  std::set<std::string> ids;
  for (const LintFinding& finding : lint_on(model, parsed.expectations.front().as_of)) {
    EXPECT_TRUE(ids.insert(id_of(finding)).second) << finding.message;
    EXPECT_TRUE(finding.pos) << finding.message;
    EXPECT_FALSE(finding.message.empty());
    EXPECT_FALSE(finding.message.ends_with('.')) << finding.message;
    EXPECT_FALSE(finding.help.empty()) << finding.message;
    EXPECT_FALSE(finding.help.ends_with('.')) << finding.help;
    EXPECT_EQ(std::count(finding.message.begin(), finding.message.end(), '`') % 2, 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Files, LintCases, ::testing::ValuesIn(case_files()), test_name);

TEST(LintCasesFolder, HasAHitAndANearMissForEveryCode) {
  std::map<std::string, std::set<std::string>> kinds;
  for (const std::string& file : case_files()) {
    const std::string name = fs::path(file).filename().string();
    kinds[fs::path(file).parent_path().string()].insert(name.substr(0, name.find('-')));
  }
  EXPECT_EQ(kinds.size(), kLintCodes);
  for (const LintCodeInfo& code : lint_code_table()) {
    EXPECT_EQ(kinds[std::string(code.name)], (std::set<std::string>{"hit", "miss"})) << code.name;
  }
}

constexpr std::string_view kPolicy = R"(flowdown: 1
policy: p
issuer: maker
document: standalone
source: a page
effective: 2024-01-01
rules:
  - prohibit: [sexual]
    clause: 1.a
  - allow: [erotic_chats]
    clause: "2"
)";

TEST(LintText, IsWhatCompilersPrintWithWhatToDo) {
  const Model model = load_texts({{"p.yaml", std::string(kPolicy)}});
  EXPECT_EQ(
      lint_text(model, lint_on(model), {}),
      R"(p.yaml:10:5: warning: `allow: [erotic_chats]` (clause 2) never takes effect: the same policy prohibits all of it, and a prohibition wins [lint-overridden-allowance]
    10 |   - allow: [erotic_chats]
       |     ^^^^^
    p.yaml:8:5: prohibited here
    for example: erotic chats
    help: if the document does allow it, carve it out of the prohibition
      (`except`, `when`, `unless`); else strike the allowance

1 warning in 1 file
)");
}

TEST(LintText, SaysThatThereIsNothing) {
  const Model model = load_texts({});
  EXPECT_EQ(lint_text(model, lint_on(model), {}), "nothing odd in 0 files\n");
}

TEST(LintText, ColoursAndWrapsWithoutTouchingTheFirstLine) {
  const Model model = load_texts({{"p.yaml", std::string(kPolicy)}});
  const std::string text = lint_text(model, lint_on(model), {40, true});
  EXPECT_TRUE(text.starts_with("\x1b[1mp.yaml:10:5:\x1b[0m \x1b[1;33mwarning\x1b[0m: `allow"))
      << text;
}

TEST(LintJson, HoldsEachFindingOnALine) {
  const Model model = load_texts({{"p.yaml", std::string(kPolicy)}});
  const std::vector<LintFinding> findings = lint_on(model);
  const std::string json = lint_json(model, findings);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_TRUE(json.starts_with(
      "{\"flowdown\": 1,\n \"summary\": {\"error\":0,\"warning\":1,\"note\":0,\"files\":1},\n"
      " \"findings\": [\n  {\"id\":\"" +
      id_of(findings[0]) +
      "\",\"code\":\"lint-overridden-allowance\",\"severity\":\"warning\","
      "\"subject\":{\"kind\":\"rule\",\"id\":\"p\",\"version\":null,\"clause\":\"2\"},"))
      << json;
  EXPECT_EQ(std::count(json.begin(), json.end(), '\n'), 5);
}

TEST(LintId, SurvivesMovedLinesAndRenamedFiles) {
  std::string moved(kPolicy);
  moved.insert(0, "# a comment\n");
  const Model before = load_texts({{"p.yaml", std::string(kPolicy)}});
  const Model after = load_texts({{"q.yaml", moved}});
  EXPECT_EQ(id_of(lint_on(before).at(0)), id_of(lint_on(after).at(0)));
}

// A graph next to a library that other graphs share: policies p (used) and q (not), both without a
// source, with as many more as `others`.
std::vector<std::string> lint_graph_with_library(std::size_t others,
                                                 const std::vector<std::string>& asked) {
  const auto policy = [](const std::string& id) {
    return "flowdown: 1\npolicy: " + id +
           "\nissuer: maker\ndocument: standalone\neffective: 2024-01-01\nrules: []\n";
  };
  MemoryFiles files;
  files.add("library/p.yaml", policy("p"));
  files.add("library/q.yaml", policy("q"));
  for (std::size_t i = 0; i < others; ++i) {
    const std::string id = "q" + std::to_string(i);
    files.add("library/" + id + ".yaml", policy(id));
  }
  const Result<Model> model = load_any({{"graph.yaml",
                                         "flowdown: 1\ngraph: g\npolicies: [library]\n"
                                         "parties: {maker: {kind: developer, policies: [p]}}\n"}},
                                       files, {}, nullptr);
  std::vector<std::string> lines;
  for (const LintFinding& finding : lint(model.value(), {kDefaultDate, std::nullopt, asked})) {
    lines.push_back(line_for(model.value(), finding));
  }
  return lines;
}

TEST(LintAsked, OfALibraryOnlyWhatTheGraphUses) {
  const std::vector<std::string> used = {"library/p.yaml:2 lint-no-source warning policy p\n"};
  EXPECT_EQ(lint_graph_with_library(6, {"graph.yaml"}), used);
}

TEST(LintAsked, FewPoliciesThatNobodyRefersToAreNoLibrary) {
  const std::vector<std::string> lines = lint_graph_with_library(0, {"graph.yaml"});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1], "library/q.yaml:2 lint-unused-policy note policy q\n");
}

TEST(LintAsked, WhatIsNamedIsLookedAt) {
  const std::vector<std::string> lines =
      lint_graph_with_library(6, {"graph.yaml", "library/q.yaml"});
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[1], "library/q.yaml:2 lint-no-source warning policy q\n");
  EXPECT_EQ(lines[2], "library/q.yaml:2 lint-unused-policy note policy q\n");
}

// Finds the shipped taxonomy by the name that the loader gives it.
TEST(LintFiles, AreWithoutTheBuiltInTaxonomy) {
  const Model model = load_texts({{"p.yaml", std::string(kPolicy)}});
  EXPECT_EQ(model.sources.size(), 2U);
  EXPECT_EQ(files_of(model), 1U);
}

}  // namespace
}  // namespace flowdown::testing
