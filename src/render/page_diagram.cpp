// The diagram stands in the page as SVG, together with what its elements show: by which the script
// lights the way of a finding, or the neighbourhood of a party.
#include <fmt/format.h>

#include <algorithm>

#include "flowdown/diagram.hpp"
#include "render/html.hpp"
#include "render/page_parts.hpp"
#include "report/escape.hpp"
#include "report/json_parts.hpp"
#include "report/naming.hpp"

namespace flowdown {
namespace {

// JSON that is safe inside a <script>: in ASCII, and nothing in it can end the element.
std::string inside_script(const Json& json) {
  std::string out;
  for (const char c : json.dump(-1, ' ', true, Json::error_handler_t::replace)) {
    out += c == '<' ? "\\u003c" : std::string(1, c);
  }
  return out;
}

std::string index_json(const Diagram& diagram) {
  Json edges = Json::object();
  for (const DiagramEdge& edge : diagram.edges) {
    edges[edge.id] = {diagram.nodes[edge.from].id, diagram.nodes[edge.to].id};
  }
  Json nodes = Json::array();
  for (const DiagramNode& node : diagram.nodes) nodes.push_back(node.id);
  return inside_script(Json{{"findings", diagram.findings},
                            {"parties", diagram.parties},
                            {"holdings", diagram.holdings},
                            {"agreements", diagram.agreements},
                            {"nodes", std::move(nodes)},
                            {"edges", std::move(edges)}});
}

std::string party_choice(const Model& model, const Diagram& diagram) {
  std::vector<std::pair<std::string, std::string>> parties;
  for (const auto& [id, elements] : diagram.parties) {
    const PartyId party = model.graph.find_party(id);
    if (party) parties.emplace_back(party_name(model, party), id);
  }
  std::sort(parties.begin(), parties.end());
  std::string out =
      R"(<label>Neighbourhood of<select id="light-party"><option value="">nobody</option>)";
  for (const auto& [name, id] : parties) {
    out += fmt::format("<option value=\"{}\">{}</option>", html_text(id), html_text(name));
  }
  return out + "</select></label>\n";
}

std::string controls(const std::string& choice) {
  return "<div class=\"controls\">\n" + choice +
         "<div class=\"zoom\" role=\"group\" aria-label=\"Zoom\">"
         "<button type=\"button\" id=\"zoom-in\" aria-label=\"Zoom in\">+</button>"
         "<button type=\"button\" id=\"zoom-out\" aria-label=\"Zoom out\">−</button>"
         "<button type=\"button\" id=\"zoom-fit\">Fit</button></div>\n"
         "<button type=\"button\" id=\"light-off\">Clear</button>\n"
         "<p class=\"lit-words\"><span id=\"lit\" role=\"status\" aria-live=\"polite\"></span> "
         "<button type=\"button\" id=\"lit-findings\" hidden>Show its findings</button></p>\n"
         "</div>\n";
}

}  // namespace

std::string diagram_section(const PageMatter& matter) {
  // What is accepted or known needs nobody's attention, and the picture has the page's verdict.
  const Diagram diagram = draw(matter.flow, matter.open.findings(), DiagramOptions{});
  RenderOptions how;
  how.standalone = false;
  const Result<std::string> svg = render(diagram, DiagramFormat::kSvg, how);
  std::string out = section_start("diagram", "Diagram");
  if (!svg) {
    for (const Diagnostic& problem : svg.problems()) {
      out += fmt::format("<p>There is none: {}.</p>\n", html_text(problem.message));
    }
    return out + "</section>\n";
  }
  out +=
      "<p class=\"lead\">Who supplies whom, by which agreement, and what is lost on the way. What "
      "the signs mean stands at the end of the picture.</p>\n";
  out += controls(party_choice(matter.model, diagram));
  out += fmt::format(
      "<div class=\"picture\" id=\"picture\" role=\"group\" tabindex=\"0\" "
      "aria-label=\"Diagram: arrow keys move it, plus and minus zoom, 0 fits it\">\n{}</div>\n",
      svg.value());
  for (const std::string& note : diagram.notes) {
    out += fmt::format("<p class=\"lead\">{}</p>\n", html_text(note));
  }
  return out + fmt::format(
                   "<script type=\"application/json\" id=\"diagram-index\">{}</script>\n"
                   "</section>\n",
                   index_json(diagram));
}

}  // namespace flowdown
