// The sentences of an explanation, for text and JSON alike. Lower case, no final period.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flowdown/explain.hpp"

namespace flowdown {

// Who asks about what, as the sentences need it.
struct Telling {
  const Flow& flow;
  const Explanation& explanation;

  const Model& model() const { return *flow.model; }
  const Taxonomy& taxonomy() const { return flow.model->taxonomy; }
  const Question& question() const { return explanation.question; }
};

std::string_view key_of(Answer answer);             // "yes", "partly", "no"
std::string_view key_of(OwnCoverage::Stand stand);  // "prohibits"
std::string_view key_of(Loss::Why why);             // "out_of_scope"
std::string_view key_of(Term term);                 // "incorporates"
std::string_view key_of(Unbound unbound);           // "unknown_terms"

// " (graph.yaml:12)", or empty for nowhere.
std::string at(const Model& model, const SourcePos& pos);
// Where the graph says that the supply takes place.
SourcePos place_of(const Telling& telling, const Passing& passing);
// Where the agreement names the policy, or failing that, the agreement.
SourcePos place_of_term(const Telling& telling, const Passing& passing);
// Where the party puts the policy on the artifact.
SourcePos place_of_own(const Telling& telling, HoldingId holding, PolicyId policy);

// "clause 2.e (policies/meta.yaml:81)", for the first of many rules.
std::string cited(const Model& model, const std::vector<RuleRef>& rules);

// Whether the way starts with what a party puts on an artifact; and that: "Meta puts llama-2-aup on
// llama-2 (graph.yaml:126)".
bool starts_with_own(const Telling& telling, const std::vector<Passing>& way);
std::string start_in_words(const Telling& telling, const Passing& first);
// "agreement x supplies llama-2 to AWS through the API (graph.yaml:190)".
std::string supply_in_words(const Telling& telling, const Passing& passing);
// "it arrives, and binds: the agreement incorporates llama-2-aup (graph.yaml:240)".
std::string fate_in_words(const Telling& telling, const Passing& passing);
// Why something does not get past: "llama-2-aup does not cover supply by weights".
std::string losses_in_words(const Telling& telling, const Passing& passing);
// "agreement x incorporates llama-2-aup (graph.yaml:240)".
std::string term_in_words(const Telling& telling, const Passing& passing);
// "the terms of agreement x are not known (graph.yaml:190)".
std::string unbound_in_words(const Telling& telling, const Passing& passing);
// "agreement x (clause 5.1, graph.yaml:300), by Meta, for military, in the United States, until
// 2025-12-31".
std::string waiver_in_words(const Telling& telling, std::size_t waiver);

// One sentence for each answer.
std::string reaches_in_words(const Telling& telling, const PolicyAnswer& answer);
std::string released_in_words(const Telling& telling, const Released& released);
// Whether it may bind, since the terms that would tell are not known.
bool may_bind(const PolicyAnswer& answer);
std::string binds_in_words(const Telling& telling, const PolicyAnswer& answer);
std::string covered_in_words(const Telling& telling, const HoldingAnswer& holding,
                             const PolicyAnswer* answer, const OwnCoverage& coverage);
// "prohibits", "12 of 60 uses", for a table.
std::string covered_in_brief(const Telling& telling, const OwnCoverage& coverage);

// The dimensions of a point in which another value would make a difference to these policies, or
// that the holding states.
unsigned dimensions_to_tell(const Telling& telling, HoldingId holding, const UsePoint& point);

}  // namespace flowdown
