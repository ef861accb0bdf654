// Names of files, identities and sentences, as all formats for other programs need them. A CI
// program matches a file by its name relative to the checkout, so names are put into one form by
// their text alone: nothing here looks at the disk.
#include "report/format_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "flowdown/report.hpp"
#include "report/layout.hpp"

namespace flowdown {
namespace {

// `a/./b/../c` is `a/c`. A leading `/` stays, and so do `..` that lead out of a relative name.
std::string plain_path(std::string_view path) {
  const bool absolute = path.starts_with('/');
  std::vector<std::string> parts;
  while (!path.empty()) {
    const std::size_t end = path.find('/');
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(end == path.npos ? path.size() : end + 1);
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (part != ".." || !absolute) {
      parts.emplace_back(part);
    }
  }
  return (absolute ? "/" : "") + separated(parts, "/");
}

}  // namespace

std::string file_name(std::string_view file, const ToolInfo& tool) {
  std::string name = plain_path(file);
  if (tool.directory.empty()) return name;
  const std::string root = plain_path(tool.directory);
  if (name.starts_with("../")) name = plain_path(fmt::format("{}/{}", root, name));
  const std::string below = root == "/" ? root : root + "/";
  return name.starts_with(below) ? name.substr(below.size()) : name;
}

std::string uri_of(std::string_view name) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string uri = name.starts_with('/') ? "file://" : "";
  for (const char c : name) {
    if (kPlain.find(c) != kPlain.npos) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

const std::string& FileNames::of(const std::string& file) {
  const auto [at, added] = names_.try_emplace(file);
  if (added) at->second = file_name(file, tool_);
  return at->second;
}

Place place_to_show(const Entry& entry, const BulletinHead& head) {
  Place place = entry.place;
  if (!place.known()) place.file = head.file.empty() ? head.graph : head.file;
  if (place.line == 0) place.line = 1;
  if (place.column == 0) place.column = 1;
  if (place.end <= place.column) place.end = place.column + 1;
  return place;
}

// Ids that are rarely alike are looked for among their hashes, which take less room.
Fingerprints::Fingerprints(const EntrySource& entries) {
  std::vector<std::pair<std::size_t, std::size_t>> hashes(entries.size());  // and indices
  for (std::size_t i = 0; i < entries.size(); ++i) {
    hashes[i] = {std::hash<std::string>()(entries.id(i)), i};
  }
  std::sort(hashes.begin(), hashes.end());
  for (auto begin = hashes.begin(); begin != hashes.end();) {
    const auto end =
        std::find_if(begin, hashes.end(), [&](const auto& of) { return of.first != begin->first; });
    if (end - begin > 1) {
      std::map<std::string, std::size_t> seen;
      for (auto at = begin; at != end; ++at) {
        const std::size_t nth = ++seen[entries.id(at->second)];
        if (nth > 1) nth_.emplace(at->second, nth);
      }
    }
    begin = end;
  }
}

std::string Fingerprints::of(std::size_t index, std::string_view id) const {
  const auto at = nth_.find(index);
  return at == nth_.end() ? printable(id) : fmt::format("{}-{}", printable(id), at->second);
}

std::string why_not_counted(const Entry& entry) {
  if (entry.change == Change::kGone) return "gone";
  if (entry.accepted) {
    return printable(fmt::format("accepted by {} until {}: {}", entry.accepted->owner,
                                 entry.accepted->expires.text(), entry.accepted->reason));
  }
  return entry.change == Change::kUnchanged ? "not new" : "";
}

std::string sentences(const Entry& entry) {
  std::string text = printable(entry.message) + '.';
  if (!entry.help.empty()) text += fmt::format(" What to do: {}.", printable(entry.help));
  if (!entry.causes.empty()) {
    const std::string_view what = entry.change == Change::kNew    ? "New"
                                  : entry.change == Change::kGone ? "Gone"
                                                                  : "Why";
    text += fmt::format(" {}: {}.", what, printable(separated(entry.causes, "; ")));
  }
  return text;
}

std::string way_in_words(const Entry& entry) {
  std::string text;
  for (const PathStep& step : entry.path) {
    const bool first = text.empty();
    if (!first) text += " → ";
    if (!step.agreement.empty()) {
      text += fmt::format("({}) → {}", printable(step.agreement), printable(step.party));
    } else {
      text += first ? printable(step.party) : printable(step.words);
    }
  }
  return text;
}

std::string cut(std::string_view text, std::size_t most) {
  if (columns(text) <= most) return std::string(text);
  return std::string(first_columns(text, most - 1)) + "…";
}

}  // namespace flowdown
