// What a finding says: one sentence that names who, what and which document, and one that says what
// to do about it. Rules of the house: parties by title, everything that the reader can look up in
// a file by its id, text to be typed into a file in backticks; a silence is only ever called that
// ("does not speak of"), never an allowance.
#include "report/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/evidence.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kArtifactsNamed = 3;
constexpr std::size_t kPoliciesNamed = 3;
constexpr std::size_t kClausesNamed = 2;
constexpr std::size_t kUsesNamed = 3;

void add_once(std::vector<std::string>& to, std::string text) {
  if (std::find(to.begin(), to.end(), text) == to.end()) to.push_back(std::move(text));
}

Wording of_family(const Matter& matter) {
  switch (matter.finding.code) {
    case Code::kGapPermits:
    case Code::kGapSilent:
    case Code::kGapNarrower:
    case Code::kGapCatchAll:
      return gap_wording(matter);
    case Code::kBreakNotBound:
    case Code::kBreakNoCopy:
    case Code::kBreakRelicensed:
    case Code::kBreakExpired:
      return break_wording(matter);
    case Code::kBreachUse:
    case Code::kBreachAct:
    case Code::kBreachLimit:
    case Code::kBreachDuty:
      return breach_wording(matter);
    case Code::kWaiverUnauthorised:
    case Code::kWaiverExpired:
    case Code::kWaiverApplied:
      return waiver_wording(matter);
    case Code::kConflict:
    case Code::kBlindUnknownTerms:
    case Code::kBlindUnenforced:
    case Code::kBlindOutOfScope:
    case Code::kDrift:
      return other_wording(matter);
  }
  return {};
}

}  // namespace

std::string Matter::party() const { return party_title(model(), finding.party); }

std::string Matter::agreement() const { return agreement_name(model(), finding.agreement); }

std::string Matter::from() const {
  return party_title(model(), model().graph.agreements[finding.agreement.index()].from);
}

std::string Matter::to() const {
  return party_title(model(), model().graph.agreements[finding.agreement.index()].to);
}

std::string Matter::on_artifacts() const {
  std::vector<std::string> ids;
  for (const Finding* one : all) {
    if (one->artifact) add_once(ids, artifact_id(model(), one->artifact));
  }
  return ids.empty() ? "what it holds" : join(ids, kArtifactsNamed);
}

std::string Matter::upstream() const {
  std::vector<std::string> names;
  for (const Finding* one : all) {
    if (one->version) add_once(names, issued_policy(model(), one->version));
  }
  return join(names, kPoliciesNamed);
}

std::vector<std::string> Matter::upstream_ids() const {
  std::vector<std::string> ids;
  for (const Finding* one : all) {
    if (one->version) add_once(ids, policy_id(model(), one->version));
  }
  return ids;
}

std::string Matter::upstream_id() const { return join(upstream_ids(), kPoliciesNamed); }

std::string Matter::in_clauses() const {
  if (clauses(model(), detail.rules).size() > kClausesNamed) return {};
  const std::string words = clauses_in_words(model(), detail.rules, kClausesNamed);
  return words.empty() ? words : fmt::format(" ({})", words);
}

bool Matter::few_uses() const { return detail.uses.size() <= kUsesNamed; }

std::string Matter::uses() const {
  if (!few_uses()) return count_of(detail.uses.size(), "use");
  return join(use_titles(taxonomy(), detail.uses));
}

std::string_view Matter::binding_key() const {
  const bool copy = model().policies[finding.version].flow_down == FlowDown::kCopy;
  return copy ? "delivers" : "incorporates";
}

std::string Matter::how_to_bind(AgreementId in) const {
  const std::string name = agreement_name(model(), in);
  if (model().policies[finding.version].of_agreement) {
    return fmt::format("the same rules in {} (`adds`)", name);
  }
  return fmt::format("`{}: [{}]` in {}", binding_key(), listed(upstream_ids()), name);
}

std::string listed(const std::vector<std::string>& ids) { return separated(ids, ", "); }

Wording wording_of(const Flow& flow, const Findings& findings,
                   const std::vector<const Finding*>& shown_as_one, Tracer& tracer) {
  const Finding& first = *shown_as_one.front();
  const Matter matter{flow, findings, first, findings.detail(first), tracer, shown_as_one};
  Wording words = of_family(matter);
  const std::string doubt = why_tentative(flow, first);
  if (!doubt.empty() && first.severity != Severity::kNote)
    words.message += fmt::format("{}{}", kTentative, doubt);
  return words;
}

Wording wording(const Flow& flow, const Findings& findings, const Finding& finding,
                Tracer& tracer) {
  const std::vector<const Finding*> alone{&finding};
  return wording_of(flow, findings, alone, tracer);
}

}  // namespace flowdown
