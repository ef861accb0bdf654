// The table of findings. Every finding is a body of its own in the table, of two rows: what it is,
// and its evidence. Both stand in the page, so that it is complete without its script, searched by
// the browser's own search and printed as it is; the script folds the evidence and shows the rows
// in portions. Names that the script filters by are attributes of the body.
#include <fmt/format.h>

#include <algorithm>

#include "render/html.hpp"
#include "render/page_parts.hpp"
#include "report/escape.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"

namespace flowdown {
namespace {

// The script shows so many at a time: a table of thousands of rows is slow to lay out.
constexpr std::size_t kPortion = 100;

struct Column {
  std::string_view key, title;
};
constexpr Column kColumns[] = {{"severity", "Severity"},      {"title", "Finding"},
                               {"who", "Who has to act"},     {"artifact", "Artifact"},
                               {"policy", "Upstream policy"}, {"downstream", "Depends on it"}};

std::string names_of(const PageMatter& matter, const Finding& finding) {
  std::string names;
  for (const PartyId party : parties_of(matter.model, finding)) {
    names += (names.empty() ? "" : " ") + party_id(matter.model, party);
  }
  return names;
}

std::string group_numbers(const PageMatter& matter, const Finding& finding) {
  std::string groups;
  for (const std::uint32_t group : groups_of(matter, finding)) {
    groups += fmt::format("{}{}", groups.empty() ? "" : " ", group);
  }
  return groups;
}

std::string tags(const Entry& entry) {
  std::string out;
  const auto add = [&](std::string_view word) {
    out += fmt::format(" <span class=\"tag\">{}</span>", word);
  };
  if (entry.tentative) add("tentative");
  if (entry.accepted) add("accepted");
  if (entry.change == Change::kUnchanged) add("known");
  if (entry.change == Change::kNew) add("new");
  return out;
}

// Who has to act, as short as a table wants it.
std::string who(const PageMatter& matter, const Finding& finding) {
  if (finding.party) return party_title(matter.model, finding.party);
  if (!finding.agreement) return "whoever keeps this graph";
  const Agreement& agreement = matter.model.graph.agreements[finding.agreement.index()];
  return fmt::format("{} → {}", party_title(matter.model, agreement.from),
                     party_title(matter.model, agreement.to));
}

std::string row(PageMatter& matter, std::size_t index, bool later) {
  const Finding& finding = matter.findings.findings[index];
  const Entry& entry = matter.entry(index);
  const std::string anchor = matter.anchor(index);
  const std::string artifact = html_text(entry.artifact), policy = html_text(entry.policy);
  const std::string actor = html_text(who(matter, finding));
  std::string small = actor;
  for (const std::string* part : {&artifact, &policy}) {
    if (!part->empty()) small += " · " + *part;
  }
  return fmt::format(
      "<tbody class=\"finding{17}\" id=\"{0}\" data-severity=\"{1}\" data-code=\"{2}\" "
      "data-parties=\"{3}\" data-artifact=\"{4}\" data-policy=\"{5}\" data-groups=\"{6}\" "
      "data-certainty=\"{7}\" data-state=\"{8}\" data-downstream=\"{9}\">"
      "<tr class=\"row\"><td>{10}</td><th scope=\"row\"><button type=\"button\" class=\"toggle\" "
      "aria-expanded=\"true\" aria-controls=\"{0}-more\">{11}</button>{12}<p>{13}.</p>"
      "<p class=\"small\">{14}</p></th><td>{15}</td><td>{4}</td><td>{5}</td>"
      "<td class=\"number\">{9}</td></tr>"
      "<tr class=\"more\" id=\"{0}-more\"><td colspan=\"6\">{16}</td></tr></tbody>\n",
      anchor, name_of(entry.severity), info(entry.code).name, html_text(names_of(matter, finding)),
      artifact, policy, group_numbers(matter, finding), entry.tentative ? "tentative" : "firm",
      state_of(entry), entry.downstream, severity_html(entry.severity),
      html_text(info(entry.code).title), tags(entry), statement_html(entry.message), small, actor,
      evidence_html(matter, index), later ? " later" : "");
}

}  // namespace

std::vector<PartyId> parties_of(const Model& model, const Finding& finding) {
  if (finding.party) return {finding.party};
  if (!finding.agreement) return {};
  const Agreement& agreement = model.graph.agreements[finding.agreement.index()];
  if (agreement.from == agreement.to) return {agreement.from};
  return {agreement.from, agreement.to};
}

std::vector<std::uint32_t> groups_of(const PageMatter& matter, const Finding& finding) {
  const std::vector<UseId>& uses = matter.findings.detail(finding).uses;
  std::vector<std::uint32_t> groups;
  for (std::size_t i = 0; i < matter.groups.size(); ++i) {
    const bool concerned = std::any_of(uses.begin(), uses.end(),
                                       [&](UseId use) { return matter.groups[i].contains(use); });
    if (concerned) groups.push_back(static_cast<std::uint32_t>(i));
  }
  return groups;
}

std::string_view state_of(const Entry& entry) {
  if (entry.accepted) return "accepted";
  return entry.change == Change::kUnchanged ? "known" : "open";
}

std::string findings_section(PageMatter& matter) {
  std::string out = section_start("findings", "Findings");
  const std::size_t count = matter.findings.findings.size();
  if (count == 0) return out + "<p>There are none.</p>\n</section>\n";
  if (matter.order.size() < count) {
    out += fmt::format(
        "<p class=\"caution\">There are {}. The gravest are on this page; <code>flowdown check "
        "--format csv</code> lists all.</p>\n",
        count_of(count, "finding"));
  }
  out += filter_form(matter);
  out += fmt::format(
      "<p class=\"count\" id=\"count\" role=\"status\" aria-live=\"polite\">{}</p>\n"
      "<p class=\"paper\" id=\"on-paper\"></p>\n"
      "<table class=\"findings\" data-portion=\"{}\" aria-describedby=\"count\">\n"
      "<caption>Findings; a button in each row shows its evidence</caption>\n<thead><tr>",
      count_of(matter.order.size(), "finding"), kPortion);
  for (const Column& column : kColumns) {
    out += fmt::format(
        "<th scope=\"col\" class=\"col-{0}\"{2}><button type=\"button\" data-sort=\"{0}\">{1}"
        "<span class=\"arrow\" aria-hidden=\"true\"></span></button></th>",
        column.key, column.title, column.key == "severity" ? " aria-sort=\"descending\"" : "");
  }
  out += "</tr></thead>\n";
  for (std::size_t i = 0; i < matter.order.size(); ++i) {
    out += row(matter, matter.order[i], i >= kPortion);
  }
  return out +
         "</table>\n<p class=\"further\" id=\"further\" hidden>"
         "<button type=\"button\" id=\"more\"></button> "
         "<button type=\"button\" id=\"all\"></button></p>\n</section>\n";
}

}  // namespace flowdown
