// JUnit XML, as test reports of CI programs show it: who has to act is a suite, each finding a test
// case. A finding that fails the run (that the gate blocks or makes a condition) is a failure, any
// other is skipped with its reason, and one that is gone has passed. A report without a single test
// is an error to some programs, so a clean audit is one test that passes.
#include <fmt/format.h>

#include <map>

#include "flowdown/formats.hpp"
#include "report/escape.hpp"
#include "report/format_parts.hpp"

namespace flowdown {
namespace {

struct Suite {
  std::string name, cases;
  std::size_t tests = 0, failures = 0, skipped = 0;
};

// By the gate where there is one, else by its severity.
bool fails(const Entry& entry, const ToolInfo& tool) {
  if (!entry.ruling.empty()) return entry.ruling == "block" || entry.ruling == "condition";
  return tool.fail_on && entry.severity >= *tool.fail_on;
}

std::string class_of(const Entry& entry) {
  const std::string& id = !entry.party.empty()       ? entry.party
                          : !entry.agreement.empty() ? entry.agreement
                          : !entry.artifact.empty()  ? entry.artifact
                                                     : entry.policy;
  return id.empty() ? "flowdown" : "flowdown." + id;
}

std::string name_of_case(const Entry& entry, const std::string& print) {
  std::string name(info(entry.code).name);
  if (!entry.policy.empty()) name += ": " + entry.policy;
  if (!entry.artifact.empty()) name += ", " + entry.artifact;
  return fmt::format("{} ({})", name, print);
}

std::string text_of(const Entry& entry) {
  std::string text = sentences(entry);
  const std::string way = way_in_words(entry);
  if (!way.empty()) text += fmt::format("\nPath: {}", way);
  for (const RelatedPlace& other : entry.related) {
    if (!other.place.known()) continue;
    text += fmt::format("\n{}:{}: {}", other.place.file, other.place.line, other.message);
  }
  return text;
}

// Lines are kept; everything else is printable.
std::string element_text(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (at > 0) out += '\n';
    out += html_text(std::string_view(text).substr(at, end - at));
    at = end + 1;
  }
  return out;
}

void add_case(Suite& suite, const Entry& entry, const std::string& print, const Bulletin& bulletin,
              const ToolInfo& tool) {
  const Place place = place_to_show(entry, bulletin);
  ++suite.tests;
  suite.cases += fmt::format(R"(    <testcase classname="{}" name="{}" file="{}" line="{}")",
                             html_text(class_of(entry)), html_text(name_of_case(entry, print)),
                             html_text(file_name(place.file, tool)), place.line);
  const std::string reason = why_not_counted(entry);
  if (entry.change == Change::kGone) {
    suite.cases += "/>\n";
  } else if (reason.empty() && fails(entry, tool)) {
    ++suite.failures;
    suite.cases +=
        fmt::format(">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n",
                    info(entry.code).name,
                    html_text(fmt::format("{}: {}", name_of(entry.severity), entry.message)),
                    element_text(text_of(entry)));
  } else {
    ++suite.skipped;
    suite.cases +=
        fmt::format(">\n      <skipped message=\"{}\"/>\n    </testcase>\n",
                    html_text(fmt::format("{}{}{}: {}", reason, reason.empty() ? "" : "; ",
                                          name_of(entry.severity), sentences(entry))));
  }
}

}  // namespace

std::string junit(const Bulletin& bulletin, const ToolInfo& tool) {
  std::vector<Suite> suites;
  std::map<std::string, std::size_t> by_name;
  const std::vector<std::string> prints = fingerprints(bulletin);
  for (std::size_t i = 0; i < bulletin.entries.size(); ++i) {
    const Entry& entry = bulletin.entries[i];
    const auto [at, added] = by_name.emplace(entry.actor, suites.size());
    if (added) suites.push_back({entry.actor, {}});
    add_case(suites[at->second], entry, prints[i], bulletin, tool);
  }
  if (suites.empty()) {
    suites.push_back(
        {bulletin.graph, "    <testcase classname=\"flowdown\" name=\"no findings\"/>\n", 1});
  }
  std::size_t tests = 0, failures = 0, skipped = 0;
  std::string body;
  for (const Suite& suite : suites) {
    tests += suite.tests;
    failures += suite.failures;
    skipped += suite.skipped;
    body += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n"
        "{}  </testsuite>\n",
        html_text(suite.name), suite.tests, suite.failures, suite.skipped, suite.cases);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"flowdown {}\" tests=\"{}\" failures=\"{}\" errors=\"0\" "
      "skipped=\"{}\">\n{}</testsuites>\n",
      html_text(bulletin.graph), tests, failures, skipped, body);
}

}  // namespace flowdown
