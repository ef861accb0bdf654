// The program's way to the file system.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "flowdown/load.hpp"

namespace flowdown::cli {

// Reads policy files and folders from disk. However many ways lead to a file, it has one name: the
// one by which it was first asked for.
class DiskFiles final : public FileProvider {
 public:
  Listing read(std::string_view path, std::string_view relative_to) override;
  std::string name_of(const std::string& path);

 private:
  std::map<std::string, std::string> names_;  // by real path
};

// The text of a file, or of standard input for `-`; else why there is none. Reads at most one byte
// more than `limit`, enough for the loader to refuse it.
struct ReadText {
  std::optional<SourceText> text;
  std::string error;
};
ReadText read_text(const std::string& path, std::size_t limit);

// The same for a graph, with the limit for YAML. JSON Lines is not read: it comes as bytes. What of
// it comes from standard input is kept in a temporary file.
ReadText open_graph(const std::string& path);

// Whether the program has read this file: then it must not write over it.
bool was_read(const std::string& path);

// Replaces the file, or makes it. Whatever happens, it then holds all of the text or what it held
// before. Returns why it could not be written; empty where it was.
std::string write_whole(const std::string& path, std::string_view text);

}  // namespace flowdown::cli
