// `flowdown log`: what a decision log holds, and whether it is as it was written.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <system_error>

#include "commands.hpp"
#include "decision_log.hpp"
#include "files.hpp"
#include "flowdown/load.hpp"
#include "flowdown/report.hpp"
#include "output.hpp"
#include "sha256.hpp"

namespace flowdown::cli {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::string_view kBuiltInTaxonomy = "<built-in taxonomy>";
constexpr std::size_t kMaxLogBytes = 1U << 30U;

std::string text_of(const Json& value, const char* key) {
  const auto found = value.is_object() ? value.find(key) : value.end();
  if (!value.is_object() || found == value.end() || !found->is_string()) return {};
  return found->get<std::string>();
}

std::string shown(const Json& value, const char* key) { return printable(text_of(value, key)); }

// What the inputs of decisions are today. A name is looked for in the folder that the program runs
// in, and then in that of the log.
class Inputs {
 public:
  enum class State : std::uint8_t { kSame, kDiffers, kGone, kStream };

  explicit Inputs(const std::string& log) : folder_(fs::path(log).parent_path()) {}

  State of(const Json& input) {
    const std::string name = text_of(input, "name"), judged = text_of(input, "sha256");
    if (name == kBuiltInTaxonomy) {
      return judged == sha256(builtin_taxonomy()) ? State::kSame : State::kDiffers;
    }
    if (name.empty() || name.front() == '<') return State::kStream;
    bool there = false;
    for (const fs::path& path : {fs::path(name), folder_ / name}) {
      const std::string& now = digest(path.string());
      if (now == judged) return State::kSame;
      there = there || !now.empty();
    }
    return there ? State::kDiffers : State::kGone;
  }

 private:
  // Empty where there is no such file.
  const std::string& digest(const std::string& name) {
    const auto [found, fresh] = digests_.emplace(name, "");
    std::error_code ignored;
    if (fresh && fs::is_regular_file(name, ignored)) {
      const ReadText read = read_text(name, kMaxLogBytes);
      if (read.text) found->second = sha256(read.text->text);
    }
    return found->second;
  }

  fs::path folder_;
  std::map<std::string, std::string> digests_;
};

// An input of the decision in that line.
struct Named {
  std::size_t line = 0;
  std::string name, version;  // the version of flowdown that judged it
};

struct Check {
  std::vector<Named> differing, missing, streams;
  std::size_t same = 0;
};

Check check_inputs(const LogReading& log, const std::string& path) {
  Check check;
  Inputs inputs(path);
  for (const LogEntry& entry : log.entries) {
    for (const Json& input : entry.value["inputs"]) {
      const Named named{entry.line, text_of(input, "name"), text_of(entry.value, "version")};
      switch (inputs.of(input)) {
        case Inputs::State::kSame:
          ++check.same;
          break;
        case Inputs::State::kGone:
          check.missing.push_back(named);
          break;
        case Inputs::State::kStream:
          check.streams.push_back(named);
          break;
        case Inputs::State::kDiffers:
          check.differing.push_back(named);
          break;
      }
    }
  }
  return check;
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string difference_in_words(const Named& one) {
  const std::string line = "differs: line " + std::to_string(one.line) + " was decided ";
  if (one.name != kBuiltInTaxonomy) {
    return line + "on another `" + printable(one.name) + "` than there is now\n";
  }
  return line + "by flowdown " + printable(one.version) +
         ", whose taxonomy is not that of flowdown " + FLOWDOWN_VERSION + ", which this is\n";
}

std::string verify_text(const LogReading& log, const Check& check) {
  std::string out;
  for (const Damage& damage : log.damage) {
    out += "damage: line " + std::to_string(damage.line) + " " + damage.what + "\n";
  }
  for (const Named& one : check.differing) out += difference_in_words(one);
  for (const Named& one : check.missing) {
    out += "missing: line " + std::to_string(one.line) + " was decided on `" + printable(one.name) +
           "`, which is not there\n";
  }
  for (const Named& one : check.streams) {
    out += "missing: line " + std::to_string(one.line) + " was decided on " + printable(one.name) +
           ", which nothing was kept of\n";
  }
  if (log.entries.empty()) {
    return out + "no entries" +
           (log.damage.empty() ? ", so that there is nothing to verify\n" : "\n");
  }
  out += counted(log.entries.size(), "entry", "entries") + ", " +
         (log.damage.empty() ? "the chain is whole"
                             : counted(log.damage.size(), "damage", "damages") + " named above") +
         "; of the inputs " + std::to_string(check.same) + " are as they were, " +
         std::to_string(check.differing.size()) + " differ, " +
         std::to_string(check.missing.size() + check.streams.size()) + " are not there\n";
  return out + "last hash: " + log.entries.back().hash + "\n";
}

Json damage_json(const LogReading& log) {
  Json list = Json::array();
  for (const Damage& damage : log.damage) {
    list.push_back(Json{{"line", damage.line}, {"what", damage.what}});
  }
  return list;
}

std::string dump(const Json& json) {
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json names_json(const std::vector<Named>& names) {
  Json list = Json::array();
  for (const Named& one : names) list.push_back(Json{{"line", one.line}, {"name", one.name}});
  return list;
}

std::string verify_json(const LogReading& log, const Check& check) {
  std::vector<Named> missing = check.missing;
  missing.insert(missing.end(), check.streams.begin(), check.streams.end());
  return dump(
      Json{{"flowdown", 1},
           {"entries", log.entries.size()},
           {"damage", damage_json(log)},
           {"inputs", Json{{"same", check.same},
                           {"missing", names_json(missing)},
                           {"differing", names_json(check.differing)}}},
           {"last_hash", log.entries.empty() ? Json(nullptr) : Json(log.entries.back().hash)}});
}

std::string days_in_words(const Json& value) {
  const std::string from = shown(value, "as_of"), until = shown(value, "until");
  return until.empty() ? "as of " + from : "judged from " + from + " to " + until;
}

std::string show_text(const LogReading& log) {
  std::string out;
  for (const LogEntry& entry : log.entries) {
    const Json& value = entry.value;
    out += std::to_string(value["entry"].get<std::uint64_t>()) + ". " + shown(value, "time") + " " +
           shown(value, "verdict") + ": " + shown(value, "candidate") + " for " +
           shown(value, "graph") + ", " + days_in_words(value) + "\n";
    out += "   by " + shown(value, "by") + ": " + shown(value, "rationale") + "\n";
    out += "   gate " + shown(value["gate"], "id") + "; " +
           counted(value["findings"].size(), "finding", "findings") + " new, accepted or gone; " +
           counted(value["inputs"].size(), "input", "inputs") + "; flowdown " +
           shown(value, "version") + "\n";
    for (const Json& condition : value["conditions"]) {
      out += "   condition " + shown(condition, "id") + ", " + shown(condition, "where") + ": " +
             shown(condition, "clause") + "\n";
    }
    out += "   hash " + printable(entry.hash) + "\n";
  }
  for (const Damage& damage : log.damage) {
    out += "damage: line " + std::to_string(damage.line) + " " + damage.what + "\n";
  }
  if (log.entries.empty() && log.damage.empty()) out = "no decision is recorded\n";
  return out;
}

std::string show_json(const LogReading& log) {
  Json entries = Json::array();
  for (const LogEntry& entry : log.entries) entries.push_back(entry.value);
  return dump(Json{{"flowdown", 1}, {"entries", entries}, {"damage", damage_json(log)}});
}

}  // namespace

ExitCode run_log(const Options& options) {
  const ReadText read = read_text(options.log, kMaxLogBytes);
  if (!read.text) {
    complain("cannot read `" + options.log + "`: " + read.error);
    return ExitCode::kCannotRun;
  }
  if (read.text->text.size() > kMaxLogBytes) {
    complain("`" + options.log + "` is larger than a log can be read");
    return ExitCode::kCannotRun;
  }
  const LogReading log = read_log(read.text->text);
  const bool as_json = options.format == Format::kJson;
  if (options.word == "show") {
    if (!write_output(options, as_json ? show_json(log) : show_text(log))) {
      return ExitCode::kCannotRun;
    }
    return log.damage.empty() ? ExitCode::kClean : ExitCode::kFindings;
  }
  const Check check = check_inputs(log, options.log);
  if (!write_output(options, as_json ? verify_json(log, check) : verify_text(log, check))) {
    return ExitCode::kCannotRun;
  }
  const bool all_as_it_was = !log.entries.empty() && check.differing.empty() &&
                             check.missing.empty() && check.streams.empty();
  const bool fails = !log.damage.empty() || (options.strict && !all_as_it_was);
  return fails ? ExitCode::kFindings : ExitCode::kClean;
}

}  // namespace flowdown::cli
