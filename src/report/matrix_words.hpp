// What the formats of a matrix for people have in common.
#pragma once

#include <string>
#include <vector>

#include "flowdown/matrix.hpp"

namespace flowdown {

// "Who prohibits what, by klyman-17: 30 policies".
std::string heading(const Model& model, const Matrix& matrix);

// "meta: Llama 2 Acceptable Use Policy".
std::string column_in_words(const Model& model, const MatrixColumn& column);

// The signs that occur, with what they mean.
std::vector<std::string> legend(const Matrix& matrix);

// What the table does not show; each is empty where there is nothing to say.
std::string left_out(const Matrix& matrix);
std::string incomplete(const Model& model, const Matrix& matrix);

}  // namespace flowdown
