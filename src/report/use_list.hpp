// Many uses in few lines: by group, with what lies below a listed use folded into it.
#pragma once

#include <string>
#include <vector>

#include "flowdown/findings.hpp"

namespace flowdown {

// One line: the uses of one group of the grouping, or, with no title, those in no group.
struct UseLine {
  std::string title;
  bool wholly = false;             // in Detail::groups: none of the group is covered
  std::size_t count = 0;           // uses, with the folded ones
  std::vector<std::string> names;  // "self-harm (with cutting and 2 more)"
};

// Groups wholly missing first, then the others, in the order of the grouping; what is in none last.
std::vector<UseLine> uses_by_group(const Taxonomy& taxonomy, const Grouping* grouping,
                                   const Detail& detail);

// The uses of which none above is listed too, each with how many of the listed lie below it.
std::vector<std::string> folded(const Taxonomy& taxonomy, const std::vector<UseId>& uses);

}  // namespace flowdown
