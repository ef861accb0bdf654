// Where the program's words go: data to standard output or a file, messages to standard error.
#pragma once

#include <cstddef>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "flowdown/sink.hpp"
#include "options.hpp"

namespace flowdown::cli {

// Words on standard error, as they are.
void print_message(std::string_view text);
// `flowdown: error: …` there.
void complain(std::string_view message);

// Writes `text` where the options say. False, after a message, where it cannot.
bool write_output(const Options& options, std::string_view text);
// The same of what `write` hands out in pieces.
bool write_output(const Options& options, const std::function<bool(const Sink&)>& write);

// The same in pieces, for what is too large to be held. Complaints come once.
class OutputStream {
 public:
  // `path` is a file, or empty or `-` for standard output.
  explicit OutputStream(std::string path);
  ~OutputStream();
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;

  // False where it cannot be written, now or before.
  bool write(std::string_view text);
  // All is written; false where that cannot be.
  bool finish();

 private:
  bool fail(const std::string& why);

  std::string path_;
  std::FILE* file_ = nullptr;
  bool failed_ = false;
};

// Whether to colour what goes to that stream: as --color says, else if it is a terminal that can,
// and NO_COLOR is not set.
bool colour_output(const Options& options);
bool colour_messages(const Options& options);

// The lowest severity that makes a run fail; none: nothing does.
std::optional<Severity> lowest_that_fails(FailOn fail_on);
// Whether a finding of that severity makes it fail.
bool fails_for(Severity severity, FailOn fail_on);

// Columns for text: as --width says, else those of the terminal, at most 120; 100 where the output
// is not a terminal.
std::size_t text_width(const Options& options);

}  // namespace flowdown::cli
