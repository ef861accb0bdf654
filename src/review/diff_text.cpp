// A difference as a person reads it. Who is newly exposed, to what, since when stands first; then
// each finding with what brought it or took it away. Findings that say the same of several
// artifacts, for the same reasons, are shown as one.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/layout.hpp"
#include "report/sections.hpp"
#include "review/diff_words.hpp"
#include "review/page.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kArtifactsNamed = 6;
constexpr std::size_t kSubjectsNamed = 12;
constexpr std::size_t kChangesNamed = 20;

using EntryGroup = std::vector<const DiffEntry*>;

bool same_causes(const DiffEntry& a, const DiffEntry& b) {
  return std::equal(a.causes.begin(), a.causes.end(), b.causes.begin(), b.causes.end(),
                    [](const Cause& x, const Cause& y) {
                      return x.words == y.words && x.enough == y.enough && x.needed == y.needed;
                    });
}

bool shown_as_one(const DiffEntry& a, const DiffEntry& b) {
  const Entry &x = a.entry, &y = b.entry;
  return x.code == y.code && x.severity == y.severity && x.party == y.party &&
         x.agreement == y.agreement && x.policy == y.policy && x.version == y.version &&
         x.uses == y.uses && a.gained == b.gained && a.lost == b.lost && a.since == b.since &&
         a.severity_before == b.severity_before && same_causes(a, b) &&
         x.accepted.has_value() == y.accepted.has_value() &&
         (!x.accepted || x.accepted->place == y.accepted->place);
}

std::vector<EntryGroup> groups_of(const Diff& diff, Fate fate) {
  std::vector<EntryGroup> groups;
  for (const DiffEntry& entry : diff.entries) {
    if (entry.fate != fate) continue;
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const EntryGroup& group) {
      return shown_as_one(*group.front(), entry);
    });
    if (same == groups.end()) {
      groups.push_back({&entry});
    } else {
      same->push_back(&entry);
    }
  }
  std::stable_sort(groups.begin(), groups.end(), [](const EntryGroup& a, const EntryGroup& b) {
    return a.front()->entry.severity > b.front()->entry.severity;
  });
  return groups;
}

void write_causes(Page& page, const DiffEntry& entry) {
  if (entry.causes.empty()) {
    page.labelled("because", "of several changes together, none of which can be told apart");
  }
  for (const Cause& cause : entry.causes) {
    const bool first = &cause == &entry.causes.front();
    const bool instead = cause.enough && !cause.needed;
    page.labelled(first ? "because" : instead ? "or" : "and", cause.words);
  }
}

void write_group(Page& page, const EntryGroup& group) {
  const DiffEntry& first = *group.front();
  const Entry& entry = first.entry;
  page.finding(entry.severity, info(entry.code).name, entry.id);
  page.paragraph(entry.message, 1);
  if (entry.place.known()) {
    page.line(fmt::format("{}:{}:{}", entry.place.file, entry.place.line, entry.place.column), 2);
  }
  if (first.fate == Fate::kChanged) page.labelled("changed", change_in_words(first));
  if (entry.accepted) page.labelled("accepted", in_words(*entry.accepted));
  if (group.size() > 1) {
    std::vector<std::string> others;
    for (std::size_t i = 1; i < group.size(); ++i) {
      others.push_back(fmt::format("{} ({})", group[i]->entry.artifact, group[i]->entry.id));
    }
    page.labelled("also for", join(others, kArtifactsNamed));
  }
  if (first.since) page.labelled("since", first.since->text());
  write_causes(page, first);
  if (first.counts() && entry.severity != Severity::kNote) page.labelled("what to do", entry.help);
}

std::array<std::size_t, 3> severities(const Diff& diff, Fate fate) {
  std::array<std::size_t, 3> counts{};
  for (const DiffEntry& entry : diff.entries) {
    if (entry.fate == fate) ++counts[static_cast<std::size_t>(entry.entry.severity)];
  }
  return counts;
}

std::string counted(const Diff& diff, Fate fate) {
  const std::size_t count = diff.count(fate);
  if (count == 0) return fmt::format("{}: none", name_of(fate));
  const auto by = severities(diff, fate);
  return fmt::format("{}: {}", name_of(fate), counts_in_words(by[2], by[1], by[0]));
}

void write_exposures(Page& page, const Diff& diff) {
  page.heading("Newly exposed");
  if (diff.exposures.empty()) page.line("nobody", 1);
  for (std::size_t i = 0; i < diff.exposures.size(); ++i) {
    const Exposure& exposure = diff.exposures[i];
    page.line(fmt::format("{}. {} ({}){}", i + 1, exposure.name, name_of(exposure.severity),
                          exposure.since ? ", since " + exposure.since->text() : ""),
              1);
    std::string to = exposure.policies.empty() ? "" : join(exposure.policies);
    if (!exposure.subjects.empty()) {
      to += (to.empty() ? "" : ": ") + join(exposure.subjects, kSubjectsNamed);
    }
    if (!to.empty()) page.line("to " + to, 3);
  }
}

void write_section(Page& page, const Diff& diff, Fate fate, std::string_view heading) {
  const std::vector<EntryGroup> groups = groups_of(diff, fate);
  if (groups.empty()) return;
  page.heading(heading);
  for (const EntryGroup& group : groups) write_group(page, group);
}

}  // namespace

std::string diff_text(const Diff& diff, const TextOptions& options) {
  Page page(options);
  for (const auto& [word, side] : {std::pair("before", &diff.before), {"after", &diff.after}}) {
    page.line(
        fmt::format("{}: {}: {}", word, in_words(*side), counts_of(side->counts, side->accepted)));
  }
  page.gap();
  for (const Fate fate : {Fate::kIntroduced, Fate::kFixed, Fate::kChanged, Fate::kUnchanged}) {
    page.line(counted(diff, fate));
  }
  write_exposures(page, diff);
  write_section(page, diff, Fate::kIntroduced, "Introduced");
  write_section(page, diff, Fate::kChanged, "Changed");
  write_section(page, diff, Fate::kFixed, "Fixed");
  if (!diff.changes.empty()) {
    page.heading("What differs between the files");
    for (std::size_t i = 0; i < diff.changes.size() && i < kChangesNamed; ++i) {
      page.line(diff.changes[i], 1);
    }
    if (diff.changes.size() > kChangesNamed) {
      page.line(fmt::format("and {} more", diff.changes.size() - kChangesNamed), 1);
    }
  }
  page.gap();
  write_notices(page, diff.notices);
  page.line("This is not legal advice.");
  return page.take();
}

}  // namespace flowdown
