// `flowdown codes` and `flowdown schema`: reference.

#include "commands.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/report.hpp"
#include "flowdown/schemas.hpp"
#include "output.hpp"

namespace flowdown::cli {

ExitCode run_codes(const Options& options) {
  std::optional<Code> code;
  if (!options.word.empty()) {
    code = code_named(options.word);
    if (!code) {
      complain("there is no code `" + options.word + "`; `flowdown codes` lists them");
      return ExitCode::kCannotRun;
    }
  }
  return write_output(options, codes_text(code)) ? ExitCode::kClean : ExitCode::kCannotRun;
}

ExitCode run_schema(const Options& options) {
  const std::optional<std::string_view> text = schema(options.word);
  if (!text) return ExitCode::kCannotRun;
  return write_output(options, *text) ? ExitCode::kClean : ExitCode::kCannotRun;
}

}  // namespace flowdown::cli
