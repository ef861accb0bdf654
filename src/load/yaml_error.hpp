// yaml-cpp's complaints in plain words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "flowdown/diagnostic.hpp"
#include "load/yaml_node.hpp"

namespace flowdown::loading {

// A node without content at a byte offset of the text, to report a problem there.
YamlNode locate(FileId file, std::string_view text, std::size_t offset);

// Where the quoted text at the start of `rest` ends: the offset of its closing quote, or npos.
std::size_t closing_quote(std::string_view rest);

// The problem that the parser's `message` stands for. `offset` is where it gave up (negative:
// nowhere), `last_event` where the last node began that it understood, and `open_bracket` the
// innermost bracket that is not closed, or null.
Diagnostic explain(FileId file, std::string_view text, std::string_view message, int offset,
                   std::size_t last_event, const YamlNode* open_bracket);

}  // namespace flowdown::loading
