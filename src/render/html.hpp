// Pieces of HTML that the parts of a page share. What they return is safe to place in an element.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "flowdown/findings.hpp"
#include "flowdown/settle.hpp"

namespace flowdown {

// Words with `code` in backticks. Where they do not pair, they are text like any other.
std::string marked_html(std::string_view words);

// The words with an upper-case first letter where they do not begin with a name of the user's: of
// advice, which begins with a verb.
std::string sentence_html(std::string_view words);

// The sign and the word of a severity: it is never told by colour alone.
std::string severity_html(Severity severity);

// `file:line`, or the file alone; empty for nowhere.
std::string place_html(const Place& place);

// A link, where the text is an address on the web; else the text. The only addresses on a page are
// those that the user's own files give as sources.
std::string source_html(std::string_view source);

// The template with each `{{name}}` replaced by the slot of that name. What a slot holds is not
// looked at again. Requires every name to be a slot.
std::string filled(std::string_view text, const std::map<std::string_view, std::string>& slots);

// `'sha256-…'` as a Content-Security-Policy has it, of a digest in hexadecimal digits.
std::string hash_source(std::string_view hex);

}  // namespace flowdown
