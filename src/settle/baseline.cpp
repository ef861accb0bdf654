// Baselines as JSON: schemas/baseline.schema.json. One finding on a line, by id, so that version
// control shows what came and went.
//
// A baseline decides what does not fail, so it is read as strictly as hand-written files: a key, a
// code or an id that is not as it must be is a problem and not passed over, and every one is
// reported. nlohmann's exceptions end here.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "settle/parts.hpp"

namespace flowdown {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kSeverities = {Severity::kError, Severity::kWarning, Severity::kNote};
constexpr std::array<std::pair<std::string_view, std::string Known::*>, 4> kNamesOf = {{
    {"party", &Known::party},
    {"agreement", &Known::agreement},
    {"artifact", &Known::artifact},
    {"policy", &Known::policy},
}};
constexpr std::array<std::pair<std::string_view, Names Parts::*>, 3> kLists = {{
    {"uses", &Parts::uses},
    {"asks", &Parts::asks},
    {"changes", &Parts::changes},
}};

// What nothing else can be: a name is not empty.
Json name_or_null(const std::string& name) { return name.empty() ? Json(nullptr) : Json(name); }

// Without throwing, whatever bytes a name holds.
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

class Reader {
 public:
  Reader(FileId file, std::string_view text) : file_(file), text_(text) {}

  Baseline read() {
    Baseline baseline;
    Json root;
    try {
      root = Json::parse(text_);
    } catch (const Json::parse_error& error) {
      refuse(error.byte);
      return baseline;
    }
    if (!root.is_object()) {
      report("the file must be an object with the key `flowdown`");
      return baseline;
    }
    const auto version = root.find("flowdown");
    if (version == root.end() || *version != 1) {
      report(version == root.end() ? "`flowdown` is missing"
                                   : "this version of the format is not supported",
             "a baseline begins with `\"flowdown\": 1`, as `--write-baseline` writes it");
      return baseline;
    }
    check_keys(root, {"flowdown", "baseline", "as_of", "findings"}, "the baseline");
    baseline.graph = text(root, "baseline", "the baseline");
    const std::string as_of = text(root, "as_of", "the baseline");
    if (const auto date = Date::parse(as_of)) {
      baseline.as_of = *date;
    } else if (!as_of.empty()) {
      report("`as_of` must be a date (YYYY-MM-DD)");
    }
    const auto findings = root.find("findings");
    if (findings == root.end() || !findings->is_array()) {
      report("`findings` must be a list");
      return baseline;
    }
    for (std::size_t i = 0; i < findings->size(); ++i) {
      baseline.findings.push_back(finding((*findings)[i], fmt::format("findings[{}]", i)));
    }
    std::sort(baseline.findings.begin(), baseline.findings.end(),
              [](const Known& a, const Known& b) { return a.id < b.id; });
    for (std::size_t i = 1; i < baseline.findings.size(); ++i) {
      const std::string& id = baseline.findings[i].id;
      if (!id.empty() && id == baseline.findings[i - 1].id) {
        report(fmt::format("the finding `{}` stands there twice", id));
      }
    }
    return baseline;
  }

  Diagnostics problems;

 private:
  void report(std::string message, std::string help = {}) {
    problems.push_back({{file_, 0, 0}, 1, std::move(message), std::move(help), {}, {}});
  }

  // What is no JSON, at the byte where that shows (from 1).
  void refuse(std::size_t byte) {
    const std::size_t at = std::min(byte == 0 ? 0 : byte - 1, text_.size());
    const std::string_view before = text_.substr(0, at);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
    problems.push_back(
        {{file_, static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(at - start + 1)},
         1,
         at == text_.size() ? "the file ends too early to be JSON" : "this is no JSON",
         "a baseline is what `flowdown check GRAPH --write-baseline FILE` writes",
         {},
         {}});
  }

  void check_keys(const Json& object, std::initializer_list<std::string_view> keys,
                  const std::string& where) {
    for (const auto& [key, value] : object.items()) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
        report(fmt::format("{} has an unknown key `{}`", where, key));
      }
    }
  }

  std::string text(const Json& object, std::string_view key, const std::string& where) {
    const auto value = object.find(key);
    if (value != object.end() && value->is_string()) return value->get<std::string>();
    report(fmt::format("`{}` of {} must be text", key, where));
    return {};
  }

  Known finding(const Json& object, const std::string& where) {
    Known known;
    if (!object.is_object()) {
      report(where + " must be an object");
      return known;
    }
    check_keys(object,
               {"id", "code", "severity", "party", "agreement", "artifact", "policy", "uses",
                "asks", "changes"},
               where);
    known.id = text(object, "id", where);
    const bool digits = std::all_of(known.id.begin(), known.id.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
    if (!known.id.empty() && (known.id.size() != 16 || !digits)) {
      report(fmt::format("`id` of {} must be 16 digits of 0 to 9 and a to f", where));
    }
    const std::string code = text(object, "code", where);
    if (const auto found = code_named(code)) {
      known.code = *found;
    } else if (!code.empty()) {
      report(fmt::format("`code` of {} cannot be `{}`", where, code),
             "`flowdown codes` lists them");
    }
    const std::string severity = text(object, "severity", where);
    const auto named = std::find_if(kSeverities.begin(), kSeverities.end(),
                                    [&](Severity s) { return name_of(s) == severity; });
    if (named != kSeverities.end()) {
      known.severity = *named;
    } else if (!severity.empty()) {
      report(fmt::format("`severity` of {} cannot be `{}`", where, severity));
    }
    for (const auto& [key, name] : kNamesOf) {
      const auto value = object.find(key);
      if (value != object.end() && value->is_null()) continue;
      known.*name = text(object, key, where);
    }
    for (const auto& [key, list] : kLists) known.parts.*list = names(object, key, where);
    return known;
  }

  Names names(const Json& object, std::string_view key, const std::string& where) {
    Names result;
    const auto list = object.find(key);
    const bool good =
        list != object.end() && list->is_array() &&
        std::all_of(list->begin(), list->end(), [](const Json& item) { return item.is_string(); });
    if (!good) {
      report(fmt::format("`{}` of {} must be a list of texts", key, where));
      return result;
    }
    for (const Json& item : *list) result.push_back(item.get<std::string>());
    std::sort(result.begin(), result.end());
    return result;
  }

  FileId file_;
  std::string_view text_;
};

}  // namespace

Result<Baseline> read_baseline(SourceText text, Sources* sources) {
  Sources kept;
  const FileId file = kept.add(std::move(text));
  Reader reader(file, kept.text(file));
  Baseline baseline = reader.read();
  baseline.name = kept.name(file);
  if (reader.problems.empty()) return baseline;
  if (sources != nullptr) *sources = std::move(kept);
  return std::move(reader.problems);
}

std::string baseline_json(const Flow& flow, const Findings& findings,
                          const Settlement& settlement) {
  std::vector<Known> records;
  for (std::size_t i = 0; i < findings.findings.size(); ++i) {
    const Standing& standing = settlement.of(i);
    if (standing.accepted) continue;
    records.push_back(record_of(flow, findings, findings.findings[i]));
    Parts& parts = records.back().parts;
    parts.uses = minus(parts.uses, standing.accepted_uses);
  }
  std::sort(records.begin(), records.end(),
            [](const Known& a, const Known& b) { return a.id < b.id; });
  std::string out =
      fmt::format("{{\"flowdown\": 1,\n \"baseline\": {},\n \"as_of\": {},\n \"findings\": [",
                  dump(flow.model->graph.id), dump(flow.as_of.text()));
  bool first = true;
  for (const Known& record : records) {
    Json json;
    json["id"] = record.id;
    json["code"] = info(record.code).name;
    json["severity"] = name_of(record.severity);
    for (const auto& [key, name] : kNamesOf) json[std::string(key)] = name_or_null(record.*name);
    for (const auto& [key, list] : kLists) json[std::string(key)] = record.parts.*list;
    out += (first ? "\n  " : ",\n  ") + dump(json);
    first = false;
  }
  return out + (first ? "]}\n" : "\n ]}\n");
}

}  // namespace flowdown
