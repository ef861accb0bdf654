// The elements of two models are walked side by side, each list being sorted by id, and each
// element is spelt out by names. So a difference of two graphs of a million artifacts costs one
// pass over both, and holds only what differs.
#include "review/facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "flowdown/keywords.hpp"
#include "report/layout.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

using Facts = std::map<std::string, std::string>;

std::string in_list(const std::vector<std::string>& words) {
  return "[" + separated(words, ", ") + "]";
}

template <class Ids, class Table>
std::vector<std::string> ids_in(const Ids& ids, const Table& table) {
  std::vector<std::string> result;
  for (const auto id : ids) result.push_back(table[id.index()].id);
  return result;
}

void add(Facts& facts, std::string_view key, std::string value) {
  if (!value.empty()) facts.emplace(key, std::move(value));
}

void add(Facts& facts, std::string_view key, const std::optional<Date>& date) {
  if (date) facts.emplace(key, date->text());
}

std::string values_in(const Taxonomy& taxonomy, Dimension dimension, const ValueSet& values) {
  std::vector<std::string> names;
  const auto& all = taxonomy.values_of(dimension);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (values[i]) names.push_back(all[i]);
  }
  std::sort(names.begin(), names.end());
  return in_list(names);
}

std::string context_facts(const Taxonomy& taxonomy, const Context& context) {
  std::string text;
  for (const Context::Limit& limit : context.limits) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", name_of(limit.dimension),
                        values_in(taxonomy, limit.dimension, limit.admits));
  }
  return text.empty() ? text : "{" + text + "}";
}

std::string unless_facts(const Taxonomy& taxonomy, const Unless& unless) {
  std::vector<std::string> sets;
  for (const auto& set : unless) sets.push_back(in_list(ids_in(set, taxonomy.safeguards)));
  return sets.empty() ? std::string() : in_list(sets);
}

std::string refs_in(const PolicySet& policies, const std::vector<PolicyRef>& refs) {
  std::vector<std::string> words;
  for (const PolicyRef& ref : refs) {
    const std::string& id = policies.policies[ref.policy.index()].id;
    words.push_back(ref.pinned ? id + "@" + version_name(policies[ref.pinned]) : id);
  }
  std::sort(words.begin(), words.end());
  return in_list(words);
}

std::string list_facts(const Model& model, const PolicyList& list) {
  if (list.stated == Stated::kUnknown) return {};
  return list.stated == Stated::kNone ? "none" : refs_in(model.policies, list.refs);
}

void add_confidence(Facts& facts, const Graph& graph, EvidenceId evidence) {
  const Confidence confidence =
      evidence ? graph.evidence[evidence.index()].confidence : Confidence::kHigh;
  if (confidence != Confidence::kHigh) facts.emplace("confidence", key_of(confidence));
}

std::string rules_in(const Taxonomy& taxonomy, const std::vector<Rule>& rules) {
  std::vector<std::string> words;
  for (const Rule& rule : rules) {
    std::string text = rule_facts(taxonomy, rule);
    if (rule.confidence) text += fmt::format(", confidence: {}", key_of(*rule.confidence));
    words.push_back("{" + text + "}");
  }
  std::sort(words.begin(), words.end());
  return in_list(words);
}

Facts version_facts(const Taxonomy& taxonomy, const PolicyVersion& v) {
  Facts facts;
  add(facts, "issuer", v.issuer);
  add(facts, "document", std::string(word_for(kDocuments, v.document)));
  add(facts, "effective", v.effective);
  add(facts, "withdrawn", v.withdrawn);
  add(facts, "incorporation", std::string(word_for(kIncorporations, v.incorporation)));
  add(facts, "covers", values_in(taxonomy, Dimension::kChannel, v.covers));
  std::vector<std::string> reaches;
  for (const auto& reach : kReaches) {
    if (v.reaches.*reach.value) reaches.emplace_back(reach.word);
  }
  add(facts, "reaches", in_list(reaches));
  add(facts, "flow_down", std::string(word_for(kFlowDowns, v.flow_down)));
  add(facts, "complete", v.complete ? "true" : "false");
  add(facts, "confidence", std::string(key_of(v.confidence)));
  add(facts, "where", context_facts(taxonomy, v.where));
  return facts;
}

Facts facts_of(const Model& model, const Policy& policy) {
  Facts facts;
  for (const VersionId id : policy.versions) {
    const PolicyVersion& version = model.policies[id];
    std::string text;
    for (const auto& [key, value] : version_facts(model.taxonomy, version)) {
      text += fmt::format("{}: {}\n", key, value);
    }
    text += rules_in(model.taxonomy, version.rules);
    facts.emplace(version_name(version), std::move(text));
  }
  return facts;
}

Facts facts_of(const Model& model, const Party& party) {
  const Graph& graph = model.graph;
  Facts facts;
  add(facts, "kind", std::string(word_for(kPartyKinds, party.kind)));
  add(facts, "policies", list_facts(model, graph.policies_of(party)));
  for (const Context::Limit& limit : graph.contexts[party.context.index()].limits) {
    const bool place = limit.dimension == Dimension::kTerritory;
    add(facts, place ? "operates_in" : name_of(limit.dimension),
        values_in(model.taxonomy, limit.dimension, limit.admits));
  }
  std::vector<std::string> uses;
  for (const DeclaredUse& use : party.uses) {
    uses.push_back(model.taxonomy.uses[use.use.index()].id);
  }
  std::sort(uses.begin(), uses.end());
  if (!uses.empty()) add(facts, "uses", in_list(uses));
  std::vector<std::string> practices;
  for (const Practice& practice : party.practices) {
    std::string word = practice.duty ? model.taxonomy.duties[practice.duty.index()].id
                                     : model.taxonomy.safeguards[practice.safeguard.index()].id;
    if (practice.parameter) word += " " + practice.parameter->text();
    practices.push_back(std::move(word));
  }
  std::sort(practices.begin(), practices.end());
  if (party.practices_known) add(facts, "practices", in_list(practices));
  for (const AttributeValue& value : party.attributes) {
    std::vector<std::string> words;
    for (const auto& [date, number] : value.dated) {
      words.push_back(fmt::format("{}: {}", date.text(), number));
    }
    if (value.current) words.push_back(fmt::format("{}", *value.current));
    add(facts, model.taxonomy.attributes[value.attribute.index()].id, separated(words, ", "));
  }
  add_confidence(facts, graph, party.evidence);
  return facts;
}

Facts facts_of(const Model& model, const Artifact& artifact) {
  const Graph& graph = model.graph;
  Facts facts;
  add(facts, "developer", std::string(graph.id_of(artifact.developer)));
  add(facts, "policies", list_facts(model, graph.policies_of(artifact)));
  add(facts, "modality", context_facts(model.taxonomy, graph.contexts[artifact.context.index()]));
  add(facts, "released", artifact.released);
  std::vector<std::string> parents;
  for (std::uint32_t d = 0; d < artifact.derivations; ++d) {
    const Derivation& derivation = graph.derivations[artifact.first_derivation + d];
    std::string word =
        fmt::format("{} of {}", key_of(derivation.by), graph.id_of(derivation.parent));
    Facts evidence;
    add_confidence(evidence, graph, derivation.evidence);
    for (const auto& [key, value] : evidence) word += fmt::format(" ({}: {})", key, value);
    parents.push_back(std::move(word));
  }
  std::sort(parents.begin(), parents.end());
  if (!parents.empty()) add(facts, "derived_from", in_list(parents));
  add_confidence(facts, graph, artifact.evidence);
  return facts;
}

std::string grants_in(const Taxonomy& taxonomy, const Terms& terms) {
  std::vector<std::string> words = ids_in(terms.granted_safeguards, taxonomy.safeguards);
  if ((terms.grants & kGrantHost) != 0) words.emplace_back("host");
  if ((terms.grants & kGrantRedistribute) != 0) words.emplace_back("redistribute");
  if ((terms.grants & kGrantWaive) != 0) words.emplace_back("waive");
  return words.empty() ? std::string() : in_list(words);
}

Facts facts_of(const Model& model, const Agreement& agreement) {
  const Graph& graph = model.graph;
  const Terms& terms = graph.terms[agreement.terms.index()];
  Facts facts;
  add(facts, "from", std::string(graph.id_of(agreement.from)));
  add(facts, "to", std::string(graph.id_of(agreement.to)));
  std::vector<std::string> artifacts;
  for (std::uint32_t a = 0; a < agreement.artifacts; ++a) {
    artifacts.emplace_back(graph.id_of(graph.supplied[agreement.first_artifact + a]));
  }
  add(facts, "artifacts", in_list(artifacts));
  add(facts, "channel", model.taxonomy.values_of(Dimension::kChannel)[terms.channel]);
  add(facts, "effective", terms.effective);
  add(facts, "expires", terms.expires);
  add(facts, "where", context_facts(model.taxonomy, terms.where));
  if (!terms.known) add(facts, "terms", "not known");
  std::string incorporated =
      terms.incorporates.empty() ? std::string() : refs_in(model.policies, terms.incorporates);
  if (terms.incorporates_upstream) {
    incorporated += incorporated.empty() ? "upstream" : " and upstream";
  }
  add(facts, "incorporates", std::move(incorporated));
  if (!terms.delivers.empty()) add(facts, "delivers", refs_in(model.policies, terms.delivers));
  if (terms.adds) add(facts, "adds", rules_in(model.taxonomy, model.policies[terms.adds].rules));
  std::vector<std::string> waivers;
  for (const Waiver& waiver : terms.waives) waivers.push_back(waiver_facts(model, waiver));
  if (!waivers.empty()) add(facts, "waives", in_list(waivers));
  add(facts, "grants", grants_in(model.taxonomy, terms));
  add_confidence(facts, graph, agreement.evidence);
  return facts;
}

Facts facts_of(const Taxonomy& taxonomy) {
  Facts facts;
  for (const Use& use : taxonomy.uses) {
    facts.emplace("use " + use.id,
                  fmt::format("in: {}{}{}", in_list(ids_in(use.parents, taxonomy.uses)),
                              use.typically_unlawful ? ", typically unlawful" : "",
                              use.catch_all ? ", catch-all" : ""));
  }
  for (const Safeguard& safeguard : taxonomy.safeguards) {
    facts.emplace("safeguard " + safeguard.id, "there");
  }
  for (const Duty& duty : taxonomy.duties) {
    facts.emplace("duty " + duty.id,
                  fmt::format("{} {} {} {}", duty.parameter, static_cast<int>(duty.stricter),
                              in_list(ids_in(duty.contradicts_duties, taxonomy.duties)),
                              in_list(ids_in(duty.contradicts_uses, taxonomy.uses))));
  }
  for (const Attribute& attribute : taxonomy.attributes) {
    facts.emplace("attribute " + attribute.id, "there");
  }
  for (std::size_t d = 0; d < kDimensions; ++d) {
    const auto dimension = static_cast<Dimension>(d);
    facts.emplace(name_of(dimension),
                  values_in(taxonomy, dimension, taxonomy.all_values(dimension)));
  }
  for (const Grouping& grouping : taxonomy.groupings) {
    std::string text;
    for (const Group& group : grouping.groups) {
      text += group.title + in_list(ids_in(group.uses, taxonomy.uses));
    }
    facts.emplace("grouping " + grouping.id, std::move(text));
  }
  return facts;
}

// The keys of which the two do not say the same.
std::vector<KeyChange> keys_changed(const Facts& a, const Facts& b) {
  std::vector<KeyChange> changed;
  Facts keys = a;
  keys.insert(b.begin(), b.end());
  for (const auto& [key, ignored] : keys) {
    const auto in_a = a.find(key), in_b = b.find(key);
    if (in_a != a.end() && in_b != b.end() && in_a->second == in_b->second) continue;
    changed.push_back(
        {key, in_a == a.end() ? "" : in_a->second, in_b == b.end() ? "" : in_b->second});
  }
  return changed;
}

// Notes what differs in one element; null where a side does not have it.
void note(std::vector<ElementChange>& changes, Part part, std::string id, const Facts* before,
          const Facts* after) {
  ElementChange change;
  change.element = {part, std::move(id)};
  change.in_old = before != nullptr;
  change.in_new = after != nullptr;
  if (before != nullptr && after != nullptr) {
    change.keys = keys_changed(*before, *after);
    if (change.keys.empty()) return;
  }
  changes.push_back(std::move(change));
}

// Walks two lists that are sorted by id.
template <class Elements, class IdOf>
void compare_all(std::vector<ElementChange>& changes, Part part, const Model& a, const Model& b,
                 const Elements& in_a, const Elements& in_b, IdOf id_of) {
  auto x = in_a.begin(), y = in_b.begin();
  while (x != in_a.end() || y != in_b.end()) {
    const std::string id_a = x == in_a.end() ? std::string() : id_of(a, *x);
    const std::string id_b = y == in_b.end() ? std::string() : id_of(b, *y);
    const bool take_a = x != in_a.end() && (y == in_b.end() || id_a <= id_b);
    const bool take_b = y != in_b.end() && (x == in_a.end() || id_b <= id_a);
    Facts before, after;
    if (take_a) before = facts_of(a, *x++);
    if (take_b) after = facts_of(b, *y++);
    note(changes, part, take_a ? id_a : id_b, take_a ? &before : nullptr,
         take_b ? &after : nullptr);
  }
}

// The policies that files hold, sorted by id; not those that agreements add.
std::vector<Policy> documents(const PolicySet& policies) {
  std::vector<Policy> result;
  for (const Policy& policy : policies.policies) {
    if (!policies[policy.versions.front()].of_agreement) result.push_back(policy);
  }
  std::sort(result.begin(), result.end(),
            [](const Policy& a, const Policy& b) { return a.id < b.id; });
  return result;
}

}  // namespace

std::string version_name(const PolicyVersion& version) {
  if (!version.version.empty()) return version.version;
  return version.effective ? version.effective->text() : "without a version";
}

std::string waiver_facts(const Model& model, const Waiver& waiver) {
  std::string text = "{policy: " + model.policies.policies[waiver.policy.index()].id;
  const auto note = [&text](std::string_view key, const std::string& value) {
    if (!value.empty()) text += fmt::format(", {}: {}", key, value);
  };
  if (!waiver.uses.empty()) note("uses", in_list(ids_in(waiver.uses, model.taxonomy.uses)));
  std::vector<std::string> artifacts;
  for (const ArtifactId a : waiver.artifacts) artifacts.emplace_back(model.graph.id_of(a));
  if (!artifacts.empty()) note("artifacts", in_list(artifacts));
  note("when", context_facts(model.taxonomy, waiver.when));
  if (waiver.effective) note("effective", waiver.effective->text());
  if (waiver.until) note("until", waiver.until->text());
  if (waiver.extends_downstream) note("extends_downstream", "true");
  if (waiver.confidence != Confidence::kHigh) {
    note("confidence", std::string(key_of(waiver.confidence)));
  }
  return text + "}";
}

std::string rule_facts(const Taxonomy& taxonomy, const Rule& rule) {
  std::string text;
  const auto say = [&text](std::string_view key, const std::string& value) {
    if (!value.empty()) text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, value);
  };
  switch (rule.kind) {
    case RuleKind::kProhibit:
    case RuleKind::kAllow: {
      std::vector<std::string> uses = ids_in(rule.uses, taxonomy.uses);
      std::vector<std::string> except = ids_in(rule.except, taxonomy.uses);
      std::sort(uses.begin(), uses.end());
      std::sort(except.begin(), except.end());
      say(rule.kind == RuleKind::kProhibit ? "prohibit" : "allow", in_list(uses));
      if (!except.empty()) say("except", in_list(except));
      break;
    }
    case RuleKind::kRequire:
      say("require", taxonomy.duties[rule.duty.index()].id);
      if (rule.parameter) say("parameter", rule.parameter->text());
      break;
    case RuleKind::kLimit:
      say("limit", taxonomy.attributes[rule.attribute.index()].id);
      say("at_most", fmt::format("{}", rule.at_most));
      say("measured", std::string(word_for(kMeasured, rule.measured)));
      break;
  }
  if (rule.owed_by != kEveryRecipient) {
    std::vector<std::string> kinds;
    for (const auto& kind : kPartyKinds) {
      if (((rule.owed_by >> static_cast<unsigned>(kind.value)) & 1U) != 0) {
        kinds.emplace_back(kind.word);
      }
    }
    say("of", in_list(kinds));
  }
  say("when", context_facts(taxonomy, rule.when));
  say("unless", unless_facts(taxonomy, rule.unless));
  return text;
}

std::vector<std::string> terms_changed(const Taxonomy& in_a, const PolicyVersion& a,
                                       const Taxonomy& in_b, const PolicyVersion& b) {
  std::vector<std::string> words;
  for (const KeyChange& change : keys_changed(version_facts(in_a, a), version_facts(in_b, b))) {
    if (change.key != "effective" && change.key != "withdrawn") words.push_back(in_words(change));
  }
  return words;
}

std::vector<ElementChange> changes_between(const Model& a, const Model& b) {
  std::vector<ElementChange> changes;
  const Facts taxonomy_a = facts_of(a.taxonomy), taxonomy_b = facts_of(b.taxonomy);
  note(changes, Part::kTaxonomy, "taxonomy", &taxonomy_a, &taxonomy_b);
  compare_all(changes, Part::kPolicy, a, b, documents(a.policies), documents(b.policies),
              [](const Model&, const Policy& policy) { return policy.id; });
  const auto id_of = [](const Model& model, const auto& entity) {
    return std::string(model.graph.name(entity.id));
  };
  compare_all(changes, Part::kParty, a, b, a.graph.parties, b.graph.parties, id_of);
  compare_all(changes, Part::kArtifact, a, b, a.graph.artifacts, b.graph.artifacts, id_of);
  compare_all(changes, Part::kAgreement, a, b, a.graph.agreements, b.graph.agreements, id_of);
  return changes;
}

}  // namespace flowdown
