// JSON → Tree, and the mending of texts.
//
// nlohmann's parser reports events and keeps its own stack on the heap, so that nesting costs no
// machine stack here either.
#include "import/tree.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

namespace flowdown::importing {
namespace {

class JsonBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit JsonBuilder(std::uint32_t line) : line_(line) {}

  std::optional<Tree> root;
  std::vector<RepeatedKey> repeated;
  std::string error;

  bool null() override { return finish(node(Tree::Kind::kNothing)); }
  bool boolean(bool value) override { return word(value ? "true" : "false", true); }
  bool number_integer(number_integer_t value) override { return word(std::to_string(value), true); }
  bool number_unsigned(number_unsigned_t value) override {
    return word(std::to_string(value), true);
  }
  bool number_float(number_float_t, const string_t& text) override { return word(text, true); }
  bool string(string_t& value) override { return word(std::move(value), false); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Tree::Kind::kMap); }
  bool start_array(std::size_t) override { return open(Tree::Kind::kList); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    frames_.back().key = std::move(value);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    error = fmt::format("it is no JSON from byte {} on", position);
    return false;
  }

 private:
  struct Frame {
    Tree node;
    std::string key;
    std::map<std::string, std::size_t> seen;
  };

  Tree node(Tree::Kind kind) const {
    Tree result;
    result.kind = kind;
    result.line = line_;
    return result;
  }
  bool word(std::string text, bool number) {
    Tree result = node(Tree::Kind::kText);
    result.number = number;
    result.text = std::move(text);
    return finish(std::move(result));
  }
  bool open(Tree::Kind kind) {
    if (frames_.size() >= kMaxTreeDepth) {
      error = fmt::format("more than {} levels of nesting", kMaxTreeDepth);
      return false;
    }
    frames_.push_back({node(kind), {}, {}});
    return true;
  }
  bool close() {
    Tree done = std::move(frames_.back().node);
    frames_.pop_back();
    return finish(std::move(done));
  }
  bool finish(Tree done) {
    if (frames_.empty()) {
      root = std::move(done);
      return true;
    }
    Frame& frame = frames_.back();
    if (frame.node.is_list()) {
      frame.node.items.push_back(std::move(done));
      return true;
    }
    const auto [place, fresh] = frame.seen.try_emplace(frame.key, frame.node.entries.size());
    if (fresh) {
      frame.node.entries.push_back({std::move(frame.key), std::move(done)});
    } else {
      repeated.push_back({frame.key, line_});
      frame.node.entries[place->second].value = std::move(done);
    }
    return true;
  }

  std::uint32_t line_;
  std::vector<Frame> frames_;
};

// Bytes of the UTF-8 character at `at`, and its code point; 0 where there is none.
std::size_t decode(std::string_view text, std::size_t at, char32_t& code) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80U                     ? 1
                             : first >= 0xC2U && first < 0xE0U ? 2
                             : first >= 0xE0U && first < 0xF0U ? 3
                             : first >= 0xF0U && first < 0xF5U ? 4
                                                               : 0;
  constexpr unsigned kLeadBits[] = {0, 0x7FU, 0x1FU, 0x0FU, 0x07U};
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  code = first & kLeadBits[length];
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  if (length == 0 || code < kLeast[length] || code > 0x10FFFF) return 0;
  return code >= 0xD800 && code < 0xE000 ? 0 : length;
}

}  // namespace

const Tree* Tree::find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name == key) return &value;
  }
  return nullptr;
}

ParsedTree parse_json_tree(std::string_view text, std::uint32_t line) {
  JsonBuilder builder(line);
  ParsedTree result;
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
    result.root = std::move(builder.root);
  }
  result.repeated = std::move(builder.repeated);
  if (!result.root) result.error = builder.error.empty() ? "it is no JSON" : builder.error;
  result.error_line = line;
  return result;
}

std::string clean_text(std::string_view text, bool& repaired) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\r') {
      if (at + 1 == text.size() || text[at + 1] != '\n') clean += '\n';
      ++at;
      continue;
    }
    char32_t code = 0;
    const std::size_t length = decode(text, at, code);
    const bool control = (code < 0x20 && code != '\n' && code != '\t') ||
                         (code >= 0x7F && code < 0xA0) || code == 0xFEFF || code == 0x2028 ||
                         code == 0x2029 || code == 0xFFFE || code == 0xFFFF;
    if (length == 0) {
      clean += "\xEF\xBF\xBD";
      repaired = true;
      ++at;
      continue;
    }
    if (control) {
      clean += ' ';
      repaired = true;
    } else {
      clean.append(text, at, length);
    }
    at += length;
  }
  return clean;
}

}  // namespace flowdown::importing
