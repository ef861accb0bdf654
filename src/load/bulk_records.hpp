// What the quick reader makes of the lines of JSON Lines: some bytes for each entry.
//
// A record holds the texts of its line that differ from line to line. What recurs is told by a
// number: names of others by a number in the table of such names, and all that decides policies,
// contexts and terms by the number of its `shape`, the JSON of those values as they stand. What a
// shape means is learned from the first line that has it, which is read the thorough way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/graph.hpp"
#include "flowdown/source.hpp"
#include "flowdown/text_table.hpp"

namespace flowdown::loading {

inline constexpr std::uint32_t kNoText = 0xffffffffU;

// The tables that the numbers of a record lie in. Each thread that reads has its own, so their
// numbers mean nothing outside; `worker` of a record says whose they are.
struct BulkTables {
  TextArena arena;               // of ids and other texts that the graph keeps
  TextArena names;               // of what is looked up and forgotten
  TextTable parties, artifacts;  // that some line refers to
  TextTable shapes;
  TextTable evidence;  // as pack() writes it; the first one is that of a line that says nothing
  std::vector<std::string_view> texts;  // titles and seats

  struct Parent {
    std::uint32_t artifact, evidence, column;
    DerivationKind by;
    ArtifactId found = {};  // which that is, when all are known
  };
  std::vector<Parent> parents;
  std::vector<std::uint32_t> supplied;  // artifacts
};

// Its place: a line, and the column of its id there.
struct RecordPlace {
  std::uint32_t line = 0, column = 0;
  std::uint16_t file = 0;  // among those that are read in this way
  std::uint8_t worker = 0;
};

struct PartyRecord {
  std::string_view id;
  std::uint64_t hash = 0;  // of the id, as text_hash() gives it
  RecordPlace place;
  PartyKind kind = PartyKind::kApplication;
  std::uint32_t shape = 0, evidence = 0;
  std::uint32_t title = kNoText, seat = kNoText;
};

struct ArtifactRecord {
  const char* id_start = nullptr;
  std::uint64_t hash = 0;  // of the id
  std::uint8_t id_size = 0;
  ArtifactKind kind = ArtifactKind::kModel;
  std::uint16_t parents = 0;
  RecordPlace place;
  std::uint32_t first_parent = 0;
  std::uint32_t developer = 0;
  std::uint32_t shape = 0, evidence = 0;
  std::uint32_t title = kNoText;
  std::int32_t released = kUnreleased;
  static constexpr std::int32_t kUnreleased = INT32_MIN;
};

struct AgreementRecord {
  std::string_view id;
  RecordPlace place;
  std::uint32_t title = kNoText;
  std::uint32_t from = 0, to = 0;
  std::uint32_t first_supplied = 0, supplied = 0;
  std::uint32_t shape = 0, evidence = 0;
};

// A line that the quick reader leaves to the thorough one.
struct OtherLine {
  std::uint32_t line = 0;
  std::string_view text;
};

// What the lines of one block hold, in their order.
struct BlockRecords {
  std::size_t block = 0;  // its number
  std::vector<PartyRecord> parties;
  std::vector<ArtifactRecord> artifacts;
  std::vector<AgreementRecord> agreements;
  std::vector<OtherLine> others;
  std::vector<std::uint32_t> too_long;  // lines
  std::vector<Sources::LineStart> starts;
};

// Evidence as one text, and back.
struct PlainEvidence {
  Confidence confidence = Confidence::kHigh;
  std::optional<Date> retrieved;
  std::string_view source, note;
};
void pack(const PlainEvidence& evidence, std::string& into);
Evidence unpack(std::string_view packed);

}  // namespace flowdown::loading
