// The choice of remedies, in two passes.
//
// Forward: while something is open, the first open finding is taken, each bundle that might remove
// it is tried on the model as it then is, and the best is kept: the one that brings nothing new,
// and of these the one that asks least. A finding that no bundle removes is left; if a remedy
// brought it, that remedy is not allowed any more and the pass begins anew.
//
// Backward: each remedy is left out in turn, and stays out where nothing more is open without it,
// until none can be left out. What one remedy brings another one removes, so removing is not
// monotone and a single sweep would not do.
//
// Both passes judge whole models. Each step forward removes a finding for good or leaves it, and
// each start anew bars a bundle, so they end.
#include <algorithm>
#include <map>
#include <tuple>

#include "review/trial.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kMostStarts = 12;
constexpr std::size_t kMostSteps = 400;

// Root causes first: a break behind a gap, a waiver behind a breach.
int turn_of(Code code) {
  switch (code) {
    case Code::kBlindUnknownTerms:
      return 0;
    case Code::kWaiverUnauthorised:
    case Code::kWaiverExpired:
      return 1;
    case Code::kBreakExpired:
      return 2;
    case Code::kBreakNotBound:
    case Code::kBreakNoCopy:
    case Code::kBreakRelicensed:
      return 3;
    case Code::kGapPermits:
    case Code::kBreachUse:
    case Code::kBreachAct:
      return 4;
    default:
      return 5;
  }
}

bool contains(const std::vector<Remedy>& remedies, const Remedy& remedy) {
  return std::find(remedies.begin(), remedies.end(), remedy) != remedies.end();
}

std::vector<Remedy> joined(std::vector<Remedy> remedies, const Bundle& more) {
  for (const Remedy& remedy : more) {
    if (!contains(remedies, remedy)) remedies.push_back(remedy);
  }
  return remedies;
}

class Choice {
 public:
  explicit Choice(Trials& trials) : trials_(trials) {}

  std::vector<Remedy> forward() {
    for (std::size_t start = 0; start < kMostStarts; ++start) {
      if (run()) break;
    }
    return chosen_;
  }

 private:
  // False where a remedy was barred.
  bool run() {
    chosen_.clear();
    std::set<std::string> stuck;
    std::map<std::string, Bundle> brought_by;
    std::unique_ptr<Judged> now = trials_.judged_with({});
    for (std::size_t step = 0; step < kMostSteps; ++step) {
      const Finding* next = nullptr;
      for (const std::size_t i : now->open) {
        const Finding& finding = now->findings.findings[i];
        if (!stuck.contains(id_of(finding, now->model))) {
          next = &finding;
          break;
        }
      }
      if (next == nullptr) return true;
      const std::string id = id_of(*next, now->model);
      Bundle best;
      std::unique_ptr<Judged> after = best_for(*now, *next, id, best);
      if (!after) {
        stuck.insert(id);
        const auto culprit = brought_by.find(id);
        if (culprit == brought_by.end()) continue;
        barred_.push_back(culprit->second);
        return false;
      }
      for (const std::string& appeared : after->ids) {
        if (!now->ids.contains(appeared)) brought_by.emplace(appeared, best);
      }
      chosen_ = joined(std::move(chosen_), best);
      now = std::move(after);
    }
    return true;
  }

  std::unique_ptr<Judged> best_for(const Judged& now, const Finding& finding, const std::string& id,
                                   Bundle& best) {
    const Ruling ruling = ruling_of(trials_.gate(), now.model, now.findings, finding);
    if (ruling.action != GateAction::kCondition) return nullptr;
    const bool draft_only = trials_.gate().rules[ruling.rule - 1].within == Within::kDraft;
    std::unique_ptr<Judged> result;
    std::tuple<std::size_t, int, std::size_t> least;
    for (const Bundle& bundle : bundles_for(now.flow, now.findings, finding)) {
      const bool allowed = std::all_of(bundle.begin(), bundle.end(), [&](const Remedy& remedy) {
        return !draft_only || in_draft(now.model, remedy);
      });
      if (!allowed || std::find(barred_.begin(), barred_.end(), bundle) != barred_.end()) continue;
      const std::vector<Remedy> remedies = joined(chosen_, bundle);
      if (remedies.size() == chosen_.size()) continue;
      std::unique_ptr<Judged> after = trials_.judged_with(remedies);
      if (after->ids.contains(id)) continue;
      const auto brought = static_cast<std::size_t>(
          std::count_if(after->ids.begin(), after->ids.end(),
                        [&](const std::string& one) { return !now.ids.contains(one); }));
      int cost = 0;
      for (std::size_t i = chosen_.size(); i < remedies.size(); ++i) {
        cost += cost_of(now.model, remedies[i]);
      }
      const std::tuple score(brought, cost, after->ids.size());
      if (result && score >= least) continue;
      least = score;
      best = bundle;
      result = std::move(after);
    }
    return result;
  }

  Trials& trials_;
  std::vector<Remedy> chosen_;
  std::vector<Bundle> barred_;
};

std::vector<Remedy> without(std::vector<Remedy> remedies, std::size_t index) {
  remedies.erase(remedies.begin() + static_cast<std::ptrdiff_t>(index));
  return remedies;
}

// The dearest are the first to be left out.
std::vector<Remedy> backward(Trials& trials, std::vector<Remedy> remedies) {
  std::stable_sort(remedies.begin(), remedies.end(), [&](const Remedy& a, const Remedy& b) {
    return cost_of(trials.with(), a) > cost_of(trials.with(), b);
  });
  const std::set<std::string> left = trials.judged_with(remedies)->ids;
  for (bool again = true; again;) {
    again = false;
    for (std::size_t i = 0; i < remedies.size();) {
      const std::vector<Remedy> fewer = without(remedies, i);
      const std::set<std::string> ids = trials.judged_with(fewer)->ids;
      if (std::includes(left.begin(), left.end(), ids.begin(), ids.end())) {
        remedies = fewer;
        again = true;
      } else {
        ++i;
      }
    }
  }
  std::reverse(remedies.begin(), remedies.end());
  return remedies;
}

}  // namespace

Trials::Trials(const Model& graph, const Model& with, const Gate& gate,
               const OnboardOptions& options)
    : with_(with),
      gate_(gate),
      options_(options),
      graph_(graph, options),
      before_(snapshot_of(graph_.flow, graph_.findings)) {}

std::unique_ptr<Judged> Trials::judged_with(const std::vector<Remedy>& remedies) {
  ++count_;
  auto result = std::make_unique<Judged>(with_remedies(with_, remedies, options_.as_of), options_);
  const Snapshot after = snapshot_of(result->flow, result->findings);
  const std::vector<Finding>& findings = result->findings.findings;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const GateAction action = ruling_of(gate_, result->model, result->findings, findings[i]).action;
    if (action != GateAction::kBlock && action != GateAction::kCondition) continue;
    const std::string id = id_of(findings[i], result->model);
    if (!contrast(before_, after, id).worse) continue;
    result->open.push_back(i);
    result->ids.insert(id);
  }
  std::stable_sort(result->open.begin(), result->open.end(), [&](std::size_t a, std::size_t b) {
    return turn_of(findings[a].code) < turn_of(findings[b].code);
  });
  return result;
}

std::vector<Remedy> seek_remedies(Trials& trials) {
  return backward(trials, Choice(trials).forward());
}

}  // namespace flowdown
