// What colours and lines mean in pictures.
#pragma once

#include <string_view>

#include "flowdown/diagram.hpp"

namespace flowdown {

// Colours, which are never the only sign: each has its own lightness, width of line and words.
inline constexpr std::string_view kInk = "#1f2933", kFaint = "#52606d", kPaper = "#ffffff",
                                  kPale = "#9aa5b1";
inline constexpr std::string_view kErrorColour = "#b3261e", kWarningColour = "#8a5a00",
                                  kNoteColour = "#2f6690";
std::string_view colour_of(const DiagramCounts& counts, std::string_view otherwise);
std::string_view colour_of(EdgeState state);
double width_of(const DiagramCounts& counts);  // of a line, in points
std::string_view tint_of(PartyKind kind);

// The dash of a line: "solid", "dashed", "dotted".
std::string_view line_style(EdgeState state);
std::string_view arrowhead(EdgeState state);

}  // namespace flowdown
