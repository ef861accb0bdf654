// Which days count is read off the calendar of the files. What a candidate brings may be wrong only
// later: when a draft takes effect, when a waiver ends, when a policy that everybody knows of is
// replaced. So the days run from the first on which the candidate can matter to a year after the
// last on which something of it takes effect. A yearly contract is thus not held against its own
// end, and all that begins is judged.
#include "review/window.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace flowdown {
namespace {

constexpr std::int32_t kYear = 365;

bool is_start(const Event& event) {
  switch (event.kind) {
    case Event::Kind::kAgreementStarts:
    case Event::Kind::kWaiverStarts:
    case Event::Kind::kPolicyStarts:
    case Event::Kind::kAttribute:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::vector<Event> events_of_candidate(const Model& graph, const Model& with) {
  if (!with.candidate) return {};
  std::vector<Event> events = events_of(with);
  const Candidate& candidate = *with.candidate;
  std::erase_if(events, [&](const Event& event) {
    if (event.agreement) {
      return !std::binary_search(candidate.agreements.begin(), candidate.agreements.end(),
                                 event.agreement);
    }
    if (event.version) return !is_news(graph, with, with.policies[event.version]);
    return !std::binary_search(candidate.parties.begin(), candidate.parties.end(), event.party);
  });
  return events;
}

Date first_day(const Model& with, Date date) {
  if (!with.candidate) return date;
  std::optional<Date> earliest;
  for (const AgreementId id : with.candidate->agreements) {
    const std::optional<Date>& effective = with.graph.terms_of(id).effective;
    if (!effective || *effective <= date) return date;
    if (!earliest || *effective < *earliest) earliest = effective;
  }
  return earliest.value_or(date);
}

std::optional<Event> last_start(const Model& graph, const Model& with) {
  std::optional<Event> last;
  for (Event& event : events_of_candidate(graph, with)) {
    if (is_start(event)) last = std::move(event);
  }
  return last;
}

Date last_day(const Model& graph, const Model& with, Date first) {
  const std::optional<Event> start = last_start(graph, with);
  const Date from = start ? std::max(first, start->on) : first;
  return Date{from.days + kYear - 1};
}

std::vector<Date> days_to_judge(const Model& graph, const Model& with,
                                const OnboardOptions& options, Date last) {
  std::vector<Date> days = {options.as_of};
  const auto add = [&](const std::vector<Event>& events) {
    for (const Event& event : events) {
      const bool counts = event.kind != Event::Kind::kReview;
      if (counts && options.as_of < event.on && event.on <= last) days.push_back(event.on);
    }
  };
  add(events_of(graph));
  add(events_of(with, options.settle));
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

std::string in_words(const Period& period) {
  if (!period.until) return fmt::format("from {} on", period.from.text());
  if (*period.until == period.from) return fmt::format("on {}", period.from.text());
  return fmt::format("from {} to {}", period.from.text(), period.until->text());
}

}  // namespace flowdown
