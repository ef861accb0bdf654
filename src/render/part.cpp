// The part of the graph that is drawn, as marks on holdings and supplies.
//
// By default it is where findings live: the holding or the agreement of each, and the way by which
// the obligation came. Blind spots, which say what is not known, are counted where they are, but
// draw nobody into a picture that has something else to show. Views start from the whole and keep
// what is asked for; several asked at once keep what is in all of them. A neighbourhood is walked
// last, over what the others have left.
#include "render/part.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>
#include <utility>
#include <vector>

#include "render/names.hpp"
#include "render/places.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kMostPairs = 30;  // of parties, whose lines are all drawn

class Chooser {
 public:
  Chooser(const Flow& flow, const Findings& findings, const DiagramOptions& options,
          const Names& names, Fates& fates, Tracer& tracer)
      : flow_(flow),
        findings_(findings),
        options_(options),
        names_(names),
        graph_(flow.model->graph),
        fates_(fates),
        ways_(flow, findings, tracer) {
    clear(false);
    part_.parties.assign(graph_.parties.size(), false);
    part_.counted.assign(findings.findings.size(), true);
  }

  Part choose() {
    const bool asks = options_.artifact || options_.use || options_.policy || options_.party;
    if (options_.finding) {
      show_finding(*options_.finding);
    } else if (asks || options_.all) {
      clear(true);
      if (options_.artifact) keep_artifact();
      if (options_.use || options_.policy) keep_followed();
      if (options_.party) keep_neighbourhood();
      if (options_.all && !asks) part_.parties.assign(graph_.parties.size(), true);
    } else {
      show_findings();
    }
    add_regulators();
    return std::move(part_);
  }

 private:
  void clear(bool value) {
    part_.holdings.assign(flow_.holdings.size(), value);
    part_.supplies.assign(flow_.supplies.size(), value);
  }

  void show(SupplyId id) {
    part_.supplies[id.index()] = true;
    part_.holdings[flow_.supplies[id.index()].from.index()] = true;
    part_.holdings[flow_.supplies[id.index()].to.index()] = true;
  }

  // Where the finding is, and the way to there.
  void show(const Finding& finding) {
    if (const auto way = ways_.of(finding)) {
      for (const Stop& stop : *way) {
        if (stop.supply) show(stop.supply);
      }
    } else if (finding.holding) {
      upstream_.resize(flow_.holdings.size(), false);  // of all findings: none is walked twice
      show_upstream({finding.holding}, upstream_);
    }
    for (const SupplyId id : supplies_of(flow_, finding)) show(id);
    if (const HoldingId at = place_of(flow_, finding)) {
      part_.holdings[at.index()] = true;
      // What is not known of a party or artifact concerns all that it is supplied by, or supplies.
      if (!finding.version) {
        for (const SupplyId id : flow_.into(at)) show(id);
        const bool terms = finding.code == Code::kBlindUnknownTerms && !finding.party;
        if (terms) {
          for (const SupplyId id : flow_.out_of(at)) show(id);
        }
      }
    }
    if (finding.party && !place_of(flow_, finding)) part_.parties[finding.party.index()] = true;
  }

  // All that leads to these holdings, but what leads to those that were seen before.
  void show_upstream(std::vector<HoldingId> waiting, std::vector<bool>& seen) {
    while (!waiting.empty()) {
      const HoldingId here = waiting.back();
      waiting.pop_back();
      if (seen[here.index()]) continue;
      seen[here.index()] = true;
      for (const SupplyId id : flow_.into(here)) {
        show(id);
        waiting.push_back(flow_.supplies[id.index()].from);
      }
    }
  }

  void show_findings() {
    const auto show_those = [&](bool blind, Severity least) {
      bool any = false;
      for (const Finding& finding : findings_.findings) {
        if (finding.severity < least || (is_blind(finding.code) && !blind)) continue;
        show(finding);
        any = true;
      }
      return any;
    };
    const char* shown = "where its gaps, breaks and breaches are";
    if (!show_those(false, Severity::kWarning)) {
      shown = "where its findings are";
      if (!show_those(true, Severity::kWarning) && !show_those(true, Severity::kNote)) {
        clear(true);
        part_.parties.assign(graph_.parties.size(), true);
      }
    }
    show_origins();
    show_between();
    const bool whole =
        std::find(part_.holdings.begin(), part_.holdings.end(), false) == part_.holdings.end();
    if (!whole) part_.shown = shown;
  }

  // Whence a drawn supplier has what it supplies, up to the developer.
  void show_origins() {
    std::vector<bool> supplies(flow_.holdings.size(), false),
        supplied(flow_.holdings.size(), false);
    std::vector<HoldingId> waiting;
    for (std::size_t s = 0; s < flow_.supplies.size(); ++s) {
      if (!part_.supplies[s]) continue;
      supplied[flow_.supplies[s].to.index()] = true;
      supplies[flow_.supplies[s].from.index()] = true;
    }
    for (std::size_t h = 0; h < flow_.holdings.size(); ++h) {
      if (supplies[h] && !supplied[h]) waiting.push_back(HoldingId(h));
    }
    show_upstream(std::move(waiting), supplied);
  }

  // What parties that are drawn supply to each other: who sees both takes the line for all there
  // is. Of many pairs those without a finding are counted instead.
  void show_between() {
    std::vector<bool> drawn = part_.parties;
    using Pair = std::pair<PartyId, PartyId>;  // who supplies, and who is supplied
    const auto pair_of = [this](SupplyId id) {
      const Supply& supply = flow_.supplies[id.index()];
      return Pair{flow_.holdings[supply.from.index()].party,
                  flow_.holdings[supply.to.index()].party};
    };
    for (std::size_t h = 0; h < flow_.holdings.size(); ++h) {
      if (part_.holdings[h]) drawn[flow_.holdings[h].party.index()] = true;
    }
    std::set<Pair> all, shown;
    std::vector<SupplyId> between;
    for (std::size_t s = 0; s < flow_.supplies.size(); ++s) {
      const Pair pair = pair_of(SupplyId(s));
      if (pair.first == pair.second) continue;
      if (!drawn[pair.first.index()] || !drawn[pair.second.index()]) continue;
      if (all.size() <= kMostPairs) all.insert(pair);
      if (part_.supplies[s]) {
        shown.insert(pair);
      } else {
        between.push_back(SupplyId(s));
      }
    }
    if (all.size() <= kMostPairs) {
      for (const SupplyId id : between) show(id);
      return;
    }
    std::set<Pair> left;
    for (const SupplyId id : between) {
      if (!shown.contains(pair_of(id))) left.insert(pair_of(id));
    }
    part_.pairs_left_out = left.size();
  }

  // The way of the finding, lit, and all that depends on it.
  void show_finding(std::size_t index) {
    const Finding& finding = findings_.findings[index];
    show(finding);
    part_.lit_holdings = part_.holdings;
    part_.lit_supplies = part_.supplies;
    std::deque<HoldingId> waiting;
    if (finding.agreement) {
      for (const SupplyId id : supplies_of(flow_, finding)) {
        waiting.push_back(flow_.supplies[id.index()].to);
      }
    } else if (const HoldingId at = place_of(flow_, finding)) {
      waiting.push_back(at);
    }
    std::vector<bool> seen(flow_.holdings.size(), false);
    while (!waiting.empty()) {
      const HoldingId here = waiting.front();
      waiting.pop_front();
      if (seen[here.index()]) continue;
      seen[here.index()] = true;
      for (const SupplyId id : flow_.out_of(here)) {
        if (finding.policy && !arrives(id)) continue;
        show(id);
        waiting.push_back(flow_.supplies[id.index()].to);
      }
    }
    std::fill(part_.counted.begin(), part_.counted.end(), false);
    for (std::size_t i = 0; i < findings_.findings.size(); ++i) {
      const Finding& other = findings_.findings[i];
      part_.counted[i] = i == index || (finding.policy && other.policy == finding.policy);
    }
    part_.shown = names_.anonymous() ? "the way of one finding"
                                     : "the way of finding " + id_of(finding, *flow_.model);
  }

  bool arrives(SupplyId id) {
    const auto& fates = fates_.list(fates_.on(id));
    return std::any_of(fates.begin(), fates.end(), [](const FateOf& fate) {
      return fate.fate != Fate::kStopped && fate.why != Step::kWaived;
    });
  }

  // The artifact, what it comes from, and what comes from it.
  void keep_artifact() {
    const std::set<ArtifactId> kept = relatives_of(graph_, options_.artifact);
    for (std::size_t h = 0; h < flow_.holdings.size(); ++h) {
      if (!kept.contains(flow_.holdings[h].artifact)) part_.holdings[h] = false;
    }
    drop_loose_supplies();
    for (std::size_t i = 0; i < findings_.findings.size(); ++i) {
      const Finding& finding = findings_.findings[i];
      if (finding.artifact && !kept.contains(finding.artifact)) part_.counted[i] = false;
    }
    add_words(names_.name(options_.artifact));
  }

  void drop_loose_supplies() {
    for (std::size_t s = 0; s < flow_.supplies.size(); ++s) {
      const Supply& supply = flow_.supplies[s];
      if (!part_.holdings[supply.from.index()] || !part_.holdings[supply.to.index()]) {
        part_.supplies[s] = false;
      }
    }
  }

  // Holdings at which something asked about is, and one step further, to where it stops.
  void keep_followed() {
    std::vector<bool> present(flow_.holdings.size(), false);
    for (std::size_t h = 0; h < flow_.holdings.size(); ++h) {
      present[h] =
          part_.holdings[h] && (fates_.any(flow_.expected[h]) || fates_.any(flow_.own[h]) ||
                                fates_.any(flow_.regulations[flow_.holdings[h].party.index()]));
    }
    std::vector<bool> kept = present;
    for (std::size_t s = 0; s < flow_.supplies.size(); ++s) {
      if (!part_.supplies[s]) continue;
      const bool concerns = !fates_.list(fates_.on(SupplyId(s))).empty();
      part_.supplies[s] = concerns;
      if (!concerns) continue;
      kept[flow_.supplies[s].from.index()] = true;
      kept[flow_.supplies[s].to.index()] = true;
    }
    part_.holdings = std::move(kept);
    for (std::size_t i = 0; i < findings_.findings.size(); ++i) {
      const Finding& finding = findings_.findings[i];
      const std::vector<UseId>& uses = findings_.detail(finding).uses;
      if (options_.policy && finding.policy != options_.policy) part_.counted[i] = false;
      if (options_.use && !finding_has(uses, finding)) part_.counted[i] = false;
    }
    const Taxonomy& taxonomy = flow_.model->taxonomy;
    if (options_.use) {
      add_words("the prohibition of " + use_title(taxonomy, options_.use));
    }
    if (options_.policy) add_words(names_.key(options_.policy));
  }

  bool finding_has(const std::vector<UseId>& uses, const Finding& finding) {
    if (std::find(uses.begin(), uses.end(), options_.use) != uses.end()) return true;
    if (!finding.agreement || !finding.version) return false;
    return !fates_.rules(finding.version, kWholeExtent).empty();
  }

  void keep_neighbourhood() {
    keep_near(flow_, options_, part_.holdings, part_.supplies);
    part_.parties[options_.party.index()] = true;
    static constexpr const char* kWhere[] = {"upstream of ", "downstream of ", "around "};
    const std::size_t depth = options_.depth.value_or(1);
    add_words(fmt::format("{}{}{}", kWhere[static_cast<std::size_t>(options_.direction)],
                          names_.name(options_.party),
                          depth == 1 ? "" : fmt::format(", up to {} supplies away", depth)));
  }

  // Regulators hold nothing. One is drawn where a finding that counts, or what is followed, is of
  // its law.
  void add_regulators() {
    const auto add = [this](VersionId version) {
      if (const PartyId party = regulator_of(*flow_.model, version)) {
        part_.parties[party.index()] = true;
      }
    };
    for (std::size_t i = 0; i < findings_.findings.size(); ++i) {
      const Finding& finding = findings_.findings[i];
      const HoldingId at = place_of(flow_, finding);
      if (!at || !part_.holdings[at.index()] || !part_.counted[i]) continue;
      if (finding.severity == Severity::kNote) continue;
      for (const VersionId version : versions_of(findings_, finding)) add(version);
    }
    if (fates_.asked().all()) return;
    for (std::size_t h = 0; h < flow_.holdings.size(); ++h) {
      if (!part_.holdings[h]) continue;
      for (const RuleRef& rule : fates_.rules(flow_.regulations[flow_.holdings[h].party.index()])) {
        add(rule.version);
      }
    }
  }

  void add_words(const std::string& words) {
    part_.shown += (part_.shown.empty() ? "" : "; ") + words;
  }

  const Flow& flow_;
  const Findings& findings_;
  const DiagramOptions& options_;
  const Names& names_;
  const Graph& graph_;
  Fates& fates_;
  ManyWays ways_;
  std::vector<bool> upstream_;  // by holding
  Part part_;
};

}  // namespace

Part part_of(const Flow& flow, const Findings& findings, const DiagramOptions& options,
             const Names& names, Fates& fates, Tracer& tracer) {
  return Chooser(flow, findings, options, names, fates, tracer).choose();
}

}  // namespace flowdown
