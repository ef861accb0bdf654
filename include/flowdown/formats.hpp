// Bulletins in the formats of other programs: docs/formats-ci.md says which is for what.
//
// Every text of the user's is made safe for the format that it goes into. The same bulletin gives
// the same bytes. Each ends in a newline.
//
// A format goes to its sink in pieces, and returns false where the sink ended it. The sink is
// called by one thread at a time, which need not be this one.
#pragma once

#include <optional>
#include <string>

#include "flowdown/bulletin.hpp"
#include "flowdown/sink.hpp"

namespace flowdown {

// What a format needs to know beyond the bulletin.
struct ToolInfo {
  std::string version;  // of flowdown
  // The absolute path of the folder that relative file names start from; absolute names below it
  // are written relative to it. Empty: names are written as they are.
  std::string directory;
  // The least severity that fails the run; none: nothing does.
  std::optional<Severity> fail_on = Severity::kError;
};

using FormatWriter = bool(const BulletinHead& head, EntrySource& entries, const ToolInfo& tool,
                          const Sink& sink);

// SARIF 2.1.0 with all that there is: accepted, unchanged and gone entries, paths, taxonomies.
FormatWriter sarif;

// SARIF 2.1.0 as GitHub code scanning shows it: what counts and is at fault, one place each.
FormatWriter sarif_github;

// JUnit XML: a suite for each who has to act, a test case for each entry.
FormatWriter junit;

// Workflow commands of GitHub Actions, a line each; at most ten of a severity, as GitHub shows.
FormatWriter github_annotations;

// A Code Quality report of GitLab.
FormatWriter gitlab;

// GitHub-flavoured Markdown for the comment of a pull request, at most kMarkdownLimit bytes; what
// does not fit is left out, and it says so.
FormatWriter markdown;
inline constexpr std::size_t kMarkdownLimit = 65'000;

// A header line, and a line for each entry.
FormatWriter csv;

}  // namespace flowdown
