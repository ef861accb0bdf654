// The families of wording(). Each file wording_*.cpp words the codes of one family.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flowdown/findings.hpp"
#include "flowdown/report.hpp"

namespace flowdown {

// What the families need of a finding, with the phrases that many of them use.
struct Matter {
  const Flow& flow;
  const Findings& findings;
  const Finding& finding;
  const Detail& detail;
  Tracer& tracer;
  // The findings that the words are to speak of: this one alone, or all that a report shows as one.
  const std::vector<const Finding*>& all;

  const Model& model() const { return *flow.model; }
  const Taxonomy& taxonomy() const { return flow.model->taxonomy; }

  std::string party() const;         // title of the finding's party
  std::string agreement() const;     // "agreement x"
  std::string from() const;          // title of the agreement's supplier
  std::string to() const;            // title of the agreement's recipient
  std::string on_artifacts() const;  // "llama-2 and llama-2-chat"
  std::string upstream() const;      // "Meta's llama-2-aup"
  std::string upstream_id() const;   // "llama-2-aup"
  std::vector<std::string> upstream_ids() const;
  std::string in_clauses() const;  // " (clauses 1.a and 2.e)"; empty for none or many
  std::string uses() const;        // "suicide and eating disorders", or "28 uses"
  bool few_uses() const;           // whether uses() names them
  // The key of an agreement under which the policy is carried: a policy that asks for a copy is
  // carried by delivering one.
  std::string_view binding_key() const;
  std::string how_to_bind(AgreementId in) const;  // the term to obtain in that agreement
};

// How the end of a message begins that says why a finding is tentative.
inline constexpr std::string_view kTentative = "; this is tentative, since ";

// "a, b, c", as a list in a file.
std::string listed(const std::vector<std::string>& ids);

// The wording of findings that are shown as one (see sections.hpp).
// Requires at least one; the first one's evidence is used.
Wording wording_of(const Flow& flow, const Findings& findings,
                   const std::vector<const Finding*>& shown_as_one, Tracer& tracer);

Wording gap_wording(const Matter& matter);
Wording break_wording(const Matter& matter);
Wording breach_wording(const Matter& matter);
Wording waiver_wording(const Matter& matter);
Wording other_wording(const Matter& matter);  // conflict, blind-*, drift

}  // namespace flowdown
