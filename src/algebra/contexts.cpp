// Sets of contexts as decision diagrams.
//
// The problem: a set of contexts is a subset of a product of six finite dimensions and a yes or no
// for each safeguard. We need union, intersection, difference, emptiness and a member, all exact,
// and equality at the cost of comparing two numbers.
//
// A node stands for a question, in the fixed order modality … sector, first safeguard … last. Its
// edges partition the answers: each edge has a set of values and the node that stands for the
// remaining questions. The node 0 is "in no context", the node 1 "in every context". A question
// whose answer does not matter is left out, edges that lead to one child are merged, edges are
// sorted by child, and equal nodes are shared. That makes the diagram of a set unique in its store
// (Bryant 1986, "Graph-based algorithms for Boolean function manipulation", here with many-valued
// questions as in Srinivasan et al. 1990), so sets are equal exactly if their ids are.
//
// An operation on two sets walks both diagrams once, memoised on the pair: it costs at most the
// product of their sizes. Policies have few contexts, so diagrams have a few nodes. The depth of
// the walk is the number of questions, so recursion is bounded by the taxonomy. Diagrams of
// contrived sets can be exponentially large; the store refuses to grow beyond kMaxNodes.

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

#include "flowdown/algebra.hpp"

namespace flowdown {
namespace {

enum class Operation : std::uint8_t { kUnite, kIntersect, kSubtract };

constexpr std::size_t kMaxNodes = 400'000;

constexpr std::size_t mix(std::size_t seed, std::size_t value) {
  return (seed ^ (value + 0x9e3779b97f4a7c15ULL + (seed << 6U) + (seed >> 2U))) *
         0xff51afd7ed558ccdULL;
}

struct Edge {
  ContextSet child;
  ValueSet values;
  friend bool operator==(const Edge&, const Edge&) = default;
};

struct Node {
  std::uint32_t level = 0;
  std::vector<Edge> edges;              // by child
  std::uint32_t safeguards_needed = 0;  // the fewest that any member has in place
  friend bool operator==(const Node& a, const Node& b) {
    return a.level == b.level && a.edges == b.edges;
  }
};

struct NodeHash {
  std::size_t operator()(const Node& node) const {
    std::size_t seed = node.level;
    for (const Edge& edge : node.edges) {
      seed = mix(mix(seed, edge.child.value), std::hash<ValueSet>{}(edge.values));
    }
    return seed;
  }
};

struct ApplyKey {
  Operation operation;
  ContextSet a, b;
  friend bool operator==(const ApplyKey&, const ApplyKey&) = default;
};

struct ApplyKeyHash {
  std::size_t operator()(const ApplyKey& key) const {
    return mix(mix(static_cast<std::size_t>(key.operation), key.a.value), key.b.value);
  }
};

// Adds `values → child` to edges that are being made, merging with an edge to the same child.
void add_edge(std::vector<Edge>& edges, ContextSet child, const ValueSet& values) {
  for (Edge& edge : edges) {
    if (edge.child == child) {
      edge.values |= values;
      return;
    }
  }
  edges.push_back({child, values});
}

std::uint16_t first_value(const ValueSet& values) {
  std::uint16_t value = 0;
  while (value < values.size() && !values[value]) ++value;
  return value;
}

constexpr std::uint32_t kSectorLevel = static_cast<std::uint32_t>(Dimension::kSector);

}  // namespace

struct ContextSets::Store {
  std::vector<ValueSet> domains;  // by level: all values of the question
  std::vector<Node> nodes;        // [0] and [1] are the leaves
  std::unordered_map<Node, ContextSet, NodeHash> ids;
  std::unordered_map<ApplyKey, ContextSet, ApplyKeyHash> applied;

  bool is_leaf(ContextSet a) const { return a.value <= kEveryContext.value; }
  std::uint32_t level(ContextSet a) const { return nodes[a.index()].level; }

  ContextSet make(std::uint32_t level, std::vector<Edge> edges) {
    if (edges.size() == 1) return edges.front().child;  // the answer does not matter
    std::sort(edges.begin(), edges.end(),
              [](const Edge& x, const Edge& y) { return x.child < y.child; });
    Node node{level, std::move(edges), 0};
    if (auto found = ids.find(node); found != ids.end()) return found->second;
    node.safeguards_needed = Id<void>::kNone;
    for (const Edge& edge : node.edges) {
      if (edge.child == kNoContext) continue;
      std::uint32_t needed = nodes[edge.child.index()].safeguards_needed;
      if (level >= kDimensions && !edge.values[0]) ++needed;
      node.safeguards_needed = std::min(node.safeguards_needed, needed);
    }
    if (nodes.size() >= kMaxNodes) {
      throw std::length_error(
          "the safeguards and contexts that the policies' rules combine are too many to compare "
          "exactly; use fewer sets in `unless`");
    }
    const ContextSet id{nodes.size()};
    nodes.push_back(node);
    ids.emplace(std::move(node), id);
    return id;
  }

  // The set whose answer at `level` lies in `values`, whatever the others.
  ContextSet where(std::uint32_t level, const ValueSet& values) {
    const ValueSet inside = values & domains[level];
    const ValueSet outside = domains[level] & ~values;
    if (inside.none()) return kNoContext;
    if (outside.none()) return kEveryContext;
    return make(level, {{kNoContext, outside}, {kEveryContext, inside}});
  }

  ContextSet apply(Operation operation, ContextSet a, ContextSet b) {
    switch (operation) {
      case Operation::kUnite:
        if (a == kEveryContext || b == kEveryContext) return kEveryContext;
        if (a == kNoContext || a == b) return b;
        if (b == kNoContext) return a;
        break;
      case Operation::kIntersect:
        if (a == kNoContext || b == kNoContext) return kNoContext;
        if (a == kEveryContext || a == b) return b;
        if (b == kEveryContext) return a;
        break;
      case Operation::kSubtract:
        if (a == kNoContext || b == kEveryContext || a == b) return kNoContext;
        if (b == kNoContext) return a;
        break;
    }
    if (operation != Operation::kSubtract && b < a) std::swap(a, b);
    const ApplyKey key{operation, a, b};
    if (auto found = applied.find(key); found != applied.end()) return found->second;

    const std::uint32_t level_a = is_leaf(a) ? Id<void>::kNone : level(a);
    const std::uint32_t level_b = is_leaf(b) ? Id<void>::kNone : level(b);
    const std::uint32_t top = std::min(level_a, level_b);
    // Copies, since making nodes may move the vector that they are in.
    const auto edges_of = [&](ContextSet set, std::uint32_t at) {
      if (at == top) return nodes[set.index()].edges;
      return std::vector<Edge>{{set, domains[top]}};
    };
    const std::vector<Edge> edges_a = edges_of(a, level_a), edges_b = edges_of(b, level_b);
    std::vector<Edge> edges;
    for (const Edge& x : edges_a) {
      for (const Edge& y : edges_b) {
        const ValueSet both = x.values & y.values;
        if (both.any()) add_edge(edges, apply(operation, x.child, y.child), both);
      }
    }
    const ContextSet result = make(top, std::move(edges));
    applied.emplace(key, result);
    return result;
  }

  ContextSet widen(ContextSet a, unsigned some, bool some_safeguards,
                   std::unordered_map<ContextSet, ContextSet>& done) {
    if (is_leaf(a)) return a;
    if (auto found = done.find(a); found != done.end()) return found->second;
    const std::uint32_t at = level(a);
    const bool forget = at < kDimensions ? ((some >> at) & 1U) != 0 : some_safeguards;
    const std::vector<Edge> old = nodes[a.index()].edges;
    ContextSet result = kNoContext;
    std::vector<Edge> edges;
    for (const Edge& edge : old) {
      const ContextSet child = widen(edge.child, some, some_safeguards, done);
      if (forget) {
        result = apply(Operation::kUnite, result, child);
      } else {
        add_edge(edges, child, edge.values);
      }
    }
    if (!forget) result = make(at, std::move(edges));
    done.emplace(a, result);
    return result;
  }
};

ContextSets::ContextSets(const Taxonomy& taxonomy) : store_(std::make_unique<Store>()) {
  for (std::size_t d = 0; d < kDimensions; ++d) {
    store_->domains.push_back(taxonomy.all_values(static_cast<Dimension>(d)));
  }
  for (std::size_t s = 0; s < taxonomy.safeguards.size(); ++s) {
    store_->domains.push_back(ValueSet(0b11));  // value 0: not in place, value 1: in place
  }
  store_->nodes.resize(2);
}

ContextSets::~ContextSets() = default;
ContextSets::ContextSets(ContextSets&&) noexcept = default;
ContextSets& ContextSets::operator=(ContextSets&&) noexcept = default;

ContextSet ContextSets::meeting(const Context& context) {
  ContextSet result = kEveryContext;
  for (const Context::Limit& limit : context.limits) {
    result =
        intersect(result, store_->where(static_cast<std::uint32_t>(limit.dimension), limit.admits));
  }
  return result;
}

ContextSet ContextSets::not_lifted_by(const Unless& unless) {
  ContextSet result = kEveryContext;
  for (const std::vector<SafeguardId>& together : unless) {
    ContextSet one_missing = kNoContext;
    for (const SafeguardId safeguard : together) {
      const auto level = static_cast<std::uint32_t>(kDimensions + safeguard.index());
      one_missing = unite(one_missing, store_->where(level, ValueSet(0b01)));
    }
    result = intersect(result, one_missing);
  }
  return result;
}

ContextSet ContextSets::with_exactly(const std::vector<bool>& in_place) {
  ContextSet result = kEveryContext;
  for (std::size_t s = in_place.size(); s-- > 0;) {
    const auto level = static_cast<std::uint32_t>(kDimensions + s);
    result = intersect(store_->where(level, ValueSet(in_place[s] ? 0b10 : 0b01)), result);
  }
  return result;
}

ContextSet ContextSets::unite(ContextSet a, ContextSet b) {
  return store_->apply(Operation::kUnite, a, b);
}

ContextSet ContextSets::intersect(ContextSet a, ContextSet b) {
  return store_->apply(Operation::kIntersect, a, b);
}

ContextSet ContextSets::subtract(ContextSet a, ContextSet b) {
  return store_->apply(Operation::kSubtract, a, b);
}

ContextSet ContextSets::widen(ContextSet a, unsigned some, bool some_safeguards) {
  std::unordered_map<ContextSet, ContextSet> done;
  return store_->widen(a, some, some_safeguards, done);
}

bool ContextSets::contains(ContextSet a, const ContextPoint& point) const {
  while (!store_->is_leaf(a)) {
    const Node& node = store_->nodes[a.index()];
    const std::size_t answer = node.level < kDimensions
                                   ? point.values[node.level]
                                   : (point.safeguards[node.level - kDimensions] ? 1U : 0U);
    const auto edge = std::find_if(node.edges.begin(), node.edges.end(),
                                   [&](const Edge& e) { return e.values[answer]; });
    if (edge == node.edges.end()) return false;
    a = edge->child;
  }
  return a == kEveryContext;
}

ContextPoint ContextSets::witness(ContextSet a) const {
  const auto last = static_cast<std::uint16_t>(store_->domains[kSectorLevel].count() - 1);
  // The first value; but no sector in particular, where that is possible.
  const auto plainest = [last](std::uint32_t level, const ValueSet& values) {
    return level == kSectorLevel && values[last] ? last : first_value(values);
  };
  const auto rank = [&](std::uint32_t level, const ValueSet& values) {
    const std::uint16_t value = plainest(level, values);
    return level == kSectorLevel && value == last ? -1 : static_cast<int>(value);
  };
  ContextPoint point;
  point.values[kSectorLevel] = last;
  point.safeguards.resize(store_->domains.size() - kDimensions);
  while (!store_->is_leaf(a)) {
    const Node& node = store_->nodes[a.index()];
    const bool is_safeguard = node.level >= kDimensions;
    const Edge* best = nullptr;
    for (const Edge& edge : node.edges) {
      if (edge.child == kNoContext) continue;
      const std::uint32_t needed = store_->nodes[edge.child.index()].safeguards_needed +
                                   (is_safeguard && !edge.values[0] ? 1U : 0U);
      if (needed != node.safeguards_needed) continue;
      if (best == nullptr || rank(node.level, edge.values) < rank(node.level, best->values)) {
        best = &edge;
      }
    }
    const std::uint16_t value = plainest(node.level, best->values);
    if (is_safeguard) {
      point.safeguards[node.level - kDimensions] = value == 1;
    } else {
      point.values[node.level] = value;
    }
    a = best->child;
  }
  return point;
}

std::size_t ContextSets::nodes() const { return store_->nodes.size(); }

}  // namespace flowdown
