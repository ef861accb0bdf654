// The frame of pass 2: all entities in the order of their ids, numbered, then read one after the
// other.
//
// Most of a large graph are records of lines. A record is made an entity by looking up what its
// numbers mean. Where one of them means nothing yet (a shape that was not met before), or nothing
// at all (a name that nothing has), its line is read again the thorough way, which finds out, or
// reports what is wrong. So there is one place that says what a key means.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <type_traits>

#include "flowdown/prefetch.hpp"
#include "flowdown/ranges.hpp"
#include "load/graph_reader.hpp"
#include "load/text_sort.hpp"

namespace flowdown::loading {
namespace {

std::string_view id_of_record(const PartyRecord& record) { return record.id; }
std::string_view id_of_record(const AgreementRecord& record) { return record.id; }
std::string_view id_of_record(const ArtifactRecord& record) {
  return {record.id_start, record.id_size};
}

// The records of one kind in all blocks, in the order of files and lines.
template <class Record>
std::vector<const Record*> records_of(const std::vector<BulkFile*>& files,
                                      std::vector<Record> BlockRecords::*kind) {
  // Where those of each block begin.
  std::vector<std::pair<std::size_t, const std::vector<Record>*>> blocks;
  std::size_t count = 0;
  for (const BulkFile* file : files) {
    for (const BlockRecords& block : file->blocks) {
      blocks.emplace_back(count, &(block.*kind));
      count += (block.*kind).size();
    }
  }
  std::vector<const Record*> records(count);
  for_ranges(count, [&](std::size_t begin, std::size_t end, std::size_t) {
    const auto begins_later = [](std::size_t at, const auto& block) { return at < block.first; };
    auto block = std::upper_bound(blocks.begin(), blocks.end(), begin, begins_later);
    for (std::size_t i = begin; i < end; ++i) {
      while (block != blocks.end() && block->first <= i) ++block;
      const auto& [first, of_block] = *std::prev(block);
      records[i] = of_block->data() + (i - first);
    }
  });
  return records;
}

std::uint64_t hash_of_record(const PartyRecord& record) { return record.hash; }
std::uint64_t hash_of_record(const ArtifactRecord& record) { return record.hash; }
std::uint64_t hash_of_record(const AgreementRecord&) { return 0; }  // nothing refers to them

// Records come in the order of their ids, and lie in memory in the order of the lines. So the
// memory of each is asked for some records before it is read: the record, its id, and what `table`
// knows of that.
template <class Entities, class HashOf, class IdOf>
void look_ahead(const Entities& entities, std::size_t at, const TextTable& table, HashOf hash_of,
                IdOf id_of) {
  constexpr std::size_t kRecord = 48, kId = 32;
  if (at + kRecord < entities.size() && entities[at + kRecord].record != nullptr) {
    prefetch(entities[at + kRecord].record);
  }
  if (at + kId < entities.size()) prefetch(id_of(entities[at + kId]).data());
  table.look_ahead(at, entities.size(), [&](std::size_t i) { return hash_of(entities[i]); });
}

}  // namespace

SourcePos GraphReader::place_of(const RecordPlace& place) const {
  return {bulk_[place.file]->file, place.line, place.column};
}

template <class Record>
std::string_view GraphReader::id_of(const Entity<Record>& entity) const {
  return entity.declared != nullptr ? entity.declared->id : id_of_record(*entity.record);
}

// A node without content where the entity's id stands.
template <class Record>
YamlNode GraphReader::node_of(const Entity<Record>& entity) const {
  YamlNode node;
  node.kind = YamlNode::Kind::kWord;
  node.text = id_of(entity);
  if (entity.declared != nullptr) {
    node.pos = entity.declared->pos;
    node.length = entity.declared->length;
  } else {
    node.pos = place_of(entity.record->place);
    node.length = static_cast<std::uint32_t>(node.text.size() + 2);  // with its quotes
  }
  return node;
}

void GraphReader::sort(Declarations& declarations) {
  std::sort(declarations.begin(), declarations.end(), [](const Declared& a, const Declared& b) {
    if (!a.named || !b.named) return std::pair(a.named, a.pos) < std::pair(b.named, b.pos);
    return std::tie(a.id, a.pos) < std::tie(b.id, b.pos);
  });
}

template <class Record>
GraphReader::Entities<Record> GraphReader::arrange(Declarations& declarations,
                                                   std::vector<const Record*> records,
                                                   std::string_view kind) {
  const bool repeated =
      sort_by_text(records, [](const Record& record) { return id_of_record(record); });
  sort(declarations);
  // Under a candidate all lines are declarations.
  if (candidate_) overlay(declarations, kind);
  Entities<Record> entities;
  entities.reserve(declarations.size() + records.size());
  auto declared = declarations.begin();
  for (const Record* record : records) {
    const auto comes_first = [&] {
      if (declared == declarations.end() || !declared->named) return declared != declarations.end();
      const std::string_view id = id_of_record(*record);
      return std::pair(declared->id, declared->pos) < std::pair(id, place_of(record->place));
    };
    while (comes_first()) entities.push_back({&*declared++, nullptr});
    entities.push_back({nullptr, record});
  }
  for (; declared != declarations.end(); ++declared) entities.push_back({&*declared, nullptr});
  if (repeated || !declarations.empty()) check(entities, repeated, kind);
  return entities;
}

// Records have good ids; and where no two of them have the same, only what is declared can repeat.
template <class Record>
void GraphReader::check(const Entities<Record>& entities, bool repeated, std::string_view kind) {
  const Entity<Record>* first = nullptr;
  for (std::size_t i = 0; i < entities.size(); ++i) {
    const Entity<Record>& entity = entities[i];
    if (entity.declared != nullptr && !entity.declared->named) continue;
    if (entity.declared != nullptr) check_id(problems_, node_of(entity), kind);
    const bool may_repeat =
        repeated || entity.declared != nullptr || (first != nullptr && first->declared != nullptr);
    if (may_repeat && first != nullptr && id_of(*first) == id_of(entity)) {
      problems_.add_against(node_of(entity),
                            fmt::format("the {} {} is declared twice", kind, quoted(id_of(entity))),
                            node_of(*first).pos, "first declared here");
    } else {
      first = &entity;
    }
  }
}

// Gives all entities their numbers, ids and places; and to records that need nothing else what they
// say. Each range of them is done by one thread; all that they share is written for one entity by
// its own thread, or not at all. Returns which records those are.
template <class Record, class Result>
std::vector<GraphReader::Plain> GraphReader::number(const Entities<Record>& entities,
                                                    std::vector<Result>& results) {
  results.resize(entities.size());
  std::vector<Plain> plain(entities.size());
  constexpr bool kIsParty = std::is_same_v<Record, PartyRecord>;
  constexpr bool kIsArtifact = std::is_same_v<Record, ArtifactRecord>;
  // Nothing refers to agreements.
  const TextTable& wanted = kIsParty ? names_.parties.table() : names_.artifacts.table();
  const Symbol symbols = graph_.symbols.allot(entities.size());
  for_ranges(entities.size(), [&](std::size_t begin, std::size_t end, std::size_t) {
    const auto hash_of = [](const Entity<Record>& entity) {
      return entity.declared != nullptr ? text_hash(entity.declared->id)
                                        : hash_of_record(*entity.record);
    };
    for (std::size_t i = begin; i < end; ++i) {
      look_ahead(entities, i, wanted, hash_of,
                 [this](const Entity<Record>& entity) { return id_of(entity); });
      const auto& [declared, record] = entities[i];
      const std::string_view id = id_of(entities[i]);
      if (declared != nullptr) {
        results[i].pos = declared->pos;
      } else {
        results[i].id = Symbol(symbols.index() + i);
        graph_.symbols.give(results[i].id, id);
        results[i].pos = place_of(record->place);
        if constexpr (kIsParty || kIsArtifact) {
          if (take_plain(*record, results[i])) {
            const std::uint8_t worker = record->place.worker;
            plain[i] = {names_.shapes.number(worker, record->shape), worker};
          }
        }
      }
      if constexpr (kIsParty || kIsArtifact) {
        const std::uint32_t name = wanted.find(id, hash_of(entities[i]));
        // Of several that are called so, which is reported, all have the number of one.
        if (name == TextTable::kNone || (i > 0 && id_of(entities[i - 1]) == id)) continue;
        if constexpr (kIsParty) names_.party_ids[name] = PartyId(i);
        if constexpr (kIsArtifact) names_.artifact_ids[name] = ArtifactId(i);
      }
    }
  });
  for (std::size_t i = 0; i < entities.size(); ++i) {
    const Declared* declared = entities[i].declared;
    if (declared != nullptr && declared->named) results[i].id = symbol(declared->id);
  }
  return plain;
}

bool GraphReader::read_line(BulkFile& file, std::uint32_t number, std::string_view line,
                            const ReadEntry& read) {
  const std::size_t before = problems_.count();
  const auto entry = parse_entry(file, number, line);
  if (!entry) {
    problems_.add(Diagnostic{
        {file.file, number, 1}, 1, "the file has changed while it was read", {}, {}, {}});
    return false;
  }
  read(Entry{entry->id ? *entry->id : entry->body, entry->body, entry->id.has_value(),
             !entry->placed});
  return problems_.count() == before;
}

bool GraphReader::read_entry(const Declared& declared, const ReadEntry& read) {
  if (declared.body == nullptr) {
    return read_line(*declared.file, declared.line_number, declared.line, read);
  }
  YamlNode id;
  id.kind = YamlNode::Kind::kWord;
  id.text = declared.id;
  id.pos = declared.pos;
  id.length = declared.length;
  read(Entry{declared.named ? id : *declared.body, *declared.body, declared.named, false});
  return true;
}

template <class Record>
bool GraphReader::read_again(const Record& record, const ReadEntry& read) {
  // The line as it stood, but for its end.
  const std::string line(sources_.line(place_of(record.place)));
  return read_line(*bulk_[record.place.file], record.place.line, line, read);
}

// All that is named by what is declared, and by policies.
Mentions GraphReader::mentions() const {
  Mentions mentions;
  for (const Declarations* all : {&parties_, &artifacts_, &agreements_}) {
    for (const Declared& declared : *all) {
      mentions.add(declared.id);
      if (declared.body != nullptr) {
        mentions.add_all(*declared.body);
      } else {
        mentions.add_line(declared.line);
      }
    }
  }
  for (const PolicyVersion& version : policies_.versions) mentions.add(version.issuer);
  return mentions;
}

Graph GraphReader::read() {
  name_graph();
  if (tables_ != nullptr) join_names();
  remove_entries();
  Records records{records_of(bulk_, &BlockRecords::parties),
                  records_of(bulk_, &BlockRecords::artifacts),
                  records_of(bulk_, &BlockRecords::agreements)};
  if (for_verdict_ && tables_ != nullptr && !bulk_.empty() && !candidate_) {
    leave_out_alike(records, *tables_, names_, mentions());
  }
  const auto parties = arrange(parties_, std::move(records.parties), "party");
  const auto artifacts = arrange(artifacts_, std::move(records.artifacts), "artifact");
  const auto agreements = arrange(agreements_, std::move(records.agreements), "agreement");
  graph_.symbols.reserve(parties.size() + artifacts.size() + agreements.size());
  const std::vector<Plain> plain_parties = number(parties, graph_.parties);
  const std::vector<Plain> plain_artifacts = number(artifacts, graph_.artifacts);
  number(agreements, graph_.agreements);
  resolve_parents();

  for (std::size_t i = 0; i < parties.size(); ++i) {
    Party& party = graph_.parties[i];
    if (complete(plain_parties[i], party)) continue;
    const auto& [declared, record] = parties[i];
    const auto read = [&](const Entry& entry) { read_party(entry, party); };
    if (declared != nullptr) {
      read_entry(*declared, read);
    } else if (!take(*record, party) && read_again(*record, read)) {
      names_.meanings[names_.shapes.number(record->place.worker, record->shape)] = {
          true, party.policies, party.context, {}};
    }
  }
  for (std::size_t i = 0; i < artifacts.size(); ++i) {
    look_ahead_to_parents(plain_artifacts, i);
    Artifact& artifact = graph_.artifacts[i];
    if (complete(plain_artifacts[i], ArtifactId(i))) continue;
    const auto& [declared, record] = artifacts[i];
    const auto read = [&](const Entry& entry) { read_artifact(entry, artifact); };
    if (declared != nullptr) {
      read_entry(*declared, read);
    } else if (!take(*record, ArtifactId(i)) && read_again(*record, read)) {
      names_.meanings[names_.shapes.number(record->place.worker, record->shape)] = {
          true, artifact.policies, artifact.context, {}};
    }
  }
  for (std::size_t i = 0; i < agreements.size(); ++i) {
    const auto& [declared, record] = agreements[i];
    Agreement& agreement = graph_.agreements[i];
    const auto read = [&](const Entry& entry) { read_agreement(entry, AgreementId(i)); };
    of_candidate_ = declared != nullptr && declared->of_candidate;
    if (declared != nullptr) {
      read_entry(*declared, read);
    } else if (!take(*record, agreement) && read_again(*record, read)) {
      names_.meanings[names_.shapes.number(record->place.worker, record->shape)] = {
          true, {}, {}, agreement.terms};
    }
  }
  read_superseded();
  if (tables_ != nullptr) {
    for (const auto& tables : *tables_) {
      for (auto& piece : tables->arena.take()) graph_.symbols.keep(std::move(piece));
    }
  }
  policies_.index();
  return std::move(graph_);
}

}  // namespace flowdown::loading
