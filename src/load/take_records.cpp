// Records of lines → entities, where all that they name is known.
//
// Where a shape was not met before, or a name is nobody's, nothing is taken: the line is read again
// the thorough way (see arrange_graph.cpp).
#include <algorithm>

#include "flowdown/prefetch.hpp"
#include "flowdown/ranges.hpp"
#include "load/graph_reader.hpp"

namespace flowdown::loading {

Symbol GraphReader::text_of(std::uint8_t worker, std::uint32_t number) {
  if (number == kNoText) return {};
  return graph_.symbols.adopt((*tables_)[worker]->texts[number]);
}

void GraphReader::join_names() {
  names_.join(*tables_);
  for (std::size_t i = 0; i < names_.evidence.size(); ++i) {
    names_.evidence_ids[i] = intern(unpack(names_.evidence[i]));
  }
}

EvidenceId GraphReader::evidence_of(std::uint8_t worker, std::uint32_t number) const {
  return names_.evidence_ids[names_.evidence.number(worker, number)];
}

// What a record says that has no text but its id; of its parents and its shape, where they are
// told. False for others.
bool GraphReader::take_plain(const PartyRecord& record, Party& party) const {
  if (record.title != kNoText || record.seat != kNoText) return false;
  party.kind = record.kind;
  party.evidence = evidence_of(record.place.worker, record.evidence);
  return true;
}

bool GraphReader::take_plain(const ArtifactRecord& record, Artifact& artifact) const {
  if (record.title != kNoText) return false;
  const std::uint8_t worker = record.place.worker;
  artifact.developer = names_.party_ids[names_.parties.number(worker, record.developer)];
  if (!artifact.developer) return false;
  artifact.kind = record.kind;
  artifact.evidence = evidence_of(worker, record.evidence);
  if (record.released != ArtifactRecord::kUnreleased) artifact.released = Date{record.released};
  artifact.first_derivation = record.first_parent;
  artifact.derivations = record.parents;
  return true;
}

// What the names of parents turn out to mean.
void GraphReader::resolve_parents() {
  if (tables_ == nullptr) return;
  for (std::size_t worker = 0; worker < tables_->size(); ++worker) {
    std::vector<BulkTables::Parent>& parents = (*tables_)[worker]->parents;
    for_ranges(parents.size(), [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t i = begin; i < end; ++i) {
        parents[i].found = names_.artifact_ids[names_.artifacts.number(
            static_cast<std::uint8_t>(worker), parents[i].artifact)];
      }
    });
  }
}

// Adds what its shape means to what take_plain() took. False where that is not known.
bool GraphReader::complete(const Plain& plain, Party& party) const {
  if (plain.shape == kNoShape || !names_.meanings[plain.shape].known) return false;
  party.policies = names_.meanings[plain.shape].policies;
  party.context = names_.meanings[plain.shape].context;
  return true;
}

// The same, with its parents. False, too, where some is not known.
bool GraphReader::complete(const Plain& plain, ArtifactId id) {
  if (plain.shape == kNoShape || !names_.meanings[plain.shape].known) return false;
  Artifact& artifact = graph_.artifacts[id.index()];
  if (artifact.derivations > 0 &&
      !take_parents(plain.worker, artifact.first_derivation, artifact.derivations, id)) {
    return false;
  }
  artifact.policies = names_.meanings[plain.shape].policies;
  artifact.context = names_.meanings[plain.shape].context;
  return true;
}

bool GraphReader::take_parents(std::uint8_t worker, std::uint32_t first, std::uint32_t count,
                               ArtifactId id) {
  const auto parents = std::span((*tables_)[worker]->parents).subspan(first, count);
  for (const BulkTables::Parent& parent : parents) {
    if (!parent.found || parent.found == id) return false;
  }
  Artifact& artifact = graph_.artifacts[id.index()];
  artifact.first_derivation = static_cast<std::uint32_t>(graph_.derivations.size());
  artifact.derivations = count;
  for (const BulkTables::Parent& parent : parents) {
    graph_.derivations.push_back({parent.found, parent.by, evidence_of(worker, parent.evidence),
                                  SourcePos{artifact.pos.file, artifact.pos.line, parent.column}});
  }
  sort_derivations(artifact);
  return true;
}

bool GraphReader::take(const PartyRecord& record, Party& party) {
  const std::uint8_t worker = record.place.worker;
  const ShapeMeaning& meaning = names_.meanings[names_.shapes.number(worker, record.shape)];
  if (!meaning.known) return false;
  party.kind = record.kind;
  party.title = text_of(worker, record.title);
  party.seat = text_of(worker, record.seat);
  party.policies = meaning.policies;
  party.context = meaning.context;
  party.evidence = evidence_of(worker, record.evidence);
  return true;
}

bool GraphReader::take(const ArtifactRecord& record, ArtifactId id) {
  const std::uint8_t worker = record.place.worker;
  const ShapeMeaning& meaning = names_.meanings[names_.shapes.number(worker, record.shape)];
  const PartyId developer = names_.party_ids[names_.parties.number(worker, record.developer)];
  if (!meaning.known || !developer) return false;
  if (!take_parents(worker, record.first_parent, record.parents, id)) return false;
  Artifact& artifact = graph_.artifacts[id.index()];
  artifact.kind = record.kind;
  artifact.title = text_of(worker, record.title);
  artifact.developer = developer;
  artifact.policies = meaning.policies;
  artifact.context = meaning.context;
  artifact.evidence = evidence_of(worker, record.evidence);
  if (record.released != ArtifactRecord::kUnreleased) artifact.released = Date{record.released};
  return true;
}

bool GraphReader::take(const AgreementRecord& record, Agreement& agreement) {
  const std::uint8_t worker = record.place.worker;
  const ShapeMeaning& meaning = names_.meanings[names_.shapes.number(worker, record.shape)];
  const PartyId from = names_.party_ids[names_.parties.number(worker, record.from)];
  const PartyId to = names_.party_ids[names_.parties.number(worker, record.to)];
  if (!meaning.known || !from || !to) return false;
  const std::size_t first = graph_.supplied.size();
  const auto supplied =
      std::span((*tables_)[worker]->supplied).subspan(record.first_supplied, record.supplied);
  for (const std::uint32_t name : supplied) {
    const ArtifactId artifact = names_.artifact_ids[names_.artifacts.number(worker, name)];
    if (!artifact) {
      graph_.supplied.resize(first);
      return false;
    }
    graph_.supplied.push_back(artifact);
  }
  const auto begin = graph_.supplied.begin() + static_cast<std::ptrdiff_t>(first);
  std::sort(begin, graph_.supplied.end());
  graph_.supplied.erase(std::unique(begin, graph_.supplied.end()), graph_.supplied.end());
  agreement.from = from;
  agreement.to = to;
  agreement.first_artifact = static_cast<std::uint32_t>(first);
  agreement.artifacts = static_cast<std::uint32_t>(graph_.supplied.size() - first);
  agreement.title = text_of(worker, record.title);
  agreement.terms = meaning.terms;
  agreement.evidence = evidence_of(worker, record.evidence);
  return true;
}

void GraphReader::look_ahead_to_parents(const std::vector<Plain>& plain, std::size_t at) const {
  constexpr std::size_t kAhead = 24;
  if (at + kAhead >= plain.size() || plain[at + kAhead].shape == kNoShape) return;
  const Artifact& artifact = graph_.artifacts[at + kAhead];
  if (artifact.derivations == 0) return;
  prefetch((*tables_)[plain[at + kAhead].worker]->parents.data() + artifact.first_derivation);
}

}  // namespace flowdown::loading
