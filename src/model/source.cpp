// The texts that facts are quoted from. Lines are found through a table of line starts, which is
// built for a text when its first line is asked for: most files are never quoted. A file that is
// read in pieces is read again from the nearest line start that its reader noted; what was read is
// kept for a while, since a report quotes one line several times.
#include "flowdown/source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace flowdown {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The `skip`th line after `offset`, at most `limit` bytes of it.
std::string read_line(ByteSource& bytes, std::uint64_t offset, std::uint32_t skip,
                      std::size_t limit) {
  std::string line;
  std::array<char, 1U << 14U> piece{};
  while (line.size() < limit) {
    const std::size_t size = bytes.read(offset, piece);
    offset += size;
    std::string_view rest(piece.data(), size);
    for (; skip > 0; --skip) {
      const std::size_t end = rest.find('\n');
      if (end == rest.npos) break;
      rest.remove_prefix(end + 1);
    }
    if (skip == 0) {
      const std::size_t end = rest.find('\n');
      line += rest.substr(0, end);
      if (end != rest.npos) break;
    }
    if (size < piece.size()) break;
  }
  return line.substr(0, limit);
}

}  // namespace

FileId Sources::add(SourceText text) {
  files_.emplace_back();
  files_.back().given = std::move(text);
  return FileId(files_.size() - 1);
}

void Sources::set_line_starts(FileId file, std::vector<LineStart> starts) {
  files_[file.index()].line_starts = std::move(starts);
}

void Sources::add_line(FileId file, std::uint32_t line, std::string text) {
  files_[file.index()].lines.insert_or_assign(line, std::move(text));
}

std::string_view Sources::line_in_text(File& file, std::uint32_t number) const {
  const std::string_view text = file.given.text;
  auto& starts = file.text_lines;
  if (starts.empty()) {
    starts.push_back(0);
    for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) {
      starts.push_back(at + 1);
    }
  }
  if (number > starts.size()) return {};
  const std::size_t begin = starts[number - 1];
  return text.substr(begin, text.find('\n', begin) - begin);
}

std::string_view Sources::line_in_bytes(const File& file, const SourcePos& pos) const {
  const SourcePos key{pos.file, pos.line, 0};
  for (auto known = read_again_.rbegin(); known != read_again_.rend(); ++known) {
    if (known->first == key) return known->second;
  }
  LineStart start;
  const auto after = std::upper_bound(
      file.line_starts.begin(), file.line_starts.end(), pos.line,
      [](std::uint32_t line, const LineStart& other) { return line < other.line; });
  if (after != file.line_starts.begin()) start = *std::prev(after);
  std::string line =
      read_line(*file.given.bytes, start.offset, pos.line - start.line, kMaxQuotedBytes);
  if (pos.line == 1 && line.starts_with(kByteOrderMark)) line.erase(0, kByteOrderMark.size());
  while (!read_again_.empty() && (bytes_read_again_ + line.size() > kMaxQuotedBytes ||
                                  read_again_.size() >= kMaxLinesReadAgain)) {
    bytes_read_again_ -= read_again_.front().second.size();
    read_again_.pop_front();
  }
  bytes_read_again_ += line.size();
  return read_again_.emplace_back(key, std::move(line)).second;
}

std::string_view Sources::line(const SourcePos& pos) const {
  if (!pos || pos.line == 0 || pos.file.index() >= files_.size()) return {};
  File& file = files_[pos.file.index()];
  std::string_view line;
  if (const auto known = file.lines.find(pos.line); known != file.lines.end()) {
    line = known->second;
  } else {
    line = file.given.bytes ? line_in_bytes(file, pos) : line_in_text(file, pos.line);
  }
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string Sources::describe(const SourcePos& pos) const {
  if (!pos || pos.file.index() >= files_.size()) return {};
  if (pos.line == 0) return name(pos.file);
  return fmt::format("{}:{}:{}", name(pos.file), pos.line, pos.column);
}

}  // namespace flowdown
