// A draft as YAML, for people, or as JSON Lines, for size. Both hold the same keys.
//
// Each entry is built once as JSON with its keys in the order of docs/formats.md. What YAML adds is
// layout: a key a line, words without quotes where nothing can be misunderstood.
#include "import/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "import/names.hpp"

namespace flowdown::importing {
namespace {

using Json = nlohmann::ordered_json;

std::string in_quotes(std::string_view text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool is_plain(std::string_view word) {
  const auto is_alnum = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  if (word.empty() || !is_alnum(word.front()) || lower(word) == "null") return false;
  return std::all_of(word.begin(), word.end(), [&](char c) {
    return is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '/';
  });
}

std::string scalar(const Json& value) {
  if (!value.is_string()) return value.dump();
  const auto& text = value.get_ref<const std::string&>();
  return is_plain(text) ? text : in_quotes(text);
}

// `[a, b]`, `{key: value}` in one line.
std::string flow(const Json& value) {
  if (!value.is_structured()) return scalar(value);
  std::string text;
  for (const auto& [key, item] : value.items()) {
    if (!text.empty()) text += ", ";
    if (value.is_object()) text += key + ": ";
    text += flow(item);
  }
  return value.is_object() ? "{" + text + "}" : "[" + text + "]";
}

// The keys of an entry, one a line; lists of mappings with an item a line.
void write_keys(std::string& out, const Json& entry, const std::string& indent,
                std::string_view first = {}) {
  bool is_first = !first.empty();
  for (const auto& [key, value] : entry.items()) {
    out += is_first ? std::string(first) : indent;
    is_first = false;
    if (value.is_array() && !value.empty() && value[0].is_object()) {
      out += key + ":\n";
      for (const Json& item : value) out += indent + "  - " + flow(item) + "\n";
    } else {
      out += key + ": " + flow(value) + "\n";
    }
  }
}

void add_trust(Json& json, Trust trust, const std::string& note) {
  if (!note.empty()) json["note"] = note;
  if (trust == Trust::kMedium) json["confidence"] = "medium";
  if (trust == Trust::kLow) json["confidence"] = "low";
}

class DraftWriter {
 public:
  explicit DraftWriter(const Draft& draft) : draft_(draft) {}

  Json head() const {
    Json json;
    json["flowdown"] = 1;
    json["graph"] = draft_.id;
    if (!draft_.title.empty()) json["title"] = draft_.title;
    if (draft_.as_of) json["as_of"] = draft_.as_of->text();
    json["policies"] = draft_.policies;
    return json;
  }

  Json party(const DraftParty& party) const {
    Json json;
    json["kind"] = party.deploys && !party.develops ? "application" : "developer";
    json["title"] = party.title;
    if (!party.seat.empty()) json["seat"] = party.seat;
    if (!party.note.empty()) json["note"] = party.note;
    return json;
  }

  Json artifact(const DraftArtifact& artifact) const {
    Json json;
    json["kind"] = artifact.kind;
    json["developer"] = draft_.parties[artifact.developer].id;
    json["title"] = artifact.title;
    if (!artifact.modality.empty()) json["modality"] = artifact.modality;
    if (artifact.released) json["released"] = artifact.released->text();
    if (artifact.terms == TermsKnown::kNone) json["policies"] = "none";
    if (artifact.terms == TermsKnown::kListed) json["policies"] = artifact.policies;
    if (!artifact.source.empty()) json["source"] = artifact.source;
    add_trust(json, artifact.trust, artifact.note);
    for (const DraftDerivation& derivation : artifact.derived_from) {
      Json parent;
      parent["artifact"] = draft_.artifacts[derivation.parent].id;
      parent["by"] = derivation.by;
      add_trust(parent, derivation.trust, derivation.note);
      json["derived_from"].push_back(std::move(parent));
    }
    return json;
  }

  Json agreement(const DraftAgreement& agreement) const {
    Json json;
    json["id"] = agreement.id;
    json["from"] = draft_.parties[agreement.from].id;
    json["to"] = draft_.parties[agreement.to].id;
    json["artifacts"] = {draft_.artifacts[agreement.artifact].id};
    json["channel"] = agreement.channel;
    add_trust(json, agreement.trust, agreement.note);
    return json;
  }

 private:
  const Draft& draft_;
};

Json with_id(const std::string& id, const Json& entry) {
  Json json;
  json["id"] = id;
  json.update(entry);
  return json;
}

std::string write_jsonl(const Draft& draft) {
  const DraftWriter writer(draft);
  std::string out;
  const auto line = [&](const char* kind, const Json& entry) {
    const Json json = kind == nullptr ? entry : Json{{kind, entry}};
    out += json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  };
  line(nullptr, writer.head());
  for (const DraftParty& party : draft.parties)
    line("party", with_id(party.id, writer.party(party)));
  for (const DraftArtifact& artifact : draft.artifacts) {
    line("artifact", with_id(artifact.id, writer.artifact(artifact)));
  }
  for (const DraftAgreement& agreement : draft.agreements) {
    line("agreement", writer.agreement(agreement));
  }
  return out;
}

std::string write_yaml(const Draft& draft) {
  const DraftWriter writer(draft);
  std::string out;
  write_keys(out, writer.head(), "");
  if (!draft.parties.empty()) out += "\nparties:\n";
  for (const DraftParty& party : draft.parties) {
    out += "  " + scalar(party.id) + ":\n";
    write_keys(out, writer.party(party), "    ");
  }
  if (!draft.artifacts.empty()) out += "\nartifacts:\n";
  for (const DraftArtifact& artifact : draft.artifacts) {
    out += "  " + scalar(artifact.id) + ":\n";
    write_keys(out, writer.artifact(artifact), "    ");
  }
  if (!draft.agreements.empty()) {
    out +=
        "\n# Who uses what by whose service. Terms are not known: nothing is said of what they "
        "bring in.\n";
    out += "agreements:\n";
  }
  for (const DraftAgreement& agreement : draft.agreements) {
    write_keys(out, writer.agreement(agreement), "    ", "  - ");
  }
  return out;
}

}  // namespace

std::string Ids::give(std::string wanted, std::string_view otherwise) {
  if (wanted.empty()) wanted = otherwise;
  if (taken_.insert(wanted).second) return wanted;
  for (std::size_t& number = next_.try_emplace(wanted, 2).first->second;; ++number) {
    std::string id = fmt::format("{}-{}", wanted, number);
    if (taken_.insert(id).second) return id;
  }
}

std::string write_graph(const Draft& draft, GraphSyntax syntax) {
  return syntax == GraphSyntax::kJsonl ? write_jsonl(draft) : write_yaml(draft);
}

}  // namespace flowdown::importing
