// JSON written from left to right, for lines by the million.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace flowdown {

// `text`, which is UTF-8 as all texts of a model are, in double quotes.
void append_json(std::string& out, std::string_view text);

// The key of an entry, known when this is compiled, with nothing in it that JSON would escape.
class JsonKey {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is one.
  consteval JsonKey(const char* name) : name_(name) {
    for (const char c : name_) {
      if (c < ' ' || c > '~' || c == '"' || c == '\\') throw "a key that has to be escaped";
    }
  }
  constexpr std::string_view name() const { return name_; }

 private:
  std::string_view name_;
};

// Commas stand by themselves: a value that follows another one gets one in front, unless there is
// space between them.
class JsonLine {
 public:
  explicit JsonLine(std::string& out) : out_(out) {}

  JsonLine& open(char bracket) {  // `{` or `[`
    separate();
    out_ += bracket;
    return *this;
  }
  JsonLine& close(char bracket) {
    out_ += bracket;
    return *this;
  }
  JsonLine& key(JsonKey key) {
    separate();
    out_ += '"';
    out_ += key.name();
    out_ += "\":";
    return *this;
  }
  // A key that is not known before: a title, the name of a file.
  JsonLine& named(std::string_view name) {
    separate();
    append_json(out_, name);
    out_ += ':';
    return *this;
  }
  void text(std::string_view value) {
    separate();
    append_json(out_, value);
  }
  void number(std::int64_t value) {
    separate();
    const fmt::format_int digits(value);
    out_.append(digits.data(), digits.size());
  }
  void boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
  }
  void null() { raw("null"); }
  // JSON as it stands.
  void raw(std::string_view json) {
    separate();
    out_ += json;
  }
  // The text; null where it is empty.
  void text_or_null(std::string_view value) { value.empty() ? null() : text(value); }

  // `"name": "value"`; nothing where the value is empty.
  void entry(std::string_view name, std::string_view value) {
    if (!value.empty()) named(name).text(value);
  }

 private:
  void separate() {
    if (out_.empty()) return;
    const char last = out_.back();
    const bool apart = last == '{' || last == '[' || last == ':' || last == ' ' || last == '\n';
    if (!apart) out_ += ',';
  }

  std::string& out_;
};

}  // namespace flowdown
