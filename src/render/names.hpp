// How a picture calls things: as the graph does, or by pseudonyms.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "flowdown/flow.hpp"

namespace flowdown {

// All results are printable. A key is what element ids are made of; a name is what people read.
// Pseudonyms number the things of one kind in an order that tells nothing of their names, and are
// the same in every picture of the same graph.
class Names {
 public:
  Names(const Model& model, bool anonymise);

  bool anonymous() const { return anonymous_; }
  std::string graph() const;  // the graph's title or id
  std::string name(PartyId party) const;
  std::string key(PartyId party) const;
  std::string name(ArtifactId artifact) const;
  std::string key(ArtifactId artifact) const;
  std::string key(AgreementId agreement) const;
  std::string key(PolicyId policy) const;
  // Names in the order of ids, or, where that would tell of the ids, in their own.
  std::vector<std::string> in_order(std::vector<std::string> names) const;
  // As a sentence calls it: "llama-2-aup", "the terms that agreement x adds".
  std::string name(VersionId version) const;

 private:
  const Model& model_;
  bool anonymous_;
  std::vector<std::uint32_t> parties_, artifacts_, agreements_, policies_;  // numbers, by index
};

}  // namespace flowdown
