// Pass 2 for parties and artifacts: what they are, under which policies, and what is known of them.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "load/graph_reader.hpp"

namespace flowdown::loading {
namespace {

struct PartyContext {
  std::string_view key;
  Dimension dimension;
};

constexpr PartyContext kPartyContexts[] = {
    {"operates_in", Dimension::kTerritory},
    {"audience", Dimension::kAudience},
    {"purpose", Dimension::kPurpose},
    {"sector", Dimension::kSector},
};

}  // namespace

void GraphReader::read_party(const Entry& entry, Party& party) {
  Fields fields(problems_, entry.body, fmt::format("party {}", quoted(entry.id.text)), entry.id);
  party.kind = fields.require_choice("kind", kPartyKinds).value_or(party.kind);
  party.title = symbol(fields.text("title"));
  party.seat = symbol(fields.text("seat"));
  party.policies = read_policies(fields);
  Context context;
  for (const auto& [key, dimension] : kPartyContexts) {
    if (const YamlNode* words = fields.find(key)) {
      // Kept even where it is all there are: who names `commercial` among all has named it.
      if (const auto named = vocabulary_.values(*words, key, dimension)) {
        context.restrict_to(dimension, *named);
      }
    }
  }
  party.context = intern(std::move(context));
  party.evidence = intern(read_evidence(fields));
  if (const YamlNode* attributes = fields.find("attributes")) read_attributes(*attributes, party);
  for (const YamlNode* word : fields.words("uses")) {
    if (const auto use = vocabulary_.use(*word)) party.uses.push_back({*use, word->pos});
  }
  std::stable_sort(party.uses.begin(), party.uses.end(),
                   [](const DeclaredUse& a, const DeclaredUse& b) { return a.use < b.use; });
  const auto repeated =
      std::unique(party.uses.begin(), party.uses.end(),
                  [](const DeclaredUse& a, const DeclaredUse& b) { return a.use == b.use; });
  party.uses.erase(repeated, party.uses.end());
  if (const YamlNode* practices = fields.find("practices")) read_practices(*practices, party);
  fields.done();
}

void GraphReader::read_attributes(const YamlNode& map, Party& party) {
  if (!map.is_map()) {
    problems_.add(map,
                  fmt::format("`attributes` must be a mapping of attributes to numbers, not {}",
                              kind_of(map)));
    return;
  }
  for (const YamlEntry& entry : map.entries) {
    const std::string& name = entry.key.text;
    AttributeValue value;
    value.attribute = vocabulary_.attribute(entry.key).value_or(AttributeId());
    value.pos = entry.key.pos;
    if (!entry.value.is_map()) {
      value.current = read_integer(problems_, entry.value, name);
    } else if (entry.value.entries.empty()) {
      problems_.add(entry.value, fmt::format("{} has no value", quoted(name)),
                    "write a number, or dates with a number each");
    }
    for (const YamlEntry& dated : entry.value.entries) {
      const auto date = read_date(problems_, dated.key, name);
      const auto number = read_integer(problems_, dated.value, name);
      if (!date || !number) continue;
      value.dated.emplace(*date, *number);
    }
    party.attributes.push_back(std::move(value));
  }
  std::stable_sort(
      party.attributes.begin(), party.attributes.end(),
      [](const AttributeValue& a, const AttributeValue& b) { return a.attribute < b.attribute; });
}

void GraphReader::read_practices(const YamlNode& node, Party& party) {
  party.practices_known = true;
  const auto add = [&](const YamlNode& word) {
    Practice practice;
    practice.pos = word.pos;
    const Taxonomy& taxonomy = vocabulary_.taxonomy();
    practice.duty = taxonomy.find_duty(word.text).value_or(DutyId());
    practice.safeguard = taxonomy.find_safeguard(word.text).value_or(SafeguardId());
    if (!practice.duty && !practice.safeguard) {
      vocabulary_.unknown(word, "duty or safeguard", [&] {
        Candidates ids = ids_of(taxonomy.duties);
        for (const Safeguard& safeguard : taxonomy.safeguards) ids.push_back(safeguard.id);
        return ids;
      });
    }
    party.practices.push_back(practice);
  };
  const auto add_mapping = [&](const YamlNode& item) {
    Fields fields(problems_, item, "a practice", item);
    const YamlNode* word = fields.require("practice", "the id of a duty or safeguard");
    if (word == nullptr || !read_word(problems_, *word, "practice")) return;
    add(*word);
    Practice& practice = party.practices.back();
    for (std::size_t i = 0; i < vocabulary_.taxonomy().duties.size(); ++i) {
      const std::string& key = vocabulary_.taxonomy().duties[i].parameter;
      // An unknown practice may have any parameter.
      const bool may_have = practice.duty ? practice.duty.index() == i : !practice.safeguard;
      if (key.empty() || !may_have) continue;
      if (const YamlNode* parameter = fields.find(key)) {
        practice.parameter = vocabulary_.quantity(*parameter, key);
      }
    }
    fields.done();
  };
  if (node.is_map()) {
    add_mapping(node);
  } else if (!node.is_list()) {
    for (const YamlNode* word : read_words(problems_, node, "practices")) add(*word);
  } else {
    for (const YamlNode& item : node.items) {
      if (item.is_map()) {
        add_mapping(item);
      } else if (item.is_word()) {
        add(item);
      } else if (item.kind != YamlNode::Kind::kRefused) {
        problems_.add(item, fmt::format("`practices` must be a list of words; this item is {}",
                                        kind_of(item)));
      }
    }
  }
  std::stable_sort(party.practices.begin(), party.practices.end(),
                   [](const Practice& a, const Practice& b) {
                     return std::tie(a.duty, a.safeguard) < std::tie(b.duty, b.safeguard);
                   });
}

void GraphReader::read_artifact(const Entry& entry, Artifact& artifact) {
  Fields fields(problems_, entry.body, fmt::format("artifact {}", quoted(entry.id.text)), entry.id);
  artifact.kind = fields.require_choice("kind", kArtifactKinds).value_or(artifact.kind);
  artifact.title = symbol(fields.text("title"));
  artifact.developer = require_party(fields, "developer");
  artifact.released = fields.date("released");
  artifact.policies = read_policies(fields);
  Context context;
  if (const YamlNode* modality = fields.find("modality")) {
    vocabulary_.restrict(*modality, "modality", Dimension::kModality, context);
  }
  artifact.context = intern(std::move(context));
  artifact.evidence = intern(read_evidence(fields));
  artifact.first_derivation = static_cast<std::uint32_t>(graph_.derivations.size());
  if (const YamlNode* parents = fields.find("derived_from")) {
    const auto child = static_cast<std::size_t>(&artifact - graph_.artifacts.data());
    read_derivations(*parents, ArtifactId(child), artifact);
  }
  fields.done();
}

void GraphReader::read_derivations(const YamlNode& list, ArtifactId child, Artifact& artifact) {
  if (!list.is_list()) {
    problems_.add(list, fmt::format("`derived_from` must be a list, not {}", kind_of(list)),
                  "write `derived_from: [{artifact: …, by: …}]`");
    return;
  }
  std::vector<Derivation> derivations;
  for (const YamlNode& item : list.items) {
    if (item.kind == YamlNode::Kind::kRefused) continue;
    Fields fields(problems_, item, "an item of `derived_from`", item);
    Derivation derivation;
    derivation.pos = item.pos;
    const YamlNode* parent = fields.require("artifact", "the id of the artifact it is made from");
    if (parent != nullptr && read_word(problems_, *parent, "artifact")) {
      derivation.parent = this->artifact(*parent);
      if (derivation.parent == child) {
        problems_.add(*parent, fmt::format("{} is derived from itself", quoted(parent->text)));
      }
    }
    derivation.by = fields.require_choice("by", kDerivationKinds).value_or(derivation.by);
    Evidence evidence;
    evidence.note = fields.text("note");
    evidence.source = fields.text("source");
    evidence.confidence = fields.choice("confidence", kConfidences).value_or(evidence.confidence);
    derivation.evidence = intern(std::move(evidence));
    fields.done();
    derivations.push_back(derivation);
  }
  artifact.derivations = static_cast<std::uint32_t>(derivations.size());
  graph_.derivations.insert(graph_.derivations.end(), derivations.begin(), derivations.end());
  sort_derivations(artifact);
}

// Those of an artifact are the last that were added.
Confidence GraphReader::confidence_of(EvidenceId id) const {
  return id ? graph_.evidence[id.index()].confidence : Confidence::kHigh;
}

// By parent; what is said twice, the surest first.
void GraphReader::sort_derivations(const Artifact& artifact) {
  if (artifact.derivations < 2) return;
  std::stable_sort(graph_.derivations.end() - artifact.derivations, graph_.derivations.end(),
                   [this](const Derivation& a, const Derivation& b) {
                     if (a.parent != b.parent || a.by != b.by) {
                       return std::tie(a.parent, a.by) < std::tie(b.parent, b.by);
                     }
                     return confidence_of(a.evidence) > confidence_of(b.evidence);
                   });
}

}  // namespace flowdown::loading
