// A graph between two others is built anew by names, as the loader does: first it is settled which
// side each element is taken from and which others it needs, then taxonomy, policies, parties,
// artifacts and agreements are copied in that order, each id being looked up under the new numbers.
// It terminates since each round of settling adds an element, and there are finitely many.
#include "review/mix.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace flowdown {
namespace {

// A word that the taxonomy of the mixture does not have, or a reference to what is not there.
struct Unfit {};

// Which model each element is taken from.
struct Recipe {
  const Model* taxonomy = nullptr;
  std::map<std::string, const Model*> policies, parties, artifacts, agreements;
};

// The same words under the numbers of another taxonomy.
class Lexicon {
 public:
  Lexicon(const Taxonomy& from, const Taxonomy& to) : from_(&from), to_(&to) {}

  UseId operator()(UseId use) const { return found(to_->find_use(from_->uses[use.index()].id)); }
  SafeguardId operator()(SafeguardId id) const {
    return found(to_->find_safeguard(from_->safeguards[id.index()].id));
  }
  DutyId operator()(DutyId id) const {
    return id ? found(to_->find_duty(from_->duties[id.index()].id)) : id;
  }
  AttributeId operator()(AttributeId id) const {
    return id ? found(to_->find_attribute(from_->attributes[id.index()].id)) : id;
  }
  std::size_t value(Dimension dimension, std::size_t value) const {
    return found(to_->find_value(dimension, from_->values_of(dimension)[value]));
  }
  ValueSet values(Dimension dimension, const ValueSet& set) const {
    if (set == from_->all_values(dimension)) return to_->all_values(dimension);
    ValueSet result;
    for (std::size_t i = 0; i < from_->domain(dimension); ++i) {
      if (set[i]) result.set(value(dimension, i));
    }
    return result;
  }
  Context operator()(Context context) const {
    for (Context::Limit& limit : context.limits) {
      limit.admits = values(limit.dimension, limit.admits);
    }
    return context;
  }
  template <class AnyId>
  void each(std::vector<AnyId>& ids) const {
    for (AnyId& id : ids) id = (*this)(id);
  }
  Rule operator()(Rule rule) const {
    each(rule.uses);
    each(rule.except);
    each(rule.repeated);
    rule.when = (*this)(std::move(rule.when));
    for (auto& set : rule.unless) each(set);
    rule.duty = (*this)(rule.duty);
    rule.attribute = (*this)(rule.attribute);
    return rule;
  }

 private:
  template <class Value>
  static Value found(const std::optional<Value>& value) {
    if (!value) throw Unfit{};
    return *value;
  }
  const Taxonomy* from_;
  const Taxonomy* to_;
};

bool is_addition(const Model& model, PolicyId policy) {
  const Policy& of = model.policies.policies[policy.index()];
  return static_cast<bool>(model.policies[of.versions.front()].of_agreement);
}

bool has(const Model& model, Part part, const std::string& id) {
  switch (part) {
    case Part::kPolicy: {
      const auto found = model.policies.find(id);
      return found && !is_addition(model, *found);
    }
    case Part::kParty:
      return static_cast<bool>(model.graph.find_party(id));
    case Part::kArtifact:
      return static_cast<bool>(model.graph.find_artifact(id));
    case Part::kAgreement:
      return static_cast<bool>(model.graph.find_agreement(id));
    case Part::kTaxonomy:
    case Part::kDate:
    case Part::kException:
      break;
  }
  return true;
}

// Settles where each element comes from.
class Settling {
 public:
  Settling(const Model& base, const Model& other, const std::set<Element>& swapped)
      : models_{&base, &other} {
    recipe_.taxonomy = &base;
    for (const Policy& policy : base.policies.policies) {
      if (has(base, Part::kPolicy, policy.id)) recipe_.policies[policy.id] = &base;
    }
    const Graph& graph = base.graph;
    for (const Party& p : graph.parties) recipe_.parties[std::string(graph.name(p.id))] = &base;
    for (const Artifact& a : graph.artifacts) {
      recipe_.artifacts[std::string(graph.name(a.id))] = &base;
    }
    for (const Agreement& a : graph.agreements) {
      recipe_.agreements[std::string(graph.name(a.id))] = &base;
    }
    for (const Element& element : swapped) {
      if (element.part == Part::kTaxonomy) {
        recipe_.taxonomy = &other;
      } else if (has(other, element.part, element.id)) {
        table(element.part)[element.id] = &other;
      } else {
        table(element.part).erase(element.id);
      }
    }
  }

  Recipe settle() {
    do {
      added_ = false;
      // Copies, since what is needed is added to the tables.
      for (const auto& [id, model] : std::map(recipe_.agreements)) needs_of_agreement(*model, id);
      for (const auto& [id, model] : std::map(recipe_.artifacts)) needs_of_artifact(*model, id);
      for (const auto& [id, model] : std::map(recipe_.parties)) {
        const Graph& graph = model->graph;
        need(*model, graph.policies_of(graph.parties[graph.find_party(id).index()]).refs);
      }
    } while (added_);
    return std::move(recipe_);
  }

 private:
  std::map<std::string, const Model*>& table(Part part) {
    switch (part) {
      case Part::kPolicy:
        return recipe_.policies;
      case Part::kParty:
        return recipe_.parties;
      case Part::kArtifact:
        return recipe_.artifacts;
      default:
        return recipe_.agreements;
    }
  }

  void need(Part part, const std::string& id) {
    if (table(part).contains(id)) return;
    for (const Model* model : models_) {
      if (!has(*model, part, id)) continue;
      table(part)[id] = model;
      added_ = true;
      return;
    }
    throw Unfit{};
  }
  void need(const Model& model, PolicyId policy) {
    const Policy& of = model.policies.policies[policy.index()];
    const AgreementId adder = model.policies[of.versions.front()].of_agreement;
    if (adder) {
      need(Part::kAgreement, std::string(model.graph.id_of(adder)));
    } else {
      need(Part::kPolicy, of.id);
    }
  }
  void need(const Model& model, const std::vector<PolicyRef>& refs) {
    for (const PolicyRef& ref : refs) need(model, ref.policy);
  }
  void needs_of_agreement(const Model& model, const std::string& id) {
    const Graph& graph = model.graph;
    const Agreement& agreement = graph.agreements[graph.find_agreement(id).index()];
    const Terms& terms = graph.terms[agreement.terms.index()];
    need(Part::kParty, std::string(graph.id_of(agreement.from)));
    need(Part::kParty, std::string(graph.id_of(agreement.to)));
    for (std::uint32_t a = 0; a < agreement.artifacts; ++a) {
      need(Part::kArtifact, std::string(graph.id_of(graph.supplied[agreement.first_artifact + a])));
    }
    need(model, terms.incorporates);
    need(model, terms.delivers);
    for (const Waiver& waiver : terms.waives) need(model, waiver.policy);
  }
  void needs_of_artifact(const Model& model, const std::string& id) {
    const Graph& graph = model.graph;
    const Artifact& artifact = graph.artifacts[graph.find_artifact(id).index()];
    need(Part::kParty, std::string(graph.id_of(artifact.developer)));
    need(model, graph.policies_of(artifact).refs);
    for (std::uint32_t d = 0; d < artifact.derivations; ++d) {
      const Derivation& derivation = graph.derivations[artifact.first_derivation + d];
      need(Part::kArtifact, std::string(graph.id_of(derivation.parent)));
    }
  }

  std::array<const Model*, 2> models_;
  Recipe recipe_;
  bool added_ = false;
};

class Builder {
 public:
  Builder(const Model& base, const Recipe& recipe) : recipe_(recipe) {
    model_.taxonomy = recipe.taxonomy->taxonomy;
    model_.graph.id = base.graph.id;
    model_.graph.title = base.graph.title;
    model_.graph.as_of = base.graph.as_of;
  }

  Model build() {
    for (const auto& [id, from] : recipe_.policies) add_policy(*from, id);
    number(recipe_.parties, model_.graph.parties);
    number(recipe_.artifacts, model_.graph.artifacts);
    number(recipe_.agreements, model_.graph.agreements);
    for (const auto& [id, from] : recipe_.agreements) add_additions(*from, id);
    model_.policies.index();
    for (const auto& [id, from] : recipe_.parties) add_party(*from, id);
    for (const auto& [id, from] : recipe_.artifacts) add_artifact(*from, id);
    for (const auto& [id, from] : recipe_.agreements) add_agreement(*from, id);
    return std::move(model_);
  }

 private:
  template <class Entity>
  void number(const std::map<std::string, const Model*>& from, std::vector<Entity>& entities) {
    for (const auto& [id, ignored] : from) {
      entities.emplace_back();
      entities.back().id = model_.graph.symbols.intern(id);
    }
  }

  Lexicon lexicon(const Model& from) const { return {from.taxonomy, model_.taxonomy}; }

  template <class Tag>
  static Id<Tag> found(Id<Tag> id) {
    if (!id) throw Unfit{};
    return id;
  }
  PartyId party(const Model& from, PartyId id) const {
    return found(model_.graph.find_party(from.graph.id_of(id)));
  }
  ArtifactId artifact(const Model& from, ArtifactId id) const {
    return found(model_.graph.find_artifact(from.graph.id_of(id)));
  }
  PolicyId policy(const Model& from, PolicyId id) const {
    const auto here = model_.policies.find(from.policies.policies[id.index()].id);
    if (!here) throw Unfit{};
    return *here;
  }

  PolicyVersion version(const Model& from, PolicyVersion v) const {
    const Lexicon words = lexicon(from);
    v.covers = words.values(Dimension::kChannel, v.covers);
    v.where = words(std::move(v.where));
    for (Rule& rule : v.rules) rule = words(std::move(rule));
    return v;
  }

  void add_policy(const Model& from, const std::string& id) {
    const Policy& original = from.policies.policies[from.policies.find(id)->index()];
    Policy added{id, {}};
    for (const VersionId v : original.versions) {
      PolicyVersion copy = version(from, from.policies[v]);
      copy.policy = PolicyId(model_.policies.policies.size());
      added.versions.emplace_back(model_.policies.versions.size());
      model_.policies.versions.push_back(std::move(copy));
    }
    model_.policies.policies.push_back(std::move(added));
  }

  void add_additions(const Model& from, const std::string& id) {
    const VersionId adds = from.graph.terms_of(from.graph.find_agreement(id)).adds;
    if (!adds) return;
    PolicyVersion copy = version(from, from.policies[adds]);
    copy.policy = PolicyId(model_.policies.policies.size());
    copy.of_agreement = model_.graph.find_agreement(id);
    const VersionId number(model_.policies.versions.size());
    model_.policies.policies.push_back({from.policies.id_of(adds), {number}});
    model_.policies.versions.push_back(std::move(copy));
    adds_[id] = number;
  }

  std::vector<PolicyRef> refs(const Model& from, std::vector<PolicyRef> list) const {
    for (PolicyRef& ref : list) {
      const VersionId pinned = ref.pinned;
      ref.policy = policy(from, ref.policy);
      if (!pinned) continue;
      const auto& versions = model_.policies.policies[ref.policy.index()].versions;
      const auto same = std::find_if(versions.begin(), versions.end(), [&](VersionId v) {
        return model_.policies[v].version == from.policies[pinned].version;
      });
      if (same == versions.end()) throw Unfit{};
      ref.pinned = *same;
    }
    std::sort(list.begin(), list.end(), [](const PolicyRef& a, const PolicyRef& b) {
      return std::tie(a.policy, a.pinned) < std::tie(b.policy, b.pinned);
    });
    return list;
  }

  PolicyListId policies(const Model& from, PolicyListId id) {
    return interned(lists_, from, id, model_.graph.policy_lists, [&] {
      PolicyList list = from.graph.policy_lists[id.index()];
      list.refs = refs(from, std::move(list.refs));
      return list;
    });
  }
  ContextId context(const Model& from, ContextId id) {
    return interned(contexts_, from, id, model_.graph.contexts,
                    [&] { return lexicon(from)(from.graph.contexts[id.index()]); });
  }
  EvidenceId evidence(const Model& from, EvidenceId id) {
    if (!id) return id;
    return interned(evidence_, from, id, model_.graph.evidence,
                    [&] { return from.graph.evidence[id.index()]; });
  }
  template <class Memo, class AnyId, class Table, class Make>
  static AnyId interned(Memo& memo, const Model& from, AnyId id, Table& table, Make make) {
    const auto [known, fresh] = memo.try_emplace({&from, id}, AnyId(table.size()));
    if (fresh) table.push_back(make());
    return known->second;
  }

  Symbol symbol(const Model& from, Symbol id) {
    return id ? model_.graph.symbols.intern(from.graph.name(id)) : id;
  }

  void add_party(const Model& from, const std::string& id) {
    const Lexicon words = lexicon(from);
    Party copy = from.graph.parties[from.graph.find_party(id).index()];
    copy.id = symbol(from, copy.id);
    copy.title = symbol(from, copy.title);
    copy.seat = symbol(from, copy.seat);
    copy.policies = policies(from, copy.policies);
    copy.context = context(from, copy.context);
    copy.evidence = evidence(from, copy.evidence);
    for (AttributeValue& value : copy.attributes) value.attribute = words(value.attribute);
    for (DeclaredUse& use : copy.uses) use.use = words(use.use);
    for (Practice& practice : copy.practices) {
      if (practice.duty) practice.duty = words(practice.duty);
      if (practice.safeguard) practice.safeguard = words(practice.safeguard);
    }
    model_.graph.parties[model_.graph.find_party(id).index()] = std::move(copy);
  }

  void add_artifact(const Model& from, const std::string& id) {
    Artifact copy = from.graph.artifacts[from.graph.find_artifact(id).index()];
    const std::uint32_t first = copy.first_derivation;
    copy.id = symbol(from, copy.id);
    copy.title = symbol(from, copy.title);
    copy.developer = party(from, copy.developer);
    copy.policies = policies(from, copy.policies);
    copy.context = context(from, copy.context);
    copy.evidence = evidence(from, copy.evidence);
    copy.first_derivation = static_cast<std::uint32_t>(model_.graph.derivations.size());
    for (std::uint32_t d = 0; d < copy.derivations; ++d) {
      Derivation derivation = from.graph.derivations[first + d];
      derivation.parent = artifact(from, derivation.parent);
      derivation.evidence = evidence(from, derivation.evidence);
      model_.graph.derivations.push_back(derivation);
    }
    model_.graph.artifacts[model_.graph.find_artifact(id).index()] = copy;
  }

  void add_agreement(const Model& from, const std::string& id) {
    Agreement copy = from.graph.agreements[from.graph.find_agreement(id).index()];
    Terms terms = from.graph.terms[copy.terms.index()];
    copy.id = symbol(from, copy.id);
    copy.title = symbol(from, copy.title);
    copy.from = party(from, copy.from);
    copy.to = party(from, copy.to);
    copy.evidence = evidence(from, copy.evidence);
    const std::uint32_t first = copy.first_artifact;
    copy.first_artifact = static_cast<std::uint32_t>(model_.graph.supplied.size());
    for (std::uint32_t a = 0; a < copy.artifacts; ++a) {
      model_.graph.supplied.push_back(artifact(from, from.graph.supplied[first + a]));
    }
    const Lexicon words = lexicon(from);
    terms.channel = static_cast<std::uint8_t>(words.value(Dimension::kChannel, terms.channel));
    terms.where = words(std::move(terms.where));
    terms.incorporates = refs(from, std::move(terms.incorporates));
    terms.delivers = refs(from, std::move(terms.delivers));
    if (terms.adds) terms.adds = adds_.at(id);
    for (Waiver& waiver : terms.waives) {
      waiver.policy = policy(from, waiver.policy);
      words.each(waiver.uses);
      for (ArtifactId& a : waiver.artifacts) a = artifact(from, a);
      waiver.when = words(std::move(waiver.when));
    }
    words.each(terms.granted_safeguards);
    copy.terms = TermsId(model_.graph.terms.size());
    model_.graph.terms.push_back(std::move(terms));
    model_.graph.agreements[model_.graph.find_agreement(id).index()] = copy;
  }

  const Recipe& recipe_;
  Model model_;
  std::map<std::string, VersionId> adds_;
  std::map<std::pair<const Model*, PolicyListId>, PolicyListId> lists_;
  std::map<std::pair<const Model*, ContextId>, ContextId> contexts_;
  std::map<std::pair<const Model*, EvidenceId>, EvidenceId> evidence_;
};

}  // namespace

std::optional<Model> mix(const Model& base, const Model& other, const std::set<Element>& swapped) {
  try {
    Recipe recipe = Settling(base, other, swapped).settle();
    try {
      return Builder(base, recipe).build();
    } catch (const Unfit&) {
      // A word of what was swapped is perhaps new in the other taxonomy.
      if (recipe.taxonomy == &other) throw;
      recipe.taxonomy = &other;
      return Builder(base, recipe).build();
    }
  } catch (const Unfit&) {
    return std::nullopt;
  }
}

}  // namespace flowdown
