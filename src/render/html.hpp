// Pieces of HTML that the parts of a page share. What they return is safe to place in an element.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/findings.hpp"
#include "flowdown/settle.hpp"

namespace flowdown {

// Words with `code` in backticks. Where they do not pair, they are text like any other.
std::string marked_html(std::string_view words);

// The words with an upper-case first letter: of advice, which begins with a verb.
std::string sentence_html(std::string_view words);

// The same for what a finding says: its first letter stays as it is where the words begin with an
// id or a title.
std::string statement_html(std::string_view words);

// The sign and the word of a severity: it is never told by colour alone.
std::string severity_html(Severity severity);

// `file:line`, or the file alone; empty for nowhere.
std::string place_html(const Place& place);

// A link, where the text is an address on the web; else the text. The only addresses on a page are
// those that the user's own files give as sources.
std::string source_html(std::string_view source);

struct ListItem {
  std::string classes, attributes;  // of the element; may be empty
  std::string html;
};

// A list of which the script shows the first `most` items; and, where there are more, the button
// for the rest. A single item more is shown: to say so would be no shorter.
std::string limited_list(std::string_view tag, std::string_view classes,
                         const std::vector<ListItem>& items, std::size_t most);

// The same of a table, whose rows the items are; `head` are the cells of its first row. It stands
// in a region of its own that scrolls where the table is wider than the page, and takes the focus.
std::string limited_table(std::string_view classes, const std::string& caption,
                          const std::string& head, const std::vector<ListItem>& rows,
                          std::size_t most);

// The start of a section with its heading; `title` is not the user's.
std::string section_start(std::string_view id, std::string_view title);

// The template with each `{{name}}` replaced by the slot of that name. What a slot holds is not
// looked at again. Requires every name to be a slot.
std::string filled(std::string_view text, const std::map<std::string_view, std::string>& slots);

// `'sha256-…'` as a Content-Security-Policy has it, of a digest in hexadecimal digits.
std::string hash_source(std::string_view hex);

}  // namespace flowdown
