// Eight bytes at once against one after the other, and what is built on that.
#include "flowdown/eights.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "report/json_line.hpp"
#include "report/words.hpp"
#include "support/random_lines.hpp"

namespace flowdown {
namespace {

using testing::chance;
using testing::pick;
using testing::Rng;

TEST(Eights, SayWhatEachByteSays) {
  Rng rng(2);
  for (int round = 0; round < 200'000; ++round) {
    std::string text(8, 'x');
    for (char& c : text) {
      static const std::string kEdges(
          "\x00\x1f\x20\x21\x22\x23\x5b\x5c\x5d\x7e\x7f\x80\x81\xa2\xdc\xff", 16);
      c = chance(rng, 60)   ? 'x'
          : chance(rng, 50) ? kEdges[pick(rng, 16)]
                            : static_cast<char>(rng());
    }
    const Eights eights(text, 0);
    const auto all = [&](auto test) {
      return std::all_of(text.begin(), text.end(),
                         [&](char c) { return test(static_cast<unsigned char>(c)); });
    };
    ASSERT_EQ(eights.ascii(), all([](unsigned char c) { return c < 0x80; }));
    ASSERT_EQ(eights.printable(), all([](unsigned char c) { return c >= 0x20 && c < 0x7F; }));
    ASSERT_EQ(!eights.escaped_in_json(),
              all([](unsigned char c) { return c >= 0x20 && c != 0x7F && c != '"' && c != '\\'; }));
    for (const char c : {'"', '\\'}) ASSERT_EQ(eights.has(c), text.find(c) != text.npos);
  }
}

// An odd character is treated alike wherever it stands in a text of any length.
TEST(Eights, TextsAreSaidAlikeAtAnyPlace) {
  for (const std::string odd : {"\"", "\\", "\n", "\x01", "\x7f", "\u00e9", "\u202e", "\u00ad"}) {
    std::string quoted;
    append_json(quoted, odd);
    const std::string inside = quoted.substr(1, quoted.size() - 2), shown = printable(odd);
    for (std::size_t before = 0; before < 20; ++before) {
      for (std::size_t behind = 0; behind < 20; ++behind) {
        const std::string left(before, 'a'), right(behind, 'b');
        std::string said;
        append_json(said, left + odd + right);
        ASSERT_EQ(said, '"' + left + inside + right + '"');
        ASSERT_EQ(printable(left + odd + right), left + shown + right);
      }
    }
  }
}

}  // namespace
}  // namespace flowdown
