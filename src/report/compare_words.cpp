// What a comparison says, from the general to the particular: the verdict with an example each way,
// groups, uses, duties and limits, what else the documents ask, and what is not known.
#include "report/compare_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/use_list.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

class Teller {
 public:
  Teller(const Model& model, const Comparison& comparison)
      : model_(model), taxonomy_(model.taxonomy), comparison_(comparison) {
    for (std::size_t i = 0; i < 2; ++i) names_[i] = short_name(i);
  }

  std::string policy(std::size_t i) const {
    const PolicyVersion& version = of(i);
    std::string text = reference(i);
    if (!version.title.empty()) text += ", " + printable(version.title);
    text += fmt::format(", issued by {}", printable(version.issuer));
    if (version.effective) text += fmt::format(", in force from {}", version.effective->text());
    if (version.withdrawn) text += fmt::format(" until before {}", version.withdrawn->text());
    const std::string place = file_line(model_, version.pos);
    return place.empty() ? text : fmt::format("{} ({})", text, place);
  }

  std::string meaning() const {
    const auto more = [this](std::size_t i) {
      return fmt::format("{} prohibits all that {} prohibits, and more", names_[i], names_[1 - i]);
    };
    switch (comparison_.verdict) {
      case Verdict::kEquivalent:
        if (!prohibits_anything(0)) return "neither prohibits anything";
        return fmt::format("{} and {} prohibit exactly the same", names_[0], names_[1]);
      case Verdict::kStronger:
        return more(0);
      case Verdict::kWeaker:
        return more(1);
      case Verdict::kIncomparable:
        return "each prohibits something that the other does not";
    }
    return {};
  }

  // Beyond the verdict on prohibitions: which way a later version went, and whether duties differ.
  std::string further() const {
    std::string text;
    if (comparison_.versions_of_one && comparison_.verdict != Verdict::kEquivalent) {
      const bool second_later = of(0).effective < of(1).effective;
      const bool second_stronger = comparison_.verdict == Verdict::kWeaker;
      const std::string_view went = comparison_.verdict == Verdict::kIncomparable
                                        ? "changed both ways"
                                    : second_later == second_stronger ? "was tightened"
                                                                      : "was relaxed";
      text = fmt::format("; with {} the policy {}", names_[second_later ? 1 : 0], went);
    }
    if (comparison_.demands != Verdict::kEquivalent) text += "; duties or limits differ, see below";
    return text;
  }

  ComparisonSection examples() const {
    ComparisonSection section{"For example", {}};
    for (std::size_t i = 0; i < 2; ++i) {
      if (!comparison_.only[i]) continue;
      const Difference& only = *comparison_.only[i];
      section.items.push_back(fmt::format("{} alone prohibits {} ({})", names_[i], point(only),
                                          evidence(i, {only.rule})));
    }
    return section;
  }

  ComparisonSection groups() const {
    ComparisonSection section{"By group", {}};
    if (comparison_.grouping == nullptr) return section;
    section.heading = fmt::format("By group of {}", printable(comparison_.grouping->id));
    for (const GroupDifference& group : comparison_.groups) {
      const std::string title = printable(comparison_.grouping->groups[group.group].title);
      std::string what;
      if (group.speaks[0] != group.speaks[1]) {
        what = fmt::format("{} prohibits some of it, {} nothing", names_[group.speaks[0] ? 0 : 1],
                           names_[group.speaks[0] ? 1 : 0]);
      } else if (group.verdict == Verdict::kIncomparable) {
        what = "both prohibit some of it, each something of its own";
      } else {
        what = fmt::format("both prohibit some of it, {} more",
                           names_[group.verdict == Verdict::kStronger ? 0 : 1]);
      }
      section.items.push_back(fmt::format("{}: {}", title, what));
    }
    return section;
  }

  // The uses that one of the two prohibits, outright or in part, and the other not at all.
  ComparisonSection uses_of_one(std::size_t i, Coverage how_far) const {
    std::vector<UseId> silent, allowed;
    for (const UseDifference& use : comparison_.uses) {
      const Coverage other = use.coverage[1 - i];
      if (use.coverage[i] != how_far || prohibits_some(other)) continue;
      (other == Coverage::kAllowed ? allowed : silent).push_back(use.use);
    }
    std::string heading = fmt::format("Prohibited by {} alone", names_[i]);
    if (comparison_.versions_of_one) {
      const std::size_t older = of(1).effective < of(0).effective ? 1 : 0;
      heading = i == older ? "No longer prohibited" : "Newly prohibited";
    }
    if (how_far == Coverage::kPart) {
      heading += ", but in some contexts only or unless safeguards are in place";
    }
    const std::size_t count = silent.size() + allowed.size();
    ComparisonSection section{fmt::format("{} ({})", heading, count_of(count, "use")), {}};
    for (const std::string& words : listed(i, allowed)) {
      section.items.push_back(fmt::format("expressly allowed by {}: {}", names_[1 - i], words));
    }
    for (std::string& words : listed(i, silent)) section.items.push_back(std::move(words));
    return section;
  }

  // Uses that differ in the same way are told together.
  ComparisonSection uses_of_both() const {
    std::vector<std::pair<std::string, std::vector<UseId>>> told;  // how they differ, which
    for (const UseDifference& use : comparison_.uses) {
      if (!prohibits_some(use.coverage[0]) || !prohibits_some(use.coverage[1])) continue;
      std::string how;
      for (std::size_t i = 0; i < 2; ++i) {
        if (!use.only[i]) continue;
        const std::string where = point(*use.only[i]).substr(use_title(taxonomy_, use.use).size());
        how += fmt::format("{} {} alone prohibits this{} ({})", how.empty() ? "" : ";", names_[i],
                           where, evidence(i, {use.only[i]->rule}));
      }
      const auto same =
          std::find_if(told.begin(), told.end(), [&how](const auto& t) { return t.first == how; });
      if (same == told.end()) {
        told.emplace_back(std::move(how), std::vector{use.use});
      } else {
        same->second.push_back(use.use);
      }
    }
    ComparisonSection section{"Prohibited by both, but not alike", {}};
    for (const auto& [how, uses] : told) {
      section.items.push_back(fmt::format("{}:{}", join(use_titles(taxonomy_, uses)), how));
    }
    return section;
  }

  ComparisonSection demands() const {
    ComparisonSection section{"Duties and limits", {}};
    for (const DemandDifference& demand : comparison_.differing_demands) {
      std::string title = demand.kind == RuleKind::kRequire
                              ? duty_title(taxonomy_, demand.duty)
                              : "limit of " + attribute_title(taxonomy_, demand.attribute);
      std::string text = title + ": ";
      for (std::size_t i = 0; i < 2; ++i) {
        text += i == 0 ? "" : "; ";
        text += names_[i] + " asks " + (demand.rules[i].empty() ? "nothing" : "");
        for (std::size_t r = 0; r < demand.rules[i].size(); ++r) {
          text += (r == 0 ? "" : ", and ") + asked(i, demand.rules[i][r]);
        }
      }
      section.items.push_back(std::move(text));
    }
    return section;
  }

  ComparisonSection terms() const {
    ComparisonSection section{"How the documents work", {}};
    for (const TermDifference& term : comparison_.terms) {
      section.items.push_back(fmt::format("{}: {} in {}, {} in {}", term.key,
                                          printable(term.values[0]), names_[0],
                                          printable(term.values[1]), names_[1]));
    }
    return section;
  }

  std::vector<std::string> caveats() const {
    std::vector<std::string> result;
    const bool same = comparison_.versions[0] == comparison_.versions[1];
    for (std::size_t i = 0; i < (same ? 1U : 2U); ++i) {
      if (of(i).complete) continue;
      result.push_back(fmt::format(
          "The file of {} is known not to hold every rule of its document, so what it does not "
          "say is tentative.",
          names_[i]));
    }
    result.emplace_back("Silence is not permission. This is not legal advice.");
    return result;
  }

 private:
  const PolicyVersion& of(std::size_t i) const { return model_.policies[comparison_.versions[i]]; }

  static bool prohibits_some(Coverage coverage) {
    return coverage == Coverage::kPart || coverage == Coverage::kWhole;
  }

  bool prohibits_anything(std::size_t i) const {
    return std::any_of(of(i).rules.begin(), of(i).rules.end(),
                       [](const Rule& rule) { return rule.kind == RuleKind::kProhibit; });
  }

  std::string reference(std::size_t i) const {
    std::string text = policy_id(model_, comparison_.versions[i]);
    if (!of(i).version.empty()) text += '@' + printable(of(i).version);
    return text;
  }

  // As short as tells the two apart.
  std::string short_name(std::size_t i) const {
    if (!comparison_.versions_of_one) return policy_id(model_, comparison_.versions[i]);
    return of(i).version.empty() ? "the version without a date" : printable(of(i).version);
  }

  std::string evidence(std::size_t i, const std::vector<std::uint32_t>& rules) const {
    std::vector<RuleRef> refs;
    for (const std::uint32_t rule : rules) refs.push_back({comparison_.versions[i], rule});
    const std::string clauses = clauses_in_words(model_, refs, 3);
    const std::string place = file_line(model_, of(i).rules[rules.front()].pos);
    return clauses.empty() ? place : fmt::format("{}, {}", clauses, place);
  }

  // "eating disorders, as text, with no safeguard in place": what of the context matters.
  std::string point(const Difference& only) const {
    const std::vector<bool>& safeguards = only.witness.context.safeguards;
    const bool none = std::find(safeguards.begin(), safeguards.end(), true) == safeguards.end();
    std::string text = in_words(taxonomy_, only.witness, only.depends_on);
    if (only.depends_on_safeguards) {
      if (none) text += ", with no safeguard in place";
    } else if (only.depends_on == 0) {
      text += ", whatever the context";
    }
    return text;
  }

  // "within 3 days, of distributors, to consumers (clause 7, file:12)".
  std::string asked(std::size_t i, std::uint32_t index) const {
    const Rule& rule = of(i).rules[index];
    std::string text = rule.kind == RuleKind::kLimit ? rule_in_words(taxonomy_, rule) : "for it";
    if (rule.kind == RuleKind::kRequire && !rule.text.empty()) {
      text += fmt::format(R"( as "{}")", printable(rule.text));
    }
    if (rule.parameter) {
      const std::string key = printable(taxonomy_.duties[rule.duty.index()].parameter);
      const std::string amount = in_words(*rule.parameter);
      text += key == "within" ? " within " + amount : fmt::format(" ({}: {})", key, amount);
    }
    if (rule.kind == RuleKind::kLimit) {
      text += rule.measured == Measured::kAtRelease ? ", measured at release" : ", at all times";
    }
    std::vector<std::string> kinds;
    for (unsigned kind = 0; kind <= static_cast<unsigned>(PartyKind::kRegulator); ++kind) {
      if ((rule.owed_by >> kind & 1U) == 0) continue;
      kinds.push_back(fmt::format("{}s", kind_in_words(static_cast<PartyKind>(kind))));
    }
    if (!kinds.empty()) text += " of " + join(kinds);
    if (const std::string when = in_words(taxonomy_, rule.when); !when.empty()) text += ' ' + when;
    if (!rule.unless.empty()) text += " unless " + unless_in_words(taxonomy_, rule.unless);
    return fmt::format("{} ({})", text, evidence(i, {index}));
  }

  // What policy `i` prohibits of the uses, by group and then the rest, with the clauses.
  std::vector<std::string> listed(std::size_t i, const std::vector<UseId>& uses) const {
    std::vector<std::string> items;
    UseSet shown = taxonomy_.no_uses();
    const auto add = [&](const UseSet& together) {
      Detail detail;
      for (const UseId use : uses) {
        if (!together.contains(use) || shown.contains(use)) continue;
        detail.uses.push_back(use);
        shown.insert(use);
      }
      if (detail.uses.empty()) return;
      const UsesByGroup words = uses_by_group(taxonomy_, comparison_.grouping, detail);
      const std::string clauses = clauses_in_words(model_, rules_for(i, detail.uses), 3);
      items.push_back(words.part.words.empty() ? words.outside.words.front()
                                               : words.part.words.front());
      if (!clauses.empty()) items.back() += ", " + clauses;
    };
    if (comparison_.grouping != nullptr) {
      for (const Group& group : comparison_.grouping->groups) {
        UseSet members = taxonomy_.no_uses();
        for (const UseId use : group.uses) members |= taxonomy_.below(use);
        add(members);
      }
    }
    for (const UseId use : uses) {
      const bool is_top = std::none_of(uses.begin(), uses.end(), [&](UseId other) {
        return other != use && !shown.contains(other) && taxonomy_.below(other).contains(use);
      });
      if (is_top) add(taxonomy_.below(use));
    }
    return items;
  }

  std::vector<RuleRef> rules_for(std::size_t i, const std::vector<UseId>& uses) const {
    std::vector<RuleRef> rules;
    for (const UseDifference& difference : comparison_.uses) {
      if (!std::binary_search(uses.begin(), uses.end(), difference.use)) continue;
      rules.push_back({comparison_.versions[i], difference.only[i]->rule});
    }
    return rules;
  }

  const Model& model_;
  const Taxonomy& taxonomy_;
  const Comparison& comparison_;
  std::array<std::string, 2> names_;
};

}  // namespace

ComparisonWords in_words(const Model& model, const Comparison& comparison,
                         const std::string& condition) {
  const Teller teller(model, comparison);
  ComparisonWords words;
  words.policies = {teller.policy(0), teller.policy(1)};
  words.verdict = name_of(comparison.verdict);
  words.meaning = teller.meaning() + teller.further();
  if (!condition.empty()) words.meaning += fmt::format(", where {}", printable(condition));
  for (ComparisonSection& section :
       std::vector{teller.examples(), teller.groups(), teller.uses_of_one(0, Coverage::kWhole),
                   teller.uses_of_one(0, Coverage::kPart), teller.uses_of_one(1, Coverage::kWhole),
                   teller.uses_of_one(1, Coverage::kPart), teller.uses_of_both(), teller.demands(),
                   teller.terms()}) {
    if (!section.items.empty()) words.sections.push_back(std::move(section));
  }
  words.caveats = teller.caveats();
  return words;
}

}  // namespace flowdown
