// Graphs: documents in any number and order → one graph.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "flowdown/graph.hpp"
#include "flowdown/model.hpp"
#include "load/bulk_file.hpp"
#include "load/bulk_graph.hpp"
#include "load/policy_reader.hpp"
#include "load/verdict_part.hpp"
#include "load/vocabulary.hpp"

namespace flowdown::loading {

// Stores equal values once. `key` must be equal exactly where the values are.
template <class Value, class ValueId>
class Interner {
 public:
  explicit Interner(std::vector<Value>& values) : values_(values) {}
  ValueId intern(std::string key, Value value) {
    const auto [found, fresh] = ids_.emplace(std::move(key), ValueId(values_.size()));
    if (fresh) values_.push_back(std::move(value));
    return found->second;
  }

 private:
  std::vector<Value>& values_;
  std::unordered_map<std::string, ValueId> ids_;
};

// Reads graphs in two passes. The first declares every id of every document; the second reads what
// stands below them, when each reference can be resolved, wherever its target is declared.
// The documents must outlive it.
class GraphReader {
 public:
  // Adds the policies that agreements write themselves to `policies`. Reads lines of JSON Lines
  // again from `sources` where it has to.
  GraphReader(Vocabulary& vocabulary, PolicySet& policies, const Sources& sources);

  // Pass 1 for a document whose second key is `graph`, or `candidate`.
  void declare(const YamlNode& document);
  void declare(BulkFile& file);
  // The tables of all such files; before read().
  void set_tables(AllBulkTables& tables) { tables_ = &tables; }
  // Leaves out what LoadOptions::for_verdict says.
  void read_for_verdict() { for_verdict_ = true; }
  void declare_candidate(const YamlNode& document);
  // Pass 2, once, after all documents have been declared.
  Graph read();
  // What the graph has from candidates; none without any. After read().
  std::optional<Candidate> candidate();

 private:
  // What a document declares under an id.
  struct Declared {
    std::string_view id;
    SourcePos pos;  // of the id, else of the entry
    std::uint32_t length = 1;
    const YamlNode* body = nullptr;  // null: `line` is to be parsed when it is read
    std::string_view line;
    BulkFile* file = nullptr;  // that it is in
    std::uint32_t line_number = 0;
    bool named = true;  // false: an agreement that has no id
    bool of_candidate = false;
  };
  using Declarations = std::vector<Declared>;
  // An entity of the graph: something declared, or a record.
  template <class Record>
  struct Entity {
    const Declared* declared = nullptr;
    const Record* record = nullptr;
  };
  template <class Record>
  using Entities = std::vector<Entity<Record>>;
  // What stands below an id.
  struct Entry {
    const YamlNode& id;  // what to complain of where a key is missing
    const YamlNode& body;
    bool named = true;
    bool of_line = false;  // of JSON Lines, and without places of its own
  };
  // A value of a whole graph that several documents may state.
  struct Name {
    std::string text;
    const YamlNode* at = nullptr;
  };

  void declare_head(Fields& fields, const Words& ids);
  void declare_section(Fields& fields, std::string_view key, Declarations& into);
  void declare_agreements(Fields& fields);
  void declare_removals(Fields& fields);
  void read_superseded();
  // Leaves of the entries of one id that of a candidate, if there is one; complains of any more.
  static void sort(Declarations& declarations);
  void overlay(Declarations& declarations, std::string_view kind);
  void remove_entries();
  void remove_named(const Words& words, Declarations& declarations, std::string_view kind,
                    std::set<std::string>& gone);
  void remove_dependent_agreements();
  // Whether an agreement of the graph names an artifact that the candidate takes out.
  bool is_gone(const YamlNode& word) const;
  // Complains, where the candidate takes out what is named here.
  bool complain_of_gone(const YamlNode& word, std::string_view kind,
                        const std::set<std::string>& gone);
  void name_graph();

  // All entities of a kind by id; complains of bad ids, and of ids that several have.
  template <class Record>
  Entities<Record> arrange(Declarations& declarations, std::vector<const Record*> records,
                           std::string_view kind);
  template <class Record>
  void check(const Entities<Record>& entities, bool repeated, std::string_view kind);
  template <class Record>
  std::string_view id_of(const Entity<Record>& entity) const;
  template <class Record>
  YamlNode node_of(const Entity<Record>& entity) const;
  static constexpr std::uint32_t kNoShape = 0xffffffffU;
  // A record that take_plain() took.
  struct Plain {
    std::uint32_t shape = kNoShape;  // kNoShape: it did not
    std::uint8_t worker = 0;
  };
  Mentions mentions() const;
  template <class Record, class Result>
  std::vector<Plain> number(const Entities<Record>& entities, std::vector<Result>& results);
  SourcePos place_of(const RecordPlace& place) const;

  // Reads what stands below the id of an entity by `read`. False where there were problems.
  using ReadEntry = std::function<void(const Entry&)>;
  bool read_entry(const Declared& declared, const ReadEntry& read);
  template <class Record>
  bool read_again(const Record& record, const ReadEntry& read);
  bool read_line(BulkFile& file, std::uint32_t number, std::string_view line,
                 const ReadEntry& read);
  void join_names();
  bool take_plain(const PartyRecord& record, Party& party) const;
  bool take_plain(const ArtifactRecord& record, Artifact& artifact) const;
  void resolve_parents();
  bool complete(const Plain& plain, Party& party) const;
  bool complete(const Plain& plain, ArtifactId id);
  bool take_parents(std::uint8_t worker, std::uint32_t first, std::uint32_t count, ArtifactId id);
  void look_ahead_to_parents(const std::vector<Plain>& plain, std::size_t at) const;
  bool take(const PartyRecord& record, Party& party);
  bool take(const ArtifactRecord& record, ArtifactId id);
  bool take(const AgreementRecord& record, Agreement& agreement);
  EvidenceId evidence_of(std::uint8_t worker, std::uint32_t number) const;
  Symbol text_of(std::uint8_t worker, std::uint32_t number);

  void read_party(const Entry& entry, Party& party);
  void read_artifact(const Entry& entry, Artifact& artifact);
  void read_agreement(const Entry& entry, AgreementId id);
  void read_attributes(const YamlNode& map, Party& party);
  void read_practices(const YamlNode& node, Party& party);
  void read_derivations(const YamlNode& list, ArtifactId child, Artifact& artifact);
  // Nothing, where the candidate takes out all artifacts that it is about.
  std::optional<Waiver> read_waiver(const YamlNode& node, const std::vector<ArtifactId>& supplied);
  void sort_derivations(const Artifact& artifact);
  Confidence confidence_of(EvidenceId id) const;
  void read_grants(const YamlNode& node, Terms& terms);
  VersionId read_additions(const YamlNode& list, const Agreement& agreement, AgreementId id,
                           const Evidence& evidence);

  TermsId enter(Terms terms, bool of_line);
  Symbol symbol(std::string_view text);  // none for empty text
  PolicyListId read_policies(Fields& fields);
  Evidence read_evidence(Fields& fields);
  EvidenceId intern(Evidence evidence);
  ContextId intern(Context context);
  // The help where nothing is called so.
  std::string how_to_declare(const YamlNode& word, std::string_view kind,
                             std::string_view section) const;
  PartyId party(const YamlNode& word);
  ArtifactId artifact(const YamlNode& word);
  // Requires the key, and that its value is the id of a party or artifact.
  PartyId require_party(Fields& fields, std::string_view key);

  Vocabulary& vocabulary_;
  PolicySet& policies_;
  Problems& problems_;
  PolicyNames policy_names_;
  const Sources& sources_;
  Declarations parties_, artifacts_, agreements_;
  std::vector<BulkFile*> bulk_;
  AllBulkTables* tables_ = nullptr;
  BulkNames names_;
  bool for_verdict_ = false;
  bool in_candidate_ = false;  // what is being declared
  std::optional<Candidate> candidate_;
  struct Removals {
    Words parties, artifacts, agreements;
  };
  Removals removals_;
  std::set<std::string> gone_parties_, gone_artifacts_, gone_agreements_;
  std::map<std::string, Declared> superseded_;               // agreements of the graph by id
  bool of_candidate_ = false;                                // the agreement that is being read
  std::vector<Name> ids_;                                    // of the graph
  std::vector<std::pair<std::string, std::string>> titles_;  // with the graph's id
  std::vector<std::pair<Date, const YamlNode*>> dates_;
  Graph graph_;
  Interner<PolicyList, PolicyListId> policy_lists_;
  Interner<Context, ContextId> contexts_;
  Interner<Evidence, EvidenceId> evidence_;
  Interner<Terms, TermsId> terms_;
};

}  // namespace flowdown::loading
