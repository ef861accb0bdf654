// Pictures: what draw() decides, and what becomes of it in DOT, read back by cgraph. How pictures
// come out as SVG, PNG and PDF is tested through the program (tests/cli/diagram_test.py).

#include <fmt/format.h>
#include <graphviz/cgraph.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <set>

#include "flowdown/diagram.hpp"
#include "support/disk_files.hpp"
#include "support/memory_files.hpp"

namespace flowdown {
namespace {

// A model with its flow and findings, which refer to it.
struct Audit {
  Model model;
  Flow flow;
  Findings findings;

  explicit Audit(Model loaded) : model(std::move(loaded)) {
    flow = propagate(model, model.graph.as_of.value_or(*Date::parse("2026-01-01")));
    findings = judge(flow, {"small-2"});
  }
};

constexpr std::string_view kPolicy = R"(flowdown: 1
policy: up
issuer: maker
document: licence
flow_down: bind
rules:
  - {prohibit: [harassment], clause: 1.a}
  - {prohibit: [medical_advice], clause: 2.b}
  - {require: attribution, clause: "3"}
)";

std::unique_ptr<Audit> audit(const std::string& graph, const std::string& policy = "") {
  testing::MemoryFiles files;
  files.add("up.yaml", policy.empty() ? std::string(kPolicy) : policy);
  Sources sources;
  Result<Model> model =
      load({{"graph.yaml", graph}}, files, testing::with_small_taxonomy(), &sources);
  if (!model) {
    ADD_FAILURE() << render(model.problems(), sources);
    std::abort();
  }
  return std::make_unique<Audit>(std::move(model).value());
}

const std::string kHead =
    "flowdown: 1\ngraph: g\ntitle: A graph\nas_of: 2026-01-01\npolicies: [up.yaml]\n";

// A maker, a cloud and a shop; `terms` are of the agreement by which the maker supplies the cloud.
std::string chain(const std::string& terms, const std::string& more = "") {
  return kHead + R"(parties:
  maker: {kind: developer, title: Maker Inc, policies: [up]}
  cloud: {kind: cloud_provider, policies: none}
  shop: {kind: application, policies: none}
artifacts: {m: {kind: model, title: Model M, developer: maker}}
agreements:
  - {id: first, from: maker, to: cloud, artifacts: [m], channel: weights)" +
         terms +
         "}\n  - {id: second, from: cloud, to: shop, artifacts: [m], channel: api, "
         "incorporates: [up]}\n" +
         more;
}

Diagram all_of(const Audit& a) {
  DiagramOptions options;
  options.all = true;
  return draw(a.flow, a.findings, options);
}

const DiagramEdge& edge(const Diagram& diagram, std::string_view id) {
  for (const DiagramEdge& e : diagram.edges) {
    if (e.id == id) return e;
  }
  throw std::runtime_error("no edge " + std::string(id));
}

const DiagramNode& node(const Diagram& diagram, std::string_view id) {
  for (const DiagramNode& n : diagram.nodes) {
    if (n.id == id) return n;
  }
  throw std::runtime_error("no node " + std::string(id));
}

std::vector<std::string> node_ids(const Diagram& diagram) {
  std::vector<std::string> ids;
  for (const DiagramNode& n : diagram.nodes) ids.push_back(n.id);
  return ids;
}

// The graph that a DOT text denotes.
struct Read {
  Agraph_t* graph;
  explicit Read(const std::string& dot) : graph(agmemread(dot.c_str())) {}
  ~Read() {
    if (graph != nullptr) agclose(graph);
  }
  std::string of(void* object, const char* name) const {
    const char* value = agget(object, const_cast<char*>(name));
    return value == nullptr ? "(none)" : value;
  }
  Agnode_t* node(const std::string& id) const {
    return agnode(graph, const_cast<char*>(id.c_str()), 0);
  }
  std::map<std::string, Agedge_t*> edges() const {
    std::map<std::string, Agedge_t*> found;
    for (Agnode_t* n = agfstnode(graph); n != nullptr; n = agnxtnode(graph, n)) {
      for (Agedge_t* e = agfstout(graph, n); e != nullptr; e = agnxtout(graph, e)) {
        found[agnameof(e)] = e;
      }
    }
    return found;
  }
};

TEST(Draw, says_on_each_edge_how_its_obligations_fare) {
  struct Case {
    const char* terms;
    EdgeState state;
    const char* words;
  };
  const Case cases[] = {
      {", incorporates: [up]", EdgeState::kBound, "3 bound"},
      {", incorporates: []", EdgeState::kExpected, "0 of 3 bound"},
      {"", EdgeState::kUnknown, "3 expected, terms unknown"},
      {", incorporates: [up], effective: 2024-01-01, expires: 2025-01-01", EdgeState::kExpired,
       "3 expected, expired"},
      {", incorporates: [up], waives: [{policy: up, uses: [medical_advice]}]", EdgeState::kBound,
       "2 bound; 1 waived"},
      {", incorporates: [up], waives: [{policy: up, uses: [harassment.satire]}]", EdgeState::kBound,
       "3 bound; 1 of them waived in part"},
      {", incorporates: [up], waives: [{policy: up, extends_downstream: true}]", EdgeState::kWaived,
       "3 waived"},
      {", incorporates: [up], waives: [{policy: up, uses: [harassment.satire], "
       "extends_downstream: true}]",
       EdgeState::kBound, "3 bound; 1 of them waived in part"},
  };
  for (const Case& c : cases) {
    const auto a = audit(chain(c.terms));
    const Diagram diagram = all_of(*a);
    EXPECT_EQ(edge(diagram, "agreement-first").state, c.state) << c.terms;
    EXPECT_EQ(edge(diagram, "agreement-first").lines,
              (std::vector<std::string>{"Model M", "first", c.words}))
        << c.terms;
  }
}

TEST(Draw, says_where_a_policy_goes_no_further) {
  const auto a = audit(chain(", incorporates: [up]"), std::string(kPolicy) + "covers: [api]\n");
  DiagramOptions options;
  options.policy = *a->model.policies.find("up");
  const Diagram diagram = draw(a->flow, a->findings, options);
  EXPECT_EQ(edge(diagram, "agreement-first").state, EdgeState::kStopped);
  EXPECT_EQ(edge(diagram, "agreement-first").lines.back(), "stops: does not cover this channel");
  EXPECT_EQ(node(diagram, "party-maker").followed, Followed::kIssued);
  EXPECT_EQ(node(diagram, "party-cloud").followed, Followed::kAbsent);
}

TEST(Draw, follows_one_use) {
  const auto a = audit(chain(", incorporates: []"));
  DiagramOptions options;
  options.use = *a->model.taxonomy.find_use("medical_advice");
  const Diagram diagram = draw(a->flow, a->findings, options);
  EXPECT_EQ(node(diagram, "party-maker").followed, Followed::kIssued);
  EXPECT_EQ(node(diagram, "party-cloud").followed, Followed::kReaches);
  EXPECT_EQ(node(diagram, "party-shop").followed, Followed::kBinds);
  EXPECT_EQ(edge(diagram, "agreement-first").lines.back(), "0 of 1 bound");
  EXPECT_EQ(node(diagram, "party-shop").lines.front(), "reaches and binds");
  // A use of which nothing is asked is nowhere.
  options.use = *a->model.taxonomy.find_use("military");
  EXPECT_EQ(draw(a->flow, a->findings, options).notes,
            std::vector<std::string>{"There is nothing to draw."});
}

TEST(Draw, counts_findings_and_gaps_where_they_are) {
  const auto a = audit(chain(", incorporates: []"));
  const Diagram diagram = all_of(*a);
  EXPECT_EQ(edge(diagram, "agreement-first").counts, (DiagramCounts{1, 0, 0}));
  const DiagramNode& cloud = node(diagram, "party-cloud");
  EXPECT_GT(cloud.counts.total(), 0U);
  ASSERT_FALSE(cloud.gaps.empty());
  EXPECT_EQ(cloud.gaps.front().group, "Harm");  // harassment is below abuse, which is of it
  EXPECT_EQ(cloud.gaps.front().uses, 2U);       // with satire
  EXPECT_EQ(cloud.gaps.back().group, "uses in no group");
  DiagramCounts sum;
  for (const auto& counted : diagram.nodes) sum.errors += counted.counts.errors;
  for (const auto& counted : diagram.edges) sum.errors += counted.counts.errors;
  EXPECT_EQ(sum.errors, a->findings.count(Severity::kError));
}

TEST(Draw, stands_who_supplies_left_of_whom_it_supplies) {
  const Diagram diagram = all_of(*audit(chain("")));
  ASSERT_EQ(diagram.tiers.size(), 3U);
  for (const DiagramEdge& e : diagram.edges) {
    EXPECT_LT(diagram.nodes[e.from].tier, diagram.nodes[e.to].tier) << e.id;
  }
}

TEST(Draw, draws_a_cycle) {
  const std::string more =
      "  - {id: back, from: shop, to: cloud, artifacts: [m], channel: api, incorporates: [up]}\n";
  const Diagram diagram = all_of(*audit(chain(", incorporates: [up]", more)));
  EXPECT_EQ(diagram.edges.size(), 3U);
  EXPECT_TRUE(render(diagram, DiagramFormat::kSvg).ok());
}

const std::string kDerived = kHead + R"(parties:
  maker: {kind: developer, policies: [up]}
  tuner: {kind: developer, policies: none}
  shop: {kind: application, policies: none}
artifacts:
  m: {kind: model, developer: maker}
  tuned: {kind: model, developer: tuner, derived_from: [{artifact: m, by: finetune}]}
agreements:
  - {id: last, from: tuner, to: shop, artifacts: [tuned], channel: api, incorporates: []}
)";

TEST(Draw, parts_a_party_where_obligations_travel_inside_it) {
  const auto a = audit(kDerived);
  EXPECT_EQ(node_ids(all_of(*a)), (std::vector<std::string>{"party-maker", "party-shop",
                                                            "party-tuner", "party-tuner--tuned"}));
  DiagramOptions options;
  options.all = true;
  options.collapse = Collapse::kNone;
  EXPECT_EQ(node_ids(draw(a->flow, a->findings, options)),
            (std::vector<std::string>{"holding-maker--m", "holding-shop--tuned", "holding-tuner--m",
                                      "holding-tuner--tuned"}));
  options.collapse = Collapse::kKind;
  EXPECT_EQ(node_ids(draw(a->flow, a->findings, options)),
            (std::vector<std::string>{"kind-application", "kind-developer"}));
}

TEST(Draw, lights_the_way_of_a_finding_and_lists_its_elements) {
  const auto a = audit(chain(", incorporates: [up]"));
  const auto& findings = a->findings.findings;
  const auto at = std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.party && a->model.graph.id_of(finding.party) == "shop" && finding.policy;
  });
  ASSERT_NE(at, findings.end());
  DiagramOptions options;
  options.finding = static_cast<std::size_t>(at - findings.begin());
  const Diagram diagram = draw(a->flow, a->findings, options);
  EXPECT_TRUE(node(diagram, "party-maker").lit);
  EXPECT_TRUE(edge(diagram, "agreement-second").lit);
  const std::vector<std::string> way = {"agreement-first", "agreement-second", "party-cloud",
                                        "party-maker", "party-shop"};
  const std::string id = id_of(*at, a->model);
  EXPECT_EQ(diagram.findings.at(id), way);
  EXPECT_EQ(all_of(*a).findings.at(id), way);
  EXPECT_EQ(diagram.parties.at("cloud"),
            (std::vector<std::string>{"agreement-first", "agreement-second", "party-cloud"}));
  EXPECT_EQ(diagram.holdings.at("shop/m"), std::vector<std::string>{"party-shop"});
  EXPECT_EQ(diagram.agreements.at("first"), std::vector<std::string>{"agreement-first"});
}

TEST(Draw, draws_law_where_it_is_found_wanting_or_followed) {
  const std::string law =
      "flowdown: 1\npolicy: law\nissuer: state\ndocument: regulation\nwhere: {territory: [US]}\n"
      "rules: [{prohibit: [military]}]\n";
  const std::string parties = kHead + R"(parties:
  state: {kind: regulator}
  maker: {kind: developer, policies: none, operates_in: [AT]}
  shop: {kind: application, policies: none, operates_in: [US], uses: [USE]}
artifacts: {m: {kind: model, developer: maker}}
agreements: [{id: a, from: maker, to: shop, artifacts: [m], channel: api, incorporates: []}]
)";
  for (const bool breached : {true, false}) {
    std::string graph = parties;
    graph.replace(graph.find("USE"), 3, breached ? "military" : "harassment");
    const auto a = audit(graph, law);
    const Diagram diagram = all_of(*a);
    // The shop has no policies, so the law finds a gap at least.
    EXPECT_EQ(edge(diagram, "law-party-state--party-shop").way, "by law: law");
    EXPECT_EQ(diagram.edges.size(), 2U);  // it does not reach the maker
    DiagramOptions options;
    options.policy = *a->model.policies.find("law");
    const Diagram followed = draw(a->flow, a->findings, options);
    EXPECT_EQ(node_ids(followed), (std::vector<std::string>{"party-shop", "party-state"}));
    EXPECT_EQ(node(followed, "party-state").followed, Followed::kIssued);
    EXPECT_EQ(node(followed, "party-shop").followed, Followed::kBinds);
  }
}

TEST(Draw, keeps_to_a_neighbourhood) {
  const auto a = audit(chain(""));
  DiagramOptions options;
  options.party = a->model.graph.find_party("maker");
  EXPECT_EQ(node_ids(draw(a->flow, a->findings, options)),
            (std::vector<std::string>{"party-cloud", "party-maker"}));
  options.depth = 2;
  EXPECT_EQ(draw(a->flow, a->findings, options).nodes.size(), 3U);
  options.direction = Direction::kUp;
  EXPECT_EQ(node_ids(draw(a->flow, a->findings, options)), std::vector<std::string>{"party-maker"});
}

// "5,001".
std::string grouped(std::size_t n) {
  std::string text = std::to_string(n);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

// A maker who supplies many shops; each `kinds`-th of them has the same findings.
std::string many(std::size_t shops) {
  std::string parties = kHead + "parties:\n  maker: {kind: developer, policies: [up]}\n";
  std::string agreements = "artifacts: {m: {kind: model, developer: maker}}\nagreements:\n";
  for (std::size_t i = 0; i < shops; ++i) {
    const std::string id = "shop" + std::to_string(i);
    const char* uses = i % 3 == 0 ? "medical_advice" : i % 3 == 1 ? "harassment" : "military";
    parties += "  " + id + ": {kind: application, policies: none, uses: [" + uses + "]}\n";
    agreements += "  - {id: to-" + id + ", from: maker, to: " + id +
                  ", artifacts: [m], channel: api, incorporates: [up]}\n";
  }
  return parties + agreements;
}

TEST(Draw, collapses_what_is_too_much) {
  const auto a = audit(many(5'000));
  DiagramOptions options;
  const Diagram diagram = draw(a->flow, a->findings, options);
  EXPECT_EQ(node_ids(diagram), (std::vector<std::string>{"group-shop0", "group-shop1",
                                                         "group-shop1001", "party-maker"}));
  ASSERT_EQ(diagram.notes.size(), 1U);
  EXPECT_EQ(diagram.notes.front(),
            "5,001 parties with 5,001 holdings are too many to draw one by one: those with the "
            "same obligations and findings are one node.");
  std::size_t parties = 0, errors = 0;
  for (const DiagramNode& n : diagram.nodes) {
    parties += n.parties;
    errors += n.counts.errors;
  }
  EXPECT_EQ(parties, 5'001U);
  EXPECT_EQ(errors, a->findings.count(Severity::kError));
  // Too many even so: the worst are left, with whoever is on their way.
  options.most_nodes = 2;
  const Diagram worst = draw(a->flow, a->findings, options);
  EXPECT_EQ(worst.nodes.size(), 2U);
  EXPECT_EQ(worst.nodes.back().id, "party-maker");
  EXPECT_GT(node(worst, worst.nodes.front().id).counts.errors, 0U);
  // What is left out is counted.
  DiagramCounts drawn;
  for (const DiagramNode& n : worst.nodes) {
    drawn.errors += n.counts.errors;
    drawn.warnings += n.counts.warnings;
    drawn.notes += n.counts.notes;
  }
  for (const DiagramEdge& e : worst.edges) {
    drawn.errors += e.counts.errors;
    drawn.warnings += e.counts.warnings;
    drawn.notes += e.counts.notes;
  }
  ASSERT_GT(a->findings.count(Severity::kError), drawn.errors);
  std::string notes;
  for (const std::string& note : worst.notes) notes += note + "\n";
  EXPECT_NE(notes.find("Only 2 nodes are drawn"), std::string::npos) << notes;
  EXPECT_NE(notes.find("Not drawn are the places of " +
                       grouped(a->findings.count(Severity::kError) - drawn.errors) + " errors"),
            std::string::npos)
      << notes << drawn.errors;
}

// Two shops that supply each other, and a third: what happens inside a node is told by the node.
TEST(Draw, tells_what_a_node_holds_inside) {
  const auto a = audit(kHead + R"(parties:
  maker: {kind: developer, policies: [up]}
  one: {kind: application, policies: none, uses: [harassment]}
  two: {kind: application, policies: none}
artifacts: {m: {kind: model, developer: maker}}
agreements:
  - {id: to-one, from: maker, to: one, artifacts: [m], channel: api, incorporates: [up]}
  - {id: on, from: one, to: two, artifacts: [m], channel: api, incorporates: []}
)");
  const auto of_agreement = [&](std::string_view id) {
    return static_cast<std::size_t>(std::count_if(
        a->findings.findings.begin(), a->findings.findings.end(), [&](const Finding& finding) {
          return finding.agreement && a->model.graph.id_of(finding.agreement) == id;
        }));
  };
  ASSERT_GT(of_agreement("on"), 0U);
  DiagramOptions options;
  options.collapse = Collapse::kKind;
  const Diagram diagram = draw(a->flow, a->findings, options);
  const DiagramNode& shops = node(diagram, node_ids(diagram).front());
  EXPECT_EQ(shops.lines, (std::vector<std::string>{"one and two", "1 agreement among them"}));
  std::size_t placed = 0;
  for (const DiagramNode& n : diagram.nodes) placed += n.counts.total();
  for (const DiagramEdge& e : diagram.edges) placed += e.counts.total();
  EXPECT_EQ(placed, a->findings.findings.size());
  EXPECT_EQ(diagram.agreements.at("on"), std::vector<std::string>{shops.id});
}

// A chain of shops: too long for one row, though it has few nodes.
TEST(Draw, collapses_what_is_too_long) {
  std::string parties = kHead + "parties:\n  shop0: {kind: developer, policies: [up]}\n";
  std::string agreements = "artifacts: {m: {kind: model, developer: shop0}}\nagreements:\n";
  for (int i = 1; i < 40; ++i) {
    parties += fmt::format("  shop{}: {{kind: application, policies: none}}\n", i);
    agreements += fmt::format(
        "  - {{id: to-{0}, from: shop{1}, to: shop{0}, artifacts: [m], channel: api, "
        "incorporates: []}}\n",
        i, i - 1);
  }
  const auto a = audit(parties + agreements);
  const Diagram diagram = draw(a->flow, a->findings);
  EXPECT_LE(diagram.tiers.size(), 16U);
  ASSERT_FALSE(diagram.notes.empty());
  EXPECT_NE(diagram.notes.front().find("too many to draw one by one"), std::string::npos);
  DiagramOptions whole;
  whole.most_tiers = 100;
  EXPECT_EQ(draw(a->flow, a->findings, whole).nodes.size(), 40U);
}

// Two parties that are drawn for one artifact, where the other goes from one to the other, too.
TEST(Draw, draws_all_that_those_who_are_drawn_supply_to_each_other) {
  const auto a = audit(kHead + R"(parties:
  maker: {kind: developer, policies: [up]}
  shop: {kind: application, policies: none, uses: [harassment]}
artifacts: {m: {kind: model, developer: maker}, free: {kind: model, developer: maker, policies: none}}
agreements:
  - {id: bad, from: maker, to: shop, artifacts: [m], channel: api, incorporates: [up]}
  - {id: good, from: maker, to: shop, artifacts: [free], channel: api, incorporates: []}
)");
  const Diagram diagram = draw(a->flow, a->findings);
  std::vector<std::string> ids;
  for (const DiagramEdge& e : diagram.edges) ids.push_back(e.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"agreement-bad", "agreement-good"}));
}

TEST(Draw, gives_pseudonyms_that_tell_nothing) {
  const Audit a(testing::load_shipped_graph("graphs/bedrock-2024.yaml"));
  for (const Collapse collapse : {Collapse::kNone, Collapse::kOrganisation, Collapse::kKind}) {
    DiagramOptions options;
    options.all = true;
    options.anonymise = true;
    options.collapse = collapse;
    const Diagram diagram = draw(a.flow, a.findings, options);
    EXPECT_TRUE(diagram.findings.empty() && diagram.parties.empty() && diagram.agreements.empty());
    const std::string dot = to_dot(diagram);
    const Graph& graph = a.model.graph;
    std::set<std::string> names{graph.id, graph.title};
    const auto add = [&](const auto& entries) {
      for (const auto& entry : entries) {
        names.emplace(graph.name(entry.id));
        names.emplace(graph.name(entry.title));
      }
    };
    add(graph.parties);
    add(graph.artifacts);
    add(graph.agreements);
    for (const Policy& policy : a.model.policies.policies) names.insert(policy.id);
    for (const std::string& name : names) {
      if (name.size() <= 3) continue;  // too short to be told from other words
      EXPECT_EQ(dot.find(name), std::string::npos) << name;
    }
  }
}

TEST(Draw, does_not_depend_on_the_order_of_the_input) {
  std::vector<std::string> lines;
  for (int i = 0; i < 12; ++i) {
    lines.push_back(
        "  - {id: a" + std::to_string(i) + ", from: maker, to: shop" + std::to_string(i % 5) +
        ", artifacts: [m], channel: api, incorporates: " + (i % 2 == 0 ? "[up]" : "[]") + "}\n");
  }
  const std::string head = kHead + R"(parties:
  maker: {kind: developer, policies: [up]}
  shop0: {kind: application, policies: none}
  shop1: {kind: application, policies: none}
  shop2: {kind: distributor, policies: none}
  shop3: {kind: application, policies: none}
  shop4: {kind: application}
artifacts: {m: {kind: model, developer: maker}}
agreements:
)";
  std::string first;
  std::mt19937 random(7);
  for (int round = 0; round < 8; ++round) {
    std::string text = head;
    for (const std::string& line : lines) text += line;
    const auto a = audit(text);
    const std::string dot = to_dot(draw(a->flow, a->findings, {}));
    if (round == 0) first = dot;
    EXPECT_EQ(dot, first);
    std::shuffle(lines.begin(), lines.end(), random);
  }
}

TEST(Dot, has_what_the_diagram_has) {
  const auto a = audit(chain(", incorporates: []"));
  const Diagram diagram = all_of(*a);
  const Read read(to_dot(diagram));
  ASSERT_NE(read.graph, nullptr);
  EXPECT_EQ(agnnodes(read.graph), 3);
  EXPECT_EQ(agnedges(read.graph), 2);
  EXPECT_EQ(read.of(read.graph, "rankdir"), "LR");
  struct Case {
    const char* id;
    const char* shape;
  };
  for (const Case& c :
       {Case{"party-maker", "tab"}, {"party-cloud", "box3d"}, {"party-shop", "box"}}) {
    Agnode_t* n = read.node(c.id);
    ASSERT_NE(n, nullptr) << c.id;
    EXPECT_EQ(read.of(n, "shape"), c.shape);
    EXPECT_EQ(read.of(n, "id"), c.id);
  }
  const auto edges = read.edges();
  ASSERT_TRUE(edges.contains("agreement-first"));
  Agedge_t* first = edges.at("agreement-first");
  EXPECT_STREQ(agnameof(agtail(first)), "party-maker");
  EXPECT_STREQ(agnameof(aghead(first)), "party-cloud");
  EXPECT_EQ(read.of(first, "style"), "dashed");
  EXPECT_EQ(read.of(first, "arrowhead"), "empty");
  EXPECT_EQ(read.of(first, "color"), "#b3261e");
  EXPECT_EQ(read.of(first, "class"), "state-expected severity-error");
  EXPECT_NE(read.of(first, "label").find(">Model M<"), std::string::npos);
  EXPECT_NE(read.of(first, "tooltip").find("expected, not bound: up"), std::string::npos);
  EXPECT_EQ(read.of(edges.at("agreement-second"), "arrowhead"), "normal");
  EXPECT_EQ(to_dot(diagram), to_dot(diagram));
}

// Names as an author might write them who wishes us ill, or who only writes well.
const char* const kHostile[] = {
    "<script>alert(1)</script>",
    "\"quoted\" and 'quoted'",
    "back\\slash \\N \\G \\L \\n",
    "{record|<port>}",
    "&amp; &#60; &lt;b&gt;",
    "]]> --> <!-- <![CDATA[",
    ("\xe2\x80\xae"
     "dessrever"),
    "<TABLE><TR><TD>x",
    "two\nlines",
    "a-name-without-any-blank-that-goes-on-and-on-for-much-longer-than-a-label-is-wide_and_on",
    "\xf0\x9f\xa6\x99 \xe6\xa8\xa1\xe5\x9e\x8b \xd7\x90\xd7\x91",
};

std::string in_yaml(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? "\\n" : std::string(1, c);
  }
  return out + "\"";
}

TEST(Dot, takes_no_name_for_syntax) {
  for (const char* name : kHostile) {
    std::string graph = chain(", incorporates: []");
    const std::string plain = "title: Maker Inc", artifact = "title: Model M";
    graph.replace(graph.find(plain), plain.size(), "title: " + in_yaml(name));
    graph.replace(graph.find(artifact), artifact.size(), "title: " + in_yaml(name));
    graph.replace(graph.find("title: A graph"), 14, "title: " + in_yaml(name));
    const auto a = audit(graph);
    const Diagram diagram = all_of(*a);
    const std::string dot = to_dot(diagram);
    EXPECT_EQ(dot.find("\xe2\x80\xae"), std::string::npos);
    const Read read(dot);
    ASSERT_NE(read.graph, nullptr) << name;
    EXPECT_EQ(agnnodes(read.graph), 3) << name;
    EXPECT_EQ(agnedges(read.graph), 2) << name;
    const Result<std::string> svg = render(diagram, DiagramFormat::kSvg);
    ASSERT_TRUE(svg.ok()) << name;
    EXPECT_EQ(svg.value().find("<script"), std::string::npos) << name;
    EXPECT_EQ(svg.value().find("<TABLE"), std::string::npos) << name;
    EXPECT_NE(svg.value().find("id=\"party-maker\""), std::string::npos) << name;
  }
}

TEST(Dot, takes_no_random_name_for_syntax) {
  constexpr std::string_view kPieces = "<>&\"'\\{}|[]();:,=#%$-_/ \nNGLTEH\t.x";
  std::mt19937 random(11);
  for (int round = 0; round < 60; ++round) {
    std::string name = "n";
    for (std::size_t length = random() % 40; length > 0; --length) {
      name += kPieces[random() % kPieces.size()];
    }
    std::replace(name.begin(), name.end(), '\t', ' ');
    std::string graph = chain("");
    graph.replace(graph.find("title: Maker Inc"), 16, "title: " + in_yaml(name));
    const Diagram diagram = all_of(*audit(graph));
    const Read read(to_dot(diagram));
    ASSERT_NE(read.graph, nullptr) << name;
    EXPECT_EQ(agnnodes(read.graph), 3) << name;
    EXPECT_TRUE(render(diagram, DiagramFormat::kSvg).ok()) << name;
  }
}

}  // namespace
}  // namespace flowdown
