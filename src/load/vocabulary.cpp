// Look-ups in the taxonomy on behalf of the readers, with what to say when they fail. People mix up
// uses, duties and safeguards, so a word that is known as something else is answered with that.
#include "load/vocabulary.hpp"

#include <fmt/format.h>

namespace flowdown::loading {

void Vocabulary::unknown(const YamlNode& word, std::string_view kind,
                         const std::function<Candidates()>& candidates) {
  std::string_view actual;
  if (taxonomy_.find_use(word.text)) actual = "a use";
  if (taxonomy_.find_safeguard(word.text)) actual = "a safeguard";
  if (taxonomy_.find_duty(word.text)) actual = "a duty";
  if (taxonomy_.find_attribute(word.text)) actual = "an attribute";
  if (!actual.empty()) {
    problems_.add(word, fmt::format("unknown {} {}", kind, quoted(word.text)),
                  fmt::format("{} is {}", quoted(word.text), actual));
    return;
  }
  problems_.add_unknown(word, kind, word.text, candidates,
                        "words are declared in the taxonomy, which a file of yours can extend");
}

std::optional<UseId> Vocabulary::use(const YamlNode& word) {
  const auto found = taxonomy_.find_use(word.text);
  if (!found) unknown(word, "use", [&] { return ids_of(taxonomy_.uses); });
  return found;
}

std::vector<UseId> Vocabulary::uses(const Words& words) {
  std::vector<UseId> uses;
  for (const YamlNode* word : words) {
    if (const auto found = use(*word)) uses.push_back(*found);
  }
  make_canonical(uses);
  return uses;
}

std::optional<SafeguardId> Vocabulary::safeguard(const YamlNode& word) {
  const auto found = taxonomy_.find_safeguard(word.text);
  if (!found) unknown(word, "safeguard", [&] { return ids_of(taxonomy_.safeguards); });
  return found;
}

std::optional<DutyId> Vocabulary::duty(const YamlNode& word) {
  const auto found = taxonomy_.find_duty(word.text);
  if (!found) unknown(word, "duty", [&] { return ids_of(taxonomy_.duties); });
  return found;
}

std::optional<AttributeId> Vocabulary::attribute(const YamlNode& word) {
  const auto found = taxonomy_.find_attribute(word.text);
  if (!found) unknown(word, "attribute", [&] { return ids_of(taxonomy_.attributes); });
  return found;
}

Unless Vocabulary::unless(const YamlNode& node) {
  Unless alternatives;
  const auto add_alternative = [&](const Words& words) {
    std::vector<SafeguardId> all;
    for (const YamlNode* word : words) {
      if (const auto found = safeguard(*word)) all.push_back(*found);
    }
    make_canonical(all);
    if (!all.empty()) alternatives.push_back(std::move(all));
  };
  std::size_t lists = 0;
  for (const YamlNode& item : node.items) lists += item.is_list() ? 1 : 0;
  if (lists == 0) {
    if (node.is_list() && node.items.empty()) {
      problems_.add(node, "`unless` names no safeguard", "leave it out to mean never");
    }
    add_alternative(read_words(problems_, node, "unless"));
    return alternatives;
  }
  if (lists != node.items.size()) {
    problems_.add(node, "`unless` mixes words and lists",
                  "write `[a, b]` for both together, `[[a], [b]]` for either");
    return alternatives;
  }
  for (const YamlNode& item : node.items) {
    if (item.items.empty()) {
      problems_.add(item, "an empty list in `unless` would always hold", "name a safeguard");
    }
    add_alternative(read_words(problems_, item, "unless"));
  }
  make_canonical(alternatives);
  return alternatives;
}

std::optional<ValueSet> Vocabulary::values(const YamlNode& node, std::string_view key,
                                           Dimension dimension) {
  const Words words = read_words(problems_, node, key);
  if (node.is_list() && node.items.empty()) {
    problems_.add(node, fmt::format("{} admits no value", quoted(key)),
                  "leave it out to mean every value");
  }
  ValueSet admitted;
  for (const YamlNode* word : words) {
    if (const auto found = taxonomy_.find_values(dimension, word->text)) {
      admitted |= *found;
      continue;
    }
    unknown(*word, name_of(dimension), [&] {
      if (dimension == Dimension::kTerritory) return ids_of(taxonomy_.territories);
      const auto& names = taxonomy_.values_of(dimension);
      return Candidates(names.begin(), names.end());
    });
  }
  if (admitted.none()) return std::nullopt;
  return admitted;
}

void Vocabulary::restrict(const YamlNode& node, std::string_view key, Dimension dimension,
                          Context& context) {
  const auto admitted = values(node, key, dimension);
  if (admitted && *admitted != taxonomy_.all_values(dimension)) {
    context.restrict_to(dimension, *admitted);
  }
}

Context Vocabulary::context(const YamlNode& node, std::string_view key) {
  Context context;
  Fields fields(problems_, node, quoted(key), node);
  for (std::size_t i = 0; i < kDimensions; ++i) {
    const auto dimension = static_cast<Dimension>(i);
    if (const YamlNode* words = fields.find(name_of(dimension))) {
      restrict(*words, name_of(dimension), dimension, context);
    }
  }
  fields.done();
  return context;
}

PartyKinds Vocabulary::party_kinds(const YamlNode& node, std::string_view key) {
  unsigned kinds = 0;
  for (const YamlNode* word : read_words(problems_, node, key)) {
    if (const auto kind = read_choice(problems_, *word, key, kPartyKinds)) {
      kinds |= 1U << static_cast<unsigned>(*kind);
    }
  }
  if (node.is_list() && node.items.empty()) {
    problems_.add(node, fmt::format("{} names nobody", quoted(key)),
                  "leave it out to mean every recipient");
  }
  return static_cast<PartyKinds>(kinds);
}

std::optional<Quantity> Vocabulary::quantity(const YamlNode& node, std::string_view key) {
  const auto word = read_word(problems_, node, key);
  if (!word) return std::nullopt;
  const auto quantity = Quantity::parse(*word);
  if (!quantity) {
    problems_.add(
        node,
        fmt::format("{} must be a whole number or a duration, not {}", quoted(key), quoted(*word)),
        "write durations as `30min`, `72h`, `10d` or `2w`");
  }
  return quantity;
}

}  // namespace flowdown::loading
