// A finding by names: what a baseline keeps of it, and what exceptions are matched with. Everything
// in it is an id of the graph, the policies or the taxonomy, so that it means the same in another
// run on other files.
#include <algorithm>
#include <iterator>

#include "settle/parts.hpp"

namespace flowdown {
namespace {

void make_set(Names& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace

Names minus(const Names& a, const Names& b) {
  Names rest;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
  return rest;
}

Parts minus(const Parts& a, const Parts& b) {
  return {minus(a.uses, b.uses), minus(a.asks, b.asks), minus(a.changes, b.changes)};
}

Known record_of(const Flow& flow, const Findings& findings, const Finding& finding) {
  const Model& model = *flow.model;
  const Taxonomy& taxonomy = model.taxonomy;
  Known record;
  record.id = id_of(finding, model);
  record.code = finding.code;
  record.severity = finding.severity;
  if (finding.party) record.party = model.graph.id_of(finding.party);
  if (finding.agreement) record.agreement = model.graph.id_of(finding.agreement);
  if (finding.artifact) record.artifact = model.graph.id_of(finding.artifact);
  if (finding.policy) record.policy = model.policies.policies[finding.policy.index()].id;

  const Detail& detail = findings.detail(finding);
  for (const UseId use : detail.uses) record.parts.uses.push_back(taxonomy.uses[use.index()].id);
  for (const RuleRef& ref : detail.rules) {
    const Rule& rule = model.policies[ref.version].rules[ref.rule];
    if (rule.kind == RuleKind::kRequire) {
      record.parts.asks.push_back(taxonomy.duties[rule.duty.index()].id);
    } else if (rule.kind == RuleKind::kLimit) {
      record.parts.asks.push_back(taxonomy.attributes[rule.attribute.index()].id);
    }
  }
  record.parts.changes = detail.changes;
  for (const UseId use : detail.dropped) {
    record.parts.changes.push_back("dropped " + taxonomy.uses[use.index()].id);
  }
  make_set(record.parts.uses);
  make_set(record.parts.asks);
  make_set(record.parts.changes);
  return record;
}

std::string_view name_of(Change change) {
  switch (change) {
    case Change::kNew:
      return "new";
    case Change::kUnchanged:
      return "unchanged";
    case Change::kGone:
      return "gone";
    case Change::kNone:
      break;
  }
  return {};
}

const Standing& Settlement::of(std::size_t finding) const {
  static const Standing kOpen;
  return standings.empty() ? kOpen : standings[finding];
}

std::size_t Settlement::open(const Findings& findings, Severity severity) const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < findings.findings.size(); ++i) {
    if (findings.findings[i].severity == severity && of(i).counts()) ++count;
  }
  return count;
}

std::size_t Settlement::accepted() const {
  return static_cast<std::size_t>(
      std::count_if(standings.begin(), standings.end(),
                    [](const Standing& standing) { return standing.accepted.has_value(); }));
}

}  // namespace flowdown
