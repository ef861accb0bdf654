// CSV as RFC 4180 has it, but for lines that end in LF alone. A cell is in quotes where it has to
// be; a text that is empty is an empty cell.
#include "export/rows.hpp"

#include "report/escape.hpp"

namespace flowdown {

void Rows::separate() {
  if (in_row_) out_ += ',';
  in_row_ = true;
}

Rows& Rows::cell(std::string_view value) {
  separate();
  if (text_ == CellText::kForSpreadsheets) {
    out_ += csv_field(value);
  } else if (value.find_first_of(",\"\n\r") == value.npos) {
    out_ += value;
  } else {
    out_ += '"';
    for (const char c : value) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
  }
  return *this;
}

Rows& Rows::cell(std::int64_t value) {
  separate();
  out_ += std::to_string(value);
  return *this;
}

Rows& Rows::cell(const std::optional<Date>& date) {
  return cell(date ? date->text() : std::string());
}

Rows& Rows::place(const Model& model, const SourcePos& pos) {
  if (!pos) return cell(std::string_view()).cell(std::string_view()).cell(std::string_view());
  return cell(model.sources.name(pos.file)).cell(pos.line).cell(pos.column);
}

void Rows::end() {
  out_ += '\n';
  in_row_ = false;
  if (out_.size() < kPiece) return;
  ended_ = ended_ || !sink_(out_);
  out_.clear();
}

bool Rows::finish() {
  if (!ended_ && !out_.empty()) ended_ = !sink_(out_);
  return !ended_;
}

}  // namespace flowdown
