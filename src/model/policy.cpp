// Quantities as people write them in contracts, and the choice of a policy's version by date.
#include "flowdown/policy.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

namespace flowdown {
namespace {

struct DurationUnit {
  std::string_view name;
  std::int64_t seconds;
};

// From the largest to the smallest.
constexpr std::array<DurationUnit, 5> kUnits = {{
    {"w", 7LL * 24 * 3600},
    {"d", 24LL * 3600},
    {"h", 3600},
    {"min", 60},
    {"s", 1},
}};

}  // namespace

std::optional<Quantity> Quantity::parse(std::string_view text) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  std::int64_t value = 0;
  std::size_t at = 0;
  bool after_digit = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '_' && after_digit) {
      after_digit = false;
      continue;
    }
    if (c < '0' || c > '9') break;
    const std::int64_t digit = c - '0';
    if (value > (kMax - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
    after_digit = true;
  }
  if (!after_digit) return std::nullopt;
  if (at > 1 && text[0] == '0') return std::nullopt;
  const std::string_view unit = text.substr(at);
  if (unit.empty()) return Quantity{value, Unit::kNumber};
  for (const DurationUnit& known : kUnits) {
    if (unit != known.name) continue;
    if (value > kMax / known.seconds) return std::nullopt;
    return Quantity{value * known.seconds, Unit::kSeconds};
  }
  return std::nullopt;
}

std::string Quantity::text() const {
  if (unit == Unit::kNumber) return fmt::format("{}", value);
  if (value == 0) return "0h";
  for (const DurationUnit& known : kUnits) {
    if (value % known.seconds == 0) return fmt::format("{}{}", value / known.seconds, known.name);
  }
  return fmt::format("{}s", value);
}

VersionId PolicySet::in_force(PolicyId policy, Date date) const {
  VersionId latest;
  for (const VersionId id : policies[policy.index()].versions) {
    const PolicyVersion& version = versions[id.index()];
    if (!version.effective || *version.effective <= date) latest = id;
  }
  if (latest && !versions[latest.index()].in_force(date)) return {};
  return latest;
}

std::optional<PolicyId> PolicySet::find(std::string_view id) const {
  const auto found = ids_.find(std::string(id));
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

void PolicySet::index() {
  ids_.clear();
  for (std::size_t i = 0; i < policies.size(); ++i) ids_.emplace(policies[i].id, PolicyId(i));
}

}  // namespace flowdown
