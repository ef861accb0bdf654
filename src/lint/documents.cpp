// Policies as documents: where they come from, whether somebody is to look at them again, whether
// some version is in force on every day; and which uses none of them mentions.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "lint/desk.hpp"

namespace flowdown {
namespace {

std::string name_of_version(const Desk& desk, const PolicyVersion& version) {
  const std::string& id = desk.policies.policies[version.policy.index()].id;
  return quoted(version.version.empty() ? id : fmt::format("{}@{}", id, version.version));
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t") == text.npos; }

// Whether the name of a version tells a year.
bool tells_a_year(std::string_view version) {
  std::size_t digits = 0;
  return std::any_of(version.begin(), version.end(), [&digits](char c) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    return digits == 4;
  });
}

void lint_source(Desk& desk, const PolicyVersion& version) {
  if (desk.fictional(version)) return;
  const bool each_rule =
      !version.rules.empty() && std::all_of(version.rules.begin(), version.rules.end(),
                                            [](const Rule& rule) { return !blank(rule.source); });
  if (blank(version.source) && !each_rule) {
    desk.add(LintCode::kNoSource, Severity::kWarning, version.pos, desk.subject(version),
             fmt::format("{} does not say where it can be read", name_of_version(desk, version)),
             "add `source`; if the policy is invented, say \"(fictional)\" in its title");
  }
  if (!version.effective && !version.retrieved && !tells_a_year(version.version)) {
    desk.add(LintCode::kNoSource, Severity::kNote, version.pos, desk.subject(version),
             fmt::format(
                 "{} bears no date: neither `effective` nor `retrieved`, nor a year in `version`",
                 name_of_version(desk, version)),
             "state the day since which it is in force, or else the day on which it was read")
        .key = "date";
  }
}

// Agreements without a source, one finding for each file.
void lint_agreement_sources(Desk& desk) {
  std::map<FileId, std::vector<const Agreement*>> by_file;
  for (const Agreement& agreement : desk.graph.agreements) {
    const bool sourced = !blank(desk.graph.evidence[agreement.evidence.index()].source);
    if (sourced || desk.fictional(agreement)) continue;
    by_file[agreement.pos.file].push_back(&agreement);
  }
  for (auto& [file, agreements] : by_file) {
    std::sort(agreements.begin(), agreements.end(),
              [](const Agreement* a, const Agreement* b) { return a->pos < b->pos; });
    std::vector<std::string> ids;
    std::vector<LintPlace> places;
    for (const Agreement* agreement : agreements) {
      ids.emplace_back(desk.graph.name(agreement->id));
      places.push_back({agreement->pos, quoted(ids.back())});
    }
    LintFinding& finding = desk.add(
        LintCode::kNoSource, Severity::kNote, agreements.front()->pos,
        {"agreement", ids.front(), {}, {}},
        fmt::format("{} without a `source`: {}", count_in_words(ids.size(), "agreement"),
                    quoted_list(ids)),
        "say where it can be read that this is agreed; if a party is invented, say \"(fictional)\" "
        "in its title");
    finding.related.assign(places.begin() + 1, places.end());
  }
}

// Whether the version no longer counts on that day: withdrawn, or followed by a later one.
bool past(const Desk& desk, VersionId id, Date day) {
  const PolicyVersion& version = desk.policies[id];
  if (version.withdrawn && *version.withdrawn <= day) return true;
  const std::vector<VersionId>& versions = desk.policies.policies[version.policy.index()].versions;
  const auto next = std::find(versions.begin(), versions.end(), id) + 1;
  return next != versions.end() && *desk.policies[*next].effective <= day;
}

void lint_review(Desk& desk, VersionId id) {
  const PolicyVersion& version = desk.policies[id];
  if (!version.review_by || *version.review_by >= desk.today || past(desk, id, desk.today)) return;
  desk.add(LintCode::kStaleReview, Severity::kWarning, version.pos, desk.subject(version),
           fmt::format("{} was to be reviewed by {}", name_of_version(desk, version),
                       version.review_by->text()),
           "compare the file with the document as it is now, then move `review_by`");
}

void lint_gaps(Desk& desk, const Policy& policy) {
  for (std::size_t i = 1; i < policy.versions.size(); ++i) {
    const PolicyVersion& earlier = desk.policies[policy.versions[i - 1]];
    const PolicyVersion& later = desk.policies[policy.versions[i]];
    // Of two versions the later one has a date.
    if (!earlier.withdrawn || *earlier.withdrawn >= *later.effective) continue;
    const Date last{later.effective->days - 1};
    const std::string days =
        *earlier.withdrawn == last
            ? fmt::format("on {}", last.text())
            : fmt::format("from {} to {}", earlier.withdrawn->text(), last.text());
    LintFinding& finding =
        desk.add(LintCode::kVersionGap, Severity::kWarning, later.pos, desk.subject(later),
                 fmt::format("no version of {} is in force {}", quoted(policy.id), days),
                 "mend `withdrawn` of the earlier version or `effective` of the later one; leave "
                 "`withdrawn` out where a version was only replaced");
    finding.related.push_back({earlier.pos, fmt::format("the earlier version, withdrawn on {}",
                                                        earlier.withdrawn->text())});
  }
}

// Uses of the user's own taxonomies that no policy speaks of, neither of them nor of anything below
// or above; one finding for each file.
void lint_unmentioned(Desk& desk) {
  UseSet mentioned = desk.taxonomy.no_uses();
  bool any = false;
  for (const PolicyVersion& version : desk.policies.versions) {
    any = any || !version.of_agreement;
    for (const Rule& rule : version.rules) {
      for (const UseId use : rule.uses) mentioned |= desk.taxonomy.below(use);
    }
  }
  if (!any) return;
  std::map<FileId, std::vector<UseId>> by_file;
  for (std::size_t u = 0; u < desk.taxonomy.uses.size(); ++u) {
    const SourcePos& pos = desk.taxonomy.uses[u].pos;
    if (desk.taxonomy.below(UseId(u)).intersects(mentioned) || !desk.asked(pos)) continue;
    by_file[pos.file].emplace_back(u);
  }
  for (auto& [file, uses] : by_file) {
    std::sort(uses.begin(), uses.end(), [&](UseId a, UseId b) {
      return desk.taxonomy.uses[a.index()].pos < desk.taxonomy.uses[b.index()].pos;
    });
    std::vector<std::string> ids;
    std::vector<LintPlace> places;
    for (const UseId use : uses) {
      ids.push_back(desk.taxonomy.uses[use.index()].id);
      places.push_back({desk.taxonomy.uses[use.index()].pos, quoted(ids.back())});
    }
    LintFinding& finding = desk.add(
        LintCode::kUnmentionedUse, Severity::kNote, places.front().pos, {"taxonomy", {}, {}, {}},
        fmt::format("no policy mentions {}: {}",
                    ids.size() == 1 ? "1 use of the taxonomy"
                                    : fmt::format("{} uses of the taxonomy", ids.size()),
                    quoted_list(ids, 12)),
        "nothing to do where a use is there for graphs to declare; else encode the policy that "
        "names it, or strike the use");
    finding.related.assign(places.begin() + 1, places.end());
  }
}

}  // namespace

void lint_documents(Desk& desk) {
  for (const Policy& policy : desk.policies.policies) {
    if (policy.versions.empty() || desk.policies[policy.versions.front()].of_agreement) continue;
    bool in_question = false;
    for (const VersionId version : policy.versions) {
      if (!desk.in_question(desk.policies[version])) continue;
      in_question = true;
      lint_source(desk, desk.policies[version]);
      lint_review(desk, version);
    }
    if (in_question) lint_gaps(desk, policy);
  }
  lint_agreement_sources(desk);
  lint_unmentioned(desk);
}

}  // namespace flowdown
