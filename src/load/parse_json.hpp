// One line of JSON → the same tree that YAML gives, so that the same readers read it.
#pragma once

#include <optional>
#include <string_view>

#include "load/problems.hpp"
#include "load/yaml_node.hpp"

namespace flowdown::loading {

// Where a piece of text stands in a file.
struct TextPlace {
  FileId file;
  std::uint32_t line = 1, column = 1;
};

// Parses the one value that `text` holds, which lies within a line; `place` is where it begins.
// Texts are words in quotes, numbers and truth values plain words, null is nothing. Reports the
// first mistake of the syntax, or all of keys that stand twice and values that no file may hold;
// returns nothing after a mistake of the syntax.
std::optional<YamlNode> parse_json(const TextPlace& place, std::string_view text,
                                   Problems& problems);

}  // namespace flowdown::loading
