// What is refused before the YAML parser sees it, in one pass over the bytes.
//
// yaml-cpp replaces bad UTF-8 in silence, takes some control characters for the end of the file,
// and is confused by tabs in indentation. Hidden characters are also how a text can show one thing
// to a reader and another to a program. So a file is plain UTF-8 text with LF or CRLF line ends, or
// it is answered with the exact place of the first offence.
#include <fmt/format.h>

#include "flowdown/eights.hpp"
#include "flowdown/load.hpp"
#include "load/problems.hpp"
#include "load/yaml_node.hpp"

namespace flowdown::loading {

std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t offset) -> unsigned {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0U;
  };
  const auto continues = [&](std::size_t offset) { return (byte(offset) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (at >= text.size()) return 0;
  if (first < 0x80U) return 1;
  if (first >= 0xC2U && first <= 0xDFU) return continues(1) ? 2 : 0;
  if (first >= 0xE0U && first <= 0xEFU) {
    if (!continues(1) || !continues(2)) return 0;
    if (first == 0xE0U && byte(1) < 0xA0U) return 0;   // overlong
    if (first == 0xEDU && byte(1) >= 0xA0U) return 0;  // a surrogate
    return 3;
  }
  if (first >= 0xF0U && first <= 0xF4U) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    if (first == 0xF0U && byte(1) < 0x90U) return 0;   // overlong
    if (first == 0xF4U && byte(1) >= 0x90U) return 0;  // beyond U+10FFFF
    return 4;
  }
  return 0;
}

char32_t utf8_decode(std::string_view text, std::size_t at, std::size_t length) {
  constexpr unsigned kLeadBits[] = {0, 0x7FU, 0x1FU, 0x0FU, 0x07U};
  char32_t code = static_cast<unsigned char>(text[at]) & kLeadBits[length];
  for (std::size_t i = 1; i < length; ++i) {
    code = (code << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  }
  return code;
}

bool scan_text(FileId file, std::string_view text, Problems& problems) {
  const auto refuse = [&](std::uint32_t line, std::size_t column, std::size_t length,
                          std::string message, std::string help) {
    problems.add(Diagnostic{{file, line, static_cast<std::uint32_t>(column)},
                            static_cast<std::uint32_t>(length),
                            std::move(message),
                            std::move(help),
                            {},
                            {}});
    return false;
  };
  if (text.size() > kMaxYamlBytes) {
    return refuse(
        0, 0, 1, fmt::format("the file is larger than {} MiB", kMaxYamlBytes >> 20U),
        "split it into several files, or write the graph as JSON Lines, which have no such limit");
  }
  std::uint32_t line = 1;
  std::size_t line_start = 0, first_tab = text.npos;
  bool indenting = true;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::size_t column = at - line_start + 1;
    if (byte == '\n' || (byte == '\r' && at + 1 < text.size() && text[at + 1] == '\n')) {
      at += byte == '\n' ? 1 : 2;
      ++line;
      line_start = at;
      first_tab = text.npos;
      indenting = true;
      continue;
    }
    if (byte == '\r') {
      return refuse(line, column, 1, "a carriage return without a line feed",
                    "end lines with LF or CRLF");
    }
    if (byte == '\t') {
      if (indenting && first_tab == text.npos) first_tab = column;
      ++at;
      continue;
    }
    if (indenting && byte != ' ') {
      indenting = false;
      if (first_tab != text.npos) {
        return refuse(line, first_tab, 1, "a tab in the indentation", "indent with spaces");
      }
    }
    if (byte >= ' ' && byte <= '~') {
      at += !indenting && at + 8 <= text.size() && Eights(text, at).printable() ? 8 : 1;
      continue;
    }
    const std::size_t length = utf8_length(text, at);
    if (length == 0) {
      return refuse(line, column, 1, fmt::format("the byte `\\x{:02x}` is not valid UTF-8", byte),
                    "save the file as UTF-8");
    }
    const char32_t code = utf8_decode(text, at, length);
    if (code < 0x20 || (code >= 0x7F && code < 0xA0)) {
      return refuse(line, column, length,
                    fmt::format("the control character U+{:04X}", static_cast<unsigned>(code)),
                    "remove it");
    }
    if (code == 0xFEFF) {
      return refuse(line, column, length, "a byte order mark inside the file", "remove it");
    }
    at += length;
  }
  return true;
}

}  // namespace flowdown::loading
