// A thread that writes the line a few times a second, as long as there is something to say.

#include "progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <thread>

namespace flowdown::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPatience = std::chrono::seconds(1);
constexpr auto kBetween = std::chrono::milliseconds(250);
constexpr std::string_view kClearLine = "\r\033[K";

bool can_show() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && terminal != nullptr && std::strcmp(terminal, "dumb") != 0;
}

void print(std::string_view text) {
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
  static_cast<void>(std::fflush(stderr));
}

class Progress {
 public:
  ~Progress() { end(); }

  void enter(std::string_view stage) {
    if (!can_show_) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    stage_ = stage;
    bytes_ = 0;
    if (!thread_.joinable()) {
      ended_ = false;
      thread_ = std::thread([this] { run(); });
    }
  }

  void read(std::uint64_t bytes, std::uint64_t of) {
    of_ = of;
    if (bytes > bytes_) bytes_ = bytes;  // lines may be read once more, to be quoted
  }

  void end() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!thread_.joinable()) return;
      ended_ = true;
    }
    changed_.notify_all();
    thread_.join();
    thread_ = std::thread();
  }

 private:
  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    const auto over = [this] { return ended_; };
    if (changed_.wait_until(lock, started_ + kPatience, over)) return;
    do {
      print(line());
    } while (!changed_.wait_for(lock, kBetween, over));
    print(kClearLine);
  }

  std::string line() const {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - started_);
    std::string text = fmt::format("{}flowdown: {}", kClearLine, stage_);
    const std::uint64_t bytes = bytes_, of = of_;
    if (bytes > 0 && of > 0) {
      text += fmt::format(", {} of {} MB", bytes / 1'000'000, (of + 999'999) / 1'000'000);
    } else if (bytes > 0) {
      text += fmt::format(", {} MB", bytes / 1'000'000);
    }
    return text + fmt::format(" ({} s)", seconds.count());
  }

  const bool can_show_ = can_show();
  const Clock::time_point started_ = Clock::now();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;
  std::string stage_;
  bool ended_ = false;
  std::atomic<std::uint64_t> bytes_ = 0, of_ = 0;
};

// Made before main() begins, so that it counts from the start.
Progress progress;

}  // namespace

void show_progress(std::string_view stage) { progress.enter(stage); }
void show_read(std::uint64_t bytes, std::uint64_t of) { progress.read(bytes, of); }
void end_progress() { progress.end(); }

}  // namespace flowdown::cli
