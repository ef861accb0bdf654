// A file of exceptions counts without being named where it stands beside the first graph, so that
// everybody who checks the graph gets the same answer; the report names it with everything that it
// accepts.

#include "settling.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "decision_log.hpp"
#include "files.hpp"
#include "flowdown/load.hpp"
#include "inputs.hpp"
#include "output.hpp"

namespace flowdown::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBesideTheGraph = "flowdown.exceptions.yaml";

// The file to read; empty for none.
std::string exceptions_file(const Options& options) {
  if (options.no_exceptions) return {};
  if (!options.exceptions.empty()) return options.exceptions;
  const std::string& graph = options.graphs.front();
  const fs::path folder = graph == "-" ? fs::path() : fs::path(graph).parent_path();
  std::error_code ignored;
  const fs::path file = folder / kBesideTheGraph;
  return fs::exists(file, ignored) ? file.generic_string() : std::string();
}

std::optional<SourceText> text_of(const std::string& path) {
  ReadText read = read_text(path, kMaxYamlBytes);
  if (!read.text) {
    complain("cannot read `" + path + "`: " + read.error);
  } else if (read.text->text.size() > kMaxYamlBytes) {
    complain("`" + path + "` is larger than 32 MiB");
    return std::nullopt;
  }
  return std::move(read.text);
}

void show(const Options& options, const Diagnostics& problems, const Sources& sources) {
  print_message(render(problems, sources, colour_messages(options)));
}

// Reads the file at `path`, if there is one to read, by `how`. False where that fails.
template <class Value, class How>
bool read_into(const Options& options, const std::string& path, std::optional<Value>& into,
               std::vector<SourceText>& texts, How how) {
  if (path.empty()) return true;
  std::optional<SourceText> text = text_of(path);
  if (!text) return false;
  texts.push_back(*text);
  Sources sources;
  Result<Value> result = how(std::move(*text), &sources);
  if (!result) {
    show(options, result.problems(), sources);
    return false;
  }
  into = std::move(result).value();
  return true;
}

}  // namespace

bool settles_anything(const Options& options) {
  return !exceptions_file(options).empty() || !options.baseline.empty();
}

std::optional<Settled> load_settled(const Options& options, const Model& model) {
  std::array<std::string_view, kCodes> codes;
  for (std::size_t i = 0; i < kCodes; ++i) codes[i] = code_table()[i].name;
  Settled settled;
  const bool exceptions_read =
      read_into(options, exceptions_file(options), settled.exceptions, settled.texts,
                [&](SourceText text, Sources* sources) {
                  return load_exceptions(std::move(text), model, codes, sources);
                });
  const bool baseline_read = read_into(
      options, options.baseline, settled.baseline, settled.texts,
      [](SourceText text, Sources* sources) { return read_baseline(std::move(text), sources); });
  if (!exceptions_read || !baseline_read) return std::nullopt;
  return settled;
}

SettleOptions settle_options(const Options& options, const Settled& settled) {
  SettleOptions how;
  if (settled.exceptions) how.exceptions = &*settled.exceptions;
  if (settled.baseline) how.baseline = &*settled.baseline;
  how.today = today(options);
  how.strict = options.strict;
  return how;
}

bool strictly_fails(const std::vector<Notice>& notices) {
  return std::any_of(notices.begin(), notices.end(),
                     [](const Notice& notice) { return notice.severity == Severity::kError; });
}

Settlement settle(const Options& options, const Settled& settled, const Flow& flow,
                  const Findings& findings) {
  return flowdown::settle(flow, findings, settle_options(options, settled));
}

bool write_baseline(const Options& options, const Flow& flow, const Findings& findings,
                    const Settlement& settlement) {
  if (options.write_baseline.empty()) return true;
  // The baseline that was read may be replaced; a graph or policy may not.
  const std::string error =
      options.write_baseline == "-" ? "a baseline is written to a file"
      : was_read(options.write_baseline) && options.write_baseline != options.baseline
          ? "it is one of the files that were read"
      : is_decision_log(options.write_baseline)
          ? "it is a decision log, and what was recorded is not written over"
          : write_whole(options.write_baseline, baseline_json(flow, findings, settlement));
  if (error.empty()) return true;
  complain("cannot write `" + options.write_baseline + "`: " + error);
  return false;
}

}  // namespace flowdown::cli
