// Digests of files and log entries.
#pragma once

#include <string>
#include <string_view>

#include "flowdown/source.hpp"

namespace flowdown::cli {

// SHA-256 in 64 hexadecimal digits. Throws std::runtime_error where the library cannot compute it.
std::string sha256(std::string_view bytes);
// Of all that the source holds.
std::string sha256(ByteSource& source);

}  // namespace flowdown::cli
