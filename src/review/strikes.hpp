// The own allowances that a condition takes uses out of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flowdown/onboard.hpp"

namespace flowdown {

// Those of `remedy.strikes`, as a file says them now and then.
std::vector<Allowance> allowances_of(const Model& model, const Remedy& remedy);

// "strike the allowance in clause 4 (policies/nimbus-aup.yaml:9), so that it allows `what` no
// more".
std::string struck_in_words(const std::vector<Allowance>& allowances, std::string_view what);

}  // namespace flowdown
