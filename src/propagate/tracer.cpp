// How an obligation came to a holding, and how far it goes on.
//
// A way is searched backward from the holding, breadth first, so the first start that is met lies at
// the end of a shortest way. A state is a holding with the policy version as it stands there, since
// an agreement may change the version. A way starts where the supplier itself puts the policy on the
// artifact, or where an agreement adds it. Only where there is no such way, it starts at an agreement
// that merely names the policy. Where a use point is given, only supplies along which that point
// survives count. Supplies are stored in the order of their parties' and artifacts' ids, which
// settles ties.

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "carrier.hpp"

namespace flowdown {
namespace {

// A policy version as it stands at a holding.
struct Standing {
  HoldingId holding;
  VersionId version;
  friend auto operator<=>(const Standing&, const Standing&) = default;
};

struct Reached {
  Standing state;
  std::size_t next = 0;  // index of the state that this one leads to
  SupplyId by;           // the supply from this state to that one
};

}  // namespace

struct Tracer::State {
  const Flow* flow;
  std::map<std::pair<HoldingId, PolicyId>, std::size_t> downstream;

  // Whether `point` (any point at all, if none) survives the supply.
  bool passes(const Supply& supply, VersionId version, const std::optional<UsePoint>& point,
              bool own) const {
    const ExtentId arrived =
        own ? kNoExtent : flow->sets->extent_of(flow->expected[supply.from.index()], version);
    const Transit step = flow->carrier->expected_step(supply, version, arrived,
                                                      own ? kWholeExtent : kNoExtent);
    if (step.arriving == kNoExtent) return false;
    if (!point) return true;
    const Region& uses = (*flow->sets)[step.arriving].uses;
    return flow->sets->algebra().contexts().contains(uses.of(point->use), point->context);
  }

  VersionId after(const Supply& supply, VersionId version, bool own) const {
    return flow->carrier
        ->expected_step(supply, version, own ? kNoExtent : kWholeExtent,
                        own ? kWholeExtent : kNoExtent)
        .arrives_as;
  }

  // The versions that may become `version` over the supply, as they stand at its `from`.
  std::vector<VersionId> before(const Supply& supply, VersionId version, bool own) const {
    std::vector<VersionId> result;
    const std::size_t from = supply.from.index();
    const PolicyId policy = flow->model->policies[version].policy;
    for (const auto& [at, extent] :
         (*flow->sets)[own ? flow->own[from] : flow->expected[from]]) {
      if (flow->model->policies[at].policy == policy && after(supply, at, own) == version) {
        result.push_back(at);
      }
    }
    return result;
  }

  bool starts(const Supply& supply, VersionId version, const std::optional<UsePoint>& point,
              bool where_named) const {
    if (supply.kind == SupplyKind::kDerivation) return false;
    for (const VersionId own : before(supply, version, true)) {
      if (passes(supply, own, point, true)) return true;
    }
    const bool added = flow->carrier->terms_of(supply).adds == version;
    for (const auto& [brought, extent] : flow->carrier->brought_by_terms(supply)) {
      if (brought == version && (added || where_named) && passes(supply, brought, point, true)) {
        return true;
      }
    }
    return false;
  }

  std::vector<SupplyId> search(HoldingId holding, VersionId version,
                               const std::optional<UsePoint>& point, bool where_named) const;
};

Tracer::Tracer(const Flow& flow) : state_(std::make_unique<State>(State{&flow, {}})) {}
Tracer::~Tracer() = default;

std::vector<SupplyId> Tracer::path(HoldingId holding, VersionId version,
                                   const std::optional<UsePoint>& point) {
  std::vector<SupplyId> way = state_->search(holding, version, point, false);
  return way.empty() ? state_->search(holding, version, point, true) : way;
}

std::vector<SupplyId> Tracer::State::search(HoldingId holding, VersionId version,
                                            const std::optional<UsePoint>& point,
                                            bool where_named) const {
  std::vector<Reached> reached{{{holding, version}, 0, {}}};
  std::set<Standing> seen{reached.front().state};
  for (std::size_t next = 0; next < reached.size(); ++next) {
    const Standing here = reached[next].state;
    for (const SupplyId id : flow->into(here.holding)) {
      const Supply& supply = flow->supplies[id.index()];
      if (!starts(supply, here.version, point, where_named)) continue;
      std::vector<SupplyId> way{id};
      for (std::size_t at = next; at != 0; at = reached[at].next) way.push_back(reached[at].by);
      return way;
    }
    for (const SupplyId id : flow->into(here.holding)) {
      const Supply& supply = flow->supplies[id.index()];
      for (const VersionId at_source : before(supply, here.version, false)) {
        const Standing from{supply.from, at_source};
        if (!passes(supply, at_source, point, false)) continue;
        if (seen.insert(from).second) reached.push_back({from, next, id});
      }
    }
  }
  return {};
}

HoldingId Tracer::origin(HoldingId holding, VersionId version) {
  const std::vector<SupplyId> way = path(holding, version);
  return way.empty() ? holding : state_->flow->supplies[way.front().index()].from;
}

std::size_t Tracer::downstream(HoldingId holding, PolicyId policy) {
  const auto known = state_->downstream.find({holding, policy});
  if (known != state_->downstream.end()) return known->second;
  const Flow& flow = *state_->flow;
  const auto flows = [&](SupplyId id) {
    if (!policy) return true;
    const Supply& supply = flow.supplies[id.index()];
    const std::size_t from = supply.from.index();
    const auto& here = (*flow.sets)[flow.sets->unite(flow.expected[from], flow.own[from])];
    return std::any_of(here.begin(), here.end(), [&](const auto& entry) {
      return flow.model->policies[entry.first].policy == policy &&
             transit(flow, id, entry.first).arriving != kNoExtent;
    });
  };
  std::vector<HoldingId> waiting{holding};
  std::set<HoldingId> seen{holding};
  while (!waiting.empty()) {
    const HoldingId here = waiting.back();
    waiting.pop_back();
    for (const SupplyId id : flow.out_of(here)) {
      const HoldingId to = flow.supplies[id.index()].to;
      if (!seen.contains(to) && flows(id)) {
        seen.insert(to);
        waiting.push_back(to);
      }
    }
  }
  const std::size_t count = seen.size() - 1;
  state_->downstream.emplace(std::pair{holding, policy}, count);
  return count;
}

}  // namespace flowdown
