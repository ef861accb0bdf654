// Lines that are alike but for the names in them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
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

  // Behind the end of a text that is looked at so many bytes must be readable.
  static constexpr std::size_t kPadding = 8;
  struct Found {
    std::uint32_t pattern = kNone;  // its number
    std::size_t size = 0;           // of the line
  };
  // The pattern of the line with which the text begins, which ends at a line feed or where the text
  // does; and in `texts` what stands in its gaps.
  Found find(std::string_view text, Texts& texts) const;
  // Adds the pattern of a line that has none, given its gaps in their order. Patterns are numbered
  // from 0; kNone where there are too many of them, or of gaps, to be worth it.
  std::uint32_t add(std::string_view line, std::span<const Place> gaps);

 private:
  enum class Then : std::uint8_t { kNothing, kBranch, kId, kText, kEnd };
  struct Node {
    std::uint32_t begin = 0, size = 0;  // its bytes, in bytes_
    Then then = Then::kNothing;
    // Behind a gap: a node; at the end: the number of the pattern; at a branch: its number.
    std::uint32_t next = kNone;
  };
  using Branch =
      std::array<std::uint32_t, 256>;  // nodes, by their first bytes; kNone: there is none
  static constexpr std::size_t kMostPatterns = 4096, kMostBytes = std::size_t{1} << 20U;

  // The node at which `bytes`, behind those of `node`, end; made where there is none. kNone where
  // another pattern goes on there.
  std::uint32_t enter(std::uint32_t node, std::string_view bytes, Then then);
  void split(std::uint32_t node, std::uint32_t at);
  std::string_view bytes_of(const Node& node) const {
    return std::string_view(bytes_).substr(node.begin, node.size);
  }
  void set_bytes(Node& node, std::string_view bytes);

  std::vector<Node> nodes_{Node()};
  std::vector<Branch> branches_;
  std::string bytes_ = std::string(kPadding, '\0');  // of all nodes; then as many as are here
  std::uint32_t patterns_ = 0;
};

}  // namespace flowdown::loading
