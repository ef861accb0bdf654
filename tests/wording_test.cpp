// What a finding says: each code has words of its own, and they say no more than is so.

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "flowdown/report.hpp"
#include "support/disk_files.hpp"
#include "support/report_graphs.hpp"

namespace flowdown {
namespace {

using testing::Audit;
using testing::every_code;

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(Wording, EveryCodeHasOne) {
  const Audit audit(every_code());
  Tracer tracer(audit.flow);
  std::set<Code> seen;
  for (const Finding& finding : audit.findings.findings) {
    seen.insert(finding.code);
    const Wording words = wording(audit.flow, audit.findings, finding, tracer);
    SCOPED_TRACE(words.message + " / " + words.help);
    EXPECT_FALSE(words.message.empty());
    EXPECT_FALSE(words.help.empty());
    for (const std::string& text : {words.message, words.help}) {
      EXPECT_FALSE(text.ends_with('.'));
      EXPECT_FALSE(has(text, "  ")) << "words are missing";
      EXPECT_FALSE(has(text, " ,"));
      EXPECT_EQ(std::count(text.begin(), text.end(), '`') % 2, 0);
    }
    EXPECT_EQ(finding.tentative && finding.severity != Severity::kNote,
              has(words.message, "this is tentative, since "));
  }
  for (const CodeInfo& code : code_table()) {
    EXPECT_TRUE(seen.contains(code.code)) << code.name << " does not occur in the graph";
  }
}

TEST(Wording, ASilenceIsNeverCalledAnAllowance) {
  for (const Audit* audit : {new Audit(every_code()),
                             new Audit(testing::load_shipped_graph("graphs/bedrock-2024.yaml"))}) {
    Tracer tracer(audit->flow);
    for (const Finding& finding : audit->findings.findings) {
      if (finding.code == Code::kGapPermits) continue;
      const Wording words = wording(audit->flow, audit->findings, finding, tracer);
      for (const char* word : {"permit", "allowed", "allows"}) {
        EXPECT_FALSE(has(words.message, word)) << words.message;
      }
    }
    delete audit;
  }
}

TEST(Wording, OfOneOfEach) {
  const Audit audit(every_code());
  Tracer tracer(audit.flow);
  const auto message = [&](Code code, std::string_view at) -> std::string {
    for (const Finding& finding : audit.findings.findings) {
      const Graph& graph = audit.model.graph;
      const std::string_view place =
          finding.party ? graph.id_of(finding.party) : graph.id_of(finding.agreement);
      if (finding.code == code && place == at) {
        return wording(audit.flow, audit.findings, finding, tracer).message;
      }
    }
    return "no such finding";
  };
  struct Row {
    Code code;
    std::string_view at, message;
  };
  for (const Row& row : std::vector<Row>{
           {Code::kGapPermits, "app",
            "app-terms (App Terms) expressly permits adult content and pornography, which Lab's "
            "lab-aup prohibits for base (clause 2)"},
           {Code::kGapSilent, "app",
            "app-terms (App Terms) does not speak of 5 uses that Lab's lab-aup prohibits for base "
            "(clause 1)"},
           {Code::kGapNarrower, "app",
            "app-terms (App Terms) covers only part of medical advice, which Lab's lab-aup "
            "prohibits for base (clause 1)"},
           {Code::kGapCatchAll, "app",
            "app-terms does not name 4 uses that Cloud's cloud-aup prohibits for base, but "
            "prohibits whatever is unlawful, as these typically are"},
           {Code::kBreakNotBound, "cloud-to-app",
            "agreement cloud-to-app does not make Lab's lab-aup binding on App for base, though "
            "that policy asks whoever passes the artifact on to do so"},
           {Code::kBreakNoCopy, "cloud-to-app",
            "agreement cloud-to-app hands App no copy of Lab's lab-licence for base, though that "
            "policy asks that recipients be given one"},
           {Code::kBreakRelicensed, "tinker",
            "base-chat, made from base, is released without any policy, though Lab's lab-aup asks "
            "that its restrictions persist (clauses 1 and 2); left out is the ban on 16 uses"},
           {Code::kBreakExpired, "tinker-to-app",
            "agreement tinker-to-app ended on 2025-01-31, so that it no longer makes Lab's lab-aup "
            "binding on App for base-chat, while the supply goes on"},
           {Code::kBreachUse, "app",
            "App declares eating disorders and medical advice, which Lab's lab-aup prohibits for "
            "base (clause 1)"},
           {Code::kBreachAct, "cloud",
            "Cloud serves base to others through an API or app (shown by agreement cloud-to-app), "
            "which Lab's lab-licence prohibits (clause 9)"},
           {Code::kBreachLimit, "app",
            "App had 900,000,000 monthly active users on 2025-06-01, above the limit of "
            "700,000,000 in Lab's lab-licence for base (clause 2)"},
           {Code::kBreachDuty, "cloud",
            "Cloud owes AI disclosure under Lab's lab-aup for base (clause 3); none of its "
            "practices, policies and agreements shows that"},
           {Code::kWaiverUnauthorised, "cloud-to-app",
            "the waiver in agreement cloud-to-app, by which Cloud would release App from Lab's "
            "lab-aup as to military use for base, has no effect: Cloud neither issued that policy "
            "nor holds the power to waive it"},
           {Code::kWaiverExpired, "lab-to-arms",
            "the waiver in agreement lab-to-arms, which released arms from Lab's lab-aup as to "
            "weapons (conventional) for base, ended on 2025-01-01"},
           {Code::kWaiverApplied, "lab-to-arms",
            "Lab releases arms from Lab's lab-aup as to military use in the United States for base "
            "until 2026-01-01 (waiver in agreement lab-to-arms); those whom it supplies are not "
            "released"},
           {Code::kConflict, "app",
            "App cannot meet both of these for base: keeping logs for at least 30 days (what "
            "agreement cloud-to-app adds) and keeping no logs (what agreement cloud-to-app adds)"},
           {Code::kBlindUnknownTerms, "hub-to-app",
            "the terms of agreement hub-to-app are not known, so that what binds App through it is "
            "undetermined"},
           {Code::kBlindUnenforced, "app",
            "neither App nor Cloud monitors use of base, so that breaches of what has reached App "
            "may go unseen"},
           {Code::kBlindOutOfScope, "lab-to-cloud",
            "Lab's lab-api-terms does not cover supply of weights, so that it stops at agreement "
            "lab-to-cloud and does not reach Cloud for base"},
           {Code::kDrift, "lab-to-cloud",
            "agreement lab-to-cloud keeps Cloud to version 1 of Lab's lab-aup; in force is version "
            "2, which newly prohibits defamation, libel and slander"}}) {
    EXPECT_EQ(message(row.code, row.at), row.message) << info(row.code).name;
  }
}

}  // namespace
}  // namespace flowdown
