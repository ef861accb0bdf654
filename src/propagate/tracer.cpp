// How an obligation came to a holding, and how far it goes on.
//
// For each policy that is asked about, a breadth-first search over the flow finds a shortest way to
// every holding that it reaches. A state is a holding with the policy version as it stands there,
// since an agreement may change the version. Ways start where a supplier itself puts the policy on
// the artifact, or where an agreement adds it; only what these do not reach starts at an agreement
// that merely names the policy. The search costs one step for each supply along which the policy
// flows, and each later question the length of its answer.
//
// Where a use point is given and the shortest way narrows the policy, that way may lose the point.
// Then a way of its own is searched for the point, backward from the holding. Supplies are stored
// in the order of their parties' and artifacts' ids, which settles ties.

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>

#include "carrier.hpp"
#include "downstream.hpp"

namespace flowdown {
namespace {

// A policy version as it stands at a holding.
struct Standing {
  HoldingId holding;
  VersionId version;
  friend auto operator<=>(const Standing&, const Standing&) = default;
};

struct StandingHash {
  std::size_t operator()(const Standing& s) const {
    return std::hash<std::uint64_t>{}((std::uint64_t{s.holding.value} << 32U) | s.version.value);
  }
};

// The last step of a shortest way.
struct Link {
  SupplyId by;
  VersionId before;                       // as it stood at the supply's `from`
  bool first = false;                     // the way starts with this supply
  bool whole = false;                     // nothing of the policy is lost along the way
  SupplyId start;                         // the way's first supply
  std::uint32_t steps = 0;                // how many supplies it has
  Confidence lowest = Confidence::kHigh;  // of the facts along the way
};

using Ways = std::unordered_map<Standing, Link, StandingHash>;

// What a search counts: all ways, or only those along which the policy asks something at each step;
// with agreements that merely name the policy as places to start, or without.
struct Sort {
  bool as_asked = false;
  bool where_named = false;
  friend auto operator<=>(const Sort&, const Sort&) = default;
};
constexpr Sort kSortsForAnyPoint[] = {{true, false}, {false, false}, {true, true}, {false, true}};
constexpr Sort kSortsForOnePoint[] = {{false, false}, {false, true}};

}  // namespace

struct Tracer::State {
  explicit State(const Flow& f) : flow(&f) {}

  const Flow* flow;
  std::map<std::pair<PolicyId, Sort>, Ways> ways;
  bool starts_known = false;
  std::unordered_map<PolicyId, std::vector<SupplyId>> own_starts, named_starts;
  std::optional<Downstream> downstream;

  const Supply& supply(SupplyId id) const { return flow->supplies[id.index()]; }
  PolicyId policy_of(VersionId version) const { return flow->model->policies[version].policy; }

  // One version over one supply: of what the supplier itself or the terms put there, or of what has
  // arrived.
  Transit step(const Supply& over, VersionId version, bool own) const {
    const std::size_t from = over.from.index();
    const bool own_policy =
        own || flow->carrier->has_version_of(flow->own[from], policy_of(version));
    const ExtentId arrived = own ? kNoExtent : flow->sets->extent_of(flow->expected[from], version);
    return flow->carrier->expected_step(over, version, arrived, own ? kWholeExtent : kNoExtent,
                                        own_policy);
  }

  bool contains(ExtentId extent, const UsePoint& point) const {
    const Region& uses = (*flow->sets)[extent].uses;
    return flow->sets->algebra().contexts().contains(uses.of(point.use), point.context);
  }

  Confidence confidence_of(const Supply& over) const {
    const Graph& graph = flow->model->graph;
    const auto of = [&graph](EvidenceId id) {
      return id ? graph.evidence[id.index()].confidence : Confidence::kHigh;
    };
    const Confidence terms = of(over.agreement ? graph.agreements[over.agreement.index()].evidence
                                               : graph.derivations[over.derivation].evidence);
    return std::min(terms, of(flow->artifact_of(over.from).evidence));
  }

  void find_starts() {
    if (starts_known) return;
    starts_known = true;
    const auto note = [](auto& starts, PolicyId policy, SupplyId id) {
      std::vector<SupplyId>& list = starts[policy];
      if (list.empty() || list.back() != id) list.push_back(id);
    };
    for (std::size_t s = 0; s < flow->supplies.size(); ++s) {
      const SupplyId id(s);
      if (supply(id).kind == SupplyKind::kDerivation) continue;
      for (const auto& [version, extent] : (*flow->sets)[flow->own[supply(id).from.index()]]) {
        note(own_starts, policy_of(version), id);
      }
      const Terms& terms = flow->terms_of(id);
      if (terms.adds) note(own_starts, policy_of(terms.adds), id);
      for (const PolicyRef& ref : terms.incorporates) note(named_starts, ref.policy, id);
    }
  }

  // The versions of `policy` that start on the supply, as they stand before it.
  std::vector<VersionId> starting(const Supply& over, PolicyId policy, bool where_named) const {
    std::vector<VersionId> result;
    const auto add = [&](VersionId version) {
      if (policy_of(version) == policy) result.push_back(version);
    };
    if (where_named) {
      for (const auto& [version, extent] : flow->carrier->brought_by_terms(over)) add(version);
      return result;
    }
    for (const auto& [version, extent] : (*flow->sets)[flow->own[over.from.index()]]) add(version);
    if (flow->carrier->terms_of(over).adds) add(flow->carrier->terms_of(over).adds);
    return result;
  }

  // Shortest ways of one sort to all that the policy reaches.
  const Ways& ways_of(PolicyId policy, Sort sort) {
    if (const auto known = ways.find({policy, sort}); known != ways.end()) return known->second;
    find_starts();
    Ways& found = ways[{policy, sort}];
    std::vector<Standing> queue;
    const auto reach = [&](SupplyId id, VersionId before, const Transit& transit, Link link) {
      if (transit.arriving == kNoExtent) return;
      if (sort.as_asked && !flow->sets->has_force(transit.arrives_as, transit.arriving)) return;
      const Standing here{supply(id).to, transit.arrives_as};
      link.by = id;
      link.before = before;
      if (link.first) link.start = id;
      ++link.steps;
      link.whole = link.whole && transit.arriving == kWholeExtent;
      link.lowest = std::min(link.lowest, confidence_of(supply(id)));
      if (found.emplace(here, link).second) queue.push_back(here);
    };
    const auto start = [&](const std::vector<SupplyId>& supplies, bool named) {
      for (const SupplyId id : supplies) {
        for (const VersionId version : starting(supply(id), policy, named)) {
          reach(id, version, step(supply(id), version, true),
                {{}, {}, true, true, {}, 0, Confidence::kHigh});
        }
      }
    };
    start(own_starts[policy], false);
    if (sort.where_named) start(named_starts[policy], true);
    for (std::size_t next = 0; next < queue.size(); ++next) {
      const Standing here = queue[next];
      const Link link = found.at(here);
      for (const SupplyId id : flow->out_of(here.holding)) {
        reach(id, here.version, step(supply(id), here.version, false),
              {{}, {}, false, link.whole, link.start, link.steps, link.lowest});
      }
    }
    return found;
  }

  std::vector<SupplyId> search(Standing target, const UsePoint& point, bool where_named) const;
  Way follow(const Ways& tree, Standing at, const std::optional<UsePoint>& point,
             std::size_t most) const;
  // The shortest way for the point, with about `most` supplies.
  Way way(Standing at, const std::optional<UsePoint>& point, std::size_t most);
};

// The way in the tree, first to last; empty where the point gets lost on it.
Way Tracer::State::follow(const Ways& tree, Standing at, const std::optional<UsePoint>& point,
                          std::size_t most) const {
  Way way;
  std::vector<SupplyId>& result = way.supplies;
  for (;;) {
    const Link& link = tree.at(at);
    if (link.whole && result.size() + 1 >= most && link.steps > 1) {
      way.left_out = link.steps - 1;
      result.push_back(link.start);
      break;
    }
    const Supply& over = supply(link.by);
    if (point && !link.whole && !contains(step(over, link.before, link.first).arriving, *point)) {
      return {};
    }
    result.push_back(link.by);
    if (link.first) break;
    at = {over.from, link.before};
  }
  std::reverse(result.begin(), result.end());
  return way;
}

std::vector<SupplyId> Tracer::State::search(Standing target, const UsePoint& point,
                                            bool where_named) const {
  struct Reached {
    Standing at;
    std::size_t next;  // index of the state that this one leads to
    SupplyId by;
  };
  const PolicyId policy = policy_of(target.version);
  const auto survives = [&](const Transit& transit, VersionId version) {
    return transit.arriving != kNoExtent && transit.arrives_as == version &&
           contains(transit.arriving, point);
  };
  std::vector<Reached> reached{{target, 0, {}}};
  std::set<Standing> seen{target};
  for (std::size_t next = 0; next < reached.size(); ++next) {
    const Standing here = reached[next].at;
    for (const SupplyId id : flow->into(here.holding)) {
      if (supply(id).kind == SupplyKind::kDerivation) continue;
      std::vector<VersionId> starts = starting(supply(id), policy, false);
      if (where_named) {
        for (const VersionId named : starting(supply(id), policy, true)) starts.push_back(named);
      }
      const bool begins = std::any_of(starts.begin(), starts.end(), [&](VersionId version) {
        return survives(step(supply(id), version, true), here.version);
      });
      if (!begins) continue;
      std::vector<SupplyId> result{id};
      for (std::size_t at = next; at != 0; at = reached[at].next) result.push_back(reached[at].by);
      return result;
    }
    for (const SupplyId id : flow->into(here.holding)) {
      const Supply& over = supply(id);
      for (const auto& [version, extent] : (*flow->sets)[flow->expected[over.from.index()]]) {
        if (policy_of(version) != policy) continue;
        if (!survives(step(over, version, false), here.version)) continue;
        const Standing from{over.from, version};
        if (seen.insert(from).second) reached.push_back({from, next, id});
      }
    }
  }
  return {};
}

Way Tracer::State::way(Standing at, const std::optional<UsePoint>& point, std::size_t most) {
  const PolicyId policy = policy_of(at.version);
  if (!point) {
    for (const Sort sort : kSortsForAnyPoint) {
      const Ways& tree = ways_of(policy, sort);
      if (tree.contains(at)) return follow(tree, at, point, most);
    }
    return {};
  }
  for (const Sort sort : kSortsForOnePoint) {
    const Ways& tree = ways_of(policy, sort);
    if (!tree.contains(at)) continue;
    Way result = follow(tree, at, point, most);
    if (result.supplies.empty()) result.supplies = search(at, *point, sort.where_named);
    if (!result.supplies.empty()) return result;
  }
  return {};
}

Tracer::Tracer(const Flow& flow) : state_(std::make_unique<State>(flow)) {}
Tracer::~Tracer() = default;

std::vector<SupplyId> Tracer::path(HoldingId holding, VersionId version,
                                   const std::optional<UsePoint>& point) {
  return state_->way({holding, version}, point, std::numeric_limits<std::size_t>::max()).supplies;
}

Way Tracer::way(HoldingId holding, VersionId version, const std::optional<UsePoint>& point) {
  return state_->way({holding, version}, point, kMostSteps);
}

Confidence Tracer::lowest_confidence(HoldingId holding, VersionId version,
                                     const std::optional<UsePoint>& point) {
  const Standing at{holding, version};
  // The common case: the first way that there is keeps the whole policy.
  const Sort first = point ? kSortsForOnePoint[0] : kSortsForAnyPoint[0];
  const Ways& tree = state_->ways_of(state_->policy_of(version), first);
  const auto link = tree.find(at);
  if (link != tree.end() && (!point || link->second.whole)) return link->second.lowest;
  Confidence lowest = Confidence::kHigh;
  for (const SupplyId id : path(holding, version, point)) {
    lowest = std::min(lowest, state_->confidence_of(state_->supply(id)));
  }
  return lowest;
}

std::optional<Confidence> Tracer::steady_confidence(HoldingId holding, VersionId version) {
  const Standing at{holding, version};
  const PolicyId policy = state_->policy_of(version);
  const Ways& for_any = state_->ways_of(policy, kSortsForAnyPoint[0]);
  const Ways& for_one = state_->ways_of(policy, kSortsForOnePoint[0]);
  const auto any = for_any.find(at);
  const auto one = for_one.find(at);
  const bool steady = any != for_any.end() && one != for_one.end() && one->second.whole &&
                      any->second.lowest == one->second.lowest;
  return steady ? std::optional(any->second.lowest) : std::nullopt;
}

HoldingId Tracer::origin(HoldingId holding, VersionId version) {
  const Way found = way(holding, version);
  return found.supplies.empty() ? holding : state_->supply(found.supplies.front()).from;
}

std::size_t Tracer::downstream(HoldingId holding, PolicyId policy) {
  if (!state_->downstream) state_->downstream.emplace(*state_->flow);
  return state_->downstream->count(holding, policy);
}

}  // namespace flowdown
