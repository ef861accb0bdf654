// A label is a small table. Kinds are told by a tag in words, and severities by a badge that says
// how many there are, since letters come with every font and icons do not.
#include "render/label.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "render/signs.hpp"
#include "report/escape.hpp"
#include "report/layout.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kNodeColumns = 30, kEdgeColumns = 28, kTitleColumns = 90;
constexpr std::size_t kMostGroups = 4;
constexpr std::size_t kNotesColumns = 56;
constexpr std::size_t kLegendRows = 4;

constexpr std::string_view kLineWords =
    "On a line: what is supplied, by which agreement, and how many obligations (prohibitions, "
    "duties and limits) come with it and bind.";

constexpr std::string_view kTable =
    R"(<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">)";

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return result;
}

// In HTML-like text, too, a backslash begins an escape.
std::string label_text(std::string_view text) {
  std::string out;
  for (const char c : html_text(text)) {
    if (c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string font(std::string_view text, int size, std::string_view colour, bool bold = false) {
  return fmt::format(R"(<FONT POINT-SIZE="{}" COLOR="{}">{}{}{}</FONT>)", size, colour,
                     bold ? "<B>" : "", label_text(text), bold ? "</B>" : "");
}

std::string row(std::string_view content, std::string_view align = "LEFT") {
  return fmt::format(R"(<TR><TD ALIGN="{}" BALIGN="{}">{}</TD></TR>)", align, align, content);
}

// Rows of wrapped text.
std::string rows(std::string_view text, std::size_t width, int size, std::string_view colour,
                 bool bold, std::string_view align) {
  std::string out;
  for (const std::string& line : folded(text, width)) {
    out += row(font(line, size, colour, bold), align);
  }
  return out;
}

std::string badge(std::size_t count, Severity severity) {
  const std::string words = count_of(count, name_of(severity));
  switch (severity) {
    case Severity::kError:
      return fmt::format(R"(<TD BORDER="1" COLOR="{}" BGCOLOR="{}" CELLPADDING="2">{}</TD>)",
                         kErrorColour, kErrorColour, font(words, 10, kPaper, true));
    case Severity::kWarning:
      return fmt::format(R"(<TD BORDER="1" COLOR="{}" BGCOLOR="#ffe08a" CELLPADDING="2">{}</TD>)",
                         kWarningColour, font(words, 10, kInk, true));
    case Severity::kNote:
      break;
  }
  return fmt::format(
      R"(<TD BORDER="1" STYLE="dotted" COLOR="{}" BGCOLOR="{}" CELLPADDING="2">{}</TD>)",
      kNoteColour, kPaper, font(words, 10, kInk));
}

std::string tag(PartyKind kind) {
  return fmt::format(
      R"(<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2"><TR><TD BGCOLOR="{}">{}</TD></TR></TABLE>)",
      kFaint, font(upper(kind_in_words(kind)), 8, kPaper, true));
}

std::string badge_cells(const DiagramCounts& counts) {
  std::string cells;
  if (counts.errors > 0) cells += badge(counts.errors, Severity::kError);
  if (counts.warnings > 0) cells += badge(counts.warnings, Severity::kWarning);
  if (counts.notes > 0) cells += badge(counts.notes, Severity::kNote);
  return cells;
}

std::string badges(const DiagramCounts& counts, std::string_view align) {
  if (counts.total() == 0) return {};
  return row(
      fmt::format(
          R"(<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="0"><TR>{}</TR></TABLE>)",
          badge_cells(counts)),
      align);
}

// What is supplied, how it fares and the badges, side by side.
std::string compact_label(const DiagramEdge& edge) {
  const auto cell = [](std::string_view text, int size, bool bold) {
    std::string lines;
    for (const std::string& line : folded(text, kEdgeColumns)) {
      lines += (lines.empty() ? "" : "<BR/>") + font(line, size, kInk, bold);
    }
    return fmt::format("<TD>{}</TD>", lines);
  };
  std::string out = R"(<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="1"><TR>)";
  out += cell(edge.lines.front(), 10, true);
  if (edge.lines.size() > 1) out += cell(edge.lines.back(), 9, false);
  return out + badge_cells(edge.counts) + "</TR></TABLE>";
}

std::string gap_rows(const std::vector<GroupGap>& gaps) {
  if (gaps.empty()) return {};
  std::string out = row(font("gaps, by group", 9, kFaint));
  const std::size_t most = gaps.size() == kMostGroups + 1 ? kMostGroups + 1 : kMostGroups;
  for (std::size_t i = 0; i < gaps.size() && i < most; ++i) {
    const std::string text = fmt::format("{} ({})", gaps[i].group, gaps[i].uses);
    out += rows(text, kNodeColumns, 10, kInk, false, "LEFT");
  }
  if (gaps.size() > most) {
    out += row(
        font(fmt::format("and {}", count_of(gaps.size() - kMostGroups, "more group")), 10, kInk));
  }
  return out;
}

std::string sample(const LegendEntry& entry) {
  switch (entry.sign) {
    case LegendEntry::Sign::kSeverity: {
      const auto severity = static_cast<Severity>(entry.value);
      if (severity == Severity::kNote) {  // on a badge alone
        return fmt::format(
            R"(<TD FIXEDSIZE="TRUE" WIDTH="36" HEIGHT="14" BORDER="1" STYLE="dotted" COLOR="{}" BGCOLOR="{}"></TD>)",
            kNoteColour, kPaper);
      }
      const DiagramCounts one{severity == Severity::kError ? 1U : 0U,
                              severity == Severity::kWarning ? 1U : 0U, 0U};
      return fmt::format(
          R"(<TD FIXEDSIZE="TRUE" WIDTH="36" HEIGHT="14" BORDER="{:.0f}" COLOR="{}" BGCOLOR="{}"></TD>)",
          width_of(one), colour_of(one, kFaint), kPaper);
    }
    case LegendEntry::Sign::kState: {
      const auto state = static_cast<EdgeState>(entry.value);
      return fmt::format(
          R"(<TD FIXEDSIZE="TRUE" WIDTH="36" HEIGHT="4" BORDER="2" SIDES="B" STYLE="{}" COLOR="{}"></TD>)",
          line_style(state), colour_of(state));
    }
    case LegendEntry::Sign::kLit:
      return fmt::format(
          R"(<TD FIXEDSIZE="TRUE" WIDTH="36" HEIGHT="4" BORDER="5" SIDES="B" COLOR="{}"></TD>)",
          kInk);
  }
  return "<TD></TD>";
}

}  // namespace

std::vector<std::string> folded(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  const std::string wrapped = wrap(text, width, "", "");
  for (std::size_t at = 0; at < wrapped.size();) {
    const std::size_t end = wrapped.find('\n', at);
    std::string_view line(wrapped.data() + at, end - at);
    while (columns(line) > width) {
      std::string_view part = first_columns(line, width);
      const std::size_t seam = part.find_last_of("-_./");  // where a name may be broken
      if (seam != std::string_view::npos && seam > 0) part = part.substr(0, seam + 1);
      lines.emplace_back(part);
      line.remove_prefix(part.size());
    }
    lines.emplace_back(line);
    at = end + 1;
  }
  return lines;
}

std::string node_label(const DiagramNode& node) {
  std::string out(kTable);
  out += row(tag(node.kind));
  out += rows(node.title, kNodeColumns - 4, 14, kInk, true, "LEFT");
  for (const std::string& line : node.lines) {
    out += rows(line, kNodeColumns, 10, kFaint, false, "LEFT");
  }
  out += badges(node.counts, "LEFT") + gap_rows(node.gaps) + "</TABLE>";
  return out;
}

std::string edge_label(const DiagramEdge& edge, bool compact) {
  if (compact) return compact_label(edge);
  std::string out(kTable);
  for (std::size_t i = 0; i < edge.lines.size(); ++i) {
    const bool first = i == 0, last = i + 1 == edge.lines.size();
    out += rows(edge.lines[i], kEdgeColumns, first ? 11 : 10, first || last ? kInk : kFaint, first,
                "CENTER");
  }
  // Room to the line, which runs below the label.
  return out + badges(edge.counts, "CENTER") + R"(<TR><TD HEIGHT="4"></TD></TR></TABLE>)";
}

std::string title_label(const Diagram& diagram) {
  std::string out(kTable);
  out += rows(diagram.title, kTitleColumns, 20, kInk, true, "LEFT");
  for (const std::string& line : diagram.lines) {
    out += rows(line, kTitleColumns + 20, 12, kFaint, false, "LEFT");
  }
  // Room to what is below.
  return out + R"(<TR><TD HEIGHT="10"></TD></TR></TABLE>)";
}

std::string legend_label(const Diagram& diagram, bool with_legend) {
  const std::size_t entries = with_legend ? diagram.legend.size() : 0;
  // A row for each size of letters: lines of mixed sizes run into each other.
  const auto lines_of = [](std::string_view text, int size, std::string_view colour, bool bold) {
    std::string lines;
    for (const std::string& line : folded(text, kNotesColumns)) {
      lines += font(line, size, colour, bold) + R"(<BR ALIGN="LEFT"/>)";
    }
    return lines;
  };
  std::string texts, notes;
  if (entries > 0 && !diagram.edges.empty()) texts = row(lines_of(kLineWords, 10, kFaint, false));
  for (const std::string& note : diagram.notes) notes += lines_of(note, 11, kInk, true);
  if (!notes.empty()) texts += row(notes);
  if (entries == 0 && texts.empty()) return {};
  // Entries go down one column after another; the texts stand beside them.
  std::string out(R"(<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="6"><TR>)");
  if (entries > 0) {
    out += R"(<TD VALIGN="TOP"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="3" CELLPADDING="1">)";
    const std::size_t lines = std::min(entries, kLegendRows);
    for (std::size_t line = 0; line < lines; ++line) {
      out += "<TR>";
      for (std::size_t i = line; i < entries; i += kLegendRows) {
        out += sample(diagram.legend[i]) +
               fmt::format(R"(<TD ALIGN="LEFT">{}</TD>)", font(diagram.legend[i].words, 10, kInk));
      }
      out += "</TR>";
    }
    out += "</TABLE></TD>";
  }
  if (!texts.empty()) {
    out += fmt::format(R"(<TD VALIGN="TOP" ALIGN="LEFT">{}{}</TABLE></TD>)", kTable, texts);
  }
  return out + "</TR></TABLE>";
}

}  // namespace flowdown
