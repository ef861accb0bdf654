// Drift: an agreement fixes a version of a policy, and the version in force is another one.

#include <algorithm>
#include <set>
#include <string>

#include "bench.hpp"

namespace flowdown {
namespace {

// What differs between duties and limits of two versions, and whether the newer asks more.
struct Changes {
  std::vector<std::string> words;
  bool stricter = false;

  void add(bool is_stricter, std::string text) {
    stricter = stricter || is_stricter;
    words.push_back(std::move(text));
  }
};

std::string parameter_text(const Rule& rule) {
  return rule.parameter ? rule.parameter->text() : "no stated term";
}

// Duties pair up by what they ask and of whom; limits by attribute, measure and of whom. Rules of
// one pair that differ in contexts or safeguards count as replaced, as all do where the contexts of
// their versions differ.
bool same_subject(const Rule& a, const PolicyVersion& of_a, const Rule& b,
                  const PolicyVersion& of_b) {
  return of_a.where == of_b.where && a.kind == b.kind && a.duty == b.duty &&
         a.attribute == b.attribute && a.measured == b.measured && a.owed_by == b.owed_by &&
         a.when == b.when && a.unless == b.unless;
}

bool asks(const Rule& rule) {
  return rule.kind == RuleKind::kRequire || rule.kind == RuleKind::kLimit;
}

std::string subject(const Taxonomy& taxonomy, const Rule& rule) {
  return rule.kind == RuleKind::kRequire
             ? "duty `" + taxonomy.duties[rule.duty.index()].id + "`"
             : "limit on `" + taxonomy.attributes[rule.attribute.index()].id + "`";
}

void compare_pair(const Taxonomy& taxonomy, const Rule& old_rule, const Rule& new_rule,
                  Changes& changes) {
  if (new_rule.kind == RuleKind::kLimit) {
    if (new_rule.at_most == old_rule.at_most) return;
    changes.add(new_rule.at_most < old_rule.at_most,
                subject(taxonomy, new_rule) + " changes from " + std::to_string(old_rule.at_most) +
                    " to " + std::to_string(new_rule.at_most));
    return;
  }
  if (new_rule.parameter == old_rule.parameter) return;
  bool stricter = !old_rule.parameter;
  if (old_rule.parameter && new_rule.parameter) {
    const bool smaller = new_rule.parameter->value < old_rule.parameter->value;
    const Stricter direction = taxonomy.duties[new_rule.duty.index()].stricter;
    stricter = old_rule.parameter->unit != new_rule.parameter->unit ||
               smaller == (direction == Stricter::kSmaller);
  }
  changes.add(stricter, subject(taxonomy, new_rule) + " changes from " + parameter_text(old_rule) +
                            " to " + parameter_text(new_rule));
}

Changes compare_asks(const Taxonomy& taxonomy, const PolicyVersion& before,
                     const PolicyVersion& after) {
  Changes changes;
  for (const Rule& rule : after.rules) {
    if (!asks(rule)) continue;
    const auto old_rule =
        std::find_if(before.rules.begin(), before.rules.end(),
                     [&](const Rule& r) { return same_subject(r, before, rule, after); });
    if (old_rule == before.rules.end()) {
      changes.add(true, subject(taxonomy, rule) + " is new");
    } else {
      compare_pair(taxonomy, *old_rule, rule, changes);
    }
  }
  for (const Rule& rule : before.rules) {
    if (!asks(rule)) continue;
    const bool kept = std::any_of(after.rules.begin(), after.rules.end(), [&](const Rule& r) {
      return same_subject(r, after, rule, before);
    });
    if (!kept) changes.add(false, subject(taxonomy, rule) + " is gone");
  }
  return changes;
}

// The policies of which the agreement may fix a version, with whether they are its supplier's own.
std::set<std::pair<PolicyId, bool>> fixable(const Bench& bench, AgreementId id) {
  const Agreement& agreement = bench.graph.agreements[id.index()];
  const Terms& terms = bench.graph.terms[agreement.terms.index()];
  std::set<std::pair<PolicyId, bool>> result;
  for (const auto* refs : {&terms.incorporates, &terms.delivers}) {
    for (const PolicyRef& ref : *refs) result.emplace(ref.policy, false);
  }
  for (std::uint32_t a = 0; a < agreement.artifacts; ++a) {
    const HoldingId from =
        bench.flow.find(agreement.from, bench.graph.supplied[agreement.first_artifact + a]);
    for (const auto& [version, extent] : bench.sets[bench.flow.own[from.index()]]) {
      const PolicyId policy = bench.policies[version].policy;
      if (!result.contains({policy, false})) result.emplace(policy, true);
    }
  }
  return result;
}

}  // namespace

void judge_drift(Bench& bench, AgreementId id) {
  const Agreement& agreement = bench.graph.agreements[id.index()];
  if (!bench.graph.terms[agreement.terms.index()].in_force(bench.flow.as_of)) return;
  const std::size_t subject = bench.book.findings.size();
  for (const auto& [policy, own] : fixable(bench, id)) {
    const VersionId fixed = bench.flow.fixed_version(id, policy, own);
    const VersionId current = bench.policies.in_force(policy, bench.flow.as_of);
    if (!fixed || !current || fixed == current) continue;
    Algebra& algebra = bench.algebra;
    const Region added =
        algebra.subtract(bench.sets.prohibited(current), bench.sets.prohibited(fixed));
    const Region dropped =
        algebra.subtract(bench.sets.prohibited(fixed), bench.sets.prohibited(current));
    Changes changes = compare_asks(bench.taxonomy, bench.policies[fixed], bench.policies[current]);
    if (bench.sets.allowed(current) != bench.sets.allowed(fixed)) {
      changes.add(false, "what it expressly allows changes");
    }
    if (added.empty() && dropped.empty() && changes.words.empty()) continue;
    Finding finding;
    finding.code = Code::kDrift;
    finding.severity = !added.empty() || changes.stricter ? Severity::kWarning : Severity::kNote;
    finding.agreement = id;
    finding.policy = policy;
    finding.version = fixed;
    finding.holding =
        bench.flow.find(agreement.from, bench.graph.supplied[agreement.first_artifact]);
    finding.pos = agreement.pos;
    Detail detail;
    detail.other_version = current;
    detail.uses = bench.uses_of(added);
    detail.dropped = bench.uses_of(dropped);
    detail.changes = std::move(changes.words);
    detail.rules = bench.rules_meeting({{current, kWholeExtent}}, added);
    bench.enter(finding, std::move(detail));
  }
  bench.close_subject(subject);
}

}  // namespace flowdown
