// matrix(): cells of policies against enumeration, cells of parties against the slow judge on
// random chains, and totals.
#include "flowdown/matrix.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "oracle/naive_judge.hpp"
#include "support/random_model.hpp"

namespace flowdown {
namespace oracle {
namespace {

constexpr std::uint64_t kPolicySets = 1500;
constexpr std::uint64_t kChains = 800;

// The sums are those of the cells.
void expect_sums(const Matrix& matrix) {
  for (std::size_t c = 0; c < matrix.columns.size(); ++c) {
    std::size_t total = 0, weaker = 0;
    for (const MatrixRow& row : matrix.rows) {
      total += prohibits_some(row.cells[c]) ? 1U : 0U;
      weaker += row.cells[c] == Cell::kWeaker ? 1U : 0U;
    }
    ASSERT_EQ(matrix.columns[c].total, total);
    ASSERT_EQ(matrix.columns[c].weaker, weaker);
  }
  for (const MatrixRow& row : matrix.rows) {
    ASSERT_EQ(row.cells.size(), matrix.columns.size());
    const auto count = [&row](auto test) {
      return static_cast<std::size_t>(std::count_if(row.cells.begin(), row.cells.end(), test));
    };
    ASSERT_EQ(row.total, count(prohibits_some));
    ASSERT_EQ(row.weaker, count([](Cell cell) { return cell == Cell::kWeaker; }));
  }
}

// --- Policies

struct Policies {
  explicit Policies(std::uint64_t seed) : rng(seed) {
    RandomOptions options;
    options.max_contexts = 80;
    const TaxonomySpec spec = random_taxonomy(rng, options);
    taxonomy = build_taxonomy(spec);
    const std::size_t count = 1 + pick(rng, 4);
    for (std::size_t i = 0; i < count; ++i) {
      VersionSpec version = random_version(rng, spec);
      if (chance(rng, 0.2)) version.where = random_context(rng, spec, 0.2);
      PolicyVersion built = build_version(taxonomy, PolicySpec{}, version);
      built.policy = PolicyId(i);
      ids.emplace_back(i);
      set.policies.push_back({"p" + std::to_string(i), {VersionId(i)}});
      set.versions.push_back(std::move(built));
    }
    set.index();
    if (chance(rng, 0.4)) {
      const VersionSpec version = random_version(rng, spec);
      where = build_version(taxonomy, PolicySpec{}, version).rules.front().when;
    }
  }

  Rng rng;
  Taxonomy taxonomy;
  PolicySet set;
  std::vector<VersionId> ids;
  Context where;
};

// All of some use of the row, else some of some use, else an allowance of one.
Cell cell_naive(const Policies& policies, const Space& space, VersionId id,
                const std::vector<UseId>& uses) {
  const PolicyVersion& version = policies.set[id];
  Cell best = Cell::kSilent;
  for (const UseId use : uses) {
    std::size_t asked = 0, prohibited = 0, allowed = 0;
    for (std::size_t c = 0; c < space.contexts(); ++c) {
      if (!meets(policies.where, space.context(c))) continue;
      ++asked;
      const UsePoint point{use, space.context(c)};
      if (prohibits_naive(policies.taxonomy, version, point)) {
        ++prohibited;
      } else if (allows_naive(policies.taxonomy, version, point)) {
        ++allowed;
      }
    }
    Cell cell = allowed > 0 ? Cell::kAllowed : Cell::kSilent;
    if (prohibited > 0) cell = prohibited == asked ? Cell::kWhole : Cell::kPart;
    best = std::max(best, cell);
  }
  return best;
}

TEST(MatrixOracle, CellsOfPoliciesAreAsEnumerationSays) {
  std::map<Cell, std::size_t> seen;
  std::size_t left_out = 0;
  for (std::uint64_t seed = 0; seed < kPolicySets; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    const Policies policies(seed);
    const Space space(policies.taxonomy);
    Algebra algebra(policies.taxonomy);
    const ContextSet where = algebra.contexts().meeting(policies.where);
    const Grouping& grouping = policies.taxonomy.groupings.front();
    for (const Grouping* by : {&grouping, static_cast<const Grouping*>(nullptr)}) {
      const Matrix table = matrix(algebra, policies.set, policies.ids, by, where);
      ASSERT_FALSE(table.of_parties);
      ASSERT_EQ(table.by, by == nullptr ? "use" : by->id);
      ASSERT_EQ(table.columns.size(), policies.ids.size());
      ASSERT_NO_FATAL_FAILURE(expect_sums(table));
      std::set<std::string> shown;
      for (const MatrixRow& row : table.rows) {
        ASSERT_TRUE(shown.insert(row.id).second);
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
          ASSERT_EQ(row.cells[c], cell_naive(policies, space, policies.ids[c], row.uses)) << row.id;
          ++seen[row.cells[c]];
        }
      }
      if (by != nullptr) {
        ASSERT_EQ(table.rows.size(), by->groups.size());
        ASSERT_EQ(table.left_out, 0U);
        continue;
      }
      // Left out are the uses of which no policy says anything, and no other.
      ASSERT_EQ(table.rows.size() + table.left_out, policies.taxonomy.uses.size());
      left_out += table.left_out;
      for (std::size_t u = 0; u < policies.taxonomy.uses.size(); ++u) {
        const bool spoken_of =
            std::any_of(policies.ids.begin(), policies.ids.end(), [&](VersionId id) {
              return cell_naive(policies, space, id, {UseId(u)}) != Cell::kSilent;
            });
        ASSERT_EQ(shown.contains(policies.taxonomy.uses[u].id), spoken_of);
      }
    }
  }
  for (const Cell cell : {Cell::kSilent, Cell::kAllowed, Cell::kPart, Cell::kWhole}) {
    EXPECT_GT(seen[cell], kPolicySets / 20) << name_of(cell);
  }
  EXPECT_GT(left_out, kPolicySets / 20);
}

// --- Parties

struct Chain {
  explicit Chain(std::uint64_t seed)
      : spec(random_spec(seed)),
        model(build(spec)),
        flow(propagate(model, spec.as_of)),
        findings(judge(flow)),
        naive(model, spec.as_of),
        oracle(naive) {
    for (const NaiveFinding& finding : oracle.findings()) found.insert(finding);
  }
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;

  std::set<Holding> holdings_of(PartyId party) const {
    std::set<Holding> result;
    for (const Holding& h : naive.holdings()) {
      if (h.party == party) result.insert(h);
    }
    return result;
  }

  // The gaps of one holding: by use and policy, the code.
  std::map<std::pair<std::string, std::string>, Code> gaps(const Holding& h) const {
    std::map<std::pair<std::string, std::string>, Code> result;
    for (const NaiveFinding& finding : found) {
      const bool gap = finding.code == Code::kGapPermits || finding.code == Code::kGapSilent ||
                       finding.code == Code::kGapNarrower || finding.code == Code::kGapCatchAll;
      if (!gap || finding.where != model.graph.id_of(h.party) ||
          finding.artifact != model.graph.id_of(h.artifact)) {
        continue;
      }
      for (const std::string& use : finding.uses) result[{use, finding.policy}] = finding.code;
    }
    return result;
  }

  Spec spec;
  Model model;
  Flow flow;
  Findings findings;
  NaiveFlow naive;
  NaiveJudge oracle;
  std::set<NaiveFinding> found;
};

// The cell of one party, from the sentences of docs/semantics.md.
Cell cell_naive(const Chain& chain, PartyId party, const std::vector<UseId>& uses, bool by_use) {
  const Graph& graph = chain.model.graph;
  if (graph.policies_of(graph.parties[party.index()]).stated == Stated::kUnknown) {
    return Cell::kUnknown;
  }
  const Space& space = chain.naive.space();
  const auto is_member = [&](const std::string& id) {
    return std::any_of(uses.begin(), uses.end(),
                       [&](UseId use) { return chain.model.taxonomy.uses[use.index()].id == id; });
  };
  const auto some = [&](const NumberSet& points) {
    return std::any_of(uses.begin(), uses.end(),
                       [&](UseId use) { return space.has_point_of(points, use); });
  };
  bool weaker = false, open = false, own_some = false;
  for (const Holding& h : chain.holdings_of(party)) {
    const NumberSet own = chain.oracle.own_points(h, RuleKind::kProhibit);
    own_some = own_some || some(own);
    const NumberSet counting = space.in_contexts(chain.oracle.answered_for(h));
    for (const auto& [gap, code] : chain.gaps(h)) {
      if (!is_member(gap.first)) continue;
      open = true;
      if (by_use) {
        weaker = weaker || code == Code::kGapSilent || code == Code::kGapPermits;
      } else if (code != Code::kGapCatchAll && !some(own & counting)) {
        weaker = true;
      }
    }
  }
  if (weaker) return Cell::kWeaker;
  if (open) return Cell::kPartly;
  return own_some ? Cell::kOwn : Cell::kNothing;
}

TEST(MatrixOracle, CellsOfPartiesAreAsTheSlowJudgeSays) {
  std::map<Cell, std::size_t> seen;
  for (std::uint64_t seed = 0; seed < kChains; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    const Chain chain(seed);
    std::set<PartyId> holders;
    for (const Holding& h : chain.naive.holdings()) holders.insert(h.party);
    for (const bool by_use : {false, true}) {
      const Matrix table = matrix(chain.flow, chain.findings, by_use);
      ASSERT_TRUE(table.of_parties);
      ASSERT_EQ(table.as_of, chain.spec.as_of);
      ASSERT_EQ(table.by, by_use ? "use" : "klyman-17");
      ASSERT_NO_FATAL_FAILURE(expect_sums(table));
      std::vector<PartyId> shown;
      for (const MatrixColumn& column : table.columns) shown.push_back(column.party);
      ASSERT_EQ(shown, std::vector<PartyId>(holders.begin(), holders.end()));
      for (const MatrixRow& row : table.rows) {
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
          ASSERT_EQ(row.cells[c], cell_naive(chain, shown[c], row.uses, by_use))
              << row.id << " of " << table.columns[c].id << '\n'
              << describe(chain.model, chain.spec.as_of);
          ++seen[row.cells[c]];
        }
      }
      if (!by_use) {
        ASSERT_EQ(table.left_out, 0U);
        ASSERT_EQ(table.rows.size(), chain.findings.grouping->groups.size());
      } else {
        ASSERT_EQ(table.rows.size() + table.left_out, chain.model.taxonomy.uses.size());
      }
    }
  }
  for (const Cell cell :
       {Cell::kOwn, Cell::kPartly, Cell::kWeaker, Cell::kNothing, Cell::kUnknown}) {
    EXPECT_GT(seen[cell], kChains / 10) << name_of(cell);
  }
}

}  // namespace
}  // namespace oracle
}  // namespace flowdown
