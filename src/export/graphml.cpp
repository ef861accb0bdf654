// The graph for tools that lay out and measure graphs: GraphML with typed keys.
//
// Ids of parties and of artifacts may be equal, so a node's id has its kind in front. An agreement
// is as many edges as it supplies artifacts, since to a graph tool an edge has two ends.
#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "export/rows.hpp"
#include "flowdown/export.hpp"
#include "flowdown/keywords.hpp"
#include "flowdown/report.hpp"
#include "report/escape.hpp"

namespace flowdown {
namespace {

struct Key {
  std::string_view id, of, type, what;
};
constexpr Key kKeys[] = {
    {"type", "node", "string", "party or artifact"},
    {"name", "node", "string", "its id"},
    {"title", "node", "string", ""},
    {"kind", "node", "string", "such as developer, model"},
    {"policies", "node", "string", "unknown, none, or those that it lists, with spaces between"},
    {"released", "node", "string", ""},
    {"errors", "node", "int", "findings about it"},
    {"warnings", "node", "int", ""},
    {"notes", "node", "int", ""},
    {"relation", "edge", "string", "develops, derives or supplies"},
    {"means", "edge", "string", "of a derivation"},
    {"agreement", "edge", "string", "that supplies"},
    {"artifact", "edge", "string", "that is supplied"},
    {"channel", "edge", "string", "by which it is supplied"},
    {"edge_errors", "edge", "int", "findings about the agreement"},
    {"edge_warnings", "edge", "int", ""},
    {"edge_notes", "edge", "int", ""},
};

struct Counts {
  std::uint32_t errors = 0, warnings = 0, notes = 0;
  void add(Severity severity) {
    ++(severity == Severity::kError ? errors : severity == Severity::kWarning ? warnings : notes);
  }
};

class GraphmlWriter {
 public:
  GraphmlWriter(const Flow& flow, const Findings& findings, const Sink& sink)
      : model_(*flow.model),
        graph_(flow.model->graph),
        sink_(sink),
        of_party_(graph_.parties.size()),
        of_artifact_(graph_.artifacts.size()),
        of_agreement_(graph_.agreements.size()) {
    for (const Finding& finding : findings.findings) {
      if (finding.party) of_party_[finding.party.index()].add(finding.severity);
      if (finding.artifact) of_artifact_[finding.artifact.index()].add(finding.severity);
      if (finding.agreement) of_agreement_[finding.agreement.index()].add(finding.severity);
    }
  }

  bool write() {
    write_head();
    write_parties();
    write_artifacts();
    write_edges();
    out_ += "  </graph>\n</graphml>\n";
    return flush() && !ended_;
  }

 private:
  bool flush() {
    ended_ = ended_ || !sink_(out_);
    out_.clear();
    return !ended_;
  }
  // After an element; false where the export has ended.
  bool step() { return !ended_ && (out_.size() < kPiece || flush()); }

  void write_head() {
    out_ +=
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n";
    for (const Key& key : kKeys) {
      // Keys of nodes and edges share their ids, so those of edges have a prefix that names drop.
      std::string_view name = key.id;
      if (name.starts_with("edge_")) name.remove_prefix(5);
      out_ += fmt::format(R"(  <key id="{}" for="{}" attr.name="{}" attr.type="{}")", key.id,
                          key.of, name, key.type);
      out_ += key.what.empty() ? "/>\n" : fmt::format("><desc>{}</desc></key>\n", key.what);
    }
    out_ += fmt::format("  <graph id=\"{}\" edgedefault=\"directed\">\n", xml_text(graph_.id));
  }

  void data(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    out_ += fmt::format("<data key=\"{}\">{}</data>", key, xml_text(value));
  }
  void data(std::string_view key, std::uint32_t value) {
    out_ += fmt::format("<data key=\"{}\">{}</data>", key, value);
  }
  void counts(std::string_view prefix, const Counts& counts) {
    data(fmt::format("{}errors", prefix), counts.errors);
    data(fmt::format("{}warnings", prefix), counts.warnings);
    data(fmt::format("{}notes", prefix), counts.notes);
  }

  std::string policies(const PolicyList& list) const {
    if (list.stated == Stated::kUnknown) return "unknown";
    if (list.stated == Stated::kNone) return "none";
    std::string words;
    for (const PolicyRef& ref : list.refs) {
      if (!words.empty()) words += ' ';
      words += model_.policies.policies[ref.policy.index()].id;
      if (ref.pinned) words += "@" + model_.policies[ref.pinned].version;
    }
    return words;
  }

  void open_node(std::string_view type, std::string_view id, std::string_view title) {
    out_ += fmt::format("    <node id=\"{}:{}\">", type, xml_text(id));
    data("type", type);
    data("name", id);
    data("title", title);
  }

  void write_parties() {
    for (std::size_t i = 0; i < graph_.parties.size() && step(); ++i) {
      const Party& party = graph_.parties[i];
      open_node("party", graph_.name(party.id), graph_.name(party.title));
      data("kind", word_for(kPartyKinds, party.kind));
      data("policies", policies(graph_.policies_of(party)));
      counts("", of_party_[i]);
      out_ += "</node>\n";
    }
  }

  void write_artifacts() {
    for (std::size_t i = 0; i < graph_.artifacts.size() && step(); ++i) {
      const Artifact& artifact = graph_.artifacts[i];
      open_node("artifact", graph_.name(artifact.id), graph_.name(artifact.title));
      data("kind", word_for(kArtifactKinds, artifact.kind));
      data("policies", policies(graph_.policies_of(artifact)));
      if (artifact.released) data("released", artifact.released->text());
      counts("", of_artifact_[i]);
      out_ += "</node>\n";
    }
  }

  void open_edge(std::string_view relation, std::string_view from_type, std::string_view from,
                 std::string_view to_type, std::string_view to) {
    out_ += fmt::format(R"(    <edge id="e{}" source="{}:{}" target="{}:{}">)", edges_++, from_type,
                        xml_text(from), to_type, xml_text(to));
    data("relation", relation);
  }

  void write_edges() {
    for (const Artifact& artifact : graph_.artifacts) {
      if (!step()) return;
      const std::string_view id = graph_.name(artifact.id);
      open_edge("develops", "party", graph_.id_of(artifact.developer), "artifact", id);
      out_ += "</edge>\n";
      for (std::uint32_t i = 0; i < artifact.derivations; ++i) {
        const Derivation& derivation = graph_.derivations[artifact.first_derivation + i];
        open_edge("derives", "artifact", graph_.id_of(derivation.parent), "artifact", id);
        data("means", word_for(kDerivationKinds, derivation.by));
        out_ += "</edge>\n";
      }
    }
    const auto& channels = model_.taxonomy.values_of(Dimension::kChannel);
    for (std::size_t i = 0; i < graph_.agreements.size(); ++i) {
      const Agreement& agreement = graph_.agreements[i];
      for (std::uint32_t j = 0; j < agreement.artifacts && step(); ++j) {
        const ArtifactId artifact = graph_.supplied[agreement.first_artifact + j];
        open_edge("supplies", "party", graph_.id_of(agreement.from), "party",
                  graph_.id_of(agreement.to));
        data("agreement", graph_.name(agreement.id));
        data("artifact", graph_.id_of(artifact));
        data("channel", channels[graph_.terms[agreement.terms.index()].channel]);
        counts("edge_", of_agreement_[i]);
        out_ += "</edge>\n";
      }
    }
  }

  const Model& model_;
  const Graph& graph_;
  const Sink& sink_;
  std::vector<Counts> of_party_, of_artifact_, of_agreement_;
  std::string out_;
  std::size_t edges_ = 0;
  bool ended_ = false;
};

}  // namespace

bool export_graphml(const Flow& flow, const Findings& findings, const Sink& sink) {
  return GraphmlWriter(flow, findings, sink).write();
}

}  // namespace flowdown
