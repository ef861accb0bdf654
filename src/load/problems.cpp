// Problems are kept in the order in which they are found, up to a bound for each file, and sorted
// by place when taken. The bound keeps a hopeless file from burying the others, and it comes before
// the search for suggestions, which is the costly part of a problem.
#include "load/problems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "load/suggest.hpp"

namespace flowdown::loading {
namespace {

// The line of a problem that shall be sorted after all others of its file.
constexpr std::uint32_t kLast = 0xffffffffU;

}  // namespace

std::string quoted(std::string_view text) {
  constexpr std::size_t kMaxShown = 80;
  std::string shown = "`";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts_character = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (i >= kMaxShown && starts_character) {
      shown += "…";
      break;
    }
    if (text[i] == '\n') {
      shown += "\\n";
    } else {
      shown += text[i];
    }
  }
  return shown + "`";
}

std::string listed(const std::vector<std::string_view>& words, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? fmt::format(" {} ", last) : std::string(", ");
    text += quoted(words[i]);
  }
  return text;
}

bool Problems::full(FileId file) const {
  const auto found = per_file_.find(file);
  return found != per_file_.end() && found->second >= kMaxProblemsPerFile;
}

void Problems::add(Diagnostic problem) {
  ++count_;
  const bool is_full = full(problem.pos.file);
  ++per_file_[problem.pos.file];
  if (!is_full) kept_.push_back(std::move(problem));
}

void Problems::add(const YamlNode& at, std::string message, std::string help) {
  add(Diagnostic{at.pos, at.length, std::move(message), std::move(help), {}, {}});
}

void Problems::add_against(const YamlNode& at, std::string message, const SourcePos& related,
                           std::string related_message, std::string help) {
  add(Diagnostic{at.pos, at.length, std::move(message), std::move(help), related,
                 std::move(related_message)});
}

void Problems::add_unknown(const YamlNode& at, std::string_view kind, std::string_view name,
                           const std::function<Candidates()>& candidates, std::string otherwise) {
  if (!all_names_known_) return;
  std::string help = std::move(otherwise);
  if (!full(at.pos.file)) {
    if (const auto meant = nearest(name, candidates())) {
      help = fmt::format("did you mean {}?", quoted(*meant));
    }
  }
  add(at, fmt::format("unknown {} {}", kind, quoted(name)), std::move(help));
}

Diagnostics Problems::take() {
  Diagnostics problems = std::move(kept_);
  kept_.clear();
  for (const auto& [file, found] : per_file_) {
    if (found <= kMaxProblemsPerFile) continue;
    const std::size_t more = found - kMaxProblemsPerFile;
    problems.push_back(
        Diagnostic{{file, kLast, 0},
                   1,
                   fmt::format("{} more problem{} in this file", more, more == 1 ? "" : "s"),
                   {},
                   {},
                   {}});
  }
  per_file_.clear();
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.pos < b.pos; });
  for (Diagnostic& problem : problems) {
    if (problem.pos.line == kLast) problem.pos.line = 0;
  }
  return problems;
}

}  // namespace flowdown::loading
