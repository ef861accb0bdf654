// A finding may be there on some days and not on others, and may be graver on some. It is told
// once: as it is on the first day on which it is gravest, with the periods for which it is new (or
// gone), and with what it is otherwise on other days of these.
#include "review/onboard_entries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "report/layout.hpp"
#include "review/diff_words.hpp"
#include "review/window.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kGainedNamed = 5;

// How a finding stands on one day. The greater, the graver.
enum class State : std::uint8_t { kUnchanged, kGone, kNew };

struct OnDay {
  State state = State::kUnchanged;
  bool accepted = false;
  Ruling ruling;
  Contrast contrast;
};

std::tuple<State, bool, int, Severity> gravity(const OnDay& one) {
  constexpr int kActions = 4;
  return {one.state, !one.accepted, kActions - static_cast<int>(one.ruling.action),
          one.contrast.after.severity};
}

// One finding over the days.
struct Story {
  std::map<std::size_t, OnDay> days;  // by index
  std::size_t worst = 0;              // the first of the gravest
};

std::vector<Period> periods(const std::vector<Date>& days, const std::vector<std::size_t>& on) {
  std::vector<Period> result;
  for (std::size_t i = 0; i < on.size();) {
    std::size_t end = i + 1;
    while (end < on.size() && on[end] == on[end - 1] + 1) ++end;
    Period period{days[on[i]], std::nullopt};
    const std::size_t next = on[end - 1] + 1;
    if (next < days.size()) period.until = Date{days[next].days - 1};
    result.push_back(period);
    i = end;
  }
  return result;
}

std::string in_words(const std::vector<Period>& periods) {
  std::vector<std::string> words;
  for (const Period& period : periods) words.push_back(flowdown::in_words(period));
  return join(words);
}

// "it is a warning without the candidate".
std::vector<std::string> worse_by(const Contrast& contrast) {
  std::vector<std::string> causes;
  if (contrast.fate != Fate::kChanged) return causes;
  if (contrast.after.severity > contrast.before.severity) {
    causes.push_back(
        fmt::format("it is a {} without the candidate", name_of(contrast.before.severity)));
  }
  if (!contrast.gained.empty()) {
    causes.push_back(fmt::format("the candidate adds {}", join(contrast.gained, kGainedNamed)));
  }
  return causes;
}

class Entries {
 public:
  Entries(Trials& trials, const Trial& draft, Onboarding& answer)
      : trials_(trials), draft_(draft), answer_(answer) {}

  void enter() {
    for (std::size_t day = 0; day < trials_.days().size(); ++day) look_at(day);
    for (auto& [id, story] : courses_) {
      for (const auto& [day, one] : story.days) {
        if (gravity(one) > gravity(story.days.at(story.worst))) story.worst = day;
      }
    }
    answer_.bulletin.as_of = trials_.days().front();
    for (std::size_t day = 0; day < trials_.days().size(); ++day) add_from_draft(day);
    for (std::size_t day = 0; day < trials_.days().size(); ++day) add_gone(day);
  }

 private:
  void look_at(std::size_t day) {
    const Judged& judged = *draft_.days[day];
    const Snapshot& before = trials_.before(day);
    for (std::size_t i = 0; i < judged.findings.findings.size(); ++i) {
      const Finding& finding = judged.findings.findings[i];
      const std::string id = id_of(finding, *judged.model);
      OnDay one;
      one.contrast = contrast(before, judged.snapshot, id);
      if (one.contrast.worse) one.state = State::kNew;
      one.ruling = ruling_of(trials_.gate(), *judged.model, judged.findings, finding);
      one.accepted = judged.settlement.of(i).accepted.has_value();
      note(id, day, std::move(one));
    }
    for (const auto& [id, mark] : before) {
      if (judged.snapshot.contains(id)) continue;
      OnDay one;
      one.contrast = contrast(before, judged.snapshot, id);
      one.state = State::kGone;
      note(id, day, std::move(one));
    }
  }

  void note(const std::string& id, std::size_t day, OnDay one) {
    const auto [story, fresh] = courses_.try_emplace(id);
    if (fresh) story->second.worst = day;
    story->second.days.emplace(day, std::move(one));
  }

  void add_from_draft(std::size_t day) {
    const Judged& judged = *draft_.days[day];
    if (day != 0 && !any_worst(day, false)) return;
    Bulletin told = bulletin(judged.flow, judged.findings, judged.settlement);
    if (day == 0) take_head(told);
    take_terms(told);
    for (Entry& entry : told.entries) {
      const Story& story = courses_.at(entry.id);
      const OnDay& one = story.days.at(story.worst);
      if (story.worst != day || one.state == State::kGone) continue;
      const bool is_new = one.state == State::kNew;
      entry.change = is_new ? Change::kNew : Change::kUnchanged;
      if (is_new) {
        entry.updated = one.contrast.fate == Fate::kChanged;
        entry.ruling = name_of(one.ruling.action);
      }
      add(std::move(entry), story, is_new ? one.ruling : Ruling{});
    }
  }

  void add_gone(std::size_t day) {
    if (!any_worst(day, true)) return;
    const auto judged = trials_.graph_on(day);
    Bulletin told = bulletin(judged->flow, judged->findings);
    take_terms(told);
    for (Entry& entry : told.entries) {
      const Story& story = courses_.at(entry.id);
      if (story.worst != day || story.days.at(day).state != State::kGone) continue;
      entry.change = Change::kGone;
      add(std::move(entry), story, Ruling{});
    }
  }

  bool any_worst(std::size_t day, bool gone) const {
    return std::any_of(courses_.begin(), courses_.end(), [&](const auto& one) {
      const Story& story = one.second;
      return story.worst == day && (story.days.at(day).state == State::kGone) == gone;
    });
  }

  void take_head(const Bulletin& told) {
    answer_.bulletin.graph = told.graph;
    answer_.bulletin.title = told.title;
    answer_.bulletin.file = told.file;
    answer_.bulletin.grouping = told.grouping;
    answer_.bulletin.compared_with = "the graph without the candidate";
  }

  void take_terms(const Bulletin& told) {
    answer_.bulletin.uses.insert(told.uses.begin(), told.uses.end());
    answer_.bulletin.groups.insert(told.groups.begin(), told.groups.end());
  }

  void add(Entry entry, const Story& story, const Ruling& ruling) {
    const OnDay& worst = story.days.at(story.worst);
    std::vector<std::size_t> days;
    for (const auto& [day, one] : story.days) {
      if (one.state == worst.state) days.push_back(day);
    }
    std::vector<Period> when;
    if (entry.change != Change::kUnchanged) {
      when = periods(trials_.days(), days);
      entry.causes = {in_words(when)};
      for (std::string& cause : worse_by(worst.contrast)) entry.causes.push_back(std::move(cause));
      if (entry.change == Change::kNew) add_other_days(entry, story, days);
    }
    answer_.bulletin.entries.push_back(std::move(entry));
    answer_.rulings.push_back(ruling);
    answer_.periods.push_back(std::move(when));
  }

  // What is new on a day, but not as it is told.
  void add_other_days(Entry& entry, const Story& story, const std::vector<std::size_t>& days) {
    const OnDay& worst = story.days.at(story.worst);
    std::vector<std::pair<std::string, std::vector<std::size_t>>> other;
    for (const std::size_t day : days) {
      const OnDay& one = story.days.at(day);
      std::string words;
      if (one.contrast.after.severity != worst.contrast.after.severity) {
        words = fmt::format("a {}", name_of(one.contrast.after.severity));
      }
      if (one.contrast.after.subjects != worst.contrast.after.subjects) {
        words += fmt::format("{}{}", words.empty() ? "" : ", ", about(one.contrast.after));
      }
      if (one.accepted && !worst.accepted) {
        words += fmt::format("{}accepted {}", words.empty() ? "" : ", ",
                             flowdown::in_words(*accepted_on(day, entry.id)));
      }
      if (words.empty()) continue;
      const auto same = std::find_if(other.begin(), other.end(),
                                     [&](const auto& had) { return had.first == words; });
      if (same == other.end()) {
        other.push_back({words, {day}});
      } else {
        same->second.push_back(day);
      }
    }
    for (const auto& [words, when] : other) {
      entry.causes.push_back(fmt::format("{}: {}", in_words(periods(trials_.days(), when)), words));
    }
  }

  static std::string about(const Mark& mark) {
    if (mark.subjects.empty()) return "about nothing in particular";
    const std::vector<std::string> subjects(mark.subjects.begin(), mark.subjects.end());
    return "about " + join(subjects, kGainedNamed);
  }

  std::optional<Acceptance> accepted_on(std::size_t day, const std::string& id) const {
    const Judged& judged = *draft_.days[day];
    for (std::size_t i = 0; i < judged.findings.findings.size(); ++i) {
      if (id_of(judged.findings.findings[i], *judged.model) == id) {
        return judged.settlement.of(i).accepted;
      }
    }
    return std::nullopt;
  }

  Trials& trials_;
  const Trial& draft_;
  Onboarding& answer_;
  std::map<std::string, Story> courses_;  // by id
};

}  // namespace

void enter_findings(Trials& trials, const Trial& draft, Onboarding& answer) {
  Entries(trials, draft, answer).enter();
}

}  // namespace flowdown
