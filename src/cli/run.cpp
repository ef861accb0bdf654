// Which command runs, and what becomes of a fault inside it.

#include <exception>
#include <stdexcept>
#include <string>

#include "commands.hpp"
#include "output.hpp"

namespace flowdown::cli {

ExitCode run(const Options& options) {
  switch (options.command) {
    case Command::kCheck:
      return run_check(options);
    case Command::kExplain:
      return run_explain(options);
    case Command::kCompare:
      return run_compare(options);
    case Command::kMatrix:
      return run_matrix(options);
    case Command::kDiff:
      return run_diff(options);
    case Command::kOnboard:
      return run_onboard(options);
    case Command::kLog:
      return run_log(options);
    case Command::kLint:
      return run_lint(options);
    case Command::kImport:
      return run_import(options);
    case Command::kExport:
      return run_export(options);
    case Command::kInit:
      return run_init(options);
    case Command::kCodes:
      return run_codes(options);
    case Command::kSchema:
      return run_schema(options);
    case Command::kDiagram:
      return run_diagram(options);
    case Command::kReport:
      return run_report(options);
    case Command::kCompletion:
      return run_completion(options);
  }
  return ExitCode::kInternalError;
}

ExitCode guarded(const std::function<ExitCode()>& command) {
  try {
    return command();
  } catch (const std::length_error& error) {
    complain(error.what());  // of the algebra: see ContextSets
    return ExitCode::kCannotRun;
  } catch (const std::exception& error) {
    complain(std::string("internal error: ") + error.what() +
             "; please report this with the files that you gave");
    return ExitCode::kInternalError;
  }
}

}  // namespace flowdown::cli
