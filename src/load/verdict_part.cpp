#include "load/verdict_part.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <span>
#include <utility>

#include "flowdown/prefetch.hpp"
#include "flowdown/ranges.hpp"
#include "load/part_key.hpp"

namespace flowdown::loading {
namespace {

// Parties that are told apart by what is said of them.
constexpr std::size_t kMostKinds = 1024;

std::string_view id_of(const PartyRecord& record) { return record.id; }
std::string_view id_of(const ArtifactRecord& record) { return id_of_record(record); }

// Calls `then` with each record of a range and the number of its id among the names of the table:
// kNone where nobody refers to it.
template <class Record, class Then>
void for_named(const std::vector<const Record*>& records, std::size_t begin, std::size_t end,
               const TextTable& table, Then then) {
  for (std::size_t i = begin; i < end; ++i) {
    table.look_ahead(i, end, [&records](std::size_t at) { return records[at]->hash; });
    then(i, table.find(id_of(*records[i]), records[i]->hash));
  }
}

// Whether two of them may have one id; if not, no two have.
template <class Record>
bool may_repeat(const std::vector<const Record*>& records) {
  constexpr std::size_t kAhead = 24, kMostSteps = 1000;
  std::size_t slots = 64;
  while (slots < 2 * records.size()) slots *= 2;
  std::vector<std::uint32_t> tags(slots);
  const auto slot_of = [slots](std::uint64_t hash) { return hash >> 32U & (slots - 1); };
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (i + kAhead < records.size()) prefetch(&tags[slot_of(records[i + kAhead]->hash)]);
    const std::uint32_t tag = static_cast<std::uint32_t>(records[i]->hash) | 1U;
    std::size_t at = slot_of(records[i]->hash), steps = 0;
    while (tags[at] != 0 && tags[at] != tag && ++steps < kMostSteps) at = (at + 1) & (slots - 1);
    if (tags[at] != 0) return true;
    tags[at] = tag;
  }
  return false;
}

// What is said of a party but for its names; none of a party that is not like any other.
struct Said {
  std::uint32_t shape_and_kind = kNobody, evidence = 0;
  bool known() const { return shape_and_kind != kNobody; }
  friend auto operator<=>(const Said&, const Said&) = default;
};

// What is said of an artifact and of its developer, but for names.
using Look = std::array<std::uint32_t, 5>;
bool states_evidence(const Look& look) { return look[2] != 0 || look[4] != 0; }

// The parts that linked artifacts belong to, each told by its first.
class Parts {
 public:
  explicit Parts(std::size_t artifacts) : above_(artifacts) {
    std::iota(above_.begin(), above_.end(), 0U);
  }
  std::uint32_t of(std::uint32_t artifact) {
    while (above_[artifact] != artifact) {
      above_[artifact] = above_[above_[artifact]];
      artifact = above_[artifact];
    }
    return artifact;
  }
  void look_ahead(std::uint32_t artifact) const {
    if (artifact < above_.size()) prefetch(&above_[artifact]);
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = of(a);
    b = of(b);
    above_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> above_;  // itself, or one before it
};

// What is found in one range of the artifacts, with numbers of its own.
struct FoundInRange {
  TextTable looks;
  TextArena arena;
  std::vector<Linked> linked;
  std::vector<Derived> derived;
  std::vector<std::uint8_t> seen;  // by look: that of an artifact that is not linked
};

class Chooser {
 public:
  Chooser(Records& records, const AllBulkTables& tables, const BulkNames& names,
          const Mentions& mentions)
      : records_(records), tables_(tables), names_(names), mentions_(mentions) {}

  void run() {
    if (records_.artifacts.size() >= kNobody || !mentions_.complete()) return;
    find_parties();
    find_artifacts();
    bool repeat = false;
    do_both(
        records_.artifacts.size(), [this] { choose_parts(); },
        [&] { repeat = may_repeat(records_.parties) || may_repeat(records_.artifacts); });
    if (repeat) return;
    keep_artifacts();
    keep_parties();
  }

 private:
  static constexpr std::uint32_t kAhead = 16;

  void find_parties() {
    said_.resize(names_.parties.size());
    name_of_party_.resize(records_.parties.size());
    for_ranges(records_.parties.size(), [&](std::size_t begin, std::size_t end, std::size_t) {
      for_named(records_.parties, begin, end, names_.parties.table(),
                [&](std::size_t p, std::uint32_t name) { name_of_party_[p] = name; });
    });
    // By one thread: two records may have one name, if only until they are found.
    for (std::size_t p = 0; p < records_.parties.size(); ++p) {
      if (p + kAhead < name_of_party_.size() && name_of_party_[p + kAhead] != TextTable::kNone) {
        prefetch(&said_[name_of_party_[p + kAhead]]);
      }
      const std::uint32_t name = name_of_party_[p];
      if (name == TextTable::kNone || mentions_.have(records_.parties[p]->hash)) continue;
      said_[name] = said_of(*records_.parties[p]);
    }
  }

  Said said_of(const PartyRecord& party) const {
    const std::uint32_t shape = names_.shapes.number(party.place.worker, party.shape);
    return {shape << 4U | static_cast<std::uint32_t>(party.kind),
            names_.evidence.number(party.place.worker, party.evidence)};
  }

  std::uint32_t developer_of(const ArtifactRecord& record) const {
    return names_.parties.number(record.place.worker, record.developer);
  }

  // Of those that are not linked, the first of each look in each range stays.
  void find_artifacts() {
    const std::size_t artifacts = records_.artifacts.size();
    stays_.resize(artifacts);
    std::vector<FoundInRange> found(ranges_of(artifacts));
    for_ranges(artifacts, [&](std::size_t begin, std::size_t end, std::size_t range) {
      for_named(records_.artifacts, begin, end, names_.artifacts.table(),
                [&](std::size_t a, std::uint32_t name) {
                  if (a + kAhead < end) {
                    prefetch(&said_[developer_of(*records_.artifacts[a + kAhead])]);
                  }
                  find_artifact(a, name, found[range]);
                });
    });
    join(found);
  }

  void find_artifact(std::size_t a, std::uint32_t name, FoundInRange& found) {
    const ArtifactRecord& record = *records_.artifacts[a];
    const std::uint8_t worker = record.place.worker;
    const std::uint32_t developer = developer_of(record);
    const Said said = said_[developer];
    const bool stays = !said.known() || mentions_.have(record.hash);
    const Look look = {
        names_.shapes.number(worker, record.shape), static_cast<std::uint32_t>(record.kind),
        names_.evidence.number(worker, record.evidence), said.shape_and_kind, said.evidence};
    const std::uint32_t number = found.looks.number(bytes_of(look), found.arena);
    if (found.seen.size() < found.looks.size()) found.seen.resize(found.looks.size());
    if (name == TextTable::kNone && record.parents == 0) {
      if (stays || found.seen[number] == 0) stays_[a] = 1;
      found.seen[number] = 1;
      return;
    }
    found.linked.push_back({static_cast<std::uint32_t>(a), name, number, developer,
                            static_cast<std::uint32_t>(found.derived.size()), record.parents,
                            stays});
    for (const BulkTables::Parent& parent :
         std::span(tables_[worker]->parents).subspan(record.first_parent, record.parents)) {
      found.derived.push_back({names_.artifacts.number(worker, parent.artifact),
                               names_.evidence.number(worker, parent.evidence), parent.by});
    }
  }

  // Numbers of a range become numbers of all.
  void join(std::vector<FoundInRange>& found) {
    artifact_of_name_.assign(names_.artifacts.size(), kNobody);
    std::size_t linked = 0, derived = 0;
    for (const FoundInRange& range : found) {
      linked += range.linked.size();
      derived += range.derived.size();
    }
    links_.artifacts.reserve(linked);
    links_.derived.reserve(derived);
    TextTable& looks = found[0].looks;
    for (FoundInRange& range : found) {
      std::vector<std::uint32_t> numbers;
      for (std::size_t i = 0; i < range.looks.size(); ++i) {
        numbers.push_back(&range == &found[0] ? static_cast<std::uint32_t>(i)
                                              : looks.number(range.looks[i]));
      }
      const auto first = static_cast<std::uint32_t>(links_.derived.size());
      for (Linked& artifact : range.linked) {
        artifact.look = numbers[artifact.look];
        artifact.first += first;
        if (artifact.name != TextTable::kNone) {
          artifact_of_name_[artifact.name] = static_cast<std::uint32_t>(links_.artifacts.size());
        }
        links_.artifacts.push_back(artifact);
      }
      links_.derived.insert(links_.derived.end(), range.derived.begin(), range.derived.end());
      range.linked = {};
      range.derived = {};
    }
    for (std::size_t i = 0; i < looks.size(); ++i) {
      Look look{};
      std::memcpy(look.data(), looks[i].data(), sizeof look);
      links_.look_has_evidence.push_back(states_evidence(look) ? 1 : 0);
    }
  }

  // Finds which artifacts are meant, and marks those that stay for what they derive from.
  void resolve() {
    for_ranges(links_.artifacts.size(), [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t a = begin; a < end; ++a) {
        Linked& artifact = links_.artifacts[a];
        for (Derived& derived :
             std::span(links_.derived).subspan(artifact.first, artifact.derivations)) {
          derived.from = artifact_of_name_[derived.from];
          if (derived.from == kNobody || derived.from == a) artifact.stays = true;
        }
      }
    });
  }

  void note_agreements() {
    referred_.resize(names_.parties.size());
    for (const AgreementRecord* agreement : records_.agreements) {
      const std::uint8_t worker = agreement->place.worker;
      for (const std::uint32_t name : {agreement->from, agreement->to}) {
        referred_[names_.parties.number(worker, name)] = 1;
      }
      for (const std::uint32_t name :
           std::span(tables_[worker]->supplied)
               .subspan(agreement->first_supplied, agreement->supplied)) {
        const std::uint32_t artifact = artifact_of_name_[names_.artifacts.number(worker, name)];
        if (artifact != kNobody) links_.artifacts[artifact].stays = true;
      }
    }
  }

  // By linked artifact: the first one of its part.
  std::vector<std::uint32_t> find_parts() const {
    const auto artifacts = static_cast<std::uint32_t>(links_.artifacts.size());
    Parts parts(artifacts);
    for (std::uint32_t a = 0; a < artifacts; ++a) {
      for (std::uint32_t d = 0; d < links_.artifacts[a].derivations; ++d) {
        const std::size_t at = links_.artifacts[a].first + d;
        if (at + kAhead < links_.derived.size()) parts.look_ahead(links_.derived[at + kAhead].from);
        if (links_.derived[at].from != kNobody) parts.join(a, links_.derived[at].from);
      }
    }
    std::vector<std::uint32_t> part_of;
    part_of.reserve(artifacts);
    for (std::uint32_t a = 0; a < artifacts; ++a) part_of.push_back(parts.of(a));
    return part_of;
  }

  // Asks for the memory that the parts after that place will need.
  void look_ahead(const std::vector<std::uint32_t>& members, std::size_t at) const {
    constexpr std::size_t kMembers = 64, kDerived = 32, kEach = 3;
    for (std::size_t i = 0; i < kEach && at + kMembers + i < members.size(); ++i) {
      prefetch(&links_.artifacts[members[at + kMembers + i]]);
      prefetch(links_.derived.data() + links_.artifacts[members[at + kDerived + i]].first);
    }
  }

  void choose_parts() {
    resolve();
    note_agreements();
    const auto artifacts = static_cast<std::uint32_t>(links_.artifacts.size());
    const std::vector<std::uint32_t> part_of = find_parts();
    std::vector<std::uint8_t> size(artifacts);  // of parts, one more than the most at most
    for (std::uint32_t a = 0; a < artifacts; ++a) {
      if (a + kAhead < artifacts) prefetch(&size[part_of[a + kAhead]]);
      const std::uint32_t part = part_of[a];
      if (size[part] <= PartKey::kMostArtifacts) ++size[part];
      if (links_.artifacts[a].stays) links_.artifacts[part].stays = true;
    }
    // The artifacts of each small part, side by side.
    struct Small {
      std::uint32_t part = 0, first = 0, size = 0;
    };
    std::vector<Small> small;
    std::vector<std::uint32_t> number(artifacts, kNobody), members;
    for (std::uint32_t a = 0; a < artifacts; ++a) {
      if (a + kAhead < artifacts) {
        prefetch(&links_.artifacts[part_of[a + kAhead]].stays);
        prefetch(&number[part_of[a + kAhead]]);
      }
      const std::uint32_t part = part_of[a];
      if (size[part] > PartKey::kMostArtifacts) links_.artifacts[part].stays = true;
      if (links_.artifacts[part].stays) continue;
      if (number[part] == kNobody) {
        number[part] = static_cast<std::uint32_t>(small.size());
        small.push_back({part, static_cast<std::uint32_t>(members.size()), 0});
        members.resize(members.size() + size[part]);
      }
      Small& whole = small[number[part]];
      members[whole.first + whole.size++] = a;
    }
    for_ranges(small.size(), [&](std::size_t begin, std::size_t end, std::size_t) {
      TextTable known;
      TextArena keys;
      PartKey key(links_, records_.artifacts, names_.parties);
      for (std::size_t i = begin; i < end; ++i) {
        look_ahead(members, small[i].first);
        const auto part = std::span(members).subspan(small[i].first, small[i].size);
        const std::size_t before = known.size();
        if (known.number(key.of(part), keys) == before)
          links_.artifacts[small[i].part].stays = true;
      }
    });
    for (std::uint32_t a = 0; a < artifacts; ++a) {
      if (a + kAhead < artifacts) prefetch(&links_.artifacts[part_of[a + kAhead]].stays);
      if (links_.artifacts[part_of[a]].stays) stays_[links_.artifacts[a].record] = 1;
    }
  }

  // Of each range what stays of it, all in their order.
  template <class Record, class Stays>
  static void keep(std::vector<const Record*>& records, Stays stays) {
    std::vector<std::vector<const Record*>> kept(ranges_of(records.size()));
    for_ranges(records.size(), [&](std::size_t begin, std::size_t end, std::size_t range) {
      for (std::size_t i = begin; i < end; ++i) {
        if (stays(i, range)) kept[range].push_back(records[i]);
      }
    });
    records.clear();
    for (const auto& of_range : kept) {
      records.insert(records.end(), of_range.begin(), of_range.end());
    }
  }

  void keep_artifacts() {
    keep(records_.artifacts, [this](std::size_t a, std::size_t) { return stays_[a] != 0; });
    for (const ArtifactRecord* artifact : records_.artifacts) {
      referred_[developer_of(*artifact)] = 1;
    }
  }

  // Those that something refers to, and one at least of all of whom the same is said.
  void keep_parties() {
    std::vector<std::vector<Said>> known(ranges_of(records_.parties.size()));  // each in order
    keep(records_.parties, [&](std::size_t p, std::size_t range) {
      const std::uint32_t name = name_of_party_[p];
      const Said said = said_of(*records_.parties[p]);
      const auto like = std::lower_bound(known[range].begin(), known[range].end(), said);
      const bool is_new = like == known[range].end() || *like != said;
      if (is_new && known[range].size() < kMostKinds) known[range].insert(like, said);
      return is_new || (name != TextTable::kNone && referred_[name] != 0) ||
             mentions_.have(records_.parties[p]->hash);
    });
  }

  Records& records_;
  const AllBulkTables& tables_;
  const BulkNames& names_;
  const Mentions& mentions_;
  std::vector<std::uint32_t> name_of_party_;     // by party record
  std::vector<Said> said_;                       // by name of a party
  std::vector<std::uint8_t> referred_;           // by name of a party: it stays
  std::vector<std::uint32_t> artifact_of_name_;  // by name: the linked one, or kNobody
  std::vector<std::uint8_t> stays_;              // by artifact record
  Links links_;
};

}  // namespace

void leave_out_alike(Records& records, const AllBulkTables& tables, const BulkNames& names,
                     const Mentions& mentions) {
  Chooser(records, tables, names, mentions).run();
}

}  // namespace flowdown::loading
