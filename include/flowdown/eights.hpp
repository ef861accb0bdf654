// Looking at eight bytes of a text at once, since nearly all of what reports say is plain ASCII.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace flowdown {

class Eights {
 public:
  // Requires eight bytes from `at` on.
  Eights(std::string_view text, std::size_t at) { std::memcpy(&bytes_, text.data() + at, 8); }

  bool ascii() const { return (bytes_ & kHigh) == 0; }
  // All from U+0020 to U+007E.
  bool printable() const {
    return ((bytes_ | (bytes_ + kOnes)) & kHigh) == 0 && ((bytes_ + 0x60 * kOnes) & kHigh) == kHigh;
  }
  // Whether any is a control character, U+007F, a double quote or a backslash.
  bool escaped_in_json() const {
    const std::uint64_t controls = (bytes_ - 0x20 * kOnes) & ~bytes_ & kHigh;
    return controls != 0 || has('"') || has('\\') || has('\x7F');
  }
  bool has(char c) const {
    const std::uint64_t differ = bytes_ ^ (static_cast<unsigned char>(c) * kOnes);
    return ((differ - kOnes) & ~differ & kHigh) != 0;
  }

 private:
  static constexpr std::uint64_t kOnes = 0x0101010101010101U, kHigh = 0x8080808080808080U;
  std::uint64_t bytes_ = 0;
};

}  // namespace flowdown
