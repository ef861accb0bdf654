// propagate() against the oracle: at every holding of thousands of random chains, point by point.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "flowdown/flow.hpp"
#include "oracle/compare.hpp"
#include "oracle/naive_flow.hpp"
#include "support/random_model.hpp"

namespace flowdown::oracle {
namespace {

constexpr std::uint64_t kChains = 1000;
constexpr std::uint64_t kTracedChains = 400;

// One random chain, as the library and as the oracle see it.
struct Chain {
  explicit Chain(std::uint64_t seed)
      : spec(random_spec(seed)),
        model(build(spec)),
        flow(propagate(model, spec.as_of)),
        naive(model, spec.as_of),
        convert(naive.space(), *flow.sets) {}
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;

  std::string text() const { return describe(model, spec.as_of); }
  Reached effect_of(ObligationsId id) { return effects(naive, convert.reached(id)); }

  Spec spec;
  Model model;
  Flow flow;
  NaiveFlow naive;
  Converter convert;
};

Reached without_issued(const NaiveFlow& naive, Reached reached, PartyId party) {
  std::erase_if(reached, [&](const auto& entry) { return naive.issued_by(entry.first, party); });
  return reached;
}

Reached whole(const NaiveFlow& naive, const std::set<VersionId>& versions) {
  Reached reached;
  for (VersionId v : versions) add_to(reached, v, naive.everything());
  return reached;
}

bool within(const Reached& part, const Reached& all) {
  for (const auto& [v, mask] : part) {
    auto found = all.find(v);
    if (found == all.end() || !mask.subset_of(found->second)) return false;
  }
  return true;
}

testing::AssertionResult same(const NaiveFlow& naive, const Reached& actual,
                              const Reached& expected) {
  if (actual == expected) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "\nlibrary:\n"
                                     << describe(naive, actual) << "oracle:\n"
                                     << describe(naive, expected);
}

void compare_holding(Chain& chain, HoldingId id) {
  const NaiveFlow& naive = chain.naive;
  const Holding& h = chain.flow.holdings[id.index()];
  SCOPED_TRACE(describe(naive, h));
  const Reached expected = chain.convert.reached(chain.flow.expected[id.index()]);
  const Reached bound = chain.convert.reached(chain.flow.bound[id.index()]);
  EXPECT_TRUE(within(bound, expected)) << "bound beyond expected";
  EXPECT_TRUE(same(naive, effects(naive, expected), effects(naive, naive.expected(h))))
      << "expected";
  EXPECT_TRUE(same(naive, effects(naive, bound), effects(naive, naive.bound(h)))) << "bound";
  EXPECT_TRUE(same(naive, chain.effect_of(chain.flow.own[id.index()]),
                   effects(naive, whole(naive, naive.own(h)))))
      << "own";
  EXPECT_TRUE(same(naive, without_issued(naive, chain.effect_of(chain.flow.judged(id)), h.party),
                   without_issued(naive, effects(naive, naive.judged(h)), h.party)))
      << "judged";
  EXPECT_TRUE(same(naive, without_issued(naive, chain.effect_of(chain.flow.binding(id)), h.party),
                   without_issued(naive, effects(naive, naive.binding(h)), h.party)))
      << "binding";
}

TEST(Propagate, AgreesWithTheOracleAtEveryHoldingAndPoint) {
  std::size_t obligations = 0, bound_in_part = 0;
  for (std::uint64_t seed = 0; seed < kChains; ++seed) {
    Chain chain(seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const std::set<Holding> holdings(chain.flow.holdings.begin(), chain.flow.holdings.end());
    ASSERT_EQ(holdings, chain.naive.holdings()) << chain.text();
    for (std::size_t i = 0; i < chain.flow.holdings.size(); ++i) {
      compare_holding(chain, HoldingId(i));
      const Holding& h = chain.flow.holdings[i];
      for (const auto& [v, mask] : chain.naive.expected(h)) {
        ++obligations;
        auto found = chain.naive.bound(h).find(v);
        bound_in_part += found != chain.naive.bound(h).end() && found->second != mask ? 1 : 0;
      }
    }
    for (std::size_t p = 0; p < chain.model.graph.parties.size(); ++p) {
      EXPECT_TRUE(
          same(chain.naive, chain.effect_of(chain.flow.regulations[p]),
               effects(chain.naive, whole(chain.naive, chain.naive.regulations(PartyId(p))))))
          << "regulations of " << chain.model.graph.id_of(PartyId(p));
    }
    ASSERT_FALSE(testing::Test::HasFailure()) << chain.text();
  }
  // The chains must be worth comparing.
  EXPECT_GT(obligations, 4 * kChains);
  EXPECT_GT(bound_in_part, kChains / 50);
}

// Supplies by what they connect; several derivations may lie behind one public supply.
using SupplyKey = std::tuple<Holding, Holding, SupplyKind, AgreementId, DerivationKind>;
SupplyKey key_of(const NaiveSupply& s) { return {s.from, s.to, s.kind, s.agreement, s.by}; }

// What transit() must say of one version that leaves over one supply.
Step expected_step(const NaiveFlow& naive, const NaiveSupply& supply, const Crossing& crossing,
                   const Mask& carried) {
  switch (crossing.stop) {
    case Stop::kOutOfScope:
      return Step::kOutOfScope;
    case Stop::kOutOfReach:
      return Step::kOutOfReach;
    case Stop::kNarrowedAway:
      return Step::kNarrowedAway;
    case Stop::kWaived:
      return Step::kWaived;
    case Stop::kArrives:
      break;
  }
  // Within one party there is no contract that could fail to carry.
  if (supply.kind == SupplyKind::kDerivation) return Step::kCarried;
  const bool all = naive.within(crossing.as, crossing.mask, carried);
  if (supply.kind == SupplyKind::kPublic) return all ? Step::kCarried : Step::kNotBound;
  const Terms& terms = naive.terms(supply.agreement);
  if (!terms.known) return Step::kUnknownTerms;
  if (!terms.expired(naive.as_of())) return all ? Step::kCarried : Step::kNotBound;
  return all ? Step::kExpired : Step::kExpiredNotBound;
}

void compare_supply(Chain& chain, SupplyId id) {
  const NaiveFlow& naive = chain.naive;
  const NaiveSupply supply = naive_supply(naive, chain.flow, id);
  SCOPED_TRACE(describe(naive, supply));
  const Passage alone = passage(chain.flow, id);
  EXPECT_TRUE(same(naive, chain.effect_of(alone.expected), effects(naive, naive.arriving(supply))));
  const Reached bound = effects(naive, naive.arriving_bound(supply));
  EXPECT_TRUE(same(naive, chain.effect_of(alone.bound), bound));

  for (const auto& [v, mask] : naive.leaving(supply)) {
    // A version that says nothing to such an extent is nobody's obligation.
    if (!naive.asks(v, mask)) continue;
    SCOPED_TRACE(naive.model().policies.id_of(v) + '@' + naive.version(v).version);
    const Crossing crossing = naive.cross(supply, v, mask);
    const Mask effect = naive.effect(crossing.as, crossing.mask);
    const Transit transit = flowdown::transit(chain.flow, id, v);
    if (crossing.stop == Stop::kArrives && !naive.asks(crossing.as, crossing.mask)) continue;
    EXPECT_EQ(transit.step,
              expected_step(naive, supply, crossing, naive.carried(supply, v, crossing)));
    EXPECT_EQ(naive.effect(v, chain.convert.mask(transit.leaving)), naive.effect(v, mask));
    EXPECT_EQ(naive.effect(crossing.as, chain.convert.mask(transit.arriving)), effect);
    if (crossing.stop != Stop::kArrives) continue;
    EXPECT_EQ(transit.arrives_as, crossing.as);
  }
}

TEST(Propagate, EverySupplyHandsOnWhatTheOracleSays) {
  for (std::uint64_t seed = 0; seed < kChains; ++seed) {
    Chain chain(seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::set<SupplyKey> supplies, expected;
    for (std::size_t i = 0; i < chain.flow.supplies.size(); ++i) {
      supplies.insert(key_of(naive_supply(chain.naive, chain.flow, SupplyId(i))));
    }
    for (const NaiveSupply& s : chain.naive.supplies()) expected.insert(key_of(s));
    ASSERT_EQ(supplies, expected) << chain.text();
    for (std::size_t i = 0; i < chain.flow.supplies.size(); ++i) {
      compare_supply(chain, SupplyId(i));
    }
    ASSERT_FALSE(testing::Test::HasFailure()) << chain.text();
  }
}

// --- Ways

// A version at a holding, as a place on a way.
using Place = std::pair<HoldingId, VersionId>;

// All places to which some of a version, or a certain point of it, comes, each with the length of a
// shortest way to it, breadth first. A way starts with a supply whose supplier puts the version on
// the artifact, or whose terms add it; and if `named`, with one whose terms incorporate it by name.
// If `asked`, only ways count along which the version asks something at each step.
class Ways {
 public:
  Ways(const Chain& chain, std::optional<std::size_t> point, bool named, bool asked = false)
      : chain_(chain), naive_(chain.naive), point_(point), named_(named), asked_(asked) {
    std::set<Place> reached;
    for (std::size_t s = 0; s < chain.flow.supplies.size(); ++s) reached.merge(starts(SupplyId(s)));
    for (std::size_t length = 1; !reached.empty(); ++length) {
      std::set<Place> next;
      for (const Place& place : reached) {
        if (!lengths_.emplace(place, length).second) continue;
        for (std::size_t s = 0; s < chain.flow.supplies.size(); ++s) {
          if (auto step = over(place, SupplyId(s))) next.insert(*step);
        }
      }
      reached = std::move(next);
    }
  }

  std::optional<std::size_t> length(const Place& place) const {
    auto found = lengths_.find(place);
    if (found == lengths_.end()) return std::nullopt;
    return found->second;
  }

  // Where a version that is expected at a place goes over a supply; none where it does not.
  std::optional<Place> over(const Place& place, SupplyId id) const {
    const NaiveSupply supply = naive_supply(naive_, chain_.flow, id);
    if (chain_.flow.supplies[id.index()].from != place.first) return std::nullopt;
    auto found = naive_.expected(supply.from).find(place.second);
    if (found == naive_.expected(supply.from).end()) return std::nullopt;
    return arrival(id, naive_.cross(supply, place.second, found->second, false));
  }

  // Where what the supplier's own policies and the terms put on the artifact comes by the supply.
  std::set<Place> starts(SupplyId id) const {
    const NaiveSupply supply = naive_supply(naive_, chain_.flow, id);
    std::set<Place> places;
    if (supply.kind == SupplyKind::kDerivation) return places;
    std::set<VersionId> versions = naive_.own(supply.from);
    if (named_) versions.merge(naive_.brought(supply));
    if (naive_.terms_of(supply).adds) versions.insert(naive_.terms_of(supply).adds);
    for (VersionId v : versions) {
      if (auto place = arrival(id, naive_.cross(supply, v, naive_.everything(), true))) {
        places.insert(*place);
      }
    }
    return places;
  }

  // A version that does not prohibit the point may stand between two that do, where agreements
  // change the version: what counts on the way is that the policy comes as far as the point.
  bool passes(const Crossing& crossing) const {
    if (point_) return crossing.mask.points.contains(*point_);
    return asked_ ? naive_.asks(crossing.as, crossing.mask) : !crossing.mask.empty();
  }

 private:
  std::optional<Place> arrival(SupplyId id, const Crossing& crossing) const {
    if (crossing.stop != Stop::kArrives || !passes(crossing)) return std::nullopt;
    return Place{chain_.flow.supplies[id.index()].to, crossing.as};
  }

  const Chain& chain_;
  const NaiveFlow& naive_;
  std::optional<std::size_t> point_;
  bool named_;
  bool asked_ = false;
  std::map<Place, std::size_t> lengths_;
};

// The way must be connected, start where the version is put on the artifact, and end at the place.
void check_way(const Ways& ways, const std::vector<SupplyId>& way, const Place& end) {
  std::set<Place> places = ways.starts(way.front());
  for (std::size_t i = 1; i < way.size(); ++i) {
    std::set<Place> next;
    for (const Place& place : places) {
      if (auto step = ways.over(place, way[i])) next.insert(*step);
    }
    places = std::move(next);
  }
  EXPECT_TRUE(places.contains(end)) << "the way does not lead there";
}

void check_traces(Chain& chain, Tracer& tracer, std::optional<std::size_t> point) {
  const NaiveFlow& naive = chain.naive;
  // Where a way from whoever put the version on the artifact exists, it is preferred.
  // Without a point, one along which something is asked at each step is preferred.
  std::vector<Ways> kinds;
  for (const bool named : {false, true}) {
    if (!point) kinds.emplace_back(chain, point, named, true);
    kinds.emplace_back(chain, point, named);
  }
  std::optional<UsePoint> use_point;
  if (point) use_point = naive.space().point(*point);
  for (std::size_t i = 0; i < chain.flow.holdings.size(); ++i) {
    const Holding& h = chain.flow.holdings[i];
    for (const auto& [v, mask] : naive.expected(h)) {
      if (point && !naive.effect(v, mask).points.contains(*point)) continue;
      SCOPED_TRACE(testing::Message()
                   << describe(naive, h) << ' ' << naive.model().policies.id_of(v) << '@'
                   << naive.version(v).version << " point "
                   << (use_point ? naive.space().describe(*use_point) : "any"));
      const std::vector<SupplyId> way = tracer.path(HoldingId(i), v, use_point);
      if (naive.own(h).contains(v) || naive.regulations(h.party).contains(v)) continue;
      const auto kind = std::find_if(kinds.begin(), kinds.end(), [i, place = v](const Ways& ways) {
        return ways.length({HoldingId(i), place}).has_value();
      });
      ASSERT_NE(kind, kinds.end()) << "the oracle knows no way";
      const Ways& ways = *kind;
      const auto length = ways.length({HoldingId(i), v});
      ASSERT_TRUE(length.has_value()) << "the oracle knows no way";
      ASSERT_EQ(way.size(), *length);
      check_way(ways, way, {HoldingId(i), v});
      if (!point) {
        EXPECT_EQ(tracer.origin(HoldingId(i), v), chain.flow.supplies[way.front().index()].from);
      }
    }
  }
}

TEST(Tracer, FindsAShortestConnectedWayOfEveryObligation) {
  for (std::uint64_t seed = 0; seed < kTracedChains; ++seed) {
    Chain chain(seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Tracer tracer(chain.flow);
    check_traces(chain, tracer, std::nullopt);
    Rng rng(seed);
    for (int i = 0; i < 6; ++i) {
      const std::size_t point = pick(rng, chain.naive.space().points());
      check_traces(chain, tracer, point);
    }
    ASSERT_FALSE(testing::Test::HasFailure()) << chain.text();
  }
}

// The holdings behind one, by looking at every supply again and again.
std::size_t naive_downstream(const Flow& flow, HoldingId holding, PolicyId policy) {
  const auto flows = [&](std::size_t s) {
    if (!policy) return true;
    const std::vector<VersionId> versions = versions_on(flow, SupplyId(s));
    const std::size_t from = flow.supplies[s].from.index();
    return std::any_of(versions.begin(), versions.end(), [&](VersionId version) {
      const bool there = flow.sets->extent_of(flow.expected[from], version) != kNoExtent ||
                         flow.sets->extent_of(flow.own[from], version) != kNoExtent;
      return there && flow.model->policies[version].policy == policy &&
             transit(flow, SupplyId(s), version).arriving != kNoExtent;
    });
  };
  std::set<HoldingId> found{holding};
  for (std::size_t before = 0; before != found.size();) {
    before = found.size();
    for (std::size_t s = 0; s < flow.supplies.size(); ++s) {
      if (found.contains(flow.supplies[s].from) && flows(s)) found.insert(flow.supplies[s].to);
    }
  }
  return found.size() - 1;
}

TEST(Tracer, CountsWhatLiesDownstream) {
  for (std::uint64_t seed = 0; seed < kTracedChains; ++seed) {
    Chain chain(seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Tracer tracer(chain.flow);
    for (std::size_t h = 0; h < chain.flow.holdings.size(); ++h) {
      for (std::size_t p = 0; p <= chain.model.policies.policies.size(); ++p) {
        const PolicyId policy = p == 0 ? PolicyId() : PolicyId(p - 1);
        ASSERT_EQ(tracer.downstream(HoldingId(h), policy),
                  naive_downstream(chain.flow, HoldingId(h), policy))
            << "holding " << h << " policy " << p << '\n'
            << chain.text();
      }
    }
  }
}

}  // namespace
}  // namespace flowdown::oracle
