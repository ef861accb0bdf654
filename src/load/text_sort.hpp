// Sorting many things by a text that each of them has.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "flowdown/ranges.hpp"

namespace flowdown::loading {

// Sorts `things` by text_of(*thing), byte by byte, equal ones in the order in which they stand.
// Returns whether any two are equal. Uses two threads where that is worth it.
//
// Comparing texts that lie all over memory is what costs, so of each the first sixteen bytes behind
// what all begin with are fetched once, in the order of the things, and sorted as two numbers.
// Things that agree in them are sorted by their next sixteen, and so on. What is sorted already is
// found to be so and left.
template <class Thing, class TextOf>
class TextSort {
 public:
  TextSort(std::vector<const Thing*>& things, TextOf text_of)
      : things_(things), text_of_(text_of) {}

  bool run() {
    if (is_sorted()) return false;
    std::vector<Keyed> keyed(things_.size());
    const std::size_t from = shared_bytes();
    for_ranges(keyed.size(), [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t i = begin; i < end; ++i) {
        keyed[i] = key_of(static_cast<std::uint32_t>(i), from);
      }
    });
    const bool equal = sort_in_two(keyed, from);
    std::vector<const Thing*> in_order;
    in_order.reserve(keyed.size());
    for (const Keyed& key : keyed) in_order.push_back(things_[key.number]);
    things_ = std::move(in_order);
    return equal;
  }

 private:
  struct Keyed {
    std::uint64_t first = 0, second = 0;  // big-endian, zeros behind the end
    std::uint32_t number = 0;             // into `things_`
    bool ends = false;                    // the text ends before the last of these bytes
    friend bool operator<(const Keyed& a, const Keyed& b) {
      if (a.first != b.first) return a.first < b.first;
      if (a.second != b.second) return a.second < b.second;
      return a.number < b.number;
    }
    bool same_bytes(const Keyed& other) const {
      return first == other.first && second == other.second;
    }
  };
  static constexpr std::size_t kBytes = 16;
  static constexpr std::ptrdiff_t kThingAhead = 16, kTextAhead = 8;

  bool is_sorted() const {
    for (std::size_t i = 1; i < things_.size(); ++i) {
      if (!(text_of_(*things_[i - 1]) < text_of_(*things_[i]))) return false;
    }
    return true;
  }

  // How many bytes all begin with.
  std::size_t shared_bytes() const {
    const std::string_view first = text_of_(*things_.front());
    std::vector<std::size_t> shared(ranges_of(things_.size()), first.size());
    for_ranges(things_.size(), [&](std::size_t begin, std::size_t end, std::size_t range) {
      std::size_t same = first.size();
      for (std::size_t i = begin; i < end && same > 0; ++i) {
        const std::string_view text = text_of_(*things_[i]);
        same = std::min(same, text.size());
        while (std::memcmp(first.data(), text.data(), same) != 0) --same;
      }
      shared[range] = same;
    });
    return *std::min_element(shared.begin(), shared.end());
  }

  Keyed key_of(std::uint32_t number, std::size_t from) const {
    std::string_view text = text_of_(*things_[number]);
    text.remove_prefix(std::min(from, text.size()));
    char bytes[kBytes] = {};
    std::memcpy(bytes, text.data(), std::min(text.size(), kBytes));
    Keyed key;
    for (std::size_t i = 0; i < 8; ++i) {
      key.first = key.first << 8U | static_cast<unsigned char>(bytes[i]);
      key.second = key.second << 8U | static_cast<unsigned char>(bytes[i + 8]);
    }
    key.number = number;
    key.ends = text.size() < kBytes;
    return key;
  }

  bool sort_in_two(std::vector<Keyed>& keyed, std::size_t from) const {
    constexpr std::size_t kWorthAThread = 1U << 15U, kSample = 255;
    if (keyed.size() < kWorthAThread || processors() < 2) {
      return sort(keyed.data(), keyed.data() + keyed.size(), from);
    }
    std::vector<Keyed> sample;
    for (std::size_t i = 0; i < kSample; ++i) sample.push_back(keyed[i * keyed.size() / kSample]);
    std::sort(sample.begin(), sample.end());
    // Of equal bytes all must be on one side.
    const Keyed middle = sample[kSample / 2];
    const auto upper = std::partition(keyed.begin(), keyed.end(), [&](const Keyed& key) {
      return key.first != middle.first ? key.first < middle.first : key.second < middle.second;
    });
    Keyed* const half = keyed.data() + (upper - keyed.begin());
    std::array<std::uint8_t, 2> equal{};
    for_each_beside(2, [&](std::size_t i) {
      equal[i] =
          i == 0 ? sort(keyed.data(), half, from) : sort(half, keyed.data() + keyed.size(), from);
    });
    return equal[0] != 0 || equal[1] != 0;
  }

  // Asks for the memory of keys to come, where they will be needed: those equal to one beside them.
  void look_ahead(const Keyed* key, const Keyed* end, std::size_t from) const {
    const auto again = [&](std::ptrdiff_t by) {
      if (end - key <= by + 1) return false;
      return key[by].same_bytes(key[by + 1]) || key[by].same_bytes(key[by - 1]);
    };
    if (again(kThingAhead)) __builtin_prefetch(things_[key[kThingAhead].number]);
    if (again(kTextAhead)) {
      __builtin_prefetch(text_of_(*things_[key[kTextAhead].number]).data() + from);
    }
  }

  bool sort(Keyed* begin, Keyed* end, std::size_t from) const {
    std::sort(begin, end);
    bool equal = false;
    for (Keyed* first = begin; first != end;) {
      Keyed* next = first + 1;
      while (next != end && next->same_bytes(*first)) ++next;
      if (next - first > 1) {
        // No text holds a NUL, so where one ends before, all do.
        if (first->ends) {
          equal = true;
        } else {
          for (Keyed* key = first; key != next; ++key) {
            look_ahead(key, end, from);
            *key = key_of(key->number, from + kBytes);
          }
          equal = sort(first, next, from + kBytes) || equal;
        }
      }
      first = next;
    }
    return equal;
  }

  std::vector<const Thing*>& things_;
  TextOf text_of_;
};

template <class Thing, class TextOf>
bool sort_by_text(std::vector<const Thing*>& things, TextOf text_of) {
  return TextSort<Thing, TextOf>(things, text_of).run();
}

}  // namespace flowdown::loading
