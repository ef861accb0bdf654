// Files and folders, named in one way: a path is taken relative to the file that names it, and
// written without `.` and `..` where that is possible; a file that has a name already keeps it.

#include "files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include "progress.hpp"

namespace flowdown::cli {
namespace {

namespace fs = std::filesystem;

// Folders are followed to this depth, which ends loops of links.
constexpr int kMaxFolderDepth = 32;

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stdin) static_cast<void>(std::fclose(file));
  }
};

bool is_yaml(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

// By their real names. One program reads its files once, so there is one set.
std::set<fs::path>& files_read() {
  static std::set<fs::path> files;
  return files;
}

// JSON Lines in a file.
class FileBytes final : public ByteSource {
 public:
  explicit FileBytes(std::unique_ptr<std::FILE, CloseFile> file) : file_(std::move(file)) {
    struct stat status {};
    if (fstat(fileno(file_.get()), &status) == 0)
      size_ = static_cast<std::uint64_t>(status.st_size);
  }
  std::size_t read(std::uint64_t offset, std::span<char> to) override {
    std::size_t done = 0;
    while (done < to.size()) {
      const ssize_t read = pread(fileno(file_.get()), to.data() + done, to.size() - done,
                                 static_cast<off_t>(offset + done));
      if (read < 0 && errno == EINTR) continue;
      if (read < 0) error_ = std::strerror(errno);
      if (read <= 0) break;
      done += static_cast<std::size_t>(read);
    }
    show_read(offset + done, size_);
    return done;
  }
  std::string error() const override { return error_; }

 private:
  std::unique_ptr<std::FILE, CloseFile> file_;
  std::uint64_t size_ = 0;  // when it was opened
  std::string error_;
};

// JSON Lines from a stream that can be read only once: whatever is read is written to a temporary
// file, from which it is read again.
class StreamBytes final : public ByteSource {
 public:
  // `start` is what has been read of the stream.
  StreamBytes(std::unique_ptr<std::FILE, CloseFile> stream, std::string_view start)
      : stream_(std::move(stream)), file_(std::tmpfile()) {
    if (!file_) {
      error_ = std::string("no temporary file can be made: ") + std::strerror(errno);
    } else {
      keep(start);
    }
  }
  std::size_t read(std::uint64_t offset, std::span<char> to) override {
    while (error_.empty() && !at_end_ && offset + to.size() > kept_) {
      buffer_.resize(std::size_t{1} << 18U);
      const std::size_t read = std::fread(buffer_.data(), 1, buffer_.size(), stream_.get());
      at_end_ = read == 0;
      if (at_end_ && std::ferror(stream_.get()) != 0) error_ = std::strerror(errno);
      keep(std::string_view(buffer_).substr(0, read));
      show_read(kept_, 0);
    }
    if (!file_ || offset >= kept_) return 0;
    const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(to.size(), kept_ - offset));
    if (fseeko(file_.get(), static_cast<off_t>(offset), SEEK_SET) != 0) return 0;
    return std::fread(to.data(), 1, room, file_.get());
  }
  std::string error() const override { return error_; }

 private:
  void keep(std::string_view bytes) {
    const bool kept = fseeko(file_.get(), static_cast<off_t>(kept_), SEEK_SET) == 0 &&
                      std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) == bytes.size() &&
                      std::fflush(file_.get()) == 0;
    if (!kept) {
      error_ = std::string("no temporary file can be written: ") + std::strerror(errno);
      return;
    }
    kept_ += bytes.size();
  }

  std::unique_ptr<std::FILE, CloseFile> stream_, file_;
  std::string buffer_;  // for one read
  std::uint64_t kept_ = 0;
  bool at_end_ = false;
  std::string error_;
};

std::string normal_name(const fs::path& path) { return path.lexically_normal().generic_string(); }

}  // namespace

bool was_read(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return !error && files_read().contains(real);
}

namespace {

enum class Bulk : std::uint8_t { kAsText, kAsBytes };

ReadText read_any(const std::string& path, std::size_t limit, Bulk bulk) {
  ReadText result;
  std::error_code ignored;
  if (path != "-" && fs::is_directory(path, ignored)) {
    result.error = "is a folder";
    return result;
  }
  std::unique_ptr<std::FILE, CloseFile> file(path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
  if (!file) {
    result.error = std::strerror(errno);
    return result;
  }
  SourceText source{path == "-" ? "<stdin>" : normal_name(path), {}};
  static_assert(kBulkStart == 1U << 16U);
  char buffer[1 << 16];
  while (source.text.size() <= limit) {
    const std::size_t read = std::fread(buffer, 1, sizeof buffer, file.get());
    if (read == 0) break;
    const bool first = source.text.empty();
    source.text.append(buffer, read);
    if (!first || bulk == Bulk::kAsText || !is_bulk(source.name, source.text)) continue;
    if (path != "-" && fs::is_regular_file(path, ignored)) {
      source.bytes = std::make_shared<FileBytes>(std::move(file));
    } else {
      source.bytes = std::make_shared<StreamBytes>(std::move(file), source.text);
    }
    source.text.clear();
    break;
  }
  if (file && std::ferror(file.get()) != 0) {
    result.error = std::strerror(errno);
    return result;
  }
  std::error_code unresolved;
  if (path != "-") files_read().insert(fs::canonical(path, unresolved));
  result.text = std::move(source);
  return result;
}

}  // namespace

ReadText read_text(const std::string& path, std::size_t limit) {
  return read_any(path, limit, Bulk::kAsText);
}

ReadText open_graph(const std::string& path) {
  return read_any(path, kMaxYamlBytes, Bulk::kAsBytes);
}

std::string write_whole(const std::string& path, std::string_view text) {
  std::error_code error;
  // A link stays one, and what it leads to is replaced.
  const fs::path target = fs::exists(path, error) ? fs::canonical(path, error) : fs::path(path);
  if (error) return error.message();
  if (fs::is_directory(target, error)) return "is a folder";
  if (fs::exists(target, error) && !fs::is_regular_file(target, error)) return "is no file";
  const std::string draft = target.string() + "." + std::to_string(getpid()) + ".part";
  const int file = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) return std::strerror(errno);
  int failed = 0;
  for (std::size_t done = 0; done < text.size() && failed == 0;) {
    const ssize_t written = write(file, text.data() + done, text.size() - done);
    if (written >= 0) {
      done += static_cast<std::size_t>(written);
    } else if (errno != EINTR) {
      failed = errno;
    }
  }
  if (failed == 0 && fsync(file) != 0) failed = errno;
  if (close(file) != 0 && failed == 0) failed = errno;
  if (failed == 0 && std::rename(draft.c_str(), target.c_str()) != 0) failed = errno;
  if (failed != 0) static_cast<void>(unlink(draft.c_str()));
  return failed == 0 ? std::string() : std::strerror(failed);
}

std::string DiskFiles::name_of(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  const std::string name = normal_name(path);
  return names_.try_emplace(error ? name : real.generic_string(), name).first->second;
}

FileProvider::Listing DiskFiles::read(std::string_view path, std::string_view relative_to) {
  Listing listing;
  fs::path full(path);
  if (full.is_relative() && !relative_to.empty() && relative_to != "<stdin>") {
    full = fs::path(relative_to).parent_path() / full;
  }
  full = full.lexically_normal();
  std::error_code error;
  std::vector<std::string> names;
  if (fs::is_directory(full, error)) {
    const auto options = fs::directory_options::follow_directory_symlink;
    for (fs::recursive_directory_iterator entry(full, options, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry.depth() >= kMaxFolderDepth) entry.disable_recursion_pending();
      std::error_code ignored;
      if (is_yaml(entry->path()) && entry->is_regular_file(ignored)) {
        names.push_back(normal_name(entry->path()));
      }
    }
    if (error) {
      listing.error = error.message();
      return listing;
    }
    if (names.empty()) {
      listing.error = "holds no .yaml file";
      return listing;
    }
  } else {
    names.push_back(normal_name(full));
  }
  for (std::string& name : names) name = name_of(name);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (const std::string& name : names) {
    ReadText read = read_text(name, kMaxYamlBytes);
    if (!read.text) {
      listing.error = names.size() == 1 ? read.error : "`" + name + "`: " + read.error;
      return listing;
    }
    listing.files.push_back(std::move(*read.text));
  }
  return listing;
}

}  // namespace flowdown::cli
