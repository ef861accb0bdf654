// Two audits side by side, finding by finding.
//
// Whoever reads a difference asks first who is exposed to what they were not exposed to before, and
// that is not quite the same as which findings are new: a gap that was silent and is now narrower
// is a new finding and no new exposure. So exposures are settled over families of findings: gaps,
// breaks, breaches and conflicts, each of one actor, artifact and policy.
#include "flowdown/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "review/causes.hpp"
#include "review/diff_words.hpp"
#include "review/snapshot.hpp"

namespace flowdown {
namespace {

// The findings of one side by id.
using Index = std::map<std::string, std::size_t>;

Index index_of(const Model& model, const Findings& findings) {
  Index index;
  for (std::size_t i = 0; i < findings.findings.size(); ++i) {
    index.emplace(id_of(findings.findings[i], model), i);
  }
  return index;
}

const Finding* find(const Findings& findings, const Index& index, const std::string& id) {
  const auto found = index.find(id);
  return found == index.end() ? nullptr : &findings.findings[found->second];
}

// `all` are all findings of the side.
Diff::Side side_of(const BulletinHead& head, const Flow& flow, const Findings& findings,
                   const Settlement& settled, const Snapshot& all) {
  const bool some_accepted = settled.accepted() > 0;
  const auto counts =
      some_accepted ? counts_of(snapshot_of(flow, findings, settled)) : counts_of(all);
  return {head.graph, head.title, head.file, head.as_of, counts, settled.accepted()};
}

// What brings an accepted finding back.
Cause end_of(const Acceptance& accepted, Date on) {
  Cause cause;
  cause.part = Part::kException;
  cause.id = accepted.place.known() ? fmt::format("{}:{}", accepted.place.file, accepted.place.line)
                                    : std::string();
  const bool ended = accepted.expires < on;
  cause.words =
      ended
          ? fmt::format("the exception of {} ended on {}", accepted.owner, accepted.expires.text())
          : fmt::format("the exception of {} does not accept it any more", accepted.owner);
  if (ended) cause.on = Date{accepted.expires.days + 1};
  cause.enough = cause.needed = true;
  return cause;
}

// "gap", "break", "breach", "conflict"; empty for what exposes nobody.
std::string_view family_of(Code code) {
  const std::string_view name = info(code).name;
  const std::string_view family = name.substr(0, name.find('-'));
  const bool exposes =
      family == "gap" || family == "break" || family == "breach" || family == "conflict";
  return exposes ? family : std::string_view();
}

// What was known of one actor, artifact, policy and family before.
using Matter = std::tuple<std::string_view, std::string, std::string, std::string, std::string>;
struct Known {
  Severity severity = Severity::kNote;
  std::set<std::string> subjects;
};

Matter matter_of(const Entry& entry) {
  return {family_of(entry.code), entry.party, entry.agreement, entry.artifact, entry.policy};
}

class Exposures {
 public:
  void had(const Entry& entry, const Mark& mark) {
    if (family_of(entry.code).empty()) return;
    Known& known = known_[matter_of(entry)];
    known.severity = std::max(known.severity, mark.severity);
    known.subjects.insert(mark.subjects.begin(), mark.subjects.end());
  }

  void has(const DiffEntry& entry, const Mark& mark, std::size_t at) {
    const Entry& e = entry.entry;
    if (family_of(e.code).empty()) return;
    const auto before = known_.find(matter_of(e));
    std::set<std::string> fresh;
    for (const std::string& subject : mark.subjects) {
      if (before == known_.end() || !before->second.subjects.contains(subject)) {
        fresh.insert(subject);
      }
    }
    if (before != known_.end() && fresh.empty()) {
      if (mark.severity <= before->second.severity) return;
      fresh = mark.subjects;
    }
    Exposure& exposure = by_actor_[{e.party, e.agreement}];
    exposure.party = e.party;
    exposure.agreement = e.agreement;
    exposure.name = e.actor;
    exposure.severity = std::max(exposure.severity, mark.severity);
    if (exposure.entries.empty()) {
      exposure.since = entry.since;
    } else {
      exposure.since = std::min(exposure.since, entry.since);
    }
    add(exposure.policies, e.policy);
    for (const std::string& subject : fresh) add(exposure.subjects, subject);
    exposure.entries.push_back(at);
  }

  std::vector<Exposure> all() {
    std::vector<Exposure> result;
    for (auto& [actor, exposure] : by_actor_) {
      std::sort(exposure.policies.begin(), exposure.policies.end());
      std::sort(exposure.subjects.begin(), exposure.subjects.end());
      result.push_back(std::move(exposure));
    }
    std::stable_sort(result.begin(), result.end(),
                     [](const Exposure& a, const Exposure& b) { return a.severity > b.severity; });
    return result;
  }

 private:
  static void add(std::vector<std::string>& to, const std::string& word) {
    if (!word.empty() && std::find(to.begin(), to.end(), word) == to.end()) to.push_back(word);
  }

  std::map<Matter, Known> known_;
  std::map<std::pair<std::string, std::string>, Exposure> by_actor_;
};

}  // namespace

std::size_t Diff::count(Fate fate) const {
  return static_cast<std::size_t>(std::count_if(
      entries.begin(), entries.end(), [fate](const DiffEntry& e) { return e.fate == fate; }));
}

std::size_t Diff::worse(Severity severity) const {
  return static_cast<std::size_t>(std::count_if(
      entries.begin(), entries.end(),
      [severity](const DiffEntry& e) { return e.counts() && e.entry.severity == severity; }));
}

std::size_t Diff::accepted() const {
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(),
                    [](const DiffEntry& e) { return e.fate != Fate::kFixed && e.entry.accepted; }));
}

Diff diff(const Flow& old_flow, const Findings& old_findings, const Flow& new_flow,
          const Findings& new_findings, const DiffOptions& options) {
  const Settlement old_settled = settle(old_flow, old_findings, options.settle_old);
  const Settlement new_settled = settle(new_flow, new_findings, options.settle_new);
  BulletinHead before = bulletin_head(old_flow, old_findings, old_settled);
  BulletinHead after = bulletin_head(new_flow, new_findings, new_settled);
  const auto old_entries = entries_of(old_flow, old_findings, old_settled);
  const auto new_entries = entries_of(new_flow, new_findings, new_settled);
  const Snapshot was = snapshot_of(old_flow, old_findings);
  const Snapshot is = snapshot_of(new_flow, new_findings);
  Diff result;
  result.before = side_of(before, old_flow, old_findings, old_settled, was);
  result.after = side_of(after, new_flow, new_findings, new_settled, is);
  result.notices = new_settled.notices;
  result.grouping = after.grouping;
  result.uses = std::move(after.uses);
  result.uses.merge(before.uses);
  result.groups = std::move(after.groups);
  result.groups.merge(before.groups);

  const Index old_index = index_of(*old_flow.model, old_findings);
  const Index new_index = index_of(*new_flow.model, new_findings);
  Inquest inquest(old_flow, new_flow, options);
  inquest.know(was, is);
  for (const ElementChange& change : inquest.changes()) result.changes.push_back(in_words(change));

  Exposures exposures;
  std::map<std::string, Acceptance> accepted_before;
  for (std::size_t i = 0; i < old_entries->size(); ++i) {
    const EntryOutline outline = old_entries->outline(i);
    if (!outline.accepted && family_of(outline.code).empty()) continue;
    const Entry entry = old_entries->entry(i);
    exposures.had(entry, was.at(entry.id));
    if (entry.accepted) accepted_before.emplace(entry.id, *entry.accepted);
  }
  const auto add = [&](Entry entry) {
    DiffEntry added;
    Contrast change = contrast(was, is, entry.id);
    added.fate = change.fate;
    added.worse = change.worse;
    added.severity_before = change.before.severity;
    if (change.fate != Fate::kUnchanged) {
      added.causes = inquest.causes(entry.id, change, find(old_findings, old_index, entry.id),
                                    find(new_findings, new_index, entry.id));
    }
    if (change.worse) added.since = inquest.since(entry.id, change);
    added.gained = std::move(change.gained);
    added.lost = std::move(change.lost);
    const auto accepted = accepted_before.find(entry.id);
    if (change.fate == Fate::kFixed) {
      entry.accepted.reset();
    } else if (accepted != accepted_before.end() && !entry.accepted) {
      added.back = added.worse = true;
      added.fate = Fate::kChanged;
      added.causes.push_back(end_of(accepted->second, result.after.as_of));
    }
    added.entry = std::move(entry);
    if (added.counts()) exposures.has(added, change.after, result.entries.size());
    result.entries.push_back(std::move(added));
  };
  result.entries.reserve(new_entries->size());
  for (std::size_t i = 0; i < new_entries->size(); ++i) add(new_entries->entry(i));
  for (std::size_t i = 0; i < old_entries->size(); ++i) {
    if (!is.contains(old_entries->id(i))) add(old_entries->entry(i));
  }
  result.exposures = exposures.all();
  result.judged = inquest.judged();
  return result;
}

namespace {

// What is worse is new, what is fixed gone; everything else is unchanged.
class DiffEntries final : public EntrySource {
 public:
  explicit DiffEntries(const Diff& diff) : diff_(diff) {}

  std::size_t size() const override { return diff_.entries.size(); }
  EntryOutline outline(std::size_t index) const override {
    const DiffEntry& of = diff_.entries[index];
    EntryOutline outline = of.entry.outline();
    outline.change = change_of(of);
    return outline;
  }
  std::string id(std::size_t index) const override { return diff_.entries[index].entry.id; }
  std::string actor(std::size_t index) const override { return diff_.entries[index].entry.actor; }
  Entry entry(std::size_t index) override {
    const DiffEntry& of = diff_.entries[index];
    Entry entry = of.entry;
    entry.change = change_of(of);
    entry.updated = of.fate == Fate::kChanged;
    if (entry.updated) entry.causes.push_back(change_in_words(of));
    for (const Cause& cause : of.causes) entry.causes.push_back(cause.words);
    return entry;
  }

 private:
  static Change change_of(const DiffEntry& of) {
    if (of.worse) return Change::kNew;
    return of.fate == Fate::kFixed ? Change::kGone : Change::kUnchanged;
  }

  const Diff& diff_;
};

}  // namespace

std::unique_ptr<EntrySource> entries_of(const Diff& diff) {
  return std::make_unique<DiffEntries>(diff);
}

BulletinHead bulletin_head(const Diff& diff) {
  BulletinHead result;
  result.graph = diff.after.graph;
  result.title = diff.after.title;
  result.file = diff.after.file;
  result.as_of = diff.after.as_of;
  result.compared_with = compared_with(diff);
  result.grouping = diff.grouping;
  result.uses = diff.uses;
  result.groups = diff.groups;
  for (const Notice& notice : diff.notices) result.notices.push_back(in_words(notice));
  return result;
}

}  // namespace flowdown
