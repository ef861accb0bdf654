// `flowdown init`: a commented file to start from. The files themselves are starter_*.yaml and, of
// a gate, the one that counts by default; the id in them is the only thing that changes.

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "commands.hpp"
#include "flowdown/gate.hpp"
#include "output.hpp"

namespace flowdown::embedded {
std::string_view starter_policy();
std::string_view starter_graph();
std::string_view starter_candidate();
}  // namespace flowdown::embedded

namespace flowdown::cli {
namespace {

constexpr std::size_t kMaxIdBytes = 200;  // as in files

bool is_graph_id(std::string_view text) {
  const auto is_alnum = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && text.size() <= kMaxIdBytes && is_alnum(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-'; });
}

// Of a gate, the one that comes with flowdown: what to change is then what differs.
std::string starter(const std::string& kind) {
  if (kind == "policy") return std::string(embedded::starter_policy());
  if (kind == "candidate") return std::string(embedded::starter_candidate());
  if (kind == "gate") return std::string(default_gate());
  return std::string(embedded::starter_graph());
}

}  // namespace

ExitCode run_init(const Options& options) {
  std::string text = starter(options.word);
  if (options.id) {
    if (!is_graph_id(*options.id)) {
      complain("`" + *options.id +
               "` cannot be an id: it starts with a letter or digit and goes on "
               "with letters, digits, `.`, `_` and `-`");
      return ExitCode::kCannotRun;
    }
    const std::string key =
        '\n' + options.word + (options.word == "gate" ? ": default" : ": my-" + options.word);
    std::string given = '\n' + options.word + ": \"" + *options.id + '"';
    const std::size_t at = text.find(key);
    // A comment that follows stays where it is, if the id leaves room.
    const std::size_t after = text.find_first_not_of(' ', at + key.size());
    if (text[after] == '#') given.resize(std::max(given.size() + 2, after - at), ' ');
    text.replace(at, after - at, given);
  }
  std::error_code ignored;
  // A link counts, wherever it leads.
  if (!options.output.empty() && options.output != "-" &&
      std::filesystem::exists(std::filesystem::symlink_status(options.output, ignored))) {
    complain("`" + options.output + "` exists already, and is left as it is");
    return ExitCode::kCannotRun;
  }
  return write_output(options, text) ? ExitCode::kClean : ExitCode::kCannotRun;
}

}  // namespace flowdown::cli
