// Made-up graphs to measure with, as JSON Lines: one in the proportions of a public model hub, and
// shapes that are hard on an engine that was built for the first.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace flowdown::bench {

// The proportions of the hub; the defaults are those measured on the largest public one in 2025:
// 1.86 million models and 574,000 recorded derivations, by way of adapter, finetune, quantisation
// and merge; 36 % declare a licence, 18 % of these one that restricts use; a licence changes along
// a fifth of the finetunes that declare both. How many accounts there are and how unevenly models
// are spread over them and over parents is not among the published figures: `per_party` is ours.
struct HubOptions {
  double derivations = 574.0 / 1860.0;                      // an artifact
  double adapter = 0.42, finetune = 0.33, quantize = 0.18;  // the rest: merge
  double licensed = 0.36;
  double restricting = 0.18;  // of the licensed
  double relicensed = 0.20;   // of the finetunes that declare a licence, as their parent does
  double per_party = 4.0;     // artifacts
  bool operator==(const HubOptions&) const = default;
};

// Receives the text piece by piece; a piece is some whole lines.
using Sink = std::function<void(std::string_view)>;

// Writes the graph of that shape. `size` is the number of artifacts, or, for the shapes below that
// say so, of something else. The same shape, size and seed give the same bytes everywhere.
//   hub         see above
//   chain       every artifact derived from the one before
//   star        all artifacts derived from one
//   fan         one artifact, supplied by one party to `size` others
//   ladder      rungs of two artifacts, each merged from both of the rung before
//   cycle       `size` parties hand one artifact round in a circle
//   policies    `size` developers, each with a policy of its own of 500 rules, and one user of all
//   agreement   one agreement that supplies `size` artifacts
//   resale      `size` parties, each supplying the next with the same artifact
struct Shape {
  std::string_view name;
  void (*write)(std::uint64_t size, std::uint64_t seed, const Sink& sink);
};
std::span<const Shape> shapes();
void write_hub(std::uint64_t artifacts, std::uint64_t seed, const HubOptions& options,
               const Sink& sink);

// The text of the shape in memory. Throws std::invalid_argument where there is no such shape.
std::string text_of(std::string_view shape, std::uint64_t size, std::uint64_t seed = 1);

}  // namespace flowdown::bench
