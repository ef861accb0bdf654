// The table of licence names: which policies a name, an id or a link of a licence stands for, how
// organisations are called in graphs, and which artifacts everybody knows. policies/licences.yaml
// ships inside the library; docs/formats.md describes the file.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/diagnostic.hpp"
#include "flowdown/source.hpp"

namespace flowdown::importing {

enum class TermsKnown : std::uint8_t { kUnknown, kNone, kListed };

// What a name of a licence stands for.
struct LicenceName {
  std::string title;
  TermsKnown terms = TermsKnown::kUnknown;
  std::vector<std::string> policies;  // empty unless kListed
  bool stated = true;                 // false: says that no licence is stated ("unknown", "n/a")
  bool low = false;                   // confidence: low
  std::string note;
};

struct Organisation {
  std::string id, title;
};

// An artifact that others name without describing it.
struct KnownArtifact {
  std::string title, developer, kind;
  std::optional<LicenceName> licence;  // absent: the terms are unknown
  bool by_api = false;                 // served, not handed out
  std::string deltas;  // why what is made from it may hold only differences to it; mostly empty
};

class LicenceTable {
 public:
  static Result<LicenceTable> read(const SourceText& text);

  const LicenceName* find(std::string_view spelled) const;
  // By the link in the text that comes first; null where there is none that is known.
  const LicenceName* find_link(std::string_view text) const;
  const Organisation* organisation(std::string_view name) const;
  const KnownArtifact* artifact(std::string_view name) const;
  // By the longest start of a hub id.
  const KnownArtifact* hub_artifact(std::string_view id) const;
  // The word in the text that speaks of deltas or adapters; empty where there is none.
  std::string sign_of_deltas(std::string_view text) const;

  const std::vector<LicenceName>& names() const { return names_; }
  const std::vector<KnownArtifact>& artifacts() const { return artifacts_; }

 private:
  class Reader;
  std::vector<LicenceName> names_;
  std::vector<Organisation> organisations_;
  std::vector<KnownArtifact> artifacts_;
  std::map<std::string, std::size_t> by_name_, by_organisation_, by_artifact_, by_hub_;
  std::vector<std::pair<std::string, std::size_t>> links_;
  std::vector<std::string> signs_;
};

}  // namespace flowdown::importing
