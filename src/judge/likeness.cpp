// Most holdings of a large graph are judged alike: they are under the same obligations, by parties
// of whom the same is known, and hand nothing on, or by the same terms. So all that a judgement
// looks at is put into a key of numbers, and equal keys are judged once. What is rare and hard to
// put into numbers (a release, a declared use, a way whose surety depends on the point) makes a
// holding one of its own kind, which costs time but never a verdict. The oracle of the tests knows
// nothing of this.

#include "likeness.hpp"

namespace flowdown {
namespace {

constexpr std::uint32_t kAlone = 0xffffffffU;
// Beyond this many supplies a holding is judged by itself: its key would cost as much.
constexpr std::size_t kMostSupplies = 16;

// Words that say what comes next in a key, so that keys of different shapes cannot be equal.
constexpr std::uint32_t kByAgreement = 0xfffffff0U, kToThePublic = 0xfffffff1U,
                        kDerived = 0xfffffff2U, kDerivedFromOutputs = 0xfffffff3U,
                        kPart = 0xfffffff4U;

}  // namespace

std::size_t Likeness::KeyHash::operator()(const Key& key) const {
  std::uint64_t hash = key.size();
  for (const std::uint32_t word : key) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 29U;
  }
  return hash;
}

Likeness::Likeness(Bench& bench) : bench_(bench) {
  number_issuers();
  number_parties();
}

void Likeness::number_issuers() {
  issuers_.resize(bench_.graph.parties.size());
  for (const PolicyVersion& version : bench_.policies.versions) {
    const PartyId issuer = bench_.graph.find_party(version.issuer);
    if (issuer) issuers_[issuer.index()] = issuer.value + 1;
  }
}

void Likeness::number_parties() {
  Classes classes;
  parties_.reserve(bench_.graph.parties.size());
  for (std::size_t p = 0; p < bench_.graph.parties.size(); ++p) {
    const Party& party = bench_.graph.parties[p];
    if (!party.attributes.empty() || !party.uses.empty()) {
      parties_.push_back(kAlone);
      continue;
    }
    key_.clear();
    key_.insert(key_.end(),
                {static_cast<std::uint32_t>(party.kind), party.policies.value, party.context.value,
                 party.evidence.value, issuer(PartyId(p)), bench_.flow.regulations[p].value,
                 static_cast<std::uint32_t>(party.practices_known)});
    for (const Practice& practice : party.practices) {
      key_.insert(key_.end(), {practice.duty.value, practice.safeguard.value});
      if (!practice.parameter) continue;
      const auto value = static_cast<std::uint64_t>(practice.parameter->value);
      key_.insert(key_.end(),
                  {kPart, static_cast<std::uint32_t>(practice.parameter->unit),
                   static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32U)});
    }
    parties_.push_back(*number(classes));
  }
}

std::optional<std::uint32_t> Likeness::number(Classes& classes) {
  const auto found = classes.find(key_);
  if (found != classes.end()) return found->second;
  const auto next = static_cast<std::uint32_t>(classes.size());
  classes.emplace(key_, next);
  return next;
}

bool Likeness::add_party(PartyId party) {
  key_.push_back(parties_[party.index()]);
  return parties_[party.index()] != kAlone;
}

// How sure the ways are by which obligations came.
bool Likeness::add_ways(HoldingId holding) {
  if (bench_.all_ways_are_sure) return true;
  for (const auto& [version, extent] : bench_.sets[bench_.flow.expected[holding.index()]]) {
    const auto lowest = bench_.tracer.steady_confidence(holding, version);
    if (!lowest) return false;
    key_.push_back(static_cast<std::uint32_t>(*lowest));
  }
  return true;
}

// Whether the set has rules that an agreement adds, which it alone owes to whom.
bool Likeness::concerns_one_agreement(ObligationsId set) {
  if (of_agreement_.size() <= set.index()) of_agreement_.resize(set.index() + 1, -1);
  std::int8_t& known = of_agreement_[set.index()];
  if (known < 0) {
    known = 0;
    for (const auto& [version, extent] : bench_.sets[set]) {
      if (bench_.policies[version].of_agreement) known = 1;
    }
  }
  return known == 1;
}

bool Likeness::add_into(HoldingId holding) {
  const Flow& flow = bench_.flow;
  const std::span<const SupplyId> into = flow.into(holding);
  key_.insert(key_.end(), {kPart, static_cast<std::uint32_t>(into.empty())});
  if (into.size() > kMostSupplies) return false;
  for (const SupplyId id : into) {
    const Supply& supply = flow.supplies[id.index()];
    switch (supply.kind) {
      case SupplyKind::kPublic:
        key_.push_back(kToThePublic);
        break;
      case SupplyKind::kDerivation:
        key_.insert(key_.end(),
                    {kDerived, flow.class_of(id), flow.expected[supply.from.index()].value});
        break;
      case SupplyKind::kAgreement:
        if (!flow.terms_of(id).granted_safeguards.empty()) return false;
        key_.insert(key_.end(), {kByAgreement, flow.class_of(id)});
        if (!add_party(flow.holdings[supply.from.index()].party)) return false;
        break;
    }
  }
  return true;
}

bool Likeness::add_out_of(HoldingId holding) {
  const Flow& flow = bench_.flow;
  const std::span<const SupplyId> out_of = flow.out_of(holding);
  key_.push_back(kPart);
  if (out_of.size() > kMostSupplies) return false;
  for (const SupplyId id : out_of) {
    const Supply& supply = flow.supplies[id.index()];
    switch (supply.kind) {
      case SupplyKind::kPublic:
        key_.push_back(kToThePublic);
        break;
      case SupplyKind::kDerivation: {
        const DerivationKind by = bench_.graph.derivations[supply.derivation].by;
        const bool outputs =
            by == DerivationKind::kDistill || by == DerivationKind::kTrainOnOutputs;
        key_.push_back(outputs ? kDerivedFromOutputs : kDerived);
        break;
      }
      case SupplyKind::kAgreement:
        key_.insert(key_.end(), {kByAgreement, flow.class_of(id),
                                 issuer(flow.holdings[supply.to.index()].party)});
        break;
    }
  }
  return true;
}

std::optional<std::uint32_t> Likeness::of(HoldingId holding) {
  const Flow& flow = bench_.flow;
  const auto [party, artifact] = flow.holdings[holding.index()];
  if (!flow.releases.empty() && flow.releases.contains(holding)) return std::nullopt;
  if (concerns_one_agreement(flow.expected[holding.index()])) return std::nullopt;
  const bool developed = flow.artifact_of(holding).developer == party;
  key_.clear();
  key_.insert(key_.end(),
              {static_cast<std::uint32_t>(developed), flow.expected[holding.index()].value,
               flow.bound[holding.index()].value, flow.own[holding.index()].value,
               flow.artifact_of(holding).context.value, flow.artifact_of(holding).evidence.value,
               bench_.graph.governing(artifact).value});
  const bool alike =
      add_party(party) && add_into(holding) && add_out_of(holding) && add_ways(holding);
  if (!alike) return std::nullopt;
  return number(holdings_);
}

std::optional<std::uint32_t> Likeness::of_supply(SupplyId id) {
  const Flow& flow = bench_.flow;
  const Supply& supply = flow.supplies[id.index()];
  const std::size_t from = supply.from.index(), to = supply.to.index();
  key_.clear();
  key_.insert(key_.end(), {flow.class_of(id), flow.expected[from].value, flow.bound[from].value,
                           flow.own[from].value, flow.bound[to].value,
                           issuer(flow.holdings[from].party), issuer(flow.holdings[to].party),
                           bench_.graph.agreements[supply.agreement.index()].evidence.value,
                           bench_.graph.artifacts[supply.artifact.index()].evidence.value});
  if (!add_ways(supply.from)) return std::nullopt;
  return number(supplies_);
}

}  // namespace flowdown
