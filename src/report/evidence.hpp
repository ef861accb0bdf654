// The evidence behind a finding that is not in the finding itself: the way by which the obligation
// came, where on that way it stopped binding, what depends on it, and why it is tentative.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flowdown/findings.hpp"

namespace flowdown {

// One stop of the way: how it was reached, and which holding it is.
struct Stop {
  enum class By : std::uint8_t { kStart, kAgreement, kPublic, kDerivation };
  By by = By::kStart;
  PartyId party;
  ArtifactId artifact;
  AgreementId agreement;                                  // kAgreement
  DerivationKind derivation = DerivationKind::kFinetune;  // kDerivation
  SupplyId supply;                                        // none for kStart
  std::size_t left_out = 0;  // supplies between the stop before and this one that are not told
};

// The way by which the finding's policy came to where the finding is, first to last. For a finding
// of an agreement, its own step is the last. Empty where no policy or no holding is concerned; a
// single stop where the policy needed no supply (a regulation). Of a long way the middle is left
// out.
std::vector<Stop> way_of(const Flow& flow, const Findings& findings, const Finding& finding,
                         Tracer& tracer);

// `meta → (llama-2-to-aws) → aws`.
std::string in_words(const Model& model, const std::vector<Stop>& way);

// The first agreement on the way that does not make the policy binding on its recipient, and why;
// one that is known not to goes before one of which the terms are not known.
struct Break {
  AgreementId agreement;
  Step step = Step::kNotBound;
};
std::optional<Break> where_unbound(const Flow& flow, const Finding& finding,
                                   const std::vector<Stop>& way);

// How the finding's policy fares on the supply of the artifact by the agreement; kNothing where
// there is no such supply.
Transit transit_by(const Flow& flow, AgreementId agreement, ArtifactId artifact, PolicyId policy);

// How many holdings depend on the finding: those downstream of it along which its policy flows, and
// for an agreement also its recipient.
std::size_t dependants(const Flow& flow, const Finding& finding, Tracer& tracer);

// The agreements by which the holder supplies the artifact onward; of these, those whose terms do
// not carry the policy, those whose terms are not known, and those that would carry it but expired.
struct Onward {
  std::vector<AgreementId> all, not_carrying, unknown, expired;
};
Onward onward(const Flow& flow, HoldingId holding, PolicyId policy);

// The agreements that supply the holding.
std::vector<AgreementId> supplied_by(const Flow& flow, HoldingId holding);

// The dimensions of the finding's witness that are worth telling, as a mask of 1 << dimension:
// those that the graph states for party and artifact, and those of which another value would change
// the answer. The rest has some value only because a point has to have one.
unsigned dimensions_to_tell(const Flow& flow, const Findings& findings, const Finding& finding);

// Why the finding is tentative, as the end of a sentence; empty where it is not.
std::string why_tentative(const Flow& flow, const Finding& finding);

}  // namespace flowdown
