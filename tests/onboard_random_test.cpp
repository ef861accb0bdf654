// The check before signing on random chains, of which some agreements are taken out and are then
// the draft: whatever is asked is enough, and none of it too much.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "support/drafts.hpp"
#include "support/random_model.hpp"
#include "support/sheet_proof.hpp"

namespace flowdown {
namespace {

using testing::gate_of;
using testing::prove;

class Draft {
 public:
  explicit Draft(std::uint64_t seed) : with(oracle::random_spec(seed)), graph(with) {
    oracle::Rng rng(seed + 77);
    const std::size_t drafts = 1 + oracle::pick(rng, 3);
    for (std::size_t i = 0; i < drafts && !graph.agreements.empty(); ++i) {
      const auto gone = graph.agreements.begin() +
                        static_cast<std::ptrdiff_t>(oracle::pick(rng, graph.agreements.size()));
      agreements.insert(gone->id);
      parties.insert(oracle::chance(rng, 0.5) ? gone->from : gone->to);
      graph.agreements.erase(gone);
    }
    for (oracle::AgreementSpec& agreement : graph.agreements) {
      std::erase_if(agreement.waives, [&](const oracle::WaiverSpec& waiver) {
        return agreements.contains(waiver.policy);
      });
    }
  }

  Model built() const {
    Model model = oracle::build(with);
    Candidate candidate;
    candidate.id = "draft";
    for (const std::string& id : agreements) {
      candidate.agreements.push_back(model.graph.find_agreement(id));
    }
    for (const std::string& id : parties) candidate.parties.push_back(model.graph.find_party(id));
    std::sort(candidate.agreements.begin(), candidate.agreements.end());
    std::sort(candidate.parties.begin(), candidate.parties.end());
    model.candidate = std::move(candidate);
    return model;
  }

  oracle::Spec with, graph;
  std::set<std::string> agreements, parties;
};

// Accepts some findings of every artifact until a day within the year.
Exceptions some_exceptions(const Model& model, Date as_of) {
  std::string artifacts;
  for (const Artifact& artifact : model.graph.artifacts) {
    artifacts += (artifacts.empty() ? "" : ", ") + std::string(model.graph.name(artifact.id));
  }
  const Date last{as_of.days + 90};
  return testing::exceptions_for(
      model, "  - {code: [break-not-bound, gap-silent, breach-use], artifact: [" + artifacts +
                 "], reason: known, owner: all, expires: " + last.text() + "}\n");
}

void prove_on_random_chains(std::uint64_t first, std::uint64_t count, const Gate& gate,
                            std::map<Approval, int>& seen, std::size_t& conditions,
                            bool excepted = false) {
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    const Draft draft(seed);
    const Model graph = oracle::build(draft.graph), with = draft.built();
    OnboardOptions options{draft.with.as_of, {}, {}, {}};
    Exceptions exceptions;
    if (excepted) {
      exceptions = some_exceptions(with, options.as_of);
      options.settle.exceptions = &exceptions;
      options.settle.today = options.as_of;
    }
    const Onboarding answer = onboard(graph, with, gate, options);
    prove(graph, with, gate, options, answer);
    ++seen[answer.approval];
    conditions += answer.conditions.size();
    ASSERT_FALSE(::testing::Test::HasFailure())
        << onboarding_text(answer, {}) << oracle::describe(with, draft.with.as_of);
  }
}

TEST(Onboard, WhatItAsksIsEnoughAndNoneOfItTooMuch) {
  std::map<Approval, int> seen;
  std::size_t conditions = 0;
  prove_on_random_chains(0, 120, gate_of(std::string(default_gate())), seen, conditions);
  EXPECT_GT(seen[Approval::kApprove], 5);
  EXPECT_GT(seen[Approval::kApproveWithConditions], 20);
  EXPECT_GT(seen[Approval::kReject], 5);
  EXPECT_GT(conditions, 60U);
}

TEST(Onboard, TheSameWhileExceptionsAcceptSomeOfIt) {
  std::map<Approval, int> seen;
  std::size_t conditions = 0;
  prove_on_random_chains(900, 60, gate_of(std::string(default_gate())), seen, conditions, true);
  EXPECT_GT(seen[Approval::kApprove], 2);
  EXPECT_GT(conditions, 20U);
}

// Under a gate that minds everything, remedies bring findings of their own far more often.
TEST(Onboard, TheSameUnderAGateThatMindsEverything) {
  std::map<Approval, int> seen;
  std::size_t conditions = 0;
  prove_on_random_chains(500, 60, gate_of("flowdown: 1\ngate: all\nrules: [condition: {}]\n"), seen,
                         conditions);
  EXPECT_GT(conditions, 60U);
}

// Releases that a later day ends bring warnings of their own.
TEST(Onboard, TheSameUnderAGateThatMindsErrorsAndWarnings) {
  std::map<Approval, int> seen;
  std::size_t conditions = 0;
  prove_on_random_chains(
      1300, 60,
      gate_of("flowdown: 1\ngate: w\nrules: [condition: {severities: [error, warning]}]\n"), seen,
      conditions);
  EXPECT_GT(seen[Approval::kReject], 5);
  EXPECT_GT(conditions, 60U);
}

}  // namespace
}  // namespace flowdown
