// Pass 1, what the documents declare; and what the readers of pass 2 have in common: references,
// evidence, and what is stored once.
#include "load/graph_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "load/suggest.hpp"

namespace flowdown::loading {
namespace {

void add_key(const Context& context, std::string& key) {
  for (const auto& limit : context.limits) {
    const auto values = std::bit_cast<std::array<char, sizeof(ValueSet)>>(limit.admits);
    key += static_cast<char>(limit.dimension);
    key.append(values.data(), values.size());
  }
}

std::string key_of(const std::vector<PolicyRef>& refs) {
  std::string key;
  for (const PolicyRef& ref : refs) {
    key += fmt::format(",{}@{}", ref.policy.value, ref.pinned.value);
  }
  return key;
}

}  // namespace

GraphReader::GraphReader(Vocabulary& vocabulary, PolicySet& policies, const Sources& sources)
    : vocabulary_(vocabulary),
      policies_(policies),
      problems_(vocabulary.problems()),
      policy_names_(policies, problems_),
      sources_(sources),
      policy_lists_(graph_.policy_lists),
      contexts_(graph_.contexts),
      evidence_(graph_.evidence),
      terms_(graph_.terms) {}

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

void GraphReader::declare(BulkFile& file) {
  Fields fields(problems_, file.head, "the first line", file.head);
  fields.find("flowdown");
  declare_head(fields, fields.words("graph"));
  fields.done();
  const auto add = [&file](const std::vector<EntryLine>& lines, Declarations& into) {
    for (const EntryLine& line : lines) {
      into.push_back({line.id, line.pos, line.length, nullptr, line.text, &file, line.number,
                      line.named, false});
    }
  };
  add(file.parties, parties_);
  add(file.artifacts, artifacts_);
  add(file.agreements, agreements_);
  bulk_.push_back(&file);
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
  for (const YamlEntry& entry : section->entries) {
    const YamlNode& id = entry.key;
    into.push_back({id.text, id.pos, id.length, &entry.value, {}, nullptr, 0, true, in_candidate_});
  }
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
    Declared declared{{}, item.pos, item.length, &item, {}, nullptr, 0, false, in_candidate_};
    for (const YamlEntry& entry : item.entries) {
      if (entry.key.text != "id" || !entry.value.is_word()) continue;
      declared.id = entry.value.text;
      declared.pos = entry.value.pos;
      declared.length = entry.value.length;
      declared.named = true;
    }
    agreements_.push_back(declared);
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
  std::string key = fmt::format("{}", static_cast<int>(list.stated)) + key_of(list.refs);
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

// Terms of lines that say the same are one, as long as they have no rules or waivers, whose places
// differ. In YAML each keeps the places of its words.
TermsId GraphReader::enter(Terms terms, bool of_line) {
  if (!of_line || terms.adds || !terms.waives.empty()) {
    graph_.terms.push_back(std::move(terms));
    return TermsId(graph_.terms.size() - 1);
  }
  const auto date = [](const std::optional<Date>& day) { return day ? day->text() : "-"; };
  std::string key = fmt::format("{}/{}/{}/{}/{}/{}/{}", static_cast<int>(terms.document),
                                terms.channel, date(terms.effective), date(terms.expires),
                                terms.known, terms.incorporates_upstream, terms.grants);
  key += key_of(terms.incorporates) + "/" + key_of(terms.delivers) + "/";
  for (const SafeguardId safeguard : terms.granted_safeguards) {
    key += fmt::format("{},", safeguard.value);
  }
  add_key(terms.where, key);
  return terms_.intern(std::move(key), std::move(terms));
}

ContextId GraphReader::intern(Context context) {
  std::string key;
  add_key(context, key);
  return contexts_.intern(std::move(key), std::move(context));
}

std::string GraphReader::how_to_declare(const YamlNode& word, std::string_view kind,
                                        std::string_view section) const {
  const bool is_line = std::any_of(bulk_.begin(), bulk_.end(), [&](const BulkFile* file) {
    return file->file == word.pos.file;
  });
  return is_line ? fmt::format(R"(declare it in a line `{{"{}": {{"id": …}}}}`)", kind)
                 : fmt::format("declare it under `{}`", section);
}

PartyId GraphReader::party(const YamlNode& word) {
  const PartyId found = graph_.find_party(word.text);
  if (!found && !complain_of_gone(word, "party", gone_parties_)) {
    problems_.add_unknown(
        word, "party", word.text,
        [&] {
          Candidates ids;
          if (graph_.parties.size() > kMaxCandidates) return ids;
          for (const Party& known : graph_.parties) ids.push_back(graph_.name(known.id));
          return ids;
        },
        how_to_declare(word, "party", "parties"));
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
          if (graph_.artifacts.size() > kMaxCandidates) return ids;
          for (const Artifact& known : graph_.artifacts) ids.push_back(graph_.name(known.id));
          return ids;
        },
        how_to_declare(word, "artifact", "artifacts"));
  }
  return found;
}

PartyId GraphReader::require_party(Fields& fields, std::string_view key) {
  const YamlNode* node = fields.require(key, "the id of a party");
  if (node == nullptr || !read_word(problems_, *node, key)) return {};
  return party(*node);
}

}  // namespace flowdown::loading
