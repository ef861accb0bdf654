// Names as catalogues spell them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace flowdown::importing {

// One name however it is spelled: "LLaMA 2", "Llama-2" and "llama_2" are `llama2`.
std::string fold(std::string_view name);

// As fold(), for names of licences: without `the`, `license` and `licence`, and of signs only `+`
// and the dots between digits. "The MIT License (MIT)" is `mitmit`, "Apache License, 2.0"
// `apache2.0`.
std::string fold_licence(std::string_view name);

// An id for a graph: letters, digits, dots and hyphens, at most 120. Empty where nothing is left.
std::string slug(std::string_view name);

// In one line, without spaces at the ends, at most `most` bytes of it, then `…`.
std::string one_line(std::string_view text, std::size_t most = 200);

std::string lower(std::string_view text);  // ASCII

// `text` as lower-case words with a space before, between and after them: " a delta v0 ".
std::string as_words(std::string_view text);

// Split at any of the signs; the parts without spaces at their ends; empty ones left out.
std::vector<std::string> split(std::string_view text, std::string_view signs);

}  // namespace flowdown::importing
