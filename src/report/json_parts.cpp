#include "report/json_parts.hpp"

namespace flowdown {

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(std::string(text));
}

Json place_json(const Model& model, const SourcePos& pos) {
  if (!pos) return nullptr;
  return Json{{"file", model.sources.name(pos.file)}, {"line", pos.line}, {"column", pos.column}};
}

Json witness_json(const Taxonomy& taxonomy, const UsePoint& point) {
  Json json;
  json["use"] = taxonomy.uses[point.use.index()].id;
  for (std::size_t i = 0; i < kDimensions; ++i) {
    const auto dimension = static_cast<Dimension>(i);
    const std::size_t value = point.context.values[i];
    const auto& values = taxonomy.values_of(dimension);
    json[std::string(name_of(dimension))] =
        value < values.size() ? Json(values[value]) : Json(nullptr);
  }
  Json safeguards = Json::array();
  for (std::size_t i = 0; i < point.context.safeguards.size(); ++i) {
    if (point.context.safeguards[i]) safeguards.push_back(taxonomy.safeguards[i].id);
  }
  json["safeguards"] = std::move(safeguards);
  return json;
}

}  // namespace flowdown
