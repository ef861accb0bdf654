// What becomes of each obligation on each supply.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "flowdown/diagram.hpp"
#include "flowdown/flow.hpp"

namespace flowdown {

// Of several fates of one obligation on the supplies of one edge, the first counts.
enum class Fate : std::uint8_t {
  kExpired,
  kExpected,
  kPartly,
  kUnknown,
  kReleased,  // bound but for a part that is waived
  kBound,
  kWaived,
  kStopped,
};
// Why an obligation stops; Step::kNothing where it does not.
struct FateOf {
  RuleRef rule;
  Fate fate = Fate::kBound;
  Step why = Step::kNothing;
  friend auto operator<=>(const FateOf&, const FateOf&) = default;
};

// What is looked at: all obligations; or those of one policy, or prohibitions of one use.
struct Asked {
  PolicyId policy;
  UseId use;
  bool all() const { return !policy && !use; }
};

class Fates {
 public:
  Fates(const Flow& flow, const Asked& asked);

  const Asked& asked() const { return asked_; }

  // The obligations of the version (its rules but allowances) that hold somewhere in the extent, as
  // far as they are asked about.
  const std::vector<RuleRef>& rules(VersionId version, ExtentId extent);
  // Whether the set has any of them.
  bool any(ObligationsId set);
  // Those in the set.
  std::vector<RuleRef> rules(ObligationsId set);

  // By rule. The index of a list in a store: supplies that are alike share it.
  using ListId = std::uint32_t;
  ListId on(SupplyId supply);
  const std::vector<FateOf>& list(ListId id) const { return lists_[id]; }

 private:
  // Of an obligation, what holds within the extent.
  ExtentId part_of(const RuleRef& rule, ExtentId extent);
  std::vector<FateOf> look_up(SupplyId supply);
  void add_arriving(SupplyId id, std::vector<FateOf>& found);
  void add_stopping(SupplyId id, std::vector<FateOf>& found);
  bool waives(AgreementId agreement, PolicyId policy) const;

  const Flow& flow_;
  ObligationSets& sets_;
  Asked asked_;
  std::map<std::pair<VersionId, ExtentId>, std::vector<RuleRef>> rules_;
  std::map<std::pair<RuleRef, ExtentId>, ExtentId> parts_;
  std::map<std::vector<FateOf>, ListId> ids_;
  std::vector<std::vector<FateOf>> lists_;
  std::map<std::array<std::uint32_t, 6>, ListId> known_;
  std::vector<bool> special_;  // by agreement: a waiver of it takes effect
};

// One fate for each obligation of several lists: the one that counts.
std::vector<FateOf> united(const Fates& fates, const std::vector<Fates::ListId>& lists);

EdgeCounts counts_of(const std::vector<FateOf>& fates);
EdgeState state_of(const EdgeCounts& counts);

}  // namespace flowdown
