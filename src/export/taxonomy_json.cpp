// A taxonomy as one entry. The order of values is kept, since the first value of a dimension is the
// one that examples take; links between entries were resolved when the files were read.
#include "export/vocabulary_json.hpp"

namespace flowdown {
namespace {

void write_flag(JsonLine& json, std::string_view name, bool value) {
  if (value) json.named(name).boolean(true);
}

void write_use(JsonLine& json, const Taxonomy& taxonomy, const Use& use) {
  json.named(use.id).open('{');
  json.entry("title", use.title);
  json.entry("definition", use.definition);
  json.entry("label", use.label);
  json.entry("note", use.note);
  write_uses(json, "in", taxonomy, use.parents);
  write_flag(json, "typically_unlawful", use.typically_unlawful);
  write_flag(json, "catch_all", use.catch_all);
  json.close('}');
}

void write_duty(JsonLine& json, const Taxonomy& taxonomy, const Duty& duty) {
  json.named(duty.id).open('{');
  json.entry("title", duty.title);
  json.entry("definition", duty.definition);
  if (!duty.parameter.empty()) {
    json.entry("parameter", duty.parameter);
    json.entry("stricter", duty.stricter == Stricter::kSmaller ? "smaller" : "larger");
  }
  if (!duty.contradicts_duties.empty() || !duty.contradicts_uses.empty()) {
    json.key("contradicts").open('[');
    for (const DutyId other : duty.contradicts_duties) {
      json.text(taxonomy.duties[other.index()].id);
    }
    for (const UseId use : duty.contradicts_uses) json.text(taxonomy.uses[use.index()].id);
    json.close(']');
  }
  json.close('}');
}

// The values of a dimension without the one that is always there.
void write_values(JsonLine& json, std::string_view name, const Taxonomy& taxonomy,
                  Dimension dimension) {
  json.named(name).open('[');
  for (const std::string& value : taxonomy.values_of(dimension)) {
    if (dimension != Dimension::kSector || value != "other") json.text(value);
  }
  json.close(']');
}

// Places first, in their order, then the groups of them.
void write_territories(JsonLine& json, const Taxonomy& taxonomy) {
  const auto& places = taxonomy.values_of(Dimension::kTerritory);
  json.key("territories").open('{');
  for (const std::string& place : places) {
    if (place != "elsewhere") json.named(place).open('[').close(']');
  }
  for (const Territory& territory : taxonomy.territories) {
    if (!territory.is_group) continue;
    json.named(territory.id).open('[');
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (territory.members[i]) json.text(places[i]);
    }
    json.close(']');
  }
  json.close('}');
}

void write_groupings(JsonLine& json, const Taxonomy& taxonomy) {
  json.key("groupings").open('{');
  for (const Grouping& grouping : taxonomy.groupings) {
    json.named(grouping.id).open('{');
    for (const Group& group : grouping.groups) {
      json.named(group.title).open('[');
      for (const UseId use : group.uses) json.text(taxonomy.uses[use.index()].id);
      json.close(']');
    }
    json.close('}');
  }
  json.close('}');
}

}  // namespace

std::string taxonomy_line(const Taxonomy& taxonomy) {
  std::string line;
  JsonLine json(line);
  json.open('{').key("taxonomy").open('{');
  json.entry("id", "flowdown");
  json.key("uses").open('{');
  for (const Use& use : taxonomy.uses) write_use(json, taxonomy, use);
  json.close('}');
  write_values(json, "modalities", taxonomy, Dimension::kModality);
  write_values(json, "channels", taxonomy, Dimension::kChannel);
  write_values(json, "audiences", taxonomy, Dimension::kAudience);
  write_values(json, "purposes", taxonomy, Dimension::kPurpose);
  write_values(json, "sectors", taxonomy, Dimension::kSector);
  write_territories(json, taxonomy);
  json.key("safeguards").open('{');
  for (const Safeguard& safeguard : taxonomy.safeguards) {
    json.named(safeguard.id).open('{');
    json.entry("title", safeguard.title);
    json.entry("definition", safeguard.definition);
    json.close('}');
  }
  json.close('}');
  json.key("duties").open('{');
  for (const Duty& duty : taxonomy.duties) write_duty(json, taxonomy, duty);
  json.close('}');
  json.key("attributes").open('{');
  for (const Attribute& attribute : taxonomy.attributes) {
    json.entry(attribute.id, attribute.kind == AttributeKind::kCount ? "count" : "money");
  }
  json.close('}');
  write_groupings(json, taxonomy);
  json.close('}').close('}');
  line += '\n';
  return line;
}

}  // namespace flowdown
