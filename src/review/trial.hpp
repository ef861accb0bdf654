// One graph judged on several days, as often as remedies are tried on it.
#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "flowdown/onboard.hpp"
#include "review/remedies.hpp"
#include "review/snapshot.hpp"

namespace flowdown {

// A model on one day, with its findings. Stays where it is, since each refers to the one before.
struct Judged {
  Judged(std::shared_ptr<const Model> of, Date day, const OnboardOptions& options)
      : model(std::move(of)),
        flow(propagate(*model, day)),
        findings(judge(flow, options.judge)),
        settlement(settle(flow, findings, options.settle)),
        snapshot(snapshot_of(flow, findings)) {}
  Judged(const Judged&) = delete;
  Judged& operator=(const Judged&) = delete;

  std::shared_ptr<const Model> model;
  Flow flow;
  Findings findings;
  Settlement settlement;
  Snapshot snapshot;  // of all findings, accepted or not
  // What the gate does not let pass, no exception accepts and the graph alone does not have on that
  // day, in the order in which it is to be dealt with: indices into the findings.
  std::vector<std::size_t> open;
};

// Something that is open on a day, by the day and the id of the finding.
using Open = std::pair<Date, std::string>;
using Opens = std::set<Open>;

// A model judged on some days.
struct Trial {
  std::vector<std::unique_ptr<Judged>> days;
  Opens open;
};

class Trials {
 public:
  // `days` are sorted, and not none; the options say the last day.
  Trials(const Model& graph, const Model& with, const Gate& gate, const OnboardOptions& options,
         std::vector<Date> days);

  const std::vector<Date>& days() const { return days_; }
  // What the graph alone says on the day of that index.
  const Snapshot& before(std::size_t day) const { return before_[day]; }
  const Model& with() const { return with_; }
  const Gate& gate() const { return gate_; }

  // The days that a search looks at: indices, sorted.
  using Indices = std::vector<std::size_t>;
  Indices all() const;
  const Indices& watched() const { return watched_; }
  void watch(Indices days) { watched_ = std::move(days); }

  Trial judged_with(const std::vector<Remedy>& remedies, const Indices& days);
  Trial judged_with(const std::vector<Remedy>& remedies) { return judged_with(remedies, watched_); }
  std::unique_ptr<Judged> graph_on(std::size_t day);
  // How many graphs were judged so far.
  std::size_t count() const { return count_; }

 private:
  void find_open(Judged& judged, std::size_t day) const;

  std::shared_ptr<const Model> graph_;
  const Model& with_;
  const Gate& gate_;
  OnboardOptions options_;
  std::vector<Date> days_;
  std::vector<Snapshot> before_;
  Indices watched_;
  std::size_t count_ = 0;
};

// Remedies that leave as little open on the days that are watched as could be found, and of which
// each is needed: without any one of them more is open.
std::vector<Remedy> seek_remedies(Trials& trials);

}  // namespace flowdown
