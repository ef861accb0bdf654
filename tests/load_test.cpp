// Loading as a whole: which files are read, how several become one graph, and how problems look.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/memory_files.hpp"

namespace flowdown {
namespace {

std::string policy(const std::string& id) {
  return "flowdown: 1\npolicy: " + id + "\nissuer: m\ndocument: licence\nrules: []\n";
}

struct Loaded {
  Result<Model> model;
  Sources sources;
  std::string problems() const {
    return model.ok() ? "" : testing::brief(model.problems(), sources, "");
  }
};

Loaded load_all(std::vector<SourceText> graphs, testing::MemoryFiles& files,
                std::vector<std::string> paths = {}) {
  LoadOptions options = testing::with_small_taxonomy();
  options.policy_paths = std::move(paths);
  Sources sources;
  auto model = load(std::move(graphs), files, options, &sources);
  return {std::move(model), std::move(sources)};
}

TEST(Load, FollowsThePoliciesOfAGraph) {
  testing::MemoryFiles files;
  files.add("policies/a.yaml", policy("a"));
  files.add("policies/deep/b.yml", policy("b"));
  files.add("policies/notes.txt", "not YAML: [");
  files.add("c.yaml", policy("c"));
  const auto loaded = load_all(
      {{"graphs/g.yaml",
        "flowdown: 1\ngraph: g\npolicies: [../policies, ../policies/a.yaml, ../c.yaml]\n"}},
      files, {"policies"});
  ASSERT_TRUE(loaded.model.ok()) << loaded.problems();
  const PolicySet& set = loaded.model.value().policies;
  ASSERT_EQ(set.policies.size(), 3U);  // each file once
  EXPECT_EQ(set.policies[0].id + set.policies[1].id + set.policies[2].id, "abc");
}

TEST(Load, AnswersPathsThatCannotBeRead) {
  testing::MemoryFiles files;
  const auto loaded = load_all({{"g.yaml",
                                 "flowdown: 1\ngraph: g\npolicies: [nowhere]\n"
                                 "parties: {a: {kind: developer, policies: [lost]}}\n"}},
                               files, {"nothing"});
  EXPECT_EQ(loaded.problems(),
            "g.yaml:3:12 cannot read `nowhere`: no such file or folder\n"
            "0:0 cannot read `nothing`: no such file or folder\n");
}

TEST(Load, TakesEachKindOfFileAtItsPlace) {
  testing::MemoryFiles files;
  files.add("p/graph.yaml", "flowdown: 1\ngraph: g\n");
  EXPECT_EQ(load_all({{"g.yaml", policy("p")}}, files).problems(),
            "g.yaml:2:1 a policy where a graph is expected\n");
  EXPECT_EQ(load_all({{"g.yaml", "flowdown: 1\ngraph: g\n"}}, files, {"p"}).problems(),
            "p/graph.yaml:2:1 a graph where policies are expected\n");
  // A graph beside its policies is not read again as one of them.
  files.add("q/g.yaml", "flowdown: 1\ngraph: g\npolicies: [.]\n");
  files.add("q/p.yaml", policy("p"));
  EXPECT_EQ(load_all({{"q/g.yaml", "flowdown: 1\ngraph: g\npolicies: [.]\n"}}, files).problems(),
            "");
}

TEST(Load, KnowsAFileByItsFirstKeys) {
  const auto problems = [](std::string text) {
    return testing::problems_of_graph(std::move(text));
  };
  EXPECT_EQ(problems("graph: g\n"), "1:1 the first key must be `flowdown`, not `graph`\n");
  EXPECT_EQ(problems("graph: g\nflowdown: 1\n"),
            "1:1 the first key must be `flowdown`, not `graph`\n");
  EXPECT_EQ(problems("flowdown: 2\ngraph: g\nparties: 5\n"),
            "1:11 version `2` of the format is not supported\n");
  EXPECT_EQ(problems("flowdown: \"1\"\ngraph: g\n"),
            "1:11 version `1` of the format is not supported\n");
  EXPECT_EQ(problems("flowdown: [1]\ngraph: g\n"),
            "1:11 `flowdown` must be the version of the format\n");
  EXPECT_EQ(problems("flowdown: 1\n"),
            "1:1 the second key must be `graph`, `policy`, `taxonomy`, `candidate` or `gate`\n");
  EXPECT_EQ(problems("flowdown: 1\ngrph: g\n"),
            "2:1 the second key must be `graph`, `policy`, `taxonomy`, `candidate` or `gate`\n");
  EXPECT_EQ(problems("flowdown: 1\ntitle: x\ngraph: g\n"), "3:1 `graph` must be the second key\n");
  EXPECT_EQ(problems("flowdown: 1\ngraph:\n"), "2:1 `graph` has no value\n");
  EXPECT_EQ(problems("flowdown: 1\ngraph: a b\n"), "2:8 `a b` cannot be the id of a graph\n");
  EXPECT_EQ(problems("flowdown: 1\ngraph: g\npolicy: p\n"), "3:1 unknown key `policy`\n");
}

const SourceText kPart1{"1.yaml", R"(flowdown: 1
graph: south
title: South
as_of: 2024-01-01
parties:
  b: {kind: developer, policies: [p]}
agreements:
  - {id: y, from: a, to: b, artifacts: [m], channel: api, incorporates: [p], adds: [{prohibit: csam}]}
)"};
const SourceText kPart2{"2.yaml", R"(flowdown: 1
graph: north
title: North
parties:
  a: {kind: developer, policies: [p], source: s}
artifacts:
  m: {kind: model, developer: b}
agreements:
  - {id: x, from: b, to: a, artifacts: [m], channel: app, adds: [{prohibit: abuse}]}
)"};

// Everything of a graph that later stages can see, but for places.
std::string dump(const Model& model) {
  const Graph& g = model.graph;
  std::string text = g.id + "/" + g.title + "/" + (g.as_of ? g.as_of->text() : "") + "\n";
  for (const Party& p : g.parties) {
    text += std::string(g.name(p.id)) + " " + std::to_string(p.policies.value) + " " +
            std::to_string(p.evidence.value) + " " + std::to_string(p.context.value) + "\n";
  }
  for (std::size_t i = 0; i < g.agreements.size(); ++i) {
    const Terms& terms = g.terms_of(AgreementId(i));
    text += std::string(g.id_of(AgreementId(i))) + " " + std::to_string(terms.adds.value) + " " +
            std::to_string(g.agreements[i].first_artifact) + "\n";
  }
  for (const Policy& p : model.policies.policies) text += p.id + "\n";
  return text;
}

TEST(Load, JoinsSeveralGraphsWhateverTheirOrder) {
  testing::MemoryFiles files;
  files.add("p.yaml", policy("p"));
  const auto one = load_all({kPart1, kPart2}, files, {"p.yaml"});
  ASSERT_TRUE(one.model.ok()) << one.problems();
  EXPECT_TRUE(dump(one.model.value()).starts_with("north+south/North; South/2024-01-01\na 0"))
      << dump(one.model.value());
  EXPECT_TRUE(dump(one.model.value()).ends_with("p\nx/adds\ny/adds\n"));
  const auto other = load_all({kPart2, kPart1}, files, {"p.yaml"});
  ASSERT_TRUE(other.model.ok());
  EXPECT_EQ(dump(one.model.value()), dump(other.model.value()));
}

TEST(Load, RefusesGraphsThatContradictEachOther) {
  testing::MemoryFiles files;
  auto dated = [](const char* name, const char* lines) {
    return SourceText{name, std::string("flowdown: 1\ngraph: g\n") + lines};
  };
  const auto dates =
      load_all({dated("a", "as_of: 2024-01-01\n"), dated("b", "as_of: 2024-01-02\n")}, files);
  EXPECT_EQ(dates.problems(), "b:3:8 the files of one graph state different dates\n");
  EXPECT_EQ(dates.sources.describe(dates.model.problems()[0].related), "a:3:8");
  const auto parties = load_all({dated("a", "parties: {x: {kind: developer}}\n"),
                                 dated("b", "parties: {x: {kind: developer}}\n")},
                                files);
  EXPECT_EQ(parties.problems(), "b:3:11 the party `x` is declared twice\n");
  EXPECT_EQ(parties.sources.describe(parties.model.problems()[0].related), "a:3:11");
  const auto same =
      load_all({dated("a", "as_of: 2024-01-01\n"), dated("b", "as_of: 2024-01-01\n")}, files);
  ASSERT_TRUE(same.model.ok());
  EXPECT_EQ(same.model.value().graph.id, "g");
}

TEST(Load, TellsAllProblemsOfAllFilesAtOnce) {
  testing::MemoryFiles files;
  files.add("p/a.yaml", policy("a") + "titel: x\n");
  files.add("p/b.yaml", policy("b") + "effective: never\n");
  const auto loaded = load_all({{"g.yaml",
                                 "flowdown: 1\ngraph: g\npolicies: p\ntitel: x\n"
                                 "parties: {x: {kind: developer, policies: [zz, a]}}\n"},
                                {"h.yaml", "flowdown: 1\ngraph: g\nartefacts: {}\n"}},
                               files);
  EXPECT_EQ(loaded.problems(),
            "g.yaml:4:1 unknown key `titel`\n"
            "g.yaml:5:43 unknown policy `zz`\n"
            "h.yaml:3:1 unknown key `artefacts`\n"
            "p/a.yaml:6:1 unknown key `titel`\n"
            "p/b.yaml:6:12 `effective` must be a date, not `never`\n");
}

TEST(Load, BlamesNoNameThatAnUnreadableFileMayDeclare) {
  testing::MemoryFiles files;
  files.add("p/a.yaml", "flowdown: 1\npolicy: [a\n");
  const auto loaded = load_all({{"g.yaml",
                                 "flowdown: 1\ngraph: g\npolicies: p\ntitel: x\n"
                                 "parties: {x: {kind: developer, policies: [a]}}\n"}},
                               files);
  EXPECT_EQ(loaded.problems(),
            "g.yaml:4:1 unknown key `titel`\n"
            "p/a.yaml:2:9 this `[` is never closed\n");
}

TEST(Load, ThrowsNothingThatAFileProviderThrows) {
  struct Failing : FileProvider {
    Listing read(std::string_view, std::string_view) override { throw std::runtime_error("disk"); }
  } files;
  LoadOptions options = testing::with_small_taxonomy();
  options.policy_paths = {"x"};
  const auto model = load({{"g.yaml", "flowdown: 1\ngraph: g\n"}}, files, options);
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.problems()[0].message, "cannot be loaded: disk");
}

// Problems as text.

std::string rendered(std::string text) {
  Sources sources;
  testing::MemoryFiles files;
  const auto model =
      load({{"graphs/x.yaml", std::move(text)}}, files, testing::with_small_taxonomy(), &sources);
  return model.ok() ? "" : render(model.problems(), sources);
}

TEST(RenderProblems, ShowsTheLineTheCaretAndHelp) {
  EXPECT_EQ(rendered("flowdown: 1\ngraph: g\nparties:\n  aws:\n    kind: developer\n"
                     "    polices: [aws-aup]\n"),
            "graphs/x.yaml:6:5: error: unknown key `polices`\n"
            "    6 |     polices: [aws-aup]\n"
            "      |     ^~~~~~~\n"
            "      = help: did you mean `policies`?\n");
}

TEST(RenderProblems, ShowsTheOtherPlaceToo) {
  EXPECT_EQ(rendered("flowdown: 1\ngraph: g\ntitle: a\ntitle: b\n"),
            "graphs/x.yaml:4:1: error: duplicate key `title`\n"
            "    4 | title: b\n"
            "      | ^~~~~\n"
            "graphs/x.yaml:3:1: note: first given here\n"
            "    3 | title: a\n"
            "      | ^\n");
}

TEST(RenderProblems, PutsTheCaretUnderWideCharactersAndTabs) {
  EXPECT_EQ(
      rendered("flowdown: 1\ngraph: g\nparties: {\"ö模e\xCC\x81\":\t{kinds: x}}\n"),
      "graphs/x.yaml:3:11: error: `ö模e\xCC\x81` cannot be the id of a party\n"
      "    3 | parties: {\"ö模e\xCC\x81\":   {kinds: x}}\n"
      "      |           ^~~~~~\n"
      "      = help: an id has letters, digits, `.`, `_` and `-`, and begins with a letter or "
      "digit\n"
      "graphs/x.yaml:3:11: error: party `ö模e\xCC\x81` has no `kind`\n"
      "    3 | parties: {\"ö模e\xCC\x81\":   {kinds: x}}\n"
      "      |           ^~~~~~\n"
      "      = help: one of `developer`, `cloud_provider`, `distributor`, `application` or "
      "`regulator`\n"
      "graphs/x.yaml:3:24: error: unknown key `kinds`\n"
      "    3 | parties: {\"ö模e\xCC\x81\":   {kinds: x}}\n"
      "      |                      ^~~~~\n"
      "      = help: did you mean `kind`?\n");
}

TEST(RenderProblems, SpellsOutWhatATerminalWouldObey) {
  EXPECT_EQ(rendered("flowdown: 1\ngraph: g\ntitle: \x1b[31mred\n"),
            "graphs/x.yaml:3:8: error: the control character U+001B\n"
            "    3 | title: \\x1b[31mred\n"
            "      |        ^~~~\n"
            "      = help: remove it\n");
  EXPECT_EQ(rendered("flowdown: 1\ngraph: g\ntitle: a\xFF\n"),
            "graphs/x.yaml:3:9: error: the byte `\\xff` is not valid UTF-8\n"
            "    3 | title: a\\xff\n"
            "      |         ^~~~\n"
            "      = help: save the file as UTF-8\n");
  // A right-to-left override in a key, and in the message that quotes it.
  EXPECT_TRUE(rendered("flowdown: 1\ngraph: g\na\xE2\x80\xAE: b\n")
                  .starts_with("graphs/x.yaml:3:1: error: unknown key `a\\u202e`\n"
                               "    3 | a\\u202e: b\n"
                               "      | ^~~~~~~\n"));
}

TEST(RenderProblems, CutsLongLinesAroundTheCaret) {
  const std::string text = rendered("flowdown: 1\ngraph: g\nparties: {" + std::string(500, ' ') +
                                    "a: {kind: x}," + std::string(500, ' ') + "}\n");
  EXPECT_NE(text.find("| …"), text.npos) << text;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    EXPECT_LE(end - at, 120U) << text.substr(at, end - at);
    at = end + 1;
  }
  const std::size_t line = text.find("a: {kind: x},");
  const std::size_t caret = text.find('^');
  ASSERT_NE(line, text.npos);
  // The ellipsis takes three bytes and one column.
  EXPECT_EQ(text.substr(0, line).size() - text.rfind('\n', line) - 2 + 10,
            caret - text.rfind('\n', caret));
}

TEST(RenderProblems, ColoursOnlyOnDemand) {
  Sources sources;
  const FileId file = sources.add({"a.yaml", "x: 1\n"});
  const Diagnostics problems = {{{file, 1, 1}, 1, "wrong", "mend it", {}, {}}};
  EXPECT_EQ(render(problems, sources).find('\x1b'), std::string::npos);
  EXPECT_EQ(render(problems, sources, true),
            "\x1b[1ma.yaml:1:1:\x1b[0m \x1b[1;31merror\x1b[0m: wrong\n"
            "    1 | x: 1\n"
            "      | \x1b[1;31m^\x1b[0m\n"
            "      \x1b[1;36m= help:\x1b[0m mend it\n");
}

TEST(RenderProblems, ShowsNoLineForAWholeFileOrNoFile) {
  Sources sources;
  const FileId file = sources.add({"a.yaml", ""});
  EXPECT_EQ(render({{{file, 0, 0}, 1, "the file is empty", "", {}, {}}}, sources),
            "a.yaml: error: the file is empty\n");
  EXPECT_EQ(render({{{}, 1, "cannot read `x`", "", {}, {}}}, sources), "error: cannot read `x`\n");
}

}  // namespace
}  // namespace flowdown
