// That there is nothing which cannot be explained: every finding of a shipped graph, and every
// answer on random chains.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "flowdown/explain.hpp"
#include "oracle/spec.hpp"
#include "support/disk_files.hpp"
#include "support/random_model.hpp"

namespace flowdown {
namespace {

TEST(ExplainAll, ExplainsEveryFindingOfAShippedGraph) {
  const Model model = testing::load_shipped_graph("graphs/bedrock-2024.yaml");
  const Flow flow = propagate(model, model.graph.as_of.value());
  const Findings findings = judge(flow);
  ASSERT_GT(findings.findings.size(), 20U);
  for (std::size_t i = 0; i < findings.findings.size(); ++i) {
    const std::string id = id_of(findings.findings[i], model);
    SCOPED_TRACE(id);
    EXPECT_EQ(findings_with_id(flow, findings, id), std::vector<std::size_t>{i});
    const Explanation explanation = explain(flow, findings, i);
    EXPECT_EQ(explanation.finding, i);
    const std::string text = explanation_text(flow, findings, explanation, {80, false});
    EXPECT_NE(text.find(id), std::string::npos);
    EXPECT_EQ(text, explanation_text(flow, findings, explain(flow, findings, i), {80, false}));
    const auto json = nlohmann::json::parse(explanation_json(flow, findings, explanation));
    EXPECT_EQ(json["finding"]["id"], id);
    // What a finding says is in its explanation too: the party's own are listed again.
    if (findings.findings[i].party && findings.findings[i].policy) {
      EXPECT_NE(text.find(id + " (this one)") == std::string::npos &&
                    text.find(id + " (tentative) (this one)") == std::string::npos,
                true)
          << text;
    }
  }
}

// Every no of a random chain has its step and reason, every yes its way, and none of them differs
// from what was propagated.
TEST(ExplainAll, HasAReasonForEveryAnswerOnRandomChains) {
  std::set<Loss::Why> losses;
  std::set<Term> terms;
  std::set<Unbound> unbound;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    const oracle::Spec spec = oracle::random_spec(seed);
    const Model model = oracle::build(spec);
    const Flow flow = propagate(model, spec.as_of);
    const Findings findings = judge(flow);
    SCOPED_TRACE(seed);
    for (std::size_t p = 0; p < model.graph.parties.size(); ++p) {
      for (std::size_t u = 0; u <= model.taxonomy.uses.size(); ++u) {
        Question question;
        question.party = PartyId(p);
        if (u < model.taxonomy.uses.size()) question.use = UseId(u);
        const Explanation explanation = explain(flow, findings, question);
        ASSERT_FALSE(explanation_text(flow, findings, explanation, {80, false}).empty());
        ASSERT_TRUE(nlohmann::json::accept(explanation_json(flow, findings, explanation)));
        for (const HoldingAnswer& holding : explanation.holdings) {
          const std::size_t h = holding.holding.index();
          for (const PolicyAnswer& answer : holding.policies) {
            bool came = false;
            for (const auto& [version, extent] :
                 (*flow.sets)[flow.sets->unite(flow.expected[h], flow.regulations[p])]) {
              if (model.policies[version].policy != answer.policy) continue;
              const Region& region = flow.sets->prohibited(version, extent);
              came = came || !question.use || region.of(question.use) != kNoContext;
            }
            if (question.use) {
              ASSERT_EQ(came, answer.reaches != Answer::kNo);
            }
            const auto told = [&] {
              return explanation_text(flow, findings, explanation, {80, false});
            };
            if (answer.reaches == Answer::kNo) {
              ASSERT_FALSE(answer.way.empty()) << told();
              ASSERT_FALSE(answer.way.back().losses.empty()) << told();
              for (const Loss& loss : answer.way.back().losses) losses.insert(loss.why);
              continue;
            }
            if (!answer.regulation) {
              ASSERT_FALSE(answer.way.empty()) << told();
              ASSERT_EQ(flow.supplies[answer.way.back().supply.index()].to, holding.holding);
            }
            if (answer.binds != Answer::kNo && !answer.regulation) {
              if (answer.partly_by_law && answer.binding.empty()) continue;
              ASSERT_FALSE(answer.binding.empty()) << told();
              ASSERT_EQ(flow.supplies[answer.binding.back().supply.index()].to, holding.holding);
              for (const Passing& passing : answer.binding) terms.insert(passing.term);
            }
            if (answer.binds != Answer::kYes && (question.use || !answer.loose.empty())) {
              ASSERT_LT(answer.loose_at, answer.loose.size()) << told();
              const Passing& stop = answer.loose[answer.loose_at];
              ASSERT_NE(stop.unbound, Unbound::kNothing) << told();
              unbound.insert(stop.unbound);
            }
          }
        }
      }
    }
    for (std::size_t i = 0; i < findings.findings.size(); ++i) {
      ASSERT_FALSE(
          explanation_text(flow, findings, explain(flow, findings, i), {80, false}).empty());
    }
  }
  EXPECT_GE(losses.size(), 6U);
  EXPECT_GE(terms.size(), 7U);
  EXPECT_GE(unbound.size(), 7U);
}

}  // namespace
}  // namespace flowdown
