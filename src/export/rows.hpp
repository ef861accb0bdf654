// Rows of CSV, handed out in pieces.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "flowdown/export.hpp"

namespace flowdown {

// What is written goes to the sink in pieces of about this size, in bytes.
inline constexpr std::size_t kPiece = std::size_t{1} << 18U;

class Rows {
 public:
  Rows(CellText text, const Sink& sink) : text_(text), sink_(sink) {}

  // The cells of a row from left to right. What is not known, or does not apply, is empty.
  Rows& cell(std::string_view value);
  Rows& cell(const std::string& value) { return cell(std::string_view(value)); }
  Rows& cell(const char* value) { return cell(std::string_view(value)); }
  Rows& cell(std::int64_t value);
  Rows& cell(std::uint32_t value) { return cell(std::int64_t{value}); }
  Rows& cell(const std::optional<Date>& date);
  Rows& flag(bool value) { return cell(std::int64_t{value ? 1 : 0}); }
  Rows& place(const Model& model, const SourcePos& pos);  // file, line, column
  void end();

  // After the last row; false where the sink has ended the export.
  bool finish();
  bool ended() const { return ended_; }

 private:
  void separate();

  CellText text_;
  const Sink& sink_;
  std::string out_;
  bool in_row_ = false, ended_ = false;
};

}  // namespace flowdown
