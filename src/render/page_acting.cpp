// The leading section: for everybody who has to act, what is wrong, what it comes from and what to
// do, each thing once. The evidence stands at the findings, which every item leads to.
#include <fmt/format.h>

#include <algorithm>

#include "render/html.hpp"
#include "render/page_parts.hpp"
#include "report/escape.hpp"
#include "report/evidence_words.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/wording.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

// The script shows no more than these at first.
constexpr std::size_t kActorsShown = 12;
constexpr std::size_t kItemsShown = 5;
constexpr std::size_t kLinksShown = 8;

// The name, and below it what the files call it.
std::string heading(const Model& model, const Actor& actor) {
  const auto both = [](const std::string& name, const std::string& id, std::string_view kind) {
    return fmt::format("<h3>{}</h3><p class=\"called\">{}, <code>{}</code></p>", html_text(name),
                       kind, html_text(id));
  };
  if (actor.party) {
    const Party& party = model.graph.parties[actor.party.index()];
    const std::string id = party_id(model, actor.party);
    const std::string title(model.graph.name(party.title));
    return both(title.empty() ? id : title, id, kind_in_words(party.kind));
  }
  if (actor.agreement) {
    const Agreement& agreement = model.graph.agreements[actor.agreement.index()];
    return both(party_title(model, agreement.from) + " → " + party_title(model, agreement.to),
                agreement_id(model, actor.agreement), "agreement");
  }
  return fmt::format("<h3>{}</h3>", html_text(name_of(model, actor)));
}

std::string tally(const Actor& actor) {
  std::string out;
  const auto add = [&](Severity severity, std::size_t count) {
    if (count == 0) return;
    out += fmt::format(R"(<li class="{0}">{1}</li>)", name_of(severity),
                       count_of(count, name_of(severity)));
  };
  add(Severity::kError, actor.errors);
  add(Severity::kWarning, actor.warnings);
  add(Severity::kNote, actor.notes);
  if (actor.downstream > 0) {
    out += fmt::format("<li>{} downstream</li>", count_of(actor.downstream, "holding"));
  }
  return fmt::format(R"(<ul class="tally">{}</ul>)", out);
}

// Links to the findings that the item shows as one, by artifact and policy.
std::string references(const PageMatter& matter, const Item& item) {
  const Finding& first = item.first();
  std::vector<ListItem> links;
  for (const Finding* finding : item.findings) {
    const std::size_t index = matter.index_of(*finding);
    std::string words;
    if (finding->policy != first.policy && finding->version) {
      words = policy_id(matter.model, finding->version);
    }
    if (finding->artifact && item.findings.size() > 1) {
      words += (words.empty() ? "" : " for ") + artifact_id(matter.model, finding->artifact);
    }
    if (words.empty()) words = printable(matter.entries->id(index));
    links.push_back({"", "", matter.link(index, html_text(words))});
  }
  return fmt::format("<div class=\"refs\"><b>Evidence</b>{}</div>",
                     limited_list("ul", "links", links, kLinksShown));
}

std::string line(std::string_view label, const std::string& html) {
  return fmt::format("<p class=\"said\"><b>{}</b> {}</p>", label, html);
}

ListItem item_html(PageMatter& matter, const Item& item) {
  const Finding& first = item.first();
  const Wording words =
      wording_of(matter.flow, matter.open.findings(), item.findings, matter.tracer);
  const auto way = way_of(matter.flow, matter.open.findings(), first, matter.tracer);
  const std::string contract = contract_in_words(matter.flow, first, way);
  std::string out = fmt::format(
      "\n<p class=\"head\">{} <b>{}</b>{}{}</p>\n<p>{}.</p>\n", severity_html(first.severity),
      html_text(info(first.code).title),
      role_of(first.code) == Role::kCause ? " <span class=\"tag cause\">root cause</span>" : "",
      first.tentative ? " <span class=\"tag\">tentative</span>" : "",
      statement_html(words.message));
  if (!contract.empty()) out += line("Contract", html_text(contract));
  if (item.downstream > 0) {
    out += line("Depends on it", count_of(item.downstream, "holding") + " downstream");
  }
  if (!words.help.empty()) out += line("What to do", sentence_html(words.help) + '.');
  return {"item", "", out + references(matter, item)};
}

}  // namespace

std::string acting_section(PageMatter& matter) {
  std::string out = section_start("acting", "Who has to act");
  if (matter.actors.empty()) return out + "<p>Nobody: nothing is open.</p>\n</section>\n";
  out += fmt::format(
      "<p class=\"lead\">{}, the most severe first, and among equals those on whom most "
      "depends.</p>\n",
      count_of(matter.actors.size(), "party or agreement", "parties and agreements"));
  std::vector<ListItem> cards;
  const std::size_t shown = std::min(matter.actors.size(), matter.options.most_parties);
  for (std::size_t i = 0; i < shown; ++i) {
    const Actor& actor = matter.actors[i];
    std::vector<ListItem> items;
    for (const Item& item : actor.items) items.push_back(item_html(matter, item));
    cards.push_back(
        {"actor", "",
         fmt::format("\n<div class=\"who\">{}{}</div>\n{}", heading(matter.model, actor),
                     tally(actor), limited_list("ol", "items", items, kItemsShown))});
  }
  out += limited_list("ol", "actors", cards, kActorsShown);
  if (shown < matter.actors.size()) {
    out += fmt::format(
        "<p>Left out: {}; <code>flowdown check</code> has all.</p>\n",
        count_of(matter.actors.size() - shown, "party or agreement", "parties and agreements"));
  }
  return out + "</section>\n";
}

}  // namespace flowdown
