// The form of files: what a file of ours may not hold, whatever it says.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/memory_files.hpp"

namespace flowdown {
namespace {

using testing::problems_of_graph;

struct Case {
  std::string situation, text, problems;
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(problems_of_graph(c.text), c.problems) << c.situation;
}

const std::string kHead = "flowdown: 1\ngraph: g\n";

std::string repeat(std::string_view text, std::size_t times) {
  if (text.size() == 1) return std::string(times, text[0]);
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(LoadYaml, AcceptsPlainTextInAllItsForms) {
  check({
      {"nothing but the head", kHead, ""},
      {"a byte order mark", "\xEF\xBB\xBF" + kHead, ""},
      {"carriage returns", "flowdown: 1\r\ngraph: g\r\ntitle: x\r\n", ""},
      {"no line end at the end", "flowdown: 1\ngraph: g", ""},
      {"a document marker", "---\n" + kHead + "...\n", ""},
      {"a YAML directive", "%YAML 1.2\n---\n" + kHead, ""},
      {"comments above", "# a\n\n# b\n" + kHead, ""},
      {"braces instead of lines", "{flowdown: 1, graph: g, parties: {}}\n", ""},
      {"any script in a title", kHead + "title: Größe 模型 🙂 \"x\"\n", ""},
      {"tabs between words", kHead + "title:\tx\nnote: a\tb\t# c\n", ""},
      {"a text over several lines", kHead + "note: |\n  one\n  two\ntitle: >\n  a\n  b\n", ""},
      {"escapes for text", kHead + "title: \"\\u00e9 \\n \\t\"\n", ""},
      {"an apostrophe, doubled", kHead + "title: 'it''s'\n", ""},
  });
}

TEST(LoadYaml, RefusesWhatIsNotText) {
  check({
      {"a broken sequence", kHead + "title: a\xC3(\n", "3:9 the byte `\\xc3` is not valid UTF-8\n"},
      {"an overlong sequence", kHead + "title: \xC0\xAF\n",
       "3:8 the byte `\\xc0` is not valid UTF-8\n"},
      {"a surrogate", kHead + "title: \xED\xA0\x80\n", "3:8 the byte `\\xed` is not valid UTF-8\n"},
      {"beyond Unicode", kHead + "title: \xF4\x90\x80\x80\n",
       "3:8 the byte `\\xf4` is not valid UTF-8\n"},
      {"a sequence cut off by the end", kHead + "title: \xE2\x82",
       "3:8 the byte `\\xe2` is not valid UTF-8\n"},
      {"UTF-16",
       "\xFF\xFE"
       "f",
       "1:1 the byte `\\xff` is not valid UTF-8\n"},
      {"only the first offence is told", kHead + "a: \xFF\xFF\nb: \xFF\n",
       "3:4 the byte `\\xff` is not valid UTF-8\n"},
      {"a zero byte", kHead + "title: a" + std::string(1, '\0') + "b\n",
       "3:9 the control character U+0000\n"},
      {"an escape character", kHead + "title: a\x1b[31m\n", "3:9 the control character U+001B\n"},
      {"a delete character", kHead + "title: \x7f\n", "3:8 the control character U+007F\n"},
      {"a control character of two bytes", kHead + "title: \xC2\x85\n",
       "3:8 the control character U+0085\n"},
      {"a lone carriage return", kHead + "title: a\rb\n",
       "3:9 a carriage return without a line feed\n"},
      {"a byte order mark inside", kHead + "title: \xEF\xBB\xBFx\n",
       "3:8 a byte order mark inside the file\n"},
      {"a control character by an escape", kHead + "title: \"a\\e[0m\"\n",
       "3:8 an escape for the control character U+001B\n"},
      {"a zero byte by an escape", kHead + "title: \"\\0\"\n",
       "3:8 an escape for the control character U+0000\n"},
      {"a tab as indentation", kHead + "parties:\n\ta: {kind: developer}\n",
       "4:1 a tab in the indentation\n"},
      {"a tab after spaces", kHead + "parties:\n  \ta: {kind: developer}\n",
       "4:3 a tab in the indentation\n"},
      {"columns after a byte order mark", "\xEF\xBB\xBFxflowdown: 1\n",
       "1:1 the first key must be `flowdown`, not `xflowdown`\n"
       "1:1 the second key must be `graph`, `policy`, `taxonomy`, `candidate` or `gate`\n"},
      {"columns count bytes, lines end in CRLF",
       "flowdown: 1\r\ngraph: g\r\ntitle: é\r\nx\xC3\xA9: {}\r\n", "4:1 unknown key `xé`\n"},
  });
}

TEST(LoadYaml, RefusesWhatIsNotOneMapping) {
  check({
      {"an empty file", "", "0:0 the file is empty\n"},
      {"only comments", "# nothing\n", "0:0 the file is empty\n"},
      {"only a marker", "---\n", "0:0 the file is empty\n"},
      {"an empty mapping", "{}\n", "1:1 the file is empty\n"},
      {"a list", "- flowdown\n", "1:1 the file must be a mapping of keys to values, not a list\n"},
      {"a word", "flowdown\n", "1:1 the file must be a mapping of keys to values, not a word\n"},
      {"a second document", kHead + "---\n" + kHead, "3:1 a second document in one file\n"},
      {"a key among the items of a list", "- a\nb: c\n",
       "2:1 this line does not belong to what stands above it\n"},
  });
}

TEST(LoadYaml, RefusesEqualKeysNamingBoth) {
  check({
      {"at the top", kHead + "title: a\nnote: b\ntitle: c\n", "5:1 duplicate key `title`\n"},
      {"in braces", kHead + "parties: {a: {kind: developer, kind: developer}}\n",
       "3:32 duplicate key `kind`\n"},
      {"two parties of one id",
       kHead + "parties:\n  a: {kind: developer}\n  a: {kind: developer}\n",
       "5:3 duplicate key `a`\n"},
      {"one of them in quotes", kHead + "title: a\n\"title\": b\n", "4:1 duplicate key `title`\n"},
  });
  Sources sources;
  testing::MemoryFiles files;
  const auto model = load({{"graph.yaml", kHead + "title: a\ntitle: b\n"}}, files,
                          testing::with_small_taxonomy(), &sources);
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(sources.describe(model.problems()[0].related), "graph.yaml:3:1");
  EXPECT_EQ(model.problems()[0].related_message, "first given here");
}

TEST(LoadYaml, RefusesWhatHidesOrRepeatsValues) {
  check({
      {"an anchor", kHead + "title: &a x\n", "3:8 anchors and aliases are not supported: `&a`\n"},
      {"an alias", kHead + "title: &a x\nnote: *a\n",
       "3:8 anchors and aliases are not supported: `&a`\n"
       "4:7 anchors and aliases are not supported: `*a`\n"},
      {"an alias that is not defined", kHead + "title: *a\n",
       "3:8 anchors and aliases are not supported\n"},
      {"an anchor of a mapping", kHead + "parties: &p {a: {kind: developer}}\n",
       "3:10 anchors and aliases are not supported: `&p`\n"},
      {"a merge key", kHead + "parties:\n  a:\n    <<: {kind: developer}\n    kind: developer\n",
       "5:5 merge keys are not supported: `<<`\n"},
      {"a tag", kHead + "title: !!str x\n", "3:8 the tag `!!str` is not supported\n"},
      {"a tag of one's own", kHead + "title: !x y\n", "3:8 the tag `!x` is not supported\n"},
      {"a tag without a name", kHead + "title: ! y\n", "3:8 the tag `!` is not supported\n"},
      {"a tag of a list", kHead + "policies: !!seq [a]\n",
       "3:11 the tag `!!seq` is not supported\n"},
      {"a list as a key", kHead + "? [a]\n: b\n", "3:3 a key must be a word\n"},
      {"nothing as a key", kHead + "parties: {: {kind: developer}}\n",
       "3:11 a key must be a word\n"},
  });
}

TEST(LoadYaml, PutsSyntaxErrorsInPlainWords) {
  check({
      {"a colon in a value", kHead + "title: a: b\n", "3:9 a `:` is not expected here\n"},
      {"a bracket that stays open", kHead + "policies: [a,\n  b\n",
       "3:11 this `[` is never closed\n"},
      {"a bracket that stays open before a key", kHead + "policies: [a, b\nparties: {}\n",
       "4:8 `,` or `]` expected here\n"},
      {"a brace that stays open", kHead + "parties: {a: {kind: developer}\n",
       "3:10 this `{` is never closed\n"},
      {"a comma that is missing", kHead + "parties: {a: {kind: developer}\n  b: {kind: x}}\n",
       "4:3 `,` or `}` expected here\n"},
      {"a bracket too many", kHead + "title: ]\n", "3:8 `]` without its opening bracket\n"},
      {"a quote that stays open", kHead + "title: 'x\nnote: y\n",
       "3:8 the closing quote is missing\n"},
      {"a quote that stays open at the end", kHead + "title: \"x",
       "3:8 the closing quote is missing\n"},
      {"a quote that stays open in brackets", kHead + "policies: ['a', \"b ]\n",
       "3:17 the closing quote is missing\n"},
      {"less indentation than before", kHead + "parties:\n  a: {kind: developer}\n b: {kind: x}\n",
       "5:2 this line does not belong to the mapping above it\n"},
      {"text that begins with @", kHead + "title: @x\n", "3:8 text cannot begin with `@`\n"},
      {"text that begins with a backtick", kHead + "title: `x`\n",
       "3:8 text cannot begin with ```\n"},
      {"an unknown escape", kHead + "title: \"a\\q\"\n",
       "3:12 unknown escape `\\q` in double quotes\n"},
      {"a surrogate by an escape", kHead + "title: \"\\ud800\"\n",
       "3:15 this escape is not a character\n"},
      {"an item on the line of its key", kHead + "policies: - a\n",
       "3:11 a list item is not expected here\n"},
      {"the marker of a document in quotes", kHead + "title: \"x\n---\n\"\n",
       "4:1 `---` or `...` inside a quoted text\n"},
  });
}

TEST(LoadYaml, BoundsDepthAndLength) {
  const std::string deep = repeat("[", 100'000);
  check({
      {"lists in lists", kHead + "parties: " + repeat("[", 40) + repeat("]", 40) + "\n",
       "3:41 nested deeper than 32 levels\n"},
      {"as deep as can be", kHead + "x: " + repeat("[", 31) + repeat("]", 31) + "\n",
       "3:1 unknown key `x`\n"},
      {"brackets without end", kHead + "parties: " + deep, "3:26 nested deeper than 32 levels\n"},
      {"items without end", kHead + "parties:\n  " + repeat("- ", 100'000),
       "4:65 nested deeper than 32 levels\n"},
      {"keys without end", kHead + repeat("? ", 100'000), "3:65 nested deeper than 32 levels\n"},
      {"a text of 65 KiB", kHead + "note: " + repeat("a", 65 * 1024) + "\ntitl: x\n",
       "3:7 a text longer than 64 KiB\n4:1 unknown key `titl`\n"},
      {"a text of 20 MB", kHead + "note: " + repeat("a", 20'000'000),
       "3:1 the value after this place is longer than 1 MiB\n"},
      {"a quoted text of 20 MB", kHead + "note: \"" + repeat("a", 20'000'000) + "\"\n",
       "3:1 the value after this place is longer than 1 MiB\n"},
      {"2 MB in braces", "{flowdown: 1, graph: g, parties: {" + repeat("a, ", 700'000) + "}}\n",
       "1:1 the value after this place is longer than 1 MiB\n"},
      {"a file of 50 MB", repeat("a", 50'000'000), "0:0 the file is larger than 32 MiB\n"},
      {"a text of 64 KiB", kHead + "note: " + repeat("a", 64 * 1024) + "\n", ""},
  });
}

TEST(LoadYaml, DoesNotExpandAliases) {
  std::string text = kHead + "parties:\n  a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    const std::string before(1, static_cast<char>(c - 1));
    text += "  " + std::string(1, c) + ": &" + c + " [" + repeat("*" + before + ", ", 9) + "]\n";
  }
  const std::string problems = problems_of_graph(text);
  EXPECT_TRUE(problems.starts_with("4:6 anchors and aliases are not supported: `&a`\n"))
      << problems;
}

TEST(LoadYaml, KeepsTwoHundredProblemsOfAFile) {
  std::string text = kHead;
  for (int i = 0; i < 300; ++i) text += "k" + std::to_string(i) + ": 1\n";
  Sources sources;
  testing::MemoryFiles files;
  const auto model = load({{"graph.yaml", text}}, files, testing::with_small_taxonomy(), &sources);
  ASSERT_FALSE(model.ok());
  ASSERT_EQ(model.problems().size(), 201U);
  EXPECT_EQ(model.problems()[199].message, "unknown key `k199`");
  EXPECT_EQ(model.problems()[200].message, "100 more problems in this file");
  EXPECT_EQ(model.problems()[200].pos.line, 0U);
}

TEST(LoadYaml, ReadsNoTypesIntoWords) {
  check({
      {"no is a word", kHead + "parties: {no: {kind: developer, title: no, seat: 012}}\n", ""},
      {"null is nothing", kHead + "title: null\n", "3:1 `title` has no value\n"},
      {"a tilde is nothing", kHead + "title: ~\n", "3:1 `title` has no value\n"},
      {"null in quotes is a word", kHead + "title: \"null\"\n", ""},
  });
}

}  // namespace
}  // namespace flowdown
