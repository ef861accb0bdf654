// What a finding says is asked upstream is why it has to go. Some findings say nothing of it: that
// policies are not known, or that a waiver has no effect on what does not reach its recipient. Then
// the reason is in the remedy: the rules that it repeats, or those that the waiver would lift.
#include "review/reasons.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "report/naming.hpp"
#include "review/remedies.hpp"

namespace flowdown {
namespace {

class ReasonCollector {
 public:
  explicit ReasonCollector(const Model& model) : model_(model) {}

  void add(const Model& model, VersionId id, const std::string& clause, const SourcePos& pos) {
    if (id.index() >= model_.policies.versions.size()) return;  // what another remedy makes
    const PolicyVersion& version = model.policies[id];
    Reason reason{version.issuer, model.policies.id_of(id), version.version, clause,
                  place_of(model.sources, pos)};
    if (told_.emplace(reason.policy, reason.clause, reason.place.file, reason.place.line).second) {
      reasons_.push_back(std::move(reason));
    }
  }

  void add_finding(const Evidenced& one) {
    const std::vector<RuleRef>& rules = one.findings->detail(*one.finding).rules;
    for (const RuleRef& ref : rules) {
      const Rule& rule = rule_of(*one.model, ref);
      add(*one.model, ref.version, rule.clause, rule.pos);
    }
    const VersionId version = one.finding->version;
    if (rules.empty() && version) add(*one.model, version, "", one.model->policies[version].pos);
  }

  // The rules are copies of some upstream, and stand where those stand.
  void add_repeated(const std::vector<Rule>& copies) {
    for (std::size_t v = 0; v < model_.policies.versions.size(); ++v) {
      for (const Rule& rule : model_.policies.versions[v].rules) {
        const bool repeated = std::any_of(copies.begin(), copies.end(), [&](const Rule& copy) {
          return copy.pos && copy.pos == rule.pos;
        });
        if (repeated) add(model_, VersionId(v), rule.clause, rule.pos);
      }
    }
  }

  void add_waived(const Waiver& waiver, Date day) {
    VersionId version = model_.policies.in_force(waiver.policy, day);
    if (!version) version = model_.policies.policies[waiver.policy.index()].versions.back();
    for (const Rule& rule : model_.policies[version].rules) {
      const bool lifted =
          waiver.uses.empty() || !prohibited_by(model_.taxonomy, rule, waiver.uses).empty();
      if (lifted) add(model_, version, rule.clause, rule.pos);
    }
    if (reasons_.empty()) add(model_, version, "", model_.policies[version].pos);
  }

  bool empty() const { return reasons_.empty(); }

  std::vector<Reason> take() {
    std::stable_sort(reasons_.begin(), reasons_.end(), [](const Reason& a, const Reason& b) {
      return std::tie(a.policy, a.version, a.place.file, a.place.line) <
             std::tie(b.policy, b.version, b.place.file, b.place.line);
    });
    return std::move(reasons_);
  }

 private:
  const Model& model_;
  std::vector<Reason> reasons_;
  std::set<std::tuple<std::string, std::string, std::string, std::uint32_t>> told_;
};

}  // namespace

std::vector<Reason> reasons_for(const Model& model, const Remedy& remedy,
                                const std::vector<Evidenced>& evidence, Date day) {
  ReasonCollector collector(model);
  for (const Evidenced& one : evidence) collector.add_finding(one);
  if (collector.empty()) collector.add_repeated(remedy.rules);
  if (collector.empty() && remedy.kind == RemedyKind::kWithdraw && remedy.grant == 0) {
    collector.add_waived(model.graph.terms_of(remedy.agreement).waives[remedy.waiver], day);
  }
  return collector.take();
}

}  // namespace flowdown
