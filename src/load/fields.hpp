// Typed reading of YAML nodes. Every function reports what does not fit and then returns nothing,
// so that a reader goes on to the next field.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/date.hpp"
#include "flowdown/keywords.hpp"
#include "load/problems.hpp"
#include "load/yaml_node.hpp"

namespace flowdown::loading {

// A word that stands for a value of an enum.
template <class Value>
using Choice = Keyword<Value>;

inline constexpr std::size_t kMaxIdBytes = 200;

using Words = std::vector<const YamlNode*>;

// What a node is, for messages: "a list", "a mapping", "nothing", "a word".
std::string_view kind_of(const YamlNode& node);

// In these, `name` is the key whose value is read.
// Any text.
std::optional<std::string_view> read_word(Problems& problems, const YamlNode& node,
                                          std::string_view name);
// A list of words, or one word that stands for a list of it.
Words read_words(Problems& problems, const YamlNode& node, std::string_view name);
std::optional<Date> read_date(Problems& problems, const YamlNode& node, std::string_view name);
// A whole number, not negative, `_` allowed between digits.
std::optional<std::int64_t> read_integer(Problems& problems, const YamlNode& node,
                                         std::string_view name);
std::optional<bool> read_boolean(Problems& problems, const YamlNode& node, std::string_view name);
// Which of `choices` a word is.
std::optional<std::size_t> read_choice(Problems& problems, const YamlNode& node,
                                       std::string_view name, const Candidates& choices);
// Reports a word that is no id. `kind` is what it is to name.
void check_id(Problems& problems, const YamlNode& word, std::string_view kind);

template <class Value, std::size_t N>
std::optional<Value> read_choice(Problems& problems, const YamlNode& node, std::string_view name,
                                 const Choice<Value> (&choices)[N]) {
  for (const auto& choice : choices) {
    if (node.is_word() && node.text == choice.word) return choice.value;
  }
  Candidates words;
  for (const auto& choice : choices) words.push_back(choice.word);
  const auto chosen = read_choice(problems, node, name, words);
  if (!chosen) return std::nullopt;
  return choices[*chosen].value;
}

// The keys of one mapping. Whatever key a reader asks for is a key that the mapping may have;
// done() reports the others.
class Fields {
 public:
  // `what` is how messages call the mapping ("party `aws`"), `at` is where they say that one of
  // its keys is missing. Reports a node that is no mapping, and then has no keys.
  Fields(Problems& problems, const YamlNode& map, std::string what, const YamlNode& at);

  const std::string& what() const { return what_; }

  // The key's value; null where the key is absent, and, reported once, where it has none.
  const YamlNode* find(std::string_view key);
  // As find(), and reports an absent key. `help` says what to write.
  const YamlNode* require(std::string_view key, std::string help = {});
  bool has(std::string_view key) const;

  std::string text(std::string_view key);  // empty where there is none
  Words words(std::string_view key);
  std::optional<Date> date(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  template <class Value, std::size_t N>
  std::optional<Value> choice(std::string_view key, const Choice<Value> (&choices)[N]) {
    const YamlNode* node = find(key);
    return node == nullptr ? std::nullopt : read_choice(problems_, *node, key, choices);
  }
  template <class Value, std::size_t N>
  std::optional<Value> require_choice(std::string_view key, const Choice<Value> (&choices)[N]) {
    if (has(key)) return choice(key, choices);
    Candidates words;
    for (const auto& choice : choices) words.push_back(choice.word);
    require(key, "one of " + listed(words, "or"));
    return std::nullopt;
  }

  void done();

 private:
  const YamlEntry* entry(std::string_view key) const;

  Problems& problems_;
  const YamlNode& map_;
  std::string what_;
  const YamlNode& at_;
  Candidates allowed_;  // the keys asked for
};

}  // namespace flowdown::loading
