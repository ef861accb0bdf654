// What the sections of a page are made from, and the sections.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "flowdown/bulletin.hpp"
#include "flowdown/page.hpp"
#include "report/format_parts.hpp"
#include "report/sections.hpp"
#include "report/settled_text.hpp"
#include "report/verdict.hpp"

namespace flowdown {

// All that there is to know of the audit, found out once. Refers to its arguments.
class PageMatter {
 public:
  PageMatter(const Flow& flow, const Findings& findings, const Settlement& settlement,
             const PageOptions& options);

  const Flow& flow;
  const Findings& findings;
  const Settlement& settlement;
  const PageOptions& options;
  const Model& model;
  BulletinHead head;
  std::unique_ptr<EntrySource> entries;  // one for each finding; those that are gone come last
  OpenFindings open;
  Unknowns unknown;
  Conclusion verdict;
  std::vector<Actor> actors;  // of the open findings
  Tracer tracer;
  std::vector<UseSet> groups;  // of the grouping judged by, each with all uses below those named

  // Indices of the findings on the page: what counts first, then the most severe.
  std::vector<std::size_t> order;

  // The entry of that index, made once; what refers to it stays good.
  const Entry& entry(std::size_t index) const;
  // Where on the page a finding is: "finding-b295cf3f37bd58dc", each another.
  std::string anchor(std::size_t index) const;

  // A link to a finding, or its words alone where it is not on the page.
  std::string link(std::size_t index, const std::string& html) const;

  // The index, in `findings`, of one of the open findings.
  std::size_t index_of(const Finding& open_finding) const;

 private:
  Fingerprints prints_;
  mutable std::unordered_map<std::size_t, Entry> made_;
  std::vector<std::size_t> open_indices_;
  std::vector<bool> on_page_;  // by index of the finding
};

// Each returns a <section>; empty where there is nothing to say.
std::string acting_section(PageMatter& matter);
std::string diagram_section(const PageMatter& matter);
std::string findings_section(PageMatter& matter);
std::string matrix_section(const PageMatter& matter);
std::string settled_section(const PageMatter& matter);
std::string unknown_section(const PageMatter& matter);
std::string inputs_section(const PageMatter& matter, const PageOptions& options);

// The form that filters the findings.
std::string filter_form(const PageMatter& matter);

// The evidence of a finding: its policy, path, clauses, witness, place and what to do.
std::string evidence_html(PageMatter& matter, std::size_t index);

// The groups that some use of the finding is in, by number.
std::vector<std::uint32_t> groups_of(const PageMatter& matter, const Finding& finding);

// The parties that a finding is of: its party, or the two of its agreement.
std::vector<PartyId> parties_of(const Model& model, const Finding& finding);

// How a finding stands: "open", "accepted" or "known".
std::string_view state_of(const Entry& entry);

}  // namespace flowdown
