// Where the readers of lines put the names and texts of their records.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "load/bulk_records.hpp"

namespace flowdown::loading {

// Names of others are wanted first, and numbered for a whole block at once. Until then a record
// holds the position of the name among those that are wanted.
class RecordSink {
 public:
  explicit RecordSink(BulkTables& tables)
      : tables_(tables),
        numbered_parents_(tables.parents.size()),
        numbered_supplied_(tables.supplied.size()) {}

  BulkTables& tables() { return tables_; }
  // The name must stay where it is until number().
  std::uint32_t want_party(std::string_view name) { return want(name, parties_); }
  std::uint32_t want_artifact(std::string_view name) { return want(name, artifacts_); }
  std::uint32_t keep(std::string_view text) {
    if (text.empty()) return kNoText;
    tables_.texts.push_back(tables_.arena.copy(text));
    return static_cast<std::uint32_t>(tables_.texts.size() - 1);
  }

  // What is there now, to go back to.
  struct Mark {
    std::size_t parties, artifacts, parents, supplied;
  };
  Mark mark() const {
    return {parties_.size(), artifacts_.size(), tables_.parents.size(), tables_.supplied.size()};
  }
  void go_back(const Mark& mark) {
    parties_.resize(mark.parties);
    artifacts_.resize(mark.artifacts);
    tables_.parents.resize(mark.parents);
    tables_.supplied.resize(mark.supplied);
  }

  // Gives the names in the records of a block their numbers.
  void number(BlockRecords& block) {
    tables_.parties.number_all(parties_, tables_.names);
    tables_.artifacts.number_all(artifacts_, tables_.names);
    for (ArtifactRecord& artifact : block.artifacts) {
      artifact.developer = parties_[artifact.developer].number;
    }
    for (AgreementRecord& agreement : block.agreements) {
      agreement.from = parties_[agreement.from].number;
      agreement.to = parties_[agreement.to].number;
    }
    for (; numbered_parents_ < tables_.parents.size(); ++numbered_parents_) {
      auto& artifact = tables_.parents[numbered_parents_].artifact;
      artifact = artifacts_[artifact].number;
    }
    for (; numbered_supplied_ < tables_.supplied.size(); ++numbered_supplied_) {
      auto& artifact = tables_.supplied[numbered_supplied_];
      artifact = artifacts_[artifact].number;
    }
    parties_.clear();
    artifacts_.clear();
  }

 private:
  using Wanted = std::vector<TextTable::Wanted>;
  static std::uint32_t want(std::string_view name, Wanted& wanted) {
    wanted.push_back({text_hash(name), name, TextTable::kNone});
    return static_cast<std::uint32_t>(wanted.size() - 1);
  }

  BulkTables& tables_;
  Wanted parties_, artifacts_;  // of the present block
  std::size_t numbered_parents_, numbered_supplied_;
};

}  // namespace flowdown::loading
