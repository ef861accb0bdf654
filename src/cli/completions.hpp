// What a shell and a manual can be told about the command line, from its one definition.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <string_view>

namespace flowdown::cli {

// A completion script for `bash`, `zsh` or `fish`; empty for any other shell.
std::string completions(const CLI::App& app, std::string_view shell);

// The manual page, flowdown(1), in roff. `version` is that of the program.
std::string man_page(const CLI::App& app, std::string_view version);

}  // namespace flowdown::cli
