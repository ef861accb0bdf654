// Stage 5: Flow, Findings → Diagram → DOT, SVG, PNG, PDF. Pictures of who supplies whom, what each
// supply carries, what was lost where, and who has to act.
//
// A run is two calls: draw() decides what is in the picture, as plain values that know nothing of
// Graphviz; render() lays them out. Every text in a Diagram is printable (see printable() in
// report.hpp) and not yet escaped for any format. See docs/diagrams.md for what the signs mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/diagnostic.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "flowdown/ids.hpp"
#include "flowdown/policy.hpp"

namespace flowdown {

// Which holdings become one node.
enum class Collapse : std::uint8_t {
  kNone,          // each holding, a party with an artifact, is a node of its own
  kOrganisation,  // those of one party; but where obligations travel from an artifact to one that
                  // the party derived from it, the derived one is a node of its own
  kState,         // nodes of kOrganisation with the same kind, obligations and findings
  kKind,          // all parties of one kind
};

enum class Direction : std::uint8_t { kUp, kDown, kBoth };  // of a neighbourhood

struct DiagramOptions {
  // What is drawn. With none of these: the part of the graph in which its findings live (its
  // errors and warnings; the notes too, where there are only notes; all, where there are none).
  // `finding` stands alone; the others together draw what is in all of them.
  bool all = false;
  PartyId party;                       // it and its neighbours, as far as `depth` says
  ArtifactId artifact;                 // its holders, and what it is derived from and into
  UseId use;                           // where prohibitions of it reach, bind and stop
  PolicyId policy;                     // where that policy reaches, binds and stops
  std::optional<std::size_t> finding;  // index into Findings: its way, and what depends on it

  std::optional<std::size_t> depth;        // of `party`: supplies to walk; none: 1
  Direction direction = Direction::kBoth;  // of `party`

  std::optional<Collapse> collapse;  // none: kOrganisation, and more where there is too much
  bool anonymise = false;            // pseudonyms in the place of names
  bool index = true;                 // whether to fill the lists of element ids in Diagram

  // What has more nodes or edges than `most_…` is collapsed by state. If it still has, the
  // `worst_…` ones alone are drawn, so that the picture can be looked at. Diagram::notes says so.
  // Each worst is taken to be no more than the most.
  std::size_t most_nodes = 200, most_edges = 400;
  std::size_t worst_nodes = 30, worst_edges = 45;
  // The same of what is longer, from left to right, or higher than can be read.
  std::size_t most_tiers = 16, most_in_tier = 48;
  // Above, the agreements between the same two nodes are one edge.
  std::size_t most_single_edges = 24;
};

// How the obligations that come to one supply fare on it, by number. One obligation is one
// prohibition, duty or limit of a policy version, and counts once.
struct EdgeCounts {
  std::size_t bound = 0;     // arrive, and all of what arrives binds
  std::size_t partly = 0;    // arrive, and part of it binds
  std::size_t expected = 0;  // arrive, and the terms, known and in force, do not make them bind
  std::size_t unknown = 0;   // arrive; the terms are not known
  std::size_t expired = 0;   // arrive; the agreement is no longer in force
  std::size_t released = 0;  // arrive; a waiver takes out part of what each asks
  std::size_t waived = 0;    // taken out by a waiver: from what flows on, or of this recipient
  std::size_t stopped = 0;   // go no further: out of the policy's scope or reach, or narrowed away
  std::size_t arriving() const { return bound + partly + expected + unknown + expired + released; }
  friend bool operator==(const EdgeCounts&, const EdgeCounts&) = default;
};

// What the line of an edge shows: the first that applies.
enum class EdgeState : std::uint8_t {
  kExpired,   // something arrives by an agreement that is no longer in force
  kExpected,  // something arrives and does not bind
  kPartly,    // something arrives of which part binds
  kUnknown,   // something arrives and the terms are not known
  kBound,     // all that arrives binds
  kWaived,    // nothing arrives, since it was waived
  kStopped,   // nothing arrives, since it goes no further
  kNothing,   // nothing is asked
};
std::string_view key_of(EdgeState state);  // "expired", "expected", …

// Where the one obligation that is followed stands at a node.
enum class Followed : std::uint8_t {
  kNot,       // nothing is followed
  kIssued,    // put on an artifact here
  kBinds,     // it reaches the node, and binds
  kPartly,    // it reaches the node, and binds in part
  kReaches,   // it reaches the node, and does not bind
  kUnknown,   // it reaches the node; the terms by which it comes are not known
  kReleased,  // it reaches the node, which is released from all of it
  kAbsent,    // it does not reach the node
};
std::string_view key_of(Followed followed);  // "none", "issued", "binds", …

struct DiagramCounts {
  std::size_t errors = 0, warnings = 0, notes = 0;  // findings
  std::size_t total() const { return errors + warnings + notes; }
  friend bool operator==(const DiagramCounts&, const DiagramCounts&) = default;
};

// The gaps of a node in one group of the grouping judged by.
struct GroupGap {
  std::string group;     // title; "other uses" for those in no group
  std::size_t uses = 0;  // how many uses of it are left open
};

// Element ids are stable names (`party-aws`, `holding-aws--llama-2`, `agreement-aws-to-wellness`)
// that are made from the ids of the graph, or, of what was collapsed, from the first of them. Each
// is unique in the picture, matches [A-Za-z_][A-Za-z0-9_.-]*, and is the `id` of the `<g>` in SVG.
struct DiagramNode {
  std::string id;
  PartyKind kind = PartyKind::kApplication;
  std::string title;               // of the party, or "14 applications"
  std::vector<std::string> lines;  // below it: what is held, counts, and so on
  std::size_t tier = 0;            // index into Diagram::tiers
  DiagramCounts counts;            // of findings of the node itself
  std::vector<GroupGap> gaps;      // the most uses first
  Followed followed = Followed::kNot;
  std::vector<std::string> reasons;  // of what is followed: what is amiss here; also in `lines`
  std::size_t parties = 1;           // how many the node stands for
  std::size_t holdings = 0;
  bool lit = false, dim = false;  // on, or off, the way of the finding that is shown
  std::string tooltip;            // several lines: findings with clause and path
  std::vector<std::string> classes;  // of the `<g>`: node, kind-…, severity-…, follow-…, lit, dim
};

struct DiagramEdge {
  std::string id;
  std::size_t from = 0, to = 0;  // indices into Diagram::nodes
  enum class Kind : std::uint8_t { kAgreement, kPublic, kDerivation, kLaw, kMixed };
  Kind kind = Kind::kAgreement;
  std::vector<std::string> artifacts;   // titles or ids, as printed
  std::vector<std::string> agreements;  // ids; empty where there is none
  std::string way;                      // "larch-to-cumulus", "public release", "fine-tuned into"
  EdgeState state = EdgeState::kNothing;
  EdgeCounts obligations;
  DiagramCounts counts;            // of findings of the agreements and derivations
  std::vector<std::string> lines;  // the label, several lines
  bool lit = false, dim = false;
  std::string tooltip;
  std::vector<std::string> classes;  // edge, state-…, severity-…, lit, dim
};

// What a line of the legend shows beside its words.
struct LegendEntry {
  enum class Sign : std::uint8_t { kSeverity, kState, kLit };
  Sign sign = Sign::kSeverity;
  int value = 0;  // of Severity or EdgeState; 0 for kLit
  std::string words;
};

struct Diagram {
  std::string title;               // the graph's title or id, and what is shown of it
  std::vector<std::string> lines;  // below the title: graph and date, verdict
  std::string description;         // a paragraph: what is in the picture, for who cannot see it
  std::vector<std::vector<std::size_t>> tiers;  // node indices, from left to right
  std::vector<DiagramNode> nodes;               // by id
  std::vector<DiagramEdge> edges;               // by id
  std::vector<LegendEntry> legend;              // signs that occur in the picture
  bool compact = false;            // many edges: labels have one line, without the agreement
  std::vector<std::string> notes;  // what was collapsed or left out, as sentences

  // Element ids by what they show, each list sorted. Keys are as in the graph (with `anonymise`
  // there are none): a finding's id; a party's id; "party/artifact"; an agreement's id.
  using Index = std::map<std::string, std::vector<std::string>, std::less<>>;
  Index findings;    // where it is, and the way by which its obligation came (in graphs with very
                     // many long ways, of the first findings only)
  Index parties;     // its nodes; edges into and out of it
  Index holdings;    // its node
  Index agreements;  // its edge
};

// Never fails; a picture without nodes says so in its notes. Requires that the ids in the options
// are of the flow's model, and `findings` of the flow.
Diagram draw(const Flow& flow, const Findings& findings, const DiagramOptions& options = {});

enum class DiagramFormat : std::uint8_t { kDot, kSvg, kPng, kPdf };

struct RenderOptions {
  // Of PNG, in pixels; of SVG and PDF, in points (1/72 inch). The picture keeps its proportions and
  // is centred in what is asked for. 0: as large as it comes out, PNG at 96 pixels an inch.
  std::size_t width = 0, height = 0;
  bool legend = true;
  bool standalone = true;  // SVG: with XML declaration; without, for use inside HTML
};
inline constexpr std::size_t kMostPixels = 10'000;  // of width and of height

// The DOT text, laid out by nobody yet. The same diagram gives the same bytes.
std::string to_dot(const Diagram& diagram, const RenderOptions& options = {});

// The picture's bytes. Fails, in words for a person, where Graphviz has no plugin for the format or
// cannot lay the picture out. Not safe for use by several threads.
// SVG: one `<svg class="flowdown-diagram" role="graphics-document">` with `<title>` and `<desc>`;
// one `<g id class>` a node and edge, each with a `<title>` for its tooltip and an `aria-label`; no
// scripts, no links, no fonts but generic ones.
Result<std::string> render(const Diagram& diagram, DiagramFormat format,
                           const RenderOptions& options = {});

}  // namespace flowdown
