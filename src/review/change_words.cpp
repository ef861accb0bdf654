// What differs between two files, in words.
#include <fmt/format.h>

#include "report/layout.hpp"
#include "review/facts.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kLongestValue = 60;
constexpr std::size_t kKeysNamed = 6;

bool is_short(const std::string& value) { return columns(value) <= kLongestValue; }

// Of a policy the keys are versions.
std::string of_version(const KeyChange& change) {
  return fmt::format("version {} {}", change.key,
                     change.before.empty()  ? "is new"
                     : change.after.empty() ? "is gone"
                                            : "says something else");
}

}  // namespace

std::string in_words(const KeyChange& change) {
  if (change.before.empty()) {
    return is_short(change.after) ? fmt::format("`{}: {}` is new", change.key, change.after)
                                  : fmt::format("`{}` is new", change.key);
  }
  if (change.after.empty()) {
    return is_short(change.before) ? fmt::format("`{}: {}` is gone", change.key, change.before)
                                   : fmt::format("`{}` is gone", change.key);
  }
  if (is_short(change.before) && is_short(change.after)) {
    return fmt::format("`{}` was {} and is {}", change.key, change.before, change.after);
  }
  return fmt::format("`{}` is another", change.key);
}

std::string_view name_of(Part part) {
  switch (part) {
    case Part::kTaxonomy:
      return "taxonomy";
    case Part::kPolicy:
      return "policy";
    case Part::kParty:
      return "party";
    case Part::kArtifact:
      return "artifact";
    case Part::kAgreement:
      return "agreement";
    case Part::kException:
      return "exception";
    case Part::kDate:
      break;
  }
  return "date";
}

std::string in_words(const ElementChange& change) {
  const std::string name =
      change.element.part == Part::kTaxonomy
          ? "the taxonomy"
          : fmt::format("{} {}", name_of(change.element.part), change.element.id);
  if (!change.in_old) return name + " is new";
  if (!change.in_new) return name + " is gone";
  std::vector<std::string> parts;
  for (const KeyChange& key : change.keys) {
    parts.push_back(change.element.part == Part::kPolicy ? of_version(key) : in_words(key));
  }
  return fmt::format("{}: {}", name, join(parts, kKeysNamed));
}

}  // namespace flowdown
