// What a catalogue says, before anybody asks what it means: texts, lists and mappings with the line
// where they stand. Unlike the loader's own tree this one takes what it can get: a catalogue is not
// ours to correct.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowdown::importing {

struct TreeEntry;

struct Tree {
  enum class Kind : std::uint8_t { kNothing, kText, kList, kMap };
  Kind kind = Kind::kNothing;
  std::uint32_t line = 0;
  bool number = false;  // of JSON: a number or truth value
  std::string text;     // numbers and truth values, too, as they are written
  std::vector<Tree> items;
  std::vector<TreeEntry> entries;  // keys differ; of equal ones the last counts

  bool is_text() const { return kind == Kind::kText; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_map() const { return kind == Kind::kMap; }
  // The value of a key of a mapping; null where there is none.
  const Tree* find(std::string_view key) const;
};

struct TreeEntry {
  std::string key;
  Tree value;
};

inline constexpr std::size_t kMaxTreeDepth = 64;
// Aliases are copied out, so what a file grows to is bounded.
inline constexpr std::size_t kMaxTreeNodes = 4'000'000;
inline constexpr std::size_t kMaxTreeBytes = std::size_t{256} << 20U;

// A key that its mapping has already.
struct RepeatedKey {
  std::string key;
  std::uint32_t line = 0;  // of its later value
};

struct ParsedTree {
  std::optional<Tree> root;
  std::vector<Tree> more;  // the documents after the first
  std::vector<RepeatedKey> repeated;
  std::string error;  // why there is none, or no more than these
  std::uint32_t error_line = 0;
};

// The documents of a YAML text, up to the first mistake. Anchors, aliases and tags are understood
// as far as they say what a value is; a merge key (`<<`) brings in what its mappings hold. Requires
// text that clean_text() returned.
ParsedTree parse_yaml_tree(std::string_view text, std::uint32_t first_line = 1);
// One JSON value. Every node has the line given.
ParsedTree parse_json_tree(std::string_view text, std::uint32_t line);

// The text as UTF-8 without a byte order mark, with LF line ends and without control characters.
// `repaired` says whether there was more to mend than the mark and the line ends.
std::string clean_text(std::string_view text, bool& repaired);

}  // namespace flowdown::importing
