// An audit from one text that holds several files, for tests that are tables of short texts.
//
// A line `=== name.yaml` begins a file. Files called graph… are the graph, taxonomy.yaml replaces
// the built-in taxonomy, and all others are in the folder `policies`, which a graph has to name.
// A case has, beside its files, a first line `# says: …` and, at the end, what is expected:
// `=== expect` for the graph's own date, `=== expect 2025-01-31` for another one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/date.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "flowdown/source.hpp"

namespace flowdown::testing {

// The date judged where neither the graph nor the test states one: 2024-06-01.
inline constexpr Date kDefaultDate{19875};

// What a case expects on one date: lines as dump() writes them, sorted.
struct Expectation {
  std::optional<Date> as_of;  // none: the graph's own date
  std::string findings;
};

struct Case {
  std::string says;
  std::vector<SourceText> files;
  std::vector<Expectation> expectations;
  std::string error;  // why the text is no case; empty: it is one
};

Case read_case(std::string_view text);

// All findings, one a line, sorted, each line ended:
//   gap-silent error tentative party=p agreement=e artifact=a policy=x uses=u,v
// What a finding does not have is left out. A drift also has `dropped=`, the uses that the newer
// version prohibits less, and a blind-unknown-terms also `unknown=`, what is not known.
std::string dump(const Flow& flow, const Findings& findings);

// The dump of the findings for the files, on the date given, else the graph's, else kDefaultDate;
// or the problems that loading them meets.
std::string audit(const std::vector<SourceText>& files, std::optional<Date> as_of = std::nullopt);

// The same for a text of files without expectations.
std::string audit_text(std::string_view text);

}  // namespace flowdown::testing
