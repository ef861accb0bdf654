// What the formats for other programs have in common.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "flowdown/formats.hpp"

namespace flowdown {

// The file name as CI programs look for it: without `.` and `..`, relative to the tool's directory
// where it lies below it, else absolute where that is known.
std::string file_name(std::string_view file, const ToolInfo& tool);

// A name of file_name() as a URI: percent-encoded, with `file://` before an absolute one.
std::string uri_of(std::string_view name);

// The names of file_name(), each made once.
class FileNames {
 public:
  explicit FileNames(const ToolInfo& tool) : tool_(tool) {}
  const std::string& of(const std::string& file);

 private:
  const ToolInfo& tool_;
  std::unordered_map<std::string, std::string> names_;
};

// The entry's own place; failing that, the start of the graph's file.
Place place_to_show(const Entry& entry, const BulletinHead& head);

// An identity for each entry: its id; where several have one id, `-2`, `-3` … after it.
class Fingerprints {
 public:
  explicit Fingerprints(const EntrySource& entries);
  // Of the entry of that index, whose id it is.
  std::string of(std::size_t index, std::string_view id) const;

 private:
  std::unordered_map<std::size_t, std::size_t> nth_;  // of those with an id that was there before
};

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
