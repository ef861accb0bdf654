// The records of a graph that its verdict needs.
//
// A model hub is some million artifacts, and most of them are alike: a model that derives from
// nothing and that nothing derives from, or an adapter of a model under some licence. What is
// judged of an artifact hangs on what it derives from, and on whether anything is made of it; on
// nothing else in the graph, unless an agreement is about it. So of all artifacts that are alike in
// this, one is enough, where nothing is asked but which severities there are.
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
// The upstream of an artifact is itself and all that it derives from, directly or not. One is left
// out where another stays that has an upstream like it: artifacts of the same kinds, shapes and
// evidence, by developers of whom the same is said, derived from each other in the same ways; and
// of which things are made by the same sorts of makers (links.hpp). Where some evidence is stated,
// by which one way may be less sure than another, the ids must have the same order too, since it
// settles which of several ways is told.
//
// An artifact stays where an agreement names it, where a mention names it or its developer, where
// something of it is unknown, and where its upstream is large, or has one that stays for any of
// this. With each that stays stays its upstream, and of what is made of it one of each sort; so its
// developer is judged as if nothing had been left out. Somebody who makes several things of an
// artifact may be left with some of them, and is judged for these; for the others somebody else is.
// Of two records with one id all records stay.
//
// Titles, seats, places and days of release may differ: no severity hangs on them, since a day of
// release counts for the limits of parties that state attributes, and those are never records.
void leave_out_alike(Records& records, const AllBulkTables& tables, const BulkNames& names,
                     const Mentions& mentions);

}  // namespace flowdown::loading
