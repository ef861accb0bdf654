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
#include "support/memory_files.hpp"

namespace flowdown {
namespace {

using Rng = std::mt19937_64;

std::size_t pick(Rng& rng, std::size_t below) { return rng() % below; }
bool chance(Rng& rng, unsigned percent) { return pick(rng, 100) < percent; }

template <std::size_t N>
std::string one_of(Rng& rng, const char* const (&words)[N]) {
  return words[pick(rng, N)];
}

// What a file gives: the model said again with all places, or the problems as they are shown.
std::string outcome(const std::string& text, bool thorough) {
  testing::MemoryFiles files;
  files.add("more.yaml",
            "flowdown: 1\npolicy: more\nissuer: p1\ndocument: licence\nversion: v1\nrules: []\n");
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

// Lines as programs write them, with now and then what the quick reader does not read, or a
// mistake. Names are few, so that most references lead somewhere.
class RandomFile {
 public:
  RandomFile(std::uint64_t seed, unsigned mistakes) : rng_(seed), mistakes_(mistakes) {}

  std::string write() {
    std::vector<std::string> lines;
    lines.push_back(
        R"({"policy": {"id": "aup", "issuer": "p0", "document": "licence", "version": "v1", "rules": [{"prohibit": ["military"]}]}})");
    const std::size_t parties = 2 + pick(rng_, 5), artifacts = 2 + pick(rng_, 8);
    for (std::size_t i = 0; i < parties; ++i) lines.push_back(party(i));
    for (std::size_t i = 0; i < artifacts; ++i) lines.push_back(artifact(i, parties, artifacts));
    for (std::size_t i = 0; i < pick(rng_, 6); ++i) {
      lines.push_back(agreement(i, parties, artifacts));
    }
    std::shuffle(lines.begin(), lines.end(), rng_);
    std::string text = R"({"flowdown": 1, "graph": "g", "policies": ["more.yaml"]})"
                       "\n";
    for (std::string& line : lines) {
      if (mistake()) line = broken(line);
      text += line + (chance(rng_, 90) ? "\n" : "\r\n");
    }
    return text;
  }

 private:
  bool mistake() { return chance(rng_, mistakes_); }

  std::string broken(std::string line) {
    const std::size_t at = pick(rng_, line.size());
    switch (pick(rng_, 4)) {
      case 0:
        return line.erase(at, 1 + pick(rng_, 4));
      case 1:
        line[at] = "\"{}[],:\\ x\x01\xff"[pick(rng_, 12)];
        return line;
      case 2:
        return line.substr(0, at);
      default:
        return line + one_of(rng_, {"}", " x", "{}", ",", " {\"a\": 1}"});
    }
  }

  std::string space() { return chance(rng_, 80) ? "" : one_of(rng_, {" ", "  ", "\t", " \t "}); }

  std::string quoted(const std::string& word) {
    if (!word.empty() && chance(rng_, 4)) return "\"\\u00" + hex(word[0]) + word.substr(1) + "\"";
    return "\"" + word + "\"";
  }
  static std::string hex(char c) {
    const char* const digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    return {digits[byte / 16], digits[byte % 16]};
  }

  std::string list(const std::vector<std::string>& words) {
    if (words.size() == 1 && chance(rng_, 30)) return quoted(words[0]);
    std::string text = "[";
    for (const std::string& word : words) {
      if (text.size() > 1) text += "," + space();
      text += quoted(word);
    }
    return text + "]";
  }

  // Some of the words, at least one.
  template <std::size_t N>
  std::string some_of(const char* const (&words)[N]) {
    std::vector<std::string> some;
    for (const char* word : words) {
      if (chance(rng_, 40)) some.emplace_back(word);
    }
    if (some.empty()) some.push_back(one_of(rng_, words));
    return list(some);
  }

  using Pairs = std::vector<std::pair<std::string, std::string>>;

  void add_evidence(Pairs& pairs) {
    if (chance(rng_, 15))
      pairs.emplace_back("confidence", quoted(one_of(rng_, {"high", "low", "medium"})));
    if (chance(rng_, 15))
      pairs.emplace_back("source", quoted(one_of(rng_, {"s1", "https://e.org/x?y=1", ""})));
    if (chance(rng_, 15)) pairs.emplace_back("note", quoted(one_of(rng_, {"n1", "naïve ☃", "n2"})));
    if (chance(rng_, 10))
      pairs.emplace_back("retrieved", quoted(one_of(rng_, {"2024-01-02", "2023-12-31"})));
    if (mistake())
      pairs.emplace_back(one_of(rng_, {"retrieved", "confidence", "titel", "kind", "id"}),
                         quoted("2023-02-30"));
    if (mistake())
      pairs.emplace_back("note", one_of(rng_, {"null", "1.5", "true", "[]", "{}", "[\"a\"]"}));
  }

  std::string line(const std::string& kind, Pairs pairs) {
    if (mistake())
      pairs.erase(pairs.begin() + static_cast<std::ptrdiff_t>(pick(rng_, pairs.size())));
    if (chance(rng_, 30)) std::shuffle(pairs.begin(), pairs.end(), rng_);
    std::string text = space() + "{" + space() + quoted(kind) + space() + ":" + space() + "{";
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (i > 0) text += "," + space();
      text += quoted(pairs[i].first) + space() + ":" + space() + pairs[i].second;
    }
    return text + "}" + space() + "}" + space();
  }

  std::string name(const std::string& letter, std::size_t below) {
    return letter + std::to_string(pick(rng_, below + (mistake() ? 2 : 0)));
  }

  std::string policies() {
    return chance(rng_, 20) ? quoted("none")
                            : list(std::vector<std::string>(
                                  1 + pick(rng_, 2), one_of(rng_, {"aup", "more", "aup@v1"})));
  }

  std::string party(std::size_t number) {
    Pairs pairs = {{"id", quoted("p" + std::to_string(mistake() ? 0 : number))},
                   {"kind", quoted(one_of(rng_, {"developer", "cloud_provider", "application"}))}};
    if (chance(rng_, 50))
      pairs.emplace_back("title", quoted(one_of(rng_, {"Title", "Ünï",
                                                       "a\xC2\xA0"
                                                       "b",
                                                       ""})));
    if (chance(rng_, 20)) pairs.emplace_back("seat", quoted("US"));
    if (chance(rng_, 50)) pairs.emplace_back("policies", policies());
    if (chance(rng_, 30))
      pairs.emplace_back("operates_in", some_of({"EU", "US", "DE", "elsewhere"}));
    if (chance(rng_, 30)) pairs.emplace_back("audience", some_of({"consumer", "business"}));
    if (chance(rng_, 10)) pairs.emplace_back("uses", some_of({"military", "csam"}));
    if (chance(rng_, 10)) pairs.emplace_back("practices", some_of({"human_review", "attribution"}));
    add_evidence(pairs);
    return line("party", pairs);
  }

  std::string artifact(std::size_t number, std::size_t parties, std::size_t artifacts) {
    Pairs pairs = {{"id", quoted("a" + std::to_string(mistake() ? 0 : number))},
                   {"kind", quoted(one_of(rng_, {"model", "adapter", "dataset"}))},
                   {"developer", quoted(name("p", parties))}};
    if (chance(rng_, 30)) pairs.emplace_back("title", quoted("T\xE2\x98\x83"));
    if (chance(rng_, 50)) pairs.emplace_back("policies", policies());
    if (chance(rng_, 30)) pairs.emplace_back("modality", some_of({"text", "image"}));
    if (chance(rng_, 30)) pairs.emplace_back("released", quoted("2023-07-18"));
    if (chance(rng_, 50)) {
      std::string parents = "[";
      for (std::size_t i = 0; i < pick(rng_, 4); ++i) {
        // From the start to the end of the list, so that a model is not its own parent.
        const std::size_t parent = pick(rng_, artifacts);
        if (parent == number && !mistake()) continue;
        if (parents.size() > 1) parents += "," + space();
        parents += "{" + space() + quoted("artifact") + ":" + quoted("a" + std::to_string(parent)) +
                   "," + quoted("by") + ":" +
                   quoted(one_of(rng_, {"finetune", "merge", "distill"}));
        if (chance(rng_, 20)) parents += "," + quoted("note") + ":" + quoted("x");
        if (chance(rng_, 20)) parents += "," + quoted("confidence") + ":" + quoted("low");
        parents += "}";
      }
      pairs.emplace_back("derived_from", parents + "]");
    }
    add_evidence(pairs);
    return line("artifact", pairs);
  }

  std::string agreement(std::size_t number, std::size_t parties, std::size_t artifacts) {
    std::string to = name("p", parties);
    const std::string from = name("p", parties);
    if (to == from && !mistake()) to = from == "p0" ? "p1" : "p0";
    Pairs pairs = {{"id", quoted("g" + std::to_string(number))},
                   {"from", quoted(from)},
                   {"to", quoted(to)},
                   {"artifacts", list({name("a", artifacts), name("a", artifacts)})},
                   {"channel", quoted(one_of(rng_, {"weights", "api", "app"}))}};
    if (chance(rng_, 40))
      pairs.emplace_back("incorporates", list({one_of(rng_, {"upstream", "aup", "more"})}));
    if (chance(rng_, 20)) pairs.emplace_back("delivers", "[]");
    if (chance(rng_, 20)) pairs.emplace_back("effective", quoted("2024-01-01"));
    if (chance(rng_, 20))
      pairs.emplace_back("expires", quoted(one_of(rng_, {"2025-01-01", "2024-06-01"})));
    if (chance(rng_, 20))
      pairs.emplace_back("where", "{\"territory\":" + some_of({"EU", "US"}) + "}");
    if (chance(rng_, 20))
      pairs.emplace_back("grants", some_of({"host", "waive", "separate_licence"}));
    if (chance(rng_, 20)) pairs.emplace_back("document", quoted("eula"));
    if (chance(rng_, 10)) pairs.emplace_back("adds", R"([{"require":"attribution"}])");
    if (chance(rng_, 10)) pairs.emplace_back("waives", R"([{"policy":"aup"}])");
    add_evidence(pairs);
    return line("agreement", pairs);
  }

  Rng rng_;
  unsigned mistakes_;
};

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
