// The words that files use for the values of an enumeration, one table each, for those who read
// files and those who write them.
#pragma once

#include <string_view>

#include "flowdown/policy.hpp"

namespace flowdown {

template <class Value>
struct Keyword {
  std::string_view word;
  Value value;
};

inline constexpr Keyword<Confidence> kConfidences[] = {
    {"high", Confidence::kHigh},
    {"medium", Confidence::kMedium},
    {"low", Confidence::kLow},
};

inline constexpr Keyword<Document> kDocuments[] = {
    {"standalone", Document::kStandalone},
    {"licence", Document::kLicence},
    {"terms_of_service", Document::kTermsOfService},
    {"regulation", Document::kRegulation},
};

inline constexpr Keyword<Incorporation> kIncorporations[] = {
    {"dynamic", Incorporation::kDynamic},
    {"static", Incorporation::kStatic},
};

inline constexpr Keyword<FlowDown> kFlowDowns[] = {
    {"none", FlowDown::kNone},     {"copy", FlowDown::kCopy},
    {"bind", FlowDown::kBind},     {"bind_equivalent", FlowDown::kBindEquivalent},
    {"direct", FlowDown::kDirect}, {"unknown", FlowDown::kUnknown},
};

inline constexpr Keyword<PartyKind> kPartyKinds[] = {
    {"developer", PartyKind::kDeveloper},     {"cloud_provider", PartyKind::kCloudProvider},
    {"distributor", PartyKind::kDistributor}, {"application", PartyKind::kApplication},
    {"regulator", PartyKind::kRegulator},
};

inline constexpr Keyword<Measured> kMeasured[] = {
    {"at_release", Measured::kAtRelease},
    {"continuous", Measured::kContinuous},
};

inline constexpr Keyword<bool Reach::*> kReaches[] = {
    {"recipients", &Reach::recipients},
    {"derivatives", &Reach::derivatives},
    {"outputs", &Reach::outputs},
};

// The word for a value; empty where the table has none.
template <class Value, std::size_t N>
constexpr std::string_view word_for(const Keyword<Value> (&table)[N], Value value) {
  for (const Keyword<Value>& keyword : table) {
    if (keyword.value == value) return keyword.word;
  }
  return {};
}

}  // namespace flowdown
