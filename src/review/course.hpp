// One model over time: judged on each date on which something dated is otherwise, when asked.
#pragma once

#include <map>
#include <vector>

#include "flowdown/timeline.hpp"
#include "review/snapshot.hpp"

namespace flowdown {

class Course {
 public:
  Course(const Model& model, JudgeOptions options, const SettleOptions& settle = {});

  const std::vector<Event>& events() const { return events_; }
  // The dates on which some event that may change a verdict happens.
  const std::vector<Date>& dates() const { return dates_; }
  // The findings on `date`, judged once for all days between two dates.
  const Snapshot& on(Date date);
  // For a run that was made elsewhere.
  void know(Date date, Snapshot snapshot);

  // Which events of the day brought a change about that happens on it (backwards: as the day is
  // left for the one before): each alone moved to the next day, and alone to the day before. All of
  // them, neither enough nor needed, where none is so.
  enum class Direction : std::uint8_t { kForwards, kBackwards };
  std::vector<Cause> causes_on(Date day, Direction direction, const std::string& id,
                               const Contrast& change);
  // The change that happened, forwards or backwards, between two days: the causes of its last step.
  std::vector<Cause> causes_between(Date from, Date to, const std::string& id,
                                    const Contrast& change);
  // Since which day before `date` the change shows without interruption; none: since ever.
  std::optional<Date> since(Date date, const std::string& id, const Contrast& change);

  std::size_t judged() const { return judged_; }

 private:
  struct Trial {
    Snapshot without, alone;  // on the day, and on the day before
  };
  const std::vector<Trial>& trials_on(Date day);
  std::size_t stretch_of(Date date) const;  // how many of `dates_` have come
  // Judged on `date` with the event so many days later (or earlier).
  Snapshot with_moved(const Event& event, int days, Date date) const;

  const Model& model_;
  JudgeOptions options_;
  SettleOptions settle_;
  std::vector<Event> events_;
  std::vector<Date> dates_;
  std::map<std::size_t, Snapshot> runs_;  // by stretch
  std::map<Date, std::vector<Trial>> trials_;
  std::size_t judged_ = 0;
};

// The model, with the event, which is none of an exception, so many days later (or earlier).
Model moved(const Model& model, const Event& event, int days);

}  // namespace flowdown
