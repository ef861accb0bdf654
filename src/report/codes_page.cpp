// One table of codes, two ways to read it. docs/codes.md is written by codes_markdown(), and a test
// holds the file to it; to change the page, change src/judge/codes.cpp.
#include <fmt/format.h>

#include "flowdown/report.hpp"
#include "report/layout.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kWidth = 80;       // of text
constexpr std::size_t kPageWidth = 100;  // of the page's source

// The severities that occur, without their reasons.
std::string_view short_severity(const CodeInfo& code) {
  return code.severity.substr(0, code.severity.find(" ("));
}

std::string paragraph(std::string_view text, std::size_t width, std::string_view first = {},
                      std::string_view rest = {}) {
  return wrap(text, width, first, rest);
}

std::string table_text() {
  std::string out;
  for (const CodeInfo& code : code_table()) {
    out += fmt::format("{:<20} {}\n", code.name, short_severity(code));
    out += paragraph(code.when, kWidth, "    ", "    ");
  }
  out += "\n`flowdown codes CODE` says more of one code.\n";
  return out;
}

std::string one_text(const CodeInfo& code) {
  std::string out = fmt::format("{}: {}\n\n", code.name, code.title);
  out += paragraph(code.when, kWidth) + '\n';
  out += paragraph(fmt::format("Severity: {}.", code.severity), kWidth, "", "  ") + '\n';
  out += paragraph(code.meaning, kWidth) + '\n';
  out += paragraph(fmt::format("For example: {}", code.example), kWidth, "", "  ") + '\n';
  out += paragraph(fmt::format("What to do: {}", code.action), kWidth, "", "  ");
  return out;
}

}  // namespace

std::string codes_markdown() {
  std::string out =
      "# Finding codes\n\n"
      "What each finding of `flowdown check` means, when it is made, and what to do about it. "
      "`flowdown codes CODE`\nprints the same. The exact conditions are in "
      "[semantics.md](semantics.md), "
      "section 8.\n\n";
  out += paragraph(
      "An **error** makes `flowdown check` fail. A **warning** deserves attention. A **note** is "
      "for your "
      "information. A finding is **tentative** where it rests on something that is not known for "
      "certain: "
      "a file that does not hold every rule of its document, practices that are not stated, a fact "
      "of low "
      "confidence. A tentative error is reported as a warning.",
      kPageWidth);
  out += "\n| code | severity | when |\n|---|---|---|\n";
  for (const CodeInfo& code : code_table()) {
    out += fmt::format("| [{0}](#{0}) | {1} | {2} |\n", code.name, short_severity(code), code.when);
  }
  for (const CodeInfo& code : code_table()) {
    out += fmt::format("\n## {}\n\n**{}.**\n", code.name, code.title);
    out += paragraph(code.when, kPageWidth) + '\n';
    out += paragraph(fmt::format("*Severity:* {}.", code.severity), kPageWidth) + '\n';
    out += paragraph(code.meaning, kPageWidth) + '\n';
    out += paragraph(fmt::format("*Example.* {}", code.example), kPageWidth) + '\n';
    out += paragraph(fmt::format("*What to do.* {}", code.action), kPageWidth);
  }
  return out;
}

std::string codes_text(std::optional<Code> code) {
  return code ? one_text(info(*code)) : table_text();
}

}  // namespace flowdown
