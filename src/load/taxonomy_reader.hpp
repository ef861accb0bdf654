// Taxonomies: one base and files that extend it → one vocabulary.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/taxonomy.hpp"
#include "load/fields.hpp"
#include "load/problems.hpp"

namespace flowdown::loading {

// More uses than this in one taxonomy are refused: each costs a bit in every set of uses.
inline constexpr std::size_t kMaxUses = 8192;

// Collects the declarations of all files, then links them. The documents must outlive it.
class TaxonomyReader {
 public:
  explicit TaxonomyReader(Problems& problems) : problems_(problems) {}

  // Reads a document whose second key is `taxonomy`. The base comes first, extensions after it.
  enum class Role { kBase, kExtension };
  void declare(const YamlNode& document, Role role);

  // The vocabulary, finished. After problems it is still fit to look words up in.
  Taxonomy link();

 private:
  // Where each name was first declared, and as what.
  struct FirstPlace {
    SourcePos pos;
    std::string_view kind;
  };
  using Places = std::map<std::string, FirstPlace, std::less<>>;
  struct UseDraft {
    Use use;
    Words parents;
  };
  struct DutyDraft {
    Duty duty;
    Words contradicts;
  };
  struct GroupDraft {
    std::string title;
    SourcePos pos;
    Words uses;
  };
  struct GroupingDraft {
    std::string id;
    SourcePos pos;
    std::vector<GroupDraft> groups;
  };
  struct TerritoryDraft {
    const YamlNode* name = nullptr;
    Words members;  // of a group
    bool is_key = false;
  };

  // Reports a name that is no id, is reserved, or has been declared before; false for the latter.
  bool declare_name(const YamlNode& name, std::string_view kind, Places& places);
  template <class Read>
  void read_section(Fields& fields, std::string_view key, Read read_entry);
  void read_use(const YamlEntry& entry);
  void read_safeguard(const YamlEntry& entry);
  void read_duty(const YamlEntry& entry);
  void read_attribute(const YamlEntry& entry);
  void read_grouping(const YamlEntry& entry);
  void read_territories(const YamlNode& map);
  void read_values(const YamlNode& list, std::string_view key, Dimension dimension);
  std::size_t territory(const YamlNode& name);

  void link_uses(Taxonomy& taxonomy);
  void link_duties(Taxonomy& taxonomy);
  void link_groupings(Taxonomy& taxonomy);
  void link_territories(Taxonomy& taxonomy);
  void check_dimensions(const Taxonomy& taxonomy);

  Problems& problems_;
  const YamlNode* base_ = nullptr;      // where the base says that it is a taxonomy
  const YamlNode* channels_ = nullptr;  // where it lists them
  Places use_places_, practice_places_, attribute_places_, grouping_places_, territory_places_;
  std::array<Places, kDimensions> value_places_;
  std::vector<UseDraft> uses_;
  std::vector<Safeguard> safeguards_;
  std::vector<DutyDraft> duties_;
  std::vector<Attribute> attributes_;
  std::vector<GroupingDraft> groupings_;
  std::array<std::vector<std::string>, kDimensions> values_;
  std::vector<TerritoryDraft> territories_;  // in the order of first mention
  std::map<std::string, std::size_t, std::less<>> territory_numbers_;
};

}  // namespace flowdown::loading
