#include "load/mentions.hpp"

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

// Ids of records hold plain bytes alone, so an escape may hide one.
void Mentions::add_line(std::string_view line) {
  if (line.find('\\') != line.npos) complete_ = false;
  for (std::size_t at = 0; at < line.size();) {
    std::size_t end = at;
    while (end < line.size() && kIdBytes[static_cast<unsigned char>(line[end])]) ++end;
    if (end > at) add(line.substr(at, end - at));
    at = end + 1;
  }
}

}  // namespace flowdown::loading
