// Who prohibits what.
//
// A cell of a policy asks the regions that it prohibits and allows. A cell of a party is read off
// the findings of the audit, so that the matrix and `check` cannot disagree: a group that a gap
// lists as missing is weaker, a use that a gap lists is left open in part.
#include "flowdown/matrix.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "flowdown/compare.hpp"

namespace flowdown {
namespace {

std::vector<MatrixRow> rows_of(const Taxonomy& taxonomy, const Grouping* grouping) {
  std::vector<MatrixRow> rows;
  if (grouping != nullptr) {
    for (const Group& group : grouping->groups) {
      rows.push_back({group.title, group.title, group.uses, {}, 0, 0});
    }
    return rows;
  }
  for (std::size_t u = 0; u < taxonomy.uses.size(); ++u) {
    rows.push_back({taxonomy.uses[u].id, taxonomy.uses[u].title, {UseId(u)}, {}, 0, 0});
  }
  return rows;
}

bool is_gap(Code code) {
  return code == Code::kGapPermits || code == Code::kGapSilent || code == Code::kGapNarrower ||
         code == Code::kGapCatchAll;
}

// The sums, and the rows of single uses that say nothing.
void finish(Matrix& matrix) {
  for (MatrixRow& row : matrix.rows) {
    for (std::size_t c = 0; c < matrix.columns.size(); ++c) {
      const std::size_t some = prohibits_some(row.cells[c]) ? 1 : 0;
      const std::size_t weaker = row.cells[c] == Cell::kWeaker ? 1 : 0;
      row.total += some;
      row.weaker += weaker;
      matrix.columns[c].total += some;
      matrix.columns[c].weaker += weaker;
    }
  }
  if (matrix.by != "use") return;
  const auto says_nothing = [](const MatrixRow& row) {
    return std::all_of(row.cells.begin(), row.cells.end(), [](Cell cell) {
      return cell == Cell::kSilent || cell == Cell::kNothing || cell == Cell::kUnknown;
    });
  };
  matrix.left_out = std::erase_if(matrix.rows, says_nothing);
}

Cell cell_of(Coverage coverage) {
  switch (coverage) {
    case Coverage::kSilent:
      return Cell::kSilent;
    case Coverage::kAllowed:
      return Cell::kAllowed;
    case Coverage::kPart:
      return Cell::kPart;
    case Coverage::kWhole:
      return Cell::kWhole;
  }
  return Cell::kSilent;
}

// What the audit found of one party, over all that it holds.
struct PartyRecord {
  bool unknown = false;
  std::vector<bool> missing;  // by group: upstream prohibits some, the own policies none
  UseSet open;                // uses of gaps
  UseSet missing_uses;        // those of which the own policies say nothing, or allow them
  UseSet own;                 // uses of which the own policies prohibit some
};

class PartyRecords {
 public:
  PartyRecords(const Flow& flow, const Findings& findings) : flow_(flow), findings_(findings) {
    find_holders();
    for (const Finding& finding : findings.findings) {
      if (is_gap(finding.code)) enter(finding);
    }
  }

  const std::map<PartyId, PartyRecord>& all() const { return records_; }

 private:
  void find_holders() {
    const Taxonomy& taxonomy = flow_.model->taxonomy;
    const std::size_t groups =
        findings_.grouping == nullptr ? 0 : findings_.grouping->groups.size();
    for (std::size_t h = 0; h < flow_.holdings.size(); ++h) {
      const auto [at, is_new] = records_.try_emplace(flow_.holdings[h].party);
      PartyRecord& record = at->second;
      if (is_new) {
        record.missing.resize(groups);
        record.open = record.missing_uses = record.own = taxonomy.no_uses();
        const Party& party = flow_.party_of(HoldingId(h));
        record.unknown = flow_.model->graph.policies_of(party).stated == Stated::kUnknown;
      }
      const Region own = flow_.own_region(HoldingId(h), RuleKind::kProhibit);
      record.own |= own.always;
      for (const auto& [use, set] : own.sometimes) record.own.insert(use);
    }
  }

  void enter(const Finding& finding) {
    const Detail& detail = findings_.detail(finding);
    PartyRecord& record = records_.at(finding.party);
    const bool nothing = finding.code == Code::kGapSilent || finding.code == Code::kGapPermits;
    for (const UseId use : detail.uses) {
      record.open.insert(use);
      if (nothing) record.missing_uses.insert(use);
    }
    if (finding.code == Code::kGapCatchAll) return;
    for (const std::uint32_t group : detail.groups) record.missing[group] = true;
  }

  const Flow& flow_;
  const Findings& findings_;
  std::map<PartyId, PartyRecord> records_;
};

Cell cell_of(const PartyRecord& record, const MatrixRow& row, bool missing) {
  if (record.unknown) return Cell::kUnknown;
  if (missing) return Cell::kWeaker;
  const auto some = [&row](const UseSet& set) {
    return std::any_of(row.uses.begin(), row.uses.end(),
                       [&set](UseId use) { return set.contains(use); });
  };
  if (some(record.open)) return Cell::kPartly;
  return some(record.own) ? Cell::kOwn : Cell::kNothing;
}

}  // namespace

std::string_view name_of(Cell cell) {
  switch (cell) {
    case Cell::kSilent:
      return "silent";
    case Cell::kAllowed:
      return "allowed";
    case Cell::kPart:
      return "part";
    case Cell::kWhole:
      return "whole";
    case Cell::kOwn:
      return "own";
    case Cell::kPartly:
      return "partly";
    case Cell::kWeaker:
      return "weaker";
    case Cell::kNothing:
      return "nothing";
    case Cell::kUnknown:
      return "unknown";
  }
  return {};
}

std::string_view sign_of(Cell cell) {
  switch (cell) {
    case Cell::kSilent:
    case Cell::kNothing:
      return "○";
    case Cell::kAllowed:
      return "✓";
    case Cell::kPart:
    case Cell::kPartly:
      return "◐";
    case Cell::kWhole:
    case Cell::kOwn:
      return "●";
    case Cell::kWeaker:
      return "✕";
    case Cell::kUnknown:
      return "?";
  }
  return {};
}

bool prohibits_some(Cell cell) {
  return cell == Cell::kPart || cell == Cell::kWhole || cell == Cell::kOwn || cell == Cell::kPartly;
}

Matrix matrix(Algebra& algebra, const PolicySet& policies, const std::vector<VersionId>& versions,
              const Grouping* grouping, ContextSet where) {
  Matrix result;
  result.by = grouping == nullptr ? "use" : grouping->id;
  result.rows = rows_of(algebra.taxonomy(), grouping);
  for (const VersionId id : versions) {
    const PolicyVersion& version = policies[id];
    MatrixColumn column;
    column.id = policies.id_of(id);
    if (!version.version.empty()) column.id += '@' + version.version;
    column.title = version.title;
    column.version = id;
    result.columns.push_back(std::move(column));
    const Region prohibited =
        algebra.within(algebra.of_version(version, RuleKind::kProhibit), where);
    const Region allowed = algebra.within(algebra.of_version(version, RuleKind::kAllow), where);
    for (MatrixRow& row : result.rows) {
      Coverage most = Coverage::kSilent;
      for (const UseId use : row.uses) {
        most = std::max(most, coverage_of(algebra, prohibited, allowed, use, where));
      }
      row.cells.push_back(cell_of(most));
    }
  }
  finish(result);
  return result;
}

Matrix matrix(const Flow& flow, const Findings& findings, bool by_use) {
  const Graph& graph = flow.model->graph;
  const Grouping* grouping = by_use ? nullptr : findings.grouping;
  Matrix result;
  result.of_parties = true;
  result.as_of = flow.as_of;
  result.by = grouping == nullptr ? "use" : grouping->id;
  result.rows = rows_of(flow.model->taxonomy, grouping);
  const PartyRecords records(flow, findings);
  for (const auto& [party, record] : records.all()) {
    MatrixColumn column;
    column.id = graph.id_of(party);
    column.title = graph.name(graph.parties[party.index()].title);
    column.party = party;
    result.columns.push_back(std::move(column));
    for (std::size_t r = 0; r < result.rows.size(); ++r) {
      MatrixRow& row = result.rows[r];
      const bool missing =
          grouping == nullptr ? record.missing_uses.contains(row.uses.front()) : record.missing[r];
      row.cells.push_back(cell_of(record, row, missing));
    }
  }
  finish(result);
  return result;
}

}  // namespace flowdown
