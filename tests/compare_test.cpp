// compare() as a table of situations: two policies as a user would write them, and what it says.
#include "flowdown/compare.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "flowdown/load.hpp"
#include "flowdown/tables.hpp"
#include "support/memory_files.hpp"

namespace flowdown {
namespace {

// Two policies, `a` and `b`, over the small taxonomy; `fields` beside the rules, as in files.
struct Side {
  std::string rules, fields = {};
};

Model load_pair(const Side& a, const Side& b) {
  const auto file = [](const char* id, const Side& side) {
    return fmt::format(
        "flowdown: 1\npolicy: {}\nissuer: maker\ndocument: standalone\n{}rules: [{}]\n", id,
        side.fields, side.rules);
  };
  testing::MemoryFiles files;
  Sources sources;
  Result<Model> model = load_policies({{"a.yaml", file("a", a)}, {"b.yaml", file("b", b)}}, files,
                                      testing::with_small_taxonomy(), &sources);
  if (!model) throw std::runtime_error(render(model.problems(), sources));
  return std::move(model).value();
}

VersionId version(const Model& model, const char* policy) {
  return model.policies.policies[model.policies.find(policy).value().index()].versions.front();
}

ContextSet in(Algebra& algebra, Dimension dimension, const char* value) {
  Context context;
  context.restrict_to(dimension, algebra.taxonomy().find_values(dimension, value).value());
  return algebra.contexts().meeting(context);
}

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

// "weaker" for each use "abuse weaker part/whole", each group "[Harm] weaker part", each duty and
// limit, each term.
std::string brief(const Model& model, const Comparison& comparison) {
  std::vector<std::string> parts{std::string(name_of(comparison.verdict))};
  for (const UseDifference& use : comparison.uses) {
    parts.push_back(fmt::format("{} {} {}/{}", model.taxonomy.uses[use.use.index()].id,
                                name_of(use.verdict), name_of(use.coverage[0]),
                                name_of(use.coverage[1])));
  }
  for (const GroupDifference& group : comparison.groups) {
    parts.push_back(fmt::format("[{}] {} {}{}", comparison.grouping->groups[group.group].title,
                                name_of(group.verdict), group.speaks[0] ? 1 : 0,
                                group.speaks[1] ? 1 : 0));
  }
  if (comparison.demands != Verdict::kEquivalent) {
    parts.push_back(fmt::format("demands {}", name_of(comparison.demands)));
  }
  for (const DemandDifference& demand : comparison.differing_demands) {
    const std::string& id = demand.kind == RuleKind::kRequire
                                ? model.taxonomy.duties[demand.duty.index()].id
                                : model.taxonomy.attributes[demand.attribute.index()].id;
    parts.push_back(fmt::format("{} {} {}/{}", id, name_of(demand.verdict), demand.rules[0].size(),
                                demand.rules[1].size()));
  }
  for (const TermDifference& term : comparison.terms) {
    parts.push_back(fmt::format("{}: {} | {}", term.key, term.values[0], term.values[1]));
  }
  return join(parts);
}

std::string compare_briefly(const Side& a, const Side& b, bool by_group = false) {
  const Model model = load_pair(a, b);
  Algebra algebra(model.taxonomy);
  return brief(
      model, compare(algebra, model.policies, version(model, "a"), version(model, "b"),
                     kEveryContext, by_group ? model.taxonomy.find_grouping("small-2") : nullptr));
}

struct Situation {
  const char* name;
  Side a, b;
  const char* expected;
};

void expect_all(const std::vector<Situation>& situations, bool by_group = false) {
  for (const Situation& situation : situations) {
    EXPECT_EQ(compare_briefly(situation.a, situation.b, by_group), situation.expected)
        << situation.name;
  }
}

TEST(Compare, ProhibitionsByVerdictAndUse) {
  expect_all({
      {"the same in other words",
       {"{prohibit: [harassment, csam, abuse]}"},
       {"{prohibit: abuse}"},
       "equivalent"},
      {"both prohibit nothing", {""}, {""}, "equivalent"},
      {"one allows, which is no prohibition", {"{allow: military}"}, {""}, "equivalent"},
      {"one prohibits, the other is silent",
       {"{prohibit: military}"},
       {""},
       "stronger; military stronger whole/silent"},
      {"one prohibits, the other allows",
       {"{allow: military}"},
       {"{prohibit: military}"},
       "weaker; military weaker allowed/whole"},
      {"a child for its parent",
       {"{prohibit: harassment}"},
       {"{prohibit: abuse}"},
       "weaker; abuse weaker silent/whole; csam weaker silent/whole"},
      {"in some contexts only",
       {"{prohibit: military, when: {audience: [consumer]}}"},
       {"{prohibit: military}"},
       "weaker; military weaker part/whole"},
      {"in other contexts",
       {"{prohibit: military, when: {audience: [consumer]}}"},
       {"{prohibit: military, when: {audience: [business]}}"},
       "incomparable; military incomparable part/part"},
      {"unless a safeguard",
       {"{prohibit: military}"},
       {"{prohibit: military, unless: [consent]}"},
       "stronger; military stronger whole/part"},
      {"a part for nothing, though the rest is allowed",
       {"{prohibit: military, when: {purpose: [research]}}, {allow: military}"},
       {"{allow: military}"},
       "stronger; military stronger part/allowed"},
      {"each something of its own",
       {"{prohibit: military}"},
       {"{prohibit: medical_advice}"},
       "incomparable; medical_advice weaker silent/whole; military stronger whole/silent"},
      {"a policy's own `where` counts",
       {"{prohibit: military}", "where: {territory: [EU]}\n"},
       {"{prohibit: military}"},
       "weaker; military weaker part/whole"},
      {"a rule for contexts of which its policy does not speak",
       {"{prohibit: csam, when: {territory: [US]}}", "where: {territory: [EU]}\n"},
       {""},
       "equivalent"},
  });
}

TEST(Compare, GroupsOfWhichAUseDiffers) {
  expect_all(
      {
          {"one does not speak of it",
           {"{prohibit: csam}"},
           {""},
           "stronger; csam stronger whole/silent; [Harm] stronger 10"},
          {"both speak, one says more",
           {"{prohibit: csam}"},
           {"{prohibit: abuse}"},
           "weaker; abuse weaker silent/whole; harassment weaker silent/whole; "
           "harassment.satire weaker silent/whole; [Harm] weaker 11"},
          {"each its own",
           {"{prohibit: csam}, {prohibit: unlawful}"},
           {"{prohibit: abuse, except: csam}"},
           "incomparable; abuse weaker silent/whole; csam stronger whole/silent; "
           "harassment weaker silent/whole; harassment.satire weaker silent/whole; "
           "unlawful stronger whole/silent; [Harm] incomparable 11; [Law & order] stronger 10"},
          {"a use in no group",
           {"{prohibit: military}"},
           {""},
           "stronger; military stronger whole/silent"},
          {"alike in all members", {"{prohibit: abuse}"}, {"{prohibit: abuse}"}, "equivalent"},
      },
      true);
}

TEST(Compare, DutiesAndLimits) {
  const Side report{"{require: incident_report, within: 72h}"};
  const Side retain{"{require: retention, keep_for: 5}"};
  const Side users{"{limit: monthly_active_users, at_most: 100}"};
  expect_all({
      {"none and none", {""}, {""}, "equivalent"},
      {"the same", report, report, "equivalent"},
      {"present and absent",
       report,
       {""},
       "equivalent; demands stronger; incident_report stronger 1/0"},
      {"a sooner report is stricter",
       report,
       {"{require: incident_report, within: 24h}"},
       "equivalent; demands weaker; incident_report weaker 1/1"},
      {"the same in other units", report, {"{require: incident_report, within: 3d}"}, "equivalent"},
      {"with a parameter and without",
       report,
       {"{require: incident_report}"},
       "equivalent; demands stronger; incident_report stronger 1/1"},
      {"a number and a duration do not compare",
       report,
       {"{require: incident_report, within: 72}"},
       "equivalent; demands incomparable; incident_report incomparable 1/1"},
      {"keeping longer is stricter",
       retain,
       {"{require: retention, keep_for: 6}"},
       "equivalent; demands weaker; retention weaker 1/1"},
      {"of some kinds of party",
       report,
       {"{require: incident_report, within: 72h, of: [application, distributor]}"},
       "equivalent; demands stronger; incident_report stronger 1/1"},
      {"of other kinds of party",
       {"{require: deletion, of: [application]}"},
       {"{require: deletion, of: [regulator]}"},
       "equivalent; demands incomparable; deletion incomparable 1/1"},
      {"kind by kind, in two rules",
       {"{require: deletion, of: [application]}, {require: deletion, of: [developer, "
        "cloud_provider, distributor, regulator]}"},
       {"{require: deletion}"},
       "equivalent"},
      {"context by context, in two rules",
       {"{require: deletion, when: {audience: [consumer]}}, {require: deletion, when: {audience: "
        "[business]}}"},
       {"{require: deletion}"},
       "equivalent"},
      {"stricter here, laxer there",
       {"{require: incident_report, within: 1d, when: {territory: [EU]}}, {require: "
        "incident_report, within: 9d}"},
       {"{require: incident_report, within: 3d}"},
       "equivalent; demands incomparable; incident_report incomparable 2/1"},
      {"unless a safeguard",
       {"{require: attribution, unless: [separate_licence]}"},
       {"{require: attribution}"},
       "equivalent; demands weaker; attribution weaker 1/1"},
      {"a lower limit is stricter",
       users,
       {"{limit: monthly_active_users, at_most: 99}"},
       "equivalent; demands weaker; monthly_active_users weaker 1/1"},
      {"measured at another time",
       users,
       {"{limit: monthly_active_users, at_most: 100, measured: at_release}"},
       "equivalent; demands incomparable; monthly_active_users incomparable 1/1"},
      {"of another attribute",
       users,
       {"{limit: annual_revenue_usd, at_most: 100}"},
       "equivalent; demands incomparable; annual_revenue_usd weaker 0/1; "
       "monthly_active_users stronger 1/0"},
      {"a limit that a licence lifts",
       {"{limit: monthly_active_users, at_most: 100, unless: [separate_licence]}"},
       users,
       "equivalent; demands weaker; monthly_active_users weaker 1/1"},
      {"the verdict speaks of prohibitions alone",
       {"{prohibit: military}, {require: deletion}"},
       {""},
       "stronger; military stronger whole/silent; demands stronger; deletion stronger 1/0"},
      {"duties by id, then limits",
       {"{limit: annual_revenue_usd, at_most: 1}, {require: retention}, {require: attribution}"},
       {""},
       "equivalent; demands stronger; attribution stronger 1/0; retention stronger 1/0; "
       "annual_revenue_usd stronger 1/0"},
  });
}

TEST(Compare, Terms) {
  expect_all({
      {"left out is what it stands for",
       {"",
        "flow_down: none\nreaches: [outputs, recipients, derivatives]\ncovers: [app, api, "
        "weights]\nincorporation: dynamic\n"},
       {""},
       "equivalent"},
      {"each of them",
       {"", "flow_down: copy\nreaches: [recipients]\ncovers: [api]\nincorporation: static\n"},
       {"", "reaches: []\n"},
       "equivalent; incorporation: static | dynamic; covers: api | weights, api, app; "
       "reaches: recipients | none; flow_down: copy | none"},
  });
}

TEST(Compare, OnlyTheContextsAskedAbout) {
  const Model model = load_pair(
      {"{prohibit: military, when: {territory: [EU]}}, {prohibit: medical_advice, unless: "
       "[consent]}, {require: deletion, when: {territory: [US]}}"},
      {"{prohibit: military}, {allow: medical_advice}"});
  Algebra algebra(model.taxonomy);
  const auto within = [&](ContextSet where) {
    return brief(model,
                 compare(algebra, model.policies, version(model, "a"), version(model, "b"), where));
  };
  EXPECT_EQ(within(kEveryContext),
            "incomparable; medical_advice stronger part/allowed; military weaker part/whole; "
            "demands stronger; deletion stronger 1/0");
  const ContextSet eu = in(algebra, Dimension::kTerritory, "EU");
  EXPECT_EQ(within(eu), "stronger; medical_advice stronger part/allowed");
  const ContextSet without_consent =
      algebra.contexts().not_lifted_by({{model.taxonomy.find_safeguard("consent").value()}});
  EXPECT_EQ(within(algebra.contexts().intersect(eu, without_consent)),
            "stronger; medical_advice stronger whole/allowed");
  EXPECT_EQ(within(algebra.contexts().subtract(eu, without_consent)), "equivalent");
  EXPECT_EQ(within(kNoContext), "equivalent");
}

TEST(Compare, VersionsOfOnePolicy) {
  const auto file = [](const char* date, const char* rules) {
    return fmt::format(
        "flowdown: 1\npolicy: p\nissuer: maker\ndocument: licence\nversion: {0}\n"
        "effective: {0}\nrules: [{1}]\n",
        date, rules);
  };
  testing::MemoryFiles files;
  Result<Model> loaded = load_policies(
      {{"old.yaml", file("2023-01-01", "{prohibit: military}, {require: deletion}")},
       {"new.yaml",
        file("2024-01-01", "{prohibit: csam}, {prohibit: military, unless: [consent]}")}},
      files, testing::with_small_taxonomy());
  ASSERT_TRUE(loaded.ok());
  const Model& model = loaded.value();
  const std::vector<VersionId>& versions = model.policies.policies.front().versions;
  Algebra algebra(model.taxonomy);
  const Comparison changed = compare(algebra, model.policies, versions[0], versions[1]);
  EXPECT_TRUE(changed.versions_of_one);
  EXPECT_EQ(brief(model, changed),
            "incomparable; csam weaker silent/whole; military stronger whole/part; "
            "demands stronger; deletion stronger 1/0");
  const std::string text = comparison_text(model, changed, "", {200, false});
  EXPECT_NE(text.find("Newly prohibited (1 use)"), std::string::npos) << text;
  // Newly and no longer go by the dates, whichever is named first.
  const std::string back = comparison_text(
      model, compare(algebra, model.policies, versions[1], versions[0]), "", {200, false});
  EXPECT_NE(back.find("Newly prohibited (1 use)"), std::string::npos) << back;
  EXPECT_NE(text.find("2023-01-01 alone prohibits this, with consent in place (old.yaml:7)"),
            std::string::npos)
      << text;

  const Comparison same = compare(algebra, model.policies, versions[1], versions[1]);
  EXPECT_FALSE(same.versions_of_one);
  EXPECT_EQ(brief(model, same), "equivalent");
}

// What the words say of the context of an example.
TEST(CompareText, SaysOfTheContextWhatMatters) {
  struct Row {
    const char *a, *b, *expected;
  };
  const Row rows[] = {
      {"{prohibit: military}", "", "military use, whatever the context (a.yaml:5)"},
      {"{prohibit: military, unless: [consent]}", "",
       "military use, with no safeguard in place (a.yaml:5)"},
      {"{prohibit: military}", "{prohibit: military, unless: [consent]}",
       "military use, with consent in place (a.yaml:5)"},
      {"{prohibit: military, when: {audience: [consumer]}, clause: 2.a}", "",
       "military use, to consumers (clause 2.a, a.yaml:5)"},
      {"{prohibit: military, when: {audience: [consumer]}, unless: [consent]}", "",
       "military use, to consumers, with no safeguard in place (a.yaml:5)"},
  };
  for (const Row& row : rows) {
    const Model model = load_pair({row.a}, {row.b});
    Algebra algebra(model.taxonomy);
    const Comparison comparison =
        compare(algebra, model.policies, version(model, "a"), version(model, "b"));
    const std::string text = comparison_text(model, comparison, "", {200, false});
    EXPECT_NE(text.find(fmt::format("a alone prohibits {}\n", row.expected)), std::string::npos)
        << text;
  }
}

TEST(CompareText, NamesEveryUseThatDiffersOnce) {
  const Model model = load_pair(
      {"{prohibit: harassment}, {prohibit: csam, when: {audience: [consumer]}}, {prohibit: "
       "military}, {require: retention, keep_for: 5, of: [application]}"},
      {"{allow: military}, {limit: annual_revenue_usd, at_most: 1_000_000, measured: at_release}"});
  Algebra algebra(model.taxonomy);
  const Comparison comparison =
      compare(algebra, model.policies, version(model, "a"), version(model, "b"), kEveryContext,
              model.taxonomy.find_grouping("small-2"));
  EXPECT_EQ(comparison_text(model, comparison, "", {96, false}),
            R"(a, issued by maker (a.yaml:2)
against b, issued by maker (b.yaml:2)

stronger: a prohibits all that b prohibits, and more; duties or limits differ, see below

For example
  - a alone prohibits child sexual abuse material, to consumers (a.yaml:5)

By group of small-2
  - Harm: a prohibits some of it, b nothing

Prohibited by a alone (3 uses)
  - expressly allowed by b: military use
  - Harm (2: harassment with satire)

Prohibited by a alone, but in some contexts only or unless safeguards are in place (1 use)
  - Harm (child sexual abuse material)

Duties and limits
  - retention: a asks for it (keep_for: 5) of applications (a.yaml:5); b asks nothing
  - limit of US dollars of annual revenue: a asks nothing; b asks at most 1,000,000 US dollars
    of annual revenue, measured at release (b.yaml:5)

Silence is not permission. This is not legal advice.
)");
}

}  // namespace
}  // namespace flowdown
