// Which holdings become one node, and which supplies one edge.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "flowdown/diagram.hpp"
#include "render/names.hpp"
#include "render/part.hpp"

namespace flowdown {

// Counts one finding more.
void count(DiagramCounts& counts, Severity severity);

// A node to be: of one kind of party. A party that holds nothing has a block of its own.
struct Block {
  std::string id;  // see DiagramNode::id
  PartyKind kind = PartyKind::kApplication;
  std::vector<PartyId> parties;       // sorted
  std::vector<HoldingId> holdings;    // sorted
  std::vector<ArtifactId> artifacts;  // that set it apart from the party's other blocks; sorted
  std::vector<SupplyId> within;       // between two of its holdings, and so no edge
  std::vector<std::size_t> findings;  // that count, at its holdings and within; in their order
  DiagramCounts counts;
};

// An edge to be, between two blocks.
struct Strand {
  std::string id;  // see DiagramEdge::id
  std::size_t from = 0, to = 0;
  DiagramEdge::Kind kind = DiagramEdge::Kind::kAgreement;
  std::vector<SupplyId> supplies;
  std::vector<VersionId> laws;  // kLaw
  std::vector<std::size_t> findings;
  DiagramCounts counts;
};

struct Blocks {
  std::vector<Block> blocks;                    // by id
  std::vector<Strand> strands;                  // by id
  std::size_t parties = 0, holdings = 0;        // in the part that was asked for
  Collapse collapse = Collapse::kOrganisation;  // that was used
  bool merged = false;      // agreements between the same two nodes became one edge
  DiagramCounts elsewhere;  // findings that count, at what is not drawn
  std::size_t left_out_nodes = 0, left_out_parties = 0, left_out_edges = 0;
};

// No more than the options allow.
Blocks blocks_of(const Flow& flow, const Findings& findings, const Part& part,
                 const DiagramOptions& options, const Names& names, Fates& fates, Tracer& tracer);

// The id that a block, or a strand between two of the blocks, has if nothing else has it.
std::string id_of(const Block& block, Collapse collapse, const Names& names);
std::string id_of(const Flow& flow, const Strand& strand, const std::vector<Block>& blocks,
                  const Names& names);

}  // namespace flowdown
