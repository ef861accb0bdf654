// `flowdown explain`: why an obligation does or does not reach or bind a party.

#include "commands.hpp"

namespace flowdown::cli {

ExitCode run_explain(const Options&) { return ExitCode::kCannotRun; }

}  // namespace flowdown::cli
