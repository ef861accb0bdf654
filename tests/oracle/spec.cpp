// Spec → Model: names become ids, everything is sorted as the headers of the library demand.
#include "oracle/spec.hpp"

#include <algorithm>
#include <tuple>

namespace flowdown::oracle {
namespace {

template <class T>
std::vector<T> sorted_by_id(std::vector<T> list) {
  std::sort(list.begin(), list.end(), [](const T& a, const T& b) { return a.id < b.id; });
  return list;
}

ValueSet values_named(const Taxonomy& taxonomy, Dimension dimension,
                      const std::vector<std::string>& names) {
  ValueSet set;
  for (const std::string& name : names) {
    set.set(taxonomy.find_value(dimension, name).value());
  }
  return set;
}

// As stated by a party, all values of a dimension are more than nothing said.
Context stated_context(const Taxonomy& taxonomy, const ContextSpec& spec) {
  Context context;
  for (const auto& [dimension, names] : spec) {
    context.restrict_to(dimension, values_named(taxonomy, dimension, names));
  }
  return context;
}

Context context_of(const Taxonomy& taxonomy, const ContextSpec& spec) {
  Context context = stated_context(taxonomy, spec);
  std::erase_if(context.limits, [&](const Context::Limit& limit) {
    return limit.admits == taxonomy.all_values(limit.dimension);
  });
  return context;
}

std::vector<UseId> uses_named(const Taxonomy& taxonomy, const std::vector<std::string>& names) {
  std::vector<UseId> uses;
  for (const std::string& name : names) uses.push_back(taxonomy.find_use(name).value());
  return uses;
}

Rule build_rule(const Taxonomy& taxonomy, const RuleSpec& spec) {
  Rule rule;
  rule.kind = spec.kind;
  rule.uses = uses_named(taxonomy, spec.uses);
  rule.except = uses_named(taxonomy, spec.except);
  rule.when = context_of(taxonomy, spec.when);
  for (const auto& names : spec.unless) {
    std::vector<SafeguardId> needed;
    for (const auto& name : names) needed.push_back(taxonomy.find_safeguard(name).value());
    rule.unless.push_back(needed);
  }
  if (!spec.duty.empty()) rule.duty = taxonomy.find_duty(spec.duty).value();
  if (spec.parameter) {
    rule.parameter = Quantity{*spec.parameter * 3600, Quantity::Unit::kSeconds};
  }
  rule.owed_by = spec.owed_by;
  if (!spec.attribute.empty()) rule.attribute = taxonomy.find_attribute(spec.attribute).value();
  rule.at_most = spec.at_most;
  rule.measured = spec.measured;
  return rule;
}

// Builds the parts of a model one after the other.
class Builder {
 public:
  explicit Builder(const Spec& spec) : spec_(spec) {}

  Model build() {
    model_.taxonomy = build_taxonomy(spec_.taxonomy);
    add_policies();
    model_.policies.index();
    add_parties();
    add_artifacts();
    add_agreements();
    return std::move(model_);
  }

 private:
  void add_policies() {
    for (const PolicySpec& policy : sorted_by_id(spec_.policies)) {
      PolicyId id = new_policy(policy.id);
      std::vector<VersionSpec> versions = policy.versions;
      std::sort(versions.begin(), versions.end(), [](const VersionSpec& a, const VersionSpec& b) {
        return a.effective < b.effective;
      });
      for (const VersionSpec& version : versions) {
        add_version(id, build_version(model_.taxonomy, policy, version));
      }
    }
    // The rules that agreements add are policies of their own, after all others.
    std::vector<AgreementSpec> agreements = sorted_by_id(spec_.agreements);
    for (std::size_t i = 0; i < agreements.size(); ++i) {
      if (agreements[i].adds.empty()) continue;
      PolicySpec policy;
      policy.id = agreements[i].id;
      policy.issuer = agreements[i].from;
      policy.covers = spec_.taxonomy.values.at(Dimension::kChannel);
      VersionSpec version;
      version.rules = agreements[i].adds;
      PolicyVersion built = build_version(model_.taxonomy, policy, version);
      built.of_agreement = AgreementId(i);
      add_version(new_policy(policy.id), built);
    }
  }

  PolicyId new_policy(const std::string& id) {
    model_.policies.policies.push_back(Policy{id, {}});
    return PolicyId(model_.policies.policies.size() - 1);
  }

  void add_version(PolicyId policy, PolicyVersion version) {
    version.policy = policy;
    model_.policies.versions.push_back(std::move(version));
    model_.policies.policies[policy.index()].versions.push_back(
        VersionId(model_.policies.versions.size() - 1));
  }

  void add_parties() {
    Graph& graph = model_.graph;
    for (const PartySpec& spec : sorted_by_id(spec_.parties)) {
      Party party;
      party.id = graph.symbols.intern(spec.id);
      party.kind = spec.kind;
      party.policies = intern(list_of(spec.policies), graph.policy_lists, PolicyListId());
      party.context =
          intern(stated_context(model_.taxonomy, spec.context), graph.contexts, ContextId());
      party.evidence = intern(Evidence(), graph.evidence, EvidenceId());
      for (UseId use : uses_named(model_.taxonomy, spec.uses)) {
        party.uses.push_back(DeclaredUse{use, {}});
      }
      party.practices_known = spec.practices_known;
      for (const std::string& name : spec.practices) {
        Practice practice;
        if (auto duty = model_.taxonomy.find_duty(name)) practice.duty = *duty;
        if (!practice.duty) practice.safeguard = model_.taxonomy.find_safeguard(name).value();
        party.practices.push_back(practice);
      }
      graph.parties.push_back(std::move(party));
    }
  }

  void add_artifacts() {
    Graph& graph = model_.graph;
    std::vector<ArtifactSpec> specs = sorted_by_id(spec_.artifacts);
    for (const ArtifactSpec& spec : specs) {
      Artifact artifact;
      artifact.id = graph.symbols.intern(spec.id);
      artifact.developer = graph.find_party(spec.developer);
      artifact.policies = intern(list_of(spec.policies), graph.policy_lists, PolicyListId());
      artifact.context =
          intern(context_of(model_.taxonomy, spec.context), graph.contexts, ContextId());
      artifact.evidence = intern(Evidence(), graph.evidence, EvidenceId());
      graph.artifacts.push_back(artifact);
    }
    for (std::size_t i = 0; i < specs.size(); ++i) {
      graph.artifacts[i].first_derivation = static_cast<std::uint32_t>(graph.derivations.size());
      for (const DerivationSpec& derivation : specs[i].derived_from) {
        graph.derivations.push_back(Derivation{graph.find_artifact(derivation.parent),
                                               derivation.by,
                                               intern(Evidence(), graph.evidence, EvidenceId()),
                                               {}});
      }
      graph.artifacts[i].derivations = static_cast<std::uint32_t>(specs[i].derived_from.size());
    }
  }

  void add_agreements() {
    Graph& graph = model_.graph;
    for (const AgreementSpec& spec : sorted_by_id(spec_.agreements)) {
      Agreement agreement;
      agreement.id = graph.symbols.intern(spec.id);
      agreement.from = graph.find_party(spec.from);
      agreement.to = graph.find_party(spec.to);
      agreement.first_artifact = static_cast<std::uint32_t>(graph.supplied.size());
      agreement.artifacts = static_cast<std::uint32_t>(spec.artifacts.size());
      std::vector<ArtifactId> supplied;
      for (const auto& id : spec.artifacts) supplied.push_back(graph.find_artifact(id));
      std::sort(supplied.begin(), supplied.end());
      graph.supplied.insert(graph.supplied.end(), supplied.begin(), supplied.end());
      agreement.evidence = intern(Evidence(), graph.evidence, EvidenceId());
      graph.terms.push_back(terms_of(spec));
      agreement.terms = TermsId(graph.terms.size() - 1);
      graph.agreements.push_back(agreement);
    }
  }

  Terms terms_of(const AgreementSpec& spec) const {
    const Taxonomy& taxonomy = model_.taxonomy;
    Terms terms;
    terms.channel =
        static_cast<std::uint8_t>(taxonomy.find_value(Dimension::kChannel, spec.channel).value());
    terms.effective = spec.effective;
    terms.expires = spec.expires;
    terms.where = context_of(taxonomy, spec.where);
    terms.known = spec.known;
    terms.incorporates_upstream = spec.upstream;
    terms.incorporates = refs_of(spec.incorporates);
    terms.delivers = refs_of(spec.delivers);
    if (!spec.adds.empty()) {
      terms.adds = model_.policies.policies[policy(spec.id).index()].versions[0];
    }
    for (const WaiverSpec& written : spec.waives) {
      Waiver waiver;
      waiver.policy = policy(written.policy);
      waiver.uses = uses_named(taxonomy, written.uses);
      for (const auto& id : written.artifacts) {
        waiver.artifacts.push_back(model_.graph.find_artifact(id));
      }
      waiver.when = context_of(taxonomy, written.when);
      waiver.effective = written.effective;
      waiver.until = written.until;
      waiver.extends_downstream = written.extends_downstream;
      terms.waives.push_back(waiver);
    }
    terms.grants = spec.grants;
    for (const auto& id : spec.granted_safeguards) {
      terms.granted_safeguards.push_back(taxonomy.find_safeguard(id).value());
    }
    return terms;
  }

  PolicyId policy(const std::string& id) const { return model_.policies.find(id).value(); }

  PolicyRef ref_of(const RefSpec& spec) const {
    PolicyRef ref;
    ref.policy = policy(spec.policy);
    if (!spec.version) return ref;
    for (VersionId id : model_.policies.policies[ref.policy.index()].versions) {
      if (model_.policies[id].version == *spec.version) ref.pinned = id;
    }
    return ref;
  }

  PolicyList list_of(const ListSpec& spec) const {
    PolicyList list;
    list.stated = spec.stated;
    list.refs = refs_of(spec.refs);
    return list;
  }

  // In the loader's order.
  std::vector<PolicyRef> refs_of(const std::vector<RefSpec>& specs) const {
    std::vector<PolicyRef> refs;
    for (const RefSpec& ref : specs) refs.push_back(ref_of(ref));
    std::sort(refs.begin(), refs.end(), [](const PolicyRef& a, const PolicyRef& b) {
      return std::tie(a.policy, a.pinned) < std::tie(b.policy, b.pinned);
    });
    return refs;
  }

  template <class T, class Tag>
  static Id<Tag> intern(const T& value, std::vector<T>& table, Id<Tag>) {
    auto found = std::find(table.begin(), table.end(), value);
    if (found == table.end()) found = table.insert(table.end(), value);
    return Id<Tag>(static_cast<std::size_t>(found - table.begin()));
  }

  const Spec& spec_;
  Model model_;
};

}  // namespace

Model build(const Spec& spec) { return Builder(spec).build(); }

Taxonomy build_taxonomy(const TaxonomySpec& spec) {
  Taxonomy taxonomy;
  std::vector<UseSpec> uses = sorted_by_id(spec.uses);
  for (const UseSpec& use : uses) {
    Use built;
    built.id = use.id;
    built.typically_unlawful = use.typically_unlawful;
    built.catch_all = use.catch_all;
    for (const std::string& parent : use.parents) {
      for (std::size_t i = 0; i < uses.size(); ++i) {
        if (uses[i].id == parent) built.parents.push_back(UseId(i));
      }
    }
    taxonomy.uses.push_back(std::move(built));
  }
  for (const std::string& id : spec.safeguards) taxonomy.safeguards.push_back({id, {}, {}, {}});
  for (const std::string& id : spec.duties) {
    Duty duty;
    duty.id = id;
    duty.parameter = "within";
    taxonomy.duties.push_back(duty);
  }
  for (const std::string& id : spec.attributes) {
    taxonomy.attributes.push_back({id, AttributeKind::kCount, {}});
  }
  for (const auto& [dimension, names] : spec.values) {
    taxonomy.values[static_cast<std::size_t>(dimension)] = names;
  }
  for (std::size_t i = 0; i + 1 < taxonomy.domain(Dimension::kTerritory); ++i) {
    Territory place;
    place.id = taxonomy.values_of(Dimension::kTerritory)[i];
    place.members.set(i);
    taxonomy.territories.push_back(place);
  }
  taxonomy.territories = sorted_by_id(taxonomy.territories);
  Grouping grouping;
  grouping.id = "klyman-17";
  for (std::size_t g = 0; g < spec.groups.size(); ++g) {
    Group group{"group " + std::to_string(g), {}};
    for (const std::string& id : spec.groups[g]) {
      for (std::size_t i = 0; i < uses.size(); ++i) {
        if (uses[i].id == id) group.uses.push_back(UseId(i));
      }
    }
    grouping.groups.push_back(std::move(group));
  }
  taxonomy.groupings.push_back(std::move(grouping));
  taxonomy.finish();
  return taxonomy;
}

PolicyVersion build_version(const Taxonomy& taxonomy, const PolicySpec& policy,
                            const VersionSpec& spec) {
  PolicyVersion version;
  version.version = spec.version;
  version.issuer = policy.issuer;
  version.document = policy.document;
  version.effective = spec.effective;
  version.withdrawn = spec.withdrawn;
  version.incorporation = policy.incorporation;
  version.covers = values_named(taxonomy, Dimension::kChannel, policy.covers);
  version.reaches = policy.reaches;
  version.flow_down = policy.flow_down;
  version.complete = policy.complete;
  version.where = context_of(taxonomy, spec.where);
  for (const RuleSpec& rule : spec.rules) version.rules.push_back(build_rule(taxonomy, rule));
  return version;
}

}  // namespace flowdown::oracle
