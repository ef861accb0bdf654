// Gates: a document to the rules of a gate.
#pragma once

#include "flowdown/load.hpp"
#include "load/problems.hpp"
#include "load/yaml_node.hpp"

namespace flowdown::loading {

// Reads a document whose second key is `gate`. What cannot be read is left out.
Gate read_gate(const YamlNode& document, const GateWords& words, Problems& problems);

}  // namespace flowdown::loading
