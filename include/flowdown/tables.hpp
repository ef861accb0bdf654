// Comparisons and matrices in words: text, Markdown, CSV, HTML and JSON. Each ends in a newline.
#pragma once

#include <string>

#include "flowdown/compare.hpp"
#include "flowdown/matrix.hpp"
#include "flowdown/report.hpp"

namespace flowdown {

// `condition` says in which contexts was compared, as the user wrote it; empty: in all.
std::string comparison_text(const Model& model, const Comparison& comparison,
                            const std::string& condition, const TextOptions& options);
std::string comparison_markdown(const Model& model, const Comparison& comparison,
                                const std::string& condition);
// As `flowdown schema comparison` describes it.
std::string comparison_json(const Model& model, const Comparison& comparison,
                            const std::string& condition);

// Columns that do not fit beside each other are numbered, with a key below the table.
std::string matrix_text(const Model& model, const Matrix& matrix, const TextOptions& options);
std::string matrix_markdown(const Model& model, const Matrix& matrix);
// A header line, a line for each row, and the totals; cells are the words of name_of().
std::string matrix_csv(const Matrix& matrix);
// One page that needs nothing else.
std::string matrix_html(const Model& model, const Matrix& matrix);
// As `flowdown schema matrix` describes it.
std::string matrix_json(const Model& model, const Matrix& matrix);

}  // namespace flowdown
