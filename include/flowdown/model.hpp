// Everything that a check reads, as one value.
#pragma once

#include "flowdown/graph.hpp"
#include "flowdown/policy.hpp"
#include "flowdown/source.hpp"
#include "flowdown/taxonomy.hpp"

namespace flowdown {

struct Model {
  Sources sources;
  Taxonomy taxonomy;
  PolicySet policies;
  Graph graph;
};

}  // namespace flowdown
