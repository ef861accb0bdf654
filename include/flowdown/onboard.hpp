// Beside stage 4: the check before signing. A candidate is laid over a graph; what it brings is
// judged by a gate; and for what the gate does not let pass, the clauses to obtain are worked out.
//
// A condition is not advice but a change to the model: the sheet as a whole was applied and judged,
// and so was the sheet without each of its conditions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/bulletin.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/gate.hpp"
#include "flowdown/model.hpp"
#include "flowdown/report.hpp"
#include "flowdown/timeline.hpp"

namespace flowdown {

enum class RemedyKind : std::uint8_t {
  kIncorporate,  // the agreement makes the policy binding; no policy: all that binds its supplier
  kDeliver,      // the agreement hands over a copy of the policy
  kRenew,        // the agreement goes on
  kGrant,        // the agreement gives the recipient a permission
  kWaive,        // the agreement releases the recipient from the policy for the uses
  kWithdraw,     // the agreement drops a waiver or a grant that its supplier may not give
  kProhibit,     // the party's own policy prohibits the uses
  kStrike,       // the party's own policies no longer allow the uses
  kLicense,      // the derived artifact is released under the policy as well
  kPractise,     // the party performs a duty, or has a safeguard in place
  kDisclose,     // what is not known is disclosed
  kStop,         // the party gives up a use
};
// "incorporate", "deliver", "renew", …
std::string_view name_of(RemedyKind kind);

// One change to a model. Which fields count depends on `kind`; ids are of the model with the
// candidate.
struct Remedy {
  RemedyKind kind = RemedyKind::kIncorporate;
  AgreementId agreement;
  PartyId party;
  ArtifactId artifact;      // kLicense, kWaive; kDisclose: whose policies are not known
  PolicyId policy;          // kIncorporate, kDeliver, kWaive, kLicense
  VersionId version;        // kIncorporate: pinned; kProhibit: the own version to extend; or none
  std::vector<UseId> uses;  // kWaive, kProhibit, kStop
  std::vector<Rule> rules;  // kProhibit: the rules to add, in the contexts of those upstream
  // kStrike, kProhibit: the allowances of the own policies that the uses are taken out of.
  std::vector<RuleRef> strikes;
  std::uint8_t grant = 0;             // kGrant, kWithdraw: kGrant… bits
  SafeguardId safeguard;              // kGrant, kPractise
  DutyId duty;                        // kPractise
  std::optional<Quantity> parameter;  // kPractise
  std::uint32_t waiver = 0;           // kWithdraw without `grant`: index into Terms::waives
  friend bool operator==(const Remedy& a, const Remedy& b);
};

// The model with the remedies made, for all days up to `last`. Requires that they are of this
// model.
Model with_remedies(const Model& model, const std::vector<Remedy>& remedies, Date last);

// An allowance of an own policy that a condition strikes or narrows.
struct Allowance {
  std::string policy, version, clause;  // empty: not stated
  std::string rule;                     // as a file says it now
  std::string narrowed;                 // as it says it then; empty: struck
  Place place;
};

// A clause upstream that stands behind a condition.
struct Reason {
  std::string issuer, policy, version, clause;  // empty: not stated
  Place place;
};

struct Condition {
  std::string id;  // 8 hexadecimal digits made from what it is, the same for the same names
  Remedy remedy;
  std::string from;                                // who has to agree or act: the id of a party
  std::string from_name;                           // the same in words
  std::string agreement, policy, party, artifact;  // ids of what it changes; empty: not concerned
  bool in_draft = false;                           // it lies in what the candidate brings
  std::string where;                               // "agreement x", "policy y", "practices of z"
  std::string clause;  // what to obtain, one sentence in words, no final period
  std::string record;  // how a file says it, for use in backticks
  Place place;         // of the agreement, policy or party
  Date by;             // when it has to be there
  std::vector<Reason> reasons;
  std::vector<Allowance> strikes;
  std::vector<std::string> removes;  // ids of the findings that it removes
};

enum class Approval : std::uint8_t { kApprove, kApproveWithConditions, kReject };
std::string_view name_of(Approval approval);  // "approve", "approve_with_conditions", "reject"

// How the gate takes one entry of the bulletin.
struct Ruling {
  GateAction action = GateAction::kList;
  std::size_t rule = 0;  // which rule of the gate, from 1; 0: none, or the entry is not new
};

// Days that follow one another.
struct Period {
  Date from;
  std::optional<Date> until;  // the last; none: up to the last day judged
};

struct Onboarding {
  std::string candidate, candidate_title;
  Gate gate;
  Approval approval = Approval::kApprove;
  Date from, until;        // the first and the last day judged
  std::vector<Date> days;  // those on which something is otherwise, from the first on
  // With the candidate; compared with the graph alone on the same day. What the candidate brings is
  // new, what it removes is gone. A finding of several days is one entry, as it is on the first of
  // those days on which it is gravest.
  Bulletin bulletin;
  std::vector<Ruling> rulings;               // by index into the bulletin's entries
  std::vector<std::vector<Period>> periods;  // the same: when it is new, or gone
  std::vector<Condition> conditions;         // the requirement sheet
  // Findings that stay with the whole sheet agreed: by id, those of the bulletin first. Empty
  // unless it is rejected.
  std::vector<std::string> blocking;
  // On the exceptions; those that are errors fail the run. The bulletin has them in words.
  std::vector<Notice> on_exceptions;
  // Whether there is anything to check on some day, with the candidate or without it: see
  // anything_to_check().
  bool anything = true;
  std::size_t judged = 0;  // how many graphs were judged

  std::size_t ignored() const;
  std::size_t accepted() const;  // how many that are new an exception accepts
};

struct OnboardOptions {
  Date as_of;  // the first day judged
  JudgeOptions judge;
  std::optional<Date> until;  // the last; none: last_day()
  SettleOptions settle;       // exceptions, as of the model with the candidate; no baseline
};

// Judges a candidate for every day from the first to the last. The answer is that of the worst day.
// Requires that `with` is `graph` with a candidate laid over it.
Onboarding onboard(const Model& graph, const Model& with, const Gate& gate,
                   const OnboardOptions& options);

// The first day to judge a candidate on: `date`, or, where all of its agreements take effect later,
// the first of those days.
Date first_day(const Model& with, Date date);
// What of the candidate takes effect last; none: nothing of it is dated.
std::optional<Event> last_start(const Model& graph, const Model& with);
// The last day to judge it on: that of a year that begins then, or on `first` if that is later.
Date last_day(const Model& graph, const Model& with, Date first);
// All dated events of what the candidate brings.
std::vector<Event> events_of_candidate(const Model& graph, const Model& with);

// What a gate admits to a finding. `rule` is 0 where none fits, and then it is listed.
Ruling ruling_of(const Gate& gate, const Model& model, const Findings& findings,
                 const Finding& finding);

// The words that a gate may use with this model and grouping.
std::vector<std::string_view> gate_codes();
std::vector<std::string_view> gate_groups(const Model& model, const std::string& grouping);

// The answer as a person reads it, as Markdown, and as `flowdown schema onboarding` describes it.
// Each ends in a newline.
std::string onboarding_text(const Onboarding& onboarding, const TextOptions& options);
std::string onboarding_markdown(const Onboarding& onboarding);
std::string onboarding_json(const Onboarding& onboarding);

// The requirement sheet alone, to be handed to a counterparty. The JSON has the same form, without
// the findings.
std::string sheet_text(const Onboarding& onboarding, const TextOptions& options);
std::string sheet_markdown(const Onboarding& onboarding);
std::string sheet_json(const Onboarding& onboarding);

}  // namespace flowdown
