// `flowdown diff`: two audits side by side; and `flowdown check --timeline`.

#include "flowdown/diff.hpp"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "files.hpp"
#include "flowdown/load.hpp"
#include "flowdown/timeline.hpp"
#include "formats.hpp"
#include "inputs.hpp"
#include "output.hpp"

namespace flowdown::cli {
namespace {

// One graph on both sides is one model.
struct Sides {
  std::optional<Model> before, other;
  const Model& after() const { return other ? *other : *before; }
};

constexpr std::string_view kHowToAsk =
    "name two graphs (OLD NEW), one graph with two dates (GRAPH --as-of A --as-of B), one graph "
    "with --new-policies, or two folders of policies with --graph";

std::optional<Sides> cannot(std::string_view message) {
  complain(message);
  return std::nullopt;
}

std::optional<Model> load_side(Options options, std::vector<std::string> graphs, bool is_new) {
  options.graphs = std::move(graphs);
  if (is_new) {
    options.policies.insert(options.policies.end(), options.new_policies.begin(),
                            options.new_policies.end());
  }
  return load_graphs(options);
}

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

// By the second key of the file.
bool holds_policy(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  const ReadText read = read_text(path, kMaxYamlBytes);
  return read.text && read.text->text.find("\npolicy:") != std::string::npos;
}

// What to do where policies stand in the place of graphs.
bool are_graphs(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    const bool folder = is_folder(path);
    if (!folder && !holds_policy(path)) continue;
    complain("`" + path + "` is " + (folder ? "a folder" : "a policy") +
             ", and here graphs are compared; to compare two files or folders of "
             "policies, say which graph is judged under them: --graph GRAPH; to compare two "
             "policies by themselves, use `flowdown compare`");
    return false;
  }
  return true;
}

// Two graphs, or one of which only the policies differ.
std::optional<Sides> load_two(const Options& options, const std::vector<std::string>& old_graphs,
                              const std::vector<std::string>& new_graphs) {
  if (!are_graphs(old_graphs) || !are_graphs(new_graphs)) return std::nullopt;
  Sides sides{load_side(options, old_graphs, false), load_side(options, new_graphs, true)};
  if (!sides.before || !sides.other) return std::nullopt;
  return sides;
}

std::optional<Sides> load_sides(const Options& options) {
  if (options.dates.size() > 2) return cannot("there are two sides, and more than two dates");
  if (!options.old_graphs.empty() || !options.new_graphs.empty()) {
    const bool one_way = options.named.empty() && options.graphs.empty() &&
                         !options.old_graphs.empty() && !options.new_graphs.empty();
    if (!one_way) return cannot("--old and --new name the files of both sides, and nothing else");
    return load_two(options, options.old_graphs, options.new_graphs);
  }
  if (options.named.size() == 2 && options.graphs.empty()) {
    return load_two(options, {options.named[0]}, {options.named[1]});
  }
  if (options.named.size() == 2) {
    if (!options.new_policies.empty()) {
      return cannot("--new-policies adds to one graph, and here OLD and NEW are the policies");
    }
    Sides sides{load_graphs_under(options, options.named[0]),
                load_graphs_under(options, options.named[1])};
    if (!sides.before || !sides.other) return std::nullopt;
    return sides;
  }
  if (!options.named.empty() && !options.graphs.empty()) {
    return cannot("with --graph, OLD and NEW are two files or folders of policies");
  }
  const std::vector<std::string>& graph = options.named.empty() ? options.graphs : options.named;
  if (graph.empty()) return cannot(kHowToAsk);
  if (!options.new_policies.empty()) return load_two(options, graph, graph);
  if (options.dates.size() != 2) {
    return cannot("one graph is compared on two dates, and " +
                  std::string(options.dates.empty() ? "none is" : "one is") + " given; " +
                  std::string(kHowToAsk));
  }
  Sides sides{load_side(options, graph, false), std::nullopt};
  if (!sides.before) return std::nullopt;
  return sides;
}

Date date_of(const Options& options, const Sides& sides, std::size_t side) {
  const Model& model = side == 0 ? *sides.before : sides.after();
  if (options.dates.empty()) {
    const bool by_policy = !options.new_policies.empty() || !options.graphs.empty();
    const Date date = date_judged(options, model);
    return by_policy ? day_of_news(*sides.before, sides.after(), date) : date;
  }
  return options.dates[side < options.dates.size() ? side : 0];
}

// The exceptions of either side: those that the options name, else those beside its first graph.
std::optional<std::pair<Settled, Settled>> load_exceptions_of(const Options& options,
                                                              const Sides& sides) {
  if (options.exceptions == "-") {
    complain("the exceptions are read for either side, and standard input (`-`) only once");
    return std::nullopt;
  }
  Options before = options, after = options;
  const bool two_graphs = options.graphs.empty() && options.named.size() == 2;
  before.graphs = !options.old_graphs.empty() ? options.old_graphs
                  : options.named.empty() || !options.graphs.empty()
                      ? options.graphs
                      : std::vector<std::string>{options.named.front()};
  after.graphs = !options.new_graphs.empty() ? options.new_graphs
                 : two_graphs                ? std::vector<std::string>{options.named.back()}
                                             : before.graphs;
  std::optional<Settled> old_side = load_settled(before, *sides.before);
  std::optional<Settled> new_side = load_settled(after, sides.after());
  if (!old_side || !new_side) return std::nullopt;
  return std::pair(std::move(*old_side), std::move(*new_side));
}

bool write_difference(const Options& options, const Diff& difference) {
  if (is_of_bulletin(options.format)) {
    return write_in_format(options, bulletin_head(difference), *entries_of(difference));
  }
  if (options.format == Format::kJson) {
    return write_output(options, [&](const Sink& sink) { return diff_json(difference, sink); });
  }
  return write_output(options,
                      diff_text(difference, {text_width(options), colour_output(options)}));
}

bool write_timeline(const Options& options, const Timeline& course) {
  if (options.format == Format::kJson) {
    return write_output(options, [&](const Sink& sink) { return timeline_json(course, sink); });
  }
  return write_output(options,
                      timeline_text(course, {text_width(options), colour_output(options)}));
}

}  // namespace

ExitCode run_diff(const Options& options) {
  const std::optional<Sides> sides = load_sides(options);
  if (!sides) return ExitCode::kCannotRun;
  const Model &before = *sides->before, &after = sides->after();
  const Flow old_flow = propagate(before, date_of(options, *sides, 0));
  const Flow new_flow = propagate(after, date_of(options, *sides, 1));
  if (!anything_to_check(old_flow) && !anything_to_check(new_flow)) {
    complain(
        "nothing to check: on neither side is anything supplied, and no regulation reaches "
        "a party");
    return ExitCode::kNothingToCheck;
  }
  const JudgeOptions judged_by{options.grouping};
  const Findings old_findings = judge(old_flow, judged_by);
  const Findings new_findings = judge(new_flow, judged_by);
  const auto settled_by = load_exceptions_of(options, *sides);
  if (!settled_by) return ExitCode::kCannotRun;
  const Diff difference = diff(old_flow, old_findings, new_flow, new_findings,
                               {judged_by, settle_options(options, settled_by->first),
                                settle_options(options, settled_by->second)});
  if (!options.quiet) {
    if (!write_difference(options, difference)) return ExitCode::kCannotRun;
  }
  if (strictly_fails(difference.notices)) return ExitCode::kFindings;
  for (const DiffEntry& entry : difference.entries) {
    if (entry.counts() && fails_for(entry.entry.severity, options.fail_on)) {
      return ExitCode::kFindings;
    }
  }
  return ExitCode::kClean;
}

ExitCode run_timeline(const Options& options, const Model& model, const Settled& settled) {
  const Date first = date_judged(options, model);
  if (options.until && *options.until < first) {
    complain("--until " + options.until->text() + " is before " + first.text() +
             ", the day that the timeline begins with");
    return ExitCode::kCannotRun;
  }
  const Timeline course =
      timeline(model, first, options.until, {options.grouping}, settle_options(options, settled));
  if (!options.quiet && !write_timeline(options, course)) return ExitCode::kCannotRun;
  bool fails = strictly_fails(course.notices);
  for (const Severity severity : {Severity::kNote, Severity::kWarning, Severity::kError}) {
    const bool found = course.counts[static_cast<std::size_t>(severity)] != 0;
    fails = fails || (found && fails_for(severity, options.fail_on));
  }
  if (options.until) {
    for (const Moment& moment : course.moments) {
      for (const Turn& turn : moment.turns) {
        fails = fails || (turn.worse && fails_for(turn.severity, options.fail_on));
      }
    }
  }
  return fails ? ExitCode::kFindings : ExitCode::kClean;
}

}  // namespace flowdown::cli
