// JSON by recursive descent, strictly by RFC 8259, for the lines whose mistakes or shape the fast
// reader leaves alone.
//
// Every node gets its place in the file, and every mistake the place where a person would look for
// it: at what stands where something else is expected, or at the quote or bracket that is never
// closed. Depth is bounded by kMaxDepth, so recursion is. What YAML files may not hold (control
// characters, huge values, equal keys) JSON may not either.
#include "load/parse_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

#include "flowdown/ascii.hpp"
#include "flowdown/load.hpp"

namespace flowdown::loading {
namespace {

constexpr std::string_view kCutOff = "the file may have been cut off";

struct Stop {};  // the mistake has been reported

// Whether the text, which begins with no character, is the first bytes of one.
bool goes_on_behind(std::string_view text) {
  if (text.size() > 3) return false;
  // One of these can follow where anything can: E0 asks for A0 or more, ED for less.
  constexpr std::string_view kRests[] = {"\x80\x80\x80", "\xA0\x80\x80"};
  return std::any_of(std::begin(kRests), std::end(kRests), [&](std::string_view rest) {
    return utf8_length(std::string(text).append(rest), 0) > text.size();
  });
}

class JsonParser {
 public:
  JsonParser(const TextPlace& place, std::string_view text, Problems& problems)
      : place_(place), text_(text), problems_(problems) {}

  YamlNode parse() {
    YamlNode value = parse_value(0);
    skip_space();
    if (at_ < text_.size()) refuse("nothing may follow the value", "write one value a line");
    return value;
  }

 private:
  YamlNode node_at(std::size_t offset, YamlNode::Kind kind) const {
    YamlNode node;
    node.kind = kind;
    node.pos = {place_.file, place_.line, place_.column + static_cast<std::uint32_t>(offset)};
    return node;
  }

  bool at_end() const { return at_ >= text_.size(); }

  void skip_space() {
    while (!at_end() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r')) ++at_;
  }

  // What stands at the present place, for messages.
  std::string present() const {
    const std::size_t length = std::max<std::size_t>(utf8_length(text_, at_), 1);
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if (utf8_length(text_, at_) == 0) return fmt::format("the byte `\\x{:02x}`", byte);
    if (byte < 0x20 || byte == 0x7F) return fmt::format("the control character U+{:04X}", byte);
    if (!is_word_byte(byte)) return quoted(text_.substr(at_, length));
    std::size_t end = at_;
    while (end < text_.size() && is_word_byte(static_cast<unsigned char>(text_[end]))) ++end;
    return quoted(text_.substr(at_, end - at_));
  }
  static bool is_word_byte(unsigned char c) {
    return is_digit(static_cast<char>(c)) || is_letter(static_cast<char>(c)) || c == '_' ||
           c == '-' || c == '.';
  }

  [[noreturn]] void refuse_at(std::size_t offset, std::size_t length, std::string message,
                              std::string help) {
    YamlNode at = node_at(offset, YamlNode::Kind::kRefused);
    at.length = static_cast<std::uint32_t>(std::max<std::size_t>(length, 1));
    problems_.add(at, std::move(message), std::move(help));
    throw Stop{};
  }
  [[noreturn]] void refuse(std::string_view message, std::string help = {}) {
    refuse_at(at_, 1, fmt::format("{}, and here is {}", message, present()), std::move(help));
  }

  // The line ends inside of what began at `open`.
  [[noreturn]] void refuse_end(std::size_t open, std::string_view what) {
    refuse_at(open, 1, fmt::format("the line ends before this {} is closed", what),
              std::string(kCutOff));
  }

  YamlNode parse_value(std::size_t depth) {
    skip_space();
    if (at_end())
      refuse_at(text_.size(), 1, "the line ends where a value is expected", std::string(kCutOff));
    const char c = text_[at_];
    if (c == '{' || c == '[') {
      if (depth >= kMaxDepth) {
        refuse_at(at_, 1, fmt::format("nested deeper than {} levels", kMaxDepth), {});
      }
      return c == '{' ? parse_map(depth + 1) : parse_list(depth + 1);
    }
    if (c == '"') return parse_text();
    if (c == '-' || is_digit(c)) return parse_number();
    if (c == '\'') refuse("a value is expected", "write texts in double quotes");
    return parse_name();
  }

  // `true`, `false`, `null`.
  YamlNode parse_name() {
    const std::size_t start = at_;
    while (!at_end() && is_word_byte(static_cast<unsigned char>(text_[at_]))) ++at_;
    const std::string_view word = text_.substr(start, at_ - start);
    if (word != "true" && word != "false" && word != "null") {
      at_ = start;
      refuse("a value is expected", word.empty() ? "" : "write texts in double quotes");
    }
    YamlNode node =
        node_at(start, word == "null" ? YamlNode::Kind::kNothing : YamlNode::Kind::kWord);
    node.length = static_cast<std::uint32_t>(word.size());
    if (node.is_word()) node.text = word;
    return node;
  }

  YamlNode parse_number() {
    const std::size_t start = at_;
    const auto digits = [&] {
      const std::size_t first = at_;
      while (!at_end() && is_digit(text_[at_])) ++at_;
      return at_ > first;
    };
    bool good = true;
    if (text_[at_] == '-') ++at_;
    const bool zero = !at_end() && text_[at_] == '0';
    const std::size_t whole = at_;
    good = digits() && !(zero && at_ - whole > 1);
    if (good && !at_end() && text_[at_] == '.') {
      ++at_;
      good = digits();
    }
    if (good && !at_end() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (!at_end() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      good = digits();
    }
    good = good && (at_end() || !is_word_byte(static_cast<unsigned char>(text_[at_])));
    if (!good) {
      at_ = start;
      std::size_t end = start;
      while (end < text_.size() && is_word_byte(static_cast<unsigned char>(text_[end]))) ++end;
      refuse_at(start, end - start,
                fmt::format("{} is not a number as JSON writes them", present()),
                "write texts and dates in double quotes, numbers without `_` and without a zero "
                "in front");
    }
    YamlNode node = node_at(start, YamlNode::Kind::kWord);
    node.length = static_cast<std::uint32_t>(at_ - start);
    node.text = text_.substr(start, at_ - start);
    check_size(node);
    return node;
  }

  unsigned parse_hex(std::size_t open, std::size_t escape) {
    unsigned code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      if (at_end()) refuse_end(open, "text");
      const char c = text_[at_];
      const bool letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      if (!is_digit(c) && !letter) {
        refuse_at(escape, at_ - escape + 1, "`\\u` is followed by four digits from 0 to f", {});
      }
      code = code * 16 + static_cast<unsigned>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return code;
  }

  static void append(std::string& to, unsigned code) {
    const auto add = [&to](unsigned byte) { to += static_cast<char>(byte); };
    if (code < 0x80) return add(code);
    if (code < 0x800) {
      add(0xC0U | (code >> 6U));
    } else if (code < 0x10000) {
      add(0xE0U | (code >> 12U));
      add(0x80U | ((code >> 6U) & 0x3FU));
    } else {
      add(0xF0U | (code >> 18U));
      add(0x80U | ((code >> 12U) & 0x3FU));
      add(0x80U | ((code >> 6U) & 0x3FU));
    }
    add(0x80U | (code & 0x3FU));
  }

  void parse_escape(std::size_t open, std::string& text) {
    const std::size_t escape = at_++;
    if (at_end()) refuse_end(open, "text");
    const char c = text_[at_++];
    constexpr std::string_view kEscapes = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
    if (const std::size_t known = kEscapes.find(c); known != kEscapes.npos) {
      text += kMeant[known];
      return;
    }
    if (c != 'u') {
      refuse_at(escape, 2, "JSON has no such escape", R"(a backslash itself is written `\\`)");
    }
    unsigned code = parse_hex(open, escape);
    if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
      at_ += 2;
      const unsigned low = parse_hex(open, escape);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
      }
    }
    if (code >= 0xD800 && code < 0xE000) {
      refuse_at(escape, at_ - escape, "half of a surrogate pair is no character", {});
    }
    append(text, code);
  }

  YamlNode parse_text() {
    const std::size_t open = at_++;
    YamlNode node = node_at(open, YamlNode::Kind::kWord);
    node.plain = false;
    while (true) {
      if (at_end()) refuse_end(open, "text");
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte == '"') break;
      if (byte == '\\') {
        parse_escape(open, node.text);
      } else if (byte < 0x20) {
        refuse_at(at_, 1, fmt::format("the control character U+{:04X} inside of a text", byte),
                  byte == '\t' ? R"(write `\t`)" : "remove it");
      } else {
        const std::size_t length = utf8_length(text_, at_);
        if (length == 0) {
          if (goes_on_behind(text_.substr(at_))) refuse_end(open, "text");
          refuse_at(at_, 1, fmt::format("the byte `\\x{:02x}` is not valid UTF-8", byte),
                    "save the file as UTF-8");
        }
        node.text.append(text_, at_, length);
        at_ += length;
      }
    }
    ++at_;
    node.length = static_cast<std::uint32_t>(at_ - open);
    check_characters(node);
    check_size(node);
    return node;
  }

  void drop(YamlNode& node, std::string message) {
    problems_.add(node, std::move(message));
    problems_.miss_names();
    node.kind = YamlNode::Kind::kRefused;
    node.text.clear();
  }

  void check_size(YamlNode& node) {
    if (node.text.size() <= kMaxScalarBytes) return;
    drop(node, fmt::format("a text longer than {} KiB", kMaxScalarBytes >> 10U));
  }

  void check_characters(YamlNode& node) {
    for (std::size_t at = 0; at < node.text.size();) {
      const std::size_t length = std::max<std::size_t>(utf8_length(node.text, at), 1);
      const char32_t code = utf8_decode(node.text, at, length);
      const bool control =
          (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0);
      if (control || code == 0xFEFF) {
        drop(node, code == 0xFEFF ? std::string("a byte order mark inside of a text")
                                  : fmt::format("the control character U+{:04X} inside of a text",
                                                static_cast<unsigned>(code)));
        return;
      }
      at += length;
    }
  }

  // After an item: true where another one follows.
  bool another(std::size_t open, char close, std::string_view what) {
    skip_space();
    if (at_end()) refuse_end(open, what);
    const char c = text_[at_];
    if (c != ',' && c != close) {
      refuse(fmt::format("`,` or `{}` is expected", close));
    }
    ++at_;
    if (c == close) return false;
    skip_space();
    if (at_end()) refuse_end(open, what);
    if (text_[at_] == close) {
      refuse_at(at_, 1, fmt::format("a comma before `{}`", close), "JSON has none there");
    }
    return true;
  }

  YamlNode parse_list(std::size_t depth) {
    const std::size_t open = at_++;
    YamlNode list = node_at(open, YamlNode::Kind::kList);
    skip_space();
    if (!at_end() && text_[at_] == ']') {
      ++at_;
      return list;
    }
    do {
      skip_space();
      if (at_end()) refuse_end(open, "list");
      list.items.push_back(parse_value(depth));
    } while (another(open, ']', "list"));
    return list;
  }

  YamlNode parse_map(std::size_t depth) {
    const std::size_t open = at_++;
    YamlNode map = node_at(open, YamlNode::Kind::kMap);
    std::unordered_map<std::string, SourcePos> keys;
    skip_space();
    if (!at_end() && text_[at_] == '}') {
      ++at_;
      return map;
    }
    do {
      skip_space();
      if (at_end()) refuse_end(open, "mapping");
      if (text_[at_] != '"') refuse("a key in double quotes is expected");
      YamlNode key = parse_text();
      skip_space();
      if (at_end()) refuse_end(open, "mapping");
      if (text_[at_] != ':') refuse("`:` is expected after a key");
      ++at_;
      YamlNode value = parse_value(depth);
      if (key.kind == YamlNode::Kind::kRefused) continue;
      const auto [first, fresh] = keys.emplace(key.text, key.pos);
      if (!fresh) {
        problems_.add_against(key, fmt::format("duplicate key {}", quoted(key.text)), first->second,
                              "first given here");
        problems_.miss_names();
        continue;
      }
      if (value.kind == YamlNode::Kind::kNothing) {
        value.pos = key.pos;
        value.length = key.length;
      }
      map.entries.push_back({std::move(key), std::move(value)});
    } while (another(open, '}', "mapping"));
    return map;
  }

  TextPlace place_;
  std::string_view text_;
  Problems& problems_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<YamlNode> parse_json(const TextPlace& place, std::string_view text,
                                   Problems& problems) {
  try {
    return JsonParser(place, text, problems).parse();
  } catch (const Stop&) {
    problems.miss_names();
    return std::nullopt;
  }
}

}  // namespace flowdown::loading
