// Wrapping by code points. A terminal column is taken to be one code point: right for the scripts
// that contracts are mostly written in, and near enough elsewhere. Nothing here measures colour:
// escapes are put around finished pieces of a line, after it was laid out.
#include "report/layout.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace flowdown {
namespace {

std::string joined(const std::vector<std::string>& items, std::size_t most, std::string_view last) {
  if (items.empty()) return {};
  if (items.size() == 1) return items.front();
  const bool cut = most > 0 && items.size() > most + 1;
  const std::size_t shown = cut ? most : items.size() - 1;
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += ", ";
    text += items[i];
  }
  const std::string end = cut ? fmt::format("{} more", items.size() - shown) : items.back();
  return fmt::format("{} {} {}", text, last, end);
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  const CodePoint broken{lead, 1, false};
  if (lead < 0x80) return {lead, 1, true};
  std::size_t length = 0;
  char32_t value = 0, least = 0;
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2, value = lead & 0x1fU, least = 0x80;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    length = 3, value = lead & 0x0fU, least = 0x800;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4, value = lead & 0x07U, least = 0x10000;
  } else {
    return broken;
  }
  if (at + length > text.size()) return broken;
  for (std::size_t i = at + 1; i < at + length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return broken;
    value = (value << 6U) | (byte(i) & 0x3fU);
  }
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < least || value > 0x10ffff || surrogate) return broken;
  return {value, length, true};
}

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += code_point_at(text, at).length) ++count;
  return count;
}

std::string_view first_columns(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size() && count > 0; --count) at += code_point_at(text, at).length;
  return text.substr(0, at);
}

std::size_t word_length(std::string_view line, std::size_t at) {
  const std::size_t end = line.find_first_of(" ,:]}[{#", at);
  return std::max<std::size_t>(1, std::min(end, line.size()) - at);
}

std::string wrap(std::string_view text, std::size_t width, std::string_view first,
                 std::string_view rest) {
  std::string out, line(first);
  std::size_t used = columns(first);
  bool begun = false;  // the line has a word
  for (std::size_t at = text.find_first_not_of(' '); at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    const std::size_t size = columns(word);
    if (begun && used + 1 + size > width) {
      out += line + '\n';
      line = rest;
      used = columns(rest);
      begun = false;
    }
    if (begun) {
      line += ' ';
      ++used;
    }
    line += word;
    used += size;
    begun = true;
    at = text.find_first_not_of(' ', end);
  }
  if (begun) out += line + '\n';
  return out;
}

std::string separated(const std::vector<std::string>& items, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += separator;
    text += items[i];
  }
  return text;
}

std::string join(const std::vector<std::string>& items, std::size_t most) {
  return joined(items, most, "and");
}

std::string join_or(const std::vector<std::string>& items) { return joined(items, 0, "or"); }

std::string count_of(std::size_t count, std::string_view singular, std::string_view plural) {
  if (count == 1) return fmt::format("1 {}", singular);
  if (plural.empty())
    return fmt::format("{} {}s", grouped(static_cast<std::int64_t>(count)), singular);
  return fmt::format("{} {}", grouped(static_cast<std::int64_t>(count)), plural);
}

std::string grouped(std::int64_t number) {
  std::string digits = fmt::format("{}", number);
  const std::size_t sign = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > sign + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

}  // namespace flowdown
