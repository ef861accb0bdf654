// Policies as rules: what a document prohibits, allows, requires and limits, in which contexts,
// and what it asks of whoever passes the artifact on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "flowdown/date.hpp"
#include "flowdown/ids.hpp"
#include "flowdown/source.hpp"
#include "flowdown/taxonomy.hpp"

namespace flowdown {

// How sure a fact is. Ordered: the lowest along a path counts.
enum class Confidence : std::uint8_t { kLow, kMedium, kHigh };

// The kinds of party, and a set of them as a mask of (1 << kind).
enum class PartyKind : std::uint8_t {
  kDeveloper,
  kCloudProvider,
  kDistributor,
  kApplication,
  kRegulator,
};
using PartyKinds = std::uint8_t;
inline constexpr PartyKinds kEveryRecipient = 0;

// A duty's parameter or another measured amount. Amounts of different units do not compare.
struct Quantity {
  enum class Unit : std::uint8_t { kNumber, kSeconds };
  std::int64_t value = 0;
  Unit unit = Unit::kNumber;
  friend bool operator==(const Quantity&, const Quantity&) = default;

  // A whole number (`5`) or a duration (`30min`, `72h`, `10d`, `2w`).
  static std::optional<Quantity> parse(std::string_view text);
  // Durations in the largest unit that is exact: `72h` is `3d`.
  std::string text() const;
};

// When a prohibition or limit is lifted: any of these sets of safeguards fully in place.
// Empty: never.
using Unless = std::vector<std::vector<SafeguardId>>;

enum class RuleKind : std::uint8_t { kProhibit, kAllow, kRequire, kLimit };
enum class Measured : std::uint8_t { kAtRelease, kContinuous };

// One entry of a policy. Which fields count depends on `kind`.
struct Rule {
  RuleKind kind = RuleKind::kProhibit;

  std::vector<UseId> uses;      // prohibit, allow: each stands for itself and all below it
  std::vector<UseId> except;    // prohibit, allow: carved out, with all below them
  std::vector<UseId> repeated;  // those that `uses` or `except` names more than once
  Context when;                 // every kind: the rule speaks only of these contexts
  Unless unless;                // every kind: lifted where one set of safeguards is in place

  DutyId duty;                           // require
  std::optional<Quantity> parameter;     // require
  PartyKinds owed_by = kEveryRecipient;  // require, limit

  AttributeId attribute;     // limit
  std::int64_t at_most = 0;  // limit: inclusive
  Measured measured = Measured::kContinuous;

  std::string clause, text, note, source;
  std::optional<Confidence> confidence;
  SourcePos pos;
};

enum class Document : std::uint8_t { kStandalone, kLicence, kTermsOfService, kRegulation };
enum class Incorporation : std::uint8_t { kDynamic, kStatic };
enum class FlowDown : std::uint8_t { kNone, kCopy, kBind, kBindEquivalent, kDirect, kUnknown };

// How far a policy travels from its first recipient.
struct Reach {
  bool recipients = true;   // on to whom the recipient supplies
  bool derivatives = true;  // to what is finetuned, quantized, merged, adapted or composed
  bool outputs = true;      // to what is distilled or trained on outputs
};

// One dated version of a policy.
struct PolicyVersion {
  PolicyId policy;
  std::string version;  // as written; may be empty
  std::string title;
  std::string issuer;  // a party id; the party need not be part of a graph
  Document document = Document::kStandalone;
  std::optional<Date> effective;  // first day in force; absent: always was
  std::optional<Date> withdrawn;  // first day no longer in force
  std::optional<Date> review_by, retrieved;
  Incorporation incorporation = Incorporation::kDynamic;
  ValueSet covers;  // channels; absent in the file means all
  Reach reaches;
  FlowDown flow_down = FlowDown::kNone;
  bool complete = true;
  Confidence confidence = Confidence::kHigh;
  Context where;  // limits every rule; `territory` decides whom a regulation reaches
  std::string source, note;
  std::vector<Rule> rules;
  // The `adds` of an agreement are a version of a policy of their own: this is that agreement.
  AgreementId of_agreement;
  SourcePos pos;

  bool in_force(Date date) const {
    return (!effective || *effective <= date) && (!withdrawn || date < *withdrawn);
  }
};

struct Policy {
  std::string id;
  std::vector<VersionId> versions;  // by effective date, those without one first
};

// Names a policy (the version that counts by its incorporation), or pins one version of it.
struct PolicyRef {
  PolicyId policy;
  VersionId pinned;  // none: not pinned
  SourcePos pos;
  friend bool operator==(const PolicyRef& a, const PolicyRef& b) {
    return a.policy == b.policy && a.pinned == b.pinned;
  }
};

struct PolicySet {
  std::vector<Policy> policies;  // sorted by id, except those of agreements, which follow
  std::vector<PolicyVersion> versions;

  // The version in force on `date`: the latest one that has taken effect, unless it is withdrawn.
  // None: no version has taken effect, or the latest is withdrawn.
  VersionId in_force(PolicyId policy, Date date) const;

  const PolicyVersion& operator[](VersionId id) const { return versions[id.index()]; }
  const std::string& id_of(VersionId id) const {
    return policies[versions[id.index()].policy.index()].id;
  }
  std::optional<PolicyId> find(std::string_view id) const;
  void index();  // makes find() work; call after the last change

 private:
  std::unordered_map<std::string, PolicyId> ids_;
};

}  // namespace flowdown
