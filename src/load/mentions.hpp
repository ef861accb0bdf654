// The names that are written where no record holds them.
#pragma once

#include <bitset>
#include <cstdint>
#include <string_view>
#include <unordered_set>

#include "load/yaml_node.hpp"

namespace flowdown::loading {

// All names that somebody writes who is not read as a record; perhaps with other words.
class Mentions {
 public:
  void add(std::string_view name);
  // All words below the node.
  void add_all(const YamlNode& node);
  // All texts in a line of JSON, that of its id among them.
  void add_line(std::string_view line);

  bool have(std::uint64_t hash) const {
    return some_[hash % some_.size()] && hashes_.contains(hash);
  }

 private:
  void add_plain_line(std::string_view line);

  std::unordered_set<std::uint64_t> hashes_;  // by text_hash()
  std::bitset<4096> some_;                    // of those: most names are in neither
};

}  // namespace flowdown::loading
