// The table of finding codes, and the page and text made from it.

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "flowdown/findings.hpp"
#include "flowdown/report.hpp"
#include "report/layout.hpp"
#include "support/disk_files.hpp"

namespace flowdown {
namespace {

TEST(Codes, EachHasAnEntryWithEveryPart) {
  std::set<std::string_view> names;
  for (const CodeInfo& code : code_table()) {
    SCOPED_TRACE(code.name);
    names.insert(code.name);
    EXPECT_EQ(&info(code.code), &code);
    EXPECT_EQ(code_named(code.name), code.code);
    for (const std::string_view sentence : {code.when, code.meaning, code.example, code.action}) {
      EXPECT_TRUE(sentence.ends_with('.')) << sentence;
    }
    EXPECT_FALSE(code.title.empty());
    EXPECT_FALSE(code.title.ends_with('.'));
  }
  EXPECT_EQ(names.size(), kCodes);
}

TEST(Codes, SeverityBeginsWithAKnownOne) {
  for (const CodeInfo& code : code_table()) {
    const std::string_view first = code.severity.substr(0, code.severity.find(' '));
    EXPECT_TRUE(first == "error" || first == "warning" || first == "note") << code.severity;
  }
}

TEST(Codes, NoOtherNameIsACode) {
  for (const std::string_view name : {"", "gap", "Gap-silent", "gap_silent", "gap-silent "}) {
    EXPECT_EQ(code_named(name), std::nullopt) << name;
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
  for (const CodeInfo& code : code_table()) {
    EXPECT_NE(text.find(code.name), std::string::npos) << code.name;
    text += codes_text(code.code);
  }
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n', begin)) {
    const std::string line = text.substr(begin, end - begin);
    EXPECT_LE(columns(line), 80U) << line;
    begin = end + 1;
  }
}

TEST(Codes, TextOfOneSaysWhatToDo) {
  const std::string text = codes_text(Code::kGapSilent);
  EXPECT_TRUE(text.starts_with("gap-silent: ")) << text;
  for (const char* part : {"Severity: ", "For example: ", "What to do: "}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
}

}  // namespace
}  // namespace flowdown
