// The model as JSON Lines: what load read, said again.
//
// Everything is written by the words that files use, in the order of the model, and what the model
// took for granted is left out: so it is read as it was. The taxonomy is written whole or, where it
// is the one that ships, not at all.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "export/places.hpp"
#include "export/vocabulary_json.hpp"
#include "flowdown/export.hpp"
#include "flowdown/keywords.hpp"
#include "flowdown/load.hpp"
#include "report/json_line.hpp"

namespace flowdown {
namespace {

// The taxonomy that ships, as its line.
const std::string& shipped_taxonomy_line() {
  static const std::string kLine = [] {
    struct NoFiles final : FileProvider {
      Listing read(std::string_view, std::string_view) override { return {}; }
    } none;
    const Result<Model> model = load_policies({}, none, {});
    return model ? taxonomy_line(model.value().taxonomy) : std::string();
  }();
  return kLine;
}

class JsonlWriter {
 public:
  JsonlWriter(const Model& model, Places kept, const Sink& sink)
      : model_(model),
        graph_(model.graph),
        taxonomy_(model.taxonomy),
        kept_(kept),
        sink_(sink),
        places_(kept) {}

  bool write() {
    write_head();
    const std::string taxonomy = taxonomy_line(taxonomy_);
    if (taxonomy != shipped_taxonomy_line()) line_ += taxonomy;
    if (!sink_(line_)) return false;
    if (kept_ == Places::kKeep && !write_lines()) return false;
    return each_entry([this] { return finish(); });
  }

 private:
  void write_head() {
    JsonLine json(line_);
    json.open('{').key("flowdown").number(1);
    json.key("graph");
    // A graph of several files has all their ids.
    if (graph_.id.find('+') == graph_.id.npos) {
      json.text(graph_.id);
    } else {
      json.open('[');
      for (std::size_t at = 0; at <= graph_.id.size();) {
        const std::size_t end = std::min(graph_.id.find('+', at), graph_.id.size());
        json.text(std::string_view(graph_.id).substr(at, end - at));
        at = end + 1;
      }
      json.close(']');
    }
    json.entry("title", graph_.title);
    write_date(json, "as_of", graph_.as_of);
    json.close('}');
    line_ += '\n';
  }

  // Calls `done` with each entry's line, but for its end, in `line_`; false where that says so.
  template <class Done>
  bool each_entry(Done done) {
    lists_written_.assign(graph_.policy_lists.size(), 0);
    terms_written_.assign(graph_.terms.size(), 0);
    const auto each = [&](const auto& entities, auto write) {
      for (const auto& entity : entities) {
        line_.clear();
        places_.clear();
        JsonLine json(line_);
        if (!write(json, entity)) continue;
        places_.write(json, model_);
        if (!done()) return false;
      }
      return true;
    };
    return each(model_.policies.versions,
                [this](JsonLine& json, const PolicyVersion& version) {
                  return write_policy(json, version);
                }) &&
           each(graph_.parties,
                [this](JsonLine& json, const Party& party) { return write_party(json, party); }) &&
           each(graph_.artifacts,
                [this](JsonLine& json, const Artifact& artifact) {
                  return write_artifact(json, artifact);
                }) &&
           each(graph_.agreements, [this](JsonLine& json, const Agreement& agreement) {
             return write_agreement(json, agreement);
           });
  }

  bool finish() {
    line_ += "}\n";
    return sink_(line_);
  }

  // The lines that the places name. Costs a second pass over the entries, and no memory for them.
  bool write_lines() {
    std::vector<SourcePos> named;
    each_entry([&] {
      for (const auto& place : places_.all()) {
        if (place.pos.file == places_.all().front().pos.file) named.push_back(place.pos);
      }
      return true;
    });
    return write_quoted_lines(model_, std::move(named), sink_);
  }

  std::string reference(const PolicyRef& ref) const {
    std::string text = model_.policies.policies[ref.policy.index()].id;
    if (ref.pinned) text += "@" + model_.policies[ref.pinned].version;
    return text;
  }

  void write_references(JsonLine& json, std::string_view key, const std::vector<PolicyRef>& refs,
                        bool first, bool upstream = false) {
    json.named(key).open('[');
    if (upstream) json.text("upstream");
    std::size_t number = upstream ? 1 : 0;
    for (const PolicyRef& ref : refs) {
      json.text(reference(ref));
      if (first) places_.add(std::string(key) + "/" + std::to_string(number), ref.pos);
      ++number;
    }
    json.close(']');
  }

  // Equal lists are one, whose places are those of the first that has it.
  void write_policies(JsonLine& json, PolicyListId id) {
    const PolicyList& list = graph_.policy_lists[id.index()];
    const bool first = std::exchange(lists_written_[id.index()], 1) == 0;
    if (list.stated == Stated::kNone) json.entry("policies", "none");
    if (list.stated == Stated::kListed) write_references(json, "policies", list.refs, first);
  }

  void write_evidence(JsonLine& json, const Evidence& evidence) {
    json.entry("note", evidence.note);
    json.entry("source", evidence.source);
    write_date(json, "retrieved", evidence.retrieved);
    write_confidence(json, evidence.confidence);
  }

  void open_entry(JsonLine& json, std::string_view kind, std::string_view id,
                  const SourcePos& pos) {
    json.open('{').named(kind).open('{');
    json.key("id").text(id);
    places_.add("id", pos);
  }

  bool write_policy(JsonLine& json, const PolicyVersion& version) {
    if (version.of_agreement) return false;
    open_entry(json, "policy", model_.policies.policies[version.policy.index()].id, version.pos);
    json.entry("title", version.title);
    json.entry("issuer", version.issuer);
    json.entry("document", word_for(kDocuments, version.document));
    json.entry("version", version.version);
    write_date(json, "effective", version.effective);
    write_date(json, "withdrawn", version.withdrawn);
    write_date(json, "review_by", version.review_by);
    if (version.incorporation != Incorporation::kDynamic) {
      json.entry("incorporation", word_for(kIncorporations, version.incorporation));
    }
    if (version.covers != taxonomy_.all_values(Dimension::kChannel)) {
      json.key("covers");
      write_words(json, words_of(taxonomy_, Dimension::kChannel, version.covers));
    }
    const Reach& reach = version.reaches;
    if (!reach.recipients || !reach.derivatives || !reach.outputs) {
      json.key("reaches").open('[');
      for (const auto& kind : kReaches) {
        if (reach.*(kind.value)) json.text(kind.word);
      }
      json.close(']');
    }
    if (version.flow_down != FlowDown::kNone) {
      json.entry("flow_down", word_for(kFlowDowns, version.flow_down));
    }
    if (!version.complete) json.key("complete").boolean(false);
    write_context(json, "where", taxonomy_, version.where);
    json.entry("note", version.note);
    json.entry("source", version.source);
    write_date(json, "retrieved", version.retrieved);
    write_confidence(json, version.confidence);
    write_rules_with_places(json, "rules", version.rules);
    json.close('}');
    return true;
  }

  void write_rules_with_places(JsonLine& json, std::string_view key,
                               const std::vector<Rule>& rules) {
    write_rules(json, key, taxonomy_, rules);
    for (std::size_t i = 0; i < rules.size(); ++i) {
      places_.add(std::string(key) + "/" + std::to_string(i), rules[i].pos);
    }
  }

  bool write_party(JsonLine& json, const Party& party) {
    open_entry(json, "party", graph_.name(party.id), party.pos);
    json.entry("kind", word_for(kPartyKinds, party.kind));
    json.entry("title", graph_.name(party.title));
    json.entry("seat", graph_.name(party.seat));
    write_policies(json, party.policies);
    for (const Context::Limit& limit : graph_.contexts[party.context.index()].limits) {
      const bool territory = limit.dimension == Dimension::kTerritory;
      json.named(territory ? "operates_in" : name_of(limit.dimension));
      write_words(json, words_of(taxonomy_, limit.dimension, limit.admits));
    }
    write_attributes(json, party);
    write_declared_uses(json, party);
    write_practices(json, party);
    write_evidence(json, graph_.evidence[party.evidence.index()]);
    json.close('}');
    return true;
  }

  void write_attributes(JsonLine& json, const Party& party) {
    if (party.attributes.empty()) return;
    json.key("attributes").open('{');
    for (const AttributeValue& value : party.attributes) {
      const std::string& id = taxonomy_.attributes[value.attribute.index()].id;
      json.named(id);
      places_.add("attributes/" + id, value.pos);
      if (value.current) {
        json.number(*value.current);
        continue;
      }
      json.open('{');
      for (const auto& [date, number] : value.dated) json.named(date.text()).number(number);
      json.close('}');
    }
    json.close('}');
  }

  void write_declared_uses(JsonLine& json, const Party& party) {
    if (party.uses.empty()) return;
    json.key("uses").open('[');
    for (std::size_t i = 0; i < party.uses.size(); ++i) {
      json.text(taxonomy_.uses[party.uses[i].use.index()].id);
      places_.add("uses/" + std::to_string(i), party.uses[i].pos);
    }
    json.close(']');
  }

  void write_practices(JsonLine& json, const Party& party) {
    if (!party.practices_known) return;
    json.key("practices").open('[');
    for (std::size_t i = 0; i < party.practices.size(); ++i) {
      const Practice& practice = party.practices[i];
      const std::string& id = practice.duty ? taxonomy_.duties[practice.duty.index()].id
                                            : taxonomy_.safeguards[practice.safeguard.index()].id;
      const std::string path = "practices/" + std::to_string(i);
      if (!practice.parameter) {
        json.text(id);
        places_.add(path, practice.pos);
        continue;
      }
      places_.add(path + "/practice", practice.pos);
      json.open('{').entry("practice", id);
      json.entry(taxonomy_.duties[practice.duty.index()].parameter, practice.parameter->text());
      json.close('}');
    }
    json.close(']');
  }

  bool write_artifact(JsonLine& json, const Artifact& artifact) {
    open_entry(json, "artifact", graph_.name(artifact.id), artifact.pos);
    json.entry("kind", word_for(kArtifactKinds, artifact.kind));
    json.entry("title", graph_.name(artifact.title));
    json.entry("developer", graph_.id_of(artifact.developer));
    write_policies(json, artifact.policies);
    for (const Context::Limit& limit : graph_.contexts[artifact.context.index()].limits) {
      json.named(name_of(limit.dimension));
      write_words(json, words_of(taxonomy_, limit.dimension, limit.admits));
    }
    write_date(json, "released", artifact.released);
    if (artifact.derivations > 0) {
      json.key("derived_from").open('[');
      for (std::uint32_t i = 0; i < artifact.derivations; ++i) {
        const Derivation& derivation = graph_.derivations[artifact.first_derivation + i];
        json.open('{').entry("artifact", graph_.id_of(derivation.parent));
        json.entry("by", word_for(kDerivationKinds, derivation.by));
        write_evidence(json, graph_.evidence[derivation.evidence.index()]);
        json.close('}');
        places_.add("derived_from/" + std::to_string(i), derivation.pos);
      }
      json.close(']');
    }
    write_evidence(json, graph_.evidence[artifact.evidence.index()]);
    json.close('}');
    return true;
  }

  bool write_agreement(JsonLine& json, const Agreement& agreement) {
    const Terms& terms = graph_.terms[agreement.terms.index()];
    const bool first = std::exchange(terms_written_[agreement.terms.index()], 1) == 0;
    open_entry(json, "agreement", graph_.name(agreement.id), agreement.pos);
    json.entry("title", graph_.name(agreement.title));
    json.entry("from", graph_.id_of(agreement.from));
    json.entry("to", graph_.id_of(agreement.to));
    json.key("artifacts").open('[');
    for (std::uint32_t i = 0; i < agreement.artifacts; ++i) {
      json.text(graph_.id_of(graph_.supplied[agreement.first_artifact + i]));
    }
    json.close(']');
    json.entry("document", word_for(kTermsDocuments, terms.document));
    json.entry("channel", taxonomy_.values_of(Dimension::kChannel)[terms.channel]);
    write_date(json, "effective", terms.effective);
    write_date(json, "expires", terms.expires);
    write_context(json, "where", taxonomy_, terms.where);
    // An empty list says that the terms are known.
    if (terms.known) {
      write_references(json, "incorporates", terms.incorporates, first,
                       terms.incorporates_upstream);
    }
    if (!terms.delivers.empty()) write_references(json, "delivers", terms.delivers, first);
    if (terms.adds) write_rules_with_places(json, "adds", model_.policies[terms.adds].rules);
    write_waivers(json, terms);
    if (terms.grants != 0 || !terms.granted_safeguards.empty()) {
      json.key("grants").open('[');
      for (const auto& grant : kGrants) {
        if ((terms.grants & grant.value) != 0) json.text(grant.word);
      }
      for (const SafeguardId id : terms.granted_safeguards) {
        json.text(taxonomy_.safeguards[id.index()].id);
      }
      json.close(']');
    }
    write_evidence(json, graph_.evidence[agreement.evidence.index()]);
    json.close('}');
    return true;
  }

  void write_waivers(JsonLine& json, const Terms& terms) {
    if (terms.waives.empty()) return;
    json.key("waives").open('[');
    for (std::size_t i = 0; i < terms.waives.size(); ++i) {
      const Waiver& waiver = terms.waives[i];
      places_.add("waives/" + std::to_string(i), waiver.pos);
      json.open('{').entry("policy", model_.policies.policies[waiver.policy.index()].id);
      write_uses(json, "uses", taxonomy_, waiver.uses);
      if (!waiver.artifacts.empty()) {
        json.key("artifacts").open('[');
        for (const ArtifactId artifact : waiver.artifacts) json.text(graph_.id_of(artifact));
        json.close(']');
      }
      write_context(json, "when", taxonomy_, waiver.when);
      write_date(json, "effective", waiver.effective);
      write_date(json, "until", waiver.until);
      if (waiver.extends_downstream) json.key("extends_downstream").boolean(true);
      json.entry("clause", waiver.clause);
      json.entry("note", waiver.note);
      json.entry("source", waiver.source);
      write_confidence(json, waiver.confidence);
      json.close('}');
    }
    json.close(']');
  }

  const Model& model_;
  const Graph& graph_;
  const Taxonomy& taxonomy_;
  Places kept_;
  const Sink& sink_;
  std::string line_;
  EntryPlaces places_;
  std::vector<char> lists_written_, terms_written_;
};

}  // namespace

bool export_jsonl(const Model& model, Places places, const Sink& sink) {
  return JsonlWriter(model, places, sink).write();
}

}  // namespace flowdown
