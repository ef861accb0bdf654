// How one supply carries one obligation: the transfer functions of the two fixpoints.
#pragma once

#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "flowdown/flow.hpp"

namespace flowdown {

class Carrier {
 public:
  // All references must outlive the carrier.
  Carrier(const Model& model, Date as_of, ObligationSets& sets);

  // Says that a waiver takes `extent` of `policy` out of what flows along the agreement.
  void take_out(AgreementId agreement, ArtifactId artifact, PolicyId policy, ExtentId extent);

  const Terms& terms_of(const Supply& supply) const;

  // One policy version on one supply. `arrived` and `own` are its extents at `from`: as come from
  // upstream, and as put on the artifact by `from` itself or by the terms; `own_policy` says that
  // some version of the policy is the supplier's own. Fills all but Transit::bound, and takes the
  // step as far as kCarried or a kind of stop.
  Transit expected_step(const Supply& supply, VersionId version, ExtentId arrived, ExtentId own,
                        bool own_policy) const;
  // The same with what is at `from`.
  Transit expected_step(const Supply& supply, VersionId version, ObligationsId arrived,
                        ObligationsId own) const;
  bool has_version_of(ObligationsId set, PolicyId policy) const;

  // Of `arriving`, which arrives as `step.arrives_as`, what the supply's terms carry, as if they
  // were in force. `bound_here` is what of the version binds `from`, `bound` all that does.
  ExtentId carried_part(const Supply& supply, const Transit& step, ExtentId bound_here,
                        ObligationsId bound) const;

  // Supplies of one class carry alike.
  std::uint32_t class_of(const Supply& supply) const;

  // The versions that the terms themselves bring: adds, and what incorporates names. What of them
  // arrives.
  std::vector<VersionId> named_by_terms(const Supply& supply) const;
  Obligations brought_by_terms(const Supply& supply) const;

  // The version that the terms fix of a policy; `own` says that it is the supplier's own policy.
  VersionId fixed_version(const Terms& terms, PolicyId policy, bool own) const;

  // Whether the supply makes what it carries binding on the date judged.
  bool binds(const Supply& supply) const;

  // The transfer functions of a supply, of which the class is known, memoised on what they depend
  // on.
  ObligationsId expected(const Supply& supply, std::uint32_t of_class, ObligationsId arrived,
                         ObligationsId own);
  ObligationsId carried(const Supply& supply, std::uint32_t of_class, ObligationsId arrived,
                        ObligationsId own, ObligationsId bound);
  // What is carried, if it binds on the date judged.
  ObligationsId bound(const Supply& supply, std::uint32_t of_class, ObligationsId arrived,
                      ObligationsId own, ObligationsId bound) {
    return binds(supply) ? carried(supply, of_class, arrived, own, bound) : kNoObligations;
  }

 private:
  bool is_static(PolicyId policy) const;
  VersionId named_version(const Terms& terms, PolicyId policy) const;
  bool equivalent_terms(const Supply& supply, const Transit& step, ObligationsId bound) const;

  const Model* model_;
  Date as_of_;
  ObligationSets* sets_;

  // Terms of public supplies, by the parent's list of policies. Made on first use.
  mutable std::map<PolicyListId, Terms> public_terms_;
  std::map<std::pair<AgreementId, ArtifactId>, std::vector<std::pair<PolicyId, ExtentId>>>
      taken_out_;
  // The classes of the supplies that something is taken out of.
  std::map<std::pair<AgreementId, ArtifactId>, std::uint32_t> classes_;

  struct Key {
    std::uint32_t supply_class = 0;
    ObligationsId arrived, own, bound;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  // Few keys make most of the questions: those asked last are looked for first, by their hash.
  class Memo {
   public:
    const ObligationsId* find(const Key& key);
    void add(const Key& key, ObligationsId result);

   private:
    static constexpr std::size_t kRecent = 1024;
    std::vector<std::pair<Key, ObligationsId>> recent_{kRecent};
    std::unordered_map<Key, ObligationsId, KeyHash> all_;
  };
  Memo expected_memo_, carried_memo_;
};

}  // namespace flowdown
