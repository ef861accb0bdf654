// What the commands read: graphs, files of any kind, policies by name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flowdown/algebra.hpp"
#include "flowdown/model.hpp"
#include "options.hpp"

namespace flowdown::cli {

// Each of these returns nothing, after all reasons were printed, where that fails.

// The graphs that the options name, with their policies.
std::optional<Model> load_graphs(const Options& options);

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

// The contexts of --when.
std::optional<ContextSet> read_contexts(const Options& options, Algebra& algebra);

// The date judged: --as-of, else the graph's, else today (UTC).
Date date_judged(const Options& options, const Model& model);

}  // namespace flowdown::cli
