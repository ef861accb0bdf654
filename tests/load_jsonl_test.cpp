// JSON Lines: what a reader makes of it, and what it answers to mistakes of its form. What the keys
// of an entry mean is the business of the readers that YAML has, too.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/memory_files.hpp"

namespace flowdown {
namespace {

const std::string kHead = R"({"flowdown": 1, "graph": "g"})"
                          "\n";

Result<Model> load_lines(const std::string& text, Sources* sources) {
  testing::MemoryFiles files;
  return load({{"graph.jsonl", text}}, files, testing::with_small_taxonomy(), sources);
}

// The problems of a file, as brief() puts them.
std::string problems_of(const std::string& text) {
  Sources sources;
  const auto model = load_lines(text, &sources);
  return model.ok() ? "" : testing::brief(model.problems(), sources, "graph.jsonl");
}

TEST(LoadJsonl, AnEmptyListIsNotItsText) {
  const std::string before = kHead +
                             R"({"party": {"id": "a", "kind": "application", "policies": []}})"
                             "\n";
  EXPECT_EQ(
      problems_of(before + R"({"party": {"id": "b", "kind": "application", "policies": "[]"}})"),
      problems_of(kHead + "\n" +
                  R"({"party": {"id": "b", "kind": "application", "policies": "[]"}})"));
  EXPECT_NE(
      problems_of(before + R"({"party": {"id": "b", "kind": "application", "policies": "[]"}})"),
      "");
  const std::string agreements =
      R"({"party": {"id": "b", "kind": "application"}})"
      "\n"
      R"({"artifact": {"id": "m", "kind": "model", "developer": "a"}})"
      "\n"
      R"({"agreement": {"id": "x", "from": "a", "to": "b", "artifacts": ["m"], "channel": "api", "where": {}}})"
      "\n";
  EXPECT_EQ(problems_of(before + agreements), "");
  EXPECT_NE(
      problems_of(
          before + agreements +
          R"({"agreement": {"id": "y", "from": "a", "to": "b", "artifacts": ["m"], "channel": "api", "where": "{}"}})"),
      "");
}

TEST(LoadJsonl, WhatIsMissingIsToBeALine) {
  Sources sources;
  const auto loaded = load_lines(
      kHead + R"({"artifact": {"id": "m", "kind": "model", "developer": "nobody"}})", &sources);
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.problems()[0].help, "declare it in a line `{\"party\": {\"id\": …}}`");
}

TEST(LoadJsonl, ReadsEveryKindOfEntryInAnyOrder) {
  Sources sources;
  const auto loaded = load_lines(
      R"({"flowdown": 1, "graph": ["b", "a"], "title": "T", "as_of": "2024-04-08", "note": "n"})"
      "\n"
      R"({"agreement": {"id": "deal", "from": "meta", "to": "aws", "artifacts": ["tuned"], "channel": "api", "incorporates": ["aup"]}})"
      "\n\n"
      R"({"artifact": {"id": "tuned", "kind": "model", "developer": "meta", "derived_from": [{"artifact": "llama", "by": "finetune"}]}})"
      "\r\n"
      R"({"artifact": {"id": "llama", "kind": "model", "developer": "meta"}})"
      "\n"
      R"({"use": {"id": "gambling", "title": "Gambling", "in": "abuse"}})"
      "\n"
      R"({"policy": {"id": "aup", "issuer": "meta", "document": "licence", "version": "1", "rules": [{"prohibit": ["gambling"]}]}})"
      "\n"
      R"({"taxonomy": {"id": "mine", "safeguards": {"dual_control": "Two people look at it"}}})"
      "\n"
      R"({"party": {"id": "aws", "kind": "cloud_provider", "policies": [], "attributes": {"monthly_active_users": {"2024-01-01": 12}}}})"
      "\n"
      R"({"party": {"id": "meta", "kind": "developer", "policies": "none", "practices": ["dual_control"]}})",
      &sources);
  ASSERT_TRUE(loaded.ok()) << testing::brief(loaded.problems(), sources, "graph.jsonl");
  const Graph& graph = loaded.value().graph;
  EXPECT_EQ(graph.id, "a+b");
  EXPECT_EQ(graph.title, "T");
  EXPECT_EQ(graph.as_of, Date::parse("2024-04-08"));
  ASSERT_EQ(graph.parties.size(), 2U);
  EXPECT_EQ(graph.name(graph.parties[0].id), "aws");
  EXPECT_EQ(graph.policies_of(graph.parties[0]).stated, Stated::kNone);
  ASSERT_EQ(graph.parties[0].attributes.size(), 1U);
  EXPECT_EQ(graph.parties[0].attributes[0].dated.size(), 1U);
  EXPECT_EQ(graph.parties[1].practices.size(), 1U);
  ASSERT_EQ(graph.artifacts.size(), 2U);
  EXPECT_EQ(graph.name(graph.artifacts[1].id), "tuned");
  EXPECT_EQ(graph.artifacts[1].pos.line, 4U);
  EXPECT_EQ(graph.artifacts[1].pos.column, 21U);
  ASSERT_EQ(graph.derivations.size(), 1U);
  EXPECT_EQ(graph.derivations[0].parent, ArtifactId(0));
  EXPECT_EQ(graph.agreements.size(), 1U);
  EXPECT_TRUE(loaded.value().policies.find("aup"));
  EXPECT_TRUE(loaded.value().taxonomy.find_use("gambling"));
}

struct Case {
  std::string situation, text, problems;
};

void check(const std::vector<Case>& cases) {
  for (const auto& [situation, text, problems] : cases) {
    EXPECT_EQ(problems_of(text), problems) << situation;
  }
}

TEST(LoadJsonl, AnswersFilesWithoutAGoodHead) {
  check({
      {"an empty file", "", "0:0 the file is empty\n"},
      {"blank lines alone", "\n \n\r\n", "0:0 the file is empty\n"},
      {"no head", R"({"party": {"id": "a", "kind": "developer"}})",
       "1:1 the first line must say which version of the format follows\n"},
      {"another version", R"({"flowdown": 2, "graph": "g"})",
       "1:14 version `2` of the format is not supported\n"},
      {"another kind of file", R"({"flowdown": 1, "policy": "p"})",
       "1:17 the second key must be `graph`\n"},
      {"a head of which nothing can be read", R"({"flowdown": 1, "graph": "g")",
       "1:1 the line ends before this mapping is closed\n"},
      {"a head with entries in it", R"({"flowdown": 1, "graph": "g", "parties": {}})",
       "1:31 unknown key `parties`\n"},
      {"a head with its keys in another order",
       R"({"as_of": "2024-01-01", "graph": "a+b", "flowdown": 1})",
       "1:34 `a+b` cannot be the id of a graph\n"},
      {"a second head", kHead + kHead, "2:2 a second head in one file\n"},
      {"a bad id", R"({"flowdown": 1, "graph": "a+b"})",
       "1:26 `a+b` cannot be the id of a graph\n"},
      {"an impossible date", R"({"flowdown": 1, "graph": "g", "as_of": "2023-02-29"})",
       "1:40 no calendar has the day `2023-02-29`\n"},
  });
}

TEST(LoadJsonl, AnswersMistakesOfALine) {
  check({
      {"a truncated last line", kHead + R"({"party": {"id": "a", "ki)",
       "2:23 the line ends before this text is closed\n"},
      {"truncated after a comma", kHead + R"({"party": {"id": "a",)",
       "2:11 the line ends before this mapping is closed\n"},
      {"truncated after a colon", kHead + R"({"party": )",
       "2:11 the line ends where a value is expected\n"},
      {"a comma too many", kHead + R"({"party": {"id": "a", "kind": "developer",}})",
       "2:43 a comma before `}`\n"},
      {"a comma too few", kHead + R"({"party": {"id": "a" "kind": "developer"}})",
       "2:22 `,` or `}` is expected, and here is `\"`\n"},
      {"a comma after the line", kHead + R"({"party": {"id": "a", "kind": "developer"}},)",
       "2:44 nothing may follow the value, and here is `,`\n"},
      {"two entries in a line",
       kHead + R"({"party": {"id": "a", "kind": "developer"}} {"party": {}})",
       "2:45 nothing may follow the value, and here is `{`\n"},
      {"one entry in two lines", kHead + "{\"party\":\n {\"id\": \"a\"}}",
       "2:10 the line ends where a value is expected\n"
       "3:13 nothing may follow the value, and here is `}`\n"},
      {"a list instead of a mapping", kHead + "[]",
       "2:1 a line must be a mapping of one kind to an entry, not a list\n"},
      {"nothing in it", kHead + "{}",
       "2:1 a line must be a mapping of one kind to an entry, not an empty one\n"},
      {"a misspelt kind", kHead + R"({"artefact": {"id": "a"}})",
       "2:2 unknown kind of entry `artefact`\n"},
      {"two kinds", kHead + R"({"party": {"id": "a", "kind": "developer"}, "artifact": {}})",
       "2:45 `artifact` after the entry\n"},
      {"an entry that is a list", kHead + R"({"party": []})",
       "2:11 `party` must be a mapping of keys to values, not a list\n"},
      {"no id", kHead + R"({"party": {"kind": "developer"}})", "2:2 this party has no `id`\n"},
      {"an id that is a list", kHead + R"({"party": {"id": []}})",
       "2:18 `id` must be text, not a list\n"},
      {"single quotes", kHead + R"({'party': {}})",
       "2:2 a key in double quotes is expected, and here is `'`\n"},
      {"a bare word", kHead + R"({"party": {"id": a}})",
       "2:18 a value is expected, and here is `a`\n"},
      {"the policy's own key instead of an id", kHead + R"({"policy": {"policy": "p"}})",
       "2:13 unknown key `policy`\n"},
  });
}

TEST(LoadJsonl, AnswersMistakesInsideOfValues) {
  const std::string party = kHead + R"({"party": {"id": "a", "kind": "developer", )";
  check({
      {"invalid UTF-8", party + "\"title\": \"x\xff\"}}",
       "2:55 the byte `\\xff` is not valid UTF-8\n"},
      {"an end inside of a character", party + "\"title\": \"x\xf0\x9f\x92",
       "2:53 the line ends before this text is closed\n"},
      {"an end behind a byte of none", party + "\"title\": \"x\xf0\x80",
       "2:55 the byte `\\xf0` is not valid UTF-8\n"},
      {"an overlong NUL", party + "\"title\": \"\xc0\x80\"}}",
       "2:54 the byte `\\xc0` is not valid UTF-8\n"},
      {"a NUL byte", party + std::string("\"title\": \"\0\"}}", 14),
       "2:54 the control character U+0000 inside of a text\n"},
      {"a NUL byte between values", kHead + std::string("\0{}", 3),
       "2:1 a value is expected, and here is the control character U+0000\n"},
      {"a tab in a text", party + "\"title\": \"\t\"}}",
       "2:54 the control character U+0009 inside of a text\n"},
      {"an escaped escape character", party + R"("title": "\u001b[31m"}})",
       "2:53 the control character U+001B inside of a text\n"},
      {"a C1 control character", party + "\"title\": \"\xc2\x9b\"}}",
       "2:53 the control character U+009B inside of a text\n"},
      {"a byte order mark in a text", party + "\"title\": \"\xef\xbb\xbf\"}}",
       "2:53 a byte order mark inside of a text\n"},
      {"an unknown escape", party + R"("title": "\x"}})", "2:54 JSON has no such escape\n"},
      {"half a surrogate pair", party + R"("title": "\ud83d"}})",
       "2:54 half of a surrogate pair is no character\n"},
      {"a number with a zero in front", party + R"("attributes": {"monthly_active_users": 012}}})",
       "2:83 `012` is not a number as JSON writes them\n"},
      {"a number with underscores", party + R"("attributes": {"monthly_active_users": 1_000}}})",
       "2:83 `1_000` is not a number as JSON writes them\n"},
      {"a number beyond the range",
       party + R"("attributes": {"monthly_active_users": 9223372036854775808}}})",
       "2:83 `monthly_active_users` must be a whole number; `9223372036854775808` is too large\n"},
      {"a fraction", party + R"("attributes": {"monthly_active_users": 1.5}}})",
       "2:83 `monthly_active_users` must be a whole number; `1.5` is not one\n"},
      {"a number as a text", party + R"("attributes": {"monthly_active_users": "5"}}})",
       "2:83 `monthly_active_users` must be a whole number; `5` is text\n"},
      {"null", party + R"("title": null}})", "2:44 `title` has no value\n"},
      {"a duplicate key", party + R"("id": "b"}})", "2:44 duplicate key `id`\n"},
      {"an unknown key", party + R"("titel": "b"}})", "2:44 unknown key `titel`\n"},
      {"a wrong type", party + R"("title": ["b"]}})", "2:53 `title` must be text, not a list\n"},
      {"too deep", party + R"("uses": )" + std::string(40, '[') + std::string(40, ']') + "}}",
       "2:82 nested deeper than 32 levels\n"},
      {"a huge text", party + R"("title": ")" + std::string(70000, 'x') + "\"}}",
       "2:53 a text longer than 64 KiB\n"},
      {"a carriage return inside of a line", kHead + "{\"party\": {\"id\":\"a\"}}\r{}",
       "2:23 nothing may follow the value, and here is `{`\n"},
  });
}

TEST(LoadJsonl, AnswersWhatContradictsAnotherLine) {
  check({
      {"a duplicate id",
       kHead + R"({"party": {"id": "a", "kind": "developer"}})"
               "\n"
               R"({"artifact": {"id": "a", "kind": "model", "developer": "a"}})"
               "\n"
               R"({"party": {"id": "a", "kind": "developer"}})",
       "4:18 the party `a` is declared twice\n"},
      {"a dangling name",
       kHead + R"({"artifact": {"id": "m", "kind": "model", "developer": "nobody"}})",
       "2:56 unknown party `nobody`\n"},
      {"no name dangles that an unreadable line may declare",
       kHead + R"({"artifact": {"id": "m", "kind": "model", "developer": "nobody"}})"
               "\n{\"party\"",
       "3:1 the line ends before this mapping is closed\n"},
      {"a use twice",
       kHead + R"({"use": {"id": "x"}})"
               "\n"
               R"({"use": {"id": "x"}})",
       "3:16 the use `x` is declared twice\n"},
  });
}

TEST(LoadJsonl, ReadsMarksBlankLinesAndLineEnds) {
  check({
      {"a byte order mark", "\xEF\xBB\xBF" + kHead, ""},
      {"CRLF and no line end at the end",
       "{\"flowdown\": 1, \"graph\": \"g\"}\r\n\r\n{\"party\": {\"id\": \"a\", \"kind\": "
       "\"developer\"}}",
       ""},
      {"spaces around", "  {\"flowdown\": 1, \"graph\": \"g\"} \t\n   \n", ""},
      {"escapes",
       kHead +
           R"({"party": {"id": "\u0061", "kind": "devel\u006fper", "title": "\ud83d\ude00\n\/"}})",
       ""},
  });
}

TEST(LoadJsonl, AnswersALineThatIsTooLong) {
  const std::string good = R"({"party": {"id": "a", "kind": "developer"}})";
  for (const std::size_t size : {(std::size_t{16} << 20U) + 1, std::size_t{100} << 20U}) {
    const std::string text =
        kHead + "{\"party\": \"" + std::string(size, 'x') + "\"}\n" + good + "\n" + good + "\n";
    EXPECT_EQ(problems_of(text),
              "2:1 a line longer than 16 MiB\n4:18 the party `a` is declared twice\n");
  }
}

TEST(LoadJsonl, CountsWhatIsTooMuchToTell) {
  std::string text = kHead;
  for (int i = 0; i < 1000; ++i) text += "{\"x\": {}}\n";
  const std::string problems = problems_of(text);
  EXPECT_TRUE(problems.ends_with("0:0 800 more problems in this file\n"))
      << problems.substr(problems.size() - 200);
}

// Whatever the order in which they are found: parties are read before agreements.
TEST(LoadJsonl, TellsTheFirstProblemsByPlace) {
  std::string text = kHead;
  for (int i = 0; i < 300; ++i) {
    text += fmt::format(R"({{"agreement": {{"id": "g{}", "from": "a", "to": "b"}}}})", i) + "\n";
  }
  for (int i = 0; i < 300; ++i) {
    text += fmt::format(R"({{"party": {{"id": "p{}", "kind": "x"}}}})", 999 - i) + "\n";
  }
  const std::string problems = problems_of(text);
  EXPECT_TRUE(problems.starts_with("2:")) << problems.substr(0, 100);
  EXPECT_EQ(problems.find("`kind` cannot be"), problems.npos) << problems.substr(0, 1000);
}

TEST(LoadJsonl, QuotesTheLine) {
  Sources sources;
  const auto model = load_lines(
      "\xEF\xBB\xBF" + kHead + R"({"party": {"id": "a", "kind": "develloper"}})", &sources);
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(render(model.problems(), sources),
            "graph.jsonl:2:31: error: `kind` cannot be `develloper`\n"
            "    2 | {\"party\": {\"id\": \"a\", \"kind\": \"develloper\"}}\n"
            "      |                               ^~~~~~~~~~~~\n"
            "      = help: did you mean `developer`?\n");
}

TEST(LoadJsonl, IsToldFromYaml) {
  EXPECT_TRUE(is_bulk("x.jsonl", ""));
  EXPECT_TRUE(is_bulk("x.ndjson", ""));
  EXPECT_TRUE(is_bulk("<stdin>", kHead + "{}"));
  EXPECT_TRUE(is_bulk("<stdin>", "\xEF\xBB\xBF\r\n" + kHead + "\n {\"party\""));
  EXPECT_TRUE(is_bulk("<stdin>", kHead + "xxx"));
  EXPECT_FALSE(is_bulk("<stdin>", kHead + "# the end\n"));
  EXPECT_FALSE(is_bulk("<stdin>", kHead));  // YAML, and the same graph
  EXPECT_FALSE(is_bulk("<stdin>", "{\n\"flowdown\": 1, \"graph\": \"g\"}"));
  EXPECT_FALSE(is_bulk("<stdin>", "flowdown: 1\ngraph: g\n"));
  EXPECT_FALSE(is_bulk("g.yaml", R"({"flowdown": 1, "graph": "g", "parties": {}})"));
}

}  // namespace
}  // namespace flowdown
