// The sentence that answers each question: reaches, released, binds, covered. A no names the step
// and the reason; a silence is never called an allowance.
#include <fmt/format.h>

#include <algorithm>

#include "report/explain_words.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

std::string party_of(const Telling& telling) {
  return party_title(telling.model(), telling.question().party);
}

std::string own_ids(const Telling& telling, HoldingId holding) {
  std::vector<std::string> ids;
  for (const auto& [version, extent] : (*telling.flow.sets)[telling.flow.own[holding.index()]]) {
    ids.push_back(policy_id(telling.model(), version));
  }
  return join(ids);
}

bool several_own(const Telling& telling, HoldingId holding) {
  return (*telling.flow.sets)[telling.flow.own[holding.index()]].size() > 1;
}

// The dimensions that agreements and waivers on the way limit.
unsigned limited_on(const Telling& telling, const std::vector<Passing>& way) {
  unsigned mask = 0;
  const auto add = [&mask](const Context& context) {
    for (const Context::Limit& limit : context.limits) {
      mask |= 1U << static_cast<unsigned>(limit.dimension);
    }
  };
  for (const Passing& passing : way) {
    for (const Loss& loss : passing.losses) {
      if (loss.why == Loss::Why::kNarrowed && passing.agreement) {
        add(telling.model().graph.terms_of(passing.agreement).where);
      }
      if (loss.why != Loss::Why::kWaived) continue;
      const WaiverEffect& effect = telling.flow.waivers[loss.waiver];
      add(telling.model().graph.terms_of(effect.agreement).waives[effect.waiver].when);
    }
  }
  return mask;
}

// In which respect the own rules fall short, where their form shows it.
std::string shortfall(const Telling& telling, const OwnCoverage& coverage) {
  const Model& model = telling.model();
  std::vector<std::string> reasons;
  const auto add = [&](std::string reason) {
    if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
      reasons.push_back(std::move(reason));
    }
  };
  for (const RuleRef& ref : coverage.rules) {
    const Rule& rule = rule_of(model, ref);
    const std::string unless = unless_in_words(telling.taxonomy(), rule.unless);
    const std::string when = in_words(telling.taxonomy(), rule.when);
    if (!unless.empty()) add(fmt::format("not where there is {}", unless));
    if (!when.empty()) add(fmt::format("only {}", when));
    const UseId use = telling.question().use;
    const bool names_it = std::any_of(rule.uses.begin(), rule.uses.end(), [&](UseId named) {
      return use && telling.taxonomy().below(named).contains(use);
    });
    if (use && !names_it) {
      constexpr std::size_t kNamed = 3;
      add(fmt::format("only as {}", join(use_titles(telling.taxonomy(), rule.uses), kNamed)));
    }
  }
  return join(reasons);
}

std::string of_rules(const Telling& telling, const OwnCoverage& coverage) {
  const std::string rules = cited(telling.model(), coverage.rules);
  return rules.empty() ? std::string() : fmt::format(" ({})", rules);
}

std::string nothing_counts(const Telling& telling, const PolicyAnswer* answer) {
  if (answer == nullptr) return "nothing to cover: the use cannot happen in its contexts";
  const std::string who = party_of(telling);
  if (answer->issued) return fmt::format("not asked: {} issued the policy itself", who);
  if (answer->wholly_released) return fmt::format("not asked: {} is released from it", who);
  const bool prohibits =
      std::any_of(answer->rules.begin(), answer->rules.end(), [&](const RuleRef& ref) {
        return rule_of(telling.model(), ref).kind == RuleKind::kProhibit;
      });
  if (!prohibits) return "nothing to cover: the policy prohibits nothing here";
  return fmt::format(
      "nothing to cover: the policy does not prohibit it in the contexts and on the "
      "channels in which {} supplies it",
      who);
}

}  // namespace

unsigned dimensions_to_tell(const Telling& telling, HoldingId holding, const UsePoint& point) {
  const Model& model = telling.model();
  const auto states = [&](ContextId id, Dimension dimension) {
    return model.graph.contexts[id.index()].on(dimension) != nullptr;
  };
  // Which of the holding's own policies prohibit the point.
  const auto own = [&](const UsePoint& at_point) {
    std::vector<Stance> stances;
    for (const auto& [version, extent] : (*telling.flow.sets)[telling.flow.own[holding.index()]]) {
      stances.push_back(stance(telling.taxonomy(), model.policies[version], at_point));
    }
    return stances;
  };
  const std::vector<Stance> here = own(point);
  unsigned told = 1U << static_cast<unsigned>(Dimension::kChannel);
  for (std::size_t d = 0; d < kDimensions; ++d) {
    const auto dimension = static_cast<Dimension>(d);
    bool tell = states(telling.flow.party_of(holding).context, dimension) ||
                states(telling.flow.artifact_of(holding).context, dimension);
    UsePoint other = point;
    for (std::size_t v = 0; !tell && v < telling.taxonomy().domain(dimension); ++v) {
      other.context.values[d] = static_cast<std::uint16_t>(v);
      tell = own(other) != here;
    }
    if (tell) told |= 1U << d;
  }
  return told;
}

std::string reaches_in_words(const Telling& telling, const PolicyAnswer& answer) {
  const Model& model = telling.model();
  const std::string who = party_of(telling);
  if (answer.reaches == Answer::kNo) {
    if (answer.way.empty()) {
      return fmt::format("no: no chain of supplies leads from anybody who is under it to {}", who);
    }
    const Passing& last = answer.way.back();
    const std::string losses = losses_in_words(telling, last);
    if (!last.supply) return fmt::format("no: {}", losses);
    const std::string where =
        last.agreement ? agreement_name(model, last.agreement) : std::string("this step");
    return fmt::format("no: it stops at {}: {}", where,
                       losses.empty() ? "nothing of it arrives" : losses);
  }
  std::string text;
  if (answer.regulation) {
    const std::string where = in_words(telling.taxonomy(), model.policies[answer.version].where);
    text = fmt::format(": by law, it holds {}{}", where.empty() ? "everywhere" : where,
                       at(model, model.policies[answer.version].pos));
  }
  if (answer.partly_by_law) text = ": in part by law, in part over these supplies";
  if (answer.reaches == Answer::kYes) return "yes" + text;
  std::vector<std::string> losses;
  for (const Passing& passing : answer.way) {
    if (!passing.losses.empty()) losses.push_back(losses_in_words(telling, passing));
  }
  text += losses.empty() ? "" : fmt::format(": {}", join(losses));
  if (answer.whole_here) {
    text += fmt::format("; but all of it in the contexts that the graph states for {}", who);
  } else if (answer.unreached) {
    const unsigned told = limited_on(telling, answer.way);
    text += fmt::format("; it does not reach, for example, {}",
                        in_words(telling.taxonomy(), *answer.unreached, told));
  }
  return "partly" + text;
}

std::string released_in_words(const Telling& telling, const Released& released) {
  const std::string whole =
      released.extent == Answer::kYes ? "all of it is waived by " : "part of it is waived by ";
  return whole + waiver_in_words(telling, released.waiver);
}

bool may_bind(const PolicyAnswer& answer) {
  const bool open =
      std::any_of(answer.loose.begin(), answer.loose.end(),
                  [](const Passing& passing) { return passing.unbound == Unbound::kUnknownTerms; });
  if (answer.reaches == Answer::kNo || answer.binds != Answer::kNo || !open) return false;
  // A later step that is known not to bind settles it, unless it only hands on what binds before.
  const auto last = answer.loose.back().unbound;
  return last == Unbound::kUnknownTerms || last == Unbound::kSupplierNotBound ||
         last == Unbound::kNotBoundAtParent;
}

std::string binds_in_words(const Telling& telling, const PolicyAnswer& answer) {
  if (answer.reaches == Answer::kNo) return "no: it does not reach the party";
  if (answer.regulation) return "yes: by law, without a contract";
  std::string bound = answer.partly_by_law ? "in part by law" : "";
  for (const Passing& passing : answer.binding) {
    bound += (bound.empty() ? "" : "; then ") + term_in_words(telling, passing);
  }
  if (answer.binds == Answer::kYes) return fmt::format("yes: {}", bound);
  std::string loose = "no contract that brings it makes it binding";
  if (answer.loose_at < answer.loose.size()) {
    const Passing& first = answer.loose[answer.loose_at];
    const Passing& last = answer.loose.back();
    loose = unbound_in_words(telling, first);
    if (answer.loose_at + 1 < answer.loose.size()) {
      loose += fmt::format("; and nothing later takes it up: {}", unbound_in_words(telling, last));
    }
  }
  if (answer.binds == Answer::kPartly) {
    return fmt::format("in part: {}; not the rest: {}", bound, loose);
  }
  return fmt::format("{}: {}", may_bind(answer) ? "not known" : "no", loose);
}

std::string covered_in_words(const Telling& telling, const HoldingAnswer& holding,
                             const PolicyAnswer* answer, const OwnCoverage& coverage) {
  using Stand = OwnCoverage::Stand;
  const std::string who = party_of(telling);
  const std::string own = own_ids(telling, holding.holding);
  const bool several = several_own(telling, holding.holding);
  const std::string rules = of_rules(telling, coverage);
  const bool one = static_cast<bool>(telling.question().use);
  const std::string it = one ? "it" : "all of them";
  std::string numbers;
  if (!one && coverage.stand != Stand::kNothingCounts && coverage.stand != Stand::kUnknown) {
    numbers = fmt::format("{} of {}: ", coverage.covered, count_of(coverage.uses, "use"));
  }
  std::string text;
  switch (coverage.stand) {
    case Stand::kNothingCounts:
      return nothing_counts(telling, answer);
    case Stand::kUnknown:
      return fmt::format("not known: the policies of {} are not stated{}", who,
                         at(telling.model(), telling.flow.party_of(holding.holding).pos));
    case Stand::kNoPolicies:
      return fmt::format("{}{} has no policy of its own{}", one ? "no: " : numbers, who,
                         at(telling.model(), telling.flow.party_of(holding.holding).pos));
    case Stand::kProhibits:
      return fmt::format("{}{} {} {}{}", one ? "yes: " : numbers, own,
                         several ? "prohibit" : "prohibits", it, one ? rules : "");
    case Stand::kPermits:
      text = fmt::format("{}{} expressly {} {}{}", one ? "no: " : numbers, own,
                         several ? "allow" : "allows", one ? "it" : "some of them", rules);
      break;
    case Stand::kConditional:
    case Stand::kPart: {
      const std::string short_of = shortfall(telling, coverage);
      text = fmt::format(
          "{}{} {} {}{}", one ? "in part: " : numbers, own, several ? "prohibit" : "prohibits",
          one ? (short_of.empty() ? "part of it" : "it, but " + short_of) : "only some of them",
          one ? rules : "");
      break;
    }
    case Stand::kCatchAll:
      text = fmt::format("only as something unlawful: {} {} name {}, but {} whatever is unlawful{}",
                         own, several ? "do not" : "does not", one ? "it" : "them",
                         several ? "prohibit" : "prohibits", rules);
      break;
    case Stand::kSilent:
      text = fmt::format("{}{} {} speak of {}, which is not the same as allowing {}",
                         one ? "no: " : numbers, own, several ? "do not" : "does not",
                         one ? "it" : "them", one ? "it" : "them");
      break;
  }
  const bool tell = coverage.witness && (coverage.stand != Stand::kSilent || !one) &&
                    coverage.stand != Stand::kCatchAll;
  if (tell) {
    const unsigned told = dimensions_to_tell(telling, holding.holding, *coverage.witness);
    text += fmt::format("; {}for example, {}",
                        coverage.stand == Stand::kPermits ? "" : "not covered is, ",
                        in_words(telling.taxonomy(), *coverage.witness, told));
  }
  if (coverage.tentative) {
    text +=
        fmt::format("; tentative, since {} {} known to be incomplete", own, several ? "are" : "is");
  }
  return text;
}

std::string covered_in_brief(const Telling& telling, const OwnCoverage& coverage) {
  using Stand = OwnCoverage::Stand;
  if (coverage.stand == Stand::kNothingCounts || coverage.stand == Stand::kUnknown) {
    return coverage.stand == Stand::kUnknown ? "not known" : "-";
  }
  if (!telling.question().use) {
    return fmt::format("{} of {}", coverage.covered, count_of(coverage.uses, "use"));
  }
  switch (coverage.stand) {
    case Stand::kProhibits:
      return "prohibits";
    case Stand::kPermits:
      return "allows";
    case Stand::kConditional:
      return "conditional";
    case Stand::kPart:
      return "in part";
    case Stand::kCatchAll:
      return "if unlawful";
    case Stand::kNoPolicies:
      return "none";
    default:
      return "silent";
  }
}

}  // namespace flowdown
