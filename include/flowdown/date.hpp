// A calendar date without time or zone, as contracts name them.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flowdown {

// Days since 1970-01-01 in the proleptic Gregorian calendar.
struct Date {
  std::int32_t days = 0;

  friend constexpr auto operator<=>(Date, Date) = default;

  // Parses `YYYY-MM-DD` with year 1583 to 9999. Returns nothing for any other text and for days
  // that no calendar has (2023-02-29).
  static std::optional<Date> parse(std::string_view text);

  // `YYYY-MM-DD`.
  std::string text() const;
};

}  // namespace flowdown
