// A timeline as JSON, version 1: schemas/timeline.schema.json. One date on a line.
#include <fmt/format.h>

#include "flowdown/timeline.hpp"
#include "review/review_json.hpp"

namespace flowdown {
namespace {

Json turn_json(const Turn& turn) {
  const bool changed = turn.fate == Fate::kChanged;
  return Json{{"id", turn.id},
              {"standing", name_of(turn.fate)},
              {"worse", turn.worse},
              {"code", info(turn.code).name},
              {"severity", name_of(turn.severity)},
              {"severity_before", changed ? Json(name_of(turn.severity_before)) : Json(nullptr)},
              {"party", text_or_null(turn.party)},
              {"artifact", text_or_null(turn.artifact)},
              {"agreement", text_or_null(turn.agreement)},
              {"policy", text_or_null(turn.policy)},
              {"about", turn.subjects},
              {"lost", turn.lost},
              {"causes", turn.causes},
              {"message", turn.message}};
}

Json moment_json(const Moment& moment) {
  Json events = Json::array();
  for (const Event& event : moment.events) {
    events.push_back(Json{{"kind", name_of(event.kind)}, {"id", event.id}, {"words", event.words}});
  }
  Json turns = Json::array();
  for (const Turn& turn : moment.turns) turns.push_back(turn_json(turn));
  return Json{{"date", moment.on.text()},
              {"summary", counts_json(moment.counts)},
              {"accepted", moment.accepted},
              {"events", events},
              {"findings", turns}};
}

Json breach_json(const NextBreach& breach) {
  return Json{{"party", breach.party}, {"date", date_or_null(breach.on)}, {"findings", breach.ids}};
}

}  // namespace

bool timeline_json(const Timeline& timeline, const Sink& sink) {
  Pieces out(sink);
  out.text() = fmt::format(
      "{{\"flowdown\": 1,\n \"graph\": {},\n \"from\": {},\n \"until\": {},\n \"summary\": {},\n"
      " \"accepted\": {},\n",
      dump(Json(timeline.graph)), dump(Json(timeline.from.text())),
      dump(date_or_null(timeline.until)), dump(counts_json(timeline.counts)), timeline.accepted);
  add_list(out, "notices", timeline.notices, notice_json);
  out.text() += ",\n";
  add_list(out, "next_breaches", timeline.breaches, breach_json);
  out.text() += ",\n";
  add_list(out, "dates", timeline.moments, moment_json);
  out.text() += "}\n";
  return out.finish();
}

}  // namespace flowdown
