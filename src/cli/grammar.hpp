// What there is to say on the command line.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "options.hpp"

namespace flowdown::cli {

// Adds all commands to the parser; parsing fills `options`, and `as_of` with the word of --as-of.
// Both must outlive the parser.
void declare_commands(CLI::App& app, Options& options, std::string& as_of);

}  // namespace flowdown::cli
