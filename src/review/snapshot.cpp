// Two findings of two runs are one where their ids are equal. Of what they say, the uses, the
// duties, the limits and the severity are compared; words, places and witnesses are not, since they
// may differ though nothing has changed for anybody.
#include "review/snapshot.hpp"

#include <algorithm>
#include <iterator>

namespace flowdown {
namespace {

std::vector<std::string> less(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::vector<std::string> result;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  return result;
}

}  // namespace

std::string_view name_of(Fate fate) {
  switch (fate) {
    case Fate::kIntroduced:
      return "introduced";
    case Fate::kFixed:
      return "fixed";
    case Fate::kChanged:
      return "changed";
    case Fate::kUnchanged:
      break;
  }
  return "unchanged";
}

Mark mark_of(const Flow& flow, const Findings& findings, const Finding& finding) {
  const Model& model = *flow.model;
  const Detail& detail = findings.detail(finding);
  Mark mark;
  mark.severity = finding.severity;
  for (const UseId use : detail.uses) mark.subjects.insert(model.taxonomy.uses[use.index()].id);
  for (const RuleRef& ref : detail.rules) {
    const Rule& rule = model.policies[ref.version].rules[ref.rule];
    if (rule.duty) mark.subjects.insert(model.taxonomy.duties[rule.duty.index()].id);
    if (rule.attribute) mark.subjects.insert(model.taxonomy.attributes[rule.attribute.index()].id);
  }
  return mark;
}

Snapshot snapshot_of(const Flow& flow, const Findings& findings, const Settlement& settlement) {
  Snapshot snapshot;
  for (std::size_t i = 0; i < findings.findings.size(); ++i) {
    if (settlement.of(i).accepted) continue;
    const Finding& finding = findings.findings[i];
    snapshot.emplace(id_of(finding, *flow.model), mark_of(flow, findings, finding));
  }
  return snapshot;
}

Snapshot judged_on(const Model& model, Date date, const JudgeOptions& options,
                   const SettleOptions& settle) {
  const Flow flow = propagate(model, date);
  const Findings findings = judge(flow, options);
  return snapshot_of(flow, findings, flowdown::settle(flow, findings, settle));
}

std::array<std::size_t, 3> counts_of(const Snapshot& snapshot) {
  std::array<std::size_t, 3> counts{};
  for (const auto& [id, mark] : snapshot) ++counts[static_cast<std::size_t>(mark.severity)];
  return counts;
}

Contrast contrast(const Snapshot& before, const Snapshot& after, const std::string& id) {
  Contrast result;
  const auto old_one = before.find(id), new_one = after.find(id);
  if (old_one != before.end()) result.before = old_one->second;
  if (new_one != after.end()) result.after = new_one->second;
  if (old_one == before.end() || new_one == after.end()) {
    if (new_one != after.end()) result.fate = Fate::kIntroduced;
    if (old_one != before.end()) result.fate = Fate::kFixed;
    result.worse = new_one != after.end();
    return result;
  }
  if (result.before == result.after) return result;
  result.fate = Fate::kChanged;
  result.gained = less(result.after.subjects, result.before.subjects);
  result.lost = less(result.before.subjects, result.after.subjects);
  result.worse = !result.gained.empty() || result.after.severity > result.before.severity;
  return result;
}

bool shows(const Snapshot& run, const std::string& id, const Contrast& change) {
  const auto found = run.find(id);
  if (change.fate == Fate::kIntroduced) return found != run.end();
  if (change.fate == Fate::kFixed) return found == run.end();
  if (found == run.end()) return false;
  const Mark& mark = found->second;
  const auto has = [&mark](const std::string& subject) { return mark.subjects.contains(subject); };
  return mark.severity == change.after.severity &&
         std::all_of(change.gained.begin(), change.gained.end(), has) &&
         std::none_of(change.lost.begin(), change.lost.end(), has);
}

}  // namespace flowdown
