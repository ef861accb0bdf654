// How an audit ends, and what it could not judge, as every format for people says it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/findings.hpp"
#include "flowdown/settle.hpp"

namespace flowdown {

// What the graph leaves open, by printable names, each once.
struct Unknowns {
  std::vector<std::string> parties, artifacts, agreements, sources;
  std::vector<std::string> passing_on;  // policies of which it is not known what they ask
  std::vector<std::string> incomplete;  // policies of which the file does not hold every rule
  std::vector<std::string> unapplied;   // law whose regulator is no party here
  // Whether terms are missing, so that the absence of a finding may say nothing.
  bool terms() const {
    return !parties.empty() || !artifacts.empty() || !agreements.empty() || !sources.empty() ||
           !passing_on.empty();
  }
};
Unknowns unknowns_of(const Flow& flow, const Findings& findings);

// "the terms of a and b", "not every rule of c is on file": a part for each kind of thing that is
// not known, naming `most` of them (0: all).
std::vector<std::string> in_words(const Unknowns& unknown, std::size_t most);

// "a-law (of authority), since the graph names no such regulator among its parties"; empty where
// all law that is read is judged by.
std::string unapplied_in_words(const Unknowns& unknown, std::size_t most);

enum class Outcome : std::uint8_t { kNothing, kPasses, kPassesWithWarnings, kFails };
std::string_view name_of(Outcome outcome);  // "nothing to check", "passes", …

struct Conclusion {
  Outcome outcome = Outcome::kPasses;
  std::string words;  // "2 errors and 1 note; in part undetermined"
};
// `open` are the findings that count (see settled_text.hpp); the settlement is of all.
Conclusion conclusion_of(const Flow& flow, const Findings& open, const Settlement& settlement,
                         const Unknowns& unknown);

}  // namespace flowdown
