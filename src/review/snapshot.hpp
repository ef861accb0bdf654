// The findings of one run by id, reduced to what is compared between runs.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>

#include "flowdown/diff.hpp"

namespace flowdown {

struct Mark {
  Severity severity = Severity::kNote;
  std::set<std::string> subjects;  // uses, duties and limits, by id
  friend bool operator==(const Mark&, const Mark&) = default;
};
using Snapshot = std::map<std::string, Mark>;  // by id of the finding

Mark mark_of(const Flow& flow, const Findings& findings, const Finding& finding);
// Without what the settlement accepts.
Snapshot snapshot_of(const Flow& flow, const Findings& findings, const Settlement& settlement = {});
Snapshot judged_on(const Model& model, Date date, const JudgeOptions& options,
                   const SettleOptions& settle = {});

std::array<std::size_t, 3> counts_of(const Snapshot& snapshot);

// How one finding stands in two runs; kUnchanged also where it is in neither.
struct Contrast {
  Fate fate = Fate::kUnchanged;
  Mark before, after;
  std::vector<std::string> gained, lost;  // kChanged
  bool worse = false;
};
Contrast contrast(const Snapshot& before, const Snapshot& after, const std::string& id);

// Whether a third run shows what changed between two others: whether the finding is there (not
// there), or has all that it gained, nothing that it lost, and the severity that it took on.
bool shows(const Snapshot& run, const std::string& id, const Contrast& change);

}  // namespace flowdown
