// Which part of the graph a picture shows.
#pragma once

#include <string>
#include <vector>

#include "flowdown/diagram.hpp"
#include "render/fates.hpp"

namespace flowdown {

struct Part {
  std::vector<bool> holdings, supplies;          // by id: drawn
  std::vector<bool> parties;                     // by id: drawn though it holds nothing
  std::vector<bool> counted;                     // by index: the finding counts in the picture
  std::vector<bool> lit_holdings, lit_supplies;  // by id; empty: nothing is lit
  std::string shown;                             // what is shown, in words; empty: all
  std::size_t pairs_left_out = 0;  // of parties that are drawn: one supplies the other, undrawn
};

class Names;

// `fates` has to ask what the options ask.
Part part_of(const Flow& flow, const Findings& findings, const DiagramOptions& options,
             const Names& names, Fates& fates, Tracer& tracer);

}  // namespace flowdown
