// Exceptions: a list of entries, each of which says what it accepts, why, who answers for that and
// until when.
//
// An entry may name what the graph does not have, and is kept with a doubt: a file of exceptions
// may serve several graphs, and what it was written for may be gone. Where it then matches nothing,
// the doubt says why. What can be wrong for every graph is a problem: a key, a code, a use, a date.
#include "load/exceptions_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "flowdown/exceptions.hpp"
#include "flowdown/load.hpp"
#include "load/document.hpp"
#include "load/fields.hpp"
#include "load/suggest.hpp"
#include "load/vocabulary.hpp"

namespace flowdown {
namespace loading {
namespace {

constexpr std::string_view kKey = "exceptions";
constexpr std::size_t kIdDigits = 16;

// A key that narrows an entry to what findings name, and the names that the graph has.
struct Narrowing {
  std::string_view key, plural;
  std::vector<std::string> Exception::*names;
  Candidates known;
};

class ExceptionsReader {
 public:
  ExceptionsReader(const Model& model, std::span<const std::string_view> codes, Problems& problems)
      : taxonomy_(model.taxonomy),
        problems_(problems),
        vocabulary_(model.taxonomy, problems),
        codes_(codes.begin(), codes.end()) {
    const Graph& graph = model.graph;
    Narrowing party{"party", "parties", &Exception::parties, {}};
    for (const Party& known : graph.parties) party.known.push_back(graph.name(known.id));
    Narrowing agreement{"agreement", "agreements", &Exception::agreements, {}};
    for (const Agreement& known : graph.agreements) {
      agreement.known.push_back(graph.name(known.id));
    }
    Narrowing artifact{"artifact", "artifacts", &Exception::artifacts, {}};
    for (const Artifact& known : graph.artifacts) artifact.known.push_back(graph.name(known.id));
    Narrowing policy{"policy", "policies", &Exception::policies, ids_of(model.policies.policies)};
    narrowings_ = {std::move(party), std::move(agreement), std::move(artifact), std::move(policy)};
    for (Narrowing& narrowing : narrowings_) {
      std::sort(narrowing.known.begin(), narrowing.known.end());
    }
  }

  std::vector<Exception> read(const YamlNode& document) {
    std::vector<Exception> entries;
    Fields fields(problems_, document, "a file of exceptions", document);
    fields.find("flowdown");
    fields.text("note");
    if (const YamlNode* list = fields.find(kKey)) {
      if (!list->is_list()) {
        problems_.add(*list, fmt::format("`exceptions` must be a list, not {}", kind_of(*list)),
                      "begin each entry with `- finding:` or `- code:`");
      }
      for (const YamlNode& item : list->items) entries.push_back(read_entry(item));
    }
    fields.done();
    return entries;
  }

 private:
  Exception read_entry(const YamlNode& node) {
    Exception entry;
    entry.pos = node.pos;
    Fields fields(problems_, node, "an exception", node);
    read_finding(fields, entry);
    read_codes(fields, entry);
    bool narrowed = false;
    for (const Narrowing& narrowing : narrowings_) {
      read_names(fields, narrowing, entry);
      narrowed = narrowed || fields.has(narrowing.key);
    }
    if (fields.has("use") || fields.has("group")) read_uses(fields, entry);
    const bool by_id = fields.has("finding");
    if (!by_id && fields.has("code") && !narrowed) {
      problems_.add(node, "an exception for a code alone would accept whatever is yet to come",
                    "say whose: `party`, `agreement`, `artifact` or `policy`");
    } else if (node.is_map() && !by_id && !fields.has("code")) {
      problems_.add(node, "an exception has no `finding` and no `code`",
                    "name a finding by its id, or its code with `party`, `agreement`, `artifact` "
                    "or `policy`");
    }
    entry.reason = required_text(fields, "reason", "why it is accepted");
    entry.owner = required_text(fields, "owner", "who answers for it");
    if (const YamlNode* expires = fields.require("expires", "the last day on which it counts")) {
      entry.expires = read_date(problems_, *expires, "expires").value_or(Date());
    }
    fields.text("note");
    fields.done();
    return entry;
  }

  void read_finding(Fields& fields, Exception& entry) {
    const YamlNode* node = fields.find("finding");
    if (node == nullptr || !read_word(problems_, *node, "finding")) return;
    entry.finding = node->text;
    const bool digits = std::all_of(node->text.begin(), node->text.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
    if (node->text.size() != kIdDigits || !digits) {
      problems_.add(*node, fmt::format("{} cannot be the id of a finding", quoted(node->text)),
                    "an id has 16 digits of 0 to 9 and a to f, as `flowdown check` shows them");
    }
    for (const char* key : {"code", "party", "agreement", "artifact", "policy"}) {
      if (!fields.has(key)) continue;
      problems_.add(*fields.find(key), fmt::format("`{}` stands beside `finding`", key),
                    "an id says all of that; leave one of the two out");
    }
  }

  // The names under a key, which may be one word or a list that is not empty.
  std::vector<const YamlNode*> names_under(Fields& fields, std::string_view key) {
    const YamlNode* node = fields.find(key);
    if (node == nullptr) return {};
    if (node->is_list() && node->items.empty()) {
      problems_.add(*node, fmt::format("{} names nothing", quoted(key)),
                    "leave it out to mean any");
    }
    return read_words(problems_, *node, key);
  }

  void read_codes(Fields& fields, Exception& entry) {
    for (const YamlNode* word : names_under(fields, "code")) {
      if (std::find(codes_.begin(), codes_.end(), word->text) == codes_.end()) {
        problems_.add_unknown(
            *word, "code", word->text, [&] { return codes_; }, "`flowdown codes` lists them");
      }
      entry.codes.push_back(word->text);
    }
  }

  void read_names(Fields& fields, const Narrowing& narrowing, Exception& entry) {
    for (const YamlNode* word : names_under(fields, narrowing.key)) {
      (entry.*narrowing.names).push_back(word->text);
      if (std::binary_search(narrowing.known.begin(), narrowing.known.end(),
                             std::string_view(word->text))) {
        continue;
      }
      std::string doubt = fmt::format("there is no {} {}", narrowing.key, quoted(word->text));
      if (const auto meant = nearest(word->text, narrowing.known)) {
        doubt += fmt::format("; did you mean {}?", quoted(*meant));
      }
      entry.doubts.push_back(std::move(doubt));
    }
  }

  void read_uses(Fields& fields, Exception& entry) {
    UseSet all = taxonomy_.no_uses();
    const auto add = [&](UseId use) { all |= taxonomy_.below(use); };
    for (const UseId use : vocabulary_.uses(names_under(fields, "use"))) add(use);
    for (const YamlNode* word : names_under(fields, "group")) {
      Candidates titles;
      bool found = false;
      for (const Grouping& grouping : taxonomy_.groupings) {
        for (const Group& group : grouping.groups) {
          titles.push_back(group.title);
          if (group.title != word->text) continue;
          found = true;
          for (const UseId use : group.uses) add(use);
        }
      }
      if (!found) problems_.add_unknown(*word, "group", word->text, [&] { return titles; });
    }
    entry.uses = std::move(all);
  }

  std::string required_text(Fields& fields, std::string_view key, const std::string& help) {
    const YamlNode* node = fields.require(key, help);
    if (node == nullptr) return {};
    std::string text(read_word(problems_, *node, key).value_or("?"));
    if (text.find_first_not_of(" \t\n") == text.npos) {
      problems_.add(*node, fmt::format("{} is empty", quoted(key)), "say " + help);
    }
    return text;
  }

  const Taxonomy& taxonomy_;
  Problems& problems_;
  Vocabulary vocabulary_;
  Candidates codes_;
  std::vector<Narrowing> narrowings_;
};

Result<Exceptions> read_text(SourceText text, const Model& model,
                             std::span<const std::string_view> codes, Sources* sources) {
  Exceptions exceptions;
  Problems problems;
  if (std::string_view(text.text).starts_with("\xEF\xBB\xBF")) text.text.erase(0, 3);
  const FileId file = exceptions.sources.add(std::move(text));
  const std::string& content = exceptions.sources.text(file);
  const auto root =
      scan_text(file, content, problems) ? parse_yaml(file, content, problems) : std::nullopt;
  const auto kind = root ? find_kind(*root, {kKey}, problems) : std::nullopt;
  if (kind && kind->entry->value.kind == YamlNode::Kind::kNothing) {
    problems.add(kind->entry->key, "`exceptions` has no value",
                 "write a list; `exceptions: []` where there are none");
  } else if (kind) {
    exceptions.entries = ExceptionsReader(model, codes, problems).read(*root);
  }
  if (problems.empty()) return exceptions;
  if (sources != nullptr) *sources = std::move(exceptions.sources);
  return problems.take();
}

}  // namespace

bool holds_exceptions(const YamlNode& root) {
  return root.is_map() && root.entries.size() > 1 && root.entries[0].key.text == "flowdown" &&
         root.entries[1].key.text == kKey;
}

}  // namespace loading

Result<Exceptions> load_exceptions(SourceText text, const Model& model,
                                   std::span<const std::string_view> codes, Sources* sources) {
  try {
    return loading::read_text(std::move(text), model, codes, sources);
  } catch (const std::exception& error) {
    return Diagnostics{
        Diagnostic{{}, 1, fmt::format("cannot be loaded: {}", error.what()), {}, {}, {}}};
  }
}

}  // namespace flowdown
