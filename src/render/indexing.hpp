// Which elements of a picture show what.
#pragma once

#include "flowdown/diagram.hpp"
#include "render/blocks.hpp"

namespace flowdown {

// Fills the lists of element ids. The picture's nodes and edges are those of `blocks`, in its
// order.
void add_index(const Flow& flow, const Findings& findings, const Blocks& blocks, Tracer& tracer,
               Diagram& diagram);

}  // namespace flowdown
