// The JSON Schemas that ship inside the library.

#include "flowdown/schemas.hpp"

namespace flowdown {
namespace embedded {
std::string_view graph_schema();
std::string_view policy_schema();
std::string_view taxonomy_schema();
std::string_view findings_schema();
std::string_view explanation_schema();
std::string_view diff_schema();
std::string_view timeline_schema();
std::string_view comparison_schema();
std::string_view matrix_schema();
std::string_view lint_schema();
std::string_view candidate_schema();
std::string_view gate_schema();
std::string_view onboarding_schema();
std::string_view exceptions_schema();
std::string_view baseline_schema();
std::string_view line_schema();
}  // namespace embedded

std::optional<std::string_view> schema(std::string_view kind) {
  if (kind == "graph") return embedded::graph_schema();
  if (kind == "policy") return embedded::policy_schema();
  if (kind == "taxonomy") return embedded::taxonomy_schema();
  if (kind == "findings") return embedded::findings_schema();
  if (kind == "explanation") return embedded::explanation_schema();
  if (kind == "comparison") return embedded::comparison_schema();
  if (kind == "matrix") return embedded::matrix_schema();
  if (kind == "diff") return embedded::diff_schema();
  if (kind == "timeline") return embedded::timeline_schema();
  if (kind == "lint") return embedded::lint_schema();
  if (kind == "candidate") return embedded::candidate_schema();
  if (kind == "gate") return embedded::gate_schema();
  if (kind == "onboarding") return embedded::onboarding_schema();
  if (kind == "exceptions") return embedded::exceptions_schema();
  if (kind == "baseline") return embedded::baseline_schema();
  if (kind == "line") return embedded::line_schema();
  return std::nullopt;
}

}  // namespace flowdown
