// Files and folders, named in one way: a path is taken relative to the file that names it, and
// written without `.` and `..` where that is possible; a file that has a name already keeps it.

#include "files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <set>
#include <system_error>

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

std::string normal_name(const fs::path& path) { return path.lexically_normal().generic_string(); }

}  // namespace

bool was_read(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return !error && files_read().contains(real);
}

ReadText read_text(const std::string& path, std::size_t limit) {
  ReadText result;
  std::error_code ignored;
  if (path != "-" && fs::is_directory(path, ignored)) {
    result.error = "is a folder";
    return result;
  }
  const std::unique_ptr<std::FILE, CloseFile> file(path == "-" ? stdin
                                                               : std::fopen(path.c_str(), "rb"));
  if (!file) {
    result.error = std::strerror(errno);
    return result;
  }
  SourceText source{path == "-" ? "<stdin>" : normal_name(path), {}};
  char buffer[1 << 16];
  while (source.text.size() <= limit) {
    const std::size_t read = std::fread(buffer, 1, sizeof buffer, file.get());
    if (read == 0) break;
    source.text.append(buffer, read);
  }
  if (std::ferror(file.get()) != 0) {
    result.error = std::strerror(errno);
    return result;
  }
  std::error_code unresolved;
  if (path != "-") files_read().insert(fs::canonical(path, unresolved));
  result.text = std::move(source);
  return result;
}

std::string write_whole(const std::string& path, std::string_view text) {
  std::error_code error;
  // A link stays one, and what it leads to is replaced.
  const fs::path target = fs::exists(path, error) ? fs::canonical(path, error) : fs::path(path);
  if (error) return error.message();
  if (fs::is_directory(target, error)) return "is a folder";
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
