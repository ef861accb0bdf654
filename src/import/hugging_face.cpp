// The model hub: the front matter of model cards, and what its API says of a model a line.
//
// Both hold the same keys, on the card itself or under `cardData`. Nearly every one may be a text
// or a list of texts. A second pass links the models that each is made from, which may come later
// in the input or not at all; of one that is not there its owner is known from its id.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "import/hub.hpp"
#include "import/names.hpp"

namespace flowdown::importing {
namespace {

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

class HubImporter {
 public:
  explicit HubImporter(Desk& desk) : desk_(desk) {}

  void read(const ImportInput& input) {
    each_hub_model(desk_, input, [this](const HubModel& model) { read_model(model); });
  }

  void link() {
    for (const Entry& entry : entries_) link_entry(entry);
  }

 private:
  static Place place_of(const Entry& entry) { return {entry.file, entry.id}; }

  void read_model(const HubModel& model) {
    const auto& [object, card, id, file, line, card_unread] = model;
    const Place place{file, id};
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
    entry.file = file;
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
    read_hub_terms(desk_, artifact, model, entry.tags);
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
    for (const Tree* base : values_of(card.find("base_model"))) {
      const std::string name = one_line(base->text);
      if (base->is_text() && !base->number && !says_nothing(name)) {
        entry.bases.push_back({name, base->line});
      } else if (!name.empty() || holds_something(*base)) {
        desk_.lose(LossCode::kDependencyUnread, place_of(entry), base->line,
                   fmt::format("`{}`, which is no name", one_line(shown(*base), 80)));
      }
    }
    for (const Tree* relation : values_of(card.find("base_model_relation"))) {
      const std::string word = lower(one_line(relation->text));
      if (entry.relation.empty() && !says_nothing(word)) {
        entry.relation = word;
      } else if (holds_something(*relation) && word != entry.relation) {
        lose_relation(entry, *relation);
      }
    }
    const bool by_tags = entry.bases.empty();
    for (const std::string& tag : entry.tags) {
      if (tag.starts_with("base_model:") && !read_base_tag(entry, tag, by_tags)) {
        desk_.lose(LossCode::kValueUnused, place_of(entry), entry.line,
                   fmt::format("tag `{}`", one_line(tag, 80)));
      }
    }
    const std::vector<const Tree*> relations = values_of(card.find("base_model_relation"));
    if (entry.bases.empty() && !relations.empty()) lose_relation(entry, *relations.front());
  }

  // `base_model:NAME` or `base_model:RELATION:NAME`. False where some of that is not used.
  static bool read_base_tag(Entry& entry, const std::string& tag, bool by_tags) {
    const std::vector<std::string> parts = split(tag, ":");
    if (parts.size() < 2 || parts.size() > 3 || says_nothing(parts.back())) return false;
    const auto same = [&](const Base& base) { return lower(base.name) == lower(parts.back()); };
    if (!std::any_of(entry.bases.begin(), entry.bases.end(), same)) {
      if (!by_tags) return false;
      entry.bases.push_back({parts.back(), entry.line});
    }
    if (parts.size() == 2) return true;
    const std::string relation = lower(parts[1]);
    if (entry.relation.empty()) entry.relation = relation;
    return entry.relation == relation;
  }

  void lose_relation(const Entry& entry, const Tree& relation) {
    desk_.lose(LossCode::kValueUnused, place_of(entry), relation.line,
               fmt::format("base_model_relation `{}`", one_line(shown(relation), 60)));
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

  void read_access(const Tree& object, const Tree& card, const Place& place, std::uint32_t line) {
    std::string gated;
    for (const Tree* source : {&object, &card}) {
      for (const Tree* value : values_of(source->find("gated"))) {
        const std::string word = lower(shown(*value));
        if (gated.empty() && !says_nothing(word) && word != "false" && word != "no") gated = word;
      }
    }
    const bool asks = std::any_of(card.entries.begin(), card.entries.end(), [](const auto& entry) {
      return entry.key.starts_with("extra_gated_");
    });
    if (asks || !gated.empty()) {
      desk_.lose(LossCode::kAccessOnRequest, place, line,
                 gated.empty() || gated == "true" ? "gated" : "gated: " + one_line(gated, 40));
    }
    if (!values_of(card.find("datasets")).empty()) {
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
  HubImporter importer(desk);
  for (const ImportInput& input : inputs) importer.read(input);
  importer.link();
}

}  // namespace flowdown::importing
