#include "load/verdict_part.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <span>
#include <utility>

#include "flowdown/prefetch.hpp"
#include "flowdown/ranges.hpp"
#include "load/links.hpp"
#include "load/upstream_key.hpp"

namespace flowdown::loading {
namespace {

std::string_view id_of(const PartyRecord& record) { return record.id; }
std::string_view id_of(const ArtifactRecord& record) { return id_of_record(record); }

// Calls `then` with each record of a range and the number of its id among the names of the table:
// kNone where nobody refers to it.
template <class Record, class Then>
void for_named(const std::vector<const Record*>& records, std::size_t begin, std::size_t end,
               const TextTable& names, Then then) {
  for (std::size_t i = begin; i < end; ++i) {
    names.look_ahead(i, end, [&records](std::size_t at) { return records[at]->hash; });
    then(i, names.find(id_of(*records[i]), records[i]->hash));
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

// What is said of a party but for its names.
struct Said {
  std::uint32_t shape = 0, evidence = 0;
  PartyKind kind = PartyKind::kApplication;
  friend auto operator<=>(const Said&, const Said&) = default;
};

// Numbers what is said of parties. Numbers are small, since what is looked up by each artifact must
// not lie far apart.
class SaidTable {
 public:
  using Number = std::uint16_t;
  static constexpr Number kUnknown = 0;  // like nothing else that is said

  Number number(const Said& said) {
    if (last_ != kUnknown && said == all_[last_]) return last_;
    const auto [known, is_new] = numbers_.try_emplace(said, static_cast<Number>(all_.size()));
    if (is_new) {
      if (all_.size() > kMost) {
        numbers_.erase(known);
        return kUnknown;
      }
      all_.push_back(said);
    }
    last_ = known->second;
    return last_;
  }
  // The numbers here of what has numbers there.
  std::vector<Number> join(const SaidTable& other) {
    std::vector<Number> numbers{kUnknown};
    for (std::size_t i = 1; i < other.size(); ++i) numbers.push_back(number(other.all_[i]));
    return numbers;
  }
  bool has_evidence(Number number) const { return all_[number].evidence != 0; }
  std::size_t size() const { return all_.size(); }

 private:
  static constexpr std::size_t kMost = 4096;  // parties of so many kinds are hardly alike

  std::vector<Said> all_{Said()};  // by number; that of kUnknown first
  std::map<Said, Number> numbers_;
  Number last_ = kUnknown;
};

// What is said of an artifact and of its developer, but for names.
struct Look {
  std::uint32_t shape = 0, evidence = 0;
  std::uint16_t kind = 0;
  SaidTable::Number developer = SaidTable::kUnknown;

  // As a text. There is nothing between its members.
  std::string_view bytes() const {
    static_assert(sizeof(Look) == sizeof shape + sizeof evidence + sizeof kind + sizeof developer);
    return {static_cast<const char*>(static_cast<const void*>(this)), sizeof *this};
  }
};

// What is found in one range of the artifacts, with numbers of its own.
struct FoundInRange {
  TextTable looks;
  TextArena arena;
  std::vector<Linked> linked;
  std::vector<std::uint32_t> names;  // of these; kNone: nothing refers to it
  std::vector<Derived> derived;
  std::vector<std::uint8_t> seen;  // by look: that of an artifact that is not linked
};

class Chooser {
 public:
  Chooser(Records& records, const AllBulkTables& tables, const BulkNames& names,
          const Mentions& mentions)
      : records_(records), tables_(tables), names_(names), mentions_(mentions) {}

  void run() {
    if (records_.artifacts.size() >= kNobody) return;
    find_parties();
    find_artifacts();
    resolve();
    note_agreements();
    bool repeat = false;
    std::vector<Made> made;
    do_both(
        records_.artifacts.size(),
        [&] {
          made = find_made(links_);
          keep_what_is_downstream(links_, kMostUpstream);
        },
        [&] { repeat = may_repeat(records_.parties) || may_repeat(records_.artifacts); });
    if (repeat) return;
    keep_linked(find_firsts(made), made);
    keep_artifacts();
    keep_parties();
  }

 private:
  static constexpr std::uint32_t kAhead = 16;
  static constexpr std::uint8_t kMostUpstream = 16;

  void find_parties() {
    said_.resize(names_.parties.size());
    name_of_party_.resize(records_.parties.size());
    said_of_party_.resize(records_.parties.size());
    const TextTable& names = names_.parties.table();
    // Numbered in each range by themselves at first.
    std::vector<SaidTable> said_in_range(ranges_of(records_.parties.size()));
    const auto each_range = [this](auto work) { for_ranges(records_.parties.size(), work); };
    each_range([&](std::size_t begin, std::size_t end, std::size_t range) {
      for_named(records_.parties, begin, end, names, [&](std::size_t p, std::uint32_t name) {
        name_of_party_[p] = name;
        if (mentions_.have(records_.parties[p]->hash)) return;
        said_of_party_[p] = said_in_range[range].number(said_of(*records_.parties[p]));
      });
    });
    std::vector<std::vector<SaidTable::Number>> numbers;
    for (const SaidTable& of_range : said_in_range) numbers.push_back(said_table_.join(of_range));
    each_range([&](std::size_t begin, std::size_t end, std::size_t range) {
      for (std::size_t p = begin; p < end; ++p) {
        said_of_party_[p] = numbers[range][said_of_party_[p]];
      }
    });
    // By one thread: two records may have one name, if only until they are found.
    for (std::size_t p = 0; p < records_.parties.size(); ++p) {
      if (name_of_party_[p] != TextTable::kNone) said_[name_of_party_[p]] = said_of_party_[p];
    }
    // The same by the numbers that records have.
    for (std::size_t worker = 0; worker < tables_.size(); ++worker) {
      std::vector<SaidTable::Number>& said = said_by_worker_.emplace_back();
      const std::size_t parties = worker == 0 ? said_.size() : tables_[worker]->parties.size();
      said.reserve(parties);
      for (std::uint32_t number = 0; number < parties; ++number) {
        said.push_back(said_[names_.parties.number(static_cast<std::uint8_t>(worker), number)]);
      }
    }
  }

  Said said_of(const PartyRecord& party) const {
    return {names_.shapes.number(party.place.worker, party.shape),
            names_.evidence.number(party.place.worker, party.evidence), party.kind};
  }

  std::uint32_t developer_of(const ArtifactRecord& record) const {
    return names_.parties.number(record.place.worker, record.developer);
  }

  // Of those that are not linked, the first of each look in each range stays.
  void find_artifacts() {
    const std::size_t artifacts = records_.artifacts.size();
    stays_.resize(artifacts);
    const TextTable& names = names_.artifacts.table();
    std::vector<FoundInRange> found(ranges_of(artifacts));
    for_ranges(artifacts, [&](std::size_t begin, std::size_t end, std::size_t range) {
      // Room that is not used is not touched either.
      found[range].linked.reserve(end - begin);
      found[range].names.reserve(end - begin);
      found[range].derived.reserve(end - begin);
      for_named(records_.artifacts, begin, end, names, [&](std::size_t a, std::uint32_t name) {
        if (a + kAhead < end) {
          const ArtifactRecord& next = *records_.artifacts[a + kAhead];
          prefetch(&said_by_worker_[next.place.worker][next.developer]);
        }
        find_artifact(a, name, found[range]);
      });
    });
    join(found);
  }

  void find_artifact(std::size_t a, std::uint32_t name, FoundInRange& found) {
    const ArtifactRecord& record = *records_.artifacts[a];
    const std::uint8_t worker = record.place.worker;
    const SaidTable::Number said = said_by_worker_[worker][record.developer];
    const bool stays = said == SaidTable::kUnknown || mentions_.have(record.hash);
    const Look look = {names_.shapes.number(worker, record.shape),
                       names_.evidence.number(worker, record.evidence),
                       static_cast<std::uint16_t>(record.kind), said};
    const std::uint32_t number = found.looks.number(look.bytes(), found.arena);
    if (found.seen.size() < found.looks.size()) found.seen.resize(found.looks.size());
    if (name == TextTable::kNone && record.parents == 0) {
      // One that something else mentions may not be as the others.
      if (stays || found.seen[number] == 0) stays_[a] = 1;
      if (!stays) found.seen[number] = 1;
      return;
    }
    found.names.push_back(name);
    found.linked.push_back({static_cast<std::uint32_t>(a), number, developer_of(record),
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
    // Those of the first range stay where they are: it has room for the others.
    links_.artifacts = std::move(found[0].linked);
    links_.derived = std::move(found[0].derived);
    note_names(found[0].names, 0);
    TextTable& looks = found[0].looks;
    for (std::size_t r = 1; r < found.size(); ++r) {
      FoundInRange range = std::move(found[r]);
      std::vector<std::uint32_t> numbers;
      for (std::size_t i = 0; i < range.looks.size(); ++i) {
        numbers.push_back(looks.number(range.looks[i], found[0].arena));
      }
      const auto first = static_cast<std::uint32_t>(links_.derived.size());
      note_names(range.names, static_cast<std::uint32_t>(links_.artifacts.size()));
      for (Linked artifact : range.linked) {
        artifact.look = numbers[artifact.look];
        artifact.first += first;
        links_.artifacts.push_back(artifact);
      }
      links_.derived.insert(links_.derived.end(), range.derived.begin(), range.derived.end());
    }
    for (std::size_t i = 0; i < looks.size(); ++i) {
      Look look;
      std::memcpy(&look, looks[i].data(), sizeof look);
      const bool has = look.evidence != 0 || said_table_.has_evidence(look.developer);
      links_.look_has_evidence.push_back(has ? 1 : 0);
    }
  }

  // Of linked artifacts from that one on.
  void note_names(const std::vector<std::uint32_t>& names, std::uint32_t first) {
    for (const std::uint32_t name : names) {
      if (name != TextTable::kNone) artifact_of_name_[name] = first;
      ++first;
    }
  }

  // Finds which artifacts are meant.
  void resolve() {
    for_ranges(links_.derived.size(), [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t d = begin; d < end; ++d) {
        if (d + kAhead < end) prefetch(&artifact_of_name_[links_.derived[d + kAhead].from]);
        links_.derived[d].from = artifact_of_name_[links_.derived[d].from];
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

  // Of those that need not stay, the first of each kind.
  std::vector<std::uint32_t> find_firsts(const std::vector<Made>& made) const {
    struct Range {
      TextTable kinds;
      TextArena keys;
      std::vector<std::uint32_t> firsts;  // by number of the kind
    };
    std::vector<Range> ranges(ranges_of(links_.artifacts.size()));
    for_ranges(links_.artifacts.size(), [&](std::size_t begin, std::size_t end, std::size_t r) {
      Range& range = ranges[r];
      UpstreamKey key(links_, records_.artifacts, names_.parties);
      for (auto a = static_cast<std::uint32_t>(begin); a < end; ++a) {
        look_ahead(a, end);
        if (links_.artifacts[a].stays) continue;
        const std::uint32_t kind = range.kinds.number(key.of(a, made[a].sorts()), range.keys);
        if (kind == range.firsts.size()) range.firsts.push_back(a);
      }
    });
    std::vector<std::uint32_t> firsts = std::move(ranges[0].firsts);
    TextTable& kinds = ranges[0].kinds;
    for (std::size_t r = 1; r < ranges.size(); ++r) {
      for (std::size_t kind = 0; kind < ranges[r].firsts.size(); ++kind) {
        const bool is_new = kinds.number(ranges[r].kinds[kind]) == firsts.size();
        if (is_new) firsts.push_back(ranges[r].firsts[kind]);
      }
    }
    return firsts;
  }

  // Asks for the memory that the artifacts after that one will need.
  void look_ahead(std::uint32_t artifact, std::size_t end) const {
    if (artifact + kAhead >= end) return;
    for (const Derived& derived : links_.of(links_.artifacts[artifact + kAhead])) {
      if (derived.from != kNobody) prefetch(&links_.artifacts[derived.from]);
    }
  }

  // With those that stay stays what they derive from, and of what is made of them one of each sort.
  void keep_linked(const std::vector<std::uint32_t>& firsts, const std::vector<Made>& made) {
    std::vector<std::uint32_t> waiting;
    const auto keep = [&](std::uint32_t artifact) {
      if (artifact == kNobody || stays_[links_.artifacts[artifact].record] != 0) return;
      stays_[links_.artifacts[artifact].record] = 1;
      waiting.push_back(artifact);
    };
    for (const std::uint32_t artifact : firsts) keep(artifact);
    for (std::uint32_t a = 0; a < links_.artifacts.size(); ++a) {
      if (links_.artifacts[a].stays) keep(a);
    }
    while (!waiting.empty()) {
      const std::uint32_t artifact = waiting.back();
      waiting.pop_back();
      for (const Derived& derived : links_.of(links_.artifacts[artifact])) keep(derived.from);
      for (const std::uint32_t next : made[artifact].first) keep(next);
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
    const std::size_t ranges = ranges_of(records_.parties.size());
    std::vector<std::vector<bool>> known(ranges, std::vector<bool>(said_table_.size()));
    keep(records_.parties, [&](std::size_t p, std::size_t range) {
      const SaidTable::Number said = said_of_party_[p];
      const std::uint32_t name = name_of_party_[p];
      const bool is_first = !known[range][said];
      known[range][said] = true;
      return is_first || said == SaidTable::kUnknown ||
             (name != TextTable::kNone && referred_[name] != 0);
    });
  }

  Records& records_;
  const AllBulkTables& tables_;
  const BulkNames& names_;
  const Mentions& mentions_;
  std::vector<std::uint32_t> name_of_party_;  // by party record
  SaidTable said_table_;
  std::vector<SaidTable::Number> said_of_party_, said_;  // by party record; by name of a party
  std::vector<std::vector<SaidTable::Number>> said_by_worker_;  // by number of a name there
  std::vector<std::uint8_t> referred_;                          // by name of a party: it stays
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
