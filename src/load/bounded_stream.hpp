// A text as a stream that a parser cannot run ahead in.
//
// yaml-cpp reads to the end of a value in brackets or quotes before it reports the first event of
// it, and holds a hundred bytes and more for each byte; so whoever feeds it tells the stream of
// each event, and the stream ends the parse where it was read far beyond the last one.
#pragma once

#include <algorithm>
#include <streambuf>
#include <string_view>

namespace flowdown {

struct ReadTooFar {};

// Throws ReadTooFar when it is read more than `lookahead` bytes beyond the last event.
class BoundedStream : public std::streambuf {
 public:
  BoundedStream(std::string_view text, std::size_t lookahead)
      : text_(text), lookahead_(lookahead) {}
  void note_event(std::size_t offset) { last_event_ = std::max(last_event_, offset); }
  std::size_t last_event() const { return last_event_; }

 protected:
  int_type underflow() override {
    if (given_ >= text_.size()) return traits_type::eof();
    return traits_type::to_int_type(text_[given_]);
  }
  int_type uflow() override {
    const int_type next = underflow();
    if (next != traits_type::eof()) ++given_;
    return next;
  }
  std::streamsize xsgetn(char* to, std::streamsize wanted) override {
    if (given_ > last_event_ + lookahead_) throw ReadTooFar{};
    const std::size_t size = std::min(static_cast<std::size_t>(wanted), text_.size() - given_);
    text_.copy(to, size, given_);
    given_ += size;
    return static_cast<std::streamsize>(size);
  }
  int_type pbackfail(int_type) override {
    if (given_ == 0) return traits_type::eof();
    return traits_type::to_int_type(text_[--given_]);
  }

 private:
  std::string_view text_;
  std::size_t lookahead_;
  std::size_t given_ = 0, last_event_ = 0;
};

}  // namespace flowdown
