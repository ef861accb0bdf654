// Lines that are alike but for the names in them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flowdown::loading {

// Patterns: texts with gaps, kept as a tree in which those that begin alike share their beginning.
// A gap stands between two quotes. To find the pattern of a line takes one walk over its bytes.
class LinePatterns {
 public:
  enum class Gap : std::uint8_t {
    kId,    // an id of ASCII letters, as is_id() tells
    kText,  // printable ASCII characters, none of which is a quote or a backslash; perhaps none
  };
  // A gap of a line that has been read.
  struct Place {
    std::uint32_t at = 0, size = 0;
    Gap gap = Gap::kId;
  };
  static constexpr std::size_t kMostGaps = 16;
  using Texts = std::array<std::string_view, kMostGaps>;
  static constexpr std::uint32_t kNone = 0xffffffffU;

  // The number of the pattern that the line has, and in `texts` what stands in its gaps; kNone
  // where there is none.
  std::uint32_t find(std::string_view line, Texts& texts) const;
  // Adds the pattern of a line that has none, given its gaps in their order. Patterns are numbered
  // from 0; kNone where there are too many of them, or of gaps, to be worth it.
  std::uint32_t add(std::string_view line, std::span<const Place> gaps);

 private:
  enum class Then : std::uint8_t { kNothing, kBranch, kId, kText, kEnd };
  struct Node {
    std::string bytes;
    Then then = Then::kNothing;
    std::uint32_t next = kNone;  // behind a gap: a node; at the end: the number of the pattern
    std::vector<std::pair<char, std::uint32_t>> branches;  // by the first byte of a node
  };
  static constexpr std::size_t kMostPatterns = 4096, kMostBytes = std::size_t{1} << 20U;

  // The node at which `bytes`, behind those of `node`, end; made where there is none. kNone where
  // another pattern goes on there.
  std::uint32_t enter(std::uint32_t node, std::string_view bytes, Then then);
  void split(std::uint32_t node, std::size_t at);

  std::vector<Node> nodes_{Node()};
  std::uint32_t patterns_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace flowdown::loading
