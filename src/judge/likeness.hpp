// Which holdings, and which supplies by agreement, are judged alike.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "bench.hpp"
#include "flowdown/text_table.hpp"

namespace flowdown {

class Likeness {
 public:
  // The bench must outlive it.
  explicit Likeness(Bench& bench);
  ~Likeness();

  // The number of the class that the holding is in: the judgement on one of a class is that on
  // every other, but for the names of party, artifact and agreements and the places of all of
  // them. Numbers count up from 0 in the order of holdings. None: it is judged by itself.
  std::optional<std::uint32_t> of(HoldingId holding) const { return known(holdings_, holding); }
  // The same of a party, in the order of parties.
  std::optional<std::uint32_t> of(PartyId party) const { return known(parties_, party); }
  // The same of a supply by an agreement, in the order in which they are asked for.
  std::optional<std::uint32_t> of_supply(SupplyId supply);

 private:
  static constexpr std::uint32_t kAlone = 0xffffffffU;
  class Writer;

  template <class Id>
  static std::optional<std::uint32_t> known(const std::vector<std::uint32_t>& classes, Id id) {
    const std::uint32_t found = classes[id.index()];
    return found == kAlone ? std::nullopt : std::optional(found);
  }

  void number_issuers();
  void number_parties();
  void number_holdings();
  std::uint32_t issuer(PartyId party) const { return issuers_[party.index()]; }

  Bench& bench_;
  std::vector<std::uint32_t> issuers_;   // by party: which issuer of policies it is; 0: none
  std::vector<std::uint32_t> parties_;   // by party: its class; kAlone: like no other
  std::vector<std::uint32_t> holdings_;  // by holding: its class
  TextTable supplies_;
  TextArena keys_;
  std::unique_ptr<Writer> writer_;  // of the keys of supplies
};

}  // namespace flowdown
