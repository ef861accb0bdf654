// The records of a graph that its verdict needs.
//
// A model hub is some hundred thousand parts that have nothing to do with each other, and most of
// them are alike: a model that derives from nothing and that nothing derives from, or one with an
// adapter. What is judged of such a part hangs on nothing outside of it. So of all parts that are
// alike one is enough, where nothing is asked but which severities there are.
#pragma once

#include <vector>

#include "load/bulk_graph.hpp"
#include "load/mentions.hpp"

namespace flowdown::loading {

struct Records {
  std::vector<const PartyRecord*> parties;
  std::vector<const ArtifactRecord*> artifacts;
  std::vector<const AgreementRecord*> agreements;
};

// Leaves out artifacts, and parties that then nothing refers to.
//
// A part is what derivations connect. It is left out where another one is there that is like it:
// with artifacts of the same kind, shape and evidence, by developers of whom the same is said,
// derived from each other in the same ways. Where some evidence is stated, by which one way may be
// less sure than another, the ids must have the same order too, since it settles which of several
// ways is told. A part stays as it is where it is large, where an agreement or a mention names an
// artifact or a developer of it, or where something in it is unknown. Of two records with one id
// all records stay.
//
// Titles, seats, places and days of release may differ: no severity hangs on them, since a day of
// release counts for the limits of parties that state attributes, and those are never records.
void leave_out_alike(Records& records, const AllBulkTables& tables, const BulkNames& names,
                     const Mentions& mentions);

}  // namespace flowdown::loading
