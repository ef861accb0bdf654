// An asset of Ecosystem Graphs, and the reading of one.
#pragma once

#include <optional>
#include <string>

#include "import/desk.hpp"

namespace flowdown::importing {

enum class AssetType : std::uint8_t { kModel, kDataset, kApplication };
enum class Access : std::uint8_t { kUnknown, kHandedOut, kServed };

struct Asset {
  const Tree* tree = nullptr;
  const std::string* file = nullptr;
  std::string name;
  AssetType type = AssetType::kModel;
  Access access = Access::kUnknown;
  std::size_t artifact = 0;
  std::string deltas;  // the word of its texts that speaks of deltas
};

// Adds what an item of a catalogue says to the draft. Nothing, after a loss, where it is no asset.
// The item must outlive the asset.
std::optional<Asset> read_asset(Desk& desk, const Tree& tree, const std::string& file);

}  // namespace flowdown::importing
