// The check before signing over time: what is wrong only later counts, whatever makes it later, and
// each finding says when.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "support/drafts.hpp"
#include "support/sheet_proof.hpp"

namespace flowdown {
namespace {

using testing::dump;
using testing::exceptions_for;
using testing::gate_of;
using testing::load_or_fail;
using testing::MemoryFiles;
using testing::prove;

constexpr const char* kMaker = "  maker: {kind: developer, policies: [up]}\n";
constexpr const char* kShop =
    "parties: {shop: {kind: application, policies: [own], practices: [monitoring]}}\n";
constexpr const char* kModel = "artifacts: {m: {kind: model, developer: maker}}\n";

// What is new: `2026-07-01.. breach-use`, `2026-02-01..2026-06-30 gap-silent accepted`.
std::string told(const Onboarding& answer) {
  std::string text;
  for (std::size_t i = 0; i < answer.bulletin.entries.size(); ++i) {
    const Entry& entry = answer.bulletin.entries[i];
    const bool blind =
        entry.code == Code::kBlindUnknownTerms || entry.code == Code::kBlindUnenforced;
    if (entry.change == Change::kUnchanged || entry.severity == Severity::kNote || blind) continue;
    for (const Period& period : answer.periods[i]) {
      text += period.from.text() + ".." + (period.until ? period.until->text() : "") + " ";
    }
    if (entry.change == Change::kGone) text += "gone ";
    text += std::string(name_of(entry.severity)) + " " + std::string(info(entry.code).name);
    if (entry.accepted) text += " accepted";
    text += "\n";
  }
  return text;
}

// A maker whose policy `up` prohibits fraud, and from 2026-06-01 on gambling as well where `later`
// is set; a shop whose policy `own` says the same.
struct Situation {
  const char* says;
  const char* own;  // further versions of the shop's policy, or none
  bool later;
  const char* graph;      // parties, artifacts and agreements beside the maker
  const char* candidate;  // beside its id
  const char* as_of;      // empty: as without --as-of
  const char* expected;   // what is new, and the answer
};

struct Answered {
  Model graph, with;
  Gate gate;
  OnboardOptions options;
  Onboarding answer;
};

Answered answer_to(const Situation& s) {
  MemoryFiles files;
  const std::string_view up =
      "flowdown: 1\npolicy: up\nissuer: maker\ndocument: licence\nflow_down: bind\n";
  files.add(
      "policies/up.yaml",
      std::string(up) + "version: '1'\neffective: 2024-01-01\nrules: [{prohibit: [fraud]}]\n");
  if (s.later) {
    files.add("policies/up-2.yaml",
              std::string(up) +
                  "version: '2'\neffective: 2026-06-01\nrules: [{prohibit: [fraud, gambling]}]\n");
  }
  const std::string_view own = "flowdown: 1\npolicy: own\nissuer: shop\ndocument: licence\n";
  files.add(
      "policies/own.yaml",
      std::string(own) + "version: '1'\neffective: 2024-01-01\nrules: [{prohibit: [fraud]}]\n");
  files.add("new/own-2.yaml", std::string(own) + "version: '2'\n" + s.own);
  const std::string graph = std::string("parties:\n") + kMaker + s.graph;
  Answered result;
  result.graph = load_or_fail(graph, "", files);
  result.with = load_or_fail(graph, s.candidate, files);
  result.gate = gate_of(std::string(default_gate()));
  const std::string_view as_of = s.as_of;
  result.options.as_of =
      as_of.empty() ? first_day(result.with, *result.graph.graph.as_of) : *Date::parse(as_of);
  result.answer = onboard(result.graph, result.with, result.gate, result.options);
  return result;
}

const std::string kDraft =
    std::string(kShop) +
    "agreements: [{id: in, from: maker, to: shop, artifacts: [m], channel: api, ";
const std::string kFraud =
    "parties: {shop: {kind: application, policies: [own], practices: [monitoring], uses: "
    "[fraud]}}\nagreements: [{id: in, from: maker, to: shop, artifacts: [m], channel: api, ";
const std::string kOwn2 = "policies: [new/own-2.yaml]\n";
const std::string kWaived = kFraud +
                            "effective: 2026-02-01, incorporates: [up], waives: [{policy: up, "
                            "uses: [fraud], until: 2026-07-31}]}]\n";
const std::string kEnds =
    kDraft + "effective: 2026-02-01, incorporates: [up], expires: 2026-05-31}]\n";
const std::string kYear =
    kDraft + "effective: 2026-02-01, incorporates: [up], expires: 2027-01-31}]\n";
const std::string kTwo =
    std::string(kShop) +
    "agreements:\n"
    "  - {id: in, from: maker, to: shop, artifacts: [m], channel: api, effective: 2026-02-01, "
    "incorporates: [up]}\n"
    "  - {id: out, from: shop, to: user, artifacts: [m], channel: api, effective: 2026-09-01, "
    "incorporates: [own]}\n";
const std::string kUser = std::string("  user: {kind: application}\n") + kModel;
const std::string kGood = kDraft + "incorporates: [up]}]\n";
const std::string kLaterPolicy = kOwn2 + kGood;
const std::string kGambling =
    "parties: {shop: {kind: application, policies: [own], practices: [monitoring], uses: "
    "[gambling]}}\nagreements: [{id: in, from: maker, to: shop, artifacts: [m], channel: api, "
    "incorporates: [up]}]\n";
// The shop is there, and its contract is to be replaced in the autumn; from now on it would supply
// somebody else.
const std::string kThere =
    "  shop: {kind: application, policies: [own], practices: [monitoring]}\n"
    "  user: {kind: application}\n" +
    std::string(kModel) +
    "agreements: [{id: in, from: maker, to: shop, artifacts: [m], channel: api, incorporates: "
    "[up]}, {id: out, from: shop, to: user, artifacts: [m], channel: api, incorporates: []}]\n";
const std::string kReplacedLater =
    "parties: {maker2: {kind: developer, policies: none}}\n"
    "artifacts: {n: {kind: model, developer: maker2}}\n"
    "agreements:\n"
    "  - {id: also, from: maker2, to: shop, artifacts: [n], channel: api, incorporates: []}\n"
    "  - {id: out, from: shop, to: user, artifacts: [m], channel: api, effective: 2026-09-01, "
    "incorporates: [up]}\n";

TEST(OnboardOverTime, WhatIsWrongLaterCounts) {
  const Situation kSituations[] = {
      {"the waiver in the draft ends within the year", "rules: []\n", false, kModel,
       kWaived.c_str(), "",
       "2026-08-01.. warning waiver-expired\n2026-08-01.. error breach-use\n"
       "approve_with_conditions\nstop party=shop from=shop by=2026-08-01 `no fraud under uses`"},
      {"the second draft takes effect later, and does not carry the policy", "rules: []\n", false,
       kUser.c_str(), kTwo.c_str(), "",
       "2026-09-01.. error break-not-bound\napprove_with_conditions\n"
       "incorporate agreement=out policy=up from=shop by=2026-09-01 `incorporates: [up]`"},
      {"the same, asked for a day before either", "rules: []\n", false, kUser.c_str(), kTwo.c_str(),
       "2025-12-01",
       "2026-09-01.. error break-not-bound\napprove_with_conditions\n"
       "incorporate agreement=out policy=up from=shop by=2026-09-01 `incorporates: [up]`"},
      {"the partner's own policy changes for the worse later",
       "effective: 2026-10-01\nrules: [{allow: [fraud]}]\n", false, kModel, kLaterPolicy.c_str(),
       "",
       "2026-10-01.. error gap-permits\napprove_with_conditions\n"
       "strike party=shop policy=own from=shop by=2026-10-01 `no {allow: [fraud]} under rules`"},
      {"a policy of the graph that is announced already", "rules: []\n", true, kModel,
       kGambling.c_str(), "",
       "2026-06-01.. warning gap-silent\n2026-06-01.. error breach-use\n"
       "approve_with_conditions\nstop party=shop from=shop by=2026-06-01 `no gambling under uses`"},
      {"a contract for a year is not held against its end", "rules: []\n", false, kModel,
       kYear.c_str(), "", "approve"},
      {"one that ends sooner is", "rules: []\n", false, kModel, kEnds.c_str(), "",
       "2026-06-01.. error break-expired\napprove_with_conditions\n"
       "renew agreement=in from=shop by=2026-06-01 `expires: a day not before 2027-01-31, or "
       "none`"},
      {"until a contract is replaced, the one that is there counts", "rules: []\n", false,
       kThere.c_str(), kReplacedLater.c_str(), "",
       "2026-09-01.. gone error break-not-bound\napprove"},
  };
  for (const Situation& situation : kSituations) {
    SCOPED_TRACE(situation.says);
    const Answered a = answer_to(situation);
    EXPECT_EQ(told(a.answer) + dump(a.answer), situation.expected) << onboarding_text(a.answer, {});
    prove(a.graph, a.with, a.gate, a.options, a.answer);
  }
}

TEST(OnboardOverTime, FirstAndLastDay) {
  struct Case {
    const char* date;
    const char* candidate;
    const char* first;
    const char* last;
  };
  const Case kCases[] = {{"2026-01-01", kTwo.c_str(), "2026-02-01", "2027-08-31"},
                         {"2026-03-01", kTwo.c_str(), "2026-03-01", "2027-08-31"},
                         {"2028-01-01", kTwo.c_str(), "2028-01-01", "2028-12-30"},
                         {"2026-01-01", kGood.c_str(), "2026-01-01", "2026-12-31"},
                         {"2026-01-01", kShop, "2026-01-01", "2026-12-31"}};
  for (const Case& c : kCases) {
    const Answered a = answer_to({"", "rules: []\n", false, kUser.c_str(), c.candidate, "", ""});
    const Date first = first_day(a.with, *Date::parse(c.date));
    EXPECT_EQ(first.text(), c.first);
    EXPECT_EQ(last_day(a.graph, a.with, first).text(), c.last);
  }
}

TEST(OnboardOverTime, ACandidateThatTakesEverythingOutIsAnswered) {
  for (const char* removal : {"remove: {agreements: [in, out]}\n", "remove: {parties: [shop]}\n",
                              "remove: {artifacts: [m]}\n"}) {
    SCOPED_TRACE(removal);
    const Answered a = answer_to({"", "rules: []\n", false, kThere.c_str(), removal, "", ""});
    EXPECT_TRUE(a.answer.anything);
    EXPECT_EQ(told(a.answer) + dump(a.answer), "2026-01-01.. gone error break-not-bound\napprove");
  }
  const Answered nothing = answer_to({"", "rules: []\n", false, kModel, "note: none\n", "", ""});
  EXPECT_FALSE(nothing.answer.anything);
}

TEST(OnboardOverTime, ExceptionsAcceptUntilTheyEnd) {
  struct Case {
    const char* says;
    const char* expires;
    const char* expected;
  };
  const Case kCases[] = {
      {"beyond the last day", "2030-12-31", "2026-09-01.. error break-not-bound accepted\napprove"},
      {"within it: from then on the clause is needed", "2026-12-31",
       "2026-09-01.. error break-not-bound\napprove_with_conditions\n"
       "incorporate agreement=out policy=up from=shop by=2026-09-01 `incorporates: [up]`"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.says);
    Answered a = answer_to({"", "rules: []\n", false, kUser.c_str(), kTwo.c_str(), "", ""});
    const Exceptions exceptions = exceptions_for(
        a.with,
        "  - {code: break-not-bound, agreement: out, reason: signed soon, owner: Legal, "
        "expires: " +
            std::string(c.expires) + "}\n");
    a.options.settle.exceptions = &exceptions;
    a.options.settle.today = *Date::parse("2026-01-01");
    const Onboarding answer = onboard(a.graph, a.with, a.gate, a.options);
    EXPECT_EQ(told(answer) + dump(answer), c.expected) << onboarding_text(answer, {});
    EXPECT_NE(onboarding_text(answer, {}).find("until " + std::string(c.expires) + " by Legal"),
              std::string::npos)
        << onboarding_text(answer, {});
    prove(a.graph, a.with, a.gate, a.options, answer);
  }
}

}  // namespace
}  // namespace flowdown
