// Which holdings, and which supplies by agreement, are judged alike.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "bench.hpp"

namespace flowdown {

class Likeness {
 public:
  // The bench must outlive it.
  explicit Likeness(Bench& bench);

  // The number of the class that the holding is in: the judgement on one of a class is that on
  // every other, but for the names of party, artifact and agreements and the places of all of
  // them. Numbers count up from 0 as classes are met. None: it is judged by itself.
  std::optional<std::uint32_t> of(HoldingId holding);
  // The same of a supply by an agreement.
  std::optional<std::uint32_t> of_supply(SupplyId supply);

 private:
  using Key = std::vector<std::uint32_t>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  using Classes = std::unordered_map<Key, std::uint32_t, KeyHash>;

  void number_issuers();
  void number_parties();
  bool add_party(PartyId party);
  bool add_ways(HoldingId holding);
  bool add_into(HoldingId holding);
  bool add_out_of(HoldingId holding);
  bool concerns_one_agreement(ObligationsId set);
  std::uint32_t issuer(PartyId party) const { return issuers_[party.index()]; }
  std::optional<std::uint32_t> number(Classes& classes);

  Bench& bench_;
  std::vector<std::uint32_t> issuers_;     // by party: which issuer of policies it is; 0: none
  std::vector<std::uint32_t> parties_;     // by party: its class; kAlone: like no other
  std::vector<std::int8_t> of_agreement_;  // by obligation set: -1 not known yet, 0 no, 1 yes
  Classes holdings_, supplies_;
  Key key_;
};

}  // namespace flowdown
