// Blocks are about a megabyte, which stays in the cache of the core that parses it. What follows
// the last line feed of a block is kept for the next one. A line that does not fit makes its block
// grow, up to kMaxLineBytes; what is longer is read over piece by piece and never held.
#include "load/line_blocks.hpp"

#include <algorithm>
#include <cstring>

namespace flowdown::loading {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Counted in pieces, in each of which a byte can count them: compilers make vectors of that.
std::uint32_t count_line_feeds(std::string_view text) {
  constexpr std::size_t kPiece = 255;
  std::uint32_t all = 0;
  while (!text.empty()) {
    std::uint8_t some = 0;
    for (const char c : text.substr(0, kPiece))
      some = static_cast<std::uint8_t>(some + (c == '\n' ? 1 : 0));
    all += some;
    text.remove_prefix(std::min(kPiece, text.size()));
  }
  return all;
}

}  // namespace

void BlockBuffer::reserve(std::size_t room, std::size_t kept) {
  if (room <= room_) return;
  auto larger = std::make_unique<char[]>(room + kPadding);
  if (kept > 0) std::memcpy(larger.get(), data_.get(), kept);
  data_ = std::move(larger);
  room_ = room;
}

bool LineBlocks::next(LineBlock& block) {
  const std::lock_guard<std::mutex> lock(mutex_);
  block.number = blocks_;
  block.offset = offset_;
  block.first_line = line_;
  block.too_long = false;
  block.lines = 1;
  block.buffer.reserve(std::max(kBlockBytes, rest_.size()), 0);
  block.size = rest_.size();
  if (block.size > 0) std::memcpy(block.buffer.data(), rest_.data(), block.size);
  rest_.clear();
  std::size_t searched = 0, end = 0;  // the block is what comes before `end`
  while (true) {
    const std::string_view found = block.text().substr(searched);
    const std::size_t last = block.size >= kBlockBytes || at_end_ ? found.rfind('\n') : found.npos;
    if (last != found.npos) {
      end = searched + last + 1;
      break;
    }
    if (block.size >= kBlockBytes) searched = block.size;
    if (at_end_) {
      end = block.size;
      break;
    }
    if (block.size > kMaxLineBytes) {
      block.too_long = true;
      end = kMaxLineBytes;
      break;
    }
    const std::size_t room =
        std::min(std::max(kBlockBytes, 2 * searched), kMaxLineBytes + kBlockBytes);
    block.buffer.reserve(room, block.size);
    const std::size_t read =
        bytes_.read(offset_ + block.size, {block.buffer.data() + block.size, room - block.size});
    at_end_ = read < room - block.size;
    block.size += read;
    if (offset_ == 0 && block.text().starts_with(kByteOrderMark)) {
      block.size -= kByteOrderMark.size();
      std::memmove(block.buffer.data(), block.buffer.data() + kByteOrderMark.size(), block.size);
      offset_ += kByteOrderMark.size();
      block.offset = offset_;
    }
  }
  if (block.size == 0) return false;
  ++blocks_;
  if (block.too_long) {
    offset_ += block.size;
    const std::string_view behind = block.text().substr(end);
    block.size = end;
    // It may end in what has been read already.
    const std::size_t feed = behind.find('\n');
    if (feed != behind.npos) {
      rest_.assign(behind.begin() + static_cast<std::ptrdiff_t>(feed) + 1, behind.end());
      offset_ -= rest_.size();
    } else {
      skip_long_line();
    }
    ++line_;
    return true;
  }
  rest_.assign(block.buffer.data() + end, block.buffer.data() + block.size);
  block.size = end;
  offset_ += end;
  block.lines = count_line_feeds(block.text());
  line_ += block.lines;
  return true;
}

void LineBlocks::skip_long_line() {
  std::vector<char> piece(kBlockBytes);
  while (!at_end_) {
    const std::size_t read = bytes_.read(offset_, piece);
    at_end_ = read < piece.size();
    const auto end = piece.begin() + static_cast<std::ptrdiff_t>(read);
    const auto feed = std::find(piece.begin(), end, '\n');
    if (feed != end) {
      rest_.assign(feed + 1, end);
      offset_ += static_cast<std::uint64_t>(feed + 1 - piece.begin());
      return;
    }
    offset_ += read;
  }
}

}  // namespace flowdown::loading
