// The tables of codes, and the page and text made from it.

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "flowdown/findings.hpp"
#include "flowdown/lint.hpp"
#include "flowdown/report.hpp"
#include "report/layout.hpp"
#include "support/disk_files.hpp"

namespace flowdown {
namespace {

template <class Entry>
void expect_every_part(const Entry& code) {
  SCOPED_TRACE(code.name);
  EXPECT_EQ(&info(code.code), &code);
  for (const std::string_view sentence : {code.when, code.meaning, code.example, code.action}) {
    EXPECT_TRUE(sentence.ends_with('.')) << sentence;
  }
  EXPECT_FALSE(code.title.empty());
  EXPECT_FALSE(code.title.ends_with('.'));
  const std::string_view first = code.severity.substr(0, code.severity.find(' '));
  EXPECT_TRUE(first == "error" || first == "warning" || first == "note") << code.severity;
}

TEST(Codes, EachHasAnEntryWithEveryPart) {
  std::set<std::string_view> names;
  for (const CodeInfo& code : code_table()) {
    expect_every_part(code);
    EXPECT_EQ(code_named(code.name), code.code);
    EXPECT_EQ(lint_code_named(code.name), std::nullopt);
    names.insert(code.name);
  }
  EXPECT_EQ(names.size(), kCodes);
}

TEST(Codes, EachOfLintHasAnEntryWithEveryPart) {
  std::set<std::string_view> names;
  for (const LintCodeInfo& code : lint_code_table()) {
    expect_every_part(code);
    EXPECT_EQ(lint_code_named(code.name), code.code);
    EXPECT_EQ(code_named(code.name), std::nullopt);
    EXPECT_TRUE(code.name.starts_with("lint-")) << code.name;
    names.insert(code.name);
  }
  EXPECT_EQ(names.size(), kLintCodes);
}

TEST(Codes, NoOtherNameIsACode) {
  for (const std::string_view name :
       {"", "gap", "Gap-silent", "gap_silent", "gap-silent ", "lint", "lint-"}) {
    EXPECT_EQ(code_named(name), std::nullopt) << name;
    EXPECT_EQ(lint_code_named(name), std::nullopt) << name;
    EXPECT_EQ(codes_text(name), std::nullopt) << name;
  }
}

TEST(Codes, SeveritiesHaveNames) {
  EXPECT_EQ(name_of(Severity::kError), "error");
  EXPECT_EQ(name_of(Severity::kWarning), "warning");
  EXPECT_EQ(name_of(Severity::kNote), "note");
}

TEST(Codes, ThePageInDocsIsWhatTheProgramPrints) {
  EXPECT_EQ(testing::read_file(testing::source_dir() / "docs/codes.md"), codes_markdown());
}

TEST(Codes, TextFitsATerminal) {
  std::string text = codes_text();
  std::vector<std::string_view> names;
  for (const CodeInfo& code : code_table()) names.push_back(code.name);
  for (const LintCodeInfo& code : lint_code_table()) names.push_back(code.name);
  for (const std::string_view name : names) {
    EXPECT_NE(text.find(std::string(name) + " "), std::string::npos) << name;
    text += codes_text(name).value();
  }
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n', begin)) {
    const std::string line = text.substr(begin, end - begin);
    EXPECT_LE(columns(line), 80U) << line;
    begin = end + 1;
  }
}

TEST(Codes, TextOfOneSaysWhatToDo) {
  for (const std::string name : {"gap-silent", "lint-no-source"}) {
    const std::string text = codes_text(name).value();
    EXPECT_TRUE(text.starts_with(name + ": ")) << text;
    for (const char* part : {"Severity: ", "For example: ", "What to do: "}) {
      EXPECT_NE(text.find(part), std::string::npos) << part;
    }
  }
}

}  // namespace
}  // namespace flowdown
