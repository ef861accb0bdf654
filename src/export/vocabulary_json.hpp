// Taxonomies, contexts and rules as the values that files hold.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flowdown/graph.hpp"
#include "flowdown/model.hpp"
#include "report/json_line.hpp"

namespace flowdown {

// The words by which a file would name these values.
std::vector<std::string_view> words_of(const Taxonomy& taxonomy, Dimension dimension,
                                       const ValueSet& values);

void write_words(JsonLine& json, const std::vector<std::string_view>& words);
// The entry of that name; nothing where the list is empty.
void write_uses(JsonLine& json, std::string_view name, const Taxonomy& taxonomy,
                const std::vector<UseId>& uses);
// A mapping of dimensions; nothing where the context admits everything.
void write_context(JsonLine& json, std::string_view name, const Taxonomy& taxonomy,
                   const Context& context);
void write_rules(JsonLine& json, std::string_view name, const Taxonomy& taxonomy,
                 const std::vector<Rule>& rules);
void write_date(JsonLine& json, std::string_view name, const std::optional<Date>& date);
void write_confidence(JsonLine& json, Confidence confidence);

// The whole taxonomy as an entry that takes the place of the one that ships.
std::string taxonomy_line(const Taxonomy& taxonomy);

}  // namespace flowdown
