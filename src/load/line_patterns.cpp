#include "load/line_patterns.hpp"

#include <algorithm>
#include <bit>
#include <climits>
#include <cstring>

#include "load/plain_text.hpp"

namespace flowdown::loading {

namespace {

// Eight bytes are looked at at once, each in its place in a number; what is found of a byte is told
// by its highest bit.
constexpr std::uint64_t kEach = 0x0101010101010101U, kHighest = 0x80 * kEach;

std::uint64_t load(const char* at, std::size_t size = sizeof(std::uint64_t)) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, size);
  return word;
}

// Which of the bytes, all of which are below 0x80, lie from `low` to `high`.
constexpr std::uint64_t within(std::uint64_t bytes, std::uint8_t low, std::uint8_t high) {
  return (bytes + kEach * (0x80U - low)) & ~(bytes + kEach * (0x7FU - high)) & kHighest;
}

// Which are kIdBytes.
constexpr std::uint64_t of_ids(std::uint64_t bytes) {
  const std::uint64_t low = bytes & ~kHighest;
  const std::uint64_t letters = within(low | kEach * 0x20, 'a', 'z');
  return (letters | within(low, '0', '9') | within(low, '-', '.') | within(low, '_', '_')) & ~bytes;
}

// Which are kTextBytes.
constexpr std::uint64_t of_texts(std::uint64_t bytes) {
  const std::uint64_t low = bytes & ~kHighest;
  return within(low, ' ', '~') & ~within(low, '"', '"') & ~within(low, '\\', '\\') & ~bytes;
}

template <std::uint64_t (*kind)(std::uint64_t)>
constexpr bool tells(const std::array<bool, 256>& allowed) {
  for (std::size_t c = 0; c < allowed.size(); ++c) {
    if (kind(kEach * c) != (allowed[c] ? kHighest : 0)) return false;
  }
  return true;
}
static_assert(tells<of_ids>(kIdBytes) && tells<of_texts>(kTextBytes));

// How many bytes from `at` on, before `end`, are of the kind.
template <std::uint64_t (*kind)(std::uint64_t)>
std::size_t count(const char* at, const char* end, const std::array<bool, 256>& allowed) {
  const char* now = at;
  if constexpr (std::endian::native == std::endian::little) {
    for (; now < end; now += sizeof(std::uint64_t)) {
      const std::uint64_t others = ~kind(load(now)) & kHighest;
      if (others == 0) continue;
      now += static_cast<std::size_t>(std::countr_zero(others)) / CHAR_BIT;
      break;
    }
    return static_cast<std::size_t>(std::min(now, end) - at);
  }
  while (now < end && allowed[static_cast<unsigned char>(*now)]) ++now;
  return static_cast<std::size_t>(now - at);
}

// Whether so many bytes are the same. Some more of both are looked at.
bool same(const char* a, const char* b, std::size_t size) {
  if constexpr (std::endian::native == std::endian::little) {
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    for (; size >= kWord; size -= kWord, a += kWord, b += kWord) {
      if (load(a) != load(b)) return false;
    }
    return size == 0 || (load(a) ^ load(b)) << CHAR_BIT * (kWord - size) == 0;
  }
  return std::memcmp(a, b, size) == 0;
}

}  // namespace

LinePatterns::Found LinePatterns::find(std::string_view text, Texts& texts) const {
  const char* at = text.data();
  const char* const end = at + text.size();
  std::size_t gaps = 0;
  const Node* node = nodes_.data();
  while (true) {
    if (static_cast<std::size_t>(end - at) < node->size ||
        !same(at, bytes_.data() + node->begin, node->size)) {
      return {};
    }
    at += node->size;
    switch (node->then) {
      case Then::kNothing:
        return {};
      case Then::kEnd:
        if (at != end && *at != '\n') return {};
        return {node->next, static_cast<std::size_t>(at - text.data())};
      case Then::kBranch: {
        const std::uint32_t next = branches_[node->next][static_cast<unsigned char>(*at)];
        if (at == end || next == kNone) return {};
        node = &nodes_[next];
        break;
      }
      case Then::kId: {
        const std::string_view id(at, count<of_ids>(at, end, kIdBytes));
        if (!has_form_of_id(id)) return {};
        at += id.size();
        texts[gaps++] = id;
        node = &nodes_[node->next];
        break;
      }
      case Then::kText: {
        const std::string_view words(at, count<of_texts>(at, end, kTextBytes));
        if (words.size() > kMaxScalarBytes) return {};
        at += words.size();
        texts[gaps++] = words;
        node = &nodes_[node->next];
        break;
      }
    }
  }
}

std::uint32_t LinePatterns::add(std::string_view line, std::span<const Place> gaps) {
  if (patterns_ == kMostPatterns || bytes_.size() + line.size() > kMostBytes ||
      gaps.size() > kMostGaps) {
    return kNone;
  }
  std::uint32_t node = 0;
  std::size_t at = 0;
  for (const Place& place : gaps) {
    const Then then = place.gap == Gap::kId ? Then::kId : Then::kText;
    node = enter(node, line.substr(at, place.at - at), then);
    if (node == kNone) return kNone;
    if (nodes_[node].next == kNone) {
      nodes_[node].next = static_cast<std::uint32_t>(nodes_.size());
      nodes_.emplace_back();
    }
    node = nodes_[node].next;
    at = place.at + place.size;
  }
  node = enter(node, line.substr(at), Then::kEnd);
  if (node == kNone || nodes_[node].next != kNone) return kNone;
  nodes_[node].next = patterns_;
  return patterns_++;
}

void LinePatterns::set_bytes(Node& node, std::string_view bytes) {
  node.begin = static_cast<std::uint32_t>(bytes_.size() - kPadding);
  node.size = static_cast<std::uint32_t>(bytes.size());
  bytes_.insert(node.begin, bytes);
}

std::uint32_t LinePatterns::enter(std::uint32_t node, std::string_view bytes, Then then) {
  while (true) {
    if (nodes_[node].then == Then::kNothing) {
      set_bytes(nodes_[node], bytes);
      nodes_[node].then = then;
      return node;
    }
    const std::string_view known = bytes_of(nodes_[node]);
    const auto differ = std::mismatch(known.begin(), known.end(), bytes.begin(), bytes.end());
    const auto common = static_cast<std::size_t>(differ.first - known.begin());
    if (common < known.size()) split(node, static_cast<std::uint32_t>(common));
    bytes.remove_prefix(common);
    const Node& here = nodes_[node];
    if (bytes.empty()) return here.then == then ? node : kNone;
    if (here.then != Then::kBranch) return kNone;
    std::uint32_t& next = branches_[here.next][static_cast<unsigned char>(bytes[0])];
    if (next == kNone) {
      next = static_cast<std::uint32_t>(nodes_.size());
      nodes_.emplace_back();
    }
    node = next;
  }
}

// What `node` has from its byte number `at` on becomes a node of its own behind it.
void LinePatterns::split(std::uint32_t node, std::uint32_t at) {
  Node rest = nodes_[node];
  rest.begin += at;
  rest.size -= at;
  Branch& branch = branches_.emplace_back();
  branch.fill(kNone);
  branch[static_cast<unsigned char>(bytes_[rest.begin])] =
      static_cast<std::uint32_t>(nodes_.size());
  nodes_[node].size = at;
  nodes_[node].then = Then::kBranch;
  nodes_[node].next = static_cast<std::uint32_t>(branches_.size() - 1);
  nodes_.push_back(rest);
}

}  // namespace flowdown::loading
