// How a text becomes an audit, and an audit a text.

#include "support/audit_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "flowdown/load.hpp"
#include "flowdown/model.hpp"
#include "support/memory_files.hpp"

namespace flowdown::testing {
namespace {

constexpr std::string_view kMark = "=== ";
constexpr std::string_view kSays = "# says: ";
constexpr std::string_view kExpect = "expect";

// The next line, with its line end removed from `rest` as well.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

std::string sorted_text(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// `expect` or `expect DATE`; nothing for any other section.
std::optional<Expectation> expectation_named(std::string_view name, std::string& error) {
  if (!name.starts_with(kExpect)) return std::nullopt;
  Expectation expectation;
  if (name != kExpect) {
    const std::string_view date = name.substr(std::min(name.size(), kExpect.size() + 1));
    expectation.as_of = Date::parse(date);
    if (!expectation.as_of) error = "`" + std::string(name) + "` names no date";
  }
  return expectation;
}

std::string_view word_for(Unknown unknown) {
  switch (unknown) {
    case Unknown::kPartyPolicies:
      return "party-policies";
    case Unknown::kArtifactPolicies:
      return "artifact-policies";
    case Unknown::kAgreementTerms:
      return "agreement-terms";
    case Unknown::kSource:
      return "source";
    case Unknown::kPassingOn:
      return "passing-on";
  }
  return "?";
}

std::string uses_text(const Taxonomy& taxonomy, const std::vector<UseId>& uses) {
  std::string text;
  for (const UseId use : uses) {
    text += (text.empty() ? "" : ",") + taxonomy.uses[use.index()].id;
  }
  return text;
}

std::string line_for(const Flow& flow, const Findings& findings, const Finding& finding) {
  const Graph& graph = flow.model->graph;
  const Detail& detail = findings.detail(finding);
  std::string line(info(finding.code).name);
  line += " " + std::string(name_of(finding.severity));
  if (finding.tentative) line += " tentative";
  const auto add = [&line](std::string_view key, std::string_view value) {
    if (!value.empty()) line += " " + std::string(key) + "=" + std::string(value);
  };
  if (finding.party) add("party", graph.id_of(finding.party));
  if (finding.agreement) add("agreement", graph.id_of(finding.agreement));
  if (finding.artifact) add("artifact", graph.id_of(finding.artifact));
  if (finding.policy) add("policy", flow.model->policies.policies[finding.policy.index()].id);
  add("uses", uses_text(flow.model->taxonomy, detail.uses));
  add("dropped", uses_text(flow.model->taxonomy, detail.dropped));
  if (finding.code == Code::kBlindUnknownTerms) add("unknown", word_for(detail.unknown));
  return line;
}

}  // namespace

Case read_case(std::string_view text) {
  Case result;
  const std::string_view first = take_line(text);
  if (!first.starts_with(kSays)) {
    result.error = "the first line does not begin with `" + std::string(kSays) + "`";
    return result;
  }
  result.says = first.substr(kSays.size());
  std::vector<std::string> expected;
  const auto close_expectation = [&] {
    if (!result.expectations.empty()) {
      result.expectations.back().findings = sorted_text(std::exchange(expected, {}));
    }
  };
  while (!text.empty() && result.error.empty()) {
    const std::string_view line = take_line(text);
    if (line.starts_with(kMark)) {
      const std::string_view name = line.substr(kMark.size());
      auto expectation = expectation_named(name, result.error);
      close_expectation();
      if (expectation) {
        result.expectations.push_back(std::move(*expectation));
      } else if (!result.expectations.empty()) {
        result.error = "`" + std::string(name) + "` comes after what is expected";
      } else {
        result.files.push_back({std::string(name), ""});
      }
    } else if (!result.expectations.empty()) {
      if (!line.empty() && line[0] != '#') expected.emplace_back(line);
    } else if (!result.files.empty()) {
      result.files.back().text += std::string(line) + "\n";
    } else if (!line.starts_with("#")) {
      result.error = "`" + std::string(line) + "` is in no file";
    }
  }
  close_expectation();
  if (result.error.empty() && result.files.empty()) result.error = "there is no file";
  return result;
}

std::string dump(const Flow& flow, const Findings& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings.findings) {
    lines.push_back(line_for(flow, findings, finding));
  }
  return sorted_text(std::move(lines));
}

std::string audit(const std::vector<SourceText>& files, std::optional<Date> as_of) {
  std::vector<SourceText> graphs;
  MemoryFiles policies;
  LoadOptions options;
  for (const SourceText& file : files) {
    if (file.name.starts_with("graph")) {
      graphs.push_back(file);
    } else if (file.name == "taxonomy.yaml") {
      options.taxonomy = file;
    } else {
      policies.add("policies/" + file.name, file.text);
    }
  }
  if (graphs.empty()) return "there is no graph\n";
  Sources sources;
  const Result<Model> model = load(std::move(graphs), policies, options, &sources);
  if (!model) return render(model.problems(), sources);
  if (!as_of) as_of = model.value().graph.as_of.value_or(kDefaultDate);
  const Flow flow = propagate(model.value(), *as_of);
  return dump(flow, judge(flow));
}

std::string audit_text(std::string_view text) {
  const Case parsed = read_case(std::string(kSays) + "\n" + std::string(text));
  return parsed.error.empty() ? audit(parsed.files) : parsed.error + "\n";
}

}  // namespace flowdown::testing
