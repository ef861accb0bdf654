// Findings arranged by who has to act, as every format for people shows them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/findings.hpp"

namespace flowdown {

// Findings of one actor that say the same of several artifacts, and are shown as one. In the order
// of their artifacts; never empty.
struct Item {
  std::vector<const Finding*> findings;
  std::size_t downstream = 0;  // holdings that depend on them
  const Finding& first() const { return *findings.front(); }
};

// Who has to act: a party, or an agreement's two parties; with neither, whoever keeps the graph,
// who has to find out what is not known.
struct Actor {
  PartyId party;
  AgreementId agreement;
  std::vector<Item> items;  // errors first; within, root causes before what follows from them
  std::size_t errors = 0, warnings = 0, notes = 0;  // findings
  std::size_t downstream = 0;                       // the most of any item
};

// What a finding of a code is among those of its actor; in the order in which they are shown.
enum class Role : std::uint8_t {
  kCause,        // others follow from it, here or further down
  kConduct,      // what the party itself does
  kConsequence,  // its own policies are weaker than what has reached it
  kInformation,
  kUnknown,
};
Role role_of(Code code);

// Who has to act on the finding, without items.
Actor actor_of(const Finding& finding);

// The most severe first, then those on whom most depends, then by name; the keeper of the graph
// last.
std::vector<Actor> who_has_to_act(const Flow& flow, const Findings& findings, Tracer& tracer);

// "Amazon Web Services (aws), cloud provider", "agreement x (Meta → Amazon Web Services)"; `full`:
// with titles as they are written.
std::string name_of(const Model& model, const Actor& actor, bool full = false);

// "2 errors, 1 warning"; empty where there is none of them.
std::string counts_in_words(std::size_t errors, std::size_t warnings, std::size_t notes);
// "fails: 2 errors and 1 note", "passes: no findings"; `none` are the words for no findings.
std::string verdict_in_words(std::size_t errors, std::size_t warnings, std::size_t notes,
                             std::string_view none = "no findings");

}  // namespace flowdown
