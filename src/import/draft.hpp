// The graph that an import builds, and how it is written down. Parties, artifacts and agreements
// are named by their place here; ids are given when they are entered, and differ.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/import.hpp"
#include "import/licence_table.hpp"

namespace flowdown::importing {

struct DraftParty {
  std::string id, title, seat, note;
  bool develops = false, deploys = false;
  // Where its first application stands; no file where it has none.
  const std::string* deploys_file = nullptr;
  std::uint32_t deploys_line = 0;
};

// A fact's confidence in the graph: `high` is not written.
enum class Trust : std::uint8_t { kHigh, kMedium, kLow };

struct DraftDerivation {
  std::size_t parent = 0;
  std::string by, note;
  Trust trust = Trust::kMedium;
};

struct DraftArtifact {
  std::string id, title, kind, source, note;
  std::size_t developer = 0;
  std::vector<std::string> modality;
  std::optional<Date> released;
  TermsKnown terms = TermsKnown::kUnknown;
  std::vector<std::string> policies;
  Trust trust = Trust::kMedium;
  std::vector<DraftDerivation> derived_from;
};

struct DraftAgreement {
  std::string id, channel, note;
  std::size_t from = 0, to = 0, artifact = 0;
  Trust trust = Trust::kMedium;
};

// Ids that differ: a wanted one that is taken gets a number.
class Ids {
 public:
  std::string give(std::string wanted, std::string_view otherwise);

 private:
  std::set<std::string> taken_;
  std::map<std::string, std::size_t> next_;
};

struct Draft {
  std::string id, title;
  std::vector<std::string> policies;
  std::optional<Date> as_of;
  std::vector<DraftParty> parties;
  std::vector<DraftArtifact> artifacts;
  std::vector<DraftAgreement> agreements;
};

std::string write_graph(const Draft& draft, GraphSyntax syntax);

}  // namespace flowdown::importing
