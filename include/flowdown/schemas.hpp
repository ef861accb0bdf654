// The published JSON Schemas of flowdown's files and of its JSON output.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace flowdown {

inline constexpr std::array<std::string_view, 16> kSchemaKinds = {
    "graph",     "policy", "taxonomy",   "findings", "explanation", "comparison",
    "matrix",    "diff",   "timeline",   "lint",     "exceptions",  "baseline",
    "candidate", "gate",   "onboarding", "line"};

// The schema of one of kSchemaKinds as JSON text; none for any other word.
std::optional<std::string_view> schema(std::string_view kind);

}  // namespace flowdown
