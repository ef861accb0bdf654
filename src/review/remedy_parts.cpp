// Questions that the search for remedies asks of a model.
#include <algorithm>

#include "review/remedies.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kMostWays = 64;

bool within(const Taxonomy& taxonomy, const std::vector<UseId>& named, UseId use) {
  return std::any_of(named.begin(), named.end(),
                     [&](UseId one) { return taxonomy.below(one).contains(use); });
}

}  // namespace

bool can_be_made(const Model& model, const Remedy& remedy) {
  if (remedy.kind != RemedyKind::kWithdraw) return true;
  const Terms& terms = model.graph.terms_of(remedy.agreement);
  return remedy.grant != 0 ? (terms.grants & remedy.grant) != 0
                           : remedy.waiver < terms.waives.size();
}

std::vector<Safeguards> ways_to_lift(const std::vector<Unless>& rules) {
  std::vector<Safeguards> ways = {{}};
  for (const Unless& unless : rules) {
    std::set<Safeguards> longer;
    for (const Safeguards& way : ways) {
      const auto lifts = [&](const std::vector<SafeguardId>& needed) {
        return std::all_of(needed.begin(), needed.end(),
                           [&](SafeguardId id) { return way.contains(id); });
      };
      const bool lifted = std::any_of(unless.begin(), unless.end(), lifts);
      if (lifted) longer.insert(way);
      for (const std::vector<SafeguardId>& needed : unless) {
        if (lifted) break;
        Safeguards more = way;
        more.insert(needed.begin(), needed.end());
        longer.insert(std::move(more));
      }
    }
    ways.assign(longer.begin(), longer.end());
    std::stable_sort(ways.begin(), ways.end(),
                     [](const Safeguards& a, const Safeguards& b) { return a.size() < b.size(); });
    ways.resize(std::min(ways.size(), kMostWays));
  }
  return ways;
}

std::vector<UseId> prohibited_by(const Taxonomy& taxonomy, const Rule& rule,
                                 const std::vector<UseId>& uses) {
  if (rule.kind != RuleKind::kProhibit) return {};
  std::vector<UseId> covered;
  for (const UseId use : uses) {
    if (within(taxonomy, rule.uses, use) && !within(taxonomy, rule.except, use)) {
      covered.push_back(use);
    }
  }
  return widest(taxonomy, covered);
}

std::vector<UseId> carved_out(const Taxonomy& taxonomy, const std::vector<UseId>& uses,
                              const std::vector<UseId>& exceptions) {
  std::vector<UseId> carved;
  for (std::size_t i = 0; i < taxonomy.uses.size(); ++i) {
    const UseId use(i);
    if (within(taxonomy, uses, use) && within(taxonomy, exceptions, use)) carved.push_back(use);
  }
  return widest(taxonomy, carved);
}

std::vector<UseId> taken_out(const Taxonomy& taxonomy, const Rule& allowance,
                             const std::vector<UseId>& uses) {
  std::vector<UseId> taken;
  for (const UseId use : uses) {
    if (within(taxonomy, allowance.uses, use)) taken.push_back(use);
  }
  return widest(taxonomy, taken);
}

VersionId own_version(const Model& model, PartyId party, ArtifactId artifact, Date as_of) {
  VersionId best;
  const auto consider = [&](const PolicyList& list) {
    for (const PolicyRef& ref : list.refs) {
      const VersionId version =
          ref.pinned ? ref.pinned : model.policies.in_force(ref.policy, as_of);
      if (!version || !model.policies[version].in_force(as_of)) continue;
      const PolicyVersion& policy = model.policies[version];
      if (policy.issuer != model.graph.id_of(party) || !nameable(model, policy.policy)) continue;
      if (!best || policy.covers.count() > model.policies[best].covers.count()) best = version;
    }
  };
  consider(model.graph.policies_of(model.graph.parties[party.index()]));
  if (artifact && model.graph.artifacts[artifact.index()].developer == party) {
    consider(model.graph.policies_of(model.graph.artifacts[artifact.index()]));
  }
  return best;
}

std::vector<UseId> widest(const Taxonomy& taxonomy, const std::vector<UseId>& uses) {
  std::vector<UseId> result;
  for (const UseId use : uses) {
    const bool below = std::any_of(uses.begin(), uses.end(), [&](UseId other) {
      return other != use && taxonomy.below(other).contains(use);
    });
    if (!below) result.push_back(use);
  }
  return result;
}

std::vector<Rule> upstream_repeated(const Model& model, const Detail& detail) {
  std::vector<Rule> rules;
  for (const RuleRef& ref : detail.rules) {
    const PolicyVersion& upstream = model.policies[ref.version];
    Rule rule = upstream.rules[ref.rule];
    rule.uses = prohibited_by(model.taxonomy, rule, detail.uses);
    if (rule.uses.empty()) continue;
    rule.except = carved_out(model.taxonomy, rule.uses, rule.except);
    for (const Context::Limit& limit : upstream.where.limits) {
      const ValueSet* before = rule.when.on(limit.dimension);
      rule.when.restrict_to(limit.dimension,
                            before == nullptr ? limit.admits : (*before & limit.admits));
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace flowdown
