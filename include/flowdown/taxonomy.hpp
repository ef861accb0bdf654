// The vocabulary that policies and graphs share: uses with their is-a links, the values of each
// context dimension, safeguards, duties, attributes and groupings.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "flowdown/ids.hpp"
#include "flowdown/source.hpp"

namespace flowdown {

// The dimensions of the context in which a use happens. A use point has one value in each.
enum class Dimension : std::uint8_t {
  kModality,
  kChannel,  // how the artifact is reached: weights, api, app
  kAudience,
  kTerritory,  // place of use; the last value is always the unlisted elsewhere
  kPurpose,
  kSector,  // the last value is always the unlisted other sector
};
inline constexpr std::size_t kDimensions = 6;

// The key of a dimension in files and JSON: modality, channel, audience, territory, purpose,
// sector.
std::string_view name_of(Dimension dimension);
std::optional<Dimension> dimension_named(std::string_view name);

// A set of values of one dimension, by index into Taxonomy::values.
inline constexpr std::size_t kMaxValues = 512;
using ValueSet = std::bitset<kMaxValues>;

// A condition on the context: the dimensions it restricts, each with the values it admits, sorted
// by dimension, one entry a dimension. A dimension left out admits every value.
struct Context {
  struct Limit {
    Dimension dimension;
    ValueSet admits;
    friend bool operator==(const Limit&, const Limit&) = default;
  };
  std::vector<Limit> limits;

  bool unrestricted() const { return limits.empty(); }
  // The limit on `dimension`, or null where it admits every value.
  const ValueSet* on(Dimension dimension) const;
  // Replaces or adds the limit on `dimension`.
  void restrict_to(Dimension dimension, const ValueSet& admits);
  friend bool operator==(const Context&, const Context&) = default;
};

// A set of uses, as a bitset over Taxonomy::uses. Sets of one taxonomy have one size.
class UseSet {
 public:
  UseSet() = default;
  explicit UseSet(std::size_t universe) : words_((universe + 63) / 64) {}

  bool contains(UseId use) const { return (words_[use.index() / 64] >> (use.index() % 64)) & 1U; }
  void insert(UseId use) { words_[use.index() / 64] |= std::uint64_t{1} << (use.index() % 64); }
  void erase(UseId use) { words_[use.index() / 64] &= ~(std::uint64_t{1} << (use.index() % 64)); }
  bool empty() const;
  std::size_t count() const;
  bool subset_of(const UseSet& other) const;
  bool intersects(const UseSet& other) const;
  UseSet& operator|=(const UseSet& other);
  UseSet& operator&=(const UseSet& other);
  UseSet& operator-=(const UseSet& other);
  // In ascending order.
  std::vector<UseId> members() const;
  friend bool operator==(const UseSet&, const UseSet&) = default;
  std::size_t hash() const;

 private:
  std::vector<std::uint64_t> words_;
};

struct Use {
  std::string id, title, definition, note, label;
  std::vector<UseId> parents;
  bool typically_unlawful = false;
  bool catch_all = false;  // "whatever is unlawful": see Code::kGapCatchAll
  SourcePos pos;
};

struct Safeguard {
  std::string id, title, definition;
  SourcePos pos;
};

enum class Stricter : std::uint8_t { kSmaller, kLarger };

struct Duty {
  std::string id, title, definition;
  std::string parameter;  // the key that its rules may carry (`within`); empty: none
  Stricter stricter = Stricter::kSmaller;
  std::vector<DutyId> contradicts_duties;
  std::vector<UseId> contradicts_uses;
  SourcePos pos;
};

enum class AttributeKind : std::uint8_t { kCount, kMoney };
struct Attribute {
  std::string id;
  AttributeKind kind = AttributeKind::kCount;
  SourcePos pos;
};

struct Group {
  std::string title;
  std::vector<UseId> uses;
  SourcePos pos{};
};
struct Grouping {
  std::string id;
  std::vector<Group> groups;  // in the order of the file
  SourcePos pos{};
};

// A place in a hierarchy of named sets of territories.
struct Territory {
  std::string id;
  ValueSet members;  // places; a place has itself alone
  bool is_group = false;
};

struct Taxonomy {
  std::vector<Use> uses;  // sorted by id
  std::vector<Safeguard> safeguards;
  std::vector<Duty> duties;
  std::vector<Attribute> attributes;
  std::vector<Grouping> groupings;
  // The value names of each dimension in the order of the file; kTerritory holds places only, and
  // ends in "elsewhere"; kSector ends in "other".
  std::array<std::vector<std::string>, kDimensions> values;
  std::vector<Territory> territories;  // places and groups, sorted by id

  // Fills the tables below from the fields above. Requires acyclic `parents`. Call once, after the
  // last change.
  void finish();

  // A use and all uses below it.
  const UseSet& below(UseId use) const { return below_[use.index()]; }
  UseSet no_uses() const { return UseSet(uses.size()); }
  std::size_t domain(Dimension dimension) const {
    return values[static_cast<std::size_t>(dimension)].size();
  }
  const std::vector<std::string>& values_of(Dimension dimension) const {
    return values[static_cast<std::size_t>(dimension)];
  }
  // All values of the dimension.
  ValueSet all_values(Dimension dimension) const;

  std::optional<UseId> find_use(std::string_view id) const;
  std::optional<SafeguardId> find_safeguard(std::string_view id) const;
  std::optional<DutyId> find_duty(std::string_view id) const;
  std::optional<AttributeId> find_attribute(std::string_view id) const;
  std::optional<std::size_t> find_value(Dimension dimension, std::string_view name) const;
  // The values that a word of a file stands for: one value, or the members of a territory group.
  std::optional<ValueSet> find_values(Dimension dimension, std::string_view name) const;
  const Grouping* find_grouping(std::string_view id) const;

 private:
  std::vector<UseSet> below_;
  std::unordered_map<std::string, UseId> use_ids_;
  std::unordered_map<std::string, SafeguardId> safeguard_ids_;
  std::unordered_map<std::string, DutyId> duty_ids_;
  std::unordered_map<std::string, AttributeId> attribute_ids_;
};

}  // namespace flowdown
