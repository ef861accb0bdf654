// Files of exceptions, which are read by themselves: see load_exceptions().
#pragma once

#include "load/yaml_node.hpp"

namespace flowdown::loading {

// Whether the second key of a file says that it is one of exceptions.
bool holds_exceptions(const YamlNode& root);

}  // namespace flowdown::loading
