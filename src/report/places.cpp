// Names of common places by their ISO 3166 code. A place that is not here is shown by its code.
#include <algorithm>
#include <array>
#include <utility>

#include "report/words.hpp"

namespace flowdown {
namespace {

using NamedPlace = std::pair<std::string_view, std::string_view>;

constexpr std::array kPlaces = {
    NamedPlace{"AE", "the United Arab Emirates"},
    NamedPlace{"AR", "Argentina"},
    NamedPlace{"AT", "Austria"},
    NamedPlace{"AU", "Australia"},
    NamedPlace{"BE", "Belgium"},
    NamedPlace{"BG", "Bulgaria"},
    NamedPlace{"BR", "Brazil"},
    NamedPlace{"CA", "Canada"},
    NamedPlace{"CH", "Switzerland"},
    NamedPlace{"CL", "Chile"},
    NamedPlace{"CN", "China"},
    NamedPlace{"CO", "Colombia"},
    NamedPlace{"CY", "Cyprus"},
    NamedPlace{"CZ", "Czechia"},
    NamedPlace{"DE", "Germany"},
    NamedPlace{"DK", "Denmark"},
    NamedPlace{"EE", "Estonia"},
    NamedPlace{"EG", "Egypt"},
    NamedPlace{"ES", "Spain"},
    NamedPlace{"FI", "Finland"},
    NamedPlace{"FR", "France"},
    NamedPlace{"GB", "the United Kingdom"},
    NamedPlace{"GR", "Greece"},
    NamedPlace{"HK", "Hong Kong"},
    NamedPlace{"HR", "Croatia"},
    NamedPlace{"HU", "Hungary"},
    NamedPlace{"ID", "Indonesia"},
    NamedPlace{"IE", "Ireland"},
    NamedPlace{"IL", "Israel"},
    NamedPlace{"IN", "India"},
    NamedPlace{"IR", "Iran"},
    NamedPlace{"IS", "Iceland"},
    NamedPlace{"IT", "Italy"},
    NamedPlace{"JP", "Japan"},
    NamedPlace{"KE", "Kenya"},
    NamedPlace{"KR", "South Korea"},
    NamedPlace{"LI", "Liechtenstein"},
    NamedPlace{"LT", "Lithuania"},
    NamedPlace{"LU", "Luxembourg"},
    NamedPlace{"LV", "Latvia"},
    NamedPlace{"MT", "Malta"},
    NamedPlace{"MX", "Mexico"},
    NamedPlace{"MY", "Malaysia"},
    NamedPlace{"NG", "Nigeria"},
    NamedPlace{"NL", "the Netherlands"},
    NamedPlace{"NO", "Norway"},
    NamedPlace{"NZ", "New Zealand"},
    NamedPlace{"PH", "the Philippines"},
    NamedPlace{"PK", "Pakistan"},
    NamedPlace{"PL", "Poland"},
    NamedPlace{"PT", "Portugal"},
    NamedPlace{"RO", "Romania"},
    NamedPlace{"RU", "Russia"},
    NamedPlace{"SA", "Saudi Arabia"},
    NamedPlace{"SE", "Sweden"},
    NamedPlace{"SG", "Singapore"},
    NamedPlace{"SI", "Slovenia"},
    NamedPlace{"SK", "Slovakia"},
    NamedPlace{"TH", "Thailand"},
    NamedPlace{"TR", "Turkey"},
    NamedPlace{"TW", "Taiwan"},
    NamedPlace{"UA", "Ukraine"},
    NamedPlace{"US", "the United States"},
    NamedPlace{"VN", "Vietnam"},
    NamedPlace{"ZA", "South Africa"},
};
static_assert(std::is_sorted(kPlaces.begin(), kPlaces.end()));

}  // namespace

std::string_view place_name(std::string_view code) {
  const auto found = std::lower_bound(kPlaces.begin(), kPlaces.end(), NamedPlace{code, {}});
  return found != kPlaces.end() && found->first == code ? found->second : code;
}

}  // namespace flowdown
