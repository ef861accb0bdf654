// Exceptions and baselines against small audits: what is accepted, what comes back, what is new.
// Each case changes one thing of the same audit.
#include "flowdown/settle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "oracle/spec.hpp"
#include "support/memory_files.hpp"
#include "support/random_model.hpp"

namespace flowdown {
namespace {

using testing::MemoryFiles;

// The shop says nothing of three uses that the maker prohibits, nothing binds it, and it owes a
// duty that it does not do.
constexpr std::string_view kGraph = R"(flowdown: 1
graph: small
as_of: 2024-06-01
policies: [policies]
parties:
  maker: {kind: developer, policies: [maker-aup], practices: [monitoring]}
  shop: {kind: application, policies: [shop-terms], practices: []}
artifacts:
  model: {kind: model, developer: maker}
agreements:
  - {id: supply, from: maker, to: shop, artifacts: [model], channel: api, incorporates: []}
)";
constexpr std::string_view kMaker = R"(flowdown: 1
policy: maker-aup
issuer: maker
document: standalone
flow_down: bind
rules: [{prohibit: [harassment, medical_advice, military]}, {require: attribution}]
)";
constexpr std::string_view kShop = R"(flowdown: 1
policy: shop-terms
issuer: shop
document: terms_of_service
rules: [{prohibit: csam}]
)";
constexpr Date kDay = {19875};  // 2024-06-01

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string result(text);
  const std::size_t at = result.find(what);
  EXPECT_NE(at, result.npos) << what;
  if (at != result.npos) result.replace(at, what.size(), by);
  return result;
}

struct Audit {
  explicit Audit(std::string graph = std::string(kGraph), std::string maker = std::string(kMaker),
                 std::string shop = std::string(kShop))
      : Audit({{"graph.yaml", std::move(graph)}}, {{"policies/maker.yaml", std::move(maker)},
                                                   {"policies/shop.yaml", std::move(shop)}}) {}
  Audit(std::vector<SourceText> graphs, std::vector<SourceText> policies)
      : model(load_all(std::move(graphs), std::move(policies))),
        flow(propagate(model, *model.graph.as_of)),
        findings(judge(flow)) {}
  Audit(const Audit&) = delete;

  static Model load_all(std::vector<SourceText> graphs, std::vector<SourceText> policies) {
    MemoryFiles files;
    for (SourceText& policy : policies) files.add(policy.name, policy.text);
    Sources sources;
    LoadOptions options = testing::with_small_taxonomy();
    options.taxonomy->text =
        replaced(options.taxonomy->text, "duties:\n", "duties:\n  monitoring: {title: Watch}\n");
    auto result = load(std::move(graphs), files, options, &sources);
    EXPECT_TRUE(result.ok()) << (result.ok() ? "" : render(result.problems(), sources));
    return std::move(result).value();
  }

  std::string id(Code code) const {
    for (const Finding& finding : findings.findings) {
      if (finding.code == code) return id_of(finding, model);
    }
    ADD_FAILURE() << "no " << info(code).name;
    return {};
  }

  std::multiset<std::string> ids() const {
    std::multiset<std::string> all;
    for (const Finding& finding : findings.findings) all.insert(id_of(finding, model));
    return all;
  }

  Exceptions exceptions(const std::string& entries) const {
    std::array<std::string_view, kCodes> codes;
    for (std::size_t i = 0; i < kCodes; ++i) codes[i] = code_table()[i].name;
    Sources sources;
    auto result = load_exceptions({"exceptions.yaml", "flowdown: 1\nexceptions:\n" + entries},
                                  model, codes, &sources);
    EXPECT_TRUE(result.ok()) << (result.ok() ? "" : render(result.problems(), sources));
    return result.ok() ? std::move(result).value() : Exceptions();
  }

  // What became of each finding, a line each, then of the baseline and the exceptions.
  std::string settled(const std::string& entries, const std::string& baseline = "",
                      Date today = kDay, bool strict = false) const {
    const Exceptions accepted = exceptions(entries.empty() ? "  []\n" : entries);
    std::optional<Baseline> before;
    if (!baseline.empty()) {
      auto result = read_baseline({"baseline.json", baseline});
      EXPECT_TRUE(result.ok());
      before = std::move(result).value();
    }
    const Settlement settlement =
        settle(flow, findings,
               {entries.empty() ? nullptr : &accepted, before ? &*before : nullptr, today, strict});
    std::string text;
    for (std::size_t i = 0; i < findings.findings.size(); ++i) {
      const Standing& standing = settlement.of(i);
      text += info(findings.findings[i].code).name;
      if (standing.accepted) {
        text += " accepted by " + standing.accepted->owner + " until " +
                standing.accepted->expires.text() + ", line " +
                std::to_string(standing.accepted->place.line);
      }
      if (standing.accepted_in_part) text += " accepted in part:";
      for (const std::string& use : standing.accepted_uses) text += " " + use;
      if (standing.change != Change::kNone) text += " " + std::string(name_of(standing.change));
      for (const std::string& cause : standing.causes) text += "; " + cause;
      text += standing.counts() ? "\n" : " -\n";
    }
    for (const Known& known : settlement.gone) {
      text += "gone " + std::string(info(known.code).name) + "\n";
    }
    for (const Notice& notice : settlement.notices) {
      text += std::string(name_of(notice.severity)) + " at " + std::to_string(notice.place.line) +
              ": " + notice.message + "\n";
    }
    return text;
  }

  std::string baseline(const std::string& entries = "") const {
    const Exceptions accepted = exceptions(entries.empty() ? "  []\n" : entries);
    return baseline_json(flow, findings, settle(flow, findings, {&accepted, nullptr, kDay}));
  }

  Model model;
  Flow flow;
  Findings findings;
};

const std::string kWhy = ", reason: r, owner: Ann, expires: 2024-12-31}\n";

// What the audit finds, each with what stands after its code.
std::string found(const std::string& silent, const std::string& not_bound, const std::string& duty,
                  const std::string& rest = "") {
  return "gap-silent" + silent + "\nbreach-duty" + duty + "\nbreak-not-bound" + not_bound + "\n" +
         rest;
}

TEST(Settle, NothingToSettleLeavesEveryFindingOpen) {
  EXPECT_EQ(Audit().settled(""), found("", "", ""));
}

TEST(Exceptions, AcceptByIdOrByCodeAndNames) {
  const Audit audit;
  const std::string by = " accepted by Ann until 2024-12-31, line 3 -";
  EXPECT_EQ(audit.settled("  - {finding: " + audit.id(Code::kGapSilent) + kWhy), found(by, "", ""));
  EXPECT_EQ(audit.settled("  - {code: gap-silent, party: shop" + kWhy), found(by, "", ""));
  EXPECT_EQ(audit.settled("  - {code: [gap-silent, breach-duty], party: [maker, shop]" + kWhy),
            found(by, "", by));
  EXPECT_EQ(audit.settled("  - {code: break-not-bound, agreement: supply, artifact: model" + kWhy),
            found("", by, ""));
  EXPECT_EQ(audit.settled("  - {code: [gap-silent, break-not-bound], policy: maker-aup" + kWhy),
            found(by, by, ""));
}

// One that names more than the finding has is of another finding.
TEST(Exceptions, AcceptNothingElse) {
  const Audit audit;
  const std::string stale = "warning at 3: the exception matches no finding";
  EXPECT_EQ(audit.settled("  - {code: gap-silent, party: maker" + kWhy),
            found("", "", "", stale + "\n"));
  EXPECT_EQ(audit.settled("  - {code: break-not-bound, party: shop" + kWhy),
            found("", "", "", stale + "\n"));
  EXPECT_EQ(audit.settled("  - {code: gap-silent, party: shop, policy: shop-terms" + kWhy),
            found("", "", "", stale + "\n"));
  EXPECT_EQ(audit.settled("  - {finding: 0123456789abcdef" + kWhy),
            found("", "", "", stale + "\n"));
  EXPECT_EQ(audit.settled("  - {code: gap-silent, party: shpo" + kWhy),
            found("", "", "", stale + "; there is no party `shpo`; did you mean `shop`?\n"));
  EXPECT_EQ(audit.settled("  - {code: gap-silent, party: shpo" + kWhy, "", kDay, true),
            found("", "", "",
                  "error at 3: the exception matches no finding; there is no party `shpo`; did you "
                  "mean `shop`?\n"));
}

TEST(Exceptions, NameWhatIsNotThereBesideWhatIs) {
  EXPECT_EQ(Audit().settled("  - {code: gap-silent, party: [shop, tsall]" + kWhy),
            found(" accepted by Ann until 2024-12-31, line 3 -", "", "",
                  "warning at 3: the exception names what is not there; there is no party "
                  "`tsall`\n"));
}

TEST(Exceptions, UsesAcceptNoMoreThanThemselves) {
  const Audit audit;
  const std::string head = "  - {code: gap-silent, party: shop, use: ";
  EXPECT_EQ(audit.settled(head + "harassment" + kWhy),
            found(" accepted in part: harassment harassment.satire", "", ""));
  // With all below them.
  EXPECT_EQ(audit.settled(head + "[abuse, medical_advice, military]" + kWhy),
            found(" accepted by Ann until 2024-12-31, line 3 -", "", ""));
  EXPECT_EQ(audit.settled("  - {code: gap-silent, party: shop, group: Harm" + kWhy),
            found(" accepted in part: harassment harassment.satire", "", ""));
  EXPECT_EQ(audit.settled("  - {finding: " + audit.id(Code::kGapSilent) + ", use: military" + kWhy),
            found(" accepted in part: military", "", ""));
  EXPECT_EQ(audit.settled(head + "csam" + kWhy),
            found("", "", "", "warning at 3: the exception matches no finding\n"));
}

TEST(Exceptions, UsesDoNotCoverDuties) {
  EXPECT_EQ(
      Audit().settled("  - {code: [breach-duty, break-not-bound], artifact: model, use: "
                      "[abuse, medical_advice, military]" +
                      kWhy),
      found("", " accepted in part: harassment harassment.satire medical_advice military", ""));
}

TEST(Exceptions, SeveralAcceptTogetherUntilTheFirstEnds) {
  EXPECT_EQ(Audit().settled("  - {code: gap-silent, party: shop, use: harassment" + kWhy +
                            "  - {code: gap-silent, artifact: model, use: [medical_advice, "
                            "military], reason: s, owner: Bob, expires: 2024-09-30}\n"),
            found(" accepted by Ann, Bob until 2024-09-30, line 3 -", "", ""));
  // Of two that accept all, the one that lasts longer.
  EXPECT_EQ(Audit().settled("  - {code: gap-silent, party: shop, reason: r, owner: Ann, expires: "
                            "2024-09-30}\n  - {code: gap-silent, artifact: model, reason: s, "
                            "owner: Bob, expires: 2024-10-31}\n"),
            found(" accepted by Bob until 2024-10-31, line 4 -", "", ""));
}

TEST(Exceptions, CountOnTheirLastDayAndComeBackAfter) {
  const Audit audit;
  const std::string entry = "  - {code: gap-silent, party: shop" + kWhy;
  const Date last = *Date::parse("2024-12-31"), after = *Date::parse("2025-01-01");
  EXPECT_EQ(audit.settled(entry, "", last),
            found(" accepted by Ann until 2024-12-31, line 3 -", "", ""));
  const std::string back =
      "warning at 3: the exception ended on 2024-12-31 (owner: Ann); what it "
      "accepted is back: gap-silent " +
      audit.id(Code::kGapSilent) + "\n";
  EXPECT_EQ(audit.settled(entry, "", after), found("", "", "", back));
  // Another one goes on.
  EXPECT_EQ(audit.settled(entry + "  - {code: gap-silent, party: shop, reason: s, owner: Bob, "
                                  "expires: 2025-12-31}\n",
                          "", after),
            found(" accepted by Bob until 2025-12-31, line 4 -", "", ""));
  // And one that goes on for a part of it does not hide the rest.
  EXPECT_EQ(audit.settled(entry + "  - {code: gap-silent, party: shop, use: military, reason: s, "
                                  "owner: Bob, expires: 2025-12-31}\n",
                          "", after),
            found(" accepted in part: military", "", "", back));
  EXPECT_EQ(audit.settled("  - {code: gap-permits, party: shop" + kWhy, "", after),
            found("", "", "",
                  "warning at 3: the exception matches no finding, and ended on 2024-12-31\n"));
}

// What is judged for a later day is not accepted by what will have ended by then.
TEST(Exceptions, EndOnTheDateJudgedToo) {
  const Audit audit(replaced(kGraph, "as_of: 2024-06-01", "as_of: 2025-01-01"));
  EXPECT_NE(audit.settled("  - {code: gap-silent, party: shop" + kWhy).find("is back"),
            std::string::npos);
}

TEST(Baseline, WhatItHasDoesNotCount) {
  const Audit audit;
  EXPECT_EQ(audit.settled("", audit.baseline()),
            found(" unchanged -", " unchanged -", " unchanged -"));
}

TEST(Baseline, ANewFindingCounts) {
  const std::string before =
      Audit(std::string(kGraph), std::string(kMaker),
            replaced(kShop, "csam", "[harassment, medical_advice, military]"))
          .baseline();
  EXPECT_EQ(Audit().settled("", before), found(" new", " unchanged -", " unchanged -"));
}

TEST(Baseline, AKnownFindingThatGrowsCounts) {
  const std::string before = Audit().baseline();
  EXPECT_EQ(Audit(std::string(kGraph), replaced(kMaker, "military]", "military, unlawful]"))
                .settled("", before),
            found(" new; more uses: unlawful", " new; more uses: unlawful", " unchanged -"));
  EXPECT_EQ(Audit(std::string(kGraph),
                  replaced(kMaker, "attribution}", "attribution}, {require: deletion}"))
                .settled("", before),
            found(" unchanged -", " new; more duties or limits: deletion",
                  " new; more duties or limits: deletion"));
}

TEST(Baseline, AKnownFindingThatBecomesGraverCounts) {
  // Bound by the agreement, the gap is a warning.
  const std::string before =
      Audit(replaced(kGraph, "incorporates: []", "incorporates: [maker-aup]")).baseline();
  EXPECT_NE(before.find("\"severity\":\"warning\""), std::string::npos);
  EXPECT_EQ(Audit().settled("", before), found(" new; error, was warning", " new", " unchanged -"));
  // The other way round nothing is new, and the break is gone.
  EXPECT_EQ(Audit(replaced(kGraph, "incorporates: []", "incorporates: [maker-aup]"))
                .settled("", Audit().baseline()),
            "gap-silent unchanged -\nbreach-duty unchanged -\ngone break-not-bound\n");
}

TEST(Baseline, WhatIsFixedIsNamedAlsoInPart) {
  EXPECT_EQ(Audit(std::string(kGraph), std::string(kMaker),
                  replaced(kShop, "csam", "[csam, medical_advice]"))
                .settled("", Audit().baseline()),
            found(" unchanged; no longer: medical_advice -", " unchanged -", " unchanged -"));
}

// Else an exception that has ended would stay for ever, by way of the baseline.
TEST(Baseline, HoldsNothingThatIsAccepted) {
  const Audit audit;
  const std::string entry = "  - {code: gap-silent, party: shop, use: military" + kWhy +
                            "  - {code: breach-duty, party: shop" + kWhy;
  const std::string baseline = audit.baseline(entry);
  EXPECT_EQ(audit.settled(entry, baseline),
            found(" accepted in part: military unchanged -", " unchanged -",
                  " accepted by Ann until 2024-12-31, line 4 new -"));
  EXPECT_EQ(audit.settled("", baseline),
            found(" new; more uses: military", " unchanged -", " new"));
}

TEST(Baseline, OfAnotherGraphIsSaid) {
  const Audit other(replaced(kGraph, "graph: small", "graph: other"));
  EXPECT_NE(Audit().settled("", other.baseline()).find("one of graph `other`"), std::string::npos);
}

TEST(Baseline, IsReadAsItWasWritten) {
  const Audit audit;
  Sources sources;
  const auto read = read_baseline({"b.json", audit.baseline()}, &sources);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().graph, "small");
  EXPECT_EQ(read.value().as_of, kDay);
  ASSERT_EQ(read.value().findings.size(), audit.findings.findings.size());
  for (const Finding& finding : audit.findings.findings) {
    const Known record = record_of(audit.flow, audit.findings, finding);
    const auto same = std::find_if(
        read.value().findings.begin(), read.value().findings.end(),
        [&](const Known& known) { return known.id == record.id && known.parts == record.parts; });
    EXPECT_NE(same, read.value().findings.end()) << record.id;
  }
}

TEST(Baseline, WhatIsNoBaselineIsRefused) {
  const std::string good = Audit().baseline();
  const struct {
    std::string text, problem;
  } cases[] = {
      {"", "b.json:1:1: error: the file ends too early to be JSON"},
      {"{\"flowdown\": 1,\n oops", "b.json:2:2: error: this is no JSON"},
      {"<<<<<<< ours\n" + good, "b.json:1:1: error: this is no JSON"},
      {"[]", "must be an object"},
      {"{}", "`flowdown` is missing"},
      {replaced(good, "\"flowdown\": 1", "\"flowdown\": 2"), "version of the format"},
      {replaced(good, "\"baseline\"", "\"graph\""), "unknown key `graph`"},
      {replaced(good, "2024-06-01", "2024-06-31"), "`as_of` must be a date"},
      {replaced(good, "gap-silent", "gap-loud"), "`code` of findings["},
      {replaced(good, "\"severity\":\"error\"", "\"severity\":\"fatal\""),
       "`severity` of findings[0]"},
      {replaced(good, "\"id\":\"", "\"id\":\"x"), "`id` of findings[0] must be 16 digits"},
      {replaced(good, "\"asks\":[", "\"asks\":[1,"),
       "`asks` of findings[0] must be a list of texts"},
      {replaced(good, "\"asks\":", "\"ask\":"), "unknown key `ask`"},
      {"{\"flowdown\": 1, \"baseline\": \"g\", \"as_of\": \"2024-06-01\"}", "`findings` must be a"},
      {std::string(100'000, '['), "error: the file ends too early"},
      {"\xff\xfe", "no JSON"},
  };
  for (const auto& [text, problem] : cases) {
    Sources sources;
    const auto read = read_baseline({"b.json", text}, &sources);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_NE(render(read.problems(), sources).find(problem), std::string::npos)
        << render(read.problems(), sources) << "for " << text.substr(0, 200);
  }
}

TEST(Baseline, TwoOfOneIdAreRefused) {
  const std::string good = Audit().baseline();
  const std::size_t first = good.find("\n  {"), end = good.find('\n', first + 1);
  const std::string twice =
      good.substr(0, end) + good.substr(first, end - first) + good.substr(end);
  const auto read = read_baseline({"b.json", twice});
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.problems()[0].message.find("stands there twice"), std::string::npos);
}

// The same graph, written otherwise.
TEST(Ids, StayWhenLinesMoveAndFilesAreSplit) {
  const Audit audit;
  const Audit moved("# a remark\n\n" + replaced(kGraph, "parties:", "\n\n# and another\nparties:"),
                    "\n\n\n" + std::string(kMaker));
  EXPECT_EQ(audit.ids(), moved.ids());
  const Audit split(
      {{"b/parties.yaml",
        "flowdown: 1\ngraph: small\nparties:\n"
        "  shop:\n    practices: []\n    policies: shop-terms\n    kind: application\n"},
       {"agreements.yaml",
        "flowdown: 1\ngraph: small\nagreements:\n  - id: supply\n    to: shop\n"
        "    from: maker\n    channel: api\n    artifacts: model\n"
        "    incorporates: []\n"},
       {"a.yaml",
        "flowdown: 1\ngraph: small\nas_of: 2024-06-01\npolicies: [elsewhere]\n"
        "artifacts:\n  model: {developer: maker, kind: model}\nparties:\n"
        "  maker: {policies: [maker-aup], kind: developer, practices: monitoring}\n"}},
      {{"elsewhere/1/z.yaml", std::string(kMaker)}, {"elsewhere/a.yaml", std::string(kShop)}});
  EXPECT_EQ(audit.ids(), split.ids());
  EXPECT_EQ(audit.baseline(), split.baseline());
}

TEST(Ids, StayWhenSomethingElseChanges) {
  const Audit audit;
  const auto stay = [&](const Audit& other, const char* what) {
    const auto ids = other.ids(), before = audit.ids();
    EXPECT_TRUE(std::includes(ids.begin(), ids.end(), before.begin(), before.end())) << what;
  };
  stay(Audit(replaced(kGraph, "parties:\n",
                      "parties:\n  bystander: {kind: application, uses: [harassment]}\n")),
       "another party");
  stay(Audit(replaced(kGraph, "artifacts:\n",
                      "artifacts:\n  another: {kind: model, developer: shop}\n")),
       "another artifact");
  stay(Audit(replaced(kGraph, "shop: {", "shop: {title: The Shop, note: new, ")), "a title");
  stay(Audit(std::string(kGraph), replaced(kMaker, "military]", "military, unlawful]")),
       "another use in the same gap");
  stay(Audit(std::string(kGraph), replaced(kMaker, "issuer: maker",
                                           "issuer: maker\nversion: '2'\neffective: 2024-01-01")),
       "a newer version of the policy");
  stay(Audit(replaced(kGraph, "as_of: 2024-06-01", "as_of: 2024-06-02")), "the date");
}

TEST(Ids, ChangeWithTheMeaning) {
  const std::string silent = Audit().id(Code::kGapSilent);
  const auto other = [&](const Audit& audit, const char* what) {
    EXPECT_EQ(audit.ids().count(silent), 0U) << what;
  };
  std::string graph = replaced(kGraph, "  shop:", "  store:");
  graph = replaced(graph, "to: shop", "to: store");
  other(Audit(graph), "another party");
  other(
      Audit(replaced(replaced(replaced(kGraph, "[maker-aup]", "[other-aup]"), "model:", "model-2:"),
                     "[model]", "[model-2]"),
            replaced(kMaker, "maker-aup", "other-aup")),
      "another artifact and policy");
  other(Audit(std::string(kGraph), std::string(kMaker),
              replaced(kShop, "{prohibit: csam}",
                       "{prohibit: csam}, {allow: [harassment, medical_advice, military]}")),
        "permitted instead of silent");
}

// The ids of a random chain, and what a baseline of it has.
struct RandomAudit {
  explicit RandomAudit(const oracle::Spec& spec)
      : model(oracle::build(spec)), flow(propagate(model, spec.as_of)), findings(judge(flow)) {}
  RandomAudit(const RandomAudit&) = delete;
  std::string baseline() const { return baseline_json(flow, findings, {}); }
  Model model;
  Flow flow;
  Findings findings;
};

TEST(Ids, OfRandomChainsDoNotDependOnTheOrderAndDiffer) {
  std::size_t seen = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    oracle::Rng rng(seed + 77);
    const oracle::Spec spec = oracle::random_spec(seed);
    const RandomAudit audit(spec), shuffled(oracle::shuffled(spec, rng));
    ASSERT_EQ(audit.baseline(), shuffled.baseline());

    oracle::Spec more = spec;
    oracle::PartySpec bystander;
    bystander.id = oracle::chance(rng, 0.5) ? "aardvark" : "zebra";
    more.parties.push_back(bystander);
    ASSERT_EQ(audit.baseline(), RandomAudit(more).baseline());

    std::set<std::string> ids;
    for (const Finding& finding : audit.findings.findings) ids.insert(id_of(finding, audit.model));
    ASSERT_EQ(ids.size(), audit.findings.findings.size());
    seen += ids.size();

    // Against its own baseline nothing is new and nothing gone.
    auto before = read_baseline({"b.json", audit.baseline()});
    ASSERT_TRUE(before.ok());
    const Settlement same =
        settle(shuffled.flow, shuffled.findings, {nullptr, &before.value(), spec.as_of});
    for (std::size_t i = 0; i < same.standings.size(); ++i) {
      const Standing& standing = same.of(i);
      ASSERT_FALSE(standing.counts())
          << info(shuffled.findings.findings[i].code).name << ' '
          << (standing.causes.empty() ? std::string("not there") : standing.causes.front());
    }
    ASSERT_TRUE(same.gone.empty());
    ASSERT_TRUE(same.notices.empty());
  }
  EXPECT_GT(seen, 1000U);
}

}  // namespace
}  // namespace flowdown
