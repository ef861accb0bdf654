// One graph judged, as often as remedies are tried on it.
#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "flowdown/onboard.hpp"
#include "review/remedies.hpp"
#include "review/snapshot.hpp"

namespace flowdown {

// A model with its findings. Stays where it is, since each refers to the one before.
struct Judged {
  Judged(Model changed, const OnboardOptions& options)
      : model(std::move(changed)),
        flow(propagate(model, options.as_of)),
        findings(judge(flow, options.judge)) {}
  Judged(const Judged&) = delete;
  Judged& operator=(const Judged&) = delete;

  Model model;
  Flow flow;
  Findings findings;
  // What the gate does not let pass and the graph alone does not have, in the order in which it is
  // to be dealt with: indices into the findings, and their ids.
  std::vector<std::size_t> open;
  std::set<std::string> ids;
};

class Trials {
 public:
  Trials(const Model& graph, const Model& with, const Gate& gate, const OnboardOptions& options);

  const Snapshot& before() const { return before_; }
  const Judged& graph() const { return graph_; }
  const Model& with() const { return with_; }
  const Gate& gate() const { return gate_; }
  const OnboardOptions& options() const { return options_; }

  std::unique_ptr<Judged> judged_with(const std::vector<Remedy>& remedies);
  // How many graphs were judged so far.
  std::size_t count() const { return count_; }

 private:
  const Model& with_;
  const Gate& gate_;
  OnboardOptions options_;
  Judged graph_;
  Snapshot before_;
  std::size_t count_ = 1;
};

// Remedies that leave as little open as could be found, and of which each is needed: without any
// one of them more is open.
std::vector<Remedy> seek_remedies(Trials& trials);

}  // namespace flowdown
