// Stage 1: text → Model. Reads graphs (YAML or JSON Lines), policies and taxonomies, and answers
// every mistake in every file at once, each with its place.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/diagnostic.hpp"
#include "flowdown/gate.hpp"
#include "flowdown/model.hpp"

namespace flowdown {

// How the loader reaches the files that a graph names. The program implements it over the file
// system, tests over memory; the library itself opens nothing.
class FileProvider {
 public:
  virtual ~FileProvider() = default;

  struct Listing {
    std::vector<SourceText> files;  // sorted by name
    std::string error;              // why there are none; empty: no error
  };
  // The YAML files at `path` (a file, or a folder with all below it: `.yaml` and `.yml`), where
  // `path` is relative to the folder of the file called `relative_to` (empty: to the working
  // directory). Names must be normalised, so that one file has one name.
  virtual Listing read(std::string_view path, std::string_view relative_to) = 0;
};

struct LoadOptions {
  std::vector<std::string> policy_paths;  // beside those that the graphs name
  std::optional<SourceText> taxonomy;     // instead of the one that ships
  std::optional<SourceText> candidate;    // is laid over the graphs
  // Whether to read JSON Lines without the quick reader of common lines. It makes no difference but
  // in time, which is what tests compare it for.
  bool thorough_lines = false;
  // Whether to leave out what cannot change which severities there are among the findings: of parts
  // of a graph in JSON Lines that are alike but for their names, all but one (or some). A graph
  // that is wrong is refused all the same, but perhaps with other problems than it has: load it
  // again without.
  bool for_verdict = false;
};

// Requires at least one graph. Several graphs are one graph in several files. Each is YAML or,
// where is_bulk() says so or it comes as bytes, JSON Lines. Of YAML, files larger than
// kMaxYamlBytes are refused; of both, values longer than kMaxScalarBytes. On failure returns all
// problems of all files, sorted by file as read and place, and `sources` (if given) receives the
// texts to quote from.
Result<Model> load(std::vector<SourceText> graphs, FileProvider& files, const LoadOptions& options,
                   Sources* sources = nullptr);

// The same without a graph: policies and taxonomies alone.
Result<Model> load_policies(std::vector<SourceText> policies, FileProvider& files,
                            const LoadOptions& options, Sources* sources = nullptr);

// Files of any kind, told apart by their second key: graphs (which are one graph in several files),
// candidates, policies, taxonomies and gates. Beside them, the policies that the graphs name.
Result<Model> load_any(std::vector<SourceText> texts, FileProvider& files,
                       const LoadOptions& options, Sources* sources = nullptr);

// The words that a gate may use, beside those of the format. A list that is empty is not checked.
struct GateWords {
  std::vector<std::string_view> codes, groups, policies;
};
Result<Gate> load_gate(SourceText gate, const GateWords& words, Sources* sources = nullptr);

// Whether a file is JSON Lines, by its name or by how it begins; kBulkStart bytes tell.
bool is_bulk(std::string_view name, std::string_view start);
inline constexpr std::size_t kBulkStart = 64U << 10U;

inline constexpr std::size_t kMaxYamlBytes = 32U << 20U;
inline constexpr std::size_t kMaxScalarBytes = 64U << 10U;
inline constexpr std::size_t kMaxDepth = 32;

// The taxonomy that ships, as YAML text.
std::string_view builtin_taxonomy();

// Problems as a person reads them: `file:line:column: error: message`, the source line, a caret,
// help. Lines that hold control characters or invalid UTF-8 are shown escaped.
std::string render(const Diagnostics& problems, const Sources& sources, bool colour = false);

}  // namespace flowdown
