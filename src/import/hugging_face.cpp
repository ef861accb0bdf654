// The model hub: the front matter of model cards, and what its API says of a model a line.
//
// Both hold the same keys, on the card itself or under `cardData`. Nearly every one may be a text
// or a list of texts. A second pass links the models that each is made from, which may come later
// in the input or not at all; of one that is not there its owner is known from its id.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "import/desk.hpp"
#include "import/names.hpp"

namespace flowdown::importing {
namespace {

constexpr std::string_view kHub = "https://huggingface.co/";

struct Base {
  std::string name;
  std::uint32_t line = 0;
};

struct Entry {
  const std::string* file = nullptr;
  std::uint32_t line = 0;
  std::string id;
  std::size_t artifact = 0;
  std::vector<Base> bases;
  std::string relation;  // of all bases, as it is written; empty: not said
  std::vector<std::string> tags;
  std::string deltas;
};

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

std::uint32_t lines_before(std::string_view text, const char* at) {
  return static_cast<std::uint32_t>(std::count(text.data(), at, '\n'));
}

class Importer {
 public:
  explicit Importer(Desk& desk) : desk_(desk) {}

  void read(const ImportInput& input) {
    ++desk_.counts().files;
    const std::string text = desk_.mended(input.text);
    const std::size_t start = text.find_first_not_of(" \t\n");
    const bool is_json = start != text.npos && (text[start] == '{' || text[start] == '[');
    if (!is_json) {
      read_card(input, text);
    } else if (text[start] == '[') {
      read_list(input.text.name, text);
    } else {
      read_lines(input.text.name, text);
    }
  }

  void link() {
    for (const Entry& entry : entries_) link_entry(entry);
  }

 private:
  static Place place_of(const Entry& entry) { return {entry.file, entry.id}; }

  void read_card(const ImportInput& input, const std::string& text) {
    const Place place{&input.text.name, input.id};
    bool closed = false;
    const std::string_view matter = front_matter(text, closed);
    Tree nothing;
    nothing.line = 1;
    if (!closed) {
      desk_.lose(LossCode::kEntryUnread, place, 1, "a card without front matter");
      read_model(nothing, nothing, input.id, input.text.name, 1);
      return;
    }
    ParsedTree parsed;
    if (one_line(matter).empty()) {
      parsed.root = nothing;
    } else {
      parsed = parse_yaml_tree(matter, lines_before(text, matter.data()) + 1);
    }
    if (!parsed.root || (!parsed.root->is_map() && parsed.root->kind != Tree::Kind::kNothing)) {
      desk_.lose(LossCode::kEntryUnread, place, parsed.error_line,
                 "front matter that cannot be read: " +
                     one_line(parsed.error.empty() ? "it is no mapping" : parsed.error));
      read_model(nothing, nothing, input.id, input.text.name, 1);
      return;
    }
    read_model(nothing, *parsed.root, input.id, input.text.name, 1);
  }

  void read_lines(const std::string& file, std::string_view text) {
    std::uint32_t line = 0;
    const std::size_t brace = text.find('{');
    if (text.find_first_not_of(" \t\r", brace + 1) == text.find('\n', brace)) {
      const ParsedTree whole = parse_json_tree(text, 1);  // one object over many lines
      if (whole.root && whole.root->is_map()) return read_object(*whole.root, file, 1);
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
      read_object(*parsed.root, file, line);
    }
  }

  void read_list(const std::string& file, std::string_view text) {
    const ParsedTree parsed = parse_json_tree(text, 1);
    if (!parsed.root) {
      desk_.lose(LossCode::kFileUnread, {&file, {}}, 0, one_line(parsed.error));
      return;
    }
    for (const Tree& item : parsed.root->items) {
      if (item.is_map()) {
        read_object(item, file, 0);
      } else {
        desk_.lose(LossCode::kEntryUnread, {&file, {}}, 0, "an item that is no object");
      }
    }
  }

  void read_object(const Tree& object, const std::string& file, std::uint32_t line) {
    std::string id;
    for (const char* key : {"id", "modelId", "_id"}) {
      if (id.empty()) id = one_line(explained(object.find(key)).text);
    }
    static const Tree kNothing;
    const Tree* card = object.find("cardData");
    read_model(object, card != nullptr && card->is_map() ? *card : kNothing, id, file, line);
  }

  // `object` is what the API says, `card` the front matter.
  void read_model(const Tree& object, const Tree& card, const std::string& id,
                  const std::string& file, std::uint32_t line) {
    const Place place{&file, id};
    if (id.empty()) {
      desk_.lose(LossCode::kEntryUnread, place, line, "a model without an id");
      return;
    }
    ++desk_.counts().entries;
    if (const auto other = by_id_.find(lower(id)); other != by_id_.end()) {
      desk_.lose(LossCode::kNameRepeated, place, line,
                 fmt::format("`{}` comes again: the first counts", id));
      return;
    }
    ++desk_.counts().models;
    Entry entry;
    entry.file = &file;
    entry.line = line;
    entry.id = id;
    for (const Tree* source : {&card, &object}) {
      for (const Tree* tag : texts_of(source->find("tags"))) entry.tags.push_back(tag->text);
    }
    read_bases(entry, card);
    DraftArtifact artifact;
    artifact.title = id;
    const std::string library = lower(explained(card.find("library_name")).text);
    const bool adapter = entry.relation == "adapter" || library == "peft";
    artifact.kind = adapter ? "adapter" : "model";
    artifact.developer = owner(id, place, line);
    if (is_hub_id(id)) artifact.source = std::string(kHub) + id;
    const Tree* created = object.find("createdAt");
    artifact.released = desk_.read_date(place, line, explained(created).text);
    static_cast<void>(desk_.read_date(place, line, explained(object.find("lastModified")).text));
    read_terms(artifact, entry, card, place);
    read_access(object, card, place, line);
    entry.deltas = desk_.table.sign_of_deltas(id);
    if (entry.deltas.empty() && adapter) entry.deltas = "adapter";
    for (const std::string& tag : entry.tags) {
      if (entry.deltas.empty()) entry.deltas = desk_.table.sign_of_deltas(tag);
    }
    entry.artifact = desk_.add_artifact(std::move(artifact), id_of(id));
    by_id_.emplace(lower(id), entries_.size());
    entries_.push_back(std::move(entry));
  }

  // What the model is made from, by the card, else by the tags that the hub derives from it.
  void read_bases(Entry& entry, const Tree& card) {
    for (const Tree* base : texts_of(card.find("base_model"))) {
      entry.bases.push_back({one_line(base->text), base->line});
    }
    const std::vector<const Tree*> relation = texts_of(card.find("base_model_relation"));
    if (!relation.empty()) entry.relation = lower(one_line(relation.front()->text));
    const bool by_tags = entry.bases.empty();
    for (const std::string& tag : entry.tags) {
      if (!tag.starts_with("base_model:")) continue;
      const std::vector<std::string> parts = split(tag, ":");
      if (parts.size() == 3 && entry.relation.empty()) entry.relation = lower(parts[1]);
      const auto same = [&](const Base& base) { return lower(base.name) == lower(parts.back()); };
      if (by_tags && parts.size() >= 2 &&
          !std::any_of(entry.bases.begin(), entry.bases.end(), same)) {
        entry.bases.push_back({parts.back(), entry.line});
      }
    }
  }

  std::size_t owner(const std::string& id, const Place& place, std::uint32_t line) {
    const std::size_t slash = id.find('/');
    if (slash == id.npos) {
      desk_.lose(LossCode::kOrganisationUnknown, place, line, "an id without an owner");
      return desk_.unknown_developer();
    }
    const std::size_t party = desk_.party(place, line, id.substr(0, slash));
    desk_.draft.parties[party].develops = true;
    return party;
  }

  static bool is_hub_id(std::string_view id) {
    const bool clean = std::all_of(id.begin(), id.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
             c == '.' || c == '_' || c == '-' || c == '/';
    });
    return clean && !id.empty() && id.front() != '/' && id.front() != '.' &&
           std::count(id.begin(), id.end(), '/') <= 1;
  }

  static std::string id_of(std::string_view id) {
    const std::size_t slash = id.find('/');
    const std::string owner = slug(id.substr(0, slash == id.npos ? 0 : slash));
    const std::string name = slug(slash == id.npos ? id : id.substr(slash + 1));
    return owner.empty() || name.empty() ? owner + name : owner + "--" + name;
  }

  // All licences of the list must be known for the terms to be: a list of policies is complete.
  void read_terms(DraftArtifact& artifact, const Entry& entry, const Tree& card,
                  const Place& place) {
    std::vector<const Tree*> licences = texts_of(card.find("license"));
    Tree tagged;
    tagged.kind = Tree::Kind::kText;
    tagged.line = entry.line;
    for (const std::string& tag : entry.tags) {
      if (!licences.empty() || !tag.starts_with("license:")) continue;
      tagged.text = tag.substr(8);
      licences.push_back(&tagged);
    }
    std::string beside, name;
    for (const Tree* text : texts_of(card.find("license_link"))) beside += text->text + " ";
    for (const Tree* text : texts_of(card.find("license_name"))) name = text->text;
    // A link within the repository is relative to it.
    if (!beside.empty() && beside.find("://") == beside.npos) {
      beside = std::string(kHub) + entry.id + "/blob/main/" + beside;
    }
    if (licences.empty()) {
      tagged.text = name;
      licences.push_back(&tagged);
    }
    std::string listed;
    bool all_known = true;
    for (const Tree* licence : licences) {
      const std::string id = lower(one_line(licence->text));
      const bool elsewhere = (id == "other" || id.empty()) && !says_nothing(name);
      const std::string& text = elsewhere ? name : licence->text;
      const Reading reading = desk_.read_licence(place, licence->line, text, beside);
      listed += (listed.empty() ? "" : ", ") + one_line(text, 80);
      all_known = all_known && reading.terms != TermsKnown::kUnknown;
      if (reading.terms != TermsKnown::kNone) artifact.terms = reading.terms;
      if (reading.terms == TermsKnown::kNone && licences.size() == 1)
        artifact.terms = reading.terms;
      for (const std::string& policy : reading.policies) {
        const auto& have = artifact.policies;
        if (std::find(have.begin(), have.end(), policy) == have.end()) {
          artifact.policies.push_back(policy);
        }
      }
      if (reading.low) artifact.trust = Trust::kLow;
      if (!reading.note.empty()) artifact.note = reading.note;
    }
    if (!all_known) {
      if (!artifact.policies.empty()) {
        desk_.lose(LossCode::kLicenceInPart, place, licences.front()->line,
                   fmt::format("`{}`: one of several is not known", listed));
      }
      artifact.terms = TermsKnown::kUnknown;
      artifact.policies.clear();
    } else {
      artifact.terms = artifact.policies.empty() ? TermsKnown::kNone : TermsKnown::kListed;
    }
    const std::string said = listed.empty() ? "its card names no licence"
                                            : fmt::format(R"(its card says "license: {}")", listed);
    artifact.note = artifact.note.empty() ? said : said + "; " + artifact.note;
  }

  void read_access(const Tree& object, const Tree& card, const Place& place, std::uint32_t line) {
    const std::string gated = lower(explained(object.find("gated")).text);
    const bool asks = std::any_of(card.entries.begin(), card.entries.end(), [](const auto& entry) {
      return entry.key.starts_with("extra_gated_");
    });
    if (asks || (!gated.empty() && gated != "false")) {
      desk_.lose(LossCode::kAccessOnRequest, place, line,
                 gated.empty() || gated == "true" ? "gated" : "gated: " + one_line(gated, 40));
    }
    const std::size_t data = texts_of(card.find("datasets")).size();
    if (data != 0) {
      desk_.lose(LossCode::kDataUnmapped, place, line, "training data under `datasets`");
    }
  }

  void link_entry(const Entry& entry) {
    const Place place = place_of(entry);
    std::set<std::size_t> seen;
    for (const Base& base : entry.bases) {
      std::string name = base.name;
      for (const std::string_view start : {kHub, std::string_view("https://hf.co/")}) {
        if (name.starts_with(start)) name.erase(0, start.size());
      }
      while (!name.empty() && name.back() == '/') name.pop_back();
      if (says_nothing(name)) continue;
      ++desk_.counts().dependencies;
      if (lower(name) == lower(entry.id)) {
        desk_.lose(LossCode::kDependencySelf, place, base.line,
                   fmt::format("`{}` is its own base model", entry.id));
        continue;
      }
      const std::size_t parent = find(name, place, base.line);
      if (!seen.insert(parent).second) {
        desk_.lose(LossCode::kDependencyRepeated, place, base.line,
                   fmt::format("`{}` is named again", name));
        continue;
      }
      derive(entry, place, base.line, parent, name);
    }
  }

  std::size_t find(const std::string& name, const Place& place, std::uint32_t line) {
    if (const auto found = by_id_.find(lower(name)); found != by_id_.end()) {
      return entries_[found->second].artifact;
    }
    ++desk_.counts().dangling;
    const KnownArtifact* known = is_hub_id(name) ? desk_.table.hub_artifact(name) : nullptr;
    desk_.lose(known != nullptr ? LossCode::kNameKnown : LossCode::kNameDangling, place, line,
               known != nullptr ? fmt::format("`{}` taken for {}", name, known->title)
                                : fmt::format("`{}`", name));
    const auto [added, fresh] = dangling_.try_emplace(lower(name));
    if (!fresh) return added->second;
    if (known != nullptr) {
      added->second = desk_.add_known(*known, id_of(name), name);
    } else {
      DraftArtifact artifact;
      artifact.title = name;
      artifact.kind = "model";
      artifact.note = "named as a base model, and not in the input";
      const bool owned = is_hub_id(name) && name.find('/') != name.npos;
      artifact.developer = owned ? owner(name, {}, 0) : desk_.unknown_developer();
      if (owned) artifact.source = std::string(kHub) + name;
      added->second = desk_.add_artifact(std::move(artifact), id_of(name));
    }
    return added->second;
  }

  void derive(const Entry& entry, const Place& place, std::uint32_t line, std::size_t parent,
              const std::string& name) {
    DraftDerivation derivation;
    derivation.parent = parent;
    derivation.trust = Trust::kHigh;
    const DraftArtifact& artifact = desk_.draft.artifacts[entry.artifact];
    if (entry.relation == "finetune" || entry.relation == "merge" || entry.relation == "adapter") {
      derivation.by = entry.relation;
    } else if (entry.relation == "quantized") {
      derivation.by = "quantize";
    } else {
      const bool quantized = std::any_of(entry.tags.begin(), entry.tags.end(), [](const auto& tag) {
        return tag == "gguf" || tag == "gptq" || tag == "awq" || tag == "exl2";
      });
      derivation.by = artifact.kind == "adapter" ? "adapter"
                      : entry.bases.size() > 1   ? "merge"
                      : quantized                ? "quantize"
                                                 : "finetune";
      derivation.trust = Trust::kMedium;
      desk_.lose(LossCode::kDerivationGuessed, place, line,
                 entry.relation.empty()
                     ? fmt::format("made from `{}`: taken for {}", name, derivation.by)
                     : fmt::format("relation `{}` taken for {}", one_line(entry.relation, 40),
                                   derivation.by));
    }
    if (!entry.deltas.empty()) {
      derivation.trust = Trust::kLow;
      derivation.note = fmt::format(
          "its card speaks of \"{}\": it may hold only differences to this, or an addition to it",
          entry.deltas);
    } else if (const KnownArtifact* known = desk_.table.hub_artifact(name);
               known != nullptr && !known->deltas.empty()) {
      derivation.trust = Trust::kLow;
      derivation.note = known->deltas;
    }
    desk_.draft.artifacts[entry.artifact].derived_from.push_back(std::move(derivation));
  }

  Desk& desk_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> by_id_;  // lower case
  std::unordered_map<std::string, std::size_t> dangling_;
};

}  // namespace

void import_hugging_face(Desk& desk, const std::vector<ImportInput>& inputs) {
  Importer importer(desk);
  for (const ImportInput& input : inputs) importer.read(input);
  importer.link();
}

}  // namespace flowdown::importing
