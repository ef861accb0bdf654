// Stage 3: every holding, supply and agreement, against what reaches it.
//
// They are judged in the order in which findings are reported: party by party, and of each its
// holdings by artifact; then agreement by agreement. Of those that are alike (see likeness.cpp) the
// first is judged, and the others get copies of its findings with their own names and places. Of
// holdings, whose number may be large, copies are made by several threads in the end.

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "bench.hpp"
#include "flowdown/prefetch.hpp"
#include "flowdown/ranges.hpp"
#include "likeness.hpp"

namespace flowdown {
namespace {

// Where a finding points to, in words that hold for all that are judged alike.
struct Spot {
  enum class At : std::uint8_t { kParty, kArtifact, kAgreement, kInto, kOutOf, kFixed };
  At at = At::kFixed;
  std::uint32_t number = 0;  // kInto, kOutOf: which of the holding's supplies
};

// The findings on the first of a class: a range of the book, or of those of supplies.
struct Sample {
  std::uint32_t first = 0, count = 0, first_spot = 0;
  bool names_agreements = false;  // their evidence does, and so is not that of the others
};

// Findings that were made for one holding, or for one party, whose first holding that is: a range
// of the book.
struct Made {
  std::uint32_t holding = 0, first = 0, count = 0;
};

// Hands them out in the order of holdings, from holding number `begin` on.
class MadeInOrder {
 public:
  MadeInOrder(const std::vector<Made>& made, const std::vector<Finding>& judged, std::size_t begin)
      : next_(std::lower_bound(made.begin(), made.end(), begin,
                               [](const Made& a, std::size_t b) { return a.holding < b; })),
        end_(made.end()),
        judged_(judged) {}

  void add(std::size_t holding, std::vector<Finding>& into) {
    if (next_ == end_ || next_->holding != holding) return;
    const auto first = judged_.begin() + next_->first;
    into.insert(into.end(), first, first + next_->count);
    ++next_;
  }

 private:
  std::vector<Made>::const_iterator next_, end_;
  const std::vector<Finding>& judged_;
};

class Judge {
 public:
  enum class Of : std::uint8_t { kAll, kOneOfEachClass };
  Judge(Bench& bench, Of of) : bench_(bench), likeness_(bench), of_(of) {}

  void judge_parties() {
    for (std::size_t p = 0; p < bench_.graph.parties.size(); ++p) judge_one(PartyId(p));
    for (std::size_t h = 0; h < bench_.flow.holdings.size(); ++h) judge_holding(HoldingId(h));
    if (of_ == Of::kAll) copy_findings();
  }

  // One after the other, each with its supplies by artifact.
  void judge_agreements() {
    const Flow& flow = bench_.flow;
    const std::size_t agreements = bench_.graph.agreements.size();
    std::vector<std::uint32_t> next(agreements + 1);  // by agreement: where its supplies are
    for (const Supply& supply : flow.supplies) {
      if (supply.kind == SupplyKind::kAgreement) ++next[supply.agreement.index() + 1];
    }
    for (std::size_t e = 0; e < agreements; ++e) next[e + 1] += next[e];
    std::vector<SupplyId> supplies(next.back());
    for (std::size_t s = 0; s < flow.supplies.size(); ++s) {
      const Supply& supply = flow.supplies[s];
      if (supply.kind != SupplyKind::kAgreement) continue;
      supplies[next[supply.agreement.index()]++] = SupplyId(s);
    }
    // Now `next` of each is the first of the one after it.
    std::size_t at = 0;
    for (std::size_t e = 0; e < agreements; ++e) {
      const std::size_t first = bench_.book.findings.size();
      for (; at < next[e]; ++at) judge_supply(supplies[at]);
      judge_drift(bench_, AgreementId(e));
      judge_unknown_terms(bench_, AgreementId(e));
      bench_.close_subject(first);
    }
  }

 private:
  // Of those that hold nothing there is nothing to say.
  void judge_one(PartyId party) {
    const std::uint32_t holding = bench_.flow.first_holding[party.index()];
    if (holding == bench_.flow.first_holding[party.index() + 1]) return;
    const auto like = likeness_.of(party);
    if (like && *like < parties_.size() && parties_[*like]) return;
    const std::size_t first = bench_.book.findings.size();
    judge_party(bench_, party);
    if (!like) return note_made(made_of_parties_, holding, first);
    parties_.resize(std::max<std::size_t>(parties_.size(), *like + 1));
    parties_[*like] = sample(first, HoldingId(holding), {});
  }

  void note_made(std::vector<Made>& made, std::uint32_t holding, std::size_t first) const {
    const std::size_t end = bench_.book.findings.size();
    if (first == end) return;
    made.push_back(
        {holding, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(end - first)});
  }

  void judge_holding(HoldingId holding) {
    const auto like = likeness_.of(holding);
    const std::size_t first = bench_.book.findings.size();
    if (like && *like < holdings_.size()) {
      if (of_ == Of::kOneOfEachClass || !holdings_[*like].names_agreements) return;
      copy(holdings_[*like], bench_.book.findings, holding, {}, bench_.book.findings);
      note_made(made_, holding.value, first);
      return;
    }
    judge_gaps(bench_, holding);
    judge_uses_and_acts(bench_, holding);
    judge_limits(bench_, holding);
    judge_duties(bench_, holding);
    judge_conflicts(bench_, holding);
    judge_derivations(bench_, holding);
    judge_blind_spots(bench_, holding);
    bench_.close_subject(first);
    if (like) holdings_.push_back(sample(first, holding, {}));
    if (!like || holdings_.back().names_agreements) note_made(made_, holding.value, first);
  }

  // Puts what was made, and copies for all that are like another, in the order of parties and their
  // holdings.
  void copy_findings() {
    const std::size_t holdings = bench_.flow.holdings.size(), ranges = ranges_of(holdings);
    const std::vector<Finding> judged = std::exchange(bench_.book.findings, {});
    std::vector<std::vector<Finding>> copied(ranges);
    for_ranges(holdings, [&](std::size_t begin, std::size_t end, std::size_t range) {
      std::vector<Finding>& into = copied[range];
      // Most have one at most. Room that is not used is not touched either.
      into.reserve(room_for(range == 0 ? holdings : end - begin));
      MadeInOrder of_parties(made_of_parties_, judged, begin), of_holdings(made_, judged, begin);
      for (std::size_t h = begin; h < end; ++h) {
        constexpr std::size_t kAhead = 16;
        if (h + kAhead < end) prefetch(&bench_.flow.artifact_of(HoldingId(h + kAhead)));
        const HoldingId holding(h);
        const PartyId party = bench_.flow.holdings[h].party;
        if (h == bench_.flow.first_holding[party.index()]) {
          of_parties.add(h, into);
          if (const auto like = likeness_.of(party)) {
            copy(*parties_[*like], judged, holding, {}, into);
          }
        }
        of_holdings.add(h, into);
        const auto like = likeness_.of(holding);
        if (!like || holdings_[*like].names_agreements) continue;
        copy(holdings_[*like], judged, holding, {}, into);
      }
    });
    bench_.book.findings = std::move(copied[0]);
    for (std::size_t range = 1; range < ranges; ++range) {
      bench_.book.findings.insert(bench_.book.findings.end(), copied[range].begin(),
                                  copied[range].end());
    }
  }

  std::size_t room_for(std::size_t holdings) const {
    return holdings + bench_.graph.parties.size() + bench_.graph.agreements.size();
  }

  void judge_supply(SupplyId supply) {
    const auto like = likeness_.of_supply(supply);
    const HoldingId from = bench_.flow.supplies[supply.index()].from;
    if (like && *like < supplies_.size()) {
      if (of_ == Of::kOneOfEachClass) return;
      copy(supplies_[*like], of_supplies_, from, supply, bench_.book.findings);
      return;
    }
    const std::size_t first = bench_.book.findings.size();
    judge_agreement(bench_, supply);
    bench_.close_subject(first);
    if (!like) return;
    // Kept apart, since those of an agreement are put in order again.
    supplies_.push_back(sample(first, from, supply));
    supplies_.back().first = static_cast<std::uint32_t>(of_supplies_.size());
    of_supplies_.insert(of_supplies_.end(),
                        bench_.book.findings.begin() + static_cast<std::ptrdiff_t>(first),
                        bench_.book.findings.end());
  }

  SourcePos place_of(SupplyId id) const {
    const Supply& supply = bench_.flow.supplies[id.index()];
    return supply.agreement ? bench_.graph.agreements[supply.agreement.index()].pos
                            : bench_.graph.derivations[supply.derivation].pos;
  }

  Spot spot_of(const SourcePos& pos, HoldingId holding, SupplyId supply) const {
    const Flow& flow = bench_.flow;
    if (supply && pos == place_of(supply)) return {Spot::At::kAgreement, 0};
    if (pos == flow.party_of(holding).pos) return {Spot::At::kParty, 0};
    if (pos == flow.artifact_of(holding).pos) return {Spot::At::kArtifact, 0};
    for (const auto& [at, supplies] : {std::pair{Spot::At::kInto, flow.into(holding)},
                                       std::pair{Spot::At::kOutOf, flow.out_of(holding)}}) {
      for (std::uint32_t i = 0; i < supplies.size(); ++i) {
        if (pos == place_of(supplies[i])) return {at, i};
      }
    }
    return {};
  }

  SourcePos resolve(const Spot& spot, const SourcePos& otherwise, HoldingId holding,
                    SupplyId supply) const {
    switch (spot.at) {
      case Spot::At::kParty:
        return bench_.flow.party_of(holding).pos;
      case Spot::At::kArtifact:
        return bench_.flow.artifact_of(holding).pos;
      case Spot::At::kAgreement:
        return place_of(supply);
      case Spot::At::kInto:
        return place_of(bench_.flow.into(holding)[spot.number]);
      case Spot::At::kOutOf:
        return place_of(bench_.flow.out_of(holding)[spot.number]);
      case Spot::At::kFixed:
        break;
    }
    return otherwise;
  }

  Sample sample(std::size_t first, HoldingId holding, SupplyId supply) {
    Sample result;
    result.first = static_cast<std::uint32_t>(first);
    result.count = static_cast<std::uint32_t>(bench_.book.findings.size() - first);
    result.first_spot = static_cast<std::uint32_t>(spots_.size());
    for (std::size_t f = first; f < bench_.book.findings.size(); ++f) {
      const Finding& finding = bench_.book.findings[f];
      spots_.push_back(spot_of(finding.pos, holding, supply));
      if (!bench_.book.detail(finding).agreements.empty()) result.names_agreements = true;
    }
    return result;
  }

  // Adds to `into`, which may be `findings`, what the findings of the sample there are of others.
  void copy(const Sample& sample, const std::vector<Finding>& findings, HoldingId holding,
            SupplyId supply, std::vector<Finding>& into) {
    const auto [party, artifact] = bench_.flow.holdings[holding.index()];
    for (std::uint32_t i = 0; i < sample.count; ++i) {
      Finding finding = findings[sample.first + i];
      finding.pos = resolve(spots_[sample.first_spot + i], finding.pos, holding, supply);
      const HoldingId judged = finding.holding;
      finding.holding = holding;
      if (finding.agreement) {
        finding.agreement = bench_.flow.supplies[supply.index()].agreement;
      } else {
        finding.party = party;
      }
      if (finding.artifact) finding.artifact = artifact;
      if (sample.names_agreements) finding.detail = detail_for(finding.detail, judged, holding);
      into.push_back(finding);
    }
  }

  // The same evidence, or, where it names agreements of the holding `judged`, a copy of it that
  // names those of `holding` instead.
  std::uint32_t detail_for(std::uint32_t id, HoldingId judged, HoldingId holding) {
    if (bench_.book.details[id].agreements.empty()) return id;
    const Flow& flow = bench_.flow;
    Detail detail = bench_.book.details[id];
    const std::span<const SupplyId> of_judged = flow.out_of(judged),
                                    of_other = flow.out_of(holding);
    for (AgreementId& agreement : detail.agreements) {
      const auto found = std::find_if(of_judged.begin(), of_judged.end(), [&](SupplyId supply) {
        return flow.supplies[supply.index()].agreement == agreement;
      });
      const auto position = static_cast<std::size_t>(found - of_judged.begin());
      agreement = flow.supplies[of_other[position].index()].agreement;
    }
    std::sort(detail.agreements.begin(), detail.agreements.end());
    return bench_.keep(std::move(detail));
  }

  Bench& bench_;
  Likeness likeness_;
  Of of_;
  std::vector<Sample> holdings_, supplies_;     // by class
  std::vector<std::optional<Sample>> parties_;  // by class: of a party that holds something
  std::vector<Finding> of_supplies_;            // of the first of each class
  std::vector<Spot> spots_;
  std::vector<Made> made_, made_of_parties_;
};

}  // namespace

Findings judge(const Flow& flow, const JudgeOptions& options) {
  Bench bench(flow, options);
  Judge judge(bench, Judge::Of::kAll);
  judge.judge_parties();
  const std::size_t of_parties = bench.book.findings.size();
  judge.judge_agreements();
  const std::size_t but_waivers = bench.book.findings.size();
  judge_waivers(bench);
  return bench.finish(of_parties, but_waivers);
}

std::optional<Severity> gravest(const Flow& flow, const JudgeOptions& options) {
  Bench bench(flow, options);
  Judge judge(bench, Judge::Of::kOneOfEachClass);
  judge.judge_parties();
  judge.judge_agreements();
  judge_waivers(bench);
  std::optional<Severity> found;
  for (const Finding& finding : bench.book.findings) {
    found = std::max(found.value_or(finding.severity), finding.severity);
  }
  return found;
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
