// Names of common places by their ISO 3166 code. A place that is not here is shown by its code.
#include <algorithm>
#include <array>
#include <utility>

#include "report/words.hpp"

namespace flowdown {
namespace {

using Place = std::pair<std::string_view, std::string_view>;

constexpr std::array kPlaces = {
    Place{"AE", "the United Arab Emirates"},
    Place{"AR", "Argentina"},
    Place{"AT", "Austria"},
    Place{"AU", "Australia"},
    Place{"BE", "Belgium"},
    Place{"BG", "Bulgaria"},
    Place{"BR", "Brazil"},
    Place{"CA", "Canada"},
    Place{"CH", "Switzerland"},
    Place{"CL", "Chile"},
    Place{"CN", "China"},
    Place{"CO", "Colombia"},
    Place{"CY", "Cyprus"},
    Place{"CZ", "Czechia"},
    Place{"DE", "Germany"},
    Place{"DK", "Denmark"},
    Place{"EE", "Estonia"},
    Place{"EG", "Egypt"},
    Place{"ES", "Spain"},
    Place{"FI", "Finland"},
    Place{"FR", "France"},
    Place{"GB", "the United Kingdom"},
    Place{"GR", "Greece"},
    Place{"HK", "Hong Kong"},
    Place{"HR", "Croatia"},
    Place{"HU", "Hungary"},
    Place{"ID", "Indonesia"},
    Place{"IE", "Ireland"},
    Place{"IL", "Israel"},
    Place{"IN", "India"},
    Place{"IR", "Iran"},
    Place{"IS", "Iceland"},
    Place{"IT", "Italy"},
    Place{"JP", "Japan"},
    Place{"KE", "Kenya"},
    Place{"KR", "South Korea"},
    Place{"LI", "Liechtenstein"},
    Place{"LT", "Lithuania"},
    Place{"LU", "Luxembourg"},
    Place{"LV", "Latvia"},
    Place{"MT", "Malta"},
    Place{"MX", "Mexico"},
    Place{"MY", "Malaysia"},
    Place{"NG", "Nigeria"},
    Place{"NL", "the Netherlands"},
    Place{"NO", "Norway"},
    Place{"NZ", "New Zealand"},
    Place{"PH", "the Philippines"},
    Place{"PK", "Pakistan"},
    Place{"PL", "Poland"},
    Place{"PT", "Portugal"},
    Place{"RO", "Romania"},
    Place{"RU", "Russia"},
    Place{"SA", "Saudi Arabia"},
    Place{"SE", "Sweden"},
    Place{"SG", "Singapore"},
    Place{"SI", "Slovenia"},
    Place{"SK", "Slovakia"},
    Place{"TH", "Thailand"},
    Place{"TR", "Turkey"},
    Place{"TW", "Taiwan"},
    Place{"UA", "Ukraine"},
    Place{"US", "the United States"},
    Place{"VN", "Vietnam"},
    Place{"ZA", "South Africa"},
};
static_assert(std::is_sorted(kPlaces.begin(), kPlaces.end()));

}  // namespace

std::string_view place_name(std::string_view code) {
  const auto found = std::lower_bound(kPlaces.begin(), kPlaces.end(), Place{code, {}});
  return found != kPlaces.end() && found->first == code ? found->second : code;
}

}  // namespace flowdown
