// The evidence of one finding, in the order in which one asks: what to do, how the obligation came,
// which clauses it is, what they prohibit that is not prohibited here, where that stands.
#include <fmt/format.h>

#include <algorithm>

#include "render/html.hpp"
#include "render/page_parts.hpp"
#include "report/escape.hpp"
#include "report/evidence_words.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kLineRoom = 160;  // columns of a line that is quoted
constexpr std::size_t kClausesInFull = 6;

class EvidenceWriter {
 public:
  EvidenceWriter(PageMatter& matter, std::size_t index)
      : matter_(matter),
        model_(matter.model),
        finding_(matter.findings.findings[index]),
        detail_(matter.findings.detail(finding_)),
        entry_(matter.entry(index)),
        anchor_(matter.anchor(index)) {}

  std::string write() {
    std::string out = "<div class=\"evidence\">";
    if (!entry_.help.empty()) {
      out += fmt::format("<p class=\"todo\"><b>What to do</b> {}.</p>", sentence_html(entry_.help));
    }
    out += "<dl>";
    add(out, "Path", path());
    add(out, "Upstream policy", upstream());
    add(out, "Upstream clauses", clauses(detail_.rules));
    add(out, finding_.code == Code::kGapPermits ? "Own allowance" : "Own clauses",
        clauses(detail_.own_rules));
    add(out, "Uses", uses());
    add(out, "For example", html_text(example_in_words(matter_.flow, matter_.findings, finding_)));
    add(out, "Contract", contract());
    add(out, "In your file", quotation());
    if (entry_.downstream > 0) {
      add(out, "Depends on it", count_of(entry_.downstream, "holding") + " downstream");
    }
    add(out, "Standing", standing());
    add(out, "Certainty", certainty());
    add(out, "Finding",
        fmt::format(R"(<code>{}</code>, <a class="permalink" href="#{}">{}</a>)",
                    info(entry_.code).name, anchor_, html_text(entry_.id)));
    return out +
           "</dl><button type=\"button\" class=\"to-diagram\">Show in the diagram</button>"
           "</div>\n";
  }

 private:
  static void add(std::string& out, std::string_view label, const std::string& html) {
    if (html.empty()) return;
    out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", label, html);
  }

  // The steps carry the names by which the script finds them in the diagram.
  std::string path() const {
    std::string out;
    for (const PathStep& step : entry_.path) {
      out += fmt::format(
          R"(<li data-party="{}" data-artifact="{}" data-agreement="{}">{}<small>{} {}</small></li>)",
          html_text(step.party), html_text(step.artifact), html_text(step.agreement),
          html_text(party_title(model_, model_.graph.find_party(step.party))),
          html_text(step.words), place_html(step.place));
    }
    return out.empty() ? out : fmt::format("<ol class=\"path\">{}</ol>", out);
  }

  std::string upstream() const {
    if (!finding_.version) return {};
    const PolicyVersion& version = model_.policies[finding_.version];
    std::string out = html_text(titled_policy(model_, finding_.version));
    if (!version.version.empty()) out += fmt::format(", version {}", html_text(version.version));
    if (!version.issuer.empty()) {
      out += fmt::format(", issued by {}", html_text(issuer_title(model_, finding_.version)));
    }
    if (version.effective) out += fmt::format(", in force from {}", version.effective->text());
    out += ' ' + place_html(place_of(model_.sources, version.pos));
    if (!version.source.empty()) out += fmt::format("<br>{}", source_html(version.source));
    return out;
  }

  std::string clause(const RuleRef& ref) const {
    const Rule& rule = rule_of(model_, ref);
    std::string out =
        fmt::format("<li>{}{}: {} {}", html_text(policy_id(model_, ref.version)),
                    rule.clause.empty() ? "" : fmt::format(" clause {}", html_text(rule.clause)),
                    html_text(rule_in_words(model_.taxonomy, rule)),
                    place_html(place_of(model_.sources, rule.pos)));
    if (!rule.text.empty()) out += fmt::format("<q>{}</q>", html_text(rule.text));
    if (!rule.source.empty()) out += fmt::format("<br>{}", source_html(rule.source));
    return out + "</li>";
  }

  // A whole policy is named above; of a few clauses all is said, of many the names.
  std::string clauses(const std::vector<RuleRef>& rules) const {
    if (rules.empty()) return {};
    if (whole_policies(finding_.code)) return count_of(rules.size(), "rule");
    std::string out;
    if (rules.size() <= kClausesInFull) {
      for (const RuleRef& ref : rules) out += clause(ref);
      return fmt::format("<ul>{}</ul>", out);
    }
    for (const RuleRef& ref : rules) {
      const Rule& rule = rule_of(model_, ref);
      const Place place = place_of(model_.sources, rule.pos);
      out += fmt::format("{}{} <span class=\"place\">line {}</span>", out.empty() ? "" : "; ",
                         rule.clause.empty() ? html_text(rule_in_words(model_.taxonomy, rule))
                                             : "clause " + html_text(rule.clause),
                         place.line);
    }
    return fmt::format("{}: {}", count_of(rules.size(), "clause"), out);
  }

  std::string uses() const {
    const std::vector<std::string> lines =
        uses_in_words(model_.taxonomy, matter_.findings, finding_);
    std::string out;
    for (const std::string& line : lines) out += fmt::format("<li>{}</li>", html_text(line));
    if (!out.empty()) return fmt::format("<ul>{}</ul>", out);
    if (whole_policies(finding_.code)) return {};
    return html_text(join(use_titles(model_.taxonomy, detail_.uses)));
  }

  std::string contract() const {
    return html_text(contract_in_words(
        matter_.flow, finding_, way_of(matter_.flow, matter_.findings, finding_, matter_.tracer)));
  }

  // The line that the finding is about, with the word marked.
  std::string quotation() const {
    if (!entry_.place.known()) return {};
    const MarkedText text = marked_text(model_.sources, finding_.pos, kLineRoom);
    std::string out = place_html(entry_.place);
    if (text.before.empty() && text.marked.empty() && text.after.empty()) return out;
    return out + fmt::format("<pre><code>{}<mark>{}</mark>{}</code></pre>", html_text(text.before),
                             html_text(text.marked), html_text(text.after));
  }

  std::string standing() const {
    std::string out;
    if (entry_.accepted) {
      out = fmt::format("Accepted by {} until {}: {} {}", html_text(entry_.accepted->owner),
                        entry_.accepted->expires.text(), html_text(entry_.accepted->reason),
                        place_html(entry_.accepted->place));
    }
    if (entry_.change == Change::kUnchanged) out += out.empty() ? "Known" : "; known before";
    if (entry_.change == Change::kNew) out += out.empty() ? "New" : "; new";
    for (const std::string& cause : entry_.causes) out += "; " + html_text(cause);
    return out;
  }

  std::string certainty() const {
    const std::string why = why_tentative(matter_.flow, finding_);
    if (!why.empty()) return "Tentative: " + html_text(why);
    if (entry_.confidence == Confidence::kHigh) return {};
    return fmt::format("Rests on facts of {} confidence", key_of(entry_.confidence));
  }

  PageMatter& matter_;
  const Model& model_;
  const Finding& finding_;
  const Detail& detail_;
  const Entry& entry_;
  const std::string anchor_;
};

}  // namespace

std::string evidence_html(PageMatter& matter, std::size_t index) {
  return EvidenceWriter(matter, index).write();
}

}  // namespace flowdown
