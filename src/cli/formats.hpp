// Bulletins in the formats of other programs.
#pragma once

#include "flowdown/bulletin.hpp"
#include "options.hpp"

namespace flowdown::cli {

// Whether the format is one of bulletins: every one but text, JSON and HTML.
bool is_of_bulletin(Format format);

// Writes the bulletin in the format of the options; false, after a message, where it cannot.
// Requires is_of_bulletin(). What the bulletin says of the run itself goes to standard error, too:
// some formats have no place for it.
bool write_in_format(const Options& options, const BulletinHead& head, EntrySource& entries);
bool write_in_format(const Options& options, const Bulletin& bulletin);

}  // namespace flowdown::cli
