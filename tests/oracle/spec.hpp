// A supply chain as plain named values, from which a Model is built without any file.
//
// Tests change a spec (shuffle it, rename its entities, drop an agreement) and build again; ids of
// models are by name order, so a spec is what two models have in common.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "flowdown/model.hpp"

namespace flowdown::oracle {

// The values that each named dimension admits. A dimension left out admits all.
using ContextSpec = std::map<Dimension, std::vector<std::string>>;
using UnlessSpec = std::vector<std::vector<std::string>>;

struct UseSpec {
  std::string id;
  std::vector<std::string> parents;
  bool typically_unlawful = false, catch_all = false;
};

struct TaxonomySpec {
  std::vector<UseSpec> uses;
  std::vector<std::string> safeguards;
  std::vector<std::string> duties;  // each may have a parameter
  std::vector<std::string> attributes;
  std::map<Dimension, std::vector<std::string>> values;
  std::vector<std::vector<std::string>> groups;  // of the one grouping, `klyman-17`
};

struct RuleSpec {
  RuleKind kind = RuleKind::kProhibit;
  std::vector<std::string> uses, except;
  ContextSpec when;
  UnlessSpec unless;
  std::string duty;
  std::optional<std::int64_t> parameter;  // hours
  PartyKinds owed_by = kEveryRecipient;
  std::string attribute;
  std::int64_t at_most = 0;
  Measured measured = Measured::kContinuous;
};

struct VersionSpec {
  std::string version;
  std::optional<Date> effective, withdrawn;
  ContextSpec where;
  std::vector<RuleSpec> rules;
};

// What all versions of a policy share, and its versions.
struct PolicySpec {
  std::string id, issuer;
  Document document = Document::kStandalone;
  Incorporation incorporation = Incorporation::kDynamic;
  std::vector<std::string> covers;
  Reach reaches;
  FlowDown flow_down = FlowDown::kNone;
  bool complete = true;
  std::vector<VersionSpec> versions;
};

// `policy` or, with a version, `policy@version`.
struct RefSpec {
  std::string policy;
  std::optional<std::string> version;
};

struct ListSpec {
  Stated stated = Stated::kUnknown;
  std::vector<RefSpec> refs;
};

struct PartySpec {
  std::string id;
  PartyKind kind = PartyKind::kApplication;
  ListSpec policies;
  ContextSpec context;
  std::vector<std::string> uses;
  bool practices_known = false;
  std::vector<std::string> practices;  // duties and safeguards
};

struct DerivationSpec {
  std::string parent;
  DerivationKind by = DerivationKind::kFinetune;
};

struct ArtifactSpec {
  std::string id, developer;
  ListSpec policies;
  ContextSpec context;
  std::vector<DerivationSpec> derived_from;
};

struct WaiverSpec {
  std::string policy;  // an id of a policy, or of an agreement that adds rules
  std::vector<std::string> uses, artifacts;
  ContextSpec when;
  std::optional<Date> effective, until;
  bool extends_downstream = false;
};

struct AgreementSpec {
  std::string id, from, to;
  std::vector<std::string> artifacts;
  std::string channel = "weights";
  std::optional<Date> effective, expires;
  ContextSpec where;
  bool known = false;
  bool upstream = false;
  std::vector<RefSpec> incorporates, delivers;
  std::vector<RuleSpec> adds;
  std::vector<WaiverSpec> waives;
  std::uint8_t grants = 0;
  std::vector<std::string> granted_safeguards;
};

struct Spec {
  std::uint64_t seed = 0;  // what it was made from, for messages
  TaxonomySpec taxonomy;
  std::vector<PolicySpec> policies;
  std::vector<PartySpec> parties;
  std::vector<ArtifactSpec> artifacts;
  std::vector<AgreementSpec> agreements;
  Date as_of;
};

using Rng = std::mt19937_64;

// The model that load() would make of such files, by the contracts in the headers. An agreement's
// `adds` become the policy with the agreement's id.
Model build(const Spec& spec);
Taxonomy build_taxonomy(const TaxonomySpec& spec);
PolicyVersion build_version(const Taxonomy& taxonomy, const PolicySpec& policy,
                            const VersionSpec& version);

// Every list whose order must not matter, in another order.
Spec shuffled(Spec spec, Rng& rng);
// Every id of a use, policy, party, artifact or agreement, mapped.
Spec renamed(Spec spec, const std::function<std::string(const std::string&)>& map);

// A model in a few lines of text, so that a failing seed can be understood.
std::string describe(const Model& model, Date as_of);

}  // namespace flowdown::oracle
