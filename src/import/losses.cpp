// The loss report. Losses of one code that read alike are counted together, most frequent first;
// the text shows the first places of each, the JSON all.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "flowdown/import.hpp"

namespace flowdown {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShownGroups = 10, kShownPlaces = 3;

struct Words {
  std::string_view name, meaning;
};

constexpr std::array<Words, kLossCodes> kWords = {{
    {"file-unread", "a file that could not be read; nothing of it is in the graph"},
    {"entry-unread", "an entry, or its front matter, that could not be read"},
    {"key-repeated", "a key that a mapping has twice; the last value counts"},
    {"licence-unmapped", "a licence that the table of licence names lacks; the terms are unknown"},
    {"licence-not-encoded",
     "a known licence without a policy that encodes it; the terms are unknown"},
    {"licence-not-stated", "no licence; the terms are unknown"},
    {"licence-in-part", "a licence of which only a part could be used"},
    {"licence-contradicted", "a licence that is told in two ways; the terms are unknown"},
    {"licence-approximate", "a licence taken for another; what rests on it is tentative"},
    {"name-dangling", "a name that nothing in the input has; its terms and developer are unknown"},
    {"name-known",
     "a name that nothing in the input has, and that the table of licence names knows"},
    {"name-loose", "a name taken for one that is spelled otherwise"},
    {"name-repeated", "a name that several entries have"},
    {"dependency-self", "a dependency on itself, left out"},
    {"dependency-repeated", "a dependency named twice, or under two names; once in the graph"},
    {"dependency-unread", "a dependency that is no name, left out"},
    {"derivation-guessed", "the input does not say how one was made from the other"},
    {"channel-guessed", "the input does not say how one is used by the other; tentative"},
    {"kind-guessed", "the input does not say what it is"},
    {"organisation-unknown", "no organisation; the developer is unknown"},
    {"organisation-joined", "an organisation taken for one that is spelled otherwise"},
    {"organisation-twofold",
     "an organisation that both develops and deploys has one kind in a graph"},
    {"date-unread", "a date that could not be read, left out"},
    {"modality-unmapped", "modalities in words of their own, left out: every modality counts"},
    {"value-unused", "a value that is not used: of another form, or told otherwise elsewhere"},
    {"users-unmapped", "numbers of users in words, left out"},
    {"terms-in-words", "terms in words of their own, which no policy encodes"},
    {"access-on-request", "access on request, which a graph cannot say"},
    {"data-unmapped", "training data, which the importer leaves out"},
    {"repaired", "texts that are not clean UTF-8"},
}};

struct LossGroup {
  std::string_view what;
  std::vector<const ImportLoss*> losses;
};

std::vector<LossGroup> groups_of(const ImportResult& result, LossCode code) {
  std::map<std::string_view, std::size_t> seen;
  std::vector<LossGroup> groups;
  for (const ImportLoss& loss : result.losses) {
    if (loss.code != code) continue;
    const auto [place, fresh] = seen.try_emplace(loss.what, groups.size());
    if (fresh) groups.push_back({loss.what, {}});
    groups[place->second].losses.push_back(&loss);
  }
  std::stable_sort(groups.begin(), groups.end(), [](const LossGroup& a, const LossGroup& b) {
    return a.losses.size() > b.losses.size();
  });
  return groups;
}

std::string place_of(const ImportLoss& loss) {
  std::string text = loss.file;
  if (loss.line != 0) text += fmt::format(":{}", loss.line);
  if (!loss.subject.empty()) {
    text += text.empty() ? loss.subject : fmt::format(" ({})", loss.subject);
  }
  return text;
}

std::string counted(std::size_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

void add_code(std::string& out, const ImportResult& result, LossCode code) {
  const std::vector<LossGroup> groups = groups_of(result, code);
  if (groups.empty()) return;
  std::size_t total = 0;
  for (const LossGroup& group : groups) total += group.losses.size();
  out += fmt::format("\n{} ({}): {}\n", name_of(code), total, meaning_of(code));
  for (std::size_t i = 0; i < groups.size() && i < kShownGroups; ++i) {
    const LossGroup& group = groups[i];
    std::string places;
    for (std::size_t p = 0; p < group.losses.size() && p < kShownPlaces; ++p) {
      const std::string place = place_of(*group.losses[p]);
      if (!place.empty()) places += (places.empty() ? "" : ", ") + place;
    }
    if (group.losses.size() > kShownPlaces) places += ", …";
    out += fmt::format("  {:>4}  {}\n", group.losses.size(), group.what);
    if (!places.empty()) out += fmt::format("        {}\n", places);
  }
  if (groups.size() > kShownGroups) {
    std::size_t rest = 0;
    for (std::size_t i = kShownGroups; i < groups.size(); ++i) rest += groups[i].losses.size();
    out += fmt::format("  {:>4}  others, of {}\n", rest,
                       counted(groups.size() - kShownGroups, "kind", "kinds"));
  }
}

}  // namespace

std::string_view name_of(LossCode code) { return kWords[static_cast<std::size_t>(code)].name; }
std::string_view meaning_of(LossCode code) {
  return kWords[static_cast<std::size_t>(code)].meaning;
}

std::string losses_text(const ImportResult& result) {
  const ImportCounts& c = result.counts;
  std::string out = fmt::format(
      "read: {} in {}: {}, {}, {}; {}, of which {} no entry by its name\n",
      counted(c.entries, "entry", "entries"), counted(c.files, "file", "files"),
      counted(c.models, "model", "models"), counted(c.datasets, "data set", "data sets"),
      counted(c.applications, "application", "applications"),
      counted(c.dependencies, "dependency", "dependencies"), counted(c.dangling, "names", "name"));
  out += fmt::format("written: {}, {} (terms known of {}, unknown of {}), {}, {}\n",
                     counted(c.parties, "party", "parties"),
                     counted(c.artifacts, "artifact", "artifacts"), c.terms_listed + c.terms_none,
                     c.terms_unknown, counted(c.derivations, "derivation", "derivations"),
                     counted(c.agreements, "agreement", "agreements"));
  if (result.losses.empty()) return out + "nothing was lost\n";
  out += fmt::format("{} of what was read did not come over, or not quite:\n",
                     counted(result.losses.size(), "item", "items"));
  for (std::size_t i = 0; i < kLossCodes; ++i) add_code(out, result, static_cast<LossCode>(i));
  return out;
}

std::string losses_json(const ImportResult& result) {
  const ImportCounts& c = result.counts;
  Json json;
  json["flowdown"] = 1;
  json["read"] = {
      {"files", c.files},       {"entries", c.entries},           {"models", c.models},
      {"datasets", c.datasets}, {"applications", c.applications}, {"dependencies", c.dependencies},
      {"dangling", c.dangling}};
  json["written"] = {{"parties", c.parties},
                     {"artifacts", c.artifacts},
                     {"derivations", c.derivations},
                     {"agreements", c.agreements},
                     {"terms_listed", c.terms_listed},
                     {"terms_none", c.terms_none},
                     {"terms_unknown", c.terms_unknown}};
  json["counts"] = Json::object();
  for (const ImportLoss& loss : result.losses) {
    Json& number = json["counts"][std::string(name_of(loss.code))];
    number = number.is_null() ? 1 : number.get<int>() + 1;
  }
  json["losses"] = Json::array();
  for (const ImportLoss& loss : result.losses) {
    Json one;
    one["code"] = name_of(loss.code);
    one["what"] = loss.what;
    one["subject"] = loss.subject.empty() ? Json(nullptr) : Json(loss.subject);
    one["file"] = loss.file.empty() ? Json(nullptr) : Json(loss.file);
    one["line"] = loss.line == 0 ? Json(nullptr) : Json(loss.line);
    json["losses"].push_back(std::move(one));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace flowdown
