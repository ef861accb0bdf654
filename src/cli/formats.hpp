// Bulletins in the formats of other programs.
#pragma once

#include <string>

#include "flowdown/bulletin.hpp"
#include "options.hpp"

namespace flowdown::cli {

// Whether the format is a function of a bulletin: every one but text, JSON and HTML.
bool is_of_bulletin(Format format);

// The bulletin in the format of the options. Requires is_of_bulletin(). What the bulletin says of
// the run itself goes to standard error, too: some formats have no place for it.
std::string in_format(const Options& options, const Bulletin& bulletin);

}  // namespace flowdown::cli
