#include "report/escape.hpp"

#include <fmt/format.h>

#include "flowdown/report.hpp"

namespace flowdown {

namespace {

void append_markup(std::string& out, char c) {
  switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\'':
      out += "&#39;";
      break;
    default:
      out += c;
  }
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) append_markup(out, c);
  return out;
}

std::string xml_text(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF")) {
      out += "\xEF\xBF\xBD";
      at += 2;
    } else if (text[at] == '\n' || text[at] == '\t' || text[at] == '\r') {
      out += fmt::format("&#{};", static_cast<int>(text[at]));
    } else {
      append_markup(out, text[at]);
    }
  }
  return out;
}

std::string markdown_text(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_{}[]<>()#+!|~&";
  std::string out;
  for (const char c : printable(text)) {
    // Underscores and the like inside a word are no markup in the common dialects, but harmless to
    // escape; `@` would call people on some code hosts, and an address become a link.
    if (kMarkup.find(c) != std::string_view::npos) out += '\\';
    if (c == '/' && out.ends_with(":/")) out.replace(out.size() - 2, 1, "&#58;");
    if (c == '.' && (out.ends_with("www") || out.ends_with("WWW"))) {
      out += "&#46;";
    } else {
      out += c;
    }
    if (c == '@') out += "&#8203;";
  }
  return out;
}

std::string csv_field(std::string_view text) {
  // A spreadsheet takes a cell for a formula by its first character. Where it splits cells at `;`,
  // as in much of Europe, a cell of its own begins there too.
  std::string plain;
  for (const char c : printable(text)) {
    const bool starts = plain.empty() || plain.back() == ';';
    if (starts && std::string_view("=+-@").find(c) != std::string_view::npos) plain += '\'';
    plain += c;
  }
  for (const std::string_view wide : {"＝", "＋", "－", "＠"}) {
    if (plain.starts_with(wide)) plain.insert(plain.begin(), '\'');
  }
  if (plain.find_first_of(",;\"\n\r") == std::string::npos) return plain;
  std::string out = "\"";
  for (const char c : plain) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace flowdown
