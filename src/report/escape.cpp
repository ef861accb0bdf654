#include "report/escape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

// A spreadsheet takes a cell for a formula by its first character.
bool starts_formula(std::string_view cell) {
  constexpr std::array<std::string_view, 8> kStarts = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
  return std::any_of(kStarts.begin(), kStarts.end(),
                     [cell](std::string_view start) { return cell.starts_with(start); });
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
  const auto parts = [](char c) {
    return c == ',' || c == ';' || c == '"' || c == '\n' || c == '\r';
  };
  std::string plain = printable(text);
  const bool quoted = std::any_of(plain.begin(), plain.end(), parts);
  if (!quoted) return starts_formula(plain) ? '\'' + plain : plain;
  // Where a spreadsheet splits cells at `;`, as in much of Europe, a cell of its own begins there.
  std::string out = "\"";
  bool starts = true;
  for (std::size_t at = 0; at < plain.size(); ++at) {
    if (starts && starts_formula(std::string_view(plain).substr(at))) out += '\'';
    if (plain[at] == '"') out += '"';
    out += plain[at];
    starts = plain[at] == ';';
  }
  return out + '"';
}

}  // namespace flowdown
