// The commands, one file each.
#pragma once

#include <functional>

#include "exit_code.hpp"
#include "flowdown/model.hpp"
#include "options.hpp"
#include "settling.hpp"

namespace flowdown::cli {

// Runs the command that the options name.
ExitCode run(const Options& options);

// What `command` returns; kInternalError, after a message, where it throws.
ExitCode guarded(const std::function<ExitCode()>& command);

ExitCode run_check(const Options& options);
ExitCode run_explain(const Options& options);
ExitCode run_compare(const Options& options);
ExitCode run_diff(const Options& options);
// Of `check`.
ExitCode run_timeline(const Options& options, const Model& model, const Settled& settled);
ExitCode run_matrix(const Options& options);
ExitCode run_onboard(const Options& options);
ExitCode run_log(const Options& options);
ExitCode run_lint(const Options& options);
ExitCode run_import(const Options& options);
ExitCode run_export(const Options& options);
ExitCode run_init(const Options& options);
ExitCode run_report(const Options& options);
ExitCode run_codes(const Options& options);
ExitCode run_schema(const Options& options);
ExitCode run_diagram(const Options& options);
ExitCode run_completion(const Options& options);

}  // namespace flowdown::cli
