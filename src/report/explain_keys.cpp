// The words that stand in JSON for the answers and reasons of an explanation.
#include "report/explain_words.hpp"

namespace flowdown {

std::string_view key_of(Answer answer) {
  switch (answer) {
    case Answer::kNo:
      return "no";
    case Answer::kPartly:
      return "partly";
    case Answer::kYes:
      return "yes";
  }
  return {};
}

std::string_view key_of(OwnCoverage::Stand stand) {
  using Stand = OwnCoverage::Stand;
  switch (stand) {
    case Stand::kProhibits:
      return "prohibits";
    case Stand::kPermits:
      return "allows";
    case Stand::kConditional:
      return "conditional";
    case Stand::kPart:
      return "part";
    case Stand::kCatchAll:
      return "catch_all";
    case Stand::kSilent:
      return "silent";
    case Stand::kNoPolicies:
      return "no_policies";
    case Stand::kUnknown:
      return "unknown";
    case Stand::kNothingCounts:
      return "nothing_counts";
  }
  return {};
}

std::string_view key_of(Loss::Why why) {
  switch (why) {
    case Loss::Why::kOutOfScope:
      return "out_of_scope";
    case Loss::Why::kOutOfReach:
      return "out_of_reach";
    case Loss::Why::kOwnStays:
      return "own_stays";
    case Loss::Why::kNarrowed:
      return "narrowed";
    case Loss::Why::kWaived:
      return "waived";
    case Loss::Why::kOtherVersion:
      return "other_version";
    case Loss::Why::kNotYet:
      return "not_yet_effective";
    case Loss::Why::kNotInForce:
      return "not_in_force";
    case Loss::Why::kElsewhere:
      return "elsewhere";
  }
  return {};
}

std::string_view key_of(Term term) {
  switch (term) {
    case Term::kNone:
      return "none";
    case Term::kIncorporates:
      return "incorporates";
    case Term::kUpstream:
      return "upstream";
    case Term::kCopy:
      return "copy";
    case Term::kEquivalent:
      return "equivalent";
    case Term::kDirect:
      return "direct";
    case Term::kAdds:
      return "adds";
    case Term::kPublic:
      return "public";
    case Term::kDerivation:
      return "derivation";
  }
  return {};
}

std::string_view key_of(Unbound unbound) {
  switch (unbound) {
    case Unbound::kNothing:
      return "none";
    case Unbound::kUnknownTerms:
      return "unknown_terms";
    case Unbound::kExpired:
      return "expired";
    case Unbound::kExpiredNotBound:
      return "expired_not_bound";
    case Unbound::kNotAsked:
      return "not_asked";
    case Unbound::kNotKnownIfAsked:
      return "not_known_if_asked";
    case Unbound::kNoCopy:
      return "no_copy";
    case Unbound::kNotIncorporated:
      return "not_incorporated";
    case Unbound::kNotEquivalent:
      return "not_equivalent";
    case Unbound::kSupplierNotBound:
      return "supplier_not_bound";
    case Unbound::kNotBoundAtParent:
      return "not_bound_at_parent";
  }
  return {};
}

}  // namespace flowdown
