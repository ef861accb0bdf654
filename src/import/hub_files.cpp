// The files of the model hub: model cards with their front matter, and what its API says, a line a
// model or as one piece of JSON.
//
// A card does not say its own name; that comes with the input. A file that holds several models has
// a loss for each that cannot be read, and the others are handed over.
#include <fmt/format.h>

#include <algorithm>

#include "import/hub.hpp"
#include "import/names.hpp"

namespace flowdown::importing {
namespace {

// Requires cleaned text.
std::string_view front_matter(std::string_view text, bool& closed) {
  closed = false;
  const std::size_t start = text.find_first_not_of(" \t\n");
  if (start == text.npos || !text.substr(start).starts_with("---\n")) return {};
  const std::size_t from = start + 4;
  for (std::size_t at = from; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
    if (line == "---" || line == "...") {
      closed = true;
      return text.substr(from, at - from);
    }
    at = end + 1;
  }
  return {};
}

constexpr std::string_view kOfCards[] = {"license", "license_name", "license_link", "base_model",
                                         "base_model_relation"};

std::uint32_t lines_before(std::string_view text, const char* at) {
  return static_cast<std::uint32_t>(std::count(text.data(), at, '\n'));
}

class Files {
 public:
  Files(Desk& desk, const std::function<void(const HubModel&)>& take) : desk_(desk), take_(take) {}

  void read(const ImportInput& input) {
    ++desk_.counts().files;
    const std::string text = desk_.mended(input.text);
    const std::string name = lower(input.text.name);
    const std::size_t start = text.find_first_not_of(" \t\n");
    const char first = start == text.npos ? '\0' : text[start];
    const bool lines = name.ends_with(".jsonl");
    const bool json = lines || name.ends_with(".json");
    // What a file is its name says; of standard input, its first sign.
    if (!json && (name.ends_with(".md") || (first != '{' && first != '['))) {
      read_card(input, text);
    } else if (first != '[' || !read_list(input.text.name, text, lines)) {
      read_lines(input.text.name, text);
    }
  }

 private:
  void read_card(const ImportInput& input, const std::string& text) {
    const Place place{&input.text.name, input.id};
    bool closed = false;
    const std::string_view matter = front_matter(text, closed);
    Tree nothing;
    nothing.line = 1;
    if (!closed) {
      desk_.lose(LossCode::kEntryUnread, place, 1, "a card without front matter");
      take_({nothing, nothing, input.id, &input.text.name, 1, true});
      return;
    }
    ParsedTree parsed;
    if (one_line(matter).empty()) {
      parsed.root = nothing;
    } else {
      parsed = parse_yaml_tree(matter, lines_before(text, matter.data()) + 1);
    }
    desk_.lose_repeated(place, parsed);
    if (parsed.root && !parsed.more.empty() && parsed.error.empty()) {
      parsed.error = "it is more than one document";
    }
    if (!parsed.error.empty() ||
        (!parsed.root->is_map() && parsed.root->kind != Tree::Kind::kNothing)) {
      desk_.lose(LossCode::kEntryUnread, place, parsed.error_line,
                 "front matter that cannot be read: " +
                     one_line(parsed.error.empty() ? "it is no mapping" : parsed.error));
      take_({nothing, nothing, input.id, &input.text.name, 1, true});
      return;
    }
    take_({nothing, *parsed.root, input.id, &input.text.name, 1});
  }

  void read_lines(const std::string& file, std::string_view text) {
    std::uint32_t line = 0;
    const std::size_t brace = text.find('{');
    if (text.find_first_not_of(" \t\r", brace + 1) == text.find('\n', brace)) {
      const ParsedTree whole = parse_json_tree(text, 1);  // one object over many lines
      if (whole.root && whole.root->is_map()) {
        desk_.lose_repeated({&file, {}}, whole);
        return read_object(*whole.root, file, 1);
      }
    }
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const std::string_view content = text.substr(at, end - at);
      ++line;
      at = end + 1;
      if (content.find_first_not_of(" \t") == content.npos) continue;
      const ParsedTree parsed = parse_json_tree(content, line);
      if (!parsed.root || !parsed.root->is_map()) {
        desk_.lose(LossCode::kEntryUnread, {&file, {}}, line,
                   parsed.root ? "a line that is no object" : one_line(parsed.error));
        continue;
      }
      desk_.lose_repeated({&file, {}}, parsed);
      read_object(*parsed.root, file, line);
    }
  }

  // False, and nothing is done, where it is no list and its lines may be read one by one.
  bool read_list(const std::string& file, std::string_view text, bool has_lines) {
    const ParsedTree parsed = parse_json_tree(text, 1);
    if (!parsed.root) {
      if (has_lines) return false;
      desk_.lose(LossCode::kFileUnread, {&file, {}}, 0, one_line(parsed.error));
      return true;
    }
    desk_.lose_repeated({&file, {}}, parsed);
    for (const Tree& item : parsed.root->items) {
      if (item.is_map()) {
        read_object(item, file, 0);
      } else {
        desk_.lose(LossCode::kEntryUnread, {&file, {}}, 0, "an item that is no object");
      }
    }
    return true;
  }

  void read_object(const Tree& object, const std::string& file, std::uint32_t line) {
    std::string id;
    for (const char* key : {"id", "modelId", "_id"}) {
      const Tree* said = object.find(key);
      if (id.empty() && said != nullptr && !said->number) id = one_line(explained(said).text);
    }
    static const Tree kNothing;
    const Tree* card = object.find("cardData");
    // Some keep what the card says beside what the hub says.
    if (card == nullptr || !holds_something(*card)) card = &object;
    if (card != &object && card->is_map()) {
      for (const std::string_view key : kOfCards) {
        const Tree* beside = object.find(key);
        if (beside == nullptr || !holds_something(*beside)) continue;
        const Tree* said = card->find(key);
        if (said != nullptr && shown(*said) == shown(*beside)) continue;
        desk_.lose(LossCode::kValueUnused, {&file, id}, line,
                   fmt::format("{} `{}` beside cardData", key, one_line(shown(*beside), 60)));
      }
    }
    const bool unread = !card->is_map();
    if (unread) {
      desk_.lose(LossCode::kEntryUnread, {&file, id}, line,
                 fmt::format("cardData that is no mapping: `{}`", one_line(shown(*card), 80)));
    }
    take_({object, unread ? kNothing : *card, id, &file, line, unread});
  }

  Desk& desk_;
  const std::function<void(const HubModel&)>& take_;
};

}  // namespace

void each_hub_model(Desk& desk, const ImportInput& input,
                    const std::function<void(const HubModel&)>& take) {
  Files(desk, take).read(input);
}

}  // namespace flowdown::importing
