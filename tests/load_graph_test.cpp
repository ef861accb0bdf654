// Graphs: what a reader makes of them, and what it answers to mistakes.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/memory_files.hpp"

namespace flowdown {
namespace {

struct Case {
  std::string situation, text, problems;
};

// Lines 1 to 9; cases follow from line 10 on.
const std::string kHead = R"(flowdown: 1
graph: g
policies: [aup.yaml]
parties:
  meta: {kind: developer}
  aws: {kind: cloud_provider}
artifacts:
  llama: {kind: model, developer: meta}
  other: {kind: model, developer: meta}
)";

testing::MemoryFiles policy_file() {
  testing::MemoryFiles files;
  files.add("aup.yaml",
            "flowdown: 1\npolicy: aup\nissuer: meta\ndocument: licence\nversion: v1\nrules: []\n");
  return files;
}

std::string problems_of(const std::string& text) {
  return testing::problems_of_graph(text, policy_file());
}

TEST(LoadGraph, ReadsEveryKey) {
  testing::MemoryFiles files = policy_file();
  Sources sources;
  const auto loaded = load({{"graph.yaml", R"(flowdown: 1
graph: bedrock
title: A graph
as_of: 2024-04-08
policies: aup.yaml
note: n
source: s
parties:
  meta: {kind: developer, title: Meta, seat: US, policies: none}
  aws: {kind: cloud_provider, policies: [aup, aup@v1, aup]}
  wellness:
    kind: application
    policies: []
    operates_in: [EU, US]
    audience: consumer
    sector: [health]
    purpose: [commercial, research]
    attributes:
      monthly_active_users: 120_000
      annual_revenue_usd: {2023-01-01: 5, 2024-01-01: 7}
    uses: [medical_advice, csam, medical_advice]
    practices: [human_review, attribution, {practice: incident_report, within: 2d}]
    note: a note
    source: https://example.org
    retrieved: 2024-01-02
    confidence: low
artifacts:
  tuned:
    kind: adapter
    developer: wellness
    derived_from:
      - {artifact: llama, by: finetune, note: dn, source: ds, confidence: medium}
      - {artifact: llama, by: distill}
  llama: {kind: model, developer: meta, title: Llama, modality: [text], released: 2023-07-18, policies: [aup]}
agreements:
  - id: two
    from: meta
    to: aws
    title: The deal
    artifacts: [tuned, llama]
    document: eula
    channel: api
    effective: 2023-11-13
    expires: 2026-11-13
    where: {territory: [US]}
    incorporates: [upstream, aup@v1]
    delivers: aup
    adds:
      - require: incident_report
        within: 72h
        clause: "7.2"
    waives:
      - policy: aup
        uses: [military]
        artifacts: [llama]
        when: {territory: [US]}
        effective: 2024-01-01
        until: 2025-12-31
        extends_downstream: true
        clause: c
        note: wn
        source: ws
        confidence: medium
    grants: [host, waive, separate_licence]
    source: https://example.org/a
    retrieved: 2024-04-02
    confidence: medium
  - {id: one, from: aws, to: wellness, artifacts: llama, channel: app}
)"}},
                           files, testing::with_small_taxonomy(), &sources);
  ASSERT_TRUE(loaded.ok()) << testing::brief(loaded.problems(), sources, "graph.yaml");
  const Model& model = loaded.value();
  const Graph& graph = model.graph;
  const Taxonomy& taxonomy = model.taxonomy;
  EXPECT_EQ(graph.id, "bedrock");
  EXPECT_EQ(graph.title, "A graph");
  EXPECT_EQ(graph.as_of, Date::parse("2024-04-08"));

  ASSERT_EQ(graph.parties.size(), 3U);
  EXPECT_EQ(graph.id_of(PartyId(std::size_t{0})), "aws");
  const Party& meta = graph.parties[graph.find_party("meta").index()];
  EXPECT_EQ(graph.name(meta.title), "Meta");
  EXPECT_EQ(graph.name(meta.seat), "US");
  EXPECT_EQ(meta.kind, PartyKind::kDeveloper);
  EXPECT_EQ(graph.policies_of(meta).stated, Stated::kNone);
  EXPECT_FALSE(meta.practices_known);
  EXPECT_EQ(model.sources.describe(meta.pos), "graph.yaml:9:3");
  const Party& aws = graph.parties[graph.find_party("aws").index()];
  EXPECT_EQ(graph.policies_of(aws).stated, Stated::kListed);
  EXPECT_EQ(graph.policies_of(aws).refs.size(), 2U);
  const Party& wellness = graph.parties[graph.find_party("wellness").index()];
  EXPECT_EQ(graph.policies_of(wellness).stated, Stated::kNone);
  const Context& context = graph.contexts[wellness.context.index()];
  ASSERT_NE(context.on(Dimension::kTerritory), nullptr);
  EXPECT_EQ(context.on(Dimension::kTerritory)->count(), 3U);
  EXPECT_EQ(context.on(Dimension::kAudience)->count(), 1U);
  EXPECT_EQ(context.on(Dimension::kSector)->count(), 1U);
  ASSERT_NE(context.on(Dimension::kPurpose), nullptr);  // stated, though these are all there are
  EXPECT_EQ(context.on(Dimension::kPurpose)->count(), 2U);
  ASSERT_EQ(wellness.attributes.size(), 2U);
  EXPECT_EQ(wellness.attributes[0].attribute, *taxonomy.find_attribute("annual_revenue_usd"));
  EXPECT_FALSE(wellness.attributes[0].current);
  EXPECT_EQ(wellness.attributes[0].dated.at(*Date::parse("2024-01-01")), 7);
  EXPECT_EQ(wellness.attributes[1].current, 120'000);
  ASSERT_EQ(wellness.uses.size(), 2U);
  EXPECT_EQ(wellness.uses[0].use, *taxonomy.find_use("csam"));
  EXPECT_EQ(model.sources.describe(wellness.uses[0].pos), "graph.yaml:21:28");
  EXPECT_TRUE(wellness.practices_known);
  ASSERT_EQ(wellness.practices.size(), 3U);
  EXPECT_EQ(wellness.practices[0].duty, *taxonomy.find_duty("attribution"));
  EXPECT_EQ(wellness.practices[1].parameter, (Quantity{2 * 86400, Quantity::Unit::kSeconds}));
  EXPECT_EQ(wellness.practices[2].safeguard, *taxonomy.find_safeguard("human_review"));
  EXPECT_FALSE(wellness.practices[2].duty);
  EXPECT_EQ(
      graph.evidence[wellness.evidence.index()],
      (Evidence{Confidence::kLow, "https://example.org", "a note", Date::parse("2024-01-02")}));

  ASSERT_EQ(graph.artifacts.size(), 2U);
  const Artifact& llama = graph.artifacts[0];
  EXPECT_EQ(graph.name(llama.title), "Llama");
  EXPECT_EQ(llama.released, Date::parse("2023-07-18"));
  EXPECT_EQ(graph.id_of(llama.developer), "meta");
  EXPECT_EQ(graph.contexts[llama.context.index()].on(Dimension::kModality)->count(), 1U);
  EXPECT_EQ(graph.policies_of(llama).refs.size(), 1U);
  const Artifact& tuned = graph.artifacts[1];
  EXPECT_EQ(tuned.kind, ArtifactKind::kAdapter);
  EXPECT_EQ(graph.policies_of(tuned).stated, Stated::kUnknown);
  ASSERT_EQ(tuned.derivations, 2U);
  const Derivation& first = graph.derivations[tuned.first_derivation];
  EXPECT_EQ(first.parent, graph.find_artifact("llama"));
  EXPECT_EQ(first.by, DerivationKind::kFinetune);
  EXPECT_EQ(graph.evidence[first.evidence.index()],
            (Evidence{Confidence::kMedium, "ds", "dn", std::nullopt}));
  EXPECT_EQ(graph.derivations[tuned.first_derivation + 1].by, DerivationKind::kDistill);

  ASSERT_EQ(graph.agreements.size(), 2U);
  const AgreementId two = graph.find_agreement("two");
  EXPECT_EQ(two.index(), 1U);
  const Agreement& agreement = graph.agreements[two.index()];
  EXPECT_EQ(graph.name(agreement.title), "The deal");
  EXPECT_EQ(graph.id_of(agreement.from), "meta");
  EXPECT_EQ(graph.id_of(agreement.to), "aws");
  ASSERT_EQ(agreement.artifacts, 2U);
  EXPECT_EQ(graph.supplied[agreement.first_artifact], graph.find_artifact("llama"));
  EXPECT_EQ(graph.evidence[agreement.evidence.index()].source, "https://example.org/a");
  const Terms& terms = graph.terms_of(two);
  EXPECT_EQ(terms.document, TermsDocument::kEula);
  EXPECT_EQ(terms.channel, 1U);
  EXPECT_EQ(terms.effective, Date::parse("2023-11-13"));
  EXPECT_EQ(terms.expires, Date::parse("2026-11-13"));
  EXPECT_NE(terms.where.on(Dimension::kTerritory), nullptr);
  EXPECT_TRUE(terms.known);
  EXPECT_TRUE(terms.incorporates_upstream);
  ASSERT_EQ(terms.incorporates.size(), 1U);
  EXPECT_EQ(model.policies[terms.incorporates[0].pinned].version, "v1");
  ASSERT_EQ(terms.delivers.size(), 1U);
  EXPECT_FALSE(terms.delivers[0].pinned);
  EXPECT_EQ(terms.grants, kGrantHost | kGrantWaive);
  EXPECT_EQ(terms.granted_safeguards, std::vector{*taxonomy.find_safeguard("separate_licence")});
  ASSERT_TRUE(terms.adds);
  const PolicyVersion& adds = model.policies[terms.adds];
  EXPECT_EQ(model.policies.id_of(terms.adds), "two/adds");
  EXPECT_EQ(model.policies.find("two/adds"), adds.policy);
  EXPECT_EQ(adds.issuer, "meta");
  EXPECT_EQ(adds.of_agreement, two);
  EXPECT_EQ(adds.flow_down, FlowDown::kNone);
  EXPECT_EQ(adds.covers, taxonomy.all_values(Dimension::kChannel));
  EXPECT_EQ(adds.pos, agreement.pos);
  ASSERT_EQ(adds.rules.size(), 1U);
  EXPECT_EQ(adds.rules[0].clause, "7.2");
  ASSERT_EQ(terms.waives.size(), 1U);
  const Waiver& waiver = terms.waives[0];
  EXPECT_EQ(waiver.policy, *model.policies.find("aup"));
  EXPECT_EQ(waiver.uses, std::vector{*taxonomy.find_use("military")});
  EXPECT_EQ(waiver.artifacts, std::vector{graph.find_artifact("llama")});
  EXPECT_NE(waiver.when.on(Dimension::kTerritory), nullptr);
  EXPECT_EQ(waiver.effective, Date::parse("2024-01-01"));
  EXPECT_EQ(waiver.until, Date::parse("2025-12-31"));
  EXPECT_TRUE(waiver.extends_downstream);
  EXPECT_EQ(waiver.clause + waiver.note + waiver.source, "cwnws");
  EXPECT_EQ(waiver.confidence, Confidence::kMedium);
  const Terms& unknown = graph.terms_of(graph.find_agreement("one"));
  EXPECT_FALSE(unknown.known);
  EXPECT_EQ(unknown.channel, 2U);
  EXPECT_EQ(unknown.document, TermsDocument::kCustomContract);
}

TEST(LoadGraph, TellsAnEmptyListFromAnAbsentOne) {
  const auto known = [](const std::string& line) {
    testing::MemoryFiles files = policy_file();
    const auto model =
        load({{"graph.yaml", kHead +
                                 "agreements:\n  - {id: x, from: meta, to: aws, artifacts: "
                                 "llama, channel: api" +
                                 line + "}\n"}},
             files, testing::with_small_taxonomy());
    return model.ok() && model.value().graph.terms[0].known && !model.value().graph.terms[0].adds;
  };
  EXPECT_FALSE(known(""));
  EXPECT_FALSE(known(", grants: [host]"));
  EXPECT_TRUE(known(", incorporates: []"));
  EXPECT_TRUE(known(", delivers: []"));
  EXPECT_TRUE(known(", adds: []"));
  EXPECT_TRUE(known(", waives: []"));
}

TEST(LoadGraph, AnswersWrongParties) {
  const std::string head = "flowdown: 1\ngraph: g\nparties:\n  p: {kind: application, ";
  const std::vector<Case> cases = {
      {"an unknown key", "polices: []}", "4:26 unknown key `polices`\n"},
      {"an unknown policy", "policies: [aup]}", "4:37 unknown policy `aup`\n"},
      {"none beside a policy", "policies: [none, aup]}", "4:37 `none` stands beside policies\n"},
      {"policies without a value", "policies: }", "4:26 `policies` has no value\n"},
      {"policies as a mapping", "policies: {a: b}}",
       "4:36 `policies` must be a word or a list of words, not a mapping\n"},
      {"an unknown territory", "operates_in: [Atlantis]}", "4:40 unknown territory `Atlantis`\n"},
      {"nowhere", "operates_in: []}", "4:39 `operates_in` admits no value\n"},
      {"an unknown audience", "audience: consumers}", "4:36 unknown audience `consumers`\n"},
      {"an unknown sector", "sector: healthcare}", "4:34 unknown sector `healthcare`\n"},
      {"an unknown purpose", "purpose: profit}", "4:35 unknown purpose `profit`\n"},
      {"an unknown use", "uses: [medical]}", "4:33 unknown use `medical`\n"},
      {"an unknown practice", "practices: [reviewing]}",
       "4:38 unknown duty or safeguard `reviewing`\n"},
      {"a use as a practice", "practices: [csam]}", "4:38 unknown duty or safeguard `csam`\n"},
      {"a practice without its name", "practices: [{within: 2d}]}",
       "4:38 a practice has no `practice`\n"},
      {"a practice with a foreign key", "practices: [{practice: attribution, within: 2d}]}",
       "4:62 unknown key `within`\n"},
      {"a list of practices in a list", "practices: [[attribution]]}",
       "4:38 `practices` must be a list of words; this item is a list\n"},
      {"an unknown attribute", "attributes: {users: 5}}", "4:39 unknown attribute `users`\n"},
      {"attributes as a list", "attributes: [5]}",
       "4:38 `attributes` must be a mapping of attributes to numbers, not a list\n"},
      {"a word as a number", "attributes: {monthly_active_users: many}}",
       "4:61 `monthly_active_users` must be a whole number; `many` is not one\n"},
      {"a wrong date for a number", "attributes: {monthly_active_users: {2024: 5}}}",
       "4:62 `monthly_active_users` must be a date, not `2024`\n"},
      {"no number at all", "attributes: {monthly_active_users: {}}}",
       "4:61 `monthly_active_users` has no value\n"},
      {"an unknown confidence", "confidence: sure}", "4:38 `confidence` cannot be `sure`\n"},
      {"a wrong date", "retrieved: yesterday}",
       "4:37 `retrieved` must be a date, not `yesterday`\n"},
      {"practices known to be none", "practices: []}", ""},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(testing::problems_of_graph(head + c.text + "\n"), c.problems) << c.situation;
  }
  const std::vector<Case> whole = {
      {"no kind", "parties: {a: {title: A}}\n", "3:11 party `a` has no `kind`\n"},
      {"an unknown kind", "parties: {a: {kind: devloper}}\n", "3:21 `kind` cannot be `devloper`\n"},
      {"a party that is a word", "parties: {a: developer}\n",
       "3:14 party `a` must be a mapping of keys to values, not a word\n"},
      {"a list of parties", "parties: [a]\n",
       "3:10 `parties` must be a mapping of ids, not a list\n"},
      {"a party id with a blank", "parties: {a b: {kind: developer}}\n",
       "3:11 `a b` cannot be the id of a party\n"},
      {"an empty party id", "parties: {\"\": {kind: developer}}\n",
       "3:11 `` cannot be the id of a party\n"},
      {"a graph without parties", "", ""},
      {"an unknown key at the top", "artefacts: {}\n", "3:1 unknown key `artefacts`\n"},
      {"a date that is none", "as_of: today\n", "3:8 `as_of` must be a date, not `today`\n"},
      {"an id that is none", "title: x\n", ""},
  };
  for (const Case& c : whole) {
    EXPECT_EQ(testing::problems_of_graph("flowdown: 1\ngraph: g\n" + c.text), c.problems)
        << c.situation;
  }
}

TEST(LoadGraph, AnswersWrongArtifacts) {
  const std::string head =
      "flowdown: 1\ngraph: g\nparties: {meta: {kind: developer}}\nartifacts:\n  a: {";
  const std::vector<Case> cases = {
      {"no kind and no developer", "title: A}",
       "5:3 artifact `a` has no `kind`\n5:3 artifact `a` has no `developer`\n"},
      {"an unknown developer", "kind: model, developer: mta}", "5:31 unknown party `mta`\n"},
      {"a list of developers", "kind: model, developer: [meta]}",
       "5:31 `developer` must be text, not a list\n"},
      {"an unknown modality", "kind: model, developer: meta, modality: words}",
       "5:47 unknown modality `words`\n"},
      {"derived from itself",
       "kind: model, developer: meta, derived_from: [{artifact: a, by: merge}]}",
       "5:63 `a` is derived from itself\n"},
      {"derived from what is unknown",
       "kind: model, developer: meta, derived_from: [{artifact: b, by: merge}]}",
       "5:63 unknown artifact `b`\n"},
      {"derived in a way not said", "kind: model, developer: meta, derived_from: [{artifact: b}]}",
       "5:52 an item of `derived_from` has no `by`\n5:63 unknown artifact `b`\n"},
      {"derived in an unknown way",
       "kind: model, developer: meta, derived_from: [{artifact: a, by: magic}]}",
       "5:63 `a` is derived from itself\n5:70 `by` cannot be `magic`\n"},
      {"derived from a word", "kind: model, developer: meta, derived_from: b}",
       "5:51 `derived_from` must be a list, not a word\n"},
      {"a list of words", "kind: model, developer: meta, derived_from: [b]}",
       "5:52 an item of `derived_from` must be a mapping of keys to values, not a word\n"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(testing::problems_of_graph(head + c.text + "\n"), c.problems) << c.situation;
  }
  EXPECT_EQ(testing::problems_of_graph(R"(flowdown: 1
graph: g
artifacts:
  a: {kind: model, developer: m, derived_from: [{artifact: b, by: merge}]}
  b: {kind: model, developer: m, derived_from: [{artifact: a, by: merge}]}
parties: {m: {kind: developer}}
)"),
            "")
      << "a cycle of derivations, and parties below artifacts";
}

TEST(LoadGraph, AnswersWrongAgreements) {
  // Cases are the keys after the usual ones, from line 11 on, column 5.
  const std::string head =
      kHead + "agreements:\n  - {id: x, from: meta, to: aws, channel: api, artifacts: [llama]}\n";
  const auto with = [&](const std::string& keys) {
    std::string text = head;
    return text.replace(text.rfind('}'), 1, ",\n     " + keys + "}");
  };
  const std::vector<Case> cases = {
      {"an unknown key", "incorporate: []", "12:6 unknown key `incorporate`\n"},
      {"an unknown policy", "incorporates: [aupp]", "12:21 unknown policy `aupp`\n"},
      {"an unknown version", "incorporates: [aup@v2]", "12:21 `aup` has no version `v2`\n"},
      {"an unknown policy delivered", "delivers: [eula]", "12:17 unknown policy `eula`\n"},
      {"the reserved word elsewhere", "delivers: [upstream]", "12:17 unknown policy `upstream`\n"},
      {"an unknown document", "document: contract", "12:16 `document` cannot be `contract`\n"},
      {"ends before it begins", "effective: 2024-01-02, expires: 2024-01-01",
       "12:38 expires before it takes effect\n"},
      {"ends on the day it begins", "effective: 2024-01-01, expires: 2024-01-01", ""},
      {"an unknown grant", "grants: [hosting]", "12:15 unknown grant `hosting`\n"},
      {"rules of its own that are wrong", "adds: [{require: atribution}]",
       "12:23 unknown duty `atribution`\n"},
      {"rules of its own that are no list", "adds: attribution",
       "12:12 `adds` must be a list of rules, not a word\n"},
      {"waivers that are no list", "waives: aup", "12:14 `waives` must be a list, not a word\n"},
      {"a waiver of nothing", "waives: [{uses: [military]}]", "12:15 a waiver has no `policy`\n"},
      {"a waiver of an unknown policy", "waives: [{policy: x}]", "12:24 unknown policy `x`\n"},
      {"a waiver of one version", "waives: [{policy: aup@v1}]",
       "12:24 a waiver names a policy, not one version of it\n"},
      {"a waiver of an unknown use", "waives: [{policy: aup, uses: [war]}]",
       "12:36 unknown use `war`\n"},
      {"a waiver for no use", "waives: [{policy: aup, uses: []}]", "12:35 `uses` names no use\n"},
      {"a waiver for an artifact of another agreement",
       "waives: [{policy: aup, artifacts: [other]}]",
       "12:41 the agreement does not supply `other`\n"},
      {"a waiver for no artifact", "waives: [{policy: aup, artifacts: []}]",
       "12:40 `artifacts` names none\n"},
      {"a waiver that ends before it begins",
       "waives: [{policy: aup, effective: 2024-01-02, until: 2024-01-01}]",
       "12:59 ends before it takes effect\n"},
      {"a waiver with an unknown key", "waives: [{policy: aup, use: [military]}]",
       "12:29 unknown key `use`\n"},
  };
  for (const Case& c : cases) EXPECT_EQ(problems_of(with(c.text)), c.problems) << c.situation;

  const std::vector<Case> whole = {
      {"nothing said", "agreements: [{id: x}]\n",
       "10:19 agreement `x` has no `from`\n10:19 agreement `x` has no `to`\n"
       "10:19 agreement `x` has no `artifacts`\n10:19 agreement `x` has no `channel`\n"},
      {"no id", "agreements: [{from: meta, to: aws, channel: api, artifacts: [llama]}]\n",
       "10:14 an agreement has no `id`\n"},
      {"an id that is a list",
       "agreements: [{id: [x], from: meta, to: aws, channel: api, artifacts: llama}]\n",
       "10:19 `id` must be text, not a list\n"},
      {"an id with a blank",
       "agreements: [{id: a b, from: meta, to: aws, channel: api, artifacts: llama}]\n",
       "10:19 `a b` cannot be the id of an agreement\n"},
      {"a mapping of agreements", "agreements: {a: {}}\n",
       "10:13 `agreements` must be a list, not a mapping\n"},
      {"a party with itself",
       "agreements: [{id: x, from: meta, to: meta, channel: api, artifacts: llama}]\n",
       "10:38 an agreement of a party with itself\n"},
      {"unknown parties",
       "agreements: [{id: x, from: mta, to: asw, channel: api, artifacts: llama}]\n",
       "10:28 unknown party `mta`\n10:37 unknown party `asw`\n"},
      {"an unknown artifact",
       "agreements: [{id: x, from: meta, to: aws, channel: api, artifacts: lama}]\n",
       "10:68 unknown artifact `lama`\n"},
      {"no artifact", "agreements: [{id: x, from: meta, to: aws, channel: api, artifacts: []}]\n",
       "10:68 an agreement that supplies nothing\n"},
      {"an unknown channel",
       "agreements: [{id: x, from: meta, to: aws, channel: cloud, artifacts: llama}]\n",
       "10:52 unknown channel `cloud`\n"},
      {"two channels",
       "agreements: [{id: x, from: meta, to: aws, channel: [api, app], artifacts: llama}]\n",
       "10:52 `channel` must be text, not a list\n"},
      {"two agreements of one id",
       "agreements:\n  - {id: x, from: meta, to: aws, channel: api, artifacts: llama}\n"
       "  - {id: x, from: meta, to: aws, channel: app, artifacts: llama}\n",
       "12:10 the agreement `x` is declared twice\n"},
  };
  for (const Case& c : whole) EXPECT_EQ(problems_of(kHead + c.text), c.problems) << c.situation;
}

TEST(LoadGraph, CountsABrokenEntryAsDeclared) {
  EXPECT_EQ(problems_of(R"(flowdown: 1
graph: g
parties:
  meta: {kind: nothing}
  a b: {kind: developer}
artifacts:
  llama: {kind: model, developer: meta}
  tuned: {kind: model, developer: a b}
)"),
            "4:16 `kind` cannot be `nothing`\n5:3 `a b` cannot be the id of a party\n");
  EXPECT_EQ(problems_of("flowdown: 1\ngraph: g\nparties: [meta]\n"
                        "artifacts: {a: {kind: model, developer: meta}}\n"),
            "3:10 `parties` must be a mapping of ids, not a list\n");
}

}  // namespace
}  // namespace flowdown
