// Rules: prohibit, allow, require, limit. The key that a rule has of these four decides which other
// keys it may have, so a key that belongs to another kind of rule is answered as unknown here.
#include <fmt/format.h>

#include <set>

#include "load/policy_reader.hpp"

namespace flowdown::loading {
namespace {

constexpr Choice<RuleKind> kRuleKinds[] = {
    {"prohibit", RuleKind::kProhibit},
    {"allow", RuleKind::kAllow},
    {"require", RuleKind::kRequire},
    {"limit", RuleKind::kLimit},
};

constexpr std::string_view kWhatARuleIs =
    "a rule is one of `prohibit`, `allow`, `require` or `limit`";

class RuleReader {
 public:
  RuleReader(const YamlNode& node, Vocabulary& vocabulary)
      : node_(node),
        vocabulary_(vocabulary),
        problems_(vocabulary.problems()),
        fields_(problems_, node, "a rule", node) {}

  // Nothing where it is no rule of any kind.
  std::optional<Rule> read() {
    const auto kind = find_kind();
    if (!kind) return std::nullopt;
    rule_.kind = kind->value;
    rule_.pos = node_.pos;
    switch (kind->value) {
      case RuleKind::kProhibit:
      case RuleKind::kAllow:
        read_uses(kind->word);
        break;
      case RuleKind::kRequire:
        read_duty();
        break;
      case RuleKind::kLimit:
        read_limit();
        break;
    }
    read_common();
    fields_.done();
    return std::move(rule_);
  }

 private:
  std::optional<Choice<RuleKind>> find_kind() {
    if (!node_.is_map()) return std::nullopt;  // reported by `fields_`
    std::optional<Choice<RuleKind>> found;
    for (const YamlEntry& entry : node_.entries) {
      for (const auto& kind : kRuleKinds) {
        if (entry.key.text != kind.word) continue;
        if (found) {
          problems_.add(entry.key,
                        fmt::format("one rule cannot both {} and {}", found->word, kind.word),
                        "write two rules");
          return std::nullopt;
        }
        found = kind;
      }
    }
    if (found) return found;
    for (const auto& kind : kRuleKinds) fields_.find(kind.word);
    for (const char* key : {"except", "when", "unless", "clause", "text", "note", "source",
                            "confidence", "of", "at_most", "measured"}) {
      fields_.find(key);
    }
    problems_.add(node_, "this rule says nothing", std::string(kWhatARuleIs));
    fields_.done();
    return std::nullopt;
  }

  void read_common() {
    if (const YamlNode* when = fields_.find("when"))
      rule_.when = vocabulary_.context(*when, "when");
    if (const YamlNode* unless = fields_.find("unless")) rule_.unless = vocabulary_.unless(*unless);
    rule_.clause = fields_.text("clause");
    rule_.text = fields_.text("text");
    rule_.note = fields_.text("note");
    rule_.source = fields_.text("source");
    rule_.confidence = fields_.choice("confidence", kConfidences);
  }

  void read_uses(std::string_view verb) {
    if (const YamlNode* uses = fields_.find(verb)) {
      if (uses->is_list() && uses->items.empty()) {
        problems_.add(*uses, fmt::format("{} names no use", quoted(verb)));
      }
      const Words words = read_words(problems_, *uses, verb);
      rule_.uses = vocabulary_.uses(words);
      note_repeated(words);
    }
    const bool all_known = !rule_.uses.empty();
    const Words except = fields_.words("except");
    note_repeated(except);
    for (const YamlNode* word : except) {
      const auto use = vocabulary_.use(*word);
      if (!use) continue;
      rule_.except.push_back(*use);
      if (all_known && !below_a_use(*use)) {
        problems_.add(
            *word, fmt::format("{} carves out nothing", loading::quoted(word->text)),
            fmt::format("it is not below any use that the rule names after {}", quoted(verb)));
      }
    }
    make_canonical(rule_.except);
    make_canonical(rule_.repeated);
  }

  // Keeps those words that stand in their list more than once.
  void note_repeated(const Words& words) {
    std::set<std::string_view> seen;
    for (const YamlNode* word : words) {
      if (seen.insert(word->text).second) continue;
      if (const auto use = vocabulary_.taxonomy().find_use(word->text)) {
        rule_.repeated.push_back(*use);
      }
    }
  }

  bool below_a_use(UseId use) const {
    for (const UseId named : rule_.uses) {
      if (vocabulary_.taxonomy().below(named).contains(use)) return true;
    }
    return false;
  }

  void read_duty() {
    if (const YamlNode* duty = fields_.find("require")) {
      if (read_word(problems_, *duty, "require")) {
        rule_.duty = vocabulary_.duty(*duty).value_or(DutyId());
      }
    }
    if (rule_.duty) {
      const std::string& key = vocabulary_.taxonomy().duties[rule_.duty.index()].parameter;
      if (!key.empty()) {
        if (const YamlNode* parameter = fields_.find(key)) {
          rule_.parameter = vocabulary_.quantity(*parameter, key);
        }
      }
    } else {
      // Which parameter the duty has is not known, so none is called unknown.
      for (const Duty& duty : vocabulary_.taxonomy().duties) {
        if (!duty.parameter.empty()) fields_.find(duty.parameter);
      }
    }
    read_owed_by();
  }

  void read_limit() {
    if (const YamlNode* attribute = fields_.find("limit")) {
      if (read_word(problems_, *attribute, "limit")) {
        rule_.attribute = vocabulary_.attribute(*attribute).value_or(AttributeId());
      }
    }
    if (const YamlNode* at_most = fields_.require("at_most", "write the largest number allowed")) {
      rule_.at_most = read_integer(problems_, *at_most, "at_most").value_or(0);
    }
    rule_.measured = fields_.choice("measured", kMeasured).value_or(Measured::kContinuous);
    read_owed_by();
  }

  void read_owed_by() {
    if (const YamlNode* of = fields_.find("of")) rule_.owed_by = vocabulary_.party_kinds(*of, "of");
  }

  const YamlNode& node_;
  Vocabulary& vocabulary_;
  Problems& problems_;
  Fields fields_;
  Rule rule_;
};

}  // namespace

std::vector<Rule> read_rules(const YamlNode& list, std::string_view key, Vocabulary& vocabulary) {
  std::vector<Rule> rules;
  if (!list.is_list()) {
    vocabulary.problems().add(
        list, fmt::format("{} must be a list of rules, not {}", quoted(key), kind_of(list)),
        "begin each rule with `- `");
    return rules;
  }
  for (const YamlNode& item : list.items) {
    if (item.kind == YamlNode::Kind::kRefused) continue;
    if (auto rule = RuleReader(item, vocabulary).read()) rules.push_back(std::move(*rule));
  }
  return rules;
}

}  // namespace flowdown::loading
