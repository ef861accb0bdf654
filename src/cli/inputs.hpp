// What the commands read: graphs, files of any kind, policies by name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flowdown/algebra.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "flowdown/gate.hpp"
#include "flowdown/model.hpp"
#include "options.hpp"

namespace flowdown::cli {

// Each of these returns nothing, after all reasons were printed, where that fails.

// The graphs that the options name, with their policies. For a verdict alone, whatever cannot
// change it may be left out: see LoadOptions::for_verdict.
enum class Wanted : std::uint8_t { kAll, kVerdict };
std::optional<Model> load_graphs(const Options& options, Wanted wanted = Wanted::kAll);

// The same graphs under the policies of one file or folder, in place of those that they name.
std::optional<Model> load_graphs_under(const Options& options, const std::string& policies);

// The graphs alone, and with the candidate of the options laid over them, and the gate.
struct Signing {
  Model graph, with;
  Gate gate;
  SourceText gate_text;  // its name is empty where it is the gate that comes with flowdown
};
std::optional<Signing> load_signing(const Options& options);

// Files and folders of any kind: graphs, policies and taxonomies. `given` (if any) receives the
// names of the files that the options name, as against those that graphs name.
std::optional<Model> load_files(const Options& options, std::vector<std::string>* given = nullptr);

// The policies that `Options::named` names, in that order; a version that several words name comes
// several times. A word is
//   - `-`, a file or a folder: the versions that it holds; of a policy that a folder holds in
//     several versions, the one in force on the date;
//   - else a reference: `policy` (the version in force on the date), or `policy@version`. Policies
//     are then looked for where --policies says, else in the folder `policies`, else in the library
//     that is installed with the program.
// A path may be one of a graph, too; then the model has that graph, and paths give no versions.
struct Named {
  Model model;
  std::vector<VersionId> versions;
  bool is_graph() const { return !model.graph.id.empty(); }
};
std::optional<Named> load_named(const Options& options);

// False, after a message, where `-` is among the paths more than once.
bool standard_input_once(const std::vector<std::string>& paths);

// The folder that policies are looked for in by name: `policies`, else the library that is
// installed with the program; empty where there is neither.
std::string library_folder();

// The contexts of --when.
std::optional<ContextSet> read_contexts(const Options& options, Algebra& algebra);

// The day on the calendar (UTC), unless --today says another.
Date today(const Options& options);

// The day on which the last of the versions that only the new side has takes effect: of an
// announced policy nothing can be seen before.
// No earlier than `date`.
Date day_of_news(const Model& before, const Model& after, Date date);

// The date judged: --as-of, else the graph's, else today (UTC).
Date date_judged(const Options& options, const Model& model);

// Stages 2 and 3 as the options say, with a word on the terminal where they take long.
Flow follow_obligations(const Options& options, const Model& model);
Findings judge_shown(const Options& options, const Flow& flow);
std::optional<Severity> gravest_shown(const Options& options, const Flow& flow);

}  // namespace flowdown::cli
