// The wording of breaks: where an agreement or a derivation fails to carry a policy on.
#include <fmt/format.h>

#include <algorithm>

#include "report/evidence.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/wording.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

const Terms& terms_of(const Matter& matter) {
  return matter.model().graph.terms_of(matter.finding.agreement);
}

// Why the agreement falls short, where there is more to say than that the policy is not in it.
std::string why_not_bound(const Matter& matter) {
  const Terms& terms = terms_of(matter);
  if (terms.incorporates_upstream && !matter.finding.bound) {
    return fmt::format("; it incorporates `upstream`, but {} is not bound by it itself",
                       matter.from());
  }
  const Transit step = transit_by(matter.flow, matter.finding.agreement, matter.finding.artifact,
                                  matter.finding.policy);
  if (step.bound != kNoExtent) return "; only a part of it is made binding";
  return {};
}

std::string_view asks(const Matter& matter) {
  return matter.upstream_ids().size() == 1 ? "that policy asks" : "these policies ask";
}

Wording not_bound(const Matter& matter) {
  const bool equivalent =
      std::all_of(matter.all.begin(), matter.all.end(), [&](const Finding* one) {
        return matter.model().policies[one->version].flow_down == FlowDown::kBindEquivalent;
      });
  Wording words;
  words.message = fmt::format(
      "{} does not make {} binding on {} for {}, though {} whoever passes the artifact on to do "
      "so{}",
      matter.agreement(), matter.upstream(), matter.to(), matter.on_artifacts(), asks(matter),
      why_not_bound(matter));
  words.help = fmt::format("agree with {} on a clause that makes {} binding{}, then record it: {}",
                           matter.to(), matter.upstream_id(),
                           equivalent ? ", or on rules that cover the same uses" : "",
                           matter.how_to_bind(matter.finding.agreement));
  return words;
}

Wording no_copy(const Matter& matter) {
  const std::string ids = listed(matter.upstream_ids());
  return {
      fmt::format("{} hands {} no copy of {} for {}, though {} that recipients be given one",
                  matter.agreement(), matter.to(), matter.upstream(), matter.on_artifacts(),
                  asks(matter)),
      fmt::format("hand over the text with the artifact, then record it: `delivers: [{}]` in {}",
                  ids, matter.agreement())};
}

Wording expired(const Matter& matter) {
  const auto& expires = terms_of(matter).expires;
  return {fmt::format("{} ended on {}, so that it no longer makes {} binding on {} for {}, while "
                      "the supply goes on",
                      matter.agreement(), expires ? expires->text() : "an unknown date",
                      matter.upstream(), matter.to(), matter.on_artifacts()),
          fmt::format("renew the agreement between {} and {} and record the new `expires`, or end "
                      "the supply",
                      matter.from(), matter.to())};
}

// "released under mit", "released without any policy".
std::string released_under(const Matter& matter) {
  const Graph& graph = matter.model().graph;
  const Artifact& artifact = graph.artifacts[matter.finding.artifact.index()];
  const PolicyList* list = &graph.policies_of(artifact);
  if (list->stated == Stated::kUnknown) {
    list = &graph.policies_of(graph.parties[artifact.developer.index()]);
  }
  std::vector<std::string> ids;
  for (const PolicyRef& ref : list->refs) {
    ids.push_back(printable(matter.model().policies.policies[ref.policy.index()].id));
  }
  return ids.empty() ? "without any policy" : fmt::format("under {}", join(ids, 3));
}

// "llama-2 by finetune"; the parents whose restrictions count.
std::string parents(const Matter& matter) {
  const Graph& graph = matter.model().graph;
  const Artifact& artifact = graph.artifacts[matter.finding.artifact.index()];
  std::vector<std::string> ids;
  for (std::uint32_t i = 0; i < artifact.derivations; ++i) {
    const Derivation& derivation = graph.derivations[artifact.first_derivation + i];
    ids.push_back(artifact_id(matter.model(), derivation.parent));
  }
  return join(ids, 3);
}

// What is known of an artifact at second hand, as from a catalogue, makes a candidate and no more.
bool is_second_hand(const Matter& matter) {
  const Graph& graph = matter.model().graph;
  const Artifact& artifact = graph.artifacts[matter.finding.artifact.index()];
  return graph.evidence[artifact.evidence.index()].confidence != Confidence::kHigh;
}

// " (…)": the notes on the artifact, and on what is doubtful in its making.
std::string said_of(const Matter& matter) {
  const Graph& graph = matter.model().graph;
  const Artifact& artifact = graph.artifacts[matter.finding.artifact.index()];
  std::vector<std::string> notes;
  const auto add = [&](const Evidence& evidence) {
    const std::string note = printable(evidence.note);
    const bool known = std::find(notes.begin(), notes.end(), note) != notes.end();
    if (!note.empty() && !known) notes.push_back(note);
  };
  add(graph.evidence[artifact.evidence.index()]);
  for (std::uint32_t i = 0; i < artifact.derivations; ++i) {
    const Derivation& derivation = graph.derivations[artifact.first_derivation + i];
    const Evidence& evidence = graph.evidence[derivation.evidence.index()];
    if (matter.finding.tentative && evidence.confidence == Confidence::kLow) add(evidence);
  }
  return notes.empty() ? std::string() : fmt::format(" ({})", fmt::join(notes, "; "));
}

Wording relicensed(const Matter& matter) {
  std::string dropped;
  if (!matter.detail.uses.empty()) {
    dropped = fmt::format("; left out is the ban on {}", matter.uses());
  }
  const std::string artifact = artifact_id(matter.model(), matter.finding.artifact);
  if (is_second_hand(matter)) {
    return {fmt::format("{}, made from {}, is said to be released {}, though {} asks that its "
                        "restrictions persist{}{}; a candidate, to be looked into{}",
                        artifact, parents(matter), released_under(matter), matter.upstream(),
                        matter.in_clauses(), dropped, said_of(matter)),
            fmt::format("look up what {} holds and under which terms it is released; where {} does "
                        "persist, list it in its `policies`",
                        artifact, matter.upstream_id())};
  }
  return {
      fmt::format("{}, made from {}, is released {}, though {} asks that its restrictions "
                  "persist{}{}",
                  artifact, parents(matter), released_under(matter), matter.upstream(),
                  matter.in_clauses(), dropped),
      fmt::format("release {} under {} as well and list it in its `policies`, or set rules that "
                  "cover everything that it prohibits",
                  artifact, matter.upstream_id())};
}

}  // namespace

Wording break_wording(const Matter& matter) {
  switch (matter.finding.code) {
    case Code::kBreakNoCopy:
      return no_copy(matter);
    case Code::kBreakExpired:
      return expired(matter);
    case Code::kBreakRelicensed:
      return relicensed(matter);
    default:
      return not_bound(matter);
  }
}

}  // namespace flowdown
