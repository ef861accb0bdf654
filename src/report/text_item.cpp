// The layout of one finding: a first line with severity, code and id; the message; the line of the
// reader's own file that it is about; then labelled lines of evidence, and what to do. Notes have
// the message alone. Whatever the message has said already is not said again.
#include "report/text_item.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/evidence_words.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/wording.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kRulesQuoted = 3;
constexpr std::size_t kWaysShown = 3;
constexpr std::string_view kIndent = "  ";
constexpr std::size_t kLabel = 12;  // columns for a label

// "llama-2-aup clause 2.e, policies/meta.yaml:41"; for many rules, "llama-2-aup,
// policies/meta.yaml: clause 1.a (line 27), clause 1.b (line 33) and 15 more rules". All of one
// version.
std::string one_for_policy(const Model& model, const std::vector<RuleRef>& rules, bool whole) {
  const std::string id = policy_id(model, rules.front().version);
  if (whole) {
    const PolicyVersion& version = model.policies[rules.front().version];
    const std::string at = file_line(model, version.pos);
    return fmt::format("{}{}{}, {}", id, at.empty() ? "" : ", ", at,
                       count_of(rules.size(), "rule"));
  }
  const auto clause = [&](const RuleRef& ref) { return printable(rule_of(model, ref).clause); };
  const auto pos = [&](const RuleRef& ref) { return rule_of(model, ref).pos; };
  if (rules.size() == 1) {
    const std::string name = clause(rules.front());
    return fmt::format("{}{}{}, {}", id, name.empty() ? "" : " clause ", name,
                       file_line(model, pos(rules.front())));
  }
  // Rules of one kind share a heading: "clauses 1.a (line 27), 1.b (line 33)", "lines 23, 26".
  const auto nameless = [&](const RuleRef& ref) { return clause(ref).empty(); };
  const bool none = std::all_of(rules.begin(), rules.end(), nameless);
  const bool some = std::any_of(rules.begin(), rules.end(), nameless);
  std::vector<std::string> parts;
  for (const RuleRef& ref : rules) {
    const std::uint32_t line = pos(ref).line;
    parts.push_back(none            ? fmt::format("{}", line)
                    : nameless(ref) ? fmt::format("line {}", line)
                    : some          ? fmt::format("clause {} (line {})", clause(ref), line)
                                    : fmt::format("{} (line {})", clause(ref), line));
  }
  const SourcePos at = pos(rules.front());
  const std::string file = at ? printable(model.sources.name(at.file)) : std::string("no file");
  return fmt::format("{}, {}, {}{}", id, file,
                     none   ? "lines "
                     : some ? ""
                            : "clauses ",
                     join(parts, kRulesQuoted));
}

}  // namespace

std::string marked_line(const Sources& sources, const SourcePos& pos, std::size_t width,
                        std::string_view indent, const Style& style) {
  if (sources.line(pos).empty()) return {};
  const std::string number = fmt::format("{}", pos.line);
  const std::string gutter(number.size(), ' ');
  const std::size_t room =
      std::max<std::size_t>(20, width - std::min(width, indent.size() + number.size() + 3));

  const MarkedText text = marked_text(sources, pos, room);
  const std::size_t carets = std::max<std::size_t>(1, columns(text.marked));
  return fmt::format("{0}{1} | {2}{3}{4}\n{0}{5} | {6}{7}\n", indent, number, text.before,
                     text.marked, text.after, gutter, std::string(columns(text.before), ' '),
                     style(std::string(carets, '^'), Ink::kStrong));
}

std::string excerpt(const Sources& sources, const SourcePos& pos, std::size_t width,
                    std::string_view indent, const Style& style) {
  const std::string marked = marked_line(sources, pos, width, indent, style);
  if (marked.empty()) return {};
  return fmt::format("{}{}\n{}", indent, printable(sources.describe(pos)), marked);
}

ItemWriter::ItemWriter(const Flow& flow, const Findings& findings, const TextOptions& options,
                       Tracer& tracer, const Settlement& settlement)
    : flow_(flow),
      findings_(findings),
      tracer_(tracer),
      settlement_(settlement),
      width_(std::max<std::size_t>(options.width, 40)),
      style_(options.colour) {}

std::string ItemWriter::headline(const Item& item) const {
  const Finding& finding = item.first();
  const std::string_view severity = name_of(finding.severity);
  const std::string_view code = info(finding.code).name;
  const std::string id = id_of(finding, *flow_.model);
  const std::size_t size = severity.size() + code.size() + id.size() + 4;
  return fmt::format("{}: {}{}{}\n", style_(severity, ink_of(finding.severity)),
                     style_(code, Ink::kStrong), size > width_ ? "\n  " : "  ",
                     style_(id, Ink::kFaint));
}

std::string ItemWriter::labelled(std::string_view label, std::string_view text) const {
  const std::string first = fmt::format("{}{:<{}}", kIndent, label, kLabel);
  const std::string rest(kIndent.size() + (width_ < 60 ? kIndent.size() : kLabel), ' ');
  return wrap(text, width_, first, rest);
}

// The place in the reader's graph, once in a section.
std::string ItemWriter::quote(const Finding& finding) {
  if (!finding.pos || !quoted_.insert(finding.pos).second) return {};
  return excerpt(flow_.model->sources, finding.pos, width_, "    ", style_);
}

std::string ItemWriter::ways(const Item& item) {
  std::vector<std::string> shown;
  for (const Finding* finding : item.findings) {
    const auto way = way_of(flow_, findings_, *finding, tracer_);
    if (way.size() < 2) continue;
    std::string words = in_words(*flow_.model, way);
    if (std::find(shown.begin(), shown.end(), words) != shown.end()) continue;
    if (shown.size() == kWaysShown) {
      shown.push_back("and by further ways for the other artifacts");
      break;
    }
    shown.push_back(std::move(words));
  }
  if (!shown.empty() && shown == last_ways_) return labelled("path", "as above");
  if (!shown.empty()) last_ways_ = shown;
  std::string out;
  for (const std::string& words : shown) out += labelled(out.empty() ? "path" : "", words);
  return out;
}

// The upstream rules: one or two in full, many by policy and file, with the first clauses.
std::string ItemWriter::upstream(const Item& item) const {
  const Model& model = *flow_.model;
  std::vector<RuleRef> rules;
  for (const Finding* finding : item.findings) {
    const Detail& detail = findings_.detail(*finding);
    rules.insert(rules.end(), detail.rules.begin(), detail.rules.end());
  }
  std::sort(rules.begin(), rules.end());
  rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
  if (item.first().code == Code::kBlindUnenforced) {
    std::vector<std::string> ids;
    for (const RuleRef& ref : rules) {
      std::string id = policy_id(model, ref.version);
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
    }
    return ids.empty() ? std::string() : labelled("upstream", join(ids));
  }
  std::string out;
  for (auto first = rules.begin(); first != rules.end();) {
    const auto end = std::find_if(
        first, rules.end(), [&](const RuleRef& ref) { return ref.version != first->version; });
    const std::string words =
        one_for_policy(model, {first, end}, whole_policies(item.first().code));
    out += labelled(out.empty() ? "upstream" : "", words);
    first = end;
  }
  return out;
}

std::string ItemWriter::uses(const Item& item) const {
  std::string out;
  for (const std::string& words : uses_in_words(flow_.model->taxonomy, findings_, item.first())) {
    out += labelled(out.empty() ? "uses" : "", words);
  }
  return out;
}

std::string ItemWriter::example(const Item& item) const {
  const std::string words = example_in_words(flow_, findings_, item.first());
  return words.empty() ? words : labelled("for example", words);
}

std::string ItemWriter::standing(const Item& item) const {
  const Finding& finding = item.first();
  const std::string words =
      contract_in_words(flow_, finding, way_of(flow_, findings_, finding, tracer_));
  return words.empty() ? words : labelled("contract", words);
}

// What of the item a baseline has, and what of it an exception accepts.
std::string ItemWriter::settled(const Item& item) const {
  std::string out;
  for (const Finding* finding : item.findings) {
    const auto index = static_cast<std::size_t>(finding - findings_.findings.data());
    const Standing& standing = settlement_.of(index);
    const std::string whose = item.findings.size() > 1 && finding->artifact
                                  ? artifact_id(*flow_.model, finding->artifact) + ": "
                                  : std::string();
    if (!standing.causes.empty()) {
      out += labelled("baseline", printable(whose + "known before; since then " +
                                            separated(standing.causes, "; ")));
    }
    if (standing.accepted_in_part) {
      const Acceptance& accepted = *standing.accepted_in_part;
      out += labelled("accepted",
                      printable(fmt::format("{}of the uses {}, until {} by {}; the rest is not",
                                            whose, join(standing.accepted_uses),
                                            accepted.expires.text(), accepted.owner)));
    }
  }
  return out;
}

// The ids of the findings after the first.
std::string ItemWriter::others(const Item& item) const {
  const Model& model = *flow_.model;
  const Finding& first = item.first();
  std::string out;
  for (std::size_t i = 1; i < item.findings.size(); ++i) {
    const Finding& other = *item.findings[i];
    std::vector<std::string> what;
    if (other.policy != first.policy && other.version) {
      what.push_back(policy_id(model, other.version));
    }
    if (other.artifact) what.push_back(artifact_id(model, other.artifact));
    const std::string words =
        what.size() == 2 ? fmt::format("{} for {}", what[0], what[1]) : join(what);
    out += labelled(out.empty() ? "also" : "", fmt::format("{}  {}", words, id_of(other, model)));
  }
  return out;
}

// What is not known, one a line, with its place and id.
std::string ItemWriter::unknowns(const Item& item) const {
  const Model& model = *flow_.model;
  std::string out;
  for (const Finding* finding : item.findings) {
    std::vector<std::string> what;
    if (finding->agreement) what.push_back(agreement_id(model, finding->agreement));
    if (finding->artifact) what.push_back(artifact_id(model, finding->artifact));
    if (finding->party) what.push_back(party_id(model, finding->party));
    out += wrap(fmt::format("{}, {}, {}", join(what), file_line(model, finding->pos),
                            id_of(*finding, model)),
                width_, "    ", "      ");
  }
  return out;
}

// The message; where the finding before was tentative for the same reason, the reason is left out.
std::string ItemWriter::without_repetition(const std::string& message) {
  const std::size_t at = message.find(kTentative);
  if (at == message.npos) return message;
  std::string reason = message.substr(at);
  if (reason == last_doubt_) return message.substr(0, at) + "; this is tentative likewise";
  last_doubt_ = std::move(reason);
  return message;
}

std::string ItemWriter::write(const Item& item) {
  const Finding& finding = item.first();
  const Wording words = wording_of(flow_, findings_, item.findings, tracer_);
  std::string out = headline(item);
  out += wrap(without_repetition(words.message), width_, kIndent, kIndent);
  if (finding.code == Code::kBlindUnknownTerms && item.findings.size() > 1) {
    return out + unknowns(item) + labelled("what to do", words.help);
  }
  out += others(item);
  out += settled(item);
  if (finding.severity == Severity::kNote) return out;

  out += quote(finding);
  out += ways(item);
  out += upstream(item);
  out += uses(item);
  out += example(item);
  out += standing(item);
  if (item.downstream > 0) {
    out += labelled("downstream",
                    fmt::format("{} on it", item.downstream == 1 ? "1 holding depends"
                                                                 : fmt::format("{} holdings depend",
                                                                               item.downstream)));
  }
  if (!words.help.empty()) out += labelled("what to do", words.help);
  return out;
}

}  // namespace flowdown
