// The quickest way to read a line of JSON Lines: as one that has been read, with other names.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "load/line_patterns.hpp"
#include "load/record_sink.hpp"

namespace flowdown::loading {

// A part of a line that may differ between lines of one pattern.
struct LinePart {
  enum class Role : std::uint8_t {
    kId,
    kTitle,
    kSeat,
    kReleased,
    kDeveloper,
    kFrom,
    kTo,
    kParent,
    kSupplied,
  };
  Role role = Role::kId;
  std::uint32_t at = 0, size = 0;
  std::uint32_t back = 0;  // kParent: how many bytes before it its mapping begins
};

// Learns the pattern of each line that another reader has read, and reads lines of patterns that it
// has learned. Beside the parts that may differ, such a line is the same to the byte: what was
// checked of the first, and found in it, holds for it.
class PatternReader {
 public:
  explicit PatternReader(RecordSink& sink) : sink_(sink) {}

  // Adds the record of the line at `place`, with which the text begins. Returns the size of the
  // line; 0, with nothing added, where it does not know it. LinePatterns::kPadding bytes behind the
  // text must be readable.
  std::size_t read(std::string_view text, RecordPlace place, BlockRecords& into);

  // Lines as the one of which this is the record. The parts in any order.
  void learn(std::string_view line, std::vector<LinePart>& parts, const PartyRecord& record);
  void learn(std::string_view line, std::vector<LinePart>& parts, const ArtifactRecord& record);
  void learn(std::string_view line, std::vector<LinePart>& parts, const AgreementRecord& record);

 private:
  enum class Kind : std::uint8_t { kParty, kArtifact, kAgreement };
  // The record of the first line of a pattern, and what of it the parts replace.
  struct Pattern {
    Kind kind = Kind::kParty;
    std::vector<LinePart> parts;  // in their order in the line
    bool may_not_fit = false;     // fits() has to be asked
    PartyRecord party;
    ArtifactRecord artifact;
    AgreementRecord agreement;
    std::vector<BulkTables::Parent> parents;
  };
  void learn(std::string_view line, Pattern pattern);
  static bool fits(const Pattern& pattern, const LinePatterns::Texts& texts);

  RecordSink& sink_;
  LinePatterns forms_;
  std::vector<Pattern> patterns_;  // by the number of their form
};

}  // namespace flowdown::loading
