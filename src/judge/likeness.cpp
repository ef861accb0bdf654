// Most holdings of a large graph are judged alike: they are under the same obligations, by parties
// of whom the same is known, and hand nothing on, or by the same terms. So all that a judgement
// looks at is put into a key of numbers, and equal keys are judged once. What is rare and hard to
// put into numbers (a release, a declared use, a way whose surety depends on the point) makes a
// holding one of its own kind, which costs time but never a verdict. The oracle of the tests knows
// nothing of this.
//
// Keys are written by several threads, each for a range of the holdings and with numbers of its own
// for their classes. Then these become numbers of all.

#include "likeness.hpp"

#include <string_view>
#include <utility>

#include "flowdown/prefetch.hpp"
#include "flowdown/ranges.hpp"

namespace flowdown {
namespace {

// Beyond this many supplies a holding is judged by itself: its key would cost as much.
constexpr std::size_t kMostSupplies = 16;

// Words that say what comes next in a key, so that keys of different shapes cannot be equal.
constexpr std::uint32_t kByAgreement = 0xfffffff0U, kToThePublic = 0xfffffff1U,
                        kDerived = 0xfffffff2U, kDerivedFromOutputs = 0xfffffff3U,
                        kPart = 0xfffffff4U;

}  // namespace

// Writes keys. What it has of the bench is read only, unless ways are not sure.
class Likeness::Writer {
 public:
  explicit Writer(const Likeness& likeness)
      : likeness_(likeness), bench_(likeness.bench_), flow_(likeness.bench_.flow) {}

  // As bytes, until the next one is written. Empty: like no other.
  std::string_view of(PartyId party);
  std::string_view of(HoldingId holding);
  std::string_view of_supply(SupplyId supply);

  // Asks for the memory that the holdings after that one will need, those before `end`.
  void look_ahead(std::size_t holding, std::size_t end) const;

 private:
  std::string_view bytes() const {
    return {static_cast<const char*>(static_cast<const void*>(key_.data())),
            key_.size() * sizeof key_[0]};
  }
  template <class... Words>
  void add(Words... words) {
    (key_.push_back(static_cast<std::uint32_t>(words)), ...);
  }
  bool add_party(PartyId party);
  bool add_ways(HoldingId holding);
  bool add_into(HoldingId holding);
  bool add_out_of(HoldingId holding);
  bool concerns_one_agreement(ObligationsId set);

  const Likeness& likeness_;
  Bench& bench_;
  const Flow& flow_;
  std::vector<std::int8_t> of_agreement_;  // by obligation set: -1 not known yet, 0 no, 1 yes
  std::vector<std::uint32_t> key_;
};

Likeness::Likeness(Bench& bench) : bench_(bench), writer_(std::make_unique<Writer>(*this)) {
  number_issuers();
  number_parties();
  number_holdings();
}

Likeness::~Likeness() = default;

void Likeness::number_issuers() {
  issuers_.resize(bench_.graph.parties.size());
  for (const PolicyVersion& version : bench_.policies.versions) {
    const PartyId issuer = bench_.graph.find_party(version.issuer);
    if (issuer) issuers_[issuer.index()] = issuer.value + 1;
  }
}

void Likeness::number_parties() {
  TextTable classes;
  TextArena keys;
  parties_.reserve(bench_.graph.parties.size());
  for (std::size_t p = 0; p < bench_.graph.parties.size(); ++p) {
    const std::string_view key = writer_->of(PartyId(p));
    parties_.push_back(key.empty() ? kAlone : classes.number(key, keys));
  }
}

void Likeness::number_holdings() {
  const Flow& flow = bench_.flow;
  holdings_.resize(flow.holdings.size());
  std::vector<TextTable> classes(ranges_of(holdings_.size()));
  std::vector<TextArena> keys(classes.size());
  const auto write = [&](std::size_t begin, std::size_t end, std::size_t range) {
    Writer writer(*this);
    for (std::size_t h = begin; h < end; ++h) {
      writer.look_ahead(h, end);
      const std::string_view key = writer.of(HoldingId(h));
      holdings_[h] = key.empty() ? kAlone : classes[range].number(key, keys[range]);
    }
  };
  if (!bench_.all_ways_are_sure) {
    write(0, holdings_.size(), 0);
    return;
  }
  for_ranges(holdings_.size(), write);
  TextTable& all = classes[0];
  std::vector<std::vector<std::uint32_t>> numbers(classes.size());
  for (std::size_t range = 1; range < classes.size(); ++range) {
    for (std::size_t i = 0; i < classes[range].size(); ++i) {
      numbers[range].push_back(all.number(classes[range][i]));
    }
  }
  for_ranges(holdings_.size(), [&](std::size_t begin, std::size_t end, std::size_t range) {
    if (range == 0) return;
    for (std::size_t h = begin; h < end; ++h) {
      if (holdings_[h] != kAlone) holdings_[h] = numbers[range][holdings_[h]];
    }
  });
}

std::optional<std::uint32_t> Likeness::of_supply(SupplyId supply) {
  const std::string_view key = writer_->of_supply(supply);
  if (key.empty()) return std::nullopt;
  return supplies_.number(key, keys_);
}

std::string_view Likeness::Writer::of(PartyId id) {
  const Party& party = bench_.graph.parties[id.index()];
  if (!party.attributes.empty() || !party.uses.empty()) return {};
  key_.clear();
  add(party.kind, party.policies.value, party.context.value, party.evidence.value,
      likeness_.issuer(id), flow_.regulations[id.index()].value, party.practices_known);
  for (const Practice& practice : party.practices) {
    add(practice.duty.value, practice.safeguard.value);
    if (!practice.parameter) continue;
    const auto value = static_cast<std::uint64_t>(practice.parameter->value);
    add(kPart, practice.parameter->unit, value, value >> 32U);
  }
  return bytes();
}

bool Likeness::Writer::add_party(PartyId party) {
  const std::uint32_t known = likeness_.parties_[party.index()];
  add(known);
  return known != kAlone;
}

// How sure the ways are by which obligations came.
bool Likeness::Writer::add_ways(HoldingId holding) {
  if (bench_.all_ways_are_sure) return true;
  for (const auto& [version, extent] : bench_.sets[flow_.expected[holding.index()]]) {
    const auto lowest = bench_.tracer.steady_confidence(holding, version);
    if (!lowest) return false;
    add(*lowest);
  }
  return true;
}

// Whether the set has rules that an agreement adds, which it alone owes to whom.
bool Likeness::Writer::concerns_one_agreement(ObligationsId set) {
  if (of_agreement_.size() <= set.index()) of_agreement_.resize(set.index() + 1, -1);
  std::int8_t& known = of_agreement_[set.index()];
  if (known < 0) {
    known = 0;
    for (const auto& [version, extent] : std::as_const(bench_.sets)[set]) {
      if (bench_.policies[version].of_agreement) known = 1;
    }
  }
  return known == 1;
}

bool Likeness::Writer::add_into(HoldingId holding) {
  const std::span<const SupplyId> into = flow_.into(holding);
  add(kPart, into.empty());
  if (into.size() > kMostSupplies) return false;
  for (const SupplyId id : into) {
    const Supply& supply = flow_.supplies[id.index()];
    switch (supply.kind) {
      case SupplyKind::kPublic:
        add(kToThePublic);
        break;
      case SupplyKind::kDerivation:
        add(kDerived, flow_.class_of(id), flow_.expected[supply.from.index()].value);
        break;
      case SupplyKind::kAgreement:
        if (!flow_.terms_of(id).granted_safeguards.empty()) return false;
        add(kByAgreement, flow_.class_of(id));
        if (!add_party(flow_.holdings[supply.from.index()].party)) return false;
        break;
    }
  }
  return true;
}

bool Likeness::Writer::add_out_of(HoldingId holding) {
  const std::span<const SupplyId> out_of = flow_.out_of(holding);
  add(kPart);
  if (out_of.size() > kMostSupplies) return false;
  for (const SupplyId id : out_of) {
    const Supply& supply = flow_.supplies[id.index()];
    switch (supply.kind) {
      case SupplyKind::kPublic:
        add(kToThePublic);
        break;
      case SupplyKind::kDerivation: {
        const DerivationKind by = bench_.graph.derivations[supply.derivation].by;
        const bool outputs =
            by == DerivationKind::kDistill || by == DerivationKind::kTrainOnOutputs;
        add(outputs ? kDerivedFromOutputs : kDerived);
        break;
      }
      case SupplyKind::kAgreement:
        add(kByAgreement, flow_.class_of(id),
            likeness_.issuer(flow_.holdings[supply.to.index()].party),
            bench_.graph.agreements[supply.agreement.index()].evidence.value);
        break;
    }
  }
  return true;
}

std::string_view Likeness::Writer::of(HoldingId holding) {
  const auto [party, artifact] = flow_.holdings[holding.index()];
  if (!flow_.releases.empty() && flow_.releases.contains(holding)) return {};
  if (concerns_one_agreement(flow_.expected[holding.index()])) return {};
  const Artifact& held = flow_.artifact_of(holding);
  key_.clear();
  add(held.developer == party, flow_.expected[holding.index()].value,
      flow_.bound[holding.index()].value, flow_.own[holding.index()].value, held.context.value,
      held.evidence.value, bench_.graph.governing(artifact).value);
  const bool alike =
      add_party(party) && add_into(holding) && add_out_of(holding) && add_ways(holding);
  return alike ? bytes() : std::string_view();
}

// First the artifact and what leads from the holding, then what those lead to.
void Likeness::Writer::look_ahead(std::size_t holding, std::size_t end) const {
  constexpr std::size_t kFirst = 16, kSecond = 8;
  if (holding + kFirst >= end) return;
  const Graph& graph = bench_.graph;
  const HoldingId first(holding + kFirst), second(holding + kSecond);
  prefetch(&flow_.artifact_of(first));
  const std::span<const SupplyId> out_of_first = flow_.out_of(first);
  if (!out_of_first.empty()) prefetch(&flow_.supplies[out_of_first[0].index()]);
  prefetch(&graph.parties[flow_.artifact_of(second).developer.index()]);
  const std::span<const SupplyId> out_of_second = flow_.out_of(second);
  if (out_of_second.empty()) return;
  const Supply& supply = flow_.supplies[out_of_second[0].index()];
  if (supply.kind == SupplyKind::kDerivation) prefetch(&graph.derivations[supply.derivation]);
}

std::string_view Likeness::Writer::of_supply(SupplyId id) {
  const Supply& supply = flow_.supplies[id.index()];
  const std::size_t from = supply.from.index(), to = supply.to.index();
  key_.clear();
  add(flow_.class_of(id), flow_.expected[from].value, flow_.bound[from].value,
      flow_.own[from].value, flow_.bound[to].value, likeness_.issuer(flow_.holdings[from].party),
      likeness_.issuer(flow_.holdings[to].party),
      bench_.graph.agreements[supply.agreement.index()].evidence.value,
      bench_.graph.artifacts[supply.artifact.index()].evidence.value);
  return add_ways(supply.from) ? bytes() : std::string_view();
}

}  // namespace flowdown
