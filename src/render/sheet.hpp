// A diagram as a graph of cgraph's.
#pragma once

#include <graphviz/cgraph.h>

#include <memory>
#include <string>
#include <string_view>

#include "flowdown/diagram.hpp"

namespace flowdown {

// cgraph takes `char*` and does not write to it. The text has to end with a zero.
inline char* chars(std::string_view text) { return const_cast<char*>(text.data()); }

struct CloseGraph {
  void operator()(Agraph_t* graph) const { agclose(graph); }
};
using Sheet = std::unique_ptr<Agraph_t, CloseGraph>;

// What tools show for an element: in DOT as `tooltip`; pictures get theirs after the layout.
enum class Tooltips : char { kNone, kWritten };

Sheet sheet_of(const Diagram& diagram, const RenderOptions& options, Tooltips tooltips);

std::string dot_text(Agraph_t* graph);

}  // namespace flowdown
