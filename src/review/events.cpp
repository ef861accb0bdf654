// What a model dates. Only what plays a part is an event: a policy that no party, artifact or
// agreement names, and that is no law of a regulator in the graph, changes nothing by taking
// effect.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "report/layout.hpp"
#include "report/words.hpp"
#include "review/course.hpp"
#include "review/facts.hpp"

namespace flowdown {
namespace {

constexpr Date next(Date date) { return Date{date.days + 1}; }

std::set<PolicyId> policies_in_play(const Model& model) {
  std::set<PolicyId> result;
  const auto add = [&result](const std::vector<PolicyRef>& refs) {
    for (const PolicyRef& ref : refs) result.insert(ref.policy);
  };
  for (const PolicyList& list : model.graph.policy_lists) add(list.refs);
  for (const Terms& terms : model.graph.terms) {
    add(terms.incorporates);
    add(terms.delivers);
    for (const Waiver& waiver : terms.waives) result.insert(waiver.policy);
  }
  for (const PolicyVersion& version : model.policies.versions) {
    if (is_regulation(model, version)) result.insert(version.policy);
  }
  return result;
}

class Collector {
 public:
  explicit Collector(const Model& model) : model_(model) {}

  std::vector<Event> collect(const SettleOptions& settle) {
    const Graph& graph = model_.graph;
    for (std::size_t e = 0; e < graph.agreements.size(); ++e) agreement(AgreementId(e));
    for (const PolicyId policy : policies_in_play(model_)) {
      const auto& versions = model_.policies.policies[policy.index()].versions;
      for (std::size_t i = 0; i < versions.size(); ++i) {
        version(versions[i], i == 0 ? VersionId() : versions[i - 1]);
      }
    }
    for (std::size_t p = 0; p < graph.parties.size(); ++p) party(PartyId(p));
    if (settle.exceptions != nullptr) exceptions(*settle.exceptions, settle.today);
    std::stable_sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) {
      return std::tie(a.on, a.kind, a.id) < std::tie(b.on, b.kind, b.id);
    });
    return std::move(events_);
  }

 private:
  Event& add(Event::Kind kind, Date on, std::string_view id, std::string words) {
    Event event;
    event.kind = kind;
    event.on = on;
    event.id = id;
    event.words = std::move(words);
    return events_.emplace_back(std::move(event));
  }

  void agreement(AgreementId id) {
    const std::string_view name = model_.graph.id_of(id);
    const Terms& terms = model_.graph.terms_of(id);
    if (terms.effective) {
      add(Event::Kind::kAgreementStarts, *terms.effective, name,
          fmt::format("agreement {} takes effect", name))
          .agreement = id;
    }
    if (terms.expires) {
      add(Event::Kind::kAgreementEnds, next(*terms.expires), name,
          fmt::format("agreement {} ends (its last day is {})", name, terms.expires->text()))
          .agreement = id;
    }
    for (std::uint32_t w = 0; w < terms.waives.size(); ++w) {
      const Waiver& waiver = terms.waives[w];
      const std::string what =
          fmt::format("the waiver of {} in agreement {}",
                      model_.policies.policies[waiver.policy.index()].id, name);
      const auto of_waiver = [&](Event::Kind kind, Date on, std::string words) {
        Event& event = add(kind, on, name, std::move(words));
        event.agreement = id;
        event.index = w;
      };
      if (waiver.effective) {
        of_waiver(Event::Kind::kWaiverStarts, *waiver.effective, what + " takes effect");
      }
      if (waiver.until) {
        of_waiver(Event::Kind::kWaiverEnds, next(*waiver.until),
                  fmt::format("{} ends (its last day is {})", what, waiver.until->text()));
      }
    }
  }

  void version(VersionId id, VersionId before) {
    const PolicyVersion& version = model_.policies[id];
    const std::string& policy = model_.policies.id_of(id);
    const std::string what = fmt::format("version {} of {}", version_name(version), policy);
    if (version.effective) {
      const bool replaces = before && model_.policies[before].in_force(*version.effective);
      add(Event::Kind::kPolicyStarts, *version.effective, policy,
          replaces ? fmt::format("{} takes effect, in place of version {}", what,
                                 version_name(model_.policies[before]))
                   : what + " takes effect")
          .version = id;
    }
    if (version.withdrawn) {
      add(Event::Kind::kPolicyEnds, *version.withdrawn, policy, what + " is withdrawn").version =
          id;
    }
    if (version.review_by) {
      add(Event::Kind::kReview, *version.review_by, policy,
          fmt::format("the review of {} is due", what))
          .version = id;
    }
  }

  void party(PartyId id) {
    const Party& party = model_.graph.parties[id.index()];
    for (std::uint32_t a = 0; a < party.attributes.size(); ++a) {
      const AttributeValue& value = party.attributes[a];
      for (const auto& [date, number] : value.dated) {
        Event& event = add(
            Event::Kind::kAttribute, date, model_.graph.name(party.id),
            fmt::format("the {} of {} become {}", attribute_title(model_.taxonomy, value.attribute),
                        model_.graph.name(party.id), grouped(number)));
        event.party = id;
        event.index = a;
      }
    }
  }

  // One that has ended by today counts on no day.
  void exceptions(const Exceptions& exceptions, Date today) {
    for (std::uint32_t i = 0; i < exceptions.entries.size(); ++i) {
      const Exception& exception = exceptions.entries[i];
      if (exception.expires < today) continue;
      const std::string at =
          fmt::format("{}:{}", exceptions.sources.name(exception.pos.file), exception.pos.line);
      add(Event::Kind::kExceptionEnds, next(exception.expires), at,
          fmt::format("the exception {} ends (its last day is {}; owner: {})", at,
                      exception.expires.text(), exception.owner))
          .index = i;
    }
  }

  const Model& model_;
  std::vector<Event> events_;
};

Date later(Date date, int days) { return Date{date.days + days}; }

}  // namespace

std::string_view name_of(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::kAgreementStarts:
      return "agreement-starts";
    case Event::Kind::kAgreementEnds:
      return "agreement-ends";
    case Event::Kind::kWaiverStarts:
      return "waiver-starts";
    case Event::Kind::kWaiverEnds:
      return "waiver-ends";
    case Event::Kind::kPolicyStarts:
      return "policy-starts";
    case Event::Kind::kPolicyEnds:
      return "policy-ends";
    case Event::Kind::kAttribute:
      return "attribute";
    case Event::Kind::kExceptionEnds:
      return "exception-ends";
    case Event::Kind::kReview:
      break;
  }
  return "review";
}

std::vector<Event> events_of(const Model& model, const SettleOptions& settle) {
  return Collector(model).collect(settle);
}

bool is_news(const Model& before, const Model& after, const PolicyVersion& version) {
  const auto policy = before.policies.find(after.policies.policies[version.policy.index()].id);
  if (!policy) return true;
  const auto& versions = before.policies.policies[policy->index()].versions;
  return std::none_of(versions.begin(), versions.end(), [&](VersionId id) {
    return before.policies[id].version == version.version &&
           before.policies[id].effective == version.effective;
  });
}

Model moved(const Model& model, const Event& event, int days) {
  Model copy = model;
  if (event.agreement) {
    // Terms may be shared with other agreements, for which nothing moves.
    Agreement& agreement = copy.graph.agreements[event.agreement.index()];
    Terms terms = copy.graph.terms[agreement.terms.index()];
    const auto move = [days](std::optional<Date>& date) { date = later(*date, days); };
    switch (event.kind) {
      case Event::Kind::kAgreementStarts:
        move(terms.effective);
        break;
      case Event::Kind::kAgreementEnds:
        move(terms.expires);
        break;
      case Event::Kind::kWaiverStarts:
        move(terms.waives[event.index].effective);
        break;
      default:
        move(terms.waives[event.index].until);
    }
    agreement.terms = TermsId(copy.graph.terms.size());
    copy.graph.terms.push_back(std::move(terms));
  } else if (event.version) {
    PolicyVersion& version = copy.policies.versions[event.version.index()];
    std::optional<Date>& date =
        event.kind == Event::Kind::kPolicyStarts ? version.effective : version.withdrawn;
    date = later(*date, days);
  } else {
    auto& dated = copy.graph.parties[event.party.index()].attributes[event.index].dated;
    const std::int64_t number = dated.at(event.on);
    dated.erase(event.on);
    dated.try_emplace(later(event.on, days), number);
  }
  return copy;
}

}  // namespace flowdown
