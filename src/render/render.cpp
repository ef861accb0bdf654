// Layout and drawing by Graphviz, in memory. What Graphviz has to say goes to nobody's terminal: it
// is kept, and becomes part of the message where a picture fails.
//
// A size that is asked for is a viewport on the finished layout: as many pixels as asked, and the
// picture as large as fits into them.
#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "flowdown/diagram.hpp"
#include "flowdown/report.hpp"
#include "render/sheet.hpp"
#include "render/svg.hpp"

namespace flowdown {
namespace {

constexpr double kPointsPerInch = 72, kPixelsPerInch = 96;
constexpr double kPad = 0.2 * kPointsPerInch;  // around the picture, as the sheet says

// One for all pictures, and never freed: the plugin that measures text remembers the name of the
// last font, which is the context's, and compares it with the first of the next picture.
GVC_t* graphviz() {
  static GVC_t* const kContext = gvContext();
  return kContext;
}

std::string& kept_messages() {
  static std::string messages;
  return messages;
}

int keep_message(char* message) {
  kept_messages() += message;
  return 0;
}

// Keeps what Graphviz says while it lives.
class Listening {
 public:
  Listening() : before_(agseterrf(keep_message)) { kept_messages().clear(); }
  ~Listening() { agseterrf(before_); }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  std::string heard() const {
    std::string text = kept_messages();
    std::replace(text.begin(), text.end(), '\n', ' ');
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return printable(text);
  }

 private:
  agusererrf before_;
};

std::string_view device_of(DiagramFormat format) {
  switch (format) {
    case DiagramFormat::kPng:
      return "png";
    case DiagramFormat::kPdf:
      return "pdf";
    default:
      return "svg";
  }
}

Diagnostics failure(std::string message, const Listening& listening) {
  Diagnostic problem;
  const std::string heard = listening.heard();
  problem.message = std::move(message);
  if (!heard.empty()) problem.message += ": " + heard;
  problem.help =
      "the plugins of Graphviz come with it (Debian and Ubuntu: libgvc6); where they are installed "
      "but not found, run `dot -c`; DOT needs none of them";
  return {problem};
}

// Makes the picture as large as asked. Requires a layout.
void set_size(Agraph_t* graph, DiagramFormat format, const RenderOptions& options) {
  const bool png = format == DiagramFormat::kPng;
  const double unit = png ? kPointsPerInch / kPixelsPerInch : 1;  // points
  // A page has margins of its own, which the picture does not need: see kPad.
  agsafeset(graph, chars("margin"), chars("0"), chars(""));
  double left = 0, bottom = 0, right = 0, top = 0;
  const char* box = agget(graph, chars("bb"));
  if (box == nullptr || std::sscanf(box, "%lf,%lf,%lf,%lf", &left, &bottom, &right, &top) != 4) {
    return;
  }
  const double wide = right - left + 2 * kPad, high = top - bottom + 2 * kPad;
  const double most = png ? static_cast<double>(kMostPixels) : 1e9;
  double zoom = std::min({1.0, most * unit / wide, most * unit / high});
  double width = wide * zoom, height = high * zoom;
  if (options.width > 0 || options.height > 0) {
    const double w = static_cast<double>(options.width) * unit;
    const double h = static_cast<double>(options.height) * unit;
    zoom = std::min(w > 0 ? w / wide : 1e9, h > 0 ? h / high : 1e9);
    width = w > 0 ? w : std::min(wide * zoom, most * unit);
    height = h > 0 ? h : std::min(high * zoom, most * unit);
    zoom = std::min({zoom, width / wide, height / high});
  } else if (zoom == 1.0) {
    return;
  }
  const std::string viewport = fmt::format("{:.4f},{:.4f},{:.6f}", width, height, zoom);
  agsafeset(graph, chars("viewport"), chars(viewport), chars(""));
}

// The same picture is to be the same bytes on another day. Blanks stay, since a PDF has an index of
// offsets.
void blank_time(std::string& pdf) {
  const std::size_t from = pdf.find("/CreationDate (");
  const std::size_t to = from == pdf.npos ? pdf.npos : pdf.find(')', from);
  if (to != pdf.npos) pdf.replace(from, to + 1 - from, to + 1 - from, ' ');
}

}  // namespace

std::string to_dot(const Diagram& diagram, const RenderOptions& options) {
  return dot_text(sheet_of(diagram, options, Tooltips::kWritten).get());
}

Result<std::string> render(const Diagram& diagram, DiagramFormat format,
                           const RenderOptions& options) {
  if (format == DiagramFormat::kDot) return to_dot(diagram, options);
  const Listening listening;
  const Sheet sheet = sheet_of(diagram, options, Tooltips::kNone);
  if (format == DiagramFormat::kPng) {
    agsafeset(sheet.get(), chars("dpi"), chars(fmt::format("{}", kPixelsPerInch)), chars(""));
  }
  GVC_t* const context = graphviz();
  if (gvLayout(context, sheet.get(), "dot") != 0) {
    return failure("Graphviz cannot lay out the picture", listening);
  }
  if (format != DiagramFormat::kSvg) {
    attach_attrs(sheet.get());  // among them `bb`
    set_size(sheet.get(), format, options);
  }
  char* data = nullptr;
  unsigned length = 0;
  const std::string device(device_of(format));
  const int status = gvRenderData(context, sheet.get(), device.c_str(), &data, &length);
  std::string bytes;
  if (data != nullptr) {
    bytes.assign(data, length);
    gvFreeRenderData(data);
  }
  gvFreeLayout(context, sheet.get());
  if (status != 0 || bytes.empty()) {
    return failure(fmt::format("Graphviz cannot write {}", device), listening);
  }
  if (format == DiagramFormat::kSvg) return finished_svg(bytes, diagram, options);
  if (format == DiagramFormat::kPdf) blank_time(bytes);
  return bytes;
}

}  // namespace flowdown
