// The report as a whole, as text and as JSON: what it holds, and how it is laid out.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "flowdown/report.hpp"
#include "report/layout.hpp"
#include "report/words.hpp"
#include "support/disk_files.hpp"
#include "support/report_graphs.hpp"

namespace flowdown {
namespace {

using Json = nlohmann::ordered_json;
using testing::Audit;
using testing::every_code;
using testing::kMetaAup;
using testing::kSmallGraph;
using testing::load_text;
using testing::small;

constexpr const char* kAll = "  - prohibit: [self_harm, eating_disorders, military]\n";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

std::string without_escapes(std::string text) {
  for (std::size_t at = text.find('\x1b'); at != text.npos; at = text.find('\x1b', at)) {
    text.erase(at, text.find('m', at) + 1 - at);
  }
  return text;
}

// Text

TEST(Text, ReportOfASmallChain) {
  const Audit audit(small("aws-aup", kAll, "  - prohibit: [military, suicide]\n"));
  EXPECT_EQ(audit.text(), R"(A small chain (small)
judged as of 2024-04-08: 3 parties, 1 artifact, 2 agreements; 3 holdings (a
holding is a party with an artifact)

fails: 3 errors and 2 warnings

Who has to act
  1. agreement aws-to-wellness (Amazon Web Services → wellness): 1 error
  2. wellness, application: 2 errors and 2 warnings

1. agreement aws-to-wellness (Amazon Web Services → wellness)
-------------------------------------------------------------

error: break-not-bound  d4e3425a967bafdf
  agreement aws-to-wellness does not make Meta's meta-aup binding on wellness
  for llama, though that policy asks whoever passes the artifact on to do so
    graph.yaml:25:9
    25 |   - id: aws-to-wellness
       |         ^^^^^^^^^^^^^^^
  path        meta → (meta-to-aws) → aws → (aws-to-wellness) → wellness
  upstream    meta-aup, policies/meta.yaml:2, 1 rule
  downstream  1 holding depends on it
  what to do  agree with wellness on a clause that makes meta-aup binding, then
              record it: `incorporates: [meta-aup]` in agreement aws-to-wellness

2. wellness, application
------------------------

error: gap-silent  abcf683fc2194a29
  wellness-terms does not speak of cutting and eating disorders, which Meta's
  meta-aup prohibits for llama (clause 2.e)
    graph.yaml:9:3
    9 |   wellness:
      |   ^^^^^^^^
  path        meta → (meta-to-aws) → aws → (aws-to-wellness) → wellness
  upstream    meta-aup clause 2.e, policies/meta.yaml:8
  for example cutting, as text, in an app, to consumers in Germany
  contract    does not bind: agreement aws-to-wellness does not carry the policy
  what to do  name them in wellness-terms (`prohibit: [cutting,
              eating_disorders]`); or have Amazon Web Services bind wellness to
              the whole of it: `incorporates: [meta-aup]` in agreement
              aws-to-wellness

error: gap-narrower  0692f21a9a83d7ac
  wellness-terms covers only part of self-harm, which Meta's meta-aup prohibits
  for llama (clause 2.e)
  path        as above
  upstream    meta-aup clause 2.e, policies/meta.yaml:8
  for example self-harm, as text, in an app, to consumers in Germany
  contract    does not bind: agreement aws-to-wellness does not carry the policy
  what to do  widen the rule at policies/wellness.yaml:6, which names some kinds
              of the use only; or have Amazon Web Services bind wellness to the
              whole of it: `incorporates: [meta-aup]` in agreement
              aws-to-wellness

warning: gap-silent  4f041b21c757f003
  wellness-terms does not speak of cutting and eating disorders, which Amazon
  Web Services' aws-aup prohibits for llama
  path        aws → (aws-to-wellness) → wellness
  upstream    aws-aup, policies/aws.yaml:6
  for example cutting, as text, in an app, to consumers in Germany
  what to do  name them in wellness-terms (`prohibit: [cutting,
              eating_disorders]`)

warning: gap-narrower  bbceced469b225a8
  wellness-terms covers only part of self-harm, which Amazon Web Services'
  aws-aup prohibits for llama
  path        as above
  upstream    aws-aup, policies/aws.yaml:6
  for example self-harm, as text, in an app, to consumers in Germany
  what to do  widen the rule at policies/wellness.yaml:6, which names some kinds
              of the use only

Not known: nothing that this graph leaves open.
`flowdown explain GRAPH ID` gives the evidence of one finding, `flowdown codes
CODE` what a code means.
This is not legal advice.
)");
}

TEST(Text, VerdictsAreDistinct) {
  const auto verdict = [](const Audit& audit) { return lines_of(audit.text(120))[3]; };
  EXPECT_EQ(verdict(Audit(small("upstream, aws-aup", kAll, kAll))), "passes: no findings");
  EXPECT_EQ(verdict(Audit(small("upstream, aws-aup", "  - prohibit: [military]\n", kAll))),
            "passes with warnings: 1 warning");
  EXPECT_EQ(verdict(Audit(small("aws-aup", kAll, kAll))), "fails: 1 error");
  Model model = small("upstream, aws-aup", kAll, kAll);
  for (Terms& terms : model.graph.terms) terms.known = false;
  EXPECT_EQ(verdict(Audit(std::move(model))),
            "passes with warnings: 2 warnings; in part undetermined");
}

TEST(Text, AlwaysEndsInTheDisclaimer) {
  for (const char* incorporated : {"upstream, aws-aup", "aws-aup"}) {
    const std::string text = Audit(small(incorporated, kAll, kAll)).text();
    EXPECT_TRUE(text.ends_with("This is not legal advice.\n"));
    EXPECT_TRUE(has(text, "Not known: "));
  }
}

TEST(Text, FitsTheWidthExceptForLongWords) {
  const Audit every(every_code());
  const Audit bedrock(testing::load_shipped_graph("graphs/bedrock-2024.yaml"));
  constexpr std::size_t kHanging = 14;  // the widest indent before a word
  for (const Audit* audit : {&every, &bedrock}) {
    for (const std::size_t width : {40U, 80U, 120U}) {
      for (const std::string& line : lines_of(audit->text(width))) {
        if (columns(line) <= width) continue;
        const std::string word = line.substr(line.find_last_of(' ') + 1);
        EXPECT_GT(columns(word) + kHanging, width) << "at " << width << ": " << line;
      }
    }
  }
}

TEST(Text, ColourIsOnlyAddedWhenAskedFor) {
  const Audit audit(every_code());
  const std::string plain = audit.text(80, false);
  const std::string coloured = audit.text(80, true);
  EXPECT_FALSE(has(plain, "\x1b"));
  EXPECT_TRUE(has(coloured, "\x1b[1;31merror\x1b[0m"));
  EXPECT_EQ(without_escapes(coloured), plain);
}

TEST(Text, ShowsEveryId) {
  const Audit audit(every_code());
  const std::string text = audit.text();
  for (const Finding& finding : audit.findings.findings) {
    EXPECT_TRUE(has(text, id_of(finding, audit.model))) << info(finding.code).name;
  }
}

TEST(Text, NamesInTheGraphCannotActOnTheTerminal) {
  Model model = every_code();
  const std::string evil = "\x1b[2J\xe2\x80\xae\xff\n";
  model.graph.title = evil;
  for (Party& party : model.graph.parties) party.title = model.graph.symbols.intern(evil);
  for (PolicyVersion& version : model.policies.versions) {
    version.title = version.version = evil;
    for (Rule& rule : version.rules) rule.clause = evil;
  }
  for (Use& use : model.taxonomy.uses) use.title = evil;
  const Audit audit(std::move(model));
  const std::string text = audit.text();
  EXPECT_FALSE(has(text, "\x1b"));
  EXPECT_FALSE(has(text, "\xe2\x80\xae"));
  EXPECT_FALSE(has(text, "\xff"));
  EXPECT_TRUE(has(text, "\\x1b[2J\\u202e\\xff\\x0a"));
  EXPECT_NO_THROW(audit.json());
}

TEST(Text, FindingsThatSayTheSameOfSeveralArtifactsAreOne) {
  std::string graph(kSmallGraph);
  graph.replace(
      graph.find("agreements:"), 0,
      "  llama-b: {kind: model, developer: meta, modality: [text], policies: [meta-aup]}\n");
  for (std::size_t at = graph.find("[llama]"); at != graph.npos; at = graph.find("[llama]", at)) {
    graph.replace(at, 7, "[llama, llama-b]");
  }
  const Audit audit(load_text(
      graph + "aws-aup]\n",
      {{"policies/meta.yaml", std::string(kMetaAup)},
       {"policies/aws.yaml",
        "flowdown: 1\npolicy: aws-aup\nissuer: aws\ndocument: standalone\nrules:\n" +
            std::string(kAll)},
       {"policies/w.yaml",
        "flowdown: 1\npolicy: wellness-terms\nissuer: wellness\ndocument: standalone\nrules:\n" +
            std::string(kAll)}}));
  const std::string text = audit.text();
  EXPECT_EQ(audit.findings.findings.size(), 2U);
  EXPECT_EQ(text.find("error: break-not-bound"), text.rfind("error: break-not-bound"));
  EXPECT_TRUE(has(text, "llama and llama-b")) << text;
  EXPECT_TRUE(has(text, "also        llama-b")) << text;
}

// JSON

std::vector<std::string> keys_of(const Json& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

TEST(JsonReport, KeysStandInTheDocumentedOrder) {
  const Json json = Audit(every_code()).json();
  using Keys = std::vector<std::string>;
  EXPECT_EQ(keys_of(json),
            (Keys{"flowdown", "graph", "as_of", "summary", "findings", "gone", "notices"}));
  EXPECT_EQ(keys_of(json["summary"]), (Keys{"error", "warning", "note", "parties", "artifacts",
                                            "agreements", "holdings", "open", "accepted", "gone"}));
  for (const Json& finding : json["findings"]) {
    Keys keys = keys_of(finding);
    ASSERT_GE(keys.size(), 19U);
    keys.resize(19);
    EXPECT_EQ(keys, (Keys{"id", "code", "severity", "tentative", "party", "artifact", "agreement",
                          "issuer", "policy", "clauses", "uses", "groups", "witness", "path",
                          "bound", "downstream", "message", "help", "location"}));
  }
}

TEST(JsonReport, HoldsWhatTheFindingsHold) {
  const Audit audit(every_code());
  const Json json = audit.json();
  ASSERT_EQ(json["findings"].size(), audit.findings.findings.size());
  EXPECT_EQ(json["summary"]["error"], audit.findings.count(Severity::kError));
  for (std::size_t i = 0; i < json["findings"].size(); ++i) {
    const Finding& finding = audit.findings.findings[i];
    const Json& shown = json["findings"][i];
    EXPECT_EQ(shown["id"], id_of(finding, audit.model));
    EXPECT_EQ(shown["code"], info(finding.code).name);
    EXPECT_EQ(shown["uses"].size(), audit.findings.detail(finding).uses.size());
    EXPECT_EQ(shown["party"].is_null(), !finding.party);
    EXPECT_EQ(shown["unknown"].is_null(), finding.code != Code::kBlindUnknownTerms);
  }
}

TEST(JsonReport, TellsTheWay) {
  const Json json = Audit(every_code()).json();
  const auto path_of = [&](std::string_view code, std::string_view artifact) {
    for (const Json& finding : json["findings"]) {
      if (finding["code"] == code && finding["artifact"] == artifact &&
          (finding["party"] == "app" || finding["party"] == "tinker")) {
        return finding["path"].dump();
      }
    }
    return std::string();
  };
  EXPECT_EQ(path_of("breach-use", "base-chat"),
            R"([{"party":"lab","artifact":"base"},)"
            R"({"public":true,"party":"tinker","artifact":"base"},)"
            R"({"derivation":"finetune","party":"tinker","artifact":"base-chat"},)"
            R"({"agreement":"tinker-to-app","party":"app","artifact":"base-chat"}])");
}

TEST(JsonReport, ReplacesInvalidUtf8) {
  Model model = every_code();
  model.graph.id = "broken \xff";
  for (PolicyVersion& version : model.policies.versions) version.version = "\xc3";
  const Audit audit(std::move(model));
  EXPECT_EQ(audit.json()["graph"], "broken \xef\xbf\xbd");
}

TEST(JsonReport, OfNothingIsStillAReport) {
  const Json json = Audit(small("upstream, aws-aup", kAll, kAll)).json();
  EXPECT_EQ(json["findings"], Json::array());
  EXPECT_EQ(json["summary"]["error"], 0);
}

}  // namespace
}  // namespace flowdown
