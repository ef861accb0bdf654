// What is not known is told beside every verdict: where terms are missing, that nothing was found
// says nothing.
#include "report/verdict.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <unordered_set>

#include "flowdown/report.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/sections.hpp"
#include "report/settled_text.hpp"

namespace flowdown {
namespace {

// Adds texts to lists, each once to each.
class Adder {
 public:
  void operator()(std::vector<std::string>& to, std::string text) {
    if (told_[&to].insert(text).second) to.push_back(std::move(text));
  }

 private:
  std::map<const std::vector<std::string>*, std::unordered_set<std::string>> told_;
};

// The policies in play of which the file does not hold every rule.
std::vector<std::string> incomplete_policies(const Flow& flow) {
  std::set<ObligationsId> sets(flow.expected.begin(), flow.expected.end());
  sets.insert(flow.own.begin(), flow.own.end());
  std::set<std::string> ids;
  for (const ObligationsId set : sets) {
    for (const auto& [version, extent] : (*flow.sets)[set]) {
      if (!flow.model->policies[version].complete) ids.insert(policy_id(*flow.model, version));
    }
  }
  return {ids.begin(), ids.end()};
}

// The law in force that is read and does not count, since the graph does not name its regulator.
std::vector<std::string> unapplied_law(const Flow& flow) {
  const PolicySet& policies = flow.model->policies;
  std::vector<std::string> ids;
  for (std::size_t p = 0; p < policies.policies.size(); ++p) {
    const VersionId version = policies.in_force(PolicyId(p), flow.as_of);
    if (version && policies[version].document == Document::kRegulation &&
        !is_regulation(*flow.model, policies[version])) {
      ids.push_back(fmt::format("{} (of {})", policy_id(*flow.model, version),
                                printable(policies[version].issuer)));
    }
  }
  return ids;
}

}  // namespace

Unknowns unknowns_of(const Flow& flow, const Findings& findings) {
  Unknowns unknown;
  Adder add_once;
  const Model& model = *flow.model;
  for (const Finding& finding : findings.findings) {
    if (finding.code != Code::kBlindUnknownTerms) continue;
    switch (findings.detail(finding).unknown) {
      case Unknown::kPartyPolicies:
        if (finding.party) add_once(unknown.parties, party_id(model, finding.party));
        break;
      case Unknown::kArtifactPolicies:
        if (finding.artifact) add_once(unknown.artifacts, artifact_id(model, finding.artifact));
        break;
      case Unknown::kAgreementTerms:
        if (finding.agreement) add_once(unknown.agreements, agreement_id(model, finding.agreement));
        break;
      case Unknown::kSource:
        add_once(
            unknown.sources,
            fmt::format("{} at {}", finding.artifact ? artifact_id(model, finding.artifact) : "",
                        finding.party ? party_id(model, finding.party) : ""));
        break;
      case Unknown::kPassingOn:
        add_once(unknown.passing_on, policy_id(model, finding.version));
        break;
    }
  }
  unknown.incomplete = incomplete_policies(flow);
  unknown.unapplied = unapplied_law(flow);
  return unknown;
}

std::vector<std::string> in_words(const Unknowns& unknown, std::size_t most) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view what, const std::vector<std::string>& names) {
    if (!names.empty()) parts.push_back(fmt::format("{} {}", what, join(names, most)));
  };
  add("the policies of", unknown.parties);
  add("the policies that hold for", unknown.artifacts);
  add("the terms of", unknown.agreements);
  add("the source of", unknown.sources);
  add("what is asked of whoever passes on what is under", unknown.passing_on);
  if (!unknown.incomplete.empty()) {
    parts.push_back(fmt::format("not every rule of {} is on file", join(unknown.incomplete, most)));
  }
  return parts;
}

std::string unapplied_in_words(const Unknowns& unknown, std::size_t most) {
  if (unknown.unapplied.empty()) return {};
  return fmt::format("{}, since the graph names no such regulator among its parties",
                     join(unknown.unapplied, most));
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kNothing:
      return "nothing to check";
    case Outcome::kPasses:
      return "passes";
    case Outcome::kPassesWithWarnings:
      return "passes with warnings";
    case Outcome::kFails:
      break;
  }
  return "fails";
}

Conclusion conclusion_of(const Flow& flow, const Findings& open, const Settlement& settlement,
                         const Unknowns& unknown) {
  const std::size_t errors = open.count(Severity::kError);
  const std::size_t warnings = open.count(Severity::kWarning);
  const std::string counts = counts_in_words(errors, warnings, open.count(Severity::kNote));
  const bool checked = anything_to_check(flow);
  Conclusion verdict;
  verdict.outcome = !checked       ? Outcome::kNothing
                    : errors > 0   ? Outcome::kFails
                    : warnings > 0 ? Outcome::kPassesWithWarnings
                                   : Outcome::kPasses;
  const std::string settled = settled_in_words(settlement);
  const std::string_view none = settlement.compared         ? "nothing new"
                                : settlement.accepted() > 0 ? "nothing open"
                                                            : "no findings";
  verdict.words = fmt::format("{}{}{}{}{}",
                              !checked         ? "nothing is supplied here"
                              : counts.empty() ? none
                                               : counts,
                              settlement.compared && !counts.empty() ? ", new" : "",
                              settled.empty() ? "" : "; ", settled,
                              unknown.terms() ? "; in part undetermined" : "");
  return verdict;
}

}  // namespace flowdown
