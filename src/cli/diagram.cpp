// `flowdown diagram`: load, propagate, judge, draw, render.

#include "flowdown/diagram.hpp"

#include <unistd.h>

#include <cstdio>
#include <string>

#include "commands.hpp"
#include "flowdown/report.hpp"
#include "inputs.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "subjects.hpp"

namespace flowdown::cli {
namespace {

constexpr const char* kFormats = "svg, png, pdf, dot";

std::optional<DiagramFormat> format_named(const std::string& name) {
  if (name == "svg") return DiagramFormat::kSvg;
  if (name == "png") return DiagramFormat::kPng;
  if (name == "pdf") return DiagramFormat::kPdf;
  if (name == "dot" || name == "gv") return DiagramFormat::kDot;
  return std::nullopt;
}

// As --format says, else the end of the file's name; SVG for standard output.
std::optional<DiagramFormat> format_of(const Options& options) {
  if (options.drawing.format) return options.drawing.format;
  if (options.output.empty() || options.output == "-") return DiagramFormat::kSvg;
  const std::size_t slash = options.output.find_last_of('/');
  const std::string file = options.output.substr(slash == std::string::npos ? 0 : slash + 1);
  const std::size_t dot = file.find_last_of('.');
  std::string end = dot == std::string::npos ? "" : file.substr(dot + 1);
  for (char& c : end) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  const std::optional<DiagramFormat> format = format_named(end);
  if (!format) {
    complain("the name `" + options.output +
             "` does not say in which format to draw; give it one "
             "of the ends " +
             kFormats + ", or add --format");
  }
  return format;
}

bool is_binary(DiagramFormat format) {
  return format == DiagramFormat::kPng || format == DiagramFormat::kPdf;
}

bool has_room(const Options& options, DiagramFormat format) {
  const bool to_terminal = options.output.empty() && isatty(STDOUT_FILENO) == 1;
  if (!to_terminal || !is_binary(format)) return true;
  complain("a picture in this format is not for a terminal; name a file with -o");
  return false;
}

}  // namespace

ExitCode run_diagram(const Options& options) {
  const std::optional<DiagramFormat> format = format_of(options);
  if (!format || !has_room(options, *format)) return ExitCode::kCannotRun;
  const std::optional<Model> model = load_graphs(options);
  if (!model) return ExitCode::kCannotRun;
  const std::optional<Question> about = read_question(options, *model);
  if (!about) return ExitCode::kCannotRun;
  const Flow flow = follow_obligations(options, *model);
  if (!anything_to_check(flow)) {
    complain_nothing_to_check(flow);
    return ExitCode::kNothingToCheck;
  }
  const Findings findings = judge_shown(options, flow);

  DiagramOptions wanted = options.drawing.wanted;
  wanted.index = false;
  wanted.party = about->party;
  wanted.artifact = about->artifact;
  wanted.use = about->use;
  wanted.policy = about->policy;
  if (!options.finding.empty()) {
    wanted.finding = find_finding(flow, findings, options.finding);
    if (!wanted.finding) return ExitCode::kCannotRun;
  }
  show_progress("drawing");
  const Diagram diagram = draw(flow, findings, wanted);
  for (const std::string& note : diagram.notes) {
    print_message("flowdown: " + printable(note) + "\n");
  }
  const Result<std::string> picture = render(diagram, *format, options.drawing.rendered);
  if (!picture) {
    const Diagnostic& problem = picture.problems().front();
    complain(problem.message + "; " + problem.help);
    return ExitCode::kCannotRun;
  }
  return write_output(options, picture.value()) ? ExitCode::kClean : ExitCode::kCannotRun;
}

}  // namespace flowdown::cli
