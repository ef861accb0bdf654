// Matrices for programs: CSV and JSON.
#include <fmt/format.h>

#include "flowdown/tables.hpp"
#include "report/escape.hpp"
#include "report/json_parts.hpp"

namespace flowdown {

std::string matrix_csv(const Matrix& matrix) {
  const auto line = [](const std::vector<std::string>& fields) {
    std::string text;
    std::string_view separator;
    for (const std::string& field : fields) {
      text += separator;
      text += csv_field(field);
      separator = ",";
    }
    return text + "\r\n";
  };
  std::vector<std::string> fields{matrix.by == "use" ? "use" : "group"};
  for (const MatrixColumn& column : matrix.columns) fields.push_back(column.id);
  fields.emplace_back("total");
  if (matrix.of_parties) fields.emplace_back("weaker");
  std::string out = line(fields);
  for (const MatrixRow& row : matrix.rows) {
    fields = {row.id};
    for (const Cell cell : row.cells) fields.emplace_back(name_of(cell));
    fields.push_back(fmt::format("{}", row.total));
    if (matrix.of_parties) fields.push_back(fmt::format("{}", row.weaker));
    out += line(fields);
  }
  fields = {"total"};
  std::size_t all = 0;
  for (const MatrixColumn& column : matrix.columns) {
    fields.push_back(fmt::format("{}", column.total));
    all += column.total;
  }
  fields.push_back(fmt::format("{}", all));
  if (!matrix.of_parties) return out + line(fields);
  fields.emplace_back();
  out += line(fields);
  fields = {"weaker"};
  all = 0;
  for (const MatrixColumn& column : matrix.columns) {
    fields.push_back(fmt::format("{}", column.weaker));
    all += column.weaker;
  }
  fields.emplace_back();
  fields.push_back(fmt::format("{}", all));
  return out + line(fields);
}

std::string matrix_json(const Model& model, const Matrix& matrix) {
  Json json;
  json["flowdown"] = 1;
  json["grouping"] = matrix.by == "use" ? Json(nullptr) : Json(matrix.by);
  if (matrix.of_parties) {
    json["graph"] = model.graph.id;
    json["as_of"] = matrix.as_of ? Json(matrix.as_of->text()) : Json(nullptr);
  } else {
    json["when"] = text_or_null(matrix.condition);
  }
  Json columns = Json::array();
  for (const MatrixColumn& column : matrix.columns) {
    Json of;
    if (matrix.of_parties) {
      of["party"] = column.id;
    } else {
      of["policy"] = model.policies.id_of(column.version);
      of["version"] = text_or_null(model.policies[column.version].version);
      of["issuer"] = model.policies[column.version].issuer;
    }
    of["title"] = text_or_null(column.title);
    of["total"] = column.total;
    if (matrix.of_parties) of["weaker"] = column.weaker;
    columns.push_back(std::move(of));
  }
  json[matrix.of_parties ? "parties" : "policies"] = std::move(columns);
  Json rows = Json::array();
  for (const MatrixRow& row : matrix.rows) {
    Json of;
    of[matrix.by == "use" ? "use" : "group"] = row.id;
    of["cells"] = Json::array();
    of["states"] = Json::array();
    for (const Cell cell : row.cells) {
      of["cells"].push_back(prohibits_some(cell));
      of["states"].push_back(name_of(cell));
    }
    of["total"] = row.total;
    if (matrix.of_parties) of["weaker"] = row.weaker;
    rows.push_back(std::move(of));
  }
  json["rows"] = std::move(rows);
  json["left_out"] = matrix.left_out;
  return dump(json) + '\n';
}

}  // namespace flowdown
