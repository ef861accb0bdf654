// Work on long vectors by several threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace flowdown {

// Calls `work(begin, end)` for ranges that together make [0, size), each in a thread of its own
// where that is worth it, and returns when all have returned. Throws what any of them threw. The
// ranges are in the order of their numbers: `work(begin, end, range)` is told which it has, from 0
// to below ranges_of(size).
inline std::size_t ranges_of(std::size_t size) {
  constexpr std::size_t kWorthAThread = 1U << 15U, kMostThreads = 4;
  if (size < kWorthAThread) return 1;
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMostThreads);
}

template <class Work>
void for_ranges(std::size_t size, Work work) {
  const std::size_t ranges = ranges_of(size);
  std::vector<std::exception_ptr> thrown(ranges);
  const auto run = [&](std::size_t range) noexcept {
    try {
      work(size * range / ranges, size * (range + 1) / ranges, range);
    } catch (...) {
      thrown[range] = std::current_exception();
    }
  };
  std::vector<std::thread> threads;
  threads.reserve(ranges);
  for (std::size_t range = 1; range < ranges; ++range) threads.emplace_back(run, range);
  run(0);
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& exception : thrown) {
    if (exception) std::rethrow_exception(exception);
  }
}

}  // namespace flowdown
