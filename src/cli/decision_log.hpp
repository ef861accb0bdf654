// The decision log: a file of JSON Lines to which decisions are appended, and nothing else is done.
//
// A line is a JSON object whose last key is `hash`: the SHA-256 of the bytes of the line before the
// comma in front of that key. `previous` is the `hash` of the entry before, so a change anywhere
// breaks the line that it is in, and what follows no longer fits.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowdown::cli {

// Something that is wrong with a log, at a line from 1.
struct Damage {
  std::size_t line = 0;
  std::string what;  // lower case, no final period
};

struct LogEntry {
  std::size_t line = 0;
  nlohmann::ordered_json value;  // an object with all keys that an entry has
  std::string hash;              // as it stands there
};

struct LogReading {
  std::vector<LogEntry> entries;  // those that can be read, damaged or not
  std::vector<Damage> damage;     // by line
  bool ends_in_mid_line = false;
};

// Whether there is such a file and begins as a log does, be it damaged.
bool is_decision_log(const std::string& path);

// Why nothing may be appended to the file: it holds something, and that is no log. Nothing where it
// may, or where there is no such file.
std::optional<std::string> why_no_log(const std::string& path);

// Reads and checks the text of a log.
LogReading read_log(std::string_view text);

// `entry` with `entry`, `previous` and `hash` as a line, ended. It is chained to the last entry
// that can be read.
std::string next_line(nlohmann::ordered_json entry, const LogReading& log);

// Appends an entry, which has all keys but `entry`, `previous` and `hash`, to the file; makes the
// file where there is none. One writer at a time; the entry is on the disk when this returns, or
// the file is as it was. A line that was left unfinished is ended first, and stays. Returns why it
// failed; nothing where it did not. `damage` receives what was wrong with the log before.
std::optional<std::string> append_to_log(const std::string& path,
                                         const nlohmann::ordered_json& entry,
                                         std::vector<Damage>& damage);

}  // namespace flowdown::cli
