// Problems as text for a terminal: place, message, the line with a caret below, help.
//
// A line is cut into characters with the columns each takes on a screen, so that the caret stands
// right below tabs, accents and wide characters. What a terminal would obey instead of show
// (control characters, changes of writing direction) is spelt out, in messages too. Of a long line
// only the surroundings of the caret are shown, and only they are looked at.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "flowdown/load.hpp"
#include "load/yaml_node.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kMaxColumns = 100, kTab = 4;

struct Span {
  char32_t first, last;
};

bool within(char32_t code, const Span* begin, const Span* end) {
  return std::any_of(begin, end,
                     [&](const Span& span) { return span.first <= code && code <= span.last; });
}

// What is never sent to a terminal as it is.
bool is_hidden(char32_t code) {
  constexpr Span kHidden[] = {{0, 0x1F},        {0x7F, 0x9F},     {0x61C, 0x61C},  {0x200E, 0x200F},
                              {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF}};
  return within(code, std::begin(kHidden), std::end(kHidden));
}

std::size_t width_of(char32_t code) {
  constexpr Span kZero[] = {{0x300, 0x36F},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200D},
                            {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
  constexpr Span kWide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},
                            {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE4F},
                            {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
                            {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
  if (within(code, std::begin(kZero), std::end(kZero))) return 0;
  return within(code, std::begin(kWide), std::end(kWide)) ? 2 : 1;
}

// One character as it is shown.
struct Piece {
  std::string shown;
  std::size_t width = 1;
  std::size_t bytes = 1;
};

Piece piece_at(std::string_view text, std::size_t at) {
  const std::size_t length = loading::utf8_length(text, at);
  if (length == 0) {
    return {fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at])), 4, 1};
  }
  const char32_t code = loading::utf8_decode(text, at, length);
  if (!is_hidden(code)) return {std::string(text.substr(at, length)), width_of(code), length};
  const auto number = static_cast<unsigned>(code);
  std::string shown =
      code < 0x80 ? fmt::format("\\x{:02x}", number) : fmt::format("\\u{:04x}", number);
  const std::size_t width = shown.size();
  return {std::move(shown), width, length};
}

std::string escaped(std::string_view text) {
  std::string shown;
  for (std::size_t at = 0; at < text.size();) {
    Piece piece = piece_at(text, at);
    shown += piece.shown;
    at += piece.bytes;
  }
  return shown;
}

// A stretch of a line with the caret's place in it.
struct Excerpt {
  std::string line;
  std::size_t caret = 0, carets = 1;
};

Excerpt cut_out(std::string_view line, std::size_t start, std::size_t length) {
  start = std::min(start, line.size());
  const std::size_t end = std::min(start + std::max<std::size_t>(length, 1), line.size());
  // Enough bytes on both sides for any window below.
  const auto is_inner = [&](std::size_t at) {
    return at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0U) == 0x80U;
  };
  std::size_t from = start > 4 * kMaxColumns ? start - 4 * kMaxColumns : 0;
  while (from > 0 && from < start && is_inner(from)) ++from;
  const std::size_t to = std::min(line.size(), start + 8 * kMaxColumns);

  std::vector<Piece> pieces;
  std::size_t before = 0, marked = 0, after = 0;  // columns
  std::size_t first_marked = 0;
  for (std::size_t at = from; at < to;) {
    Piece piece = piece_at(line, at);
    if (line[at] == '\t') {
      const std::size_t column = before + marked + after;
      piece.width = kTab - column % kTab;
      piece.shown.assign(piece.width, ' ');
    }
    if (at < start) {
      before += piece.width;
      ++first_marked;
    } else if (at < end) {
      marked += piece.width;
    } else {
      after += piece.width;
    }
    at += piece.bytes;
    pieces.push_back(std::move(piece));
  }

  Excerpt excerpt;
  excerpt.caret = before;
  excerpt.carets = std::max<std::size_t>(marked, 1);
  std::size_t skip = 0;
  bool cut_before = from > 0;
  if (before + marked + after > kMaxColumns && before > kMaxColumns / 2) {
    // Begin a third of the width before the caret, or as late as shows the end of the line.
    std::size_t drop = before - kMaxColumns / 3;
    if (to == line.size()) drop = std::min(drop, before + marked + after - kMaxColumns);
    for (std::size_t dropped = 0; skip < first_marked && dropped < drop; ++skip) {
      dropped += pieces[skip].width;
      excerpt.caret -= pieces[skip].width;
    }
    cut_before = cut_before || skip > 0;
  }
  if (cut_before) {
    excerpt.line = "…";
    excerpt.caret += 1;
  }
  std::size_t columns = 0;
  for (std::size_t i = skip; i < pieces.size(); ++i) {
    columns += pieces[i].width;
    if (columns > kMaxColumns) {
      excerpt.line += "…";
      break;
    }
    excerpt.line += pieces[i].shown;
  }
  const std::size_t room = kMaxColumns + 1 > excerpt.caret ? kMaxColumns + 1 - excerpt.caret : 1;
  excerpt.carets = std::max<std::size_t>(std::min(excerpt.carets, room), 1);
  return excerpt;
}

class Renderer {
 public:
  Renderer(const Sources& sources, bool colour) : sources_(sources), colour_(colour) {}

  std::string take() { return std::move(out_); }

  void add(const Diagnostic& problem) {
    headline(problem.pos, paint("1;31", "error"), problem.message);
    quote(problem.pos, problem.length, "1;31");
    if (problem.related) {
      headline(problem.related, paint("1;34", "note"), problem.related_message);
      quote(problem.related, 1, "1;34");
    }
    if (!problem.help.empty()) {
      out_ += fmt::format("{:>6}{} {}\n", "", paint("1;36", "= help:"), escaped(problem.help));
    }
  }

 private:
  std::string paint(std::string_view code, std::string_view text) const {
    if (!colour_) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
  }

  void headline(const SourcePos& pos, const std::string& level, std::string_view message) {
    const std::string place = sources_.describe(pos);
    if (!place.empty()) out_ += paint("1", escaped(place) + ":") + " ";
    out_ += fmt::format("{}: {}\n", level, escaped(message));
  }

  void quote(const SourcePos& pos, std::size_t length, std::string_view code) {
    if (!pos || pos.line == 0 || pos.file.index() >= sources_.size()) return;
    const Excerpt excerpt =
        cut_out(sources_.line(pos), pos.column > 0 ? pos.column - 1 : 0, length);
    std::string marks = "^" + std::string(excerpt.carets - 1, '~');
    out_ += fmt::format("{:>5} | {}\n", pos.line, excerpt.line);
    out_ += fmt::format("{:>5} | {:>{}}{}\n", "", "", excerpt.caret, paint(code, marks));
  }

  const Sources& sources_;
  bool colour_;
  std::string out_;
};

}  // namespace

std::string render(const Diagnostics& problems, const Sources& sources, bool colour) {
  Renderer renderer(sources, colour);
  for (const Diagnostic& problem : problems) renderer.add(problem);
  return renderer.take();
}

}  // namespace flowdown
