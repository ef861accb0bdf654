// The keys that the quick reader of lines knows.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace flowdown::loading {

// The keys that the quick reader knows. Those from kPolicies on go into the shape.
enum class Key : std::uint8_t {
  kId,
  kKind,
  kTitle,
  kSeat,
  kDeveloper,
  kReleased,
  kDerivedFrom,
  kFrom,
  kTo,
  kArtifacts,
  kNote,
  kSource,
  kRetrieved,
  kConfidence,
  kPolicies,
  kModality,
  kOperatesIn,
  kAudience,
  kSector,
  kPurpose,
  kDocument,
  kChannel,
  kEffective,
  kExpires,
  kWhere,
  kIncorporates,
  kDelivers,
  kGrants,
};
constexpr std::size_t kKeys = static_cast<std::size_t>(Key::kGrants) + 1;
constexpr auto kFirstOfShape = static_cast<std::size_t>(Key::kPolicies);

// Bytes as a number to compare at once.
constexpr std::uint64_t first_bytes(std::string_view text) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < 8 && i < text.size(); ++i) {
    bytes |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  }
  return bytes;
}

struct KnownKey {
  // `quoted` is the key with the quote that ends it.
  constexpr KnownKey(std::string_view quoted, Key which)
      : word(quoted),
        start(first_bytes(quoted)),
        mask(quoted.size() >= 8 ? ~std::uint64_t{0}
                                : (std::uint64_t{1} << (8 * quoted.size())) - 1),
        key(which) {}

  std::string_view word;
  std::uint64_t start, mask;
  Key key;
};
constexpr KnownKey kOfParty[] = {
    {R"(id")", Key::kId},
    {R"(kind")", Key::kKind},
    {R"(title")", Key::kTitle},
    {R"(policies")", Key::kPolicies},
    {R"(seat")", Key::kSeat},
    {R"(operates_in")", Key::kOperatesIn},
    {R"(audience")", Key::kAudience},
    {R"(sector")", Key::kSector},
    {R"(purpose")", Key::kPurpose},
    {R"(note")", Key::kNote},
    {R"(source")", Key::kSource},
    {R"(retrieved")", Key::kRetrieved},
    {R"(confidence")", Key::kConfidence},
};
constexpr KnownKey kOfArtifact[] = {
    {R"(id")", Key::kId},
    {R"(kind")", Key::kKind},
    {R"(developer")", Key::kDeveloper},
    {R"(policies")", Key::kPolicies},
    {R"(released")", Key::kReleased},
    {R"(derived_from")", Key::kDerivedFrom},
    {R"(modality")", Key::kModality},
    {R"(title")", Key::kTitle},
    {R"(note")", Key::kNote},
    {R"(source")", Key::kSource},
    {R"(retrieved")", Key::kRetrieved},
    {R"(confidence")", Key::kConfidence},
};
constexpr KnownKey kOfAgreement[] = {
    {R"(id")", Key::kId},
    {R"(from")", Key::kFrom},
    {R"(to")", Key::kTo},
    {R"(artifacts")", Key::kArtifacts},
    {R"(channel")", Key::kChannel},
    {R"(document")", Key::kDocument},
    {R"(incorporates")", Key::kIncorporates},
    {R"(delivers")", Key::kDelivers},
    {R"(effective")", Key::kEffective},
    {R"(expires")", Key::kExpires},
    {R"(where")", Key::kWhere},
    {R"(grants")", Key::kGrants},
    {R"(title")", Key::kTitle},
    {R"(note")", Key::kNote},
    {R"(source")", Key::kSource},
    {R"(retrieved")", Key::kRetrieved},
    {R"(confidence")", Key::kConfidence},
};

// The key that a raw one is; its text ends in a quote, and eight bytes may be read.
template <std::size_t N>
const KnownKey* find_key(const char* raw, const KnownKey (&known)[N]) {
  const std::uint64_t start = first_bytes({raw, 8});
  for (const KnownKey& key : known) {
    if ((start & key.mask) != key.start) continue;
    const std::size_t size = key.word.size();
    if (size <= 8 || std::memcmp(raw + 8, key.word.data() + 8, size - 8) == 0) return &key;
  }
  return nullptr;
}

}  // namespace flowdown::loading
