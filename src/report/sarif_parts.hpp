// The parts of a SARIF log that do not depend on single findings, and texts and places within it.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "report/format_parts.hpp"
#include "report/json_line.hpp"
#include "report/json_parts.hpp"

namespace flowdown {

// A text of a SARIF message object. Plain text in SARIF has placeholders ({0}) and links
// ([text](address)); a text of ours or the user's has neither.
std::string sarif_text(std::string_view text);
Json sarif_message(std::string_view text);  // {"text": …}

// All codes as rules, in their order, so that the index of a rule is that of its code. `brief`
// keeps to the lengths that GitHub takes.
Json sarif_rules(bool brief);
std::size_t sarif_rule_index(Code code);

// Files and logical locations of one run, each listed once and then named by its index.
class SarifPlaces {
 public:
  explicit SarifPlaces(const ToolInfo& tool) : tool_(tool) {}

  // Append a physicalLocation object and a logicalLocation object: of a party, agreement or
  // artifact; `kind` says which.
  void add_physical(JsonLine& json, const Place& place);
  void add_logical(JsonLine& json, std::string_view kind, const std::string& id);

  // What was named, as the items of an array.
  const std::string& artifacts() const { return artifacts_; }
  const std::string& logical_locations() const { return logical_; }

 private:
  const std::string& artifact(const std::string& file);

  const ToolInfo& tool_;
  std::unordered_map<std::string, std::size_t> files_;  // by name
  std::unordered_map<std::string, std::string> told_;   // by file, its artifactLocation
  std::unordered_map<std::string, std::size_t> names_;
  std::string artifacts_, logical_;
};

// The taxonomies of a bulletin: its uses and, if there are some, its groups.
class SarifTaxonomies {
 public:
  explicit SarifTaxonomies(const BulletinHead& head);
  // Appends the key `taxa`, with references to what the entry names; nothing where there is none.
  void add_taxa(JsonLine& json, const Entry& entry) const;
  const Json& components() const { return components_; }
  Json references() const;  // {"name", "index"} of each

 private:
  using References = std::map<std::string, std::string>;  // by what is named
  References add(const std::string& name, std::string_view title,
                 const std::map<std::string, Vocable>& terms);

  Json components_ = Json::array();
  References uses_, groups_;
};

}  // namespace flowdown
