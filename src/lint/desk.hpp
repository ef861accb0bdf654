// What all families of lint share: the model, the algebra over it, and the list of what was found.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flowdown/lint.hpp"

namespace flowdown {

// Every pair is compared up to this many rules of one policy, which no document comes near.
inline constexpr std::size_t kMostCompared = 2000;

struct Desk {
  Desk(const Model& of, const LintOptions& options);

  const Model& model;
  const Taxonomy& taxonomy;
  const PolicySet& policies;
  const Graph& graph;
  Date today, as_of;
  Algebra algebra;
  ContextSets& contexts;
  std::vector<LintFinding> found;

  // Enters a finding. The reference holds until the next one is entered.
  LintFinding& add(LintCode code, Severity severity, const SourcePos& pos, LintSubject subject,
                   std::string message, std::string help);

  // Whether the file was asked about. Never the taxonomy that ships inside the library, which is
  // not the user's to mend.
  bool asked(const SourcePos& pos) const;
  // Whether somebody in the graph refers to the policy, or it is a regulation that counts there.
  bool used(PolicyId policy) const { return used_[policy.index()]; }
  // Whether the version is to be looked at: asked about, used, or added by an agreement.
  bool in_question(const PolicyVersion& version) const;

  // Whether a title, the issuer's or the graph's says that it is invented. What is invented needs
  // no source.
  bool fictional(const PolicyVersion& version) const;
  bool fictional(const Agreement& agreement) const;

  LintSubject subject(const PolicyVersion& version) const;
  LintSubject subject(const PolicyVersion& version, const Rule& rule) const;

 private:
  std::vector<bool> asked_;  // by FileId
  std::vector<bool> used_;   // by PolicyId
};

// `text` in backticks; `a`, `b` and 3 more, each in backticks.
std::string quoted(std::string_view text);
std::string quoted_list(const std::vector<std::string>& items, std::size_t most = 6);
// `1 use`, `3 uses`; `plural` where it is not the singular with an s.
std::string count_in_words(std::size_t count, std::string_view singular,
                           std::string_view plural = {});
// A rule as its author wrote it, shortened: `prohibit: [a, b, …]` (clause 1.d).
std::string quoted(const Taxonomy& taxonomy, const Rule& rule);
std::string ids_of(const Taxonomy& taxonomy, const std::vector<UseId>& uses);  // "a, b"

// The families. One file each.
void lint_rules(Desk& desk, const PolicyVersion& version);
void lint_lists(Desk& desk);
void lint_requirements(Desk& desk, const PolicyVersion& version);
void lint_documents(Desk& desk);
void lint_references(Desk& desk);
void lint_names(Desk& desk);
void lint_taxonomy(Desk& desk);

}  // namespace flowdown
