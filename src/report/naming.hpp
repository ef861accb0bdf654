// How the report calls parties, agreements, policies, clauses and places in files. All results are
// printable, whatever the ids in the files are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flowdown/findings.hpp"

namespace flowdown {

// A party as a sentence calls it: its title up to a comma or bracket ("Relaypoint" for "Relaypoint
// (fictional), a reseller"), or its id where it has no title.
std::string party_title(const Model& model, PartyId party);
// The title with the id in brackets, "Amazon Web Services (aws)"; without it where the two differ
// in nothing but case.
std::string party_name(const Model& model, PartyId party);
// The same with the title in full.
std::string party_full_name(const Model& model, PartyId party);
std::string party_id(const Model& model, PartyId party);
std::string artifact_id(const Model& model, ArtifactId artifact);
std::string agreement_id(const Model& model, AgreementId agreement);
// "agreement aws-to-wellness".
std::string agreement_name(const Model& model, AgreementId agreement);

// The issuer's title in the graph, or its id.
std::string issuer_title(const Model& model, VersionId version);
// "Meta's", "Amazon Web Services'".
std::string possessive(std::string_view name);

// A policy's id as references use it: "llama-2-aup"; for what an agreement adds, "the terms that
// agreement x adds".
std::string policy_id(const Model& model, VersionId version);
// "Meta's llama-2-aup".
std::string issued_policy(const Model& model, VersionId version);
// "aws-aup (AWS Acceptable Use Policy)".
std::string titled_policy(const Model& model, VersionId version);

// "clause 2.e", "clauses 1.a, 1.b and 9 more"; empty where no rule states one. In the order of the
// document, each once.
std::string clauses_in_words(const Model& model, const std::vector<RuleRef>& rules,
                             std::size_t most);
std::vector<std::string> clauses(const Model& model, const std::vector<RuleRef>& rules);

// `file:line`; empty for nowhere.
std::string file_line(const Model& model, const SourcePos& pos);

const Rule& rule_of(const Model& model, const RuleRef& ref);

}  // namespace flowdown
