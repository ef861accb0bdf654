// One policy document → one dated version of a policy. Its id is declared whatever else is wrong
// with the document, so that references to it are not reported as well.
#include "load/policy_reader.hpp"

#include <fmt/format.h>

#include <utility>

namespace flowdown::loading {
namespace {

// The key of a document, to complain there of what is missing beside it.
const YamlNode& key_or_all(const YamlNode& document, std::string_view key) {
  for (const YamlEntry& entry : document.entries) {
    if (entry.key.text == key) return entry.key;
  }
  return document;
}

Reach read_reach(const YamlNode& node, Problems& problems) {
  Reach reach{false, false, false};
  for (const YamlNode* word : read_words(problems, node, "reaches")) {
    if (const auto member = read_choice(problems, *word, "reaches", kReaches)) {
      reach.*(*member) = true;
    }
  }
  return reach;
}

}  // namespace

PolicyDraft read_policy(const YamlNode& document, Vocabulary& vocabulary) {
  Problems& problems = vocabulary.problems();
  PolicyDraft draft;
  PolicyVersion& version = draft.version;
  Fields fields(problems, document, "the policy", key_or_all(document, "policy"));
  fields.find("flowdown");

  draft.id = fields.find("policy");
  if (draft.id != nullptr && !read_word(problems, *draft.id, "policy")) draft.id = nullptr;
  if (draft.id != nullptr) {
    check_id(problems, *draft.id, "policy");
    if (draft.id->text == "none" || draft.id->text == "upstream") {
      problems.add(*draft.id,
                   fmt::format("{} cannot be the id of a policy", loading::quoted(draft.id->text)),
                   "lists of policies give this word a meaning of its own");
    }
    version.pos = draft.id->pos;
  }
  version.title = fields.text("title");
  draft.issuer = fields.require("issuer", "the id of the party that issues the policy");
  if (draft.issuer != nullptr && !read_word(problems, *draft.issuer, "issuer")) {
    draft.issuer = nullptr;
  }
  if (draft.issuer != nullptr) {
    check_id(problems, *draft.issuer, "party");
    version.issuer = draft.issuer->text;
  }
  version.document = fields.require_choice("document", kDocuments).value_or(version.document);
  draft.text = fields.find("version");
  version.version = fields.text("version");
  draft.effective = fields.find("effective");
  version.effective = fields.date("effective");
  const YamlNode* withdrawn = fields.find("withdrawn");
  version.withdrawn = fields.date("withdrawn");
  if (version.effective && version.withdrawn && *version.withdrawn <= *version.effective) {
    problems.add_against(*withdrawn, "withdrawn before it has taken effect", draft.effective->pos,
                         "effective from here");
  }
  version.review_by = fields.date("review_by");
  version.retrieved = fields.date("retrieved");
  version.incorporation =
      fields.choice("incorporation", kIncorporations).value_or(version.incorporation);

  version.covers = vocabulary.taxonomy().all_values(Dimension::kChannel);
  if (const YamlNode* covers = fields.find("covers")) {
    if (const auto channels = vocabulary.values(*covers, "covers", Dimension::kChannel)) {
      version.covers = *channels;
    }
  }
  if (const YamlNode* reaches = fields.find("reaches")) {
    version.reaches = read_reach(*reaches, problems);
  }
  version.flow_down = fields.choice("flow_down", kFlowDowns).value_or(version.flow_down);
  version.complete = fields.boolean("complete").value_or(version.complete);
  version.confidence = fields.choice("confidence", kConfidences).value_or(version.confidence);
  if (const YamlNode* where = fields.find("where")) {
    version.where = vocabulary.context(*where, "where");
  }
  version.source = fields.text("source");
  version.note = fields.text("note");
  if (const YamlNode* rules = fields.require("rules", "write `rules: []` for none")) {
    version.rules = read_rules(*rules, "rules", vocabulary);
  }
  fields.done();
  return draft;
}

}  // namespace flowdown::loading
