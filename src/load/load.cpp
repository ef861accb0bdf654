// The stage's entry points: which files there are, what each of them is, and in which order they
// are read.
//
// A graph names the policies that it needs, and policies and graphs use words of the taxonomy. So
// all files are opened and parsed first; then the taxonomy is linked, then the policies are read
// against it, then the graphs against both. Each step goes on after problems, so one run answers
// every mistake; but while some file cannot be parsed, names that nothing declares are not
// reported, since that file may declare them.
#include "flowdown/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <exception>
#include <iterator>
#include <memory>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

#include "load/bulk_file.hpp"
#include "load/document.hpp"
#include "load/exceptions_reader.hpp"
#include "load/gate_reader.hpp"
#include "load/graph_reader.hpp"
#include "load/policy_reader.hpp"
#include "load/problems.hpp"
#include "load/taxonomy_reader.hpp"
#include "load/vocabulary.hpp"
#include "load/yaml_node.hpp"

namespace flowdown {
namespace loading {
namespace {

enum class FileKind : std::uint8_t { kGraph, kPolicy, kTaxonomy, kCandidate, kGate };

constexpr Choice<FileKind> kFileKinds[] = {
    {"graph", FileKind::kGraph},       {"policy", FileKind::kPolicy},
    {"taxonomy", FileKind::kTaxonomy}, {"candidate", FileKind::kCandidate},
    {"gate", FileKind::kGate},
};

constexpr std::string_view kShippedTaxonomy = "flowdown";

// Where a file was named, which says what it may be.
enum class Place : std::uint8_t { kGraphs, kCandidate, kPolicies, kTaxonomy, kGate, kAnywhere };

struct OpenFile {
  YamlNode root;
  const YamlNode* id = nullptr;  // the value of the key that tells its kind
};

// The bytes of a text that is read in pieces all the same.
class TextBytes final : public ByteSource {
 public:
  explicit TextBytes(std::string text) : text_(std::move(text)) {}
  std::size_t read(std::uint64_t offset, std::span<char> to) override {
    const std::size_t at = std::min<std::uint64_t>(offset, text_.size());
    return text_.copy(to.data(), to.size(), at);
  }

 private:
  std::string text_;
};

// A folder of policies also holds the table by which import reads the names of licences.
bool holds_licence_names(const YamlNode& root) {
  return root.is_map() && root.entries.size() > 1 && root.entries[0].key.text == "flowdown" &&
         root.entries[1].key.text == "licences";
}

class Loader {
 public:
  Loader(FileProvider& files, const LoadOptions& options) : files_(files), options_(options) {}

  void open(SourceText text, Place place) {
    if (!opened_.insert(text.name).second) return;
    if (!text.bytes && is_bulk(text.name, text.text)) {
      text.bytes = std::make_shared<TextBytes>(std::exchange(text.text, {}));
    }
    if (text.bytes) return open_bulk(std::move(text), place);
    if (std::string_view(text.text).starts_with("\xEF\xBB\xBF")) text.text.erase(0, 3);
    const FileId file = sources_.add(std::move(text));
    const std::string& content = sources_.text(file);
    auto root =
        scan_text(file, content, problems_) ? parse_yaml(file, content, problems_) : std::nullopt;
    const YamlEntry* kind_entry = nullptr;
    // A folder may hold the exceptions to what its graphs give; they say nothing of the graphs.
    if (root && place == Place::kAnywhere && holds_exceptions(*root)) return;
    const bool of_policies = place == Place::kPolicies || place == Place::kAnywhere;
    if (root && of_policies && holds_licence_names(*root)) return;
    const auto kind = root ? kind_of_file(*root, kind_entry) : std::nullopt;
    if (!kind || !check_place(*kind, place, kind_entry->key)) {
      problems_.miss_names();
      return;
    }
    // The entries stay where they are when their mapping is moved.
    by_kind_[static_cast<std::size_t>(*kind)].push_back({std::move(*root), &kind_entry->value});
  }

  // What a candidate is laid over has to be looked at entry by entry.
  LineReading line_reading(Place place) const {
    const bool candidates = options_.candidate || place == Place::kAnywhere;
    return options_.thorough_lines || candidates ? LineReading::kThorough : LineReading::kQuick;
  }

  void open_bulk(SourceText text, Place place) {
    const FileId file = sources_.add(std::move(text));
    auto bulk = read_bulk(file, static_cast<std::uint16_t>(bulk_.size()), line_reading(place),
                          sources_, tables_, problems_);
    const YamlEntry* graph = nullptr;
    const auto kind = bulk ? kind_of_file(bulk->head, graph) : std::nullopt;
    if (!kind || !check_place(*kind, place, graph->key)) {
      problems_.miss_names();
      return;
    }
    const YamlNode& id = graph->value;
    bulk_.push_back(std::move(*bulk));
    const auto open_all = [&](std::deque<YamlNode>& documents, FileKind of) {
      for (YamlNode& document : documents) {
        const YamlNode* document_id = document.entries.empty() ? &id : &document.entries[0].value;
        by_kind_[static_cast<std::size_t>(of)].push_back({std::move(document), document_id});
      }
    };
    open_all(bulk_.back().policies, FileKind::kPolicy);
    open_all(bulk_.back().taxonomies, FileKind::kTaxonomy);
  }

  void open_candidate(SourceText text) {
    if (!opened_.contains(text.name)) return open(std::move(text), Place::kCandidate);
    problems_.add(Diagnostic{
        {},
        1,
        fmt::format("{} is read as a graph, and is no candidate beside it", quoted(text.name)),
        {},
        {},
        {}});
  }

  // Opens what the graphs list under `policies`, then what the candidate lists there, and then what
  // the options list.
  void open_policies() {
    for (const OpenFile& graph : graphs()) open_listed(graph.root);
    for (const BulkFile& graph : bulk_) open_listed(graph.head);
    const std::size_t of_graphs = sources_.size();
    for (const OpenFile& candidate : files_of(FileKind::kCandidate)) open_listed(candidate.root);
    for (std::size_t file = of_graphs; file < sources_.size(); ++file) {
      of_candidate_.insert(FileId(file));
    }
    for (const std::string& path : options_.policy_paths) {
      if (auto error = open_all(path, "")) problems_.add(Diagnostic{{}, 1, *error, {}, {}, {}});
    }
  }

  void open_listed(const YamlNode& document) {
    for (const YamlEntry& entry : document.entries) {
      if (entry.key.text != "policies") continue;
      Problems unheard;  // the graph's reader reports what is no list of words
      const std::string graph_name = sources_.name(entry.key.pos.file);
      for (const YamlNode* word : read_words(unheard, entry.value, "policies")) {
        if (auto error = open_all(word->text, graph_name)) problems_.add(*word, *error);
      }
    }
  }

  // The base is the file of the options, or else one that is called as the one that ships, or else
  // that one itself. All others extend it.
  Taxonomy read_taxonomy() {
    auto& files = by_kind_[static_cast<std::size_t>(FileKind::kTaxonomy)];
    const OpenFile* base = options_.taxonomy && !files.empty() ? &files.front() : nullptr;
    if (!options_.taxonomy) {
      const auto replacing = std::find_if(files.begin(), files.end(), replaces_shipped);
      if (replacing == files.end()) {
        open({"<built-in taxonomy>", std::string(builtin_taxonomy())}, Place::kTaxonomy);
        if (!files.empty() && replaces_shipped(files.back())) base = &files.back();
      } else {
        base = &*replacing;
      }
    }
    TaxonomyReader reader(problems_);
    if (base != nullptr) reader.declare(base->root, TaxonomyReader::Role::kBase);
    for (const OpenFile& file : files) {
      if (&file == base) continue;
      if (!replaces_shipped(file)) {
        reader.declare(file.root, TaxonomyReader::Role::kExtension);
      } else if (!options_.taxonomy) {
        problems_.add_against(*file.id, "a second file replaces the taxonomy that ships",
                              base->id->pos, "the first one",
                              "an extension needs an id of its own");
      }
    }
    return reader.link();
  }

  Result<Gate> read_gate_alone(const GateWords& words, Sources* sources) {
    Gate gate;
    for (const OpenFile& file : files_of(FileKind::kGate)) {
      gate = read_gate(file.root, words, problems_);
    }
    if (problems_.empty()) return gate;
    if (sources != nullptr) *sources = std::move(sources_);
    return problems_.take();
  }

  Result<Model> read(Sources* sources) {
    Model model;
    model.taxonomy = read_taxonomy();
    Vocabulary vocabulary(model.taxonomy, problems_);
    std::vector<PolicyDraft> drafts;
    for (OpenFile& file : by_kind_[static_cast<std::size_t>(FileKind::kPolicy)]) {
      drafts.push_back(read_policy(file.root, vocabulary));
      forget_rules(file.root);
    }
    const std::vector<std::string> replaced = replace_versions(drafts);
    model.policies = join_versions(std::move(drafts), problems_);
    GraphReader reader(vocabulary, model.policies, sources_);
    for (const OpenFile& graph : graphs()) reader.declare(graph.root);
    for (BulkFile& graph : bulk_) reader.declare(graph);
    reader.set_tables(tables_);
    if (options_.for_verdict) reader.read_for_verdict();
    for (const OpenFile& candidate : files_of(FileKind::kCandidate)) {
      reader.declare_candidate(candidate.root);
    }
    model.graph = reader.read();
    model.candidate = reader.candidate();
    if (model.candidate) {
      model.candidate->replaced.insert(model.candidate->replaced.end(), replaced.begin(),
                                       replaced.end());
    }
    for (const OpenFile& gate : files_of(FileKind::kGate)) read_gate(gate.root, {}, problems_);
    if (problems_.empty()) {
      model.sources = std::move(sources_);
      return model;
    }
    if (sources != nullptr) *sources = std::move(sources_);
    return problems_.take();
  }

 private:
  static bool replaces_shipped(const OpenFile& file) {
    return file.id->is_word() && file.id->text == kShippedTaxonomy;
  }

  const std::deque<OpenFile>& files_of(FileKind kind) const {
    return by_kind_[static_cast<std::size_t>(kind)];
  }
  const std::deque<OpenFile>& graphs() const { return files_of(FileKind::kGraph); }

  // Frees what is nearly all of a policy, once it has been read. Its other keys are referred to.
  static void forget_rules(YamlNode& policy) {
    for (YamlEntry& entry : policy.entries) {
      if (entry.key.text == "rules") entry.value.items = {};
    }
  }

  // "policy x, version 2": its version, else its first day.
  static std::string name_of(const PolicyDraft& draft) {
    const PolicyVersion& version = draft.version;
    std::string name = "policy " + draft.id->text;
    if (!version.version.empty()) return name + ", version " + version.version;
    return version.effective ? name + ", version " + version.effective->text() : name;
  }

  // A version in the candidate's own files takes the place of one of the same name or first day,
  // which loses its id. Returns what it takes the place of, as Candidate has it.
  std::vector<std::string> replace_versions(std::vector<PolicyDraft>& drafts) const {
    const auto is_own = [this](const PolicyDraft& draft) {
      return draft.id != nullptr && of_candidate_.contains(draft.id->pos.file);
    };
    std::unordered_multimap<std::string_view, const PolicyDraft*> own;
    for (const PolicyDraft& draft : drafts) {
      if (is_own(draft)) own.emplace(draft.id->text, &draft);
    }
    const auto replaced = [&](const PolicyDraft& draft) {
      if (draft.id == nullptr || is_own(draft)) return false;
      const auto [first, end] = own.equal_range(draft.id->text);
      return std::any_of(first, end, [&](const auto& named) {
        const PolicyVersion& other = named.second->version;
        return other.effective == draft.version.effective ||
               (!draft.version.version.empty() && other.version == draft.version.version);
      });
    };
    std::vector<std::string> names;
    for (PolicyDraft& draft : drafts) {
      if (!replaced(draft)) continue;
      names.push_back(name_of(draft));
      draft.id = nullptr;
    }
    return names;
  }

  // Opens the files at a path; returns why that is not possible.
  std::optional<std::string> open_all(const std::string& path, const std::string& relative_to) {
    FileProvider::Listing listing = files_.read(path, relative_to);
    for (SourceText& file : listing.files) open(std::move(file), Place::kPolicies);
    if (listing.error.empty()) return std::nullopt;
    problems_.miss_names();
    return fmt::format("cannot read {}: {}", quoted(path), listing.error);
  }

  // What the file is; nothing where it is not for us. Sets the entry that tells.
  std::optional<FileKind> kind_of_file(const YamlNode& root, const YamlEntry*& kind_entry) {
    Candidates kinds;
    for (const auto& kind : kFileKinds) kinds.push_back(kind.word);
    const auto found = find_kind(root, kinds, problems_);
    if (!found) return std::nullopt;
    kind_entry = found->entry;
    if (kind_entry->value.kind == YamlNode::Kind::kNothing) {
      problems_.add(kind_entry->key, fmt::format("{} has no value", quoted(kind_entry->key.text)),
                    "write an id, such as `my-" + kind_entry->key.text + "`");
      return std::nullopt;
    }
    return kFileKinds[found->kind].value;
  }

  bool check_place(FileKind kind, Place place, const YamlNode& key) {
    switch (place) {
      case Place::kGraphs:
        if (kind == FileKind::kGraph) return true;
        problems_.add(key, fmt::format("a {} where a graph is expected", key.text),
                      "name policies and taxonomies under `policies` of a graph, or with "
                      "`--policies`");
        return false;
      case Place::kCandidate:
        if (kind == FileKind::kCandidate) return true;
        problems_.add(key, fmt::format("a {} where a candidate is expected", key.text),
                      "a candidate is laid over a graph; its second key is `candidate`");
        return false;
      case Place::kPolicies:
        if (kind == FileKind::kPolicy || kind == FileKind::kTaxonomy) return true;
        problems_.add(key, fmt::format("a {} where policies are expected", key.text),
                      "keep graphs and policies in folders of their own");
        return false;
      case Place::kGate:
        if (kind == FileKind::kGate) return true;
        problems_.add(key, fmt::format("a {} where a gate is expected", key.text),
                      "`flowdown init gate` prints one to start from");
        return false;
      case Place::kTaxonomy:
        if (kind == FileKind::kTaxonomy) return true;
        problems_.add(key, fmt::format("a {} where a taxonomy is expected", key.text));
        return false;
      case Place::kAnywhere:
        return true;
    }
    return false;
  }

  FileProvider& files_;
  const LoadOptions& options_;
  Problems problems_;
  Sources sources_;
  std::set<std::string> opened_;   // by name
  std::set<FileId> of_candidate_;  // policies that the candidate alone lists
  // Each list keeps its elements where they are, since readers point into them.
  std::deque<BulkFile> bulk_;
  AllBulkTables tables_;
  std::array<std::deque<OpenFile>, std::size(kFileKinds)> by_kind_;
};

// The library promises that nothing is thrown out of it; what can still be is a lack of memory, or
// what the caller's own FileProvider throws.
Result<Model> load_all(std::vector<SourceText> texts, Place place, FileProvider& files,
                       const LoadOptions& options, Sources* sources) {
  try {
    Loader loader(files, options);
    // Before a folder of policies is opened that may hold the same file.
    if (options.taxonomy) loader.open(*options.taxonomy, Place::kTaxonomy);
    for (SourceText& text : texts) loader.open(std::move(text), place);
    if (options.candidate) loader.open_candidate(*options.candidate);
    loader.open_policies();
    return loader.read(sources);
  } catch (const std::exception& error) {
    return Diagnostics{
        Diagnostic{{}, 1, fmt::format("cannot be loaded: {}", error.what()), {}, {}, {}}};
  }
}

Result<Gate> load_gate_alone(SourceText text, const GateWords& words, Sources* sources) {
  struct NoFiles : FileProvider {
    Listing read(std::string_view, std::string_view) override { return {}; }
  } none;
  try {
    const LoadOptions options;
    Loader loader(none, options);
    loader.open(std::move(text), Place::kGate);
    return loader.read_gate_alone(words, sources);
  } catch (const std::exception& error) {
    return Diagnostics{
        Diagnostic{{}, 1, fmt::format("cannot be loaded: {}", error.what()), {}, {}, {}}};
  }
}

}  // namespace
}  // namespace loading

Result<Model> load(std::vector<SourceText> graphs, FileProvider& files, const LoadOptions& options,
                   Sources* sources) {
  return loading::load_all(std::move(graphs), loading::Place::kGraphs, files, options, sources);
}

Result<Model> load_policies(std::vector<SourceText> policies, FileProvider& files,
                            const LoadOptions& options, Sources* sources) {
  return loading::load_all(std::move(policies), loading::Place::kPolicies, files, options, sources);
}

Result<Model> load_any(std::vector<SourceText> texts, FileProvider& files,
                       const LoadOptions& options, Sources* sources) {
  return loading::load_all(std::move(texts), loading::Place::kAnywhere, files, options, sources);
}

Result<Gate> load_gate(SourceText gate, const GateWords& words, Sources* sources) {
  return loading::load_gate_alone(std::move(gate), words, sources);
}

}  // namespace flowdown
