// The wording of gaps: a party's own policy against a policy that has reached it.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/evidence.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/wording.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kIdsNamed = 3;
constexpr std::size_t kAgreementsNamed = 2;

// The versions that the party puts on the artifact itself.
std::vector<VersionId> own_versions(const Matter& matter) {
  std::vector<VersionId> versions;
  if (!matter.finding.holding) return versions;
  const ObligationsId own = matter.flow.own[matter.finding.holding.index()];
  for (const auto& [version, extent] : (*matter.flow.sets)[own]) versions.push_back(version);
  return versions;
}

// "aws-aup (AWS Acceptable Use Policy)", "aws-aup and aws-terms"; empty for none.
std::string own_policies(const Matter& matter) {
  const auto versions = own_versions(matter);
  if (versions.size() == 1) return titled_policy(matter.model(), versions.front());
  std::vector<std::string> ids;
  for (const VersionId version : versions) ids.push_back(policy_id(matter.model(), version));
  return join(ids);
}

std::string own_ids(const Matter& matter) {
  std::vector<std::string> ids;
  for (const VersionId version : own_versions(matter)) {
    ids.push_back(policy_id(matter.model(), version));
  }
  return join_or(ids);
}

// "28 uses that Meta's llama-2-aup prohibits for llama-2", "suicide, which ... prohibits for ...".
std::string prohibited_upstream(const Matter& matter) {
  return fmt::format("{}{} {} prohibits for {}{}", matter.uses(),
                     matter.few_uses() ? ", which" : " that", matter.upstream(),
                     matter.on_artifacts(), matter.in_clauses());
}

// `prohibit: [cutting, suicide, …]`.
std::string line_to_add(const Matter& matter) {
  std::vector<std::string> ids = use_ids(matter.taxonomy(), matter.detail.uses);
  const bool cut = ids.size() > kIdsNamed + 1;
  if (cut) ids.resize(kIdsNamed);
  return fmt::format("`prohibit: [{}{}]`", listed(ids), cut ? ", …" : "");
}

// Where the rules stand: "clause 3 (policies/aws.yaml:34)".
std::string places(const Matter& matter, const std::vector<RuleRef>& rules) {
  std::vector<std::string> out;
  for (const RuleRef& ref : rules) {
    const Rule& rule = rule_of(matter.model(), ref);
    const std::string at = file_line(matter.model(), rule.pos);
    const std::string clause = printable(rule.clause);
    out.push_back(clause.empty() ? fmt::format("the rule at {}", at)
                                 : fmt::format("clause {} ({})", clause, at));
  }
  return join(out, 2);
}

// Adds what is not there yet, and keeps the order.
void add(std::vector<AgreementId>& to, const std::vector<AgreementId>& more) {
  to.insert(to.end(), more.begin(), more.end());
  std::sort(to.begin(), to.end());
  to.erase(std::unique(to.begin(), to.end()), to.end());
}

// Where the party supplies nobody and is not bound itself: what would bind it.
std::string remedy_upstream(const Matter& matter, const Break& unbound) {
  const Graph& graph = matter.model().graph;
  const Agreement& agreement = graph.agreements[unbound.agreement.index()];
  const std::string name = agreement_name(matter.model(), unbound.agreement);
  switch (unbound.step) {
    case Step::kExpired:
      return fmt::format("; or renew what bound it: {}", name);
    case Step::kUnknownTerms:
      return fmt::format("; or show that it is bound already: state the terms of {}", name);
    default:
      return fmt::format("; or have {} bind {} to the whole of it: {}",
                         party_title(matter.model(), agreement.from),
                         party_title(matter.model(), agreement.to),
                         matter.how_to_bind(unbound.agreement));
  }
}

// What customers are told instead: the term that would bind them, or that they are bound already.
std::string other_remedy(const Matter& matter) {
  Onward on;
  for (const Finding* one : matter.all) {
    const Onward more = onward(matter.flow, one->holding, one->policy);
    add(on.all, more.all);
    add(on.not_carrying, more.not_carrying);
    add(on.unknown, more.unknown);
    add(on.expired, more.expired);
  }
  if (on.all.empty()) {
    const auto way = way_of(matter.flow, matter.findings, matter.finding, matter.tracer);
    const auto unbound = where_unbound(matter.flow, matter.finding, way);
    if (matter.finding.bound || !unbound) return {};
    return remedy_upstream(matter, *unbound);
  }
  const auto named = [&](const std::vector<AgreementId>& list) {
    std::vector<std::string> ids;
    for (const AgreementId id : list) ids.push_back(agreement_id(matter.model(), id));
    return fmt::format("{} {}", ids.size() == 1 ? "agreement" : "agreements",
                       join(ids, kAgreementsNamed));
  };
  if (on.not_carrying.empty() && !on.unknown.empty()) {
    return fmt::format("; or show that its customers are bound to it: state the terms of {}",
                       named(on.unknown));
  }
  if (on.not_carrying.empty() && !on.expired.empty()) {
    return fmt::format("; or renew what bound its customers to it: {}", named(on.expired));
  }
  if (on.not_carrying.empty()) {
    return fmt::format(
        "; until then its customers are bound through its agreements alone, which carry {} onward",
        matter.upstream_id());
  }
  const std::string which = named(on.not_carrying);
  if (matter.model().policies[matter.finding.version].of_agreement) {
    return fmt::format("; or put the same rules into its agreements with customers (`adds` in {})",
                       which);
  }
  return fmt::format("; or bind its customers to the whole of it: `{}: [{}]` in {}",
                     matter.binding_key(), matter.upstream_id(), which);
}

std::string name_them(const Matter& matter) {
  const std::string own = own_ids(matter);
  const std::string_view them = matter.detail.uses.size() == 1 ? "it" : "them";
  if (own.empty()) {
    return fmt::format("publish a policy that names {}, and list it in the `policies` of {}", them,
                       party_id(matter.model(), matter.finding.party));
  }
  return fmt::format("name {} in {} ({})", them, own, line_to_add(matter));
}

// In what the own rules fall short, where their form shows it.
std::string shortfall(const Matter& matter) {
  bool contexts = false, exceptions = false;
  std::vector<std::string> lifted;
  for (const RuleRef& ref : matter.detail.own_rules) {
    const Rule& rule = rule_of(matter.model(), ref);
    contexts = contexts || !rule.when.unrestricted();
    exceptions = exceptions || !rule.except.empty();
    const std::string unless = unless_in_words(matter.taxonomy(), rule.unless);
    if (!unless.empty() && std::find(lifted.begin(), lifted.end(), unless) == lifted.end()) {
      lifted.push_back(unless);
    }
  }
  std::vector<std::string> reasons;
  if (!lifted.empty()) reasons.push_back(fmt::format("lifts the ban under {}", join_or(lifted)));
  if (contexts) reasons.push_back("speaks of some contexts only (`when`)");
  if (exceptions) reasons.push_back("makes exceptions (`except`)");
  if (reasons.empty()) reasons.push_back("names some kinds of the use only");
  return join(reasons);
}

Wording catch_all(const Matter& matter) {
  const bool several = own_versions(matter).size() > 1;
  std::string uses = prohibited_upstream(matter);
  if (matter.all.size() > 1) {                // of several policies or artifacts
    std::map<std::string, std::size_t> most;  // by policy; its versions and artifacts may differ
    for (const Finding* one : matter.all) {
      std::size_t& count = most[policy_id(matter.model(), one->version)];
      count = std::max(count, matter.findings.detail(*one).uses.size());
    }
    std::vector<std::string> policies;
    for (const auto& [id, count] : most) {
      policies.push_back(fmt::format("{} ({})", id, count_of(count, "use")));
    }
    uses = fmt::format("some uses that {} {} for {}", join(policies),
                       policies.size() == 1 ? "prohibits" : "prohibit", matter.on_artifacts());
  }
  const bool one = matter.all.size() == 1 && matter.detail.uses.size() == 1;
  return {
      fmt::format("{} {} {}, but {} whatever is unlawful, as {} typically {}", own_ids(matter),
                  several ? "do not name" : "does not name", uses,
                  several ? "prohibit" : "prohibits", one ? "this" : "these", one ? "is" : "are"),
      fmt::format("to be certain, {}", name_them(matter))};
}

}  // namespace

Wording gap_wording(const Matter& matter) {
  const std::string own = own_policies(matter);
  const bool several = own_versions(matter).size() > 1;
  switch (matter.finding.code) {
    case Code::kGapPermits:
      return {
          fmt::format("{} expressly {} {}", own, several ? "permit" : "permits",
                      prohibited_upstream(matter)),
          fmt::format("strike the allowance in {}, or carve these uses out of it (`except`); or "
                      "obtain a waiver of them from {} and record it under `waives`",
                      places(matter, matter.detail.own_rules),
                      issuer_title(matter.model(), matter.finding.version))};
    case Code::kGapNarrower:
      return {fmt::format("{} {} only part of {}", own, several ? "cover" : "covers",
                          prohibited_upstream(matter)),
              fmt::format("widen {}, which {}{}", places(matter, matter.detail.own_rules),
                          shortfall(matter), other_remedy(matter))};
    case Code::kGapCatchAll:
      return catch_all(matter);
    default:
      break;
  }
  const std::string message =
      own.empty() ? fmt::format("{} has no policy of its own that speaks of {}", matter.party(),
                                prohibited_upstream(matter))
                  : fmt::format("{} {} speak of {}", own, several ? "do not" : "does not",
                                prohibited_upstream(matter));
  return {message, name_them(matter) + other_remedy(matter)};
}

}  // namespace flowdown
