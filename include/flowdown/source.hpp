// Where in the user's files something is said.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/ids.hpp"

namespace flowdown {

// A place in a source file. Lines and columns count from 1; columns count bytes of the line.
// A default-constructed place is nowhere: a fact that no file states.
struct SourcePos {
  FileId file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  explicit operator bool() const { return static_cast<bool>(file); }
  friend auto operator<=>(const SourcePos&, const SourcePos&) = default;
};

// One input text, as given: `name` is what messages call it (a path, or `<stdin>`).
struct SourceText {
  std::string name;
  std::string text;
};

// The texts that a model was loaded from, kept to quote lines from.
class Sources {
 public:
  FileId add(SourceText text);
  const std::string& name(FileId file) const { return files_[file.index()].name; }
  const std::string& text(FileId file) const { return files_[file.index()].text; }
  std::size_t size() const { return files_.size(); }

  // The line that `pos` lies in, without its line end; empty where there is none.
  std::string_view line(const SourcePos& pos) const;

  // `name:line:column`; empty for nowhere.
  std::string describe(const SourcePos& pos) const;

 private:
  std::vector<SourceText> files_;
  // Byte offsets of line starts for each file, built when first asked for.
  mutable std::vector<std::vector<std::size_t>> line_starts_;
};

}  // namespace flowdown
