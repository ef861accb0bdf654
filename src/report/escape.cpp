#include "report/escape.hpp"

#include "flowdown/report.hpp"

namespace flowdown {

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
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
  return out;
}

std::string markdown_text(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_{}[]<>()#+!|~&@";
  std::string out;
  for (const char c : printable(text)) {
    // Underscores and the like inside a word are no markup in the common dialects, but harmless to
    // escape; `@` would call people on some code hosts.
    if (kMarkup.find(c) != std::string_view::npos) out += c == '@' ? "" : "\\";
    out += c == '@' ? std::string("&#64;") : std::string(1, c);
  }
  return out;
}

std::string csv_field(std::string_view text) {
  std::string plain = printable(text);
  if (!plain.empty() &&
      std::string_view("=+-@\t\r").find(plain.front()) != std::string_view::npos) {
    plain.insert(plain.begin(), '\'');
  }
  if (plain.find_first_of(",\"\n\r") == std::string::npos) return plain;
  std::string out = "\"";
  for (const char c : plain) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace flowdown
