// The taxonomy that ships inside the library.

#include "flowdown/load.hpp"

namespace flowdown {
namespace embedded {
std::string_view builtin_taxonomy();
}  // namespace embedded

std::string_view builtin_taxonomy() { return embedded::builtin_taxonomy(); }

}  // namespace flowdown
