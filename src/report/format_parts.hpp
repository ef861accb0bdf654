// What the formats for other programs have in common.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flowdown/formats.hpp"

namespace flowdown {

// The file name as CI programs look for it: without `.` and `..`, relative to the tool's directory
// where it lies below it, else absolute where that is known.
std::string file_name(std::string_view file, const ToolInfo& tool);

// A name of file_name() as a URI: percent-encoded, with `file://` before an absolute one.
std::string uri_of(std::string_view name);

// The entry's own place; failing that, the start of the graph's file.
Place place_to_show(const Entry& entry, const Bulletin& bulletin);

// An identity for each entry: its id; where several have one id, `-2`, `-3` … after it.
std::vector<std::string> fingerprints(const Bulletin& bulletin);

// What keeps an entry from counting, in words: "accepted by Legal until 2026-12-31: pilot with ten
// users", "not new", "gone". Empty where it counts.
std::string why_not_counted(const Entry& entry);

// The entry in full, as sentences: the message, what to do, and why it is new or gone.
std::string sentences(const Entry& entry);

// The way in one line, `larch → (larch-to-cumulus) → cumulus`; empty where there is none.
std::string way_in_words(const Entry& entry);

// The first `most` code points; where that cuts something, with an ellipsis at the end.
std::string cut(std::string_view text, std::size_t most);

}  // namespace flowdown
