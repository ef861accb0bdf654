// Work by several threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace flowdown {

// How many threads are worth having: the same number for the life of the process.
inline std::size_t processors() {
  constexpr std::size_t kMost = 4;
  static const std::size_t kFound =
      std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMost);
  return kFound;
}

// Calls `work(i)` for each i below `count`, each in a thread of its own, the first in this one.
// Returns when all have returned; throws what any of them threw.
template <class Work>
void for_each_beside(std::size_t count, Work work) {
  std::vector<std::exception_ptr> thrown(count);
  const auto run = [&](std::size_t i) noexcept {
    try {
      work(i);
    } catch (...) {
      thrown[i] = std::current_exception();
    }
  };
  std::vector<std::thread> threads;
  threads.reserve(count);
  for (std::size_t i = 1; i < count; ++i) {
    try {
      threads.emplace_back(run, i);
    } catch (const std::system_error&) {
      run(i);  // there is no thread to be had
    }
  }
  if (count > 0) run(0);
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& exception : thrown) {
    if (exception) std::rethrow_exception(exception);
  }
}

// Into how many ranges the numbers below `size` are dealt out.
inline std::size_t ranges_of(std::size_t size) {
  constexpr std::size_t kWorthAThread = 1U << 15U;
  return size < kWorthAThread ? 1 : processors();
}

// Calls both, one beside the other where work on so many things is worth it.
template <class First, class Second>
void do_both(std::size_t size, First first, Second second) {
  if (ranges_of(size) == 1) {
    first();
    second();
    return;
  }
  for_each_beside(2, [&](std::size_t i) { i == 0 ? first() : second(); });
}

// Calls `work(begin, end, range)` for ranges that together make [0, size), one beside the other
// where that is worth it. Ranges are numbered in the order of what they hold, below
// ranges_of(size).
template <class Work>
void for_ranges(std::size_t size, Work work) {
  const std::size_t ranges = ranges_of(size);
  for_each_beside(ranges, [&](std::size_t range) {
    work(size * range / ranges, size * (range + 1) / ranges, range);
  });
}

}  // namespace flowdown
