// The formats for other programs: what each shows and leaves out, and that no text of the user's
// can act in any of them. tests/cli/formats_test.py reads the outputs back with the parsers of
// others.

#include "flowdown/formats.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "flowdown/report.hpp"
#include "report/escape.hpp"
#include "report/format_parts.hpp"

namespace flowdown {
namespace {

using Json = nlohmann::ordered_json;

const ToolInfo kTool{"1.2.3", "/checkout", Severity::kError};

// What a format says of a bulletin that is held, in one piece.
std::string in_one(FormatWriter* write, const Bulletin& bulletin, const ToolInfo& tool) {
  HeldEntries entries(bulletin.entries);
  std::string text;
  EXPECT_TRUE(write(bulletin, entries, tool, [&text](std::string_view piece) {
    text += piece;
    return true;
  }));
  return text;
}
std::string sarif(const Bulletin& b, const ToolInfo& tool) {
  return in_one(flowdown::sarif, b, tool);
}
std::string sarif_github(const Bulletin& b, const ToolInfo& tool) {
  return in_one(flowdown::sarif_github, b, tool);
}
std::string junit(const Bulletin& b, const ToolInfo& tool) {
  return in_one(flowdown::junit, b, tool);
}
std::string github_annotations(const Bulletin& b, const ToolInfo& tool) {
  return in_one(flowdown::github_annotations, b, tool);
}
std::string gitlab(const Bulletin& b, const ToolInfo& tool) {
  return in_one(flowdown::gitlab, b, tool);
}
std::string markdown(const Bulletin& b, const ToolInfo& tool) {
  return in_one(flowdown::markdown, b, tool);
}
std::string csv(const Bulletin& b, const ToolInfo& tool) { return in_one(flowdown::csv, b, tool); }
std::string verdict_of(const Bulletin& b) {
  return flowdown::verdict_of(b, HeldEntries(b.entries));
}

Entry entry(std::string id, Severity severity = Severity::kError, Code code = Code::kGapSilent) {
  Entry e;
  e.id = std::move(id);
  e.code = code;
  e.severity = severity;
  e.party = "app";
  e.artifact = "model";
  e.issuer = "lab";
  e.policy = "lab-aup";
  e.clauses = {"1.a"};
  e.uses = {"spam"};
  e.groups = {"Fraud"};
  e.actor = "App (app), application";
  e.message = "app-terms does not speak of spam";
  e.help = "name it in app-terms (`prohibit: [spam]`)";
  e.place = {"graph.yaml", 7, 3, 6};
  e.path = {{"lab", "model", "", "lab-aup holds at lab for model", {"graph.yaml", 5, 3, 6}},
            {"app",
             "model",
             "lab-to-app",
             "supplied by agreement lab-to-app to app",
             {"graph.yaml", 12, 5, 15}}};
  e.related = {{"lab-aup clause 1.a: the ban on spam", {"policies/lab.yaml", 4, 5, 13}}};
  return e;
}

Bulletin bulletin_of(std::vector<Entry> entries) {
  Bulletin b;
  b.graph = "chain";
  b.title = "A chain";
  b.file = "graph.yaml";
  b.as_of = *Date::parse("2024-06-01");
  b.entries = std::move(entries);
  b.grouping = "klyman-17";
  b.uses = {{"spam", {"Spam", "Bulk messages"}}};
  b.groups = {{"Fraud", {"Fraud", "spam"}}};
  return b;
}

Entry accepted(Entry e) {
  e.accepted = Acceptance{"a pilot with ten users",
                          "Legal",
                          *Date::parse("2026-12-31"),
                          {"flowdown.exceptions.yaml", 3, 5}};
  return e;
}

Entry changed(Entry e, Change change) {
  e.change = change;
  return e;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++n;
  return n;
}

Json results_of(const std::string& log) { return Json::parse(log)["runs"][0]["results"]; }

struct Named {
  std::string_view name;
  std::function<std::string(const Bulletin&, const ToolInfo&)> write;
};
const std::vector<Named> kFormats = {{"sarif", sarif},   {"sarif-github", sarif_github},
                                     {"junit", junit},   {"github", github_annotations},
                                     {"gitlab", gitlab}, {"markdown", markdown},
                                     {"csv", csv}};

// A field of RFC 4180 after another, for lines without line ends in fields.
std::vector<std::string> csv_fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

// Hostile text in every field

const std::vector<std::string> kHostile = {
    "=cmd|'/c calc'!A1",
    "@SUM(1)",
    "a;=1+1",
    "\"quoted\", and more",
    "line\nbreak\r::error file=x::y",
    "::error::injected",
    "100%,a:b%0A::warning::x",
    "##[error]injected",
    "x ##[add-mask]y",
    "<script>alert(1)</script>]]>&amp;",
    "[click](https://evil.example) {0} www.evil.example",
    "@everyone | `code | more` ` odd",
    "\x1b[31mred\x1b[0m \x9b",
    "\xe2\x80\xaeright to left\xe2\x81\xa6",
    "\xef\xbf\xbf\xef\xbf\xbe\xef\xbb\xbf",
    "\xff\xfe not UTF-8",
    "</details></summary>",
    std::string("nul\0byte", 8),
    "../../etc/passwd",
};

Entry hostile_entry(const std::string& text) {
  Entry e = changed(accepted(entry(text)), Change::kNew);
  e.party = e.artifact = e.issuer = e.policy = e.version = e.actor = e.message = e.help = text;
  e.clauses = e.uses = e.groups = e.causes = {text, text};
  e.place.file = text;
  for (PathStep& step : e.path) {
    step.party = step.artifact = step.agreement = step.words = step.place.file = text;
  }
  for (RelatedPlace& place : e.related) place.message = place.place.file = text;
  e.accepted->reason = e.accepted->owner = e.accepted->place.file = text;
  return e;
}

Bulletin hostile_bulletin(const std::string& text) {
  Entry open = hostile_entry(text);
  open.accepted.reset();
  Entry nowhere = open;
  nowhere.place = {};
  Bulletin b = bulletin_of({hostile_entry(text), open, nowhere});
  b.graph = b.title = b.file = b.verdict = b.compared_with = b.grouping = text;
  b.notices = {text};
  b.uses = b.groups = {{text, {text, text}}};
  return b;
}

TEST(Formats, NoTextOfTheUsersActsInAnyFormat) {
  for (const std::string& text : kHostile) {
    const Bulletin b = hostile_bulletin(text);
    for (const auto& [name, write] : kFormats) {
      const std::string out = write(b, kTool);
      SCOPED_TRACE(std::string(name) + ": " + printable(text));
      EXPECT_TRUE(out.ends_with('\n'));
      for (const std::string& line : lines_of(out)) {
        if (printable(line) != line) {
          ADD_FAILURE() << "not printable: " << printable(line);
          break;
        }
      }
    }
  }
}

TEST(Formats, NoTextOfTheUsersIsAWorkflowCommand) {
  for (const std::string& text : kHostile) {
    const std::string out = github_annotations(hostile_bulletin(text), kTool);
    SCOPED_TRACE(out);
    const std::vector<std::string> lines = lines_of(out);
    ASSERT_EQ(lines.size(), 4U);  // two annotations, a notice of ours, the verdict
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_TRUE(lines[i].starts_with(i < 2 ? "::error file=" : "flowdown: "));
    }
    EXPECT_EQ(count(out, "##["), 0U);
    // The properties end at the first `::` after the command, and there are five of them.
    const std::string properties = lines[0].substr(8, lines[0].find("::", 2) - 8);
    EXPECT_EQ(count(properties, ","), 4U);
    EXPECT_EQ(count(properties, ":"), 0U);
  }
}

TEST(Formats, NoTextOfTheUsersIsAFormula) {
  for (const std::string& text : kHostile) {
    const std::vector<std::string> lines = lines_of(csv(hostile_bulletin(text), kTool));
    ASSERT_EQ(lines.size(), 4U);
    const std::size_t columns = csv_fields(lines[0]).size();
    for (const std::string& line : lines) {
      EXPECT_EQ(csv_fields(line).size(), columns) << line;
      for (const std::string& field : csv_fields(line)) {
        std::string cell;
        std::istringstream stream(field);
        while (std::getline(stream, cell, ';')) {
          EXPECT_TRUE(cell.empty() || std::string("=+-@").find(cell[0]) == std::string::npos)
              << line;
        }
      }
    }
  }
}

TEST(Formats, NoTextOfTheUsersIsAPlaceholderOrLinkOfSarif) {
  const std::string out =
      sarif(hostile_bulletin("[click](https://evil.example) {0} [1](0)"), kTool);
  for (const Json& result : results_of(out)) {
    const std::string text = result["message"]["text"];
    EXPECT_EQ(count(text, "]("), 0U);
    EXPECT_EQ(count(text, "{0}"), count(text, "{{0}}"));
    EXPECT_GE(count(text, "{{0}}"), 4U);
  }
}

// Markdown without what stands in backticks, except that a `|` there ends a cell all the same.
std::string without_code(const std::string& text) {
  std::string out;
  bool code = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = i > 0 && text[i - 1] == '\\';
    if (text[i] == '`' && (code || !escaped)) {
      code = !code;
    } else if (!code || text[i] == '\n' || (text[i] == '|' && !escaped)) {
      out += text[i];
    }
  }
  EXPECT_FALSE(code);
  return out;
}

TEST(Formats, NoTextOfTheUsersIsMarkupOfMarkdown) {
  const std::string out = without_code(markdown(
      hostile_bulletin("<b>x</b> @everyone [a](https://e.example) | `a|b` </details>"), kTool));
  EXPECT_EQ(count(out, "<b>"), 0U);
  EXPECT_EQ(count(out, "@everyone"), 0U);
  EXPECT_EQ(count(out, "](http"), 0U);
  EXPECT_EQ(count(out, "https://e"), 0U);
  EXPECT_EQ(count(out, "</details>"), count(out, "<details>"));
  for (const std::string& line : lines_of(out)) {
    if (!line.starts_with("| error")) continue;
    std::string plain = line;
    for (std::size_t at = plain.find("\\|"); at != plain.npos; at = plain.find("\\|")) {
      plain.erase(at, 2);
    }
    EXPECT_EQ(count(plain, "|"), 5U) << line;
  }
}

// Names of files

TEST(FileNames, AreRelativeToTheCheckoutAndPlain) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"graph.yaml", "graph.yaml"},
      {"./a//b/../graph.yaml", "a/graph.yaml"},
      {"/checkout/sub/graph.yaml", "sub/graph.yaml"},
      {"/checkoutside/graph.yaml", "/checkoutside/graph.yaml"},
      {"../checkout/graph.yaml", "graph.yaml"},
      {"../other/graph.yaml", "/other/graph.yaml"},
      {"/../x", "/x"},
      {"<stdin>", "<stdin>"},
  };
  for (const auto& [file, name] : cases) EXPECT_EQ(file_name(file, kTool), name);
  EXPECT_EQ(file_name("../a", {"1", "", {}}), "../a");
}

TEST(FileNames, AreEncodedInUris) {
  EXPECT_EQ(uri_of("a b/ü%.yaml"), "a%20b/%C3%BC%25.yaml");
  EXPECT_EQ(uri_of("/x/y"), "file:///x/y");
  EXPECT_EQ(uri_of("<stdin>"), "%3Cstdin%3E");
}

// SARIF

TEST(Sarif, AResultHasItsRulePlacePathTaxaAndFingerprint) {
  const std::string log = sarif(bulletin_of({entry("0123456789abcdef")}), kTool);
  const Json run = Json::parse(log)["runs"][0];
  const Json& result = run["results"][0];
  const Json& rule = run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()];
  EXPECT_EQ(rule["id"], "gap-silent");
  EXPECT_EQ(result["ruleId"], "gap-silent");
  EXPECT_EQ(result["partialFingerprints"], (Json{{"flowdown/v1", "0123456789abcdef"}}));
  EXPECT_EQ(result["locations"][0]["physicalLocation"]["region"],
            (Json{{"startLine", 7}, {"startColumn", 3}, {"endLine", 7}, {"endColumn", 6}}));
  EXPECT_EQ(result["codeFlows"][0]["threadFlows"][0]["locations"].size(), 2U);
  EXPECT_EQ(result["relatedLocations"].size(), 1U);
  EXPECT_EQ(result["taxa"].size(), 2U);
  EXPECT_FALSE(result.contains("suppressions"));
  EXPECT_FALSE(result.contains("baselineState"));
  EXPECT_EQ(run["columnKind"], "unicodeCodePoints");
}

TEST(Sarif, WhereOneIsSuppressedEachSaysWhetherItIs) {
  const Json results = results_of(sarif(bulletin_of({entry("a"), accepted(entry("b"))}), kTool));
  EXPECT_EQ(results[0]["suppressions"], Json::array());
  EXPECT_EQ(results[1]["suppressions"][0]["justification"],
            "accepted by Legal until 2026-12-31: a pilot with ten users");
}

TEST(Sarif, WhereOneIsComparedEachHasABaselineState) {
  const Json results = results_of(
      sarif(bulletin_of({changed(entry("a"), Change::kNew), changed(entry("b"), Change::kUnchanged),
                         changed(entry("c"), Change::kGone)}),
            kTool));
  EXPECT_EQ(results[0]["baselineState"], "new");
  EXPECT_EQ(results[1]["baselineState"], "unchanged");
  EXPECT_EQ(results[2]["baselineState"], "absent");
}

TEST(Sarif, AWaiverThatTakesEffectIsNoFault) {
  const Json results =
      results_of(sarif(bulletin_of({entry("a", Severity::kNote, Code::kWaiverApplied)}), kTool));
  EXPECT_EQ(results[0]["kind"], "informational");
  EXPECT_EQ(results[0]["level"], "none");
}

TEST(SarifGithub, ShowsOnlyWhatIsOpenAndAtFault) {
  Entry nowhere = entry("c");
  nowhere.place = {};
  const Json results =
      results_of(sarif_github(bulletin_of({accepted(entry("a")), changed(entry("b"), Change::kGone),
                                           nowhere, changed(entry("d"), Change::kUnchanged),
                                           entry("e", Severity::kNote, Code::kWaiverApplied)}),
                              kTool));
  ASSERT_EQ(results.size(), 2U);
  for (const Json& result : results) {
    EXPECT_EQ(result["kind"], "fail");
    EXPECT_FALSE(result.contains("suppressions"));
    EXPECT_FALSE(result.contains("baselineState"));
    ASSERT_EQ(result["locations"].size(), 1U);
    EXPECT_EQ(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "graph.yaml");
    EXPECT_TRUE(result["locations"][0]["physicalLocation"]["region"].contains("endColumn"));
  }
  EXPECT_EQ(results[0]["partialFingerprints"]["primaryLocationLineHash"], "c:1");
}

TEST(SarifGithub, KeepsTheGravestWhereThereAreTooMany) {
  std::vector<Entry> entries(25'000, entry("w", Severity::kWarning));
  entries.push_back(entry("e"));
  const Json run = Json::parse(sarif_github(bulletin_of(std::move(entries)), kTool))["runs"][0];
  EXPECT_EQ(run["results"].size(), 25'000U);
  EXPECT_EQ(run["results"].back()["level"], "error");
  EXPECT_EQ(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"],
            "1 finding beyond the 25,000 that GitHub takes is left out.");
}

// JUnit

TEST(Junit, FailsWhatFailsTheRun) {
  const Bulletin b = bulletin_of({entry("a"), entry("b", Severity::kWarning), accepted(entry("c")),
                                  changed(entry("d"), Change::kGone)});
  const std::string by_error = junit(b, kTool);
  EXPECT_EQ(count(by_error, "<failure "), 1U);
  EXPECT_EQ(count(by_error, "<skipped "), 2U);
  EXPECT_NE(by_error.find("tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"2\""),
            std::string::npos);
  EXPECT_EQ(count(junit(b, {"1", "", Severity::kNote}), "<failure "), 2U);
  EXPECT_EQ(count(junit(b, {"1", "", std::nullopt}), "<failure "), 0U);
}

TEST(Junit, ACleanAuditIsOneTestThatPasses) {
  const std::string out = junit(bulletin_of({}), kTool);
  EXPECT_NE(out.find("tests=\"1\" failures=\"0\""), std::string::npos);
  EXPECT_EQ(count(out, "<testcase "), 1U);
}

// GitHub annotations

TEST(Github, AnAnnotationNamesThePlaceAndSaysWhatToDo) {
  EXPECT_EQ(
      github_annotations(bulletin_of({entry("0123456789abcdef")}), kTool),
      "::error file=graph.yaml,line=7,col=3,endColumn=6,title=gap-silent (0123456789abcdef)::"
      "app-terms does not speak of spam%0AWhat to do: name it in app-terms (`prohibit: [spam]`)"
      "%0APath: lab → (lab-to-app) → app\n"
      "flowdown: fails: 1 error\n");
}

TEST(Github, WritesTenOfASeverityAndSaysWhatIsCut) {
  for (const std::size_t n : {10U, 11U, 35U}) {
    std::vector<Entry> entries(n, entry("e"));
    entries.push_back(entry("n", Severity::kNote));
    entries.push_back(accepted(entry("a")));
    const std::string out = github_annotations(bulletin_of(std::move(entries)), kTool);
    EXPECT_EQ(count(out, "::error "), 10U);
    EXPECT_EQ(count(out, "::notice "), 1U);
    EXPECT_EQ(count(out, std::to_string(n - 9) + " of " + std::to_string(n) + " errors are"),
              n > 10 ? 1U : 0U);
  }
}

// GitLab

TEST(Gitlab, FingerprintsDifferAndSeveritiesAreMapped) {
  const Json list = Json::parse(
      gitlab(bulletin_of({entry("a"), entry("a", Severity::kWarning), entry("b", Severity::kNote),
                          accepted(entry("c")), changed(entry("d"), Change::kGone)}),
             kTool));
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0]["fingerprint"], "a");
  EXPECT_EQ(list[1]["fingerprint"], "a-2");
  EXPECT_EQ(list[0]["severity"], "critical");
  EXPECT_EQ(list[1]["severity"], "minor");
  EXPECT_EQ(list[2]["severity"], "info");
  EXPECT_EQ(list[0]["location"], (Json{{"path", "graph.yaml"}, {"lines", {{"begin", 7}}}}));
  EXPECT_EQ(gitlab(bulletin_of({}), kTool), "[]\n");
}

// Markdown

TEST(Markdown, SaysTheVerdictFirstAndWhoHasToAct) {
  const std::vector<std::string> lines =
      lines_of(markdown(bulletin_of({entry("a"), accepted(entry("b"))}), kTool));
  EXPECT_EQ(lines[0], "## flowdown: A chain");
  EXPECT_EQ(lines[2], "**fails: 1 error**, as of 2024-06-01");
  EXPECT_EQ(count(markdown(bulletin_of({entry("a"), accepted(entry("b"))}), kTool),
                  "| App \\(app\\), application | 1 | 0 | 0 |"),
            1U);
}

TEST(Markdown, FitsIntoACommentAndSaysWhatItCut) {
  for (const std::size_t n : {100U, 1'000U, 3'000U}) {
    Bulletin b = bulletin_of({});
    for (std::size_t i = 0; i < n; ++i) {
      b.entries.push_back(entry(std::to_string(i)));
      b.entries.back().actor = "party " + std::to_string(i);
      b.entries.back().message = std::string(2'000, 'x');
      b.entries.back().causes = {std::string(9'000, '*')};
    }
    b.notices.assign(n, std::string(3'000, '<'));
    b.title = std::string(64 * 1024, '@');
    b.verdict = b.title;
    const std::string out = markdown(b, kTool);
    EXPECT_LE(out.size(), kMarkdownLimit);
    EXPECT_EQ(count(out, "**Cut**"), 1U);
    EXPECT_EQ(count(out, "<details>"), count(out, "</details>"));
    EXPECT_TRUE(out.starts_with("## flowdown: "));
    EXPECT_TRUE(out.ends_with("This is not legal advice.\n"));
  }
}

// All

// Enough of them for a thread of its own.
Bulletin large_bulletin() {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < 6'000; ++i) {
    entries.push_back(entry(std::to_string(i % 5'000)));
    entries.back().actor = "party " + std::to_string(i % 7);
    if (i % 3 == 0) entries.back() = changed(entries.back(), Change::kGone);
    if (i % 3 == 1) entries.back() = accepted(entries.back());
  }
  return bulletin_of(std::move(entries));
}

TEST(Formats, ASinkThatTakesNoMoreEndsTheFormat) {
  const Bulletin b = large_bulletin();
  for (FormatWriter* write :
       {&flowdown::sarif, &flowdown::sarif_github, &flowdown::junit, &flowdown::github_annotations,
        &flowdown::gitlab, &flowdown::markdown, &flowdown::csv}) {
    HeldEntries entries(b.entries);
    std::size_t pieces = 0;
    EXPECT_FALSE(write(b, entries, kTool, [&pieces](std::string_view) {
      ++pieces;
      return false;
    }));
    EXPECT_EQ(pieces, 1U);
  }
}

TEST(Formats, EntriesByTheThousandAreAllThereInTheirOrder) {
  const Bulletin b = large_bulletin();
  const Json results = results_of(sarif(b, kTool));
  const std::vector<std::string> lines = lines_of(csv(b, kTool));
  ASSERT_EQ(results.size(), b.entries.size());
  ASSERT_EQ(lines.size(), b.entries.size() + 1);
  for (std::size_t i = 0; i < b.entries.size(); ++i) {
    const std::string print = b.entries[i].id + (i < 5'000 ? "" : "-2");
    EXPECT_EQ(results[i]["partialFingerprints"]["flowdown/v1"], print);
    EXPECT_TRUE(lines[i + 1].starts_with(b.entries[i].id + ",error,"));
  }
  EXPECT_EQ(Json::parse(gitlab(b, kTool)).size(), 2'000U);
  const std::string suites = junit(b, kTool);
  EXPECT_EQ(count(suites, "<testsuite "), 7U);
  EXPECT_EQ(count(suites, "</testsuite>"), 7U);
  EXPECT_EQ(count(suites, "<testcase "), 6'000U);
  EXPECT_EQ(count(suites, "<failure "), 2'000U);
}

TEST(Fingerprints, AreThoseOfCountingEachId) {
  std::mt19937 random(4);
  for (const std::size_t ids : {1U, 3U, 50U, 100'000U}) {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < 500; ++i) entries.push_back(entry(std::to_string(random() % ids)));
    const HeldEntries held(entries);
    const Fingerprints prints(held);
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const std::size_t nth = ++seen[entries[i].id];
      EXPECT_EQ(prints.of(i, entries[i].id),
                nth == 1 ? entries[i].id : entries[i].id + "-" + std::to_string(nth));
    }
  }
}

TEST(Formats, TheVerdictCountsWhatCounts) {
  EXPECT_EQ(verdict_of(bulletin_of({})), "passes: no findings");
  EXPECT_EQ(verdict_of(bulletin_of({entry("a"), entry("b", Severity::kNote)})),
            "fails: 1 error and 1 note");
  EXPECT_EQ(verdict_of(bulletin_of({accepted(entry("a")), entry("b", Severity::kWarning)})),
            "passes with warnings: 1 warning");
  EXPECT_EQ(verdict_of(bulletin_of({changed(entry("a"), Change::kUnchanged)})),
            "passes: no new findings");
  Bulletin own = bulletin_of({entry("a")});
  own.verdict = "reject: 1 finding blocks";
  EXPECT_EQ(verdict_of(own), own.verdict);
}

}  // namespace
}  // namespace flowdown
