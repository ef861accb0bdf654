// The evidence behind a finding in words, as every format for people says it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flowdown/findings.hpp"
#include "flowdown/source.hpp"
#include "report/evidence.hpp"

namespace flowdown {

// Codes that are about policies as a whole, so that single rules and uses say little.
bool whole_policies(Code code);

// Whether the contract binds the party of a gap or breach to the policy that came by `way`: "does
// not bind: agreement x does not carry the policy"; empty where it does, and for other codes.
std::string contract_in_words(const Flow& flow, const Finding& finding,
                              const std::vector<Stop>& way);

// The witness: "suicide, as text, through the API, to consumers in Germany"; empty where there is
// none, or where it would say no more than the list of uses.
std::string example_in_words(const Flow& flow, const Findings& findings, const Finding& finding);

// The uses of a finding that has too many of them to name in its message, by group: "whole groups
// missing (3 uses): Self-harm (3: …)". Empty where the message names them.
std::vector<std::string> uses_in_words(const Taxonomy& taxonomy, const Findings& findings,
                                       const Finding& finding);

// A line of a source file, cut to about `room` columns around the word at `pos`; printable. All
// empty where the place has no line.
struct MarkedText {
  std::string before, marked, after;
};
MarkedText marked_text(const Sources& sources, const SourcePos& pos, std::size_t room);

}  // namespace flowdown
