// Stage 4: Findings → text and JSON. One value feeds every format.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "flowdown/lint.hpp"
#include "flowdown/settle.hpp"
#include "flowdown/sink.hpp"

namespace flowdown {

struct TextOptions {
  std::size_t width = 80;  // columns to wrap at; at least 40 is used
  bool colour = false;     // ANSI escapes
};

// What one finding says, in words: lower case, no final period. `help` says what to do.
struct Wording {
  std::string message;
  std::string help;
};
Wording wording(const Flow& flow, const Findings& findings, const Finding& finding, Tracer& tracer);

// The audit as a person reads it: what there is to act on in full, and in short what exceptions
// accept and what a baseline has. Ends in a newline. In pieces; false where the sink ended it.
bool text_report(const Flow& flow, const Findings& findings, const TextOptions& options,
                 const Settlement& settlement, const Sink& sink);
std::string text_report(const Flow& flow, const Findings& findings, const TextOptions& options,
                        const Settlement& settlement = {});

// The audit as JSON, version 1, as `flowdown schema findings` describes it. Ends in a newline. In
// pieces; false where the sink ended it. The sink is called by one thread at a time, which need not
// be this one.
bool json_report(const Flow& flow, const Findings& findings, const Settlement& settlement,
                 const Sink& sink);
std::string json_report(const Flow& flow, const Findings& findings,
                        const Settlement& settlement = {});

// A use point in words: "eating-disorder content, as text, through the API, to consumers in
// Germany".
std::string in_words(const Taxonomy& taxonomy, const UsePoint& point);

// What lint found, as compilers say it: `file:line:column: severity: message [code]`, with the line
// and what to do. Ends in a line of counts and a newline.
std::string lint_text(const Model& model, const std::vector<LintFinding>& findings,
                      const TextOptions& options);

// The same as JSON, version 1, as `flowdown schema lint` describes it. Ends in a newline.
std::string lint_json(const Model& model, const std::vector<LintFinding>& findings);

// What `flowdown codes` prints: a table of all codes, of findings and of lint. At most 80 columns.
std::string codes_text();
// All about one code; none where there is no code of that name.
std::optional<std::string> codes_text(std::string_view code);

// docs/codes.md, to the byte.
std::string codes_markdown();

// `text` with control characters, bidi controls and invalid UTF-8 shown escaped, so that a name
// cannot act on the reader's terminal.
std::string printable(std::string_view text);

}  // namespace flowdown
