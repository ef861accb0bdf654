// What the formats of a difference say alike.
#pragma once

#include <string>

#include "flowdown/diff.hpp"
#include "review/page.hpp"

namespace flowdown {

// "bedrock-2024 (old.yaml) as of 2024-04-08".
std::string in_words(const Diff::Side& side);
// The old side.
std::string compared_with(const Diff& diff);
// Of a changed finding: "was a warning; new: `spam`; no longer: `fraud`".
std::string change_in_words(const DiffEntry& entry);
// "2 errors, 1 warning"; "no findings, beside 2 accepted".
std::string counts_of(const std::array<std::size_t, 3>& counts, std::size_t accepted = 0);
// "flowdown.exceptions.yaml:3: the exception matches no finding".
std::string in_words(const Notice& notice);
// "until 2026-06-30 by Legal: the new terms are being signed".
std::string in_words(const Acceptance& accepted);
void write_notices(Page& page, const std::vector<Notice>& notices);

}  // namespace flowdown
