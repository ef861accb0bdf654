// A matrix as a table of text. Columns that do not fit are numbered; a table of many is cut into
// several, one below the other.
#include <fmt/format.h>

#include <algorithm>

#include "flowdown/tables.hpp"
#include "report/layout.hpp"
#include "report/matrix_words.hpp"
#include "report/style.hpp"

namespace flowdown {
namespace {

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t used = columns(text);
  return std::string(text) + std::string(width > used ? width - used : 0, ' ');
}

// The lines of a table as text.
class TextTable {
 public:
  TextTable(const Model& model, const Matrix& matrix, const TextOptions& options)
      : model_(model),
        matrix_(matrix),
        style_(options.colour),
        width_(std::max(options.width, kLeastWidth)) {
    for (const MatrixRow& row : matrix.rows) {
      title_ = std::max(title_, columns(printable(row.title)));
    }
    title_ = std::min(title_, width_ / 2);
    std::size_t all = title_ + kTotal + (matrix.of_parties ? kWeaker : 0);
    for (const MatrixColumn& column : matrix.columns) all += columns(printable(column.id)) + 2;
    numbered_ = all > width_;
    for (std::size_t c = 0; c < matrix.columns.size(); ++c) {
      heads_.push_back(numbered_ ? fmt::format("{}", c + 1) : printable(matrix.columns[c].id));
    }
  }

  std::string write() {
    std::string out = wrap(heading(model_, matrix_), width_, "", "");
    // A table of many columns is cut into several, one below the other.
    std::size_t first = 0;
    do {
      std::size_t last = first, used = title_ + kTotal + (matrix_.of_parties ? kWeaker : 0);
      while (last < heads_.size() && (last == first || used + cell_width(last) <= width_)) {
        used += cell_width(last++);
      }
      out += '\n' + part(first, last);
      first = last;
    } while (first < heads_.size());
    if (numbered_) out += '\n' + key();
    out += '\n';
    for (const std::string& line : legend(matrix_)) out += wrap(line, width_, "", "  ");
    out += wrap(left_out(matrix_), width_, "", "");
    return out + wrap(incomplete(model_, matrix_), width_, "", "");
  }

 private:
  static constexpr std::size_t kTotal = 7, kWeaker = 8;

  std::size_t cell_width(std::size_t column) const {
    return std::max<std::size_t>(numbered_ ? 3 : 0, columns(heads_[column]) + 2);
  }

  std::string part(std::size_t first, std::size_t last) const {
    const bool whole = last == heads_.size();
    std::string head = padded("", title_);
    for (std::size_t c = first; c < last; ++c) head += padded("  " + heads_[c], cell_width(c));
    if (whole) head += matrix_.of_parties ? "  total  weaker" : "  total";
    std::string out = style_(trimmed(head), Ink::kStrong) + '\n';
    for (const MatrixRow& row : matrix_.rows) {
      const std::string title = printable(row.title);
      const bool cut = columns(title) > title_;
      std::string line =
          padded(cut ? std::string(first_columns(title, title_ - 1)) + "…" : title, title_);
      for (std::size_t c = first; c < last; ++c) {
        line += "  " + style_(sign_of(row.cells[c]), ink_of(row.cells[c])) +
                std::string(cell_width(c) - 3, ' ');
      }
      if (whole) line += fmt::format("  {:>5}", row.total);
      if (whole && matrix_.of_parties) line += fmt::format("  {:>6}", row.weaker);
      out += trimmed(line) + '\n';
    }
    out += sums("total", &MatrixColumn::total, first, last);
    if (matrix_.of_parties) out += sums("weaker", &MatrixColumn::weaker, first, last);
    return out;
  }

  std::string sums(std::string_view title, std::size_t MatrixColumn::*sum, std::size_t first,
                   std::size_t last) const {
    std::string line = padded(title, title_);
    for (std::size_t c = first; c < last; ++c) {
      line += padded(fmt::format("  {}", matrix_.columns[c].*sum), cell_width(c));
    }
    return trimmed(line) + '\n';
  }

  std::string key() const {
    std::string out;
    for (std::size_t c = 0; c < heads_.size(); ++c) {
      const MatrixColumn& column = matrix_.columns[c];
      out += wrap(fmt::format("{}, {}", printable(column.id), column_in_words(model_, column)),
                  width_, fmt::format("{:>4}  ", heads_[c]), "      ");
    }
    return out;
  }

  static std::string trimmed(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
  }

  static Ink ink_of(Cell cell) {
    if (cell == Cell::kWeaker) return Ink::kError;
    if (cell == Cell::kPartly || cell == Cell::kAllowed) return Ink::kWarning;
    return cell == Cell::kWhole || cell == Cell::kOwn ? Ink::kStrong : Ink::kPlain;
  }

  const Model& model_;
  const Matrix& matrix_;
  Style style_;
  std::size_t width_;
  std::size_t title_ = 6;
  bool numbered_ = false;
  std::vector<std::string> heads_;
};

}  // namespace

std::string matrix_text(const Model& model, const Matrix& matrix, const TextOptions& options) {
  return TextTable(model, matrix, options).write();
}

}  // namespace flowdown
