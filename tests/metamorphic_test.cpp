// What must hold between two runs on related inputs, whatever the right answer to either is.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "flowdown/findings.hpp"
#include "oracle/compare.hpp"
#include "support/random_model.hpp"

namespace flowdown::oracle {
namespace {

constexpr std::uint64_t kChains = 300;

using Names = std::function<std::string(const std::string&)>;
std::string as_is(const std::string& name) { return name; }

// A run of both stages, with what it found by names.
struct Outcome {
  explicit Outcome(const Spec& s)
      : spec(s), model(build(s)), flow(propagate(model, s.as_of)), findings(judge(flow)) {}
  Outcome(const Outcome&) = delete;
  Outcome& operator=(const Outcome&) = delete;

  std::string name(PartyId id) const { return std::string(model.graph.id_of(id)); }
  std::string name(ArtifactId id) const { return std::string(model.graph.id_of(id)); }
  std::string name(AgreementId id) const { return std::string(model.graph.id_of(id)); }
  std::string name(PolicyId id) const { return model.policies.policies[id.index()].id; }
  std::string name(UseId id) const { return model.taxonomy.uses[id.index()].id; }

  // Every finding in one line; `names` maps the names of the model.
  std::multiset<std::string> lines(const Names& names = as_is) const {
    std::multiset<std::string> all;
    for (const Finding& finding : findings.findings) all.insert(line(finding, names));
    return all;
  }

  std::string line(const Finding& f, const Names& names = as_is) const {
    std::string text(info(f.code).name);
    text += f.party ? " party " + names(name(f.party)) : "";
    text += f.agreement ? " agreement " + names(name(f.agreement)) : "";
    text += f.artifact ? " artifact " + names(name(f.artifact)) : "";
    text += f.policy ? " policy " + names(name(f.policy)) : "";
    text += ' ' + std::string(name_of(f.severity)) + (f.tentative ? " tentative" : "") +
            (f.bound ? " bound" : "");
    std::set<std::string> uses;
    for (UseId use : findings.detail(f).uses) uses.insert(names(name(use)));
    for (const std::string& use : uses) text += ' ' + use;
    return text;
  }

  // The uses in gaps at a party: artifact, policy and use, whatever the code.
  std::set<std::string> gaps_at(const std::string& party) const {
    std::set<std::string> all;
    for (const Finding& f : findings.findings) {
      if (!f.party || name(f.party) != party || f.code > Code::kGapCatchAll) continue;
      for (UseId use : findings.detail(f).uses) {
        all.insert(name(f.artifact) + ' ' + name(f.policy) + ' ' + name(use));
      }
    }
    return all;
  }

  // What each holding is expected to keep to, or judged against, by names: the points that are
  // prohibited and the contexts in which something is asked.
  using Sets = std::map<std::string, std::map<std::string, Mask>>;
  Sets sets(bool judged) {
    const Space space(model.taxonomy);
    Converter convert(space, *flow.sets);
    Sets all;
    for (std::size_t h = 0; h < flow.holdings.size(); ++h) {
      auto& here = all[name(flow.holdings[h].party) + '/' + name(flow.holdings[h].artifact)];
      const ObligationsId id = judged ? flow.judged(HoldingId(h)) : flow.expected[h];
      for (const auto& [v, mask] : convert.reached(id)) {
        const PolicyVersion& version = model.policies[v];
        const Mask asked =
            mask & Mask{prohibited_points(space, version), obliged_contexts(space, version)};
        if (!asked.empty()) here[name(version.policy) + '@' + version.version] = asked;
      }
    }
    return all;
  }

  std::size_t supplies(SupplyKind kind) const {
    return static_cast<std::size_t>(
        std::count_if(flow.supplies.begin(), flow.supplies.end(),
                      [kind](const Supply& supply) { return supply.kind == kind; }));
  }

  Spec spec;
  Model model;
  Flow flow;
  Findings findings;
};

// Calls `test` with the spec of each seed and a generator for what the test changes.
template <class Test>
void for_each_chain(Test test) {
  for (std::uint64_t seed = 0; seed < kChains; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Rng rng(seed + 1000000);
    const Spec spec = random_spec(seed);
    test(spec, rng);
    ASSERT_FALSE(testing::Test::HasFailure()) << describe(build(spec), spec.as_of);
  }
}

TEST(Metamorphic, TheOrderOfTheInputNeverMatters) {
  for_each_chain([](const Spec& spec, Rng& rng) {
    EXPECT_EQ(Outcome(spec).lines(), Outcome(shuffled(spec, rng)).lines());
  });
}

// Other names give other ids and another order of everything; what is found stays.
TEST(Metamorphic, NamesNeverMatter) {
  const Names reversed = [](const std::string& name) {
    const bool plain = name.size() == 2 && name[1] >= '0' && name[1] <= '9';
    return plain ? std::string{name[0], static_cast<char>('0' + '9' - name[1])} : name;
  };
  for_each_chain([&](const Spec& spec, Rng&) {
    EXPECT_EQ(Outcome(spec).lines(), Outcome(renamed(spec, reversed)).lines(reversed));
  });
}

TEST(Metamorphic, AnIsolatedPartyChangesNothing) {
  for_each_chain([](const Spec& spec, Rng& rng) {
    Spec more = spec;
    PartySpec party;
    party.id = chance(rng, 0.5) ? "aardvark" : "zebra";
    party.uses = {spec.taxonomy.uses.front().id};
    more.parties.push_back(party);
    EXPECT_EQ(Outcome(spec).lines(), Outcome(more).lines());
  });
}

// Gives the party a policy of its own of this one rule, besides those that it has. The policy is
// new and asks nothing of whoever passes the artifact on, so that nobody else's duties change.
Spec with_own_rule(Spec spec, PartySpec& party, const RuleSpec& rule) {
  PolicySpec policy;
  policy.id = "own-rule";
  policy.issuer = party.id;
  policy.covers = spec.taxonomy.values.at(Dimension::kChannel);
  VersionSpec version;
  version.version = "v0";
  version.rules = {rule};
  policy.versions = {version};
  spec.policies.push_back(policy);
  for (PartySpec& p : spec.parties) {
    if (p.id != party.id) continue;
    p.policies.stated = Stated::kListed;
    p.policies.refs.push_back({policy.id, std::nullopt});
  }
  return spec;
}

RuleSpec random_prohibition(const Spec& spec, Rng& rng) {
  RuleSpec rule;
  rule.uses = {spec.taxonomy.uses[pick(rng, spec.taxonomy.uses.size())].id};
  rule.when = random_context(rng, spec.taxonomy, 0.15);
  return rule;
}

// What holds exactly: at the party itself no use comes into a gap of any upstream policy (its code
// may change, as silence becomes a narrower prohibition). Others, to whom the rule flows, may well
// have a new gap. A party whose policies are unknown is not judged at all, so it is left out.
TEST(Metamorphic, ProhibitingMoreAddsNoGapAtThatParty) {
  for_each_chain([](Spec spec, Rng& rng) {
    PartySpec& party = spec.parties[pick(rng, spec.parties.size())];
    if (party.policies.stated == Stated::kUnknown) return;
    const auto before = Outcome(spec).gaps_at(party.id);
    const auto after =
        Outcome(with_own_rule(spec, party, random_prohibition(spec, rng))).gaps_at(party.id);
    EXPECT_TRUE(std::includes(before.begin(), before.end(), after.begin(), after.end()))
        << party.id << " has " << after.size() << " uses in gaps after, " << before.size()
        << " before";
  });
}

TEST(Metamorphic, BeingStricterThanUpstreamIsNeverAFinding) {
  for_each_chain([](Spec spec, Rng& rng) {
    PartySpec& party = spec.parties[pick(rng, spec.parties.size())];
    if (party.policies.stated == Stated::kUnknown) return;
    RuleSpec everything;
    for (const UseSpec& use : spec.taxonomy.uses) everything.uses.push_back(use.id);
    EXPECT_EQ(Outcome(with_own_rule(spec, party, everything)).gaps_at(party.id),
              std::set<std::string>());
  });
}

TEST(Metamorphic, ProhibitingOnlyWhatIsUnlawfulPermitsNothing) {
  std::size_t gaps = 0;
  for_each_chain([&gaps](Spec spec, Rng& rng) {
    const auto& uses = spec.taxonomy.uses;
    if (std::none_of(uses.begin(), uses.end(), [](const UseSpec& u) { return u.catch_all; })) {
      return;
    }
    PartySpec& party = spec.parties[pick(rng, spec.parties.size())];
    party.policies = ListSpec{Stated::kNone, {}};
    for (ArtifactSpec& artifact : spec.artifacts) {
      if (artifact.developer == party.id) artifact.policies = ListSpec{Stated::kNone, {}};
    }
    RuleSpec unlawful;
    unlawful.uses = {"unlawful"};
    const Outcome run(with_own_rule(spec, party, unlawful));
    for (const Finding& f : run.findings.findings) {
      if (!f.party || run.name(f.party) != party.id) continue;
      EXPECT_NE(f.code, Code::kGapPermits) << run.line(f);
      gaps += f.code == Code::kGapSilent || f.code == Code::kGapCatchAll ? 1 : 0;
    }
  });
  EXPECT_GT(gaps, kChains / 10);
}

// Without the agreement nothing more is asked of anybody; unless it waived something or gave the
// power to, or a public supply takes its place.
TEST(Metamorphic, LosingAnAgreementAddsNoObligation) {
  std::size_t compared = 0;
  for_each_chain([&compared](Spec spec, Rng& rng) {
    if (spec.agreements.empty()) return;
    const std::size_t lost = pick(rng, spec.agreements.size());
    spec.agreements[lost].waives.clear();
    spec.agreements[lost].grants = 0;
    // Nobody may name its rules when it is gone.
    for (AgreementSpec& agreement : spec.agreements) {
      std::erase_if(agreement.waives, [&](const WaiverSpec& waiver) {
        return waiver.policy == spec.agreements[lost].id;
      });
    }
    Spec less = spec;
    less.agreements.erase(less.agreements.begin() + static_cast<std::ptrdiff_t>(lost));
    Outcome with(spec), without(less);
    if (with.supplies(SupplyKind::kPublic) != without.supplies(SupplyKind::kPublic)) return;
    ++compared;
    const Outcome::Sets before = with.sets(true);
    for (const auto& [holding, obligations] : without.sets(true)) {
      for (const auto& [version, mask] : obligations) {
        const auto found = before.at(holding).find(version);
        EXPECT_TRUE(found != before.at(holding).end() && mask.subset_of(found->second))
            << holding << " owes more of " << version;
      }
    }
  });
  EXPECT_GT(compared, kChains / 3);
}

// A waiver by the issuer, which does not extend downstream: its recipient is released from exactly
// what it names, for the artifacts of the agreement; nothing else changes for anybody.
TEST(Metamorphic, AWaiverRemovesExactlyItsPart) {
  std::size_t released = 0;
  for_each_chain([&released](Spec spec, Rng& rng) {
    if (spec.agreements.empty()) return;
    const std::size_t with = pick(rng, spec.agreements.size());
    AgreementSpec& agreement = spec.agreements[with];
    agreement.effective = agreement.expires = std::nullopt;
    agreement.known = true;
    PolicySpec& policy = spec.policies[pick(rng, spec.policies.size())];
    policy.issuer = agreement.from;
    WaiverSpec waiver;
    waiver.policy = policy.id;
    if (chance(rng, 0.7)) waiver.uses = random_prohibition(spec, rng).uses;
    waiver.when = random_context(rng, spec.taxonomy, 0.15);
    Spec waived = spec;
    waived.agreements[with].waives.push_back(waiver);
    Outcome before(spec), after(waived);
    EXPECT_EQ(before.sets(false), after.sets(false)) << "what is expected must not change";

    // What the waiver names, by enumeration.
    const Space space(before.model.taxonomy);
    Context when;
    for (const auto& [dimension, names] : waiver.when) {
      ValueSet values;
      for (const std::string& name : names) {
        values.set(before.model.taxonomy.find_value(dimension, name).value());
      }
      when.restrict_to(dimension, values);
    }
    std::vector<UseId> uses;
    for (const auto& id : waiver.uses) uses.push_back(*before.model.taxonomy.find_use(id));
    const NumberSet contexts = space.meeting(when);
    const Mask names = uses.empty()
                           ? Mask{space.in_contexts(contexts), contexts}
                           : Mask{space.in_contexts(contexts) & space.of_uses_and_below(uses),
                                  space.no_contexts()};
    Outcome::Sets expected = before.sets(true);
    for (const std::string& artifact : agreement.artifacts) {
      auto& here = expected.at(agreement.to + '/' + artifact);
      for (auto entry = here.begin(); entry != here.end();) {
        const bool concerned = entry->first.rfind(policy.id + '@', 0) == 0;
        if (concerned) {
          const Mask rest = entry->second - names;
          released += rest == entry->second ? 0 : 1;
          entry->second = rest;
        }
        entry = entry->second.empty() ? here.erase(entry) : std::next(entry);
      }
    }
    EXPECT_EQ(expected, after.sets(true));
  });
  EXPECT_GT(released, kChains / 20);
}

// All days on which something begins, or is for the first time no longer so.
std::set<Date> boundaries(const Spec& spec) {
  std::set<Date> days;
  const auto begins = [&days](const std::optional<Date>& date) {
    if (date) days.insert(*date);
  };
  const auto last = [&days](const std::optional<Date>& date) {
    if (date) days.insert(Date{date->days + 1});
  };
  for (const PolicySpec& policy : spec.policies) {
    for (const VersionSpec& version : policy.versions) {
      begins(version.effective);
      begins(version.withdrawn);
    }
  }
  for (const AgreementSpec& agreement : spec.agreements) {
    begins(agreement.effective);
    last(agreement.expires);
    for (const WaiverSpec& waiver : agreement.waives) {
      begins(waiver.effective);
      last(waiver.until);
    }
  }
  return days;
}

TEST(Metamorphic, DatesDifferOnlyAcrossABoundary) {
  for_each_chain([](Spec spec, Rng& rng) {
    const std::set<Date> days = boundaries(spec);
    spec.as_of = Date{spec.as_of.days - 800 + static_cast<std::int32_t>(pick(rng, 1000))};
    // The last day before the next boundary.
    Spec later = spec;
    const auto next = days.upper_bound(spec.as_of);
    later.as_of = next == days.end() ? Date{spec.as_of.days + 5000} : Date{next->days - 1};
    EXPECT_EQ(Outcome(spec).lines(), Outcome(later).lines())
        << spec.as_of.text() << " and " << later.as_of.text();
  });
}

}  // namespace
}  // namespace flowdown::oracle
