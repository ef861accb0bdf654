// The parts of a SARIF log that do not depend on single findings, and texts and places within it.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "report/format_parts.hpp"
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

  Json physical(const Place& place);
  // Of a party, agreement or artifact; `kind` says which.
  Json logical(std::string_view kind, const std::string& id);

  const Json& artifacts() const { return artifacts_; }
  const Json& logical_locations() const { return logical_; }

 private:
  Json artifact(const std::string& file);

  const ToolInfo& tool_;
  std::map<std::string, std::size_t> files_, names_;
  Json artifacts_ = Json::array(), logical_ = Json::array();
};

// The taxonomies of a bulletin: its uses and, if there are some, its groups.
class SarifTaxonomies {
 public:
  explicit SarifTaxonomies(const Bulletin& bulletin);
  // References to what the entry names.
  Json taxa_of(const Entry& entry) const;
  const Json& components() const { return components_; }
  Json references() const;  // {"name", "index"} of each

 private:
  using Indices = std::map<std::string, std::size_t>;
  Indices add(const std::string& name, std::string_view title,
              const std::map<std::string, Vocable>& terms);

  Json components_ = Json::array();
  Indices uses_, groups_;
};

}  // namespace flowdown
