// Graphs as JSON Lines: docs/bulk.md describes the format.
#pragma once

#include <deque>
#include <optional>

#include "flowdown/source.hpp"
#include "load/problems.hpp"
#include "load/yaml_node.hpp"

namespace flowdown::loading {

// An entry of a graph: its id (null where it has none) and what else it says.
struct BulkEntry {
  std::optional<YamlNode> id;
  YamlNode body;
};

// What a file holds, each kind in the order of the lines.
struct BulkFile {
  YamlNode head;  // as the head of a graph in YAML
  std::deque<BulkEntry> parties, artifacts, agreements;
  std::deque<YamlNode> policies;  // each as a file of its own in YAML
  std::deque<YamlNode> taxonomies;
};

// Reads a file to its end and reports every problem of its lines. Returns nothing where it has no
// head by which it could be read.
std::optional<BulkFile> read_bulk(FileId file, Sources& sources, Problems& problems);

}  // namespace flowdown::loading
