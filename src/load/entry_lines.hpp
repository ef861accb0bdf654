// What a line of JSON Lines is, read the thorough way.
#pragma once

#include <optional>
#include <string_view>

#include "load/bulk_file.hpp"
#include "load/problems.hpp"
#include "load/yaml_node.hpp"

namespace flowdown::loading {

inline constexpr std::string_view kHowToBegin =
    R"(begin the file with `{"flowdown": 1, "graph": "…"}`)";

// Puts what lines hold into a file, and reports what is wrong with their form.
class EntryLines {
 public:
  EntryLines(FileId file, Problems& problems, BulkFile& into)
      : file_(file), problems_(problems), into_(into) {}

  // False where nothing of the file can be read by it.
  bool read_head(std::uint32_t number, std::string_view line);
  // Requires `line` to stay where it is.
  void add(std::uint32_t number, std::string_view line);
  // After the last line.
  void finish();

 private:
  void refuse_kind(const YamlNode& key);
  void take(std::size_t kind, const YamlNode& key, YamlNode body);
  void take_entry(std::vector<EntryLine>& entries, const YamlNode& key, YamlNode& body);
  void take_agreement(YamlNode& body);
  bool rename_id(const YamlNode& key, YamlNode& body);

  FileId file_;
  Problems& problems_;
  BulkFile& into_;
  std::string_view line_;
  std::uint32_t number_ = 0;
  YamlNode uses_;  // id → entry, of all lines
};

}  // namespace flowdown::loading
