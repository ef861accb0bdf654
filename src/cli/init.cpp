// `flowdown init`: a commented file to start from. The files themselves are starter_policy.yaml and
// starter_graph.yaml; the id in them is the only thing that changes.

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "commands.hpp"
#include "output.hpp"

namespace flowdown::embedded {
std::string_view starter_policy();
std::string_view starter_graph();
}  // namespace flowdown::embedded

namespace flowdown::cli {
namespace {

constexpr std::size_t kMaxIdBytes = 200;  // as in files

bool is_id(std::string_view text) {
  const auto is_alnum = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && text.size() <= kMaxIdBytes && is_alnum(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-'; });
}

}  // namespace

ExitCode run_init(const Options& options) {
  const bool policy = options.word == "policy";
  std::string text(policy ? embedded::starter_policy() : embedded::starter_graph());
  if (!options.id.empty()) {
    if (!is_id(options.id)) {
      complain("`" + options.id +
               "` cannot be an id: it starts with a letter or digit and goes on "
               "with letters, digits, `.`, `_` and `-`");
      return ExitCode::kCannotRun;
    }
    const std::string key = policy ? "\npolicy: my-policy" : "\ngraph: my-graph";
    const std::string given = (policy ? "\npolicy: \"" : "\ngraph: \"") + options.id + '"';
    text.replace(text.find(key), key.size(), given);
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
