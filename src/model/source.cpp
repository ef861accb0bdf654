// The texts that facts are quoted from. Lines are found through a table of line starts, which is
// built for a file when its first line is asked for: most files are never quoted.
#include "flowdown/source.hpp"

#include <fmt/format.h>

#include <utility>

namespace flowdown {

FileId Sources::add(SourceText text) {
  files_.push_back(std::move(text));
  return FileId(files_.size() - 1);
}

std::string_view Sources::line(const SourcePos& pos) const {
  if (!pos || pos.line == 0 || pos.file.index() >= files_.size()) return {};
  line_starts_.resize(files_.size());
  const std::string_view text = files_[pos.file.index()].text;
  auto& starts = line_starts_[pos.file.index()];
  if (starts.empty()) {
    starts.push_back(0);
    for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) {
      starts.push_back(at + 1);
    }
  }
  if (pos.line > starts.size()) return {};
  const std::size_t begin = starts[pos.line - 1];
  std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string Sources::describe(const SourcePos& pos) const {
  if (!pos || pos.file.index() >= files_.size()) return {};
  if (pos.line == 0) return name(pos.file);
  return fmt::format("{}:{}:{}", name(pos.file), pos.line, pos.column);
}

}  // namespace flowdown
