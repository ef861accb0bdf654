// Graphs that lie between two others: all from one side, but for some elements, which are as the
// other side has them.
#pragma once

#include <optional>
#include <set>

#include "review/facts.hpp"

namespace flowdown {

// `base`, with each element of `swapped` as `other` has it (absent, where it has none). An element
// that something in the result names, and that would not be there, is taken along from the side
// that has it. Nothing where the parts do not fit together, such as a pinned version that is not
// there. Places in files are those of either side and mean nothing in the result.
std::optional<Model> mix(const Model& base, const Model& other, const std::set<Element>& swapped);

}  // namespace flowdown
