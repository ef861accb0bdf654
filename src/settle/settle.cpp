// Exceptions first, then the baseline, each finding by itself.
//
// A finding has parts, above all its uses. An exception covers some of them, or, where it names no
// uses, all there are. What no exception that counts covers is open. The baseline is asked about
// what is open: it has to have all of that, or the finding is new. So a known finding that grows by
// a use fails, and so does one of which an exception has run out.
//
// An exception that has ended covers nothing; it is told from one that matches nothing by what it
// would cover. Costs as many comparisons as there are findings times exceptions.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "settle/parts.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kFindingsNamed = 3;

std::string listed(const Names& names) { return fmt::format("{}", fmt::join(names, ", ")); }

bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool admits(const Names& names, std::string_view name) {
  return names.empty() || contains(names, name);
}

bool concerns(const Exception& exception, const Known& finding) {
  if (!exception.finding.empty()) return exception.finding == finding.id;
  return admits(exception.codes, info(finding.code).name) &&
         admits(exception.parties, finding.party) &&
         admits(exception.agreements, finding.agreement) &&
         admits(exception.artifacts, finding.artifact) &&
         admits(exception.policies, finding.policy);
}

// The parts that the exception covers. Requires that it concerns the finding.
Parts covered(const Exception& exception, const Known& finding, const Taxonomy& taxonomy) {
  if (!exception.uses) return finding.parts;
  Parts parts;
  for (const std::string& use : finding.parts.uses) {
    const auto id = taxonomy.find_use(use);
    if (id && exception.uses->contains(*id)) parts.uses.push_back(use);
  }
  return parts;
}

// Accepts findings, and keeps in mind what became of each exception.
class Acceptances {
 public:
  Acceptances(const Exceptions& exceptions, const Taxonomy& taxonomy, Date day)
      : exceptions_(exceptions),
        taxonomy_(taxonomy),
        day_(day),
        fates_(exceptions.entries.size()) {}

  // Enters what is accepted of the finding, and returns what is open.
  Parts accept(const Known& finding, Standing& standing) {
    std::vector<std::size_t> ended, partial;
    std::optional<std::size_t> whole;  // of those that cover all, the one that lasts longest
    Parts open = finding.parts;
    for (std::size_t e = 0; e < fates_.size(); ++e) {
      const Exception& exception = exceptions_.entries[e];
      if (!concerns(exception, finding)) continue;
      const Parts parts = covered(exception, finding, taxonomy_);
      if (exception.uses && parts.empty()) continue;
      fates_[e].matches = true;
      if (exception.expires < day_) {
        ended.push_back(e);
        continue;
      }
      open = minus(open, parts);
      if (parts != finding.parts) {
        partial.push_back(e);
      } else if (!whole || exceptions_.entries[*whole].expires < exception.expires) {
        whole = e;
      }
    }
    if (whole) {
      standing.accepted = acceptance({*whole});
    } else if (!partial.empty() && open.empty()) {
      standing.accepted = acceptance(partial);
    } else {
      for (const std::size_t e : ended) come_back(e, finding, open);
      if (partial.empty()) return open;
      standing.accepted_in_part = acceptance(partial);
      standing.accepted_uses = minus(finding.parts.uses, open.uses);
    }
    return open;
  }

  std::vector<Notice> notices(bool strict) const {
    std::vector<Notice> result;
    const Severity severity = strict ? Severity::kError : Severity::kWarning;
    for (std::size_t e = 0; e < fates_.size(); ++e) {
      const Exception& exception = exceptions_.entries[e];
      const Fate& fate = fates_[e];
      const std::string doubts = exception.doubts.empty()
                                     ? ""
                                     : "; " + fmt::format("{}", fmt::join(exception.doubts, "; "));
      const std::string end = exception.expires < day_
                                  ? fmt::format(", and ended on {}", exception.expires.text())
                                  : std::string();
      if (!fate.matches) {
        result.push_back({severity,
                          fmt::format("the exception matches no finding{}{}", end, doubts),
                          place_of(exception)});
        continue;
      }
      if (!doubts.empty()) {
        result.push_back(
            {severity, "the exception names what is not there" + doubts, place_of(exception)});
      }
      if (!fate.back.empty()) {
        result.push_back({Severity::kWarning,
                          fmt::format("the exception ended on {} (owner: {}); what it accepted is "
                                      "back: {}",
                                      exception.expires.text(), exception.owner, back(fate)),
                          place_of(exception)});
      }
    }
    return result;
  }

 private:
  struct Fate {
    bool matches = false;
    Names back;  // findings that it no longer accepts
  };

  void come_back(std::size_t e, const Known& finding, const Parts& open) {
    const Parts parts = covered(exceptions_.entries[e], finding, taxonomy_);
    if (parts.empty() || minus(parts, open) != parts) {
      fates_[e].back.push_back(fmt::format("{} {}", info(finding.code).name, finding.id));
    }
  }

  static std::string back(const Fate& fate) {
    const std::size_t shown = std::min(fate.back.size(), kFindingsNamed);
    std::string text =
        listed({fate.back.begin(), fate.back.begin() + static_cast<Names::difference_type>(shown)});
    if (fate.back.size() > shown) text += fmt::format(" and {} more", fate.back.size() - shown);
    return text;
  }

  Place place_of(const Exception& exception) const {
    return {exceptions_.sources.name(exception.pos.file), exception.pos.line, exception.pos.column};
  }

  // Of several that accept a finding together.
  Acceptance acceptance(const std::vector<std::size_t>& entries) const {
    const Exception& first = exceptions_.entries[entries.front()];
    Acceptance result{"", "", first.expires, place_of(first)};
    Names reasons, owners;
    for (const std::size_t e : entries) {
      const Exception& exception = exceptions_.entries[e];
      if (!contains(reasons, exception.reason)) reasons.push_back(exception.reason);
      if (!contains(owners, exception.owner)) owners.push_back(exception.owner);
      result.expires = std::min(result.expires, exception.expires);
    }
    result.reason = fmt::format("{}", fmt::join(reasons, "; "));
    result.owner = listed(owners);
    return result;
  }

  const Exceptions& exceptions_;
  const Taxonomy& taxonomy_;
  Date day_;
  std::vector<Fate> fates_;
};

// Adds why a finding that the baseline has is new all the same.
void add_growth(const Known& now, const Parts& open, const Known& before, Names& causes) {
  const Parts more = minus(open, before.parts);
  if (!more.uses.empty()) causes.push_back("more uses: " + listed(more.uses));
  if (!more.asks.empty()) causes.push_back("more duties or limits: " + listed(more.asks));
  if (!more.changes.empty()) causes.push_back("more changes: " + listed(more.changes));
  if (now.severity > before.severity) {
    causes.push_back(fmt::format("{}, was {}", name_of(now.severity), name_of(before.severity)));
  }
}

void add_decline(const Known& now, const Known& before, Names& causes) {
  const Parts less = minus(before.parts, now.parts);
  for (const Names& names : {less.uses, less.asks, less.changes}) {
    if (!names.empty()) causes.push_back("no longer: " + listed(names));
  }
}

// How findings stand to a baseline, and what of it is gone.
class Against {
 public:
  explicit Against(const Baseline& baseline)
      : baseline_(baseline), found_(baseline.findings.size()) {}

  void compare(const Known& finding, const Parts& open, Standing& standing) {
    standing.change = Change::kNew;
    const auto before =
        std::lower_bound(baseline_.findings.begin(), baseline_.findings.end(), finding.id,
                         [](const Known& known, const std::string& id) { return known.id < id; });
    if (before == baseline_.findings.end() || before->id != finding.id) return;
    found_[static_cast<std::size_t>(before - baseline_.findings.begin())] = true;
    if (!standing.accepted) add_growth(finding, open, *before, standing.causes);
    if (standing.causes.empty()) standing.change = Change::kUnchanged;
    add_decline(finding, *before, standing.causes);
  }

  std::vector<Known> gone() const {
    std::vector<Known> result;
    for (std::size_t i = 0; i < found_.size(); ++i) {
      if (!found_[i]) result.push_back(baseline_.findings[i]);
    }
    return result;
  }

 private:
  const Baseline& baseline_;
  std::vector<bool> found_;
};

}  // namespace

Settlement settle(const Flow& flow, const Findings& findings, const SettleOptions& options) {
  Settlement settlement;
  if (options.exceptions == nullptr && options.baseline == nullptr) return settlement;
  const Model& model = *flow.model;
  static const Exceptions kNoExceptions;
  Acceptances acceptances(options.exceptions != nullptr ? *options.exceptions : kNoExceptions,
                          model.taxonomy, std::max(options.today, flow.as_of));
  std::optional<Against> comparison;
  if (options.baseline != nullptr) comparison.emplace(*options.baseline);

  settlement.standings.resize(findings.findings.size());
  for (std::size_t i = 0; i < findings.findings.size(); ++i) {
    const Known record = record_of(flow, findings, findings.findings[i]);
    const Parts open = acceptances.accept(record, settlement.standings[i]);
    if (comparison) comparison->compare(record, open, settlement.standings[i]);
  }
  settlement.notices = acceptances.notices(options.strict);
  if (comparison) {
    settlement.compared = true;
    settlement.compared_with = "the baseline " + options.baseline->name;
    settlement.gone = comparison->gone();
    if (options.baseline->graph != model.graph.id) {
      settlement.notices.push_back(
          {Severity::kWarning,
           fmt::format("the baseline is one of graph `{}`, and this is `{}`",
                       options.baseline->graph, model.graph.id),
           {options.baseline->name, 0, 0}});
    }
  }
  return settlement;
}

}  // namespace flowdown
