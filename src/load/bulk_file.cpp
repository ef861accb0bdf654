// What each line of JSON Lines is. An entry of a line becomes the tree that it would be in YAML, so
// that one set of readers says what its keys mean: the `id` is taken out of a party or artifact,
// whose id in YAML is a key, and becomes `policy` or `taxonomy` in the entries of these kinds.
#include "load/bulk_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "flowdown/load.hpp"
#include "load/document.hpp"
#include "load/fields.hpp"
#include "load/line_blocks.hpp"
#include "load/parse_json.hpp"
#include "load/suggest.hpp"

namespace flowdown {
namespace loading {
namespace {

enum class EntryKind : std::uint8_t { kParty, kArtifact, kAgreement, kPolicy, kUse, kTaxonomy };

constexpr Choice<EntryKind> kEntryKinds[] = {
    {"party", EntryKind::kParty},
    {"artifact", EntryKind::kArtifact},
    {"agreement", EntryKind::kAgreement},
    {"policy", EntryKind::kPolicy},
    {"use", EntryKind::kUse},
    {"taxonomy", EntryKind::kTaxonomy},
};

constexpr std::string_view kHowToBegin = R"(begin the file with `{"flowdown": 1, "graph": "…"}`)";

const Choice<EntryKind>* entry_kind(std::string_view key) {
  const auto found = std::find_if(std::begin(kEntryKinds), std::end(kEntryKinds),
                                  [&](const auto& kind) { return kind.word == key; });
  return found == std::end(kEntryKinds) ? nullptr : found;
}

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == line.npos; }

class BulkReader {
 public:
  BulkReader(FileId file, Problems& problems) : file_(file), problems_(problems) {}

  std::optional<BulkFile> read(ByteSource& bytes, std::vector<Sources::LineStart>& starts) {
    LineBlocks blocks(bytes);
    LineBlock block;
    while (!refused_ && blocks.next(block)) {
      if (block.too_long) {
        refuse_long(block.first_line);
        continue;
      }
      read_lines(block, starts);
    }
    if (const std::string error = bytes.error(); !error.empty()) {
      problems_.add(
          Diagnostic{{file_, 0, 0}, 1, "cannot be read to its end: " + error, {}, {}, {}});
      problems_.miss_names();
    }
    if (!refused_ && !has_head_) {
      problems_.add(
          Diagnostic{{file_, 0, 0}, 1, "the file is empty", std::string(kHowToBegin), {}, {}});
    }
    if (refused_ || !has_head_) return std::nullopt;
    if (!uses_.entries.empty()) {
      YamlNode taxonomy;
      taxonomy.kind = YamlNode::Kind::kMap;
      taxonomy.pos = uses_.pos;
      YamlNode key;
      key.kind = YamlNode::Kind::kWord;
      key.text = "uses";
      key.pos = uses_.pos;
      taxonomy.entries.push_back({std::move(key), std::move(uses_)});
      result_.taxonomies.push_back(std::move(taxonomy));
    }
    return std::move(result_);
  }

 private:
  void refuse_long(std::uint32_t line) {
    problems_.add(Diagnostic{{file_, line, 1},
                             1,
                             fmt::format("a line longer than {} MiB", kMaxLineBytes >> 20U),
                             "split the entry: several agreements may have the same terms",
                             {},
                             {}});
    problems_.miss_names();
    has_head_ = true;
  }

  void read_lines(const LineBlock& block, std::vector<Sources::LineStart>& starts) {
    constexpr std::size_t kBetweenStarts = 1U << 14U;
    std::uint32_t number = block.first_line;
    std::uint64_t noted = 0;
    const std::string_view text = block.text();
    for (std::size_t at = 0; at < text.size() && !refused_; ++number) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      if (starts.empty() || block.offset + at >= noted + kBetweenStarts) {
        noted = block.offset + at;
        starts.push_back({number, noted});
      }
      const std::string_view line = text.substr(at, end - at);
      at = end + 1;
      if (line.size() > kMaxLineBytes) {
        refuse_long(number);
      } else if (!is_blank(line)) {
        read_line(number, line);
      }
    }
  }

  void read_line(std::uint32_t number, std::string_view line) {
    auto root = parse_json({file_, number, 1}, line, problems_);
    if (!has_head_) {
      has_head_ = true;
      if (root) {
        read_head(std::move(*root));
      } else {
        refused_ = true;
      }
    } else if (root) {
      read_entry(std::move(*root));
    }
  }

  void read_head(YamlNode head) {
    if (!head.is_map() || head.entries.empty() || head.entries[0].key.text != "flowdown") {
      problems_.add(head, "the first line must say which version of the format follows",
                    std::string(kHowToBegin));
      refused_ = true;
      return;
    }
    if (!find_kind(head, {"graph"}, problems_)) {
      refused_ = true;
      return;
    }
    result_.head = std::move(head);
  }

  void read_entry(YamlNode line) {
    if (!line.is_map() || line.entries.empty()) {
      problems_.add(line,
                    fmt::format("a line must be a mapping of one kind to an entry, not {}",
                                line.is_map() ? "an empty one" : kind_of(line)),
                    R"(write `{"party": {"id": …}}`)");
      problems_.miss_names();
      return;
    }
    YamlEntry& first = line.entries[0];
    const Choice<EntryKind>* kind = entry_kind(first.key.text);
    if (kind == nullptr) return refuse_kind(first.key);
    for (std::size_t i = 1; i < line.entries.size(); ++i) {
      const YamlNode& key = line.entries[i].key;
      problems_.add(key, fmt::format("{} after the entry", quoted(key.text)),
                    "one line holds one entry; what belongs to it stands inside of its braces");
      problems_.miss_names();
    }
    take(kind->value, first.key, std::move(first.value));
  }

  void refuse_kind(const YamlNode& key) {
    problems_.miss_names();
    if (key.text == "flowdown") {
      problems_.add(key, "a second head in one file",
                    "graphs may be given together, each in a file of its own");
      return;
    }
    Candidates known;
    for (const auto& kind : kEntryKinds) known.push_back(kind.word);
    const auto meant = nearest(key.text, known);
    problems_.add(key, fmt::format("unknown kind of entry {}", quoted(key.text)),
                  meant ? fmt::format("did you mean {}?", quoted(*meant))
                        : fmt::format("there are {}", listed(known)));
  }

  void take(EntryKind kind, const YamlNode& key, YamlNode body) {
    if (!body.is_map()) {
      if (body.kind != YamlNode::Kind::kRefused) {
        problems_.add(body, fmt::format("{} must be a mapping of keys to values, not {}",
                                        quoted(key.text), kind_of(body)));
      }
      problems_.miss_names();
      return;
    }
    switch (kind) {
      case EntryKind::kParty:
        return take_entry(result_.parties, key, std::move(body));
      case EntryKind::kArtifact:
        return take_entry(result_.artifacts, key, std::move(body));
      case EntryKind::kAgreement:
        // Its reader wants the id where it is.
        result_.agreements.push_back({id_of(body), std::move(body)});
        return;
      case EntryKind::kPolicy:
        if (rename_id(key, body)) result_.policies.push_back(std::move(body));
        return;
      case EntryKind::kTaxonomy:
        if (rename_id(key, body)) result_.taxonomies.push_back(std::move(body));
        return;
      case EntryKind::kUse:
        if (auto id = take_id(key, body)) {
          if (uses_.kind != YamlNode::Kind::kMap) uses_.pos = id->pos;
          uses_.kind = YamlNode::Kind::kMap;
          uses_.entries.push_back({std::move(*id), std::move(body)});
        }
    }
  }

  static std::optional<YamlNode> id_of(const YamlNode& body) {
    for (const YamlEntry& entry : body.entries) {
      if (entry.key.text == "id" && entry.value.is_word()) return entry.value;
    }
    return std::nullopt;
  }

  void take_entry(std::deque<BulkEntry>& into, const YamlNode& key, YamlNode body) {
    auto id = take_id(key, body);
    if (id) into.push_back({std::move(id), std::move(body)});
  }

  // Takes the id out of the body; nothing, after a complaint, where it has none.
  std::optional<YamlNode> take_id(const YamlNode& key, YamlNode& body) {
    const auto found = std::find_if(body.entries.begin(), body.entries.end(),
                                    [](const YamlEntry& entry) { return entry.key.text == "id"; });
    if (found == body.entries.end()) {
      problems_.add(key, fmt::format("this {} has no `id`", key.text));
    } else if (read_word(problems_, found->value, "id")) {
      YamlNode id = std::move(found->value);
      body.entries.erase(found);
      return id;
    }
    problems_.miss_names();
    return std::nullopt;
  }

  // Makes the id the value of the key that it has in YAML.
  bool rename_id(const YamlNode& key, YamlNode& body) {
    for (const YamlEntry& entry : body.entries) {
      if (entry.key.text != key.text) continue;
      problems_.add(entry.key, fmt::format("unknown key {}", quoted(key.text)),
                    "the id of an entry is the value of `id`");
      problems_.miss_names();
      return false;
    }
    auto id = take_id(key, body);
    if (!id) return false;
    YamlEntry entry{key, std::move(*id)};
    body.entries.insert(body.entries.begin(), std::move(entry));
    return true;
  }

  FileId file_;
  Problems& problems_;
  BulkFile result_;
  YamlNode uses_;  // id → entry, of all lines
  bool has_head_ = false;
  bool refused_ = false;  // nothing more is to be read
};

}  // namespace

std::optional<BulkFile> read_bulk(FileId file, Sources& sources, Problems& problems) {
  std::vector<Sources::LineStart> starts;
  auto result = BulkReader(file, problems).read(*sources.bytes(file), starts);
  sources.set_line_starts(file, std::move(starts));
  return result;
}

}  // namespace loading

// A head on the first line and a brace on the next: no YAML looks like that, since there the brace
// would begin a second value. JSON in one piece is YAML.
bool is_bulk(std::string_view name, std::string_view start) {
  if (name.ends_with(".jsonl") || name.ends_with(".ndjson")) return true;
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  const auto skip_blank = [&start] {
    start.remove_prefix(std::min(start.find_first_not_of(" \t\r\n"), start.size()));
  };
  skip_blank();
  if (!start.starts_with('{')) return false;
  const std::string_view first = start.substr(0, start.find('\n'));
  if (first.find("\"flowdown\"") == first.npos) return false;
  start.remove_prefix(first.size());
  skip_blank();
  return start.starts_with('{');
}

}  // namespace flowdown
