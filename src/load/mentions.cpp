#include "load/mentions.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "flowdown/text_hash.hpp"
#include "load/plain_text.hpp"

namespace flowdown::loading {

void Mentions::add(std::string_view name) {
  const std::uint64_t hash = text_hash(name);
  hashes_.insert(hash);
  some_.set(hash % some_.size());
}

void Mentions::add_all(const YamlNode& node) {
  if (node.is_word()) add(node.text);
  for (const YamlNode& item : node.items) add_all(item);
  for (const YamlEntry& entry : node.entries) {
    add_all(entry.key);
    add_all(entry.value);
  }
}

namespace {

// The line without escapes, but for those of characters that no id of a record has: of these a
// space is left.
std::string without_escapes(std::string_view line) {
  std::string plain;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] != '\\') {
      plain += line[at];
      continue;
    }
    unsigned code = 0;
    const char* const digits = line.data() + at + 2;
    const char* const end = line.data() + std::min(at + 6, line.size());
    const bool is_code = line.substr(at + 1, 1) == "u" && end == digits + 4 &&
                         std::from_chars(digits, end, code, 16).ptr == end;
    plain += is_code && code < 0x80 ? static_cast<char>(code) : ' ';
    at += is_code ? 5 : 1;
  }
  return plain;
}

}  // namespace

void Mentions::add_line(std::string_view line) {
  if (line.find('\\') != line.npos) return add_plain_line(without_escapes(line));
  add_plain_line(line);
}

void Mentions::add_plain_line(std::string_view line) {
  for (std::size_t at = 0; at < line.size();) {
    std::size_t end = at;
    while (end < line.size() && kIdBytes[static_cast<unsigned char>(line[end])]) ++end;
    if (end > at) add(line.substr(at, end - at));
    at = end + 1;
  }
}

}  // namespace flowdown::loading
