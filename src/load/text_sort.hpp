// Sorting many things by a text that each of them has.
#pragma once

#include <algorithm>
#include <boost/sort/spreadsort/integer_sort.hpp>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "flowdown/prefetch.hpp"
#include "flowdown/ranges.hpp"

namespace flowdown::loading {

// Sorts `things` by text_of(*thing), byte by byte, equal ones in the order in which they stand.
// Returns whether any two are equal. Uses several threads where that is worth it.
//
// Comparing texts that lie all over memory is what costs, so of each the first sixteen bytes behind
// what all begin with are fetched once, in the order of the things, and sorted as two numbers
// (Boost's spreadsort). Things that agree in them are sorted by their next sixteen, and so on. What
// is sorted already is found to be so and left.
template <class Thing, class TextOf>
class TextSort {
 public:
  TextSort(std::vector<const Thing*>& things, TextOf text_of)
      : things_(things), text_of_(text_of) {}

  bool run() {
    if (is_sorted()) return false;
    const std::size_t pieces = ranges_of(things_.size()), from = shared_bytes();
    std::vector<Dealt> dealt = deal(pieces, from);
    std::vector<const Thing*> in_order(things_.size());
    std::vector<std::uint8_t> equal(pieces);
    for_each_beside(pieces, [&](std::size_t piece) {
      std::size_t at = 0;  // of the piece in `in_order`
      std::vector<Keyed> keyed;
      for (Dealt& of_range : dealt) {
        for (std::size_t before = 0; before < piece; ++before) at += of_range[before].size();
        keyed.insert(keyed.end(), of_range[piece].begin(), of_range[piece].end());
      }
      equal[piece] = sort(keyed.data(), keyed.data() + keyed.size(), from);
      for (const Keyed& key : keyed) in_order[at++] = things_[key.number];
    });
    things_ = std::move(in_order);
    return std::find(equal.begin(), equal.end(), 1) != equal.end();
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
  // The things of one range of `things_`, in pieces: all of one piece come before all of the next.
  using Dealt = std::vector<std::vector<Keyed>>;
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

  // Where pieces of about the same size begin, but for the first.
  std::vector<Keyed> find_bounds(std::size_t pieces, std::size_t from) const {
    constexpr std::size_t kSample = 512;
    if (pieces == 1) return {};
    std::vector<Keyed> sample, bounds;
    for (std::size_t i = 0; i < kSample; ++i) {
      sample.push_back(key_of(static_cast<std::uint32_t>(i * things_.size() / kSample), from));
    }
    std::sort(sample.begin(), sample.end());
    for (std::size_t piece = 1; piece < pieces; ++piece) {
      bounds.push_back(sample[piece * kSample / pieces]);
      bounds.back().number = 0;  // of equal bytes all are on one side
    }
    return bounds;
  }

  std::vector<Dealt> deal(std::size_t pieces, std::size_t from) const {
    const std::vector<Keyed> bounds = find_bounds(pieces, from);
    std::vector<Dealt> dealt(pieces, Dealt(pieces));
    for_ranges(things_.size(), [&](std::size_t begin, std::size_t end, std::size_t range) {
      for (std::vector<Keyed>& piece : dealt[range]) piece.reserve(2 * (end - begin) / pieces);
      for (std::size_t i = begin; i < end; ++i) {
        const Keyed key = key_of(static_cast<std::uint32_t>(i), from);
        std::size_t piece = 0;
        while (piece < bounds.size() && !(key < bounds[piece])) ++piece;
        dealt[range][piece].push_back(key);
      }
    });
    return dealt;
  }

  // Asks for the memory of keys to come, where they will be needed: those equal to one beside them.
  void look_ahead(const Keyed* key, const Keyed* end, std::size_t from) const {
    const auto again = [&](std::ptrdiff_t by) {
      if (end - key <= by + 1) return false;
      return key[by].same_bytes(key[by + 1]) || key[by].same_bytes(key[by - 1]);
    };
    if (again(kThingAhead)) prefetch(things_[key[kThingAhead].number]);
    if (again(kTextAhead)) {
      prefetch(text_of_(*things_[key[kTextAhead].number]).data() + from);
    }
  }

  // Of things whose first bytes are the same, spreadsort leaves the order open.
  static void sort_by_bytes(Keyed* begin, Keyed* end) {
    namespace spreadsort = boost::sort::spreadsort;
    spreadsort::integer_sort(begin, end,
                             [](const Keyed& key, unsigned bits) { return key.first >> bits; });
    for (Keyed* first = begin; first != end;) {
      Keyed* next = first + 1;
      while (next != end && next->first == first->first) ++next;
      if (next - first > 1) std::sort(first, next);
      first = next;
    }
  }

  bool sort(Keyed* begin, Keyed* end, std::size_t from) const {
    sort_by_bytes(begin, end);
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
