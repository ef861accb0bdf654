// The formats by their option, and what they need to know of this run.

#include "formats.hpp"

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "flowdown/formats.hpp"
#include "flowdown/report.hpp"
#include "output.hpp"

namespace flowdown::cli {
namespace {

ToolInfo tool_info(const Options& options) {
  std::error_code error;
  const std::filesystem::path here = std::filesystem::current_path(error);
  return {FLOWDOWN_VERSION, error ? std::string() : here.string(),
          lowest_that_fails(options.fail_on)};
}

// Null where the format is not of bulletins.
FormatWriter* writer_of(Format format) {
  switch (format) {
    case Format::kSarif:
      return sarif;
    case Format::kSarifGithub:
      return sarif_github;
    case Format::kJunit:
      return junit;
    case Format::kGithub:
      return github_annotations;
    case Format::kGitlab:
      return gitlab;
    case Format::kMarkdown:
      return markdown;
    case Format::kCsv:
      return csv;
    case Format::kText:
    case Format::kHtml:
    case Format::kJson:
      break;
  }
  return nullptr;
}

}  // namespace

bool is_of_bulletin(Format format) { return writer_of(format) != nullptr; }

bool write_in_format(const Options& options, const BulletinHead& head, EntrySource& entries) {
  for (const std::string& notice : head.notices) {
    print_message("flowdown: " + printable(notice) + "\n");
  }
  return write_output(options, [&](const Sink& sink) {
    return writer_of(options.format)(head, entries, tool_info(options), sink);
  });
}

bool write_in_format(const Options& options, const Bulletin& bulletin) {
  HeldEntries entries(bulletin.entries);
  return write_in_format(options, bulletin, entries);
}

}  // namespace flowdown::cli
