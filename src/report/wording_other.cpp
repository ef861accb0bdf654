// The wording of conflicts, blind spots and drift.
#include <fmt/format.h>

#include <algorithm>

#include "report/evidence.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/wording.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kMostUses = 3;

// "keeping logs (llama-2-licence, clause 3)".
std::string obligation(const Matter& matter, const RuleRef& ref) {
  const Rule& rule = rule_of(matter.model(), ref);
  const std::string clause = printable(rule.clause);
  // Of a ban, the uses that the conflict is about.
  const std::vector<UseId>& uses = matter.detail.uses;
  const std::string asked =
      rule.kind == RuleKind::kProhibit && !uses.empty()
          ? fmt::format("the ban on {}", join(use_titles(matter.taxonomy(), uses)))
          : rule_in_words(matter.taxonomy(), rule);
  return fmt::format("{} ({}{})", asked, issued_policy(matter.model(), ref.version),
                     clause.empty() ? std::string() : fmt::format(", clause {}", clause));
}

Wording conflict(const Matter& matter) {
  std::vector<std::string> both;
  for (const RuleRef& ref : matter.detail.rules) both.push_back(obligation(matter, ref));
  return {fmt::format("{} cannot meet both of these for {}: {}", matter.party(),
                      matter.on_artifacts(), join(both)),
          "have a lawyer settle which of the two prevails, and change or waive the other"};
}

// The words for one thing that is not known, and for several of its kind.
Wording unknown_terms(const Matter& matter) {
  const Model& model = matter.model();
  const std::size_t count = matter.all.size();
  const bool one = count == 1;
  switch (matter.detail.unknown) {
    case Unknown::kPartyPolicies:
      return {fmt::format("it is not known which policies {} {}, so that whether they are weaker "
                          "than what has reached {} is undetermined",
                          one ? matter.party() : count_of(count, "party", "parties"),
                          one ? "has" : "have", one ? "it" : "them"),
              fmt::format("state the `policies` of {}, or `policies: none` where there are none",
                          one ? party_id(model, matter.finding.party) : "each")};
    case Unknown::kArtifactPolicies:
      return {
          fmt::format("it is not known under which policies {} released, so that what "
                      "recipients are asked is undetermined",
                      one ? matter.on_artifacts() + " is" : count_of(count, "artifact") + " are"),
          fmt::format("state the `policies` of {} or of the developer, or `policies: none` "
                      "where there are none",
                      one ? matter.on_artifacts() : "each")};
    case Unknown::kAgreementTerms:
      return {
          one ? fmt::format("the terms of {} are not known, so that what binds {} through it "
                            "is undetermined",
                            matter.agreement(), matter.to())
              : fmt::format("the terms of {} are not known, so that what binds their recipients "
                            "through them is undetermined",
                            count_of(count, "agreement")),
          fmt::format("obtain the terms and state them in {} (`incorporates`, `delivers`, "
                      "`adds`, `waives`; an empty list says that there are none)",
                      one ? matter.agreement() : "each agreement")};
    case Unknown::kPassingOn:
      return {fmt::format("it is not known whether {} asks to be passed on, so that whether {} {} "
                          "{} is undetermined",
                          issued_policy(model, matter.finding.version),
                          matter.finding.agreement
                              ? (one ? matter.agreement() : count_of(count, "agreement"))
                              : matter.on_artifacts(),
                          one ? "loses" : "lose", "it"),
              fmt::format("read what it says of passing on and state its `flow_down` (`none` where "
                          "it asks nothing); or make it binding all the same ({})",
                          matter.finding.agreement ? "`incorporates`" : "its `policies`")};
    case Unknown::kSource:
      return {
          one ? fmt::format("it is not shown how {} came to hold {}, so that what is asked of it "
                            "is undetermined",
                            matter.party(), matter.on_artifacts())
              : fmt::format("it is not shown how {} came to their artifacts, so that what is "
                            "asked of them is undetermined",
                            count_of(count, "holder")),
          fmt::format("add the agreement that supplies {}",
                      one ? fmt::format("{} to {}", matter.on_artifacts(),
                                        party_id(model, matter.finding.party))
                          : "each of them")};
  }
  return {};
}

// The suppliers that serve the party the artifact by API or app, and so could watch too.
std::vector<std::string> serving(const Matter& matter) {
  std::vector<std::string> names;
  const Model& model = matter.model();
  const auto& channels = model.taxonomy.values_of(Dimension::kChannel);
  for (const AgreementId id : supplied_by(matter.flow, matter.finding.holding)) {
    const std::string& channel = channels[model.graph.terms_of(id).channel];
    if (channel == "weights") continue;
    const std::string name = party_title(model, model.graph.agreements[id.index()].from);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

Wording unenforced(const Matter& matter) {
  const auto suppliers = serving(matter);
  const std::string nobody =
      suppliers.empty() ? fmt::format("{} does not monitor use of {}, and nobody else can",
                                      matter.party(), matter.on_artifacts())
                        : fmt::format("neither {} nor {} monitors use of {}", matter.party(),
                                      join_or(suppliers), matter.on_artifacts());
  if (matter.finding.tentative) {
    return {fmt::format("nobody is known to monitor use of {} at {}, so that breaches of what has "
                        "reached it may go unseen",
                        matter.on_artifacts(), matter.party()),
            fmt::format("state what is done: `practices: [monitoring]` of {}, if so",
                        suppliers.empty()
                            ? matter.party()
                            : fmt::format("{} or {}", matter.party(), join_or(suppliers)))};
  }
  return {fmt::format("{}, so that breaches of what has reached {} may go unseen", nobody,
                      matter.party()),
          "monitor use, and state it: `practices: [monitoring]`"};
}

Wording out_of_scope(const Matter& matter) {
  const Terms& terms = matter.model().graph.terms_of(matter.finding.agreement);
  const auto& channels = matter.taxonomy().values_of(Dimension::kChannel);
  const std::string channel = channels[terms.channel] == "api" ? "supply through an API"
                              : channels[terms.channel] == "app"
                                  ? "supply in an app"
                                  : fmt::format("supply of {}", printable(channels[terms.channel]));
  return {fmt::format("{} does not cover {}, so that it stops at {} and does not reach {} for {}",
                      matter.upstream(), channel, matter.agreement(), matter.to(),
                      matter.on_artifacts()),
          "nothing to do, unless the policy was meant to reach this far"};
}

std::string version_name(const Model& model, VersionId id) {
  const PolicyVersion& version = model.policies[id];
  if (!version.version.empty()) return fmt::format("version {}", printable(version.version));
  if (version.effective) return fmt::format("the version of {}", version.effective->text());
  return "an undated version";
}

Wording drift(const Matter& matter) {
  const Model& model = matter.model();
  const Detail& detail = matter.detail;
  std::vector<std::string> changes;
  const auto uses = [&](std::string_view verb, const std::vector<UseId>& list) {
    if (list.empty()) return;
    changes.push_back(
        fmt::format("{} {}", verb, join(use_titles(matter.taxonomy(), list), kMostUses)));
  };
  uses("newly prohibits", detail.uses);
  uses("no longer prohibits", detail.dropped);
  std::string more;
  for (const std::string& change : detail.changes) {
    more += fmt::format("{}{}", more.empty() ? "" : ", ", printable(change));
  }
  if (!more.empty()) changes.push_back(fmt::format("changes duties and limits ({})", more));
  const std::string how = changes.empty() ? "" : fmt::format(", which {}", join(changes));
  const std::string now =
      detail.other_version ? version_name(model, detail.other_version) : "another version";
  return {
      fmt::format("{} keeps {} to {} of {}; in force is {}{}", matter.agreement(), matter.to(),
                  version_name(model, matter.finding.version), matter.upstream(), now, how),
      fmt::format("read the changes, and move {} to {} if they matter", matter.agreement(), now)};
}

}  // namespace

Wording other_wording(const Matter& matter) {
  switch (matter.finding.code) {
    case Code::kBlindUnknownTerms:
      return unknown_terms(matter);
    case Code::kBlindUnenforced:
      return unenforced(matter);
    case Code::kBlindOutOfScope:
      return out_of_scope(matter);
    case Code::kDrift:
      return drift(matter);
    default:
      return conflict(matter);
  }
}

}  // namespace flowdown
