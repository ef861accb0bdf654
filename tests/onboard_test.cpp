// The check before signing, as tables: which conditions are found for which draft. Every answer is
// put to the proof of support/sheet_proof.hpp.
#include "flowdown/onboard.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "support/drafts.hpp"
#include "support/memory_files.hpp"
#include "support/sheet_proof.hpp"

namespace flowdown {
namespace {

using testing::dump;
using testing::gate_of;
using testing::load_or_fail;
using testing::Loaded;
using testing::MemoryFiles;
using testing::prove;

// A maker with its policy, and a cloud that the candidate brings.
struct Situation {
  const char* says;
  const char* rules;      // of the maker's policy `up`, that asks to be made binding
  const char* own;        // the rules of the cloud's policy `own`
  const char* graph;      // parties and agreements of the graph, beside maker and model
  const char* candidate;  // the candidate
  const char* gate;       // the rules of the gate; empty: the one that comes with flowdown
  const char* expected;
};

Loaded load_situation(const Situation& s) {
  MemoryFiles files;
  const auto policy = [&](const std::string& id, const std::string& issuer,
                          const std::string& flow_down, const std::string& rules) {
    files.add("policies/" + id + ".yaml", "flowdown: 1\npolicy: " + id + "\nissuer: " + issuer +
                                              "\ndocument: licence\nflow_down: " + flow_down +
                                              "\nrules: " + rules + "\n");
  };
  policy("up", "maker", "bind", s.rules);
  policy("copied", "maker", "copy", s.rules);
  policy("own", "cloud", "none", s.own);
  policy("app-own", "app", "none", "[{prohibit: [fraud, spam, medical_advice, host_api]}]");
  const std::string graph = std::string("parties:\n  maker: {kind: developer, policies: [up]}\n") +
                            "  app: {kind: application, policies: [app-own], practices: []}\n" +
                            s.graph;
  Loaded loaded;
  loaded.graph = load_or_fail(graph, "", files);
  loaded.with = load_or_fail(graph, s.candidate, files);
  const std::string rules = s.gate;
  loaded.gate = gate_of(rules.empty() ? std::string(default_gate())
                                      : "flowdown: 1\ngate: mine\nrules: " + rules + "\n");
  return loaded;
}

constexpr const char* kModel = "artifacts: {m: {kind: model, developer: maker}}\n";
constexpr const char* kCloud =
    "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring]}}\n"
    "agreements:\n"
    "  - {id: in, from: maker, to: cloud, artifacts: [m], channel: weights, effective: 2026-02-01,"
    " incorporates: [up]}\n";

const Situation kSituations[] = {
    {"a partner that says the same needs nothing", "[{prohibit: [fraud]}]", "[{prohibit: [fraud]}]",
     kModel, kCloud, "", "approve"},
    {"its own policy is weaker and it supplies nobody: it is bound, so that is a warning",
     "[{prohibit: [fraud]}]", "[]", kModel, kCloud, "", "approve"},
    {"a gate that minds warnings: the own policy has to say the same", "[{prohibit: [fraud]}]",
     "[]", kModel, kCloud, "[condition: {severities: [error, warning]}]",
     "approve_with_conditions\n"
     "prohibit party=cloud policy=own from=cloud by=2026-02-01 `rules: [{prohibit: [fraud]}]`"},
    {"the draft does not bind the partner", "[{prohibit: [fraud]}]", "[{prohibit: [fraud]}]",
     kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring]}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, "
     "incorporates: []}]\n",
     "",
     "approve_with_conditions\n"
     "incorporate agreement=in policy=up from=cloud by=2026-01-01 `incorporates: [up]`"},
    {"an own allowance is struck", "[{prohibit: [medical_advice], when: {audience: [consumer]}}]",
     "[{allow: [medical_advice]}]", kModel, kCloud, "",
     "approve_with_conditions\n"
     "strike party=cloud policy=own from=cloud by=2026-02-01 `no {allow: [medical_advice]} under "
     "rules`"},
    {"an own allowance of more is narrowed", "[{prohibit: [medical_advice]}]",
     "[{allow: [spam, medical_advice]}]", kModel, kCloud, "",
     "approve_with_conditions\n"
     "strike party=cloud policy=own from=cloud by=2026-02-01 `rules: [{allow: [medical_advice, "
     "spam], except: [medical_advice]}]`"},
    {"a gate that minds warnings, too: struck, and a rule in the contexts of that upstream",
     "[{prohibit: [medical_advice], when: {audience: [consumer]}}]", "[{allow: [medical_advice]}]",
     kModel, kCloud, "[condition: {severities: [error, warning]}]",
     "approve_with_conditions\n"
     "prohibit party=cloud policy=own from=cloud by=2026-02-01 `rules: [{prohibit: "
     "[medical_advice], when: {audience: [consumer]}}]`"},
    {"a partner without a policy needs one", "[{prohibit: [fraud]}]", "[]", kModel,
     "parties: {cloud: {kind: cloud_provider, policies: none, practices: [monitoring]}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, "
     "incorporates: [up]}]\n",
     "[condition: {severities: [error, warning]}]",
     "approve_with_conditions\n"
     "prohibit party=cloud from=cloud by=2026-01-01 `rules: [{prohibit: [fraud]}]`"},
    {"hosting without permission: a grant by the issuer", "[{prohibit: [host_api]}]",
     "[{prohibit: [host_api]}]", kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring]}}\n"
     "agreements:\n"
     "  - {id: in, from: maker, to: cloud, artifacts: [m], channel: weights, incorporates: [up]}\n"
     "  - {id: out, from: cloud, to: app, artifacts: [m], channel: api, incorporates: [up]}\n",
     "",
     "approve_with_conditions\n"
     "grant agreement=in from=maker by=2026-01-01 `grants: [host]`"},
    {"a declared use under a rule that a safeguard lifts: have it in place",
     "[{prohibit: [medical_advice], unless: [licensed_professional]}]",
     "[{prohibit: [medical_advice]}]", kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring], uses: "
     "[medical_advice]}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, "
     "incorporates: [up]}]\n",
     "",
     "approve_with_conditions\n"
     "practise party=cloud from=cloud by=2026-01-01 `practices: [licensed_professional]`"},
    {"a declared use under a rule without exception: give it up", "[{prohibit: [fraud]}]",
     "[{prohibit: [fraud]}]", kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring], uses: "
     "[fraud]}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, "
     "incorporates: [up]}]\n",
     "",
     "approve_with_conditions\n"
     "stop party=cloud from=cloud by=2026-01-01 `no fraud under uses`"},
    {"a party of the graph would be in breach: nothing in the draft can help",
     "[{prohibit: [fraud]}]", "[{prohibit: [fraud]}]",
     "  user: {kind: application, policies: none, practices: [], uses: [fraud]}\n"
     "artifacts: {m: {kind: model, developer: maker}}\n",
     "agreements: [{id: in, from: cloud2, to: user, artifacts: [m], channel: api, incorporates: "
     "[up]}, {id: up2, from: maker, to: cloud2, artifacts: [m], channel: weights, incorporates: "
     "[up]}]\nparties: {cloud2: {kind: cloud_provider, policies: [up], practices: [monitoring]}}\n",
     "", "reject"},
    {"the same, where anybody may be asked", "[{prohibit: [fraud]}]", "[{prohibit: [fraud]}]",
     "  user: {kind: application, policies: none, practices: [], uses: [fraud]}\n"
     "artifacts: {m: {kind: model, developer: maker}}\n",
     "agreements: [{id: in, from: cloud2, to: user, artifacts: [m], channel: api, incorporates: "
     "[up]}, {id: up2, from: maker, to: cloud2, artifacts: [m], channel: weights, incorporates: "
     "[up]}]\nparties: {cloud2: {kind: cloud_provider, policies: [up], practices: [monitoring]}}\n",
     "[condition: {severities: [error]}]",
     "approve_with_conditions\n"
     "stop party=user from=user by=2026-01-01 `no fraud under uses` signed"},
    {"a duty that is not performed, with its parameter",
     "[{require: incident_report, within: 72h}]", "[]", kModel, kCloud, "",
     "approve_with_conditions\n"
     "practise party=cloud from=cloud by=2026-02-01 `practices: [{practice: incident_report, "
     "within: 3d}]`"},
    {"a copy is asked for", "[{prohibit: [fraud]}]", "[{prohibit: [fraud]}]",
     "artifacts: {m: {kind: model, developer: maker, policies: [copied]}}\n",
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring]}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, "
     "incorporates: [up]}]\n",
     "",
     "approve_with_conditions\n"
     "deliver agreement=in policy=copied from=maker by=2026-01-01 `delivers: [copied]`"},
    {"a draft that has ended already", "[{prohibit: [fraud]}]", "[{prohibit: [fraud]}]", kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring]}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, expires: "
     "2025-06-30, incorporates: [up]}]\n",
     "",
     "approve_with_conditions\n"
     "renew agreement=in from=cloud by=2026-01-01 `expires: a day not before 2026-12-31, or none`"},
    {"unknown terms, where the gate minds: they are to be disclosed, and to carry the policy",
     "[{prohibit: [fraud]}]", "[{prohibit: [fraud]}]", kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring]}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights}]\n",
     "[condition: {codes: [blind-unknown-terms]}, condition: {severities: [error]}]",
     "approve_with_conditions\n"
     "incorporate agreement=in policy=up from=cloud by=2026-01-01 `incorporates: [up]`"},
    {"unknown policies, where the gate minds: what is disclosed has to hold",
     "[{prohibit: [fraud]}]", "[]", kModel,
     "parties: {cloud: {kind: cloud_provider, practices: [monitoring]}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, "
     "incorporates: [up]}]\n",
     "[condition: {codes: [blind-unknown-terms]}, condition: {severities: [error]}]",
     "approve_with_conditions\n"
     "disclose party=cloud from=cloud by=2026-01-01 `policies`"},
    {"a waiver that its giver may not give", "[{prohibit: [fraud]}]", "[{prohibit: [fraud]}]",
     kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring]}}\n"
     "agreements:\n"
     "  - {id: in, from: maker, to: cloud, artifacts: [m], channel: weights, incorporates: [up]}\n"
     "  - {id: out, from: cloud, to: app, artifacts: [m], channel: app, incorporates: [up], "
     "waives: [{policy: up, uses: [fraud]}]}\n",
     "",
     "approve_with_conditions\n"
     "grant agreement=in from=maker by=2026-01-01 `grants: [waive]`"},
    {"a limit that a licence of its own lifts",
     "[{limit: monthly_active_users, at_most: 100, unless: [separate_licence]}]", "[]", kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring], "
     "attributes: {monthly_active_users: 200}}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, "
     "incorporates: [up]}]\n",
     "",
     "approve_with_conditions\n"
     "grant agreement=in from=maker by=2026-01-01 `grants: [separate_licence]`"},
    {"a limit that nothing lifts", "[{limit: monthly_active_users, at_most: 100}]", "[]", kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring], "
     "attributes: {monthly_active_users: 200}}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, "
     "incorporates: [up]}]\n",
     "", "reject"},
    {"a derived model under another licence", "[{prohibit: [fraud]}]", "[{prohibit: [spam]}]",
     kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring]}}\n"
     "artifacts: {n: {kind: model, developer: cloud, derived_from: [{artifact: m, by: "
     "finetune}]}}\n",
     "",
     "approve_with_conditions\n"
     "license party=cloud policy=up from=cloud by=2026-01-01 `up among the policies of n`"},
    {"derived, where it is prohibited: a release by the issuer", "[{prohibit: [derive]}]",
     "[{prohibit: [derive]}]", kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring]}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, "
     "incorporates: [up]}]\n"
     "artifacts: {n: {kind: model, developer: cloud, derived_from: [{artifact: m, by: "
     "finetune}]}}\n",
     "",
     "approve_with_conditions\n"
     "waive agreement=in policy=up from=maker by=2026-01-01 `waives: [{policy: up, uses: [derive], "
     "artifacts: [m]}]`"},
    {"several conditions at once, each for a finding of its own",
     "[{prohibit: [fraud, host_api]}, {require: incident_report, within: 72h}]",
     "[{allow: [fraud]}]", kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring]}}\n"
     "agreements:\n"
     "  - {id: in, from: maker, to: cloud, artifacts: [m], channel: weights, incorporates: []}\n"
     "  - {id: out, from: cloud, to: app, artifacts: [m], channel: api, incorporates: []}\n",
     "",
     "approve_with_conditions\n"
     "grant agreement=in from=maker by=2026-01-01 `grants: [host]`\n"
     "incorporate agreement=in policy=up from=cloud by=2026-01-01 `incorporates: [up]`\n"
     "incorporate agreement=out policy=up from=cloud by=2026-01-01 `incorporates: [up]`\n"
     "practise party=app from=app by=2026-01-01 `practices: [{practice: incident_report, within: "
     "3d}]` signed\n"
     "practise party=cloud from=cloud by=2026-01-01 `practices: [{practice: incident_report, "
     "within: 3d}]`\n"
     "strike party=cloud policy=own from=cloud by=2026-01-01 `no {allow: [fraud]} under rules`"},
    {"a release that would end with its agreement: the agreement goes on", "[{prohibit: [derive]}]",
     "[{prohibit: [derive]}]", kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring]}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, effective: "
     "2026-02-01, expires: 2026-06-30, incorporates: [up]}]\n"
     "artifacts: {n: {kind: model, developer: cloud, derived_from: [{artifact: m, by: "
     "finetune}]}}\n",
     "[condition: {severities: [error, warning]}]",
     "approve_with_conditions\n"
     "renew agreement=in from=cloud by=2026-07-01 `expires: a day not before 2027-01-31, or none`\n"
     "waive agreement=in policy=up from=maker by=2026-02-01 `waives: [{policy: up, uses: [derive], "
     "artifacts: [m]}]`"},
    {"a limit with alternatives, of which nobody can give the first",
     "[{limit: monthly_active_users, at_most: 100, unless: [[human_review, separate_licence], "
     "[licensed_professional]]}]",
     "[]", kModel,
     "parties:\n"
     "  mid: {kind: distributor, policies: none, practices: [monitoring]}\n"
     "  cloud: {kind: cloud_provider, policies: [own], practices: [monitoring], attributes: "
     "{monthly_active_users: 200}}\n"
     "agreements:\n"
     "  - {id: in, from: maker, to: mid, artifacts: [m], channel: weights, incorporates: [up]}\n"
     "  - {id: on, from: mid, to: cloud, artifacts: [m], channel: api, incorporates: [up]}\n",
     "",
     "approve_with_conditions\n"
     "practise party=cloud from=cloud by=2026-01-01 `practices: [licensed_professional]`"},
    {"rules with alternatives that share one: that one alone",
     "[{prohibit: [medical_advice], unless: [[human_review], [licensed_professional]]}, {prohibit: "
     "[medical_advice, spam], unless: [licensed_professional]}]",
     "[{prohibit: [medical_advice]}]", kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring], uses: "
     "[medical_advice]}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, "
     "incorporates: [up]}]\n",
     "",
     "approve_with_conditions\n"
     "practise party=cloud from=cloud by=2026-01-01 `practices: [licensed_professional]`"},
    {"several waivers of one policy that their giver may not give", "[{prohibit: [derive]}]",
     "[{prohibit: [derive, fraud, spam]}]", kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring]}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, "
     "incorporates: [up], waives: [{policy: own, uses: [fraud]}, {policy: own, uses: [spam]}]}]\n",
     "",
     "approve_with_conditions\n"
     "withdraw agreement=in policy=own from=maker by=2026-01-01 `no {policy: own, uses: [fraud]} "
     "under waives`\n"
     "withdraw agreement=in policy=own from=maker by=2026-01-01 `no {policy: own, uses: [spam]} "
     "under waives`"},
    {"an exception upstream from what the party prohibits itself is not repeated",
     "[{prohibit: [fraud, malicious_code], except: [phishing]}]",
     "[{prohibit: [fraud], except: [phishing]}]", kModel, kCloud,
     "[condition: {severities: [error, warning]}]",
     "approve_with_conditions\n"
     "prohibit party=cloud policy=own from=cloud by=2026-02-01 `rules: [{prohibit: "
     "[malicious_code]}]`"},
    {"a code that the gate blocks is not put right by any clause", "[{prohibit: [fraud]}]",
     "[{prohibit: [fraud]}]", kModel,
     "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring]}}\n"
     "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, "
     "incorporates: []}]\n",
     "[block: {codes: [break-not-bound]}, condition: {}]", "reject"},
};

TEST(Onboard, FindsTheConditionsThatItTakes) {
  for (const Situation& situation : kSituations) {
    SCOPED_TRACE(situation.says);
    const Loaded loaded = load_situation(situation);
    const OnboardOptions options{first_day(loaded.with, *loaded.graph.graph.as_of), {}, {}, {}};
    const Onboarding answer = onboard(loaded.graph, loaded.with, loaded.gate, options);
    EXPECT_EQ(dump(answer), situation.expected) << onboarding_text(answer, {});
    prove(loaded.graph, loaded.with, loaded.gate, options, answer);
  }
}

// The reference that both sides write under, the place and the words.
TEST(Onboard, ConditionsCanBeToldApart) {
  MemoryFiles files;
  const auto policy = [&](const std::string& name, const std::string& head,
                          const std::string& rules) {
    files.add("policies/" + name + ".yaml",
              "flowdown: 1\n" + head + "document: licence\nrules: " + rules + "\n");
  };
  policy("up", "policy: up\nissuer: maker\n", "[{prohibit: [fraud, spam]}]");
  policy("own1", "policy: own\nissuer: cloud\nversion: v1\neffective: 2026-01-01\n",
         "[{allow: [spam]}]");
  policy("own2", "policy: own\nissuer: cloud\nversion: v2\neffective: 2026-04-01\n",
         "[{allow: [spam]}]");
  const std::string graph =
      "parties: {maker: {kind: developer, policies: [up]}}\n"
      "artifacts: {m: {kind: model, developer: maker}}\n";
  const std::string candidate =
      "parties: {cloud: {kind: cloud_provider, policies: [own], practices: [monitoring]}}\n"
      "agreements: [{id: in, from: maker, to: cloud, artifacts: [m], channel: weights, "
      "incorporates: [up], waives: [{policy: own, uses: [fraud]}, {policy: own, uses: "
      "[spam]}]}]\n";
  const Model alone = load_or_fail(graph, "", files), with = load_or_fail(graph, candidate, files);
  for (const char* severities : {"error", "error, warning"}) {
    const Gate gate =
        gate_of(std::string("flowdown: 1\ngate: g\nrules: [condition: {severities: [") +
                severities + "]}]\n");
    const Onboarding answer = onboard(alone, with, gate, {*alone.graph.as_of, {}, {}, {}});
    std::set<std::string> ids, words;
    for (const Condition& condition : answer.conditions) {
      ids.insert(condition.id);
      words.insert(condition.where + ": " + condition.clause);
      EXPECT_FALSE(condition.reasons.empty()) << condition.where << ": " << condition.clause;
    }
    EXPECT_EQ(answer.conditions.size(), 4U) << onboarding_text(answer, {});
    EXPECT_EQ(ids.size(), 4U) << onboarding_text(answer, {});
    EXPECT_EQ(words.size(), 4U) << onboarding_text(answer, {});
  }
}

TEST(Onboard, AnAllowanceThatIsStruckIsNamedWithItsClause) {
  const Situation situation = {"",
                               "[{prohibit: [medical_advice], clause: '7'}]",
                               "[{allow: [medical_advice], clause: '4'}]",
                               kModel,
                               kCloud,
                               "",
                               ""};
  for (const char* gate : {"", "[condition: {severities: [error, warning]}]"}) {
    Situation gated = situation;
    gated.gate = gate;
    const Loaded loaded = load_situation(gated);
    const Onboarding answer =
        onboard(loaded.graph, loaded.with, loaded.gate,
                {first_day(loaded.with, *loaded.graph.graph.as_of), {}, {}, {}});
    ASSERT_EQ(answer.conditions.size(), 1U) << onboarding_text(answer, {});
    const Condition& condition = answer.conditions[0];
    EXPECT_NE(condition.clause.find("strike the allowance in clause 4 (policies/own.yaml:6)"),
              std::string::npos)
        << condition.clause;
    ASSERT_EQ(condition.strikes.size(), 1U);
    EXPECT_EQ(condition.strikes[0].policy, "own");
    EXPECT_EQ(condition.strikes[0].narrowed, "");
  }
}

}  // namespace
}  // namespace flowdown
