// A label has room for a name, a few counts and the groups with most gaps; all else is in the
// tooltip: what is held, and the worst findings with clause and way. Pictures that are to be shared
// without names must not quote the words of the report, which have them, and so say less.
#include "render/captions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "flowdown/report.hpp"
#include "report/evidence.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/sections.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kMostFindings = 6;  // in a tooltip
constexpr std::size_t kMostClauses = 6;   // of a policy

std::string_view why_stopped(Step step) {
  switch (step) {
    case Step::kOutOfScope:
      return "does not cover this channel";
    case Step::kOutOfReach:
      return "does not travel this far";
    case Step::kNarrowedAway:
      return "not in these contexts";
    case Step::kWaived:
      return "waived";
    default:
      return {};
  }
}

}  // namespace

std::string in_words(const EdgeCounts& counts) {
  const std::size_t all = counts.arriving(), held = counts.bound + counts.released;
  std::string words;
  const auto add = [&words](std::size_t count, std::string_view what) {
    if (count > 0) words += fmt::format("{}{} {}", words.empty() ? "" : "; ", count, what);
  };
  if (all == 0) {
    add(counts.waived, "waived");
    add(counts.stopped, "stop here");
    return words.empty() ? "nothing asked" : words;
  }
  if (counts.unknown == all) {
    add(all, "expected, terms unknown");
  } else if (counts.expired == all) {
    add(all, "expected, expired");
  } else if (held == all) {
    add(all, "bound");
  } else {
    words = fmt::format("{} of {} bound", held, all);
    add(counts.partly, "in part");
    add(counts.unknown, "unknown");
    add(counts.expired, "expired");
  }
  add(counts.released, counts.released == all ? "waived in part" : "of them waived in part");
  add(counts.waived, "waived");
  add(counts.stopped, "stop");
  return words;
}

Captions::Captions(const Flow& flow, const Findings& findings, const Names& names, Fates& fates,
                   Tracer& tracer)
    : flow_(flow),
      findings_(findings),
      names_(names),
      model_(*flow.model),
      graph_(flow.model->graph),
      fates_(fates),
      tracer_(tracer) {}

std::string Captions::way_in_words(const Finding& finding) {
  const std::vector<Stop> way = way_of(flow_, findings_, finding, tracer_);
  if (way.size() < 2) return {};
  if (!names_.anonymous()) return flowdown::in_words(model_, way);
  std::string words;
  for (const Stop& stop : way) {
    words += words.empty() ? names_.key(stop.party) : " → " + names_.key(stop.party);
  }
  return words;
}

std::string Captions::in_words(const Finding& finding) {
  const Detail& detail = findings_.detail(finding);
  std::string words = fmt::format("{}: {}", name_of(finding.severity), info(finding.code).name);
  if (names_.anonymous()) {
    if (!detail.uses.empty()) {
      words += ": " + join(use_titles(model_.taxonomy, detail.uses), 5);
    }
    if (finding.version) words += fmt::format(", {}", names_.name(finding.version));
  } else {
    words += ": " + wording(flow_, findings_, finding, tracer_).message;
    if (!detail.rules.empty()) words += "\n  " + clauses_in_words(detail.rules);
  }
  const std::string way = way_in_words(finding);
  return way.empty() ? words : words + "\n  path " + way;
}

// "clauses 1.a and 2.b of up": of whom more than one policy asks, of each.
std::string Captions::clauses_in_words(const std::vector<RuleRef>& rules) const {
  std::map<VersionId, std::vector<std::string>> clauses;
  for (const RuleRef& rule : rules) {
    std::vector<std::string>& of = clauses[rule.version];
    const std::string clause = printable(rule_of(model_, rule).clause);
    if (!clause.empty() && std::find(of.begin(), of.end(), clause) == of.end()) {
      of.push_back(clause);
    }
  }
  std::vector<std::string> parts;
  for (const auto& [version, of] : clauses) {
    parts.push_back(of.empty() ? fmt::format("{}, no clause on file", names_.name(version))
                               : fmt::format("{} {} of {}", of.size() == 1 ? "clause" : "clauses",
                                             join(of, kMostClauses), names_.name(version)));
  }
  return separated(parts, "; ");
}

// The most severe first, and how many there are besides.
std::vector<std::string> Captions::finding_lines(const std::vector<std::size_t>& findings) {
  std::vector<std::size_t> order = findings;
  std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    return findings_.findings[a].severity > findings_.findings[b].severity;
  });
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < order.size() && i < kMostFindings; ++i) {
    lines.push_back(in_words(findings_.findings[order[i]]));
  }
  if (order.size() > kMostFindings) {
    lines.push_back(fmt::format("and {}", count_of(order.size() - kMostFindings, "more finding")));
  }
  return lines;
}

void Captions::add_ways(const Strand& strand, DiagramEdge& edge) const {
  using Kind = DiagramEdge::Kind;
  std::set<ArtifactId> artifacts;
  std::set<AgreementId> agreements;
  std::set<std::string> derivations;
  for (const SupplyId id : strand.supplies) {
    const Supply& supply = flow_.supplies[id.index()];
    artifacts.insert(supply.artifact);
    if (supply.agreement) agreements.insert(supply.agreement);
    if (supply.kind == SupplyKind::kDerivation) {
      derivations.emplace(flowdown::in_words(graph_.derivations[supply.derivation].by));
    }
  }
  for (const ArtifactId artifact : artifacts) edge.artifacts.push_back(names_.name(artifact));
  for (const AgreementId agreement : agreements) edge.agreements.push_back(names_.key(agreement));
  edge.artifacts = names_.in_order(std::move(edge.artifacts));
  edge.agreements = names_.in_order(std::move(edge.agreements));
  if (strand.kind == Kind::kLaw) {
    std::vector<std::string> laws;
    for (const VersionId version : strand.laws) laws.push_back(names_.name(version));
    edge.way = "by law: " + join(laws, kMostArtifacts);
  } else if (agreements.size() == 1 && strand.kind == Kind::kAgreement) {
    edge.way = edge.agreements.front();
  } else if (strand.kind == Kind::kPublic) {
    edge.way = "public release";
  } else if (strand.kind == Kind::kDerivation) {
    edge.way = separated({derivations.begin(), derivations.end()}, ", ");
  } else if (strand.kind == Kind::kAgreement) {
    edge.way = count_of(agreements.size(), "agreement");
  } else {
    edge.way = count_of(strand.supplies.size(), "supply", "supplies");
  }
}

void Captions::add_fates(const Strand& strand, DiagramEdge& edge) {
  std::vector<Fates::ListId> lists;
  for (const SupplyId id : strand.supplies) lists.push_back(fates_.on(id));
  const std::vector<FateOf> fates = united(fates_, lists);
  edge.obligations = counts_of(fates);
  if (strand.kind == DiagramEdge::Kind::kLaw) {
    for (const VersionId version : strand.laws) {
      edge.obligations.bound += fates_.rules(version, kWholeExtent).size();
    }
  }
  edge.state = state_of(edge.obligations);
  std::map<Fate, std::set<std::string>> by_fate;
  std::set<std::string> reasons;
  for (const FateOf& fate : fates) {
    by_fate[fate.fate].insert(names_.name(fate.rule.version));
    if (fate.fate == Fate::kStopped) reasons.emplace(why_stopped(fate.why));
  }
  static constexpr std::string_view kWords[] = {"expected, but the agreement expired",
                                                "expected, not bound",
                                                "bound in part",
                                                "expected, the terms are not known",
                                                "waived in part",
                                                "bound",
                                                "waived",
                                                "goes no further"};
  for (const auto& [fate, policies] : by_fate) {
    edge.tooltip += fmt::format("\n{}: {}", kWords[static_cast<std::size_t>(fate)],
                                join({policies.begin(), policies.end()}, kMostNames));
  }
  edge.lines.push_back(flowdown::in_words(edge.obligations));
  if (!fates_.asked().all() && edge.state == EdgeState::kStopped && !reasons.empty()) {
    edge.lines.back() = "stops: " + join({reasons.begin(), reasons.end()});
  }
}

DiagramEdge Captions::edge(const Strand& strand) {
  DiagramEdge edge;
  edge.id = strand.id;
  edge.from = strand.from;
  edge.to = strand.to;
  edge.kind = strand.kind;
  edge.counts = strand.counts;
  add_ways(strand, edge);
  edge.tooltip = edge.way;
  if (edge.agreements.size() > 1) edge.tooltip += ": " + join(edge.agreements, kMostNames);
  if (!edge.artifacts.empty()) edge.tooltip += "\nsupplies " + join(edge.artifacts, kMostNames);
  if (!edge.artifacts.empty()) edge.lines.push_back(join(edge.artifacts, kMostArtifacts));
  edge.lines.push_back(edge.way);
  add_fates(strand, edge);
  for (const std::string& line : finding_lines(strand.findings)) edge.tooltip += "\n" + line;
  return edge;
}

}  // namespace flowdown
