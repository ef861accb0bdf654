// Text made safe for the format that it goes into. Where people read it, control characters, bidi
// controls and invalid UTF-8 are spelt out first (see printable()), so that no name can act on its
// reader.
#pragma once

#include <string>
#include <string_view>

namespace flowdown {

// Inside an element or a quoted attribute of HTML or SVG.
std::string html_text(std::string_view text);

// Inside an element or a quoted attribute of XML that programs read: the text as it is. Line ends
// and tabs are told by number, since readers take those that stand there for spaces; texts of a
// model hold no other control characters. The two code points that no XML can hold become U+FFFD.
std::string xml_text(std::string_view text);

// Inside a cell of a Markdown table, or a line of Markdown: nothing in it is markup.
std::string markdown_text(std::string_view text);

// A field of CSV (RFC 4180). A text that a spreadsheet would take for a formula begins with an
// apostrophe.
std::string csv_field(std::string_view text);

}  // namespace flowdown
