// Element ids are made of names alone, so that they stay while a graph grows.
#include <algorithm>

#include "render/blocks.hpp"
#include "report/words.hpp"

namespace flowdown {

std::string id_of(const Block& block, Collapse collapse, const Names& names) {
  const std::string party = names.key(block.parties.front());
  if (collapse == Collapse::kKind) {
    std::string kind(kind_in_words(block.kind));
    std::replace(kind.begin(), kind.end(), ' ', '-');
    return "kind-" + kind;
  }
  if (block.parties.size() > 1) return "group-" + party;
  if (block.artifacts.empty()) return "party-" + party;
  const char* prefix = collapse == Collapse::kNone ? "holding-" : "party-";
  return prefix + party + "--" + names.key(block.artifacts.front());
}

std::string id_of(const Flow& flow, const Strand& strand, const std::vector<Block>& blocks,
                  const Names& names) {
  const std::string ends = blocks[strand.from].id + "--" + blocks[strand.to].id;
  if (strand.kind == DiagramEdge::Kind::kLaw) return "law-" + ends;
  if (strand.kind == DiagramEdge::Kind::kPublic) return "public-" + ends;
  if (strand.kind == DiagramEdge::Kind::kDerivation) return "derivation-" + ends;
  const AgreementId first = flow.supplies[strand.supplies.front().index()].agreement;
  const bool one = std::all_of(strand.supplies.begin(), strand.supplies.end(), [&](SupplyId id) {
    return flow.supplies[id.index()].agreement == first;
  });
  return one && first ? "agreement-" + names.key(first) : "edge-" + ends;
}

}  // namespace flowdown
