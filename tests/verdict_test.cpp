// A verdict is of the whole graph, though parts of it that are alike are judged once: what is found
// in a graph with all of its artifacts is what is found without those that were left out.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "flowdown/findings.hpp"
#include "flowdown/load.hpp"
#include "support/memory_files.hpp"
#include "support/random_lines.hpp"

namespace flowdown {
namespace {

using testing::chance;
using testing::one_of;
using testing::pick;
using testing::RandomFile;
using testing::Rng;

// A hub: parts made after few patterns, each with names, days and now and then a note of its own.
class SmallHub {
 public:
  explicit SmallHub(std::uint64_t seed) : rng_(seed) {}

  std::string write() {
    add("party", R"("id": "larch", "kind": "developer", "policies": ["terms"])");
    with_evidence_ = chance(rng_, 40);
    const Pattern first = pattern(), second = changed(first);
    for (std::size_t i = 0; i < 4; ++i) add_part(first);
    add_part(second);
    if (chance(rng_, 30)) add_part(pattern());
    while (chance(rng_, 25)) add_agreement();
    std::shuffle(lines_.begin(), lines_.end(), rng_);
    std::string text = R"({"flowdown": 1, "graph": "hub", "as_of": "2025-06-30"})";
    text += R"(
{"policy": {"id": "terms", "issuer": "larch", "document": "licence", "reaches": ["recipients", "derivatives"], "flow_down": "bind", "rules": [{"prohibit": ["redistribute", "military", "output_training"], "clause": "1"}, {"require": "monitoring", "clause": "2"}, {"prohibit": ["harassment"], "when": {"channel": ["app"]}, "clause": "4"}, {"prohibit": ["derive"], "when": {"channel": ["weights"]}, "clause": "5"}, {"limit": "monthly_active_users", "at_most": 100, "measured": "at_release", "clause": "3"}]}}
{"policy": {"id": "soft", "issuer": "larch", "document": "licence", "reaches": ["recipients", "derivatives"], "flow_down": "copy", "rules": [{"prohibit": ["gambling", "commercial_use"], "clause": "1"}]}}
)";
    text += fmt::format(
        R"({{"policy": {{"id": "own", "issuer": "{}", "document": "licence", "reaches": ["recipients", "derivatives"], "flow_down": "bind", "rules": [{{"prohibit": ["derive"], "clause": "1"}}]}}}}
)",
        parties_[pick(rng_, parties_.size())]);
    for (const std::string& line : lines_) text += line + "\n";
    return text;
  }

 private:
  struct Parent {
    std::size_t artifact = 0;
    std::string by;
  };
  struct Node {
    std::size_t developer = 0;
    std::string said;
    std::vector<Parent> parents;
  };
  struct Pattern {
    std::vector<std::string> developers;
    std::vector<Node> artifacts;
  };

  std::string low() { return with_evidence_ && chance(rng_, 30) ? R"(, "confidence": "low")" : ""; }

  std::string of_developer() {
    static constexpr const char* kSaid[] = {"", R"(, "policies": ["terms"])",
                                            R"(, "policies": "none")",
                                            R"(, "purpose": ["commercial"])"};
    return one_of(rng_, kSaid) + low();
  }
  std::string of_artifact() {
    static constexpr const char* kSaid[] = {"", R"(, "policies": ["terms"])",
                                            R"(, "policies": ["soft"])", R"(, "policies": ["own"])",
                                            R"(, "policies": "none")"};
    return one_of(rng_, kSaid) + low();
  }
  std::string by() {
    static constexpr const char* kBy[] = {"finetune", "adapter", "distill", "quantize"};
    return one_of(rng_, kBy) + "\"" + low();
  }

  Pattern pattern() {
    Pattern result;
    const std::size_t developers = 1 + pick(rng_, 3);
    for (std::size_t i = 0; i < developers; ++i) result.developers.push_back(of_developer());
    const std::size_t artifacts = 1 + pick(rng_, 4);
    for (std::size_t i = 0; i < artifacts; ++i) {
      Node node;
      node.developer = pick(rng_, result.developers.size());
      node.said = i == 0 && chance(rng_, 60) ? R"(, "policies": ["terms"])" + low() : of_artifact();
      for (std::size_t parent = 0; parent < i; ++parent) {
        if (chance(rng_, 60)) node.parents.push_back({parent, by()});
      }
      result.artifacts.push_back(node);
    }
    return result;
  }

  // The same but for one thing.
  Pattern changed(Pattern pattern) {
    Node& node = pattern.artifacts[pick(rng_, pattern.artifacts.size())];
    switch (pick(rng_, 5)) {
      case 0:
        pattern.developers[pick(rng_, pattern.developers.size())] = of_developer();
        break;
      case 1:
        node.said = of_artifact();
        break;
      case 2:
        node.developer = pick(rng_, pattern.developers.size());
        break;
      case 3:
        if (!node.parents.empty()) node.parents.back().by = by();
        break;
      default:
        if (!node.parents.empty()) node.parents.pop_back();
    }
    return pattern;
  }

  // Names are in no order that the pattern knows.
  std::string name(const char* prefix) {
    return fmt::format("{}{}.{}", prefix, pick(rng_, 10), ++names_);
  }

  void add(const std::string& kind, const std::string& body) {
    lines_.push_back(fmt::format("{{\"{}\": {{{}}}}}", kind, body));
  }

  void add_part(const Pattern& pattern) {
    std::vector<std::string> developers, artifacts;
    for (const std::string& said : pattern.developers) {
      if (!parties_.empty() && chance(rng_, 10)) {
        developers.push_back(parties_[pick(rng_, parties_.size())]);
        continue;
      }
      developers.push_back(name("p"));
      // What only the thorough reader reads.
      static constexpr const char* kMore[] = {
          R"(, "attributes": {"monthly_active_users": {"2024-01-01": 50, "2025-01-01": 500}})",
          R"(, "practices": ["monitoring"])", R"(, "uses": ["gambling"])"};
      add("party", fmt::format(R"("id": "{}", "kind": "developer"{}{})", developers.back(), said,
                               chance(rng_, 4) ? one_of(rng_, kMore) : std::string()));
    }
    parties_.insert(parties_.end(), developers.begin(), developers.end());
    for (const Node& node : pattern.artifacts) {
      artifacts.push_back(name("a"));
      std::string parents;
      for (const Parent& parent : node.parents) {
        parents += fmt::format(R"({}{{"artifact": "{}", "by": "{}}})", parents.empty() ? "" : ", ",
                               artifacts[parent.artifact], parent.by);
      }
      if (!parents.empty()) parents = fmt::format(R"(, "derived_from": [{}])", parents);
      add("artifact", fmt::format(R"("id": "{}", "kind": "model", "developer": "{}"{}{}{}{})",
                                  artifacts.back(), developers[node.developer], node.said, parents,
                                  chance(rng_, 50)
                                      ? fmt::format(R"(, "released": "202{}-03-01")", pick(rng_, 6))
                                      : std::string(),
                                  chance(rng_, 2) ? R"(, "note": "its own")" : ""));
    }
    artifacts_.insert(artifacts_.end(), artifacts.begin(), artifacts.end());
  }

  void add_agreement() {
    static constexpr const char* kTerms[] = {
        "", R"(, "incorporates": "upstream")",
        R"(, "incorporates": ["terms"], "waives": [{"policy": "terms", "uses": ["military"]}])"};
    const std::string from = "larch", to = parties_[pick(rng_, parties_.size())];
    add("agreement",
        fmt::format(
            R"("id": "e{}", "from": "{}", "to": "{}", "artifacts": ["{}"], "channel": "weights"{})",
            ++names_, from, to, artifacts_[pick(rng_, artifacts_.size())], one_of(rng_, kTerms)));
  }

  Rng rng_;
  bool with_evidence_ = false;
  std::vector<std::string> lines_, parties_, artifacts_;
  std::size_t names_ = 0;
};

// Artifacts made from each other all over, by few developers of few kinds, so that what is alike is
// far from being a part of its own. Some lines are left to the thorough reader.
class TangledHub {
 public:
  explicit TangledHub(std::uint64_t seed) : rng_(seed) {}

  std::string write() {
    std::string text = R"({"flowdown": 1, "graph": "hub", "as_of": "2025-06-30"}
{"policy": {"id": "terms", "issuer": "larch", "document": "licence", "reaches": ["recipients", "derivatives"], "flow_down": "bind", "rules": [{"prohibit": ["redistribute", "military", "output_training"], "clause": "1"}, {"prohibit": ["harassment"], "when": {"channel": ["app"]}, "clause": "2"}, {"require": "monitoring", "clause": "3"}]}}
{"policy": {"id": "soft", "issuer": "larch", "document": "licence", "reaches": ["recipients", "derivatives"], "flow_down": "copy", "rules": [{"prohibit": ["gambling"], "when": {"channel": ["weights"]}, "clause": "1"}, {"prohibit": ["commercial_use"], "clause": "2"}]}}
)";
    std::vector<std::string> lines;
    const unsigned unsure = chance(rng_, 40) ? static_cast<unsigned>(pick(rng_, 50)) : 0;
    const unsigned declared = chance(rng_, 20) ? 5 : 0;
    const auto low = [&] { return chance(rng_, unsure) ? R"(, "confidence": "low")" : ""; };
    const auto more = [&] { return chance(rng_, declared) ? R"(, "title": "Caf\u00e9")" : ""; };
    const std::size_t kinds = 1 + pick(rng_, 2),
                      developers = 3 + pick(rng_, chance(rng_, 50) ? 6 : 30);
    static constexpr const char* kSaid[] = {R"(, "policies": ["terms"])", R"(, "policies": "none")",
                                            R"(, "purpose": ["commercial"])", ""};
    const std::size_t first_kind = pick(rng_, 3);
    for (std::size_t i = 0; i < developers; ++i) {
      lines.push_back(fmt::format(R"({{"party": {{"id": "p{}", "kind": "developer"{}{}{}}}}})",
                                  name(i), kSaid[first_kind + pick(rng_, kinds)], low(), more()));
    }
    static constexpr const char* kLicence[] = {R"(, "policies": ["terms"])", "",
                                               R"(, "policies": ["soft"])", ""};
    const std::size_t licences = 1 + pick(rng_, 4), artifacts = 20 + pick(rng_, 100);
    static constexpr const char* kBy[] = {"finetune", "adapter", "distill"};
    const std::size_t ways = 1 + pick(rng_, 3);
    const auto merges = static_cast<unsigned>(pick(rng_, 30)),
               roots = static_cast<unsigned>(20 + pick(rng_, 60));
    for (std::size_t i = 0; i < artifacts; ++i) {
      std::string parents;
      std::size_t before = i;
      for (bool another = i > 0 && !chance(rng_, roots); another && before > 0;
           another = chance(rng_, merges)) {
        const bool twice = !parents.empty() && chance(rng_, 20);
        if (!twice) before = pick(rng_, before);
        parents +=
            fmt::format(R"({}{{"artifact": "a{}", "by": "{}"{}}})", parents.empty() ? "" : ", ",
                        name(before), kBy[pick(rng_, ways)], low());
      }
      if (!parents.empty()) parents = fmt::format(R"(, "derived_from": [{}])", parents);
      lines.push_back(fmt::format(
          R"({{"artifact": {{"id": "a{}", "kind": "model", "developer": "p{}"{}{}{}{}}}}})",
          name(i), name(pick(rng_, developers)), kLicence[pick(rng_, licences)], parents, low(),
          more()));
    }
    for (std::size_t i = 0; chance(rng_, 30); ++i) {
      lines.push_back(fmt::format(
          R"({{"agreement": {{"id": "e{}", "from": "p{}", "to": "p{}", "artifacts": ["a{}"], "channel": "api"}}}})",
          i, name(0), name(1 + pick(rng_, developers - 1)), name(pick(rng_, artifacts))));
    }
    std::shuffle(lines.begin(), lines.end(), rng_);
    for (const std::string& line : lines) text += line + "\n";
    return text;
  }

 private:
  // In another order than the numbers.
  static std::string name(std::size_t number) {
    return fmt::format("{}.{}", number * 7919 % 101, number);
  }

  Rng rng_;
};

struct Outcome {
  bool loads = false;
  std::size_t artifacts = 0;
  std::set<std::string> kinds;  // of findings, but for what they are on
  // The same of acts. What somebody does with an artifact for several of its own is one finding.
  std::set<std::string> acts;
  std::set<std::string> codes;  // with policies
  std::optional<Severity> gravest;
};

Outcome outcome(const std::string& text, bool for_verdict, LoadOptions options = {},
                testing::MemoryFiles files = {}) {
  options.for_verdict = for_verdict;
  const auto model = load({{"graph.jsonl", text}}, files, options);
  Outcome result;
  if (!model.ok()) return result;
  result.loads = true;
  result.artifacts = model.value().graph.artifacts.size();
  const Flow flow = propagate(model.value(), Date::parse("2025-06-30").value());
  const Findings findings = judge(flow);
  for (const Finding& finding : findings.findings) {
    result.gravest = std::max(result.gravest.value_or(finding.severity), finding.severity);
    const Detail& detail = findings.detail(finding);
    std::string kind =
        fmt::format("{} severity {} tentative {} confidence {} bound {} policy {} unknown {}",
                    info(finding.code).name, static_cast<int>(finding.severity), finding.tentative,
                    static_cast<int>(finding.confidence), finding.bound, finding.policy.value,
                    static_cast<int>(detail.unknown));
    result.codes.insert(fmt::format("{} {}", info(finding.code).name, finding.policy.value));
    for (const UseId use : detail.uses) kind += fmt::format(" use {}", use.value);
    for (const RuleRef& rule : detail.rules) kind += fmt::format(" rule {}", rule.rule);
    (finding.code == Code::kBreachAct ? result.acts : result.kinds).insert(kind);
  }
  EXPECT_EQ(gravest(flow), result.gravest) << text;
  return result;
}

void expect_same(const Outcome& whole, const Outcome& part, const std::string& text) {
  ASSERT_TRUE(whole.loads && part.loads) << text;
  ASSERT_EQ(whole.gravest, part.gravest) << text;
  ASSERT_EQ(whole.codes, part.codes) << text;
  // That somebody has an artifact is as sure as the surest thing that it makes of it. Without that
  // the same may be found again, and less surely.
  if (text.find("confidence") == text.npos) {
    ASSERT_EQ(whole.kinds, part.kinds) << text;
  } else {
    ASSERT_TRUE(
        std::includes(part.kinds.begin(), part.kinds.end(), whole.kinds.begin(), whole.kinds.end()))
        << text;
  }
}

TEST(Verdict, FindsTheSameInATangle) {
  constexpr std::uint64_t kGraphs = 300;
  std::size_t all = 0, judged = 0, kinds = 0;
  for (std::uint64_t seed = 0; seed < kGraphs; ++seed) {
    const std::string text = TangledHub(seed).write();
    const Outcome whole = outcome(text, false), part = outcome(text, true);
    ASSERT_NO_FATAL_FAILURE(expect_same(whole, part, text)) << "seed " << seed;
    all += whole.artifacts;
    judged += part.artifacts;
    kinds += whole.kinds.size();
  }
  EXPECT_LT(judged, all * 3 / 4) << "hardly anything was left out";
  EXPECT_GT(kinds, 2 * kGraphs);
}

TEST(Verdict, FindsTheSameWithoutPartsThatAreAlike) {
  constexpr std::uint64_t kGraphs = 400;
  std::size_t all = 0, judged = 0, kinds = 0;
  for (std::uint64_t seed = 0; seed < kGraphs; ++seed) {
    const std::string text = SmallHub(seed).write();
    const Outcome whole = outcome(text, false), part = outcome(text, true);
    ASSERT_NO_FATAL_FAILURE(expect_same(whole, part, text)) << "seed " << seed;
    all += whole.artifacts;
    judged += part.artifacts;
    kinds += whole.kinds.size();
  }
  EXPECT_LT(judged, all * 4 / 5) << "hardly anything was left out";
  EXPECT_GT(kinds, 2 * kGraphs);
}

// Whatever tells two parts apart and is said of one of them alone is found.
TEST(Verdict, TellsPartsApartByAllThatCounts) {
  // A model under terms, and one made from it by somebody else, unless `one` says otherwise.
  struct Part {
    std::string by = R"("finetune")", derivation, model, made, maker = R"(, "policies": "none")";
    std::string second_parent, maker_of_model;
    bool by_itself = false, in_other_order = false;
  };
  const auto write = [](const std::string& name, const Part& part) {
    const std::string low = part.in_other_order ? "b" : "a", high = part.in_other_order ? "a" : "b";
    std::string text = fmt::format(
        R"({{"party": {{"id": "p{0}", "kind": "developer", "policies": ["terms"]{1}}}}}
{{"party": {{"id": "q{0}", "kind": "developer"{2}}}}}
{{"artifact": {{"id": "{3}{0}", "kind": "model", "developer": "p{0}", "policies": ["terms"]{4}}}}}
{{"artifact": {{"id": "{5}{0}", "kind": "model", "developer": "p{0}", "policies": ["terms"]}}}}
)",
        name, part.maker_of_model, part.maker, low, part.model, high);
    text += fmt::format(
        R"({{"artifact": {{"id": "d{0}", "kind": "model", "developer": "{1}{0}"{2}, "derived_from": [{{"artifact": "{3}{0}", "by": {4}{5}}}{6}]}}}}
)",
        name, part.by_itself ? "p" : "q", part.made, low, part.by, part.derivation,
        part.second_parent.empty()
            ? ""
            : fmt::format(R"(, {{"artifact": "{}{}", "by": {}}})", high, name, part.second_parent));
    return text;
  };
  const std::string low = R"(, "confidence": "low")";
  std::vector<std::pair<Part, Part>> pairs(9);
  pairs[0].second.by = R"("distill")";
  pairs[1].first.derivation = R"(, "note": "sure")";
  pairs[1].second.derivation = low;
  pairs[2].second.model = low;
  pairs[3].second.made = low;
  pairs[4].second.maker = R"(, "policies": "none", "confidence": "low")";
  pairs[5].second.maker = R"(, "policies": ["terms"], "purpose": ["commercial"])";
  pairs[6].first.made = R"(, "policies": ["terms"])";
  pairs[7].first.maker = pairs[7].second.maker = R"(, "policies": ["terms"])";
  pairs[7].first.by_itself = true;
  // Two ways of the same length: the one from the first by id is told.
  pairs[8].first.second_parent = pairs[8].second.second_parent = R"("finetune")";
  pairs[8].first.derivation = pairs[8].second.derivation = low;
  pairs[8].first.in_other_order = true;
  const std::string head = R"({"flowdown": 1, "graph": "g", "as_of": "2025-06-30"}
{"policy": {"id": "terms", "issuer": "somebody", "document": "licence", "version": "1", "reaches": ["recipients", "derivatives"], "flow_down": "bind", "rules": [{"prohibit": ["military", "output_training", "commercial_use"], "clause": "1"}]}}
)";
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const std::string first = write("1", pairs[i].first) + write("2", pairs[i].first);
    const std::string second = write("3", pairs[i].second);
    const Outcome one = outcome(head + first, false), both = outcome(head + first + second, false),
                  part = outcome(head + first + second, true);
    EXPECT_TRUE(one.kinds != both.kinds || one.acts != both.acts)
        << "pair " << i << " does not differ\n"
        << first << second;
    EXPECT_EQ(both.kinds, part.kinds) << "pair " << i;
    EXPECT_EQ(both.acts, part.acts) << "pair " << i;
    EXPECT_LT(part.artifacts, both.artifacts) << "pair " << i;
  }
}

// What is made of an artifact counts for its holder, and who makes it for what is made.
class Family {
 public:
  explicit Family(std::string rules, std::string reaches = R"("recipients", "derivatives")") {
    text_ = fmt::format(
        R"({{"flowdown": 1, "graph": "g", "as_of": "2025-06-30"}}
{{"policy": {{"id": "terms", "issuer": "somebody", "document": "licence", "version": "1", "reaches": [{}], "flow_down": "bind", "rules": [{}]}}}}
)",
        reaches, rules);
    for (char name = '1'; name <= '9'; ++name) {
      for (const char* party : {"r", "p", "q", "s"}) {
        text_ +=
            fmt::format(R"({{"party": {{"id": "{}{}", "kind": "developer", "policies": "none"{}}}}}
)",
                        party, name, party[0] == 'q' ? R"(, "confidence": "low")" : "");
      }
    }
  }

  // A model under the terms, and one that somebody makes of it.
  Family& add(int name, const std::string& said = "") {
    text_ += fmt::format(
        R"({{"artifact": {{"id": "root{0}", "kind": "model", "developer": "r{0}", "policies": ["terms"]{1}}}}}
{{"artifact": {{"id": "model{0}", "kind": "model", "developer": "p{0}"{1}, "derived_from": [{{"artifact": "root{0}", "by": "finetune"}}]}}}}
)",
        name, said);
    return *this;
  }
  // What `party` makes of that one.
  Family& add(int name, char party, const std::string& by, const std::string& said = "") {
    text_ += fmt::format(
        R"({{"artifact": {{"id": "made{2}", "kind": "model", "developer": "{1}{0}"{4}, "derived_from": [{{"artifact": "model{0}", "by": "{3}"}}]}}}}
)",
        name, party, ++made_, by, said);
    return *this;
  }

  void expect_same(const char* what) const {
    const Outcome whole = outcome(text_, false), part = outcome(text_, true);
    EXPECT_EQ(whole.kinds, part.kinds) << what;
    EXPECT_EQ(whole.acts, part.acts) << what;
    EXPECT_LT(part.artifacts, whole.artifacts) << what;
  }

 private:
  std::string text_;
  int made_ = 0;
};

TEST(Verdict, KnowsWhatIsMadeOfWhat) {
  const std::string with_weights =
      R"({"prohibit": ["derive", "output_training"], "when": {"channel": ["weights"]}, "clause": "1"})";
  const std::string in_apps =
      R"({"prohibit": ["harassment"], "when": {"channel": ["app"]}, "clause": "1"})";
  // Only the third hands its weights out and makes something of them itself.
  Family(with_weights)
      .add(1)
      .add(1, 'p', "finetune")
      .add(2)
      .add(2, 'q', "finetune")
      .add(3)
      .add(3, 'p', "finetune")
      .add(3, 'q', "finetune")
      .add(4)
      .add(4, 'p', "finetune")
      .expect_same("an artifact of which its developer and others make something");
  Family(with_weights)
      .add(1)
      .add(1, 'p', "distill")
      .add(2)
      .add(2, 'p', "finetune")
      .add(2, 'q', "finetune")
      .add(3)
      .add(3, 'p', "distill")
      .add(3, 'q', "finetune")
      .add(4)
      .add(4, 'p', "distill")
      .expect_same("an artifact whose outputs its developer uses, and others its weights");
  // All hand their weights out, so none is judged as if it were in an app of its own.
  Family(in_apps)
      .add(1)
      .add(1, 'p', "finetune")
      .add(2)
      .add(2, 'p', "finetune")
      .add(2, 'q', "adapter")
      .add(1, 'q', "adapter")
      .add(3)
      .add(3, 'q', "adapter")
      .add(3, 'p', "finetune")
      .expect_same("artifacts of which the same is made, in another order");
  // Terms that reach no recipients reach what the developer itself makes.
  const std::string image = R"(, "modality": ["image"])";
  Family(R"({"prohibit": ["harassment"], "when": {"modality": ["text"]}, "clause": "1"})",
         R"("derivatives")")
      .add(1, image)
      .add(1, 'p', "finetune", image)
      .add(1, 's', "finetune")
      .add(2, image)
      .add(2, 's', "finetune", image)
      .add(2, 'p', "finetune")
      .add(3, image)
      .add(3, 's', "finetune", image)
      .add(3, 'p', "finetune")
      .expect_same("who makes something");
}

// Cases in which one artifact was once taken for another one that is not judged alike.
TEST(Verdict, KnowsWhatElseCounts) {
  const std::string head = R"({"flowdown": 1, "graph": "g", "as_of": "2025-06-30"}
{"policy": {"id": "terms", "issuer": "somebody", "document": "licence", "flow_down": "bind", "rules": [{"prohibit": ["military"], "clause": "1"}]}}
{"party": {"id": "p", "kind": "developer", "policies": ["terms"]}}
{"artifact": {"id": "m", "kind": "model", "developer": "p", "policies": ["terms"]}}
{"party": {"id": "q1", "kind": "developer", "policies": ["terms"]}}
{"party": {"id": "q2", "kind": "developer", "policies": ["terms"]}}
)";
  const auto made = [](const char* id, const char* by, const std::string& from) {
    return fmt::format(
        R"({{"artifact": {{"id": "{}", "kind": "model", "developer": "{}", "policies": "none", "derived_from": [{}]}}}}
)",
        id, by, from);
  };
  const std::string sure = R"({"artifact": "m", "by": "finetune"})",
                    unsure = R"({"artifact": "m", "by": "finetune", "confidence": "low"})";
  const std::pair<std::string, std::optional<Severity>> cases[] = {
      // What a developer makes for sure of a model of which it makes something less surely.
      {head + made("c1", "q1", unsure) + made("c2", "q2", unsure) + made("d2", "q2", sure),
       Severity::kError},
      {head + made("c1", "q1", unsure) + made("d1", "q1", sure) + made("d2", "q2", sure),
       Severity::kError},
      {head + made("c1", "q1", unsure) + made("c2", "q2", unsure), Severity::kWarning},
      // The same said twice.
      {head + made("c1", "q1", unsure + ", " + sure) + made("c2", "q2", sure + ", " + unsure),
       Severity::kError},
      {head + made("c1", "q1", unsure + ", " + unsure) + made("c2", "q2", unsure),
       Severity::kWarning},
      // A model that is handed out, as only a line says that is not read the quick way, first.
      {R"({"flowdown": 1, "graph": "g", "as_of": "2025-06-30"}
{"policy": {"id": "law", "issuer": "state", "document": "regulation", "rules": [{"prohibit": ["military"], "when": {"channel": ["app"]}, "clause": "1"}]}}
{"policy": {"id": "own", "issuer": "x", "document": "licence", "rules": [{"allow": ["military"], "clause": "1"}]}}
{"party": {"id": "state", "kind": "regulator", "policies": "none"}}
{"party": {"id": "p", "kind": "developer", "policies": ["own"]}}
{"party": {"id": "q", "kind": "developer", "policies": [], "practices": []}}
{"artifact": {"id": "m1", "kind": "model", "developer": "p"}}
{"artifact": {"id": "m2", "kind": "model", "developer": "p"}}
{"artifact": {"id": "c", "kind": "model", "title": "Caf\u00e9", "developer": "q", "policies": "none", "derived_from": [{"artifact": "\u006d1", "by": "finetune"}]}}
)",
       Severity::kError},
  };
  for (const auto& [text, severity] : cases) {
    const Outcome whole = outcome(text, false), part = outcome(text, true);
    EXPECT_EQ(whole.gravest, severity) << text;
    EXPECT_EQ(part.gravest, severity) << text;
    EXPECT_EQ(part.codes, whole.codes) << text;
  }
}

TEST(Verdict, RefusesWhatIsWrong) {
  std::size_t wrong = 0, good = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const std::string text = RandomFile(seed, seed % 4).write();
    const Outcome whole = outcome(text, false, testing::with_small_taxonomy(),
                                  testing::files_of_random_lines()),
                  part = outcome(text, true, testing::with_small_taxonomy(),
                                 testing::files_of_random_lines());
    ASSERT_EQ(whole.loads, part.loads) << "seed " << seed << '\n' << text;
    ASSERT_EQ(whole.kinds, part.kinds) << "seed " << seed << '\n' << text;
    (whole.loads ? good : wrong) += 1;
  }
  EXPECT_GT(wrong, 100U);
  EXPECT_GT(good, 100U);
}

// One mistake among many parts that are alike, each kind of which is found somewhere else.
TEST(Verdict, RefusesAMistakeInAnyOfManyThatAreAlike) {
  const std::string head = R"({"flowdown": 1, "graph": "g"}
{"party": {"id": "p", "kind": "developer", "policies": "none"}}
)";
  std::string models;
  for (int i = 0; i < 20; ++i) {
    models += fmt::format(
        R"({{"artifact": {{"id": "m{0}", "kind": "model", "developer": "p"}}}}
{{"artifact": {{"id": "d{0}", "kind": "model", "developer": "p", "derived_from": [{{"artifact": "m{0}", "by": "finetune"}}]}}}}
)",
        i);
  }
  EXPECT_TRUE(outcome(head + models, true).loads);
  EXPECT_LT(outcome(head + models, true).artifacts, 10U);
  for (
      const char* line : {
          R"({"artifact": {"id": "m7", "kind": "model", "developer": "p"}})",
          R"({"artifact": {"id": "x", "kind": "model", "developer": "nobody"}})",
          R"({"artifact": {"id": "x", "kind": "model", "developer": "p", "policies": ["none-such"]}})",
          R"({"artifact": {"id": "x", "kind": "model", "developer": "p", "derived_from": [{"artifact": "x", "by": "merge"}]}})",
          R"({"artifact": {"id": "x", "kind": "model", "developer": "p", "derived_from": [{"artifact": "y", "by": "merge"}]}})",
          R"({"artifact": {"id": "x", "kind": "model", "developer": "p", "modality": ["smell"]}})",
          R"({"party": {"id": "p", "kind": "developer"}})",
          R"({"agreement": {"id": "e", "from": "p", "to": "q", "artifacts": ["m3"], "channel": "api"}})",
      }) {
    EXPECT_FALSE(outcome(head + models + line + "\n", false).loads) << line;
    EXPECT_FALSE(outcome(head + models + line + "\n", true).loads) << line;
  }
  // A name that only the thorough reader reads is nobody's to leave out.
  const std::string more =
      R"({"party": {"id": "q", "kind": "application", "uses": ["gambling"]}}
{"agreement": {"id": "e", "from": "p", "to": "q", "artifacts": ["m3"], "channel": "api", "waives": [], "note": "a \"note\""}}
)";
  const Outcome whole = outcome(head + models + more, false),
                part = outcome(head + models + more, true);
  EXPECT_TRUE(whole.loads);
  EXPECT_TRUE(part.loads);
  EXPECT_EQ(whole.kinds, part.kinds);
}

}  // namespace
}  // namespace flowdown
