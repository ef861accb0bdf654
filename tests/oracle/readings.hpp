// Sentences of docs/semantics.md that the oracle takes at their word, one switch each.
//
// Should the document come to say otherwise, this is the place to say so; no other part of the
// oracle is a matter of taste.
#pragma once
#include <cstdlib>
namespace flowdown::oracle::reading {

// Section 2: an agreement fixes a version of a static policy that is its supplier's own, in whatever
// versions the supplier has it.
inline const bool kStaticOwnByPolicy = !getenv("R1");

// Section 6: a public supply carries the parent's policies "and nothing else; and what is direct".
inline const bool kPublicKnowsNoEquivalent = !getenv("R2");

// Section 6: an agreement carries its own `adds`, by whatever way they also come to its supplier.
inline const bool kAddsAreCarried = !getenv("R3");

// Section 7: a grant of an act concerns every policy for which its grantor has authority,
// regulations among them.
inline const bool kGrantsConcernRegulations = !getenv("R4");

// Section 5: the extent of a policy is at which points its prohibitions, and in which contexts its
// duties and limits, have reached a place. Where it asks nothing, nothing of it flows, nothing of it
// can be lost, and nothing reaches anybody.
inline const bool kOnlyWhatIsAsked = !getenv("R5");

// Section 6, last sentence: whether an agreement carries a policy leaves aside whether it is in
// force (for the severity of gaps).
inline const bool kExpiredMayCarry = !getenv("R6");

// Section 8, break-expired and blind-out-of-scope: what an agreement's own terms bring flows along
// it too.
inline const bool kTermsFlowToo = !getenv("R7");

// Section 8, blind-out-of-scope: of policies that would flow but for the channel.
inline const bool kOutOfScopeOnlyIfItWouldFlow = !getenv("R8");

// Section 8, break-expired: "something of a policy flows that it would carry": a part is enough.
inline const bool kExpiredInPart = !getenv("R9");

// Section 8: a breach is tentative if it holds only for some values of what is unknown; it is not,
// if for each of them some point is prohibited.
inline const bool kCertainPointByPoint = !getenv("R10");

}  // namespace flowdown::oracle::reading
