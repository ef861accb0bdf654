// Whatever the message of a finding has said already is not said again here: a finding of few uses
// names them in its message, and one that concerns whole policies has nothing to say of single
// uses.
#include "report/evidence_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "flowdown/report.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/use_list.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kNamesOutside = 8;
constexpr std::size_t kUsesInMessage = 3;

bool is_gap(Code code) {
  return code == Code::kGapPermits || code == Code::kGapSilent || code == Code::kGapNarrower ||
         code == Code::kGapCatchAll;
}

bool is_breach(Code code) {
  return code == Code::kBreachUse || code == Code::kBreachAct || code == Code::kBreachLimit ||
         code == Code::kBreachDuty;
}

}  // namespace

bool whole_policies(Code code) {
  return code == Code::kBlindUnenforced || code == Code::kBreakNotBound ||
         code == Code::kBreakNoCopy || code == Code::kBreakExpired;
}

std::string contract_in_words(const Flow& flow, const Finding& finding,
                              const std::vector<Stop>& way) {
  if (finding.bound || !(is_gap(finding.code) || is_breach(finding.code))) return {};
  const auto unbound = where_unbound(flow, finding, way);
  if (!unbound) return "does not bind the party to it";
  const std::string agreement = agreement_name(*flow.model, unbound->agreement);
  switch (unbound->step) {
    case Step::kUnknownTerms:
      return fmt::format("not known to bind: the terms of {} are not known", agreement);
    case Step::kExpired:
      return fmt::format("no longer binds: {} has expired", agreement);
    default:
      return fmt::format("does not bind: {} does not carry the policy", agreement);
  }
}

std::string example_in_words(const Flow& flow, const Findings& findings, const Finding& finding) {
  const auto& witness = findings.detail(finding).witness;
  if (!witness) return {};
  const unsigned told = dimensions_to_tell(flow, findings, finding);
  const bool bare = told == 0 && std::none_of(witness->context.safeguards.begin(),
                                              witness->context.safeguards.end(),
                                              [](bool in_place) { return in_place; });
  return bare ? std::string() : in_words(flow.model->taxonomy, *witness, told);
}

std::vector<std::string> uses_in_words(const Taxonomy& taxonomy, const Findings& findings,
                                       const Finding& finding) {
  const Detail& detail = findings.detail(finding);
  std::vector<std::string> lines;
  if (detail.uses.size() <= kUsesInMessage || whole_policies(finding.code)) return lines;
  const UsesByGroup uses = uses_by_group(taxonomy, findings.grouping, detail);
  const auto add = [&](std::string_view head, const UseSummary& summary, std::size_t most) {
    if (summary.count == 0) return;
    lines.push_back(fmt::format("{} ({}): {}", head, count_of(summary.count, "use"),
                                join(summary.words, most)));
  };
  add("whole groups missing", uses.whole, 0);
  add(is_gap(finding.code) ? "groups covered in part" : "by group", uses.part, 0);
  add("in no group", uses.outside, kNamesOutside);
  return lines;
}

MarkedText marked_text(const Sources& sources, const SourcePos& pos, std::size_t room) {
  const std::string_view line = sources.line(pos);
  if (line.empty()) return {};
  const std::size_t at = std::min<std::size_t>(pos.column > 0 ? pos.column - 1 : 0, line.size());
  const std::size_t length = at < line.size() ? word_length(line, at) : 0;
  MarkedText text{printable(line.substr(0, at)), printable(line.substr(at, length)),
                  printable(line.substr(at + length))};
  const std::size_t before = columns(text.before), marked = columns(text.marked);
  if (before + std::max<std::size_t>(1, marked) > room) {  // cut what lies far to the left
    const std::size_t cut = before - std::min(before, room / 4);
    text.before.replace(0, first_columns(text.before, cut).size(), "…");
  }
  if (columns(text.before) + marked + columns(text.after) > room) {
    const std::size_t left = room - 1 - columns(text.before);
    if (marked > left) {
      text.marked = std::string(first_columns(text.marked, left)) + "…";
      text.after.clear();
    } else {
      text.after = std::string(first_columns(text.after, left - marked)) + "…";
    }
  }
  return text;
}

}  // namespace flowdown
