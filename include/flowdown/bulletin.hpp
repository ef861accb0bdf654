// The findings of a run, flattened for output: each with its words, its places and its standing.
//
// Formats that are made for other programs (SARIF, JUnit, annotations, CSV, …) are functions of a
// bulletin's head and entries alone. An audit, a comparison of two graphs and the check of a new
// partner all end in these, so that each format serves them all. An audit may have millions of
// entries, so they can be had one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "flowdown/date.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "flowdown/settle.hpp"
#include "flowdown/source.hpp"

namespace flowdown {

// One step of the way by which the obligation came: the holder, and how it came there.
struct PathStep {
  std::string party, artifact;
  std::string agreement;  // empty at the start, and where no agreement supplies it
  std::string words;      // "supplied by agreement x", "fine-tuned into y"
  Place place;            // of the agreement, artifact or party
};

struct RelatedPlace {
  std::string message;  // "clause 2.e of llama-2-aup prohibits it"
  Place place;
};

// What an entry is, before anything of it is put into words.
struct EntryOutline {
  Code code = Code::kGapSilent;
  Severity severity = Severity::kNote;
  Change change = Change::kNone;
  bool accepted = false;
  std::string ruling;  // of a gate: "block", "condition", …; empty: none

  // Whether the entry counts for the exit status: neither accepted, nor gone, nor there before.
  bool counts() const {
    return !accepted && change != Change::kGone && change != Change::kUnchanged;
  }
  // Its severity; where a gate rules, what that makes of it: what it blocks is an error, what it
  // makes a condition a warning at least, what it only lists a note.
  Severity weight() const;
};

struct Entry {
  std::string id;  // see id_of(): the same while the finding means the same
  Code code = Code::kGapSilent;
  Severity severity = Severity::kNote;
  bool tentative = false, bound = false;
  Confidence confidence = Confidence::kHigh;
  std::string party, artifact, agreement;  // ids; empty: none. One of party and agreement is set
  std::string issuer, policy, version;     // of the upstream policy; empty: none
  std::vector<std::string> clauses, uses, groups;
  std::string actor;          // who has to act, in words
  std::string message, help;  // lower case, no final period
  Place place;
  std::vector<PathStep> path;
  std::vector<RelatedPlace> related;
  std::size_t downstream = 0;
  Change change = Change::kNone;
  bool updated = false;             // the other run has it as well, and says something else of it
  std::vector<std::string> causes;  // why it is new or gone, in words
  std::optional<Acceptance> accepted;
  std::string ruling;                     // of a gate: "block", "condition", …; empty: none
  std::vector<std::string> requirements;  // ids of those that remove it

  EntryOutline outline() const { return {code, severity, change, accepted.has_value(), ruling}; }
  bool counts() const { return outline().counts(); }
  Severity weight() const { return outline().weight(); }
};

// What a name among Entry::uses or Entry::groups stands for.
struct Vocable {
  std::string title, definition;  // empty: none
  friend bool operator==(const Vocable&, const Vocable&) = default;
};

// What has to be agreed, of the check of a new partner.
struct Requirement {
  std::string id, kind, from, where, clause, record;
  Date by;
  std::vector<std::string> removes;  // ids of entries
};

// All of a bulletin but its entries.
struct BulletinHead {
  std::string graph, title;  // the graph's id and title
  std::string file;          // the first file of the graph, for findings without a place
  Date as_of;
  std::string verdict;               // in words; empty: what verdict_of() says
  std::string compared_with;         // what `change` speaks against, in words; empty: nothing
  std::vector<std::string> notices;  // about the run: an exception that matches nothing, …
  std::string grouping;              // id of the grouping that `groups` are of; empty: none
  std::map<std::string, Vocable> uses, groups;  // all that the entries name; of two runs, of both
  std::string approval, gate;                   // of the check of a new partner; empty: it is none
  std::vector<Requirement> requirements;
};

struct Bulletin : BulletinHead {
  std::vector<Entry> entries;  // in the order of Findings; those that are gone come last
};

// The entries of a bulletin as a format reads them: each by its index, as often as it likes.
class EntrySource {
 public:
  EntrySource() = default;
  virtual ~EntrySource() = default;
  EntrySource(const EntrySource&) = delete;
  EntrySource& operator=(const EntrySource&) = delete;

  virtual std::size_t size() const = 0;
  virtual EntryOutline outline(std::size_t index) const = 0;
  virtual std::string id(std::size_t index) const = 0;
  virtual std::string actor(std::size_t index) const = 0;
  // The entry in full. By one thread at a time.
  virtual Entry entry(std::size_t index) = 0;
};

// Entries that are held. Refers to its argument.
class HeldEntries final : public EntrySource {
 public:
  explicit HeldEntries(const std::vector<Entry>& entries) : entries_(entries) {}
  std::size_t size() const override { return entries_.size(); }
  EntryOutline outline(std::size_t index) const override { return entries_[index].outline(); }
  std::string id(std::size_t index) const override { return entries_[index].id; }
  std::string actor(std::size_t index) const override { return entries_[index].actor; }
  Entry entry(std::size_t index) override { return entries_[index]; }

 private:
  const std::vector<Entry>& entries_;
};

// The head's own verdict or, where it has none, "fails: 2 errors and 1 note", "passes: no
// findings", of what counts.
std::string verdict_of(const BulletinHead& head, const EntrySource& entries);

// A place in a source as one in a bulletin.
Place place_of(const Sources& sources, const SourcePos& pos);

// Of an audit, with what exceptions accept and how it stands to a baseline.
BulletinHead bulletin_head(const Flow& flow, const Findings& findings,
                           const Settlement& settlement = {});
// The same audit's entries, each made of its finding when it is asked for; what is gone comes last.
// Refers to the arguments.
std::unique_ptr<EntrySource> entries_of(const Flow& flow, const Findings& findings,
                                        const Settlement& settlement);

// Both, and all entries held.
Bulletin bulletin(const Flow& flow, const Findings& findings, const Settlement& settlement = {});

}  // namespace flowdown
