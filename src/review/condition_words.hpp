// Conditions in words: what to obtain, from whom, where it is written down, and why.
#pragma once

#include <vector>

#include "flowdown/onboard.hpp"

namespace flowdown {

// A finding that a remedy removes, with where it was found.
struct Evidenced {
  const Model* model = nullptr;
  const Findings* findings = nullptr;
  const Finding* finding = nullptr;
};

// The remedy as a condition, without `removes`. `needed` is the first day on which something is
// wrong without it, `last` the last day judged.
Condition worded(const Model& model, const Remedy& remedy, const std::vector<Evidenced>& evidence,
                 Date needed, Date last);

}  // namespace flowdown
