// What a candidate brings and removes, of all days together.
#pragma once

#include "review/trial.hpp"

namespace flowdown {

// Fills the bulletin, the rulings and the periods of `answer`. Requires its days and its gate.
// `draft` is the model with the candidate, judged on all days.
void enter_findings(Trials& trials, const Trial& draft, Onboarding& answer);

}  // namespace flowdown
