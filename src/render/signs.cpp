// No sign stands alone: a severity has a colour, a width of line and a badge in words; what a
// supply carries has a dash and an arrowhead. So a picture reads in grey, too.
#include "render/signs.hpp"

#include <array>

namespace flowdown {

std::string_view colour_of(const DiagramCounts& counts, std::string_view otherwise) {
  if (counts.errors > 0) return kErrorColour;
  if (counts.warnings > 0) return kWarningColour;
  return otherwise;
}

std::string_view tint_of(PartyKind kind) {
  static constexpr std::array<std::string_view, 5> kTints = {"#eaf2fb", "#eef6ee", "#f5f0fa",
                                                             "#fdf6e8", "#f0f0f0"};
  return kTints[static_cast<std::size_t>(kind)];
}

std::string_view colour_of(EdgeState state) {
  const bool arrives =
      state != EdgeState::kWaived && state != EdgeState::kStopped && state != EdgeState::kNothing;
  return arrives ? kFaint : kPale;
}

std::string_view line_style(EdgeState state) {
  switch (state) {
    case EdgeState::kExpected:
    case EdgeState::kPartly:
    case EdgeState::kExpired:
      return "dashed";
    case EdgeState::kUnknown:
      return "dotted";
    case EdgeState::kBound:
    case EdgeState::kWaived:
    case EdgeState::kStopped:
    case EdgeState::kNothing:
      break;
  }
  return "solid";
}

std::string_view arrowhead(EdgeState state) {
  switch (state) {
    case EdgeState::kBound:
      return "normal";
    case EdgeState::kPartly:
      return "lnormal";
    case EdgeState::kExpected:
    case EdgeState::kUnknown:
      return "empty";
    case EdgeState::kExpired:
      return "teeonormal";
    case EdgeState::kWaived:
      return "odot";
    case EdgeState::kStopped:
      return "tee";
    case EdgeState::kNothing:
      break;
  }
  return "vee";
}

double width_of(const DiagramCounts& counts) {
  return counts.errors > 0 ? 3 : counts.warnings > 0 ? 2 : 1;
}

}  // namespace flowdown
