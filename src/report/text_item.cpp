// The layout of one finding: a first line with severity, code and id; the message; the line of the
// reader's own file that it is about; then labelled lines of evidence, and what to do. Notes have
// the message alone. Whatever the message has said already is not said again.
#include "report/text_item.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/use_list.hpp"
#include "report/wording.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kNamesInGroup = 4;
constexpr std::size_t kNamesOutside = 8;
constexpr std::size_t kUsesInMessage = 3;
constexpr std::size_t kRulesQuoted = 3;
constexpr std::size_t kWaysShown = 3;
constexpr std::string_view kIndent = "  ";
constexpr std::size_t kLabel = 12;  // columns for a label

bool is_gap(Code code) {
  return code == Code::kGapPermits || code == Code::kGapSilent || code == Code::kGapNarrower ||
         code == Code::kGapCatchAll;
}

bool is_breach(Code code) {
  return code == Code::kBreachUse || code == Code::kBreachAct || code == Code::kBreachLimit ||
         code == Code::kBreachDuty;
}

// How many bytes the word at `at` spans: up to a space or YAML punctuation.
std::size_t word_length(std::string_view line, std::size_t at) {
  const std::size_t end = line.find_first_of(" ,:]}[{#", at);
  return std::max<std::size_t>(1, std::min(end, line.size()) - at);
}

}  // namespace

std::string excerpt(const Sources& sources, const SourcePos& pos, std::size_t width,
                    std::string_view indent, const Style& style) {
  const std::string_view line = sources.line(pos);
  if (line.empty()) return {};
  const std::size_t at = std::min<std::size_t>(pos.column > 0 ? pos.column - 1 : 0, line.size());
  const std::string_view marked = line.substr(at, at < line.size() ? word_length(line, at) : 0);
  const std::string number = fmt::format("{}", pos.line);
  const std::string gutter(number.size(), ' ');
  const std::size_t room =
      std::max<std::size_t>(20, width - std::min(width, indent.size() + number.size() + 3));

  std::string shown = printable(line);
  std::size_t before = columns(printable(line.substr(0, at)));
  const std::size_t length = std::max<std::size_t>(1, columns(printable(marked)));
  if (before + length > room) {  // cut what lies far to the left
    const std::size_t cut = before - std::min(before, room / 4);
    shown = "…" + shown.substr(first_columns(shown, cut).size());
    before = before - cut + 1;
  }
  if (columns(shown) > room) shown = std::string(first_columns(shown, room - 1)) + "…";
  const std::size_t carets = std::min(length, room - std::min(room - 1, before));
  return fmt::format("{0}{1}\n{0}{2} | {3}\n{0}{4} | {5}{6}\n", indent,
                     printable(sources.describe(pos)), number, shown, gutter,
                     std::string(before, ' '), style(std::string(carets, '^'), Ink::kStrong));
}

ItemWriter::ItemWriter(const Flow& flow, const Findings& findings, const TextOptions& options,
                       Tracer& tracer)
    : flow_(flow),
      findings_(findings),
      tracer_(tracer),
      width_(std::max<std::size_t>(options.width, 40)),
      style_(options.colour) {}

std::string ItemWriter::headline(const Item& item) const {
  const Finding& finding = item.first();
  return fmt::format("{}: {}  {}\n", style_(name_of(finding.severity), ink_of(finding.severity)),
                     style_(info(finding.code).name, Ink::kStrong),
                     style_(id_of(finding, *flow_.model), Ink::kFaint));
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

std::string ItemWriter::ways(const Item& item) const {
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
  std::string out;
  for (const std::string& words : shown) out += labelled(out.empty() ? "path" : "", words);
  return out;
}

std::string ItemWriter::upstream(const Item& item) const {
  const Detail& detail = findings_.detail(item.first());
  const Model& model = *flow_.model;
  std::vector<std::string> parts;
  if (item.first().code == Code::kBlindUnenforced) {  // whole policies, not single rules
    for (const RuleRef& ref : detail.rules) {
      const std::string id = policy_id(model, ref.version);
      if (std::find(parts.begin(), parts.end(), id) == parts.end()) parts.push_back(id);
    }
    return parts.empty() ? std::string() : labelled("upstream", join(parts));
  }
  for (const RuleRef& ref : detail.rules) {
    if (parts.size() == kRulesQuoted && detail.rules.size() > kRulesQuoted + 1) break;
    const Rule& rule = rule_of(model, ref);
    const std::string clause = printable(rule.clause);
    parts.push_back(fmt::format("{}{}, {}", policy_id(model, ref.version),
                                clause.empty() ? "" : " clause " + clause,
                                file_line(model, rule.pos)));
  }
  const std::size_t more = detail.rules.size() - parts.size();
  if (more > 0) parts.push_back(fmt::format("and {} more rules of it", more));
  std::string out;
  for (const std::string& part : parts) out += labelled(out.empty() ? "upstream" : "", part);
  return out;
}

std::string ItemWriter::uses(const Item& item) const {
  const Finding& finding = item.first();
  const Detail& detail = findings_.detail(finding);
  if (detail.uses.size() <= kUsesInMessage || finding.code == Code::kBlindUnenforced) return {};
  std::string out;
  for (const UseLine& line : uses_by_group(flow_.model->taxonomy, findings_.grouping, detail)) {
    const bool outside = line.title.empty();
    const std::string names = join(line.names, outside ? kNamesOutside : kNamesInGroup);
    const std::string head =
        outside ? fmt::format("in no group ({})", line.count)
                : fmt::format("{} ({}{})", line.title, line.count,
                              line.wholly && is_gap(finding.code) ? ", nothing of it covered" : "");
    out += labelled(out.empty() ? "uses" : "", fmt::format("{}: {}", head, names));
  }
  return out;
}

std::string ItemWriter::standing(const Item& item) const {
  const Finding& finding = item.first();
  if (finding.bound || !(is_gap(finding.code) || is_breach(finding.code))) return {};
  const auto way = way_of(flow_, findings_, finding, tracer_);
  const auto unbound = where_unbound(flow_, finding, way);
  if (!unbound) return labelled("contract", "does not bind the party to it");
  const std::string agreement = agreement_name(*flow_.model, unbound->agreement);
  switch (unbound->step) {
    case Step::kUnknownTerms:
      return labelled("contract",
                      fmt::format("not known to bind: the terms of {} are not known", agreement));
    case Step::kExpired:
      return labelled("contract", fmt::format("no longer binds: {} has expired", agreement));
    default:
      return labelled("contract",
                      fmt::format("does not bind: {} does not carry the policy", agreement));
  }
}

std::string ItemWriter::write(const Item& item) {
  const Finding& finding = item.first();
  const Wording words = wording_of(flow_, findings_, item.findings, tracer_);
  std::string out = headline(item);
  out += wrap(words.message, width_, kIndent, kIndent);
  if (item.findings.size() > 1) {
    std::vector<std::string> others;
    for (std::size_t i = 1; i < item.findings.size(); ++i) {
      const Finding& other = *item.findings[i];
      others.push_back(fmt::format("{} {}",
                                   other.artifact ? artifact_id(*flow_.model, other.artifact) : "",
                                   id_of(other, *flow_.model)));
    }
    out += labelled("also", join(others));
  }
  if (finding.severity == Severity::kNote) return out;

  out += quote(finding);
  out += ways(item);
  out += upstream(item);
  out += uses(item);
  if (const auto& witness = findings_.detail(finding).witness) {
    out += labelled("for example", in_words(flow_.model->taxonomy, *witness));
  }
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
