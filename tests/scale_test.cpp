// Large graphs of a known shape: what is found in them can be told beforehand. The sizes are such
// that anything which is not linear shows as a test that never ends; how long things take is the
// business of tests/bench.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "bench/shapes.hpp"
#include "flowdown/findings.hpp"
#include "support/memory_files.hpp"

namespace flowdown {
namespace {

struct Audit {
  Audit(std::string_view shape, std::uint64_t size)
      : model(read(bench::text_of(shape, size))),
        flow(propagate(model, *model.graph.as_of)),
        findings(judge(flow)) {
    for (const Finding& finding : findings.findings) ++counts[finding.code];
  }
  Audit(const Audit&) = delete;
  Audit& operator=(const Audit&) = delete;

  static Model read(std::string text) {
    testing::MemoryFiles files;
    Result<Model> loaded = load({{"graph.jsonl", std::move(text)}}, files, {});
    if (!loaded.ok()) throw std::runtime_error("a shape does not load");
    return std::move(loaded.value());
  }

  HoldingId holding(std::string_view party, std::string_view artifact) const {
    return flow.find(model.graph.find_party(party), model.graph.find_artifact(artifact));
  }
  VersionId version(std::string_view policy) const {
    return model.policies.in_force(*model.policies.find(policy), flow.as_of);
  }

  Model model;
  Flow flow;
  Findings findings;
  std::map<Code, std::size_t> counts;
};

constexpr std::uint64_t kSize = 20'000;

TEST(Scale, AStarOfDerivations) {
  const Audit star("star", kSize);
  // The maker's model, and of each other party the model and its adapter.
  ASSERT_EQ(star.flow.holdings.size(), 1 + 2 * (kSize - 1));
  EXPECT_EQ(star.counts.at(Code::kBlindUnenforced), 2 * (kSize - 1));
  EXPECT_EQ(star.counts.at(Code::kBreakRelicensed), kSize - 1);
  Tracer tracer(star.flow);
  EXPECT_EQ(tracer.downstream(star.holding("maker", "m0"), PolicyId()), 2 * (kSize - 1));
  EXPECT_EQ(tracer.downstream(star.holding("p7", "m0"), PolicyId()), 1U);
}

TEST(Scale, AChainOfDerivations) {
  const Audit chain("chain", kSize);
  ASSERT_EQ(chain.flow.holdings.size(), kSize + 1);  // the tuner holds the first model, too
  EXPECT_EQ(chain.counts.at(Code::kBlindUnenforced), kSize);
  Tracer tracer(chain.flow);
  const VersionId version = chain.version("restricting-8");
  const HoldingId last = chain.holding("tuner", "m" + std::to_string(kSize - 1));
  const std::vector<SupplyId> path = tracer.path(last, version);
  EXPECT_EQ(path.size(), kSize);
  const Way way = tracer.way(last, version);
  ASSERT_EQ(way.supplies.size(), Tracer::kMostSteps);
  EXPECT_EQ(way.left_out, kSize - Tracer::kMostSteps);
  EXPECT_EQ(way.supplies[0], path[0]);
  for (std::size_t i = 1; i < way.supplies.size(); ++i) {
    EXPECT_EQ(way.supplies[i], path[i + way.left_out]);
  }
  EXPECT_EQ(tracer.downstream(chain.holding("tuner", "m5"),
                              version ? chain.model.policies[version].policy : PolicyId()),
            kSize - 6);
}

TEST(Scale, ALadderIsCountedAsFarAsOneSays) {
  const Audit ladder("ladder", kSize);
  Tracer tracer(ladder.flow);
  const std::string last = std::to_string(kSize / 2 - 1), near = std::to_string(kSize / 2 - 11);
  EXPECT_EQ(tracer.downstream(ladder.holding("tuner", "a" + last), PolicyId()), 0U);
  EXPECT_EQ(tracer.downstream(ladder.holding("tuner", "a" + near), PolicyId()), 20U);
  EXPECT_EQ(tracer.downstream(ladder.holding("maker", "a0"), PolicyId()), Tracer::kMostCounted);
}

TEST(Scale, ACircleOfAgreements) {
  const Audit cycle("cycle", 2'000);
  const ObligationsId everywhere = cycle.flow.expected[0];
  for (const ObligationsId expected : cycle.flow.expected) EXPECT_EQ(expected, everywhere);
  EXPECT_EQ((*cycle.flow.sets)[everywhere].size(), 4U);
  Tracer tracer(cycle.flow);
  EXPECT_EQ(tracer.downstream(cycle.holding("p9", "m"), PolicyId()), 1'999U);
}

TEST(Scale, OneAgreementForAll) {
  const Audit agreement("agreement", kSize);
  EXPECT_EQ(agreement.counts.at(Code::kBreakNotBound), kSize);
  EXPECT_EQ(agreement.counts.at(Code::kGapSilent), kSize);
}

TEST(Scale, EveryOtherRecipientIsNotBound) {
  const Audit fan("fan", kSize);
  EXPECT_EQ(fan.counts.at(Code::kBreakNotBound), kSize / 2);
}

TEST(Scale, PoliciesOfManyRules) {
  const Audit policies("policies", 50);
  EXPECT_EQ(policies.counts.at(Code::kGapSilent), 50U);
}

}  // namespace
}  // namespace flowdown
