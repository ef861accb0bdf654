#include "load/pattern_reader.hpp"

#include <algorithm>
#include <utility>

namespace flowdown::loading {

using Role = LinePart::Role;

// What cannot be told byte by byte.
bool PatternReader::fits(const Pattern& pattern, const LinePatterns::Texts& texts) {
  std::string_view from, to;
  for (std::size_t i = 0; i < pattern.parts.size(); ++i) {
    const Role role = pattern.parts[i].role;
    if (role == Role::kReleased && !Date::parse(texts[i])) return false;
    if (role == Role::kFrom) from = texts[i];
    if (role == Role::kTo) to = texts[i];
  }
  return pattern.kind != Kind::kAgreement || from != to;
}

std::size_t PatternReader::read(std::string_view text, RecordPlace place, BlockRecords& into) {
  LinePatterns::Texts texts;
  const LinePatterns::Found found = forms_.find(text, texts);
  if (found.pattern == LinePatterns::kNone) return 0;
  const Pattern& pattern = patterns_[found.pattern];
  if (pattern.may_not_fit && !fits(pattern, texts)) return 0;
  BulkTables& tables = sink_.tables();
  const auto first_parent = static_cast<std::uint32_t>(tables.parents.size());
  const auto first_supplied = static_cast<std::uint32_t>(tables.supplied.size());
  std::string_view id;
  std::uint32_t title = kNoText, seat = kNoText, developer = 0, from = 0, to = 0;
  std::int32_t released = pattern.artifact.released;
  for (std::size_t i = 0; i < pattern.parts.size(); ++i) {
    const std::string_view part = texts[i];
    const auto at = static_cast<std::uint32_t>(part.data() - text.data());
    switch (pattern.parts[i].role) {
      case Role::kId:
        id = tables.arena.copy(part);
        place.column = at;
        break;
      case Role::kTitle:
        title = sink_.keep(part);
        break;
      case Role::kSeat:
        seat = sink_.keep(part);
        break;
      case Role::kReleased:
        released = Date::parse(part)->days;
        break;
      case Role::kDeveloper:
        developer = sink_.want_party(part);
        break;
      case Role::kFrom:
        from = sink_.want_party(part);
        break;
      case Role::kTo:
        to = sink_.want_party(part);
        break;
      case Role::kParent: {
        BulkTables::Parent parent = pattern.parents[tables.parents.size() - first_parent];
        parent.artifact = sink_.want_artifact(part);
        parent.column = at - pattern.parts[i].back + 1;
        tables.parents.push_back(parent);
        break;
      }
      case Role::kSupplied:
        tables.supplied.push_back(sink_.want_artifact(part));
        break;
    }
  }
  switch (pattern.kind) {
    case Kind::kParty: {
      PartyRecord& record = into.parties.emplace_back(pattern.party);
      record.id = id;
      record.hash = text_hash(id);
      record.place = place;
      record.title = title;
      record.seat = seat;
      break;
    }
    case Kind::kArtifact: {
      ArtifactRecord& record = into.artifacts.emplace_back(pattern.artifact);
      record.id_start = id.data();
      record.hash = text_hash(id);
      record.id_size = static_cast<std::uint8_t>(id.size());
      record.place = place;
      record.title = title;
      record.developer = developer;
      record.released = released;
      record.first_parent = first_parent;
      break;
    }
    case Kind::kAgreement: {
      AgreementRecord& record = into.agreements.emplace_back(pattern.agreement);
      record.id = id;
      record.place = place;
      record.title = title;
      record.from = from;
      record.to = to;
      record.first_supplied = first_supplied;
      break;
    }
  }
  return found.size;
}

void PatternReader::learn(std::string_view line, std::vector<LinePart>& parts,
                          const PartyRecord& record) {
  Pattern pattern;
  pattern.kind = Kind::kParty;
  pattern.parts = parts;
  pattern.party = record;
  learn(line, std::move(pattern));
}

void PatternReader::learn(std::string_view line, std::vector<LinePart>& parts,
                          const ArtifactRecord& record) {
  Pattern pattern;
  pattern.kind = Kind::kArtifact;
  pattern.parts = parts;
  pattern.artifact = record;
  const std::vector<BulkTables::Parent>& parents = sink_.tables().parents;
  const auto first = parents.begin() + record.first_parent;
  pattern.parents.assign(first, first + record.parents);
  learn(line, std::move(pattern));
}

void PatternReader::learn(std::string_view line, std::vector<LinePart>& parts,
                          const AgreementRecord& record) {
  Pattern pattern;
  pattern.kind = Kind::kAgreement;
  pattern.parts = parts;
  pattern.agreement = record;
  learn(line, std::move(pattern));
}

void PatternReader::learn(std::string_view line, Pattern pattern) {
  if (pattern.parts.size() > LinePatterns::kMostGaps) return;
  std::sort(pattern.parts.begin(), pattern.parts.end(),
            [](const LinePart& a, const LinePart& b) { return a.at < b.at; });
  pattern.may_not_fit =
      pattern.kind == Kind::kAgreement ||
      std::any_of(pattern.parts.begin(), pattern.parts.end(),
                  [](const LinePart& part) { return part.role == Role::kReleased; });
  std::vector<LinePatterns::Place> gaps;
  for (const LinePart& part : pattern.parts) {
    const bool is_text =
        part.role == Role::kTitle || part.role == Role::kSeat || part.role == Role::kReleased;
    gaps.push_back(
        {part.at, part.size, is_text ? LinePatterns::Gap::kText : LinePatterns::Gap::kId});
  }
  if (forms_.add(line, gaps) != LinePatterns::kNone) patterns_.push_back(std::move(pattern));
}

}  // namespace flowdown::loading
