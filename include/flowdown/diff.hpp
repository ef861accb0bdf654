// Beside stage 4: two audits → what is new, what is gone, and what brought it.
//
// The two may be of two graphs, of one graph under two sets of policies, or of one graph on two
// dates. A finding is the same in both where its id is (see id_of()). Causes are not guessed: every
// change between the two sides is applied alone to the old side, and alone taken back from the new
// one, and each such graph is judged.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "flowdown/bulletin.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "flowdown/report.hpp"
#include "flowdown/sink.hpp"

namespace flowdown {

// What may differ between two sides, or bring about a change on a date.
enum class Part : std::uint8_t {
  kDate,
  kTaxonomy,
  kPolicy,
  kParty,
  kArtifact,
  kAgreement,
  kException,
};
std::string_view name_of(Part part);  // "date", "taxonomy", "policy", …

// One change that brings a finding about, or takes it away.
struct Cause {
  Part part = Part::kDate;
  std::string id;     // of the policy, party, artifact or agreement; of a date, whose date it is
  std::string words;  // what changed: lower case, no final period
  std::optional<Date> on;  // of a date: the first day on which it is otherwise
  // Applied alone to the old side, the change has this effect; taken back alone from the new side,
  // the effect is gone. Neither: only together with others, and not alone in that.
  bool enough = false, needed = false;
};

enum class Fate : std::uint8_t { kIntroduced, kFixed, kChanged, kUnchanged };
std::string_view name_of(Fate fate);

struct DiffEntry {
  Entry entry;  // of the new side; of a fixed finding, of the old side
  Fate fate = Fate::kUnchanged;
  // An exception accepts it on the old side, and none does on the new one. Then it is changed.
  bool back = false;
  // kChanged: what it was before, and which uses, duties and limits (by id) it has gained and lost.
  Severity severity_before = Severity::kNote;
  std::vector<std::string> gained, lost;
  // kIntroduced, or kChanged with something gained, a higher severity or no exception any more.
  bool worse = false;
  // Whether it counts for the exit status: worse, and not accepted.
  bool counts() const { return worse && !entry.accepted; }
  // Of what is worse: since which day it is so, by the files of the new side. None: as far back as
  // the files tell.
  std::optional<Date> since;
  std::vector<Cause> causes;
};

// Who is exposed to what it was not exposed to before: a party or an agreement with what no finding
// of the same family (gap, break, breach, …) said of it before.
struct Exposure {
  std::string party, agreement;  // ids; one of them is set, or none
  std::string name;              // in words
  Severity severity = Severity::kNote;
  std::optional<Date> since;          // the earliest
  std::vector<std::string> policies;  // ids of the upstream policies
  std::vector<std::string> subjects;  // the uses, duties and limits, by id
  std::vector<std::size_t> entries;   // indices into Diff::entries
};

struct Diff {
  struct Side {
    std::string graph, title, file;  // of the graph: its id, title and first file
    Date as_of;
    std::array<std::size_t, 3> counts{};  // by Severity, of what no exception accepts
    std::size_t accepted = 0;
  };
  Side before, after;
  std::vector<DiffEntry> entries;    // in the order of Findings; those that are fixed come last
  std::vector<Exposure> exposures;   // the most severe first, then by name
  std::vector<std::string> changes;  // all that differs between the files, in words
  std::vector<Notice> notices;       // on the exceptions of the new side
  std::size_t judged = 0;            // how many graphs were judged to find the causes
  // What the names among the entries' uses and groups stand for, on both sides.
  std::string grouping;
  std::map<std::string, Vocable> uses, groups;

  std::size_t count(Fate fate) const;
  // How many entries that count have the severity.
  std::size_t worse(Severity severity) const;
  std::size_t accepted() const;  // how many entries an exception accepts on the new side
};

struct DiffOptions {
  JudgeOptions judge;
  SettleOptions settle_old, settle_new;  // exceptions of either side; no baseline
  // Changes beyond so many are not tested each alone, but by kind.
  std::size_t most_changes = 60;
};

// Requires findings that were judged with the options' grouping. Words are those of the sides'
// own files.
Diff diff(const Flow& old_flow, const Findings& old_findings, const Flow& new_flow,
          const Findings& new_findings, const DiffOptions& options = {});

// For the formats that are made for other programs. What is worse is new there, what is fixed gone;
// everything else is unchanged. The entries refer to the difference.
BulletinHead bulletin_head(const Diff& diff);
std::unique_ptr<EntrySource> entries_of(const Diff& diff);

// As a person reads it, and as `flowdown schema diff` describes it: in pieces, and false where the
// sink ended it. Both end in a newline.
std::string diff_text(const Diff& diff, const TextOptions& options);
bool diff_json(const Diff& diff, const Sink& sink);

}  // namespace flowdown
