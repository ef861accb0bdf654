// YAML text → YamlNode, by the events of yaml-cpp's parser.
//
// Events are taken instead of yaml-cpp's own nodes because those keep only the last of two equal
// keys, expand aliases without bound, and do not say where a key stands. An anchor, alias, tag or
// merge key is a problem and its value is passed over: a file of ours needs none of them, and
// without aliases a document is never larger than its text.
//
// Cost is bounded against hostile input. Nesting beyond kMaxDepth ends the parse. yaml-cpp reads
// ahead to the end of a value in brackets or quotes before it reports the first event of it, and
// holds tokens of a hundred bytes and more for each byte; so the stream that feeds it counts how
// far it has read beyond the last event, and refuses beyond kMaxLookahead.
//
// This is the only file that includes yaml-cpp. Its exceptions end here.
#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <atomic>
#include <istream>
#include <iterator>
#include <span>
#include <unordered_map>
#include <utility>

#include "flowdown/eights.hpp"
#include "flowdown/load.hpp"
#include "flowdown/ranges.hpp"
#include "load/bounded_stream.hpp"
#include "load/problems.hpp"
#include "load/split_yaml.hpp"
#include "load/yaml_error.hpp"
#include "load/yaml_node.hpp"

namespace flowdown::loading {
namespace {

constexpr std::size_t kMaxLookahead = 1U << 20U;

struct StopParsing {};  // a problem has been reported that makes the rest meaningless

// Builds the tree. Each open list or mapping is a frame; a finished node goes to the innermost one.
class TreeBuilder : public YAML::EventHandler {
 public:
  // `lines_away`: how many lines of the file stand before the first of the text.
  TreeBuilder(FileId file, std::string_view text, std::uint32_t lines_away, BoundedStream& stream,
              Problems& problems)
      : file_(file), text_(text), lines_away_(lines_away), stream_(stream), problems_(problems) {}

  std::optional<YamlNode> root;

  // The innermost list or mapping in brackets that is still open.
  const YamlNode* open_bracket() const {
    for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
      if (frame->in_brackets) return &frame->node;
    }
    return nullptr;
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ == 0) return;
    const YamlNode at = node_at(mark, YamlNode::Kind::kRefused);
    if (rest_at(mark).starts_with("---")) {
      problems_.add(at, "a second document in one file",
                    "put each document into a file of its own");
    } else {
      problems_.add(at, "this line does not belong to what stands above it",
                    "check its indentation, and that a list is not mixed with keys");
    }
    throw StopParsing{};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode node = node_at(mark, YamlNode::Kind::kNothing);
    if (anchor != 0) refuse_property(mark, node);
    finish(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    YamlNode node = node_at(mark, YamlNode::Kind::kRefused);
    refuse_property(mark, node);
    finish(std::move(node));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node = node_at(mark, YamlNode::Kind::kWord);
    node.plain = tag != "!";
    if (has_property(mark, tag, anchor)) {
      refuse_property(mark, node);
    } else {
      measure(mark, value, node);
      if (node.is_word()) check_text(value, node);
      if (node.is_word()) node.text = value;
    }
    finish(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(mark, YamlNode::Kind::kList, has_property(mark, tag, anchor), style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(mark, YamlNode::Kind::kMap, has_property(mark, tag, anchor), style);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    YamlNode node;
    bool in_brackets = false;
    bool refused = false;
    bool awaits_value = false;  // of a mapping: of its last entry there is only the key yet
    std::size_t first = 0;      // the first of its items, or entries, of those that are open
    // Where the keys of a mapping stand, from kFewKeys on.
    std::unordered_map<std::string, SourcePos> keys;
  };
  // So many keys are sooner compared than hashed.
  static constexpr std::size_t kFewKeys = 16;

  std::string_view rest_at(const YAML::Mark& mark) const {
    const auto offset = static_cast<std::size_t>(std::max(mark.pos, 0));
    return text_.substr(std::min(offset, text_.size()));
  }

  YamlNode node_at(const YAML::Mark& mark, YamlNode::Kind kind) {
    stream_.note_event(static_cast<std::size_t>(std::max(mark.pos, 0)));
    YamlNode node;
    node.kind = kind;
    node.pos = {file_, static_cast<std::uint32_t>(mark.line + 1) + lines_away_,
                static_cast<std::uint32_t>(mark.column + 1)};
    return node;
  }

  // Whether a node begins with an anchor or a tag. yaml-cpp calls the tag of a plain word `?` and
  // of a quoted one `!`; the latter may also be written, which only the text tells.
  bool has_property(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const {
    return anchor != 0 || (tag != "?" && tag != "!" && !tag.empty()) ||
           rest_at(mark).starts_with('!');
  }

  void refuse_property(const YAML::Mark& mark, YamlNode& node) {
    const std::string_view start = rest_at(mark).substr(0, 100);
    const std::string_view word = start.substr(0, start.find_first_of(" ,]}\r\n"));
    node.length = static_cast<std::uint32_t>(std::max<std::size_t>(word.size(), 1));
    if (word.starts_with('!')) {
      problems_.add(node, fmt::format("the tag {} is not supported", quoted(word)),
                    "leave it out; what kind of value is meant follows from the key");
    } else {
      problems_.add(node, fmt::format("anchors and aliases are not supported: {}", quoted(word)),
                    "write the value out at each place");
    }
    node.kind = YamlNode::Kind::kRefused;
    problems_.miss_names();
  }

  // Sets how many bytes of its line a word takes. Reports a quote that is never closed, which
  // yaml-cpp overlooks before a line end.
  void measure(const YAML::Mark& mark, const std::string& value, YamlNode& node) {
    const std::string_view rest = rest_at(mark);
    std::size_t length = 1;
    if (node.plain) {
      // A word over several lines is not in the text as it is.
      length = rest.starts_with(value) ? value.size() : rest.find_first_of("\r\n");
    } else if (rest.starts_with('\'') || rest.starts_with('"')) {
      const std::size_t end = closing_quote(rest);
      if (end == rest.npos) {
        problems_.add(node, "the closing quote is missing");
        throw StopParsing{};
      }
      length = std::min(end + 1, rest.substr(0, end).find_first_of("\r\n"));
    }
    node.length = static_cast<std::uint32_t>(std::max<std::size_t>(length, 1));
  }

  void check_text(const std::string& value, YamlNode& node) {
    std::string problem;
    if (value.size() > kMaxScalarBytes) {
      problem = fmt::format("a text longer than {} KiB", kMaxScalarBytes >> 10U);
    }
    for (std::size_t at = 0; problem.empty() && at < value.size();) {
      if (value[at] >= ' ' && value[at] <= '~') {
        at += at + 8 <= value.size() && Eights(value, at).printable() ? 8 : 1;
        continue;
      }
      const std::size_t length = std::max<std::size_t>(utf8_length(value, at), 1);
      const char32_t code = utf8_decode(value, at, length);
      const bool control =
          (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0);
      if (control) {
        problem = fmt::format("an escape for the control character U+{:04X}",
                              static_cast<unsigned>(code));
      }
      at += length;
    }
    if (problem.empty()) return;
    problems_.add(node, std::move(problem));
    problems_.miss_names();
    node.kind = YamlNode::Kind::kRefused;
  }

  void open(const YAML::Mark& mark, YamlNode::Kind kind, bool refused,
            YAML::EmitterStyle::value style) {
    Frame frame;
    frame.node = node_at(mark, kind);
    if (refused) {
      refuse_property(mark, frame.node);
      frame.node.kind = kind;
      frame.refused = true;
    }
    if (frames_.size() >= kMaxDepth) {
      problems_.add(frame.node, fmt::format("nested deeper than {} levels", kMaxDepth));
      throw StopParsing{};
    }
    frame.in_brackets = style == YAML::EmitterStyle::Flow;
    frame.first = kind == YamlNode::Kind::kMap ? entries_.size() : items_.size();
    frames_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    if (frame.node.is_list()) {
      frame.node.items = take_from(items_, frame.first);
    } else {
      frame.node.entries = take_from(entries_, frame.first);
    }
    if (frame.refused) {
      frame.node.kind = YamlNode::Kind::kRefused;
      frame.node.items.clear();
      frame.node.entries.clear();
    }
    finish(std::move(frame.node));
  }

  // The last of them, from `first` on, in as much memory as they need.
  template <class Part>
  static std::vector<Part> take_from(std::vector<Part>& parts, std::size_t first) {
    const auto begin = parts.begin() + static_cast<std::ptrdiff_t>(first);
    std::vector<Part> taken(std::make_move_iterator(begin), std::make_move_iterator(parts.end()));
    parts.erase(begin, parts.end());
    return taken;
  }

  void finish(YamlNode&& node) {
    if (frames_.empty()) {
      root = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.is_list()) {
      items_.push_back(std::move(node));
      return;
    }
    frame.awaits_value = !frame.awaits_value;
    if (frame.awaits_value) {
      entries_.emplace_back().key = std::move(node);
      return;
    }
    auto& [key, value] = entries_.back();
    if (!check_key(frame, key)) {
      problems_.miss_names();
      entries_.pop_back();
      return;
    }
    value = std::move(node);
    if (value.kind == YamlNode::Kind::kNothing) {
      value.pos = key.pos;
      value.length = key.length;
    }
  }

  // A key that is dropped takes with it whatever its value declares.
  bool check_key(Frame& frame, const YamlNode& key) {
    if (key.kind == YamlNode::Kind::kRefused) return false;
    if (!key.is_word()) {
      problems_.add(key, "a key must be a word");
      return false;
    }
    if (key.plain && key.text == "<<") {
      problems_.add(key, "merge keys are not supported: `<<`", "write the keys out at each place");
      return false;
    }
    const std::optional<SourcePos> first = note_key(frame, key);
    if (first) {
      problems_.add_against(key, fmt::format("duplicate key {}", quoted(key.text)), *first,
                            "first given here");
    }
    return !first;
  }

  // Where a key equal to that of the last entry stands before it, if one does.
  std::optional<SourcePos> note_key(Frame& frame, const YamlNode& key) const {
    const std::span open(entries_);
    const auto entries = open.subspan(frame.first, open.size() - 1 - frame.first);
    if (entries.size() < kFewKeys) {
      for (const YamlEntry& entry : entries) {
        if (entry.key.text == key.text) return entry.key.pos;
      }
      return std::nullopt;
    }
    if (frame.keys.empty()) {
      for (const YamlEntry& entry : entries) frame.keys.emplace(entry.key.text, entry.key.pos);
    }
    const auto [first, fresh] = frame.keys.emplace(key.text, key.pos);
    return fresh ? std::nullopt : std::optional(first->second);
  }

  FileId file_;
  std::string_view text_;
  std::uint32_t lines_away_;
  BoundedStream& stream_;
  Problems& problems_;
  std::vector<Frame> frames_;
  // Of all frames, those of each behind those of the one around it.
  std::vector<YamlNode> items_;
  std::vector<YamlEntry> entries_;
  int documents_ = 0;
};

std::optional<YamlNode> parse_whole(FileId file, std::string_view text, std::uint32_t lines_away,
                                    Problems& problems) {
  BoundedStream buffer(text, kMaxLookahead);
  TreeBuilder builder(file, text, lines_away, buffer, problems);
  try {
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const StopParsing&) {
    return std::nullopt;
  } catch (const ReadTooFar&) {
    problems.add(
        locate(file, text, buffer.last_event()),
        fmt::format("the value after this place is longer than {} MiB", kMaxLookahead >> 20U),
        "close it earlier, or write long lists one item a line, without brackets");
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    problems.add(explain(file, text, error.msg, error.mark.pos, buffer.last_event(),
                         builder.open_bracket()));
    return std::nullopt;
  } catch (const std::exception& error) {
    problems.add(Diagnostic{
        {file, 0, 0}, 1, fmt::format("cannot be read as YAML: {}", error.what()), {}, {}, {}});
    return std::nullopt;
  }
  const bool empty = !builder.root || builder.root->kind == YamlNode::Kind::kNothing;
  if (empty) {
    problems.add(Diagnostic{{file, 0, 0}, 1, "the file is empty", {}, {}, {}});
    return std::nullopt;
  }
  return std::move(builder.root);
}

// The document, parsed in pieces by several threads. Nothing, where that cannot be done, or
// anything is wrong with it: then the whole has to be parsed to say what.
std::optional<YamlNode> parse_in_pieces(FileId file, std::string_view text) {
  const std::vector<YamlPiece> pieces = split_yaml(text, processors());
  if (pieces.size() < 2) return std::nullopt;
  std::vector<YamlNode> roots(pieces.size());
  std::atomic<bool> good = true;
  for_each_beside(pieces.size(), [&](std::size_t i) {
    Problems problems;
    std::optional<YamlNode> root =
        parse_whole(file, pieces[i].text, pieces[i].lines_away, problems);
    if (root && problems.empty()) {
      roots[i] = std::move(*root);
    } else {
      good = false;
    }
  });
  if (!good) return std::nullopt;
  return join_pieces(pieces, std::move(roots));
}

}  // namespace

std::optional<YamlNode> parse_yaml(FileId file, std::string_view text, Problems& problems) {
  constexpr std::size_t kWorthThreads = std::size_t{64} << 10U;
  if (text.size() >= kWorthThreads) {
    if (std::optional<YamlNode> root = parse_in_pieces(file, text)) return root;
  }
  return parse_whole(file, text, 0, problems);
}

}  // namespace flowdown::loading
