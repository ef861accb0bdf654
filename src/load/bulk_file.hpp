// Graphs as JSON Lines: docs/bulk.md describes the format.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "flowdown/source.hpp"
#include "load/bulk_graph.hpp"
#include "load/bulk_records.hpp"
#include "load/line_places.hpp"
#include "load/problems.hpp"
#include "load/yaml_node.hpp"

namespace flowdown::loading {

// An entry of a graph whose line is left to the thorough reader.
struct EntryLine {
  std::string_view id;
  SourcePos pos;  // of the id, or else of the entry
  std::uint32_t length = 1;
  std::string_view text;  // the line
  std::uint32_t number = 0;
  bool named = true;  // false: an agreement without an id
};

// What a file holds, each kind in the order of the lines.
struct BulkFile {
  FileId file;
  YamlNode head;  // as the head of a graph in YAML
  std::vector<EntryLine> parties, artifacts, agreements;
  std::deque<YamlNode> policies;  // each as a file of its own in YAML
  std::deque<YamlNode> taxonomies;
  std::vector<BlockRecords> blocks;
  TextArena texts;  // of ids
  std::optional<LinePlaces> places;
};

// Whether lines may be read the quick way.
enum class LineReading : std::uint8_t { kQuick, kThorough };

// Reads a file to its end and reports every problem of the form of its lines. `number` tells it
// from other files of the kind. Returns nothing where it has no head by which it could be read.
std::optional<BulkFile> read_bulk(FileId file, std::uint16_t number, LineReading reading,
                                  Sources& sources, AllBulkTables& tables, Problems& problems);

// The entry of a line of a party, artifact or agreement: what it says without its id (agreements
// keep it), and its id. Nothing where the line is none any more.
struct LineEntry {
  std::optional<YamlNode> id;
  YamlNode body;
  bool placed = false;  // it states its places
};
std::optional<LineEntry> parse_entry(BulkFile& file, std::uint32_t line, std::string_view text);

}  // namespace flowdown::loading
