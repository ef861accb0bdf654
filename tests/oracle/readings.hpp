// Sentences of docs/semantics.md that are easily read in two ways. The oracle takes them at their
// word; should the document come to say otherwise, change the switch here.
#pragma once

namespace flowdown::oracle::reading {

// Section 2: an agreement fixes a version of a static policy that is its supplier's own: of the
// policy, in whatever versions the supplier has it, not only of the version that is its own.
inline constexpr bool kStaticOwnByPolicy = true;

// Section 5: the extent of a policy says at which points its prohibitions, and in which contexts
// its duties and limits, have reached a place. Where it asks nothing, nothing of it flows, nothing
// of it is lost, and nothing reaches anybody.
inline constexpr bool kOnlyWhatIsAsked = true;

// Section 6: a public supply carries the parent's policies "and nothing else; and what is direct",
// so no policy is carried because others are equivalent to it.
inline constexpr bool kPublicKnowsNoEquivalent = true;

// Section 6: an agreement carries its own `adds`, also where these came to its supplier in a
// circle.
inline constexpr bool kAddsAreCarried = true;

// Section 8, gap: only agreements in force carry a policy onward.
inline constexpr bool kExpiredMayCarry = false;

// Section 7: a grant of an act concerns every policy for which its grantor has authority,
// regulations among them.
inline constexpr bool kGrantsConcernRegulations = true;

// Section 8, breaks and blind-out-of-scope: what an agreement's own terms bring flows along it too.
inline constexpr bool kTermsFlowToo = true;

// Section 8, blind-out-of-scope: only of what would flow, but for the channel.
inline constexpr bool kOutOfScopeOnlyIfItWouldFlow = true;

}  // namespace flowdown::oracle::reading
