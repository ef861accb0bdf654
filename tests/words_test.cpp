// Words, lists and numbers as reports put them, and how text is wrapped.

#include "report/words.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "flowdown/report.hpp"
#include "report/layout.hpp"
#include "support/report_graphs.hpp"

namespace flowdown {
namespace {

using testing::every_code;

TEST(Printable, ShowsWhatActsOnATerminal) {
  struct Row {
    std::string_view text, shown;
  };
  for (const Row& row : std::vector<Row>{{"", ""},
                                         {"Llama 2 – Größe 大", "Llama 2 – Größe 大"},
                                         {"\x1b[2J", "\\x1b[2J"},
                                         {"a\nb\tc\r", "a\\x0ab\\x09c\\x0d"},
                                         {std::string_view("\0", 1), "\\x00"},
                                         {"\x7f", "\\x7f"},
                                         {"\xc2\x9b"
                                          "31m",
                                          "\\u009b31m"},
                                         {"\xe2\x80\xae"
                                          "gnp",
                                          "\\u202egnp"},
                                         {"\xe2\x81\xa6x\xe2\x81\xa9", "\\u2066x\\u2069"},
                                         {"\xe2\x80\x8e\xe2\x80\x8f", "\\u200e\\u200f"},
                                         {"\xff", "\\xff"},
                                         {"\xc3", "\\xc3"},
                                         {"\xc0\xaf", "\\xc0\\xaf"},           // overlong
                                         {"\xed\xa0\x80", "\\xed\\xa0\\x80"},  // a surrogate
                                         {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}}) {
    EXPECT_EQ(printable(row.text), row.shown);
    EXPECT_EQ(printable(row.shown), row.shown) << "not stable";
  }
}

TEST(Words, OfAUsePoint) {
  const Model model = every_code();
  const Taxonomy& taxonomy = model.taxonomy;
  UsePoint point{*taxonomy.find_use("eating_disorders"), {}};
  point.context.safeguards.resize(taxonomy.safeguards.size());
  const auto set = [&](Dimension dimension, std::string_view value) {
    point.context.values[static_cast<std::size_t>(dimension)] =
        static_cast<std::uint16_t>(taxonomy.find_value(dimension, value).value());
  };
  set(Dimension::kModality, "text");
  set(Dimension::kChannel, "api");
  set(Dimension::kAudience, "consumer");
  set(Dimension::kTerritory, "DE");
  set(Dimension::kPurpose, "commercial");
  set(Dimension::kSector, "other");
  EXPECT_EQ(in_words(taxonomy, point),
            "eating disorders, as text, through the API, to consumers in Germany, for commercial "
            "purposes, outside the sectors listed");
  set(Dimension::kModality, "image");
  set(Dimension::kChannel, "weights");
  set(Dimension::kAudience, "minor");
  set(Dimension::kTerritory, "elsewhere");
  set(Dimension::kPurpose, "noncommercial");
  set(Dimension::kSector, "critical_infrastructure");
  point.context.safeguards[taxonomy.find_safeguard("human_review")->index()] = true;
  EXPECT_EQ(
      in_words(taxonomy, point),
      "eating disorders, as images, as downloaded weights, to minors outside the places "
      "listed, for non-commercial purposes, in the critical infrastructure sector, with human "
      "review in place");
  EXPECT_EQ(in_words(taxonomy, point, 0), "eating disorders, with human review in place");
}

TEST(Words, OfPlacesFallBackToTheCode) {
  EXPECT_EQ(place_name("US"), "the United States");
  EXPECT_EQ(place_name("NO"), "Norway");
  EXPECT_EQ(place_name("QQ"), "QQ");
  EXPECT_EQ(place_name(""), "");
}

TEST(Words, OfTitlesInsideASentence) {
  EXPECT_EQ(in_sentence("Eating disorders"), "eating disorders");
  EXPECT_EQ(in_sentence("AI disclosure"), "AI disclosure");
  EXPECT_EQ(in_sentence("A licence of its own"), "a licence of its own");
  EXPECT_EQ(in_sentence(""), "");
}

TEST(Words, OfQuantities) {
  using Unit = Quantity::Unit;
  EXPECT_EQ(in_words(Quantity{259200, Unit::kSeconds}), "3 days");
  EXPECT_EQ(in_words(Quantity{3600, Unit::kSeconds}), "1 hour");
  EXPECT_EQ(in_words(Quantity{90, Unit::kSeconds}), "90 seconds");
  EXPECT_EQ(in_words(Quantity{1200, Unit::kNumber}), "1,200");
}

TEST(Words, OfListsAndCounts) {
  EXPECT_EQ(join({}), "");
  EXPECT_EQ(join({"a"}), "a");
  EXPECT_EQ(join({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(join({"a", "b", "c"}, 2), "a, b and c") << "the last one is as short as `1 more`";
  EXPECT_EQ(join({"a", "b", "c", "d"}, 2), "a, b and 2 more");
  EXPECT_EQ(join_or({"a", "b"}), "a or b");
  EXPECT_EQ(count_of(1, "use"), "1 use");
  EXPECT_EQ(count_of(0, "party", "parties"), "0 parties");
  EXPECT_EQ(grouped(700000000), "700,000,000");
  EXPECT_EQ(grouped(-1234), "-1,234");
  EXPECT_EQ(grouped(999), "999");
}

TEST(Wrapping, CountsCodePoints) {
  EXPECT_EQ(wrap("größe größe größe", 11, "", ""), "größe größe\ngröße\n");
  EXPECT_EQ(wrap("a  b", 80, "- ", "  "), "- a b\n");
  EXPECT_EQ(wrap("", 80, "- ", "  "), "");
  EXPECT_EQ(wrap("unbreakable x", 4, "", " "), "unbreakable\n x\n");
}

}  // namespace
}  // namespace flowdown
