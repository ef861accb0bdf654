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
#include "report/json_line.hpp"
#include "report/layout.hpp"
#include "report/pieces.hpp"
#include "report/sarif_parts.hpp"
#include "report/two_steps.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kGithubResults = 25'000;
constexpr std::size_t kGithubSteps = 1'000;    // of a path
constexpr std::size_t kGithubRelated = 100;    // places
constexpr std::size_t kGithubMessage = 4'000;  // characters

// A waiver that takes effect is for information; all else is something to be mended.
bool is_fault(Code code) { return code != Code::kWaiverApplied; }

class SarifWriter {
 public:
  SarifWriter(const BulletinHead& head, EntrySource& entries, const ToolInfo& tool, bool github,
              const Sink& sink)
      : head_(head),
        entries_(entries),
        tool_(tool),
        github_(github),
        shown_(entries_shown()),
        prints_(entries),
        places_(tool),
        taxonomies_(github ? nothing() : head),
        out_(sink) {}

  bool write() {
    std::string& out = out_.text();
    out =
        "{\"$schema\": \"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
        "sarif-schema-2.1.0.json\",\n \"version\": \"2.1.0\",\n \"runs\": [{\n";
    const Json run = about_run();
    for (const auto& [key, value] : run.items()) {
      out += fmt::format("  \"{}\": {},\n", key, dump(value));
    }
    out += "  \"results\": [";
    const bool goes_on = in_two_steps(
        shown_.size(), [&](std::size_t nth) { return entries_.entry(shown_[nth]); },
        [&](std::size_t nth, const Entry& entry) {
          out += nth == 0 ? "\n   " : ",\n   ";
          add_result(entry, prints_.of(shown_[nth], entry.id));
          return out_.go_on();
        });
    if (!goes_on) return false;
    out += shown_.empty() ? "],\n" : "\n  ],\n";
    // What the results refer to, now that all are known.
    out += fmt::format("  \"artifacts\": [{}],\n", places_.artifacts());
    out += fmt::format("  \"logicalLocations\": [{}]\n }}]}}\n", places_.logical_locations());
    return out_.finish();
  }

 private:
  static const BulletinHead& nothing() {
    static const BulletinHead kNothing;
    return kNothing;
  }

  // The entries that are shown, in their order.
  std::vector<std::size_t> entries_shown() {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const EntryOutline entry = entries_.outline(i);
      compared_ = compared_ || (!github_ && entry.change != Change::kNone);
      suppressed_ = suppressed_ || (!github_ && entry.accepted);
      if (!github_ || (!entry.accepted && entry.change != Change::kGone && is_fault(entry.code))) {
        all.push_back(i);
      }
    }
    left_out_ = entries_.size() - all.size();
    if (!github_ || all.size() <= kGithubResults) return all;
    std::stable_sort(all.begin(), all.end(), [&](std::size_t a, std::size_t b) {
      return entries_.outline(a).severity > entries_.outline(b).severity;
    });
    beyond_ = all.size() - kGithubResults;
    all.resize(kGithubResults);
    std::sort(all.begin(), all.end());
    return all;
  }

  // What of the run does not hang on its results.
  Json about_run() const {
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
    run["automationDetails"] = {{"id", fmt::format("flowdown/{}/", printable(head_.graph))},
                                {"description", sarif_message(about())}};
    run["invocations"] = Json::array({invocation()});
    run["originalUriBaseIds"] = {
        {"%SRCROOT%", {{"description", sarif_message("The folder that flowdown was run in.")}}}};
    run["columnKind"] = "unicodeCodePoints";
    if (!head_.approval.empty()) run["properties"] = approval();
    if (!taxonomies_.components().empty()) run["taxonomies"] = taxonomies_.components();
    return run;
  }

  std::string about() const {
    const std::string title = head_.title.empty() ? head_.graph : head_.title;
    const std::string against =
        head_.compared_with.empty() ? "" : ", against " + head_.compared_with;
    return printable(fmt::format("{}, as of {}{}: {}.", title, head_.as_of.text(), against,
                                 verdict_of(head_, entries_)));
  }

  // The answer to the check of a new partner, with what has to be agreed.
  Json approval() const {
    Json conditions = Json::array();
    for (const Requirement& one : head_.requirements) {
      conditions.push_back({{"id", printable(one.id)},
                            {"kind", printable(one.kind)},
                            {"from", printable(one.from)},
                            {"where", printable(one.where)},
                            {"clause", printable(one.clause)},
                            {"record", printable(one.record)},
                            {"by", one.by.text()},
                            {"removes", one.removes}});
    }
    return {{"verdict", head_.approval},
            {"gate", printable(head_.gate)},
            {"conditions", std::move(conditions)}};
  }

  Json invocation() const {
    Json notes = Json::array();
    const auto add = [&](std::string_view level, std::string_view text) {
      notes.push_back({{"level", level}, {"message", sarif_message(text)}});
    };
    for (const std::string& notice : head_.notices) add("warning", printable(notice) + '.');
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

  void add_result(const Entry& entry, const std::string& print) {
    const bool fault = is_fault(entry.code);
    JsonLine json(out_.text());
    json.open('{').key("ruleId").text(info(entry.code).name);
    json.key("ruleIndex").number(static_cast<std::int64_t>(sarif_rule_index(entry.code)));
    json.key("kind").text(fault ? "fail" : "informational");
    json.key("level").text(fault ? name_of(entry.severity) : "none");
    const std::string text = sentences(entry);
    add_message(json, github_ ? cut(text, kGithubMessage) : text);
    add_location(json, entry);
    add_code_flow(json, entry);
    add_related(json, entry);
    json.key("partialFingerprints").open('{').key("flowdown/v1").text(print);
    if (github_) json.key("primaryLocationLineHash").text(print + ":1");
    json.close('}');
    if (!github_) {
      taxonomies_.add_taxa(json, entry);
      if (compared_) json.key("baselineState").text(baseline_state(entry));
      if (suppressed_) add_suppressions(json, entry);
    }
    add_properties(json, entry);
    json.close('}');
  }

  static void add_message(JsonLine& json, std::string_view text) {
    json.key("message").open('{').key("text").text(sarif_text(text));
    json.close('}');
  }

  void add_location(JsonLine& json, const Entry& entry) {
    json.key("locations").open('[').open('{');
    if (github_ || entry.place.known()) {
      json.key("physicalLocation");
      places_.add_physical(json, github_ ? place_to_show(entry, head_) : entry.place);
    }
    if (!entry.party.empty() || !entry.agreement.empty() || !entry.artifact.empty()) {
      json.key("logicalLocations").open('[');
      if (!entry.party.empty()) places_.add_logical(json, "party", entry.party);
      if (!entry.agreement.empty()) places_.add_logical(json, "agreement", entry.agreement);
      if (!entry.artifact.empty()) places_.add_logical(json, "artifact", entry.artifact);
      json.close(']');
    }
    json.close('}').close(']');
  }

  // Nothing where the obligation took no step, or none is shown.
  void add_code_flow(JsonLine& json, const Entry& entry) {
    if (entry.path.size() < 2) return;
    std::size_t steps = 0;
    for (const PathStep& step : entry.path) {
      if (github_ && (steps == kGithubSteps || !step.place.known())) continue;
      if (steps++ == 0) {
        json.key("codeFlows").open('[').open('{');
        add_message(json, "The way by which the obligation came.");
        json.key("threadFlows").open('[').open('{').key("locations").open('[');
      }
      json.open('{').key("location").open('{');
      if (step.place.known()) {
        json.key("physicalLocation");
        places_.add_physical(json, step.place);
      }
      json.key("logicalLocations").open('[');
      places_.add_logical(json, "party", step.party);
      json.close(']');
      add_message(json, printable(step.words) + '.');
      json.close('}').close('}');
    }
    if (steps > 0) json.close(']').close('}').close(']').close('}').close(']');
  }

  void add_related(JsonLine& json, const Entry& entry) {
    std::int64_t count = 0;
    for (const RelatedPlace& other : entry.related) {
      if (!other.place.known()) continue;
      if (github_ && count == kGithubRelated) break;
      if (count == 0) json.key("relatedLocations").open('[');
      json.open('{').key("id").number(count++);
      json.key("physicalLocation");
      places_.add_physical(json, other.place);
      add_message(json, printable(other.message) + '.');
      json.close('}');
    }
    if (count > 0) json.close(']');
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
  void add_suppressions(JsonLine& json, const Entry& entry) {
    json.key("suppressions").open('[');
    if (entry.accepted) {
      json.open('{').key("kind").text("external");
      json.key("status").text("accepted");
      json.key("justification").text(sarif_text(why_not_counted(entry)));
      if (entry.accepted->place.known()) {
        json.key("location").open('{').key("physicalLocation");
        places_.add_physical(json, entry.accepted->place);
        json.close('}');
      }
      json.close('}');
    }
    json.close(']');
  }

  static void add_properties(JsonLine& json, const Entry& entry) {
    const auto text = [&](JsonKey key, const std::string& value) {
      if (!value.empty()) json.key(key).text(printable(value));
    };
    const auto list = [&](JsonKey key, const std::vector<std::string>& items) {
      if (items.empty()) return;
      json.key(key).open('[');
      for (const std::string& item : items) json.text(printable(item));
      json.close(']');
    };
    json.key("properties").open('{').key("id").text(printable(entry.id));
    json.key("tentative").boolean(entry.tentative);
    json.key("confidence").text(key_of(entry.confidence));
    json.key("bound").boolean(entry.bound);
    json.key("downstream").number(static_cast<std::int64_t>(entry.downstream));
    text("actor", entry.actor);
    text("issuer", entry.issuer);
    text("policy", entry.policy);
    text("version", entry.version);
    text("gate", entry.ruling);
    list("clauses", entry.clauses);
    list("causes", entry.causes);
    list("conditions", entry.requirements);
    json.close('}');
  }

  const BulletinHead& head_;
  EntrySource& entries_;
  const ToolInfo& tool_;
  bool github_, compared_ = false, suppressed_ = false;
  std::size_t left_out_ = 0, beyond_ = 0;
  std::vector<std::size_t> shown_;  // after what finding them sets
  Fingerprints prints_;
  SarifPlaces places_;
  SarifTaxonomies taxonomies_;
  Pieces out_;
};

}  // namespace

bool sarif(const BulletinHead& head, EntrySource& entries, const ToolInfo& tool, const Sink& sink) {
  return SarifWriter(head, entries, tool, false, sink).write();
}

bool sarif_github(const BulletinHead& head, EntrySource& entries, const ToolInfo& tool,
                  const Sink& sink) {
  return SarifWriter(head, entries, tool, true, sink).write();
}

}  // namespace flowdown
