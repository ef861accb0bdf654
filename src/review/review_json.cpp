#include "review/review_json.hpp"

namespace flowdown {

Json date_or_null(const std::optional<Date>& date) {
  return date ? Json(date->text()) : Json(nullptr);
}

Json place_json(const Place& place) {
  if (!place.known()) return nullptr;
  return Json{{"file", place.file}, {"line", place.line}, {"column", place.column}};
}

Json notice_json(const Notice& notice) {
  return Json{{"severity", name_of(notice.severity)},
              {"message", notice.message},
              {"location", place_json(notice.place)}};
}

Json acceptance_json(const std::optional<Acceptance>& accepted) {
  if (!accepted) return nullptr;
  return Json{{"reason", accepted->reason},
              {"owner", accepted->owner},
              {"expires", accepted->expires.text()},
              {"location", place_json(accepted->place)}};
}

Json counts_json(const std::array<std::size_t, 3>& by_severity) {
  return Json{{"error", by_severity[2]}, {"warning", by_severity[1]}, {"note", by_severity[0]}};
}

}  // namespace flowdown
