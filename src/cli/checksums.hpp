// The files that something was judged from, by their SHA-256.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/source.hpp"

namespace flowdown::cli {

struct Checksum {
  std::string name, sha256;
};

// One for each name in `texts`, which are as the loader kept them, in their order. Those without a
// name are left out, and those that hold nothing: JSON Lines that were made of other files quote
// these, and nobody reads them. The digest is of the file's bytes, as `sha256sum` gives it; of what
// is no file (standard input, what is built in) it is of the text. Nothing, after a message that
// ends in `undone`, where a file is not any more what was read: then the digest would be of
// something else.
std::optional<std::vector<Checksum>> checksums_of(const std::vector<SourceText>& texts,
                                                  std::string_view undone);

// All texts of the sources, for checksums_of().
std::vector<SourceText> texts_of(const Sources& sources);

}  // namespace flowdown::cli
