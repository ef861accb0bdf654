// Texts that are copied once, and numbered by what they say.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "flowdown/prefetch.hpp"
#include "flowdown/text_hash.hpp"

namespace flowdown {

// Storage for texts, in pieces that stay where they are.
class TextArena {
 public:
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    if (text.size() > left_) {
      const std::size_t doubled = kFirstPiece << std::min<std::size_t>(pieces_.size(), 4);
      left_ = std::max(doubled, text.size());
      std::shared_ptr<char[]> piece(new char[left_]);
      next_ = piece.get();
      pieces_.push_back(std::move(piece));
    }
    char* const to = next_;
    std::memcpy(to, text.data(), text.size());
    next_ += text.size();
    left_ -= text.size();
    return {to, text.size()};
  }

  // The storage, for whoever keeps views into it. Nothing may be copied afterwards.
  std::vector<std::shared_ptr<const char[]>> take() { return std::move(pieces_); }

 private:
  static constexpr std::size_t kFirstPiece = std::size_t{1} << 18U;

  std::vector<std::shared_ptr<const char[]>> pieces_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

// Numbers texts from 0 in the order of their first mention, by a hash table with linear probing.
// A slot holds some of the hash, so a text that is not there is rarely compared, and where its text
// is, so one that is there is compared at once.
class TextTable {
 public:
  static constexpr std::uint32_t kNone = 0xffffffffU;

  std::size_t size() const { return texts_.size(); }
  std::string_view operator[](std::size_t number) const { return texts_[number]; }
  std::uint64_t hash_of(std::size_t number) const { return hashes_[number]; }

  // The number of a text, which is copied to `arena` where it is new.
  std::uint32_t number(std::string_view text, TextArena& arena) {
    return number(text, text_hash(text), [&] { return arena.copy(text); });
  }
  // The number of a text that stays where it is.
  std::uint32_t number(std::string_view text) {
    return number(text, text_hash(text), [&] { return text; });
  }
  // kNone where it has none. `hash` is its text_hash().
  std::uint32_t find(std::string_view text, std::uint64_t hash) const {
    if (slots_.empty()) return kNone;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash & mask; slots_[at].number != kNone; at = (at + 1) & mask) {
      if (is(slots_[at], text, hash)) return slots_[at].number;
    }
    return kNone;
  }

  // Where texts are looked for one after the other, from number `at` to before `end`, with hashes
  // by number: asks for the memory that those to come will need, first the slot and then the text.
  template <class HashOf>
  void look_ahead(std::size_t at, std::size_t end, HashOf hash_of) const {
    constexpr std::size_t kSlot = 24, kText = 10;
    if (slots_.empty()) return;
    const auto slot = [&](std::size_t i) -> const Slot& {
      return slots_[hash_of(i) & (slots_.size() - 1)];
    };
    if (at + kSlot < end) prefetch(&slot(at + kSlot));
    if (at + kText < end) prefetch(slot(at + kText).start);
  }

  // A text to be numbered along with others.
  struct Wanted {
    std::uint64_t hash = 0;
    std::string_view text;
    std::uint32_t number = kNone;
  };
  // Numbers all of them. A table that is larger than the caches answers in the time of a memory
  // access; so what is needed for a text is asked for some texts before.
  void number_all(std::vector<Wanted>& all, TextArena& arena) {
    number_all(all, [&arena](std::string_view text) { return arena.copy(text); });
  }
  // The same of texts that stay where they are.
  void number_all(std::vector<Wanted>& all) {
    number_all(all, [](std::string_view text) { return text; });
  }

 private:
  struct Slot {
    const char* start = nullptr;  // of the text
    std::uint32_t number = kNone;
    std::uint16_t tag = 0;
    std::uint16_t size = 0;  // of the text; kLong: too long to say
  };
  static constexpr std::size_t kLong = 0xffffU;

  static std::uint16_t tag(std::uint64_t hash) { return static_cast<std::uint16_t>(hash >> 48U); }
  static std::uint16_t short_size(std::string_view text) {
    return static_cast<std::uint16_t>(std::min(text.size(), kLong));
  }
  bool is(const Slot& slot, std::string_view text, std::uint64_t hash) const {
    if (slot.tag != tag(hash) || slot.size != short_size(text)) return false;
    if (slot.size == kLong) return texts_[slot.number] == text;
    return text.empty() || std::memcmp(slot.start, text.data(), text.size()) == 0;
  }

  template <class Keep>
  void number_all(std::vector<Wanted>& all, Keep keep) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      look_ahead(i, all.size(), [&all](std::size_t at) { return all[at].hash; });
      Wanted& wanted = all[i];
      wanted.number = number(wanted.text, wanted.hash, [&] { return keep(wanted.text); });
    }
  }

  template <class Keep>
  std::uint32_t number(std::string_view text, std::uint64_t hash, Keep keep) {
    if (2 * (texts_.size() + 1) > slots_.size()) grow();
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    for (; slots_[at].number != kNone; at = (at + 1) & mask) {
      if (is(slots_[at], text, hash)) return slots_[at].number;
    }
    const std::string_view kept = keep();
    slots_[at] = {kept.data(), static_cast<std::uint32_t>(texts_.size()), tag(hash),
                  short_size(kept)};
    texts_.push_back(kept);
    hashes_.push_back(hash);
    return slots_[at].number;
  }

  void grow() {
    std::vector<Slot> slots(std::max<std::size_t>(64, 2 * slots_.size()));
    const std::size_t mask = slots.size() - 1;
    for (std::uint32_t number = 0; number < texts_.size(); ++number) {
      constexpr std::uint32_t kAhead = 16;
      if (number + kAhead < hashes_.size()) prefetch(&slots[hashes_[number + kAhead] & mask]);
      std::size_t at = hashes_[number] & mask;
      while (slots[at].number != kNone) at = (at + 1) & mask;
      slots[at] = {texts_[number].data(), number, tag(hashes_[number]), short_size(texts_[number])};
    }
    slots_ = std::move(slots);
  }

  std::vector<std::string_view> texts_;
  std::vector<std::uint64_t> hashes_;
  std::vector<Slot> slots_;
};

}  // namespace flowdown
