// The head of every file: `flowdown: 1`, then the key that says what the file is.
#pragma once

#include <cstddef>
#include <optional>

#include "load/problems.hpp"
#include "load/yaml_node.hpp"

namespace flowdown::loading {

// Which of `kinds` the second key is, and its entry.
struct KindFound {
  std::size_t kind = 0;
  const YamlEntry* entry = nullptr;
};

// Reports a head that is not as it must be; returns nothing where the file cannot be read as any of
// the kinds.
std::optional<KindFound> find_kind(const YamlNode& root, const Candidates& kinds,
                                   Problems& problems);

}  // namespace flowdown::loading
