// A timeline as a person reads it: first when whom the next breach awaits, then date by date what
// happens and what changes by it. Dates that change nothing take a line each.
#include <fmt/format.h>

#include <algorithm>

#include "flowdown/timeline.hpp"
#include "report/layout.hpp"
#include "report/sections.hpp"
#include "review/diff_words.hpp"
#include "review/page.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kArtifactsOfTurn = 6;
constexpr std::size_t kSubjectsOfTurn = 8;
constexpr std::size_t kIdsNamed = 4;

using TurnGroup = std::vector<const Turn*>;

bool shown_as_one(const Turn& a, const Turn& b) {
  return a.fate == b.fate && a.code == b.code && a.severity == b.severity &&
         a.severity_before == b.severity_before && a.party == b.party &&
         a.agreement == b.agreement && a.policy == b.policy && a.subjects == b.subjects &&
         a.lost == b.lost && a.causes == b.causes;
}

std::vector<TurnGroup> groups_of(const Moment& moment) {
  std::vector<TurnGroup> groups;
  for (const Turn& turn : moment.turns) {
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const TurnGroup& group) {
      return shown_as_one(*group.front(), turn);
    });
    if (same == groups.end()) {
      groups.push_back({&turn});
    } else {
      same->push_back(&turn);
    }
  }
  const auto rank = [](const TurnGroup& group) {
    const Turn& turn = *group.front();
    return std::pair(static_cast<int>(turn.fate), -static_cast<int>(turn.severity));
  };
  std::stable_sort(groups.begin(), groups.end(),
                   [&](const TurnGroup& a, const TurnGroup& b) { return rank(a) < rank(b); });
  return groups;
}

std::string changed(const Turn& turn) {
  std::vector<std::string> parts;
  if (turn.severity != turn.severity_before) {
    parts.push_back(fmt::format("{} before", name_of(turn.severity_before)));
  }
  if (!turn.subjects.empty()) parts.push_back("new: " + join(turn.subjects, kSubjectsOfTurn));
  if (!turn.lost.empty()) parts.push_back("no longer: " + join(turn.lost, kSubjectsOfTurn));
  return separated(parts, "; ");
}

void write_group(Page& page, const Moment& moment, const TurnGroup& group) {
  const Turn& turn = *group.front();
  page.line(fmt::format("{}: {} {}  {}", name_of(turn.fate), name_of(turn.severity),
                        info(turn.code).name, turn.id),
            1);
  page.paragraph(turn.message, 2);
  if (turn.fate == Fate::kChanged) page.line("changed: " + changed(turn), 2);
  if (group.size() > 1) {
    std::vector<std::string> others;
    for (std::size_t i = 1; i < group.size(); ++i) others.push_back(group[i]->artifact);
    page.line("also for " + join(others, kArtifactsOfTurn), 2);
  }
  const auto happening = std::count_if(moment.events.begin(), moment.events.end(),
                                       [](auto& e) { return e.kind != Event::Kind::kReview; });
  if (happening > 1) page.line("because " + join(turn.causes), 2);
}

void write_moment(Page& page, const Moment& moment) {
  page.heading(fmt::format("{}{}", moment.on.text(),
                           moment.turns.empty()
                               ? ": nothing changes"
                               : ": then " + counts_of(moment.counts, moment.accepted)));
  for (const Event& event : moment.events) page.line(event.words, 1);
  for (const TurnGroup& group : groups_of(moment)) write_group(page, moment, group);
}

}  // namespace

std::string timeline_text(const Timeline& timeline, const TextOptions& options) {
  Page page(options);
  page.line(timeline.title.empty() ? timeline.graph
                                   : fmt::format("{} ({})", timeline.title, timeline.graph));
  page.line(fmt::format("from {}{}: {}", timeline.from.text(),
                        timeline.until ? " to " + timeline.until->text() : "",
                        counts_of(timeline.counts, timeline.accepted)));
  const auto turning = std::count_if(timeline.moments.begin(), timeline.moments.end(),
                                     [](const Moment& moment) { return !moment.turns.empty(); });
  page.line(fmt::format("after that day the files name {}; the verdict changes on {}",
                        count_of(timeline.moments.size(), "date"), turning));
  page.heading("Next breach");
  std::vector<std::string> safe;
  for (const NextBreach& breach : timeline.breaches) {
    if (!breach.on) {
      safe.push_back(breach.party);
      continue;
    }
    page.line(fmt::format("{}  {}: {} ({})", breach.on->text(), breach.name,
                          count_of(breach.ids.size(), "new error"), join(breach.ids, kIdsNamed)),
              1);
  }
  if (!safe.empty()) page.line("none: " + join(safe), 1);
  for (const Moment& moment : timeline.moments) write_moment(page, moment);
  page.gap();
  write_notices(page, timeline.notices);
  page.line("This is not legal advice.");
  return page.take();
}

}  // namespace flowdown
