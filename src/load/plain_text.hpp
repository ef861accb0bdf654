// Which bytes ids and other texts of JSON Lines may hold, as far as it can be told byte by byte.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "flowdown/load.hpp"
#include "load/fields.hpp"

namespace flowdown::loading {

constexpr std::array<bool, 256> id_bytes() {
  std::array<bool, 256> bytes{};
  for (std::size_t c = 0; c < bytes.size(); ++c) {
    bytes[c] = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '.' || c == '_' || c == '-';
  }
  return bytes;
}
inline constexpr std::array<bool, 256> kIdBytes = id_bytes();

// Of texts that mean what their bytes are: printable ASCII without quote and backslash.
constexpr std::array<bool, 256> text_bytes() {
  std::array<bool, 256> bytes{};
  for (std::size_t c = 0x20; c < 0x7F; ++c) bytes[c] = c != '"' && c != '\\';
  return bytes;
}
inline constexpr std::array<bool, 256> kTextBytes = text_bytes();

// Whether a text of kIdBytes is as long as ids may be, and begins as they must.
inline bool has_form_of_id(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdBytes &&
         std::string_view("._-").find(text[0]) == std::string_view::npos;
}

// As check_id(): without letters of other scripts, and no longer than ids may be.
inline bool is_id(std::string_view text) {
  bool good = has_form_of_id(text);
  for (const char c : text) good = good && kIdBytes[static_cast<unsigned char>(c)];
  return good;
}
static_assert(kMaxIdBytes <= UINT8_MAX);

}  // namespace flowdown::loading
