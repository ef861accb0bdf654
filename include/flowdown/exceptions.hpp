// Exceptions: findings that somebody has decided to live with, for a reason and until a day.
// docs/exceptions.md describes the file.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/date.hpp"
#include "flowdown/diagnostic.hpp"
#include "flowdown/model.hpp"

namespace flowdown {

// What one entry accepts: the finding of that id, or those of the codes that have each of the
// other names. A list that is empty admits any.
struct Exception {
  std::string finding;  // empty: by code
  std::vector<std::string> codes, parties, agreements, artifacts, policies;
  // The uses named and those of the groups named, with all below them: no more than these is
  // accepted. None: whatever the finding consists of.
  std::optional<UseSet> uses;
  std::string reason, owner;
  Date expires;  // the last day on which it counts
  // Names that the graph does not have, in words ("there is no party `x`; did you mean `y`?").
  std::vector<std::string> doubts;
  SourcePos pos;  // in Exceptions::sources
};

struct Exceptions {
  Sources sources;
  std::vector<Exception> entries;  // in the order of the file
};

// Reads a file of exceptions to the findings of `model`. `codes` are those that a finding can have.
// On failure returns all problems, and `sources` (if given) receives the text to quote from. Names
// of parties, agreements, artifacts and policies that the model does not have are doubts and no
// problem: the file may serve several graphs, and outlive what it names.
Result<Exceptions> load_exceptions(SourceText text, const Model& model,
                                   std::span<const std::string_view> codes,
                                   Sources* sources = nullptr);

}  // namespace flowdown
