// What stands on the nodes and edges of a picture, and in their tooltips.
#pragma once

#include <string>
#include <vector>

#include "flowdown/diagram.hpp"
#include "render/blocks.hpp"
#include "render/fates.hpp"
#include "render/names.hpp"

namespace flowdown {

inline constexpr std::size_t kMostNames = 12;     // in a tooltip
inline constexpr std::size_t kMostArtifacts = 3;  // on an edge or a node

class Captions {
 public:
  Captions(const Flow& flow, const Findings& findings, const Names& names, Fates& fates,
           Tracer& tracer);

  // Fills all but id, tier and classes.
  DiagramNode node(const Block& block);
  DiagramEdge edge(const Strand& strand);

 private:
  std::vector<GroupGap> gaps(const Block& block) const;
  Followed followed(const Block& block);
  bool terms_unknown(HoldingId holding, VersionId version);
  void add_within(const Block& block, DiagramNode& node) const;
  void add_reasons(const Block& block, DiagramNode& node) const;
  void add_held(const Block& block, DiagramNode& node) const;
  std::vector<std::string> finding_lines(const std::vector<std::size_t>& findings);
  std::string in_words(const Finding& finding);
  std::string clauses_in_words(const std::vector<RuleRef>& rules) const;
  std::string way_in_words(const Finding& finding);
  void add_ways(const Strand& strand, DiagramEdge& edge) const;
  void add_fates(const Strand& strand, DiagramEdge& edge);

  const Flow& flow_;
  const Findings& findings_;
  const Names& names_;
  const Model& model_;
  const Graph& graph_;
  Fates& fates_;
  Tracer& tracer_;
};

// "45 bound", "12 of 45 bound; 3 waived": what the label of an edge says of its obligations.
std::string in_words(const EdgeCounts& counts);

}  // namespace flowdown
