#include "load/split_yaml.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace flowdown::loading {
namespace {

bool starts_a_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
}

// The key at the start of a text, if it begins with one; what follows its colon in `rest`.
std::string_view key_of(std::string_view text, std::string_view& rest) {
  const auto is_within = [](char c) { return starts_a_key(c) || c == '-' || c == '.'; };
  std::size_t end = 0;
  while (end < text.size() && is_within(text[end])) ++end;
  const bool is_key = end > 0 && starts_a_key(text[0]) && end < text.size() && text[end] == ':' &&
                      (end + 1 == text.size() || text[end + 1] == ' ');
  if (!is_key) return {};
  rest = text.substr(end + 1);
  return text.substr(0, end);
}

// Whether a line goes on with what the line before began, or may: all but keys and items.
bool may_go_on(std::string_view content) {
  std::string_view rest;
  return !content.starts_with("- ") && key_of(content, rest).empty();
}

bool is_blank_or_comment(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \r");
  return first == line.npos || line[first] == '#';
}

// The section in which a line stands, as far as it is known to have entries.
class Section {
 public:
  // Takes the next line. True, where the text may be parted before it.
  bool take(std::string_view line) {
    if (is_blank_or_comment(line)) return false;
    std::string_view rest;
    const std::string_view key = key_of(line, rest);
    if (std::exchange(is_start_, false)) has_keys_ = !key.empty();
    if (!has_keys_) return false;
    if (!key.empty()) {
      key_ = is_blank_or_comment(rest) ? key : std::string_view();
      between_ = false;
      is_first_ = true;
      return true;
    }
    between_ = false;
    const std::size_t indent = line.find_first_not_of(' ');
    const bool item = line.substr(indent).starts_with("- ");
    if (may_go_on(line.substr(indent)) || (indent == 0 && key_.empty())) has_keys_ = false;
    if (!has_keys_ || key_.empty()) return false;
    if (is_first_) {
      is_first_ = false;
      indent_ = indent;
      of_items_ = item;
      return false;
    }
    between_ = !key_.empty() && indent == indent_ && item == of_items_;
    return between_;
  }
  // Whether the text is what it seems up to the last line.
  bool is_regular() const { return has_keys_; }
  // The key to repeat where the text is parted before the last line.
  std::string_view key_to_repeat() const { return between_ ? key_ : std::string_view(); }
  // What the text goes on with there.
  YamlPiece::End goes_on_with() const {
    if (!between_) return YamlPiece::End::kKey;
    return of_items_ ? YamlPiece::End::kItemOfSection : YamlPiece::End::kKeyOfSection;
  }
  std::size_t indent() const { return between_ ? indent_ : 0; }

 private:
  std::string_view key_;  // empty: no section of which anything is known
  bool is_start_ = true;
  bool has_keys_ = false;  // there was nothing but keys and items, and first a key, so far
  bool is_first_ = false, of_items_ = false, between_ = false;
  std::size_t indent_ = 0;
};

constexpr std::string_view kEnd = "flowdown-ends-here";

// Takes off what was added at the end of a piece.
bool take_end(YamlPiece::End end, YamlNode& root) {
  const auto take_key = [](YamlNode& map) {
    if (!map.is_map() || map.entries.empty() || map.entries.back().key.text != kEnd) return false;
    map.entries.pop_back();
    return true;
  };
  if (end == YamlPiece::End::kOfText) return true;
  if (end == YamlPiece::End::kKey) return take_key(root);
  if (!root.is_map() || root.entries.empty()) return false;
  YamlNode& section = root.entries.back().value;
  if (end == YamlPiece::End::kKeyOfSection) return take_key(section);
  if (!section.is_list() || section.items.empty() || section.items.back().text != kEnd) {
    return false;
  }
  section.items.pop_back();
  return true;
}

bool join_section(YamlNode& into, YamlNode&& more) {
  if (into.kind != more.kind || (!into.is_list() && !into.is_map())) return false;
  std::move(more.items.begin(), more.items.end(), std::back_inserter(into.items));
  std::move(more.entries.begin(), more.entries.end(), std::back_inserter(into.entries));
  return true;
}

bool keys_differ(const YamlNode& map) {
  std::unordered_set<std::string_view> keys;
  keys.reserve(map.entries.size());
  return std::all_of(map.entries.begin(), map.entries.end(),
                     [&](const YamlEntry& entry) { return keys.insert(entry.key.text).second; });
}

}  // namespace

std::vector<YamlPiece> split_yaml(std::string_view text, std::size_t pieces) {
  std::vector<YamlPiece> result;
  Section section;
  std::string_view repeated;
  std::size_t begin = 0;
  std::uint32_t line = 0, first_line = 0;
  const auto add = [&](std::size_t end, YamlPiece::End with) {
    YamlPiece piece;
    piece.end = with;
    piece.section = repeated;
    piece.lines_away = first_line;
    if (!repeated.empty()) {
      piece.text = piece.section + ":\n";
      --piece.lines_away;
    }
    piece.text += text.substr(begin, end - begin);
    if (with != YamlPiece::End::kOfText) {
      piece.text.append(section.indent(), ' ');
      piece.text += with == YamlPiece::End::kItemOfSection ? "- " : "";
      piece.text += kEnd;
      piece.text += with == YamlPiece::End::kItemOfSection ? "\n" : ": x\n";
    }
    result.push_back(std::move(piece));
  };
  for (std::size_t at = 0; at < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const bool parts = section.take(text.substr(at, end - at));
    if (parts && at > 0 && result.size() + 1 < pieces &&
        at >= text.size() / pieces * (result.size() + 1)) {
      add(at, section.goes_on_with());
      begin = at;
      first_line = line;
      repeated = section.key_to_repeat();
    }
    at = end + 1;
  }
  add(text.size(), YamlPiece::End::kOfText);
  if (!section.is_regular() && result.size() > 1) return split_yaml(text, 1);
  return result;
}

std::optional<YamlNode> join_pieces(const std::vector<YamlPiece>& pieces,
                                    std::vector<YamlNode> roots) {
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (!take_end(pieces[i].end, roots[i])) return std::nullopt;
  }
  YamlNode whole = std::move(roots.front());
  if (!whole.is_map() || whole.entries.empty()) return std::nullopt;
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    YamlNode& root = roots[i];
    if (!root.is_map() || root.entries.empty()) return std::nullopt;
    auto first = root.entries.begin();
    if (!pieces[i].section.empty()) {
      YamlEntry& open = whole.entries.back();
      if (open.key.text != pieces[i].section || first->key.text != pieces[i].section ||
          !join_section(open.value, std::move(first->value))) {
        return std::nullopt;
      }
      ++first;
    }
    std::move(first, root.entries.end(), std::back_inserter(whole.entries));
  }
  if (!keys_differ(whole)) return std::nullopt;
  for (const YamlEntry& entry : whole.entries) {
    if (entry.value.is_map() && !keys_differ(entry.value)) return std::nullopt;
  }
  return whole;
}

}  // namespace flowdown::loading
