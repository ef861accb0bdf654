// Gates. A misspelt code would let findings through, so every word that can be checked is.
#include "load/gate_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "load/fields.hpp"

namespace flowdown::loading {
namespace {

constexpr Choice<GateAction> kActions[] = {
    {"block", GateAction::kBlock},
    {"condition", GateAction::kCondition},
    {"list", GateAction::kList},
    {"ignore", GateAction::kIgnore},
};

constexpr Choice<Within> kWithin[] = {
    {"anywhere", Within::kAnywhere},
    {"draft", Within::kDraft},
};

const Candidates kSeverities = {"error", "warning", "note"};

class GateRuleReader {
 public:
  GateRuleReader(const GateWords& words, Problems& problems) : words_(words), problems_(problems) {}

  GateRule read(const YamlNode& node) {
    GateRule rule;
    Fields fields(problems_, node, "a rule of a gate", node);
    const YamlNode* which = nullptr;
    for (const auto& action : kActions) {
      const YamlNode* found = fields.find(action.word);
      if (found == nullptr) continue;
      if (which != nullptr) {
        problems_.add(*found, fmt::format("a rule of a gate has one of {}, not two", names()));
        continue;
      }
      which = found;
      rule.action = action.value;
    }
    const auto within = fields.choice("within", kWithin);
    if (within && rule.action != GateAction::kCondition) {
      problems_.add(*fields.find("within"), "`within` is for conditions alone");
    }
    rule.within = within.value_or(rule.within);
    rule.note = fields.text("note");
    fields.done();
    if (which != nullptr) {
      read_match(*which, rule);
    } else if (node.is_map()) {
      problems_.add(node, fmt::format("a rule of a gate needs one of {}", names()));
    }
    return rule;
  }

 private:
  static std::string names() {
    Candidates words;
    for (const auto& action : kActions) words.push_back(action.word);
    return listed(words, "or");
  }

  void read_match(const YamlNode& node, GateRule& rule) {
    Fields fields(problems_, node, "what the rule is about", node);
    rule.codes = known(fields, "codes", "code", words_.codes);
    rule.severities = known(fields, "severities", "severity", kSeverities);
    rule.groups = known(fields, "groups", "group", words_.groups);
    rule.policies = known(fields, "policies", "policy", words_.policies);
    fields.done();
  }

  // The words of a key; an empty list would admit everything without looking so.
  std::vector<std::string> known(Fields& fields, std::string_view key, std::string_view kind,
                                 const Candidates& words) {
    std::vector<std::string> result;
    const YamlNode* node = fields.find(key);
    if (node == nullptr) return result;
    if (node->is_list() && node->items.empty()) {
      problems_.add(*node, fmt::format("{} names none", quoted(key)),
                    "leave it out to mean every one");
    }
    for (const YamlNode* word : read_words(problems_, *node, key)) {
      if (!words.empty() && std::find(words.begin(), words.end(), word->text) == words.end()) {
        problems_.add_unknown(*word, kind, word->text, [&] { return words; });
      }
      result.push_back(word->text);
    }
    return result;
  }

  const GateWords& words_;
  Problems& problems_;
};

}  // namespace

Gate read_gate(const YamlNode& document, const GateWords& words, Problems& problems) {
  Gate gate;
  Fields fields(problems, document, "a gate", document);
  fields.find("flowdown");
  const YamlNode* id = fields.find("gate");
  if (id != nullptr && read_word(problems, *id, "gate")) {
    check_id(problems, *id, "gate");
    gate.id = id->text;
  }
  gate.title = fields.text("title");
  fields.text("note");
  const YamlNode* rules = fields.require("rules", "a list; the first rule that fits counts");
  fields.done();
  if (rules == nullptr) return gate;
  if (!rules->is_list()) {
    problems.add(*rules, fmt::format("`rules` must be a list, not {}", kind_of(*rules)));
    return gate;
  }
  if (rules->items.empty()) {
    problems.add(*rules, "the gate has no rule, so that it would let everything pass");
  }
  GateRuleReader reader(words, problems);
  for (const YamlNode& rule : rules->items) {
    if (rule.kind != YamlNode::Kind::kRefused) gate.rules.push_back(reader.read(rule));
  }
  return gate;
}

}  // namespace flowdown::loading
