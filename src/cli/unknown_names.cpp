#include "unknown_names.hpp"

#include <algorithm>

#include "output.hpp"

namespace flowdown::cli {
namespace {

constexpr std::size_t kNamed = 5;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::size_t common_prefix(std::string_view a, std::string_view b) {
  const std::string first = lower(a), second = lower(b);
  const auto [end, ignored] =
      std::mismatch(first.begin(), first.end(), second.begin(), second.end());
  return static_cast<std::size_t>(end - first.begin());
}

// The id that is the word but for case; else those that contain it; else those with the longest
// start in common with it, none where that is less than three letters. Case does not count.
std::vector<std::string> near(const std::vector<std::string>& ids, std::string_view word) {
  std::vector<std::string> found;
  const std::string wanted = lower(word);
  for (const std::string& id : ids) {
    if (lower(id) == wanted) found.push_back(id);
  }
  if (!found.empty()) return found;
  for (const std::string& id : ids) {
    if (!word.empty() && lower(id).find(wanted) != std::string::npos) found.push_back(id);
  }
  if (!found.empty()) return found;
  std::size_t best = 3;
  for (const std::string& id : ids) best = std::max(best, common_prefix(id, word));
  for (const std::string& id : ids) {
    if (common_prefix(id, word) == best) found.push_back(id);
  }
  return found;
}

}  // namespace

std::string listed(const std::vector<std::string>& ids) {
  std::string text;
  for (std::size_t i = 0; i < ids.size() && i < kNamed; ++i) {
    text += (text.empty() ? "`" : ", `") + ids[i] + "`";
  }
  return ids.size() > kNamed ? text + " and others" : text;
}

void complain_unknown(std::string_view kind, std::string_view plural, std::string_view word,
                      const std::vector<std::string>& ids) {
  std::string message = "there is no ";
  message += std::string(kind) + " `" + std::string(word) + "`";
  const std::vector<std::string> close = near(ids, word);
  if (!close.empty()) {
    message += "; did you mean " + listed(close) + "?";
  } else if (!ids.empty() && ids.size() <= kNamed) {
    message += "; there are the " + std::string(plural) + " " + listed(ids);
  }
  complain(message);
}

}  // namespace flowdown::cli
