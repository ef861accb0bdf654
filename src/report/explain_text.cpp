// An explanation as text: for each holding a table of all policies, then, where a use or a policy
// is asked about, each policy in full: what it asks, the steps by which it comes, and the answers.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "flowdown/explain.hpp"
#include "report/explain_words.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/style.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kLabelColumns = 12;
constexpr std::size_t kPoliciesListed = 8;
constexpr std::size_t kPartiesNamed = 6;
constexpr std::size_t kRulesListed = 6;
constexpr std::size_t kStopsListed = 3;

class ExplanationText {
 public:
  ExplanationText(const Flow& flow, const Findings& findings, const Explanation& explanation,
                  const TextOptions& options)
      : told_{flow, explanation},
        findings_(findings),
        explanation_(explanation),
        model_(*flow.model),
        width_(std::max(options.width, kLeastWidth)),
        style_(options.colour),
        tracer_(flow) {}

  std::string write() {
    std::string out = heading();
    if (explanation_.finding) out += finding_itself();
    if (explanation_.holdings.empty() && explanation_.question.party) {
      out += '\n' + wrap(fmt::format("{} holds no artifact on that date.", who()), width_, "", "");
    }
    for (const HoldingAnswer& holding : explanation_.holdings) out += section(holding);
    return out + ending();
  }

 private:
  bool asks_use() const { return static_cast<bool>(explanation_.question.use); }
  bool in_full() const { return asks_use() || explanation_.question.policy; }
  std::string who() const { return party_name(model_, explanation_.question.party); }

  std::string use_named() const {
    const UseId use = explanation_.question.use;
    const std::string id = printable(model_.taxonomy.uses[use.index()].id);
    const std::string title = use_title(model_.taxonomy, use);
    return title == id ? id : fmt::format("{} ({})", title, id);
  }

  std::string labelled(std::string_view label, std::string_view text,
                       std::string_view indent = "  ") const {
    const std::string first = fmt::format("{}{:<{}}", indent, label, kLabelColumns);
    const std::string rest(indent.size() + (width_ < 60 ? 2 : kLabelColumns), ' ');
    return wrap(text, width_, first, rest);
  }

  std::string heading() const {
    const Question& question = explanation_.question;
    if (explanation_.finding) return {};
    const std::string about = asks_use() ? fmt::format("{} at {}", use_named(), who())
                              : question.policy
                                  ? fmt::format("{} at {}", policy_name(question.policy), who())
                                  : fmt::format("What reaches {}", who());
    const std::string line = wrap(about, width_, "", "");
    return style_(line.substr(0, line.size() - 1), Ink::kStrong) + '\n' +
           wrap(fmt::format("judged as of {}", told_.flow.as_of.text()), width_, "", "");
  }

  std::string policy_name(PolicyId policy) const {
    const VersionId version = model_.policies.policies[policy.index()].versions.back();
    return policy_id(model_, version);
  }

  std::string headline(const Finding& finding) const {
    return fmt::format("{} {} {}{}", style_(name_of(finding.severity), ink_of(finding.severity)),
                       style_(info(finding.code).name, Ink::kStrong),
                       style_(id_of(finding, model_), Ink::kFaint),
                       finding.tentative ? " (tentative)" : "");
  }

  std::string finding_itself() {
    const Finding& finding = findings_.findings[*explanation_.finding];
    const Wording words = wording(told_.flow, findings_, finding, tracer_);
    std::string out = headline(finding) + '\n';
    out += wrap(fmt::format("judged as of {}", told_.flow.as_of.text()), width_, "  ", "  ");
    out += wrap(words.message, width_, "  ", "  ");
    const std::string place = file_line(model_, finding.pos);
    if (!place.empty()) out += labelled("place", place);
    const Standing& standing = explanation_.standing;
    if (standing.accepted) {
      out += labelled("accepted", accepted_in_words(*standing.accepted));
    } else if (standing.accepted_in_part) {
      out += labelled("in part", fmt::format("{} accepted {}", join(standing.accepted_uses),
                                             accepted_in_words(*standing.accepted_in_part)));
    }
    if (!words.help.empty()) out += labelled("what to do", words.help);
    const Detail& detail = findings_.detail(finding);
    if (finding.code == Code::kBreachDuty || finding.code == Code::kBreachLimit) {
      for (const RuleRef& ref : detail.rules) out += labelled("asked by", rule_line(ref));
    }
    if (!explanation_.step.empty()) {
      out += '\n' + style_("On this agreement", Ink::kStrong) + '\n';
      for (const Passing& passing : explanation_.step) out += step(passing, "", "  ");
    }
    if (asks_use() && detail.uses.size() > 1) {
      out += '\n' + wrap(fmt::format("It is about {}. Shown for one of them: {}.",
                                     count_of(detail.uses.size(), "use"), use_named()),
                         width_, "", "");
    } else if (asks_use()) {
      out += '\n' + wrap(fmt::format("The use: {}.", use_named()), width_, "", "");
    }
    return out;
  }

  static std::string accepted_in_words(const Acceptance& accepted) {
    const std::string at = accepted.place.known()
                               ? fmt::format(" ({}:{})", accepted.place.file, accepted.place.line)
                               : std::string();
    return printable(fmt::format("until {} by {}{}: {}", accepted.expires.text(), accepted.owner,
                                 at, accepted.reason));
  }

  std::string rule_line(const RuleRef& ref) const {
    return fmt::format("{}: {} ({})", policy_id(model_, ref.version),
                       rule_in_words(model_.taxonomy, rule_of(model_, ref)), cited(model_, {ref}));
  }

  std::string section(const HoldingAnswer& holding) {
    const std::string artifact = artifact_id(model_, holding.artifact);
    const std::string name = fmt::format("{} at {}", artifact, who());
    std::string out = fmt::format("\n{}\n{}\n", style_(name, Ink::kStrong),
                                  std::string(std::min(columns(name), width_), '-'));
    if (!holding.holding) return out + not_held(holding);
    for (const AgreementId id : holding.not_yet) out += not_yet(id, artifact);
    if (told_.flow.into(holding.holding).empty()) {
      const bool developed = told_.flow.artifact_of(holding.holding).developer ==
                             told_.flow.holdings[holding.holding.index()].party;
      const std::string party = party_title(model_, explanation_.question.party);
      out += wrap(developed ? fmt::format("{} developed it, and no supply leads to it.", party)
                            : fmt::format("Nothing in the graph shows how {} came to hold it, so "
                                          "what is asked of it is not known.",
                                          party),
                  width_, "", "");
    }
    if (!holding.policies.empty()) out += table(holding);
    if (holding.policies.empty()) out += nothing_asked(holding);
    if (in_full()) {
      for (const PolicyAnswer& answer : holding.policies) out += in_full(holding, answer);
    } else {
      for (const PolicyAnswer& answer : holding.policies) out += duties(answer);
    }
    out += not_asking(holding);
    if (!holding.findings.empty()) {
      out += '\n' + std::string("About no single policy:\n") + findings(holding.findings, "  ");
    }
    return out;
  }

  std::string not_yet(AgreementId id, const std::string& artifact) const {
    const Terms& terms = model_.graph.terms_of(id);
    const Agreement& agreement = model_.graph.agreements[id.index()];
    return wrap(fmt::format("{} from {} to {} takes effect only on {}, so it supplies no {} yet{}.",
                            agreement_name(model_, id), party_title(model_, agreement.from),
                            party_title(model_, agreement.to),
                            terms.effective ? terms.effective->text() : "", artifact,
                            at(model_, agreement.pos)),
                width_, "", "  ");
  }

  std::string not_held(const HoldingAnswer& holding) const {
    const std::string artifact = artifact_id(model_, holding.artifact);
    std::string out =
        wrap(fmt::format("On {}, {} does not hold {}, so nothing reaches it for that artifact.",
                         told_.flow.as_of.text(), party_title(model_, explanation_.question.party),
                         artifact),
             width_, "", "");
    for (const AgreementId id : holding.not_yet) out += not_yet(id, artifact);
    std::vector<std::string> holders;
    for (const PartyId party : holding.holders) holders.push_back(party_name(model_, party));
    if (!holders.empty()) {
      out += wrap(
          fmt::format("Those who hold it and could supply it: {}.", join(holders, kPartiesNamed)),
          width_, "", "");
    }
    return out;
  }

  std::string nothing_asked(const HoldingAnswer& holding) const {
    if (!asks_use()) {
      return wrap("No policy upstream asks anything here.", width_, "", "");
    }
    std::string out = wrap(fmt::format("No policy upstream prohibits {}.",
                                       use_title(model_.taxonomy, explanation_.question.use)),
                           width_, "", "");
    return out + labelled("own policy", covered_in_words(told_, holding, nullptr, holding.own), "");
  }

  std::string not_asking(const HoldingAnswer& holding) const {
    if (holding.not_asking.empty()) return {};
    std::vector<std::string> ids;
    for (const PolicyId policy : holding.not_asking) ids.push_back(policy_name(policy));
    const bool one = ids.size() == 1;
    const std::string what =
        asks_use()
            ? fmt::format("{} {} not prohibit it", join(ids, kPoliciesListed), one ? "does" : "do")
            : fmt::format("{} {} nothing", join(ids, kPoliciesListed), one ? "asks" : "ask");
    std::string out = '\n' + wrap(fmt::format("Also upstream: {}.", what), width_, "", "");
    if (holding.kinds.empty()) return out;
    return out + wrap(fmt::format("But kinds of it are prohibited there: {}. Ask with `--use {}`.",
                                  join(use_titles(model_.taxonomy, holding.kinds), kPoliciesListed),
                                  use_ids(model_.taxonomy, {holding.kinds.front()}).front()),
                      width_, "", "");
  }

  std::string binds_in_brief(const PolicyAnswer& answer) const {
    if (answer.reaches == Answer::kNo) return "-";
    return may_bind(answer) ? "not known" : std::string(key_of(answer.binds));
  }

  // One row a policy, its findings below it where they are not told in full; or, where the rows do
  // not fit, a sentence each.
  std::string table(const HoldingAnswer& holding) const {
    using Row = std::array<std::string, 4>;
    std::vector<Row> rows{{"policy", "reaches", "binds", asks_use() ? "own policy" : "covered"}};
    std::array<std::size_t, 4> widths{};
    for (const PolicyAnswer& answer : holding.policies) {
      std::string own = covered_in_brief(told_, answer.covered);
      const bool no_uses = !asks_use() && answer.reaches == Answer::kNo;
      if (no_uses || explanation_.question.duties_only) own = "-";
      if (answer.issued) own = "its own";
      if (answer.wholly_released) own = "released";
      rows.push_back({policy_name(answer.policy), std::string(key_of(answer.reaches)),
                      binds_in_brief(answer), own});
    }
    for (const Row& row : rows) {
      for (std::size_t c = 0; c < row.size(); ++c) {
        widths[c] = std::max(widths[c], columns(row[c]));
      }
    }
    const bool wide =
        std::accumulate(widths.begin(), widths.end(), (widths.size() - 1) * 2) <= width_;
    std::string out;
    for (std::size_t r = wide ? 0 : 1; r < rows.size(); ++r) {
      if (!wide) {
        const auto& [policy, reaches, binds, own] = rows[r];
        out += wrap(
            fmt::format("{}: reaches {}, binds {}, {} {}", policy, reaches, binds, rows[0][3], own),
            width_, "", "  ");
        if (!in_full()) out += findings(holding.policies[r - 1].findings, "  ");
        continue;
      }
      std::string line;
      for (std::size_t c = 0; c < rows[r].size(); ++c) {
        line += rows[r][c];
        if (c + 1 < rows[r].size()) {
          line += std::string(widths[c] - columns(rows[r][c]) + 2, ' ');
        }
      }
      out += r == 0 ? style_(line, Ink::kFaint) + '\n' : line + '\n';
      if (r > 0 && !in_full()) out += findings(holding.policies[r - 1].findings, "  ");
    }
    return out;
  }

  std::string findings(const std::vector<std::size_t>& indices, std::string_view indent) const {
    std::string out;
    for (const std::size_t i : indices) {
      const Finding& finding = findings_.findings[i];
      const bool this_one = explanation_.finding && *explanation_.finding == i;
      const std::string mark = this_one ? " (this one)" : "";
      std::string where;
      if (finding.agreement) {
        where = ", " + agreement_id(model_, finding.agreement);
        constexpr std::size_t kHeadline = 50;  // columns, at most, without colour
        if (indent.size() + kHeadline + where.size() + mark.size() > width_) {
          where = fmt::format(",\n{}  {}", indent, where.substr(2));
        }
      }
      out += fmt::format("{}{}{}{}\n", indent, headline(finding), where, mark);
    }
    return out;
  }

  // Duties and limits that reach the party, a line each.
  std::string duties(const PolicyAnswer& answer) const {
    if (answer.reaches == Answer::kNo) return {};
    std::vector<std::string> asked;
    for (const RuleRef& ref : answer.rules) {
      const Rule& rule = rule_of(model_, ref);
      if (rule.kind != RuleKind::kRequire && rule.kind != RuleKind::kLimit) continue;
      asked.push_back(
          fmt::format("{} ({})", rule_in_words(model_.taxonomy, rule), cited(model_, {ref})));
    }
    if (asked.empty()) return {};
    std::string out =
        "\n" + wrap(fmt::format("{} also asks:", policy_name(answer.policy)), width_, "", "");
    for (const std::string& line : asked) out += wrap(line, width_, "  ", "    ");
    return out;
  }

  // What a rule says of the use beyond the ban: where, and when lifted.
  std::string qualified(const RuleRef& ref) const {
    const Rule& rule = rule_of(model_, ref);
    const PolicyVersion& version = model_.policies[ref.version];
    std::string text = cited(model_, {ref});
    const auto add = [&text](std::string_view words) { text += fmt::format(", {}", words); };
    const std::string when = in_words(model_.taxonomy, rule.when);
    const std::string where = in_words(model_.taxonomy, version.where);
    const std::string unless = unless_in_words(model_.taxonomy, rule.unless);
    if (!when.empty()) add("only " + when);
    if (!where.empty()) add("only " + where);
    if (!unless.empty()) add("unless there is " + unless);
    return text;
  }

  std::string asked_by(const PolicyAnswer& answer) const {
    if (asks_use()) {
      std::string rules;
      for (const RuleRef& ref : answer.rules) {
        rules += (rules.empty() ? "" : "; ") + qualified(ref);
      }
      return labelled(
          "prohibits",
          fmt::format("{}: {}", use_title(model_.taxonomy, explanation_.question.use), rules));
    }
    std::string out;
    for (std::size_t i = 0; i < answer.rules.size(); ++i) {
      if (i == kRulesListed && answer.rules.size() > kRulesListed + 1) {
        out += labelled("", fmt::format("and {} more", answer.rules.size() - i));
        break;
      }
      const Rule& rule = rule_of(model_, answer.rules[i]);
      out += labelled(
          i == 0 ? "asks" : "",
          fmt::format("{} ({})", rule_in_words(model_.taxonomy, rule), qualified(answer.rules[i])));
    }
    return out;
  }

  std::string step(const Passing& passing, std::string_view number, std::string_view indent) const {
    const std::string first = fmt::format("{}{}", indent, number);
    const std::string rest(columns(first), ' ');
    std::string out = wrap(supply_in_words(told_, passing), width_, first, rest);
    return out + wrap(fate_in_words(told_, passing), width_, rest + "→ ", rest + "  ");
  }

  std::string steps(const std::vector<Passing>& way) const {
    const std::string indent(width_ < 60 ? 2 : 4, ' ');
    std::string out;
    std::size_t number = 1;
    const auto numbered = [&] { return fmt::format("{}. ", number++); };
    if (starts_with_own(told_, way)) {
      const std::string first = indent + numbered();
      out +=
          wrap(start_in_words(told_, way.front()), width_, first, std::string(columns(first), ' '));
    }
    for (const Passing& passing : way) {
      const bool told = passing.supply || passing.agreement || passing.from;
      if (told) out += step(passing, numbered(), indent);
    }
    return out;
  }

  std::string in_full(const HoldingAnswer& holding, const PolicyAnswer& answer) const {
    std::string title = titled_policy(model_, answer.version);
    const std::string& issuer = model_.policies[answer.version].issuer;
    if (!issuer.empty()) title += fmt::format(", from {}", issuer_title(model_, answer.version));
    std::string out = wrap(title, width_, "", "  ");
    out = '\n' + style_(out.substr(0, out.size() - 1), Ink::kStrong) + '\n';
    out += asked_by(answer);
    out += labelled("reaches", reaches_in_words(told_, answer));
    out += steps(answer.way);
    for (std::size_t i = 0; i < answer.stops.size() && i < kStopsListed; ++i) {
      const Passing& passing = answer.stops[i];
      out += labelled(i == 0 ? "also" : "", fmt::format("{}: {}", supply_in_words(told_, passing),
                                                        losses_in_words(told_, passing)));
    }
    for (std::size_t i = 0; i < answer.releases.size(); ++i) {
      out += labelled(i == 0 ? "released" : "", released_in_words(told_, answer.releases[i]));
    }
    if (answer.reaches != Answer::kNo) out += labelled("binds", binds_in_words(told_, answer));
    const bool uses = asks_use() || answer.reaches != Answer::kNo;
    if (uses && !explanation_.question.duties_only) {
      out += labelled("covered", covered_in_words(told_, holding, &answer, answer.covered));
    }
    if (answer.findings.empty()) return out + labelled("judged", "no finding");
    const std::string listed = findings(answer.findings, std::string(kLabelColumns + 2, ' '));
    return out + fmt::format("  {:<{}}", "judged", kLabelColumns) +
           listed.substr(kLabelColumns + 2);
  }

  std::string ending() const {
    const bool any =
        std::any_of(explanation_.holdings.begin(), explanation_.holdings.end(),
                    [](const HoldingAnswer& holding) { return !holding.policies.empty(); });
    if (in_full() || !any) return {};
    return '\n' + wrap("`--use ID` or `--policy ID` gives the steps, with clauses and lines.",
                       width_, "", "");
  }

  const Telling told_;
  const Findings& findings_;
  const Explanation& explanation_;
  const Model& model_;
  std::size_t width_;
  Style style_;
  Tracer tracer_;
};

}  // namespace

std::string explanation_text(const Flow& flow, const Findings& findings,
                             const Explanation& explanation, const TextOptions& options) {
  return ExplanationText(flow, findings, explanation, options).write();
}

}  // namespace flowdown
