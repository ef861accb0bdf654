// Values by the words that stand for them. Groups of places were resolved when the file was read;
// where a set holds all of a group, the group's name says it shorter and means the same.
#include "export/vocabulary_json.hpp"

#include <algorithm>
#include <numeric>

#include "flowdown/keywords.hpp"

namespace flowdown {
namespace {

std::vector<std::string_view> territory_words(const Taxonomy& taxonomy, ValueSet left) {
  std::vector<std::string_view> words;
  std::vector<const Territory*> groups;
  for (const Territory& territory : taxonomy.territories) {
    if (territory.is_group) groups.push_back(&territory);
  }
  std::stable_sort(groups.begin(), groups.end(), [](const Territory* a, const Territory* b) {
    return a->members.count() > b->members.count();
  });
  const ValueSet all = left;
  for (const Territory* group : groups) {
    const bool within = (group->members & ~all).none();
    if (!within || (group->members & left).none()) continue;
    words.push_back(group->id);
    left &= ~group->members;
  }
  const auto& places = taxonomy.values_of(Dimension::kTerritory);
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (left[i]) words.push_back(places[i]);
  }
  return words;
}

void write_unless(JsonLine& json, const Taxonomy& taxonomy, const Unless& unless) {
  if (unless.empty()) return;
  const auto write_all = [&](const std::vector<SafeguardId>& safeguards) {
    json.open('[');
    for (const SafeguardId id : safeguards) json.text(taxonomy.safeguards[id.index()].id);
    json.close(']');
  };
  json.key("unless");
  if (unless.size() == 1) return write_all(unless.front());
  json.open('[');
  for (const auto& safeguards : unless) write_all(safeguards);
  json.close(']');
}

void write_owed_by(JsonLine& json, PartyKinds kinds) {
  if (kinds == kEveryRecipient) return;
  json.key("of").open('[');
  for (const auto& kind : kPartyKinds) {
    if (((kinds >> static_cast<unsigned>(kind.value)) & 1U) != 0) json.text(kind.word);
  }
  json.close(']');
}

// Uses that a list names more than once are named twice again, since lint speaks of them.
void write_rule_uses(JsonLine& json, std::string_view verb, const Taxonomy& taxonomy,
                     const Rule& rule) {
  std::vector<UseId> uses = rule.uses, except = rule.except;
  for (const UseId use : rule.repeated) {
    const bool among_uses = std::find(uses.begin(), uses.end(), use) != uses.end();
    (among_uses ? uses : except).push_back(use);
  }
  write_uses(json, verb, taxonomy, uses);
  write_uses(json, "except", taxonomy, except);
}

void write_rule(JsonLine& json, const Taxonomy& taxonomy, const Rule& rule) {
  json.open('{');
  switch (rule.kind) {
    case RuleKind::kProhibit:
      write_rule_uses(json, "prohibit", taxonomy, rule);
      break;
    case RuleKind::kAllow:
      write_rule_uses(json, "allow", taxonomy, rule);
      break;
    case RuleKind::kRequire: {
      const Duty& duty = taxonomy.duties[rule.duty.index()];
      json.entry("require", duty.id);
      if (rule.parameter) json.entry(duty.parameter, rule.parameter->text());
      write_owed_by(json, rule.owed_by);
      break;
    }
    case RuleKind::kLimit:
      json.entry("limit", taxonomy.attributes[rule.attribute.index()].id);
      json.key("at_most").number(rule.at_most);
      json.entry("measured", word_for(kMeasured, rule.measured));
      write_owed_by(json, rule.owed_by);
      break;
  }
  write_context(json, "when", taxonomy, rule.when);
  write_unless(json, taxonomy, rule.unless);
  json.entry("clause", rule.clause);
  json.entry("text", rule.text);
  json.entry("note", rule.note);
  json.entry("source", rule.source);
  if (rule.confidence) json.entry("confidence", word_for(kConfidences, *rule.confidence));
  json.close('}');
}

}  // namespace

std::vector<std::string_view> words_of(const Taxonomy& taxonomy, Dimension dimension,
                                       const ValueSet& values) {
  if (dimension == Dimension::kTerritory) return territory_words(taxonomy, values);
  std::vector<std::string_view> words;
  const auto& names = taxonomy.values_of(dimension);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (values[i]) words.push_back(names[i]);
  }
  return words;
}

void write_words(JsonLine& json, const std::vector<std::string_view>& words) {
  json.open('[');
  for (const std::string_view word : words) json.text(word);
  json.close(']');
}

void write_uses(JsonLine& json, std::string_view name, const Taxonomy& taxonomy,
                const std::vector<UseId>& uses) {
  if (uses.empty()) return;
  json.named(name).open('[');
  for (const UseId use : uses) json.text(taxonomy.uses[use.index()].id);
  json.close(']');
}

void write_context(JsonLine& json, std::string_view name, const Taxonomy& taxonomy,
                   const Context& context) {
  if (context.unrestricted()) return;
  json.named(name).open('{');
  for (const Context::Limit& limit : context.limits) {
    json.named(name_of(limit.dimension));
    write_words(json, words_of(taxonomy, limit.dimension, limit.admits));
  }
  json.close('}');
}

void write_rules(JsonLine& json, std::string_view name, const Taxonomy& taxonomy,
                 const std::vector<Rule>& rules) {
  json.named(name).open('[');
  for (const Rule& rule : rules) write_rule(json, taxonomy, rule);
  json.close(']');
}

void write_date(JsonLine& json, std::string_view name, const std::optional<Date>& date) {
  if (date) json.entry(name, date->text());
}

void write_confidence(JsonLine& json, Confidence confidence) {
  if (confidence != Confidence::kHigh) json.entry("confidence", word_for(kConfidences, confidence));
}

}  // namespace flowdown
