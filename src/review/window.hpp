// The days that a candidate is judged for.
#pragma once

#include <vector>

#include "flowdown/onboard.hpp"

namespace flowdown {

// The first day and each up to `last` on which something that the files or the exceptions date is
// otherwise, with the candidate or without it. On every other day between it is as on one of these.
std::vector<Date> days_to_judge(const Model& graph, const Model& with,
                                const OnboardOptions& options, Date last);

// "from 2026-03-15 on", "from 2026-03-15 to 2026-05-31", "on 2026-03-15".
std::string in_words(const Period& period);

}  // namespace flowdown
