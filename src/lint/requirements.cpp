// Duties and limits of one version of a policy: those that are void, since another rule asks as
// much or more wherever they speak, and those that cannot be met together.
//
// A rule speaks in a set of contexts and of some kinds of party. A laxer rule inside a stricter one
// is void; a laxer rule that reaches further is the general case beside a special one, and fine.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "lint/desk.hpp"

namespace flowdown {
namespace {

constexpr PartyKinds kEveryKind = 31;

PartyKinds owed_by(const Rule& rule) {
  return rule.owed_by == kEveryRecipient ? kEveryKind : rule.owed_by;
}

struct Demand {
  const Rule* rule = nullptr;
  ContextSet where = kNoContext;
};

// How much the first of two rules asks, of the same duty or attribute, against the second.
enum class Asks : std::uint8_t { kLess, kTheSame, kMore, kIncomparable };

Asks compare(const Taxonomy& taxonomy, const Rule& a, const Rule& b) {
  if (a.kind == RuleKind::kLimit) {
    if (a.measured != b.measured) return Asks::kIncomparable;
    if (a.at_most == b.at_most) return Asks::kTheSame;
    return a.at_most > b.at_most ? Asks::kLess : Asks::kMore;
  }
  if (a.parameter == b.parameter) return Asks::kTheSame;
  if (!a.parameter) return Asks::kLess;
  if (!b.parameter) return Asks::kMore;
  if (a.parameter->unit != b.parameter->unit) return Asks::kIncomparable;
  const bool smaller = a.parameter->value < b.parameter->value;
  const bool smaller_is_stricter = taxonomy.duties[a.duty.index()].stricter == Stricter::kSmaller;
  return smaller == smaller_is_stricter ? Asks::kMore : Asks::kLess;
}

bool same_matter(const Rule& a, const Rule& b) {
  if (a.kind != b.kind) return false;
  return a.kind == RuleKind::kRequire ? a.duty == b.duty : a.attribute == b.attribute;
}

class RequirementLint {
 public:
  RequirementLint(Desk& desk, const PolicyVersion& version) : desk_(desk), version_(version) {}

  void run() {
    for (const Rule& rule : version_.rules) {
      if (rule.kind != RuleKind::kRequire && rule.kind != RuleKind::kLimit) continue;
      ContextSet where = desk_.contexts.intersect(desk_.contexts.meeting(version_.where),
                                                  desk_.contexts.meeting(rule.when));
      if (where == kNoContext) {
        add(LintCode::kVacuousRule, Severity::kWarning, rule,
            fmt::format("{} speaks of no case at all: its `when` and the `where` of the policy "
                        "have no context in common",
                        name(rule)),
            "mend `when`, or strike the rule");
        continue;
      }
      where = desk_.contexts.intersect(where, desk_.contexts.not_lifted_by(rule.unless));
      demands_.push_back({&rule, where});
    }
    if (demands_.size() > kMostCompared) return;
    for (std::size_t i = 0; i < demands_.size(); ++i) {
      bool said = false;  // of each rule once
      for (std::size_t j = 0; j < demands_.size() && !said; ++j) {
        said = i != j && same_matter(*demands_[i].rule, *demands_[j].rule) && compare_pair(i, j);
      }
    }
    for (std::size_t i = 0; i < demands_.size(); ++i) {
      if (demands_[i].rule->kind == RuleKind::kRequire) find_contradictions(i);
    }
  }

 private:
  std::string name(const Rule& rule) const { return quoted(desk_.taxonomy, rule); }

  // The rule with its amount: `require: incident_report` within 3d (clause 4).
  std::string with_amount(const Rule& rule) const {
    if (rule.kind == RuleKind::kLimit) {
      return fmt::format("{}, at most {}", name(rule), rule.at_most);
    }
    if (!rule.parameter) return name(rule);
    return fmt::format("{}, `{}: {}`", name(rule),
                       desk_.taxonomy.duties[rule.duty.index()].parameter, rule.parameter->text());
  }

  LintFinding& add(LintCode code, Severity severity, const Rule& rule, std::string message,
                   std::string help) {
    LintFinding& finding = desk_.add(code, severity, rule.pos, desk_.subject(version_, rule),
                                     std::move(message), std::move(help));
    finding.key = rule.kind == RuleKind::kRequire
                      ? desk_.taxonomy.duties[rule.duty.index()].id
                      : desk_.taxonomy.attributes[rule.attribute.index()].id;
    return finding;
  }

  bool inside(const Demand& a, const Demand& b) {
    return (owed_by(*a.rule) & ~owed_by(*b.rule)) == 0 &&
           desk_.contexts.subtract(a.where, b.where) == kNoContext;
  }

  bool overlap(const Demand& a, const Demand& b) {
    return (owed_by(*a.rule) & owed_by(*b.rule)) != 0 &&
           desk_.contexts.intersect(a.where, b.where) != kNoContext;
  }

  // Says what is wrong with the first of the two rules, if anything.
  bool compare_pair(std::size_t i, std::size_t j) {
    const Demand &a = demands_[i], &b = demands_[j];
    const Rule &rule = *a.rule, &other = *b.rule;
    switch (compare(desk_.taxonomy, rule, other)) {
      case Asks::kMore:
        break;
      case Asks::kTheSame:
        // Of two equal rules the later one is superfluous. The texts may be what they differ in.
        if (!inside(a, b) || (inside(b, a) && i < j) || rule.text != other.text) break;
        add(LintCode::kShadowedRule, severity(rule, other), rule,
            fmt::format("{} adds nothing: {}, line {}, asks the same wherever it speaks",
                        name(rule), name(other), other.pos.line),
            "strike it, unless the document itself says so twice")
            .related.push_back({other.pos, "the same is asked here"});
        return true;
      case Asks::kLess:
        if (!inside(a, b)) break;
        add(LintCode::kContradictoryRules, Severity::kWarning, rule,
            fmt::format("{} is void: {}, line {}, asks more wherever it speaks", with_amount(rule),
                        with_amount(other), other.pos.line),
            "if it is the exception, take its cases out of the other rule (`when`, `of`); else "
            "strike it")
            .related.push_back({other.pos, "more is asked here"});
        return true;
      case Asks::kIncomparable:
        if (i < j || rule.kind == RuleKind::kLimit || !overlap(a, b)) break;
        add(LintCode::kContradictoryRules, Severity::kWarning, rule,
            fmt::format("{} and {}, line {}, speak of the same cases in units that do not compare",
                        with_amount(rule), with_amount(other), other.pos.line),
            "state both as a number, or both as a duration")
            .related.push_back({other.pos, "stated otherwise here"});
        return true;
    }
    return false;
  }

  static Severity severity(const Rule& rule, const Rule& other) {
    const bool of_document =
        !rule.clause.empty() && !other.clause.empty() && rule.clause != other.clause;
    return of_document ? Severity::kNote : Severity::kWarning;
  }

  // What the taxonomy says cannot be met together with this duty: other duties (once for each
  // pair), and prohibitions.
  void find_contradictions(std::size_t i) {
    const Demand& a = demands_[i];
    for (std::size_t j = 0; j < i; ++j) {
      const Demand& b = demands_[j];
      if (b.rule->kind != RuleKind::kRequire || !overlap(a, b)) continue;
      if (!contradict(a.rule->duty, b.rule->duty)) continue;
      say_contradictory(*a.rule, *b.rule);
    }
    for (const UseId use : desk_.taxonomy.duties[a.rule->duty.index()].contradicts_uses) {
      for (const Rule& rule : version_.rules) {
        if (rule.kind != RuleKind::kProhibit) continue;
        const Region region = desk_.algebra.of_rule(rule, version_.where);
        if (desk_.contexts.intersect(region.of(use), a.where) == kNoContext) continue;
        say_contradictory(*a.rule, rule);
      }
    }
  }

  bool contradict(DutyId a, DutyId b) const {
    const auto names = [&](DutyId duty, DutyId other) {
      const auto& listed = desk_.taxonomy.duties[duty.index()].contradicts_duties;
      return std::find(listed.begin(), listed.end(), other) != listed.end();
    };
    return names(a, b) || names(b, a);
  }

  void say_contradictory(const Rule& rule, const Rule& other) {
    LintFinding& finding =
        add(LintCode::kContradictoryRules, Severity::kWarning, rule,
            fmt::format("{} and {}, line {}, cannot both be met: the taxonomy says that they "
                        "contradict each other, and both speak of the same cases",
                        name(rule), name(other), other.pos.line),
            "look at the document again; narrow one of the rules (`when`, `of`)");
    finding.related.push_back({other.pos, "the other rule"});
    finding.key += fmt::format(" and {}", name(other));
  }

  Desk& desk_;
  const PolicyVersion& version_;
  std::vector<Demand> demands_;
};

}  // namespace

void lint_requirements(Desk& desk, const PolicyVersion& version) {
  RequirementLint(desk, version).run();
}

}  // namespace flowdown
