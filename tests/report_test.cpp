// What the report says, and how it is laid out: words, wrapping, text and JSON.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "flowdown/report.hpp"
#include "report/layout.hpp"
#include "report/words.hpp"
#include "support/disk_files.hpp"
#include "support/memory_files.hpp"

namespace flowdown {
namespace {

using Json = nlohmann::ordered_json;

// A graph in which every code occurs, over the taxonomy that ships.
constexpr std::string_view kEveryCode = R"(flowdown: 1
graph: every-code
title: Every finding once
as_of: 2025-06-01
policies: [policies]
parties:
  lab: {kind: developer, title: Lab, policies: [lab-aup]}
  cloud: {kind: cloud_provider, title: "Cloud (fictional), a host", policies: [cloud-aup], practices: []}
  app:
    kind: application
    title: App
    policies: [app-terms]
    operates_in: [DE]
    audience: [consumer]
    purpose: [commercial]
    attributes: {monthly_active_users: 900_000_000}
    uses: [medical_advice, eating_disorders]
    practices: [log_retention]
  tinker: {kind: developer, title: Tinker, policies: none, practices: [incident_report]}
  hub: {kind: distributor, title: Hub}
  arms: {kind: application, policies: [arms-terms], uses: [military], operates_in: [US]}
artifacts:
  base: {kind: model, developer: lab, modality: [text], released: 2024-01-01, policies: [lab-aup, lab-licence, lab-api-terms]}
  base-chat: {kind: model, developer: tinker, modality: [text], policies: none, derived_from: [{artifact: base, by: finetune}]}
  mystery: {kind: model, developer: hub}
agreements:
  - id: lab-to-cloud
    from: lab
    to: cloud
    artifacts: [base]
    document: custom_contract
    channel: weights
    effective: 2024-06-01
    incorporates: [lab-aup@1]
    adds:
      - require: incident_report
        within: 72h
        clause: "7.2"
  - id: cloud-to-app
    from: cloud
    to: app
    artifacts: [base]
    document: terms_of_service
    channel: api
    incorporates: [cloud-aup]
    adds:
      - require: log_retention
        for_at_least: 30d
      - require: no_log_retention
    waives:
      - {policy: lab-aup, uses: [military]}
  - id: lab-to-arms
    from: lab
    to: arms
    artifacts: [base]
    document: custom_contract
    channel: weights
    incorporates: [lab-aup]
    waives:
      - {policy: lab-aup, uses: [military], when: {territory: [US]}, until: 2026-01-01}
      - {policy: lab-aup, uses: [weapons_conventional], until: 2025-01-01}
  - id: tinker-to-app
    from: tinker
    to: app
    artifacts: [base-chat]
    document: licence
    channel: app
    expires: 2025-01-31
    incorporates: [upstream]
  - id: hub-to-app
    from: hub
    to: app
    artifacts: [mystery]
    document: licence
    channel: api
)";

constexpr std::string_view kLabAup = R"(flowdown: 1
policy: lab-aup
title: Lab Acceptable Use Policy
issuer: lab
document: standalone
version: "1"
effective: 2024-01-01
flow_down: bind
rules:
  - prohibit: [self_harm, eating_disorders, military, fraud, medical_advice, human_trafficking]
    clause: "1"
  - prohibit: [adult_content]
    clause: "2"
  - require: ai_disclosure
    clause: "3"
)";

constexpr std::string_view kLabAup2 = R"(flowdown: 1
policy: lab-aup
title: Lab Acceptable Use Policy
issuer: lab
document: standalone
version: "2"
effective: 2025-01-01
flow_down: bind
rules:
  - prohibit: [self_harm, eating_disorders, military, fraud, medical_advice, human_trafficking]
    clause: "1"
  - prohibit: [adult_content, defamation]
    clause: "2"
  - require: ai_disclosure
    clause: "3"
)";

constexpr std::string_view kLicence = R"(flowdown: 1
policy: lab-licence
issuer: lab
document: licence
flow_down: copy
rules:
  - prohibit: [host_api, commercial_use]
    clause: "9"
  - limit: monthly_active_users
    at_most: 700_000_000
    unless: [separate_licence]
    clause: "2"
)";

constexpr std::string_view kApiTerms = R"(flowdown: 1
policy: lab-api-terms
issuer: lab
document: terms_of_service
covers: [api]
rules:
  - prohibit: [gambling]
)";

constexpr std::string_view kCloudAup = R"(flowdown: 1
policy: cloud-aup
issuer: cloud
document: standalone
covers: [api]
complete: false
rules:
  - prohibit: [unlawful, fraud]
)";

constexpr std::string_view kAppTerms = R"(flowdown: 1
policy: app-terms
title: App Terms
issuer: app
document: terms_of_service
rules:
  - prohibit: [unlawful]
  - prohibit: [medical_advice]
    unless: [human_review]
    clause: "2"
  - allow: [adult_content]
    clause: "3"
)";

constexpr std::string_view kArmsTerms = R"(flowdown: 1
policy: arms-terms
issuer: arms
document: terms_of_service
rules:
  - prohibit: [unlawful, suicide]
)";

struct Audit {
  Model model;
  Flow flow;
  Findings findings;

  // The stages refer to what they were made from, so an audit stays where it is.
  explicit Audit(Model from) : model(std::move(from)) { run(); }
  Audit(const Audit&) = delete;
  void run() {
    flow = propagate(model, model.graph.as_of.value_or(*Date::parse("2024-06-01")));
    findings = judge(flow);
  }
  std::string text(std::size_t width = 80, bool colour = false) const {
    return text_report(flow, findings, {width, colour});
  }
  Json json() const { return Json::parse(json_report(flow, findings)); }
};

Model load_text(std::string graph, const std::map<std::string, std::string>& policies) {
  testing::MemoryFiles files;
  for (const auto& [path, text] : policies) files.add(path, text);
  Sources sources;
  Result<Model> model = load({{"graph.yaml", std::move(graph)}}, files, {}, &sources);
  if (!model) throw std::runtime_error(testing::brief(model.problems(), sources, "graph.yaml"));
  return std::move(model).value();
}

Model every_code() {
  return load_text(std::string(kEveryCode), {{"policies/api.yaml", std::string(kApiTerms)},
                                             {"policies/app.yaml", std::string(kAppTerms)},
                                             {"policies/arms.yaml", std::string(kArmsTerms)},
                                             {"policies/cloud.yaml", std::string(kCloudAup)},
                                             {"policies/lab.yaml", std::string(kLabAup)},
                                             {"policies/lab2.yaml", std::string(kLabAup2)},
                                             {"policies/licence.yaml", std::string(kLicence)}});
}

constexpr std::string_view kSmallGraph = R"(flowdown: 1
graph: small
title: A small chain
as_of: 2024-04-08
policies: [policies]
parties:
  meta: {kind: developer, title: Meta, policies: [meta-aup]}
  aws: {kind: cloud_provider, title: Amazon Web Services, policies: [aws-aup], practices: [monitoring]}
  wellness:
    kind: application
    policies: [wellness-terms]
    operates_in: [DE]
    audience: [consumer]
    practices: []
artifacts:
  llama: {kind: model, developer: meta, modality: [text], policies: [meta-aup]}
agreements:
  - id: meta-to-aws
    from: meta
    to: aws
    artifacts: [llama]
    document: custom_contract
    channel: weights
    incorporates: [meta-aup]
  - id: aws-to-wellness
    from: aws
    to: wellness
    artifacts: [llama]
    document: terms_of_service
    channel: api
    incorporates: [)";

constexpr std::string_view kMetaAup = R"(flowdown: 1
policy: meta-aup
title: Meta Use Policy
issuer: meta
document: standalone
flow_down: bind
rules:
  - prohibit: [cutting, eating_disorders, self_harm, suicide, military]
    clause: 2.e
)";

Model small(const std::string& incorporated, const std::string& aws_rules,
            const std::string& wellness_rules) {
  const auto policy = [](const std::string& issuer, const std::string& id,
                         const std::string& rules) {
    return "flowdown: 1\npolicy: " + id + "\nissuer: " + issuer +
           "\ndocument: standalone\nrules:\n" + rules;
  };
  return load_text(
      std::string(kSmallGraph) + incorporated + "]\n",
      {{"policies/meta.yaml", std::string(kMetaAup)},
       {"policies/aws.yaml", policy("aws", "aws-aup", aws_rules)},
       {"policies/wellness.yaml", policy("wellness", "wellness-terms", wellness_rules)}});
}

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

// Words

TEST(Printable, ShowsWhatActsOnATerminal) {
  struct Row {
    std::string_view text, shown;
  };
  for (const Row& row : std::vector<Row>{{"", ""},
                                         {"Llama 2 – Größe 大", "Llama 2 – Größe 大"},
                                         {"\x1b[2J", "\\x1b[2J"},
                                         {"a\nb\tc\r", "a\\x0ab\\x09c\\x0d"},
                                         {std::string_view("\0", 1), "\\x00"},
                                         {"\x7f", "\\x7f"},
                                         {"\xc2\x9b"
                                          "31m",
                                          "\\u009b31m"},
                                         {"\xe2\x80\xae"
                                          "gnp",
                                          "\\u202egnp"},
                                         {"\xe2\x81\xa6x\xe2\x81\xa9", "\\u2066x\\u2069"},
                                         {"\xe2\x80\x8e\xe2\x80\x8f", "\\u200e\\u200f"},
                                         {"\xff", "\\xff"},
                                         {"\xc3", "\\xc3"},
                                         {"\xc0\xaf", "\\xc0\\xaf"},           // overlong
                                         {"\xed\xa0\x80", "\\xed\\xa0\\x80"},  // a surrogate
                                         {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}}) {
    EXPECT_EQ(printable(row.text), row.shown);
    EXPECT_EQ(printable(row.shown), row.shown) << "not stable";
  }
}

TEST(Words, OfAUsePoint) {
  const Model model = every_code();
  const Taxonomy& taxonomy = model.taxonomy;
  UsePoint point{*taxonomy.find_use("eating_disorders"), {}};
  point.context.safeguards.resize(taxonomy.safeguards.size());
  const auto set = [&](Dimension dimension, std::string_view value) {
    point.context.values[static_cast<std::size_t>(dimension)] =
        static_cast<std::uint16_t>(taxonomy.find_value(dimension, value).value());
  };
  set(Dimension::kModality, "text");
  set(Dimension::kChannel, "api");
  set(Dimension::kAudience, "consumer");
  set(Dimension::kTerritory, "DE");
  set(Dimension::kPurpose, "commercial");
  set(Dimension::kSector, "other");
  EXPECT_EQ(in_words(taxonomy, point),
            "eating disorders, as text, through the API, to consumers in Germany, for commercial "
            "purposes, outside the sectors listed");
  set(Dimension::kModality, "image");
  set(Dimension::kChannel, "weights");
  set(Dimension::kAudience, "minor");
  set(Dimension::kTerritory, "elsewhere");
  set(Dimension::kPurpose, "noncommercial");
  set(Dimension::kSector, "critical_infrastructure");
  point.context.safeguards[taxonomy.find_safeguard("human_review")->index()] = true;
  EXPECT_EQ(
      in_words(taxonomy, point),
      "eating disorders, as images, as downloaded weights, to minors outside the places "
      "listed, for non-commercial purposes, in the critical infrastructure sector, with human "
      "review in place");
  EXPECT_EQ(in_words(taxonomy, point, 0), "eating disorders, with human review in place");
}

TEST(Words, OfPlacesFallBackToTheCode) {
  EXPECT_EQ(place_name("US"), "the United States");
  EXPECT_EQ(place_name("NO"), "Norway");
  EXPECT_EQ(place_name("QQ"), "QQ");
  EXPECT_EQ(place_name(""), "");
}

TEST(Words, OfTitlesInsideASentence) {
  EXPECT_EQ(in_sentence("Eating disorders"), "eating disorders");
  EXPECT_EQ(in_sentence("AI disclosure"), "AI disclosure");
  EXPECT_EQ(in_sentence("A licence of its own"), "a licence of its own");
  EXPECT_EQ(in_sentence(""), "");
}

TEST(Words, OfQuantities) {
  using Unit = Quantity::Unit;
  EXPECT_EQ(in_words(Quantity{259200, Unit::kSeconds}), "3 days");
  EXPECT_EQ(in_words(Quantity{3600, Unit::kSeconds}), "1 hour");
  EXPECT_EQ(in_words(Quantity{90, Unit::kSeconds}), "90 seconds");
  EXPECT_EQ(in_words(Quantity{1200, Unit::kNumber}), "1,200");
}

TEST(Words, OfListsAndCounts) {
  EXPECT_EQ(join({}), "");
  EXPECT_EQ(join({"a"}), "a");
  EXPECT_EQ(join({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(join({"a", "b", "c"}, 2), "a, b and c") << "the last one is as short as `1 more`";
  EXPECT_EQ(join({"a", "b", "c", "d"}, 2), "a, b and 2 more");
  EXPECT_EQ(join_or({"a", "b"}), "a or b");
  EXPECT_EQ(count_of(1, "use"), "1 use");
  EXPECT_EQ(count_of(0, "party", "parties"), "0 parties");
  EXPECT_EQ(grouped(700000000), "700,000,000");
  EXPECT_EQ(grouped(-1234), "-1,234");
  EXPECT_EQ(grouped(999), "999");
}

TEST(Wrapping, CountsCodePoints) {
  EXPECT_EQ(wrap("größe größe größe", 11, "", ""), "größe größe\ngröße\n");
  EXPECT_EQ(wrap("a  b", 80, "- ", "  "), "- a b\n");
  EXPECT_EQ(wrap("", 80, "- ", "  "), "");
  EXPECT_EQ(wrap("unbreakable x", 4, "", " "), "unbreakable\n x\n");
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

// Wording

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
