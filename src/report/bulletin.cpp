// A bulletin holds texts where findings hold ids, so that a format need not know of flows. All that
// a finding leaves to be asked is asked here: its words, the way by which the obligation came, and
// the places that it speaks of.
#include "flowdown/bulletin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "flowdown/report.hpp"
#include "report/evidence.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/sections.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

// "; accepted of it by Legal until 2026-12-31: cutting and suicide".
std::string accepted_in_part(const Standing& standing) {
  const Acceptance& by = *standing.accepted_in_part;
  return printable(fmt::format("; accepted of it by {} until {}: {}", by.owner, by.expires.text(),
                               join(standing.accepted_uses)));
}

// Who has to act on a finding that is gone.
std::string actor_of(const Known& known) {
  return printable(!known.party.empty()       ? known.party
                   : !known.agreement.empty() ? "agreement " + known.agreement
                                              : known.artifact);
}

// Of a finding that is gone there is what a baseline keeps, and no more.
Entry entry_of(const Known& known) {
  Entry entry;
  entry.id = known.id;
  entry.code = known.code;
  entry.severity = known.severity;
  entry.party = known.party;
  entry.artifact = known.artifact;
  entry.agreement = known.agreement;
  entry.policy = known.policy;
  entry.uses = known.parts.uses;
  entry.actor = actor_of(known);
  entry.message =
      fmt::format("no longer found: {}{}{}", info(known.code).title,
                  known.policy.empty() ? "" : fmt::format(", {}", printable(known.policy)),
                  known.artifact.empty() ? "" : fmt::format(", for {}", printable(known.artifact)));
  entry.change = Change::kGone;
  return entry;
}

// Those of the findings, then those that are gone.
class AuditEntries final : public EntrySource {
 public:
  AuditEntries(const Flow& flow, const Findings& findings, const Settlement& settlement)
      : flow_(flow),
        findings_(findings),
        settlement_(settlement),
        model_(*flow.model),
        tracer_(flow) {}

  std::size_t size() const override { return findings_.findings.size() + settlement_.gone.size(); }
  EntryOutline outline(std::size_t index) const override {
    if (const Known* gone = gone_at(index)) {
      return {gone->code, gone->severity, Change::kGone, false, {}};
    }
    const Finding& finding = findings_.findings[index];
    const Standing& standing = settlement_.of(index);
    return {finding.code, finding.severity, standing.change, standing.accepted.has_value(), {}};
  }
  std::string id(std::size_t index) const override {
    const Known* gone = gone_at(index);
    return gone != nullptr ? gone->id : id_of(findings_.findings[index], model_);
  }
  std::string actor(std::size_t index) const override {
    const Known* gone = gone_at(index);
    return gone != nullptr ? actor_of(*gone)
                           : name_of(model_, flowdown::actor_of(findings_.findings[index]), true);
  }
  Entry entry(std::size_t index) override {
    if (const Known* gone = gone_at(index)) return entry_of(*gone);
    Entry entry = of(findings_.findings[index]);
    const Standing& standing = settlement_.of(index);
    entry.accepted = standing.accepted;
    entry.change = standing.change;
    entry.causes = standing.causes;
    entry.updated = standing.change != Change::kNone && !standing.causes.empty();
    if (standing.accepted_in_part) entry.message += accepted_in_part(standing);
    return entry;
  }

 private:
  // Null where it is there.
  const Known* gone_at(std::size_t index) const {
    const std::size_t there = findings_.findings.size();
    return index < there ? nullptr : &settlement_.gone[index - there];
  }

  Entry of(const Finding& finding) {
    const Detail& detail = findings_.detail(finding);
    Wording words = wording(flow_, findings_, finding, tracer_);
    Entry entry;
    entry.id = id_of(finding, model_);
    entry.code = finding.code;
    entry.severity = finding.severity;
    entry.tentative = finding.tentative;
    entry.bound = finding.bound;
    entry.confidence = finding.confidence;
    entry.party = id_or_empty(finding.party);
    entry.artifact = id_or_empty(finding.artifact);
    entry.agreement = id_or_empty(finding.agreement);
    if (finding.policy) entry.policy = model_.policies.policies[finding.policy.index()].id;
    if (finding.version) {
      entry.issuer = model_.policies[finding.version].issuer;
      entry.version = model_.policies[finding.version].version;
    }
    entry.clauses = clauses(model_, detail.rules);
    entry.uses = use_ids(model_.taxonomy, detail.uses);
    if (findings_.grouping != nullptr) {
      for (const std::uint32_t i : detail.groups) {
        entry.groups.push_back(findings_.grouping->groups[i].title);
      }
    }
    entry.actor = name_of(model_, flowdown::actor_of(finding), true);
    entry.message = std::move(words.message);
    entry.help = std::move(words.help);
    entry.place = place(finding.pos);
    entry.path = path(finding);
    entry.related = related(finding, detail);
    entry.downstream = dependants(flow_, finding, tracer_);
    return entry;
  }

  template <class Id>
  std::string id_or_empty(Id id) const {
    return id ? std::string(model_.graph.id_of(id)) : std::string();
  }

  Place place(const SourcePos& pos) const { return place_of(model_.sources, pos); }

  std::vector<PathStep> path(const Finding& finding) {
    std::vector<PathStep> steps;
    for (const Stop& stop : way_of(flow_, findings_, finding, tracer_)) {
      PathStep step;
      step.party = id_or_empty(stop.party);
      step.artifact = id_or_empty(stop.artifact);
      const std::string artifact = artifact_id(model_, stop.artifact);
      const std::string party = party_id(model_, stop.party);
      SourcePos pos = model_.graph.parties[stop.party.index()].pos;
      switch (stop.by) {
        case Stop::By::kStart:
          step.words = fmt::format("{} holds at {} for {}", policy_id(model_, finding.version),
                                   party, artifact);
          break;
        case Stop::By::kAgreement:
          step.agreement = id_or_empty(stop.agreement);
          step.words =
              fmt::format("supplied by {} to {}", agreement_name(model_, stop.agreement), party);
          pos = model_.graph.agreements[stop.agreement.index()].pos;
          break;
        case Stop::By::kPublic:
          step.words = fmt::format("supplied to the public, and so to {}", party);
          break;
        case Stop::By::kDerivation:
          step.words = fmt::format("{} {}", in_words(stop.derivation), artifact);
          pos = model_.graph.derivations[flow_.supplies[stop.supply.index()].derivation].pos;
          break;
      }
      if (stop.left_out > 0) {
        step.words = fmt::format("({} steps left out) {}", stop.left_out, step.words);
      }
      step.place = place(pos);
      steps.push_back(std::move(step));
    }
    return steps;
  }

  // The rules on both sides, the versions and the agreements that the message speaks of.
  std::vector<RelatedPlace> related(const Finding& finding, const Detail& detail) const {
    std::vector<RelatedPlace> places;
    const auto add = [&](std::string message, const SourcePos& pos) {
      if (!pos) return;
      RelatedPlace at{std::move(message), place(pos)};
      const bool known = std::any_of(places.begin(), places.end(), [&](const RelatedPlace& other) {
        return other.place == at.place && other.message == at.message;
      });
      if (!known) places.push_back(std::move(at));
    };
    for (const auto* rules : {&detail.rules, &detail.own_rules}) {
      for (const RuleRef& ref : *rules) add(rule_in_words(ref), rule_of(model_, ref).pos);
    }
    if (detail.other_version) {
      const PolicyVersion& other = model_.policies[detail.other_version];
      add(fmt::format("{} in version {}", policy_id(model_, detail.other_version),
                      printable(other.version)),
          other.pos);
    }
    for (const AgreementId id : detail.agreements) {
      add(agreement_name(model_, id), model_.graph.agreements[id.index()].pos);
    }
    if (finding.agreement && finding.artifact) {
      add(fmt::format("artifact {}", artifact_id(model_, finding.artifact)),
          model_.graph.artifacts[finding.artifact.index()].pos);
    }
    return places;
  }

  std::string rule_in_words(const RuleRef& ref) const {
    const Rule& rule = rule_of(model_, ref);
    const std::string clause = printable(rule.clause);
    return fmt::format("{}{}{}: {}", policy_id(model_, ref.version),
                       clause.empty() ? "" : " clause ", clause,
                       flowdown::rule_in_words(model_.taxonomy, rule));
  }

  const Flow& flow_;
  const Findings& findings_;
  const Settlement& settlement_;
  const Model& model_;
  Tracer tracer_;
};

// Graph files are those that declare something of the graph; the first one given.
std::string graph_file(const Model& model) {
  FileId first;
  const auto look = [&](const auto& things) {
    for (const auto& thing : things) {
      if (thing.pos && (!first || thing.pos.file < first)) first = thing.pos.file;
    }
  };
  look(model.graph.parties);
  look(model.graph.artifacts);
  look(model.graph.agreements);
  return first ? model.sources.name(first) : std::string();
}

void name_terms(const Findings& findings, const Taxonomy& taxonomy, BulletinHead& head) {
  UseSet uses = taxonomy.no_uses();
  std::set<std::uint32_t> groups;
  std::vector<bool> seen(findings.details.size());
  for (const Finding& finding : findings.findings) {
    if (seen[finding.detail]) continue;
    seen[finding.detail] = true;
    const Detail& detail = findings.detail(finding);
    for (const UseId id : detail.uses) uses.insert(id);
    if (findings.grouping != nullptr) groups.insert(detail.groups.begin(), detail.groups.end());
  }
  for (const UseId id : uses.members()) {
    const Use& use = taxonomy.uses[id.index()];
    head.uses.try_emplace(use.id, Vocable{use.title, use.definition});
  }
  for (const std::uint32_t i : groups) {
    const Group& group = findings.grouping->groups[i];
    head.groups.try_emplace(
        group.title, Vocable{group.title, separated(use_titles(taxonomy, group.uses), ", ")});
  }
}

}  // namespace

Severity EntryOutline::weight() const {
  if (ruling == "block") return Severity::kError;
  if (ruling == "condition") return std::max(severity, Severity::kWarning);
  return ruling == "list" ? Severity::kNote : severity;
}

std::string verdict_of(const BulletinHead& head, const EntrySource& entries) {
  if (!head.verdict.empty()) return head.verdict;
  std::array<std::size_t, 3> counts{};  // by severity
  bool compared = false;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const EntryOutline entry = entries.outline(i);
    compared = compared || entry.change != Change::kNone;
    if (entry.counts()) ++counts[static_cast<std::size_t>(entry.severity)];
  }
  const auto of = [&](Severity severity) { return counts[static_cast<std::size_t>(severity)]; };
  return verdict_in_words(of(Severity::kError), of(Severity::kWarning), of(Severity::kNote),
                          compared ? "no new findings" : "no findings");
}

Place place_of(const Sources& sources, const SourcePos& pos) {
  if (!pos) return {};
  Place place{sources.name(pos.file), pos.line, pos.column};
  const std::string_view line = sources.line(pos);
  if (pos.column == 0 || pos.column > line.size()) return place;
  const std::size_t at = pos.column - 1;
  place.column = static_cast<std::uint32_t>(columns(line.substr(0, at)) + 1);
  place.end =
      static_cast<std::uint32_t>(place.column + columns(line.substr(at, word_length(line, at))));
  return place;
}

BulletinHead bulletin_head(const Flow& flow, const Findings& findings,
                           const Settlement& settlement) {
  const Model& model = *flow.model;
  BulletinHead head;
  head.graph = model.graph.id;
  head.title = model.graph.title;
  head.file = graph_file(model);
  head.as_of = flow.as_of;
  head.compared_with = settlement.compared ? settlement.compared_with : std::string();
  for (const Notice& notice : settlement.notices) {
    const std::string at =
        notice.place.known() ? fmt::format("{}:{}: ", notice.place.file, notice.place.line) : "";
    head.notices.push_back(printable(at + notice.message));
  }
  if (findings.grouping != nullptr) head.grouping = findings.grouping->id;
  name_terms(findings, model.taxonomy, head);
  return head;
}

std::unique_ptr<EntrySource> entries_of(const Flow& flow, const Findings& findings,
                                        const Settlement& settlement) {
  return std::make_unique<AuditEntries>(flow, findings, settlement);
}

Bulletin bulletin(const Flow& flow, const Findings& findings, const Settlement& settlement) {
  Bulletin result{bulletin_head(flow, findings, settlement), {}};
  AuditEntries entries(flow, findings, settlement);
  result.entries.reserve(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) result.entries.push_back(entries.entry(i));
  return result;
}

}  // namespace flowdown
