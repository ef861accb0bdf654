// Beside stage 4: an audit as one HTML page, for people. docs/report-page.md says what is on it.
//
// The page needs nothing else: no other file, no network, no script of others. Without its script
// it still shows everything; the script filters, sorts and searches. No text of the user's can act
// on it. The same findings and options give the same bytes.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "flowdown/settle.hpp"

namespace flowdown {

// A file that the audit was made from.
struct PageInput {
  std::string name;    // as the program was given it, or as it stands in a graph
  std::string sha256;  // of its bytes, in hexadecimal digits
};

struct PageOptions {
  std::string version;            // of flowdown
  std::vector<PageInput> inputs;  // are listed by name
  // A page that no browser opens is of no use. Beyond so many, the gravest findings are kept, and
  // those who have most to act upon; the page says how many are left out.
  std::size_t most_findings = 20'000, most_parties = 2'000;
};

// Findings that exceptions accept or a baseline has are on the page, and say so. Ends in a newline.
std::string html_page(const Flow& flow, const Findings& findings, const PageOptions& options,
                      const Settlement& settlement = {});

}  // namespace flowdown
