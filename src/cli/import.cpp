// `flowdown import`: catalogues of others → a graph, and a report of what was lost on the way.

#include "flowdown/import.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "commands.hpp"
#include "files.hpp"
#include "inputs.hpp"
#include "output.hpp"

namespace flowdown::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxInputBytes = std::size_t{1} << 30U;
constexpr int kMaxImportDepth = 32;

bool fits(const fs::path& path, ImportFormat format) {
  const std::string extension = path.extension().string();
  if (format == ImportFormat::kEcosystemGraphs) return extension == ".yaml" || extension == ".yml";
  return path.filename() == "README.md" || extension == ".jsonl" || extension == ".json";
}

// `owner/model` from where a card lies: cards/owner/model/README.md, cards/owner--model.md. Folders
// above `root` do not count.
std::string card_id(const fs::path& card, const fs::path& root) {
  fs::path folder = card.parent_path();
  std::string name =
      card.filename() == "README.md" ? folder.filename().string() : card.stem().string();
  if (card.filename() == "README.md") folder = folder.parent_path();
  for (const std::string_view mark : {"models--", "model--"}) {
    if (name.starts_with(mark)) name.erase(0, mark.size());
  }
  for (const std::string_view mark : {"--", "__"}) {
    if (const std::size_t at = name.find(mark); at != name.npos && at != 0) {
      return name.replace(at, mark.size(), "/");
    }
  }
  const std::string above = folder.lexically_relative(root).generic_string();
  const bool below_root = !above.empty() && above != "." && !above.starts_with("..");
  return below_root && card.filename() == "README.md" ? folder.filename().string() + "/" + name
                                                      : name;
}

// The files of the format in a folder and all below it, sorted; nothing, after a complaint, where
// there are none.
std::vector<fs::path> files_in(const Options& options, const std::string& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  const auto follow = fs::directory_options::follow_directory_symlink;
  for (fs::recursive_directory_iterator entry(folder, follow, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry.depth() >= kMaxImportDepth) entry.disable_recursion_pending();
    std::error_code ignored;
    if (fits(entry->path(), options.import_format) && entry->is_regular_file(ignored)) {
      found.push_back(entry->path());
    }
  }
  if (error) {
    complain("cannot read `" + folder + "`: " + error.message());
    return {};
  }
  if (found.empty()) {
    complain("`" + folder + "` holds " +
             (options.import_format == ImportFormat::kEcosystemGraphs
                  ? "no .yaml file"
                  : "no README.md, .jsonl or .json file"));
  }
  std::sort(found.begin(), found.end());
  return found;
}

// Adds the files at a path; false, after a complaint, where one cannot be read or there are none.
bool add_inputs(const Options& options, const std::string& path, std::vector<ImportInput>& inputs) {
  std::error_code error;
  const bool folder = fs::is_directory(path, error);
  const std::vector<fs::path> found =
      folder ? files_in(options, path) : std::vector<fs::path>{path};
  if (found.empty()) return false;
  bool readable = true;
  for (const fs::path& file : found) {
    ReadText read = read_text(file.string(), kMaxInputBytes);
    if (read.text && read.text->text.size() > kMaxInputBytes) {
      read.text.reset();
      read.error = "is larger than 1 GiB; split it";
    }
    if (!read.text) {
      complain("cannot read `" + file.string() + "`: " + read.error);
      readable = false;
      continue;
    }
    // A card that is named by itself lies in the folder of its owner.
    const fs::path whole = fs::absolute(file, error).lexically_normal();
    const fs::path root = folder ? fs::absolute(path, error).lexically_normal()
                                 : whole.parent_path().parent_path().parent_path();
    std::string id = path == "-"
                         ? std::string("stdin")
                         : card_id(whole, root.filename().empty() ? root.parent_path() : root);
    inputs.push_back({std::move(*read.text), std::move(id)});
  }
  return readable;
}

// How the graph is to name a folder of policies: relative to the file that it is written to.
std::string as_seen_from_output(const Options& options, const std::string& path) {
  if (fs::path(path).is_absolute() || options.output.empty() || options.output == "-") return path;
  std::error_code error;
  const fs::path from = fs::absolute(options.output, error).lexically_normal().parent_path();
  // Folders that are links need no detour where the way leads down.
  fs::path seen = fs::absolute(path, error).lexically_normal().lexically_relative(from);
  if (seen.generic_string().starts_with("..")) seen = fs::relative(path, from, error);
  return error || seen.empty() ? path : seen.generic_string();
}

// How the graph is written; nothing, after a complaint, where it could not be read again.
std::optional<GraphSyntax> syntax_of(const Options& options) {
  const bool named_as_lines = is_bulk(options.output, "");
  if (!options.graph_syntax) return named_as_lines ? GraphSyntax::kJsonl : GraphSyntax::kYaml;
  if (named_as_lines && options.graph_syntax == GraphSyntax::kYaml) {
    complain("by its name, `" + options.output +
             "` would be read as JSON Lines; name it .yaml, or write it with `--to jsonl`");
    return std::nullopt;
  }
  return options.graph_syntax;
}

std::optional<ImportOptions> import_options(const Options& options) {
  ImportOptions result;
  result.as_of = options.as_of;
  const std::optional<GraphSyntax> syntax = syntax_of(options);
  if (!syntax) return std::nullopt;
  result.syntax = *syntax;
  std::vector<std::string> folders = options.policies;
  if (folders.empty()) {
    folders.push_back(library_folder());
    if (folders.front().empty()) {
      complain(
          "there is no folder `policies` here and no library installed; name the policies "
          "that the graph is to list (--policies PATH)");
      return std::nullopt;
    }
  }
  for (const std::string& folder : folders) {
    std::error_code ignored;
    if (!fs::exists(folder, ignored)) {
      complain("cannot read `" + folder + "`: there is no such file or folder");
      return std::nullopt;
    }
    result.policies.push_back(as_seen_from_output(options, folder));
  }
  if (!options.licences.empty()) {
    ReadText read = read_text(options.licences, kMaxYamlBytes);
    if (!read.text) {
      complain("cannot read `" + options.licences + "`: " + read.error);
      return std::nullopt;
    }
    result.licences = std::move(read.text);
  }
  return result;
}

bool write_report(const Options& options, const ImportResult& result) {
  const std::string report =
      options.report_format == Format::kJson ? losses_json(result) : losses_text(result);
  if (!options.report.empty()) {
    Options to = options;
    to.output = options.report;
    return write_output(to, report);
  }
  if (!options.quiet) print_message(report);
  return true;
}

}  // namespace

ExitCode run_import(const Options& options) {
  const bool graph_to_stdout = options.output.empty() || options.output == "-";
  if (graph_to_stdout && options.report == "-") {
    complain("the graph and the report cannot both go to standard output; name a file for one");
    return ExitCode::kCannotRun;
  }
  const std::optional<ImportOptions> how = import_options(options);
  if (!how) return ExitCode::kCannotRun;
  std::vector<ImportInput> inputs;
  bool readable = true;
  for (const std::string& path : options.named) {
    readable = add_inputs(options, path, inputs) && readable;
  }
  if (!readable) return ExitCode::kCannotRun;
  const Result<ImportResult> result = import_graph(options.import_format, std::move(inputs), *how);
  if (!result) {
    for (const Diagnostic& problem : result.problems()) complain(problem.message);
    return ExitCode::kCannotRun;
  }
  if (!write_report(options, result.value())) return ExitCode::kCannotRun;
  const std::size_t size = result.value().graph.size();
  if (how->syntax == GraphSyntax::kYaml && size > kMaxYamlBytes) {
    complain("the graph is not written: as YAML it has " + std::to_string(size >> 20U) +
             " MiB, and more than " + std::to_string(kMaxYamlBytes >> 20U) +
             " MiB of YAML cannot be read; write it as JSON Lines with `--to jsonl`");
    return ExitCode::kCannotRun;
  }
  if (result.value().counts.entries == 0) {
    complain("nothing to import: the input holds no entry that could be read");
    return ExitCode::kNothingToCheck;
  }
  return write_output(options, result.value().graph) ? ExitCode::kClean : ExitCode::kCannotRun;
}

}  // namespace flowdown::cli
