// Reads the table of licence names and looks names up in it.
//
// Names are compared as fold_licence() and fold() have them, so that the table need not list every
// spelling; two entries that fold to one name are a mistake in the table and reported.
#include "import/licence_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "import/names.hpp"
#include "import/tree.hpp"

namespace flowdown::importing {

class LicenceTable::Reader {
 public:
  Reader(LicenceTable& table, std::string file) : table_(table), file_(std::move(file)) {}

  Diagnostics problems;

  void read(const Tree& root) {
    if (!root.is_map() || root.entries.size() < 2 || root.entries[0].key != "flowdown" ||
        root.entries[0].value.text != "1" || root.entries[1].key != "licences") {
      add(root, "a table of licence names begins with `flowdown: 1` and `licences: …`");
      return;
    }
    for (const auto& [key, value] : root.entries) {
      if (key == "names") {
        each(value, key, [this](const Tree& entry) { read_name(entry); });
      } else if (key == "organisations") {
        read_organisations(value);
      } else if (key == "artifacts") {
        each(value, key, [this](const Tree& entry) { read_artifact(entry); });
      } else if (key == "signs_of_deltas") {
        for (const std::string& sign : words(&value)) table_.signs_.push_back(as_words(sign));
      } else if (key != "flowdown" && key != "licences" && key != "title" && key != "note") {
        add(value, fmt::format("unknown key `{}`", key));
      }
    }
  }

  void refuse(const Tree& document) { add(document, "a table is one document; this is another"); }

 private:
  void add(const Tree& at, std::string message) {
    problems.push_back(Diagnostic{
        {}, 1, fmt::format("{}:{}: {}", file_, std::max(at.line, 1U), message), {}, {}, {}});
  }

  template <class Function>
  void each(const Tree& list, const std::string& key, Function read_one) {
    if (!list.is_list()) add(list, fmt::format("`{}` must be a list", key));
    for (const Tree& item : list.items) {
      if (item.is_map()) {
        read_one(item);
      } else {
        add(item, fmt::format("an item of `{}` must be a mapping", key));
      }
    }
  }

  void only(const Tree& map, std::initializer_list<std::string_view> keys) {
    for (const auto& [key, value] : map.entries) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
        add(value, fmt::format("unknown key `{}`", key));
      }
    }
  }

  std::string word(const Tree& map, std::string_view key, bool required = false) {
    const Tree* value = map.find(key);
    if (value != nullptr && value->is_text() && !value->text.empty()) return value->text;
    if (value != nullptr || required) add(map, fmt::format("`{}` must be a word", key));
    return {};
  }

  std::vector<std::string> words(const Tree* value) {
    std::vector<std::string> result;
    if (value == nullptr) return result;
    if (value->is_text()) result.push_back(value->text);
    for (const Tree& item : value->items) {
      if (item.is_text() && !item.text.empty()) {
        result.push_back(item.text);
      } else {
        add(item, "this must be a word");
      }
    }
    if (value->is_map()) add(*value, "this must be a list of words");
    return result;
  }

  void enter(std::map<std::string, std::size_t>& names, std::string key, std::size_t entry,
             const Tree& at, const std::string& spelled) {
    const auto [found, fresh] = names.try_emplace(std::move(key), entry);
    if (!fresh && found->second != entry) {
      add(at, fmt::format("`{}` stands for two entries", spelled));
    }
  }

  // `is`, `confidence`, `note` of an entry.
  LicenceName read_terms(const Tree& entry) {
    LicenceName name;
    name.note = word(entry, "note");
    const std::string confidence = word(entry, "confidence");
    name.low = confidence == "low";
    if (!confidence.empty() && !name.low && confidence != "medium" && confidence != "high") {
      add(entry, "`confidence` must be `high`, `medium` or `low`");
    }
    const Tree* is = entry.find("is");
    const std::vector<std::string> policies = words(is);
    if (policies.empty()) {
      add(entry, "`is` must name policies, or be `unknown` or `none`");
    } else if (is->is_text() && policies[0] == "none") {
      name.terms = TermsKnown::kNone;
    } else if (!is->is_text() || policies[0] != "unknown") {
      name.terms = TermsKnown::kListed;
      name.policies = policies;
    }
    return name;
  }

  void read_name(const Tree& entry) {
    only(entry, {"licence", "is", "ids", "spelled", "linked", "stated", "confidence", "note"});
    LicenceName name = read_terms(entry);
    name.title = word(entry, "licence", true);
    name.stated = word(entry, "stated") != "false";
    const std::size_t index = table_.names_.size();
    enter(table_.by_name_, fold_licence(name.title), index, entry, name.title);
    table_.names_.push_back(std::move(name));
    for (const char* key : {"ids", "spelled"}) {
      for (const std::string& spelled : words(entry.find(key))) {
        enter(table_.by_name_, fold_licence(spelled), index, entry, spelled);
      }
    }
    for (const std::string& link : words(entry.find("linked"))) {
      table_.links_.emplace_back(lower(link), index);
    }
  }

  void read_organisations(const Tree& map) {
    if (!map.is_map()) add(map, "`organisations` must be a mapping");
    for (const auto& [id, value] : map.entries) {
      if (slug(id) != id) add(value, fmt::format("`{}` cannot be an id", id));
      const std::size_t index = table_.organisations_.size();
      const std::vector<std::string> names = words(&value);
      table_.organisations_.push_back({id, names.empty() ? id : names.front()});
      enter(table_.by_organisation_, fold(id), index, value, id);
      for (const std::string& name : names) {
        enter(table_.by_organisation_, fold(name), index, value, name);
      }
    }
  }

  void read_artifact(const Tree& entry) {
    only(entry, {"artifact", "developer", "kind", "is", "spelled", "hub", "by", "deltas",
                 "confidence", "note"});
    KnownArtifact known;
    known.title = word(entry, "artifact", true);
    known.developer = word(entry, "developer", true);
    known.kind = entry.find("kind") != nullptr ? word(entry, "kind") : "model";
    if (known.kind != "model" && known.kind != "dataset" && known.kind != "service") {
      add(entry, "`kind` must be `model`, `dataset` or `service`");
    }
    const std::string by = word(entry, "by");
    known.by_api = by == "api" || known.kind == "service";
    if (!by.empty() && by != "api" && by != "weights")
      add(entry, "`by` must be `api` or `weights`");
    known.deltas = word(entry, "deltas");
    if (entry.find("is") != nullptr) known.licence = read_terms(entry);
    const std::size_t index = table_.artifacts_.size();
    enter(table_.by_artifact_, fold(known.title), index, entry, known.title);
    table_.artifacts_.push_back(std::move(known));
    for (const std::string& name : words(entry.find("spelled"))) {
      enter(table_.by_artifact_, fold(name), index, entry, name);
    }
    for (const std::string& start : words(entry.find("hub"))) {
      enter(table_.by_hub_, lower(start), index, entry, start);
    }
  }

  LicenceTable& table_;
  std::string file_;
};

Result<LicenceTable> LicenceTable::read(const SourceText& text) {
  LicenceTable table;
  Reader reader(table, text.name);
  bool ignored = false;
  const ParsedTree parsed = parse_yaml_tree(clean_text(text.text, ignored));
  if (!parsed.error.empty()) {
    return Diagnostics{Diagnostic{{},
                                  1,
                                  fmt::format("{}:{}: cannot be read as YAML: {}", text.name,
                                              std::max(parsed.error_line, 1U), parsed.error),
                                  {},
                                  {},
                                  {}}};
  }
  reader.read(*parsed.root);
  for (const Tree& document : parsed.more) reader.refuse(document);
  if (!reader.problems.empty()) return reader.problems;
  return table;
}

const LicenceName* LicenceTable::find(std::string_view spelled) const {
  const auto found = by_name_.find(fold_licence(spelled));
  return found == by_name_.end() ? nullptr : &names_[found->second];
}

const LicenceName* LicenceTable::find_link(std::string_view text) const {
  const std::string wanted = lower(text);
  std::size_t first = wanted.npos, length = 0;
  const LicenceName* best = nullptr;
  for (const auto& [link, index] : links_) {
    const std::size_t at = wanted.find(link);
    if (at == wanted.npos) continue;
    // Of links that contain each other, the longest; otherwise the first.
    if (best == nullptr || at + link.size() < first ||
        (at < first + length && link.size() > length)) {
      first = at;
      length = link.size();
      best = &names_[index];
    }
  }
  return best;
}

const Organisation* LicenceTable::organisation(std::string_view name) const {
  const auto found = by_organisation_.find(fold(name));
  return found == by_organisation_.end() ? nullptr : &organisations_[found->second];
}

const KnownArtifact* LicenceTable::artifact(std::string_view name) const {
  const auto found = by_artifact_.find(fold(name));
  return found == by_artifact_.end() ? nullptr : &artifacts_[found->second];
}

const KnownArtifact* LicenceTable::hub_artifact(std::string_view id) const {
  const std::string wanted = lower(id);
  for (auto it = by_hub_.upper_bound(wanted); it != by_hub_.begin();) {
    --it;
    if (wanted.starts_with(it->first)) return &artifacts_[it->second];
    if (it->first.empty() || it->first.front() != (wanted.empty() ? '\0' : wanted.front())) break;
  }
  return nullptr;
}

std::string LicenceTable::sign_of_deltas(std::string_view text) const {
  const std::string words = as_words(text);
  for (const std::string& sign : signs_) {
    if (words.find(sign) != words.npos) return one_line(sign);
  }
  return {};
}

}  // namespace flowdown::importing
