// Beside stage 4: Findings → what of them is accepted, and what is new. An audit says what is so;
// exceptions and a baseline say what of it was known and decided before, and so needs nobody's
// attention now. Nothing is taken out of Findings: each keeps its place, and gets a standing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flowdown/date.hpp"
#include "flowdown/diagnostic.hpp"
#include "flowdown/exceptions.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"

namespace flowdown {

// A place in a file of the user's; the name is as the file was given. Empty for nowhere. Columns
// count code points from 1.
struct Place {
  std::string file;
  std::uint32_t line = 0, column = 0;
  std::uint32_t end = 0;  // the column after the word that stands there; 0: not known
  bool known() const { return !file.empty(); }
  friend bool operator==(const Place&, const Place&) = default;
};

// How a finding stands to those of an earlier run, a baseline or another graph.
enum class Change : std::uint8_t {
  kNone,  // not compared with anything
  kNew,
  kUnchanged,
  kGone,  // of the other run, and no longer found
};
std::string_view name_of(Change change);  // "new", "unchanged", "gone"; empty for kNone

// An exception that accepts a finding: see docs/exceptions.md. Where several accept it together,
// their reasons and owners, and the first day on which one of them ends.
struct Acceptance {
  std::string reason, owner;
  Date expires;  // the last day on which it counts
  Place place;
};

// What a finding consists of, by id: it can grow and shrink in these while it stays the same
// finding. Each list is sorted.
struct Parts {
  std::vector<std::string> uses;
  std::vector<std::string> asks;     // duties and limits
  std::vector<std::string> changes;  // drift: what changed, beside the uses newly prohibited
  bool empty() const { return uses.empty() && asks.empty() && changes.empty(); }
  friend bool operator==(const Parts&, const Parts&) = default;
};

// A finding as a baseline keeps it.
struct Known {
  std::string id;  // see id_of()
  Code code = Code::kGapSilent;
  Severity severity = Severity::kNote;
  std::string party, agreement, artifact, policy;  // ids; empty: none
  Parts parts;
};

struct Baseline {
  std::string name;   // of its file, for messages
  std::string graph;  // id
  Date as_of;
  std::vector<Known> findings;  // sorted by id, which differ
};

// Reads what baseline_json() wrote: see `flowdown schema baseline`. Returns all problems of form,
// or the first where the text is no JSON; `sources` (if given) receives the text.
Result<Baseline> read_baseline(SourceText text, Sources* sources = nullptr);

// What became of one finding.
struct Standing {
  std::optional<Acceptance> accepted;  // the whole of it
  // Accepted of it where the rest is not, and by what.
  std::vector<std::string> accepted_uses;
  std::optional<Acceptance> accepted_in_part;
  Change change = Change::kNone;
  // Why a finding that the baseline has is new all the same, or what of it is gone; in words.
  std::vector<std::string> causes;

  // Whether it counts for the exit status: neither accepted, nor there before.
  bool counts() const { return !accepted && change != Change::kUnchanged; }
};

// Something to look at in the exceptions or the baseline themselves.
struct Notice {
  Severity severity = Severity::kWarning;
  std::string message;  // lower case, no final period
  Place place;
};

struct Settlement {
  std::vector<Standing> standings;  // by index into Findings::findings; empty: nothing to settle
  bool compared = false;            // with a baseline, called `compared_with`
  std::string compared_with;
  std::vector<Known> gone;  // of the baseline, in its order
  std::vector<Notice> notices;

  // Of the finding of that index.
  const Standing& of(std::size_t finding) const;
  // How many findings of a severity count for the exit status.
  std::size_t open(const Findings& findings, Severity severity) const;
  std::size_t accepted() const;
};

struct SettleOptions {
  const Exceptions* exceptions = nullptr;
  const Baseline* baseline = nullptr;
  // An exception counts until the last day that it names: on the calendar, and on the date judged.
  Date today;
  bool strict = false;  // an exception that matches nothing is an error
};

// What the exceptions accept and how the findings stand to the baseline.
//
// A finding is accepted where exceptions that count cover every part of it: one without uses covers
// all, one with uses covers those. Of a finding that is covered in part nothing is hidden.
// It is unchanged where the baseline has it by id, at no lower severity, with every part of it that
// is not accepted; else it is new, and `causes` say what the baseline does not have.
Settlement settle(const Flow& flow, const Findings& findings, const SettleOptions& options);

// The finding as a baseline keeps it, with all its parts.
Known record_of(const Flow& flow, const Findings& findings, const Finding& finding);

// The findings as a baseline: without those that are accepted, and of those that are accepted in
// part the rest, since an acceptance ends and a baseline does not. Ends in a newline.
std::string baseline_json(const Flow& flow, const Findings& findings, const Settlement& settlement);

}  // namespace flowdown
