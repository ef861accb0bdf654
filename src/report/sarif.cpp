// SARIF 2.1.0, in two editions. The full one tells everything that SARIF has a place for: the way
// by which an obligation came is a code flow, the rules on both sides are related locations, uses
// and groups are taxa, an accepted entry is suppressed, and how it stands to the run before is its
// baseline state. The edition for GitHub leaves out what code scanning would show wrongly: it shows
// suppressed results and results that are no failures as open alerts, and works out itself what is
// new.
//
// Results stand one on a line, so that two logs can be compared line by line.
#include <fmt/format.h>

#include <algorithm>

#include "flowdown/formats.hpp"
#include "flowdown/report.hpp"
#include "report/layout.hpp"
#include "report/sarif_parts.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kGithubResults = 25'000;
constexpr std::size_t kGithubSteps = 1'000;    // of a path
constexpr std::size_t kGithubRelated = 100;    // places
constexpr std::size_t kGithubMessage = 4'000;  // characters

// A waiver that takes effect is for information; all else is something to be mended.
bool is_fault(const Entry& entry) { return entry.code != Code::kWaiverApplied; }

class SarifWriter {
 public:
  SarifWriter(const Bulletin& bulletin, const ToolInfo& tool, bool github)
      : bulletin_(bulletin),
        tool_(tool),
        github_(github),
        places_(tool),
        taxonomies_(github ? nothing() : bulletin) {
    for (const Entry& entry : bulletin.entries) {
      compared_ = compared_ || (!github && entry.change != Change::kNone);
      suppressed_ = suppressed_ || (!github && entry.accepted);
    }
  }

  std::string write() {
    const std::vector<std::string> prints = fingerprints(bulletin_);
    std::string results;
    for (const std::size_t i : shown()) {
      results += results.empty() ? "\n   " : ",\n   ";
      results += dump(result(bulletin_.entries[i], prints[i]));
    }
    std::string out =
        "{\"$schema\": \"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
        "sarif-schema-2.1.0.json\",\n \"version\": \"2.1.0\",\n \"runs\": [{\n";
    const Json run = head();
    for (const auto& [key, value] : run.items()) {
      out += fmt::format("  \"{}\": {},\n", key, dump(value));
    }
    out += "  \"results\": [";
    out += results;  // which may be very long
    out += results.empty() ? "]}]}\n" : "\n  ]}]}\n";
    return out;
  }

 private:
  static const Bulletin& nothing() {
    static const Bulletin kNothing;
    return kNothing;
  }

  // The entries that are shown, in their order.
  std::vector<std::size_t> shown() {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < bulletin_.entries.size(); ++i) {
      const Entry& entry = bulletin_.entries[i];
      if (!github_ || (!entry.accepted && entry.change != Change::kGone && is_fault(entry))) {
        all.push_back(i);
      }
    }
    left_out_ = bulletin_.entries.size() - all.size();
    if (!github_ || all.size() <= kGithubResults) return all;
    std::stable_sort(all.begin(), all.end(), [&](std::size_t a, std::size_t b) {
      return bulletin_.entries[a].severity > bulletin_.entries[b].severity;
    });
    beyond_ = all.size() - kGithubResults;
    all.resize(kGithubResults);
    std::sort(all.begin(), all.end());
    return all;
  }

  // Everything of the run but its results. Call after result() was called for all.
  Json head() {
    Json driver{{"name", "flowdown"},
                {"version", tool_.version},
                {"semanticVersion", tool_.version},
                {"shortDescription",
                 sarif_message("Checks how acceptable-use obligations travel through an AI supply "
                               "chain.")},
                {"rules", sarif_rules(github_)}};
    if (!taxonomies_.components().empty()) {
      driver["supportedTaxonomies"] = taxonomies_.references();
    }
    Json run;
    run["tool"] = {{"driver", std::move(driver)}};
    run["automationDetails"] = {{"id", fmt::format("flowdown/{}/", printable(bulletin_.graph))},
                                {"description", sarif_message(about())}};
    run["invocations"] = Json::array({invocation()});
    run["originalUriBaseIds"] = {
        {"%SRCROOT%", {{"description", sarif_message("The folder that flowdown was run in.")}}}};
    run["columnKind"] = "unicodeCodePoints";
    if (!bulletin_.approval.empty()) run["properties"] = approval();
    run["artifacts"] = places_.artifacts();
    run["logicalLocations"] = places_.logical_locations();
    if (!taxonomies_.components().empty()) run["taxonomies"] = taxonomies_.components();
    return run;
  }

  std::string about() const {
    const std::string title = bulletin_.title.empty() ? bulletin_.graph : bulletin_.title;
    const std::string against =
        bulletin_.compared_with.empty() ? "" : ", against " + bulletin_.compared_with;
    return printable(fmt::format("{}, as of {}{}: {}.", title, bulletin_.as_of.text(), against,
                                 verdict_of(bulletin_)));
  }

  // The answer to the check of a new partner, with what has to be agreed.
  Json approval() const {
    Json conditions = Json::array();
    for (const Requirement& one : bulletin_.requirements) {
      conditions.push_back({{"id", printable(one.id)},
                            {"kind", printable(one.kind)},
                            {"from", printable(one.from)},
                            {"where", printable(one.where)},
                            {"clause", printable(one.clause)},
                            {"record", printable(one.record)},
                            {"by", one.by.text()},
                            {"removes", one.removes}});
    }
    return {{"verdict", bulletin_.approval},
            {"gate", printable(bulletin_.gate)},
            {"conditions", std::move(conditions)}};
  }

  Json invocation() const {
    Json notes = Json::array();
    const auto add = [&](std::string_view level, std::string_view text) {
      notes.push_back({{"level", level}, {"message", sarif_message(text)}});
    };
    for (const std::string& notice : bulletin_.notices) add("warning", printable(notice) + '.');
    if (left_out_ > 0) {
      add("note", fmt::format("Left out: {}, accepted, gone or for information alone.",
                              count_of(left_out_, "finding")));
    }
    if (beyond_ > 0) {
      add("warning", fmt::format("{} beyond the {} that GitHub takes {} left out.",
                                 count_of(beyond_, "finding"), grouped(kGithubResults),
                                 beyond_ == 1 ? "is" : "are"));
    }
    Json json{{"executionSuccessful", true}};
    if (!notes.empty()) json["toolExecutionNotifications"] = std::move(notes);
    return json;
  }

  Json result(const Entry& entry, const std::string& print) {
    const bool fault = is_fault(entry);
    Json json;
    json["ruleId"] = info(entry.code).name;
    json["ruleIndex"] = sarif_rule_index(entry.code);
    json["kind"] = fault ? "fail" : "informational";
    json["level"] = fault ? name_of(entry.severity) : "none";
    const std::string text = sentences(entry);
    json["message"] = sarif_message(github_ ? cut(text, kGithubMessage) : text);
    json["locations"] = Json::array({location(entry)});
    Json flow = code_flow(entry);
    if (!flow.empty()) json["codeFlows"] = Json::array({std::move(flow)});
    Json places = related(entry);
    if (!places.empty()) json["relatedLocations"] = std::move(places);
    json["partialFingerprints"] = {{"flowdown/v1", print}};
    if (github_) json["partialFingerprints"]["primaryLocationLineHash"] = print + ":1";
    if (!github_) {
      Json taxa = taxonomies_.taxa_of(entry);
      if (!taxa.empty()) json["taxa"] = std::move(taxa);
      if (compared_) json["baselineState"] = baseline_state(entry);
      if (suppressed_) json["suppressions"] = suppressions(entry);
    }
    json["properties"] = properties(entry);
    return json;
  }

  Json location(const Entry& entry) {
    Json json;
    if (github_ || entry.place.known()) {
      json["physicalLocation"] =
          places_.physical(github_ ? place_to_show(entry, bulletin_) : entry.place);
    }
    Json logical = Json::array();
    if (!entry.party.empty()) logical.push_back(places_.logical("party", entry.party));
    if (!entry.agreement.empty()) logical.push_back(places_.logical("agreement", entry.agreement));
    if (!entry.artifact.empty()) logical.push_back(places_.logical("artifact", entry.artifact));
    if (!logical.empty()) json["logicalLocations"] = std::move(logical);
    return json;
  }

  // Empty where the obligation took no step.
  Json code_flow(const Entry& entry) {
    if (entry.path.size() < 2) return {};
    Json steps = Json::array();
    for (const PathStep& step : entry.path) {
      if (github_ && (steps.size() == kGithubSteps || !step.place.known())) continue;
      Json at;
      if (step.place.known()) at["physicalLocation"] = places_.physical(step.place);
      at["logicalLocations"] = Json::array({places_.logical("party", step.party)});
      at["message"] = sarif_message(printable(step.words) + '.');
      steps.push_back({{"location", std::move(at)}});
    }
    if (steps.empty()) return {};
    return {{"message", sarif_message("The way by which the obligation came.")},
            {"threadFlows", Json::array({{{"locations", std::move(steps)}}})}};
  }

  Json related(const Entry& entry) {
    Json list = Json::array();
    for (const RelatedPlace& other : entry.related) {
      if (!other.place.known()) continue;
      if (github_ && list.size() == kGithubRelated) break;
      list.push_back({{"id", list.size()},
                      {"physicalLocation", places_.physical(other.place)},
                      {"message", sarif_message(printable(other.message) + '.')}});
    }
    return list;
  }

  static std::string_view baseline_state(const Entry& entry) {
    switch (entry.change) {
      case Change::kUnchanged:
        return entry.updated ? "updated" : "unchanged";
      case Change::kGone:
        return "absent";
      case Change::kNone:
      case Change::kNew:
        break;
    }
    return entry.updated ? "updated" : "new";
  }

  // In a run in which one result is suppressed, each has to say whether it is.
  Json suppressions(const Entry& entry) {
    Json list = Json::array();
    if (!entry.accepted) return list;
    Json one{{"kind", "external"},
             {"status", "accepted"},
             {"justification", sarif_text(why_not_counted(entry))}};
    if (entry.accepted->place.known()) {
      one["location"] = {{"physicalLocation", places_.physical(entry.accepted->place)}};
    }
    list.push_back(std::move(one));
    return list;
  }

  static Json properties(const Entry& entry) {
    Json json;
    const auto add = [&](const char* key, const std::string& value) {
      if (!value.empty()) json[key] = printable(value);
    };
    json["id"] = printable(entry.id);
    json["tentative"] = entry.tentative;
    json["confidence"] = key_of(entry.confidence);
    json["bound"] = entry.bound;
    json["downstream"] = entry.downstream;
    add("actor", entry.actor);
    add("issuer", entry.issuer);
    add("policy", entry.policy);
    add("version", entry.version);
    add("gate", entry.ruling);
    for (const auto& [key, list] : {std::pair("clauses", &entry.clauses),
                                    {"causes", &entry.causes},
                                    {"conditions", &entry.requirements}}) {
      for (const std::string& item : *list) json[key].push_back(printable(item));
    }
    return json;
  }

  const Bulletin& bulletin_;
  const ToolInfo& tool_;
  bool github_, compared_ = false, suppressed_ = false;
  std::size_t left_out_ = 0, beyond_ = 0;
  SarifPlaces places_;
  SarifTaxonomies taxonomies_;
};

}  // namespace

std::string sarif(const Bulletin& bulletin, const ToolInfo& tool) {
  return SarifWriter(bulletin, tool, false).write();
}

std::string sarif_github(const Bulletin& bulletin, const ToolInfo& tool) {
  return SarifWriter(bulletin, tool, true).write();
}

}  // namespace flowdown
