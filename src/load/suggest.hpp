// "Did you mean": the known word that a misspelt one most likely stands for.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace flowdown::loading {

// The candidate nearest to `word`, or nothing where none is near: at most one edit for each three
// letters. An edit is a letter put in, left out or changed, or two neighbours swapped. Of equally
// near ones the first in byte order, whatever the order of `candidates`. Case costs nothing.
// Returns nothing for more than kMaxCandidates, so that a huge file with many mistakes stays quick.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates);

inline constexpr std::size_t kMaxCandidates = 10'000;

}  // namespace flowdown::loading
