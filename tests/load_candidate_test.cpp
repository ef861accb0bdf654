// Candidates: what is laid over a graph, and every mistake in one.
#include <gtest/gtest.h>

#include <string>

#include "flowdown/load.hpp"
#include "support/memory_files.hpp"

namespace flowdown {
namespace {

using testing::MemoryFiles;

constexpr const char* kGraph = R"(flowdown: 1
graph: g
policies: [policies/p.yaml]
parties:
  maker: {kind: developer, title: Old maker, policies: [p]}
  shop: {kind: application, policies: none}
artifacts: {m: {kind: model, developer: maker}}
agreements:
  - {id: one, from: maker, to: shop, artifacts: [m], channel: api, incorporates: []}
  - {id: two, from: maker, to: shop, artifacts: [m], channel: weights, incorporates: []}
)";

std::string policy(const std::string& version, const std::string& effective,
                   const std::string& use) {
  return "flowdown: 1\npolicy: p\nissuer: maker\ndocument: licence\nversion: " + version +
         "\neffective: " + effective + "\nrules: [{prohibit: [" + use + "]}]\n";
}

Result<Model> with_candidate(const std::string& text, Sources* sources) {
  MemoryFiles files;
  files.add("policies/p.yaml", policy("v1", "2024-01-01", "abuse"));
  files.add("new/same.yaml", policy("v1", "2024-01-01", "military"));
  files.add("new/later.yaml", policy("v2", "2025-01-01", "military"));
  LoadOptions options = testing::with_small_taxonomy();
  options.candidate = SourceText{"candidate.yaml", "flowdown: 1\n" + text};
  return load({{"graph.yaml", kGraph}}, files, options, sources);
}

Model loaded(const std::string& text) {
  Sources sources;
  Result<Model> model = with_candidate(text, &sources);
  EXPECT_TRUE(model) << (model ? "" : render(model.problems(), sources));
  return model ? std::move(model).value() : Model();
}

std::string problems(const std::string& text) {
  Sources sources;
  const Result<Model> model = with_candidate(text, &sources);
  return model ? "" : testing::brief(model.problems(), sources, "candidate.yaml");
}

TEST(Candidate, ReplacesAddsAndRemoves) {
  const Model model = loaded(
      "candidate: c\ntitle: A change\n"
      "parties:\n"
      "  maker: {kind: developer, title: New maker, policies: [p]}\n"
      "  cloud: {kind: cloud_provider}\n"
      "agreements:\n"
      "  - {id: two, from: maker, to: cloud, artifacts: [m], channel: api}\n"
      "remove: {agreements: [one]}\n");
  ASSERT_TRUE(model.candidate);
  const Graph& graph = model.graph;
  EXPECT_EQ(model.candidate->id, "c");
  EXPECT_EQ(model.candidate->title, "A change");
  EXPECT_EQ(model.candidate->replaced, (std::vector<std::string>{"party maker", "agreement two"}));
  EXPECT_EQ(model.candidate->removed, std::vector<std::string>{"agreement one"});
  EXPECT_EQ(graph.parties.size(), 3U);
  ASSERT_EQ(graph.agreements.size(), 1U);
  EXPECT_EQ(graph.id_of(graph.agreements[0].to), "cloud");
  EXPECT_EQ(graph.name(graph.parties[graph.find_party("maker").index()].title), "New maker");
  EXPECT_EQ(model.candidate->parties,
            (std::vector<PartyId>{graph.find_party("cloud"), graph.find_party("maker")}));
  EXPECT_EQ(model.candidate->agreements, std::vector<AgreementId>{graph.find_agreement("two")});
  EXPECT_TRUE(model.candidate->artifacts.empty());
}

TEST(Candidate, ItsPoliciesTakeThePlaceOfVersionsOfTheSameName) {
  const Model same = loaded("candidate: c\npolicies: [new/same.yaml]\n");
  ASSERT_EQ(same.policies.versions.size(), 1U);
  EXPECT_EQ(same.sources.name(same.policies.versions[0].pos.file), "new/same.yaml");
  EXPECT_EQ(same.candidate->replaced, std::vector<std::string>{"policy p, version v1"});
  const Model later = loaded("candidate: c\npolicies: [new/later.yaml]\n");
  EXPECT_EQ(later.policies.versions.size(), 2U);
  EXPECT_TRUE(later.candidate->replaced.empty());
  EXPECT_EQ(loaded("candidate: c\npolicies: [policies/p.yaml]\n").policies.versions.size(), 1U);
}

TEST(Candidate, WhatDependsOnWhatIsRemovedEndsWithIt) {
  for (const char* removal : {"parties: [shop]", "artifacts: [m]"}) {
    SCOPED_TRACE(removal);
    const Model model = loaded(std::string("candidate: c\nremove: {") + removal + "}\n");
    EXPECT_TRUE(model.graph.agreements.empty());
    ASSERT_EQ(model.candidate->removed.size(), 3U);
    EXPECT_EQ(model.candidate->removed[1], "agreement one");
    EXPECT_EQ(model.candidate->removed[2], "agreement two");
  }
}

TEST(Candidate, AReplacedAgreementIsKeptForTheDaysBefore) {
  const std::string draft =
      "candidate: c\nagreements:\n"
      "  - {id: one, from: maker, to: shop, artifacts: [m], channel: app, incorporates: [p]";
  const Model dated = loaded(draft + ", effective: 2025-01-01}\n");
  ASSERT_EQ(dated.candidate->superseded.size(), 1U);
  ASSERT_EQ(dated.graph.agreements.size(), 2U);
  const auto& [by, old] = dated.candidate->superseded[0];
  EXPECT_EQ(dated.graph.id_of(by), "one");
  EXPECT_TRUE(dated.graph.terms[old.terms.index()].incorporates.empty());
  EXPECT_EQ(dated.graph.terms_of(by).incorporates.size(), 1U);
  EXPECT_EQ(old.to, dated.graph.find_party("shop"));
  EXPECT_TRUE(loaded(draft + "}\n").candidate->superseded.empty());
}

TEST(Candidate, AGraphAloneHasNone) {
  MemoryFiles files;
  files.add("policies/p.yaml", policy("v1", "2024-01-01", "abuse"));
  const auto model = load({{"graph.yaml", kGraph}}, files, testing::with_small_taxonomy());
  ASSERT_TRUE(model);
  EXPECT_FALSE(model.value().candidate);
}

TEST(Candidate, AnswersEveryMistake) {
  struct Bad {
    const char* says;
    const char* text;
    const char* problems;
  };
  const Bad kBad[] = {
      {"another kind of file", "graph: c\n", "2:1 a graph where a candidate is expected\n"},
      {"an unknown key", "candidate: c\nas_of: 2024-01-01\n", "3:1 unknown key `as_of`\n"},
      {"an id twice in the candidate itself",
       "candidate: c\nagreements:\n"
       "  - {id: x, from: maker, to: shop, artifacts: [m], channel: api}\n"
       "  - {id: x, from: maker, to: shop, artifacts: [m], channel: api}\n",
       "5:10 the agreement `x` is declared twice\n"},
      {"a party that nobody declares",
       "candidate: c\nagreements:\n"
       "  - {id: x, from: maker, to: shoop, artifacts: [m], channel: api}\n",
       "4:30 unknown party `shoop`\n"},
      {"an agreement to remove that is not there", "candidate: c\nremove: {agreements: [on]}\n",
       "3:23 unknown agreement `on`\n"},
      {"an agreement both removed and declared",
       "candidate: c\nagreements:\n"
       "  - {id: one, from: maker, to: shop, artifacts: [m], channel: api}\n"
       "remove: {agreements: [one]}\n",
       "5:23 `one` is removed and declared\n"},
      {"something else to remove", "candidate: c\nremove: {policies: [p]}\n",
       "3:10 unknown key `policies`\n"},
      {"a party that the candidate declares as well",
       "candidate: c\nparties: {shop: {kind: application}}\nremove: {parties: [shop]}\n",
       "4:20 `shop` is removed and declared\n"},
      {"a party that the candidate's own agreement needs",
       "candidate: c\nagreements:\n"
       "  - {id: x, from: maker, to: shop, artifacts: [m], channel: api}\n"
       "remove: {parties: [shop]}\n",
       "4:30 the candidate removes the party `shop`, which is named here\n"},
      {"an artifact that the candidate's own agreement needs",
       "candidate: c\nagreements:\n"
       "  - {id: x, from: maker, to: shop, artifacts: [m], channel: api}\n"
       "remove: {artifacts: [m]}\n",
       "4:48 the candidate removes the artifact `m`, which is named here\n"},
  };
  for (const Bad& bad : kBad) {
    SCOPED_TRACE(bad.says);
    EXPECT_EQ(problems(bad.text), bad.problems);
  }
}

}  // namespace
}  // namespace flowdown
