// What a stage says when it cannot accept its input.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "flowdown/source.hpp"

namespace flowdown {

// One problem in the input. `message` is lower case, without a final period, with the user's text
// in backticks; `help` says what to do and may be empty; `length` is how many bytes from `pos` the
// problem spans (at least 1). A problem of a whole file has a line of 0.
struct Diagnostic {
  SourcePos pos;
  std::uint32_t length = 1;
  std::string message;
  std::string help;
  // A second place that the message speaks of ("first defined here").
  SourcePos related;
  std::string related_message;
};

using Diagnostics = std::vector<Diagnostic>;

// A value, or the reasons why there is none (never empty in that case).
template <class T>
class Result {
 public:
  Result(T value) : state_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Diagnostics problems)
      : state_(std::move(problems)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }

  // Requires ok().
  T& value() & { return std::get<T>(state_); }
  const T& value() const& { return std::get<T>(state_); }
  T&& value() && { return std::get<T>(std::move(state_)); }

  // Requires !ok().
  const Diagnostics& problems() const { return std::get<Diagnostics>(state_); }

 private:
  std::variant<T, Diagnostics> state_;
};

}  // namespace flowdown
