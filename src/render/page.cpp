// One page from one template. The script and the style stand in the page and are named by their
// digests in its Content-Security-Policy, which admits nothing else: no other script, no style in
// an attribute, no request to anywhere. The digests are taken when flowdown is built.
#include "flowdown/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>
#include <utility>

#include "render/html.hpp"
#include "render/page_parts.hpp"
#include "report/escape.hpp"
#include "report/format_parts.hpp"
#include "report/layout.hpp"

namespace flowdown {
namespace embedded {
std::string_view page_template();
std::string_view page_style();
std::string_view page_style_sha256();
std::string_view diagram_script();
std::string_view diagram_script_sha256();
std::string_view page_head_script();
std::string_view page_head_script_sha256();
std::string_view page_script();
std::string_view page_script_sha256();
}  // namespace embedded

namespace {

// What counts comes first, the most severe first; among equals as the findings are sorted.
std::vector<std::size_t> in_order(const EntrySource& entries, std::size_t findings) {
  std::vector<std::size_t> order(findings);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto key = [&](std::size_t i) {
      const EntryOutline entry = entries.outline(i);
      return std::make_tuple(!entry.counts(), -static_cast<int>(entry.severity));
    };
    return key(a) < key(b);
  });
  return order;
}

std::string security() {
  return fmt::format(
      "default-src 'none'; script-src {} {} {}; style-src {}; base-uri 'none'; form-action 'none'",
      hash_source(embedded::page_head_script_sha256()),
      hash_source(embedded::diagram_script_sha256()), hash_source(embedded::page_script_sha256()),
      hash_source(embedded::page_style_sha256()));
}

std::string size_in_words(const Flow& flow) {
  const Graph& graph = flow.model->graph;
  return fmt::format("{}, {}, {}, {}", count_of(graph.parties.size(), "party", "parties"),
                     count_of(graph.artifacts.size(), "artifact"),
                     count_of(graph.agreements.size(), "agreement"),
                     count_of(flow.holdings.size(), "holding"));
}

std::string_view class_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kFails:
      return "error";
    case Outcome::kPassesWithWarnings:
    case Outcome::kNothing:
      return "warning";
    case Outcome::kPasses:
      break;
  }
  return "passed";
}

}  // namespace

PageMatter::PageMatter(const Flow& of_flow, const Findings& of_findings, const Settlement& settled,
                       const PageOptions& page_options)
    : flow(of_flow),
      findings(of_findings),
      settlement(settled),
      options(page_options),
      model(*of_flow.model),
      head(bulletin_head(of_flow, of_findings, settled)),
      entries(entries_of(of_flow, of_findings, settled)),
      open(of_findings, settled),
      unknown(unknowns_of(of_flow, of_findings)),
      verdict(conclusion_of(of_flow, open.findings(), settled, unknown)),
      tracer(of_flow),
      prints_(*entries) {
  for (std::size_t i = 0; i < findings.findings.size(); ++i) {
    if (settlement.of(i).counts()) open_indices_.push_back(i);
  }
  order = in_order(*entries, findings.findings.size());
  order.resize(std::min(order.size(), options.most_findings));
  on_page_.resize(findings.findings.size());
  for (const std::size_t index : order) on_page_[index] = true;
  actors = who_has_to_act(flow, open.findings(), tracer);
  if (findings.grouping == nullptr) return;
  for (const Group& group : findings.grouping->groups) {
    UseSet& uses = groups.emplace_back(model.taxonomy.no_uses());
    for (const UseId use : group.uses) uses |= model.taxonomy.below(use);
  }
}

std::size_t PageMatter::index_of(const Finding& open_finding) const {
  return open_indices_[static_cast<std::size_t>(&open_finding - open.findings().findings.data())];
}

const Entry& PageMatter::entry(std::size_t index) const {
  const auto [at, added] = made_.try_emplace(index);
  if (added) at->second = entries->entry(index);
  return at->second;
}

std::string PageMatter::anchor(std::size_t index) const {
  return "finding-" + prints_.of(index, entries->id(index));
}

std::string PageMatter::link(std::size_t index, const std::string& html) const {
  return on_page_[index] ? fmt::format("<a href=\"#{}\">{}</a>", anchor(index), html) : html;
}

std::string html_page(const Flow& flow, const Findings& findings, const PageOptions& options,
                      const Settlement& settlement) {
  PageMatter matter(flow, findings, settlement, options);
  const Graph& graph = flow.model->graph;
  const std::array<std::pair<std::string_view, std::string>, 7> sections = {{
      {R"(<a href="#acting">Who has to act</a>)", acting_section(matter)},
      {R"(<a href="#diagram">Diagram</a>)", diagram_section(matter)},
      {R"(<a href="#findings">Findings</a>)", findings_section(matter)},
      {R"(<a href="#matrix">Who prohibits what</a>)", matrix_section(matter)},
      {R"(<a href="#settled">Accepted and known</a>)", settled_section(matter)},
      {R"(<a href="#unknown">Not known</a>)", unknown_section(matter)},
      {R"(<a href="#inputs">Inputs</a>)", inputs_section(matter, options)},
  }};
  std::string contents, body;
  for (const auto& [link, section] : sections) {
    if (section.empty()) continue;
    contents += fmt::format("<li>{}</li>\n", link);
    body += section;
  }
  const std::string_view outcome = name_of(matter.verdict.outcome);
  const std::string_view caution =
      "<p class=\"caution\">Some terms are <a href=\"#unknown\">not known</a>. Where they are "
      "missing, the absence of a finding says nothing.</p>\n";
  return filled(embedded::page_template(),
                {{"security", security()},
                 {"version", html_text(options.version)},
                 {"title", html_text(graph.title.empty() ? graph.id : graph.title)},
                 {"graph", html_text(graph.id)},
                 {"date", flow.as_of.text()},
                 {"size", size_in_words(flow)},
                 {"outcome", std::string(class_of(matter.verdict.outcome))},
                 {"verdict", sentence_html(outcome)},
                 {"counts", html_text(matter.verdict.words)},
                 {"caution", matter.unknown.terms() ? std::string(caution) : std::string()},
                 {"contents", contents},
                 {"sections", body},
                 {"style", std::string(embedded::page_style())},
                 {"head_script", std::string(embedded::page_head_script())},
                 {"diagram_script", std::string(embedded::diagram_script())},
                 {"script", std::string(embedded::page_script())}});
}

}  // namespace flowdown
