// The words that files use for the values of an enumeration, one table each, for those who read
// files and those who write them.
#pragma once

#include <string_view>

#include "flowdown/graph.hpp"
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

inline constexpr Keyword<ArtifactKind> kArtifactKinds[] = {
    {"model", ArtifactKind::kModel},
    {"dataset", ArtifactKind::kDataset},
    {"adapter", ArtifactKind::kAdapter},
    {"service", ArtifactKind::kService},
};

inline constexpr Keyword<DerivationKind> kDerivationKinds[] = {
    {"finetune", DerivationKind::kFinetune}, {"quantize", DerivationKind::kQuantize},
    {"merge", DerivationKind::kMerge},       {"adapter", DerivationKind::kAdapter},
    {"distill", DerivationKind::kDistill},   {"train_on_outputs", DerivationKind::kTrainOnOutputs},
    {"include", DerivationKind::kInclude},
};

inline constexpr Keyword<TermsDocument> kTermsDocuments[] = {
    {"licence", TermsDocument::kLicence},
    {"terms_of_service", TermsDocument::kTermsOfService},
    {"eula", TermsDocument::kEula},
    {"custom_contract", TermsDocument::kCustomContract},
};

inline constexpr Keyword<std::uint8_t> kGrants[] = {
    {"host", kGrantHost},
    {"redistribute", kGrantRedistribute},
    {"waive", kGrantWaive},
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
