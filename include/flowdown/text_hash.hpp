// A hash of short texts such as ids, for tables in memory. It is no signature, and no file holds
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace flowdown {

// Eight bytes at a time; the last eight may overlap those before.
inline std::uint64_t text_hash(std::string_view text) {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15U;
  const auto load = [&text](std::size_t at, std::size_t size) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, size);
    return word;
  };
  std::uint64_t hash = text.size() * kFactor;
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * kFactor;
    hash ^= hash >> 32U;
  };
  if (text.size() >= 8) {
    for (std::size_t at = 0; at + 8 < text.size(); at += 8) mix(load(at, 8));
    mix(load(text.size() - 8, 8));
  } else if (text.size() >= 4) {
    mix(load(0, 4) | load(text.size() - 4, 4) << 32U);
  } else {
    std::uint64_t word = 0;
    for (const char c : text) word = word << 8U | static_cast<unsigned char>(c);
    mix(word);
  }
  return hash ^ (hash >> 29U);
}

}  // namespace flowdown
