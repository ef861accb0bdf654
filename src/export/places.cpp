// A place is a file, a line and a column; what a report quotes is the text of the line. So an
// export names the places beside each entry, and holds the text of every line that is named once.
#include "export/places.hpp"

#include <algorithm>

namespace flowdown {

void EntryPlaces::write(JsonLine& json, const Model& model) const {
  if (places_.empty()) return;
  const FileId file = places_.front().pos.file;
  json.key("at").open('{');
  json.key("file").text(model.sources.name(file));
  for (const auto& [path, pos] : places_) {
    if (pos.file != file) continue;
    json.named(path).open('[');
    json.number(pos.line);
    json.number(pos.column);
    json.close(']');
  }
  json.close('}');
}

bool write_quoted_lines(const Model& model, std::vector<SourcePos> places, const Sink& sink) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 18U;  // in one entry
  for (SourcePos& place : places) place.column = 0;
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::string line;
  JsonLine json(line);
  const auto finish = [&] {
    if (line.empty()) return true;
    json.close('}').close('}').close('}');
    line += '\n';
    const bool taken = sink(line);
    line.clear();
    return taken;
  };
  FileId file;
  for (const SourcePos& place : places) {
    const std::string_view text = model.sources.line(place);
    if ((place.file != file || line.size() > kMostBytes) && !finish()) return false;
    file = place.file;
    if (line.empty()) {
      json.open('{').key("file").open('{');
      json.key("name").text(model.sources.name(file));
      json.key("lines").open('{');
    }
    json.named(std::to_string(place.line)).text(text);
  }
  return finish();
}

}  // namespace flowdown
