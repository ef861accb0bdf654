// Of each file the first problems by place are kept, up to a bound, and sorted when taken. The
// bound keeps a hopeless file from burying the others, and it comes before the search for
// suggestions, which is the costly part of a problem.
#include "load/problems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
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

bool Problems::is_beyond(const SourcePos& pos) const {
  const auto found = files_.find(pos.file);
  if (found == files_.end()) return false;
  const Diagnostics& kept = found->second.kept;
  return kept.size() >= kMaxProblemsPerFile && !(pos < kept[found->second.last].pos);
}

void Problems::add(Diagnostic problem) {
  ++count_;
  const bool beyond = is_beyond(problem.pos);
  OfFile& file = files_[problem.pos.file];
  ++file.found;
  if (beyond) return;
  if (file.kept.size() < kMaxProblemsPerFile) {
    file.kept.push_back(std::move(problem));
  } else {
    // Those of one place stay in the order in which they were found.
    file.kept.erase(file.kept.begin() + static_cast<std::ptrdiff_t>(file.last));
    file.kept.push_back(std::move(problem));
  }
  if (file.kept.size() < kMaxProblemsPerFile) return;
  const auto last =
      std::max_element(file.kept.rbegin(), file.kept.rend(),
                       [](const Diagnostic& a, const Diagnostic& b) { return a.pos < b.pos; });
  file.last = static_cast<std::size_t>(file.kept.rend() - last) - 1;
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
  if (!is_beyond(at.pos)) {
    if (const auto meant = nearest(name, candidates())) {
      help = fmt::format("did you mean {}?", quoted(*meant));
    }
  }
  add(at, fmt::format("unknown {} {}", kind, quoted(name)), std::move(help));
}

Diagnostics Problems::take() {
  Diagnostics problems;
  for (auto& [id, file] : files_) {
    std::move(file.kept.begin(), file.kept.end(), std::back_inserter(problems));
    if (file.found <= kMaxProblemsPerFile) continue;
    const std::size_t more = file.found - kMaxProblemsPerFile;
    problems.push_back(
        Diagnostic{{id, kLast, 0},
                   1,
                   fmt::format("{} more problem{} in this file", more, more == 1 ? "" : "s"),
                   {},
                   {},
                   {}});
  }
  files_.clear();
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.pos < b.pos; });
  for (Diagnostic& problem : problems) {
    if (problem.pos.line == kLast) problem.pos.line = 0;
  }
  return problems;
}

}  // namespace flowdown::loading
