// Stage 2: Model → Flow. Carries every obligation along every supply, on the date judged.
//
// The unit is the holding: a party together with an artifact that it holds. Supplies are the edges
// between holdings. At each holding stands what has arrived there, twice: what is expected (whether
// or not the contracts say so) and the part of it that contracts make binding.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "flowdown/algebra.hpp"
#include "flowdown/model.hpp"

namespace flowdown {

struct Holding {
  PartyId party;
  ArtifactId artifact;
  friend auto operator<=>(const Holding&, const Holding&) = default;
};

enum class SupplyKind : std::uint8_t {
  kAgreement,   // an agreement supplies the artifact
  kPublic,      // the developer of a parent supplies it to the public, no agreement being shown
  kDerivation,  // within one party: from the parent to the derived artifact
};

struct Supply {
  HoldingId from, to;
  SupplyKind kind = SupplyKind::kAgreement;
  ArtifactId artifact;           // what is supplied; of a derivation, the derived artifact
  AgreementId agreement;         // kAgreement
  std::uint32_t derivation = 0;  // kDerivation, kPublic: index into Graph::derivations
};

// How much of a policy: of its prohibitions, the points in `uses`; of its duties and limits, the
// contexts in `duties`.
struct Extent {
  Region uses;
  ContextSet duties = kNoContext;
  bool empty() const { return uses.empty() && duties == kNoContext; }
  friend bool operator==(const Extent&, const Extent&) = default;
};
using ExtentId = Id<struct ExtentTag>;
inline constexpr ExtentId kNoExtent{std::size_t{0}};
inline constexpr ExtentId kWholeExtent{std::size_t{1}};

// Obligations that have reached one place: each policy version with its extent, by version, none
// of them empty.
using Obligations = std::vector<std::pair<VersionId, ExtentId>>;
using ObligationsId = Id<struct ObligationsTag>;
inline constexpr ObligationsId kNoObligations{std::size_t{0}};

// The stores of extents and obligation sets, interned, with memoised operations: equal sets have
// equal ids. Most holdings of a large graph share few distinct sets.
class ObligationSets {
 public:
  explicit ObligationSets(const Model& model);
  ~ObligationSets();
  ObligationSets(ObligationSets&&) noexcept;
  ObligationSets& operator=(ObligationSets&&) noexcept;

  Algebra& algebra();
  const Extent& operator[](ExtentId id) const;
  const Obligations& operator[](ObligationsId id) const;

  ExtentId intern(Extent extent);
  ExtentId unite(ExtentId a, ExtentId b);
  ExtentId intersect(ExtentId a, ExtentId b);
  ExtentId subtract(ExtentId a, ExtentId b);
  bool covers(ExtentId a, ExtentId b);  // a ⊇ b

  // Sorts, unites entries of one version, drops empty ones.
  ObligationsId intern(Obligations obligations);
  ObligationsId unite(ObligationsId a, ObligationsId b);
  // The extent to which `version` is in the set; kNoExtent where it is not.
  ExtentId extent_of(ObligationsId set, VersionId version) const;

  // What the version prohibits, and expressly allows, wherever it applies. Memoised.
  const Region& prohibited(VersionId version);
  const Region& allowed(VersionId version);
  // What the version prohibits within the extent. Memoised.
  const Region& prohibited(VersionId version, ExtentId extent);
  // Whether the version prohibits, requires or limits anything within the extent.
  bool has_force(VersionId version, ExtentId extent);

 private:
  struct Store;
  std::unique_ptr<Store> store_;
};

// A release of one holder from part of a policy, by a waiver that counts.
struct Release {
  PolicyId policy;
  ExtentId extent;
  AgreementId agreement;
};

// What became of one waiver, or of one grant that waives an act, for one artifact.
enum class WaiverState : std::uint8_t {
  kApplied,       // takes effect
  kPending,       // its first day is after the date judged
  kExpired,       // its last day, or its agreement's, is before the date judged
  kUnauthorised,  // its grantor neither issued the policy nor holds the power to waive it
};
struct WaiverEffect {
  AgreementId agreement;
  ArtifactId artifact;
  PolicyId policy;
  // Index into Terms::waives, or, where `grant` is set, none.
  std::uint32_t waiver = 0;
  std::uint8_t grant = 0;  // kGrantHost or kGrantRedistribute; 0: a written waiver
  WaiverState state = WaiverState::kApplied;
  ExtentId extent;  // what it names
  bool takes_effect =
      false;  // something of the policy that reaches its recipient is within `extent`
};

class Carrier;   // private to the stage: how supplies carry obligations
class Grantors;  // private to the stage: who may waive what

// The value of stage 2. Refers to the model, which must outlive it.
struct Flow {
  const Model* model = nullptr;
  Date as_of;

  std::vector<Holding> holdings;  // sorted by party, then artifact
  std::vector<Supply> supplies;   // sorted by (to, from, kind, agreement, derivation)

  // By holding. What has arrived; it excludes what the holder itself puts on the artifact (`own`),
  // and is before releases, which concern the holder alone and not what flows on.
  std::vector<ObligationsId> expected, bound, own;
  std::map<HoldingId, std::vector<Release>> releases;
  // By party: regulations that reach it where it operates. They bind and do not travel.
  std::vector<ObligationsId> regulations;
  std::vector<WaiverEffect> waivers;  // sorted by agreement, artifact, policy, waiver, grant

  // Shared by the later stages, which intern further sets.
  std::shared_ptr<ObligationSets> sets;
  std::shared_ptr<Carrier> carrier;
  std::shared_ptr<const Grantors> grantors;

  HoldingId find(PartyId party, ArtifactId artifact) const;
  std::span<const SupplyId> into(HoldingId holding) const;
  std::span<const SupplyId> out_of(HoldingId holding) const;

  const Party& party_of(HoldingId h) const {
    return model->graph.parties[holdings[h.index()].party.index()];
  }
  const Artifact& artifact_of(HoldingId h) const {
    return model->graph.artifacts[holdings[h.index()].artifact.index()];
  }

  // What the holder is judged against: what is expected of it and the regulations that reach it,
  // less its releases and what it issued itself. `binding` gives the part of it that binds.
  ObligationsId judged(HoldingId holding) const;
  ObligationsId binding(HoldingId holding) const;

  // What the holder's own policies prohibit (or, for kAllow, expressly allow), each on the channels
  // that it covers.
  Region own_region(HoldingId holding, RuleKind kind) const;

  // Whether the party issued the policy version, and so is not judged against it.
  bool issued_by(VersionId version, PartyId party) const;

  // Whether the party issued the policy, or holds the power to waive it for the artifact by grants
  // that lead back to its issuer.
  bool may_waive(PartyId party, ArtifactId artifact, PolicyId policy) const;

  // The version that an agreement fixes of a policy, by pin or because the policy is static;
  // `is_own` says that the policy is its supplier's own. None: it fixes none.
  VersionId fixed_version(AgreementId agreement, PolicyId policy, bool is_own) const;

  // Supplies of one class carry alike whatever is at their `from`.
  std::uint32_t class_of(SupplyId supply) const { return classes[supply.index()]; }

  // Whether the holder developed the artifact.
  bool is_developer(HoldingId holding) const {
    return homes[holdings[holding.index()].artifact.index()] == holding;
  }

  // The terms of a supply that has some: not of a derivation.
  const Terms& terms_of(SupplyId supply) const;

  std::vector<HoldingId> homes;                    // by artifact: where its developer holds it
  std::vector<std::uint32_t> classes;              // by supply
  std::vector<std::uint32_t> first_holding;        // by party: the first of its holdings
  std::vector<std::uint32_t> first_in, first_out;  // CSR over `in` and `out`, by holding
  std::vector<SupplyId> in, out;
};

// Requires a model that load() accepted. Never fails: what the graph leaves unknown stays unknown.
Flow propagate(const Model& model, Date as_of);

// Whether the version is a regulation: a policy whose issuer is a regulator of the graph. Law whose
// regulator the graph does not name is not judged by.
bool is_regulation(const Model& model, const PolicyVersion& version);

// What arrives at `to` by one supply alone: as expected, what of it the terms carry (whether or not
// they are in force), and what is binding on the date judged.
struct Passage {
  ObligationsId expected, carried, bound;
};
Passage passage(const Flow& flow, SupplyId supply);

// How one policy fares on one supply.
enum class Step : std::uint8_t {
  kNothing,          // none of it is at `from`
  kCarried,          // it arrives, and the contract makes all that it asks binding
  kNotBound,         // it arrives, expected but not (fully) bound: terms known, in force
  kUnknownTerms,     // it arrives; the terms of the agreement are not known
  kExpired,          // it arrives; the agreement is no longer in force, but it would carry it
  kExpiredNotBound,  // it arrives; the agreement is no longer in force, and would not carry it
  kOutOfScope,       // the policy does not speak of this channel
  kOutOfReach,       // the policy does not reach recipients, derivatives or outputs
  kNarrowedAway,     // the agreement's contexts exclude all of it
  kWaived,           // a waiver that extends downstream takes all of it out
};
struct Transit {
  Step step = Step::kNothing;
  VersionId arrives_as;  // the version that counts after the step (pins, static incorporation)
  ExtentId leaving = kNoExtent;   // what was at `from` of it
  ExtentId stopped = kNoExtent;   // of kOutOfScope: what would arrive, but for the channel
  ExtentId arriving = kNoExtent;  // what arrives
  ExtentId bound = kNoExtent;     // what arrives as binding
};
// `version` must be one of versions_on().
Transit transit(const Flow& flow, SupplyId supply, VersionId version);

// The versions that are expected at, or own to, the supply's `from`, and those that its terms
// bring.
std::vector<VersionId> versions_on(const Flow& flow, SupplyId supply);

// A way of supplies, first to last. Of a long one only the first and the last supplies are there.
struct Way {
  std::vector<SupplyId> supplies;
  std::size_t left_out = 0;  // how many, all between the first and the second of `supplies`
};

// Finds how an obligation came, and how far it goes on. Keeps what it has searched.
class Tracer {
 public:
  explicit Tracer(const Flow& flow);
  ~Tracer();

  // The supplies of a shortest way by which `version` came to `holding`, first to last, of those
  // along which `point` (if given) stays prohibited; ties go to the supplies with the smaller ids
  // of party and artifact. A way starts where the policy is a supplier's own or an agreement adds
  // it; failing that, at an agreement that names it. Empty where the holder's own policies or a
  // regulation put it there, or where it did not come.
  std::vector<SupplyId> path(HoldingId holding, VersionId version,
                             const std::optional<UsePoint>& point = std::nullopt);
  // The same way with at most kMostSteps supplies, but for ways that narrow the policy.
  static constexpr std::size_t kMostSteps = 100;
  Way way(HoldingId holding, VersionId version,
          const std::optional<UsePoint>& point = std::nullopt);
  // The lowest confidence of the facts along that way; high where there is none.
  Confidence lowest_confidence(HoldingId holding, VersionId version,
                               const std::optional<UsePoint>& point = std::nullopt);
  // The same, where it is the same for every point and for none; else nothing.
  std::optional<Confidence> steady_confidence(HoldingId holding, VersionId version);
  // The holding where that way starts.
  HoldingId origin(HoldingId holding, VersionId version);
  // How many other holdings lie downstream of `holding` by supplies along which any version of
  // `policy` flows (any supply at all for no policy). To count where ways meet again takes a search
  // from each holding; so in a graph of more than kMostSearched supplies such a count ends at
  // kMostCounted, which then means that many or more.
  static constexpr std::size_t kMostSearched = 20'000, kMostCounted = 1'000;
  std::size_t downstream(HoldingId holding, PolicyId policy);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace flowdown
