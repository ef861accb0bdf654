// What the quick reader of lines takes for a value. For quick_reader.cpp alone, since it includes
// simdjson.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string_view>

#include "flowdown/load.hpp"
#include "load/fields.hpp"
#include "load/plain_text.hpp"

namespace flowdown::loading {

namespace json = simdjson::ondemand;

// Whether a text means what its bytes are, and holds nothing that files may not hold. It is known
// to be UTF-8 without control characters below U+0020.
inline bool is_plain(std::string_view text) {
  if (text.size() > kMaxScalarBytes) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '\\' || byte == 0x7F) return false;
    if (byte == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0) return false;
    if (byte == 0xEF && text.substr(at).starts_with("\xEF\xBB\xBF")) return false;
  }
  return true;
}

template <class Value, std::size_t N>
inline bool find_word(std::string_view word, const Choice<Value> (&choices)[N], Value& value) {
  for (const auto& choice : choices) {
    if (choice.word != word) continue;
    value = choice.value;
    return true;
  }
  return false;
}

// The text of a value; false where it is none.
inline bool take_text(json::value& value, std::string_view& text) {
  std::string_view token = value.raw_json_token();
  json::raw_json_string consumed;
  if (token.front() != '"') return false;
  if (value.get_raw_json_string().get(consumed) != simdjson::SUCCESS) return false;
  token.remove_suffix(token.size() - 1 - token.find_last_not_of(" \t\r"));
  if (token.size() < 2 || token.back() != '"') return false;
  text = token.substr(1, token.size() - 2);
  return true;
}

// The JSON of a text, list or mapping: it tells where it ends.
inline bool take_json(json::value& value, std::string_view& text) {
  const std::string_view token = value.raw_json_token();
  if (token.front() == '"') {
    if (!take_text(value, text) || !is_plain(text)) return false;
    text = {text.data() - 1, text.size() + 2};  // with its quotes
    return true;
  }
  if (token.front() == '[') {
    json::array list;
    return value.get_array().get(list) == simdjson::SUCCESS &&
           list.raw_json().get(text) == simdjson::SUCCESS;
  }
  json::object map;
  return token.front() == '{' && value.get_object().get(map) == simdjson::SUCCESS &&
         map.raw_json().get(text) == simdjson::SUCCESS;
}

}  // namespace flowdown::loading
