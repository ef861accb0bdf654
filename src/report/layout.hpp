// Text in columns: measuring, wrapping and joining. Knows nothing of obligations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flowdown {

// Narrower than this no text is laid out.
inline constexpr std::size_t kLeastWidth = 40;  // columns

// One code point of a text. `length` is how many bytes it takes (at least 1). Where the bytes are
// not UTF-8, `valid` is false, `value` is the first byte and `length` is 1.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;
  bool valid = false;
};

// Requires at < text.size().
CodePoint code_point_at(std::string_view text, std::size_t at);

// How many columns the text takes, counting one for each code point.
std::size_t columns(std::string_view text);

// The first `count` columns of the text.
std::string_view first_columns(std::string_view text, std::size_t count);

// How many bytes the word at `at` of a line of YAML spans: up to a space or punctuation, at least
// one.
std::size_t word_length(std::string_view line, std::size_t at);

// Breaks `text` at spaces into lines of at most `width` columns, the first line indented by
// `first`, the others by `rest`. A word that is too long has a line of its own. Runs of spaces
// count as one. Each line ends in a newline; an empty text gives none.
std::string wrap(std::string_view text, std::size_t width, std::string_view first,
                 std::string_view rest);

// `a`, `a and b`, `a, b and c`. With more than `most` items: the first ones and "and 12 more"
// (never "and 1 more", which is no shorter than the item). `most` 0: all.
std::string join(const std::vector<std::string>& items, std::size_t most = 0);

// The items with `separator` between them.
std::string separated(const std::vector<std::string>& items, std::string_view separator);

// The same as join() with "or".
std::string join_or(const std::vector<std::string>& items);

// `1 use`, `28 uses`; `plural` where it is not the singular with an s.
std::string count_of(std::size_t count, std::string_view singular, std::string_view plural = {});

// `700,000,000`.
std::string grouped(std::int64_t number);

}  // namespace flowdown
