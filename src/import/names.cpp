#include "import/names.hpp"

#include "flowdown/ascii.hpp"
#include "import/tree.hpp"

namespace flowdown::importing {
namespace {

bool is_alnum(char c) { return is_digit(c) || is_letter(c); }
char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

constexpr std::size_t kMostOfAnId = 120;

}  // namespace

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = to_lower(c);
  return result;
}

std::string fold(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (!is_space(c) && c != '-' && c != '_' && c != ',') result += to_lower(c);
  }
  return result;
}

std::string fold_licence(std::string_view name) {
  std::string result, word;
  const auto end_word = [&] {
    if (word != "the" && word != "license" && word != "licence") result += word;
    word.clear();
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool dot =
        c == '.' && i > 0 && is_digit(name[i - 1]) && i + 1 < name.size() && is_digit(name[i + 1]);
    // Other alphabets count by their bytes.
    if (is_alnum(c) || c == '+' || dot || static_cast<unsigned char>(c) >= 0x80) {
      word += to_lower(c);
    } else {
      end_word();
    }
  }
  end_word();
  return result;
}

std::string slug(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (is_alnum(c) || (c == '.' && !result.empty() && result.back() != '-')) {
      result += to_lower(c);
    } else if (!result.empty() && result.back() != '-') {
      result += '-';
    }
    if (result.size() == kMostOfAnId) break;
  }
  while (!result.empty() && (result.back() == '-' || result.back() == '.')) result.pop_back();
  return result;
}

std::string one_line(std::string_view text, std::size_t most) {
  bool ignored = false;
  const std::string clean = clean_text(text, ignored);
  std::string result;
  for (const char c : clean) {
    if (!is_space(c)) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  if (result.size() <= most) return result;
  result.resize(most);
  while (!result.empty() && (static_cast<unsigned char>(result.back()) & 0xC0U) == 0x80U) {
    result.pop_back();
  }
  if (!result.empty() && static_cast<unsigned char>(result.back()) >= 0x80) result.pop_back();
  return result + "…";
}

std::string as_words(std::string_view text) {
  std::string result = " ";
  for (const char c : text) {
    if (is_alnum(c)) {
      result += to_lower(c);
    } else if (result.back() != ' ') {
      result += ' ';
    }
  }
  if (result.back() != ' ') result += ' ';
  return result;
}

std::vector<std::string> split(std::string_view text, std::string_view signs) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(signs, start), text.size());
    std::string part = one_line(text.substr(start, end - start), text.size());
    if (!part.empty()) parts.push_back(std::move(part));
    start = end + 1;
  }
  return parts;
}

}  // namespace flowdown::importing
