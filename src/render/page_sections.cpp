// The sections after the matrix: what is settled, what is not known, and what all this was judged
// from.
#include <fmt/format.h>

#include <algorithm>

#include "render/html.hpp"
#include "render/page_parts.hpp"
#include "report/escape.hpp"
#include "report/layout.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kRowsShown = 50;
constexpr std::size_t kNamed = 1'000;  // of a kind of what is not known

ListItem row(const std::string& first, const std::vector<std::string>& cells) {
  std::string out = fmt::format("<th scope=\"row\">{}</th>", first);
  for (const std::string& cell : cells) out += fmt::format("<td>{}</td>", cell);
  return {"", "", std::move(out)};
}

std::string table(const std::vector<std::string>& columns, const std::vector<ListItem>& rows,
                  const std::string& caption) {
  if (rows.empty()) return {};
  std::string head;
  for (const std::string& column : columns) {
    head += fmt::format("<th scope=\"col\">{}</th>", column);
  }
  return limited_table("plain", caption, head, rows, kRowsShown);
}

std::string about(const Entry& entry) {
  std::vector<std::string> names;
  for (const std::string* name : {&entry.party, &entry.agreement, &entry.artifact, &entry.policy}) {
    if (!name->empty()) names.push_back(*name);
  }
  return html_text(separated(names, ", "));
}

}  // namespace

std::string settled_section(const PageMatter& matter) {
  std::vector<ListItem> accepted, known, gone;
  for (std::size_t i = 0; i < matter.entries->size(); ++i) {
    if (matter.entries->outline(i).counts()) continue;
    const Entry& entry = matter.entry(i);
    const std::string title = html_text(info(entry.code).title);
    if (entry.change == Change::kGone) {
      gone.push_back(row(title, {std::string(name_of(entry.severity)), about(entry),
                                 fmt::format("<code>{}</code>", html_text(entry.id))}));
      continue;
    }
    const std::string link = matter.link(i, title);
    if (entry.accepted) {
      accepted.push_back(
          row(link, {about(entry), entry.accepted->expires.text(), html_text(entry.accepted->owner),
                     html_text(entry.accepted->reason), place_html(entry.accepted->place)}));
    } else if (entry.change == Change::kUnchanged) {
      known.push_back(row(link, {std::string(name_of(entry.severity)), about(entry)}));
    }
  }
  std::string notices;
  for (const std::string& notice : matter.head.notices) {
    notices += fmt::format("<li>{}</li>\n", marked_html(notice));
  }
  const std::string in = html_text(matter.head.compared_with);
  std::string tables =
      table({"Finding", "Of", "Until", "Owner", "Reason", "Where"}, accepted, "Accepted") +
      table({"Finding", "Severity", "Of"}, known, "Known, as in " + in) +
      table({"Finding", "Severity", "Of", "Id"}, gone, "Fixed since " + in);
  if (!notices.empty()) {
    tables +=
        fmt::format("<h3>To see to in exceptions and baseline</h3>\n<ul>\n{}</ul>\n", notices);
  }
  if (tables.empty()) return {};
  return section_start("settled", "Accepted and known") + tables + "</section>\n";
}

std::string unknown_section(const PageMatter& matter) {
  std::string out = section_start("unknown", "Not known");
  const std::vector<std::string> parts = in_words(matter.unknown, kNamed);
  if (parts.empty()) {
    out += "<p>Nothing that this graph leaves open.</p>\n";
  } else {
    if (matter.unknown.terms()) {
      out +=
          "<p class=\"lead\">Where terms are not known, the absence of a finding says nothing."
          "</p>\n";
    }
    out += "<ul>\n";
    for (const std::string& part : parts) {
      out += fmt::format("<li>{}</li>\n", sentence_html(part));
    }
    out += "</ul>\n";
  }
  const std::string unapplied = unapplied_in_words(matter.unknown, kNamed);
  if (!unapplied.empty()) {
    out += fmt::format("<p>Not judged by: {}.</p>\n", html_text(unapplied));
  }
  return out + "</section>\n";
}

std::string inputs_section(const PageMatter& matter, const PageOptions& options) {
  std::vector<PageInput> inputs = options.inputs;
  std::sort(inputs.begin(), inputs.end(),
            [](const PageInput& a, const PageInput& b) { return a.name < b.name; });
  std::vector<ListItem> rows;
  for (const PageInput& input : inputs) {
    rows.push_back(row(fmt::format("<code>{}</code>", html_text(input.name)),
                       {fmt::format("<code class=\"digest\">{}</code>", html_text(input.sha256))}));
  }
  std::string out = section_start("inputs", "What this was judged from");
  out += fmt::format(
      "<p class=\"lead\">Judged as of <time datetime=\"{0}\">{0}</time> by flowdown {1}. The same "
      "files give the same page, to the byte.</p>\n",
      matter.flow.as_of.text(), html_text(options.version));
  return out + table({"File", "SHA-256"}, rows, "Files and their SHA-256 checksums") +
         "</section>\n";
}

}  // namespace flowdown
