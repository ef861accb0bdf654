// The wording of everything that can be wrong with a single value.
#include "load/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "flowdown/ascii.hpp"
#include "load/suggest.hpp"

namespace flowdown::loading {
namespace {

bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

// Reports that `node` is not of the type wanted, unless it has been refused already.
void report_type(Problems& problems, const YamlNode& node, std::string_view name,
                 std::string_view wanted, std::string help = {}) {
  if (node.kind == YamlNode::Kind::kRefused) return;
  if (node.kind == YamlNode::Kind::kNothing) {
    problems.add(node, fmt::format("{} has no value", quoted(name)), std::move(help));
    return;
  }
  problems.add(node, fmt::format("{} must be {}, not {}", quoted(name), wanted, kind_of(node)),
               std::move(help));
}

constexpr std::string_view kWriteDigits = "write digits: `700000000`, or in YAML `700_000_000`";

}  // namespace

std::string_view kind_of(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a mapping";
    case YamlNode::Kind::kWord:
      return "a word";
    case YamlNode::Kind::kNothing:
    case YamlNode::Kind::kRefused:
      break;
  }
  return "nothing";
}

std::optional<std::string_view> read_word(Problems& problems, const YamlNode& node,
                                          std::string_view name) {
  if (node.is_word()) return node.text;
  report_type(problems, node, name, "text");
  return std::nullopt;
}

Words read_words(Problems& problems, const YamlNode& node, std::string_view name) {
  Words words;
  if (node.is_word()) {
    words.push_back(&node);
  } else if (node.is_list()) {
    for (const YamlNode& item : node.items) {
      if (item.is_word()) {
        words.push_back(&item);
      } else if (item.kind != YamlNode::Kind::kRefused) {
        problems.add(item, fmt::format("{} must be a list of words; this item is {}", quoted(name),
                                       kind_of(item)));
      }
    }
  } else {
    report_type(problems, node, name, "a word or a list of words");
  }
  return words;
}

std::optional<Date> read_date(Problems& problems, const YamlNode& node, std::string_view name) {
  if (!node.is_word()) {
    report_type(problems, node, name, "a date", "write dates as YYYY-MM-DD");
    return std::nullopt;
  }
  const auto date = Date::parse(node.text);
  if (date) return date;
  const std::string_view text = node.text;
  const bool has_form = text.size() == 10 && text[4] == '-' && text[7] == '-' &&
                        all_digits(text.substr(0, 4)) && all_digits(text.substr(5, 2)) &&
                        all_digits(text.substr(8, 2));
  if (has_form && text.substr(0, 4) < "1583") {
    problems.add(node, fmt::format("the date {} is too early", quoted(text)),
                 "dates begin with 1583-01-01");
  } else if (has_form) {
    problems.add(node, fmt::format("no calendar has the day {}", quoted(text)));
  } else {
    problems.add(node, fmt::format("{} must be a date, not {}", quoted(name), quoted(text)),
                 "write dates as YYYY-MM-DD");
  }
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(Problems& problems, const YamlNode& node,
                                         std::string_view name) {
  if (!node.is_word()) {
    report_type(problems, node, name, "a whole number");
    return std::nullopt;
  }
  const std::string_view text = node.text;
  const auto refuse = [&](std::string_view reason, std::string help) {
    problems.add(
        node, fmt::format("{} must be a whole number; {} {}", quoted(name), quoted(text), reason),
        std::move(help));
    return std::nullopt;
  };
  if (!node.plain) return refuse("is text", "leave the quotes out");
  if (text.size() > 1 && text[0] == '-' && all_digits(text.substr(1))) {
    const bool zero = text.find_first_not_of("-0") == text.npos;
    return refuse(zero ? "has a sign" : "is negative", "");
  }
  std::int64_t value = 0;
  bool after_digit = false, overflow = false;
  for (const char c : text) {
    if (c == '_' && after_digit) {
      after_digit = false;
      continue;
    }
    if (!is_digit(c)) return refuse("is not one", std::string(kWriteDigits));
    const std::int64_t digit = c - '0';
    overflow = overflow || value > (std::numeric_limits<std::int64_t>::max() - digit) / 10;
    if (!overflow) value = value * 10 + digit;
    after_digit = true;
  }
  if (!after_digit) return refuse("is not one", std::string(kWriteDigits));
  if (text.size() > 1 && text[0] == '0') {
    return refuse("begins with a zero", "leave the zero out; only decimal numbers are read");
  }
  if (overflow) {
    return refuse("is too large",
                  fmt::format("the largest is {}", std::numeric_limits<std::int64_t>::max()));
  }
  return value;
}

std::optional<bool> read_boolean(Problems& problems, const YamlNode& node, std::string_view name) {
  if (!node.is_word()) {
    report_type(problems, node, name, "`true` or `false`");
    return std::nullopt;
  }
  if (node.plain && node.text == "true") return true;
  if (node.plain && node.text == "false") return false;
  std::string lower = node.text;
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  std::string help;
  for (const std::string_view yes : {"yes", "y", "on", "true", "1"}) {
    if (lower == yes) help = "write `true`";
  }
  for (const std::string_view no : {"no", "n", "off", "false", "0"}) {
    if (lower == no) help = "write `false`";
  }
  if (!node.plain && !help.empty()) help += ", without quotes";
  problems.add(node,
               fmt::format("{} must be `true` or `false`, not {}", quoted(name), quoted(node.text)),
               std::move(help));
  return std::nullopt;
}

std::optional<std::size_t> read_choice(Problems& problems, const YamlNode& node,
                                       std::string_view name, const Candidates& choices) {
  if (!node.is_word()) {
    report_type(problems, node, name, "one word", "one of " + listed(choices, "or"));
    return std::nullopt;
  }
  const auto found = std::find(choices.begin(), choices.end(), node.text);
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  const auto meant = nearest(node.text, choices);
  problems.add(
      node, fmt::format("{} cannot be {}", quoted(name), quoted(node.text)),
      meant ? fmt::format("did you mean {}?", quoted(*meant)) : "one of " + listed(choices, "or"));
  return std::nullopt;
}

void check_id(Problems& problems, const YamlNode& word, std::string_view kind) {
  const std::string_view text = word.text;
  if (text.size() > kMaxIdBytes) {
    problems.add(word, fmt::format("the {} id is longer than {} bytes", kind, kMaxIdBytes));
    return;
  }
  const auto is_alnum = [](char c) { return is_digit(c) || is_letter(c); };
  const bool good =
      !text.empty() && is_alnum(text[0]) && std::all_of(text.begin(), text.end(), [&](char c) {
        return is_alnum(c) || c == '.' || c == '_' || c == '-';
      });
  if (good) return;
  const bool vowel = std::string_view("aeiou").find(kind[0]) != kind.npos && kind != "use";
  problems.add(word,
               fmt::format("{} cannot be the id of {} {}", quoted(text), vowel ? "an" : "a", kind),
               "an id has letters, digits, `.`, `_` and `-`, and begins with a letter or digit");
}

Fields::Fields(Problems& problems, const YamlNode& map, std::string what, const YamlNode& at)
    : problems_(problems), map_(map), what_(std::move(what)), at_(at) {
  constexpr std::size_t kMostHave = 16;
  allowed_.reserve(kMostHave);
  if (map_.is_map() || map_.kind == YamlNode::Kind::kRefused) return;
  problems_.add(
      map_, fmt::format("{} must be a mapping of keys to values, not {}", what_, kind_of(map_)));
}

const YamlEntry* Fields::entry(std::string_view key) const {
  for (const YamlEntry& entry : map_.entries) {
    if (entry.key.text == key) return &entry;
  }
  return nullptr;
}

bool Fields::has(std::string_view key) const { return entry(key) != nullptr; }

const YamlNode* Fields::find(std::string_view key) {
  const bool asked = std::find(allowed_.begin(), allowed_.end(), key) != allowed_.end();
  if (!asked) allowed_.push_back(key);
  const YamlEntry* found = entry(key);
  if (found == nullptr) return nullptr;
  switch (found->value.kind) {
    case YamlNode::Kind::kNothing:
      if (!asked) {
        problems_.add(found->key, fmt::format("{} has no value", quoted(key)),
                      "write a value, or leave the key out");
      }
      return nullptr;
    case YamlNode::Kind::kRefused:
      return nullptr;
    case YamlNode::Kind::kWord:
    case YamlNode::Kind::kList:
    case YamlNode::Kind::kMap:
      break;
  }
  return &found->value;
}

const YamlNode* Fields::require(std::string_view key, std::string help) {
  const YamlNode* value = find(key);
  if (value == nullptr && map_.is_map() && !has(key)) {
    problems_.add(at_, fmt::format("{} has no {}", what_, quoted(key)), std::move(help));
  }
  return value;
}

std::string Fields::text(std::string_view key) {
  const YamlNode* node = find(key);
  if (node == nullptr) return {};
  return std::string(read_word(problems_, *node, key).value_or(std::string_view()));
}

Words Fields::words(std::string_view key) {
  const YamlNode* node = find(key);
  return node == nullptr ? Words() : read_words(problems_, *node, key);
}

std::optional<Date> Fields::date(std::string_view key) {
  const YamlNode* node = find(key);
  return node == nullptr ? std::nullopt : read_date(problems_, *node, key);
}

std::optional<bool> Fields::boolean(std::string_view key) {
  const YamlNode* node = find(key);
  return node == nullptr ? std::nullopt : read_boolean(problems_, *node, key);
}

void Fields::done() {
  for (const YamlEntry& entry : map_.entries) {
    const std::string_view key = entry.key.text;
    if (std::find(allowed_.begin(), allowed_.end(), key) != allowed_.end()) continue;
    const auto meant = nearest(key, allowed_);
    problems_.add(entry.key, fmt::format("unknown key {}", quoted(key)),
                  meant ? fmt::format("did you mean {}?", quoted(*meant))
                        : fmt::format("{} may have {}", what_, listed(allowed_)));
  }
}

}  // namespace flowdown::loading
