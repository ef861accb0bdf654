// Pass 2 for agreements: who supplies what to whom, under which terms.
//
// Absent and empty differ here. Where an agreement says nothing of incorporates, delivers, adds and
// waives, its terms are unknown; an empty list states that there is none.
#include <fmt/format.h>

#include <algorithm>

#include "load/graph_reader.hpp"

namespace flowdown::loading {

void GraphReader::read_agreement(const Entry& entry, AgreementId id) {
  Agreement& agreement = graph_.agreements[id.index()];
  Terms terms;
  agreement.first_artifact = static_cast<std::uint32_t>(graph_.supplied.size());
  Fields fields(problems_, entry.body,
                entry.named ? fmt::format("agreement {}", quoted(entry.id.text)) : "an agreement",
                entry.id);
  if (const YamlNode* name = fields.require("id", "letters, digits, `.`, `_` and `-`")) {
    if (!name->is_word()) read_word(problems_, *name, "id");
  }
  agreement.title = symbol(fields.text("title"));
  agreement.from = require_party(fields, "from");
  agreement.to = require_party(fields, "to");
  if (agreement.from && agreement.from == agreement.to) {
    problems_.add(*fields.find("to"), "an agreement of a party with itself");
  }

  std::vector<ArtifactId> supplied;
  if (const YamlNode* artifacts = fields.require("artifacts", "the ids of what is supplied")) {
    for (const YamlNode* word : read_words(problems_, *artifacts, "artifacts")) {
      if (is_gone(*word)) continue;
      if (const ArtifactId found = artifact(*word)) supplied.push_back(found);
    }
    if (artifacts->is_list() && artifacts->items.empty()) {
      problems_.add(*artifacts, "an agreement that supplies nothing", "name at least one artifact");
    }
  }
  make_canonical(supplied);
  agreement.artifacts = static_cast<std::uint32_t>(supplied.size());
  graph_.supplied.insert(graph_.supplied.end(), supplied.begin(), supplied.end());

  terms.document = fields.choice("document", kTermsDocuments).value_or(terms.document);
  if (const YamlNode* channel = fields.require("channel", "one of `weights`, `api` or `app`")) {
    if (read_word(problems_, *channel, "channel")) {
      vocabulary_.values(*channel, "channel", Dimension::kChannel);
      const auto value = vocabulary_.taxonomy().find_value(Dimension::kChannel, channel->text);
      terms.channel = static_cast<std::uint8_t>(value.value_or(0));
    }
  }
  terms.effective = fields.date("effective");
  terms.expires = fields.date("expires");
  if (terms.effective && terms.expires && *terms.expires < *terms.effective) {
    problems_.add_against(*fields.find("expires"), "expires before it takes effect",
                          fields.find("effective")->pos, "effective from here");
  }
  if (const YamlNode* where = fields.find("where")) {
    terms.where = vocabulary_.context(*where, "where");
  }

  Words incorporated = fields.words("incorporates");
  const auto upstream =
      std::remove_if(incorporated.begin(), incorporated.end(),
                     [](const YamlNode* word) { return word->text == "upstream"; });
  terms.incorporates_upstream = upstream != incorporated.end();
  incorporated.erase(upstream, incorporated.end());
  terms.incorporates = policy_names_.find_all(incorporated);
  terms.delivers = policy_names_.find_all(fields.words("delivers"));
  if (const YamlNode* grants = fields.find("grants")) read_grants(*grants, terms);
  const Evidence evidence = read_evidence(fields);
  agreement.evidence = intern(evidence);
  if (const YamlNode* rules = fields.find("adds")) {
    terms.adds = read_additions(*rules, agreement, id, evidence);
  }
  if (const YamlNode* waives = fields.find("waives")) {
    if (!waives->is_list()) {
      problems_.add(*waives, fmt::format("`waives` must be a list, not {}", kind_of(*waives)),
                    "write `waives: [{policy: …}]`");
    }
    for (const YamlNode& item : waives->items) {
      if (auto waiver = read_waiver(item, supplied)) terms.waives.push_back(std::move(*waiver));
    }
  }
  for (const char* key : {"incorporates", "delivers", "adds", "waives"}) {
    terms.known = terms.known || fields.has(key);
  }
  fields.done();
  agreement.terms = enter(std::move(terms), entry.of_line);
}

void GraphReader::read_grants(const YamlNode& node, Terms& terms) {
  for (const YamlNode* word : read_words(problems_, node, "grants")) {
    const auto grant = std::find_if(std::begin(kGrants), std::end(kGrants),
                                    [&](const auto& known) { return known.word == word->text; });
    if (grant != std::end(kGrants)) {
      terms.grants = static_cast<std::uint8_t>(terms.grants | grant->value);
    } else if (const auto found = vocabulary_.taxonomy().find_safeguard(word->text)) {
      terms.granted_safeguards.push_back(*found);
    } else {
      vocabulary_.unknown(*word, "grant", [&] {
        Candidates ids = ids_of(vocabulary_.taxonomy().safeguards);
        for (const auto& known : kGrants) ids.push_back(known.word);
        return ids;
      });
    }
  }
  make_canonical(terms.granted_safeguards);
}

VersionId GraphReader::read_additions(const YamlNode& list, const Agreement& agreement,
                                      AgreementId id, const Evidence& evidence) {
  PolicyVersion version;
  version.rules = read_rules(list, "adds", vocabulary_);
  if (version.rules.empty()) return {};
  version.policy = PolicyId(policies_.policies.size());
  if (agreement.from) version.issuer = graph_.id_of(agreement.from);
  version.covers = vocabulary_.taxonomy().all_values(Dimension::kChannel);
  version.confidence = evidence.confidence;
  version.source = evidence.source;
  version.of_agreement = id;
  version.pos = agreement.pos;
  const VersionId number(policies_.versions.size());
  policies_.versions.push_back(std::move(version));
  policies_.policies.push_back({fmt::format("{}/adds", graph_.name(agreement.id)), {number}});
  return number;
}

std::optional<Waiver> GraphReader::read_waiver(const YamlNode& node,
                                               const std::vector<ArtifactId>& supplied) {
  Waiver waiver;
  waiver.pos = node.pos;
  Fields fields(problems_, node, "a waiver", node);
  if (const YamlNode* policy = fields.require("policy", "the id of the policy it releases from")) {
    if (read_word(problems_, *policy, "policy")) {
      const auto ref = policy_names_.find(*policy);
      if (ref) waiver.policy = ref->policy;
      if (ref && ref->pinned) {
        problems_.add(*policy, "a waiver names a policy, not one version of it",
                      "leave out what follows the `@`");
      }
    }
  }
  if (const YamlNode* uses = fields.find("uses")) {
    if (uses->is_list() && uses->items.empty()) {
      problems_.add(*uses, "`uses` names no use", "leave it out to mean all that the policy asks");
    }
    waiver.uses = vocabulary_.uses(read_words(problems_, *uses, "uses"));
  }
  bool all_gone = false;  // then nothing is left to waive, which an empty list would not say
  if (const YamlNode* artifacts = fields.find("artifacts")) {
    if (artifacts->is_list() && artifacts->items.empty()) {
      problems_.add(*artifacts, "`artifacts` names none",
                    "leave it out to mean all that the agreement supplies");
    }
    for (const YamlNode* word : read_words(problems_, *artifacts, "artifacts")) {
      all_gone = is_gone(*word) && waiver.artifacts.empty();
      if (is_gone(*word)) continue;
      const ArtifactId found = artifact(*word);
      if (!found) continue;
      waiver.artifacts.push_back(found);
      if (!std::binary_search(supplied.begin(), supplied.end(), found)) {
        problems_.add(*word, fmt::format("the agreement does not supply {}", quoted(word->text)),
                      "a waiver is about artifacts of its agreement");
      }
    }
    make_canonical(waiver.artifacts);
  }
  if (const YamlNode* when = fields.find("when")) waiver.when = vocabulary_.context(*when, "when");
  waiver.effective = fields.date("effective");
  waiver.until = fields.date("until");
  if (waiver.effective && waiver.until && *waiver.until < *waiver.effective) {
    problems_.add_against(*fields.find("until"), "ends before it takes effect",
                          fields.find("effective")->pos, "effective from here");
  }
  waiver.extends_downstream = fields.boolean("extends_downstream").value_or(false);
  waiver.clause = fields.text("clause");
  waiver.note = fields.text("note");
  waiver.source = fields.text("source");
  waiver.confidence = fields.choice("confidence", kConfidences).value_or(waiver.confidence);
  fields.done();
  if (all_gone) return std::nullopt;
  return waiver;
}

}  // namespace flowdown::loading
