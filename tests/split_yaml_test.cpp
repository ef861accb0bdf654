// A YAML text in pieces against the whole of it: what the pieces say together, where they are
// taken, is what the whole says, to the place of each word.
#include "load/split_yaml.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <string>

#include "load/problems.hpp"
#include "support/random_lines.hpp"

namespace flowdown::loading {
namespace {

using testing::chance;
using testing::pick;
using testing::Rng;

void move_down(YamlNode& node, std::uint32_t lines) {
  node.pos.line += lines;
  for (YamlNode& item : node.items) move_down(item, lines);
  for (auto& [key, value] : node.entries) {
    move_down(key, lines);
    move_down(value, lines);
  }
}

std::string said(const YamlNode& node) {
  std::string text = std::to_string(static_cast<int>(node.kind)) + (node.plain ? "p" : "q") +
                     std::to_string(node.pos.line) + ":" + std::to_string(node.pos.column) + "+" +
                     std::to_string(node.length) + "<" + node.text + ">";
  for (const YamlNode& item : node.items) text += "[" + said(item) + "]";
  for (const auto& [key, value] : node.entries) text += "{" + said(key) + "=" + said(value) + "}";
  return text;
}

// Nothing, where the pieces are not taken.
std::optional<YamlNode> in_pieces(const std::string& text, std::size_t count, std::size_t& parts) {
  const std::vector<YamlPiece> pieces = split_yaml(text, count);
  parts = pieces.size();
  std::vector<YamlNode> roots;
  for (const YamlPiece& piece : pieces) {
    Problems problems;
    std::optional<YamlNode> root = parse_yaml(FileId(0), piece.text, problems);
    if (!root || !problems.empty()) return std::nullopt;
    // A key that was added stands a line before the file's first, at the earliest.
    move_down(*root, piece.lines_away);
    roots.push_back(std::move(*root));
  }
  return join_pieces(pieces, std::move(roots));
}

TEST(SplitYaml, PiecesSayWhatTheWholeSays) {
  static const std::string kLines[] = {
      "parties:",
      "artifacts:",
      "agreements:",
      "note:",
      "title: some words",
      "title: 'a",
      "# remark",
      "",
      "  a: {kind: developer}",
      "  b:",
      "    kind: x",
      "    kind: y",
      "  c: 1",
      "  d: [a,",
      "    b]",
      "- id: x",
      "- id: y",
      "  from: a",
      "  - z",
      "  - id: w",
      "-",
      "- |",
      "note: |",
      "  text: t",
      "  more text",
      "  \"quoted",
      "  end\"",
      "  'it",
      "  is'",
      "...",
      "---",
      "  |",
      "  >-",
      "  ? q",
      "  : r",
      "? q",
      ": r",
      "key: [a,",
      "  b]",
      "]",
      "x: \"a\"",
      "    lit",
      "  lit: |",
      "   odd",
      "\"k\": v",
      "  <<: *a",
      "  e: &x y",
      "y: !t z",
      "  \"f\": g",
      "a",
      "  f: # remark",
      "z:   # remark",
  };
  // Those of a file as it should be come more often.
  static const std::string kGood[] = {"parties:",    "artifacts:", "  a:",    "  b:",      "  c: 1",
                                      "    kind: x", "- id: x",    "- id: y", "  from: a", "  - z"};
  Rng rng(17);
  std::size_t taken = 0, parted = 0;
  for (int round = 0; round < 100'000; ++round) {
    std::string text;
    const bool tidy = chance(rng, 50);
    for (std::size_t lines = 2 + pick(rng, 10); lines > 0; --lines) {
      text += tidy || chance(rng, 50) ? kGood[pick(rng, std::size(kGood))]
                                      : kLines[pick(rng, std::size(kLines))];
      // Names of their own, so that few keys stand twice.
      if (tidy && text.back() == ':') text.insert(text.size() - 1, std::to_string(lines));
      text += "\n";
    }
    if (chance(rng, 10)) text.pop_back();
    std::size_t parts = 0;
    const auto joined = in_pieces(text, 2 + pick(rng, 4), parts);
    if (parts < 2) continue;
    ++parted;
    if (!joined) continue;
    ++taken;
    Problems problems;
    const auto whole = parse_yaml(FileId(0), text, problems);
    ASSERT_TRUE(whole.has_value() && problems.empty()) << text;
    ASSERT_EQ(said(*joined), said(*whole)) << text;
  }
  EXPECT_GT(parted, 5'000U);
  EXPECT_GT(taken, 1'500U);
}

TEST(SplitYaml, LongTextsArePartedWithinTheirSections) {
  std::string text = "flowdown: 1\ngraph: g\nparties:\n  p: {kind: developer}\nartifacts:\n";
  for (int i = 0; i < 20'000; ++i) {
    text += "  a" + std::to_string(i) + ":\n    kind: model\n    developer: p\n";
  }
  text += "agreements:\n";
  for (int i = 0; i < 5'000; ++i) {
    text += "- id: g" + std::to_string(i) + "\n  note: some words\n  artifacts:\n  - a1\n";
  }
  const std::vector<YamlPiece> pieces = split_yaml(text, 4);
  ASSERT_EQ(pieces.size(), 4U);
  EXPECT_EQ(pieces[1].section, "artifacts");
  std::size_t parts = 0;
  const auto joined = in_pieces(text, 4, parts);
  ASSERT_TRUE(joined.has_value());
  // As one piece, and as parse_yaml() parts it.
  const auto whole = in_pieces(text, 1, parts);
  EXPECT_EQ(parts, 1U);
  Problems problems;
  EXPECT_EQ(said(*joined), said(*parse_yaml(FileId(0), text, problems)));
  EXPECT_TRUE(said(*joined) == said(*whole));
  // Words that go on in the next line.
  const std::string folded = text + "note: >\n  some\n  words\n";
  EXPECT_EQ(split_yaml(folded, 4).size(), 1U);
  EXPECT_NE(said(*parse_yaml(FileId(0), folded, problems)).find("some words"), std::string::npos);
  // A key that stands twice, far from each other.
  text += "- id: last\n";
  const std::string twice = text + "parties:\n  q: {kind: developer}\n";
  EXPECT_FALSE(in_pieces(twice, 4, parts).has_value());
  const auto refused = parse_yaml(FileId(0), twice, problems);
  EXPECT_EQ(problems.count(), 1U);
}

}  // namespace
}  // namespace flowdown::loading
