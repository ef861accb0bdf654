// yaml-cpp names its errors by what its grammar missed ("end of map not found"). A person who wrote
// a file by hand needs to hear what is wrong with the line, so each message of yaml-cpp 0.7 has its
// own wording here; one that is not known is passed on as it is.
#include "load/yaml_error.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "load/problems.hpp"

namespace flowdown::loading {
namespace {

struct Wording {
  std::string_view theirs;  // how their message begins
  std::string_view ours, help;
};

constexpr Wording kWordings[] = {
    {"illegal map value", "a `:` is not expected here",
     "put text that holds `: ` in quotes, and check the indentation"},
    {"illegal map key", "a key is not expected here", "check the indentation"},
    {"end of map not found", "this line does not belong to the mapping above it",
     "check its indentation"},
    {"end of sequence not found", "this line does not belong to the list above it",
     "check its indentation"},
    {"illegal block entry", "a list item is not expected here",
     "put it on a line of its own, and check the indentation"},
    {"illegal document indicator", "`---` or `...` inside a quoted text",
     "close the quote before it"},
    {"illegal character in scalar", "this character cannot stand here", "put the text in quotes"},
    {"illegal tab", "a tab in the indentation", "indent with spaces"},
    {"unexpected character in block", "this character cannot follow `|` or `>`",
     "begin the text on the next line"},
    {"cannot set zero indentation", "`0` cannot follow `|` or `>`", "leave the number out"},
    {"bad character found while scanning hex", "this escape is not a character",
     "double the backslash, or use single quotes"},
    {"invalid unicode", "this escape is not a character",
     "double the backslash, or use single quotes"},
    {"the referenced anchor", "anchors and aliases are not supported",
     "put text that begins with `*` in quotes"},
    {"alias not found", "text cannot begin with `*`", "put it in quotes"},
    {"anchor not found", "text cannot begin with `&`", "put it in quotes"},
    {"illegal character found while scanning al", "text cannot begin with `*`", "put it in quotes"},
    {"illegal character found while scanning an", "text cannot begin with `&`", "put it in quotes"},
    {"cannot assign multiple", "anchors, aliases and tags are not supported",
     "write the value out at each place"},
    {"aliases can't have", "anchors and aliases are not supported",
     "write the value out at each place"},
    {"illegal character found while scanning tag", "tags are not supported",
     "put text that begins with `!` in quotes"},
    {"tag handle", "tags are not supported", "put text that begins with `!` in quotes"},
    {"end of verbatim tag", "tags are not supported", "put text that begins with `!` in quotes"},
    {"YAML directive", "this line is not a directive", "begin the file with `flowdown: 1`"},
    {"TAG directive", "tags are not supported", ""},
    {"bad YAML version", "this YAML version is not known", "leave the line out"},
    {"YAML major version", "this YAML version is not known", "leave the line out"},
    {"repeated", "a directive is repeated", "leave the line out"},
};

// The offset of the first quote from `at` on that is never closed; `at` where there is none. A
// quote opens a text where a word may begin, and a comment hides what looks like one.
std::size_t unclosed_quote(std::string_view text, std::size_t at) {
  const std::size_t start = at;
  for (char before = ' '; at < text.size(); before = text[at++]) {
    const bool word_may_begin =
        std::string_view(" \n\r,:[{").find(before) != std::string_view::npos;
    if (!word_may_begin) continue;
    if (text[at] == '#') {
      at = text.find('\n', at);
      if (at == text.npos) break;
    } else if (text[at] == '"' || text[at] == '\'') {
      const std::size_t length = closing_quote(text.substr(at));
      if (length == text.npos) return at;
      at += length;
    }
  }
  return start;
}

bool only_space(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

}  // namespace

std::size_t closing_quote(std::string_view rest) {
  const char quote = rest[0];
  for (std::size_t at = 1; at < rest.size(); ++at) {
    if (quote == '"' && rest[at] == '\\') {
      ++at;
    } else if (rest[at] == quote) {
      const bool doubled = quote == '\'' && at + 1 < rest.size() && rest[at + 1] == quote;
      if (!doubled) return at;
      ++at;  // two single quotes stand for one
    }
  }
  return rest.npos;
}

YamlNode locate(FileId file, std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t line_end = before.rfind('\n');
  const std::size_t line_start = line_end == before.npos ? 0 : line_end + 1;
  YamlNode node;
  node.pos = {
      file,
      static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n') + 1),
      static_cast<std::uint32_t>(before.size() - line_start + 1),
  };
  return node;
}

Diagnostic explain(FileId file, std::string_view text, std::string_view message, int offset,
                   std::size_t last_event, const YamlNode* open_bracket) {
  Diagnostic problem;
  const std::size_t at = offset < 0 ? last_event : static_cast<std::size_t>(offset);
  problem.pos = locate(file, text, at).pos;
  const std::string_view rest = text.substr(std::min(at, text.size()));

  if (message.starts_with("end of map flow") || message.starts_with("end of sequence flow")) {
    const char open = message.starts_with("end of map") ? '{' : '[';
    const char close = open == '{' ? '}' : ']';
    if (open_bracket != nullptr && only_space(rest)) {
      problem.pos = open_bracket->pos;
      problem.message = fmt::format("this `{}` is never closed", open);
    } else {
      problem.message = fmt::format("`,` or `{}` expected here", close);
      if (open_bracket != nullptr) {
        problem.related = open_bracket->pos;
        problem.related_message = fmt::format("the `{}` to close", open);
      }
    }
    return problem;
  }
  if (message.starts_with("illegal EOF in scalar")) {
    problem.pos = locate(file, text, unclosed_quote(text, last_event)).pos;
    problem.message = "the closing quote is missing";
    return problem;
  }
  if (message.starts_with("illegal flow end")) {
    problem.message = fmt::format("{} without its opening bracket", quoted(rest.substr(0, 1)));
    return problem;
  }
  if (message.starts_with("unknown token")) {
    problem.message = fmt::format("text cannot begin with {}", quoted(rest.substr(0, 1)));
    problem.help = "put it in quotes";
    return problem;
  }
  if (message.starts_with("unknown escape character")) {
    problem.message = fmt::format("unknown escape `\\{}` in double quotes",
                                  message.empty() ? '?' : message.back());
    problem.help = "double the backslash, or use single quotes";
    return problem;
  }
  for (const Wording& wording : kWordings) {
    if (!message.starts_with(wording.theirs)) continue;
    problem.message = wording.ours;
    problem.help = wording.help;
    return problem;
  }
  problem.message = fmt::format("not valid YAML: {}", message);
  return problem;
}

}  // namespace flowdown::loading
