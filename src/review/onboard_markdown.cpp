// The answer, and the sheet that is handed to a counterparty, as Markdown. Every text of the
// user's is escaped, so that a title cannot become a heading or a link.
#include <fmt/format.h>

#include "report/escape.hpp"
#include "report/layout.hpp"
#include "review/diff_words.hpp"
#include "review/sheet_parts.hpp"

namespace flowdown {
namespace {

// A text in a code span; what would end the span is taken out.
std::string code(std::string_view text) {
  std::string inside = printable(text);
  std::erase(inside, '`');
  return fmt::format("`{}`", inside);
}

std::string head(const Onboarding& onboarding, std::string_view what) {
  const Bulletin& bulletin = onboarding.bulletin;
  return fmt::format("# {}: {}\n\n{}, {}, gate {}\n\n", what,
                     markdown_text(candidate_name(onboarding)),
                     markdown_text(bulletin.title.empty() ? bulletin.graph : bulletin.title),
                     days_in_words(onboarding), markdown_text(onboarding.gate.id));
}

std::string item(std::string_view label, const std::string& text) {
  return fmt::format("- **{}:** {}\n", label, text);
}

std::string conditions(const Onboarding& onboarding, std::string_view level) {
  std::string out;
  std::size_t number = 0;
  for (const Condition& condition : onboarding.conditions) {
    out += fmt::format("{} {}. {}\n\n", level, ++number, markdown_text(condition.where));
    out += item("To obtain", markdown_text(condition.clause));
    out += item("From", markdown_text(condition.from_name));
    out += item("By", condition.by.text());
    if (!condition.in_draft) out += item("Note", "this changes what is in force already");
    for (const Ground& ground : grounds(condition)) {
      out += item("Because of", markdown_text(in_words(ground)));
    }
    out += item("Recorded as", code(condition.record));
    out += item("Reference", code(condition.id));
    out += '\n';
  }
  return out;
}

std::string finding(const Entry& entry, std::string_view ruling) {
  const std::string path = path_in_words(entry);
  std::string out =
      fmt::format("- {} {} {}: {}", name_of(entry.severity), code(info(entry.code).name),
                  code(entry.id), markdown_text(entry.message));
  if (!ruling.empty()) out += fmt::format(" ({})", ruling);
  if (!entry.causes.empty()) {
    out += fmt::format("; {}", markdown_text(separated(entry.causes, "; ")));
  }
  if (!path.empty()) out += fmt::format("; path: {}", markdown_text(path));
  if (entry.accepted) {
    out += fmt::format("; accepted {}", markdown_text(in_words(*entry.accepted)));
  }
  return out + "\n";
}

}  // namespace

std::string sheet_markdown(const Onboarding& onboarding) {
  return head(onboarding, "Requirements") + markdown_text(verdict_line(onboarding)) + "\n\n" +
         conditions(onboarding, "##") + "This is not legal advice.\n";
}

std::string onboarding_markdown(const Onboarding& onboarding) {
  const Bulletin& bulletin = onboarding.bulletin;
  std::string out = head(onboarding, "Onboarding");
  out += fmt::format("**{}**\n\n", markdown_text(verdict_line(onboarding)));
  for (const Staying& staying : what_stays(onboarding)) {
    out += fmt::format("## {}\n\n", staying.heading);
    for (const std::string& id : staying.ids) {
      const Entry* entry = entry_of(onboarding, id);
      out += entry != nullptr
                 ? finding(*entry, "")
                 : fmt::format("- {}, which the conditions themselves would bring\n", code(id));
    }
    out += '\n';
  }
  if (!onboarding.conditions.empty()) {
    out += "## Conditions\n\n" + conditions(onboarding, "###");
  }
  std::string brings, removes;
  for (std::size_t i = 0; i < bulletin.entries.size(); ++i) {
    const Entry& entry = bulletin.entries[i];
    const Ruling& ruling = onboarding.rulings[i];
    if (entry.change == Change::kGone) removes += finding(entry, "");
    if (entry.change != Change::kNew || ruling.action == GateAction::kIgnore) continue;
    brings += finding(entry, entry.accepted ? "" : ruling_in_words(ruling));
  }
  if (!brings.empty()) out += "## What the candidate brings\n\n" + brings + "\n";
  if (!removes.empty()) out += "## What the candidate removes\n\n" + removes + "\n";
  for (const std::string& notice : bulletin.notices) {
    out += fmt::format("Note: {}\n\n", markdown_text(notice));
  }
  return out + "This is not legal advice.\n";
}

}  // namespace flowdown
