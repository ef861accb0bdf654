// The files of the source tree, for tests of what ships.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

#include "flowdown/load.hpp"

namespace flowdown::testing {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline std::filesystem::path source_dir() { return FLOWDOWN_SOURCE_DIR; }

// Reads relative to the source tree.
class TreeFiles : public FileProvider {
 public:
  Listing read(std::string_view path, std::string_view relative_to) override {
    namespace fs = std::filesystem;
    const fs::path wanted =
        (fs::path(relative_to).parent_path() / std::string(path)).lexically_normal();
    Listing listing;
    const fs::path full = source_dir() / wanted;
    if (fs::is_regular_file(full)) {
      listing.files.push_back({wanted.generic_string(), read_file(full)});
      return listing;
    }
    if (!fs::is_directory(full)) {
      listing.error = "no such file or folder";
      return listing;
    }
    for (const auto& entry : fs::recursive_directory_iterator(full)) {
      if (entry.path().extension() != ".yaml") continue;
      listing.files.push_back(
          {fs::relative(entry.path(), source_dir()).generic_string(), read_file(entry.path())});
    }
    std::sort(listing.files.begin(), listing.files.end(),
              [](const SourceText& a, const SourceText& b) { return a.name < b.name; });
    return listing;
  }
};

// A graph that ships, by its path in the source tree. Throws what is wrong with it.
inline Model load_shipped_graph(const std::string& path) {
  TreeFiles files;
  Sources sources;
  Result<Model> model = load({{path, read_file(source_dir() / path)}}, files, {}, &sources);
  if (!model) throw std::runtime_error(render(model.problems(), sources));
  return std::move(model).value();
}

}  // namespace flowdown::testing
