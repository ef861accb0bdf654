// Folding. A finding lists every use that differs, so a parent comes with all its children, and one
// use can be in several groups. A reader wants each thing once: the groups first, since they are
// the overview; in a group, the most general uses; outside, only what no group has shown.
#include "report/use_list.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/layout.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kKindsNamed = 3;
constexpr std::size_t kNamedInGroup = 3;

// Whether `use` is below another member of `uses`.
bool below_another(const Taxonomy& taxonomy, UseId use, const std::vector<UseId>& uses) {
  return std::any_of(uses.begin(), uses.end(), [&](UseId other) {
    return other != use && taxonomy.below(other).contains(use);
  });
}

// "Self-harm (4: cutting, eating disorders and 2 more)"; the title alone where it says it all.
std::string in_group_words(const Taxonomy& taxonomy, const std::string& title,
                           const std::vector<UseId>& members) {
  const std::vector<std::string> names = folded(taxonomy, members);
  if (members.size() == 1) {
    return names.front() == in_sentence(title) ? title
                                               : fmt::format("{} ({})", title, names.front());
  }
  return fmt::format("{} ({}: {})", title, members.size(), join(names, kNamedInGroup));
}

}  // namespace

std::vector<std::string> folded(const Taxonomy& taxonomy, const std::vector<UseId>& uses) {
  std::vector<std::string> names;
  for (const UseId use : uses) {
    if (below_another(taxonomy, use, uses)) continue;
    std::vector<std::string> kinds;
    for (const UseId other : uses) {
      if (other != use && taxonomy.below(use).contains(other)) {
        kinds.push_back(use_title(taxonomy, other));
      }
    }
    std::string name = use_title(taxonomy, use);
    if (!kinds.empty()) name += fmt::format(" with {}", join(kinds, kKindsNamed));
    names.push_back(std::move(name));
  }
  return names;
}

UsesByGroup uses_by_group(const Taxonomy& taxonomy, const Grouping* grouping,
                          const Detail& detail) {
  UsesByGroup result;
  UseSet shown = taxonomy.no_uses();
  const std::size_t groups = grouping == nullptr ? 0 : grouping->groups.size();
  for (std::size_t i = 0; i < groups; ++i) {
    const Group& group = grouping->groups[i];
    UseSet in_group = taxonomy.no_uses();
    for (const UseId use : group.uses) in_group |= taxonomy.below(use);
    std::vector<UseId> members;
    for (const UseId use : detail.uses) {
      if (in_group.contains(use)) members.push_back(use);
    }
    if (members.empty()) continue;
    const bool whole =
        std::find(detail.groups.begin(), detail.groups.end(), i) != detail.groups.end();
    UseSummary& summary = whole ? result.whole : result.part;
    for (const UseId use : members) {
      if (!shown.contains(use)) ++summary.count;
      shown.insert(use);
    }
    summary.words.push_back(in_group_words(taxonomy, printable(group.title), members));
  }
  std::vector<UseId> rest;
  for (const UseId use : detail.uses) {
    if (!shown.contains(use)) rest.push_back(use);
  }
  result.outside = {rest.size(), folded(taxonomy, rest)};
  return result;
}

}  // namespace flowdown
