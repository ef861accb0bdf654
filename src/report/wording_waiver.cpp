// The wording of waivers: what they release from, and what became of them.
#include <fmt/format.h>

#include "report/evidence.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/wording.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kUsesOfWaiver = 3;

// Where a waiver is written: a waiver, or a grant that waives an act.
struct Written {
  const WaiverEffect* effect = nullptr;
  const Waiver* waiver = nullptr;  // null for a grant
};

Written written(const Matter& matter) {
  Written result;
  if (matter.detail.waiver >= matter.flow.waivers.size()) return result;
  result.effect = &matter.flow.waivers[matter.detail.waiver];
  const Terms& terms = matter.model().graph.terms_of(result.effect->agreement);
  if (result.effect->grant == 0 && result.effect->waiver < terms.waives.size()) {
    result.waiver = &terms.waives[result.effect->waiver];
  }
  return result;
}

// "llama-2-aup as to military in the United States".
std::string what(const Matter& matter, const Written& from) {
  const PolicyId policy = matter.finding.policy;
  std::string id = matter.finding.version
                       ? matter.upstream()
                       : printable(matter.model().policies.policies[policy.index()].id);
  if (from.effect != nullptr && from.effect->grant != 0) {
    return fmt::format("{} as to {}", id,
                       from.effect->grant == kGrantHost ? "hosting" : "redistribution");
  }
  if (from.waiver == nullptr) return id;
  const Waiver& waiver = *from.waiver;
  std::string uses = "everything that it asks";
  if (!waiver.uses.empty()) uses = join(use_titles(matter.taxonomy(), waiver.uses), kUsesOfWaiver);
  const std::string where = in_words(matter.taxonomy(), waiver.when);
  return fmt::format("{} as to {}{}{}", id, uses, where.empty() ? "" : " ", where);
}

// The day on which the waiver ended: its own last day, or its agreement's.
std::string ended(const Matter& matter, const Written& from) {
  const Terms& terms = matter.model().graph.terms_of(matter.finding.agreement);
  if (from.waiver != nullptr && from.waiver->until && *from.waiver->until < matter.flow.as_of) {
    return fmt::format("ended on {}", from.waiver->until->text());
  }
  if (terms.expires) return fmt::format("ended with its agreement on {}", terms.expires->text());
  return "has ended";
}

}  // namespace

Wording waiver_wording(const Matter& matter) {
  const Written from = written(matter);
  const std::string released = what(matter, from);
  const bool grant = from.effect != nullptr && from.effect->grant != 0;
  const std::string issuer = matter.finding.version
                                 ? issuer_title(matter.model(), matter.finding.version)
                                 : "the policy's issuer";
  if (matter.finding.code == Code::kWaiverUnauthorised) {
    return {fmt::format("the waiver in {}, by which {} would release {} from {} for {}, has no "
                        "effect: {} neither issued that policy nor holds the power to waive it",
                        matter.agreement(), matter.from(), matter.to(), released,
                        matter.on_artifacts(), matter.from()),
            fmt::format("obtain the waiver from {} itself; or let {} be given the power to waive, "
                        "by `grants: [waive]` in the agreements that lead from {} to it",
                        issuer, matter.from(), issuer)};
  }
  if (matter.finding.code == Code::kWaiverExpired) {
    return {
        fmt::format("the waiver in {}, which released {} from {} for {}, {}", matter.agreement(),
                    matter.to(), released, matter.on_artifacts(), ended(matter, from)),
        fmt::format("renew the waiver with {}, or stop what relied on it", matter.from())};
  }
  if (from.effect != nullptr && !from.effect->takes_effect) {
    return {fmt::format("the waiver in {} changes nothing: nothing that it names ({}) reaches {} "
                        "for {}",
                        matter.agreement(), released, matter.to(), matter.on_artifacts()),
            "see whether it names the policy and the uses that were meant; else strike it"};
  }
  std::string until, onward_words = "; those whom it supplies are not released";
  if (from.waiver != nullptr) {
    if (from.waiver->until) until = fmt::format(" until {}", from.waiver->until->text());
    if (from.waiver->extends_downstream) onward_words = ", and all that it supplies";
  }
  return {fmt::format("{} releases {} from {} for {}{} ({} in {}){}", matter.from(), matter.to(),
                      released, matter.on_artifacts(), until, grant ? "grant" : "waiver",
                      matter.agreement(), onward_words),
          "nothing to do; keep the evidence of it"};
}

}  // namespace flowdown
