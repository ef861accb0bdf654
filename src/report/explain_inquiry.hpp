// The questions about single supplies and ways that an explanation is put together from.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "flowdown/explain.hpp"

namespace flowdown {

// A passing with the extents behind its answers: of the version as a whole, and as far as it is
// asked about. A version of which nothing is asked may become one of which something is.
struct Trial {
  Passing passing;
  ExtentId arriving = kNoExtent, bound = kNoExtent;
  ExtentId asked_leaving = kNoExtent, asked_arriving = kNoExtent, asked_bound = kNoExtent;
};

class Inquiry {
 public:
  Inquiry(const Flow& flow, const Question& question);

  const Flow& flow;
  const Model& model;
  ObligationSets& sets;
  Algebra& algebra;
  const UseId use;
  const bool duties_only;

  // What the version asks within the extent, as far as it is asked about.
  ExtentId asked(VersionId version, ExtentId extent);
  // The versions of the policy in the set of which something is asked about.
  std::vector<VersionId> versions(ObligationsId set, PolicyId policy);
  // What of the policy is in the set, as far as it is asked about.
  ExtentId within(ObligationsId set, PolicyId policy);
  // What has arrived at the holding, and what its party puts on the artifact itself.
  ObligationsId present(HoldingId holding);

  // How much of `all` is in `some`.
  Answer answer(ExtentId some, ExtentId all);
  // Whether the point, or for no point anything, is in the extent.
  bool holds(ExtentId extent, const std::optional<UsePoint>& point);
  // The point of the extent that reads best; none where it has none, but duties or limits.
  std::optional<UsePoint> point_of(ExtentId extent) const;

  // How each version of the policy fares on the supply, and what its terms bring of it.
  std::vector<Trial> over(SupplyId supply, PolicyId policy);

  // The shortest way by which the point (or for none anything) of the version came, step by step.
  std::vector<Trial> way(HoldingId holding, VersionId version,
                         const std::optional<UsePoint>& point);
  // The shortest run of supplies that makes it binding at the holding: from one that does so by
  // itself, over those that hand on what binds.
  std::vector<Trial> binding(HoldingId holding, VersionId version,
                             const std::optional<UsePoint>& point);

 private:
  Trial over_version(SupplyId supply, VersionId version);
  void add_brought(std::vector<Trial>& trials, SupplyId supply, PolicyId policy);
  void settle_binding(Trial& trial);
  Term term_of(const Supply& supply, const Trial& trial);
  Unbound why_unbound(const Supply& supply, const Passing& passing) const;

  Tracer tracer_;
};

std::vector<Passing> passings(const std::vector<Trial>& trials);

// Where a policy stops on its way to a holding that it does not reach.
struct Stopped {
  std::vector<Passing> way;  // to the holding before, and then the step where it stops
  std::size_t distance = 0;  // supplies from there to the holding asked about
};

// The part of the graph from which chains of supplies lead to one holding.
class Upstream {
 public:
  Upstream(Inquiry& inquiry, HoldingId holding);

  // By id: policies put on, brought to or arrived at something upstream, and regulations that reach
  // the holding.
  const std::vector<PolicyId>& policies() const { return policies_; }
  // The versions of the policy that are upstream; failing any, the one in force, or the latest.
  std::vector<VersionId> versions(PolicyId policy) const;
  // Agreements not yet effective that would supply the holding, or something upstream of it.
  const std::vector<AgreementId>& not_yet() const { return not_yet_; }

  // Where the policy, which does not reach the holding, stops; nearest first.
  std::vector<Stopped> stops(PolicyId policy);

 private:
  void find_holdings();
  void find_policies();
  void add_stops_on_supplies(std::vector<Stopped>& found, PolicyId policy, HoldingId from);
  void add_stops_at_terms(std::vector<Stopped>& found, PolicyId policy, HoldingId to);
  void add_stops_not_yet(std::vector<Stopped>& found, PolicyId policy);
  void add_stops_not_in_force(std::vector<Stopped>& found, PolicyId policy, HoldingId from);
  bool is_upstream(HoldingId holding) const { return distance_.contains(holding); }

  Inquiry& inquiry_;
  HoldingId holding_;
  std::map<HoldingId, std::size_t> distance_;  // of the holding itself: 0
  std::vector<PolicyId> policies_;
  std::vector<AgreementId> not_yet_;
};

}  // namespace flowdown
