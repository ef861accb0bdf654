// Where findings are drawn, and which artifacts belong together.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "flowdown/diagram.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "report/evidence.hpp"

namespace flowdown {

// The holding that a finding is drawn at; none where it is at an agreement, or nowhere.
HoldingId place_of(const Flow& flow, const Finding& finding);
// The supplies that a finding of an agreement is drawn at.
std::vector<SupplyId> supplies_of(const Flow& flow, const Finding& finding);

// Whether findings of the code say what is not known, as against what is wrong.
bool is_blind(Code code);

// The policy versions that the finding speaks of.
std::vector<VersionId> versions_of(const Findings& findings, const Finding& finding);
// Whose law the version is; none where it is none.
PartyId regulator_of(const Model& model, VersionId version);

// Ways of many findings. In a chain of many thousand links each has many thousand steps; so after a
// million steps in all it says no more.
class ManyWays {
 public:
  ManyWays(const Flow& flow, const Findings& findings, Tracer& tracer)
      : flow_(flow), findings_(findings), tracer_(tracer) {}
  // None where nothing more is said.
  std::optional<std::vector<Stop>> of(const Finding& finding);

 private:
  const Flow& flow_;
  const Findings& findings_;
  Tracer& tracer_;
  std::size_t left_ = 1'000'000;
};

// Keeps of what is drawn only what is near DiagramOptions::party.
void keep_near(const Flow& flow, const DiagramOptions& options, std::vector<bool>& holdings,
               std::vector<bool>& supplies);

// The artifact, all that it is derived from, and all that is derived from it.
std::set<ArtifactId> relatives_of(const Graph& graph, ArtifactId artifact);

// By holding: how many derivations in a row, among those supplies, hand something on to it.
std::vector<std::uint32_t> generations_of(const Flow& flow, const std::vector<bool>& supplies);

}  // namespace flowdown
