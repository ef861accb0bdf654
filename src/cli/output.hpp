// Where the program's words go: data to standard output or a file, messages to standard error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "options.hpp"

namespace flowdown::cli {

// `flowdown: error: …` on standard error.
void complain(std::string_view message);

// Writes `text` where the options say. False, after a message, where it cannot.
bool write_output(const Options& options, std::string_view text);

// Whether to colour what goes to that stream: as --color says, else if it is a terminal that can,
// and NO_COLOR is not set.
bool colour_output(const Options& options);
bool colour_messages(const Options& options);

// Columns for text: as --width says, else those of the terminal, at most 120; 100 where the output
// is not a terminal.
std::size_t text_width(const Options& options);

}  // namespace flowdown::cli
