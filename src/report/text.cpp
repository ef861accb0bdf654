// The audit as text. It answers, in this order: does it pass; who has to act; for each of them,
// what is wrong, on which evidence, and what to do; and what could not be judged at all.
#include <fmt/format.h>

#include <algorithm>

#include "flowdown/report.hpp"
#include "report/layout.hpp"
#include "report/pieces.hpp"
#include "report/sections.hpp"
#include "report/settled_text.hpp"
#include "report/style.hpp"
#include "report/text_item.hpp"
#include "report/verdict.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kActorsListed = 30;
constexpr std::size_t kUnknownNamed = 4;

Ink ink_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kFails:
      return Ink::kError;
    case Outcome::kPasses:
      return Ink::kStrong;
    case Outcome::kPassesWithWarnings:
    case Outcome::kNothing:
      break;
  }
  return Ink::kWarning;
}

std::string head(const Flow& flow, const Findings& findings, const Unknowns& unknown,
                 const Settlement& settlement, std::size_t width, const Style& style) {
  const Graph& graph = flow.model->graph;
  const std::string id = printable(graph.id);
  const std::string title =
      graph.title.empty() ? id : fmt::format("{} ({})", printable(graph.title), id);
  std::string out = wrap(title, width, "", "");
  out += wrap(fmt::format("judged as of {}: {}, {}, {}; {} (a holding is a party with an artifact)",
                          flow.as_of.text(), count_of(graph.parties.size(), "party", "parties"),
                          count_of(graph.artifacts.size(), "artifact"),
                          count_of(graph.agreements.size(), "agreement"),
                          count_of(flow.holdings.size(), "holding")),
              width, "", "");
  const Conclusion verdict = conclusion_of(flow, findings, settlement, unknown);
  const std::string_view word = name_of(verdict.outcome);
  const std::string wrapped = wrap(fmt::format("{}: {}", word, verdict.words), width, "", "  ");
  out += '\n' + style(word, ink_of(verdict.outcome)) + wrapped.substr(word.size());
  if (unknown.terms()) {
    out += wrap(
        "Some terms are not known (see the end). Where they are missing, the absence of a "
        "finding says nothing.",
        width, "", "");
  }
  return out;
}

std::string overview(const Model& model, const std::vector<Actor>& actors, std::size_t width,
                     const Style& style) {
  if (actors.empty()) return {};
  std::string out = fmt::format("\n{}\n", style("Who has to act", Ink::kStrong));
  for (std::size_t i = 0; i < actors.size(); ++i) {
    const Actor& actor = actors[i];
    if (i == kActorsListed && actors.size() > kActorsListed + 1) {
      out += fmt::format("  and {} more, below\n", actors.size() - i);
      break;
    }
    const std::string number = fmt::format("{:>3}. ", i + 1);
    out += wrap(fmt::format("{}: {}", name_of(model, actor),
                            counts_in_words(actor.errors, actor.warnings, actor.notes)),
                width, number, std::string(number.size(), ' '));
  }
  return out;
}

std::string section(const Model& model, const Actor& actor, std::size_t number, ItemWriter& writer,
                    std::size_t width, const Style& style) {
  const std::string heading = fmt::format("{}. {}", number, name_of(model, actor, true));
  std::string wrapped = wrap(heading, width, "", "   ");
  wrapped.pop_back();  // the newline, which is not to be coloured
  std::string out = fmt::format("\n{}\n", style(wrapped, Ink::kStrong));
  out += std::string(std::min(columns(heading), width), '-') + '\n';
  writer.begin_section();
  for (const Item& item : actor.items) out += '\n' + writer.write(item);
  return out;
}

std::string ending(const Unknowns& unknown, std::size_t width) {
  const std::vector<std::string> parts = in_words(unknown, kUnknownNamed);
  std::string out = "\n";
  if (parts.empty()) {
    out += wrap("Not known: nothing that this graph leaves open.", width, "", "");
  } else {
    out += wrap(fmt::format("Not known: {}.", separated(parts, "; ")), width, "", "  ");
  }
  const std::string unapplied = unapplied_in_words(unknown, kUnknownNamed);
  if (!unapplied.empty()) {
    out += wrap(fmt::format("Not judged by: {}.", unapplied), width, "", "  ");
  }
  return out +
         wrap(
             "`flowdown explain GRAPH ID` gives the evidence of one finding, `flowdown codes "
             "CODE` what a code means.",
             width, "", "") +
         "This is not legal advice.\n";
}

}  // namespace

bool text_report(const Flow& flow, const Findings& findings, const TextOptions& options,
                 const Settlement& settlement, const Sink& sink) {
  const std::size_t width = std::max(options.width, kLeastWidth);
  const Style style(options.colour);
  const Model& model = *flow.model;
  Tracer tracer(flow);
  const Unknowns unknown = unknowns_of(flow, findings);
  const OpenFindings open(findings, settlement);
  const std::vector<Actor> actors = who_has_to_act(flow, open.findings(), tracer);
  ItemWriter writer(flow, open.findings(), options, tracer, open.settlement());

  Pieces out(sink);
  out.text() = head(flow, open.findings(), unknown, settlement, width, style);
  out.text() += overview(model, actors, width, style);
  for (std::size_t i = 0; i < actors.size(); ++i) {
    out.text() += section(model, actors[i], i + 1, writer, width, style);
    if (!out.go_on()) return false;
  }
  out.text() += settled_lists(flow, findings, settlement, width, style);
  out.text() += ending(unknown, width);
  return out.finish();
}

std::string text_report(const Flow& flow, const Findings& findings, const TextOptions& options,
                        const Settlement& settlement) {
  std::string report;
  text_report(flow, findings, options, settlement, [&report](std::string_view piece) {
    report += piece;
    return true;
  });
  return report;
}

}  // namespace flowdown
