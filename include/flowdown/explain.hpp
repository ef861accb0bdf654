// Stage 4, the other way round: instead of all findings, everything about one party. Does a policy
// reach it, does it bind it, do the party's own policies say the same, and, for each no, at which
// step and why.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "flowdown/report.hpp"
#include "flowdown/settle.hpp"

namespace flowdown {

// What is asked. Only the party is required. A use stands for itself, not for what lies below it.
struct Question {
  PartyId party;
  ArtifactId artifact;       // none: all that the party holds
  UseId use;                 // none: all uses, and duties and limits too
  PolicyId policy;           // none: all policies upstream
  bool duties_only = false;  // without a use: only duties and limits
};

enum class Answer : std::uint8_t { kNo, kPartly, kYes };

// Why of what is asked about, some or all does not get past one place.
struct Loss {
  enum class Why : std::uint8_t {
    kOutOfScope,  // the policy does not cover the channel
    kOutOfReach,  // the policy does not reach recipients, derivatives or outputs
    kOwnStays,    // a derivation hands on what reached the parent, not what its developer put there
    kNarrowed,    // the agreement's contexts exclude it
    kWaived,      // a waiver that extends downstream takes it out
    kOtherVersion,  // the agreement hands on a version that does not ask it
    kNotYet,        // the agreement is not yet effective, so that nothing is supplied
    kNotInForce,    // no version of the policy is in force
    kElsewhere,     // a regulation of places in which the party does not operate
  };
  Why why = Why::kOutOfScope;
  std::size_t waiver = 0;  // kWaived: index into Flow::waivers
};

// By what a supply makes a policy binding.
enum class Term : std::uint8_t {
  kNone,
  kIncorporates,  // it names the policy
  kUpstream,      // it incorporates all that binds its supplier
  kCopy,          // the policy asks for a copy, and it delivers one
  kEquivalent,    // its terms prohibit the same
  kDirect,        // the recipient contracts with the issuer
  kAdds,          // the agreement's own terms
  kPublic,        // the public licence
  kDerivation,    // what binds the developer at the parent
};

// Why it does not.
enum class Unbound : std::uint8_t {
  kNothing,           // it does
  kUnknownTerms,      // the terms are not known
  kExpired,           // the agreement expired, and would have made it binding
  kExpiredNotBound,   // the agreement expired, and would not have
  kNotAsked,          // the policy asks for no flow-down, and it is not incorporated
  kNotKnownIfAsked,   // whether it asks for any is not known, and it is not incorporated
  kNoCopy,            // the policy asks for a copy; none is delivered, and it is not incorporated
  kNotIncorporated,   // the policy asks to be bound; it is not incorporated
  kNotEquivalent,     // and the agreement's terms do not prohibit the same
  kSupplierNotBound,  // it incorporates all that binds its supplier, which this does not
  kNotBoundAtParent,  // of a derivation: the developer is not bound by it
};

// How what is asked about fares on one supply.
struct Passing {
  SupplyId supply;        // none: an agreement that is not yet effective, or no supply at all
  AgreementId agreement;  // of that agreement
  HoldingId from;         // none where that is not known
  VersionId leaves_as;    // none: the agreement itself brings the policy
  VersionId arrives_as;
  Answer arrives = Answer::kNo;
  std::vector<Loss> losses;  // why not all of it
  Answer binds = Answer::kNo;
  Term term = Term::kNone;  // by which it binds, in part at least
  Unbound unbound = Unbound::kNothing;
};

// What the party's own policies say of the points that count: those that the policy prohibits, in
// the holding's contexts, on the channels by which the party supplies.
struct OwnCoverage {
  enum class Stand : std::uint8_t {
    kProhibits,      // all of them
    kPermits,        // some are expressly allowed
    kConditional,    // they are prohibited, but not where some safeguards are in place
    kPart,           // some points of the use, or of a use below it
    kCatchAll,       // only as one of the things that are unlawful
    kSilent,         // not spoken of, which is not the same as allowed
    kNoPolicies,     // the party has none
    kUnknown,        // the party's policies are not known
    kNothingCounts,  // there are no such points
  };
  Stand stand = Stand::kNothingCounts;
  bool tentative = false;             // an own policy is incomplete
  std::size_t uses = 0, covered = 0;  // how many uses have points that count; of these, covered
  std::vector<RuleRef> rules;         // own rules that bear on it
  std::optional<UsePoint> witness;    // a point that is not covered
};

// A release of this holder: index into Flow::waivers.
struct Released {
  std::size_t waiver = 0;
  Answer extent = Answer::kNo;  // how much of what reaches the holder it takes away
};

struct PolicyAnswer {
  PolicyId policy;
  VersionId version;           // the one that counts here, or would
  bool regulation = false;     // all that reaches the party does so by law, over no supply
  bool partly_by_law = false;  // only part of it does
  bool issued = false;         // the party issued it, and is not judged against it
  std::vector<RuleRef> rules;  // that ask it: prohibitions and, where no use is asked, the rest

  Answer reaches = Answer::kNo;
  bool whole_here = false;            // all of it reaches the party in the holding's own contexts
  std::vector<Passing> way;           // a shortest way here; of a no, to the step where it stops
  std::vector<Passing> stops;         // of a no: further places where it stops, nearest first
  std::optional<UsePoint> unreached;  // of a partly: a point that does not reach the party

  std::vector<Released> releases;
  bool wholly_released = false;

  Answer binds = Answer::kNo;
  std::vector<Passing> binding;  // the steps by which it binds, from the one that stands by itself
  std::vector<Passing> loose;    // of a no or partly: the way of something that does not bind
  std::size_t loose_at = 0;      // of these, the first after the last one that binds

  OwnCoverage covered;
  std::vector<std::size_t> findings;  // indices into Findings::findings
};

struct HoldingAnswer {
  ArtifactId artifact;
  HoldingId holding;                   // none: the party does not hold it
  std::vector<PolicyAnswer> policies;  // by id
  std::vector<PolicyId> not_asking;    // upstream, but they do not prohibit the use
  std::vector<UseId> kinds;            // uses below it that those do prohibit
  OwnCoverage own;                     // of the use wherever it may happen
  std::vector<AgreementId> not_yet;    // not yet effective, that would supply it
  std::vector<PartyId> holders;        // where the party does not hold it: who does
  std::vector<std::size_t> findings;   // about no single policy
};

struct Explanation {
  Question question;
  std::optional<std::size_t> finding;   // the finding explained, if one is
  Standing standing;                    // what exceptions accept of it; explain() leaves it empty
  std::vector<Passing> step;            // of a finding of an agreement: what happens on it
  std::vector<HoldingAnswer> holdings;  // by artifact; empty where the party holds nothing
};

// Requires that the ids, where given, are of the flow's model, and `findings` of the flow.
Explanation explain(const Flow& flow, const Findings& findings, const Question& question);

// Explains the finding of that index: the question is about its party (of an agreement, the
// recipient), artifact and policy, and the use of its witness.
Explanation explain(const Flow& flow, const Findings& findings, std::size_t finding);

// The findings whose id starts with `prefix`, in their order.
std::vector<std::size_t> findings_with_id(const Flow& flow, const Findings& findings,
                                          std::string_view prefix);
inline constexpr std::size_t kLeastIdDigits = 4;

// The explanation as a person reads it, and as JSON, version 1, as schemas/explanation.schema.json
// describes it. Both end in a newline.
std::string explanation_text(const Flow& flow, const Findings& findings,
                             const Explanation& explanation, const TextOptions& options);
std::string explanation_json(const Flow& flow, const Findings& findings,
                             const Explanation& explanation);

}  // namespace flowdown
