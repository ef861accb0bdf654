// The user's own taxonomies: uses that nobody explains, links that follow from others, groups that
// are empty or overlap.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "lint/desk.hpp"

namespace flowdown {
namespace {

// Uses without a title or a definition, one finding for each file.
void lint_definitions(Desk& desk) {
  std::map<FileId, std::vector<const Use*>> by_file;
  for (const Use& use : desk.taxonomy.uses) {
    if (!desk.asked(use.pos)) continue;
    if (use.title.empty() || use.definition.empty()) by_file[use.pos.file].push_back(&use);
  }
  for (auto& [file, uses] : by_file) {
    std::sort(uses.begin(), uses.end(), [](const Use* a, const Use* b) { return a->pos < b->pos; });
    std::vector<std::string> ids;
    std::vector<LintPlace> places;
    for (const Use* use : uses) {
      ids.push_back(use->id);
      places.push_back({use->pos, quoted(use->id)});
    }
    LintFinding& finding = desk.add(
        LintCode::kUndefinedUse, Severity::kNote, places.front().pos, {"taxonomy", {}, {}, {}},
        fmt::format("{} without a `title` or a `definition`: {}", count_in_words(ids.size(), "use"),
                    quoted_list(ids)),
        "say in one line what the use is, so that two people sort a clause alike");
    finding.related.assign(places.begin() + 1, places.end());
  }
}

// Parents of a use that another of its parents implies.
void lint_links(Desk& desk) {
  const Taxonomy& taxonomy = desk.taxonomy;
  for (const Use& use : taxonomy.uses) {
    if (!desk.asked(use.pos)) continue;
    for (const UseId parent : use.parents) {
      const auto implied = std::find_if(use.parents.begin(), use.parents.end(), [&](UseId other) {
        return other != parent && taxonomy.below(parent).contains(other);
      });
      if (implied == use.parents.end()) continue;
      const Use& above = taxonomy.uses[parent.index()];
      const Use& between = taxonomy.uses[implied->index()];
      LintFinding& finding = desk.add(
          LintCode::kRedundantLink, Severity::kNote, use.pos, {"use", use.id, {}, {}},
          fmt::format("{} need not be `in` {}: it is `in` {}, which is below {} already",
                      quoted(use.id), quoted(above.id), quoted(between.id), quoted(above.id)),
          fmt::format("strike {} from its `in`", quoted(above.id)));
      finding.key = above.id;
      finding.related.push_back({between.pos, quoted(between.id)});
    }
  }
}

void lint_groups(Desk& desk) {
  for (const Grouping& grouping : desk.taxonomy.groupings) {
    if (!desk.asked(grouping.pos)) continue;
    std::map<UseId, const Group*> first;
    for (const Group& group : grouping.groups) {
      const LintSubject subject{"group", fmt::format("{}/{}", grouping.id, group.title), {}, {}};
      if (group.uses.empty()) {
        desk.add(
            LintCode::kOddGroup, Severity::kNote, group.pos, subject,
            fmt::format("the group {} of {} is empty", quoted(group.title), quoted(grouping.id)),
            "name its uses, or strike it");
      }
      for (const UseId use : group.uses) {
        const auto [other, fresh] = first.emplace(use, &group);
        if (fresh) continue;
        const std::string& id = desk.taxonomy.uses[use.index()].id;
        LintFinding& finding = desk.add(
            LintCode::kOddGroup, Severity::kNote, group.pos, subject,
            fmt::format("{} is in two groups of {}: {} and {}", quoted(id), quoted(grouping.id),
                        quoted(other->second->title), quoted(group.title)),
            "fine where that is meant; a policy that prohibits it counts for both");
        finding.key = id;
        finding.related.push_back({other->second->pos, "the other group"});
      }
    }
  }
}

}  // namespace

void lint_taxonomy(Desk& desk) {
  lint_definitions(desk);
  lint_links(desk);
  lint_groups(desk);
}

}  // namespace flowdown
