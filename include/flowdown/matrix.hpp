// Who prohibits what: policies, or the parties of a graph, against groups of uses or single uses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/date.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"

namespace flowdown {

// What stands where a row and a column meet.
enum class Cell : std::uint8_t {
  // of policies: what the policy says of some use of the row
  kSilent,   // nothing; never to be read as allowed
  kAllowed,  // it prohibits none, and expressly allows some
  kPart,     // it prohibits some, but only in some contexts, or unless safeguards are in place
  kWhole,    // it prohibits some outright
  // of parties: the own policies against what reaches the party
  kOwn,      // the own policies prohibit it, and leave nothing open that reaches the party
  kPartly,   // they leave part of what reaches the party open, or cover it by a catch-all alone
  kWeaker,   // upstream prohibits it, and the own policies do not
  kNothing,  // neither the own policies nor upstream speak of it
  kUnknown,  // the party's policies are not known
};
std::string_view name_of(Cell cell);  // "silent", "allowed", "part", "whole", "own", "partly", …
std::string_view sign_of(Cell cell);  // one character: ○ ✓ ◐ ● …
// Whether the policy, or the party's own policies, prohibit some of the row.
bool prohibits_some(Cell cell);

struct MatrixColumn {
  std::string id;          // `policy@version`, or a party
  std::string title;       // as in the file
  VersionId version;       // of policies
  PartyId party;           // of parties
  std::size_t total = 0;   // rows of which it prohibits some
  std::size_t weaker = 0;  // rows in which it is weaker than upstream
};

struct MatrixRow {
  std::string id;     // the group's title, or the use's id
  std::string title;  // as in the taxonomy
  std::vector<UseId> uses;
  std::vector<Cell> cells;  // by column
  std::size_t total = 0;    // columns that prohibit some of it
  std::size_t weaker = 0;   // columns that are weaker than upstream
};

struct Matrix {
  bool of_parties = false;
  std::string by;  // the grouping's id, or `use`
  // Of policies: in which contexts, as the user wrote it, for headings; empty: in all.
  std::string condition;
  std::optional<Date> as_of;  // of parties: the date judged
  std::vector<MatrixColumn> columns;
  // The groups, in their order; of uses, those of which some column speaks, by id.
  std::vector<MatrixRow> rows;
  std::size_t left_out = 0;  // uses that no column speaks of
};

// By the grouping, or by single uses where it is null; in the contexts of `where`.
Matrix matrix(Algebra& algebra, const PolicySet& policies, const std::vector<VersionId>& versions,
              const Grouping* grouping, ContextSet where = kEveryContext);

// Every party that holds an artifact, over all that it holds: the worst of its holdings counts.
// `findings` must be those of the flow, judged by the grouping that the rows are to follow; rows
// are single uses where `by_use`, or where it was judged by no grouping.
Matrix matrix(const Flow& flow, const Findings& findings, bool by_use = false);

}  // namespace flowdown
