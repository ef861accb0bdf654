// The symbol table: texts in large pieces of storage, found by a hash table of symbols with linear
// probing. Storage is only ever added to, behind what any copy has seen, so that copies share it.
#include <algorithm>
#include <cstring>

#include "flowdown/graph.hpp"
#include "flowdown/text_hash.hpp"

namespace flowdown {

Symbol Symbols::intern(std::string_view text) {
  if (3 * (interned_ + 1) > 2 * slots_.size()) grow();
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = text_hash(text) & mask;
  for (; slots_[slot]; slot = (slot + 1) & mask) {
    if (texts_[slots_[slot].index()] == text) return slots_[slot];
  }
  ++interned_;
  return slots_[slot] = adopt(store(text));
}

void Symbols::grow() {
  std::vector<Symbol> slots(std::max<std::size_t>(16, 2 * slots_.size()));
  const std::size_t mask = slots.size() - 1;
  for (const Symbol symbol : slots_) {
    if (!symbol) continue;
    std::size_t slot = text_hash(texts_[symbol.index()]) & mask;
    while (slots[slot]) slot = (slot + 1) & mask;
    slots[slot] = symbol;
  }
  slots_ = std::move(slots);
}

std::string_view Symbols::store(std::string_view text) {
  constexpr std::size_t kSmallest = 1U << 10U, kLargest = 1U << 18U;
  if (text.empty()) return {};
  if (text.size() > room_.left) {
    const std::size_t size = std::max(text.size(), std::clamp(16 * interned_, kSmallest, kLargest));
    std::shared_ptr<char[]> piece(new char[size]);
    room_.next = piece.get();
    room_.left = size;
    keep(std::move(piece));
  }
  char* const to = room_.next;
  std::memcpy(to, text.data(), text.size());
  room_.next += text.size();
  room_.left -= text.size();
  return {to, text.size()};
}

}  // namespace flowdown
