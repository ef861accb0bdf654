// Sets of names as sorted lists, and what findings consist of by such sets.
#pragma once

#include <string>
#include <vector>

#include "flowdown/settle.hpp"

namespace flowdown {

using Names = std::vector<std::string>;  // sorted, each once

Names minus(const Names& a, const Names& b);
Parts minus(const Parts& a, const Parts& b);

}  // namespace flowdown
