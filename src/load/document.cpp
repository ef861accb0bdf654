// What the first two keys of a file say. A file of another version is not looked at any further,
// since nothing in it may mean what it means here; a slip in the order of the keys is reported, and
// the rest read all the same.
#include "load/document.hpp"

#include <fmt/format.h>

#include "load/fields.hpp"
#include "load/suggest.hpp"

namespace flowdown::loading {
namespace {

bool check_version(const YamlNode& version, Problems& problems) {
  if (version.is_word() && version.plain && version.text == "1") return true;
  if (version.is_word()) {
    problems.add(version,
                 fmt::format("version {} of the format is not supported", quoted(version.text)),
                 "the version supported is 1: write `flowdown: 1`");
  } else if (version.kind != YamlNode::Kind::kRefused) {
    problems.add(version, "`flowdown` must be the version of the format", "write `flowdown: 1`");
  }
  return false;
}

}  // namespace

std::optional<KindFound> find_kind(const YamlNode& root, const Candidates& kinds,
                                   Problems& problems) {
  if (!root.is_map()) {
    if (root.kind != YamlNode::Kind::kRefused) {
      problems.add(
          root, fmt::format("the file must be a mapping of keys to values, not {}", kind_of(root)));
    }
    return std::nullopt;
  }
  if (root.entries.empty()) {
    problems.add(root, "the file is empty", "begin it with `flowdown: 1`");
    return std::nullopt;
  }
  for (const YamlEntry& entry : root.entries) {
    if (entry.key.text == "flowdown" && !check_version(entry.value, problems)) return std::nullopt;
  }
  const YamlNode& first = root.entries[0].key;
  if (first.text != "flowdown") {
    problems.add(first, fmt::format("the first key must be `flowdown`, not {}", quoted(first.text)),
                 "begin the file with `flowdown: 1`");
  }
  for (std::size_t i = 0; i < root.entries.size(); ++i) {
    const YamlEntry& entry = root.entries[i];
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      if (entry.key.text != kinds[kind]) continue;
      if (i != 1 && first.text == "flowdown") {
        problems.add(entry.key, fmt::format("{} must be the second key", quoted(kinds[kind])));
      }
      return KindFound{kind, &entry};
    }
  }
  const YamlNode& second = root.entries[root.entries.size() > 1 ? 1 : 0].key;
  const auto meant = nearest(second.text, kinds);
  problems.add(second, fmt::format("the second key must be {}", listed(kinds, "or")),
               meant ? fmt::format("did you mean {}?", quoted(*meant)) : std::string());
  return std::nullopt;
}

}  // namespace flowdown::loading
