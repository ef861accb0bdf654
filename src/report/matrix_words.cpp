#include "report/matrix_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "flowdown/report.hpp"
#include "report/layout.hpp"

namespace flowdown {
namespace {

std::string_view meaning_of(Cell cell) {
  switch (cell) {
    case Cell::kSilent:
      return "silent, which is not a permission";
    case Cell::kAllowed:
      return "none prohibited, some expressly allowed";
    case Cell::kPart:
      return "prohibited in some contexts only, or unless safeguards are in place";
    case Cell::kWhole:
      return "prohibited (one of the uses of the group is enough)";
    case Cell::kOwn:
      return "in its own policies, which leave nothing open that reaches it";
    case Cell::kPartly:
      return "its own policies cover only part of what reaches it";
    case Cell::kWeaker:
      return "weaker than upstream: it reaches the party, and its own policies do not prohibit it";
    case Cell::kNothing:
      return "neither its own policies nor upstream speak of it";
    case Cell::kUnknown:
      return "its own policies are not known";
  }
  return {};
}

}  // namespace

std::vector<std::string> legend(const Matrix& matrix) {
  std::set<Cell> occurring;
  for (const MatrixRow& row : matrix.rows) occurring.insert(row.cells.begin(), row.cells.end());
  std::vector<std::string> lines;
  for (const Cell cell : {Cell::kWhole, Cell::kOwn, Cell::kPart, Cell::kPartly, Cell::kWeaker,
                          Cell::kAllowed, Cell::kSilent, Cell::kNothing, Cell::kUnknown}) {
    if (!occurring.contains(cell)) continue;
    std::string_view meaning = meaning_of(cell);
    if (matrix.by == "use" && cell == Cell::kWhole) meaning = "prohibited";
    lines.push_back(fmt::format("{} {}", sign_of(cell), meaning));
  }
  return lines;
}

std::string heading(const Model& model, const Matrix& matrix) {
  const std::string by = matrix.by == "use" ? "by use" : "by " + printable(matrix.by);
  if (!matrix.of_parties) {
    const std::string policies = count_of(matrix.columns.size(), "policy", "policies");
    if (matrix.condition.empty()) return fmt::format("Who prohibits what, {}: {}", by, policies);
    return fmt::format("Who prohibits what, {}, where {}: {}", by, printable(matrix.condition),
                       policies);
  }
  const std::string graph =
      printable(model.graph.title.empty() ? model.graph.id : model.graph.title);
  const std::string date =
      matrix.as_of ? fmt::format(", as of {}", matrix.as_of->text()) : std::string();
  return fmt::format("Own policies against what reaches each party, {}{}: {}", by, date, graph);
}

std::string column_in_words(const Model& model, const MatrixColumn& column) {
  const std::string title = printable(column.title);
  if (!column.version) return title.empty() ? printable(column.id) : title;
  const std::string issuer = printable(model.policies[column.version].issuer);
  return title.empty() ? issuer : fmt::format("{}: {}", issuer, title);
}

std::string left_out(const Matrix& matrix) {
  if (matrix.left_out == 0) return {};
  return fmt::format("{} of which none here speaks {} left out.", count_of(matrix.left_out, "use"),
                     matrix.left_out == 1 ? "is" : "are");
}

std::string incomplete(const Model& model, const Matrix& matrix) {
  const auto is_incomplete = [&model](const MatrixColumn& column) {
    return column.version && !model.policies[column.version].complete;
  };
  const auto count = std::count_if(matrix.columns.begin(), matrix.columns.end(), is_incomplete);
  if (count == 0) return {};
  return fmt::format("Of {} not every rule is on file, so that silences there are tentative.",
                     count_of(static_cast<std::size_t>(count), "policy", "policies"));
}

}  // namespace flowdown
