// Words in the lists of rules that could be left out: a use written twice, or listed along with one
// that contains it. The former is a slip, and is said of each version. The latter is often how the
// document speaks, naming a thing and then its kinds; one finding for all policies will do.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "lint/desk.hpp"

namespace flowdown {
namespace {

void lint_repeated(Desk& desk, const PolicyVersion& version, const Rule& rule) {
  if (rule.repeated.empty()) return;
  std::vector<std::string> ids;
  for (const UseId use : rule.repeated) ids.push_back(desk.taxonomy.uses[use.index()].id);
  LintFinding& finding =
      desk.add(LintCode::kRedundantRule, Severity::kNote, rule.pos, desk.subject(version, rule),
               fmt::format("{} names {} more than once in one list", quoted(desk.taxonomy, rule),
                           quoted_list(ids)),
               "once will do; perhaps another use was meant");
  finding.key = "repeated " + ids_of(desk.taxonomy, rule.uses);
}

// Uses of the list that another use of it contains, each with that one.
std::vector<std::string> contained(const Taxonomy& taxonomy, const std::vector<UseId>& uses) {
  std::vector<std::string> words;
  for (const UseId use : uses) {
    const auto above = std::find_if(uses.begin(), uses.end(), [&](UseId other) {
      return other != use && taxonomy.below(other).contains(use);
    });
    if (above == uses.end()) continue;
    words.push_back(fmt::format("{} (in {})", quoted(taxonomy.uses[use.index()].id),
                                quoted(taxonomy.uses[above->index()].id)));
  }
  return words;
}

}  // namespace

void lint_lists(Desk& desk) {
  constexpr std::size_t kMostNamed = 5;
  std::vector<LintPlace> places;
  std::set<std::string> names;
  std::set<PolicyId> policies;
  for (const PolicyVersion& version : desk.policies.versions) {
    if (!desk.asked(version.pos)) continue;
    for (const Rule& rule : version.rules) {
      lint_repeated(desk, version, rule);
      std::vector<std::string> words = contained(desk.taxonomy, rule.uses);
      for (std::string& word : contained(desk.taxonomy, rule.except)) {
        words.push_back(std::move(word));
      }
      if (words.empty()) continue;
      std::string list;
      for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
      places.push_back({rule.pos, std::move(list)});
      names.insert(words.begin(), words.end());
      policies.insert(version.policy);
    }
  }
  if (places.empty()) return;
  const auto order = [&](const LintPlace& place) {
    return std::tuple(std::string_view(desk.model.sources.name(place.pos.file)), place.pos.line,
                      place.pos.column);
  };
  std::sort(places.begin(), places.end(),
            [&](const LintPlace& a, const LintPlace& b) { return order(a) < order(b); });
  std::string list;
  std::size_t shown = 0;
  for (const std::string& name : names) {
    if (shown == kMostNamed && names.size() > kMostNamed + 1) {
      list += fmt::format(" and {} more", names.size() - shown);
      break;
    }
    list += (shown++ == 0 ? "" : ", ") + name;
  }
  LintFinding& finding = desk.add(
      LintCode::kRedundantRule, Severity::kNote, places.front().pos, {"policy", {}, {}, {}},
      fmt::format("{} of {} {} a use along with one that contains it: {}",
                  count_in_words(places.size(), "rule"),
                  count_in_words(policies.size(), "policy", "policies"),
                  places.size() == 1 ? "lists" : "list", list),
      "nothing to do where the document names both; the wider word alone says the same");
  finding.key = "lists";
  finding.related.assign(places.begin() + 1, places.end());
}

}  // namespace flowdown
