// Contexts: a short list of limits sorted by dimension. Most contexts limit none or one of them, so
// a list is searched from its start.
#include <algorithm>

#include "flowdown/taxonomy.hpp"

namespace flowdown {
namespace {

constexpr std::array<std::string_view, kDimensions> kNames = {"modality",  "channel", "audience",
                                                              "territory", "purpose", "sector"};

}  // namespace

std::string_view name_of(Dimension dimension) {
  return kNames[static_cast<std::size_t>(dimension)];
}

std::optional<Dimension> dimension_named(std::string_view name) {
  for (std::size_t i = 0; i < kDimensions; ++i) {
    if (kNames[i] == name) return static_cast<Dimension>(i);
  }
  return std::nullopt;
}

const ValueSet* Context::on(Dimension dimension) const {
  for (const Limit& limit : limits) {
    if (limit.dimension == dimension) return &limit.admits;
  }
  return nullptr;
}

void Context::restrict_to(Dimension dimension, const ValueSet& admits) {
  const auto at = std::lower_bound(
      limits.begin(), limits.end(), dimension,
      [](const Limit& limit, Dimension wanted) { return limit.dimension < wanted; });
  if (at != limits.end() && at->dimension == dimension) {
    at->admits = admits;
  } else {
    limits.insert(at, Limit{dimension, admits});
  }
}

}  // namespace flowdown
