// Remedies: what could remove a finding.
#pragma once

#include <set>
#include <vector>

#include "flowdown/onboard.hpp"

namespace flowdown {

// Remedies that work together. Which of them are needed is found out by trying.
using Bundle = std::vector<Remedy>;

// What could remove the finding, as far as can be seen from it alone. Each bundle has to be tried:
// it may remove too little, or bring new findings.
std::vector<Bundle> bundles_for(const Flow& flow, const Findings& findings, const Finding& finding);

// Whether the remedy lies in what the candidate brings: its agreements, parties and artifacts.
bool in_draft(const Model& model, const Remedy& remedy);

// Whether the model has what the remedy withdraws. What another remedy adds is not withdrawn again:
// that one is not made.
bool can_be_made(const Model& model, const Remedy& remedy);

// How much is asked with it, for choosing among remedies: clauses of the draft before policies and
// practices of the candidate, these before what others have signed already, releases by the issuer
// last.
int cost_of(const Model& model, const Remedy& remedy);

// The party's own policy that can be extended: in force, issued by the party itself, and of these
// the one that covers most channels. None: there is none.
VersionId own_version(const Model& model, PartyId party, ArtifactId artifact, Date as_of);

// The prohibitions upstream, of the finding's uses alone, as rules of another policy.
std::vector<Rule> upstream_repeated(const Model& model, const Detail& detail);

// The uses of `uses` that the rule prohibits, without those that another one of them contains.
std::vector<UseId> prohibited_by(const Taxonomy& taxonomy, const Rule& rule,
                                 const std::vector<UseId>& uses);

// What has to be taken out of an allowance so that it allows none of the uses, without those that
// another one of them contains.
std::vector<UseId> taken_out(const Taxonomy& taxonomy, const Rule& allowance,
                             const std::vector<UseId>& uses);

// Of the exceptions what lies within the uses: a file that carves out anything else is refused.
std::vector<UseId> carved_out(const Taxonomy& taxonomy, const std::vector<UseId>& uses,
                              const std::vector<UseId>& exceptions);

// Sets of safeguards of which each lifts all of the rules, by an alternative of each; none where a
// rule has no alternative. Where there are very many, those of the fewest.
using Safeguards = std::set<SafeguardId>;
std::vector<Safeguards> ways_to_lift(const std::vector<Unless>& rules);

// Whether a file can name the policy: not what an agreement adds, nor what a remedy makes.
bool nameable(const Model& model, PolicyId policy);

// The uses without those that lie below another one of them.
std::vector<UseId> widest(const Taxonomy& taxonomy, const std::vector<UseId>& uses);

}  // namespace flowdown
