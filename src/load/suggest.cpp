// The optimal string alignment distance (Damerau-Levenshtein where no substring is edited twice;
// G. Navarro, "A guided tour to approximate string matching", 2001), by three rows of its table.
// Words of very different length are not compared, and words of more than 64 bytes not at all.
#include "load/suggest.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace flowdown::loading {
namespace {

constexpr std::size_t kMaxWord = 64;

char folded(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c == '-' ? '_' : c;  // `cloud-provider` for `cloud_provider` is no real mistake
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::array<std::array<std::size_t, kMaxWord + 1>, 3> rows{};
  auto *before = &rows[0], *last = &rows[1], *current = &rows[2];
  for (std::size_t j = 0; j <= b.size(); ++j) (*last)[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    (*current)[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = folded(a[i - 1]) == folded(b[j - 1]);
      std::size_t best = (*last)[j - 1] + (same ? 0 : 1);
      best = std::min({best, (*last)[j] + 1, (*current)[j - 1] + 1});
      if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
          folded(a[i - 2]) == folded(b[j - 1])) {
        best = std::min(best, (*before)[j - 2] + 1);
      }
      (*current)[j] = best;
    }
    auto* spare = before;
    before = last;
    last = current;
    current = spare;
  }
  return (*last)[b.size()];
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > kMaxWord || candidates.size() > kMaxCandidates) {
    return std::nullopt;
  }
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::optional<std::string_view> best;
  for (const std::string_view candidate : candidates) {
    if (candidate.empty() || candidate.size() > kMaxWord) continue;
    const std::size_t longer = std::max(word.size(), candidate.size());
    const std::size_t shorter = std::min(word.size(), candidate.size());
    if (longer - shorter > best_distance) continue;
    const std::size_t edits = distance(word, candidate);
    if (edits >= longer) continue;  // nothing in common
    if (edits < best_distance || (edits == best_distance && best && candidate < *best)) {
      best_distance = edits;
      best = candidate;
    }
  }
  return best;
}

}  // namespace flowdown::loading
