// The matrix of the graph's parties. Parties are rows, since there may be many of them, and the
// groups that they are judged by fit the width of a page.
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

constexpr std::size_t kPartiesShown = 60;  // at first, by the script

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

}  // namespace

std::string matrix_section(const PageMatter& matter) {
  const Matrix table = matrix(matter.flow, matter.findings);
  if (table.rows.empty() || table.columns.empty()) return {};
  std::string out = section_start("matrix", "Who prohibits what");
  out += fmt::format(
      "<p class=\"lead\">Each party's own policies against what reaches it, by {}. A row's last "
      "figures count what it prohibits, and where it is weaker than upstream.</p>\n",
      html_text(table.by == "use" ? std::string("use") : table.by));
  std::string head = "<th scope=\"col\">Party</th>";
  for (const MatrixRow& row : table.rows) {
    head += fmt::format(R"(<th scope="col" class="upright"><span>{}</span></th>)",
                        html_text(row.title));
  }
  head +=
      "<th scope=\"col\" class=\"upright\"><span>prohibits</span></th>"
      "<th scope=\"col\" class=\"upright\"><span>weaker</span></th>";
  std::vector<ListItem> rows;
  const std::size_t parties = std::min(table.columns.size(), matter.options.most_parties);
  for (std::size_t i = 0; i < parties; ++i) {
    const MatrixColumn& party = table.columns[i];
    const std::string title = party_title(matter.model, party.party);
    std::string cells =
        fmt::format(R"(<th scope="row"><span title="{}">{}</span></th>)",
                    html_text(party_full_name(matter.model, party.party)), html_text(title));
    for (std::size_t j = 0; j < table.rows.size(); ++j) {
      cells += cell_html(title, table.rows[j].title, j, table.rows[j].cells[i]);
    }
    cells += fmt::format(R"(<td class="number">{}</td><td class="number">{}</td>)", party.total,
                         party.weaker);
    rows.push_back({"", fmt::format("data-party=\"{}\"", html_text(party.id)), std::move(cells)});
  }
  out +=
      limited_table("matrix", html_text(heading(matter.model, table)), head, rows, kPartiesShown);
  if (parties < table.columns.size()) {
    out += fmt::format("<p>Left out: {}; <code>flowdown matrix</code> has all.</p>\n",
                       count_of(table.columns.size() - parties, "party", "parties"));
  }
  out += "<ul class=\"legend\">\n";
  for (const std::string& line : legend(table)) {
    out += fmt::format("<li>{}</li>\n", html_text(line));
  }
  out += "</ul>\n";
  const std::string rest = left_out(table);
  if (!rest.empty()) out += fmt::format("<p>{}</p>\n", html_text(rest));
  return out + "</section>\n";
}

}  // namespace flowdown
