// The verdict over time. It changes only where something dated is otherwise (see course.cpp), so
// the graph is judged once a date, and each run is compared with the one before. Costs one
// judgement a date, and two more for each event of the dates on which several happen and a finding
// changes.
#include "flowdown/timeline.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "report/naming.hpp"
#include "review/course.hpp"

namespace flowdown {
namespace {

// One judged day.
struct Run {
  Run(const Model& model, Date date, const JudgeOptions& options, const SettleOptions& settle)
      : flow(propagate(model, date)),
        findings(judge(flow, options)),
        settlement(flowdown::settle(flow, findings, settle)),
        snapshot(snapshot_of(flow, findings, settlement)),
        tracer(flow) {
    for (std::size_t i = 0; i < findings.findings.size(); ++i) {
      by_id.emplace(id_of(findings.findings[i], model), i);
    }
  }
  Flow flow;
  Findings findings;
  Settlement settlement;
  Snapshot snapshot;  // of what no exception accepts
  Tracer tracer;
  std::map<std::string, std::size_t> by_id;
};

class Historian {
 public:
  Historian(const Model& model, const JudgeOptions& options, const SettleOptions& settle)
      : model_(model),
        graph_(model.graph),
        options_(options),
        settle_(settle),
        course_(model, options, settle) {}

  Timeline write(Date from, std::optional<Date> until) {
    timeline_.graph = graph_.id;
    timeline_.title = graph_.title;
    timeline_.from = from;
    timeline_.until = until;
    auto run = std::make_unique<Run>(model_, from, options_, settle_);
    timeline_.counts = counts_of(run->snapshot);
    timeline_.accepted = run->settlement.accepted();
    timeline_.notices = run->settlement.notices;
    first_ = run->snapshot;
    note_holders(run->flow);
    const std::vector<Event>& events = course_.events();
    for (std::size_t i = 0; i < events.size();) {
      Moment moment;
      moment.on = events[i].on;
      for (; i < events.size() && events[i].on == moment.on; ++i) {
        moment.events.push_back(events[i]);
      }
      if (moment.on <= from || (until && *until < moment.on)) continue;
      const bool review_alone =
          std::all_of(moment.events.begin(), moment.events.end(),
                      [](const Event& e) { return e.kind == Event::Kind::kReview; });
      if (!review_alone) {
        auto next = std::make_unique<Run>(model_, moment.on, options_, settle_);
        note_turns(moment, *run, *next);
        run = std::move(next);
        note_holders(run->flow);
        note_breaches(*run);
      }
      moment.counts = counts_of(run->snapshot);
      moment.accepted = run->settlement.accepted();
      timeline_.moments.push_back(std::move(moment));
    }
    for (auto& [id, breach] : breaches_) timeline_.breaches.push_back(std::move(breach));
    std::stable_sort(timeline_.breaches.begin(), timeline_.breaches.end(),
                     [](const NextBreach& a, const NextBreach& b) {
                       return std::pair(!a.on, a.on) < std::pair(!b.on, b.on);
                     });
    return std::move(timeline_);
  }

 private:
  void note_turns(Moment& moment, Run& before, Run& after) {
    for (const Finding& finding : after.findings.findings) {
      note_turn(moment, before, after, after, finding);
    }
    for (const Finding& finding : before.findings.findings) {
      if (!after.by_id.contains(id_of(finding, model_))) {
        note_turn(moment, before, after, before, finding);
      }
    }
  }

  // `told` is the run whose words are used.
  void note_turn(Moment& moment, Run& before, Run& after, Run& told, const Finding& finding) {
    Turn turn;
    turn.id = id_of(finding, model_);
    const Contrast change = contrast(before.snapshot, after.snapshot, turn.id);
    if (change.fate == Fate::kUnchanged) return;
    turn.fate = change.fate;
    turn.worse = change.worse;
    turn.code = finding.code;
    turn.severity = finding.severity;
    turn.severity_before = change.before.severity;
    turn.subjects = change.fate == Fate::kChanged ? change.gained : all_of(change);
    turn.lost = change.lost;
    if (finding.party) turn.party = graph_.id_of(finding.party);
    if (finding.agreement) turn.agreement = graph_.id_of(finding.agreement);
    if (finding.artifact) turn.artifact = graph_.id_of(finding.artifact);
    if (finding.policy) turn.policy = model_.policies.policies[finding.policy.index()].id;
    turn.message = wording(told.flow, told.findings, finding, told.tracer).message;
    if (turn.fate == Fate::kFixed && &told == &after) turn.message += "; what is left is accepted";
    for (const Cause& cause :
         course_.causes_on(moment.on, Course::Direction::kForwards, turn.id, change)) {
      turn.causes.push_back(cause.words);
    }
    moment.turns.push_back(std::move(turn));
  }

  static std::vector<std::string> all_of(const Contrast& change) {
    const Mark& mark = change.fate == Fate::kFixed ? change.before : change.after;
    return {mark.subjects.begin(), mark.subjects.end()};
  }

  // Whoever holds something on some day, so that a party that joins later is told of as well.
  void note_holders(const Flow& flow) {
    for (const Holding& holding : flow.holdings) {
      NextBreach& breach = breaches_[holding.party];
      breach.party = graph_.id_of(holding.party);
      breach.name = party_full_name(model_, holding.party);
    }
  }

  void note_breaches(const Run& run) {
    std::map<PartyId, std::vector<std::string>> fresh;
    for (const auto& [id, at] : run.by_id) {
      const Finding& finding = run.findings.findings[at];
      if (finding.severity != Severity::kError || !run.snapshot.contains(id)) continue;
      const auto before = first_.find(id);
      if (before != first_.end() && before->second.severity == Severity::kError) continue;
      const PartyId party =
          finding.agreement ? graph_.agreements[finding.agreement.index()].from : finding.party;
      if (party) fresh[party].push_back(id);
    }
    for (auto& [party, ids] : fresh) {
      NextBreach& breach = breaches_[party];
      if (breach.on) continue;
      breach.party = graph_.id_of(party);
      breach.name = party_full_name(model_, party);
      breach.on = run.flow.as_of;
      breach.ids = std::move(ids);
    }
  }

  const Model& model_;
  const Graph& graph_;
  JudgeOptions options_;
  SettleOptions settle_;
  Course course_;
  Timeline timeline_;
  Snapshot first_;
  std::map<PartyId, NextBreach> breaches_;  // by party, and so by its id
};

}  // namespace

Timeline timeline(const Model& model, Date from, std::optional<Date> until,
                  const JudgeOptions& options, const SettleOptions& settle) {
  return Historian(model, options, settle).write(from, until);
}

}  // namespace flowdown
