// A party holds what it develops, what its artifacts derive from, and what its agreements supply or
// are about.
//
// That the public has supplied somebody is known by what it makes of the artifact; where that is
// several, by what is surest.
//
// Artifacts are sorted by id, and those of one developer mostly stand side by side; what refers to
// parents goes all over memory. So the developer and the home of each artifact, which is all that
// is asked of a parent here, are kept in short vectors of their own.
#include "supplies.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "flowdown/ranges.hpp"

namespace flowdown {
namespace {

using Developers = std::vector<PartyId>;  // by artifact

Developers developers_of(const Graph& graph) {
  Developers developers(graph.artifacts.size());
  for_ranges(developers.size(), [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t a = begin; a < end; ++a) developers[a] = graph.artifacts[a].developer;
  });
  return developers;
}

bool exists(const Graph& graph, AgreementId agreement, Date as_of) {
  return graph.terms_of(agreement).exists(as_of);
}

std::span<const ArtifactId> supplied_by(const Graph& graph, const Agreement& agreement) {
  return std::span(graph.supplied).subspan(agreement.first_artifact, agreement.artifacts);
}

// Calls `note(party, artifact)` for all that hold what they develop, from artifact number `begin`
// to before `end`, or what that derives from; for some of them more than once.
template <class Note>
void each_developed(const Graph& graph, const Developers& developers, std::size_t begin,
                    std::size_t end, Note note) {
  for (std::size_t a = begin; a < end; ++a) {
    const Artifact& artifact = graph.artifacts[a];
    note(artifact.developer, ArtifactId(a));
    for (std::uint32_t d = 0; d < artifact.derivations; ++d) {
      const ArtifactId parent = graph.derivations[artifact.first_derivation + d].parent;
      if (developers[parent.index()] != artifact.developer) note(artifact.developer, parent);
    }
  }
}

// The same for all that hold what their agreements are about.
template <class Note>
void each_supplied(const Graph& graph, Date as_of, Note note) {
  for (std::size_t e = 0; e < graph.agreements.size(); ++e) {
    if (!exists(graph, AgreementId(e), as_of)) continue;
    const Agreement& agreement = graph.agreements[e];
    for (const ArtifactId artifact : supplied_by(graph, agreement)) {
      note(agreement.from, artifact);
      note(agreement.to, artifact);
    }
  }
}

// The artifacts of each party, some of them more than once.
struct Gathered {
  std::vector<std::uint32_t> first;  // by party; and one more: where they begin in `artifacts`
  std::vector<ArtifactId> artifacts;

  std::vector<ArtifactId>::iterator begin_of(std::size_t party) {
    return artifacts.begin() + first[party];
  }
};

// Artifacts are dealt out in ranges: how many of each party are in each, then where to put them.
Gathered gather_holdings(const Graph& graph, const Developers& developers, Date as_of) {
  const std::size_t parties = graph.parties.size(), ranges = ranges_of(graph.artifacts.size());
  std::vector<std::vector<std::uint32_t>> next(ranges + 1);  // the last of agreements
  next[ranges].resize(parties);
  for_ranges(graph.artifacts.size(), [&](std::size_t begin, std::size_t end, std::size_t range) {
    next[range].resize(parties);
    each_developed(graph, developers, begin, end,
                   [&](PartyId party, ArtifactId) { ++next[range][party.index()]; });
  });
  each_supplied(graph, as_of, [&](PartyId party, ArtifactId) { ++next[ranges][party.index()]; });
  Gathered gathered;
  gathered.first.reserve(parties + 1);
  std::uint32_t all = 0;
  for (std::size_t p = 0; p < parties; ++p) {
    gathered.first.push_back(all);
    for (std::vector<std::uint32_t>& of_range : next) all += std::exchange(of_range[p], all);
  }
  gathered.first.push_back(all);
  gathered.artifacts.resize(all);
  const auto put_from = [&](std::size_t range) {
    return [&gathered, &of_range = next[range]](PartyId party, ArtifactId artifact) {
      gathered.artifacts[of_range[party.index()]++] = artifact;
    };
  };
  for_ranges(graph.artifacts.size(), [&](std::size_t begin, std::size_t end, std::size_t range) {
    each_developed(graph, developers, begin, end, put_from(range));
  });
  each_supplied(graph, as_of, put_from(ranges));
  return gathered;
}

// The parties are dealt out in ranges, and each range has the supplies to its parties' holdings.
// So whatever is written for a holding is written for one range alone.
class SupplyFinder {
 public:
  explicit SupplyFinder(Flow& flow)
      : flow_(flow),
        graph_(flow.model->graph),
        supplied_(flow.holdings.size()),
        surest_(all_are_as_sure() ? 0 : flow.holdings.size()) {}

  void run() {
    flow_.first_in.assign(flow_.holdings.size() + 1, 0);
    flow_.first_out.assign(flow_.holdings.size() + 1, 0);
    std::vector<std::vector<Supply>> gathered(ranges_of(graph_.parties.size()) + 1);
    gather_agreements(gathered.back());
    const auto each_range = [&](auto work) { for_ranges(graph_.parties.size(), work); };
    each_range([&](std::size_t begin, std::size_t end, std::size_t range) {
      for (std::uint32_t h = flow_.first_holding[begin]; h < flow_.first_holding[end]; ++h) {
        gather_derivations(HoldingId(std::size_t{h}), gathered[range]);
      }
      if (surest_.empty()) return;
      for (Supply& supply : gathered[range]) {
        if (supply.kind == SupplyKind::kPublic) supply.derivation = surest_[supply.to.index()];
      }
    });
    for (std::size_t h = 0; h < flow_.holdings.size(); ++h) {
      flow_.first_in[h + 1] += flow_.first_in[h];
    }
    flow_.supplies.resize(flow_.first_in.back());
    next_.assign(flow_.first_in.begin(), flow_.first_in.end() - 1);
    scatter(gathered.back());
    each_range([&](std::size_t begin, std::size_t end, std::size_t range) {
      scatter(gathered[range]);
      sort_into(flow_.first_holding[begin], flow_.first_holding[end]);
    });
    index();
  }

 private:
  void add(const Supply& supply, std::vector<Supply>& into) {
    ++flow_.first_in[supply.to.index() + 1];
    into.push_back(supply);
  }

  void gather_agreements(std::vector<Supply>& into) {
    for (std::size_t e = 0; e < graph_.agreements.size(); ++e) {
      if (!exists(graph_, AgreementId(e), flow_.as_of)) continue;
      const Agreement& agreement = graph_.agreements[e];
      for (const ArtifactId artifact : supplied_by(graph_, agreement)) {
        const HoldingId to = flow_.find(agreement.to, artifact);
        supplied_[to.index()] = By::kAgreement;
        add({flow_.find(agreement.from, artifact), to, SupplyKind::kAgreement, artifact,
             AgreementId(e), 0},
            into);
      }
    }
  }

  // What a developer's artifact derives from, and what of that is supplied by its licence.
  void gather_derivations(HoldingId holding, std::vector<Supply>& into) {
    const auto [party, id] = flow_.holdings[holding.index()];
    if (flow_.homes[id.index()] != holding) return;
    const Artifact& artifact = graph_.artifacts[id.index()];
    for (std::uint32_t d = 0; d < artifact.derivations; ++d) {
      const std::uint32_t number = artifact.first_derivation + d;
      const ArtifactId parent = graph_.derivations[number].parent;
      const HoldingId home = flow_.homes[parent.index()];
      const bool own = home.index() >= flow_.first_holding[party.index()] &&
                       home.index() < flow_.first_holding[party.index() + 1];
      const HoldingId here = own ? home : flow_.find(party, parent);
      add({here, holding, SupplyKind::kDerivation, id, AgreementId(), number}, into);
      if (own) continue;
      By& by = supplied_[here.index()];
      if (by == By::kNobody) {
        by = By::kThePublic;
        add({home, here, SupplyKind::kPublic, parent, AgreementId(), number}, into);
        if (!surest_.empty()) surest_[here.index()] = number;
      } else if (by == By::kThePublic && !surest_.empty()) {
        std::uint32_t& surest = surest_[here.index()];
        if (confidence_of(number) > confidence_of(surest)) surest = number;
      }
    }
  }

  Confidence confidence_of(std::uint32_t derivation) const {
    const EvidenceId evidence = graph_.derivations[derivation].evidence;
    return evidence ? graph_.evidence[evidence.index()].confidence : Confidence::kHigh;
  }

  bool all_are_as_sure() const {
    return std::all_of(
        graph_.evidence.begin(), graph_.evidence.end(),
        [](const Evidence& evidence) { return evidence.confidence == Confidence::kHigh; });
  }

  void scatter(std::vector<Supply>& gathered) {
    for (const Supply& supply : gathered) flow_.supplies[next_[supply.to.index()]++] = supply;
    gathered = {};
  }

  void sort_into(std::size_t begin, std::size_t end) {
    for (std::size_t h = begin; h < end; ++h) {
      if (flow_.first_in[h + 1] - flow_.first_in[h] < 2) continue;
      std::sort(flow_.supplies.begin() + flow_.first_in[h],
                flow_.supplies.begin() + flow_.first_in[h + 1],
                [](const Supply& x, const Supply& y) {
                  return std::tie(x.from, x.kind, x.agreement, x.derivation) <
                         std::tie(y.from, y.kind, y.agreement, y.derivation);
                });
    }
  }

  // What leads to and from each holding. Each range has those that lead from its holdings.
  void index() {
    const std::size_t holdings = flow_.holdings.size(), supplies = flow_.supplies.size();
    for_ranges(holdings, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (const Supply& supply : flow_.supplies) {
        const std::size_t from = supply.from.index();
        if (from >= begin && from < end) ++flow_.first_out[from + 1];
      }
    });
    for (std::size_t h = 0; h < holdings; ++h) flow_.first_out[h + 1] += flow_.first_out[h];
    next_.assign(flow_.first_out.begin(), flow_.first_out.end() - 1);
    flow_.in.resize(supplies);
    flow_.out.resize(supplies);
    for_ranges(holdings, [&](std::size_t begin, std::size_t end, std::size_t range) {
      for (std::size_t s = 0; s < supplies; ++s) {
        const std::size_t from = flow_.supplies[s].from.index();
        if (range == 0) flow_.in[s] = SupplyId(s);
        if (from >= begin && from < end) flow_.out[next_[from]++] = SupplyId(s);
      }
    });
  }

  enum class By : std::uint8_t { kNobody, kAgreement, kThePublic };

  Flow& flow_;
  const Graph& graph_;
  std::vector<By> supplied_;           // by holding that is not of its artifact's developer
  std::vector<std::uint32_t> surest_;  // of these: a derivation; empty where all are as sure
  std::vector<std::uint32_t> next_;
};

}  // namespace

// The artifacts of each party are gathered, sorted, and freed of repetitions.
void find_holdings(Flow& flow) {
  const Graph& graph = flow.model->graph;
  const std::size_t parties = graph.parties.size();
  const Developers developers = developers_of(graph);
  Gathered gathered = gather_holdings(graph, developers, flow.as_of);
  flow.first_holding.assign(parties + 1, 0);
  for_ranges(parties, [&](std::size_t from, std::size_t to, std::size_t) {
    for (std::size_t p = from; p < to; ++p) {
      const auto begin = gathered.begin_of(p), end = gathered.begin_of(p + 1);
      if (!std::is_sorted(begin, end)) std::sort(begin, end);
      flow.first_holding[p + 1] = static_cast<std::uint32_t>(std::unique(begin, end) - begin);
    }
  });
  for (std::size_t p = 0; p < parties; ++p) flow.first_holding[p + 1] += flow.first_holding[p];
  flow.holdings.resize(flow.first_holding.back());
  flow.homes.resize(graph.artifacts.size());
  for_ranges(parties, [&](std::size_t from, std::size_t to, std::size_t) {
    for (std::size_t p = from; p < to; ++p) {
      auto artifact = gathered.begin_of(p);
      for (std::uint32_t h = flow.first_holding[p]; h < flow.first_holding[p + 1]; ++h) {
        flow.holdings[h] = {PartyId(p), *artifact};
        if (developers[artifact->index()] == PartyId(p)) {
          flow.homes[artifact->index()] = HoldingId(std::size_t{h});
        }
        ++artifact;
      }
    }
  });
}

void find_supplies(Flow& flow) { SupplyFinder(flow).run(); }

}  // namespace flowdown
