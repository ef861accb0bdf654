// What exceptions and a baseline say, as the text report shows it.
#pragma once

#include <string>

#include "flowdown/findings.hpp"
#include "flowdown/settle.hpp"
#include "report/style.hpp"

namespace flowdown {

// The findings that count, with their standings: those to act on. Refers to the findings where all
// of them count.
class OpenFindings {
 public:
  OpenFindings(const Findings& findings, const Settlement& settlement);
  OpenFindings(const OpenFindings&) = delete;
  OpenFindings& operator=(const OpenFindings&) = delete;

  const Findings& findings() const { return findings_; }
  const Settlement& settlement() const { return settlement_; }  // standings alone

 private:
  Findings kept_;
  const Findings& findings_;
  Settlement settlement_;
};

// "3 known, 1 fixed, 2 accepted"; empty where there is none of them.
std::string settled_in_words(const Settlement& settlement);

// Lists of what is accepted, known and fixed, and of what there is to see to in the exceptions
// themselves. Empty where there is nothing of all that.
std::string settled_lists(const Flow& flow, const Findings& findings, const Settlement& settlement,
                          std::size_t width, const Style& style);

}  // namespace flowdown
