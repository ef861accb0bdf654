// Work in two steps on one thing after another, each step in a thread of its own.
#pragma once

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "flowdown/ranges.hpp"

namespace flowdown {

// Batches on their way from the thread that fills them to the one that empties them, in a ring:
// what was emptied is filled again, so that each thread frees what it has allocated.
template <class Item>
class BatchRing {
 public:
  // The next batch to fill, with what is left of an earlier one; null where nobody takes any more.
  // Waits for one that is empty.
  std::vector<Item>* to_fill() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return filled_ - emptied_ < batches_.size() || ended_; });
    return ended_ ? nullptr : &batches_[filled_ % batches_.size()];
  }
  void filled() { count_up(filled_); }

  // The next batch that is filled; null where no more are. Waits for it.
  std::vector<Item>* to_empty() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return emptied_ < filled_ || ended_; });
    return emptied_ < filled_ ? &batches_[emptied_ % batches_.size()] : nullptr;
  }
  void emptied() { count_up(emptied_); }

  // Said by either: the one fills no more, or the other empties no more.
  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_one();
  }

 private:
  void count_up(std::size_t& number) {
    const std::lock_guard lock(mutex_);
    ++number;
    changed_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::array<std::vector<Item>, 4> batches_;
  std::size_t filled_ = 0, emptied_ = 0;
  bool ended_ = false;
};

// Calls `use(i, make(i))` for each i below `size`, in this order, until `use` returns false, which
// is then returned. Where there are many, `use` is called in another thread than this one, beside
// the `make` of what follows. Throws what any of them threw.
template <class Make, class Use>
bool in_two_steps(std::size_t size, Make make, Use use) {
  using Item = decltype(make(std::size_t{0}));
  constexpr std::size_t kWorthAThread = 2'000, kBatch = 256;
  const auto one_by_one = [&] {
    for (std::size_t i = 0; i < size; ++i) {
      if (!use(i, make(i))) return false;
    }
    return true;
  };
  if (size < kWorthAThread || processors() == 1) return one_by_one();

  BatchRing<Item> ring;
  bool used_all = true;
  std::exception_ptr thrown;
  const auto use_all = [&]() noexcept {
    try {
      std::size_t next = 0;
      while (std::vector<Item>* batch = used_all ? ring.to_empty() : nullptr) {
        for (const Item& item : *batch) {
          used_all = use(next++, item);
          if (!used_all) break;
        }
        ring.emptied();
      }
    } catch (...) {
      thrown = std::current_exception();
    }
    ring.end();
  };
  const auto make_all = [&] {
    for (std::size_t begin = 0; begin < size; begin += kBatch) {
      std::vector<Item>* batch = ring.to_fill();
      if (batch == nullptr) return;
      batch->resize(std::min(size - begin, kBatch));
      for (std::size_t i = 0; i < batch->size(); ++i) (*batch)[i] = make(begin + i);
      ring.filled();
    }
  };
  std::thread user;
  try {
    user = std::thread(use_all);
  } catch (const std::system_error&) {
    return one_by_one();  // there is no thread to be had
  }
  try {
    make_all();
  } catch (...) {
    ring.end();
    user.join();
    throw;
  }
  ring.end();
  user.join();
  if (thrown) std::rethrow_exception(thrown);
  return used_all;
}

}  // namespace flowdown
