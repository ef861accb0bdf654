// The JSON Schemas that ship inside the library.

#include "flowdown/schemas.hpp"

namespace flowdown {
namespace embedded {
std::string_view graph_schema();
std::string_view policy_schema();
std::string_view taxonomy_schema();
std::string_view findings_schema();
std::string_view explanation_schema();
std::string_view comparison_schema();
std::string_view matrix_schema();
std::string_view lint_schema();
}  // namespace embedded

std::optional<std::string_view> schema(std::string_view kind) {
  if (kind == "graph") return embedded::graph_schema();
  if (kind == "policy") return embedded::policy_schema();
  if (kind == "taxonomy") return embedded::taxonomy_schema();
  if (kind == "findings") return embedded::findings_schema();
  if (kind == "explanation") return embedded::explanation_schema();
  if (kind == "comparison") return embedded::comparison_schema();
  if (kind == "matrix") return embedded::matrix_schema();
  if (kind == "lint") return embedded::lint_schema();
  return std::nullopt;
}

}  // namespace flowdown
