// Policies: what a reader makes of them, and what it answers to mistakes.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/memory_files.hpp"

namespace flowdown {
namespace {

using testing::problems_of_policy;

struct Case {
  std::string situation, text, problems;
};

const std::string kHead =
    "flowdown: 1\npolicy: aup\nissuer: meta\ndocument: licence\n";  // lines 1 to 4

// Cases whose text follows the head, from line 5.
void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    EXPECT_EQ(problems_of_policy(kHead + c.text), c.problems) << c.situation;
  }
}

// Cases of a single rule, which begins at line 6, column 5.
void check_rules(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    EXPECT_EQ(problems_of_policy(kHead + "rules:\n  - " + c.text + "\n"), c.problems)
        << c.situation;
  }
}

TEST(LoadPolicy, ReadsEveryKey) {
  testing::MemoryFiles files;
  const auto model = load_policies({{"policy.yaml", R"(flowdown: 1
policy: aup
title: Acceptable Use Policy
issuer: meta
document: terms_of_service
version: 2023-07-18
effective: 2023-07-18
withdrawn: "2025-01-01"
review_by: 2024-06-30
retrieved: 2024-03-18
incorporation: static
covers: [weights, api]
reaches: [recipients, outputs]
flow_down: bind_equivalent
complete: false
confidence: medium
where: {territory: Europe, modality: [text, image]}
source: https://example.org
note: a note
rules:
  - prohibit: [harassment, abuse, harassment]
    except: harassment.satire
    when: {audience: [consumer]}
    unless: [[human_review, consent], [consent], [separate_licence]]
    clause: 1.c
    text: thou shalt not
    note: n
    source: s
    confidence: low
  - allow: medical_advice
    unless: human_review
  - require: incident_report
    within: 72h
    of: [distributor, application]
  - limit: monthly_active_users
    at_most: 700_000_000
    measured: at_release
    unless: [separate_licence, consent]
  - limit: annual_revenue_usd
    at_most: 0
)"}},
                                   files, testing::with_small_taxonomy());
  ASSERT_TRUE(model.ok()) << testing::brief(model.problems(), {}, "");
  const Taxonomy& taxonomy = model.value().taxonomy;
  const PolicySet& policies = model.value().policies;
  ASSERT_EQ(policies.policies.size(), 1U);
  ASSERT_EQ(policies.versions.size(), 1U);
  const PolicyVersion& v = policies.versions[0];
  EXPECT_EQ(policies.id_of(VersionId(std::size_t{0})), "aup");
  EXPECT_EQ(v.title, "Acceptable Use Policy");
  EXPECT_EQ(v.issuer, "meta");
  EXPECT_EQ(v.document, Document::kTermsOfService);
  EXPECT_EQ(v.version, "2023-07-18");
  EXPECT_EQ(v.effective, Date::parse("2023-07-18"));
  EXPECT_EQ(v.withdrawn, Date::parse("2025-01-01"));
  EXPECT_EQ(v.review_by, Date::parse("2024-06-30"));
  EXPECT_EQ(v.retrieved, Date::parse("2024-03-18"));
  EXPECT_EQ(v.incorporation, Incorporation::kStatic);
  EXPECT_EQ(v.covers.to_ulong(), 0b011U);
  EXPECT_TRUE(v.reaches.recipients);
  EXPECT_FALSE(v.reaches.derivatives);
  EXPECT_TRUE(v.reaches.outputs);
  EXPECT_EQ(v.flow_down, FlowDown::kBindEquivalent);
  EXPECT_FALSE(v.complete);
  EXPECT_EQ(v.confidence, Confidence::kMedium);
  EXPECT_EQ(v.source, "https://example.org");
  EXPECT_EQ(v.note, "a note");
  EXPECT_EQ(v.pos.line, 2U);
  // Both modalities there are say nothing; Europe is AT, DE and CH.
  ASSERT_EQ(v.where.limits.size(), 1U);
  ASSERT_NE(v.where.on(Dimension::kTerritory), nullptr);
  EXPECT_EQ(v.where.on(Dimension::kTerritory)->count(), 3U);

  ASSERT_EQ(v.rules.size(), 5U);
  const Rule& prohibit = v.rules[0];
  EXPECT_EQ(prohibit.kind, RuleKind::kProhibit);
  EXPECT_EQ(prohibit.uses,
            (std::vector{*taxonomy.find_use("abuse"), *taxonomy.find_use("harassment")}));
  EXPECT_EQ(prohibit.except, std::vector{*taxonomy.find_use("harassment.satire")});
  EXPECT_NE(prohibit.when.on(Dimension::kAudience), nullptr);
  ASSERT_EQ(prohibit.unless.size(), 3U);
  EXPECT_EQ(prohibit.unless[0], std::vector{*taxonomy.find_safeguard("consent")});
  EXPECT_EQ(prohibit.unless[1], (std::vector{*taxonomy.find_safeguard("consent"),
                                             *taxonomy.find_safeguard("human_review")}));
  EXPECT_EQ(prohibit.clause, "1.c");
  EXPECT_EQ(prohibit.text, "thou shalt not");
  EXPECT_EQ(prohibit.note, "n");
  EXPECT_EQ(prohibit.source, "s");
  EXPECT_EQ(prohibit.confidence, Confidence::kLow);
  EXPECT_EQ(prohibit.pos.line, 21U);
  EXPECT_EQ(v.rules[1].kind, RuleKind::kAllow);
  EXPECT_EQ(v.rules[1].unless, Unless{{*taxonomy.find_safeguard("human_review")}});
  const Rule& require = v.rules[2];
  EXPECT_EQ(require.duty, *taxonomy.find_duty("incident_report"));
  EXPECT_EQ(require.parameter, (Quantity{72 * 3600, Quantity::Unit::kSeconds}));
  EXPECT_EQ(require.owed_by, (1U << static_cast<unsigned>(PartyKind::kDistributor)) |
                                 (1U << static_cast<unsigned>(PartyKind::kApplication)));
  const Rule& limit = v.rules[3];
  EXPECT_EQ(limit.attribute, *taxonomy.find_attribute("monthly_active_users"));
  EXPECT_EQ(limit.at_most, 700'000'000);
  EXPECT_EQ(limit.measured, Measured::kAtRelease);
  EXPECT_EQ(limit.unless.size(), 1U);
  EXPECT_EQ(limit.unless[0].size(), 2U);
  EXPECT_EQ(v.rules[4].measured, Measured::kContinuous);
  EXPECT_EQ(v.rules[4].owed_by, kEveryRecipient);
}

TEST(LoadPolicy, HasDefaultsForWhatIsAbsent) {
  testing::MemoryFiles files;
  const auto model = load_policies({{"policy.yaml", kHead + "rules: []\n"}}, files,
                                   testing::with_small_taxonomy());
  ASSERT_TRUE(model.ok());
  const PolicyVersion& v = model.value().policies.versions[0];
  EXPECT_EQ(v.covers, model.value().taxonomy.all_values(Dimension::kChannel));
  EXPECT_TRUE(v.reaches.recipients && v.reaches.derivatives && v.reaches.outputs);
  EXPECT_EQ(v.flow_down, FlowDown::kNone);
  EXPECT_EQ(v.incorporation, Incorporation::kDynamic);
  EXPECT_EQ(v.confidence, Confidence::kHigh);
  EXPECT_TRUE(v.complete);
  EXPECT_TRUE(v.where.unrestricted());
  EXPECT_FALSE(v.effective || v.withdrawn);
}

TEST(LoadPolicy, AnswersWrongKeysAndValues) {
  check({
      {"no rules", "", "2:1 the policy has no `rules`\n"},
      {"rules that are words", "rules: none\n",
       "5:8 `rules` must be a list of rules, not a word\n"},
      {"rules without a value", "rules:\n", "5:1 `rules` has no value\n"},
      {"a misspelt key", "rules: []\ntitel: x\n", "6:1 unknown key `titel`\n"},
      {"a key of a graph", "rules: []\nparties: {}\n", "6:1 unknown key `parties`\n"},
      {"a list as a title", "rules: []\ntitle: [a]\n", "6:8 `title` must be text, not a list\n"},
      {"an unknown document", "rules: []\nflow_down: bnid\n",
       "6:12 `flow_down` cannot be `bnid`\n"},
      {"a wrong date", "rules: []\neffective: 18.7.2023\n",
       "6:12 `effective` must be a date, not `18.7.2023`\n"},
      {"a date that no calendar has", "rules: []\neffective: 2023-02-29\n",
       "6:12 no calendar has the day `2023-02-29`\n"},
      {"a date before the calendar", "rules: []\neffective: 1066-10-14\n",
       "6:12 the date `1066-10-14` is too early\n"},
      {"a list as a date", "rules: []\neffective: []\n",
       "6:12 `effective` must be a date, not a list\n"},
      {"withdrawn on the day it begins",
       "rules: []\neffective: 2024-01-02\nwithdrawn: 2024-01-02\n",
       "7:12 withdrawn before it has taken effect\n"},
      {"yes as a truth value", "rules: []\ncomplete: yes\n",
       "6:11 `complete` must be `true` or `false`, not `yes`\n"},
      {"True as a truth value", "rules: []\ncomplete: True\n",
       "6:11 `complete` must be `true` or `false`, not `True`\n"},
      {"a truth value in quotes", "rules: []\ncomplete: \"true\"\n",
       "6:11 `complete` must be `true` or `false`, not `true`\n"},
      {"an unknown channel", "rules: []\ncovers: [weight]\n", "6:10 unknown channel `weight`\n"},
      {"no channel at all", "rules: []\ncovers: []\n", "6:9 `covers` admits no value\n"},
      {"an unknown reach", "rules: []\nreaches: [derivative]\n",
       "6:11 `reaches` cannot be `derivative`\n"},
      {"an unknown confidence", "rules: []\nconfidence: sure\n",
       "6:13 `confidence` cannot be `sure`\n"},
      {"an unknown dimension", "rules: []\nwhere: {teritory: EU}\n",
       "6:9 unknown key `teritory`\n"},
      {"an unknown territory", "rules: []\nwhere: {territory: UE}\n",
       "6:20 unknown territory `UE`\n"},
      {"a dimension without values", "rules: []\nwhere: {territory: []}\n",
       "6:20 `territory` admits no value\n"},
      {"a context that is a word", "rules: []\nwhere: EU\n",
       "6:8 `where` must be a mapping of keys to values, not a word\n"},
      {"a list in a list of words", "rules: []\ncovers: [[api]]\n",
       "6:10 `covers` must be a list of words; this item is a list\n"},
      {"elsewhere is a territory", "rules: []\nwhere: {territory: [elsewhere]}\n", ""},
      {"the other sector is a sector", "rules: []\nwhere: {sector: [other]}\n", ""},
  });
  const std::vector<Case> whole = {
      {"no issuer, no document", "flowdown: 1\npolicy: p\nrules: []\n",
       "2:1 the policy has no `issuer`\n2:1 the policy has no `document`\n"},
      {"an issuer that is no id",
       "flowdown: 1\npolicy: p\nissuer: Meta Inc\ndocument: licence\nrules: []\n",
       "3:9 `Meta Inc` cannot be the id of a party\n"},
      {"an id with a blank", "flowdown: 1\npolicy: a b\nissuer: m\ndocument: licence\nrules: []\n",
       "2:9 `a b` cannot be the id of a policy\n"},
      {"an id that begins with a dot",
       "flowdown: 1\npolicy: .a\nissuer: m\ndocument: licence\nrules: []\n",
       "2:9 `.a` cannot be the id of a policy\n"},
      {"an id of 201 bytes",
       "flowdown: 1\npolicy: " + std::string(201, 'a') +
           "\nissuer: m\ndocument: licence\nrules: []\n",
       "2:9 the policy id is longer than 200 bytes\n"},
      {"a reserved id", "flowdown: 1\npolicy: none\nissuer: m\ndocument: licence\nrules: []\n",
       "2:9 `none` cannot be the id of a policy\n"},
      {"an id that is a list",
       "flowdown: 1\npolicy: [a]\nissuer: m\ndocument: licence\nrules: []\n",
       "2:9 `policy` must be text, not a list\n"},
  };
  for (const Case& c : whole) EXPECT_EQ(problems_of_policy(c.text), c.problems) << c.situation;
}

TEST(LoadPolicy, AnswersWrongRules) {
  check_rules({
      {"a word", "prohibit", "6:5 a rule must be a mapping of keys to values, not a word\n"},
      {"two kinds at once", "{prohibit: [abuse], allow: [csam]}",
       "6:25 one rule cannot both prohibit and allow\n"},
      {"no kind", "{clause: a}", "6:5 this rule says nothing\n"},
      {"a misspelt kind", "{prohibits: [abuse]}",
       "6:5 this rule says nothing\n6:6 unknown key `prohibits`\n"},
      {"a key of another kind", "{prohibit: [abuse], at_most: 5}", "6:25 unknown key `at_most`\n"},
      {"an unknown use", "prohibit: [harrassment]", "6:16 unknown use `harrassment`\n"},
      {"a safeguard as a use", "prohibit: [consent]", "6:16 unknown use `consent`\n"},
      {"no use", "prohibit: []", "6:15 `prohibit` names no use\n"},
      {"uses without a value", "prohibit:", "6:5 `prohibit` has no value\n"},
      {"an exception from something else", "{prohibit: [harassment], except: [csam]}",
       "6:39 `csam` carves out nothing\n"},
      {"an exception above the use", "{prohibit: [harassment], except: [abuse]}",
       "6:39 `abuse` carves out nothing\n"},
      {"an unknown exception", "{prohibit: [harassment], except: [satire]}",
       "6:39 unknown use `satire`\n"},
      {"a use as a safeguard", "{prohibit: [abuse], unless: [csam]}",
       "6:34 unknown safeguard `csam`\n"},
      {"words and lists in one condition", "{prohibit: [abuse], unless: [consent, [human_review]]}",
       "6:33 `unless` mixes words and lists\n"},
      {"an empty condition", "{prohibit: [abuse], unless: []}",
       "6:33 `unless` names no safeguard\n"},
      {"an empty alternative", "{prohibit: [abuse], unless: [[consent], []]}",
       "6:45 an empty list in `unless` would always hold\n"},
      {"a mapping as a condition", "{prohibit: [abuse], unless: {a: b}}",
       "6:33 `unless` must be a word or a list of words, not a mapping\n"},
      {"an unknown duty", "require: atribution", "6:14 unknown duty `atribution`\n"},
      {"two duties", "require: [attribution, deletion]",
       "6:14 `require` must be text, not a list\n"},
      {"a parameter that the duty has not", "{require: attribution, within: 72h}",
       "6:28 unknown key `within`\n"},
      {"the parameter of another duty", "{require: incident_report, keep_for: 72h}",
       "6:32 unknown key `keep_for`\n"},
      {"a parameter that is no quantity", "{require: incident_report, within: soon}",
       "6:40 `within` must be a whole number or a duration, not `soon`\n"},
      {"a parameter with a wrong unit", "{require: incident_report, within: 3months}",
       "6:40 `within` must be a whole number or a duration, not `3months`\n"},
      {"a parameter beyond all bounds", "{require: incident_report, within: 99999999999999999w}",
       "6:40 `within` must be a whole number or a duration, not `99999999999999999w`\n"},
      {"an unknown kind of party", "{require: attribution, of: [distributer]}",
       "6:33 `of` cannot be `distributer`\n"},
      {"nobody owes it", "{require: attribution, of: []}", "6:32 `of` names nobody\n"},
      {"an unknown attribute", "{limit: users, at_most: 5}", "6:13 unknown attribute `users`\n"},
      {"a limit without a number", "limit: monthly_active_users", "6:5 a rule has no `at_most`\n"},
      {"an unknown measure", "{limit: monthly_active_users, at_most: 5, measured: daily}",
       "6:57 `measured` cannot be `daily`\n"},
  });
  const auto number = [](std::string text) {
    return problems_of_policy(kHead + "rules:\n  - {limit: annual_revenue_usd, at_most: " + text +
                              "}\n");
  };
  const std::string at = "6:42 `at_most` must be a whole number; ";
  EXPECT_EQ(number("012"), at + "`012` begins with a zero\n");
  EXPECT_EQ(number("0x1F"), at + "`0x1F` is not one\n");
  EXPECT_EQ(number("1.5"), at + "`1.5` is not one\n");
  EXPECT_EQ(number("1e6"), at + "`1e6` is not one\n");
  EXPECT_EQ(number("1_"), at + "`1_` is not one\n");
  EXPECT_EQ(number("_1"), at + "`_1` is not one\n");
  EXPECT_EQ(number("1__0"), at + "`1__0` is not one\n");
  EXPECT_EQ(number("-5"), at + "`-5` is negative\n");
  EXPECT_EQ(number("-0"), at + "`-0` has a sign\n");
  EXPECT_EQ(number("'5'"), at + "`5` is text\n");
  EXPECT_EQ(number("9223372036854775808"), at + "`9223372036854775808` is too large\n");
  EXPECT_EQ(number("many"), at + "`many` is not one\n");
  EXPECT_EQ(number("[5]"), "6:42 `at_most` must be a whole number, not a list\n");
  EXPECT_EQ(number("9223372036854775807"), "");
  EXPECT_EQ(number("0"), "");
}

std::string version_file(std::string_view lines) {
  return "flowdown: 1\npolicy: aup\ndocument: licence\nrules: []\n" + std::string(lines);
}

std::string problems_of_versions(std::string_view a, std::string_view b) {
  Sources sources;
  testing::MemoryFiles files;
  const auto model = load_policies({{"a.yaml", version_file(a)}, {"b.yaml", version_file(b)}},
                                   files, testing::with_small_taxonomy(), &sources);
  if (model.ok()) return "";
  std::string text = testing::brief(model.problems(), sources, "");
  return text + sources.describe(model.problems()[0].related) + "\n";
}

TEST(LoadPolicy, RefusesVersionsThatContradictEachOther) {
  EXPECT_EQ(problems_of_versions("issuer: m\nversion: a\neffective: 2024-01-01\n",
                                 "issuer: m\nversion: b\neffective: 2024-01-02\n"),
            "");
  EXPECT_EQ(problems_of_versions("issuer: m\neffective: 2024-01-01\n", "issuer: m\n"), "");
  EXPECT_EQ(problems_of_versions("issuer: m\nversion: a\neffective: 2024-01-01\n",
                                 "issuer: m\nversion: b\neffective: 2024-01-01\n"),
            "b.yaml:7:12 two versions of `aup` take effect on 2024-01-01\na.yaml:7:12\n");
  EXPECT_EQ(problems_of_versions("issuer: m\nversion: a\n", "issuer: m\nversion: b\n"),
            "b.yaml:2:9 two versions of `aup` have no `effective`\na.yaml:2:9\n");
  EXPECT_EQ(problems_of_versions("issuer: m\nversion: a\neffective: 2024-01-02\n",
                                 "issuer: m\nversion: a\neffective: 2024-01-01\n"),
            "b.yaml:6:10 two versions of `aup` are called `a`\na.yaml:6:10\n");
  EXPECT_EQ(problems_of_versions("issuer: m\n", "issuer: n\neffective: 2024-01-01\n"),
            "b.yaml:5:9 the versions of `aup` have different issuers\na.yaml:5:9\n");
}

TEST(LoadPolicy, SortsVersionsByDateAndPoliciesById) {
  testing::MemoryFiles files;
  const auto policy = [](std::string id, std::string lines) {
    return "flowdown: 1\npolicy: " + id + "\nissuer: m\ndocument: licence\nrules: []\n" + lines;
  };
  const auto model = load_policies(
      {{"1", policy("b", "version: x\neffective: 2024-05-01\n")},
       {"2", policy("a", "")},
       {"3", policy("b", "version: y\n")},
       {"4", policy("b", "version: z\neffective: 2023-05-01\nwithdrawn: 2023-06-01\n")}},
      files, testing::with_small_taxonomy());
  ASSERT_TRUE(model.ok());
  const PolicySet& set = model.value().policies;
  ASSERT_EQ(set.policies.size(), 2U);
  EXPECT_EQ(set.policies[0].id, "a");
  std::string order;
  for (const VersionId version : set.policies[1].versions) order += set[version].version;
  EXPECT_EQ(order, "yzx");
  const auto in_force = [&](std::string_view date) {
    const VersionId version = set.in_force(*set.find("b"), *Date::parse(date));
    return version ? set[version].version : "none";
  };
  EXPECT_EQ(in_force("2020-01-01"), "y");
  EXPECT_EQ(in_force("2023-05-01"), "z");
  EXPECT_EQ(in_force("2023-06-01"), "none");
  EXPECT_EQ(in_force("2024-05-01"), "x");
}

}  // namespace
}  // namespace flowdown
