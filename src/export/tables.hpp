// The tables by what writes their rows.
#pragma once

#include "export/rows.hpp"
#include "flowdown/export.hpp"

namespace flowdown {

// What the rows of a table are made from.
struct Audit {
  const Flow& flow;
  const Findings& findings;
  const Model& model() const { return *flow.model; }
  const Graph& graph() const { return flow.model->graph; }
};

// Each writes the rows of one table, in the order of its columns.
void write_parties(const Audit& audit, Rows& rows);
void write_artifacts(const Audit& audit, Rows& rows);
void write_derivations(const Audit& audit, Rows& rows);
void write_policies(const Audit& audit, Rows& rows);
void write_listed_policies(const Audit& audit, Rows& rows);
void write_agreements(const Audit& audit, Rows& rows);
void write_agreement_artifacts(const Audit& audit, Rows& rows);
void write_agreement_policies(const Audit& audit, Rows& rows);
void write_holdings(const Audit& audit, Rows& rows);
void write_obligations(const Audit& audit, Rows& rows);
void write_findings(const Audit& audit, Rows& rows);
void write_finding_uses(const Audit& audit, Rows& rows);

}  // namespace flowdown
