// Stage 3: every holding, supply and agreement, against what reaches it.

#include <algorithm>
#include <array>

#include "bench.hpp"

namespace flowdown {

Findings judge(const Flow& flow, const JudgeOptions& options) {
  Bench bench(flow, options);
  for (std::size_t h = 0; h < flow.holdings.size(); ++h) {
    const HoldingId holding(h);
    judge_gaps(bench, holding);
    judge_uses_and_acts(bench, holding);
    judge_limits(bench, holding);
    judge_duties(bench, holding);
    judge_conflicts(bench, holding);
  }
  for (std::size_t s = 0; s < flow.supplies.size(); ++s) judge_supply(bench, SupplyId(s));
  for (std::size_t e = 0; e < flow.model->graph.agreements.size(); ++e) {
    judge_drift(bench, AgreementId(e));
  }
  judge_waivers(bench);
  judge_blind_spots(bench);
  return bench.finish();
}

std::size_t Findings::count(Severity severity) const {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [severity](const Finding& f) { return f.severity == severity; }));
}

bool anything_to_check(const Flow& flow) {
  return !flow.supplies.empty() ||
         std::any_of(flow.regulations.begin(), flow.regulations.end(),
                     [](ObligationsId id) { return id != kNoObligations; });
}

// FNV-1a (Fowler, Noll, Vo), 64 bits, over the names with a zero byte after each.
std::string id_from(std::span<const std::string_view> names) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const std::string_view name : names) {
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    hash *= 0x100000001b3ULL;
  }
  std::string digits(16, '0');
  for (std::size_t i = digits.size(); i-- > 0; hash >>= 4U)
    digits[i] = "0123456789abcdef"[hash & 15U];
  return digits;
}

std::string id_of(const Finding& finding, const Model& model) {
  const Graph& graph = model.graph;
  const std::array<std::string_view, 5> names = {
      info(finding.code).name,
      finding.party ? graph.id_of(finding.party) : "",
      finding.agreement ? graph.id_of(finding.agreement) : "",
      finding.artifact ? graph.id_of(finding.artifact) : "",
      finding.policy ? std::string_view(model.policies.policies[finding.policy.index()].id) : "",
  };
  return id_from(names);
}

}  // namespace flowdown
