// A place is stated by the path of a value in its entry: `uses/0` is the first item of `uses`,
// `attributes/revenue` the key of that name and its value.
#include "load/line_places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "load/fields.hpp"

namespace flowdown::loading {
namespace {

constexpr std::int64_t kMostLines = 0xfffffffe;

void move_all(YamlNode& node, const SourcePos& pos) {
  node.pos = pos;
  for (YamlNode& item : node.items) move_all(item, pos);
  for (YamlEntry& entry : node.entries) {
    entry.key.pos = pos;
    move_all(entry.value, pos);
  }
}

std::optional<std::size_t> index_of(std::string_view word) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), index);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return index;
}

// Moves the node at the path; false where there is none.
bool move_one(YamlNode& entry, std::string_view path, const SourcePos& pos) {
  YamlNode* node = &entry;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view step = path.substr(0, slash);
    YamlNode* next = nullptr;
    YamlNode* key = nullptr;
    if (node->is_list()) {
      const auto index = index_of(step);
      if (index && *index < node->items.size()) next = &node->items[*index];
    }
    for (YamlEntry& known : node->entries) {
      if (known.key.text != step) continue;
      next = &known.value;
      key = &known.key;
    }
    if (next == nullptr) return false;
    node = next;
    if (slash != path.npos) {
      path.remove_prefix(slash + 1);
      continue;
    }
    node->pos = pos;
    if (key != nullptr) key->pos = pos;
    return true;
  }
}

// `[line, column]`
std::optional<SourcePos> read_place(Problems& problems, FileId file, const YamlEntry& entry) {
  const YamlNode& pair = entry.value;
  SourcePos pos{file, 0, 0};
  std::uint32_t* const parts[] = {&pos.line, &pos.column};
  if (pair.is_list() && pair.items.size() == std::size(parts)) {
    for (std::size_t i = 0; i < std::size(parts); ++i) {
      const auto number = read_integer(problems, pair.items[i], entry.key.text);
      if (!number) return std::nullopt;
      if (*number < 1 || *number > kMostLines) break;
      *parts[i] = static_cast<std::uint32_t>(*number);
    }
    if (pos.line != 0 && pos.column != 0) return pos;
  }
  problems.add(pair, fmt::format("the place {} must be `[line, column]`, both counted from 1",
                                 quoted(entry.key.text)));
  return std::nullopt;
}

}  // namespace

FileId LinePlaces::file(std::string_view name) {
  const auto known = files_.find(name);
  if (known != files_.end()) return known->second;
  const FileId added = sources_->add({std::string(name), {}});
  files_.emplace(name, added);
  return added;
}

void LinePlaces::add_file(const YamlNode& body, Problems& problems) {
  Fields fields(problems, body, "a file", body);
  const YamlNode* name = fields.require("name", "what places call the file");
  const YamlNode* lines = fields.find("lines");
  fields.done();
  const auto word = name == nullptr ? std::nullopt : read_word(problems, *name, "name");
  if (!word || lines == nullptr) return;
  const FileId named = file(*word);
  if (!lines->is_map()) {
    problems.add(*lines, fmt::format("`lines` must be a mapping of numbers to texts, not {}",
                                     kind_of(*lines)));
    return;
  }
  for (const YamlEntry& entry : lines->entries) {
    const auto number = index_of(entry.key.text);
    const auto text = read_word(problems, entry.value, entry.key.text);
    if (!number || *number < 1 || *number > static_cast<std::size_t>(kMostLines)) {
      problems.add(entry.key,
                   fmt::format("{} is not the number of a line", quoted(entry.key.text)));
    } else if (text) {
      sources_->add_line(named, static_cast<std::uint32_t>(*number), std::string(*text));
    }
  }
}

void LinePlaces::apply(const YamlNode& at, YamlNode& entry, Problems& problems) {
  if (!at.is_map()) {
    problems.add(at, fmt::format("`at` must be a mapping, not {}", kind_of(at)),
                 R"(write `"at": {"file": "graph.yaml", "id": [10, 3]}`)");
    return;
  }
  const auto key = [&](std::string_view name) {
    const auto found = std::find_if(at.entries.begin(), at.entries.end(),
                                    [&](const YamlEntry& other) { return other.key.text == name; });
    return found == at.entries.end() ? nullptr : &*found;
  };
  const YamlEntry* name = key("file");
  const YamlEntry* id = key("id");
  if (name == nullptr || id == nullptr) {
    problems.add(at, "`at` must name a `file` and the place of the `id`");
    return;
  }
  const auto word = read_word(problems, name->value, "file");
  if (!word) return;
  const FileId named = file(*word);
  const auto whole = read_place(problems, named, *id);
  if (!whole) return;
  move_all(entry, *whole);
  for (const YamlEntry& place : at.entries) {
    if (&place == name || &place == id) continue;
    const auto pos = read_place(problems, named, place);
    if (pos && !move_one(entry, place.key.text, *pos)) {
      problems.add(place.key, fmt::format("the entry has nothing at {}", quoted(place.key.text)));
    }
  }
}

}  // namespace flowdown::loading
