// The form above the findings. It offers what occurs, each with how often it does, and nothing that
// would not tell findings apart.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "render/page_parts.hpp"
#include "report/escape.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"

namespace flowdown {
namespace {

// Values with the words for them and how many findings have them, in the order of the words.
class Choice {
 public:
  void add(const std::string& value, const std::string& words) {
    if (value.empty()) return;
    ++counts_[{words, value}];
  }
  bool tells_apart() const { return counts_.size() > 1; }

  std::string select(std::string_view name, std::string_view label, std::string_view any) const {
    if (!tells_apart()) return {};
    std::string out = fmt::format(R"(<label>{1}<select name="{0}"><option value="">{2}</option>)",
                                  name, label, any);
    for (const auto& [key, count] : counts_) {
      out += fmt::format("<option value=\"{}\">{} ({})</option>", html_text(key.second),
                         html_text(key.first), count);
    }
    return out + "</select></label>\n";
  }

 private:
  std::map<std::pair<std::string, std::string>, std::size_t> counts_;
};

std::string severities(const PageMatter& matter) {
  std::string out;
  std::size_t kinds = 0;
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
    const auto count = static_cast<std::size_t>(std::count_if(
        matter.order.begin(), matter.order.end(),
        [&](std::size_t i) { return matter.findings.findings[i].severity == severity; }));
    if (count == 0) continue;
    ++kinds;
    out += fmt::format(
        "<label class=\"check\"><input type=\"checkbox\" name=\"severity\" value=\"{0}\" checked> "
        "{1}</label>\n",
        name_of(severity), count_of(count, name_of(severity)));
  }
  if (kinds < 2) return {};
  return fmt::format("<fieldset>\n<legend>Severity</legend>\n{}</fieldset>\n", out);
}

}  // namespace

std::string filter_form(const PageMatter& matter) {
  Choice codes, parties, artifacts, policies, groups, certainty, states;
  for (const std::size_t i : matter.order) {
    const Finding& finding = matter.findings.findings[i];
    const Entry& entry = matter.entry(i);
    codes.add(std::string(info(entry.code).name), std::string(info(entry.code).title));
    for (const PartyId party : parties_of(matter.model, finding)) {
      parties.add(party_id(matter.model, party), party_name(matter.model, party));
    }
    artifacts.add(entry.artifact, entry.artifact);
    policies.add(entry.policy, entry.policy);
    for (const std::uint32_t group : groups_of(matter, finding)) {
      groups.add(fmt::format("{}", group), matter.findings.grouping->groups[group].title);
    }
    certainty.add(entry.tentative ? "tentative" : "firm", entry.tentative ? "Tentative" : "Firm");
    const std::string_view state = state_of(entry);
    states.add(std::string(state), state == "open"       ? "Open"
                                   : state == "accepted" ? "Accepted"
                                                         : "Known");
  }
  return fmt::format(
      "<form class=\"filter\" role=\"search\" aria-label=\"Filter the findings\">\n"
      "<label class=\"search\">Search<input type=\"search\" name=\"search\" autocomplete=\"off\" "
      "spellcheck=\"false\" placeholder=\"words, clauses, ids\"></label>\n"
      "{}{}{}{}{}{}{}{}<button type=\"reset\">Show all findings</button>\n</form>\n",
      parties.select("party", "Party", "Any party"), codes.select("code", "Kind", "Any kind"),
      policies.select("policy", "Upstream policy", "Any policy"),
      artifacts.select("artifact", "Artifact", "Any artifact"),
      groups.select("group", "Group of uses", "Any group"),
      certainty.select("certainty", "Certainty", "Any"), states.select("state", "Standing", "Any"),
      severities(matter));
}

}  // namespace flowdown
