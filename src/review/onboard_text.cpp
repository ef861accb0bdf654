// The answer on a terminal: the verdict, what stays, the sheet, and then what the candidate brings
// and removes, which is the evidence for all that.
#include <fmt/format.h>

#include <algorithm>

#include "report/layout.hpp"
#include "review/diff_words.hpp"
#include "review/page.hpp"
#include "review/sheet_parts.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kRemovedNamed = 6;

void head(Page& page, const Onboarding& onboarding, std::string_view what) {
  const Bulletin& bulletin = onboarding.bulletin;
  page.line(fmt::format("{}: {}", what, candidate_name(onboarding)));
  page.line(fmt::format("for the graph {}; {}; gate {}",
                        printable(bulletin.title.empty() ? bulletin.graph : bulletin.title),
                        days_in_words(onboarding), printable(onboarding.gate.id)));
}

void add_conditions(Page& page, const Onboarding& onboarding) {
  std::size_t number = 0;
  for (const Condition& condition : onboarding.conditions) {
    page.gap();
    page.line(fmt::format("{}. {}  {}", ++number, condition.where, condition.id));
    page.labelled("obtain", condition.clause);
    page.labelled("from", condition.from_name);
    page.labelled("by", condition.by.text());
    if (!condition.in_draft) page.labelled("note", "this changes what is in force already");
    page.labelled("record", fmt::format("`{}`", condition.record));
    std::string_view label = "why";
    for (const Ground& ground : grounds(condition)) {
      page.labelled(label, in_words(ground));
      label = "";
    }
    label = "removes";
    std::size_t told = 0;
    for (const std::string& id : condition.removes) {
      const Entry* entry = entry_of(onboarding, id);
      if (entry == nullptr) continue;
      if (++told > kRemovedNamed) continue;
      page.labelled(label,
                    fmt::format("{} {}: {}", info(entry->code).name, entry->id, entry->message));
      label = "";
    }
    if (told > kRemovedNamed) page.labelled("", fmt::format("and {} more", told - kRemovedNamed));
  }
}

void add_finding(Page& page, const Entry& entry, std::string_view ruling) {
  page.finding(entry.severity, info(entry.code).name, entry.id);
  page.line(entry.message, 1);
  if (!ruling.empty()) page.labelled("gate", ruling);
  const std::string path = path_in_words(entry);
  if (!path.empty()) page.labelled("path", path);
  if (entry.place.known()) {
    page.labelled("at", fmt::format("{}:{}", printable(entry.place.file), entry.place.line));
  }
  std::string_view label = "when";
  for (const std::string& cause : entry.causes) {
    page.labelled(label, cause);
    label = "";
  }
  if (entry.accepted) page.labelled("accepted", in_words(*entry.accepted));
}

std::size_t count_of_change(const Onboarding& onboarding, Change change) {
  const std::vector<Entry>& entries = onboarding.bulletin.entries;
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(),
                    [change](const Entry& entry) { return entry.change == change; }));
}

}  // namespace

std::string sheet_text(const Onboarding& onboarding, const TextOptions& options) {
  Page page(options);
  head(page, onboarding, "Requirements");
  page.line(verdict_line(onboarding));
  add_conditions(page, onboarding);
  page.gap();
  page.line("This is not legal advice.");
  return page.take();
}

std::string onboarding_text(const Onboarding& onboarding, const TextOptions& options) {
  Page page(options);
  const Bulletin& bulletin = onboarding.bulletin;
  head(page, onboarding, "Onboarding");
  page.gap();
  page.line(verdict_line(onboarding));
  for (const Staying& staying : what_stays(onboarding)) {
    page.heading(staying.heading);
    for (const std::string& id : staying.ids) {
      if (const Entry* entry = entry_of(onboarding, id)) {
        page.line(fmt::format("{} {}: {}", info(entry->code).name, id, entry->message), 1);
      } else {
        page.line(fmt::format("{}, which the conditions themselves would bring", id), 1);
      }
    }
  }
  if (!onboarding.conditions.empty()) {
    page.heading("Conditions");
    add_conditions(page, onboarding);
  }
  const auto shown = [&](std::size_t i) {
    return bulletin.entries[i].change == Change::kNew &&
           onboarding.rulings[i].action != GateAction::kIgnore;
  };
  bool any = false;
  for (std::size_t i = 0; i < bulletin.entries.size(); ++i) any = any || shown(i);
  if (any) page.heading("What the candidate brings");
  for (std::size_t i = 0; i < bulletin.entries.size(); ++i) {
    if (shown(i)) {
      const Entry& entry = bulletin.entries[i];
      add_finding(page, entry, entry.accepted ? "" : ruling_in_words(onboarding.rulings[i]));
    }
  }
  const std::size_t gone = count_of_change(onboarding, Change::kGone);
  if (gone != 0) page.heading("What the candidate removes");
  for (const Entry& entry : bulletin.entries) {
    if (entry.change == Change::kGone) add_finding(page, entry, "");
  }
  page.gap();
  for (const std::string& notice : bulletin.notices) page.line(fmt::format("note: {}", notice));
  std::string counts =
      fmt::format("{} new, {} gone, {} as before", count_of_change(onboarding, Change::kNew), gone,
                  count_of_change(onboarding, Change::kUnchanged));
  if (onboarding.accepted() != 0) {
    counts += fmt::format("; {} of the new ones accepted by exceptions", onboarding.accepted());
  }
  if (onboarding.ignored() != 0) {
    counts += fmt::format("; {} of the new ones ignored by the gate", onboarding.ignored());
  }
  page.line(counts);
  page.line("This is not legal advice.");
  return page.take();
}

}  // namespace flowdown
