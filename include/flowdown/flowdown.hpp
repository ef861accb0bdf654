// START HERE. flowdown checks how acceptable-use obligations travel through an AI supply chain.
//
// A run is four calls. Each is a stage that takes the value of the stage before it and returns a
// value of its own; data flows one way, and no stage changes what it was given:
//
//   texts ─load→ Model ─propagate→ Flow ─judge→ Findings ─report→ text, JSON
//
//   load       reads a graph of parties, artifacts and agreements, and the policies that it names
//              (load.hpp). Its value is the Model: sources, taxonomy, policies, graph (model.hpp).
//              Or it returns every mistake of every file, each with its place (diagnostic.hpp).
//   propagate  carries every obligation along every supply, on one date (flow.hpp). At each
//              holding, a party together with an artifact, stands what is expected there and what
//              binds.
//   judge      tests each holding and agreement against what reaches it (findings.hpp).
//              Beside it, settle says what of the findings is accepted or known (settle.hpp).
//   report     says the findings in words or as JSON (report.hpp), or why one obligation does or
//              does not reach one party (explain.hpp).
//              Or it is drawn: render makes a picture of flow and findings (diagram.hpp).
//
// Beneath propagate and judge lies the policy algebra (algebra.hpp): it decides exactly which uses
// in which contexts one policy prohibits and another does not, and gives a witness.
//
// Nothing here opens a file, prints or throws: the caller hands in texts, and a FileProvider for
// those that a graph names. A Flow refers to its Model, and Findings to the taxonomy in it, so the
// Model must outlive both.
//
// The whole of it, for a graph and a policy in memory; tests/install compiles and runs this:
//
//     struct Shelf : flowdown::FileProvider {  // what the graph's `policies: [policies]` names
//       Listing read(std::string_view, std::string_view) override {
//         return {{{"policies/aup.yaml", kPolicy}}, ""};
//       }
//     } shelf;
//     const auto model = flowdown::load({{"graph.yaml", kGraph}}, shelf, {});
//     if (!model) return 2;  // model.problems() says why, and flowdown::render shows them
//     const auto flow = flowdown::propagate(model.value(), *flowdown::Date::parse("2024-04-08"));
//     const auto findings = flowdown::judge(flow);
//     std::cout << flowdown::text_report(flow, findings, {});
#pragma once

// model: the values that stages pass on
#include "flowdown/date.hpp"
#include "flowdown/diagnostic.hpp"
#include "flowdown/graph.hpp"
#include "flowdown/ids.hpp"
#include "flowdown/keywords.hpp"
#include "flowdown/model.hpp"
#include "flowdown/policy.hpp"
#include "flowdown/source.hpp"
#include "flowdown/taxonomy.hpp"

// the stages, in order
#include "flowdown/gate.hpp"
#include "flowdown/load.hpp"

#include "flowdown/algebra.hpp"

#include "flowdown/flow.hpp"

#include "flowdown/findings.hpp"

#include "flowdown/exceptions.hpp"
#include "flowdown/settle.hpp"

#include "flowdown/lint.hpp"

#include "flowdown/explain.hpp"
#include "flowdown/export.hpp"
#include "flowdown/report.hpp"
#include "flowdown/schemas.hpp"

#include "flowdown/diff.hpp"
#include "flowdown/onboard.hpp"
#include "flowdown/timeline.hpp"

#include "flowdown/diagram.hpp"
#include "flowdown/page.hpp"
