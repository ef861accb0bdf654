// Making blocks fewer: by merging those that are alike, and by leaving out.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "render/blocks.hpp"

namespace flowdown {

// Merges the blocks of the same kind whose holdings have the same obligations (expected, binding
// and own) and whose findings say the same. Returns the new index of each block.
std::vector<std::uint32_t> merge_alike(const Flow& flow, const Findings& findings,
                                       std::vector<Block>& blocks);

// Leaves out all but the worst nodes and edges that the options have room for; what is lit stays
// longest.
void keep_worst(const Flow& flow, const Findings& findings, const Part& part,
                const DiagramOptions& options, Tracer& tracer, Blocks& blocks);

// Sorts by id, and makes ids that recur unique. Returns the new index of each entry.
template <class Entry>
std::vector<std::uint32_t> sort_by_id(std::vector<Entry>& entries) {
  std::set<std::string> taken;
  for (Entry& entry : entries) {
    const std::string id = entry.id;
    for (std::size_t n = 2; !taken.insert(entry.id).second; ++n) {
      entry.id = id + "-" + std::to_string(n);
    }
  }
  std::vector<std::uint32_t> order(entries.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return entries[a].id < entries[b].id; });
  std::vector<Entry> sorted;
  std::vector<std::uint32_t> now(entries.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    now[order[i]] = i;
    sorted.push_back(std::move(entries[order[i]]));
  }
  entries = std::move(sorted);
  return now;
}

}  // namespace flowdown
