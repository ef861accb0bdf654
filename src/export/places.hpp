// The places of facts, kept in an export so that findings still lie where they lay.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flowdown/export.hpp"
#include "flowdown/model.hpp"
#include "report/json_line.hpp"

namespace flowdown {

// The places within one entry, by the path to the value in the entry.
class EntryPlaces {
 public:
  explicit EntryPlaces(Places kept) : kept_(kept) {}

  void clear() { places_.clear(); }
  // The first is that of the entry itself. What lies there too need not say so: who reads the entry
  // takes that for granted.
  void add(std::string path, const SourcePos& pos) {
    if (kept_ != Places::kKeep || !pos) return;
    if (places_.empty() || pos != places_.front().pos) places_.push_back({std::move(path), pos});
  }
  // `"at": {…}` beside the entry; nothing where there are none. Places in another file than the
  // first one's are left out.
  void write(JsonLine& json, const Model& model) const;

  struct Place {
    std::string path;
    SourcePos pos;
  };
  const std::vector<Place>& all() const { return places_; }

 private:
  Places kept_;
  std::vector<Place> places_;
};

// Lines of `file` entries that hold the texts of the lines that the places name. False where the
// sink ended it.
bool write_quoted_lines(const Model& model, std::vector<SourcePos> places, const Sink& sink);

}  // namespace flowdown
