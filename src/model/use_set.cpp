// Sets of uses as bitsets: a taxonomy has some hundred uses, so a set is a few words long and every
// operation is a short loop.
#include <bit>

#include "flowdown/taxonomy.hpp"

namespace flowdown {

bool UseSet::empty() const {
  for (const std::uint64_t word : words_) {
    if (word != 0) return false;
  }
  return true;
}

std::size_t UseSet::count() const {
  std::size_t total = 0;
  for (const std::uint64_t word : words_) total += static_cast<std::size_t>(std::popcount(word));
  return total;
}

bool UseSet::subset_of(const UseSet& other) const {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if ((words_[i] & ~other.words_[i]) != 0) return false;
  }
  return true;
}

bool UseSet::intersects(const UseSet& other) const {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if ((words_[i] & other.words_[i]) != 0) return true;
  }
  return false;
}

UseSet& UseSet::operator|=(const UseSet& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  return *this;
}

UseSet& UseSet::operator&=(const UseSet& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
  return *this;
}

UseSet& UseSet::operator-=(const UseSet& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
  return *this;
}

std::vector<UseId> UseSet::members() const {
  std::vector<UseId> uses;
  uses.reserve(count());
  for (std::size_t i = 0; i < words_.size(); ++i) {
    for (std::uint64_t word = words_[i]; word != 0; word &= word - 1) {
      uses.emplace_back(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
    }
  }
  return uses;
}

std::size_t UseSet::hash() const {
  // FNV-1a over words, with a final mix so that high bits reach the low ones.
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const std::uint64_t word : words_) hash = (hash ^ word) * 0x100000001b3U;
  return static_cast<std::size_t>(hash ^ (hash >> 29U));
}

}  // namespace flowdown
