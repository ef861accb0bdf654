// A comment for a pull request: the verdict first, then who has to act, a table of what counts, and
// the rest folded away. A comment holds 65,536 characters, so the page is filled in the order of
// what matters, and says at its end what found no room.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "flowdown/formats.hpp"
#include "flowdown/report.hpp"
#include "report/escape.hpp"
#include "report/format_parts.hpp"
#include "report/layout.hpp"
#include "report/sections.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kEnding = 600;      // bytes kept for what comes after the findings
constexpr std::size_t kForRows = 35'000;  // bytes, up to which the table may fill the page
constexpr std::size_t kActorsShown = 30;
constexpr std::size_t kNoticesShown = 20;
constexpr std::size_t kCell = 300;  // characters
constexpr std::size_t kItem = 1'500;

// In backticks, also inside a table.
std::string code(std::string_view text) {
  std::string out = "`";
  for (const char c : printable(text)) {
    if (c == '|') out += '\\';
    out += c == '`' ? '\'' : c;
  }
  return out + '`';
}

// Text with `code` in backticks. Where they do not pair, they are text like any other.
std::string marked_up(std::string_view text) {
  if (std::count(text.begin(), text.end(), '`') % 2 != 0) return markdown_text(text);
  std::string out;
  for (bool is_code = false;; is_code = !is_code) {
    const std::size_t end = text.find('`');
    const std::string_view part = text.substr(0, end);
    if (!is_code) {
      out += markdown_text(part);
    } else if (!part.empty()) {
      out += code(part);
    }
    if (end == text.npos) return out;
    text.remove_prefix(end + 1);
  }
}

class Page {
 public:
  // Whether the block found room below `limit`.
  bool add(std::string_view block, std::size_t limit = kMarkdownLimit - kEnding) {
    if (text_.size() + block.size() > limit) return false;
    text_ += block;
    return true;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string where(const Entry& entry, const ToolInfo& tool) {
  if (!entry.place.known()) return markdown_text(entry.actor);
  return markdown_text(fmt::format("{}:{}", file_name(entry.place.file, tool), entry.place.line));
}

std::string heading(const BulletinHead& head, const EntrySource& entries) {
  const auto text = [](std::string_view words) { return markdown_text(cut(words, kItem)); };
  const std::string title = head.title.empty() ? head.graph : head.title;
  std::string out = fmt::format("## flowdown: {}\n\n**{}**, as of {}", text(title),
                                text(verdict_of(head, entries)), head.as_of.text());
  if (!head.compared_with.empty()) {
    out += fmt::format(", against {}", text(head.compared_with));
  }
  return out + "\n";
}

std::string who_acts(const EntrySource& entries) {
  struct Counts {
    std::string name;
    std::array<std::size_t, 3> of{};
  };
  std::vector<Counts> actors;
  std::unordered_map<std::string, std::size_t> by_name;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const EntryOutline entry = entries.outline(i);
    if (!entry.counts()) continue;
    const auto [at, added] = by_name.emplace(entries.actor(i), actors.size());
    if (added) actors.push_back({at->first, {}});
    ++actors[at->second].of[static_cast<std::size_t>(entry.severity)];
  }
  if (actors.empty()) return {};
  std::stable_sort(actors.begin(), actors.end(), [](const Counts& a, const Counts& b) {
    return std::lexicographical_compare(b.of.rbegin(), b.of.rend(), a.of.rbegin(), a.of.rend());
  });
  std::string out =
      "\n### Who has to act\n\n| who | errors | warnings | notes |\n|---|--:|--:|--:|\n";
  for (std::size_t i = 0; i < actors.size(); ++i) {
    if (i == kActorsShown && actors.size() > kActorsShown + 1) {
      out += fmt::format("| and {} more | | | |\n", actors.size() - i);
      break;
    }
    out += fmt::format("| {} | {} | {} | {} |\n", markdown_text(cut(actors[i].name, kCell)),
                       actors[i].of[2], actors[i].of[1], actors[i].of[0]);
  }
  return out;
}

std::string row(const Entry& entry, const ToolInfo& tool) {
  return fmt::format("| {} | `{}` | {} | {} |\n", name_of(entry.severity), info(entry.code).name,
                     where(entry, tool), marked_up(cut(entry.message, kCell)));
}

std::string item(const Entry& entry, const std::string& print, const ToolInfo& tool) {
  std::string out =
      fmt::format("- **{}** `{}` {} {}  \n  {}\n", name_of(entry.severity), info(entry.code).name,
                  code(print), where(entry, tool), marked_up(cut(entry.message, kItem)));
  const auto add = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) out += fmt::format("  - {}: {}\n", label, marked_up(cut(text, kItem)));
  };
  add("standing", why_not_counted(entry));
  add("why", separated(entry.causes, "; "));
  add("path", way_in_words(entry));
  add("what to do", entry.help);
  return out;
}

class MarkdownWriter {
 public:
  MarkdownWriter(const BulletinHead& head, EntrySource& entries, const ToolInfo& tool)
      : head_(head), entries_(entries), tool_(tool), prints_(entries) {
    for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
      for (std::size_t i = 0; i < entries.size(); ++i) {
        const EntryOutline entry = entries.outline(i);
        if (entry.counts() && entry.severity == severity) open_.push_back(i);
      }
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (!entries.outline(i).counts()) closed_.push_back(i);
    }
  }

  std::string write() {
    page_.add(heading(head_, entries_));
    notices();
    page_.add(who_acts(entries_));
    if (!open_.empty()) table();
    fold("What to do, and by which way it came", open_);
    fold("Accepted, not new, or gone", closed_);
    ending();
    return page_.take();
  }

 private:
  void notices() {
    std::string out;
    const std::size_t count = head_.notices.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (i == kNoticesShown && count > kNoticesShown + 1) {
        out += fmt::format("- and {} more\n", count - i);
        break;
      }
      out += fmt::format("- {}\n", marked_up(cut(head_.notices[i], kItem)));
    }
    if (!out.empty()) page_.add("\n" + out);
  }

  void table() {
    page_.add("\n### Findings\n\n| severity | code | where | what |\n|---|---|---|---|\n");
    for (std::size_t n = 0; n < open_.size(); ++n) {
      if (page_.add(row(entries_.entry(open_[n]), tool_), kForRows)) continue;
      without_row_ = open_.size() - n;
      break;
    }
  }

  void fold(std::string_view heading, const std::vector<std::size_t>& indices) {
    if (indices.empty()) return;
    if (!page_.add(
            fmt::format("\n<details><summary>{} ({})</summary>\n\n", heading, indices.size()))) {
      without_item_ += indices.size();
      return;
    }
    for (std::size_t n = 0; n < indices.size(); ++n) {
      const Entry entry = entries_.entry(indices[n]);
      if (page_.add(item(entry, prints_.of(indices[n], entry.id), tool_))) continue;
      without_item_ += indices.size() - n;
      break;
    }
    page_.add("\n</details>\n", kMarkdownLimit);
  }

  void ending() {
    if (without_row_ + without_item_ > 0) {
      page_.add(
          fmt::format("\n**Cut**: a comment has no room for more. {} not in the table, and of {} "
                      "the details are not shown. Another format of the report has them all.\n",
                      fmt::format("{} {}", count_of(without_row_, "finding"),
                                  without_row_ == 1 ? "is" : "are"),
                      count_of(without_item_, "finding")),
          kMarkdownLimit);
    }
    page_.add("\nThis is not legal advice.\n", kMarkdownLimit);
  }

  const BulletinHead& head_;
  EntrySource& entries_;
  const ToolInfo& tool_;
  Fingerprints prints_;
  std::vector<std::size_t> open_, closed_;
  std::size_t without_row_ = 0, without_item_ = 0;
  Page page_;
};

}  // namespace

bool markdown(const BulletinHead& head, EntrySource& entries, const ToolInfo& tool,
              const Sink& sink) {
  return sink(MarkdownWriter(head, entries, tool).write());
}

}  // namespace flowdown
