// Columns of a picture.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "flowdown/policy.hpp"

namespace flowdown {

// The column of each node, from 0 on, without empty ones: what supplies is left of what it
// supplies, but for edges that close a cycle. Applications that supply nobody are in the last
// column.
std::vector<std::size_t> tiers_of(const std::vector<PartyKind>& kinds,
                                  const std::vector<std::pair<std::size_t, std::size_t>>& edges);

}  // namespace flowdown
