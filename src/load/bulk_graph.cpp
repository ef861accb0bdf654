// From the tables of threads to one, and evidence as a text that tables can hold.
#include "load/bulk_graph.hpp"

#include <cstring>
#include <utility>

#include "flowdown/ranges.hpp"

namespace flowdown::loading {

namespace {
constexpr std::size_t kPiece = 4096;
}

void JoinedTable::join(AllBulkTables& tables, TextTable BulkTables::*member) {
  if (tables.empty()) return;
  table_ = std::move((*tables[0]).*member);
  for (std::size_t i = 1; i < tables.size(); ++i) {
    const TextTable& other = (*tables[i]).*member;
    std::vector<std::uint32_t>& numbers = numbers_.emplace_back();
    numbers.reserve(other.size());
    // Numbered piece by piece, since the table looks ahead.
    std::vector<TextTable::Wanted> wanted;
    for (std::size_t j = 0; j < other.size();) {
      wanted.clear();
      for (; j < other.size() && wanted.size() < kPiece; ++j) {
        wanted.push_back({other.hash_of(j), other[j], TextTable::kNone});
      }
      table_.number_all(wanted);
      for (const TextTable::Wanted& name : wanted) numbers.push_back(name.number);
    }
  }
}

void BulkNames::join(AllBulkTables& tables) {
  std::size_t names = 0;
  for (const auto& of_thread : tables)
    names += of_thread->artifacts.size() + of_thread->parties.size();
  do_both(
      names, [&] { artifacts.join(tables, &BulkTables::artifacts); },
      [&] { parties.join(tables, &BulkTables::parties); });
  shapes.join(tables, &BulkTables::shapes);
  evidence.join(tables, &BulkTables::evidence);
  party_ids.resize(parties.size());
  artifact_ids.resize(artifacts.size());
  meanings.resize(shapes.size());
  evidence_ids.resize(evidence.size());
}

// Confidence, whether there is a date, the date, the size of the source; then source and note.
void pack(const PlainEvidence& evidence, std::string& into) {
  const std::int32_t days = evidence.retrieved ? evidence.retrieved->days : 0;
  const auto source = static_cast<std::uint32_t>(evidence.source.size());
  char head[2 + sizeof days + sizeof source];
  head[0] = static_cast<char>(evidence.confidence);
  head[1] = evidence.retrieved ? '\1' : '\0';
  std::memcpy(head + 2, &days, sizeof days);
  std::memcpy(head + 2 + sizeof days, &source, sizeof source);
  into.append(head, sizeof head).append(evidence.source).append(evidence.note);
}

Evidence unpack(std::string_view packed) {
  Evidence evidence;
  Date retrieved;
  std::uint32_t source = 0;
  evidence.confidence = static_cast<Confidence>(packed[0]);
  std::memcpy(&retrieved.days, packed.data() + 2, sizeof retrieved.days);
  std::memcpy(&source, packed.data() + 2 + sizeof retrieved.days, sizeof source);
  if (packed[1] != '\0') evidence.retrieved = retrieved;
  packed.remove_prefix(2 + sizeof retrieved.days + sizeof source);
  evidence.source = packed.substr(0, source);
  evidence.note = packed.substr(source);
  return evidence;
}

}  // namespace flowdown::loading
