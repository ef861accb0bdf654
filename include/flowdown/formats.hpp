// Bulletins in the formats of other programs: docs/formats-ci.md says which is for what.
//
// Every text of the user's is made safe for the format that it goes into. The same bulletin gives
// the same bytes. Each ends in a newline.
#pragma once

#include <optional>
#include <string>

#include "flowdown/bulletin.hpp"

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

// SARIF 2.1.0 with all that there is: accepted, unchanged and gone entries, paths, taxonomies.
std::string sarif(const Bulletin& bulletin, const ToolInfo& tool);

// SARIF 2.1.0 as GitHub code scanning shows it: what counts and is at fault, one place each.
std::string sarif_github(const Bulletin& bulletin, const ToolInfo& tool);

// JUnit XML: a suite for each who has to act, a test case for each entry.
std::string junit(const Bulletin& bulletin, const ToolInfo& tool);

// Workflow commands of GitHub Actions, a line each; at most ten of a severity, as GitHub shows.
std::string github_annotations(const Bulletin& bulletin, const ToolInfo& tool);

// A Code Quality report of GitLab.
std::string gitlab(const Bulletin& bulletin, const ToolInfo& tool);

// GitHub-flavoured Markdown for the comment of a pull request, at most kMarkdownLimit bytes; what
// does not fit is left out, and it says so.
std::string markdown(const Bulletin& bulletin, const ToolInfo& tool);
inline constexpr std::size_t kMarkdownLimit = 65'000;

// A header line, and a line for each entry.
std::string csv(const Bulletin& bulletin, const ToolInfo& tool);

}  // namespace flowdown
