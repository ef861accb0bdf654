// The verdict over time: situations as short texts, and random chains judged on every single day.
#include "flowdown/timeline.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "flowdown/load.hpp"
#include "support/audit_text.hpp"
#include "support/drafts.hpp"
#include "support/memory_files.hpp"
#include "support/random_model.hpp"

namespace flowdown::testing {
namespace {

Date date(const char* text) { return *Date::parse(text); }

Model chain(const std::string& to_app, const std::string& app, const std::string& policies) {
  MemoryFiles files;
  files.add("policies/x.yaml",
            "flowdown: 1\npolicy: x\nissuer: dev\ndocument: licence\nversion: v1\n"
            "effective: 2024-01-01\nreview_by: 2024-08-01\nrules: [{prohibit: [gambling]}]\n");
  if (!policies.empty()) files.add("policies/more.yaml", policies);
  std::string graph =
      "flowdown: 1\ngraph: g\npolicies: [policies]\nparties:\n"
      "  dev: {kind: developer, policies: [x]}\n  app: {kind: application, practices: "
      "[monitoring], policies: none" +
      app +
      "}\nartifacts:\n  m: {kind: model, developer: dev, modality: [text]}\nagreements:\n"
      "  - {id: to-app, from: dev, to: app, artifacts: [m], channel: api, " +
      to_app + "}\n";
  Sources sources;
  Result<Model> model = load({{"graph.yaml", std::move(graph)}}, files, {}, &sources);
  EXPECT_TRUE(model.ok()) << (model.ok() ? "" : render(model.problems(), sources));
  return std::move(model).value();
}

// `2024-07-01 agreement-ends: introduced break-expired to-app; …`, and the next breaches.
std::string told(const Timeline& timeline) {
  std::string text;
  for (const Moment& moment : timeline.moments) {
    text += moment.on.text();
    for (const Event& event : moment.events) text += " " + std::string(name_of(event.kind));
    text += ":";
    std::vector<std::string> turns;
    for (const Turn& turn : moment.turns) {
      turns.push_back(" " + std::string(name_of(turn.fate)) + " " +
                      std::string(info(turn.code).name) + " " + turn.party + turn.agreement);
    }
    std::sort(turns.begin(), turns.end());
    for (const std::string& turn : turns) text += turn;
    text += "\n";
  }
  for (const NextBreach& breach : timeline.breaches) {
    text += breach.party + " " + (breach.on ? breach.on->text() : "none") + "\n";
  }
  return text;
}

TEST(Timeline, ListsTheDatesAndWhatChanges) {
  const Model expiring = chain(
      "incorporates: [x], effective: 2024-02-01, expires: 2024-06-30", ", uses: [medical_advice]",
      "flowdown: 1\npolicy: x\nissuer: dev\ndocument: licence\nversion: "
      "v2\neffective: 2024-09-01\nrules: [{prohibit: [medical_advice]}]\n");
  EXPECT_EQ(told(timeline(expiring, date("2024-03-01"))),
            "2024-07-01 agreement-ends: changed gap-silent app introduced break-expired to-app\n"
            "2024-08-01 review:\n"
            "2024-09-01 policy-starts: changed break-expired to-app changed gap-silent app "
            "introduced breach-use app\n"
            "app 2024-07-01\ndev 2024-07-01\n");
  EXPECT_EQ(told(timeline(expiring, date("2024-03-01"), date("2024-06-30"))),
            "app none\ndev none\n");
  EXPECT_EQ(told(timeline(expiring, date("2024-06-30"), date("2024-07-01"))),
            "2024-07-01 agreement-ends: changed gap-silent app introduced break-expired to-app\n"
            "app 2024-07-01\ndev 2024-07-01\n");
  const Model waived = chain(
      "incorporates: [x], waives: [{policy: x, uses: [gambling], until: 2024-04-30}]",
      ", uses: [gambling], attributes: {monthly_active_users: {2024-05-01: 5, 2024-07-01: 50}}",
      "flowdown: 1\npolicy: y\nissuer: dev\ndocument: licence\neffective: 2024-06-01\nrules: "
      "[{prohibit: [military]}]\n");
  EXPECT_EQ(told(timeline(waived, date("2024-03-01"))),
            "2024-05-01 waiver-ends attribute: fixed waiver-applied to-app introduced breach-use "
            "app introduced gap-silent app introduced waiver-expired to-app\n"
            "2024-07-01 attribute:\n"
            "2024-08-01 review:\n"
            "app 2024-05-01\ndev none\n");
}

}  // namespace

namespace day_by_day {
using namespace oracle;  // NOLINT: the names of random models

using Known = std::set<std::string>;

std::string line_of(const Flow& flow, const Findings& findings, const Finding& finding) {
  std::string line = id_of(finding, *flow.model) + std::string(name_of(finding.severity));
  for (const UseId use : findings.detail(finding).uses) {
    line += " " + flow.model->taxonomy.uses[use.index()].id;
  }
  return line;
}

Known known_on(const Model& model, Date day, bool ids_alone, const SettleOptions& options) {
  const Flow flow = propagate(model, day);
  const Findings findings = judge(flow);
  const Settlement settled = settle(flow, findings, options);
  Known known;
  for (const Finding& finding : findings.findings) {
    const auto at = static_cast<std::size_t>(&finding - findings.findings.data());
    if (settled.of(at).accepted) continue;
    known.insert(ids_alone ? id_of(finding, model) : line_of(flow, findings, finding));
  }
  return known;
}

// One for each artifact.
Exceptions exceptions_of(const Model& model, Date from) {
  std::string entries;
  std::int32_t days = 100;
  for (const Artifact& artifact : model.graph.artifacts) {
    entries += "  - {code: [gap-silent, gap-narrower, break-not-bound, breach-use], artifact: " +
               std::string(model.graph.name(artifact.id)) +
               ", reason: known, owner: all, expires: " + Date{from.days + days}.text() + "}\n";
    days += 90;
  }
  return exceptions_for(model, entries.empty() ? "  []\n" : entries);
}

TEST(TimelineOfRandomChains, AgreesWithJudgingEverySingleDay) {
  std::size_t turned = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Spec spec = random_spec(seed);
    const Model model = build(spec);
    const Date from{spec.as_of.days - 420}, until{spec.as_of.days + 420};
    // Every other chain has exceptions, which end on different days of the year.
    Exceptions exceptions;
    SettleOptions settle;
    if (seed % 2 == 0) {
      exceptions = exceptions_of(model, from);
      settle.exceptions = &exceptions;
      settle.today = from;
    }
    const Timeline course = timeline(model, from, until, {}, settle);
    std::size_t next = 0;
    Known ids = known_on(model, from, true, settle), lines = known_on(model, from, false, settle);
    for (std::int32_t d = from.days + 1; d <= until.days; ++d) {
      const Date day{d};
      const bool named = next < course.moments.size() && course.moments[next].on == day;
      const bool told = named && !course.moments[next].turns.empty();
      // Between two dates that the model names nothing can change: a sample of those days will do.
      if (!named && d % 7 != 0) continue;
      const Known now = known_on(model, day, true, settle);
      const Known lines_now = known_on(model, day, false, settle);
      if (!told) {
        EXPECT_EQ(lines_now, lines) << "seed " << seed << " on " << day.text();
      } else {
        ++turned;
        Known introduced, fixed;
        for (const Turn& turn : course.moments[next].turns) {
          if (turn.fate == Fate::kIntroduced) introduced.insert(turn.id);
          if (turn.fate == Fate::kFixed) fixed.insert(turn.id);
        }
        for (const std::string& id : fixed) EXPECT_EQ(ids.erase(id), 1u) << "seed " << seed;
        for (const std::string& id : introduced) EXPECT_TRUE(ids.insert(id).second);
        EXPECT_EQ(now, ids) << "seed " << seed << " on " << day.text();
      }
      ids = now;
      lines = lines_now;
      if (named) ++next;
    }
    EXPECT_EQ(next, course.moments.size()) << "seed " << seed;
  }
  EXPECT_GT(turned, 40u);
}

}  // namespace day_by_day
}  // namespace flowdown::testing
