// A verdict depends on the date only by what is dated in the files, so between two events it is the
// same, and a date is judged once for all days up to the next event.
//
// Where one event alone happens on a day, it is the cause of whatever changes on that day. Where
// several do, each is put off to the next day, alone, and judged again; and brought forward to the
// day before, alone. The models differ from the given one in that date and in nothing else.
#include "review/course.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace flowdown {
namespace {

constexpr Date day_before(Date date) { return Date{date.days - 1}; }

bool may_change_verdict(const Event& event) { return event.kind != Event::Kind::kReview; }

}  // namespace

Course::Course(const Model& model, JudgeOptions options, const SettleOptions& settle)
    : model_(model),
      options_(std::move(options)),
      settle_(settle),
      events_(events_of(model, settle)) {
  for (const Event& event : events_) {
    if (!may_change_verdict(event)) continue;
    if (dates_.empty() || dates_.back() != event.on) dates_.push_back(event.on);
  }
}

std::size_t Course::stretch_of(Date date) const {
  return static_cast<std::size_t>(std::upper_bound(dates_.begin(), dates_.end(), date) -
                                  dates_.begin());
}

const Snapshot& Course::on(Date date) {
  const auto [run, fresh] = runs_.try_emplace(stretch_of(date));
  if (fresh) {
    run->second = judged_on(model_, date, options_, settle_);
    ++judged_;
  }
  return run->second;
}

void Course::know(Date date, Snapshot snapshot) {
  runs_.insert_or_assign(stretch_of(date), std::move(snapshot));
}

Snapshot Course::with_moved(const Event& event, int days, Date date) const {
  if (event.kind != Event::Kind::kExceptionEnds) {
    return judged_on(moved(model_, event, days), date, options_, settle_);
  }
  Exceptions exceptions = *settle_.exceptions;
  exceptions.entries[event.index].expires.days += days;
  SettleOptions settle = settle_;
  settle.exceptions = &exceptions;
  return judged_on(model_, date, options_, settle);
}

const std::vector<Course::Trial>& Course::trials_on(Date day) {
  const auto [found, fresh] = trials_.try_emplace(day);
  if (fresh) {
    for (const Event& event : events_) {
      if (event.on != day || !may_change_verdict(event)) continue;
      found->second.push_back({with_moved(event, 1, day), with_moved(event, -1, day_before(day))});
      judged_ += 2;
    }
  }
  return found->second;
}

std::vector<Cause> Course::causes_on(Date day, Direction direction, const std::string& id,
                                     const Contrast& change) {
  const bool forwards = direction == Direction::kForwards;
  std::vector<Cause> causes;
  for (const Event& event : events_) {
    if (event.on != day || !may_change_verdict(event)) continue;
    Cause cause;
    cause.id = event.id;
    cause.on = day;
    cause.words = event.words;
    causes.push_back(std::move(cause));
  }
  if (causes.size() == 1) {
    causes.front().enough = causes.front().needed = true;
    return causes;
  }
  const std::vector<Trial>& trials = trials_on(day);
  std::vector<Cause> told;
  for (std::size_t i = 0; i < causes.size(); ++i) {
    const bool in_without = shows(trials[i].without, id, change);
    const bool in_alone = shows(trials[i].alone, id, change);
    causes[i].enough = forwards ? in_alone : in_without;
    causes[i].needed = forwards ? !in_without : !in_alone;
    if (causes[i].enough || causes[i].needed) told.push_back(causes[i]);
  }
  return told.empty() ? causes : told;
}

std::vector<Cause> Course::causes_between(Date from, Date to, const std::string& id,
                                          const Contrast& change) {
  const Direction direction = from < to ? Direction::kForwards : Direction::kBackwards;
  const bool forwards = direction == Direction::kForwards;
  std::vector<Date> days;
  for (const Date day : dates_) {
    if (std::min(from, to) < day && day <= std::max(from, to)) days.push_back(day);
  }
  if (!forwards) std::reverse(days.begin(), days.end());
  std::optional<Date> last;
  bool shown = shows(on(from), id, change);
  for (const Date day : days) {
    const bool shown_before = shown;
    shown = shows(on(forwards ? day : day_before(day)), id, change);
    if (shown && !shown_before) last = day;
  }
  if (!last) return {};
  std::vector<Cause> causes = causes_on(*last, direction, id, change);
  for (Cause& cause : causes) {
    cause.words =
        fmt::format("{} {}, {}", forwards ? "on" : "not yet on", last->text(), cause.words);
  }
  return causes;
}

std::optional<Date> Course::since(Date date, const std::string& id, const Contrast& change) {
  for (std::size_t i = stretch_of(date); i-- > 0;) {
    if (!shows(on(day_before(dates_[i])), id, change)) return dates_[i];
  }
  return std::nullopt;
}

}  // namespace flowdown
