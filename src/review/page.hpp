// The parts of which the texts of differences and timelines are made.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "flowdown/report.hpp"
#include "report/style.hpp"

namespace flowdown {

class Page {
 public:
  explicit Page(const TextOptions& options)
      : width_(std::max<std::size_t>(options.width, 40)), style_(options.colour) {}

  void heading(std::string_view text);               // after an empty line
  void line(std::string_view text, int depth = 0);   // wrapped; what follows is indented further
  void paragraph(std::string_view text, int depth);  // wrapped
  void labelled(std::string_view label, std::string_view text);
  // "error: gap-silent  b295cf3f37bd58dc".
  void finding(Severity severity, std::string_view code, std::string_view id);
  void gap() { out_ += '\n'; }

  std::string take() { return std::move(out_); }

 private:
  std::size_t width_;
  Style style_;
  std::string out_;
};

}  // namespace flowdown
