// compare() as a table of situations, and against enumeration: on small taxonomies the verdicts,
// coverages, witnesses, duties and limits are those that asking each rule about each point gives.
#include "flowdown/compare.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "flowdown/load.hpp"
#include "flowdown/tables.hpp"
#include "oracle/compare.hpp"
#include "support/memory_files.hpp"
#include "support/random_model.hpp"

namespace flowdown {
namespace {

// --- Situations

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

// --- Enumeration

namespace oracle {
namespace {

constexpr std::uint64_t kPairs = 4000;
constexpr std::size_t kKinds = 5;  // of party

// Duties and limits such as random_version() does not make: several about one thing, with
// safeguards, in two units, measured at two times.
RuleSpec random_demand(Rng& rng, const TaxonomySpec& taxonomy) {
  RuleSpec rule;
  rule.when = random_context(rng, taxonomy, 0.12);
  if (chance(rng, 0.3) && !taxonomy.safeguards.empty()) {
    rule.unless = {{taxonomy.safeguards[pick(rng, taxonomy.safeguards.size())]}};
  }
  if (chance(rng, 0.4)) rule.owed_by = static_cast<PartyKinds>(1 + pick(rng, 31));
  if (chance(rng, 0.6)) {
    rule.kind = RuleKind::kRequire;
    rule.duty = taxonomy.duties[pick(rng, taxonomy.duties.size())];
    if (chance(rng, 0.6)) rule.parameter = static_cast<std::int64_t>(1 + pick(rng, 3));
  } else {
    rule.kind = RuleKind::kLimit;
    rule.attribute = taxonomy.attributes[pick(rng, taxonomy.attributes.size())];
    rule.at_most = static_cast<std::int64_t>(pick(rng, 3));
    rule.measured = chance(rng, 0.7) ? Measured::kContinuous : Measured::kAtRelease;
  }
  return rule;
}

class Pair {
 public:
  explicit Pair(std::uint64_t seed) : rng_(seed) {
    RandomOptions options;
    options.max_contexts = 80;
    const TaxonomySpec spec = random_taxonomy(rng_, options);
    taxonomy_ = build_taxonomy(spec);
    for (Duty& duty : taxonomy_.duties) {
      duty.stricter = chance(rng_, 0.5) ? Stricter::kSmaller : Stricter::kLarger;
    }
    VersionSpec first = random_spec_of_one(spec), second = random_spec_of_one(spec);
    // Often the second is the first with a rule more, less or otherwise.
    if (chance(rng_, 0.5)) {
      second.rules.resize(std::min<std::size_t>(second.rules.size(), 1));
      second.rules.insert(second.rules.end(), first.rules.begin(), first.rules.end());
      if (chance(rng_, 0.5)) second.rules.pop_back();
      second.where = first.where;
    }
    policies_.policies = {{"a", {VersionId(0)}}, {"b", {VersionId(1)}}};
    for (const VersionSpec& version : {first, second}) {
      PolicyVersion built = build_version(taxonomy_, PolicySpec{}, version);
      built.policy = PolicyId(policies_.versions.size());
      for (Rule& rule : built.rules) {
        if (rule.parameter && chance(rng_, 0.2)) rule.parameter->unit = Quantity::Unit::kNumber;
      }
      policies_.versions.push_back(std::move(built));
    }
    policies_.index();
    if (chance(rng_, 0.5)) {
      UnlessSpec in_place;
      ContextSpec context = random_context(rng_, spec, 0.2);
      PolicySpec none;
      VersionSpec version;
      version.rules.emplace_back();
      version.rules[0].uses = {spec.uses[0].id};
      version.rules[0].when = std::move(context);
      where_ = build_version(taxonomy_, none, version).rules[0].when;
      if (chance(rng_, 0.4) && !taxonomy_.safeguards.empty()) {
        in_place_ = SafeguardId(pick(rng_, taxonomy_.safeguards.size()));
      }
    }
  }

  ContextSet where(Algebra& algebra) const {
    ContextSets& contexts = algebra.contexts();
    const ContextSet met = contexts.meeting(where_);
    return in_place_ ? contexts.subtract(met, contexts.not_lifted_by({{in_place_}})) : met;
  }
  bool asked(const ContextPoint& context) const {
    return meets(where_, context) && (!in_place_ || context.safeguards[in_place_.index()]);
  }

  const Taxonomy& taxonomy() const { return taxonomy_; }
  const PolicySet& policies() const { return policies_; }
  const PolicyVersion& version(std::size_t i) const { return policies_.versions[i]; }

 private:
  VersionSpec random_spec_of_one(const TaxonomySpec& spec) {
    VersionSpec version = random_version(rng_, spec);
    while (chance(rng_, 0.6)) version.rules.push_back(random_demand(rng_, spec));
    if (chance(rng_, 0.2)) version.where = random_context(rng_, spec, 0.2);
    return version;
  }

  Rng rng_;
  Taxonomy taxonomy_;
  PolicySet policies_;
  Context where_;
  SafeguardId in_place_;
};

// What a policy asks of one kind of party in one context about one thing: whether at all, and the
// strictest number by unit (duties) or time of measuring (limits).
struct Asked {
  bool at_all = false;
  std::map<int, std::int64_t> strictest;
};
using Subject = std::pair<RuleKind, std::size_t>;

std::map<Subject, Asked> asked_naive(const Taxonomy& taxonomy, const PolicyVersion& version,
                                     std::size_t kind, const ContextPoint& context) {
  std::map<Subject, Asked> result;
  for (const Rule& rule : version.rules) {
    const bool duty = rule.kind == RuleKind::kRequire;
    if (!duty && rule.kind != RuleKind::kLimit) continue;
    if (rule.owed_by != kEveryRecipient && ((rule.owed_by >> kind) & 1) == 0) continue;
    if (!meets(version.where, context) || !meets(rule.when, context)) continue;
    if (lifted(rule.unless, context)) continue;
    Asked& asked = result[{rule.kind, duty ? rule.duty.index() : rule.attribute.index()}];
    asked.at_all = true;
    if (duty && !rule.parameter) continue;
    const int scale =
        duty ? static_cast<int>(rule.parameter->unit) : static_cast<int>(rule.measured);
    const std::int64_t number = duty ? rule.parameter->value : rule.at_most;
    const bool larger = duty && taxonomy.duties[rule.duty.index()].stricter == Stricter::kLarger;
    const auto [at, is_new] = asked.strictest.try_emplace(scale, number);
    if (!is_new) at->second = larger ? std::max(at->second, number) : std::min(at->second, number);
  }
  return result;
}

// Whether who is asked `own` is asked less than `other` in some respect.
bool less(const Taxonomy& taxonomy, const Subject& subject, const Asked& own, const Asked& other) {
  if (other.at_all && !own.at_all) return true;
  const bool larger = subject.first == RuleKind::kRequire &&
                      taxonomy.duties[subject.second].stricter == Stricter::kLarger;
  for (const auto& [scale, number] : other.strictest) {
    const auto mine = own.strictest.find(scale);
    if (mine == own.strictest.end()) return true;
    if (larger ? mine->second < number : mine->second > number) return true;
  }
  return false;
}

// By subject: whether the first, and the second, lacks something of the other.
std::map<Subject, std::array<bool, 2>> lacking_naive(const Pair& pair, const Space& space) {
  std::map<Subject, std::array<bool, 2>> result;
  for (std::size_t c = 0; c < space.contexts(); ++c) {
    if (!pair.asked(space.context(c))) continue;
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      std::array<std::map<Subject, Asked>, 2> asked;
      std::set<Subject> subjects;
      for (std::size_t i = 0; i < 2; ++i) {
        asked[i] = asked_naive(pair.taxonomy(), pair.version(i), kind, space.context(c));
        for (const auto& entry : asked[i]) subjects.insert(entry.first);
      }
      for (const Subject& subject : subjects) {
        for (std::size_t i = 0; i < 2; ++i) {
          if (less(pair.taxonomy(), subject, asked[i][subject], asked[1 - i][subject])) {
            result[subject][i] = true;
          }
        }
      }
    }
  }
  return result;
}

Verdict verdict_naive(bool first_lacks, bool second_lacks) {
  if (first_lacks && second_lacks) return Verdict::kIncomparable;
  if (first_lacks) return Verdict::kWeaker;
  return second_lacks ? Verdict::kStronger : Verdict::kEquivalent;
}

Coverage coverage_naive(const Space& space, const NumberSet& asked, const NumberSet& prohibited,
                        const NumberSet& allowed, UseId use) {
  bool some = false, all = true, may = false;
  for (std::size_t c = 0; c < space.contexts(); ++c) {
    if (!asked.contains(c)) continue;
    const std::size_t point = space.number_of(use, c);
    some = some || prohibited.contains(point);
    all = all && prohibited.contains(point);
    may = may || allowed.contains(point);
  }
  if (some) return all ? Coverage::kWhole : Coverage::kPart;
  return may ? Coverage::kAllowed : Coverage::kSilent;
}

// Whether two contexts agree in the dimensions of `mask`, and in the safeguards if asked.
bool agree(const ContextPoint& a, const ContextPoint& b, unsigned mask, bool safeguards) {
  for (unsigned d = 0; d < kDimensions; ++d) {
    if (((mask >> d) & 1U) != 0 && a.values[d] != b.values[d]) return false;
  }
  return !safeguards || a.safeguards == b.safeguards;
}

// Whether a set of points of one use stays the same where only what is in `free` changes.
bool closed_under(const Space& space, const NumberSet& points, UseId use, unsigned free,
                  bool free_safeguards) {
  const unsigned mask = ((1U << kDimensions) - 1) & ~free;
  for (std::size_t c = 0; c < space.contexts(); ++c) {
    if (!points.contains(space.number_of(use, c))) continue;
    for (std::size_t other = 0; other < space.contexts(); ++other) {
      if (points.contains(space.number_of(use, other))) continue;
      if (agree(space.context(c), space.context(other), mask, !free_safeguards)) return false;
    }
  }
  return true;
}

void expect_difference(const Pair& pair, const Space& space, const NumberSet& only, std::size_t i,
                       const std::optional<Difference>& difference) {
  ASSERT_TRUE(difference.has_value());
  const UsePoint& witness = difference->witness;
  SCOPED_TRACE(space.describe(witness));
  ASSERT_TRUE(only.contains(space.number_of(witness)));
  const PolicyVersion& version = pair.version(i);
  ASSERT_LT(difference->rule, version.rules.size());
  for (std::uint32_t r = 0; r <= difference->rule; ++r) {
    const Rule& rule = version.rules[r];
    const bool holds =
        rule.kind == RuleKind::kProhibit && rule_holds(pair.taxonomy(), version, rule, witness);
    ASSERT_EQ(holds, r == difference->rule) << "not the first rule that prohibits it";
  }
  // What is not said to matter makes no difference, in whatever combination; what is, makes one.
  for (std::size_t c = 0; c < space.contexts(); ++c) {
    if (agree(space.context(c), witness.context, difference->depends_on,
              difference->depends_on_safeguards)) {
      ASSERT_TRUE(only.contains(space.number_of(witness.use, c)));
    }
  }
  for (unsigned d = 0; d < kDimensions; ++d) {
    const bool matters = ((difference->depends_on >> d) & 1U) != 0;
    ASSERT_EQ(matters, !closed_under(space, only, witness.use, 1U << d, false))
        << "dimension " << d;
  }
  ASSERT_EQ(difference->depends_on_safeguards, !closed_under(space, only, witness.use, 0, true));
}

void expect_prohibitions(const Pair& pair, const Space& space, const Comparison& comparison) {
  NumberSet asked = space.no_contexts();
  for (std::size_t c = 0; c < space.contexts(); ++c) {
    if (pair.asked(space.context(c))) asked.insert(c);
  }
  std::array<NumberSet, 2> prohibited, allowed, only;
  for (std::size_t i = 0; i < 2; ++i) {
    prohibited[i] = prohibited_points(space, pair.version(i)) & space.in_contexts(asked);
    allowed[i] = allowed_points(space, pair.version(i));
  }
  for (std::size_t i = 0; i < 2; ++i) only[i] = prohibited[i] - prohibited[1 - i];
  ASSERT_EQ(comparison.verdict, verdict_naive(!only[1].empty(), !only[0].empty()));
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_EQ(comparison.only[i].has_value(), !only[i].empty());
    if (!only[i].empty()) {
      ASSERT_NO_FATAL_FAILURE(expect_difference(pair, space, only[i], i, comparison.only[i]));
    }
  }
  std::size_t at = 0;
  for (std::size_t u = 0; u < pair.taxonomy().uses.size(); ++u) {
    const UseId use(u);
    const bool more = space.has_point_of(only[0], use),
               less_of_it = space.has_point_of(only[1], use);
    if (!more && !less_of_it) continue;
    ASSERT_LT(at, comparison.uses.size());
    const UseDifference& differs = comparison.uses[at++];
    ASSERT_EQ(differs.use, use);
    ASSERT_EQ(differs.verdict, verdict_naive(less_of_it, more));
    for (std::size_t i = 0; i < 2; ++i) {
      ASSERT_EQ(differs.coverage[i], coverage_naive(space, asked, prohibited[i], allowed[i], use));
      ASSERT_EQ(differs.only[i].has_value(), i == 0 ? more : less_of_it);
      if (!differs.only[i]) continue;
      ASSERT_EQ(differs.only[i]->witness.use, use);
      ASSERT_NO_FATAL_FAILURE(expect_difference(pair, space, only[i], i, differs.only[i]));
    }
  }
  ASSERT_EQ(at, comparison.uses.size());
  at = 0;
  for (std::uint32_t g = 0; g < comparison.grouping->groups.size(); ++g) {
    const auto some = [&](const NumberSet& points) {
      const std::vector<UseId>& uses = comparison.grouping->groups[g].uses;
      return std::any_of(uses.begin(), uses.end(),
                         [&](UseId use) { return space.has_point_of(points, use); });
    };
    if (!some(only[0]) && !some(only[1])) continue;
    ASSERT_LT(at, comparison.groups.size());
    const GroupDifference& differs = comparison.groups[at++];
    ASSERT_EQ(differs.group, g);
    ASSERT_EQ(differs.verdict, verdict_naive(some(only[1]), some(only[0])));
    for (std::size_t i = 0; i < 2; ++i) ASSERT_EQ(differs.speaks[i], some(prohibited[i]));
  }
  ASSERT_EQ(at, comparison.groups.size());
}

void expect_demands(const Pair& pair, const Space& space, const Comparison& comparison) {
  std::array<bool, 2> lacks{};
  std::size_t at = 0;
  for (const auto& [subject, lacking] : lacking_naive(pair, space)) {
    ASSERT_LT(at, comparison.differing_demands.size());
    const DemandDifference& differs = comparison.differing_demands[at++];
    ASSERT_EQ(differs.kind, subject.first);
    ASSERT_EQ(
        subject.first == RuleKind::kRequire ? differs.duty.index() : differs.attribute.index(),
        subject.second);
    ASSERT_EQ(differs.verdict, verdict_naive(lacking[0], lacking[1]));
    for (std::size_t i = 0; i < 2; ++i) lacks[i] = lacks[i] || lacking[i];
    // The rules are those that say something about it in a context asked about.
    for (std::size_t i = 0; i < 2; ++i) {
      std::vector<std::uint32_t> rules;
      for (std::uint32_t r = 0; r < pair.version(i).rules.size(); ++r) {
        PolicyVersion alone = pair.version(i);
        alone.rules = {alone.rules[r]};
        bool speaks = false;
        for (std::size_t c = 0; c < space.contexts() && !speaks; ++c) {
          if (!pair.asked(space.context(c))) continue;
          for (std::size_t kind = 0; kind < kKinds; ++kind) {
            const auto asked = asked_naive(pair.taxonomy(), alone, kind, space.context(c));
            speaks = speaks || asked.contains(subject);
          }
        }
        if (speaks) rules.push_back(r);
      }
      ASSERT_EQ(differs.rules[i], rules);
    }
  }
  ASSERT_EQ(at, comparison.differing_demands.size());
  ASSERT_EQ(comparison.demands, verdict_naive(lacks[0], lacks[1]));
}

TEST(CompareOracle, RandomPairsCompareAsEnumerationSays) {
  std::map<Verdict, std::size_t> verdicts, demands;
  for (std::uint64_t seed = 0; seed < kPairs; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    const Pair pair(seed);
    const Space space(pair.taxonomy());
    Algebra algebra(pair.taxonomy());
    const Comparison comparison = compare(algebra, pair.policies(), VersionId(0), VersionId(1),
                                          pair.where(algebra), &pair.taxonomy().groupings.front());
    ++verdicts[comparison.verdict];
    ++demands[comparison.demands];
    ASSERT_NO_FATAL_FAILURE(expect_prohibitions(pair, space, comparison));
    ASSERT_NO_FATAL_FAILURE(expect_demands(pair, space, comparison));
  }
  // Every answer must occur often, or the comparison says little.
  for (const Verdict verdict :
       {Verdict::kEquivalent, Verdict::kStronger, Verdict::kWeaker, Verdict::kIncomparable}) {
    EXPECT_GT(verdicts[verdict], kPairs / 50) << name_of(verdict);
    EXPECT_GT(demands[verdict], kPairs / 50) << name_of(verdict);
  }
}

Verdict mirrored(Verdict verdict) {
  if (verdict == Verdict::kStronger) return Verdict::kWeaker;
  return verdict == Verdict::kWeaker ? Verdict::kStronger : verdict;
}

bool same(const std::optional<Difference>& a, const std::optional<Difference>& b) {
  if (!a || !b) return !a && !b;
  return a->witness == b->witness && a->rule == b->rule && a->depends_on == b->depends_on &&
         a->depends_on_safeguards == b->depends_on_safeguards;
}

TEST(CompareOracle, TheOtherWayRoundIsTheMirrorImage) {
  for (std::uint64_t seed = 0; seed < kPairs / 4; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    const Pair pair(seed);
    const Grouping* grouping = &pair.taxonomy().groupings.front();
    // Each with an algebra of its own, so that nothing rests on what was asked before.
    Algebra algebra(pair.taxonomy()), other(pair.taxonomy());
    const Comparison forth = compare(algebra, pair.policies(), VersionId(0), VersionId(1),
                                     pair.where(algebra), grouping);
    const Comparison back =
        compare(other, pair.policies(), VersionId(1), VersionId(0), pair.where(other), grouping);
    ASSERT_EQ(forth.verdict, mirrored(back.verdict));
    ASSERT_EQ(forth.demands, mirrored(back.demands));
    ASSERT_EQ(forth.uses.size(), back.uses.size());
    ASSERT_EQ(forth.groups.size(), back.groups.size());
    ASSERT_EQ(forth.differing_demands.size(), back.differing_demands.size());
    ASSERT_EQ(forth.terms.size(), back.terms.size());
    for (std::size_t i = 0; i < 2; ++i) {
      const std::size_t j = 1 - i;
      ASSERT_TRUE(same(forth.only[i], back.only[j]));
      for (std::size_t u = 0; u < forth.uses.size(); ++u) {
        ASSERT_EQ(forth.uses[u].use, back.uses[u].use);
        ASSERT_EQ(forth.uses[u].verdict, mirrored(back.uses[u].verdict));
        ASSERT_EQ(forth.uses[u].coverage[i], back.uses[u].coverage[j]);
        ASSERT_TRUE(same(forth.uses[u].only[i], back.uses[u].only[j]));
      }
      for (std::size_t g = 0; g < forth.groups.size(); ++g) {
        ASSERT_EQ(forth.groups[g].verdict, mirrored(back.groups[g].verdict));
        ASSERT_EQ(forth.groups[g].speaks[i], back.groups[g].speaks[j]);
      }
      for (std::size_t d = 0; d < forth.differing_demands.size(); ++d) {
        const DemandDifference &a = forth.differing_demands[d], &b = back.differing_demands[d];
        ASSERT_EQ(a.verdict, mirrored(b.verdict));
        ASSERT_EQ(a.rules[i], b.rules[j]);
      }
      for (std::size_t t = 0; t < forth.terms.size(); ++t) {
        ASSERT_EQ(forth.terms[t].values[i], back.terms[t].values[j]);
      }
    }
    const Comparison itself = compare(algebra, pair.policies(), VersionId(0), VersionId(0),
                                      pair.where(algebra), grouping);
    ASSERT_EQ(itself.verdict, Verdict::kEquivalent);
    ASSERT_EQ(itself.demands, Verdict::kEquivalent);
    ASSERT_TRUE(itself.uses.empty() && itself.groups.empty() && itself.terms.empty());
  }
}

}  // namespace
}  // namespace oracle
}  // namespace flowdown
