// The words for single steps. Every step is told in the same two parts: what the graph shows, with
// its line, and what becomes of the policy there.
#include "report/explain_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kUsesOfEntry = 3;

// What the step is about, by its short name.
std::string policy_of(const Telling& telling, const Passing& passing) {
  const VersionId version = passing.arrives_as ? passing.arrives_as : passing.leaves_as;
  return policy_id(telling.model(), version);
}

const PolicyVersion& version_of(const Telling& telling, const Passing& passing) {
  return telling.model().policies[passing.leaves_as ? passing.leaves_as : passing.arrives_as];
}

const Terms* terms_of(const Telling& telling, const Passing& passing) {
  if (passing.agreement) return &telling.model().graph.terms_of(passing.agreement);
  if (!passing.supply) return nullptr;
  const Supply& supply = telling.flow.supplies[passing.supply.index()];
  if (supply.kind == SupplyKind::kDerivation) return nullptr;
  return &telling.flow.terms_of(passing.supply);
}

std::string channel_in_words(const Telling& telling, std::uint8_t channel) {
  Context context;
  ValueSet only;
  only.set(channel);
  context.restrict_to(Dimension::kChannel, only);
  return in_words(telling.taxonomy(), context);
}

std::string version_in_words(const Model& model, VersionId id) {
  const PolicyVersion& version = model.policies[id];
  if (!version.version.empty()) return fmt::format("version {}", printable(version.version));
  if (version.effective) return fmt::format("the version of {}", version.effective->text());
  return "another version";
}

// Equal terms, and equal lists of policies, may be stored once: then the place of a word in them
// belongs to whoever came first, and only the place of the whole is certain.
bool has_terms_alone(const Graph& graph, AgreementId id) {
  const TermsId terms = graph.agreements[id.index()].terms;
  return std::count_if(graph.agreements.begin(), graph.agreements.end(),
                       [&](const Agreement& other) { return other.terms == terms; }) == 1;
}

bool has_list_alone(const Graph& graph, PolicyListId list) {
  const auto uses_it = [&](const auto& owner) { return owner.policies == list; };
  return std::count_if(graph.parties.begin(), graph.parties.end(), uses_it) +
             std::count_if(graph.artifacts.begin(), graph.artifacts.end(), uses_it) ==
         1;
}

const PolicyRef* find(const std::vector<PolicyRef>& refs, PolicyId policy) {
  const auto found = std::find_if(refs.begin(), refs.end(),
                                  [&](const PolicyRef& ref) { return ref.policy == policy; });
  return found == refs.end() ? nullptr : &*found;
}

std::string made_into(DerivationKind by) {
  if (by == DerivationKind::kTrainOnOutputs) return "has its outputs used to train";
  return fmt::format("is {}", in_words(by));
}

std::string loss_in_words(const Telling& telling, const Passing& passing, const Loss& loss) {
  const Model& model = telling.model();
  const PolicyVersion& version = version_of(telling, passing);
  const std::string policy =
      policy_id(model, passing.leaves_as ? passing.leaves_as : passing.arrives_as);
  const Terms* terms = terms_of(telling, passing);
  switch (loss.why) {
    case Loss::Why::kOutOfScope: {
      Context covered;
      covered.restrict_to(Dimension::kChannel, version.covers);
      const std::string only = in_words(telling.taxonomy(), covered);
      return fmt::format("{} does not cover this channel, only supply {}{}", policy,
                         only.empty() ? "by no channel" : only, at(model, version.pos));
    }
    case Loss::Why::kOutOfReach: {
      const std::string place = at(model, version.pos);
      if (terms != nullptr) {
        return fmt::format(
            "{} binds its first recipient only, and does not reach those whom it "
            "supplies{}",
            policy, place);
      }
      const Supply& supply = telling.flow.supplies[passing.supply.index()];
      const DerivationKind by = model.graph.derivations[supply.derivation].by;
      const bool outputs = by == DerivationKind::kDistill || by == DerivationKind::kTrainOnOutputs;
      return fmt::format("{} does not reach {}{}", policy,
                         outputs ? "what is made from outputs" : "what is derived from the model",
                         place);
    }
    case Loss::Why::kOwnStays:
      return "a developer's own policy for the parent is not carried into what it makes of it; it "
             "holds there if it is listed there";
    case Loss::Why::kNarrowed:
      return fmt::format(
          "the agreement is limited to use {}",
          terms == nullptr ? "elsewhere" : in_words(telling.taxonomy(), terms->where));
    case Loss::Why::kWaived:
      return fmt::format("waived by {}", waiver_in_words(telling, loss.waiver));
    case Loss::Why::kOtherVersion:
      return fmt::format("the agreement hands on {}, which does not ask this",
                         version_in_words(model, passing.arrives_as));
    case Loss::Why::kNotYet:
      return fmt::format(
          "{} takes effect only on {}, after the date judged, so nothing is "
          "supplied by it",
          agreement_name(model, passing.agreement),
          terms != nullptr && terms->effective ? terms->effective->text() : "");
    case Loss::Why::kNotInForce:
      return fmt::format("no version of {} is in force on {}", policy, telling.flow.as_of.text());
    case Loss::Why::kElsewhere: {
      const std::string where = in_words(telling.taxonomy(), version.where);
      return fmt::format("{} holds {}, where {} does not operate{}", policy,
                         where.empty() ? "elsewhere" : where,
                         party_title(model, telling.question().party),
                         at(model, model.graph.parties[telling.question().party.index()].pos));
    }
  }
  return {};
}

}  // namespace

std::string at(const Model& model, const SourcePos& pos) {
  const std::string place = file_line(model, pos);
  return place.empty() ? std::string() : fmt::format(" ({})", place);
}

SourcePos place_of(const Telling& telling, const Passing& passing) {
  const Graph& graph = telling.model().graph;
  if (passing.agreement) return graph.agreements[passing.agreement.index()].pos;
  if (!passing.supply) return {};
  return graph.derivations[telling.flow.supplies[passing.supply.index()].derivation].pos;
}

SourcePos place_of_term(const Telling& telling, const Passing& passing) {
  const Graph& graph = telling.model().graph;
  const SourcePos whole = place_of(telling, passing);
  if (!passing.agreement || !has_terms_alone(graph, passing.agreement)) return whole;
  const Terms& terms = graph.terms_of(passing.agreement);
  const PolicyId policy = version_of(telling, passing).policy;
  const PolicyRef* ref = find(terms.incorporates, policy);
  if (ref == nullptr && passing.term == Term::kCopy) ref = find(terms.delivers, policy);
  if (passing.term == Term::kAdds && terms.adds) {
    const PolicyVersion& adds = telling.model().policies[terms.adds];
    return adds.pos ? adds.pos : whole;
  }
  return ref != nullptr && ref->pos ? ref->pos : whole;
}

SourcePos place_of_own(const Telling& telling, HoldingId holding, PolicyId policy) {
  const Graph& graph = telling.model().graph;
  const Artifact& artifact = telling.flow.artifact_of(holding);
  const Party& party = telling.flow.party_of(holding);
  const bool developed = artifact.developer == telling.flow.holdings[holding.index()].party;
  if (developed) {
    if (const PolicyRef* ref = find(graph.policies_of(artifact).refs, policy)) {
      return has_list_alone(graph, artifact.policies) && ref->pos ? ref->pos : artifact.pos;
    }
  }
  if (const PolicyRef* ref = find(graph.policies_of(party).refs, policy)) {
    return has_list_alone(graph, party.policies) && ref->pos ? ref->pos : party.pos;
  }
  return party.pos;
}

std::string cited(const Model& model, const std::vector<RuleRef>& rules) {
  constexpr std::size_t kCited = 3;
  std::vector<std::string> parts;
  for (const RuleRef& ref : rules) {
    const Rule& rule = rule_of(model, ref);
    const std::string clause = printable(rule.clause);
    const std::string place = file_line(model, rule.pos);
    std::string part = clause.empty() ? place : fmt::format("clause {}", clause);
    if (!clause.empty() && !place.empty()) part += ", " + place;
    parts.push_back(part.empty() ? "a rule without a clause" : std::move(part));
  }
  if (parts.size() <= kCited) {
    std::string text;
    for (const std::string& part : parts) text += text.empty() ? part : "; " + part;
    return text;
  }
  const std::size_t more = parts.size() - kCited + 1;
  return fmt::format("{}; {}; and {} more", parts[0], parts[1], more);
}

bool starts_with_own(const Telling& telling, const std::vector<Passing>& way) {
  if (way.empty() || !way.front().leaves_as || !way.front().from) return false;
  const ObligationsId own = telling.flow.own[way.front().from.index()];
  return telling.flow.sets->extent_of(own, way.front().leaves_as) != kNoExtent;
}

std::string start_in_words(const Telling& telling, const Passing& first) {
  const Model& model = telling.model();
  const Holding& from = telling.flow.holdings[first.from.index()];
  return fmt::format(
      "{} puts {} on {}{}", party_title(model, from.party), policy_id(model, first.leaves_as),
      artifact_id(model, from.artifact),
      at(model, place_of_own(telling, first.from, model.policies[first.leaves_as].policy)));
}

std::string supply_in_words(const Telling& telling, const Passing& passing) {
  const Model& model = telling.model();
  const std::string place = at(model, place_of(telling, passing));
  if (passing.agreement) {
    const Agreement& agreement = model.graph.agreements[passing.agreement.index()];
    const std::string what =
        passing.from ? artifact_id(model, telling.flow.holdings[passing.from.index()].artifact)
                     : std::string("it");
    return fmt::format(
        "{} {} {} to {} {}{}", agreement_name(model, passing.agreement),
        passing.supply ? "supplies" : "would supply", what, party_title(model, agreement.to),
        channel_in_words(telling, model.graph.terms_of(passing.agreement).channel), place);
  }
  if (!passing.supply) {
    if (!passing.from) return fmt::format("{} holds by law", policy_of(telling, passing));
    const Holding& from = telling.flow.holdings[passing.from.index()];
    return fmt::format(
        "{} lists {} for {}{}", party_title(model, from.party), policy_of(telling, passing),
        artifact_id(model, from.artifact),
        at(model, place_of_own(telling, passing.from, version_of(telling, passing).policy)));
  }
  const Supply& supply = telling.flow.supplies[passing.supply.index()];
  const Holding& from = telling.flow.holdings[supply.from.index()];
  const Holding& to = telling.flow.holdings[supply.to.index()];
  if (supply.kind == SupplyKind::kPublic) {
    return fmt::format("{} takes {} as {} released it to the public{}",
                       party_title(model, to.party), artifact_id(model, supply.artifact),
                       party_title(model, from.party), place);
  }
  const DerivationKind by = model.graph.derivations[supply.derivation].by;
  return fmt::format("{} {} {} by {}{}", artifact_id(model, from.artifact), made_into(by),
                     artifact_id(model, to.artifact), party_title(model, to.party), place);
}

std::string losses_in_words(const Telling& telling, const Passing& passing) {
  std::vector<std::string> parts;
  for (const Loss& loss : passing.losses) parts.push_back(loss_in_words(telling, passing, loss));
  std::string text;
  for (const std::string& part : parts) text += text.empty() ? part : "; " + part;
  return text;
}

std::string fate_in_words(const Telling& telling, const Passing& passing) {
  const std::string losses = losses_in_words(telling, passing);
  if (passing.arrives == Answer::kNo) {
    return fmt::format("it stops here: {}", losses.empty() ? "nothing of it arrives" : losses);
  }
  std::string text = passing.arrives == Answer::kYes ? "it arrives" : "it arrives in part";
  if (passing.leaves_as && passing.leaves_as != passing.arrives_as) {
    text += fmt::format(" in {}", version_in_words(telling.model(), passing.arrives_as));
  }
  if (!losses.empty()) text += fmt::format(" ({})", losses);
  switch (passing.binds) {
    case Answer::kYes:
      return fmt::format("{}, and binds: {}", text, term_in_words(telling, passing));
    case Answer::kPartly:
      return fmt::format("{}, and binds in part: {}; not the rest: {}", text,
                         term_in_words(telling, passing), unbound_in_words(telling, passing));
    case Answer::kNo:
      break;
  }
  const bool unknown = passing.unbound == Unbound::kUnknownTerms;
  return fmt::format("{}, but {}: {}", text, unknown ? "is not known to bind" : "does not bind",
                     unbound_in_words(telling, passing));
}

std::string term_in_words(const Telling& telling, const Passing& passing) {
  const Model& model = telling.model();
  const std::string policy = policy_of(telling, passing);
  const std::string agreement =
      passing.agreement ? agreement_name(model, passing.agreement) : std::string();
  const std::string place = at(model, place_of_term(telling, passing));
  switch (passing.term) {
    case Term::kNone:
      return "nothing makes it binding";
    case Term::kIncorporates:
      return fmt::format("{} incorporates {}{}", agreement, policy, place);
    case Term::kUpstream:
      return fmt::format(
          "{} incorporates all that binds {} (`upstream`), and this does{}", agreement,
          party_title(model, model.graph.agreements[passing.agreement.index()].from), place);
    case Term::kCopy:
      return fmt::format("{} asks for a copy, and {} delivers one{}", policy, agreement, place);
    case Term::kEquivalent:
      return fmt::format("the terms of {} prohibit the same{}", agreement, place);
    case Term::kDirect:
      return fmt::format("whoever uses it contracts with the issuer of {} directly{}", policy,
                         at(model, model.policies[passing.arrives_as].pos));
    case Term::kAdds:
      return fmt::format("{} adds it{}", agreement, place);
    case Term::kPublic:
      return fmt::format("the public licence carries it{}", place);
    case Term::kDerivation: {
      const Supply& supply = telling.flow.supplies[passing.supply.index()];
      const Holding& from = telling.flow.holdings[supply.from.index()];
      return fmt::format("{} is bound by it for {}, and so for what it makes of it",
                         party_title(model, from.party), artifact_id(model, from.artifact));
    }
  }
  return {};
}

std::string unbound_in_words(const Telling& telling, const Passing& passing) {
  const Model& model = telling.model();
  const std::string policy = policy_of(telling, passing);
  const std::string agreement = passing.agreement ? agreement_name(model, passing.agreement)
                                                  : std::string("the public release");
  const std::string place = at(model, place_of(telling, passing));
  const Terms* terms = terms_of(telling, passing);
  const std::string expired =
      fmt::format("{} expired on {}{}", agreement,
                  terms != nullptr && terms->expires ? terms->expires->text() : "", place);
  switch (passing.unbound) {
    case Unbound::kNothing:
      return {};
    case Unbound::kUnknownTerms:
      return fmt::format("the terms of {} are not known{}", agreement, place);
    case Unbound::kExpired:
      return fmt::format("{}; while in force it would have bound", expired);
    case Unbound::kExpiredNotBound:
      return fmt::format("{}, and did not incorporate it anyway", expired);
    case Unbound::kNotAsked:
      return fmt::format("{} asks for no flow-down, and {} does not incorporate it{}", policy,
                         agreement, place);
    case Unbound::kNotKnownIfAsked:
      return fmt::format(
          "whether {} asks to be passed on is not known, and {} does not incorporate it{}", policy,
          agreement, place);
    case Unbound::kNoCopy:
      return fmt::format(
          "{} asks that a copy be handed over, and {} neither delivers one nor "
          "incorporates it{}",
          policy, agreement, place);
    case Unbound::kNotIncorporated:
      return fmt::format("{} asks to be made binding onward, and {} does not incorporate it{}",
                         policy, agreement, place);
    case Unbound::kNotEquivalent:
      return fmt::format(
          "{} asks to be made binding onward, and {} neither incorporates it nor "
          "prohibits the same{}",
          policy, agreement, place);
    case Unbound::kSupplierNotBound: {
      const PartyId from = model.graph.agreements[passing.agreement.index()].from;
      return fmt::format(
          "{} incorporates all that binds {} (`upstream`), but {} is not bound by "
          "this{}",
          agreement, party_title(model, from), party_title(model, from), place);
    }
    case Unbound::kNotBoundAtParent: {
      const Supply& supply = telling.flow.supplies[passing.supply.index()];
      const Holding& from = telling.flow.holdings[supply.from.index()];
      return fmt::format("{} is not bound by it for {} itself", party_title(model, from.party),
                         artifact_id(model, from.artifact));
    }
  }
  return {};
}

std::string waiver_in_words(const Telling& telling, std::size_t waiver) {
  const Model& model = telling.model();
  const WaiverEffect& effect = telling.flow.waivers[waiver];
  const Agreement& agreement = model.graph.agreements[effect.agreement.index()];
  const Terms& terms = model.graph.terms[agreement.terms.index()];
  const std::string grantor = party_title(model, agreement.from);
  if (effect.grant != 0) {
    return fmt::format(
        "{} in {}, which grants it to {} ({})", grantor, agreement_name(model, effect.agreement),
        effect.grant == kGrantHost ? "host the artifact" : "redistribute the artifact",
        file_line(model, agreement.pos));
  }
  const Waiver& entry = terms.waives[effect.waiver];
  const bool alone = has_terms_alone(model.graph, effect.agreement);
  const std::string clause = printable(entry.clause);
  std::string text =
      fmt::format("{} in {} ({}{})", grantor, agreement_name(model, effect.agreement),
                  clause.empty() ? "" : fmt::format("clause {}, ", clause),
                  file_line(model, alone && entry.pos ? entry.pos : agreement.pos));
  text +=
      entry.uses.empty()
          ? std::string(", as a whole")
          : fmt::format(", for {}", join(use_titles(telling.taxonomy(), entry.uses), kUsesOfEntry));
  const std::string when = in_words(telling.taxonomy(), entry.when);
  if (!when.empty()) text += fmt::format(", {}", when);
  if (entry.until) text += fmt::format(", until {}", entry.until->text());
  return text;
}

}  // namespace flowdown
