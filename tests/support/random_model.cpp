// Random specs by seed. See random_model.hpp.
#include "support/random_model.hpp"

#include <algorithm>
#include <set>

namespace flowdown::oracle {
namespace {

constexpr Date kAsOf{19875};  // 2024-06-01
constexpr std::int32_t kDays[] = {-700, -400, -100, -1, 0, 1, 100};

template <class T>
const T& one_of(Rng& rng, const std::vector<T>& list) {
  return list[pick(rng, list.size())];
}

// Each element with the chance given, in the order of the list.
template <class T>
std::vector<T> some_of(Rng& rng, const std::vector<T>& list, double probability) {
  std::vector<T> some;
  for (const T& element : list) {
    if (chance(rng, probability)) some.push_back(element);
  }
  return some;
}

template <class T>
std::vector<std::string> ids_of(const std::vector<T>& list) {
  std::vector<std::string> ids;
  for (const T& element : list) ids.push_back(element.id);
  return ids;
}

Date random_date(Rng& rng) { return Date{kAsOf.days + kDays[pick(rng, std::size(kDays))]}; }
Date past_date(Rng& rng) { return Date{kAsOf.days + kDays[pick(rng, 5)]}; }

UnlessSpec random_unless(Rng& rng, const TaxonomySpec& taxonomy) {
  UnlessSpec unless;
  while (chance(rng, 0.3) && unless.size() < 2) {
    std::vector<std::string> needed = some_of(rng, taxonomy.safeguards, 0.5);
    if (needed.empty()) needed.push_back(one_of(rng, taxonomy.safeguards));
    unless.push_back(needed);
  }
  return unless;
}

RuleSpec random_rule(Rng& rng, const TaxonomySpec& taxonomy) {
  RuleSpec rule;
  std::size_t kind = pick(rng, 12);
  rule.kind = kind < 8    ? RuleKind::kProhibit
              : kind < 10 ? RuleKind::kAllow
              : kind < 11 ? RuleKind::kRequire
                          : RuleKind::kLimit;
  rule.when = random_context(rng, taxonomy, 0.12);
  if (rule.kind == RuleKind::kRequire) {
    rule.duty = one_of(rng, taxonomy.duties);
    if (chance(rng, 0.5)) rule.parameter = 24 * static_cast<std::int64_t>(1 + pick(rng, 3));
    if (chance(rng, 0.3)) rule.owed_by = static_cast<PartyKinds>(1 + pick(rng, 15));
  } else if (rule.kind == RuleKind::kLimit) {
    rule.attribute = one_of(rng, taxonomy.attributes);
    rule.at_most = static_cast<std::int64_t>(100 * pick(rng, 4));
  } else {
    rule.unless = random_unless(rng, taxonomy);
    std::vector<std::string> uses = ids_of(taxonomy.uses);
    rule.uses = some_of(rng, uses, 0.25);
    if (rule.uses.empty()) rule.uses.push_back(one_of(rng, uses));
    if (chance(rng, 0.25)) rule.except.push_back(one_of(rng, uses));
  }
  return rule;
}

// At most one rule of each duty and attribute, so that rules never say the same in two ways.
void drop_repeated(std::vector<RuleSpec>& rules) {
  std::set<std::string> seen;
  std::erase_if(rules, [&seen](const RuleSpec& rule) {
    std::string subject = rule.duty + rule.attribute;
    return !subject.empty() && !seen.insert(subject).second;
  });
}

PolicySpec random_policy(Rng& rng, const TaxonomySpec& taxonomy, const RandomOptions& options) {
  PolicySpec policy;
  policy.document = static_cast<Document>(pick(rng, 3));
  if (chance(rng, 0.12)) policy.document = Document::kRegulation;
  policy.incorporation = chance(rng, 0.4) ? Incorporation::kStatic : Incorporation::kDynamic;
  const auto& channels = taxonomy.values.at(Dimension::kChannel);
  policy.covers = chance(rng, 0.7) ? channels : some_of(rng, channels, 0.5);
  if (policy.covers.empty()) policy.covers.push_back(one_of(rng, channels));
  policy.reaches = Reach{chance(rng, 0.8), chance(rng, 0.8), chance(rng, 0.6)};
  policy.flow_down = static_cast<FlowDown>(pick(rng, 6));
  policy.complete = chance(rng, 0.8);
  std::size_t versions = options.dates ? 1 + pick(rng, 3) : 1;
  std::set<Date> taken;
  for (std::size_t i = 0; i < versions; ++i) {
    VersionSpec version = random_version(rng, taxonomy);
    version.version = "v" + std::to_string(i);
    if (options.dates && (i > 0 || chance(rng, 0.5))) {
      version.effective = i == 0 ? past_date(rng) : random_date(rng);
      if (!taken.insert(*version.effective).second) continue;
    }
    if (options.dates && chance(rng, 0.1)) {
      version.withdrawn = random_date(rng);
      if (version.effective && *version.withdrawn <= *version.effective) version.withdrawn = {};
    }
    if (i > 0 && chance(rng, 0.2)) version.rules = policy.versions[0].rules;
    policy.versions.push_back(std::move(version));
  }
  if (chance(rng, 0.15)) {
    for (VersionSpec& version : policy.versions) {
      version.where = random_context(rng, taxonomy, 0.3);
    }
  }
  return policy;
}

RefSpec random_ref(Rng& rng, const PolicySpec& policy, double pinned) {
  RefSpec ref{policy.id, std::nullopt};
  if (chance(rng, pinned)) ref.version = one_of(rng, policy.versions).version;
  return ref;
}

// Makes the graph of a spec whose taxonomy and policies are made.
class Chain {
 public:
  Chain(Spec& spec, Rng& rng, const RandomOptions& options)
      : spec_(spec), rng_(rng), options_(options) {}

  void make() {
    for (PartySpec& party : spec_.parties) fill(party);
    std::size_t artifacts = 1 + pick(rng_, 5);
    for (std::size_t i = 0; i < artifacts; ++i) add_artifact(i);
    for (std::size_t i = 0; i < artifacts; ++i) derive(i);
    holders_.assign(artifacts, {});
    for (std::size_t i = 0; i < artifacts; ++i) {
      holders_[i].push_back(spec_.artifacts[i].developer);
    }
    std::size_t agreements = pick(rng_, 11);
    for (std::size_t i = 0; i < agreements; ++i) add_agreement(i);
    for (AgreementSpec& agreement : spec_.agreements) add_terms(agreement);
  }

 private:
  ListSpec policies_of(const std::string& issuer, double unknown, double none) {
    ListSpec list;
    if (chance(rng_, unknown)) return list;
    list.stated = Stated::kNone;
    if (chance(rng_, none)) return list;
    for (const PolicySpec& policy : spec_.policies) {
      if (is_regulator(policy.issuer)) continue;
      if (chance(rng_, policy.issuer == issuer ? 0.7 : 0.12)) {
        list.refs.push_back(random_ref(rng_, policy, 0.2));
      }
    }
    if (!list.refs.empty()) list.stated = Stated::kListed;
    return list;
  }

  bool is_regulator(const std::string& id) const {
    for (const PartySpec& party : spec_.parties) {
      if (party.id == id) return party.kind == PartyKind::kRegulator;
    }
    return false;
  }

  void fill(PartySpec& party) {
    party.policies = policies_of(party.id, 0.2, 0.2);
    party.context = random_context(rng_, spec_.taxonomy, 0.25);
    party.context.erase(Dimension::kModality);
    party.context.erase(Dimension::kChannel);
    party.uses = some_of(rng_, ids_of(spec_.taxonomy.uses), 0.2);
    party.practices_known = chance(rng_, 0.6);
    if (!party.practices_known) return;
    party.practices = some_of(rng_, spec_.taxonomy.safeguards, 0.3);
    for (auto& duty : some_of(rng_, spec_.taxonomy.duties, 0.3)) party.practices.push_back(duty);
  }

  void add_artifact(std::size_t i) {
    ArtifactSpec artifact;
    artifact.id = "a" + std::to_string(i);
    artifact.developer = one_of(rng_, spec_.parties).id;
    artifact.policies = policies_of(artifact.developer, 0.4, 0.2);
    ContextSpec context = random_context(rng_, spec_.taxonomy, 0.4);
    if (context.contains(Dimension::kModality)) {
      artifact.context[Dimension::kModality] = context[Dimension::kModality];
    }
    spec_.artifacts.push_back(std::move(artifact));
  }

  // Mostly from artifacts before it; now and then in a circle.
  void derive(std::size_t i) {
    std::set<std::string> parents;
    while (chance(rng_, 0.45)) {
      std::size_t among = chance(rng_, 0.2) ? spec_.artifacts.size() : i;
      if (among == 0) continue;
      const std::string& parent = spec_.artifacts[pick(rng_, among)].id;
      if (parent == spec_.artifacts[i].id || !parents.insert(parent).second) continue;
      spec_.artifacts[i].derived_from.push_back(
          {parent, static_cast<DerivationKind>(pick(rng_, 7))});
    }
  }

  void add_agreement(std::size_t i) {
    AgreementSpec agreement;
    agreement.id = "g" + std::to_string(i);
    std::size_t artifact = pick(rng_, spec_.artifacts.size());
    agreement.artifacts.push_back(spec_.artifacts[artifact].id);
    if (chance(rng_, 0.2)) {
      const std::string& other = one_of(rng_, spec_.artifacts).id;
      if (other != agreement.artifacts[0]) agreement.artifacts.push_back(other);
    }
    agreement.from =
        chance(rng_, 0.85) ? one_of(rng_, holders_[artifact]) : one_of(rng_, spec_.parties).id;
    do {
      agreement.to = one_of(rng_, spec_.parties).id;
    } while (agreement.to == agreement.from);
    holders_[artifact].push_back(agreement.to);
    agreement.channel = one_of(rng_, spec_.taxonomy.values.at(Dimension::kChannel));
    spec_.agreements.push_back(std::move(agreement));
  }

  void add_terms(AgreementSpec& agreement) {
    if (options_.dates) {
      if (chance(rng_, 0.6))
        agreement.effective = chance(rng_, 0.9) ? past_date(rng_) : random_date(rng_);
      if (chance(rng_, 0.25)) agreement.expires = random_date(rng_);
      if (agreement.effective && agreement.expires && *agreement.expires < *agreement.effective) {
        agreement.expires = std::nullopt;
      }
    }
    agreement.where = random_context(rng_, spec_.taxonomy, 0.1);
    if (chance(rng_, 0.25)) agreement.grants = static_cast<std::uint8_t>(1 + pick(rng_, 7));
    if (chance(rng_, 0.2)) {
      agreement.granted_safeguards = some_of(rng_, spec_.taxonomy.safeguards, 0.5);
    }
    agreement.known = chance(rng_, 0.85);
    if (!agreement.known) return;
    agreement.upstream = chance(rng_, 0.3);
    for (const PolicySpec& policy : spec_.policies) {
      bool incorporated = chance(rng_, 0.3);
      if (incorporated) agreement.incorporates.push_back(random_ref(rng_, policy, 0.3));
      // A policy that is pinned in one place and named in the other has one pin.
      if (chance(rng_, 0.25)) {
        agreement.delivers.push_back(random_ref(rng_, policy, incorporated ? 0 : 0.3));
      }
    }
    if (chance(rng_, 0.3) && !is_regulator(agreement.from)) {
      agreement.adds = random_version(rng_, spec_.taxonomy).rules;
    }
    while (chance(rng_, 0.3)) add_waiver(agreement);
  }

  void add_waiver(AgreementSpec& agreement) {
    WaiverSpec waiver;
    waiver.policy = one_of(rng_, spec_.policies).id;
    if (chance(rng_, 0.15)) {
      const AgreementSpec& adding = one_of(rng_, spec_.agreements);
      if (!adding.adds.empty()) waiver.policy = adding.id;
    }
    if (chance(rng_, 0.6)) waiver.uses = {one_of(rng_, spec_.taxonomy.uses).id};
    if (chance(rng_, 0.2)) waiver.artifacts = {one_of(rng_, agreement.artifacts)};
    waiver.when = random_context(rng_, spec_.taxonomy, 0.12);
    if (options_.dates && chance(rng_, 0.3)) waiver.effective = past_date(rng_);
    if (options_.dates && chance(rng_, 0.3)) waiver.until = random_date(rng_);
    if (waiver.effective && waiver.until && *waiver.until < *waiver.effective) waiver.until = {};
    waiver.extends_downstream = chance(rng_, 0.5);
    agreement.waives.push_back(std::move(waiver));
  }

  Spec& spec_;
  Rng& rng_;
  const RandomOptions& options_;
  std::vector<std::vector<std::string>> holders_;  // by artifact
};

}  // namespace

// The standard distributions differ between libraries; these do not.
bool chance(Rng& rng, double probability) {
  return static_cast<double>(rng() >> 11U) < probability * 9007199254740992.0;
}
std::size_t pick(Rng& rng, std::size_t below) { return static_cast<std::size_t>(rng() % below); }

ContextSpec random_context(Rng& rng, const TaxonomySpec& taxonomy, double probability) {
  ContextSpec context;
  for (const auto& [dimension, names] : taxonomy.values) {
    if (!chance(rng, probability)) continue;
    std::vector<std::string> admits = some_of(rng, names, 0.5);
    if (admits.empty()) admits.push_back(one_of(rng, names));
    context[dimension] = admits;
  }
  return context;
}

TaxonomySpec random_taxonomy(Rng& rng, const RandomOptions& options) {
  TaxonomySpec taxonomy;
  std::size_t plain = 3 + pick(rng, 4);
  for (std::size_t i = 0; i < plain; ++i) {
    UseSpec use{"u" + std::to_string(i), {}, chance(rng, 0.3), false};
    while (i > 0 && chance(rng, 0.4) && use.parents.size() < 2) {
      const std::string& parent = taxonomy.uses[pick(rng, i)].id;
      if (std::find(use.parents.begin(), use.parents.end(), parent) == use.parents.end()) {
        use.parents.push_back(parent);
      }
    }
    taxonomy.uses.push_back(std::move(use));
  }
  // Parents must not always come before their children by name.
  if (chance(rng, 0.5)) {
    for (UseSpec& use : taxonomy.uses) {
      for (std::string& parent : use.parents) parent[0] = 'z';
      use.id[0] = 'z';
    }
    for (std::size_t i = 0; i < plain; ++i) {
      std::string old_id = taxonomy.uses[i].id;
      std::string new_id = "u" + std::to_string(plain - 1 - i);
      for (UseSpec& use : taxonomy.uses) {
        std::replace(use.parents.begin(), use.parents.end(), old_id, new_id);
      }
      taxonomy.uses[i].id = new_id;
    }
  }
  if (chance(rng, 0.6)) taxonomy.uses.push_back({"unlawful", {}, false, true});
  for (const char* act :
       {"commercial_use", "derive", "host_api", "output_training", "redistribute"}) {
    if (taxonomy.uses.size() < options.max_uses && chance(rng, 0.5)) {
      taxonomy.uses.push_back({act, {}, false, false});
    }
  }
  std::vector<std::string> ids = ids_of(taxonomy.uses);
  for (int i = 0; i < 3; ++i) taxonomy.groups.push_back(some_of(rng, ids, 0.4));

  do {
    taxonomy.values[Dimension::kModality] = {"text", "image"};
    taxonomy.values[Dimension::kChannel] = {"weights", "api", "app"};
    taxonomy.values[Dimension::kAudience] = {"consumer", "minor"};
    taxonomy.values[Dimension::kTerritory] = {"US", "elsewhere"};
    taxonomy.values[Dimension::kPurpose] = {"commercial", "research"};
    taxonomy.values[Dimension::kSector] = {"health", "other"};
    for (Dimension d : {Dimension::kModality, Dimension::kAudience, Dimension::kPurpose}) {
      if (chance(rng, 0.4)) taxonomy.values[d].resize(1);
    }
    if (chance(rng, 0.3)) taxonomy.values[Dimension::kTerritory] = {"DE", "US", "elsewhere"};
    if (chance(rng, 0.5)) taxonomy.values[Dimension::kSector] = {"other"};
    taxonomy.safeguards.clear();
    std::size_t safeguards = 1 + pick(rng, 3);
    for (std::size_t i = 0; i < safeguards; ++i) {
      taxonomy.safeguards.push_back("s" + std::to_string(i));
    }
    std::size_t contexts = std::size_t{1} << safeguards;
    for (const auto& entry : taxonomy.values) contexts *= entry.second.size();
    if (contexts <= options.max_contexts) break;
  } while (true);
  taxonomy.duties = {"attribution", "monitoring", "report"};
  taxonomy.attributes = {"users"};
  return taxonomy;
}

VersionSpec random_version(Rng& rng, const TaxonomySpec& taxonomy) {
  VersionSpec version;
  std::size_t rules = 1 + pick(rng, 4);
  for (std::size_t i = 0; i < rules; ++i) version.rules.push_back(random_rule(rng, taxonomy));
  drop_repeated(version.rules);
  return version;
}

Spec random_spec(std::uint64_t seed, const RandomOptions& options) {
  Rng rng(seed);
  Spec spec;
  spec.seed = seed;
  spec.as_of = kAsOf;
  spec.taxonomy = random_taxonomy(rng, options);
  std::size_t parties = 2 + pick(rng, 6);
  for (std::size_t i = 0; i < parties; ++i) {
    PartySpec party;
    party.id = "p" + std::to_string(i);
    party.kind = static_cast<PartyKind>(pick(rng, 4));
    if (i > 1 && chance(rng, 0.15)) party.kind = PartyKind::kRegulator;
    spec.parties.push_back(std::move(party));
  }
  std::size_t policies = 1 + pick(rng, 5);
  for (std::size_t i = 0; i < policies; ++i) {
    PolicySpec policy = random_policy(rng, spec.taxonomy, options);
    policy.id = "x" + std::to_string(i);
    const PartySpec& issuer = one_of(rng, spec.parties);
    policy.issuer = chance(rng, 0.9) ? issuer.id : "outsider";
    bool regulation = policy.issuer == issuer.id && issuer.kind == PartyKind::kRegulator;
    if (regulation && chance(rng, 0.7)) {
      for (VersionSpec& version : policy.versions) {
        version.where[Dimension::kTerritory] = {
            one_of(rng, spec.taxonomy.values.at(Dimension::kTerritory))};
      }
    }
    spec.policies.push_back(std::move(policy));
  }
  Chain(spec, rng, options).make();
  return spec;
}

}  // namespace flowdown::oracle
