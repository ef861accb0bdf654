// What an answer says beside findings.
#pragma once

#include "review/trial.hpp"

namespace flowdown {

// Enters what the candidate replaces and removes, what of it is dated beyond the last day, and what
// there is to say of exceptions. `draft` is the model with the candidate, judged on all days.
void enter_notices(const Model& graph, const Model& with, const Trial& draft, Onboarding& answer);

}  // namespace flowdown
