// The supply chain as its author wrote it: parties, artifacts, agreements.
//
// A graph has from ten to some millions of artifacts, most of them alike. So whatever recurs is
// stored once and named by an id: names are symbols, and lists of policies, contexts, evidence and
// the terms of agreements are interned. Two agreements with one `TermsId` have the same terms.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flowdown/date.hpp"
#include "flowdown/ids.hpp"
#include "flowdown/policy.hpp"
#include "flowdown/source.hpp"
#include "flowdown/taxonomy.hpp"

namespace flowdown {

// The names of a graph, by symbol. A symbol's text stays where it is while the table lives, and is
// shared by its copies.
class Symbols {
 public:
  // The one symbol of all equal texts that are interned.
  Symbol intern(std::string_view text);
  // A symbol of its own for a text that lies in storage that is kept.
  Symbol adopt(std::string_view text) {
    texts_.push_back(text);
    return Symbol(texts_.size() - 1);
  }
  // The first of that many symbols in a row. They name nothing until they are given such a text;
  // different ones may be given theirs at the same time.
  Symbol allot(std::size_t count) {
    texts_.resize(texts_.size() + count);
    return Symbol(texts_.size() - count);
  }
  void give(Symbol symbol, std::string_view text) { texts_[symbol.index()] = text; }
  void keep(std::shared_ptr<const char[]> storage) { storage_.push_back(std::move(storage)); }
  void reserve(std::size_t symbols) { texts_.reserve(symbols); }

  std::string_view text(Symbol symbol) const {
    return symbol ? texts_[symbol.index()] : std::string_view();
  }

 private:
  // The part of the last piece of storage that is free. A copy begins with none.
  struct Room {
    char* next = nullptr;
    std::size_t left = 0;
    Room() = default;
    Room(const Room&) {}
    Room(Room&& other) noexcept
        : next(std::exchange(other.next, nullptr)), left(std::exchange(other.left, 0)) {}
    Room& operator=(const Room& other) {
      if (this != &other) *this = Room();
      return *this;
    }
    Room& operator=(Room&& other) noexcept {
      next = std::exchange(other.next, nullptr);
      left = std::exchange(other.left, 0);
      return *this;
    }
    ~Room() = default;
  };

  std::string_view store(std::string_view text);
  void grow();

  std::vector<std::string_view> texts_;
  std::vector<std::shared_ptr<const char[]>> storage_;
  Room room_;
  std::vector<Symbol> slots_;  // of what is interned, by hash; a power of two, a third of it free
  std::size_t interned_ = 0;
};

// What may be unknown: absent in the file means unknown, an empty list or `none` is a statement.
enum class Stated : std::uint8_t { kUnknown, kNone, kListed };

struct PolicyList {
  Stated stated = Stated::kUnknown;
  std::vector<PolicyRef> refs;  // empty unless kListed
  friend bool operator==(const PolicyList&, const PolicyList&) = default;
};

// Where a fact of a graph comes from and how sure it is.
struct Evidence {
  Confidence confidence = Confidence::kHigh;
  std::string source, note;
  std::optional<Date> retrieved;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

// A value over time. `current` is an undated value; `dated` values hold from their date on.
struct AttributeValue {
  AttributeId attribute;
  std::optional<std::int64_t> current;
  std::map<Date, std::int64_t> dated;
  SourcePos pos;
};

// Something a party is known to do: a duty or a safeguard, perhaps with the duty's parameter.
struct Practice {
  DutyId duty;  // exactly one of these two is set
  SafeguardId safeguard;
  std::optional<Quantity> parameter;
  SourcePos pos;
};

// A declared use, with the place of the word in the file.
struct DeclaredUse {
  UseId use;
  SourcePos pos;
};

struct Party {
  Symbol id, title, seat;
  PartyKind kind = PartyKind::kApplication;
  PolicyListId policies;
  ContextId context;  // operates_in (as territory), audience, sector, purpose
  EvidenceId evidence;
  std::vector<AttributeValue> attributes;
  std::vector<DeclaredUse> uses;
  bool practices_known = false;
  std::vector<Practice> practices;
  SourcePos pos;
};

enum class ArtifactKind : std::uint8_t { kModel, kDataset, kAdapter, kService };
enum class DerivationKind : std::uint8_t {
  kFinetune,
  kQuantize,
  kMerge,
  kAdapter,
  kDistill,
  kTrainOnOutputs,
  kInclude,
};
inline constexpr std::size_t kDerivationKindCount = 7;

// One parent of a derived artifact.
struct Derivation {
  ArtifactId parent;
  DerivationKind by = DerivationKind::kFinetune;
  EvidenceId evidence;
  SourcePos pos;
};

struct Artifact {
  Symbol id, title;
  PartyId developer;
  ArtifactKind kind = ArtifactKind::kModel;
  PolicyListId policies;
  ContextId context;  // modality
  EvidenceId evidence;
  std::optional<Date> released;
  std::uint32_t first_derivation = 0, derivations = 0;  // range in Graph::derivations
  SourcePos pos;
};

// A release from part of an obligation, written in an agreement.
struct Waiver {
  PolicyId policy;
  std::vector<UseId> uses;            // each with all below it; empty: all that the policy asks
  std::vector<ArtifactId> artifacts;  // empty: all that the agreement supplies
  Context when;
  std::optional<Date> effective, until;  // `until` is the last day it holds
  bool extends_downstream = false;
  std::string clause, note, source;
  Confidence confidence = Confidence::kHigh;
  SourcePos pos;
};

enum class TermsDocument : std::uint8_t { kLicence, kTermsOfService, kEula, kCustomContract };
inline constexpr std::uint8_t kGrantHost = 1, kGrantRedistribute = 2, kGrantWaive = 4;

// The terms of an agreement.
struct Terms {
  TermsDocument document = TermsDocument::kCustomContract;
  std::uint8_t channel = 0;                // index into the values of Dimension::kChannel
  std::optional<Date> effective, expires;  // first and last day in force
  Context where;
  // False where none of incorporates, delivers, adds, waives is given: nothing is known of them.
  bool known = false;
  bool incorporates_upstream = false;  // all that binds `from`
  std::vector<PolicyRef> incorporates, delivers;
  VersionId adds;  // a policy version of its own; none: nothing added
  std::vector<Waiver> waives;
  std::uint8_t grants = 0;                      // kGrant… bits
  std::vector<SafeguardId> granted_safeguards;  // such as separate_licence

  bool exists(Date date) const { return !effective || *effective <= date; }
  bool expired(Date date) const { return expires && *expires < date; }
  bool in_force(Date date) const { return exists(date) && !expired(date); }
};

struct Agreement {
  Symbol id, title;
  PartyId from, to;
  std::uint32_t first_artifact = 0, artifacts = 0;  // range in Graph::supplied
  TermsId terms;
  EvidenceId evidence;
  SourcePos pos;
};

struct Graph {
  std::string id, title;
  std::optional<Date> as_of;          // the date judged, where the file states it
  std::vector<Party> parties;         // sorted by id
  std::vector<Artifact> artifacts;    // sorted by id
  std::vector<Agreement> agreements;  // sorted by id
  std::vector<Derivation> derivations;
  std::vector<ArtifactId> supplied;

  std::vector<PolicyList> policy_lists;
  std::vector<Context> contexts;
  std::vector<Evidence> evidence;
  std::vector<Terms> terms;
  Symbols symbols;

  std::string_view name(Symbol symbol) const { return symbols.text(symbol); }
  std::string_view id_of(PartyId party) const { return name(parties[party.index()].id); }
  std::string_view id_of(ArtifactId a) const { return name(artifacts[a.index()].id); }
  std::string_view id_of(AgreementId a) const { return name(agreements[a.index()].id); }
  const PolicyList& policies_of(const Party& p) const { return policy_lists[p.policies.index()]; }
  const PolicyList& policies_of(const Artifact& a) const {
    return policy_lists[a.policies.index()];
  }
  // The policies that govern an artifact: its own, or, where those are absent, its developer's.
  PolicyListId governing(ArtifactId a) const {
    const Artifact& artifact = artifacts[a.index()];
    const bool own = policies_of(artifact).stated != Stated::kUnknown;
    return own ? artifact.policies : parties[artifact.developer.index()].policies;
  }
  const Terms& terms_of(AgreementId a) const { return terms[agreements[a.index()].terms.index()]; }
  // The party of that id; none where there is none. Binary search.
  PartyId find_party(std::string_view id) const;
  ArtifactId find_artifact(std::string_view id) const;
  AgreementId find_agreement(std::string_view id) const;
};

}  // namespace flowdown
