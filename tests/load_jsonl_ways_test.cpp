// Two ways to read a line, one meaning: the quick reader of common lines against the thorough one,
// on random files, good and broken; and what both are built on.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "flowdown/export.hpp"
#include "load/line_blocks.hpp"
#include "load/text_sort.hpp"
#include "load/text_table.hpp"
#include "support/random_lines.hpp"

namespace flowdown {
namespace {

using testing::chance;
using testing::pick;
using testing::RandomFile;
using testing::Rng;

// What a file gives: the model said again with all places, or the problems as they are shown.
std::string outcome(const std::string& text, bool thorough) {
  testing::MemoryFiles files = testing::files_of_random_lines();
  LoadOptions options = testing::with_small_taxonomy();
  options.thorough_lines = thorough;
  Sources sources;
  const auto model = load({{"graph.jsonl", text}}, files, options, &sources);
  if (!model) return render(model.problems(), sources);
  std::string said;
  export_jsonl(model.value(), Places::kKeep, [&said](std::string_view piece) {
    said += piece;
    return true;
  });
  return said;
}

TEST(LoadJsonlWays, AgreeOnGoodFiles) {
  std::size_t good = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const std::string text = RandomFile(seed, 0).write();
    const std::string thorough = outcome(text, true);
    ASSERT_EQ(outcome(text, false), thorough) << "seed " << seed << "\n" << text;
    good += thorough.starts_with("{") ? 1 : 0;
  }
  EXPECT_GT(good, 150U);
}

TEST(LoadJsonlWays, AgreeOnBrokenFiles) {
  std::size_t broken = 0;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    const std::string text = RandomFile(seed, 1 + seed % 8).write();
    const std::string thorough = outcome(text, true);
    ASSERT_EQ(outcome(text, false), thorough) << "seed " << seed << "\n" << text;
    broken += thorough.starts_with("{") ? 0 : 1;
  }
  EXPECT_GT(broken, 200U);
}

// Good files after some bytes were changed, wherever: the head, the line ends, the middle of a
// letter.
TEST(LoadJsonlWays, AgreeOnMutatedFiles) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Rng rng(seed);
    std::string text = RandomFile(seed, 0).write();
    for (std::size_t edits = 1 + pick(rng, 6); edits > 0 && !text.empty(); --edits) {
      const std::size_t at = pick(rng, text.size());
      const std::size_t length = 1 + pick(rng, 40);
      switch (pick(rng, 5)) {
        case 0:
          text[at] = static_cast<char>(rng());
          break;
        case 1:
          text.erase(at, length);
          break;
        case 2:
          text.insert(at, text.substr(pick(rng, text.size()), length));
          break;
        case 3:
          text.insert(at, 1, "\n\r\"\\{}[]:,0-\0\x7f\xc2\xef"[pick(rng, 16)]);
          break;
        default:
          text.resize(at);
      }
    }
    ASSERT_EQ(outcome(text, false), outcome(text, true)) << "seed " << seed << "\n" << text;
  }
}

// A file of several blocks, which threads read.
TEST(LoadJsonlWays, AgreeOnLargeFiles) {
  std::string text = "{\"flowdown\": 1, \"graph\": \"g\"}\n";
  Rng rng(1);
  std::vector<std::string> lines;
  for (int i = 0; i < 5000; ++i) {
    lines.push_back(R"({"party": {"id": "p)" + std::to_string(i) + R"(", "kind": "developer"}})");
  }
  for (int i = 0; i < 40000; ++i) {
    lines.push_back(R"({"artifact": {"id": "some-rather-long-name-)" + std::to_string(i % 39999) +
                    R"(", "kind": "model", "developer": "p)" + std::to_string(i % 5000) +
                    R"(", "derived_from": [{"artifact": "some-rather-long-name-)" +
                    std::to_string((i + 1) % 39999) + R"(", "by": "finetune"}]}})");
  }
  std::shuffle(lines.begin(), lines.end(), rng);
  for (const std::string& line : lines) text += line + "\n";
  const std::string repeated = outcome(text, true);
  EXPECT_NE(repeated.find("is declared twice"), std::string::npos) << repeated.substr(0, 500);
  EXPECT_EQ(outcome(text, false), repeated);
  text.replace(text.rfind("long-name-0\""), 12, "long-name-x\"");
  EXPECT_EQ(outcome(text, false), outcome(text, true));
}

TEST(LineBlocks, HandOutEveryLineOnce) {
  class Bytes : public ByteSource {
   public:
    explicit Bytes(std::string text) : text_(std::move(text)) {}
    std::size_t read(std::uint64_t offset, std::span<char> to) override {
      return text_.copy(to.data(), to.size(), std::min<std::size_t>(offset, text_.size()));
    }

   private:
    std::string text_;
  };
  Rng rng(7);
  for (int round = 0; round < 12; ++round) {
    std::string text, expected;
    std::uint32_t lines = 0;
    while (text.size() < 5'000'000) {
      const bool long_one = chance(rng, 2) && round % 2 == 0;
      const std::size_t size = long_one ? 900'000 + pick(rng, 900'000) : pick(rng, 60'000);
      text += std::string(size, 'x') + "\n";
      ++lines;
    }
    if (round % 3 == 0) {
      text += "end";
      ++lines;
    }
    Bytes bytes(text);
    loading::LineBlocks blocks(bytes);
    loading::LineBlock block;
    std::string seen;
    while (blocks.next(block)) {
      EXPECT_EQ(block.offset, seen.size());
      EXPECT_EQ(block.first_line, std::count(seen.begin(), seen.end(), '\n') + 1);
      seen += block.text();
    }
    EXPECT_TRUE(seen == text);
    EXPECT_TRUE(blocks.at_end());
  }
}

TEST(TextSort, SortsLikeTexts) {
  Rng rng(3);
  for (const std::size_t size : {0U, 1U, 2U, 40U, 1000U, 70'000U}) {
    for (const unsigned equal : {0U, 1U}) {
      std::vector<std::string> texts;
      for (std::size_t i = 0; i < size; ++i) {
        // Common beginnings of all lengths around those that are compared at once.
        std::string text = std::string(pick(rng, 40), 'a') + std::to_string(rng());
        if (chance(rng, 20)) text.resize(16 * (1 + pick(rng, 3)), 'a');
        texts.push_back(std::move(text));
      }
      std::sort(texts.begin(), texts.end());
      texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
      if (equal != 0 && texts.size() > 1) texts.push_back(texts[texts.size() / 2]);
      std::vector<const std::string*> things, expected;
      std::shuffle(texts.begin(), texts.end(), rng);
      for (const std::string& text : texts) things.push_back(&text);
      expected = things;
      std::stable_sort(expected.begin(), expected.end(),
                       [](const std::string* a, const std::string* b) { return *a < *b; });
      const bool repeated = loading::sort_by_text(
          things, [](const std::string& text) { return std::string_view(text); });
      EXPECT_EQ(repeated, equal != 0 && texts.size() > 1) << size;
      EXPECT_TRUE(things == expected) << size;
      EXPECT_EQ(loading::sort_by_text(
                    things, [](const std::string& text) { return std::string_view(text); }),
                repeated);
      EXPECT_TRUE(things == expected) << "sorted already";
    }
  }
}

TEST(TextTable, NumbersEachTextOnce) {
  Rng rng(5);
  loading::TextTable table;
  loading::TextArena arena;
  std::vector<loading::TextTable::Wanted> wanted;
  std::vector<std::string> texts;
  for (int i = 0; i < 20'000; ++i) texts.push_back("x" + std::to_string(pick(rng, 9'000)));
  for (const std::string& text : texts) wanted.push_back({text_hash(text), text});
  table.number_all(wanted, arena);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(table[wanted[i].number], texts[i]);
    EXPECT_EQ(table.find(texts[i], text_hash(texts[i])), wanted[i].number);
    EXPECT_EQ(table.number(texts[i], arena), wanted[i].number);
  }
  EXPECT_LE(table.size(), 9'000U);
  EXPECT_EQ(table.find("y", text_hash("y")), loading::TextTable::kNone);
}

}  // namespace
}  // namespace flowdown
