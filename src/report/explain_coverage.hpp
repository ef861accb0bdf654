// What a party's own policies say, as an explanation tells it.
#pragma once

#include "report/explain_inquiry.hpp"

namespace flowdown {

// The contexts that the holding's party and artifact state; on the channels by which the party
// supplies the artifact (`app` where it supplies nobody), or on any.
enum class On : std::uint8_t { kSupplied, kAnyChannel };
ContextSet contexts_of(Inquiry& inquiry, HoldingId holding, On channels);

// How the own policies of the holding stand to the points of `counting`.
OwnCoverage coverage(Inquiry& inquiry, HoldingId holding, const Region& counting);

}  // namespace flowdown
