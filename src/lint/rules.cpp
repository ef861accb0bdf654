// Prohibitions and allowances of one version of a policy: which of them say nothing, which say it
// twice, which allowances are overridden. All by regions, so exact.
//
// A rule is vacuous if its region is empty. Of the others, those are superfluous that may all be
// struck together: a rule of which a single other one covers all (of equal ones, the first stays)
// is *shadowed*; of what remains then, from the last rule to the first, a rule that the remaining
// ones cover together is *redundant*. After both, every rule that remains counts for some point.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "lint/desk.hpp"

namespace flowdown {
namespace {

struct Ban {
  const Rule* rule = nullptr;
  Region region;
  bool stays = true;
};

class RuleLint {
 public:
  RuleLint(Desk& desk, const PolicyVersion& version) : desk_(desk), version_(version) {}

  void run() {
    for (const Rule& rule : version_.rules) {
      if (rule.kind != RuleKind::kProhibit && rule.kind != RuleKind::kAllow) continue;
      Region region = desk_.algebra.of_rule(rule, version_.where);
      if (region.empty()) {
        vacuous(rule);
        continue;
      }
      named_in_vain(rule);
      auto& list = rule.kind == RuleKind::kProhibit ? bans_ : allowances_;
      list.push_back({&rule, std::move(region), true});
    }
    // Above, rules that are shadowed are called redundant.
    if (bans_.size() <= kMostCompared) find_shadowed();
    find_redundant();
    find_overridden();
  }

 private:
  std::string name(const Rule& rule) const { return quoted(desk_.taxonomy, rule); }

  // What tells a rule from the others, wherever it stands.
  std::string key(const Rule& rule) const { return ids_of(desk_.taxonomy, rule.uses); }

  LintFinding& add(LintCode code, Severity severity, const Rule& rule, std::string message,
                   std::string help) {
    LintFinding& finding = desk_.add(code, severity, rule.pos, desk_.subject(version_, rule),
                                     std::move(message), std::move(help));
    finding.key = key(rule);
    return finding;
  }

  void vacuous(const Rule& rule) {
    const bool no_context =
        desk_.contexts.intersect(desk_.contexts.meeting(version_.where),
                                 desk_.contexts.meeting(rule.when)) == kNoContext;
    if (no_context) {
      add(LintCode::kVacuousRule, Severity::kWarning, rule,
          fmt::format("{} speaks of no case at all: its `when` and the `where` of the policy have "
                      "no context in common",
                      name(rule)),
          "mend `when`, or strike the rule");
    } else {
      add(LintCode::kVacuousRule, Severity::kWarning, rule,
          fmt::format("{} speaks of no case at all: its `except` takes out every use that it names",
                      name(rule)),
          "mend `except`, or strike the rule");
    }
  }

  // A use that the rule names and carves out again.
  void named_in_vain(const Rule& rule) {
    UseSet carved = desk_.taxonomy.no_uses();
    for (const UseId use : rule.except) carved |= desk_.taxonomy.below(use);
    std::vector<std::string> vain;
    for (const UseId use : rule.uses) {
      if (desk_.taxonomy.below(use).subset_of(carved)) {
        vain.push_back(desk_.taxonomy.uses[use.index()].id);
      }
    }
    if (vain.empty()) return;
    LintFinding& finding = add(LintCode::kVacuousRule, Severity::kWarning, rule,
                               fmt::format("{} names {} and takes all of it out again by `except`",
                                           name(rule), quoted_list(vain)),
                               "strike it in one of the two lists");
    finding.key += " in vain";
  }

  void find_shadowed() {
    std::vector<UseSet> uses;  // of each region, to compare quickly
    for (const Ban& ban : bans_) {
      uses.push_back(ban.region.always);
      for (const auto& [use, set] : ban.region.sometimes) uses.back().insert(use);
    }
    std::vector<std::size_t> shadow(bans_.size(), bans_.size());
    for (std::size_t i = 0; i < bans_.size(); ++i) {
      for (std::size_t j = 0; j < bans_.size(); ++j) {
        if (i == j || !uses[i].subset_of(uses[j])) continue;
        const bool equal = bans_[i].region == bans_[j].region;
        if (equal ? j > i : !desk_.algebra.covers(bans_[j].region, bans_[i].region)) continue;
        shadow[i] = j;
        bans_[i].stays = false;
        break;
      }
    }
    for (std::size_t i = 0; i < bans_.size(); ++i) {
      if (bans_[i].stays) continue;
      std::size_t by = shadow[i];
      while (!bans_[by].stays) by = shadow[by];  // each covers more, or stands earlier
      say_shadowed(*bans_[i].rule, *bans_[by].rule, bans_[i].region == bans_[by].region);
    }
  }

  void say_shadowed(const Rule& rule, const Rule& by, bool equal) {
    // Two clauses that overlap are how the document is; one clause in two rules is how the file is.
    const bool of_document = !rule.clause.empty() && !by.clause.empty() && rule.clause != by.clause;
    LintFinding& finding = add(
        LintCode::kShadowedRule, of_document ? Severity::kNote : Severity::kWarning, rule,
        equal ? fmt::format("{} says the same as {}, line {}", name(rule), name(by), by.pos.line)
              : fmt::format("{} adds nothing: {}, line {}, covers all of it", name(rule), name(by),
                            by.pos.line),
        of_document
            ? "keep it if the document itself says so twice; else look at both clauses again"
            : "strike it, or narrow the other rule if it was meant to say less");
    finding.related.push_back({by.pos, equal ? "the same is said here" : "this rule covers it"});
  }

  void find_redundant() {
    std::vector<Region> before;  // what the rules before each prohibit, of those that stay
    Region all = desk_.algebra.none();
    for (const Ban& ban : bans_) {
      before.push_back(all);
      if (ban.stays) all = desk_.algebra.unite(all, ban.region);
    }
    Region after = desk_.algebra.none();
    std::vector<std::size_t> redundant;
    for (std::size_t i = bans_.size(); i-- > 0;) {
      Ban& ban = bans_[i];
      if (!ban.stays) continue;
      if (desk_.algebra.covers(desk_.algebra.unite(before[i], after), ban.region)) {
        ban.stays = false;
        redundant.push_back(i);
      } else {
        after = desk_.algebra.unite(after, ban.region);
      }
    }
    for (const std::size_t i : redundant) say_redundant(bans_[i]);
  }

  void say_redundant(const Ban& ban) {
    LintFinding& finding =
        add(LintCode::kRedundantRule, Severity::kNote, *ban.rule,
            fmt::format("{} adds nothing: other rules cover all of it together", name(*ban.rule)),
            "strike it, unless the document itself says so twice");
    Region rest = ban.region;
    for (const Ban& other : bans_) {
      if (!other.stays || rest.empty()) continue;
      Region less = desk_.algebra.subtract(rest, other.region);
      if (less == rest) continue;
      rest = std::move(less);
      finding.related.push_back({other.rule->pos, "this rule covers part of it"});
    }
  }

  void find_overridden() {
    if (allowances_.empty()) return;
    const Region banned = desk_.algebra.of_version(version_, RuleKind::kProhibit);
    for (const Ban& allowance : allowances_) {
      const Region lost = desk_.algebra.intersect(allowance.region, banned);
      if (lost.empty()) continue;
      const Region left = desk_.algebra.subtract(allowance.region, banned);
      if (left.empty()) {
        say_overridden(allowance, lost, Severity::kWarning);
        continue;
      }
      // "Prohibited without a safeguard, allowed with it" is one thought in two rules.
      const Region hopeless = desk_.algebra.subtract(lost, whatever_safeguards(left));
      if (!hopeless.empty()) say_overridden(allowance, hopeless, Severity::kNote);
    }
  }

  // The points of the region, and those that differ from one of them in safeguards alone.
  Region whatever_safeguards(const Region& region) {
    Region wide = desk_.algebra.none();
    wide.always = region.always;
    for (const auto& [use, set] : region.sometimes) {
      const ContextSet wider = desk_.contexts.widen(set, 0, true);
      if (wider == kEveryContext) {
        wide.always.insert(use);
      } else {
        wide.sometimes.emplace_back(use, wider);
      }
    }
    return wide;
  }

  void say_overridden(const Ban& allowance, const Region& lost, Severity severity) {
    const Rule& rule = *allowance.rule;
    const bool wholly = severity == Severity::kWarning;
    LintFinding& finding = add(
        LintCode::kOverriddenAllowance, severity, rule,
        wholly ? fmt::format("{} never takes effect: the same policy prohibits all of it, and "
                             "a prohibition wins",
                             name(rule))
               : fmt::format("{} takes effect only in part: the same policy prohibits some of "
                             "it, and a prohibition wins",
                             name(rule)),
        wholly ? "if the document does allow it, carve it out of the prohibition (`except`, "
                 "`when`, `unless`); else strike the allowance"
               : "if the document allows all of it, carve it out of the prohibition (`except`); "
                 "else say so in the allowance");
    finding.witness = desk_.algebra.witness(lost);
    const bool confirmed = prohibits(desk_.taxonomy, version_, *finding.witness) &&
                           rule_applies(desk_.taxonomy, version_, rule, *finding.witness);
    if (!confirmed) throw std::logic_error("lint: a witness is not confirmed");
    tell(finding, version_.where);
    tell(finding, rule.when);
    for (const Ban& ban : bans_) {
      if (desk_.algebra.intersect(ban.region, lost).empty()) continue;
      finding.related.push_back({ban.rule->pos, "prohibited here"});
      tell(finding, ban.rule->when);
    }
  }

  static void tell(LintFinding& finding, const Context& context) {
    for (const Context::Limit& limit : context.limits) {
      finding.told |= 1U << static_cast<unsigned>(limit.dimension);
    }
  }

  Desk& desk_;
  const PolicyVersion& version_;
  std::vector<Ban> bans_, allowances_;
};

}  // namespace

void lint_rules(Desk& desk, const PolicyVersion& version) { RuleLint(desk, version).run(); }

}  // namespace flowdown
