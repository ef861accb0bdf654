// Beside stage 4: one graph → the dates on which its verdict changes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flowdown/diff.hpp"
#include "flowdown/model.hpp"
#include "flowdown/sink.hpp"

namespace flowdown {

// Something that the files date, on the first day on which it is otherwise: the day after the last
// day of an agreement or waiver.
struct Event {
  enum class Kind : std::uint8_t {
    kAgreementStarts,
    kAgreementEnds,
    kWaiverStarts,
    kWaiverEnds,
    kPolicyStarts,
    kPolicyEnds,
    kAttribute,  // a dated number of a party
    kReview,     // a review is due; changes no verdict
    kExceptionEnds,
  };
  Kind kind = Kind::kAgreementStarts;
  Date on;
  std::string id;     // of the agreement, policy or party; of an exception, its place
  std::string words;  // "agreement x ends (its last day is 2024-06-30)"
  // Where it is in the model: which one of its kind.
  AgreementId agreement;
  VersionId version;
  PartyId party;
  std::uint32_t index = 0;  // of the waiver, attribute or exception
};
std::string_view name_of(Event::Kind kind);

// All events of the policies, agreements and parties that play a part in the graph, and of the
// exceptions that have not ended yet, by date, then kind and id.
std::vector<Event> events_of(const Model& model, const SettleOptions& settle = {});

// Whether a version of `after` is one that `before` does not have, by its policy, name and first
// day.
bool is_news(const Model& before, const Model& after, const PolicyVersion& version);

// What becomes otherwise on one date.
struct Turn {
  Fate fate = Fate::kIntroduced;  // never kUnchanged
  bool worse = false;
  std::string id;
  Code code = Code::kGapSilent;
  Severity severity = Severity::kNote;  // of a fixed one, as it was
  Severity severity_before = Severity::kNote;
  std::string party, artifact, agreement, policy;  // ids; empty: none
  // The uses, duties and limits, by id: all of a finding that is introduced or fixed; of a changed
  // one, what it has gained, and in `lost` what it has lost.
  std::vector<std::string> subjects, lost;
  std::string message;
  // The words of those events of the moment that brought it about; of all, where several together
  // did so and none can be told apart.
  std::vector<std::string> causes;
};

struct Moment {
  Date on;
  std::vector<Event> events;
  std::vector<Turn> turns;              // empty: the verdict stays as it is
  std::array<std::size_t, 3> counts{};  // by Severity, from this day on
  std::size_t accepted = 0;             // how many beside these an exception accepts
};

// The first date on which a party has an error that it does not have on the day judged; an
// agreement's error is its supplier's.
struct NextBreach {
  std::string party, name;       // the name in words
  std::optional<Date> on;        // none: not within the timeline
  std::vector<std::string> ids;  // of the errors
};

struct Timeline {
  std::string graph, title;
  Date from;
  std::optional<Date> until;            // none: to the last date that the files name
  std::array<std::size_t, 3> counts{};  // by Severity, on `from`
  std::size_t accepted = 0;
  std::vector<Notice> notices;       // on the exceptions, as of `from`
  std::vector<Moment> moments;       // after `from`
  std::vector<NextBreach> breaches;  // every party that holds something, by date, then id
};

// Judges the graph on each date after `from`, up to and with `until`, on which something that is
// dated is otherwise. On all days between two moments the findings are the same. What an exception
// accepts is not there until the exception ends; `settle` has no baseline.
Timeline timeline(const Model& model, Date from, std::optional<Date> until = std::nullopt,
                  const JudgeOptions& options = {}, const SettleOptions& settle = {});

// As a person reads it, and as `flowdown schema timeline` describes it: in pieces, and false where
// the sink ended it. Both end in a newline.
std::string timeline_text(const Timeline& timeline, const TextOptions& options);
bool timeline_json(const Timeline& timeline, const Sink& sink);

}  // namespace flowdown
