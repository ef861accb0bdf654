// The SVG that Graphviz writes, made fit to be read by people and programs.
#pragma once

#include <string>
#include <string_view>

#include "flowdown/diagram.hpp"

namespace flowdown {

// Requires what gvc wrote for the diagram. See render() for what comes out.
std::string finished_svg(std::string_view svg, const Diagram& diagram,
                         const RenderOptions& options);

}  // namespace flowdown
