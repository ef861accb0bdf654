// The sections after the findings: who prohibits what, what is settled, what is not known, and what
// all this was judged from.
#include <fmt/format.h>

#include <algorithm>

#include "flowdown/matrix.hpp"
#include "render/html.hpp"
#include "render/page_parts.hpp"
#include "report/escape.hpp"
#include "report/layout.hpp"
#include "report/matrix_words.hpp"
#include "report/naming.hpp"

namespace flowdown {
namespace {

std::string opening(std::string_view id, std::string_view title) {
  return fmt::format(
      "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}</h2>\n", id,
      title);
}

// A table that may be wider than the page, in a region of its own that scrolls and takes the focus.
std::string wide_table(std::string_view name, const std::string& table) {
  return fmt::format(
      "<div class=\"wide\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\n{}</div>\n", name,
      table);
}

// Where a party leaves something open, the cell leads to its findings.
std::string cell_html(const std::string& party, const std::string& group, std::size_t number,
                      Cell cell) {
  const std::string words = fmt::format("{}: {}, {}", name_of(cell), party, group);
  if (cell == Cell::kWeaker || cell == Cell::kPartly) {
    return fmt::format(
        R"(<td class="cell {0}"><button type="button" data-group="{1}" aria-label="{2}")"
        R"( title="{2}">{3}</button></td>)",
        name_of(cell), number, html_text(words), sign_of(cell));
  }
  return fmt::format(
      R"(<td class="cell {0}"><span role="img" aria-label="{0}" title="{1}">{2}</span></td>)",
      name_of(cell), html_text(words), sign_of(cell));
}

std::string settled_row(const std::string& finding, const std::vector<std::string>& cells) {
  std::string out = fmt::format("<tr><th scope=\"row\">{}</th>", finding);
  for (const std::string& cell : cells) out += fmt::format("<td>{}</td>", cell);
  return out + "</tr>\n";
}

std::string table(const std::vector<std::string>& columns, const std::string& rows,
                  std::string_view caption) {
  if (rows.empty()) return {};
  std::string out = fmt::format("<table>\n<caption>{}</caption>\n<thead><tr>", caption);
  for (const std::string& column : columns) out += fmt::format("<th scope=\"col\">{}</th>", column);
  return wide_table(caption, out + "</tr></thead>\n<tbody>\n" + rows + "</tbody>\n</table>\n");
}

std::string about(const Entry& entry) {
  std::vector<std::string> names;
  for (const std::string* name : {&entry.party, &entry.agreement, &entry.artifact, &entry.policy}) {
    if (!name->empty()) names.push_back(*name);
  }
  return html_text(separated(names, ", "));
}

}  // namespace

// Parties are rows, since there may be many of them, and the groups that they are judged by fit the
// width of a page.
std::string matrix_section(const PageMatter& matter) {
  const Matrix table = matrix(matter.flow, matter.findings);
  if (table.rows.empty() || table.columns.empty()) return {};
  std::string out = opening("matrix", "Who prohibits what");
  out += fmt::format(
      "<p class=\"lead\">Each party's own policies against what reaches it, by {}. A row's last "
      "figures count what it prohibits, and where it is weaker than upstream.</p>\n",
      html_text(table.by == "use" ? std::string("use") : table.by));
  std::string head = "<thead><tr><th scope=\"col\">Party</th>";
  for (const MatrixRow& row : table.rows) {
    head += fmt::format("<th scope=\"col\" class=\"upright\"><span>{}</span></th>",
                        html_text(row.title));
  }
  std::string rows;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const MatrixColumn& party = table.columns[i];
    rows += fmt::format(R"(<tr data-party="{}"><th scope="row"><span title="{}">{}</span></th>)",
                        html_text(party.id), html_text(party_full_name(matter.model, party.party)),
                        html_text(party_title(matter.model, party.party)));
    for (std::size_t j = 0; j < table.rows.size(); ++j) {
      rows += cell_html(party_title(matter.model, party.party), table.rows[j].title, j,
                        table.rows[j].cells[i]);
    }
    rows += fmt::format("<td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
                        party.total, party.weaker);
  }
  out += wide_table("Who prohibits what",
                    fmt::format("<table class=\"matrix\">\n<caption>{}</caption>\n{}"
                                "<th scope=\"col\" class=\"upright\"><span>prohibits</span></th>"
                                "<th scope=\"col\" class=\"upright\"><span>weaker</span></th>"
                                "</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n",
                                html_text(heading(matter.model, table)), head, rows));
  out += "<ul class=\"legend\">\n";
  for (const std::string& line : legend(table)) {
    out += fmt::format("<li>{}</li>\n", html_text(line));
  }
  out += "</ul>\n";
  const std::string rest = left_out(table);
  if (!rest.empty()) out += fmt::format("<p>{}</p>\n", html_text(rest));
  return out + "</section>\n";
}

std::string settled_section(const PageMatter& matter) {
  std::string accepted, known, gone;
  for (std::size_t i = 0; i < matter.bulletin.entries.size(); ++i) {
    const Entry& entry = matter.bulletin.entries[i];
    const std::string title = html_text(info(entry.code).title);
    if (entry.change == Change::kGone) {
      gone += settled_row(title, {std::string(name_of(entry.severity)), about(entry),
                                  fmt::format("<code>{}</code>", html_text(entry.id))});
      continue;
    }
    const std::string link = fmt::format("<a href=\"#{}\">{}</a>", matter.anchors[i], title);
    if (entry.accepted) {
      accepted += settled_row(
          link, {about(entry), entry.accepted->expires.text(), html_text(entry.accepted->owner),
                 html_text(entry.accepted->reason), place_html(entry.accepted->place)});
    } else if (entry.change == Change::kUnchanged) {
      known += settled_row(link, {std::string(name_of(entry.severity)), about(entry)});
    }
  }
  std::string notices;
  for (const std::string& notice : matter.bulletin.notices) {
    notices += fmt::format("<li>{}</li>\n", marked_html(notice));
  }
  const std::string in = html_text(matter.bulletin.compared_with);
  std::string tables =
      table({"Finding", "Of", "Until", "Owner", "Reason", "Where"}, accepted, "Accepted") +
      table({"Finding", "Severity", "Of"}, known, "Known, as in " + in) +
      table({"Finding", "Severity", "Of", "Id"}, gone, "Fixed since " + in);
  if (!notices.empty()) {
    tables +=
        fmt::format("<h3>To see to in exceptions and baseline</h3>\n<ul>\n{}</ul>\n", notices);
  }
  if (tables.empty()) return {};
  return opening("settled", "Accepted and known") + tables + "</section>\n";
}

std::string unknown_section(const PageMatter& matter) {
  std::string out = opening("unknown", "Not known");
  const std::vector<std::string> parts = in_words(matter.unknown, 0);
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
  const std::string unapplied = unapplied_in_words(matter.unknown, 0);
  if (!unapplied.empty()) {
    out += fmt::format("<p>Not judged by: {}.</p>\n", html_text(unapplied));
  }
  return out + "</section>\n";
}

std::string inputs_section(const PageMatter& matter, const PageOptions& options) {
  std::vector<PageInput> inputs = options.inputs;
  std::sort(inputs.begin(), inputs.end(),
            [](const PageInput& a, const PageInput& b) { return a.name < b.name; });
  std::string rows;
  for (const PageInput& input : inputs) {
    rows += fmt::format(
        "<tr><th scope=\"row\"><code>{}</code></th><td><code class=\"digest\">{}</code></td></tr>"
        "\n",
        html_text(input.name), html_text(input.sha256));
  }
  std::string out = opening("inputs", "What this was judged from");
  out += fmt::format(
      "<p class=\"lead\">Judged as of <time datetime=\"{0}\">{0}</time> by flowdown {1}. The same "
      "files give the same page, to the byte.</p>\n",
      matter.flow.as_of.text(), html_text(options.version));
  return out + table({"File", "SHA-256"}, rows, "Files and their SHA-256 checksums") +
         "</section>\n";
}

}  // namespace flowdown
