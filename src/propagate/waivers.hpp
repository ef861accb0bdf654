// Waivers: who may grant them, and what they do.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "flowdown/flow.hpp"

namespace flowdown {

// Who has the power to waive, by grants that lead back to an issuer.
class Grantors {
 public:
  Grantors(const Model& model, Date as_of);

  // Whether `party` issued `policy`, or holds `waive` for `artifact` by agreements in force that
  // lead back to its issuer.
  bool may_waive(PartyId party, ArtifactId artifact, PolicyId policy) const;

 private:
  const Model* model_;
  // By recipient and artifact: who granted it `waive`.
  std::map<std::pair<PartyId, ArtifactId>, std::vector<PartyId>> granted_by_;
};

// Decides every written waiver before anything flows: those that count and extend downstream go to
// the carrier, the others become releases. Requires holdings and supplies.
void settle_written_waivers(Flow& flow);

// Decides `grants: [host]` and `[redistribute]`, which concern what reaches the grantor. Requires
// the expected sets.
void settle_grants(Flow& flow);

// Fills WaiverEffect::takes_effect and sorts the effects. Requires the expected sets.
void note_effects(Flow& flow);

}  // namespace flowdown
