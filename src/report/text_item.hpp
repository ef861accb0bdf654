// One finding, or several shown as one, as text.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "flowdown/findings.hpp"
#include "flowdown/report.hpp"
#include "flowdown/settle.hpp"
#include "report/evidence.hpp"
#include "report/sections.hpp"
#include "report/style.hpp"

namespace flowdown {

// A line of a source file with a caret under `pos`, cut to `width`; `indent` before each line.
// Empty where the place has no line. `excerpt` says in a line before it where that is.
std::string marked_line(const Sources& sources, const SourcePos& pos, std::size_t width,
                        std::string_view indent, const Style& style);
std::string excerpt(const Sources& sources, const SourcePos& pos, std::size_t width,
                    std::string_view indent, const Style& style);

class ItemWriter {
 public:
  // `settlement` is of these findings.
  ItemWriter(const Flow& flow, const Findings& findings, const TextOptions& options, Tracer& tracer,
             const Settlement& settlement);

  // Call at the start of each actor's section: what it quotes once, it does not quote again.
  void begin_section() {
    quoted_.clear();
    last_ways_.clear();
    last_doubt_.clear();
  }
  std::string write(const Item& item);

 private:
  std::string headline(const Item& item) const;
  std::string labelled(std::string_view label, std::string_view text) const;
  std::string quote(const Finding& finding);
  std::string ways(const Item& item);
  std::string others(const Item& item) const;
  std::string unknowns(const Item& item) const;
  std::string upstream(const Item& item) const;
  std::string example(const Item& item) const;
  std::string uses(const Item& item) const;
  std::string standing(const Item& item) const;
  std::string settled(const Item& item) const;
  std::string without_repetition(const std::string& message);

  const Flow& flow_;
  const Findings& findings_;
  Tracer& tracer_;
  const Settlement& settlement_;
  std::size_t width_;
  Style style_;
  std::set<SourcePos> quoted_;
  std::vector<std::string> last_ways_;
  std::string last_doubt_;
};

}  // namespace flowdown
