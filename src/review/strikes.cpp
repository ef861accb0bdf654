// Who prohibits what its own policy expressly allows says both. So the allowance goes: as a whole
// where all of its uses are taken out, else by an exception from it.
#include "review/strikes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/layout.hpp"
#include "report/naming.hpp"
#include "review/facts.hpp"
#include "review/remedies.hpp"

namespace flowdown {

std::vector<Allowance> allowances_of(const Model& model, const Remedy& remedy) {
  const Taxonomy& taxonomy = model.taxonomy;
  std::vector<Allowance> result;
  for (const RuleRef& ref : remedy.strikes) {
    const PolicyVersion& version = model.policies[ref.version];
    const Rule& rule = version.rules[ref.rule];
    Allowance allowance;
    allowance.policy = model.policies.id_of(ref.version);
    allowance.version = version.version;
    allowance.clause = rule.clause;
    allowance.rule = fmt::format("{{{}}}", rule_facts(taxonomy, rule));
    allowance.place = place_of(model.sources, rule.pos);
    Rule less = rule;
    const std::vector<UseId> taken = taken_out(taxonomy, rule, remedy.uses);
    less.except.insert(less.except.end(), taken.begin(), taken.end());
    const auto excepted = [&](UseId use) {
      return std::any_of(less.except.begin(), less.except.end(),
                         [&](UseId out) { return taxonomy.below(out).contains(use); });
    };
    if (!std::all_of(rule.uses.begin(), rule.uses.end(), excepted)) {
      allowance.narrowed = fmt::format("{{{}}}", rule_facts(taxonomy, less));
    }
    result.push_back(std::move(allowance));
  }
  return result;
}

std::string struck_in_words(const std::vector<Allowance>& allowances, std::string_view what) {
  std::vector<std::string> words;
  bool any_struck = false, any_narrowed = false;
  for (const Allowance& one : allowances) {
    (one.narrowed.empty() ? any_struck : any_narrowed) = true;
    std::string text = one.clause.empty() ? fmt::format("policy {}", printable(one.policy))
                                          : fmt::format("clause {}", printable(one.clause));
    if (one.place.known()) {
      text += fmt::format(" ({}:{})", printable(one.place.file), one.place.line);
    }
    words.push_back(std::move(text));
  }
  const bool one = allowances.size() == 1;
  return fmt::format("{}{}{} the {} in {}, so that {} {} no more", any_struck ? "strike" : "",
                     any_struck && any_narrowed ? " or " : "", any_narrowed ? "narrow" : "",
                     one ? "allowance" : "allowances", join(words),
                     one ? "it allows" : "they allow", what);
}

}  // namespace flowdown
