// Keys of numbers, numbered.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace flowdown {

// Numbers keys from 0 in the order in which they are met. They lie one behind the other in one
// piece of memory, and are found by a hash table with linear probing.
class KeyTable {
 public:
  using Key = std::span<const std::uint32_t>;

  std::size_t size() const { return first_.size() - 1; }
  Key operator[](std::size_t number) const {
    return Key(words_).subspan(first_[number], first_[number + 1] - first_[number]);
  }

  std::uint32_t number(Key key) {
    if (2 * (size() + 1) > slots_.size()) grow();
    const std::uint64_t hash = hash_of(key);
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    for (; slots_[at].number != kNone; at = (at + 1) & mask) {
      const Key known = (*this)[slots_[at].number];
      if (slots_[at].tag == tag(hash) && std::ranges::equal(known, key)) return slots_[at].number;
    }
    slots_[at] = {static_cast<std::uint32_t>(size()), tag(hash)};
    words_.insert(words_.end(), key.begin(), key.end());
    first_.push_back(words_.size());
    return slots_[at].number;
  }

 private:
  static constexpr std::uint32_t kNone = 0xffffffffU;
  struct Slot {
    std::uint32_t number = kNone, tag = 0;
  };
  static std::uint32_t tag(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }
  static std::uint64_t hash_of(Key key) {
    std::uint64_t hash = key.size();
    for (const std::uint32_t word : key) {
      hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
      hash ^= hash >> 29U;
    }
    return hash;
  }

  void grow() {
    std::vector<Slot> slots(std::max<std::size_t>(64, 2 * slots_.size()));
    const std::size_t mask = slots.size() - 1;
    for (std::size_t i = 0; i < size(); ++i) {
      const std::uint64_t hash = hash_of((*this)[i]);
      std::size_t at = hash & mask;
      while (slots[at].number != kNone) at = (at + 1) & mask;
      slots[at] = {static_cast<std::uint32_t>(i), tag(hash)};
    }
    slots_ = std::move(slots);
  }

  std::vector<std::uint32_t> words_;
  std::vector<std::size_t> first_{0};
  std::vector<Slot> slots_;
};

}  // namespace flowdown
