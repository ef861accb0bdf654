// The commands, one file each.
#pragma once

#include <functional>
#include <optional>

#include "exit_code.hpp"
#include "flowdown/model.hpp"
#include "options.hpp"

namespace flowdown::cli {

// Runs the command that the options name.
ExitCode run(const Options& options);

// What `command` returns; kInternalError, after a message, where it throws.
ExitCode guarded(const std::function<ExitCode()>& command);

ExitCode run_check(const Options& options);
ExitCode run_explain(const Options& options);
ExitCode run_codes(const Options& options);
ExitCode run_schema(const Options& options);

// Reads the graphs that the options name, with their policies. Nothing, after the reasons were
// printed, where that fails.
std::optional<Model> load_graphs(const Options& options);

// The date judged: --as-of, else the graph's, else today (UTC).
Date date_judged(const Options& options, const Model& model);

}  // namespace flowdown::cli
