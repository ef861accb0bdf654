// A candidate over a graph: its entries take the place of those of the same id, all others stay. A
// clash inside the graph, or inside the candidate, is still a clash.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "load/graph_reader.hpp"

namespace flowdown::loading {
namespace {

std::string with_article(std::string_view kind) {
  return fmt::format("{} {}", kind.starts_with('a') ? "an" : "a", kind);
}

}  // namespace

void GraphReader::declare_candidate(const YamlNode& document) {
  Fields fields(problems_, document, "a candidate", document);
  fields.find("flowdown");
  if (!candidate_) candidate_.emplace();
  const YamlNode* id = fields.find("candidate");
  if (id != nullptr && read_word(problems_, *id, "candidate")) {
    check_id(problems_, *id, "candidate");
    candidate_->id = id->text;
  }
  candidate_->title = fields.text("title");
  candidate_->note = fields.text("note");
  fields.text("source");
  fields.words("policies");  // load() has read the files
  in_candidate_ = true;
  declare_section(fields, "parties", parties_);
  declare_section(fields, "artifacts", artifacts_);
  declare_agreements(fields);
  in_candidate_ = false;
  declare_removals(fields);
  fields.done();
}

void GraphReader::declare_removals(Fields& fields) {
  const YamlNode* node = fields.find("remove");
  if (node == nullptr) return;
  Fields removals(problems_, *node, "`remove`", *node);
  const auto add = [&](std::string_view key, Words& to) {
    for (const YamlNode* word : removals.words(key)) to.push_back(word);
  };
  add("parties", removals_.parties);
  add("artifacts", removals_.artifacts);
  add("agreements", removals_.agreements);
  removals.done();
}

// Before anything is numbered, since what is removed is gone for everybody.
void GraphReader::remove_entries() {
  if (!candidate_) return;
  remove_named(removals_.parties, parties_, "party", gone_parties_);
  remove_named(removals_.artifacts, artifacts_, "artifact", gone_artifacts_);
  remove_named(removals_.agreements, agreements_, "agreement", gone_agreements_);
  remove_dependent_agreements();
}

void GraphReader::remove_named(const Words& words, Declarations& declarations,
                               std::string_view kind, std::set<std::string>& gone) {
  for (const YamlNode* word : words) {
    const auto named = [&](const Declared& declared) {
      return declared.named && declared.id == word->text;
    };
    if (gone.contains(word->text)) continue;
    const auto found = std::find_if(declarations.begin(), declarations.end(), named);
    if (found == declarations.end()) {
      problems_.add_unknown(
          *word, kind, word->text,
          [&] {
            Candidates ids;
            for (const Declared& known : declarations) {
              if (known.named) ids.push_back(known.id);
            }
            return ids;
          },
          fmt::format("name {} of the graph", with_article(kind)));
      continue;
    }
    const auto own = std::find_if(found, declarations.end(), [&](const Declared& declared) {
      return named(declared) && declared.of_candidate;
    });
    if (own != declarations.end()) {
      problems_.add_against(*word, fmt::format("{} is removed and declared", quoted(word->text)),
                            own->pos, "declared here",
                            fmt::format("{} of the candidate takes the place of the graph's by "
                                        "itself",
                                        with_article(kind)));
    }
    std::erase_if(declarations, named);
    gone.insert(word->text);
    candidate_->removed.push_back(fmt::format("{} {}", kind, word->text));
  }
}

// An agreement of the graph ends with either of its sides, and with the last artifact that it
// supplies.
void GraphReader::remove_dependent_agreements() {
  const auto depends = [&](const YamlNode& body) {
    for (const YamlEntry& entry : body.entries) {
      const std::string& key = entry.key.text;
      if ((key == "from" || key == "to") && gone_parties_.contains(entry.value.text)) return true;
      if (key != "artifacts") continue;
      const std::vector<YamlNode>& items = entry.value.items;
      const auto gone = [&](const YamlNode& item) { return gone_artifacts_.contains(item.text); };
      if (entry.value.is_word() && gone(entry.value)) return true;
      if (!items.empty() && std::all_of(items.begin(), items.end(), gone)) return true;
    }
    return false;
  };
  const auto dependent = [&](const Declared& declared) {
    bool result = false;
    if (declared.of_candidate) return result;
    read_entry(declared, [&](const Entry& entry) { result = depends(entry.body); });
    if (result && declared.named) {
      candidate_->removed.push_back(fmt::format("agreement {}", declared.id));
    }
    return result;
  };
  std::erase_if(agreements_, dependent);
}

bool GraphReader::is_gone(const YamlNode& word) const {
  return !of_candidate_ && gone_artifacts_.contains(word.text);
}

bool GraphReader::complain_of_gone(const YamlNode& word, std::string_view kind,
                                   const std::set<std::string>& gone) {
  if (!gone.contains(word.text)) return false;
  problems_.add(
      word,
      fmt::format("the candidate removes the {} {}, which is named here", kind, quoted(word.text)),
      "remove what depends on it as well, or declare that anew in the candidate");
  return true;
}

// They are read behind the others, where their terms stay; as agreements they do not count.
void GraphReader::read_superseded() {
  const std::size_t count = graph_.agreements.size();
  std::vector<std::pair<AgreementId, Declared>> read_later;
  for (const auto& [name, old] : superseded_) {
    const AgreementId by = graph_.find_agreement(name);
    if (graph_.terms_of(by).effective) read_later.emplace_back(by, old);
  }
  for (const auto& [by, old] : read_later) {
    const AgreementId place(graph_.agreements.size());
    graph_.agreements.emplace_back();
    graph_.agreements.back().id = graph_.agreements[by.index()].id;
    graph_.agreements.back().pos = old.pos;
    of_candidate_ = false;
    read_entry(old, [&](const Entry& entry) { read_agreement(entry, place); });
    const Agreement& read = graph_.agreements.back();
    const VersionId adds = graph_.terms[read.terms.index()].adds;
    if (adds) policies_.versions[adds.index()].of_agreement = by;
    candidate_->superseded.push_back({by, read});
  }
  graph_.agreements.resize(count);
}

// Requires the declarations sorted by id.
void GraphReader::overlay(Declarations& declarations, std::string_view kind) {
  Declarations kept;
  for (auto first = declarations.begin(); first != declarations.end();) {
    const auto differs = [&](const Declared& other) {
      return !first->named || !other.named || other.id != first->id;
    };
    const auto end =
        !first->named ? std::next(first) : std::find_if(first, declarations.end(), differs);
    const auto own = [](const Declared& declared) { return declared.of_candidate; };
    const bool replaces = std::any_of(first, end, own) && !std::all_of(first, end, own);
    if (replaces) {
      candidate_->replaced.push_back(fmt::format("{} {}", kind, first->id));
      const auto old = std::find_if_not(first, end, own);
      if (kind == "agreement") superseded_.emplace(first->id, *old);
    }
    std::copy_if(first, end, std::back_inserter(kept),
                 [&](const Declared& declared) { return !replaces || declared.of_candidate; });
    first = end;
  }
  declarations = std::move(kept);
}

std::optional<Candidate> GraphReader::candidate() {
  if (!candidate_) return std::nullopt;
  const auto own = [](const Declarations& declarations, auto& ids) {
    for (std::size_t i = 0; i < declarations.size(); ++i) {
      if (declarations[i].of_candidate) ids.emplace_back(i);
    }
  };
  own(parties_, candidate_->parties);
  own(artifacts_, candidate_->artifacts);
  own(agreements_, candidate_->agreements);
  return candidate_;
}

}  // namespace flowdown::loading
