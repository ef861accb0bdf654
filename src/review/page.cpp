#include "review/page.hpp"

#include <fmt/format.h>

#include "report/layout.hpp"

namespace flowdown {
namespace {
constexpr std::size_t kLabel = 12;  // columns for a label
}

void Page::heading(std::string_view text) {
  out_ += fmt::format("\n{}\n", style_(text, Ink::kStrong));
}

void Page::line(std::string_view text, int depth) {
  const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
  out_ += wrap(printable(text), width_, indent, indent + "  ");
}

void Page::paragraph(std::string_view text, int depth) {
  const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
  out_ += wrap(printable(text), width_, indent, indent);
}

void Page::labelled(std::string_view label, std::string_view text) {
  const std::string first = fmt::format("  {:<{}}", label, kLabel);
  out_ += wrap(printable(text), width_, first, std::string(first.size(), ' '));
}

void Page::finding(Severity severity, std::string_view code, std::string_view id) {
  out_ += fmt::format("\n{}: {}  {}\n", style_(name_of(severity), ink_of(severity)), code, id);
}

}  // namespace flowdown
