// JUnit XML, as test reports of CI programs show it: who has to act is a suite, each finding a test
// case. A finding that fails the run (that the gate blocks or makes a condition) is a failure, any
// other is skipped with its reason, and one that is gone has passed. A report without a single test
// is an error to some programs, so a clean audit is one test that passes.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "flowdown/formats.hpp"
#include "report/escape.hpp"
#include "report/format_parts.hpp"
#include "report/pieces.hpp"
#include "report/two_steps.hpp"

namespace flowdown {
namespace {

struct Suite {
  std::string name;
  std::size_t failures = 0, skipped = 0;
  std::vector<std::size_t> entries;
};

// By the gate where there is one, else by its severity.
bool fails(const EntryOutline& entry, const ToolInfo& tool) {
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

// The suites in the order of their first entries.
std::vector<Suite> suites_of(const EntrySource& entries, const ToolInfo& tool) {
  std::vector<Suite> suites;
  std::unordered_map<std::string, std::size_t> by_name;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto [at, added] = by_name.emplace(entries.actor(i), suites.size());
    if (added) suites.push_back({at->first, 0, 0, {}});
    Suite& suite = suites[at->second];
    suite.entries.push_back(i);
    const EntryOutline entry = entries.outline(i);
    if (entry.change == Change::kGone) continue;
    ++(entry.counts() && fails(entry, tool) ? suite.failures : suite.skipped);
  }
  return suites;
}

class JunitWriter {
 public:
  JunitWriter(const BulletinHead& head, EntrySource& entries, const ToolInfo& tool,
              const Sink& sink)
      : head_(head),
        entries_(entries),
        tool_(tool),
        prints_(entries),
        suites_(suites_of(entries, tool)),
        names_(tool),
        out_(sink) {
    for (const Suite& suite : suites_) {
      order_.insert(order_.end(), suite.entries.begin(), suite.entries.end());
      failures_ += suite.failures;
      skipped_ += suite.skipped;
    }
  }

  bool write() {
    std::string& out = out_.text();
    out = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"flowdown {}\" tests=\"{}\" failures=\"{}\" errors=\"0\" "
        "skipped=\"{}\">\n",
        html_text(head_.graph), std::max<std::size_t>(order_.size(), 1), failures_, skipped_);
    if (order_.empty()) {
      start({head_.graph, 0, 0, {}}, 1);
      out += "    <testcase classname=\"flowdown\" name=\"no findings\"/>\n  </testsuite>\n";
    }
    const bool goes_on = in_two_steps(
        order_.size(), [&](std::size_t nth) { return entries_.entry(order_[nth]); },
        [&](std::size_t nth, const Entry& entry) { return add(order_[nth], entry); });
    if (!goes_on) return false;
    out += "</testsuites>\n";
    return out_.finish();
  }

 private:
  void start(const Suite& suite, std::size_t tests) {
    out_.text() += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n",
        html_text(suite.name), tests, suite.failures, suite.skipped);
  }

  // The next entry, with what begins before it and ends behind it.
  bool add(std::size_t index, const Entry& entry) {
    const Suite& suite = suites_[suite_];
    if (index == suite.entries.front()) start(suite, suite.entries.size());
    add_case(entry, prints_.of(index, entry.id));
    if (index == suite.entries.back()) {
      out_.text() += "  </testsuite>\n";
      ++suite_;
    }
    return out_.go_on();
  }

  void add_case(const Entry& entry, const std::string& print) {
    const Place place = place_to_show(entry, head_);
    std::string& out = out_.text();
    out += fmt::format(R"(    <testcase classname="{}" name="{}" file="{}" line="{}")",
                       html_text(class_of(entry)), html_text(name_of_case(entry, print)),
                       html_text(names_.of(place.file)), place.line);
    if (entry.change == Change::kGone) {
      out += "/>\n";
    } else if (entry.counts() && fails(entry.outline(), tool_)) {
      out += fmt::format(
          ">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n",
          info(entry.code).name,
          html_text(fmt::format("{}: {}", name_of(entry.severity), entry.message)),
          element_text(text_of(entry)));
    } else {
      const std::string reason = why_not_counted(entry);
      out += fmt::format(">\n      <skipped message=\"{}\"/>\n    </testcase>\n",
                         html_text(fmt::format("{}{}{}: {}", reason, reason.empty() ? "" : "; ",
                                               name_of(entry.severity), sentences(entry))));
    }
  }

  const BulletinHead& head_;
  EntrySource& entries_;
  const ToolInfo& tool_;
  Fingerprints prints_;
  std::vector<Suite> suites_;
  std::vector<std::size_t> order_;  // of the entries
  std::size_t failures_ = 0, skipped_ = 0;
  std::size_t suite_ = 0;  // that the next entry is of
  FileNames names_;
  Pieces out_;
};

}  // namespace

bool junit(const BulletinHead& head, EntrySource& entries, const ToolInfo& tool, const Sink& sink) {
  return JunitWriter(head, entries, tool, sink).write();
}

}  // namespace flowdown
