// What JSON asks to be escaped is; all else stands as it is.
#include "report/json_line.hpp"

#include <fmt/format.h>

#include <array>

#include "report/eights.hpp"

namespace flowdown {

namespace {

// Whether a byte cannot stand as it is.
constexpr std::array<bool, 256> escaped_bytes() {
  std::array<bool, 256> escaped{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) escaped[byte] = true;
  escaped['"'] = escaped['\\'] = escaped[0x7F] = true;
  return escaped;
}
constexpr std::array<bool, 256> kEscaped = escaped_bytes();

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
    case '\\':
      out += '\\';
      out += c;
      break;
    case '\n':
      out += "\\n";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
  }
}

}  // namespace

void append_json(std::string& out, std::string_view text) {
  out += '"';
  std::size_t written = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    while (at + 8 <= text.size()) {
      const Eights next(text, at);
      if (!next.printable() || next.has('"') || next.has('\\')) break;
      at += 8;
    }
    if (at == text.size()) break;
    if (!kEscaped[static_cast<unsigned char>(text[at])]) continue;
    out.append(text, written, at - written);
    append_escaped(out, text[at]);
    written = at + 1;
  }
  out.append(text, written);
  out += '"';
}

}  // namespace flowdown
