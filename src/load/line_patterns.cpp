#include "load/line_patterns.hpp"

#include <algorithm>
#include <cstring>

#include "load/plain_text.hpp"

namespace flowdown::loading {

std::uint32_t LinePatterns::find(std::string_view line, Texts& texts) const {
  const char* at = line.data();
  const char* const end = at + line.size();
  std::size_t gaps = 0;
  const Node* node = nodes_.data();
  while (true) {
    const std::size_t size = node->bytes.size();
    if (static_cast<std::size_t>(end - at) < size ||
        std::memcmp(at, node->bytes.data(), size) != 0) {
      return kNone;
    }
    at += size;
    switch (node->then) {
      case Then::kNothing:
        return kNone;
      case Then::kEnd:
        return at == end ? node->next : kNone;
      case Then::kBranch: {
        if (at == end) return kNone;
        const auto next = std::find_if(node->branches.begin(), node->branches.end(),
                                       [at](const auto& branch) { return branch.first == *at; });
        if (next == node->branches.end()) return kNone;
        node = &nodes_[next->second];
        break;
      }
      case Then::kId:
      case Then::kText: {
        const auto& allowed = node->then == Then::kId ? kIdBytes : kTextBytes;
        const char* const begin = at;
        while (at != end && allowed[static_cast<unsigned char>(*at)]) ++at;
        const std::string_view text(begin, static_cast<std::size_t>(at - begin));
        if (node->then == Then::kId ? !has_form_of_id(text) : text.size() > kMaxScalarBytes) {
          return kNone;
        }
        texts[gaps++] = text;
        node = &nodes_[node->next];
        break;
      }
    }
  }
}

std::uint32_t LinePatterns::add(std::string_view line, std::span<const Place> gaps) {
  if (patterns_ == kMostPatterns || bytes_ + line.size() > kMostBytes || gaps.size() > kMostGaps) {
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
  bytes_ += line.size();
  nodes_[node].next = patterns_;
  return patterns_++;
}

std::uint32_t LinePatterns::enter(std::uint32_t node, std::string_view bytes, Then then) {
  while (true) {
    if (nodes_[node].then == Then::kNothing) {
      nodes_[node].bytes = bytes;
      nodes_[node].then = then;
      return node;
    }
    const std::string& known = nodes_[node].bytes;
    const auto differ = std::mismatch(known.begin(), known.end(), bytes.begin(), bytes.end());
    const auto same = static_cast<std::size_t>(differ.first - known.begin());
    if (same < known.size()) split(node, same);
    bytes.remove_prefix(same);
    Node& here = nodes_[node];
    if (bytes.empty()) return here.then == then ? node : kNone;
    if (here.then != Then::kBranch) return kNone;
    const auto next = std::find_if(here.branches.begin(), here.branches.end(),
                                   [&](const auto& branch) { return branch.first == bytes[0]; });
    if (next == here.branches.end()) {
      const auto fresh = static_cast<std::uint32_t>(nodes_.size());
      here.branches.emplace_back(bytes[0], fresh);
      nodes_.emplace_back();
      node = fresh;
    } else {
      node = next->second;
    }
  }
}

// What `node` has from its byte number `at` on becomes a node of its own behind it.
void LinePatterns::split(std::uint32_t node, std::size_t at) {
  Node rest = nodes_[node];
  rest.bytes.erase(0, at);
  nodes_[node].bytes.resize(at);
  nodes_[node].then = Then::kBranch;
  nodes_[node].next = kNone;
  nodes_[node].branches = {{rest.bytes[0], static_cast<std::uint32_t>(nodes_.size())}};
  nodes_.push_back(std::move(rest));
}

}  // namespace flowdown::loading
