// SARIF lists rules, files, logical locations and taxa once and refers to them by index. Every
// reference carries the name beside the index, so that a reader can hold the two together.
#include "report/sarif_parts.hpp"

#include <fmt/format.h>

#include <cctype>

#include "flowdown/report.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kBriefText = 1024;  // GitHub: shortDescription, fullDescription
constexpr std::string_view kBase = "%SRCROOT%";

// "Derived artifact drops the parent's restrictions" is
// "DerivedArtifactDropsTheParentsRestrictions".
std::string pascal(std::string_view title) {
  std::string out;
  bool start = true;
  for (const char c : title) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter) != 0) out += start ? static_cast<char>(std::toupper(letter)) : c;
    start = c == ' ' || c == '-';
  }
  return out;
}

// The first of the severities that occur.
std::string_view default_level(const CodeInfo& code) {
  return code.severity.substr(0, code.severity.find(' '));
}

Json rule(const CodeInfo& code, bool brief) {
  const std::string_view level = default_level(code);
  const std::string severity = fmt::format("Severity: {}.", code.severity);
  const auto text = [&](std::string_view words) {
    return sarif_message(brief ? cut(words, kBriefText) : std::string(words));
  };
  Json json;
  json["id"] = code.name;
  json["name"] = pascal(code.title);
  json["shortDescription"] = text(fmt::format("{}.", code.title));
  json["fullDescription"] = text(code.when);
  json["help"] = {
      {"text", sarif_text(fmt::format("{}\n\n{}\n\nExample: {}\n\nWhat to do: {}", code.meaning,
                                      severity, code.example, code.action))},
      {"markdown", sarif_text(fmt::format("{}\n\n*{}*\n\n**Example.** {}\n\n**What to do.** {}",
                                          code.meaning, severity, code.example, code.action))}};
  json["defaultConfiguration"] = {{"level", level}};
  json["properties"] = {
      {"tags", {"acceptable-use", std::string(code.name.substr(0, code.name.find('-')))}},
      {"precision", "high"},
      {"problem.severity", level == "note" ? "recommendation" : level}};
  return json;
}

}  // namespace

std::string sarif_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '(' && out.ends_with(']')) out += ' ';  // or it would be a link
    out += c;
    if (c == '{' || c == '}') out += c;
  }
  return out;
}

Json sarif_message(std::string_view text) { return Json{{"text", sarif_text(text)}}; }

Json sarif_rules(bool brief) {
  Json rules = Json::array();
  for (const CodeInfo& code : code_table()) rules.push_back(rule(code, brief));
  return rules;
}

std::size_t sarif_rule_index(Code code) {
  return static_cast<std::size_t>(&info(code) - code_table().data());
}

// An artifactLocation object.
const std::string& SarifPlaces::artifact(const std::string& file) {
  const auto [told, first] = told_.try_emplace(file);
  if (!first) return told->second;
  const std::string name = file_name(file, tool_);
  Json location{{"uri", uri_of(name)}};
  if (!name.starts_with('/')) location["uriBaseId"] = kBase;
  const auto [at, added] = files_.emplace(name, files_.size());
  if (added) {
    JsonLine(artifacts_)
        .raw(dump({{"location", location}, {"roles", {"analysisTarget"}}, {"encoding", "UTF-8"}}));
  }
  location["index"] = at->second;
  told->second = dump(location);
  return told->second;
}

void SarifPlaces::add_physical(JsonLine& json, const Place& place) {
  json.open('{').key("artifactLocation").raw(artifact(place.file));
  if (place.line > 0) {
    json.key("region").open('{').key("startLine").number(place.line);
    if (place.column > 0) {
      json.key("startColumn").number(place.column);
      if (place.end > place.column) {
        json.key("endLine").number(place.line);
        json.key("endColumn").number(place.end);
      }
    }
    json.close('}');
  }
  json.close('}');
}

void SarifPlaces::add_logical(JsonLine& json, std::string_view kind, const std::string& id) {
  const std::string name = printable(id);
  const std::string full = fmt::format("{}/{}", kind, name);
  const auto [at, added] = names_.emplace(full, names_.size());
  if (added) {
    JsonLine list(logical_);
    list.open('{').key("name").text(name);
    list.key("fullyQualifiedName").text(full);
    list.key("kind").text(kind);
    list.close('}');
  }
  json.open('{').key("fullyQualifiedName").text(full);
  json.key("index").number(static_cast<std::int64_t>(at->second));
  json.close('}');
}

SarifTaxonomies::SarifTaxonomies(const BulletinHead& head) {
  uses_ = add("flowdown-uses", "Uses that policies speak of", head.uses);
  if (!head.grouping.empty()) {
    groups_ = add(printable(head.grouping), "Groups of uses", head.groups);
  }
}

SarifTaxonomies::References SarifTaxonomies::add(const std::string& name, std::string_view title,
                                                 const std::map<std::string, Vocable>& terms) {
  References references;
  if (terms.empty()) return references;
  Json taxa = Json::array();
  for (const auto& [id, term] : terms) {
    references.emplace(id,
                       dump({{"id", printable(id)},
                             {"index", taxa.size()},
                             {"toolComponent", {{"name", name}, {"index", components_.size()}}}}));
    Json taxon{{"id", printable(id)}};
    if (!term.title.empty()) taxon["shortDescription"] = sarif_message(printable(term.title));
    if (!term.definition.empty()) {
      taxon["fullDescription"] = sarif_message(printable(term.definition));
    }
    taxa.push_back(std::move(taxon));
  }
  components_.push_back({{"name", name},
                         {"shortDescription", sarif_message(title)},
                         {"isComprehensive", false},
                         {"taxa", std::move(taxa)}});
  return references;
}

void SarifTaxonomies::add_taxa(JsonLine& json, const Entry& entry) const {
  bool any = false;
  const auto refer = [&](const std::vector<std::string>& names, const References& references) {
    for (const std::string& name : names) {
      const auto at = references.find(name);
      if (at == references.end()) continue;
      if (!any) json.key("taxa").open('[');
      any = true;
      json.raw(at->second);
    }
  };
  refer(entry.uses, uses_);
  refer(entry.groups, groups_);
  if (any) json.close(']');
}

Json SarifTaxonomies::references() const {
  Json list = Json::array();
  for (std::size_t i = 0; i < components_.size(); ++i) {
    list.push_back({{"name", components_[i]["name"]}, {"index", i}});
  }
  return list;
}

}  // namespace flowdown
