// flowdown: checks how acceptable-use obligations travel through an AI supply chain.

#include "commands.hpp"

int main(int argc, char** argv) {
  using namespace flowdown::cli;
  const Parsed parsed = parse_command_line(argc, argv);
  if (!parsed.options) return parsed.exit_status;
  return static_cast<int>(guarded([&] { return run(*parsed.options); }));
}
