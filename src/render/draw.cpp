// Flow and findings → a picture as plain values. Four steps, a file each: which part of the graph
// is shown (part), what becomes of its nodes and edges when it is too much (blocks), what stands on
// them (captions, on top of fates), and in which column they stand (tiers). Nothing here knows
// Graphviz.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "flowdown/diagram.hpp"
#include "render/blocks.hpp"
#include "render/captions.hpp"
#include "render/fates.hpp"
#include "render/indexing.hpp"
#include "render/names.hpp"
#include "render/part.hpp"
#include "render/tiers.hpp"
#include "report/layout.hpp"
#include "report/sections.hpp"
#include "report/verdict.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kMostFullLabels = 24;

Asked asked_by(const Findings& findings, const DiagramOptions& options) {
  if (options.finding) return {findings.findings[*options.finding].policy, {}};
  return {options.policy, options.use};
}

std::string_view worst_of(const DiagramCounts& counts) {
  return counts.errors > 0     ? "error"
         : counts.warnings > 0 ? "warning"
         : counts.notes > 0    ? "note"
                               : "none";
}

std::string key_of(PartyKind kind) {
  std::string words(kind_in_words(kind));
  std::replace(words.begin(), words.end(), ' ', '-');
  return words;
}

void set_classes(DiagramNode& node) {
  node.classes = {"node", "kind-" + key_of(node.kind),
                  "severity-" + std::string(worst_of(node.counts))};
  if (node.followed != Followed::kNot) {
    node.classes.push_back("follow-" + std::string(key_of(node.followed)));
  }
  if (node.lit) node.classes.emplace_back("lit");
  if (node.dim) node.classes.emplace_back("dim");
}

void set_classes(DiagramEdge& edge) {
  edge.classes = {"edge", "state-" + std::string(key_of(edge.state)),
                  "severity-" + std::string(worst_of(edge.counts))};
  if (edge.lit) edge.classes.emplace_back("lit");
  if (edge.dim) edge.classes.emplace_back("dim");
}

void add_tiers(Diagram& diagram) {
  std::vector<PartyKind> kinds;
  std::vector<std::pair<std::size_t, std::size_t>> edges;
  for (const DiagramNode& node : diagram.nodes) kinds.push_back(node.kind);
  for (const DiagramEdge& edge : diagram.edges) edges.emplace_back(edge.from, edge.to);
  const std::vector<std::size_t> tiers = tiers_of(kinds, edges);
  for (std::size_t n = 0; n < tiers.size(); ++n) {
    diagram.nodes[n].tier = tiers[n];
    if (diagram.tiers.size() <= tiers[n]) diagram.tiers.resize(tiers[n] + 1);
    diagram.tiers[tiers[n]].push_back(n);
  }
}

std::string words_of(EdgeState state) {
  switch (state) {
    case EdgeState::kExpired:
      return "something comes by an expired agreement (barred head)";
    case EdgeState::kExpected:
      return "not all that arrives is bound (hollow head)";
    case EdgeState::kPartly:
      return "bound in part (half a head)";
    case EdgeState::kUnknown:
      return "terms not known (dotted, hollow head)";
    case EdgeState::kBound:
      return "all that arrives is bound (filled head)";
    case EdgeState::kWaived:
      return "waived (ring)";
    case EdgeState::kStopped:
      return "goes no further (bar)";
    case EdgeState::kNothing:
      return "nothing asked (open head)";
  }
  return {};
}

std::string words_of(Followed followed) {
  switch (followed) {
    case Followed::kNot:
      break;
    case Followed::kIssued:
      return "issued here";
    case Followed::kBinds:
      return "reaches and binds";
    case Followed::kPartly:
      return "reaches, binds in part";
    case Followed::kReaches:
      return "reaches, does not bind";
    case Followed::kUnknown:
      return "reaches; not known if it binds";
    case Followed::kReleased:
      return "released";
    case Followed::kAbsent:
      return "does not reach";
  }
  return {};
}

void add_legend(Diagram& diagram) {
  using Sign = LegendEntry::Sign;
  std::set<Severity> severities;
  std::set<EdgeState> states;
  bool lit = false;
  const auto note = [&severities](const DiagramCounts& counts) {
    if (counts.errors > 0) severities.insert(Severity::kError);
    if (counts.warnings > 0) severities.insert(Severity::kWarning);
    if (counts.notes > 0) severities.insert(Severity::kNote);
  };
  for (const DiagramNode& node : diagram.nodes) {
    note(node.counts);
    lit = lit || node.lit;
  }
  for (const DiagramEdge& edge : diagram.edges) {
    states.insert(edge.state);
    note(edge.counts);
  }
  const auto add = [&diagram](Sign sign, auto value, std::string words) {
    diagram.legend.push_back({sign, static_cast<int>(value), std::move(words)});
  };
  for (auto severity = severities.rbegin(); severity != severities.rend(); ++severity) {
    add(Sign::kSeverity, *severity, fmt::format("has {}s", name_of(*severity)));
  }
  for (const EdgeState state :
       {EdgeState::kBound, EdgeState::kPartly, EdgeState::kExpected, EdgeState::kUnknown,
        EdgeState::kExpired, EdgeState::kWaived, EdgeState::kStopped, EdgeState::kNothing}) {
    if (states.contains(state)) add(Sign::kState, state, words_of(state));
  }
  if (lit) add(Sign::kLit, 0, "the way of the finding");
}

void add_notes(const Part& part, const Blocks& blocks, const DiagramOptions& options,
               Diagram& diagram) {
  const auto number = [](std::size_t n) { return grouped(static_cast<std::int64_t>(n)); };
  const Collapse asked = options.collapse.value_or(Collapse::kOrganisation);
  if (blocks.blocks.empty()) diagram.notes.emplace_back("There is nothing to draw.");
  if (blocks.collapse != asked) {
    diagram.notes.push_back(fmt::format(
        "{} with {} {} too many to draw one by one: those with the same obligations and findings "
        "are one node.",
        count_of(blocks.parties, "party", "parties"), count_of(blocks.holdings, "holding"),
        blocks.parties == 1 ? "is" : "are"));
  } else if (blocks.merged && asked != Collapse::kKind) {
    diagram.notes.emplace_back(
        "There are too many agreements to draw one by one: those between the same two nodes are "
        "one line.");
  }
  if (part.pairs_left_out > 0) {
    diagram.notes.push_back(fmt::format(
        "Not drawn: {} of these parties where one supplies the other and nothing was found on the "
        "line (--all draws them).",
        count_of(part.pairs_left_out, "pair")));
  }
  if (blocks.elsewhere.total() > 0) {
    const DiagramCounts& of = blocks.elsewhere;
    diagram.notes.push_back(fmt::format("Not drawn are the places of {}.",
                                        counts_in_words(of.errors, of.warnings, of.notes)));
  }
  if (blocks.left_out_nodes > 0) {
    diagram.notes.push_back(
        fmt::format("Only {} nodes are drawn, the worst and those on the way to them; {} with {} "
                    "are left out.",
                    number(blocks.blocks.size()), count_of(blocks.left_out_nodes, "node"),
                    count_of(blocks.left_out_parties, "more party", "more parties")));
  }
  if (blocks.left_out_edges > 0) {
    diagram.notes.push_back(
        fmt::format("{} are left out.", count_of(blocks.left_out_edges, "line")));
  }
}

void add_title(const Flow& flow, const Findings& findings, const Names& names, const Part& part,
               Diagram& diagram) {
  diagram.title = names.graph();
  const std::string verdict =
      verdict_in_words(findings.count(Severity::kError), findings.count(Severity::kWarning),
                       findings.count(Severity::kNote));
  const std::string id = names.anonymous() ? "" : printable(flow.model->graph.id) + ", ";
  diagram.lines.push_back(fmt::format("{}judged as of {}", id, flow.as_of.text()));
  const bool undetermined = unknowns_of(flow, findings).terms();
  diagram.lines.push_back(verdict + (undetermined ? "; in part undetermined" : ""));
  if (!part.shown.empty()) diagram.lines.push_back("shown: " + part.shown);
  DiagramCounts counted;
  for (std::size_t i = 0; i < findings.findings.size(); ++i) {
    if (part.counted[i]) count(counted, findings.findings[i].severity);
  }
  if (counted.total() < findings.findings.size()) {
    const std::string words = counts_in_words(counted.errors, counted.warnings, counted.notes);
    diagram.lines.push_back("counted below are those of what is shown: " +
                            (words.empty() ? "no findings" : words));
  }
  std::size_t errors = 0, warnings = 0;
  std::string nodes;
  for (const DiagramNode& node : diagram.nodes) {
    errors += node.counts.errors > 0 ? 1 : 0;
    warnings += node.counts.errors == 0 && node.counts.warnings > 0 ? 1 : 0;
  }
  diagram.description = fmt::format(
      "{}. {}, {}. {} in {}, {}. {} with errors, {} with warnings.", diagram.title,
      diagram.lines[0], verdict, count_of(diagram.nodes.size(), "node"),
      count_of(diagram.tiers.size(), "tier"), count_of(diagram.edges.size(), "supply line"),
      count_of(errors, "node"), warnings);
  for (const DiagramEdge& edge : diagram.edges) {
    if (diagram.edges.size() > 60) break;
    diagram.description += fmt::format(" {} to {}: {}.", diagram.nodes[edge.from].title,
                                       diagram.nodes[edge.to].title, separated(edge.lines, ", "));
  }
}

void light(const Part& part, const Blocks& blocks, Diagram& diagram) {
  if (part.lit_holdings.empty()) return;
  for (std::size_t b = 0; b < blocks.blocks.size(); ++b) {
    const auto& holdings = blocks.blocks[b].holdings;
    DiagramNode& node = diagram.nodes[b];
    node.lit = std::any_of(holdings.begin(), holdings.end(),
                           [&](HoldingId h) { return part.lit_holdings[h.index()]; });
    node.dim = !node.lit;
  }
  for (std::size_t s = 0; s < blocks.strands.size(); ++s) {
    const auto& supplies = blocks.strands[s].supplies;
    DiagramEdge& edge = diagram.edges[s];
    edge.lit = std::any_of(supplies.begin(), supplies.end(),
                           [&](SupplyId id) { return part.lit_supplies[id.index()]; });
    edge.dim = !edge.lit;
  }
}

}  // namespace

std::string_view key_of(Followed followed) {
  switch (followed) {
    case Followed::kNot:
      return "none";
    case Followed::kIssued:
      return "issued";
    case Followed::kBinds:
      return "binds";
    case Followed::kPartly:
      return "partly";
    case Followed::kReaches:
      return "reaches";
    case Followed::kUnknown:
      return "unknown";
    case Followed::kReleased:
      return "released";
    case Followed::kAbsent:
      return "absent";
  }
  return {};
}

Diagram draw(const Flow& flow, const Findings& findings, const DiagramOptions& options) {
  const Names names(*flow.model, options.anonymise);
  Tracer tracer(flow);
  Fates fates(flow, asked_by(findings, options));
  const Part part = part_of(flow, findings, options, names, fates, tracer);
  const Blocks blocks = blocks_of(flow, findings, part, options, names, fates, tracer);
  Captions captions(flow, findings, names, fates, tracer);
  Diagram diagram;
  for (const Block& block : blocks.blocks) diagram.nodes.push_back(captions.node(block));
  for (const Strand& strand : blocks.strands) diagram.edges.push_back(captions.edge(strand));
  light(part, blocks, diagram);
  for (DiagramNode& node : diagram.nodes) set_classes(node);
  for (DiagramEdge& edge : diagram.edges) set_classes(edge);
  add_tiers(diagram);
  for (DiagramNode& node : diagram.nodes) {
    if (node.followed != Followed::kNot) node.lines.push_back(words_of(node.followed));
    for (const std::string& reason : node.reasons) node.lines.push_back(reason);
  }
  diagram.compact = diagram.edges.size() > kMostFullLabels;
  add_legend(diagram);
  add_title(flow, findings, names, part, diagram);
  add_notes(part, blocks, options, diagram);
  for (const std::string& note : diagram.notes) diagram.description += " " + note;
  if (options.index && !options.anonymise) add_index(flow, findings, blocks, tracer, diagram);
  return diagram;
}

}  // namespace flowdown
