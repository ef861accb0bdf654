// The answers for one party: for each of its holdings, for each policy upstream of it, does it
// reach, does it bind, is it covered. Only ids and answers here; explain_words.cpp says them.
#include "flowdown/explain.hpp"

#include <algorithm>
#include <set>

#include "report/explain_coverage.hpp"
#include "report/explain_inquiry.hpp"

namespace flowdown {
namespace {

// What concerns a policy and a use at a holding among the findings.
class Selection {
 public:
  Selection(const Flow& flow, const Findings& findings, HoldingId holding, const Question& question)
      : flow_(flow),
        findings_(findings),
        here_(flow.holdings[holding.index()]),
        question_(question) {}

  // Findings of the holder, and of the agreements on these steps, about the policy.
  std::vector<std::size_t> of(const PolicyAnswer& answer) const {
    std::set<std::pair<AgreementId, ArtifactId>> on;
    for (const auto* steps : {&answer.way, &answer.stops, &answer.binding, &answer.loose}) {
      for (const Passing& passing : *steps) {
        if (!passing.agreement || !passing.from) continue;
        on.insert({passing.agreement, flow_.holdings[passing.from.index()].artifact});
      }
    }
    for (const Released& released : answer.releases) {
      const WaiverEffect& effect = flow_.waivers[released.waiver];
      on.insert({effect.agreement, effect.artifact});
    }
    return where([&](const Finding& finding) {
      if (finding.policy && finding.policy != answer.policy) return false;
      if (!finding.agreement) return finding.policy && is_here(finding);
      return std::any_of(on.begin(), on.end(), [&](const auto& step) {
        return step.first == finding.agreement &&
               (!finding.artifact || finding.artifact == step.second);
      });
    });
  }

  // Findings of the holder about no single policy.
  std::vector<std::size_t> of_holder() const {
    return where([&](const Finding& finding) {
      return !finding.policy && !finding.agreement && is_here(finding);
    });
  }

 private:
  template <class Test>
  std::vector<std::size_t> where(Test test) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < findings_.findings.size(); ++i) {
      const Finding& finding = findings_.findings[i];
      if (test(finding) && about_use(finding)) found.push_back(i);
    }
    // Those of the party itself first.
    std::stable_partition(found.begin(), found.end(),
                          [&](std::size_t i) { return !findings_.findings[i].agreement; });
    return found;
  }

  bool is_here(const Finding& finding) const {
    return finding.party == here_.party &&
           (!finding.artifact || finding.artifact == here_.artifact);
  }

  bool about_use(const Finding& finding) const {
    const Detail& detail = findings_.detail(finding);
    const bool duty = finding.code == Code::kBreachDuty || finding.code == Code::kBreachLimit;
    if (question_.duties_only) return duty || finding.agreement || detail.uses.empty();
    if (!question_.use) return true;
    if (duty) return false;
    if (detail.uses.empty() && detail.dropped.empty()) return true;
    const UseId use = question_.use;
    return std::count(detail.uses.begin(), detail.uses.end(), use) +
               std::count(detail.dropped.begin(), detail.dropped.end(), use) !=
           0;
  }

  const Flow& flow_;
  const Findings& findings_;
  Holding here_;
  Question question_;
};

class Explainer {
 public:
  Explainer(const Flow& flow, const Findings& findings, const Question& question)
      : flow_(flow),
        model_(*flow.model),
        findings_(findings),
        question_(question),
        inquiry_(flow, question) {}

  HoldingAnswer about(ArtifactId artifact) {
    HoldingAnswer answer;
    answer.artifact = artifact;
    answer.holding = flow_.find(question_.party, artifact);
    if (!answer.holding) {
      find_suppliers(answer);
      return answer;
    }
    Upstream upstream(inquiry_, answer.holding);
    answer.not_yet = upstream.not_yet();
    std::vector<PolicyId> policies = upstream.policies();
    if (question_.policy) policies = {question_.policy};
    for (const PolicyId policy : policies) {
      ExtentId asked = kNoExtent;
      for (const VersionId version : upstream.versions(policy)) {
        asked = inquiry_.sets.unite(asked, inquiry_.asked(version, kWholeExtent));
      }
      if (asked == kNoExtent) {
        answer.not_asking.push_back(policy);
        add_kinds(answer.kinds, upstream.versions(policy));
      } else {
        answer.policies.push_back(about(answer.holding, policy, upstream));
      }
    }
    const ContextSet here = contexts_of(inquiry_, answer.holding, On::kSupplied);
    if (question_.use) {
      const Region wherever =
          inquiry_.algebra.only(inquiry_.algebra.every_use(here), std::span(&question_.use, 1));
      answer.own = coverage(inquiry_, answer.holding, wherever);
    }
    answer.findings = Selection(flow_, findings_, answer.holding, question_).of_holder();
    return answer;
  }

 private:
  void find_suppliers(HoldingAnswer& answer) {
    const Graph& graph = model_.graph;
    for (const Holding& holding : flow_.holdings) {
      if (holding.artifact == answer.artifact) answer.holders.push_back(holding.party);
    }
    for (std::size_t e = 0; e < graph.agreements.size(); ++e) {
      const Agreement& agreement = graph.agreements[e];
      if (agreement.to != question_.party) continue;
      if (graph.terms_of(AgreementId(e)).exists(flow_.as_of)) continue;
      for (std::uint32_t a = 0; a < agreement.artifacts; ++a) {
        if (graph.supplied[agreement.first_artifact + a] == answer.artifact) {
          answer.not_yet.push_back(AgreementId(e));
        }
      }
    }
  }

  PolicyAnswer about(HoldingId holding, PolicyId policy, Upstream& upstream) {
    ObligationSets& sets = inquiry_.sets;
    PolicyAnswer answer;
    answer.policy = policy;
    const ObligationsId by_law = flow_.regulations[question_.party.index()];
    const ObligationsId all = sets.unite(flow_.expected[holding.index()], by_law);
    const std::vector<VersionId> came_as = inquiry_.versions(all, policy);
    const ExtentId came = inquiry_.within(all, policy);
    ExtentId whole = kNoExtent;
    std::vector<VersionId> versions = came_as;
    if (versions.empty()) versions = upstream.versions(policy);
    for (const VersionId version : versions) {
      const ExtentId asked = inquiry_.asked(version, kWholeExtent);
      whole = sets.unite(whole, asked);
      if (asked != kNoExtent) answer.version = version;
      answer.issued = answer.issued || flow_.issued_by(version, question_.party);
      add_rules(answer.rules, version, asked);
    }
    answer.reaches = inquiry_.answer(came, whole);
    // What binds by law needs no supply, though contracts may name it too.
    const ExtentId lawful = inquiry_.within(by_law, policy);
    answer.regulation = lawful != kNoExtent && sets.covers(lawful, came);
    answer.partly_by_law = lawful != kNoExtent && !answer.regulation;
    if (answer.reaches == Answer::kNo) {
      add_stops(answer, upstream);
    } else {
      add_way(answer, holding, came, came_as);
    }
    add_partly(answer, holding, came, whole);
    const ExtentId left = add_releases(answer, holding, came);
    if (answer.reaches != Answer::kNo) add_binding(answer, holding, came, came_as);
    const ContextSet here = contexts_of(inquiry_, holding, On::kSupplied);
    ExtentId counting = answer.reaches == Answer::kNo ? whole : left;
    if (answer.issued) counting = kNoExtent;
    answer.covered =
        coverage(inquiry_, holding, inquiry_.algebra.within(sets[counting].uses, here));
    answer.findings = Selection(flow_, findings_, holding, question_).of(answer);
    return answer;
  }

  // The uses below the one asked about that these versions prohibit.
  void add_kinds(std::vector<UseId>& kinds, const std::vector<VersionId>& versions) {
    if (!question_.use) return;
    UseSet below = model_.taxonomy.below(question_.use);
    below.erase(question_.use);
    for (const UseId kind : below.members()) {
      const bool prohibited = std::any_of(versions.begin(), versions.end(), [&](VersionId version) {
        return flow_.sets->prohibited(version).of(kind) != kNoContext;
      });
      if (prohibited) kinds.push_back(kind);
    }
  }

  // The version in which it came, of which the point (or, for none, anything) is asked.
  VersionId version_with(const std::vector<VersionId>& versions, ObligationsId set,
                         const std::optional<UsePoint>& point) {
    for (const VersionId version : versions) {
      const ExtentId asked = inquiry_.asked(version, inquiry_.sets.extent_of(set, version));
      if (inquiry_.holds(asked, point)) return version;
    }
    return {};
  }

  void add_rules(std::vector<RuleRef>& rules, VersionId version, ExtentId asked) {
    if (asked == kNoExtent) return;
    const PolicyVersion& policy = model_.policies[version];
    for (std::uint32_t r = 0; r < policy.rules.size(); ++r) {
      const Rule& rule = policy.rules[r];
      const bool prohibits = rule.kind == RuleKind::kProhibit;
      bool asks =
          !question_.use && rule.kind != RuleKind::kAllow && !(question_.duties_only && prohibits);
      if (question_.use && rule.kind == RuleKind::kProhibit) {
        const Region region = inquiry_.algebra.of_rule(rule, policy.where);
        asks = region.of(question_.use) != kNoContext;
      }
      if (asks) rules.push_back({version, r});
    }
  }

  void add_stops(PolicyAnswer& answer, Upstream& upstream) {
    std::vector<Stopped> stops = upstream.stops(answer.policy);
    for (std::size_t i = 0; i < stops.size(); ++i) {
      if (i == 0) {
        answer.way = std::move(stops[i].way);
      } else {
        answer.stops.push_back(stops[i].way.back());
      }
    }
    if (!answer.way.empty() && answer.way.back().leaves_as) {
      answer.version = answer.way.back().leaves_as;
    }
  }

  void add_way(PolicyAnswer& answer, HoldingId holding, ExtentId came,
               const std::vector<VersionId>& came_as) {
    if (answer.regulation) {
      const ObligationsId by_law = flow_.regulations[question_.party.index()];
      answer.version = version_with(came_as, by_law, inquiry_.point_of(came));
      return;
    }
    const ObligationsId expected = flow_.expected[holding.index()];
    const std::optional<UsePoint> point =
        inquiry_.point_of(inquiry_.within(expected, answer.policy));
    answer.version = version_with(came_as, expected, point);
    if (!answer.version && !came_as.empty()) answer.version = came_as.front();
    if (answer.version) answer.way = passings(inquiry_.way(holding, answer.version, point));
  }

  void add_partly(PolicyAnswer& answer, HoldingId holding, ExtentId came, ExtentId whole) {
    if (answer.reaches != Answer::kPartly) return;
    Algebra& algebra = inquiry_.algebra;
    const ContextSet here = contexts_of(inquiry_, holding, On::kAnyChannel);
    const ExtentId missing = inquiry_.sets.subtract(whole, came);
    const Region missing_here = algebra.within(inquiry_.sets[missing].uses, here);
    const ContextSet duties_here =
        algebra.contexts().intersect(inquiry_.sets[missing].duties, here);
    answer.whole_here = missing_here.empty() && duties_here == kNoContext;
    if (!missing_here.empty()) {
      answer.unreached = algebra.witness(missing_here);
    } else {
      answer.unreached = inquiry_.point_of(missing);
    }
  }

  // What is left of what came, after the releases.
  ExtentId add_releases(PolicyAnswer& answer, HoldingId holding, ExtentId came) {
    ExtentId left = came;
    if (came == kNoExtent) return left;
    const auto all = flow_.releases.find(holding);
    if (all == flow_.releases.end()) return left;
    for (std::size_t w = 0; w < flow_.waivers.size(); ++w) {
      const WaiverEffect& effect = flow_.waivers[w];
      const Agreement& agreement = model_.graph.agreements[effect.agreement.index()];
      const bool here = effect.policy == answer.policy && agreement.to == question_.party &&
                        effect.artifact == flow_.holdings[holding.index()].artifact &&
                        effect.state == WaiverState::kApplied;
      const auto releases = [&](const Release& release) {
        return release.policy == effect.policy && release.agreement == effect.agreement &&
               release.extent == effect.extent;
      };
      if (!here || std::none_of(all->second.begin(), all->second.end(), releases)) continue;
      const Answer extent = inquiry_.answer(effect.extent, came);
      if (extent == Answer::kNo) continue;
      answer.releases.push_back({w, extent});
      left = inquiry_.sets.subtract(left, effect.extent);
    }
    answer.wholly_released = left == kNoExtent;
    return left;
  }

  void add_binding(PolicyAnswer& answer, HoldingId holding, ExtentId came,
                   const std::vector<VersionId>& came_as) {
    ObligationSets& sets = inquiry_.sets;
    const ObligationsId by_law = flow_.regulations[question_.party.index()];
    const ObligationsId binding = sets.unite(flow_.bound[holding.index()], by_law);
    const ExtentId bound = sets.intersect(came, inquiry_.within(binding, answer.policy));
    answer.binds = inquiry_.answer(bound, came);
    if (answer.binds != Answer::kNo && !answer.regulation) {
      const ObligationsId contracts = flow_.bound[holding.index()];
      const std::optional<UsePoint> point =
          inquiry_.point_of(inquiry_.within(contracts, answer.policy));
      const VersionId version =
          version_with(inquiry_.versions(contracts, answer.policy), contracts, point);
      if (version) answer.binding = passings(inquiry_.binding(holding, version, point));
    }
    if (answer.binds == Answer::kYes) return;
    const ExtentId unbound = sets.subtract(came, bound);
    const std::optional<UsePoint> point = inquiry_.point_of(unbound);
    const VersionId version = version_with(came_as, flow_.expected[holding.index()], point);
    if (!version) return;
    const std::vector<Trial> way = inquiry_.way(holding, version, point);
    answer.loose = passings(way);
    // After the last step that still binds.
    for (std::size_t i = 0; i < way.size(); ++i) {
      const bool binds =
          point ? inquiry_.holds(way[i].bound, point) : way[i].passing.binds == Answer::kYes;
      if (binds) answer.loose_at = i + 1;
    }
    if (answer.loose_at < answer.loose.size()) return;
    answer.loose.clear();  // duties in contexts of which no single way can be told
    answer.loose_at = 0;
  }

  const Flow& flow_;
  const Model& model_;
  const Findings& findings_;
  const Question question_;
  Inquiry inquiry_;
};

// The artifacts that a finding is about, where it names none: those of its agreement.
std::vector<ArtifactId> artifacts_of(const Graph& graph, AgreementId id) {
  const Agreement& agreement = graph.agreements[id.index()];
  const auto first = graph.supplied.begin() + agreement.first_artifact;
  return {first, first + agreement.artifacts};
}

UseId use_of(const Finding& finding, const Detail& detail) {
  if (!finding.policy) return {};
  if (detail.witness) return detail.witness->use;
  if (!detail.uses.empty()) return detail.uses.front();
  return detail.dropped.empty() ? UseId() : detail.dropped.front();
}

}  // namespace

Explanation explain(const Flow& flow, const Findings& findings, const Question& question) {
  Explanation explanation;
  explanation.question = question;
  Explainer explainer(flow, findings, question);
  if (question.artifact) {
    explanation.holdings.push_back(explainer.about(question.artifact));
    return explanation;
  }
  for (const Holding& holding : flow.holdings) {
    if (holding.party != question.party) continue;
    explanation.holdings.push_back(explainer.about(holding.artifact));
  }
  return explanation;
}

Explanation explain(const Flow& flow, const Findings& findings, std::size_t index) {
  const Finding& finding = findings.findings[index];
  const Graph& graph = flow.model->graph;
  Question question;
  question.party =
      finding.agreement ? graph.agreements[finding.agreement.index()].to : finding.party;
  question.artifact = finding.artifact;
  question.policy = finding.policy;
  question.duties_only = finding.code == Code::kBreachDuty || finding.code == Code::kBreachLimit;
  if (!question.duties_only) question.use = use_of(finding, findings.detail(finding));
  Explanation explanation;
  if (finding.agreement && !finding.artifact) {
    explanation.question = question;
    Explainer explainer(flow, findings, question);
    for (const ArtifactId artifact : artifacts_of(graph, finding.agreement)) {
      explanation.holdings.push_back(explainer.about(artifact));
    }
  } else if (question.party) {
    explanation = explain(flow, findings, question);
  }
  explanation.question = question;
  explanation.finding = index;
  if (!finding.agreement || !finding.policy) return explanation;
  Inquiry inquiry(flow, question);
  for (std::size_t s = 0; s < flow.supplies.size(); ++s) {
    const Supply& supply = flow.supplies[s];
    if (supply.kind != SupplyKind::kAgreement || supply.agreement != finding.agreement) continue;
    if (finding.artifact && supply.artifact != finding.artifact) continue;
    for (Trial& trial : inquiry.over(SupplyId(s), finding.policy)) {
      if (trial.asked_leaving == kNoExtent && trial.asked_arriving == kNoExtent) continue;
      explanation.step.push_back(std::move(trial.passing));
    }
  }
  return explanation;
}

std::vector<std::size_t> findings_with_id(const Flow& flow, const Findings& findings,
                                          std::string_view prefix) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < findings.findings.size(); ++i) {
    if (id_of(findings.findings[i], *flow.model).starts_with(prefix)) found.push_back(i);
  }
  return found;
}

}  // namespace flowdown
