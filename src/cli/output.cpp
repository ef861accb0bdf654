// Streams, terminals and colour.

#include "output.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "decision_log.hpp"
#include "files.hpp"
#include "flowdown/report.hpp"
#include "progress.hpp"

namespace flowdown::cli {
namespace {

constexpr std::size_t kWidthOfFiles = 100;
constexpr std::size_t kWidestLine = 120;

bool coloured(const Options& options, int stream, bool is_file) {
  if (options.colour != Colour::kAuto) return options.colour == Colour::kAlways;
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool refused = no_colour != nullptr && *no_colour != '\0';
  const bool dumb = terminal == nullptr || std::strcmp(terminal, "dumb") == 0;
  return !is_file && !refused && !dumb && isatty(stream) == 1;
}

}  // namespace

void print_message(std::string_view text) {
  end_progress();
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

void complain(std::string_view message) {
  const std::string line = "flowdown: error: " + printable(message) + "\n";
  print_message(line);
}

bool write_output(const Options& options, std::string_view text) {
  OutputStream stream(options.output);
  return stream.write(text) && stream.finish();
}

bool write_output(const Options& options, const std::function<bool(const Sink&)>& write) {
  OutputStream stream(options.output);
  return write([&stream](std::string_view piece) { return stream.write(piece); }) &&
         stream.finish();
}

OutputStream::OutputStream(std::string path) : path_(std::move(path)) {
  if (path_.empty() || path_ == "-") {
    file_ = stdout;
  } else if (was_read(path_)) {
    fail("it is one of the files that were read");
  } else if (is_decision_log(path_)) {
    fail("it is a decision log, and what was recorded is not written over");
  } else {
    file_ = std::fopen(path_.c_str(), "wb");
    if (file_ == nullptr) fail(std::strerror(errno));
  }
}

OutputStream::~OutputStream() {
  if (file_ != nullptr && file_ != stdout) static_cast<void>(std::fclose(file_));
}

bool OutputStream::fail(const std::string& why) {
  if (!failed_) {
    complain(file_ == stdout ? "cannot write to standard output: " + why
                             : "cannot write `" + path_ + "`: " + why);
  }
  failed_ = true;
  return false;
}

bool OutputStream::write(std::string_view text) {
  if (file_ == stdout) end_progress();
  if (failed_) return false;
  if (std::fwrite(text.data(), 1, text.size(), file_) == text.size()) return true;
  return fail(std::strerror(errno));
}

bool OutputStream::finish() {
  if (failed_) return false;
  const bool flushed = std::fflush(file_) == 0;
  const int error = errno;
  bool closed = true;
  if (file_ != stdout) {
    closed = std::fclose(file_) == 0;
    file_ = nullptr;
  }
  return (flushed && closed) || fail(std::strerror(flushed ? errno : error));
}

bool colour_output(const Options& options) {
  return coloured(options, STDOUT_FILENO, !options.output.empty() && options.output != "-");
}

bool colour_messages(const Options& options) { return coloured(options, STDERR_FILENO, false); }

std::optional<Severity> lowest_that_fails(FailOn fail_on) {
  switch (fail_on) {
    case FailOn::kError:
      return Severity::kError;
    case FailOn::kWarning:
      return Severity::kWarning;
    case FailOn::kNote:
      return Severity::kNote;
    case FailOn::kNever:
      break;
  }
  return std::nullopt;
}

bool fails_for(Severity severity, FailOn fail_on) {
  const std::optional<Severity> lowest = lowest_that_fails(fail_on);
  return lowest && severity >= *lowest;
}

std::size_t text_width(const Options& options) {
  if (options.width != 0) return options.width;
  winsize size{};
  const bool to_terminal = options.output.empty() && isatty(STDOUT_FILENO) == 1;
  if (!to_terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return kWidthOfFiles;
  }
  return std::min<std::size_t>(size.ws_col, kWidestLine);
}

}  // namespace flowdown::cli
