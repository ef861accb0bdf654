// From a finding, a party, a holding or an agreement to the ids of what shows it, so that a page
// around the picture can light it up. What the picture leaves out has no ids.
#include "render/indexing.hpp"

#include <algorithm>
#include <map>

#include "render/places.hpp"

namespace flowdown {
namespace {

class Indexer {
 public:
  Indexer(const Flow& flow, const Findings& findings, const Blocks& blocks, Tracer& tracer,
          Diagram& diagram)
      : flow_(flow),
        findings_(findings),
        blocks_(blocks),
        ways_(flow, findings, tracer),
        graph_(flow.model->graph),
        diagram_(diagram) {}

  void add() {
    for (std::size_t b = 0; b < blocks_.blocks.size(); ++b) add_node(b);
    for (std::size_t s = 0; s < blocks_.strands.size(); ++s) add_edge(s);
    for (const Finding& finding : findings_.findings) add_finding(finding);
    for (auto* index :
         {&diagram_.findings, &diagram_.parties, &diagram_.holdings, &diagram_.agreements}) {
      for (auto& [key, ids] : *index) {
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
      }
    }
  }

 private:
  std::string id_of(PartyId party) const { return std::string(graph_.id_of(party)); }

  void add_node(std::size_t b) {
    const Block& block = blocks_.blocks[b];
    for (const PartyId party : block.parties) {
      diagram_.parties[id_of(party)].push_back(block.id);
      nodes_of_[party].push_back(block.id);
    }
    for (const HoldingId h : block.holdings) {
      const Holding& holding = flow_.holdings[h.index()];
      node_of_.emplace(h, b);
      diagram_.holdings[id_of(holding.party) + "/" + std::string(graph_.id_of(holding.artifact))]
          .push_back(block.id);
    }
    for (const SupplyId id : block.within) {
      if (const AgreementId agreement = flow_.supplies[id.index()].agreement) {
        diagram_.agreements[std::string(graph_.id_of(agreement))].push_back(block.id);
      }
    }
  }

  void add_edge(std::size_t s) {
    const Strand& strand = blocks_.strands[s];
    for (const SupplyId id : strand.supplies) {
      const Supply& supply = flow_.supplies[id.index()];
      edge_of_.emplace(id, s);
      for (const HoldingId end : {supply.from, supply.to}) {
        diagram_.parties[id_of(flow_.holdings[end.index()].party)].push_back(strand.id);
      }
      if (supply.agreement) {
        diagram_.agreements[std::string(graph_.id_of(supply.agreement))].push_back(strand.id);
      }
    }
  }

  void add_holding(HoldingId h, std::vector<std::string>& ids) const {
    const auto node = h ? node_of_.find(h) : node_of_.end();
    if (node != node_of_.end()) ids.push_back(blocks_.blocks[node->second].id);
  }

  void add_supply(SupplyId id, std::vector<std::string>& ids) const {
    const auto edge = edge_of_.find(id);
    if (edge != edge_of_.end()) ids.push_back(blocks_.strands[edge->second].id);
    add_holding(flow_.supplies[id.index()].from, ids);
    add_holding(flow_.supplies[id.index()].to, ids);
  }

  void add_finding(const Finding& finding) {
    std::vector<std::string> ids;
    const std::optional<std::vector<Stop>> way = ways_.of(finding);
    for (const Stop& stop : way.value_or(std::vector<Stop>())) {
      add_holding(flow_.find(stop.party, stop.artifact), ids);
      if (stop.supply) add_supply(stop.supply, ids);
    }
    for (const SupplyId id : supplies_of(flow_, finding)) add_supply(id, ids);
    add_holding(place_of(flow_, finding), ids);
    for (const VersionId version : versions_of(findings_, finding)) {
      const PartyId regulator = regulator_of(*flow_.model, version);
      const auto drawn =
          regulator ? diagram_.parties.find(graph_.id_of(regulator)) : diagram_.parties.end();
      if (drawn != diagram_.parties.end()) add_law(drawn->second, finding, version, ids);
    }
    if (ids.empty()) add_parties(finding, ids);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (!ids.empty()) diagram_.findings[flowdown::id_of(finding, *flow_.model)] = std::move(ids);
  }

  // Of a finding whose place is not drawn, the nodes of those whom it concerns.
  void add_parties(const Finding& finding, std::vector<std::string>& ids) const {
    std::vector<PartyId> parties{finding.party};
    if (finding.agreement) {
      const Agreement& agreement = graph_.agreements[finding.agreement.index()];
      parties = {agreement.from, agreement.to};
    } else if (!finding.party && finding.artifact) {
      parties = {graph_.artifacts[finding.artifact.index()].developer};
    }
    for (const PartyId party : parties) {
      const auto nodes = party ? nodes_of_.find(party) : nodes_of_.end();
      if (nodes != nodes_of_.end()) {
        ids.insert(ids.end(), nodes->second.begin(), nodes->second.end());
      }
    }
  }

  // The regulator, and its edge to where the finding is.
  void add_law(const std::vector<std::string>& regulator, const Finding& finding, VersionId law,
               std::vector<std::string>& ids) const {
    ids.insert(ids.end(), regulator.begin(), regulator.end());
    const HoldingId at = place_of(flow_, finding);
    const auto node = at ? node_of_.find(at) : node_of_.end();
    for (const Strand& strand : blocks_.strands) {
      if (node == node_of_.end() || strand.to != node->second) continue;
      if (std::find(strand.laws.begin(), strand.laws.end(), law) != strand.laws.end()) {
        ids.push_back(strand.id);
      }
    }
  }

  const Flow& flow_;
  const Findings& findings_;
  const Blocks& blocks_;
  ManyWays ways_;
  const Graph& graph_;
  Diagram& diagram_;
  std::map<HoldingId, std::size_t> node_of_;
  std::map<SupplyId, std::size_t> edge_of_;
  std::map<PartyId, std::vector<std::string>> nodes_of_;
};

}  // namespace

void add_index(const Flow& flow, const Findings& findings, const Blocks& blocks, Tracer& tracer,
               Diagram& diagram) {
  Indexer(flow, findings, blocks, tracer, diagram).add();
}

}  // namespace flowdown
