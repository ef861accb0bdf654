// Words of the command line that name nothing, and what may have been meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace flowdown::cli {

// "`a`, `b` and others".
std::string listed(const std::vector<std::string>& ids);

// Complains that there is no such thing, with the ids that are near to the word.
void complain_unknown(std::string_view kind, std::string_view plural, std::string_view word,
                      const std::vector<std::string>& ids);

template <class Entries>
std::vector<std::string> ids_of(const Entries& entries) {
  std::vector<std::string> ids;
  for (const auto& entry : entries) ids.push_back(entry.id);
  return ids;
}

}  // namespace flowdown::cli
