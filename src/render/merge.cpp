// Two nodes are alike where nothing tells them apart but names: the same kind of party, the same
// obligation sets at their holdings (which are interned, so that a set is a number), and findings
// that say the same. Whom they are supplied by does not count.
#include "render/merge.hpp"

#include <map>
#include <tuple>

#include "report/evidence.hpp"

namespace flowdown {
namespace {

using Numbers = std::vector<std::uint32_t>;

// What a finding says, but for whom and what it is about.
Numbers saying(const Findings& findings, const Finding& finding) {
  const Detail& detail = findings.detail(finding);
  Numbers words{static_cast<std::uint32_t>(finding.code),
                static_cast<std::uint32_t>(finding.severity), finding.tentative ? 1U : 0U,
                finding.policy.value, static_cast<std::uint32_t>(detail.uses.size())};
  for (const UseId use : detail.uses) words.push_back(use.value);
  for (const RuleRef& rule : detail.rules) words.push_back(rule.rule);
  return words;
}

std::tuple<int, std::set<Numbers>, std::set<Numbers>> state_of(const Flow& flow,
                                                               const Findings& findings,
                                                               const Block& block) {
  std::set<Numbers> holdings, said;
  for (const HoldingId h : block.holdings) {
    const auto released = flow.releases.find(h);
    Numbers sets{flow.expected[h.index()].value, flow.bound[h.index()].value,
                 flow.own[h.index()].value,
                 flow.regulations[flow.holdings[h.index()].party.index()].value};
    if (released != flow.releases.end()) {
      for (const Release& release : released->second) {
        sets.push_back(release.policy.value);
        sets.push_back(release.extent.value);
      }
    }
    holdings.insert(std::move(sets));
  }
  for (const std::size_t i : block.findings) said.insert(saying(findings, findings.findings[i]));
  return {static_cast<int>(block.kind), std::move(holdings), std::move(said)};
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

template <class T>
void sort_each_once(std::vector<T>& entries) {
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
}

void add(DiagramCounts& to, const DiagramCounts& more) {
  to.errors += more.errors;
  to.warnings += more.warnings;
  to.notes += more.notes;
}

// The worse, the smaller.
auto badness(const DiagramCounts& counts, std::size_t size) {
  const auto less = [](std::size_t n) { return -static_cast<std::int64_t>(n); };
  return std::tuple{less(counts.errors), less(counts.warnings), less(counts.notes), less(size)};
}

}  // namespace

std::vector<std::uint32_t> merge_alike(const Flow& flow, const Findings& findings,
                                       std::vector<Block>& blocks) {
  std::map<std::tuple<int, std::set<Numbers>, std::set<Numbers>>, std::uint32_t> known;
  std::vector<Block> merged;
  std::vector<std::uint32_t> now;
  for (Block& block : blocks) {
    const auto [at, is_new] =
        known.emplace(state_of(flow, findings, block), static_cast<std::uint32_t>(merged.size()));
    now.push_back(at->second);
    if (is_new) {
      merged.push_back(std::move(block));
      continue;
    }
    Block& into = merged[at->second];
    append(into.parties, block.parties);
    append(into.holdings, block.holdings);
    append(into.artifacts, block.artifacts);
    append(into.findings, block.findings);
    add(into.counts, block.counts);
  }
  for (Block& block : merged) {
    sort_each_once(block.parties);
    sort_each_once(block.holdings);
    sort_each_once(block.artifacts);
    sort_each_once(block.findings);
  }
  blocks = std::move(merged);
  return now;
}

void keep_worst(const Flow& flow, const Findings& findings, const Part& part,
                const DiagramOptions& options, Tracer& tracer, Blocks& blocks) {
  const std::size_t most_nodes = std::min(options.worst_nodes, options.most_nodes);
  const std::size_t most_edges = std::min(options.worst_edges, options.most_edges);
  std::map<HoldingId, std::uint32_t> block_of;
  for (std::uint32_t b = 0; b < blocks.blocks.size(); ++b) {
    for (const HoldingId h : blocks.blocks[b].holdings) block_of.emplace(h, b);
  }
  const auto lit = [&part](const Block& block) {
    return !part.lit_holdings.empty() &&
           std::any_of(block.holdings.begin(), block.holdings.end(),
                       [&](HoldingId h) { return part.lit_holdings[h.index()]; });
  };
  std::vector<std::uint32_t> order(blocks.blocks.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto key = [&](std::uint32_t b) {
    const Block& block = blocks.blocks[b];
    return std::tuple{!lit(block), badness(block.counts, block.parties.size()), b};
  };
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  std::set<std::uint32_t> kept;
  for (const std::uint32_t b : order) {
    if (kept.size() >= most_nodes) break;
    kept.insert(b);
    const Block& block = blocks.blocks[b];
    if (block.findings.empty()) continue;
    const auto worst = std::max_element(
        block.findings.begin(), block.findings.end(), [&](std::size_t x, std::size_t y) {
          return findings.findings[x].severity < findings.findings[y].severity;
        });
    for (const Stop& stop : way_of(flow, findings, findings.findings[*worst], tracer)) {
      const HoldingId at = flow.find(stop.party, stop.artifact);
      const auto found = at ? block_of.find(at) : block_of.end();
      if (found == block_of.end() || kept.size() >= most_nodes) continue;
      kept.insert(found->second);
    }
  }
  std::vector<std::uint32_t> now(blocks.blocks.size(), 0);
  std::vector<Block> left;
  std::set<PartyId> shown, hidden;
  for (std::uint32_t b = 0; b < blocks.blocks.size(); ++b) {
    Block& block = blocks.blocks[b];
    (kept.contains(b) ? shown : hidden).insert(block.parties.begin(), block.parties.end());
    if (!kept.contains(b)) {
      add(blocks.elsewhere, block.counts);
      continue;
    }
    now[b] = static_cast<std::uint32_t>(left.size());
    left.push_back(std::move(block));
  }
  blocks.left_out_nodes = blocks.blocks.size() - left.size();
  for (const PartyId party : hidden) blocks.left_out_parties += shown.contains(party) ? 0 : 1;
  blocks.blocks = std::move(left);

  std::vector<Strand> strands;
  for (Strand& strand : blocks.strands) {
    const auto from = static_cast<std::uint32_t>(strand.from);
    const auto to = static_cast<std::uint32_t>(strand.to);
    if (!kept.contains(from) || !kept.contains(to)) {
      add(blocks.elsewhere, strand.counts);
      continue;
    }
    strand.from = now[from];
    strand.to = now[to];
    strands.push_back(std::move(strand));
  }
  if (strands.size() > most_edges) {
    const auto worse = [](const Strand& a, const Strand& b) {
      return std::tuple{badness(a.counts, a.supplies.size()), a.id} <
             std::tuple{badness(b.counts, b.supplies.size()), b.id};
    };
    std::sort(strands.begin(), strands.end(), worse);
    for (std::size_t s = most_edges; s < strands.size(); ++s) {
      add(blocks.elsewhere, strands[s].counts);
    }
    strands.resize(most_edges);
    std::sort(strands.begin(), strands.end(),
              [](const Strand& a, const Strand& b) { return a.id < b.id; });
  }
  blocks.left_out_edges = blocks.strands.size() - strands.size();
  blocks.strands = std::move(strands);
}

}  // namespace flowdown
