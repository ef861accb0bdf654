// Texts that are copied once, and numbered by what they say.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

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
// A slot holds the lower half of the hash: a text that is not there is rarely compared, and a table
// that grows need not look at any.
class TextTable {
 public:
  static constexpr std::uint32_t kNone = 0xffffffffU;

  std::size_t size() const { return texts_.size(); }
  std::string_view operator[](std::size_t number) const { return texts_[number]; }

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
      if (slots_[at].tag == tag(hash) && texts_[slots_[at].number] == text) {
        return slots_[at].number;
      }
    }
    return kNone;
  }
  // Asks for the memory that find() will look at.
  void prefetch(std::uint64_t hash) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
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
  template <class Keep>
  void number_all(std::vector<Wanted>& all, Keep keep) {
    constexpr std::size_t kSlot = 24, kText = 16, kBytes = 8;
    const auto candidate = [this](const Wanted& wanted) {
      return slots_.empty() ? kNone : slots_[wanted.hash & (slots_.size() - 1)].number;
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i + kSlot < all.size()) prefetch(all[i + kSlot].hash);
      if (i + kText < all.size()) {
        const std::uint32_t number = candidate(all[i + kText]);
        if (number != kNone) __builtin_prefetch(&texts_[number]);
      }
      if (i + kBytes < all.size()) {
        const std::uint32_t number = candidate(all[i + kBytes]);
        if (number != kNone) __builtin_prefetch(texts_[number].data());
      }
      Wanted& wanted = all[i];
      wanted.number = number(wanted.text, wanted.hash, [&] { return keep(wanted.text); });
    }
  }

  struct Slot {
    std::uint32_t number = kNone, tag = 0;
  };
  static std::uint32_t tag(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }

  template <class Keep>
  std::uint32_t number(std::string_view text, std::uint64_t hash, Keep keep) {
    if (2 * (texts_.size() + 1) > slots_.size()) grow();
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    for (; slots_[at].number != kNone; at = (at + 1) & mask) {
      if (slots_[at].tag == tag(hash) && texts_[slots_[at].number] == text) {
        return slots_[at].number;
      }
    }
    slots_[at] = {static_cast<std::uint32_t>(texts_.size()), tag(hash)};
    texts_.push_back(keep());
    return slots_[at].number;
  }

  void grow() {
    std::vector<Slot> slots(std::max<std::size_t>(64, 2 * slots_.size()));
    const std::size_t mask = slots.size() - 1;
    for (const Slot& slot : slots_) {
      if (slot.number == kNone) continue;
      std::size_t at = slot.tag & mask;
      while (slots[at].number != kNone) at = (at + 1) & mask;
      slots[at] = slot;
    }
    slots_ = std::move(slots);
  }

  std::vector<std::string_view> texts_;
  std::vector<Slot> slots_;
};

}  // namespace flowdown
