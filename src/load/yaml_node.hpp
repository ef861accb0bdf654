// A YAML document as flowdown sees it: words, lists and mappings, each with its place in the file.
//
// Nothing is typed here. `no`, `012` and `2023-07-18` are text until a reader asks for a truth
// value, a number or a date, so no meaning gets lost by guessing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flowdown/source.hpp"

namespace flowdown::loading {

class Problems;
struct YamlEntry;

struct YamlNode {
  enum class Kind : std::uint8_t {
    kNothing,  // a key without a value, `~` or `null`
    kWord,     // any scalar
    kList,
    kMap,
    kRefused,  // a problem has been reported; readers pass over it in silence
  };
  Kind kind = Kind::kNothing;
  bool plain = true;         // a word that is not in quotes
  SourcePos pos;             // of a value that is missing: its key
  std::uint32_t length = 1;  // bytes to underline, within the line
  std::string text;          // of a word
  std::vector<YamlNode> items;
  std::vector<YamlEntry> entries;  // in the order of the file; keys are words and differ

  bool is_word() const { return kind == Kind::kWord; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_map() const { return kind == Kind::kMap; }
};

struct YamlEntry {
  YamlNode key, value;
};

// Parses the only document of a file. `text` is without a byte order mark. Reports every problem of
// its form; returns nothing where the file cannot be read as one document. Throws nothing.
std::optional<YamlNode> parse_yaml(FileId file, std::string_view text, Problems& problems);

// Looks through a text before it is parsed: false, with a problem reported, where it is too large,
// is not UTF-8, or holds control characters or tabs as indentation.
bool scan_text(FileId file, std::string_view text, Problems& problems);

// The number of bytes of the UTF-8 character that starts at `at`; 0 where there is none.
std::size_t utf8_length(std::string_view text, std::size_t at);
// The code point of a valid UTF-8 character of `length` bytes at `at`.
char32_t utf8_decode(std::string_view text, std::size_t at, std::size_t length);

}  // namespace flowdown::loading
