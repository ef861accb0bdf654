// What the forms of an onboarding answer say alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flowdown/onboard.hpp"

namespace flowdown {

// "reject: there are 2 findings that no condition removes", "approve with conditions: 3 clauses …".
std::string verdict_line(const Onboarding& onboarding);

// What leads to a rejection, under a heading. A gate that blocks asks for no condition.
struct Staying {
  bool blocked = false;
  std::string_view heading;
  std::vector<std::string> ids;  // not empty
};
std::vector<Staying> what_stays(const Onboarding& onboarding);

// "judged for every day from 2026-03-01 to 2027-03-14".
std::string days_in_words(const Onboarding& onboarding);
// "Nimbus Cloud (nimbus)".
std::string candidate_name(const Onboarding& onboarding);

// The clauses of one policy that stand behind a condition.
struct Ground {
  std::string policy;               // "Larch AI's larch-aup" by ids: "larch-aup, issued by larch"
  std::string clauses;              // "clauses 2.e and 1.d"; empty: none stated
  std::vector<std::string> places;  // `file:line`, then further lines of it
};
std::vector<Ground> grounds(const Condition& condition);
// The same on one line, with at most a few places.
std::string in_words(const Ground& ground);

// The entry with that id; null where a remedy would bring it, so that the draft does not have it.
const Entry* entry_of(const Onboarding& onboarding, const std::string& id);

// "larch → (larch-to-cumulus) → cumulus"; empty where nothing travelled.
std::string path_in_words(const Entry& entry);

// How the gate takes an entry that is new: "blocks", "needs a condition", "listed".
std::string_view ruling_in_words(const Ruling& ruling);

}  // namespace flowdown
