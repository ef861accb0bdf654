// Text that goes to a sink in pieces, so that it need not be held.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "flowdown/sink.hpp"

namespace flowdown {

class Pieces {
 public:
  // Refers to its argument.
  explicit Pieces(const Sink& sink) : sink_(sink) {}

  // What is not handed on yet, for more to be added.
  std::string& text() { return text_; }

  // Hands on what there is, where that is worth it. False where the sink has ended the output.
  bool go_on() { return text_.size() < kPieceBytes || finish(); }
  // Hands on what is left.
  bool finish() {
    if (!text_.empty()) goes_on_ = goes_on_ && sink_(text_);
    text_.clear();
    return goes_on_;
  }

 private:
  static constexpr std::size_t kPieceBytes = std::size_t{1} << 16U;

  const Sink& sink_;
  std::string text_;
  bool goes_on_ = true;
};

}  // namespace flowdown
