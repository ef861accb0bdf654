// Everything that a check reads, as one value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flowdown/graph.hpp"
#include "flowdown/policy.hpp"
#include "flowdown/source.hpp"
#include "flowdown/taxonomy.hpp"

namespace flowdown {

// What a model has from a candidate: a partner that is checked before anything is signed. It is
// laid over the graph: an entry of its own takes the place of the one of the same id.
struct Candidate {
  std::string id, title, note;
  // Its own entries, sorted.
  std::vector<PartyId> parties;
  std::vector<ArtifactId> artifacts;
  std::vector<AgreementId> agreements;
  // "party x", "policy y, version 2": what of the graph it takes the place of.
  std::vector<std::string> replaced;
  std::vector<std::string> removed;  // "agreement x", "party y": what of the graph it takes out
  // Agreements of the graph that give way to one of the candidate's which has a first day: until
  // then they are what counts.
  struct Superseded {
    AgreementId by;
    Agreement agreement;  // as the graph has it
  };
  std::vector<Superseded> superseded;
};

struct Model {
  Sources sources;
  Taxonomy taxonomy;
  PolicySet policies;
  Graph graph;
  std::optional<Candidate> candidate;
};

}  // namespace flowdown
