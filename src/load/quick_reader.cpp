// One line → one record, with simdjson's on-demand parser.
//
// simdjson checks a document as far as it is looked at; here every key and value is. Texts with an
// escape or of characters that files may not hold are left alone, so that the bytes between the
// quotes are the text. Arrays and objects that go into a shape are taken as they stand: equal bytes
// mean the same, and the first line that has them is read the thorough way, mistakes and all.
// Most lines are like one before them, and are not parsed at all: see pattern_reader.hpp.
#include "load/quick_reader.hpp"

#include <array>
#include <bitset>
#include <cstring>
#include <string>
#include <utility>

#include "flowdown/keywords.hpp"
#include "load/line_blocks.hpp"
#include "load/parse_json.hpp"
#include "load/pattern_reader.hpp"
#include "load/quick_keys.hpp"
#include "load/quick_values.hpp"

namespace flowdown::loading {

static_assert(BlockBuffer::kPadding >= simdjson::SIMDJSON_PADDING &&
              BlockBuffer::kPadding >= LinePatterns::kPadding);

class QuickReader::Parser {
 public:
  Parser(std::uint16_t file, std::uint8_t worker, BulkTables& tables)
      : file_(file), worker_(worker), tables_(tables), sink_(tables), patterns_(sink_) {
    packed_.clear();
    pack({}, packed_);
    tables_.evidence.number(packed_, tables_.names);
  }

  std::size_t read_known(std::string_view text, std::uint32_t number, BlockRecords& into) {
    return patterns_.read(text, {number, 0, file_, worker_}, into);
  }

  bool read(std::string_view line, std::uint32_t number, BlockRecords& into) {
    line_ = line;
    place_ = {number, 0, file_, worker_};
    mark_ = sink_.mark();
    into_ = &into;
    parts_.clear();
    if (read_line()) return true;
    sink_.go_back(mark_);
    return false;
  }

  void finish(BlockRecords& block) { sink_.number(block); }

 private:
  // The entry is added last, so that a line of which the end cannot be read adds nothing.
  bool read_line() {
    json::document document;
    if (parser_.iterate(line_.data(), line_.size(), line_.size() + BlockBuffer::kPadding)
            .get(document) != simdjson::SUCCESS) {
      return false;
    }
    json::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) return false;
    enum class Kind : std::uint8_t { kNone, kParty, kArtifact, kAgreement };
    Kind kind = Kind::kNone;
    for (auto next : object) {
      json::field field;
      json::object entry;
      if (kind != Kind::kNone || std::move(next).get(field) != simdjson::SUCCESS) return false;
      const char* const key = field.key().raw();
      if (std::memcmp(key, "artifact\"", 9) == 0) {
        kind = Kind::kArtifact;
      } else if (std::memcmp(key, "party\"", 6) == 0) {
        kind = Kind::kParty;
      } else if (std::memcmp(key, "agreement\"", 10) == 0) {
        kind = Kind::kAgreement;
      } else {
        return false;
      }
      if (field.value().get_object().get(entry) != simdjson::SUCCESS) return false;
      const bool good = kind == Kind::kArtifact ? read_keys(entry, kOfArtifact)
                        : kind == Kind::kParty  ? read_keys(entry, kOfParty)
                                                : read_keys(entry, kOfAgreement);
      if (!good) return false;
    }
    // Nothing may follow.
    const char* rest = nullptr;
    if (document.current_location().get(rest) != simdjson::OUT_OF_BOUNDS) return false;
    switch (kind) {
      case Kind::kNone:
        return false;
      case Kind::kParty:
        return add_party();
      case Kind::kArtifact:
        return add_artifact();
      case Kind::kAgreement:
        return add_agreement();
    }
    return false;
  }

  bool has(Key key) const { return seen_[static_cast<std::size_t>(key)]; }
  std::string_view value(Key key) const {
    return has(key) ? values_[static_cast<std::size_t>(key)] : std::string_view();
  }

  template <std::size_t N>
  bool read_keys(json::object& entry, const KnownKey (&known)[N]) {
    seen_.reset();
    for (auto next : entry) {
      json::field field;
      if (std::move(next).get(field) != simdjson::SUCCESS) return false;
      const KnownKey* key = find_key(field.key().raw(), known);
      if (key == nullptr) return false;
      const auto number = static_cast<std::size_t>(key->key);
      if (seen_[number]) return false;
      seen_.set(number);
      const bool good = key->key == Key::kDerivedFrom ? read_parents(field.value())
                        : key->key == Key::kArtifacts ? read_supplied(field.value())
                        : number >= kFirstOfShape     ? take_json(field.value(), values_[number])
                                                      : take_text(field.value(), values_[number]);
      if (!good) return false;
    }
    if (!has(Key::kId) || !is_id(value(Key::kId))) return false;
    place_.column = static_cast<std::uint32_t>(value(Key::kId).data() - line_.data());
    for (const Key key : {Key::kTitle, Key::kSeat}) {
      if (!is_plain(value(key))) return false;
    }
    return true;
  }

  bool read_parents(json::value& value) {
    json::array list;
    if (value.get_array().get(list) != simdjson::SUCCESS) return false;
    for (auto next : list) {
      json::object parent;
      std::string_view start, artifact, by, word;
      BulkTables::Parent record{};
      PlainEvidence evidence;
      std::bitset<kKeys> seen;
      if (next.error() != simdjson::SUCCESS) return false;
      json::value item = next.value_unsafe();
      start = item.raw_json_token();
      if (start.empty() || item.get_object().get(parent) != simdjson::SUCCESS) return false;
      static constexpr KnownKey kOfParent[] = {
          {R"(artifact")", Key::kArtifacts},
          {R"(by")", Key::kDerivedFrom},
          {R"(note")", Key::kNote},
          {R"(source")", Key::kSource},
          {R"(confidence")", Key::kConfidence},
      };
      for (auto next_key : parent) {
        json::field field;
        if (std::move(next_key).get(field) != simdjson::SUCCESS) return false;
        const KnownKey* key = find_key(field.key().raw(), kOfParent);
        if (key == nullptr || seen[static_cast<std::size_t>(key->key)]) return false;
        seen.set(static_cast<std::size_t>(key->key));
        std::string_view& text = key->key == Key::kArtifacts     ? artifact
                                 : key->key == Key::kDerivedFrom ? by
                                 : key->key == Key::kNote        ? evidence.note
                                 : key->key == Key::kSource      ? evidence.source
                                                                 : word;
        if (!take_text(field.value(), text)) return false;
      }
      if (!is_id(artifact) || !find_word(by, kDerivationKinds, record.by)) return false;
      if (!word.empty() && !find_word(word, kConfidences, evidence.confidence)) return false;
      if (seen[static_cast<std::size_t>(Key::kConfidence)] && word.empty()) return false;
      if (!number(evidence, record.evidence)) return false;
      record.artifact = sink_.want_artifact(artifact);
      record.column = static_cast<std::uint32_t>(start.data() - line_.data()) + 1;
      tables_.parents.push_back(record);
      note(LinePart::Role::kParent, artifact);
      parts_.back().back = parts_.back().at - record.column + 1;
    }
    return true;
  }

  bool read_supplied(json::value& value) {
    const auto add = [this](json::value& item) {
      std::string_view word;
      if (!take_text(item, word) || !is_id(word)) return false;
      tables_.supplied.push_back(sink_.want_artifact(word));
      note(LinePart::Role::kSupplied, word);
      return true;
    };
    if (value.raw_json_token().front() == '"') return add(value);
    json::array list;
    if (value.get_array().get(list) != simdjson::SUCCESS) return false;
    const std::size_t before = tables_.supplied.size();
    for (auto next : list) {
      if (next.error() != simdjson::SUCCESS) return false;
      json::value item = next.value_unsafe();
      if (!add(item)) return false;
    }
    return tables_.supplied.size() > before;
  }

  bool number(const PlainEvidence& evidence, std::uint32_t& result) {
    if (!is_plain(evidence.source) || !is_plain(evidence.note)) return false;
    packed_.clear();
    pack(evidence, packed_);
    result = tables_.evidence.number(packed_, tables_.names);
    return true;
  }

  bool read_evidence(std::uint32_t& result) {
    result = 0;
    if (!has(Key::kNote) && !has(Key::kSource) && !has(Key::kRetrieved) && !has(Key::kConfidence)) {
      return true;
    }
    PlainEvidence evidence{Confidence::kHigh, std::nullopt, value(Key::kSource), value(Key::kNote)};
    if (has(Key::kConfidence) &&
        !find_word(value(Key::kConfidence), kConfidences, evidence.confidence)) {
      return false;
    }
    if (has(Key::kRetrieved)) {
      evidence.retrieved = Date::parse(value(Key::kRetrieved));
      if (!evidence.retrieved) return false;
    }
    return number(evidence, result);
  }

  // The number of the line's shape; false where a value of it is no JSON. That is found out when a
  // shape is new: until then, of lists and mappings only the brackets were looked at.
  bool number_shape(char kind, std::uint32_t& number) {
    shape_.assign(1, kind);
    for (std::size_t key = kFirstOfShape; key < kKeys; ++key) {
      if (!seen_[key]) continue;
      shape_ += static_cast<char>(key);
      shape_ += values_[key];
    }
    number = tables_.shapes.find(shape_, text_hash(shape_));
    if (number != TextTable::kNone) return true;
    Problems told;  // by the thorough reader
    if (!parse_json({FileId(0), place_.line, 1}, line_, told) || !told.empty()) return false;
    number = tables_.shapes.number(shape_, tables_.names);
    return true;
  }

  // A part in which lines of the same pattern may differ.
  void note(LinePart::Role role, std::string_view text) {
    parts_.push_back({role, static_cast<std::uint32_t>(text.data() - line_.data()),
                      static_cast<std::uint32_t>(text.size()), 0});
  }
  void note(LinePart::Role role, Key key) {
    if (has(key)) note(role, value(key));
  }

  // Lines with sources or notes of their own have no pattern.
  template <class Record>
  void learn(const Record& record) {
    if (record.evidence != 0) return;
    note(LinePart::Role::kId, Key::kId);
    note(LinePart::Role::kTitle, Key::kTitle);
    patterns_.learn(line_, parts_, record);
  }

  bool party(Key key, LinePart::Role role, std::uint32_t& number) {
    if (!has(key) || !is_id(value(key))) return false;
    number = sink_.want_party(value(key));
    note(role, key);
    return true;
  }

  bool add_party() {
    PartyRecord record;
    if (!has(Key::kKind) || !find_word(value(Key::kKind), kPartyKinds, record.kind)) return false;
    if (!read_evidence(record.evidence) || !number_shape('p', record.shape)) return false;
    record.id = tables_.arena.copy(value(Key::kId));
    record.hash = text_hash(record.id);
    record.place = place_;
    record.title = sink_.keep(value(Key::kTitle));
    record.seat = sink_.keep(value(Key::kSeat));
    into_->parties.push_back(record);
    note(LinePart::Role::kSeat, Key::kSeat);
    learn(record);
    return true;
  }

  bool add_artifact() {
    ArtifactRecord record;
    if (!has(Key::kKind) || !find_word(value(Key::kKind), kArtifactKinds, record.kind)) {
      return false;
    }
    if (!party(Key::kDeveloper, LinePart::Role::kDeveloper, record.developer) ||
        !read_evidence(record.evidence))
      return false;
    if (has(Key::kReleased)) {
      const auto date = Date::parse(value(Key::kReleased));
      if (!date) return false;
      record.released = date->days;
    }
    if (has(Key::kDerivedFrom)) {
      const std::size_t all = tables_.parents.size() - mark_.parents;
      if (all > UINT16_MAX) return false;
      record.parents = static_cast<std::uint16_t>(all);
      record.first_parent = static_cast<std::uint32_t>(mark_.parents);
    }
    if (!number_shape('a', record.shape)) return false;
    const std::string_view id = tables_.arena.copy(value(Key::kId));
    record.id_start = id.data();
    record.hash = text_hash(id);
    record.id_size = static_cast<std::uint8_t>(id.size());
    record.place = place_;
    record.title = sink_.keep(value(Key::kTitle));
    into_->artifacts.push_back(record);
    note(LinePart::Role::kReleased, Key::kReleased);
    learn(record);
    return true;
  }

  bool add_agreement() {
    AgreementRecord record;
    if (!has(Key::kArtifacts) || !has(Key::kChannel) ||
        !party(Key::kFrom, LinePart::Role::kFrom, record.from) ||
        !party(Key::kTo, LinePart::Role::kTo, record.to) || value(Key::kFrom) == value(Key::kTo)) {
      return false;
    }
    if (!read_evidence(record.evidence) || !number_shape('g', record.shape)) return false;
    record.id = tables_.arena.copy(value(Key::kId));
    record.place = place_;
    record.title = sink_.keep(value(Key::kTitle));
    record.first_supplied = static_cast<std::uint32_t>(mark_.supplied);
    record.supplied = static_cast<std::uint32_t>(tables_.supplied.size() - mark_.supplied);
    into_->agreements.push_back(record);
    learn(record);
    return true;
  }

  std::uint16_t file_;
  std::uint8_t worker_;
  BulkTables& tables_;
  json::parser parser_;
  RecordSink sink_;
  PatternReader patterns_;
  // Of the present line.
  std::string_view line_;
  RecordPlace place_;
  BlockRecords* into_ = nullptr;
  std::bitset<kKeys> seen_;
  std::array<std::string_view, kKeys> values_;
  RecordSink::Mark mark_{};
  std::vector<LinePart> parts_;
  std::string packed_, shape_;
};

QuickReader::QuickReader(std::uint16_t file, std::uint8_t worker, BulkTables& tables)
    : parser_(std::make_unique<Parser>(file, worker, tables)) {}
QuickReader::QuickReader(QuickReader&&) noexcept = default;
QuickReader::~QuickReader() = default;

std::size_t QuickReader::read_known(std::string_view text, std::uint32_t number,
                                    BlockRecords& into) {
  return parser_->read_known(text, number, into);
}
bool QuickReader::read(std::string_view line, std::uint32_t number, BlockRecords& into) {
  return parser_->read(line, number, into);
}
void QuickReader::finish(BlockRecords& block) { parser_->finish(block); }

}  // namespace flowdown::loading
