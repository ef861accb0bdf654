// A matrix as a Markdown table, and as one HTML page without scripts.
#include <fmt/format.h>

#include "flowdown/tables.hpp"
#include "report/escape.hpp"
#include "report/matrix_words.hpp"

namespace flowdown {
namespace {

constexpr std::string_view kPageStyle =
    ":root{color-scheme:light dark;--line:#8886;--faint:#8882}\n"
    "body{font:16px/1.45 system-ui,sans-serif;margin:2rem;max-width:100%}\n"
    ".scroll{overflow:auto}\n"
    "table{border-collapse:collapse}\n"
    "caption{text-align:left;font-weight:600;font-size:1.25rem;margin-bottom:1rem}\n"
    "th,td{border-bottom:1px solid var(--line);padding:.25rem .5rem;text-align:center}\n"
    "th[scope=row]{text-align:left;font-weight:normal;position:sticky;left:0;"
    "background:Canvas}\n"
    "thead th{vertical-align:bottom}\n"
    "thead th span{writing-mode:vertical-rl;transform:rotate(180deg);font-weight:normal}\n"
    "tbody tr:hover{background:var(--faint)}\n"
    ".weaker{font-weight:700;color:#b3261e}\n"
    "@media (prefers-color-scheme:dark){.weaker{color:#f2b8b5}}\n"
    "@media print{body{margin:0}.scroll{overflow:visible}}\n";

}  // namespace

std::string matrix_markdown(const Model& model, const Matrix& matrix) {
  std::string out = fmt::format("## {}\n\n| |", markdown_text(heading(model, matrix)));
  std::string rule = "|---|";
  for (const MatrixColumn& column : matrix.columns) {
    out += fmt::format(" {} |", markdown_text(column.id));
    rule += ":-:|";
  }
  out += matrix.of_parties ? " total | weaker |\n" : " total |\n";
  out += rule + (matrix.of_parties ? "--:|--:|\n" : "--:|\n");
  for (const MatrixRow& row : matrix.rows) {
    out += fmt::format("| {} |", markdown_text(row.title));
    for (const Cell cell : row.cells) out += fmt::format(" {} |", sign_of(cell));
    out += fmt::format(" {} |", row.total);
    out += matrix.of_parties ? fmt::format(" {} |\n", row.weaker) : "\n";
  }
  out += "| **total** |";
  for (const MatrixColumn& column : matrix.columns) out += fmt::format(" {} |", column.total);
  out += matrix.of_parties ? " | |\n| **weaker** |" : " |\n";
  if (matrix.of_parties) {
    for (const MatrixColumn& column : matrix.columns) out += fmt::format(" {} |", column.weaker);
    out += " | |\n";
  }
  out += '\n';
  for (const std::string& line : legend(matrix)) out += fmt::format("- {}\n", line);
  for (const std::string& line : {left_out(matrix), incomplete(model, matrix)}) {
    if (!line.empty()) out += '\n' + line + '\n';
  }
  return out;
}

std::string matrix_html(const Model& model, const Matrix& matrix) {
  const std::string title = html_text(heading(model, matrix));
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<title>{0}</title>\n<style>\n{1}</style>\n</head>\n<body>\n<main>\n"
      "<div class=\"scroll\" "
      "tabindex=\"0\">\n<table>\n<caption>{0}</caption>\n<thead><tr><td></td>",
      title, kPageStyle);
  for (const MatrixColumn& column : matrix.columns) {
    out += fmt::format(R"(<th scope="col" title="{}"><span>{}</span></th>)",
                       html_text(column_in_words(model, column)), html_text(column.id));
  }
  out += "<th scope=\"col\">total</th>";
  if (matrix.of_parties) out += "<th scope=\"col\">weaker</th>";
  out += "</tr></thead>\n<tbody>\n";
  for (const MatrixRow& row : matrix.rows) {
    out += fmt::format(R"(<tr><th scope="row">{}</th>)", html_text(row.title));
    for (const Cell cell : row.cells) {
      out += fmt::format(
          "<td class=\"{0}\"><span title=\"{0}\" aria-label=\"{0}\" role=\"img\">"
          "{1}</span></td>",
          name_of(cell), sign_of(cell));
    }
    out += fmt::format("<td>{}</td>", row.total);
    if (matrix.of_parties) out += fmt::format("<td>{}</td>", row.weaker);
    out += "</tr>\n";
  }
  const auto sums = [&](std::string_view name, std::size_t MatrixColumn::*sum) {
    out += fmt::format(R"(<tr><th scope="row">{}</th>)", name);
    for (const MatrixColumn& column : matrix.columns) {
      out += fmt::format("<td>{}</td>", column.*sum);
    }
    out += matrix.of_parties ? "<td></td><td></td></tr>\n" : "<td></td></tr>\n";
  };
  out += "</tbody>\n<tfoot>\n";
  sums("total", &MatrixColumn::total);
  if (matrix.of_parties) sums("weaker", &MatrixColumn::weaker);
  out += "</tfoot>\n</table>\n</div>\n<ul>\n";
  for (const std::string& line : legend(matrix)) {
    out += fmt::format("<li>{}</li>\n", html_text(line));
  }
  out += "</ul>\n";
  for (const std::string& line : {left_out(matrix), incomplete(model, matrix)}) {
    if (!line.empty()) out += fmt::format("<p>{}</p>\n", html_text(line));
  }
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace flowdown
