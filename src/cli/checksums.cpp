// The loader keeps texts without a byte order mark, so the files are read once more; and so is what
// it read in pieces.

#include "checksums.hpp"

#include <filesystem>
#include <memory>
#include <set>
#include <system_error>

#include "files.hpp"
#include "flowdown/load.hpp"
#include "output.hpp"
#include "sha256.hpp"

namespace flowdown::cli {
namespace {

// What can be read twice: neither standard input, nor what is built in, nor a pipe.
bool is_file(const std::string& name) {
  std::error_code error;
  return name.front() != '<' && !std::filesystem::is_fifo(name, error);
}

}  // namespace

std::optional<std::vector<Checksum>> checksums_of(const std::vector<SourceText>& texts,
                                                  std::string_view undone) {
  std::vector<Checksum> checksums;
  std::set<std::string> told;
  bool same = true;
  for (const auto& [name, judged, pieces] : texts) {
    const bool quoted = judged.empty() && !pieces;  // by JSON Lines that were made of it
    if (name.empty() || quoted || !told.insert(name).second) continue;
    if (pieces) {
      checksums.push_back({name, sha256(*pieces)});
      if (pieces->error().empty()) continue;
      complain("`" + name + "` cannot be read again: " + pieces->error() + "; " +
               std::string(undone));
      return std::nullopt;
    }
    std::string bytes = judged;
    if (is_file(name)) {
      const ReadText read = read_text(name, kMaxYamlBytes);
      const std::string_view mark = "\xEF\xBB\xBF";
      if (read.text) bytes = read.text->text;
      std::string_view content = bytes;
      if (content.starts_with(mark)) content.remove_prefix(mark.size());
      if (!read.text || (content != judged && bytes != judged)) {
        complain("`" + name + "` changed while it was judged; " + std::string(undone));
        same = false;
      }
    }
    checksums.push_back({name, sha256(bytes)});
  }
  if (!same) return std::nullopt;
  return checksums;
}

std::vector<SourceText> texts_of(const Sources& sources) {
  std::vector<SourceText> texts;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    // What is read in pieces stays the sources' own.
    texts.push_back(
        {sources.name(FileId(i)), sources.text(FileId(i)),
         std::shared_ptr<ByteSource>(std::shared_ptr<void>(), sources.bytes(FileId(i)))});
  }
  return texts;
}

}  // namespace flowdown::cli
