// Declares what taxonomy files name. Links between names (a use's parents, a group's members) are
// kept as words here and resolved in taxonomy_linker.cpp, when every file has been read; so neither
// the order of entries nor that of files matters.
#include "load/taxonomy_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace flowdown::loading {
namespace {

constexpr Choice<Stricter> kStricter[] = {
    {"smaller", Stricter::kSmaller},
    {"larger", Stricter::kLarger},
};

constexpr Choice<AttributeKind> kAttributeKinds[] = {
    {"count", AttributeKind::kCount},
    {"money", AttributeKind::kMoney},
};

struct ValueSection {
  std::string_view key;
  Dimension dimension;
};

constexpr ValueSection kValueSections[] = {
    {"modalities", Dimension::kModality}, {"channels", Dimension::kChannel},
    {"audiences", Dimension::kAudience},  {"purposes", Dimension::kPurpose},
    {"sectors", Dimension::kSector},
};

// Words that a place of its own gives a meaning, so that nothing else can be called so.
bool is_reserved(std::string_view kind, std::string_view name) {
  if (kind == "territory") return name == "elsewhere";
  if (kind == "sector") return name == "other";
  if (kind == "safeguard") return name == "host" || name == "redistribute" || name == "waive";
  return false;
}

// The keys of rules and practices, which a duty's parameter must not take.
bool is_rule_key(std::string_view key) {
  constexpr std::string_view kKeys[] = {"require", "of",   "when",   "unless",     "clause",
                                        "text",    "note", "source", "confidence", "practice"};
  return std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys);
}

}  // namespace

bool TaxonomyReader::declare_name(const YamlNode& name, std::string_view kind, Places& places) {
  check_id(problems_, name, kind);
  if (is_reserved(kind, name.text)) {
    problems_.add(name, fmt::format("{} is a reserved word", quoted(name.text)),
                  kind == "safeguard" ? "agreements grant it under this name"
                                      : "it is always there; leave it out");
    return false;
  }
  const auto [first, fresh] = places.emplace(name.text, FirstPlace{name.pos, kind});
  if (!fresh) {
    std::string message =
        kind == first->second.kind
            ? fmt::format("the {} {} is declared twice", kind, quoted(name.text))
            : fmt::format("{} is both a {} and a {}", quoted(name.text), first->second.kind, kind);
    problems_.add_against(name, std::move(message), first->second.pos, "first declared here");
  }
  return fresh;
}

template <class Read>
void TaxonomyReader::read_section(Fields& fields, std::string_view key, Read read_entry) {
  const YamlNode* section = fields.find(key);
  if (section == nullptr) return;
  if (!section->is_map()) {
    problems_.add(*section, fmt::format("{} must be a mapping of ids, not {}", quoted(key),
                                        kind_of(*section)));
    problems_.miss_names();
    return;
  }
  for (const YamlEntry& entry : section->entries) read_entry(entry);
}

void TaxonomyReader::declare(const YamlNode& document, Role role) {
  Fields fields(problems_, document, "a taxonomy", document);
  fields.find("flowdown");
  const YamlNode* id = fields.find("taxonomy");
  if (id != nullptr && read_word(problems_, *id, "taxonomy")) check_id(problems_, *id, "taxonomy");
  for (const char* key : {"title", "note", "source"}) fields.text(key);

  read_section(fields, "uses", [&](const YamlEntry& entry) { read_use(entry); });
  for (const auto& [key, dimension] : kValueSections) {
    const YamlNode* list = fields.find(key);
    if (list == nullptr) continue;
    if (dimension == Dimension::kChannel && role == Role::kExtension) {
      problems_.add(*list, "a taxonomy that extends another cannot add channels",
                    "the channels are `weights`, `api` and `app`; leave the key out");
      continue;
    }
    read_values(*list, key, dimension);
  }
  if (const YamlNode* map = fields.find("territories")) read_territories(*map);
  read_section(fields, "safeguards", [&](const YamlEntry& entry) { read_safeguard(entry); });
  read_section(fields, "duties", [&](const YamlEntry& entry) { read_duty(entry); });
  read_section(fields, "attributes", [&](const YamlEntry& entry) { read_attribute(entry); });
  read_section(fields, "groupings", [&](const YamlEntry& entry) { read_grouping(entry); });
  if (role == Role::kBase) {
    base_ = id != nullptr ? id : &document;
    channels_ = fields.find("channels");
  }
  fields.done();
}

void TaxonomyReader::read_use(const YamlEntry& entry) {
  const bool fresh = declare_name(entry.key, "use", use_places_);
  UseDraft draft;
  draft.use.id = entry.key.text;
  draft.use.pos = entry.key.pos;
  if (entry.value.is_word()) {
    draft.use.title = entry.value.text;
  } else {
    Fields fields(problems_, entry.value, fmt::format("use {}", quoted(entry.key.text)), entry.key);
    draft.use.title = fields.text("title");
    draft.use.definition = fields.text("definition");
    draft.use.note = fields.text("note");
    draft.use.label = fields.text("label");
    draft.parents = fields.words("in");
    draft.use.typically_unlawful = fields.boolean("typically_unlawful").value_or(false);
    draft.use.catch_all = fields.boolean("catch_all").value_or(false);
    fields.done();
  }
  if (uses_.size() == kMaxUses) {
    problems_.add(entry.key, fmt::format("more than {} uses", kMaxUses));
    problems_.miss_names();
  }
  if (fresh && uses_.size() <= kMaxUses) uses_.push_back(std::move(draft));
}

void TaxonomyReader::read_safeguard(const YamlEntry& entry) {
  const bool fresh = declare_name(entry.key, "safeguard", practice_places_);
  Safeguard safeguard;
  safeguard.id = entry.key.text;
  safeguard.pos = entry.key.pos;
  if (entry.value.is_word()) {
    safeguard.title = entry.value.text;
  } else {
    Fields fields(problems_, entry.value, fmt::format("safeguard {}", quoted(entry.key.text)),
                  entry.key);
    safeguard.title = fields.text("title");
    safeguard.definition = fields.text("definition");
    fields.done();
  }
  if (fresh) safeguards_.push_back(std::move(safeguard));
}

void TaxonomyReader::read_duty(const YamlEntry& entry) {
  const bool fresh = declare_name(entry.key, "duty", practice_places_);
  DutyDraft draft;
  Duty& duty = draft.duty;
  duty.id = entry.key.text;
  duty.pos = entry.key.pos;
  if (entry.value.is_word()) {
    duty.title = entry.value.text;
  } else {
    Fields fields(problems_, entry.value, fmt::format("duty {}", quoted(entry.key.text)),
                  entry.key);
    duty.title = fields.text("title");
    duty.definition = fields.text("definition");
    if (const YamlNode* parameter = fields.find("parameter")) {
      if (const auto word = read_word(problems_, *parameter, "parameter")) {
        duty.parameter = *word;
        check_id(problems_, *parameter, "parameter");
        if (is_rule_key(*word)) {
          problems_.add(*parameter, fmt::format("rules have a key {} already", quoted(*word)),
                        "call the parameter otherwise");
        }
      }
    }
    duty.stricter = fields.choice("stricter", kStricter).value_or(Stricter::kSmaller);
    const YamlNode* stricter = fields.find("stricter");
    if (stricter != nullptr && !fields.has("parameter")) {
      problems_.add(*stricter, "`stricter` without a `parameter`",
                    "name the parameter whose values it orders");
    }
    draft.contradicts = fields.words("contradicts");
    fields.done();
  }
  if (fresh) duties_.push_back(std::move(draft));
}

void TaxonomyReader::read_attribute(const YamlEntry& entry) {
  const bool fresh = declare_name(entry.key, "attribute", attribute_places_);
  Attribute attribute{entry.key.text, AttributeKind::kCount, entry.key.pos};
  attribute.kind =
      read_choice(problems_, entry.value, entry.key.text, kAttributeKinds).value_or(attribute.kind);
  if (fresh) attributes_.push_back(std::move(attribute));
}

void TaxonomyReader::read_grouping(const YamlEntry& entry) {
  const bool fresh = declare_name(entry.key, "grouping", grouping_places_);
  GroupingDraft draft;
  draft.id = entry.key.text;
  draft.pos = entry.key.pos;
  if (!entry.value.is_map()) {
    problems_.add(entry.value,
                  fmt::format("grouping {} must be a mapping of groups to uses, not {}",
                              quoted(draft.id), kind_of(entry.value)));
  }
  for (const YamlEntry& group : entry.value.entries) {
    draft.groups.push_back(
        {group.key.text, group.key.pos, read_words(problems_, group.value, group.key.text)});
  }
  if (fresh) groupings_.push_back(std::move(draft));
}

void TaxonomyReader::read_values(const YamlNode& list, std::string_view key, Dimension dimension) {
  const auto index = static_cast<std::size_t>(dimension);
  // Terms keep their channel in a byte.
  const std::size_t most = dimension == Dimension::kChannel ? 255 : kMaxValues - 1;
  if (list.is_map()) problems_.miss_names();
  for (const YamlNode* word : read_words(problems_, list, key)) {
    if (!declare_name(*word, name_of(dimension), value_places_[index])) continue;
    if (values_[index].size() == most) {
      problems_.add(*word, fmt::format("more than {} values in {}", most, quoted(key)));
      return;
    }
    values_[index].push_back(word->text);
  }
}

std::size_t TaxonomyReader::territory(const YamlNode& name) {
  const auto [found, fresh] = territory_numbers_.emplace(name.text, territories_.size());
  if (fresh) {
    territories_.emplace_back();
    territories_.back().name = &name;
  }
  return found->second;
}

void TaxonomyReader::read_territories(const YamlNode& map) {
  if (!map.is_map()) {
    problems_.add(map, fmt::format("`territories` must be a mapping of names to members, not {}",
                                   kind_of(map)));
    problems_.miss_names();
    return;
  }
  // What an earlier file mentions, as a key or as a member, is declared there.
  const std::size_t known_before = territories_.size();
  for (const YamlEntry& entry : map.entries) {
    const std::string& name = entry.key.text;
    const auto known = territory_numbers_.find(name);
    if (known != territory_numbers_.end() && known->second < known_before) {
      territory_places_.emplace(name,
                                FirstPlace{territories_[known->second].name->pos, "territory"});
    }
    const bool fresh = declare_name(entry.key, "territory", territory_places_);
    Words members;
    if (entry.value.kind != YamlNode::Kind::kNothing) {
      members = read_words(problems_, entry.value, name);
    }
    if (!fresh) continue;
    TerritoryDraft& draft = territories_[territory(entry.key)];
    draft.is_key = true;
    draft.name = &entry.key;
    draft.members = members;
    for (const YamlNode* member : members) {
      if (is_reserved("territory", member->text)) {
        problems_.add(*member, fmt::format("{} is a reserved word", quoted(member->text)),
                      "it is what no group lists");
        continue;
      }
      if (!territory_numbers_.contains(member->text)) check_id(problems_, *member, "territory");
      territory(*member);
    }
  }
}

}  // namespace flowdown::loading
