// Stage 3: Flow → Findings. Judges every holding and agreement against what reaches it.
//
// A finding is small and holds ids; what it says in words is made by the report stage.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/flow.hpp"

namespace flowdown {

enum class Severity : std::uint8_t { kNote, kWarning, kError };

enum class Code : std::uint8_t {
  kGapPermits,
  kGapSilent,
  kGapNarrower,
  kGapCatchAll,
  kBreakNotBound,
  kBreakNoCopy,
  kBreakRelicensed,
  kBreakExpired,
  kBreachUse,
  kBreachAct,
  kBreachLimit,
  kBreachDuty,
  kWaiverUnauthorised,
  kWaiverExpired,
  kWaiverApplied,
  kConflict,
  kBlindUnknownTerms,
  kBlindUnenforced,
  kBlindOutOfScope,
  kDrift,
};
inline constexpr std::size_t kCodes = 20;

// What there is to know of a code, be it of a finding or of lint: `flowdown codes` prints it, and
// docs/codes.md has a section of it.
template <class AnyCode>
struct CodeEntry {
  AnyCode code;
  std::string_view name;      // kebab-case, as in files and JSON
  std::string_view title;     // a few words
  std::string_view when;      // one sentence
  std::string_view severity;  // which severity it has when
  std::string_view meaning;   // some sentences
  std::string_view example;
  std::string_view action;  // what to do
};
using CodeInfo = CodeEntry<Code>;
std::span<const CodeInfo, kCodes> code_table();
const CodeInfo& info(Code code);
std::optional<Code> code_named(std::string_view name);
std::string_view name_of(Severity severity);

// One rule of one policy version: an obligation's clause.
struct RuleRef {
  VersionId version;
  std::uint32_t rule = 0;
  friend auto operator<=>(const RuleRef&, const RuleRef&) = default;
};

// Which thing is unknown, in a finding of kBlindUnknownTerms.
enum class Unknown : std::uint8_t {
  kPartyPolicies,     // the party's policies are not known
  kArtifactPolicies,  // neither the artifact's policies nor its developer's are known
  kAgreementTerms,    // the agreement's terms are not known
  kSource,            // nothing shows how the party came to hold the artifact
  kPassingOn,         // whether the policy asks to be passed on is not known; it is not
};

// Evidence of a finding beyond its place. Which fields count depends on the code.
struct Detail {
  std::vector<RuleRef> rules;         // the upstream rules, sorted
  std::vector<RuleRef> own_rules;     // gap-permits: own allowances; gap-narrower: own prohibitions
  std::vector<UseId> uses;            // by id
  std::vector<std::uint32_t> groups;  // indices into the grouping judged by
  std::optional<UsePoint> witness;
  std::vector<AgreementId> agreements;   // breach-act: those that show the act
  VersionId other_version;               // drift: the version in force; break-relicensed: none
  std::vector<UseId> dropped;            // drift: uses no longer prohibited somewhere
  std::vector<std::string> changes;      // drift: changed duties and limits, in words
  std::optional<std::int64_t> measured;  // breach-limit: the value found
  std::optional<Date> measured_on;       // breach-limit: the date it was taken for
  std::optional<Quantity> practised;     // breach-duty: the weaker parameter
  Unknown unknown = Unknown::kPartyPolicies;
  std::uint32_t waiver = 0;  // waiver-*: index into Flow::waivers
};

struct Finding {
  Code code = Code::kGapSilent;
  Severity severity = Severity::kError;
  bool tentative = false;
  bool bound = false;  // the obligation binds the party (gap, breach) or `from` (break)
  Confidence confidence = Confidence::kHigh;  // the lowest along the way
  PartyId party;  // exactly one of party and agreement is set, except for none of both
  AgreementId agreement;
  ArtifactId artifact;       // may be none
  PolicyId policy;           // upstream policy; may be none
  VersionId version;         // the version of it that the path and witness speak of
  HoldingId holding;         // where it is found: of the party, or of `from` of the agreement
  std::uint32_t detail = 0;  // index into Findings::details
  SourcePos pos;             // in the graph: the party, agreement, artifact or word concerned
};

// 16 hexadecimal digits made from names, the same for the same names in the same order.
std::string id_from(std::span<const std::string_view> names);

// The stable id of a finding: 16 hexadecimal digits made from its code, party or agreement,
// artifact and policy by their names, so that it survives moved lines, split files and unrelated
// changes.
std::string id_of(const Finding& finding, const Model& model);

struct Findings {
  std::vector<Finding> findings;  // sorted by party or agreement, artifact, code, policy, by name
  std::vector<Detail> details;
  const Grouping* grouping = nullptr;  // null where the taxonomy has no such grouping

  std::size_t count(Severity severity) const;
  const Detail& detail(const Finding& finding) const { return details[finding.detail]; }
};

struct JudgeOptions {
  std::string grouping = "klyman-17";
};

Findings judge(const Flow& flow, const JudgeOptions& options = {});

// The gravest severity among the findings of judge(), in less time; nothing where there are none.
std::optional<Severity> gravest(const Flow& flow, const JudgeOptions& options = {});

// Whether the graph holds anything to check: some supply, or some party that a regulation reaches.
bool anything_to_check(const Flow& flow);

}  // namespace flowdown
