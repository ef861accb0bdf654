// Graphviz writes one tag after another, so its SVG is gone through tag by tag: comments, which
// name the version, the document type, which names a place on the network, and the titles, which
// hold internal names, are dropped; groups of nodes and edges get their tooltip as title, and a
// label.
#include "render/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>

#include "report/escape.hpp"
#include "report/layout.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

// The value of the attribute in a start tag; empty where there is none.
std::string_view attribute(std::string_view tag, std::string_view name) {
  const std::string start = fmt::format(" {}=\"", name);
  const std::size_t at = tag.find(start);
  if (at == std::string_view::npos) return {};
  const std::size_t from = at + start.size();
  return tag.substr(from, tag.find('"', from) - from);
}

// The same with what Graphviz writes for a hyphen in ids taken back.
std::string id_of(std::string_view tag) {
  constexpr std::string_view kHyphen = "&#45;";
  std::string id(attribute(tag, "id"));
  for (std::size_t at = id.find(kHyphen); at != std::string::npos; at = id.find(kHyphen, at)) {
    id.replace(at, kHyphen.size(), "-");
  }
  return id;
}

// Dashes and dots that stay apart where the line is thick.
std::string with_clear_dashes(std::string_view tag) {
  std::string text(tag);
  for (const auto& [narrow, clear] :
       {std::pair<std::string_view, std::string_view>{"dasharray=\"5,2\"", "dasharray=\"8,5\""},
        {"dasharray=\"1,5\"", "dasharray=\"2,4\""}}) {
    const std::size_t at = text.find(narrow);
    if (at != std::string::npos) text.replace(at, narrow.size(), clear);
  }
  return text;
}

struct Said {
  std::string label, tooltip, classes;
};

std::map<std::string, Said, std::less<>> said_of(const Diagram& diagram) {
  std::map<std::string, Said, std::less<>> said;
  const auto add = [&said](const auto& element, std::string label, const std::string& more) {
    for (const std::string& line : element.lines) label += ", " + line;
    const auto& counts = element.counts;
    if (counts.errors > 0) label += ", " + count_of(counts.errors, "error");
    if (counts.warnings > 0) label += ", " + count_of(counts.warnings, "warning");
    if (counts.notes > 0) label += ", " + count_of(counts.notes, "note");
    said[element.id] = {html_text(label + more), {}, separated(element.classes, " ")};
    // Line breaks are meant, and are the only control characters in it.
    std::string& tooltip = said[element.id].tooltip;
    for (std::size_t at = 0; at <= element.tooltip.size();) {
      const std::size_t end = std::min(element.tooltip.find('\n', at), element.tooltip.size());
      tooltip += (at == 0 ? "" : "\n") + html_text(element.tooltip.substr(at, end - at));
      at = end + 1;
    }
  };
  for (const DiagramNode& node : diagram.nodes) {
    std::string gaps;
    for (const GroupGap& gap : node.gaps) {
      gaps +=
          fmt::format("{}{} ({})", gaps.empty() ? "; gaps by group: " : ", ", gap.group, gap.uses);
    }
    add(node, fmt::format("{}, {}", node.title, kind_in_words(node.kind)), gaps);
  }
  for (const DiagramEdge& edge : diagram.edges) {
    add(edge, fmt::format("{} to {}", diagram.nodes[edge.from].title, diagram.nodes[edge.to].title),
        {});
  }
  return said;
}

// Of "123.5pt".
double points(const std::string& length) {
  return std::max(1.0, std::strtod(length.c_str(), nullptr));
}

std::string root(std::string_view tag, const Diagram& diagram, const RenderOptions& options) {
  std::string width(attribute(tag, "width")), height(attribute(tag, "height"));
  const double wide = points(width), high = points(height);
  const auto asked_w = static_cast<double>(options.width);
  const auto asked_h = static_cast<double>(options.height);
  if (options.width > 0 || options.height > 0) {
    width = fmt::format("{:.0f}pt", options.width > 0 ? asked_w : asked_h * wide / high);
    height = fmt::format("{:.0f}pt", options.height > 0 ? asked_h : asked_w * high / wide);
  }
  std::string title = diagram.title;
  for (const std::string& line : diagram.lines) title += "; " + line;
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"flowdown-diagram\" "
      "role=\"graphics-document\" aria-roledescription=\"diagram\" "
      "aria-labelledby=\"flowdown-diagram-title\" "
      "aria-describedby=\"flowdown-diagram-description\" "
      "width=\"{}\" height=\"{}\" viewBox=\"{}\">\n"
      "<title id=\"flowdown-diagram-title\">{}</title>\n"
      "<desc id=\"flowdown-diagram-description\">{}</desc>",
      width, height, attribute(tag, "viewBox"), html_text(title), html_text(diagram.description));
}

}  // namespace

std::string finished_svg(std::string_view svg, const Diagram& diagram,
                         const RenderOptions& options) {
  const auto said = said_of(diagram);
  std::string out;
  if (options.standalone) out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  const Said* element = nullptr;  // the one whose title comes next
  for (std::size_t at = std::min(svg.find("<svg"), svg.size()); at < svg.size();) {
    if (svg[at] != '<') {
      const std::size_t end = std::min(svg.find('<', at), svg.size());
      out += svg.substr(at, end - at);
      at = end;
      continue;
    }
    if (svg.substr(at).starts_with("<!--")) {
      at = svg.find("-->", at) + 3;
      if (at < svg.size() && svg[at] == '\n') ++at;
      continue;
    }
    const std::size_t end = svg.find('>', at) + 1;
    const std::string_view tag = svg.substr(at, end - at);
    at = end;
    if (tag == "<title>") {
      at = svg.find("</title>", at) + 8;
      if (element != nullptr) {
        out += fmt::format("<title>{}</title>", element->tooltip);
      } else if (at < svg.size() && svg[at] == '\n') {
        ++at;
      }
      element = nullptr;
    } else if (tag.starts_with("<svg")) {
      out += root(tag, diagram, options);
    } else if (const auto found = said.find(id_of(tag));
               tag.starts_with("<g ") && found != said.end()) {
      element = &found->second;
      out += fmt::format(R"(<g id="{}" class="{}" role="graphics-symbol" aria-label="{}">)",
                         found->first, element->classes, element->label);
    } else {
      out += with_clear_dashes(tag);
    }
  }
  return out;
}

}  // namespace flowdown
