// All text goes through html_text() here or at its caller, and nothing else makes markup of it.
#include "render/html.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/escape.hpp"

namespace flowdown {
namespace {

std::string_view sign_of(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "✕";
    case Severity::kWarning:
      return "!";
    case Severity::kNote:
      break;
  }
  return "i";
}

std::size_t shown_of(const std::vector<ListItem>& items, std::size_t most) {
  return items.size() > most + 1 ? most : items.size();
}

std::string elements(std::string_view tag, const std::vector<ListItem>& items, std::size_t most) {
  const std::size_t shown = shown_of(items, most);
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto& [own, attributes, html] = items[i];
    const std::string classes = i < shown     ? own
                                : own.empty() ? std::string("later")
                                              : own + " later";
    out += fmt::format("<{0}{1}{2}{3}>{4}</{0}>\n", tag,
                       classes.empty() ? "" : fmt::format(" class=\"{}\"", classes),
                       attributes.empty() ? "" : " ", attributes, html);
  }
  return out;
}

std::string button_for_the_rest(const std::vector<ListItem>& items, std::size_t most) {
  const std::size_t shown = shown_of(items, most);
  if (shown == items.size()) return {};
  return fmt::format("<button type=\"button\" class=\"rest\">Show {} more</button>\n",
                     items.size() - shown);
}

unsigned digit(char c) { return static_cast<unsigned>(c >= 'a' ? c - 'a' + 10 : c - '0'); }

}  // namespace

std::string marked_html(std::string_view words) {
  if (std::count(words.begin(), words.end(), '`') % 2 != 0) return html_text(words);
  std::string out;
  for (bool is_code = false;; is_code = !is_code) {
    const std::size_t end = words.find('`');
    const std::string text = html_text(words.substr(0, end));
    out += is_code ? fmt::format("<code>{}</code>", text) : text;
    if (end == words.npos) return out;
    words.remove_prefix(end + 1);
  }
}

std::string sentence_html(std::string_view words) {
  std::string text(words);
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  }
  return marked_html(text);
}

std::string statement_html(std::string_view words) {
  for (const std::string_view own : {"agreement ", "it ", "nobody ", "the ", "no longer "}) {
    if (words.starts_with(own)) return sentence_html(words);
  }
  return marked_html(words);
}

std::string severity_html(Severity severity) {
  const std::string_view name = name_of(severity);
  return fmt::format(R"(<span class="severity {0}"><span aria-hidden="true">{1}</span>{0}</span>)",
                     name, sign_of(severity));
}

std::string place_html(const Place& place) {
  if (!place.known()) return {};
  return fmt::format(R"(<span class="place">{}{}</span>)", html_text(place.file),
                     place.line > 0 ? fmt::format(":{}", place.line) : std::string());
}

std::string source_html(std::string_view source) {
  std::string text = html_text(source);
  const bool address = source.starts_with("https://") || source.starts_with("http://");
  if (!address || source.find_first_of(" \t\r\n") != source.npos) return text;
  return fmt::format(R"(<a class="source" href="{0}" rel="noopener noreferrer">{0}</a>)", text);
}

std::string limited_list(std::string_view tag, std::string_view classes,
                         const std::vector<ListItem>& items, std::size_t most) {
  return fmt::format("<{0} class=\"{1}\">\n{2}</{0}>\n{3}", tag, classes,
                     elements("li", items, most), button_for_the_rest(items, most));
}

std::string limited_table(std::string_view classes, const std::string& caption,
                          const std::string& head, const std::vector<ListItem>& rows,
                          std::size_t most) {
  return fmt::format(
      "<div class=\"wide\" role=\"region\" aria-label=\"{0}\" tabindex=\"0\">\n"
      "<table class=\"{1}\">\n<caption>{0}</caption>\n<thead><tr>{2}</tr></thead>\n"
      "<tbody>\n{3}</tbody>\n</table>\n</div>\n{4}",
      caption, classes, head, elements("tr", rows, most), button_for_the_rest(rows, most));
}

std::string section_start(std::string_view id, std::string_view title) {
  return fmt::format(
      "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n"
      "<h2 id=\"{0}-title\" tabindex=\"-1\">{1}</h2>\n",
      id, title);
}

std::string filled(std::string_view text, const std::map<std::string_view, std::string>& slots) {
  std::string out;
  for (;;) {
    const std::size_t open = text.find("{{");
    const std::size_t close = text.find("}}", open);
    out += text.substr(0, open);
    if (close == text.npos) return out;
    out += slots.at(text.substr(open + 2, close - open - 2));
    text.remove_prefix(close + 2);
  }
}

std::string hash_source(std::string_view hex) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string base64;
  unsigned bits = 0, pending = 0;
  for (const char c : hex) {
    pending = pending << 4U | digit(c);
    bits += 4;
    if (bits >= 6) {
      bits -= 6;
      base64 += kDigits[pending >> bits & 63U];
    }
  }
  if (bits > 0) base64 += kDigits[pending << (6 - bits) & 63U];
  while (base64.size() % 4 != 0) base64 += '=';
  return fmt::format("'sha256-{}'", base64);
}

}  // namespace flowdown
