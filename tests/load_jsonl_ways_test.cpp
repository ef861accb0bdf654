// Two ways to read a line, one meaning: the quick reader of common lines against the thorough one,
// on random files, good and broken; and what both are built on.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "flowdown/export.hpp"
#include "flowdown/text_table.hpp"
#include "load/line_blocks.hpp"
#include "load/line_patterns.hpp"
#include "load/text_sort.hpp"
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

// Lines that differ in their names alone, but for one or two in which something is not as it was.
TEST(LoadJsonlWays, AgreeOnLinesThatAreNearlyAlike) {
  static const std::string kForms[] = {
      R"({"party": {"id": "#", "kind": "application", "title": "~", "seat": "~"}})",
      R"({"artifact": {"id": "#", "kind": "model", "developer": "p", "title": "~"}})",
      R"({"artifact": {"id": "#", "kind": "model", "developer": "p", "released": "~"}})",
      R"({"artifact": {"id": "#", "kind": "model", "developer": "p", "derived_from": [)"
      R"({"artifact": "a", "by": "merge"}, {"by": "merge", "artifact": "b"}]}})",
      R"({"agreement": {"id": "#", "from": "p", "to": "q", "artifacts": ["a", "b"], )"
      R"("channel": "api"}})",
  };
  static const std::string kOdd[] = {
      "",
      ".x",
      "-",
      "x y",
      "p",
      "q",
      "nobody",
      R"(\u0070)",
      R"(p\\)",
      R"(p\)",
      "p\"",
      "\xC3\xA4",
      "\xC2\x80",
      "\xC3",
      "\x01",
      "\x7F",
      std::string(1, '\0'),
      "\t",
      "2024-02-30",
      "2024-03-01",
      " ",
      std::string(201, 'x'),
      "}",
      "\r",
      "x\"}}",
      R"(", "note": "x)",
  };
  std::size_t good = 0;
  for (std::uint64_t seed = 1; seed <= 700; ++seed) {
    Rng rng(seed);
    const std::string& form = kForms[pick(rng, std::size(kForms))];
    const bool dated = form.find("released") != form.npos;
    std::string text = "{\"flowdown\": 1, \"graph\": \"g\"}\n";
    for (const char* id : {"p", "q"}) {
      text += std::string(R"({"party": {"id": ")") + id + R"(", "kind": "developer"}})" + "\n";
    }
    for (const char* id : {"a", "b"}) {
      text += std::string(R"({"artifact": {"id": ")") + id +
              R"(", "kind": "model", "developer": "p"}})" + "\n";
    }
    for (int i = 0; i < 5; ++i) {
      std::string line;
      for (const char c : form) {
        if (c == '#') {
          line += "n" + std::to_string(i);
        } else if (c == '~') {
          line += dated ? "2024-05-0" + std::to_string(i + 1) : "t" + std::to_string(i);
        } else {
          line += c;
        }
      }
      if (chance(rng, 30)) {
        // In the place of what stands between two quotes, or behind the line.
        std::vector<std::size_t> quotes;
        for (std::size_t at = 0; at < line.size(); ++at) {
          if (line[at] == '"') quotes.push_back(at);
        }
        const std::string& odd = kOdd[pick(rng, std::size(kOdd))];
        const std::size_t which = 2 * pick(rng, quotes.size() / 2);
        if (chance(rng, 15)) {
          line += odd;
        } else {
          line.replace(quotes[which] + 1, quotes[which + 1] - quotes[which] - 1, odd);
        }
      }
      text += line + "\n";
    }
    const std::string thorough = outcome(text, true);
    ASSERT_EQ(outcome(text, false), thorough) << "seed " << seed << "\n" << text;
    good += thorough.starts_with("{") ? 1 : 0;
  }
  EXPECT_GT(good, 100U);
  EXPECT_LT(good, 600U);
}

// Against a list of all forms that were added, each tried in turn.
TEST(LinePatterns, FindWhatAListFinds) {
  using loading::LinePatterns;
  struct Form {
    std::vector<std::string> between;  // one more than there are gaps
    std::vector<LinePatterns::Gap> gaps;
  };
  const auto texts_of = [](const Form& form,
                           const std::string& line) -> std::optional<std::vector<std::string>> {
    std::vector<std::string> texts;
    std::size_t at = 0;
    for (std::size_t i = 0; i < form.between.size(); ++i) {
      if (line.compare(at, form.between[i].size(), form.between[i]) != 0) return std::nullopt;
      at += form.between[i].size();
      if (i == form.gaps.size()) continue;
      const std::size_t end = std::min(line.find('"', at), line.size());
      const std::string text = line.substr(at, end - at);
      const bool is_id = form.gaps[i] == LinePatterns::Gap::kId;
      if (is_id && (text.empty() || text[0] == '.' || text.find(' ') != text.npos)) {
        return std::nullopt;
      }
      texts.push_back(text);
      at = end;
    }
    if (at != line.size()) return std::nullopt;
    return texts;
  };
  Rng rng(11);
  std::size_t found = 0, missed = 0;
  for (int round = 0; round < 300; ++round) {
    LinePatterns patterns;
    std::vector<Form> forms;
    const auto key = [&] { return std::string(1, static_cast<char>('k' + pick(rng, 3))); };
    for (int step = 0; step < 60; ++step) {
      // What is a gap is known by the key before it, as in JSON: `k` an id, `l` a text, `m` none.
      Form form{{"{"}, {}};
      std::string line = "{";
      std::vector<LinePatterns::Place> places;
      for (std::size_t keys = 1 + pick(rng, 4); keys > 0; --keys) {
        const std::string name = key(), begin = name + ":\"";
        static const std::string kTexts[] = {"a", "b.c", "", ".d", "e f", "a-long-one"};
        const std::string text = kTexts[pick(rng, std::size(kTexts))];
        form.between.back() += begin;
        line += begin;
        if (name == "m") {
          form.between.back() += text;
        } else {
          const auto gap = name == "k" ? LinePatterns::Gap::kId : LinePatterns::Gap::kText;
          form.gaps.push_back(gap);
          form.between.emplace_back();
          places.push_back({static_cast<std::uint32_t>(line.size()),
                            static_cast<std::uint32_t>(text.size()), gap});
        }
        form.between.back() += "\",";
        line += text + "\",";
      }
      form.between.back() += "}";
      line += "}";
      LinePatterns::Texts texts;
      // Another line may follow, and so may anything behind the end of the text.
      const std::string behind = chance(rng, 50) ? "\n{k:\"" : "";
      const std::string buffer = line + behind + (chance(rng, 50) ? "a-long" : "\",}\n") +
                                 std::string(LinePatterns::kPadding, 'a');
      const LinePatterns::Found its_pattern =
          patterns.find(std::string_view(buffer).substr(0, line.size() + behind.size()), texts);
      const std::uint32_t number = its_pattern.pattern;
      std::uint32_t expected = LinePatterns::kNone;
      std::vector<std::string> said;
      for (std::size_t f = 0; f < forms.size(); ++f) {
        if (const auto its = texts_of(forms[f], line)) {
          expected = static_cast<std::uint32_t>(f);
          said = *its;
        }
      }
      ASSERT_EQ(number, expected) << line;
      if (number != LinePatterns::kNone) {
        EXPECT_EQ(its_pattern.size, line.size());
        for (std::size_t i = 0; i < said.size(); ++i) EXPECT_EQ(texts[i], said[i]) << line;
        ++found;
        continue;
      }
      ++missed;
      // A line of which a gap holds no id is not one that a reader has read.
      if (!texts_of(form, line)) continue;
      ASSERT_EQ(patterns.add(line, places), forms.size()) << line;
      forms.push_back(form);
    }
  }
  EXPECT_GT(found, 1000U);
  EXPECT_GT(missed, 1000U);
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
  TextTable table;
  TextArena arena;
  std::vector<TextTable::Wanted> wanted;
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
  EXPECT_EQ(table.find("y", text_hash("y")), TextTable::kNone);
}

}  // namespace
}  // namespace flowdown
