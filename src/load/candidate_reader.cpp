// A candidate over a graph: its entries take the place of those of the same id, all others stay. A
// clash inside the graph, or inside the candidate, is still a clash.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "load/graph_reader.hpp"

namespace flowdown::loading {

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
  for (const YamlNode* word : removals.words("agreements")) removals_.push_back(word);
  removals.done();
}

// Before the agreements are numbered, since they are gone for everybody.
void GraphReader::remove_agreements(std::vector<const AgreementRecord*>& records) {
  for (const YamlNode* word : removals_) {
    const auto named = [&](const Declared& declared) {
      return declared.named && declared.id == word->text;
    };
    const auto found = std::find_if(agreements_.begin(), agreements_.end(), named);
    const std::size_t of_lines = std::erase_if(
        records, [&](const AgreementRecord* record) { return record->id == word->text; });
    if (found == agreements_.end() && of_lines == 0) {
      problems_.add_unknown(
          *word, "agreement", word->text,
          [&] {
            Candidates ids;
            for (const Declared& known : agreements_) {
              if (known.named) ids.push_back(known.id);
            }
            for (const AgreementRecord* known : records) ids.push_back(known->id);
            return ids;
          },
          "name an agreement of the graph");
      continue;
    }
    const auto own = std::find_if(found, agreements_.end(), [&](const Declared& declared) {
      return named(declared) && declared.of_candidate;
    });
    if (own != agreements_.end()) {
      problems_.add_against(*word, fmt::format("{} is removed and declared", quoted(word->text)),
                            own->pos, "declared here",
                            "an agreement of the candidate takes the place of the graph's by "
                            "itself");
    }
    std::erase_if(agreements_, named);
    candidate_->removed.push_back(word->text);
  }
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
    if (replaces) candidate_->replaced.push_back(fmt::format("{} {}", kind, first->id));
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
