// The tables of all threads as one, and what their numbers turn out to mean.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "flowdown/graph.hpp"
#include "load/bulk_records.hpp"

namespace flowdown::loading {

// The tables of the threads that read JSON Lines: one of each thread, for all files.
using AllBulkTables = std::vector<std::unique_ptr<BulkTables>>;

// One table made of those of all threads.
class JoinedTable {
 public:
  // Takes the texts out of `member` of each.
  void join(AllBulkTables& tables, TextTable BulkTables::*member);

  std::size_t size() const { return table_.size(); }
  std::string_view operator[](std::size_t number) const { return table_[number]; }
  // The number here of what has that number in the table of a thread.
  std::uint32_t number(std::uint8_t worker, std::uint32_t number) const {
    return worker == 0 ? number : numbers_[worker - 1U][number];
  }
  const TextTable& table() const { return table_; }

 private:
  TextTable table_;
  std::vector<std::vector<std::uint32_t>> numbers_;  // by thread after the first
};

// What a shape has been found to mean.
struct ShapeMeaning {
  bool known = false;
  PolicyListId policies;
  ContextId context;
  TermsId terms;
};

struct BulkNames {
  void join(AllBulkTables& tables);

  JoinedTable parties, artifacts, shapes, evidence;
  // By their numbers there; none where nothing is called so, or has not been met yet.
  std::vector<PartyId> party_ids;
  std::vector<ArtifactId> artifact_ids;
  std::vector<ShapeMeaning> meanings;
  std::vector<EvidenceId> evidence_ids;
};

}  // namespace flowdown::loading
