// The audit as text. It answers, in this order: does it pass; who has to act; for each of them,
// what is wrong, on which evidence, and what to do; and what could not be judged at all.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "flowdown/report.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/sections.hpp"
#include "report/settled_text.hpp"
#include "report/style.hpp"
#include "report/text_item.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kLeastWidth = 40;
constexpr std::size_t kActorsListed = 30;
constexpr std::size_t kUnknownNamed = 4;

struct Unknowns {
  std::vector<std::string> parties, artifacts, agreements, sources, passing_on;
  std::vector<std::string> incomplete;  // policies
  std::vector<std::string> unapplied;   // law whose regulator is no party here
  bool terms() const {
    return !parties.empty() || !artifacts.empty() || !agreements.empty() || !sources.empty() ||
           !passing_on.empty();
  }
};

void add_once(std::vector<std::string>& to, std::string text) {
  if (std::find(to.begin(), to.end(), text) == to.end()) to.push_back(std::move(text));
}

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

Unknowns unknowns_of(const Flow& flow, const Findings& findings) {
  Unknowns unknown;
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

// "fails: 2 errors and 1 note; in part undetermined".
std::string verdict(const Findings& findings, const Unknowns& unknown, bool checked,
                    const Settlement& settlement, std::size_t width, const Style& style) {
  const std::size_t errors = findings.count(Severity::kError);
  const std::size_t warnings = findings.count(Severity::kWarning);
  const std::string counts = counts_in_words(errors, warnings, findings.count(Severity::kNote));
  std::string_view word = "passes";
  Ink ink = Ink::kStrong;
  if (!checked) {
    word = "nothing to check";
    ink = Ink::kWarning;
  } else if (errors > 0) {
    word = "fails";
    ink = Ink::kError;
  } else if (warnings > 0) {
    word = "passes with warnings";
    ink = Ink::kWarning;
  }
  const std::string settled = settled_in_words(settlement);
  const std::string_view none = settlement.compared         ? "nothing new"
                                : settlement.accepted() > 0 ? "nothing open"
                                                            : "no findings";
  const std::string line = fmt::format("{}: {}{}{}{}{}", word,
                                       !checked         ? "nothing is supplied here"
                                       : counts.empty() ? none
                                                        : counts,
                                       settlement.compared && !counts.empty() ? ", new" : "",
                                       settled.empty() ? "" : "; ", settled,
                                       unknown.terms() ? "; in part undetermined" : "");
  const std::string wrapped = wrap(line, width, "", "  ");
  return style(word, ink) + wrapped.substr(word.size());
}

std::string head(const Flow& flow, const Findings& findings, const Unknowns& unknown,
                 const Settlement& settlement, std::size_t width, const Style& style) {
  const Graph& graph = flow.model->graph;
  const std::string id = printable(graph.id);
  const std::string title =
      graph.title.empty() ? id : fmt::format("{} ({})", printable(graph.title), id);
  std::string out = wrap(title, width, "", "");
  out += wrap(fmt::format("judged as of {}: {}, {}, {}; {} (a holding is a party with an artifact)",
                          flow.as_of.text(), count_of(graph.parties.size(), "party", "parties"),
                          count_of(graph.artifacts.size(), "artifact"),
                          count_of(graph.agreements.size(), "agreement"),
                          count_of(flow.holdings.size(), "holding")),
              width, "", "");
  out += '\n' + verdict(findings, unknown, anything_to_check(flow), settlement, width, style);
  if (unknown.terms()) {
    out += wrap(
        "Some terms are not known (see the end). Where they are missing, the absence of a "
        "finding says nothing.",
        width, "", "");
  }
  return out;
}

std::string overview(const Model& model, const std::vector<Actor>& actors, std::size_t width,
                     const Style& style) {
  if (actors.empty()) return {};
  std::string out = fmt::format("\n{}\n", style("Who has to act", Ink::kStrong));
  for (std::size_t i = 0; i < actors.size(); ++i) {
    const Actor& actor = actors[i];
    if (i == kActorsListed && actors.size() > kActorsListed + 1) {
      out += fmt::format("  and {} more, below\n", actors.size() - i);
      break;
    }
    const std::string number = fmt::format("{:>3}. ", i + 1);
    out += wrap(fmt::format("{}: {}", name_of(model, actor),
                            counts_in_words(actor.errors, actor.warnings, actor.notes)),
                width, number, std::string(number.size(), ' '));
  }
  return out;
}

std::string section(const Model& model, const Actor& actor, std::size_t number, ItemWriter& writer,
                    std::size_t width, const Style& style) {
  const std::string heading = fmt::format("{}. {}", number, name_of(model, actor, true));
  std::string wrapped = wrap(heading, width, "", "   ");
  wrapped.pop_back();  // the newline, which is not to be coloured
  std::string out = fmt::format("\n{}\n", style(wrapped, Ink::kStrong));
  out += std::string(std::min(columns(heading), width), '-') + '\n';
  writer.begin_section();
  for (const Item& item : actor.items) out += '\n' + writer.write(item);
  return out;
}

std::string ending(const Unknowns& unknown, std::size_t width) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view what, const std::vector<std::string>& names) {
    if (!names.empty()) parts.push_back(fmt::format("{} {}", what, join(names, kUnknownNamed)));
  };
  add("the policies of", unknown.parties);
  add("the policies that hold for", unknown.artifacts);
  add("the terms of", unknown.agreements);
  add("the source of", unknown.sources);
  add("what is asked of whoever passes on what is under", unknown.passing_on);
  if (!unknown.incomplete.empty()) {
    parts.push_back(
        fmt::format("not every rule of {} is on file", join(unknown.incomplete, kUnknownNamed)));
  }
  std::string out = "\n";
  if (parts.empty()) {
    out += wrap("Not known: nothing that this graph leaves open.", width, "", "");
  } else {
    out += wrap(fmt::format("Not known: {}.", separated(parts, "; ")), width, "", "  ");
  }
  if (!unknown.unapplied.empty()) {
    out += wrap(fmt::format("Not judged by: {}, since the graph names no such regulator among its "
                            "parties.",
                            join(unknown.unapplied, kUnknownNamed)),
                width, "", "  ");
  }
  return out +
         wrap(
             "`flowdown explain GRAPH ID` gives the evidence of one finding, `flowdown codes "
             "CODE` what a code means.",
             width, "", "") +
         "This is not legal advice.\n";
}

}  // namespace

std::string text_report(const Flow& flow, const Findings& findings, const TextOptions& options,
                        const Settlement& settlement) {
  const std::size_t width = std::max(options.width, kLeastWidth);
  const Style style(options.colour);
  const Model& model = *flow.model;
  Tracer tracer(flow);
  const Unknowns unknown = unknowns_of(flow, findings);
  const OpenFindings open = open_findings(findings, settlement);
  const std::vector<Actor> actors = who_has_to_act(flow, open.findings, tracer);
  ItemWriter writer(flow, open.findings, options, tracer, open.settlement);

  std::string out = head(flow, open.findings, unknown, settlement, width, style);
  out += overview(model, actors, width, style);
  for (std::size_t i = 0; i < actors.size(); ++i) {
    out += section(model, actors[i], i + 1, writer, width, style);
  }
  out += settled_lists(flow, findings, settlement, width, style);
  return out + ending(unknown, width);
}

}  // namespace flowdown
