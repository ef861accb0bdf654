// Random supply chains, small enough to be judged point by point.
//
// Everything follows from the seed. The chains are made so that obligations do flow: most
// agreements start where the artifact already is, most policies are listed by the party that issued
// them.
#pragma once

#include <cstdint>

#include "oracle/spec.hpp"

namespace flowdown::oracle {

struct RandomOptions {
  std::size_t max_contexts = 200;  // contexts with safeguards of the taxonomy
  std::size_t max_uses = 10;
  bool dates = true;  // false: everything is in force, each policy has one version
};

TaxonomySpec random_taxonomy(Rng& rng, const RandomOptions& options = {});
// One version with some rules; all kinds, prohibitions most often.
VersionSpec random_version(Rng& rng, const TaxonomySpec& taxonomy);
ContextSpec random_context(Rng& rng, const TaxonomySpec& taxonomy, double chance);
Spec random_spec(std::uint64_t seed, const RandomOptions& options = {});

// Whether something happens that has this chance, and a number from 0 to `below` - 1.
bool chance(Rng& rng, double probability);
std::size_t pick(Rng& rng, std::size_t below);

}  // namespace flowdown::oracle
