// YAML → Tree, by the events of yaml-cpp.
//
// A few lines of aliases can stand for millions of values, and yaml-cpp holds a hundred bytes for
// each byte that it reads ahead. So depth, values and bytes are counted as the tree grows, an alias
// counts as much as what it stands for, and the stream that feeds the parser ends the parse where
// it reads far beyond the last event.
#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <map>

#include "import/tree.hpp"
#include "load/bounded_stream.hpp"

namespace flowdown::importing {
namespace {

constexpr std::size_t kMaxLookahead = 2U << 20U;

struct StopParsing {
  std::string why;
};

struct Size {
  std::size_t nodes = 1, bytes = 0;
};

Size size_of(const Tree& tree) {
  Size size{1, tree.text.size()};
  const auto add = [&](const Tree& part) {
    const Size more = size_of(part);
    size.nodes += more.nodes;
    size.bytes += more.bytes;
  };
  for (const Tree& item : tree.items) add(item);
  for (const auto& [key, value] : tree.entries) {
    size.bytes += key.size();
    add(value);
  }
  return size;
}

std::size_t depth_of(const Tree& tree) {
  std::size_t deepest = 0;
  for (const Tree& item : tree.items) deepest = std::max(deepest, depth_of(item));
  for (const auto& [key, value] : tree.entries) deepest = std::max(deepest, depth_of(value));
  return deepest + 1;
}

class Builder : public YAML::EventHandler {
 public:
  Builder(BoundedStream& stream, std::uint32_t first_line)
      : stream_(stream), first_line_(first_line) {}

  std::vector<Tree> documents;
  std::vector<RepeatedKey> repeated;
  std::uint32_t line = 0;  // of the last event

  void OnDocumentStart(const YAML::Mark& mark) override {
    // The parser would offer for ever what it can make nothing of.
    if (mark.pos == last_start_) throw StopParsing{"there is text that belongs to no value"};
    last_start_ = mark.pos;
    anchors_.clear();
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    finish(node_at(mark, Tree::Kind::kNothing), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Tree copy = node_at(mark, Tree::Kind::kNothing);
    if (const auto found = anchors_.find(anchor); found != anchors_.end()) {  // else: of itself
      const Size size = size_of(found->second);
      count(size.nodes, size.bytes);
      if (frames_.size() + depth_of(found->second) > kMaxTreeDepth) too_deep();
      copy = found->second;
    }
    finish(std::move(copy), 0);
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string& value) override {
    Tree node = node_at(mark, Tree::Kind::kText);
    count(0, value.size());
    node.text = value;
    finish(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, Tree::Kind::kList, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, Tree::Kind::kMap, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    Tree node;
    YAML::anchor_t anchor = 0;
    std::optional<std::string> key;           // of the value that comes next
    std::map<std::string, std::size_t> seen;  // key → place among the entries
  };

  [[noreturn]] static void too_deep() {
    throw StopParsing{fmt::format("more than {} levels of nesting", kMaxTreeDepth)};
  }

  void count(std::size_t nodes, std::size_t bytes) {
    nodes_ += nodes;
    bytes_ += bytes;
    if (nodes_ > kMaxTreeNodes || bytes_ > kMaxTreeBytes) {
      throw StopParsing{"it expands beyond all measure"};
    }
  }

  Tree node_at(const YAML::Mark& mark, Tree::Kind kind) {
    stream_.note_event(static_cast<std::size_t>(std::max(mark.pos, 0)));
    count(1, 0);
    Tree node;
    node.kind = kind;
    if (mark.line >= 0) line = static_cast<std::uint32_t>(mark.line) + first_line_;
    node.line = line;
    return node;
  }

  void open(const YAML::Mark& mark, Tree::Kind kind, YAML::anchor_t anchor) {
    if (frames_.size() >= kMaxTreeDepth) too_deep();
    Frame frame;
    frame.node = node_at(mark, kind);
    frame.anchor = anchor;
    frames_.push_back(std::move(frame));
  }

  // `<<` brings in what another mapping has, or several have, and this one has not.
  static void merge(Frame& frame) {
    const auto found = frame.seen.find("<<");
    if (found == frame.seen.end()) return;
    std::vector<TreeEntry>& entries = frame.node.entries;
    Tree& value = entries[found->second].value;
    const bool maps = std::all_of(value.items.begin(), value.items.end(),
                                  [](const Tree& item) { return item.is_map(); });
    if (!value.is_map() && (!value.is_list() || !maps)) return;
    std::vector<Tree> sources = std::move(value.items);
    if (value.is_map()) sources.push_back(std::move(value));
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(found->second));
    for (Tree& source : sources) {
      for (TreeEntry& entry : source.entries) {
        if (frame.seen.try_emplace(entry.key, 0).second) entries.push_back(std::move(entry));
      }
    }
  }

  void close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    merge(frame);
    finish(std::move(frame.node), frame.anchor);
  }

  void finish(Tree node, YAML::anchor_t anchor) {
    if (anchor != 0) {
      const Size size = size_of(node);
      count(size.nodes, size.bytes);
      anchors_[anchor] = node;
    }
    if (frames_.empty()) {
      documents.push_back(std::move(node));
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.is_list()) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.key) {
      frame.key = std::move(node.text);  // a list or mapping as a key is a key without a name
    } else {
      const auto [place, fresh] = frame.seen.try_emplace(*frame.key, frame.node.entries.size());
      if (fresh) {
        frame.node.entries.push_back({std::move(*frame.key), std::move(node)});
      } else {
        repeated.push_back({*frame.key, node.line});
        frame.node.entries[place->second].value = std::move(node);
      }
      frame.key.reset();
    }
  }

  BoundedStream& stream_;
  std::uint32_t first_line_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, Tree> anchors_;
  std::size_t nodes_ = 0, bytes_ = 0;
  int last_start_ = -1;
};

}  // namespace

ParsedTree parse_yaml_tree(std::string_view text, std::uint32_t first_line) {
  ParsedTree result;
  BoundedStream buffer(text, kMaxLookahead);
  Builder builder(buffer, first_line);
  try {
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    if (builder.documents.empty()) result.error = "it is empty";
  } catch (const StopParsing& stop) {
    result.error = stop.why;
    result.error_line = builder.line;
  } catch (const ReadTooFar&) {
    result.error = fmt::format("a value is longer than {} MiB", kMaxLookahead >> 20U);
    result.error_line = builder.line;
  } catch (const YAML::Exception& error) {
    result.error = error.msg;
    result.error_line = error.mark.line >= 0
                            ? static_cast<std::uint32_t>(error.mark.line) + first_line
                            : builder.line;
  } catch (const std::exception& error) {
    result.error = error.what();
    result.error_line = builder.line;
  }
  result.repeated = std::move(builder.repeated);
  for (Tree& document : builder.documents) {
    if (!result.root) {
      result.root = std::move(document);
    } else {
      result.more.push_back(std::move(document));
    }
  }
  return result;
}

}  // namespace flowdown::importing
