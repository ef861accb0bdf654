// A model is the same on every day but for agreements that the candidate replaces: until the new
// one takes effect, the one that the graph has is what counts.
#include "review/trial.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

namespace flowdown {
namespace {

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

// The model as it is on a day, where that is not the model itself.
std::shared_ptr<const Model> before_replacement(const Model& model, Date day) {
  std::shared_ptr<Model> result;
  if (!model.candidate) return result;
  for (const Candidate::Superseded& old : model.candidate->superseded) {
    if (model.graph.terms_of(old.by).exists(day)) continue;
    if (!result) result = std::make_shared<Model>(model);
    result->graph.agreements[old.by.index()] = old.agreement;
  }
  return result;
}

// Not owned: outlives the trials.
std::shared_ptr<const Model> borrowed(const Model& model) {
  return {std::shared_ptr<const Model>(), &model};
}

}  // namespace

Trials::Trials(const Model& graph, const Model& with, const Gate& gate,
               const OnboardOptions& options, std::vector<Date> days)
    : graph_(borrowed(graph)),
      with_(with),
      gate_(gate),
      options_(options),
      days_(std::move(days)),
      watched_(all()) {
  for (const Date day : days_) {
    before_.push_back(judged_on(graph, day, options.judge));
    ++count_;
  }
}

Trials::Indices Trials::all() const {
  Indices all(days_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

std::unique_ptr<Judged> Trials::graph_on(std::size_t day) {
  ++count_;
  return std::make_unique<Judged>(graph_, days_[day], options_);
}

void Trials::find_open(Judged& judged, std::size_t day) const {
  const std::vector<Finding>& findings = judged.findings.findings;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (judged.settlement.of(i).accepted) continue;
    const GateAction action = ruling_of(gate_, *judged.model, judged.findings, findings[i]).action;
    if (action != GateAction::kBlock && action != GateAction::kCondition) continue;
    const std::string id = id_of(findings[i], *judged.model);
    if (contrast(before_[day], judged.snapshot, id).worse) judged.open.push_back(i);
  }
  std::stable_sort(judged.open.begin(), judged.open.end(), [&](std::size_t a, std::size_t b) {
    return turn_of(findings[a].code) < turn_of(findings[b].code);
  });
}

Trial Trials::judged_with(const std::vector<Remedy>& remedies, const Indices& days) {
  std::shared_ptr<const Model> changed =
      remedies.empty()
          ? borrowed(with_)
          : std::make_shared<const Model>(with_remedies(with_, remedies, *options_.until));
  Trial trial;
  for (const std::size_t day : days) {
    std::shared_ptr<const Model> model = before_replacement(*changed, days_[day]);
    auto judged = std::make_unique<Judged>(model ? model : changed, days_[day], options_);
    ++count_;
    find_open(*judged, day);
    for (const std::size_t i : judged->open) {
      trial.open.emplace(days_[day], id_of(judged->findings.findings[i], *judged->model));
    }
    trial.days.push_back(std::move(judged));
  }
  return trial;
}

}  // namespace flowdown
