// What several JSON outputs have in common.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "flowdown/algebra.hpp"
#include "flowdown/model.hpp"

namespace flowdown {

using Json = nlohmann::ordered_json;

// On one line; invalid UTF-8 is replaced.
std::string dump(const Json& json);

Json text_or_null(std::string_view text);

// {"file", "line", "column"}, or null for nowhere.
Json place_json(const Model& model, const SourcePos& pos);

// {"use", each dimension, "safeguards"}.
Json witness_json(const Taxonomy& taxonomy, const UsePoint& point);

}  // namespace flowdown
