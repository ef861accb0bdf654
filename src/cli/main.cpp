// flowdown: checks how acceptable-use obligations travel through an AI supply chain.

#include <exception>

#include "commands.hpp"
#include "output.hpp"

namespace {

using namespace flowdown::cli;

ExitCode run(const Options& options) {
  switch (options.command) {
    case Command::kCheck:
      return run_check(options);
    case Command::kExplain:
      return run_explain(options);
    case Command::kCodes:
      return run_codes(options);
    case Command::kSchema:
      return run_schema(options);
  }
  return ExitCode::kInternalError;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Parsed parsed = parse_command_line(argc, argv);
    if (!parsed.options) return parsed.exit_status;
    return static_cast<int>(run(*parsed.options));
  } catch (const std::exception& error) {
    complain(std::string("internal error: ") + error.what() +
             "; please report this with the files that you gave");
    return static_cast<int>(ExitCode::kInternalError);
  }
}
