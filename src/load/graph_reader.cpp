// Pass 1, and the frame of pass 2: what the documents declare, merged, sorted by id and numbered.
// A graph in several files is the union of their entries, so the order of files and of entries has
// no effect on any id.
#include "load/graph_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace flowdown::loading {

GraphReader::GraphReader(Vocabulary& vocabulary, PolicySet& policies)
    : vocabulary_(vocabulary),
      policies_(policies),
      problems_(vocabulary.problems()),
      policy_names_(policies, problems_),
      policy_lists_(graph_.policy_lists),
      contexts_(graph_.contexts),
      evidence_(graph_.evidence) {}

void GraphReader::declare(const YamlNode& document) {
  Fields fields(problems_, document, "a graph", document);
  fields.find("flowdown");
  const YamlNode* id = fields.find("graph");
  declare_head(fields, id != nullptr && read_word(problems_, *id, "graph") ? Words{id} : Words());
  declare_section(fields, "parties", parties_);
  declare_section(fields, "artifacts", artifacts_);
  declare_agreements(fields);
  fields.done();
}

void GraphReader::declare(const BulkFile& file) {
  Fields fields(problems_, file.head, "the first line", file.head);
  fields.find("flowdown");
  declare_head(fields, fields.words("graph"));
  fields.done();
  const auto add = [&](const std::deque<BulkEntry>& entries, Declarations& into) {
    for (const BulkEntry& entry : entries) {
      into.push_back({entry.id ? &*entry.id : nullptr, &entry.body, false});
    }
  };
  add(file.parties, parties_);
  add(file.artifacts, artifacts_);
  add(file.agreements, agreements_);
}

void GraphReader::declare_head(Fields& fields, const Words& ids) {
  std::string name;
  for (const YamlNode* id : ids) {
    check_id(problems_, *id, "graph");
    name = id->text;
    ids_.push_back({name, id});
  }
  const std::string title = fields.text("title");
  if (!title.empty()) titles_.emplace_back(name, title);
  if (const auto date = fields.date("as_of")) dates_.emplace_back(*date, fields.find("as_of"));
  fields.words("policies");  // load() has read the files
  fields.text("note");
  fields.text("source");
}

void GraphReader::declare_section(Fields& fields, std::string_view key, Declarations& into) {
  const YamlNode* section = fields.find(key);
  if (section == nullptr) return;
  if (!section->is_map()) {
    problems_.add(*section, fmt::format("{} must be a mapping of ids, not {}", quoted(key),
                                        kind_of(*section)));
    problems_.miss_names();
    return;
  }
  for (const YamlEntry& entry : section->entries)
    into.push_back({&entry.key, &entry.value, in_candidate_});
}

void GraphReader::declare_agreements(Fields& fields) {
  const YamlNode* section = fields.find("agreements");
  if (section == nullptr) return;
  if (!section->is_list()) {
    problems_.add(*section, fmt::format("`agreements` must be a list, not {}", kind_of(*section)),
                  "begin each agreement with `- id:`");
    return;
  }
  for (const YamlNode& item : section->items) {
    Declared declared{nullptr, &item, in_candidate_};
    for (const YamlEntry& entry : item.entries) {
      if (entry.key.text == "id" && entry.value.is_word()) declared.id = &entry.value;
    }
    agreements_.push_back(declared);
  }
}

void GraphReader::sort(Declarations& declarations, std::string_view kind) {
  std::sort(declarations.begin(), declarations.end(), [](const Declared& a, const Declared& b) {
    if (a.id == nullptr || b.id == nullptr) {
      return std::pair(a.id != nullptr, a.body->pos) < std::pair(b.id != nullptr, b.body->pos);
    }
    return std::tie(a.id->text, a.id->pos) < std::tie(b.id->text, b.id->pos);
  });
  if (candidate_) overlay(declarations, kind);
  const YamlNode* first = nullptr;
  for (const Declared& declared : declarations) {
    if (declared.id == nullptr) continue;
    check_id(problems_, *declared.id, kind);
    if (first != nullptr && first->text == declared.id->text) {
      problems_.add_against(*declared.id,
                            fmt::format("the {} {} is declared twice", kind, quoted(first->text)),
                            first->pos, "first declared here");
    } else {
      first = declared.id;
    }
  }
}

template <class Entity>
void GraphReader::number(const Declarations& declarations, std::vector<Entity>& entities) {
  entities.resize(declarations.size());
  for (std::size_t i = 0; i < declarations.size(); ++i) {
    if (declarations[i].id != nullptr) entities[i].id = symbol(declarations[i].id->text);
    entities[i].pos =
        declarations[i].id != nullptr ? declarations[i].id->pos : declarations[i].body->pos;
  }
}

void GraphReader::name_graph() {
  std::vector<std::string> names;
  for (const Name& id : ids_) names.push_back(id.text);
  make_canonical(names);
  graph_.id = fmt::format("{}", fmt::join(names, "+"));
  make_canonical(titles_);
  std::vector<std::string> titles;
  for (const auto& [id, title] : titles_) {
    if (std::find(titles.begin(), titles.end(), title) == titles.end()) titles.push_back(title);
  }
  graph_.title = fmt::format("{}", fmt::join(titles, "; "));
  for (const auto& [date, at] : dates_) {
    if (date != dates_.front().first) {
      problems_.add_against(*at, "the files of one graph state different dates",
                            dates_.front().second->pos, "the other date");
    }
    graph_.as_of = date;
  }
}

Graph GraphReader::read() {
  name_graph();
  remove_entries();
  sort(parties_, "party");
  sort(artifacts_, "artifact");
  sort(agreements_, "agreement");
  number(parties_, graph_.parties);
  number(artifacts_, graph_.artifacts);
  number(agreements_, graph_.agreements);
  graph_.terms.resize(agreements_.size());
  for (std::size_t i = 0; i < parties_.size(); ++i) read_party(parties_[i], graph_.parties[i]);
  for (std::size_t i = 0; i < artifacts_.size(); ++i) {
    read_artifact(artifacts_[i], graph_.artifacts[i]);
  }
  for (std::size_t i = 0; i < agreements_.size(); ++i) {
    read_agreement(agreements_[i], AgreementId(i));
  }
  read_superseded();
  policies_.index();
  return std::move(graph_);
}

Symbol GraphReader::symbol(std::string_view text) {
  return text.empty() ? Symbol() : graph_.symbols.intern(text);
}

PolicyListId GraphReader::read_policies(Fields& fields) {
  PolicyList list;
  if (const YamlNode* node = fields.find("policies")) {
    list.stated = Stated::kNone;
    if (!(node->is_word() && node->text == "none")) {
      const Words words = read_words(problems_, *node, "policies");
      for (const YamlNode* word : words) {
        if (word->text != "none") continue;
        problems_.add(*word, "`none` stands beside policies", "write `policies: none` alone");
        return policy_lists_.intern("", PolicyList());
      }
      if (!words.empty()) list.stated = Stated::kListed;
      list.refs = policy_names_.find_all(words);
    }
  }
  std::string key = fmt::format("{}", static_cast<int>(list.stated));
  for (const PolicyRef& ref : list.refs) {
    key += fmt::format(",{}@{}", ref.policy.value, ref.pinned.value);
  }
  return policy_lists_.intern(std::move(key), std::move(list));
}

Evidence GraphReader::read_evidence(Fields& fields) {
  Evidence evidence;
  evidence.confidence = fields.choice("confidence", kConfidences).value_or(evidence.confidence);
  evidence.source = fields.text("source");
  evidence.note = fields.text("note");
  evidence.retrieved = fields.date("retrieved");
  return evidence;
}

EvidenceId GraphReader::intern(Evidence evidence) {
  std::string key = fmt::format("{}/{}/{}/{}", static_cast<int>(evidence.confidence),
                                evidence.retrieved ? evidence.retrieved->text() : "",
                                evidence.source.size(), evidence.source);
  key += evidence.note;
  return evidence_.intern(std::move(key), std::move(evidence));
}

ContextId GraphReader::intern(Context context) {
  std::string key;
  for (const auto& limit : context.limits) {
    key += fmt::format("/{}:", static_cast<int>(limit.dimension));
    for (std::size_t i = 0; i < kMaxValues; ++i) {
      if (limit.admits[i]) key += fmt::format("{},", i);
    }
  }
  return contexts_.intern(std::move(key), std::move(context));
}

PartyId GraphReader::party(const YamlNode& word) {
  const PartyId found = graph_.find_party(word.text);
  if (!found && !complain_of_gone(word, "party", gone_parties_)) {
    problems_.add_unknown(
        word, "party", word.text,
        [&] {
          Candidates ids;
          for (const Party& known : graph_.parties) ids.push_back(graph_.name(known.id));
          return ids;
        },
        "declare it under `parties`");
  }
  return found;
}

ArtifactId GraphReader::artifact(const YamlNode& word) {
  const ArtifactId found = graph_.find_artifact(word.text);
  if (!found && !complain_of_gone(word, "artifact", gone_artifacts_)) {
    problems_.add_unknown(
        word, "artifact", word.text,
        [&] {
          Candidates ids;
          for (const Artifact& known : graph_.artifacts) ids.push_back(graph_.name(known.id));
          return ids;
        },
        "declare it under `artifacts`");
  }
  return found;
}

PartyId GraphReader::require_party(Fields& fields, std::string_view key) {
  const YamlNode* node = fields.require(key, "the id of a party");
  if (node == nullptr || !read_word(problems_, *node, key)) return {};
  return party(*node);
}

}  // namespace flowdown::loading
