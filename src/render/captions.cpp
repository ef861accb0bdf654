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

constexpr std::size_t kMostFindings = 6;   // in a tooltip
constexpr std::size_t kMostNames = 12;     // in a tooltip
constexpr std::size_t kMostArtifacts = 3;  // on an edge

bool is_gap(Code code) {
  return code == Code::kGapPermits || code == Code::kGapSilent || code == Code::kGapNarrower;
}

std::string_view plural_of(PartyKind kind) {
  switch (kind) {
    case PartyKind::kDeveloper:
      return "developers";
    case PartyKind::kCloudProvider:
      return "cloud providers";
    case PartyKind::kDistributor:
      return "distributors";
    case PartyKind::kApplication:
      return "applications";
    case PartyKind::kRegulator:
      return "regulators";
  }
  return {};
}

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
  add(counts.released, "waived in part");
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

// How many uses of each group a gap leaves open. A use below one that a group lists is of the
// group.
std::vector<GroupGap> Captions::gaps(const Block& block) const {
  UseSet open = model_.taxonomy.no_uses();
  for (const std::size_t i : block.findings) {
    if (!is_gap(findings_.findings[i].code)) continue;
    for (const UseId use : findings_.detail(findings_.findings[i]).uses) open.insert(use);
  }
  std::vector<GroupGap> result;
  if (fates_.asked().use) return result;  // see add_reasons()
  UseSet rest = open;
  for (std::size_t g = 0; findings_.grouping != nullptr && g < findings_.grouping->groups.size();
       ++g) {
    const Group& group = findings_.grouping->groups[g];
    UseSet of = model_.taxonomy.no_uses();
    for (const UseId use : group.uses) of |= model_.taxonomy.below(use);
    of &= open;
    if (of.empty()) continue;
    result.push_back({printable(group.title), of.count()});
    rest -= of;
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const GroupGap& a, const GroupGap& b) { return a.uses > b.uses; });
  if (!rest.empty()) result.push_back({"uses in no group", rest.count()});
  return result;
}

// Where what is followed stands, over the holdings of the block: the worst of them.
Followed Captions::followed(const Block& block) {
  if (fates_.asked().all()) return Followed::kNot;
  bool issued = false, released = false, binds = false, partly = false, loose = false;
  for (const HoldingId h : block.holdings) {
    const PartyId party = flow_.holdings[h.index()].party;
    const bool here =
        fates_.any(flow_.expected[h.index()]) || fates_.any(flow_.regulations[party.index()]);
    issued |= fates_.any(flow_.own[h.index()]);
    if (!here) continue;
    const ObligationsId judged = flow_.judged(h), binding = flow_.binding(h);
    if (!fates_.any(judged)) {
      released |= flow_.releases.contains(h);
      issued |= !flow_.releases.contains(h);
      continue;
    }
    const Obligations asked = (*flow_.sets)[judged];
    for (const auto& [version, extent] : asked) {
      const std::vector<RuleRef> rules = fates_.rules(version, extent);
      if (rules.empty()) continue;
      const ExtentId part = flow_.sets->extent_of(binding, version);
      const std::size_t held = part == kNoExtent ? 0 : fates_.rules(version, part).size();
      if (part == extent) {
        binds = true;
      } else if (held > 0) {
        partly = true;
      } else {
        loose = true;
      }
    }
  }
  if (block.holdings.empty() && fates_.asked().policy) {  // a regulator
    const Policy& policy = model_.policies.policies[fates_.asked().policy.index()];
    const VersionId any = policy.versions.front();
    issued = std::any_of(block.parties.begin(), block.parties.end(),
                         [&](PartyId party) { return flow_.issued_by(any, party); });
  }
  if (loose && (binds || partly)) return Followed::kPartly;
  if (loose) return Followed::kReaches;
  if (partly) return Followed::kPartly;
  if (binds) return Followed::kBinds;
  if (released) return Followed::kReleased;
  return issued ? Followed::kIssued : Followed::kAbsent;
}

void Captions::add_held(const Block& block, DiagramNode& node) const {
  std::set<ArtifactId> artifacts;
  for (const HoldingId h : block.holdings) artifacts.insert(flow_.holdings[h.index()].artifact);
  node.parties = block.parties.size();
  node.holdings = block.holdings.size();
  if (block.parties.size() == 1) {
    node.title = names_.name(block.parties.front());
    if (!block.artifacts.empty()) {
      std::vector<std::string> names;
      for (const ArtifactId artifact : block.artifacts) names.push_back(names_.name(artifact));
      node.lines.push_back(join(names, kMostArtifacts));
    }
  } else {
    node.title = fmt::format("{} {}", grouped(static_cast<std::int64_t>(block.parties.size())),
                             plural_of(block.kind));
    std::vector<std::string> names;
    for (const PartyId party : block.parties) {
      if (names.size() > kMostArtifacts) break;
      names.push_back(names_.name(party));
    }
    if (block.parties.size() > names.size()) {
      names.resize(2);
      node.lines.push_back(
          fmt::format("{}, {} and {} more", names[0], names[1],
                      grouped(static_cast<std::int64_t>(block.parties.size() - names.size()))));
    } else {
      node.lines.push_back(join(names));
    }
  }
  std::vector<std::string> held;
  for (const ArtifactId artifact : artifacts) {
    held.push_back(names_.key(artifact));
    if (held.size() > kMostNames + 1) break;
  }
  node.tooltip = fmt::format("{}, {}", node.title,
                             block.parties.size() == 1 ? kind_in_words(block.kind) : "alike");
  if (!artifacts.empty()) {
    if (artifacts.size() > kMostNames + 1) {
      held.resize(kMostNames);
      node.tooltip += fmt::format("\nholds {} and {} more", separated(held, ", "),
                                  artifacts.size() - kMostNames);
    } else {
      node.tooltip += "\nholds " + join(held);
    }
  }
}

// What its own policies say of the one use that is followed, where they are found wanting.
void Captions::add_reasons(const Block& block, DiagramNode& node) const {
  if (!fates_.asked().use) return;
  std::set<std::string> reasons;
  for (const std::size_t i : block.findings) {
    const Finding& finding = findings_.findings[i];
    if (finding.severity != Severity::kNote) reasons.emplace(info(finding.code).title);
  }
  for (const std::string& reason : reasons) node.reasons.push_back(in_sentence(reason));
}

DiagramNode Captions::node(const Block& block) {
  DiagramNode node;
  node.id = block.id;
  node.kind = block.kind;
  node.counts = block.counts;
  add_held(block, node);
  node.gaps = gaps(block);
  node.followed = followed(block);
  add_reasons(block, node);
  for (const std::string& line : finding_lines(block.findings)) node.tooltip += "\n" + line;
  return node;
}

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
  }
  const std::string way = way_in_words(finding);
  return way.empty() ? words : words + "\n  path " + way;
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
  if (names_.anonymous()) {  // the order of the ids would tell of them
    std::sort(edge.artifacts.begin(), edge.artifacts.end());
    std::sort(edge.agreements.begin(), edge.agreements.end());
  }
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
