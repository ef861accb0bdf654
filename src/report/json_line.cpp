// What JSON asks to be escaped is; all else stands as it is.
#include "report/json_line.hpp"

#include <fmt/format.h>

#include <array>

#include "flowdown/eights.hpp"

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
  const std::size_t size = text.size();
  std::size_t written = 0;
  const auto look = [&](std::size_t from, std::size_t until) {
    for (std::size_t at = from; at < until; ++at) {
      if (!kEscaped[static_cast<unsigned char>(text[at])]) continue;
      out.append(text, written, at - written);
      append_escaped(out, text[at]);
      written = at + 1;
    }
  };
  out += '"';
  std::size_t at = 0;
  for (; at + 8 <= size; at += 8) {
    if (Eights(text, at).escaped_in_json()) look(at, at + 8);
  }
  // The last eight begin within eight that have been looked at.
  if (size < 8 || Eights(text, size - 8).escaped_in_json()) look(at, size);
  out.append(text, written);
  out += '"';
}

}  // namespace flowdown
