// What a long run is at, in one line on a terminal that goes away by itself.
//
// Nothing is shown of what takes less than a second, or where standard error is no terminal.
#pragma once

#include <cstdint>
#include <string_view>

namespace flowdown::cli {

// Says what begins now, such as "judging".
void show_progress(std::string_view stage);
// How far the file of that stage has been read, of how many bytes; 0: nobody knows. From any
// thread.
void show_read(std::uint64_t bytes, std::uint64_t of);
// Takes the line away: other words are coming.
void end_progress();

}  // namespace flowdown::cli
