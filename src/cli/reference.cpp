// `flowdown codes`, `flowdown schema` and `flowdown completion`: reference.

#include "commands.hpp"
#include "flowdown/report.hpp"
#include "flowdown/schemas.hpp"
#include "output.hpp"

namespace flowdown::cli {

ExitCode run_codes(const Options& options) {
  const std::optional<std::string> text =
      options.word.empty() ? codes_text() : codes_text(options.word);
  if (!text) {
    complain("there is no code `" + options.word + "`; `flowdown codes` lists them");
    return ExitCode::kCannotRun;
  }
  return write_output(options, *text) ? ExitCode::kClean : ExitCode::kCannotRun;
}

ExitCode run_schema(const Options& options) {
  const std::optional<std::string_view> text = schema(options.word);
  if (!text) return ExitCode::kCannotRun;
  return write_output(options, *text) ? ExitCode::kClean : ExitCode::kCannotRun;
}

ExitCode run_completion(const Options& options) {
  return write_output(options, options.text) ? ExitCode::kClean : ExitCode::kCannotRun;
}

}  // namespace flowdown::cli
