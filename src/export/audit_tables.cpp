// The tables of what the audit found: who holds what, what has reached it, and what is wrong.
#include "export/tables.hpp"
#include "flowdown/keywords.hpp"
#include "flowdown/report.hpp"

namespace flowdown {
namespace {

// How much of what is expected at a holding binds there.
std::string_view bound_in_words(ExtentId expected, ExtentId bound) {
  if (bound == kNoExtent) return "no";
  return bound == expected ? "yes" : "partly";
}

}  // namespace

void write_holdings(const Audit& audit, Rows& rows) {
  const Graph& graph = audit.graph();
  for (const Holding& holding : audit.flow.holdings) {
    if (rows.ended()) return;
    const Artifact& artifact = graph.artifacts[holding.artifact.index()];
    rows.cell(graph.id_of(holding.party))
        .cell(graph.name(artifact.id))
        .flag(artifact.developer == holding.party)
        .end();
  }
}

void write_obligations(const Audit& audit, Rows& rows) {
  const Graph& graph = audit.graph();
  const PolicySet& policies = audit.model().policies;
  ObligationSets& sets = *audit.flow.sets;
  for (std::size_t i = 0; i < audit.flow.holdings.size() && !rows.ended(); ++i) {
    const Holding& holding = audit.flow.holdings[i];
    for (const auto& [version, extent] : sets[audit.flow.expected[i]]) {
      rows.cell(graph.id_of(holding.party))
          .cell(graph.id_of(holding.artifact))
          .cell(policies[version].issuer)
          .cell(policies.id_of(version))
          .cell(policies[version].version)
          .cell(bound_in_words(extent, sets.extent_of(audit.flow.bound[i], version)))
          .end();
    }
  }
}

void write_findings(const Audit& audit, Rows& rows) {
  const Model& model = audit.model();
  Tracer tracer(audit.flow);
  const auto id_or_nothing = [&](auto id) {
    return id ? model.graph.id_of(id) : std::string_view();
  };
  for (const Finding& finding : audit.findings.findings) {
    if (rows.ended()) return;
    const Wording words = wording(audit.flow, audit.findings, finding, tracer);
    const PolicyVersion* version = finding.version ? &model.policies[finding.version] : nullptr;
    rows.cell(id_of(finding, model))
        .cell(info(finding.code).name)
        .cell(name_of(finding.severity))
        .flag(finding.tentative)
        .flag(finding.bound)
        .cell(word_for(kConfidences, finding.confidence))
        .cell(id_or_nothing(finding.party))
        .cell(id_or_nothing(finding.agreement))
        .cell(id_or_nothing(finding.artifact))
        .cell(version != nullptr ? version->issuer : std::string())
        .cell(finding.policy ? model.policies.policies[finding.policy.index()].id : std::string())
        .cell(version != nullptr ? version->version : std::string())
        .cell(words.message)
        .cell(words.help)
        .place(model, finding.pos)
        .end();
  }
}

void write_finding_uses(const Audit& audit, Rows& rows) {
  const Model& model = audit.model();
  for (const Finding& finding : audit.findings.findings) {
    if (rows.ended()) return;
    const std::string id = id_of(finding, model);
    for (const UseId use : audit.findings.detail(finding).uses) {
      rows.cell(id).cell(model.taxonomy.uses[use.index()].id).end();
    }
  }
}

}  // namespace flowdown
