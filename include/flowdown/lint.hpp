// Beside stages 2 and 3: Model → what is odd in the files themselves.
//
// `judge` tests parties against what reaches them. `lint` tests the files before anybody relies on
// them: rules that say nothing or say it twice, references without effect, facts without a source.
// What it finds is no mistake in the sense of the loader, which has accepted the files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/algebra.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/model.hpp"

namespace flowdown {

enum class LintCode : std::uint8_t {
  // one version of a policy
  kVacuousRule,
  kShadowedRule,
  kRedundantRule,
  kOverriddenAllowance,
  kContradictoryRules,
  // policies as a set
  kVersionGap,
  kNoSource,
  kStaleReview,
  kUnmentionedUse,
  // policies and graph
  kUnusedPolicy,
  kChannelNotCovered,
  kNotInForce,
  // names and words
  kConfusableNames,
  kUndefinedUse,
  kRedundantLink,
  kOddGroup,
};
inline constexpr std::size_t kLintCodes = 16;

using LintCodeInfo = CodeEntry<LintCode>;
std::span<const LintCodeInfo, kLintCodes> lint_code_table();
const LintCodeInfo& info(LintCode code);
std::optional<LintCode> lint_code_named(std::string_view name);

// What a finding is about. `version` and `clause` are empty where there is none.
struct LintSubject {
  // policy, rule, taxonomy, use, safeguard, duty, attribute, group, party, artifact or agreement
  std::string_view kind;
  std::string id;  // of a rule: its policy, or the agreement that adds it; empty for several
  std::string version, clause;
};

// A further place that a finding speaks of, with what is there.
struct LintPlace {
  SourcePos pos;
  std::string message;
};

struct LintFinding {
  LintCode code = LintCode::kVacuousRule;
  Severity severity = Severity::kWarning;
  SourcePos pos;
  LintSubject subject;
  std::string message;  // lower case, no final period, the user's words in backticks
  std::string help;     // what to do
  std::vector<LintPlace> related;
  std::optional<UsePoint> witness;  // of an allowance: a point at which it does not take effect
  unsigned told = 0;  // of the witness: a mask (1 << dimension) of what the rules speak of
  std::string key;    // what, beside code and subject, tells it from other findings
};

// The stable id of a finding, of the same form as those of `check`: it survives moved lines and
// renamed files.
std::string id_of(const LintFinding& finding);

struct LintOptions {
  Date today;  // reviews are due by it
  std::optional<Date>
      as_of{};  // when references have to be in force; none: the graph's, else today
  // The names of the files that were asked about; empty: all. Of other files, such as a library of
  // policies that a graph names, only the policies that the graph uses are looked at, and only
  // warnings are given.
  std::vector<std::string> asked{};
};

// All that is odd, by file name, line, column, code and message. The same for the same texts,
// whatever the order in which they came. Throws std::length_error as Algebra does.
std::vector<LintFinding> lint(const Model& model, const LintOptions& options);

// How many files a person wrote or named: all that were loaded, without the built-in taxonomy.
std::size_t files_of(const Model& model);

}  // namespace flowdown
