// Plain words for the ids of a taxonomy: uses, context values, safeguards, duties, places.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flowdown/algebra.hpp"
#include "flowdown/policy.hpp"
#include "flowdown/report.hpp"
#include "flowdown/taxonomy.hpp"

namespace flowdown {

// A title as it reads inside a sentence: "Eating disorders" is "eating disorders", "CSAM" stays.
std::string in_sentence(std::string_view title);

// The title of each, as it reads inside a sentence; where it has none, its id with spaces.
std::string use_title(const Taxonomy& taxonomy, UseId use);
std::string safeguard_title(const Taxonomy& taxonomy, SafeguardId safeguard);
std::string duty_title(const Taxonomy& taxonomy, DutyId duty);
std::string attribute_title(const Taxonomy& taxonomy, AttributeId attribute);

std::vector<std::string> use_titles(const Taxonomy& taxonomy, const std::vector<UseId>& uses);
std::vector<std::string> use_ids(const Taxonomy& taxonomy, const std::vector<UseId>& uses);

// A use point, speaking only of the dimensions in `told` (a mask of 1 << dimension).
std::string in_words(const Taxonomy& taxonomy, const UsePoint& point, unsigned told);

// "human review and disclosure, or consent"; empty for none.
std::string unless_in_words(const Taxonomy& taxonomy, const Unless& unless);

// "to consumers, in the EU"; empty where the context admits everything.
std::string in_words(const Taxonomy& taxonomy, const Context& context);

// "3 days", "5".
std::string in_words(const Quantity& quantity);

// What a rule asks: "incident report within 3 days", "at most 700,000,000 monthly active users",
// "the ban on fraud and spam".
std::string rule_in_words(const Taxonomy& taxonomy, const Rule& rule);

// A place by its code: "Germany" for DE; the code itself where it is not a common one.
std::string_view place_name(std::string_view code);

std::string_view kind_in_words(PartyKind kind);  // "cloud provider"
std::string_view key_of(Confidence confidence);  // "high", as in files
// What a derivation makes of the parent: "fine-tuned into", "used to train".
std::string_view in_words(DerivationKind kind);
std::string_view key_of(DerivationKind kind);  // "train_on_outputs", as in files

}  // namespace flowdown
