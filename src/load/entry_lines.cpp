// An entry of a line becomes the tree that it would be in YAML, so that one set of readers says
// what its keys mean: the `id` is taken out of a party or artifact, whose id in YAML is a key, and
// becomes `policy` or `taxonomy` in the entries of these kinds.
#include "load/entry_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "flowdown/load.hpp"
#include "load/document.hpp"
#include "load/fields.hpp"
#include "load/parse_json.hpp"
#include "load/suggest.hpp"

namespace flowdown {
namespace loading {
namespace {

enum EntryKind : std::size_t { kParty, kArtifact, kAgreement, kPolicy, kUse, kTaxonomy, kFile };

const Candidates& entry_kinds() {
  static const Candidates kKinds = {"party", "artifact", "agreement", "policy",
                                    "use",   "taxonomy", "file"};
  return kKinds;
}

YamlEntry* find_id(YamlNode& body) {
  const auto found = std::find_if(body.entries.begin(), body.entries.end(),
                                  [](const YamlEntry& entry) { return entry.key.text == "id"; });
  return found == body.entries.end() ? nullptr : &*found;
}

// Takes the id out of the body; nothing, after a complaint, where it has none.
std::optional<YamlNode> take_id(const YamlNode& key, YamlNode& body, Problems& problems) {
  YamlEntry* found = find_id(body);
  if (found == nullptr) {
    problems.add(key, fmt::format("this {} has no `id`", key.text));
  } else if (read_word(problems, found->value, "id")) {
    YamlNode id = std::move(found->value);
    body.entries.erase(body.entries.begin() + (found - body.entries.data()));
    return id;
  }
  problems.miss_names();
  return std::nullopt;
}

}  // namespace

bool EntryLines::read_head(std::uint32_t number, std::string_view line) {
  if (line.starts_with("flowdown:")) {
    problems_.add(Diagnostic{{file_, number, 1},
                             static_cast<std::uint32_t>(std::string_view("flowdown").size()),
                             "this is YAML in a file that is named as JSON Lines",
                             "let its name end in .yaml",
                             {},
                             {}});
    return false;
  }
  auto head = parse_json({file_, number, 1}, line, problems_);
  if (!head) return false;
  // Keys of JSON have no order.
  std::vector<YamlEntry>& keys = head->entries;
  std::stable_partition(keys.begin(), keys.end(),
                        [](const YamlEntry& entry) { return entry.key.text == "graph"; });
  std::stable_partition(keys.begin(), keys.end(),
                        [](const YamlEntry& entry) { return entry.key.text == "flowdown"; });
  if (!head->is_map() || keys.empty() || keys[0].key.text != "flowdown") {
    problems_.add(*head, "the first line must say which version of the format follows",
                  std::string(kHowToBegin));
    return false;
  }
  if (!find_kind(*head, {"graph"}, problems_)) return false;
  into_.head = std::move(*head);
  return true;
}

void EntryLines::add(std::uint32_t number, std::string_view text) {
  line_ = text;
  number_ = number;
  auto line = parse_json({file_, number, 1}, text, problems_);
  if (!line) return;
  if (!line->is_map() || line->entries.empty()) {
    problems_.add(*line,
                  fmt::format("a line must be a mapping of one kind to an entry, not {}",
                              line->is_map() ? "an empty one" : kind_of(*line)),
                  R"(write `{"party": {"id": …}}`)");
    problems_.miss_names();
    return;
  }
  YamlEntry& first = line->entries[0];
  const Candidates& kinds = entry_kinds();
  const auto kind = std::find(kinds.begin(), kinds.end(), first.key.text);
  if (kind == kinds.end()) return refuse_kind(first.key);
  for (std::size_t i = 1; i < line->entries.size(); ++i) {
    const YamlNode& key = line->entries[i].key;
    if (key.text == "at") {
      into_.places->apply(line->entries[i].value, first.value, problems_);
      continue;
    }
    problems_.add(key, fmt::format("{} after the entry", quoted(key.text)),
                  "one line holds one entry; what belongs to it stands inside of its braces");
    problems_.miss_names();
  }
  take(static_cast<std::size_t>(kind - kinds.begin()), first.key, std::move(first.value));
}

void EntryLines::refuse_kind(const YamlNode& key) {
  problems_.miss_names();
  if (key.text == "flowdown") {
    problems_.add(key, "a second head in one file",
                  "graphs may be given together, each in a file of its own");
    return;
  }
  const auto meant = nearest(key.text, entry_kinds());
  problems_.add(key, fmt::format("unknown kind of entry {}", quoted(key.text)),
                meant ? fmt::format("did you mean {}?", quoted(*meant))
                      : fmt::format("there are {}", listed(entry_kinds())));
}

void EntryLines::take(std::size_t kind, const YamlNode& key, YamlNode body) {
  if (!body.is_map()) {
    if (body.kind != YamlNode::Kind::kRefused) {
      problems_.add(body, fmt::format("{} must be a mapping of keys to values, not {}",
                                      quoted(key.text), kind_of(body)));
    }
    problems_.miss_names();
    return;
  }
  switch (kind) {
    case kParty:
      return take_entry(into_.parties, key, body);
    case kArtifact:
      return take_entry(into_.artifacts, key, body);
    case kAgreement:
      return take_agreement(body);
    case kPolicy:
      if (rename_id(key, body)) into_.policies.push_back(std::move(body));
      return;
    case kTaxonomy:
      if (rename_id(key, body)) into_.taxonomies.push_back(std::move(body));
      return;
    case kFile:
      return into_.places->add_file(body, problems_);
    default:
      break;
  }
  auto id = take_id(key, body, problems_);
  if (!id) return;
  if (!uses_.is_map()) uses_.pos = id->pos;
  uses_.kind = YamlNode::Kind::kMap;
  uses_.entries.push_back({std::move(*id), std::move(body)});
}

void EntryLines::take_entry(std::vector<EntryLine>& entries, const YamlNode& key, YamlNode& body) {
  const auto id = take_id(key, body, problems_);
  if (!id) return;
  entries.push_back({into_.texts.copy(id->text), id->pos, id->length, line_, number_});
}

// Its reader says what is wrong with the id.
void EntryLines::take_agreement(YamlNode& body) {
  const YamlEntry* id = find_id(body);
  if (id == nullptr || !id->value.is_word()) {
    into_.agreements.push_back({{}, body.pos, body.length, line_, number_, false});
  } else {
    const YamlNode& word = id->value;
    into_.agreements.push_back(
        {into_.texts.copy(word.text), word.pos, word.length, line_, number_});
  }
}

// Makes the id the value of the key that it has in YAML.
bool EntryLines::rename_id(const YamlNode& key, YamlNode& body) {
  for (const YamlEntry& entry : body.entries) {
    if (entry.key.text != key.text) continue;
    problems_.add(entry.key, fmt::format("unknown key {}", quoted(key.text)),
                  "the id of an entry is the value of `id`");
    problems_.miss_names();
    return false;
  }
  auto id = take_id(key, body, problems_);
  if (!id) return false;
  YamlEntry entry{key, std::move(*id)};
  body.entries.insert(body.entries.begin(), std::move(entry));
  return true;
}

void EntryLines::finish() {
  if (uses_.entries.empty()) return;
  YamlNode taxonomy;
  taxonomy.kind = YamlNode::Kind::kMap;
  taxonomy.pos = uses_.pos;
  YamlNode key;
  key.kind = YamlNode::Kind::kWord;
  key.text = "uses";
  key.pos = uses_.pos;
  taxonomy.entries.push_back({std::move(key), std::move(uses_)});
  into_.taxonomies.push_back(std::move(taxonomy));
}

std::optional<LineEntry> parse_entry(BulkFile& file, std::uint32_t number, std::string_view text) {
  Problems told;  // all of them, when the line was first read
  auto line = parse_json({file.file, number, 1}, text, told);
  if (!line || !line->is_map() || line->entries.empty()) return std::nullopt;
  YamlEntry& entry = line->entries[0];
  if (!entry.value.is_map()) return std::nullopt;
  LineEntry result;
  for (const YamlEntry& other : line->entries) {
    if (other.key.text != "at") continue;
    file.places->apply(other.value, entry.value, told);
    result.placed = true;
  }
  if (entry.key.text == "agreement") {
    const YamlEntry* id = find_id(entry.value);
    if (id != nullptr && id->value.is_word()) result.id = id->value;
  } else {
    result.id = take_id(entry.key, entry.value, told);
    if (!result.id) return std::nullopt;
  }
  result.body = std::move(entry.value);
  return result;
}

}  // namespace loading

// A head on the first line and a brace on the next, or a head that is closed and anything that is
// no comment and no end of a document: no YAML looks like that, since a second value would begin
// there. JSON in one piece is YAML.
bool is_bulk(std::string_view name, std::string_view start) {
  if (name.ends_with(".jsonl") || name.ends_with(".ndjson")) return true;
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  const auto skip_blank = [&start] {
    start.remove_prefix(std::min(start.find_first_not_of(" \t\r\n"), start.size()));
  };
  skip_blank();
  if (!start.starts_with('{')) return false;
  std::string_view first = start.substr(0, start.find('\n'));
  if (first.find("\"flowdown\"") == first.npos) return false;
  start.remove_prefix(first.size());
  skip_blank();
  if (start.empty() || start.starts_with('{')) return !start.empty();
  first = first.substr(0, first.find_last_not_of(" \t\r") + 1);
  return first.ends_with('}') && std::string_view("#.-").find(start[0]) == start.npos;
}

}  // namespace flowdown
