// What the options name, in ids. Each of these returns nothing, after all mistakes were printed,
// where a word names nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "flowdown/explain.hpp"
#include "options.hpp"

namespace flowdown::cli {

// --party, --artifact, --use and --policy; those that are not given stay empty.
std::optional<Question> read_question(const Options& options, const Model& model);

// The finding whose id starts so.
std::optional<std::size_t> find_finding(const Flow& flow, const Findings& findings,
                                        const std::string& given);

// Where anything_to_check() says no.
void complain_nothing_to_check(const Flow& flow);

}  // namespace flowdown::cli
