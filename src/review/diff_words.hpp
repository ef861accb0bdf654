// What the formats of a difference say alike.
#pragma once

#include <string>

#include "flowdown/diff.hpp"

namespace flowdown {

// "bedrock-2024 (old.yaml) as of 2024-04-08".
std::string in_words(const Diff::Side& side);
// The old side.
std::string compared_with(const Diff& diff);
// Of a changed finding: "was a warning; new: `spam`; no longer: `fraud`".
std::string change_in_words(const DiffEntry& entry);
// "2 errors, 1 warning"; "no findings".
std::string counts_of(const std::array<std::size_t, 3>& counts);

}  // namespace flowdown
