// The tables of what the graph says. Lists become tables of their own, with a row for each pair.
#include "export/tables.hpp"
#include "flowdown/keywords.hpp"

namespace flowdown {
namespace {

// confidence, source, note, retrieved
void add_evidence(const Audit& audit, EvidenceId id, Rows& rows) {
  const Evidence& evidence = audit.graph().evidence[id.index()];
  rows.cell(word_for(kConfidences, evidence.confidence))
      .cell(evidence.source)
      .cell(evidence.note)
      .cell(evidence.retrieved);
}

std::string_view word_of(Stated stated) {
  switch (stated) {
    case Stated::kUnknown:
      return "unknown";
    case Stated::kNone:
      return "none";
    case Stated::kListed:
      break;
  }
  return "listed";
}

// policy, version
void add_reference(const Audit& audit, const PolicyRef& ref, Rows& rows) {
  const PolicySet& policies = audit.model().policies;
  rows.cell(policies.policies[ref.policy.index()].id);
  rows.cell(ref.pinned ? std::string_view(policies[ref.pinned].version) : std::string_view());
}

}  // namespace

void write_parties(const Audit& audit, Rows& rows) {
  const Graph& graph = audit.graph();
  for (const Party& party : graph.parties) {
    if (rows.ended()) return;
    rows.cell(graph.name(party.id))
        .cell(word_for(kPartyKinds, party.kind))
        .cell(graph.name(party.title))
        .cell(graph.name(party.seat))
        .cell(word_of(graph.policies_of(party).stated));
    add_evidence(audit, party.evidence, rows);
    rows.place(audit.model(), party.pos).end();
  }
}

void write_artifacts(const Audit& audit, Rows& rows) {
  const Graph& graph = audit.graph();
  for (const Artifact& artifact : graph.artifacts) {
    if (rows.ended()) return;
    rows.cell(graph.name(artifact.id))
        .cell(word_for(kArtifactKinds, artifact.kind))
        .cell(graph.name(artifact.title))
        .cell(graph.id_of(artifact.developer))
        .cell(word_of(graph.policies_of(artifact).stated))
        .cell(artifact.released);
    add_evidence(audit, artifact.evidence, rows);
    rows.place(audit.model(), artifact.pos).end();
  }
}

void write_derivations(const Audit& audit, Rows& rows) {
  const Graph& graph = audit.graph();
  for (const Artifact& artifact : graph.artifacts) {
    if (rows.ended()) return;
    for (std::uint32_t i = 0; i < artifact.derivations; ++i) {
      const Derivation& derivation = graph.derivations[artifact.first_derivation + i];
      const Evidence& evidence = graph.evidence[derivation.evidence.index()];
      rows.cell(graph.name(artifact.id))
          .cell(graph.id_of(derivation.parent))
          .cell(word_for(kDerivationKinds, derivation.by))
          .cell(word_for(kConfidences, evidence.confidence))
          .cell(evidence.source)
          .cell(evidence.note)
          .place(audit.model(), derivation.pos)
          .end();
    }
  }
}

void write_policies(const Audit& audit, Rows& rows) {
  const PolicySet& policies = audit.model().policies;
  for (const PolicyVersion& version : policies.versions) {
    if (rows.ended()) return;
    const AgreementId agreement = version.of_agreement;
    rows.cell(policies.policies[version.policy.index()].id)
        .cell(version.version)
        .cell(version.title)
        .cell(version.issuer)
        .cell(agreement ? std::string_view() : word_for(kDocuments, version.document))
        .cell(version.effective)
        .cell(version.withdrawn)
        .cell(word_for(kIncorporations, version.incorporation))
        .cell(word_for(kFlowDowns, version.flow_down))
        .flag(version.complete)
        .cell(static_cast<std::int64_t>(version.rules.size()))
        .cell(agreement ? audit.graph().id_of(agreement) : std::string_view())
        .cell(word_for(kConfidences, version.confidence))
        .cell(version.source)
        .cell(version.note)
        .cell(version.retrieved)
        .place(audit.model(), version.pos)
        .end();
  }
}

void write_listed_policies(const Audit& audit, Rows& rows) {
  const Graph& graph = audit.graph();
  const auto add = [&](std::string_view kind, const auto& owners) {
    for (const auto& owner : owners) {
      if (rows.ended()) return;
      for (const PolicyRef& ref : graph.policies_of(owner).refs) {
        rows.cell(kind).cell(graph.name(owner.id));
        add_reference(audit, ref, rows);
        rows.end();
      }
    }
  };
  add("party", graph.parties);
  add("artifact", graph.artifacts);
}

void write_agreements(const Audit& audit, Rows& rows) {
  const Graph& graph = audit.graph();
  const auto& channels = audit.model().taxonomy.values_of(Dimension::kChannel);
  for (const Agreement& agreement : graph.agreements) {
    if (rows.ended()) return;
    const Terms& terms = graph.terms[agreement.terms.index()];
    rows.cell(graph.name(agreement.id))
        .cell(graph.name(agreement.title))
        .cell(graph.id_of(agreement.from))
        .cell(graph.id_of(agreement.to))
        .cell(channels[terms.channel])
        .cell(word_for(kTermsDocuments, terms.document))
        .cell(terms.effective)
        .cell(terms.expires)
        .flag(terms.known)
        .flag(terms.incorporates_upstream);
    add_evidence(audit, agreement.evidence, rows);
    rows.place(audit.model(), agreement.pos).end();
  }
}

void write_agreement_artifacts(const Audit& audit, Rows& rows) {
  const Graph& graph = audit.graph();
  for (const Agreement& agreement : graph.agreements) {
    for (std::uint32_t i = 0; i < agreement.artifacts && !rows.ended(); ++i) {
      rows.cell(graph.name(agreement.id))
          .cell(graph.id_of(graph.supplied[agreement.first_artifact + i]))
          .end();
    }
  }
}

void write_agreement_policies(const Audit& audit, Rows& rows) {
  const Graph& graph = audit.graph();
  for (const Agreement& agreement : graph.agreements) {
    if (rows.ended()) return;
    const Terms& terms = graph.terms[agreement.terms.index()];
    const auto add = [&](std::string_view how, const PolicyRef& ref) {
      rows.cell(graph.name(agreement.id)).cell(how);
      add_reference(audit, ref, rows);
      rows.end();
    };
    for (const PolicyRef& ref : terms.incorporates) add("incorporates", ref);
    for (const PolicyRef& ref : terms.delivers) add("delivers", ref);
    for (const Waiver& waiver : terms.waives) add("waives", {waiver.policy, {}, {}});
  }
}

}  // namespace flowdown
