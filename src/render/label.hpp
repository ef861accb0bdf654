// Labels in the HTML-like language of Graphviz.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flowdown/diagram.hpp"

namespace flowdown {

// Each ends without a newline, and is well-formed for any text in the diagram.
std::string node_label(const DiagramNode& node);
std::string edge_label(const DiagramEdge& edge, bool compact);
std::string title_label(const Diagram& diagram);
// Legend and notes; empty where there is neither.
std::string legend_label(const Diagram& diagram, bool with_legend);

// `text` in lines of at most `width` columns; longer words are broken.
std::vector<std::string> folded(std::string_view text, std::size_t width);

}  // namespace flowdown
