// Many uses in few words: by group, with what lies below a listed use folded into it.
#pragma once

#include <string>
#include <vector>

#include "flowdown/findings.hpp"

namespace flowdown {

// Uses of one standing, in words that are ready to join.
struct UseSummary {
  std::size_t count = 0;           // uses, with the folded ones
  std::vector<std::string> words;  // "Self-harm (4: cutting, eating disorders and 2 more)"
};

struct UsesByGroup {
  UseSummary whole;    // in groups of Detail::groups: nothing of them is covered
  UseSummary part;     // in other groups
  UseSummary outside;  // in no group
};

// By the grouping, in its order; all outside where it is null.
UsesByGroup uses_by_group(const Taxonomy& taxonomy, const Grouping* grouping, const Detail& detail);

// The uses of which none above is listed too, each with what is listed below it.
std::vector<std::string> folded(const Taxonomy& taxonomy, const std::vector<UseId>& uses);

}  // namespace flowdown
