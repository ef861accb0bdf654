// A file of lines, cut into blocks of whole lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "flowdown/source.hpp"

namespace flowdown::loading {

// Longer lines are refused.
inline constexpr std::size_t kMaxLineBytes = std::size_t{16} << 20U;

// A buffer that keeps its size and room; kPadding bytes behind its end may be read.
class BlockBuffer {
 public:
  static constexpr std::size_t kPadding = 64;

  char* data() { return data_.get(); }
  const char* data() const { return data_.get(); }
  std::size_t room() const { return room_; }
  // Keeps the first `kept` bytes.
  void reserve(std::size_t room, std::size_t kept);

 private:
  std::unique_ptr<char[]> data_;
  std::size_t room_ = 0;
};

struct LineBlock {
  BlockBuffer buffer;
  std::size_t size = 0;
  std::size_t number = 0;        // of the block, from 0
  std::uint64_t offset = 0;      // of its first byte in the file
  std::uint32_t first_line = 1;  // the number of its first line
  std::uint32_t lines = 1;       // at least, and one more at most
  // The block is one line that is longer than kMaxLineBytes; `size` bytes of it are here.
  bool too_long = false;

  std::string_view text() const { return {buffer.data(), size}; }
};

// Hands out the blocks of a file one after the other. The file is read once, from its start to its
// end, whoever asks; so next() may be called by several threads.
class LineBlocks {
 public:
  explicit LineBlocks(ByteSource& bytes) : bytes_(bytes) {}

  // Fills `block`, whose buffer is used again; false at the end of the file. All blocks but the
  // last end in a line feed. A byte order mark at the start of the file is left out.
  bool next(LineBlock& block);
  // Whether next() would return false; not while another thread may call it.
  bool at_end() const { return at_end_ && rest_.empty(); }

 private:
  void skip_long_line();

  static constexpr std::size_t kBlockBytes = std::size_t{1} << 20U;

  ByteSource& bytes_;
  std::mutex mutex_;
  std::uint64_t offset_ = 0;  // of what has not been handed out
  std::vector<char> rest_;    // what was read of it
  std::size_t blocks_ = 0;
  std::uint32_t line_ = 1;
  bool at_end_ = false;  // all has been read
};

}  // namespace flowdown::loading
