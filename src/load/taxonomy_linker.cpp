// Resolves the words between taxonomy entries to ids.
//
// Entries are sorted by id first, so ids do not depend on the order of files. Two of the relations
// must be free of cycles: which use is below which, and which group of territories contains which.
// Both are walked depth first with a stack of our own, since a hostile chain may be long. An edge
// that closes a cycle is reported with the whole cycle and dropped, which leaves a taxonomy in
// which other files' words can still be looked up.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "load/taxonomy_reader.hpp"
#include "load/vocabulary.hpp"

namespace flowdown::loading {
namespace {

template <class Things>
void sort_by_id(Things& things) {
  std::sort(things.begin(), things.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
}

// The index of `id` in a vector sorted by id.
template <class Things>
std::optional<std::size_t> find_sorted(const Things& things, std::string_view id) {
  const auto found = std::lower_bound(
      things.begin(), things.end(), id,
      [](const auto& thing, std::string_view wanted) { return thing.id < wanted; });
  if (found == things.end() || found->id != id) return std::nullopt;
  return static_cast<std::size_t>(found - things.begin());
}

struct Edge {
  std::size_t to = 0;
  const YamlNode* word = nullptr;
};
using Edges = std::vector<std::vector<Edge>>;  // by the node that they leave

// Drops the edges that close cycles, and tells of each: the nodes of the cycle in the direction of
// the edges, beginning with the least. Returns the nodes so that every edge's end comes before its
// start. Linear, but for the drawing of some hundred cycles.
std::vector<std::size_t> break_cycles(
    Edges& edges, const std::function<void(const std::vector<std::size_t>&, const Edge&)>& tell) {
  enum class State : std::uint8_t { kNew, kOpen, kDone };
  std::vector<State> states(edges.size(), State::kNew);
  std::vector<std::size_t> order, path, next(edges.size(), 0);
  std::size_t told = 0;
  for (std::size_t root = 0; root < edges.size(); ++root) {
    if (states[root] != State::kNew) continue;
    path.assign(1, root);
    states[root] = State::kOpen;
    while (!path.empty()) {
      const std::size_t node = path.back();
      if (next[node] == edges[node].size()) {
        states[node] = State::kDone;
        order.push_back(node);
        path.pop_back();
        continue;
      }
      const Edge edge = edges[node][next[node]];
      if (states[edge.to] == State::kOpen) {
        if (told++ <= kMaxProblemsPerFile) {
          std::vector<std::size_t> cycle(std::find(path.begin(), path.end(), edge.to), path.end());
          std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
          tell(cycle, edge);
        }
        edges[node].erase(edges[node].begin() + static_cast<std::ptrdiff_t>(next[node]));
        continue;
      }
      ++next[node];
      if (states[edge.to] == State::kNew) {
        states[edge.to] = State::kOpen;
        path.push_back(edge.to);
      }
    }
  }
  return order;
}

// `a` → `b` → `a`
std::string draw_cycle(const std::vector<std::size_t>& cycle,
                       const std::function<std::string_view(std::size_t)>& name) {
  constexpr std::size_t kMaxShown = 12;
  std::string drawing;
  for (std::size_t i = 0; i < std::min(cycle.size(), kMaxShown); ++i) {
    drawing += quoted(name(cycle[i])) + " → ";
  }
  if (cycle.size() > kMaxShown) drawing += "… → ";
  return drawing + quoted(name(cycle.front()));
}

}  // namespace

Taxonomy TaxonomyReader::link() {
  Taxonomy taxonomy;
  for (std::size_t i = 0; i < kDimensions; ++i) taxonomy.values[i] = values_[i];
  taxonomy.safeguards = std::move(safeguards_);
  sort_by_id(taxonomy.safeguards);
  taxonomy.attributes = std::move(attributes_);
  sort_by_id(taxonomy.attributes);
  link_uses(taxonomy);
  link_duties(taxonomy);
  link_groupings(taxonomy);
  link_territories(taxonomy);
  taxonomy.values[static_cast<std::size_t>(Dimension::kSector)].emplace_back("other");
  check_dimensions(taxonomy);
  taxonomy.finish();
  return taxonomy;
}

void TaxonomyReader::link_uses(Taxonomy& taxonomy) {
  std::sort(uses_.begin(), uses_.end(),
            [](const UseDraft& a, const UseDraft& b) { return a.use.id < b.use.id; });
  for (UseDraft& draft : uses_) taxonomy.uses.push_back(std::move(draft.use));
  Edges parents(uses_.size());
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    for (const YamlNode* word : uses_[i].parents) {
      if (const auto parent = find_sorted(taxonomy.uses, word->text)) {
        parents[i].push_back({*parent, word});
      } else {
        problems_.add_unknown(*word, "use", word->text, [&] { return ids_of(taxonomy.uses); });
      }
    }
  }
  break_cycles(parents, [&](const std::vector<std::size_t>& cycle, const Edge& edge) {
    if (cycle.size() == 1) {
      problems_.add(*edge.word, fmt::format("the use {} is in itself", quoted(edge.word->text)));
      return;
    }
    problems_.add(*edge.word,
                  fmt::format("uses are in each other: {}", draw_cycle(cycle, [&](std::size_t use) {
                                return std::string_view(taxonomy.uses[use].id);
                              })));
  });
  for (std::size_t i = 0; i < parents.size(); ++i) {
    auto& linked = taxonomy.uses[i].parents;
    for (const Edge& edge : parents[i]) linked.emplace_back(edge.to);
    make_canonical(linked);
  }
}

void TaxonomyReader::link_duties(Taxonomy& taxonomy) {
  std::sort(duties_.begin(), duties_.end(),
            [](const DutyDraft& a, const DutyDraft& b) { return a.duty.id < b.duty.id; });
  for (const DutyDraft& draft : duties_) taxonomy.duties.push_back(draft.duty);
  for (std::size_t i = 0; i < duties_.size(); ++i) {
    Duty& duty = taxonomy.duties[i];
    for (const YamlNode* word : duties_[i].contradicts) {
      if (const auto other = find_sorted(taxonomy.duties, word->text)) {
        if (*other == i) {
          problems_.add(*word, fmt::format("the duty {} contradicts itself", quoted(word->text)));
        }
        duty.contradicts_duties.emplace_back(*other);
      } else if (const auto use = find_sorted(taxonomy.uses, word->text)) {
        duty.contradicts_uses.emplace_back(*use);
      } else {
        problems_.add_unknown(*word, "duty or use", word->text, [&] {
          Candidates candidates = ids_of(taxonomy.duties);
          for (const Use& known : taxonomy.uses) candidates.push_back(known.id);
          return candidates;
        });
      }
    }
    make_canonical(duty.contradicts_duties);
    make_canonical(duty.contradicts_uses);
  }
}

void TaxonomyReader::link_groupings(Taxonomy& taxonomy) {
  for (const GroupingDraft& draft : groupings_) {
    Grouping grouping{draft.id, {}, draft.pos};
    for (const GroupDraft& group : draft.groups) {
      Group linked{group.title, {}, group.pos};
      for (const YamlNode* word : group.uses) {
        if (const auto use = find_sorted(taxonomy.uses, word->text)) {
          linked.uses.emplace_back(*use);
        } else {
          problems_.add_unknown(*word, "use", word->text, [&] { return ids_of(taxonomy.uses); });
        }
      }
      make_canonical(linked.uses);
      grouping.groups.push_back(std::move(linked));
    }
    taxonomy.groupings.push_back(std::move(grouping));
  }
  sort_by_id(taxonomy.groupings);
}

void TaxonomyReader::link_territories(Taxonomy& taxonomy) {
  auto& places = taxonomy.values[static_cast<std::size_t>(Dimension::kTerritory)];
  std::vector<Territory> linked;
  Edges members(territories_.size());
  for (std::size_t i = 0; i < territories_.size(); ++i) {
    const TerritoryDraft& draft = territories_[i];
    Territory territory{draft.name->text, {}, !draft.members.empty()};
    for (const YamlNode* word : draft.members) {
      const auto member = territory_numbers_.find(word->text);
      if (member != territory_numbers_.end()) members[i].push_back({member->second, word});
    }
    if (!territory.is_group && places.size() < kMaxValues - 1) {
      territory.members.set(places.size());
      places.push_back(territory.id);
    } else if (!territory.is_group && places.size() == kMaxValues - 1) {
      problems_.add(*draft.name,
                    fmt::format("more than {} places in `territories`", kMaxValues - 1));
    }
    linked.push_back(std::move(territory));
  }
  const auto order =
      break_cycles(members, [&](const std::vector<std::size_t>& cycle, const Edge& edge) {
        problems_.add(*edge.word, fmt::format("territories contain each other: {}",
                                              draw_cycle(cycle, [&](std::size_t i) {
                                                return std::string_view(linked[i].id);
                                              })));
      });
  for (const std::size_t i : order) {
    for (const Edge& edge : members[i]) linked[i].members |= linked[edge.to].members;
  }
  linked.push_back({"elsewhere", ValueSet().set(places.size()), false});
  places.emplace_back("elsewhere");
  taxonomy.territories = std::move(linked);
  sort_by_id(taxonomy.territories);
}

void TaxonomyReader::check_dimensions(const Taxonomy& taxonomy) {
  if (base_ == nullptr) return;
  const auto& channels = taxonomy.values_of(Dimension::kChannel);
  for (const std::string_view needed : {"weights", "api", "app"}) {
    if (std::find(channels.begin(), channels.end(), needed) != channels.end()) continue;
    problems_.add(channels_ != nullptr ? *channels_ : *base_,
                  fmt::format("the taxonomy has no channel {}", quoted(needed)),
                  "write `channels: [weights, api, app]`");
  }
  constexpr std::pair<Dimension, std::string_view> kNeeded[] = {
      {Dimension::kModality, "modalities"},
      {Dimension::kAudience, "audiences"},
      {Dimension::kPurpose, "purposes"},
  };
  for (const auto& [dimension, key] : kNeeded) {
    if (taxonomy.domain(dimension) > 0) continue;
    problems_.add(*base_, fmt::format("the taxonomy has no {}", quoted(key)), "name at least one");
  }
}

}  // namespace flowdown::loading
