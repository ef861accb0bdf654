// The choice of remedies, in two passes.
//
// Forward: while something is open, the first open finding of the first day is taken, each bundle
// that might remove it is tried on the model as it then is, and the best is kept: the one that
// brings nothing new on any day, and of these the one that asks least. A finding that no bundle
// removes is left; if a remedy brought it, that remedy is not allowed any more and the pass begins
// anew.
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

bool contains(const std::vector<Remedy>& remedies, const Remedy& remedy) {
  return std::find(remedies.begin(), remedies.end(), remedy) != remedies.end();
}

std::vector<Remedy> joined(std::vector<Remedy> remedies, const Bundle& more) {
  for (const Remedy& remedy : more) {
    if (!contains(remedies, remedy)) remedies.push_back(remedy);
  }
  return remedies;
}

// An open finding where it is.
struct Target {
  const Judged* on = nullptr;
  const Finding* finding = nullptr;
  Open open;
};

// The first that is not among `stuck`.
Target first_open(const Trial& trial, const Opens& stuck) {
  for (const auto& judged : trial.days) {
    for (const std::size_t i : judged->open) {
      const Finding& finding = judged->findings.findings[i];
      Open open(judged->flow.as_of, id_of(finding, *judged->model));
      if (!stuck.contains(open)) return {judged.get(), &finding, std::move(open)};
    }
  }
  return {};
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
    Opens stuck;
    std::map<Open, Bundle> brought_by;
    Trial now = trials_.judged_with({});
    for (std::size_t step = 0; step < kMostSteps; ++step) {
      const Target next = first_open(now, stuck);
      if (next.finding == nullptr) return true;
      Bundle best;
      Trial after;
      if (!best_for(now, next, best, after)) {
        stuck.insert(next.open);
        const auto culprit = brought_by.find(next.open);
        if (culprit == brought_by.end()) continue;
        barred_.push_back(culprit->second);
        return false;
      }
      for (const Open& appeared : after.open) {
        if (!now.open.contains(appeared)) brought_by.emplace(appeared, best);
      }
      chosen_ = joined(std::move(chosen_), best);
      now = std::move(after);
    }
    return true;
  }

  // The best bundle and what is with it; false where none removes the finding.
  bool best_for(const Trial& now, const Target& target, Bundle& best, Trial& result) {
    const Judged& on = *target.on;
    const Ruling ruling = ruling_of(trials_.gate(), *on.model, on.findings, *target.finding);
    if (ruling.action != GateAction::kCondition) return false;
    const bool draft_only = trials_.gate().rules[ruling.rule - 1].within == Within::kDraft;
    bool found = false;
    std::tuple<std::size_t, int, std::size_t> least;
    for (const Bundle& bundle : bundles_for(on.flow, on.findings, *target.finding)) {
      const bool allowed = std::all_of(bundle.begin(), bundle.end(), [&](const Remedy& remedy) {
        return can_be_made(trials_.with(), remedy) && (!draft_only || in_draft(*on.model, remedy));
      });
      if (!allowed || std::find(barred_.begin(), barred_.end(), bundle) != barred_.end()) continue;
      const std::vector<Remedy> remedies = joined(chosen_, bundle);
      if (remedies.size() == chosen_.size()) continue;
      Trial after = trials_.judged_with(remedies);
      if (after.open.contains(target.open)) continue;
      const auto brought = static_cast<std::size_t>(
          std::count_if(after.open.begin(), after.open.end(),
                        [&](const Open& one) { return !now.open.contains(one); }));
      int cost = 0;
      for (std::size_t i = chosen_.size(); i < remedies.size(); ++i) {
        cost += cost_of(*on.model, remedies[i]);
      }
      const std::tuple score(brought, cost, after.open.size());
      if (found && score >= least) continue;
      found = true;
      least = score;
      best = bundle;
      result = std::move(after);
    }
    return found;
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
  const Opens left = trials.judged_with(remedies).open;
  for (bool again = true; again;) {
    again = false;
    for (std::size_t i = 0; i < remedies.size();) {
      const std::vector<Remedy> fewer = without(remedies, i);
      const Opens open = trials.judged_with(fewer).open;
      if (std::includes(left.begin(), left.end(), open.begin(), open.end())) {
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

std::vector<Remedy> seek_remedies(Trials& trials) {
  return backward(trials, Choice(trials).forward());
}

}  // namespace flowdown
