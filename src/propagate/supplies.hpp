// Which holdings there are, and who supplies them.
#pragma once

#include "flowdown/flow.hpp"

namespace flowdown {

// Fills holdings, first_holding and homes of a flow that has its model and its date.
void find_holdings(Flow& flow);
// Fills supplies and what leads to and from them, after the holdings.
void find_supplies(Flow& flow);

}  // namespace flowdown
