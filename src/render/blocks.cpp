// Holdings are first sorted into blocks as the collapse says: one a holding, one a party, one a
// kind. Blocks by state are blocks by party that are then merged where nothing tells them apart but
// names.
//
// What is too much for a picture is collapsed by state, then the edges between two nodes are
// merged; if that does not do, the worst nodes are kept, each with the nodes on the way of its
// worst finding, and the rest is counted. So the layout never has more to do than the options
// allow.
#include "render/blocks.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "render/merge.hpp"
#include "render/places.hpp"
#include "render/tiers.hpp"

namespace flowdown {

void count(DiagramCounts& counts, Severity severity) {
  if (severity == Severity::kError) ++counts.errors;
  if (severity == Severity::kWarning) ++counts.warnings;
  if (severity == Severity::kNote) ++counts.notes;
}

namespace {

constexpr std::uint32_t kNoBlock = 0xffffffffU;

class Sorter {
 public:
  Sorter(const Flow& flow, const Findings& findings, const Part& part, const Names& names,
         Fates& fates)
      : flow_(flow),
        findings_(findings),
        part_(part),
        names_(names),
        fates_(fates),
        graph_(flow.model->graph) {}

  Blocks sort(Collapse collapse, bool merge_edges) {
    result_ = {};
    result_.collapse = collapse;
    result_.merged = merge_edges;
    block_of_.assign(flow_.holdings.size(), kNoBlock);
    party_blocks_.clear();
    const Collapse first = collapse == Collapse::kState ? Collapse::kOrganisation : collapse;
    make_blocks(first);
    place_findings();
    if (collapse == Collapse::kState) {
      const std::vector<std::uint32_t> now = merge_alike(flow_, findings_, result_.blocks);
      for (std::uint32_t& block : block_of_) {
        if (block != kNoBlock) block = now[block];
      }
      for (auto& [party, block] : party_blocks_) block = now[block];
    }
    name_blocks(collapse);
    make_strands(merge_edges);
    return std::move(result_);
  }

 private:
  void make_blocks(Collapse collapse) {
    std::map<std::tuple<std::uint32_t, std::uint32_t>, std::uint32_t> known;
    const std::vector<std::uint32_t> generation = collapse == Collapse::kOrganisation
                                                      ? generations_of(flow_, part_.supplies)
                                                      : std::vector<std::uint32_t>();
    std::set<PartyId> parties;
    for (std::uint32_t h = 0; h < flow_.holdings.size(); ++h) {
      if (!part_.holdings[h]) continue;
      const PartyId party = flow_.holdings[h].party;
      std::tuple<std::uint32_t, std::uint32_t> key{h, 0};
      if (collapse == Collapse::kOrganisation) key = {party.value, generation[h]};
      if (collapse == Collapse::kKind) {
        key = {static_cast<std::uint32_t>(graph_.parties[party.index()].kind), 0};
      }
      const auto [at, is_new] =
          known.emplace(key, static_cast<std::uint32_t>(result_.blocks.size()));
      if (is_new) result_.blocks.emplace_back();
      Block& block = result_.blocks[at->second];
      block.kind = graph_.parties[party.index()].kind;
      if (block.parties.empty() || block.parties.back() != party) block.parties.push_back(party);
      block.holdings.push_back(HoldingId(h));
      const bool apart =
          collapse == Collapse::kNone || (collapse == Collapse::kOrganisation && generation[h] > 0);
      if (apart) block.artifacts.push_back(flow_.holdings[h].artifact);
      block_of_[h] = at->second;
      parties.insert(party);
      ++result_.holdings;
    }
    for (std::uint32_t p = 0; p < graph_.parties.size(); ++p) {
      if (!part_.parties[p] || parties.contains(PartyId(p))) continue;
      parties.insert(PartyId(p));
      const PartyKind kind = graph_.parties[p].kind;
      auto at = static_cast<std::uint32_t>(result_.blocks.size());
      if (collapse == Collapse::kKind) {
        at = known.emplace(std::tuple{static_cast<std::uint32_t>(kind), 0U}, at).first->second;
      }
      if (at == result_.blocks.size()) result_.blocks.emplace_back();
      result_.blocks[at].kind = kind;
      result_.blocks[at].parties.push_back(PartyId(p));
      party_blocks_.emplace(PartyId(p), at);
    }
    result_.parties = parties.size();
    for (Block& block : result_.blocks) std::sort(block.parties.begin(), block.parties.end());
  }

  // Where the finding is; else, where nodes stand for parties, at the party that it is of.
  void place_findings() {
    for (std::uint32_t b = 0; b < result_.blocks.size(); ++b) {
      const Block& block = result_.blocks[b];
      if (!block.artifacts.empty()) continue;
      for (const PartyId party : block.parties) party_blocks_.emplace(party, b);
    }
    for (std::size_t i = 0; i < findings_.findings.size(); ++i) {
      const Finding& finding = findings_.findings[i];
      if (!part_.counted[i] || finding.agreement) continue;
      const HoldingId at = place_of(flow_, finding);
      std::uint32_t block = at ? block_of_[at.index()] : kNoBlock;
      const PartyId party = at ? flow_.holdings[at.index()].party : finding.party;
      const auto of = party ? party_blocks_.find(party) : party_blocks_.end();
      if (block == kNoBlock && of != party_blocks_.end()) block = of->second;
      if (block == kNoBlock) {
        count(result_.elsewhere, finding.severity);
      } else {
        add_finding(result_.blocks[block], i);
      }
    }
  }

  template <class Element>
  void add_finding(Element& element, std::size_t i) const {
    element.findings.push_back(i);
    count(element.counts, findings_.findings[i].severity);
  }

  // Gives ids and sorts by them.
  void name_blocks(Collapse collapse) {
    std::vector<Block>& blocks = result_.blocks;
    for (Block& block : blocks) {
      std::sort(block.artifacts.begin(), block.artifacts.end());
      block.id = id_of(block, collapse, names_);
    }
    const std::vector<std::uint32_t> now = sort_by_id(blocks);
    for (std::uint32_t& block : block_of_) {
      if (block != kNoBlock) block = now[block];
    }
    for (auto& [party, block] : party_blocks_) block = now[block];
  }

  void make_strands(bool merge) {
    using Kind = DiagramEdge::Kind;
    std::map<std::tuple<std::uint32_t, std::uint32_t, int, std::uint32_t>, std::size_t> known;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::set<std::uint32_t>> parallel;
    const auto ends = [this](const Supply& supply) {
      return std::pair{block_of_[supply.from.index()], block_of_[supply.to.index()]};
    };
    for (std::size_t s = 0; s < flow_.supplies.size(); ++s) {
      const Supply& supply = flow_.supplies[s];
      if (part_.supplies[s] && supply.kind == SupplyKind::kAgreement) {
        parallel[ends(supply)].insert(supply.agreement.value);
      }
    }
    for (std::size_t s = 0; s < flow_.supplies.size(); ++s) {
      if (!part_.supplies[s]) continue;
      const Supply& supply = flow_.supplies[s];
      const std::pair<std::uint32_t, std::uint32_t> between = ends(supply);
      if (between.first == kNoBlock || between.second == kNoBlock) continue;
      if (between.first == between.second) {
        if (supply.kind != SupplyKind::kDerivation) {
          result_.blocks[between.first].within.push_back(SupplyId(s));
        }
        continue;
      }
      const Kind kind = supply.kind == SupplyKind::kAgreement ? Kind::kAgreement
                        : supply.kind == SupplyKind::kPublic  ? Kind::kPublic
                                                              : Kind::kDerivation;
      const auto found = parallel.find(between);
      const bool many = found != parallel.end() && found->second.size() > kMostParallel;
      const bool together = merge || (many && kind == Kind::kAgreement);
      std::uint32_t single = kind == Kind::kAgreement ? supply.agreement.value : 0;
      if (together) single = 0;
      const auto [at, is_new] = known.emplace(
          std::tuple{between.first, between.second, merge ? -1 : static_cast<int>(kind), single},
          result_.strands.size());
      if (is_new) {
        result_.strands.emplace_back();
        result_.strands.back().from = between.first;
        result_.strands.back().to = between.second;
        result_.strands.back().kind = kind;
      }
      Strand& strand = result_.strands[at->second];
      if (strand.kind != kind) strand.kind = Kind::kMixed;
      strand.supplies.push_back(SupplyId(s));
    }
    add_laws();
    name_strands();
  }

  // From each regulator to what its law is found wanting at; of law that is followed, to all that
  // it reaches.
  void add_laws() {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::set<VersionId>> laws;
    for (std::uint32_t b = 0; b < result_.blocks.size(); ++b) {
      const auto add = [&, b](VersionId version) {
        const PartyId regulator = regulator_of(*flow_.model, version);
        const auto from = regulator ? party_blocks_.find(regulator) : party_blocks_.end();
        if (from == party_blocks_.end() || from->second == b) return;
        laws[{from->second, b}].insert(version);
      };
      const Block& block = result_.blocks[b];
      for (const std::size_t i : block.findings) {
        const Finding& finding = findings_.findings[i];
        if (finding.severity == Severity::kNote) continue;
        for (const VersionId version : versions_of(findings_, finding)) add(version);
      }
      if (fates_.asked().all() || block.holdings.empty()) continue;
      for (const PartyId party : block.parties) {
        for (const RuleRef& rule : fates_.rules(flow_.regulations[party.index()])) {
          add(rule.version);
        }
      }
    }
    for (const auto& [between, versions] : laws) {
      Strand strand;
      strand.from = between.first;
      strand.to = between.second;
      strand.kind = DiagramEdge::Kind::kLaw;
      strand.laws.assign(versions.begin(), versions.end());
      result_.strands.push_back(std::move(strand));
    }
  }

  void name_strands() {
    std::vector<Strand>& strands = result_.strands;
    std::map<std::string, std::size_t> uses;
    for (Strand& strand : strands) {
      strand.id = id_of(flow_, strand, result_.blocks, names_);
      ++uses[strand.id];
    }
    // An agreement whose artifacts go to several nodes has several edges.
    for (Strand& strand : strands) {
      if (uses[strand.id] > 1 && !strand.supplies.empty()) {
        strand.id += "--" + names_.key(flow_.supplies[strand.supplies.front().index()].artifact);
      }
    }
    sort_by_id(strands);
    place_findings_of_agreements();
  }

  void place_findings_of_agreements() {
    std::map<SupplyId, std::size_t> strand_of, block_within;
    for (std::size_t s = 0; s < result_.strands.size(); ++s) {
      for (const SupplyId id : result_.strands[s].supplies) strand_of.emplace(id, s);
    }
    for (std::size_t b = 0; b < result_.blocks.size(); ++b) {
      for (const SupplyId id : result_.blocks[b].within) block_within.emplace(id, b);
    }
    for (std::size_t i = 0; i < findings_.findings.size(); ++i) {
      const Finding& finding = findings_.findings[i];
      if (!part_.counted[i] || !finding.agreement) continue;
      bool placed = false;
      for (const SupplyId id : supplies_of(flow_, finding)) {
        const auto at = strand_of.find(id), inside = block_within.find(id);
        if (at != strand_of.end()) add_finding(result_.strands[at->second], i);
        if (inside != block_within.end()) add_finding(result_.blocks[inside->second], i);
        placed = at != strand_of.end() || inside != block_within.end();
        if (placed) break;
      }
      if (!placed) count(result_.elsewhere, finding.severity);
    }
  }

  static constexpr std::size_t kMostParallel = 3;

  const Flow& flow_;
  const Findings& findings_;
  const Part& part_;
  const Names& names_;
  Fates& fates_;
  const Graph& graph_;
  Blocks result_;
  std::vector<std::uint32_t> block_of_;  // by holding
  std::map<PartyId, std::uint32_t> party_blocks_;
};

// Whether no row or column of nodes is so long that the names could not be read in a picture of it.
bool legible(const Blocks& blocks, const DiagramOptions& options) {
  std::vector<PartyKind> kinds;
  std::vector<std::pair<std::size_t, std::size_t>> edges;
  for (const Block& block : blocks.blocks) kinds.push_back(block.kind);
  for (const Strand& strand : blocks.strands) edges.emplace_back(strand.from, strand.to);
  std::vector<std::size_t> in_tier;
  for (const std::size_t tier : tiers_of(kinds, edges)) {
    if (in_tier.size() <= tier) in_tier.resize(tier + 1);
    ++in_tier[tier];
  }
  return in_tier.size() <= options.most_tiers &&
         std::all_of(in_tier.begin(), in_tier.end(),
                     [&](std::size_t nodes) { return nodes <= options.most_in_tier; });
}

}  // namespace

Blocks blocks_of(const Flow& flow, const Findings& findings, const Part& part,
                 const DiagramOptions& options, const Names& names, Fates& fates, Tracer& tracer) {
  Sorter sorter(flow, findings, part, names, fates);
  const Collapse asked = options.collapse.value_or(Collapse::kOrganisation);
  const auto within = [](const Blocks& blocks, std::size_t nodes, std::size_t edges) {
    return blocks.blocks.size() <= nodes && blocks.strands.size() <= edges;
  };
  const auto small = [&](const Blocks& blocks) {
    return within(blocks, options.most_nodes, options.most_edges);
  };
  const auto fits = [&](const Blocks& blocks) { return small(blocks) && legible(blocks, options); };
  Blocks blocks = sorter.sort(asked, asked == Collapse::kKind);
  if (fits(blocks) && blocks.strands.size() <= options.most_single_edges) return blocks;
  if (blocks.blocks.size() <= options.most_nodes) {
    Blocks merged = sorter.sort(asked, true);
    if (fits(merged)) return merged;
  }
  if (asked != Collapse::kKind) blocks = sorter.sort(Collapse::kState, true);
  const bool few = small(blocks) && within(blocks, options.worst_nodes, options.worst_edges);
  if (!few && !fits(blocks)) keep_worst(flow, findings, part, options, tracer, blocks);
  return blocks;
}

}  // namespace flowdown
