// Exceptions and baselines, as the options of a command name them.
#pragma once

#include <optional>
#include <vector>

#include "flowdown/exceptions.hpp"
#include "flowdown/settle.hpp"
#include "options.hpp"

namespace flowdown::cli {

// Whether the options name exceptions or a baseline, or exceptions lie beside the graph.
bool settles_anything(const Options& options);

// Each of these returns nothing, after all reasons were printed, where that fails.

// What has been accepted and what is known of a graph's findings.
struct Settled {
  std::optional<Exceptions> exceptions;  // none: there is no file of them
  std::optional<Baseline> baseline;      // none: none was asked for
  std::vector<SourceText> texts;         // of both, as they were read
};
std::optional<Settled> load_settled(const Options& options, const Model& model);

// How to settle findings by that.
SettleOptions settle_options(const Options& options, const Settled& settled);

// Whether the settlement itself fails the run, by --strict: whatever --fail-on says of findings, a
// mistake in the exceptions is none.
bool strictly_fails(const std::vector<Notice>& notices);

// What of the findings counts.
Settlement settle(const Options& options, const Settled& settled, const Flow& flow,
                  const Findings& findings);

// Writes the baseline that the options ask for, if they do. False where that fails.
bool write_baseline(const Options& options, const Flow& flow, const Findings& findings,
                    const Settlement& settlement);

}  // namespace flowdown::cli
