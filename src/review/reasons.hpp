// Why a condition is asked for: the clauses upstream that would else be lost.
#pragma once

#include <vector>

#include "review/condition_words.hpp"

namespace flowdown {

// Each clause once, in the order of the files; a policy without rules by itself. Where the findings
// name none, what the remedy itself is about. `day` tells which version counts.
std::vector<Reason> reasons_for(const Model& model, const Remedy& remedy,
                                const std::vector<Evidenced>& evidence, Date day);

}  // namespace flowdown
