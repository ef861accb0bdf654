// What needs nobody's attention now is told in short: one entry a finding, with enough to find it
// again, and by whom and until when it is accepted. What comes back, or matches nothing, is told
// with its place in the file of exceptions.
#include "report/settled_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "flowdown/report.hpp"
#include "report/layout.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kListed = 50;

// "error: gap-silent  b295cf3f37bd58dc  cumulus, larch-7b, larch-aup".
std::string in_short(const Known& known) {
  std::vector<std::string> about;
  for (const std::string* name : {&known.party, &known.agreement, &known.artifact, &known.policy}) {
    if (!name->empty()) about.push_back(printable(*name));
  }
  return fmt::format("{}: {} {} {}", name_of(known.severity), info(known.code).name, known.id,
                     separated(about, ", "));
}

std::string listing(std::string_view title, const std::vector<std::string>& entries,
                    std::size_t width, const Style& style) {
  if (entries.empty()) return {};
  std::string out = fmt::format("\n{}\n", style(title, Ink::kStrong));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i == kListed && entries.size() > kListed + 1) {
      out += fmt::format("  and {} more\n", entries.size() - i);
      break;
    }
    out += wrap(entries[i], width, "  ", "    ");
  }
  return out;
}

std::string because_of(const Acceptance& accepted) {
  return fmt::format("accepted until {} by {}, {}:{}: {}", accepted.expires.text(),
                     printable(accepted.owner), printable(accepted.place.file), accepted.place.line,
                     printable(accepted.reason));
}

std::string with_causes(std::string text, const Standing& standing) {
  return standing.causes.empty() ? text
                                 : fmt::format("{} ({})", text, separated(standing.causes, "; "));
}

std::size_t unchanged(const Settlement& settlement) {
  return static_cast<std::size_t>(std::count_if(
      settlement.standings.begin(), settlement.standings.end(), [](const Standing& standing) {
        return !standing.accepted && standing.change == Change::kUnchanged;
      }));
}

}  // namespace

OpenFindings::OpenFindings(const Findings& findings, const Settlement& settlement)
    : findings_(settlement.standings.empty() ? findings : kept_) {
  if (settlement.standings.empty()) return;
  kept_.details = findings.details;
  kept_.grouping = findings.grouping;
  for (std::size_t i = 0; i < findings.findings.size(); ++i) {
    if (!settlement.of(i).counts()) continue;
    kept_.findings.push_back(findings.findings[i]);
    settlement_.standings.push_back(settlement.of(i));
  }
}

std::string settled_in_words(const Settlement& settlement) {
  std::vector<std::string> parts;
  const auto add = [&](std::size_t count, std::string_view word) {
    if (count > 0) parts.push_back(fmt::format("{} {}", count, word));
  };
  add(unchanged(settlement), "known");
  add(settlement.gone.size(), "fixed");
  add(settlement.accepted(), "accepted");
  return separated(parts, ", ");
}

std::string settled_lists(const Flow& flow, const Findings& findings, const Settlement& settlement,
                          std::size_t width, const Style& style) {
  std::vector<std::string> known, fixed, accepted, notices;
  for (std::size_t i = 0; i < settlement.standings.size(); ++i) {
    const Standing& standing = settlement.standings[i];
    if (standing.counts()) continue;
    const std::string text = in_short(record_of(flow, findings, findings.findings[i]));
    if (standing.accepted) {
      accepted.push_back(fmt::format("{}; {}", text, because_of(*standing.accepted)));
    } else {
      known.push_back(with_causes(text, standing));
    }
  }
  for (const Known& gone : settlement.gone) fixed.push_back(in_short(gone));
  for (const Notice& notice : settlement.notices) {
    const std::string line =
        notice.place.line > 0 ? fmt::format(":{}", notice.place.line) : std::string();
    notices.push_back(fmt::format("{}: {}{}: {}", name_of(notice.severity),
                                  printable(notice.place.file), line, printable(notice.message)));
  }
  std::string out;
  if (settlement.compared) {
    const std::string in = printable(settlement.compared_with);
    out += listing(fmt::format("Known, as in {}", in), known, width, style);
    out += listing(fmt::format("Fixed since {}", in), fixed, width, style);
  }
  out += listing("Accepted", accepted, width, style);
  return out + listing("To see to in exceptions and baseline", notices, width, style);
}

}  // namespace flowdown
