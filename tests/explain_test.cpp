// What `flowdown explain` says: for each way in which a policy stops or binds, a small graph and
// the words and lines that the answer must hold.

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "flowdown/explain.hpp"
#include "flowdown/load.hpp"
#include "support/memory_files.hpp"

namespace flowdown {
namespace {

using testing::MemoryFiles;

// A graph over the small taxonomy, carried and judged.
struct Chain {
  std::unique_ptr<Model> model;
  std::unique_ptr<Flow> flow;
  Findings findings;

  Question question(std::string_view party, std::string_view artifact, std::string_view use,
                    std::string_view policy) const {
    Question question;
    question.party = model->graph.find_party(party);
    if (!artifact.empty()) question.artifact = model->graph.find_artifact(artifact);
    if (!use.empty()) question.use = model->taxonomy.find_use(use).value();
    if (!policy.empty()) question.policy = model->policies.find(policy).value();
    return question;
  }

  Explanation ask(std::string_view party, std::string_view artifact = {}, std::string_view use = {},
                  std::string_view policy = {}) const {
    return explain(*flow, findings, question(party, artifact, use, policy));
  }

  std::string text(const Explanation& explanation, std::size_t width = 400) const {
    return explanation_text(*flow, findings, explanation, {width, false});
  }
};

Chain chain(const std::string& graph, const std::string& policies) {
  MemoryFiles files;
  std::size_t number = 0;
  std::string rest = policies;
  // Policies are separated by a line of three dashes.
  while (!rest.empty()) {
    const std::size_t end = rest.find("---\n");
    files.add("p/" + std::to_string(number++) + ".yaml", rest.substr(0, end));
    rest = end == std::string::npos ? std::string() : rest.substr(end + 4);
  }
  Sources sources;
  auto loaded = load({{"g.yaml", graph}}, files, testing::with_small_taxonomy(), &sources);
  if (!loaded) throw std::runtime_error(render(loaded.problems(), sources));
  Chain result;
  result.model = std::make_unique<Model>(std::move(loaded).value());
  result.flow = std::make_unique<Flow>(propagate(*result.model, Date::parse("2024-06-01").value()));
  result.findings = judge(*result.flow, {"small-2"});
  return result;
}

constexpr std::string_view kParties = R"(flowdown: 1
graph: g
policies: [p]
parties:
  maker: {kind: developer, policies: [aup]}
  cloud: {kind: cloud_provider, policies: none}
  shop:  {kind: application, policies: none, operates_in: [DE]}
artifacts:
  model: {kind: model, developer: maker, modality: [text]}
agreements:
)";

std::string graph(std::string_view agreements) {
  return std::string(kParties) + std::string(agreements);
}

std::string aup(std::string_view keys,
                std::string_view rule = "{prohibit: [military], clause: 2.a}") {
  return "flowdown: 1\npolicy: aup\nissuer: maker\ndocument: licence\n" + std::string(keys) +
         "\nrules:\n  - " + std::string(rule) + "\n";
}

std::string to_cloud(std::string_view keys) {
  return "  - {id: up, from: maker, to: cloud, artifacts: [model], channel: weights, " +
         std::string(keys) + "}\n";
}

std::string to_shop(std::string_view keys) {
  return "  - {id: down, from: cloud, to: shop, artifacts: [model], channel: api, " +
         std::string(keys) + "}\n";
}

// One question: about the shop's military use, unless the case says otherwise.
struct Case {
  std::string_view name;
  std::string graph, policies;
  Answer reaches, binds;
  std::vector<std::string> phrases;  // each must be in the text
};

void check(const Case& c) {
  SCOPED_TRACE(c.name);
  const Chain made = chain(c.graph, c.policies);
  const Explanation explanation = made.ask("shop", "model", "military");
  const std::string text = made.text(explanation);
  ASSERT_EQ(explanation.holdings.size(), 1U) << text;
  ASSERT_FALSE(explanation.holdings[0].policies.empty()) << text;
  const PolicyAnswer& answer = explanation.holdings[0].policies[0];
  EXPECT_EQ(answer.reaches, c.reaches) << text;
  EXPECT_EQ(answer.binds, c.binds) << text;
  for (const std::string& phrase : c.phrases) {
    EXPECT_NE(text.find(phrase), std::string::npos) << "no `" << phrase << "` in\n" << text;
  }
  const auto json = nlohmann::json::parse(explanation_json(*made.flow, made.findings, explanation));
  EXPECT_EQ(json["holdings"][0]["policies"][0]["policy"],
            made.model->policies.policies[answer.policy.index()].id);
}

TEST(Explain, NamesWhereAPolicyStopsAndWhy) {
  const std::string both = to_cloud("incorporates: [aup]") + to_shop("incorporates: []");
  check({"channel",
         graph(both),
         aup("covers: [weights]"),
         Answer::kNo,
         Answer::kNo,
         {"no: it stops at agreement down: aup does not cover this channel, only supply as "
          "downloaded weights (p/0.yaml:2)",
          "1. maker puts aup on model (g.yaml:5)",
          "2. agreement up supplies model to cloud as downloaded weights (g.yaml:11)",
          "3. agreement down supplies model to shop through the API (g.yaml:12)",
          "blind-out-of-scope"}});
  check({"recipients",
         graph(both),
         aup("reaches: [derivatives]"),
         Answer::kNo,
         Answer::kNo,
         {"no: it stops at agreement down: aup binds its first recipient only"}});
  check({"where",
         graph(to_cloud("incorporates: [aup], where: {territory: [US]}") +
               to_shop("incorporates: []")),
         aup("", "{prohibit: [military], when: {territory: [EU]}}"),
         Answer::kNo,
         Answer::kNo,
         {"no: it stops at agreement up: the agreement is limited to use in the United States"}});
  check({"waiver downstream",
         graph(to_cloud("incorporates: [aup], waives: [{policy: aup, uses: [military], "
                        "extends_downstream: true, until: 2024-12-31, clause: \"5.1\"}]") +
               to_shop("incorporates: []")),
         aup(""),
         Answer::kNo,
         Answer::kNo,
         {"no: it stops at agreement up: waived by maker in agreement up (clause 5.1, g.yaml:11), "
          "for military use, until 2024-12-31",
          "waiver-applied"}});
  check({"another version",
         graph(to_cloud("incorporates: [aup@old], effective: 2023-01-01") +
               to_shop("incorporates: []")),
         "flowdown: 1\npolicy: aup\nissuer: maker\ndocument: licence\nversion: old\neffective: "
         "2020-01-01\nrules:\n  - "
         "{prohibit: [csam]}\n---\nflowdown: 1\npolicy: aup\nissuer: maker\ndocument: "
         "licence\nversion: new\n"
         "effective: 2024-01-01\nrules:\n  - {prohibit: [military]}\n",
         Answer::kNo,
         Answer::kNo,
         {"no: it stops at agreement up: the agreement hands on version old, which does not ask "
          "this"}});
  check({"not in force",
         graph(both),
         aup("effective: 2025-01-01"),
         Answer::kNo,
         Answer::kNo,
         {"no: no version of aup is in force on 2024-06-01",
          "1. maker lists aup for model (g.yaml:5)"}});
}

TEST(Explain, SaysThatAnAgreementIsNotYetEffective) {
  const Chain made = chain(graph(to_cloud("incorporates: [aup]") +
                                 to_shop("incorporates: [aup], effective: 2025-01-01")),
                           aup(""));
  const std::string text = made.text(made.ask("shop", "model", "military"));
  EXPECT_NE(text.find("On 2024-06-01, shop does not hold model"), std::string::npos) << text;
  EXPECT_NE(text.find("agreement down from cloud to shop takes effect only on 2025-01-01, so it "
                      "supplies no model yet (g.yaml:12)"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("could supply it: cloud and maker"), std::string::npos) << text;

  const Chain second = chain(
      graph(to_cloud("incorporates: [aup], effective: 2025-01-01") + to_shop("incorporates: []")),
      aup(""));
  const Explanation explanation = second.ask("shop", "model", "military");
  ASSERT_EQ(explanation.holdings[0].policies.size(), 1U) << second.text(explanation);
  EXPECT_NE(second.text(explanation).find("no: agreement up takes effect only on 2025-01-01"),
            std::string::npos)
      << second.text(explanation);
}

TEST(Explain, NamesTheContextsOfAPolicyThatReachesInPart) {
  const std::string limited = graph(to_cloud("incorporates: [aup]") +
                                    to_shop("incorporates: [aup], where: {territory: [EU]}"));
  check({"where, which holds all that counts",
         limited,
         aup(""),
         Answer::kPartly,
         Answer::kYes,
         {"partly: the agreement is limited to use in the EU; but all of it in the contexts that "
          "the graph states for shop"}});
  check({"waiver of a part",
         graph(to_cloud("incorporates: [aup], waives: [{policy: aup, uses: [military], when: "
                        "{territory: [DE]}, extends_downstream: true}]") +
               to_shop("incorporates: [aup]")),
         aup(""),
         Answer::kYes,
         Answer::kYes,
         {"yes"}});
  check({"waiver of a part, that the recipient does not name again",
         graph(to_cloud("incorporates: [aup], waives: [{policy: aup, uses: [military], when: "
                        "{territory: [DE]}, extends_downstream: true}]") +
               to_shop("incorporates: []")),
         aup(""),
         Answer::kPartly,
         Answer::kNo,
         {"partly: waived by maker in agreement up (g.yaml:11), for military use, in Germany; it "
          "does not reach, for example, military use, in Germany"}});
  check({"the rule's own contexts",
         graph(to_cloud("incorporates: [aup]") + to_shop("incorporates: [aup]")),
         aup("", "{prohibit: [military], when: {audience: [consumer]}, unless: [consent]}"),
         Answer::kYes,
         Answer::kYes,
         {"prohibits   military use: p/0.yaml:7, only to consumers, unless there is consent"}});
}

TEST(Explain, NamesWhatMakesAPolicyBinding) {
  const std::string up = to_cloud("incorporates: [aup]");
  check({"incorporates",
         graph(up + to_shop("incorporates: [aup]")),
         aup("flow_down: bind"),
         Answer::kYes,
         Answer::kYes,
         {"binds       yes: agreement down incorporates aup (g.yaml:12)"}});
  check({"upstream",
         graph(up + to_shop("incorporates: [upstream]")),
         aup("flow_down: bind"),
         Answer::kYes,
         Answer::kYes,
         {"yes: agreement up incorporates aup (g.yaml:11); then agreement down incorporates all "
          "that binds cloud (`upstream`), and this does (g.yaml:12)"}});
  check({"copy",
         graph(up + to_shop("delivers: [aup]")),
         aup("flow_down: copy"),
         Answer::kYes,
         Answer::kYes,
         {"yes: aup asks for a copy, and agreement down delivers one (g.yaml:12)"}});
  check({"equivalent",
         graph(up + to_shop("adds: [{prohibit: [military]}]")),
         aup("flow_down: bind_equivalent"),
         Answer::kYes,
         Answer::kYes,
         {"yes: the terms of agreement down prohibit the same"}});
  check({"direct",
         graph(up + to_shop("incorporates: []")),
         aup("flow_down: direct"),
         Answer::kYes,
         Answer::kYes,
         {"yes: whoever uses it contracts with the issuer of aup directly"}});
}

TEST(Explain, NamesWhereAPolicyStopsBindingAndWhy) {
  const std::string up = to_cloud("incorporates: [aup]");
  check({"unknown terms",
         graph(up + to_shop("grants: [host]")),
         aup("flow_down: bind"),
         Answer::kYes,
         Answer::kNo,
         {"not known: the terms of agreement down are not known (g.yaml:12)",
          "it arrives, but is not known to bind"}});
  check(
      {"expired",
       graph(up + to_shop("incorporates: [aup], expires: 2024-05-01")),
       aup("flow_down: bind"),
       Answer::kYes,
       Answer::kNo,
       {"no: agreement down expired on 2024-05-01 (g.yaml:12); while in force it would have bound",
        "break-expired"}});
  check({"expired and not incorporated",
         graph(up + to_shop("incorporates: [], expires: 2024-05-01")),
         aup("flow_down: bind"),
         Answer::kYes,
         Answer::kNo,
         {"agreement down expired on 2024-05-01 (g.yaml:12), and did not incorporate it anyway"}});
  check({"not incorporated",
         graph(up + to_shop("incorporates: []")),
         aup("flow_down: bind"),
         Answer::kYes,
         Answer::kNo,
         {"no: aup asks to be made binding onward, and agreement down does not incorporate it "
          "(g.yaml:12)",
          "error break-not-bound"}});
  check({"no copy",
         graph(up + to_shop("incorporates: []")),
         aup("flow_down: copy"),
         Answer::kYes,
         Answer::kNo,
         {"no: aup asks that a copy be handed over, and agreement down neither"}});
  check({"no flow-down",
         graph(up + to_shop("incorporates: []")),
         aup("flow_down: none"),
         Answer::kYes,
         Answer::kNo,
         {"no: aup asks for no flow-down, and agreement down does not incorporate it"}});
  check({"not equivalent",
         graph(up + to_shop("adds: [{prohibit: [csam]}]")),
         aup("flow_down: bind_equivalent"),
         Answer::kYes,
         Answer::kNo,
         {"neither incorporates it nor prohibits the same"}});
  check({"upstream, but the supplier is not bound",
         graph(to_cloud("incorporates: []") + to_shop("incorporates: [upstream]")),
         aup("flow_down: bind"),
         Answer::kYes,
         Answer::kNo,
         {"no: aup asks to be made binding onward, and agreement up does not incorporate it "
          "(g.yaml:11); and nothing later takes it up: agreement down incorporates all that binds "
          "cloud (`upstream`), but cloud is not bound by this"}});
  check({"lost, taken up, and lost again",
         graph(to_cloud("grants: [host]") +
               "  - {id: mid, from: cloud, to: reseller, artifacts: [model], channel: api, "
               "incorporates: [aup]}\n"
               "  - {id: down, from: reseller, to: shop, artifacts: [model], channel: api, "
               "incorporates: []}\n")
             .insert(kParties.find("  shop:"), "  reseller: {kind: distributor, policies: none}\n"),
         aup("flow_down: bind"),
         Answer::kYes,
         Answer::kNo,
         {"no: aup asks to be made binding onward, and agreement down does not incorporate it"}});
}

TEST(Explain, TellsAReleaseFromAStop) {
  const std::string released = graph(
      to_cloud("incorporates: [aup], grants: [waive]") +
      to_shop("incorporates: [aup], waives: [{policy: aup, uses: [military], until: 2024-12-31}]"));
  check({"released",
         released,
         aup("flow_down: bind"),
         Answer::kYes,
         Answer::kYes,
         {"released    all of it is waived by cloud in agreement down (g.yaml:12), for military "
          "use, until 2024-12-31",
          "not asked: shop is released from it"}});
}

TEST(Explain, ComparesWithThePartysOwnPolicies) {
  const auto own = [](std::string_view rule, std::string_view keys = "") {
    return aup("flow_down: bind") +
           "---\nflowdown: 1\npolicy: own\nissuer: shop\ndocument: terms_of_service\n" +
           std::string(keys) + "rules:\n  - " + std::string(rule) + "\n";
  };
  std::string with_own = graph(to_cloud("incorporates: [aup]") + to_shop("incorporates: [aup]"));
  with_own.replace(with_own.find("application, policies: none"), 27,
                   "application, policies: [own]");
  const auto covered = [&](std::string_view name, std::string_view rule, std::string phrase,
                           std::string_view keys = "") {
    check({name, with_own, own(rule, keys), Answer::kYes, Answer::kYes, {std::move(phrase)}});
  };
  covered("prohibits", "{prohibit: [military], clause: \"7\"}",
          "covered     yes: own prohibits it (clause 7, p/1.yaml:6)");
  covered("allows", "{allow: [military], clause: \"7\"}",
          "covered     no: own expressly allows it (clause 7, p/1.yaml:6)");
  covered("silent", "{prohibit: [csam]}",
          "covered     no: own does not speak of it, which is not the same as allowing it");
  covered("incomplete", "{prohibit: [csam]}",
          "which is not the same as allowing it; tentative, since own is known to be incomplete",
          "complete: false\n");
  covered("conditional", "{prohibit: [military], unless: [consent]}",
          "in part: own prohibits it, but not where there is consent (p/1.yaml:6)");
  covered("part", "{prohibit: [military], when: {audience: [consumer]}}",
          "in part: own prohibits it, but only to consumers (p/1.yaml:6); not covered is, for "
          "example, military use, as text, in an app, to businesses in Germany");
  check({"none",
         graph(to_cloud("incorporates: [aup]") + to_shop("incorporates: [aup]")),
         aup("flow_down: bind"),
         Answer::kYes,
         Answer::kYes,
         {"covered     no: shop has no policy of its own (g.yaml:7)"}});
  std::string unknown = graph(to_cloud("incorporates: [aup]") + to_shop("incorporates: [aup]"));
  unknown.replace(unknown.find("application, policies: none"), 27, "application");
  check({"unknown",
         unknown,
         aup("flow_down: bind"),
         Answer::kYes,
         Answer::kYes,
         {"covered     not known: the policies of shop are not stated (g.yaml:7)"}});
}

TEST(Explain, FollowsDerivationsAndPublicReleases) {
  const auto derived = [](std::string_view by) {
    return "flowdown: 1\ngraph: g\npolicies: [p]\nparties:\n"
           "  maker: {kind: developer, policies: [aup]}\n"
           "  shop: {kind: developer, policies: none}\n"
           "artifacts:\n"
           "  base: {kind: model, developer: maker}\n"
           "  model:\n    kind: model\n    developer: shop\n    policies: none\n"
           "    derived_from: [{artifact: base, by: " +
           std::string(by) + "}]\n";
  };
  check({"public and finetuned",
         derived("finetune"),
         aup("flow_down: copy"),
         Answer::kYes,
         Answer::kYes,
         {"2. shop takes base as maker released it to the public (g.yaml:13)",
          "3. base is fine-tuned into model by shop (g.yaml:13)",
          "yes: the public licence carries it (g.yaml:13); then shop is bound by it for base"}});
  check({"outputs",
         derived("distill"),
         aup("reaches: [recipients, derivatives]"),
         Answer::kNo,
         Answer::kNo,
         {"aup does not reach what is made from outputs (p/0.yaml:2)"}});
  const std::string of_maker =
      "flowdown: 1\ngraph: g\npolicies: [p]\nparties:\n"
      "  maker: {kind: developer, policies: none}\n"
      "  shop: {kind: application, policies: none}\n"
      "artifacts:\n"
      "  base: {kind: model, developer: maker, policies: [aup]}\n"
      "  model: {kind: model, developer: maker, policies: none, derived_from: [{artifact: base, "
      "by: finetune}]}\n"
      "agreements:\n"
      "  - {id: down, from: maker, to: shop, artifacts: [model], channel: api, incorporates: []}\n";
  check({"own policy of the parent",
         of_maker,
         aup(""),
         Answer::kNo,
         Answer::kNo,
         {"a developer's own policy for the parent is not carried into what it makes of it"}});
}

TEST(Explain, TellsTermsThatAnAgreementAdds) {
  check({"adds",
         graph(to_cloud("incorporates: []") +
               to_shop("adds: [{prohibit: [military], clause: \"9\"}]")),
         aup("", "{prohibit: [csam]}"),
         Answer::kYes,
         Answer::kYes,
         {"what agreement down adds", "clause 9, g.yaml:12", "yes: agreement down adds it"}});
}

TEST(Explain, TellsRegulationsWhichNeedNoSupply) {
  const std::string law =
      "---\nflowdown: 1\npolicy: law\nissuer: state\ndocument: regulation\nwhere: {territory: "
      "[EU]}\nrules:\n  - {prohibit: [military], clause: Art. 5}\n";
  std::string here = graph(to_cloud("incorporates: []") + to_shop("incorporates: []"));
  here.replace(here.find("artifacts:"), 0, "  state: {kind: regulator}\n");
  check({"in force here",
         here,
         aup("", "{prohibit: [csam]}") + law,
         Answer::kYes,
         Answer::kYes,
         {"yes: by law, it holds in the EU (p/1.yaml:2)", "yes: by law, without a contract",
          "clause Art. 5, p/1.yaml:7"}});
  std::string elsewhere = here;
  elsewhere.replace(elsewhere.find("[DE]"), 4, "[US]");
  const Chain made = chain(elsewhere, aup("", "{prohibit: [csam]}") + law);
  const std::string text = made.text(made.ask("shop", "model", "military", "law"));
  EXPECT_NE(text.find("no: law holds in the EU, where shop does not operate (g.yaml:7)"),
            std::string::npos)
      << text;
}

TEST(Explain, SummarisesWithoutAUse) {
  const Chain made = chain(graph(to_cloud("incorporates: [aup]") + to_shop("incorporates: []")),
                           aup("flow_down: bind",
                               "{prohibit: [harassment], clause: 1}\n  - {require: "
                               "attribution, clause: 3}"));
  const std::string text = made.text(made.ask("shop"));
  EXPECT_NE(text.find("policy  reaches  binds  covered\naup     yes      no     0 of 2 uses"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("aup also asks:\n  attribution (clause 3, p/0.yaml:8)"), std::string::npos)
      << text;
  EXPECT_NE(text.find("break-not-bound"), std::string::npos) << text;
  EXPECT_NE(text.find("`--use ID`"), std::string::npos) << text;
}

TEST(Explain, SaysWhenNobodyUpstreamProhibitsTheUse) {
  const Chain made = chain(graph(to_cloud("incorporates: [aup]") + to_shop("incorporates: []")),
                           aup("", "{prohibit: [harassment]}"));
  const std::string text = made.text(made.ask("shop", "model", "abuse"));
  EXPECT_NE(text.find("No policy upstream prohibits abuse."), std::string::npos) << text;
  EXPECT_NE(text.find("aup does not prohibit it."), std::string::npos) << text;
  EXPECT_NE(text.find("kinds of it are prohibited there: harassment and satire"), std::string::npos)
      << text;
}

TEST(Explain, EscapesNamesAndKeepsToTheWidth) {
  const Chain made = chain(graph(to_cloud("incorporates: [aup]") + to_shop("incorporates: []")),
                           aup("flow_down: bind"));
  Graph& hostile = made.model->graph;  // a loader may refuse such a title; a program need not
  hostile.parties[hostile.find_party("shop").index()].title =
      hostile.symbols.intern("Shop \x1b[31m\xe2\x80\xae");
  for (const std::size_t width : {40U, 60U, 80U, 120U}) {
    const std::string text = made.text(made.ask("shop", "model", "military"), width);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_NE(text.find("\\x1b[31m\\u202e"), std::string::npos) << text;
    EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
    EXPECT_EQ(text.back(), '\n');
  }
}

}  // namespace
}  // namespace flowdown
