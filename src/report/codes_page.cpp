// Two tables of codes, of findings and of lint, and two ways to read them. docs/codes.md is written
// by codes_markdown(), and a test holds the file to it; to change the page, change
// src/judge/codes.cpp or src/lint/codes.cpp.
#include <fmt/format.h>

#include "flowdown/report.hpp"
#include "report/layout.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kWidth = 80;       // of text
constexpr std::size_t kPageWidth = 100;  // of the page's source

// The severities that occur, without their reasons.
template <class Entry>
std::string_view short_severity(const Entry& code) {
  return code.severity.substr(0, code.severity.find(" ("));
}

std::string paragraph(std::string_view text, std::size_t width, std::string_view first = {},
                      std::string_view rest = {}) {
  return wrap(text, width, first, rest);
}

template <class Table>
std::string table_text(const Table& table) {
  std::string out;
  for (const auto& code : table) {
    out += fmt::format("{:<20} {}\n", code.name, short_severity(code));
    out += paragraph(code.when, kWidth, "    ", "    ");
  }
  return out;
}

template <class Entry>
std::string one_text(const Entry& code) {
  std::string out = fmt::format("{}: {}\n\n", code.name, code.title);
  out += paragraph(code.when, kWidth) + '\n';
  out += paragraph(fmt::format("Severity: {}.", code.severity), kWidth, "", "  ") + '\n';
  out += paragraph(code.meaning, kWidth) + '\n';
  out += paragraph(fmt::format("For example: {}", code.example), kWidth, "", "  ") + '\n';
  out += paragraph(fmt::format("What to do: {}", code.action), kWidth, "", "  ");
  return out;
}

template <class Table>
std::string table_markdown(const Table& table) {
  std::string out = "\n| code | severity | when |\n|---|---|---|\n";
  for (const auto& code : table) {
    out += fmt::format("| [{0}](#{0}) | {1} | {2} |\n", code.name, short_severity(code), code.when);
  }
  return out;
}

template <class Table>
std::string sections_markdown(const Table& table) {
  std::string out;
  for (const auto& code : table) {
    out += fmt::format("\n## {}\n\n**{}.**\n", code.name, code.title);
    out += paragraph(code.when, kPageWidth) + '\n';
    out += paragraph(fmt::format("*Severity:* {}.", code.severity), kPageWidth) + '\n';
    out += paragraph(code.meaning, kPageWidth) + '\n';
    out += paragraph(fmt::format("*Example.* {}", code.example), kPageWidth) + '\n';
    out += paragraph(fmt::format("*What to do.* {}", code.action), kPageWidth);
  }
  return out;
}

}  // namespace

std::string codes_markdown() {
  std::string out =
      "# Finding codes\n\n"
      "What each finding of `flowdown check` means, when it is made, and what to do about it. "
      "`flowdown codes CODE`\nprints the same. The exact conditions are in "
      "[semantics.md](semantics.md), "
      "section 8. The codes of `flowdown lint`\nfollow [below](#lint-codes).\n\n";
  out += paragraph(
      "An **error** makes `flowdown check` fail. A **warning** deserves attention. A **note** is "
      "for your "
      "information. A finding is **tentative** where it rests on something that is not known for "
      "certain: "
      "a file that does not hold every rule of its document, practices that are not stated, a fact "
      "of low "
      "confidence. A tentative error is reported as a warning.",
      kPageWidth);
  out += table_markdown(code_table()) + sections_markdown(code_table());
  out += "\n# Lint codes\n\n";
  out += paragraph(
      "`flowdown lint` judges the files themselves, not the parties: rules that say nothing or say "
      "it twice, references without effect, facts without a source. The loader has accepted the "
      "files, so nothing here is an error; warnings fail `flowdown lint` unless `--fail-on` "
      "says otherwise. What is said of rules is exact: it was decided for all points together (see "
      "[semantics.md](semantics.md), section 1). Of files that a graph names under `policies`, but "
      "that were not named on the command line, only the policies that the graph uses are looked "
      "at, and only warnings are given.",
      kPageWidth);
  out += table_markdown(lint_code_table()) + sections_markdown(lint_code_table());
  return out;
}

std::string codes_text() {
  return table_text(code_table()) + "\nOf `flowdown lint`:\n\n" + table_text(lint_code_table()) +
         "\n`flowdown codes CODE` says more of one code.\n";
}

std::optional<std::string> codes_text(std::string_view code) {
  if (const auto of_finding = code_named(code)) return one_text(info(*of_finding));
  if (const auto of_lint = lint_code_named(code)) return one_text(info(*of_lint));
  return std::nullopt;
}

}  // namespace flowdown
