// Where in the user's files something is said.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
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

// A file that is too large to be held as a text: it is read in pieces, and again for the lines that
// are quoted. Read by one thread at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Copies bytes from `offset` on, as many as `to` has room for, and returns how many. Fewer only
  // at the end of the file, or where it cannot be read, which error() then tells.
  virtual std::size_t read(std::uint64_t offset, std::span<char> to) = 0;
  virtual std::string error() const { return {}; }
};

// One input, as given: `name` is what messages call it (a path, or `<stdin>`). It holds either
// `text` or, where it is JSON Lines that is read in pieces, `bytes`.
struct SourceText {
  std::string name;
  std::string text;
  std::shared_ptr<ByteSource> bytes = nullptr;
};

// The texts that a model was loaded from, kept to quote lines from.
class Sources {
 public:
  FileId add(SourceText text);
  const std::string& name(FileId file) const { return files_[file.index()].given.name; }
  // Empty for a file that is read in pieces.
  const std::string& text(FileId file) const { return files_[file.index()].given.text; }
  // Null for a file that is held as a text.
  ByteSource* bytes(FileId file) const { return files_[file.index()].given.bytes.get(); }
  std::size_t size() const { return files_.size(); }

  // Where some lines of a file that is read in pieces begin, by line. Quoting a line reads from the
  // nearest one before it.
  struct LineStart {
    std::uint32_t line = 1;
    std::uint64_t offset = 0;
  };
  void set_line_starts(FileId file, std::vector<LineStart> starts);
  // One line of a file of which only some lines are known.
  void add_line(FileId file, std::uint32_t line, std::string text);

  // The line that `pos` lies in, without its line end; empty where there is none. Of a file that is
  // read in pieces at most kMaxQuotedBytes of the line; that view holds until as many bytes, or
  // kMaxLinesReadAgain, of its other lines have been asked for.
  std::string_view line(const SourcePos& pos) const;

  // `name:line:column`; empty for nowhere.
  std::string describe(const SourcePos& pos) const;

  static constexpr std::size_t kMaxQuotedBytes = std::size_t{16} << 20U;
  static constexpr std::size_t kMaxLinesReadAgain = 64;

 private:
  struct File {
    SourceText given;
    std::vector<LineStart> line_starts;          // of one that is read in pieces
    std::map<std::uint32_t, std::string> lines;  // of one of which only these are known
    std::vector<std::size_t> text_lines;         // of a text; built when first asked for
  };
  std::string_view line_in_text(File& file, std::uint32_t line) const;
  std::string_view line_in_bytes(const File& file, const SourcePos& pos) const;

  mutable std::vector<File> files_;
  // Lines that were read again, the latest last.
  mutable std::deque<std::pair<SourcePos, std::string>> read_again_;
  mutable std::size_t bytes_read_again_ = 0;
};

}  // namespace flowdown
