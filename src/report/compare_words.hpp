// A comparison of two policies in sentences, for text and Markdown alike.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "flowdown/compare.hpp"
#include "flowdown/model.hpp"

namespace flowdown {

// A heading with its items, each one printable line.
struct ComparisonSection {
  std::string heading;
  std::vector<std::string> items;
};

struct ComparisonWords {
  std::array<std::string, 2> policies;  // "llama-2-aup@2023-07-18, Llama 2 Acceptable Use Policy…"
  std::string verdict;                  // "weaker"
  std::string meaning;                  // what that means, one sentence
  std::vector<ComparisonSection> sections;
  std::vector<std::string> caveats;
};

ComparisonWords in_words(const Model& model, const Comparison& comparison,
                         const std::string& condition);

}  // namespace flowdown
