// Lint findings for a terminal or an editor. The first line of each has the form that compilers
// use, on one line however long it is, so that tools which read those can read it; what follows is
// wrapped.
#include <fmt/format.h>

#include <algorithm>

#include "report/layout.hpp"
#include "report/sections.hpp"
#include "report/style.hpp"
#include "report/text_item.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kMostRelated = 3;
constexpr std::string_view kLintIndent = "    ";

std::string labelled(std::string_view label, const std::string& text, std::size_t width) {
  const std::string first = fmt::format("{}{}: ", kLintIndent, label);
  return wrap(printable(text), width, first, std::string(kLintIndent) + "  ");
}

std::string of(const Model& model, const LintFinding& finding, std::size_t width,
               const Style& style) {
  const std::string place = printable(model.sources.describe(finding.pos));
  std::string out =
      fmt::format("{}{}: {} [{}]\n", place.empty() ? place : style(place + ":", Ink::kStrong) + " ",
                  style(name_of(finding.severity), ink_of(finding.severity)),
                  printable(finding.message), info(finding.code).name);
  out += marked_line(model.sources, finding.pos, width, kLintIndent, style);
  const std::size_t related = finding.related.size();
  const std::size_t shown = related > kMostRelated + 1 ? kMostRelated : related;
  for (std::size_t i = 0; i < shown; ++i) {
    const LintPlace& other = finding.related[i];
    out += labelled(model.sources.describe(other.pos), other.message, width);
  }
  if (shown < related) out += fmt::format("{}and {} more places\n", kLintIndent, related - shown);
  if (finding.witness) {
    out += labelled("for example", in_words(model.taxonomy, *finding.witness, finding.told), width);
  }
  return out + labelled("help", finding.help, width);
}

}  // namespace

std::string lint_text(const Model& model, const std::vector<LintFinding>& findings,
                      const TextOptions& options) {
  const std::size_t width = std::max(options.width, kLeastWidth);
  const Style style(options.colour);
  std::string out;
  for (const LintFinding& finding : findings) out += of(model, finding, width, style) + '\n';
  const auto count = [&](Severity severity) {
    return static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(),
                      [severity](const LintFinding& f) { return f.severity == severity; }));
  };
  const std::string counts =
      counts_in_words(count(Severity::kError), count(Severity::kWarning), count(Severity::kNote));
  return out + fmt::format("{} in {}\n", counts.empty() ? "nothing odd" : counts,
                           count_of(files_of(model), "file"));
}

}  // namespace flowdown
