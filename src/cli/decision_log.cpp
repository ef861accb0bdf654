// The decision log as a chain of lines.

#include "decision_log.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "sha256.hpp"

namespace flowdown::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kHashKey = R"(,"hash":")";
constexpr std::string_view kBegin = R"({"flowdown":1,"entry":)";
constexpr std::size_t kHashDigits = 64;
constexpr std::size_t kTail = kHashKey.size() + kHashDigits + 2;  // and `"}`

constexpr std::array<std::string_view, 15> kKeys = {
    "flowdown", "entry", "time",       "verdict",  "by",     "rationale", "candidate", "graph",
    "as_of",    "gate",  "conditions", "findings", "inputs", "version",   "previous"};

struct Line {
  std::string_view body;  // what the hash is of
  std::string_view hash;
};

std::optional<Line> split(std::string_view line) {
  if (line.size() < kTail || !line.ends_with("\"}")) return std::nullopt;
  const std::string_view tail = line.substr(line.size() - kTail);
  if (!tail.starts_with(kHashKey)) return std::nullopt;
  return Line{line.substr(0, line.size() - kTail), tail.substr(kHashKey.size(), kHashDigits)};
}

// The keys that `show` reads, of the types that it expects.
bool is_entry(const Json& value) {
  if (!value.is_object()) return false;
  for (const std::string_view key : kKeys) {
    if (!value.contains(key)) return false;
  }
  const auto is_text = [&](const char* key) { return value[key].is_string(); };
  const auto is_list = [&](const char* key) { return value[key].is_array(); };
  return value["entry"].is_number_unsigned() && is_text("time") && is_text("verdict") &&
         is_text("by") && is_text("rationale") && is_text("candidate") && is_text("graph") &&
         is_text("as_of") && value["gate"].is_object() && is_list("conditions") &&
         is_list("findings") && is_list("inputs") && is_text("version") &&
         (is_text("previous") || value["previous"].is_null());
}

class Reader {
 public:
  LogReading read(std::string_view text) {
    for (std::size_t line = 1; !text.empty(); ++line) {
      const std::size_t end = text.find('\n');
      const bool ended = end != std::string_view::npos;
      add(line, text.substr(0, end), ended);
      text.remove_prefix(ended ? end + 1 : text.size());
      log_.ends_in_mid_line = !ended;
    }
    return std::move(log_);
  }

 private:
  void complain(std::size_t line, std::string what) {
    log_.damage.push_back({line, std::move(what)});
    sound_ = false;
  }

  void add(std::size_t line, std::string_view text, bool ended) {
    if (text.ends_with('\r')) {
      text.remove_suffix(1);
      complain(line, "ends in CR LF: the line ends of the log were converted");
    }
    sound_ = true;
    const std::optional<Line> parts = split(text);
    const Json value = Json::parse(text, nullptr, false);
    if (!parts || !is_entry(value)) {
      const bool begun = text.starts_with("{\"flowdown\":1,");
      complain(line, !ended || (begun && !text.ends_with('}'))
                         ? "is cut short: an entry was begun here and not finished"
                         : "is no entry of a decision log");
      return;
    }
    if (!ended) complain(line, "does not end in a newline");
    if (sha256(parts->body) != parts->hash) {
      complain(line, "was changed: its content does not give its hash");
    }
    check_chain(line, value);
    log_.entries.push_back({line, value, std::string(parts->hash)});
  }

  void check_chain(std::size_t line, const Json& value) {
    const LogEntry* before = log_.entries.empty() ? nullptr : &log_.entries.back();
    const std::string previous =
        value["previous"].is_string() ? value["previous"].get<std::string>() : std::string();
    const std::string expected = before == nullptr ? std::string() : before->hash;
    if (previous != expected && sound_) {
      complain(line, before == nullptr
                         ? "does not begin the log: the entries before it are not there"
                         : "does not follow the entry in line " + std::to_string(before->line) +
                               ": one of the two was changed, or what stood between is not there");
    }
    const std::uint64_t number = value["entry"].get<std::uint64_t>();
    const std::uint64_t last = before == nullptr ? 0 : before->value["entry"].get<std::uint64_t>();
    if (number != last + 1 && sound_) {
      complain(line, "has the number " + std::to_string(number) + " where " +
                         std::to_string(last + 1) + " is expected");
    }
  }

  LogReading log_;
  bool sound_ = true;
};

std::string reason() { return std::strerror(errno); }

// The first so many bytes of a regular file; none where there is no such file.
std::optional<std::string> text_of(const std::string& path, std::size_t limit) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::string text;
  for (char c = 0; text.size() < limit && file.get(c);) text += c;
  return text;
}

// The first entry may have been cut short.
bool begins_a_log(std::string_view text) {
  return !text.empty() && kBegin.substr(0, text.size()) == text.substr(0, kBegin.size());
}

// A chain that cannot be gone on with is not begun anew in the same file.
std::optional<std::string> refusal(std::string_view text) {
  if (text.empty() || !read_log(text).entries.empty()) return std::nullopt;
  if (!begins_a_log(text)) return "is no decision log, and is left as it is; name another file";
  if (text.find('\n') == std::string_view::npos) return std::nullopt;
  return "is a decision log of which no entry can be read, so that none can follow; it is left as "
         "it is; name another file";
}

// A file that is locked while it is open.
class LockedFile {
 public:
  explicit LockedFile(const std::string& path)
      : file_(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644)) {}
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;
  ~LockedFile() {
    if (file_ >= 0) ::close(file_);
  }

  std::optional<std::string> lock() const {
    if (file_ < 0) return reason();
    struct stat status {};
    if (::fstat(file_, &status) != 0) return reason();
    if (!S_ISREG(status.st_mode)) return "is no regular file";
    while (::flock(file_, LOCK_EX) != 0) {
      if (errno != EINTR) return reason();
    }
    return std::nullopt;
  }

  std::optional<std::string> read(std::string& text) const {
    char buffer[1 << 16];
    for (off_t at = 0;;) {
      const ssize_t count = ::pread(file_, buffer, sizeof buffer, at);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return reason();
      if (count == 0) return std::nullopt;
      text.append(buffer, static_cast<std::size_t>(count));
      at += count;
    }
  }

  // All of it, on the disk; else what was written of it is taken back, nobody else having written
  // since.
  std::optional<std::string> append(std::string_view text, std::size_t size_before) const {
    std::optional<std::string> problem;
    while (!text.empty() && !problem) {
      const ssize_t count = ::write(file_, text.data(), text.size());
      if (count >= 0) {
        text.remove_prefix(static_cast<std::size_t>(count));
      } else if (errno != EINTR) {
        problem = reason();
      }
    }
    if (!problem && ::fsync(file_) != 0) problem = reason();
    if (!problem) return std::nullopt;
    if (::ftruncate(file_, static_cast<off_t>(size_before)) != 0) {
      *problem += "; what was written of the entry could not be taken back";
    }
    return problem;
  }

 private:
  int file_;
};

// A new file is there for good when its folder is written, too. Best effort: some file systems
// cannot.
void sync_folder(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const int file =
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  static_cast<void>(::fsync(file));
  ::close(file);
}

}  // namespace

// One that is damaged at its start is one as well: any entry says so.
bool is_decision_log(const std::string& path) {
  constexpr std::size_t kMostLookedThrough = std::size_t{1} << 20U;
  const std::optional<std::string> text = text_of(path, kMostLookedThrough);
  return text && (begins_a_log(*text) || text->find(kBegin.substr(1)) != std::string::npos);
}

std::optional<std::string> why_no_log(const std::string& path) {
  const std::optional<std::string> text = text_of(path, std::string::npos);
  return text ? refusal(*text) : std::nullopt;
}

LogReading read_log(std::string_view text) { return Reader().read(text); }

std::string next_line(Json entry, const LogReading& log) {
  const bool first = log.entries.empty();
  Json line;
  line["flowdown"] = 1;
  line["entry"] =
      first ? std::uint64_t{1} : log.entries.back().value["entry"].get<std::uint64_t>() + 1;
  for (auto& [key, value] : entry.items()) line[key] = std::move(value);
  line["previous"] = first ? Json(nullptr) : Json(log.entries.back().hash);
  std::string body = line.dump(-1, ' ', false, Json::error_handler_t::replace);
  body.pop_back();  // the closing brace
  return body + std::string(kHashKey) + sha256(body) + "\"}\n";
}

std::optional<std::string> append_to_log(const std::string& path, const Json& entry,
                                         std::vector<Damage>& damage) {
  LockedFile file(path);
  if (auto problem = file.lock()) return problem;
  std::string text;
  if (auto problem = file.read(text)) return problem;
  if (auto problem = refusal(text)) return "it " + *problem;
  LogReading log = read_log(text);
  const std::string line = (log.ends_in_mid_line ? "\n" : "") + next_line(entry, log);
  damage = std::move(log.damage);
  if (auto problem = file.append(line, text.size())) return problem;
  if (text.empty()) sync_folder(path);
  return std::nullopt;
}

}  // namespace flowdown::cli
