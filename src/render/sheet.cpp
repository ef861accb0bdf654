// A diagram becomes a graph in memory, never a text that is parsed again, so that no name can be
// taken for syntax: cgraph quotes what it writes. What is left to do here is what it does not know
// of: labels are HTML-like, and are escaped as such; and in a tooltip a backslash begins an escape.
//
// The title is the label of a cluster around everything, and the legend that of the graph: a graph
// has no second label.
#include "render/sheet.hpp"

#include <fmt/format.h>

#include <vector>

#include "render/label.hpp"
#include "render/signs.hpp"

namespace flowdown {
namespace {

class Maker {
 public:
  explicit Maker(Agraph_t* graph) : graph_(graph) {}

  void default_of(int kind, std::string_view name, std::string_view value) {
    agattr(graph_, kind, chars(name), chars(value));
  }
  void set(void* object, std::string_view name, std::string_view value) {
    const std::string text(value);
    agsafeset(object, chars(name), chars(text), chars(""));
  }
  void set_label(void* object, const std::string& html) {
    char* label = agstrdup_html(graph_, chars(html));
    agset(object, chars("label"), label);
    agstrfree(graph_, label);
  }

 private:
  Agraph_t* graph_;
};

// An escape string that stands for the text itself.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// Without the first, which Graphviz adds itself.
std::string joined(const std::vector<std::string>& classes) {
  std::string out;
  for (std::size_t i = 1; i < classes.size(); ++i) out += (i > 1 ? " " : "") + classes[i];
  return out;
}

std::string_view shape_of(PartyKind kind) {
  switch (kind) {
    case PartyKind::kDeveloper:
      return "tab";
    case PartyKind::kCloudProvider:
      return "box3d";
    case PartyKind::kDistributor:
      return "cds";
    case PartyKind::kApplication:  // with round corners
    case PartyKind::kRegulator:    // with a double border
      break;
  }
  return "box";
}

void set_defaults(Maker& make, Agraph_t* graph) {
  make.default_of(AGRAPH, "label", "");
  make.set(graph, "charset", "UTF-8");
  make.set(graph, "rankdir", "LR");
  make.set(graph, "ranksep", "0.35");
  make.set(graph, "nodesep", "0.28");
  make.set(graph, "bgcolor", kPaper);
  make.set(graph, "fontname", "sans-serif");
  make.set(graph, "labelloc", "b");
  make.set(graph, "labeljust", "l");
  make.set(graph, "pad", "0.2");
  make.default_of(AGNODE, "fontname", "sans-serif");
  make.default_of(AGNODE, "margin", "0.11,0.07");
  make.default_of(AGNODE, "height", "0.3");
  make.default_of(AGEDGE, "fontname", "sans-serif");
  make.default_of(AGEDGE, "arrowsize", "0.8");
}

}  // namespace

Sheet sheet_of(const Diagram& diagram, const RenderOptions& options, Tooltips tooltips) {
  Sheet sheet(agopen(chars("flowdown"), Agdirected, nullptr));
  Agraph_t* graph = sheet.get();
  Maker make(graph);
  set_defaults(make, graph);
  for (const char* name :
       {"label", "id", "class", "tooltip", "shape", "style", "color", "fillcolor", "penwidth"}) {
    make.default_of(AGNODE, name, name == std::string_view("label") ? "\\N" : "");
  }
  for (const char* name :
       {"label", "id", "class", "tooltip", "style", "color", "penwidth", "arrowhead", "weight"}) {
    make.default_of(AGEDGE, name, "");
  }
  Agraph_t* all = agsubg(graph, chars("cluster_all"), 1);
  make.set_label(all, title_label(diagram));
  make.set(all, "labelloc", "t");
  make.set(all, "labeljust", "l");
  make.set(all, "pencolor", "none");
  make.set(all, "margin", "16");
  std::vector<Agnode_t*> nodes;
  for (const DiagramNode& node : diagram.nodes) {
    Agnode_t* made = agnode(all, chars(node.id), 1);
    nodes.push_back(made);
    make.set_label(made, node_label(node));
    make.set(made, "id", node.id);
    make.set(made, "class", joined(node.classes));
    make.set(made, "shape", shape_of(node.kind));
    if (node.kind == PartyKind::kRegulator) make.set(made, "peripheries", "2");
    if (node.kind == PartyKind::kDistributor) make.set(made, "margin", "0.2,0.16");
    make.set(made, "style", node.kind == PartyKind::kApplication ? "filled,rounded" : "filled");
    make.set(made, "fillcolor", node.dim ? kPaper : tint_of(node.kind));
    make.set(made, "color", colour_of(node.counts, kFaint));
    make.set(made, "penwidth", fmt::format("{:.1f}", width_of(node.counts) + (node.lit ? 2 : 0)));
    if (tooltips == Tooltips::kWritten) make.set(made, "tooltip", plain(node.tooltip));
  }
  for (std::size_t t = 0; t < diagram.tiers.size(); ++t) {
    if (diagram.tiers[t].size() < 2) continue;
    // Without names, since those that have one stand in the order of its address.
    Agraph_t* tier = agsubg(all, nullptr, 1);
    make.set(tier, "rank", "same");
    for (const std::size_t n : diagram.tiers[t]) agsubnode(tier, nodes[n], 1);
  }
  for (const DiagramEdge& edge : diagram.edges) {
    Agedge_t* made = agedge(all, nodes[edge.from], nodes[edge.to], chars(edge.id), 1);
    make.set_label(made, edge_label(edge, diagram.compact));
    make.set(made, "id", edge.id);
    make.set(made, "class", joined(edge.classes));
    make.set(made, "style", line_style(edge.state));
    make.set(made, "arrowhead", arrowhead(edge.state));
    make.set(made, "color", edge.dim ? kPale : colour_of(edge.counts, colour_of(edge.state)));
    const double pen = width_of(edge.counts) + (edge.lit ? 2 : 0.2);
    make.set(made, "penwidth", fmt::format("{:.1f}", pen));
    // A hollow arrowhead has to stay hollow.
    make.set(made, "arrowsize", fmt::format("{:.2f}", 0.55 + pen / 5));
    if (tooltips == Tooltips::kWritten) make.set(made, "tooltip", plain(edge.tooltip));
  }
  // Last, since what is set for the graph holds for parts that are made afterwards.
  const std::string legend = legend_label(diagram, options.legend);
  if (!legend.empty()) make.set_label(graph, legend);
  return sheet;
}

std::string dot_text(Agraph_t* graph) {
  std::string text;
  Agiodisc_t* io = graph->clos->disc.io;
  static Agiodisc_t into_text = {nullptr,
                                 [](void* to, const char* part) {
                                   static_cast<std::string*>(to)->append(part);
                                   return 0;
                                 },
                                 [](void*) { return 0; }};
  graph->clos->disc.io = &into_text;
  agwrite(graph, &text);
  graph->clos->disc.io = io;
  return text;
}

}  // namespace flowdown
