// Ids that a reader takes for one another: those of one kind that differ by case alone, or by `-`,
// `_` and `.`, issuers and parties being of one kind. Between two digits these three separate, so
// that 1.10 and 11.0 are not confused.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "flowdown/ascii.hpp"
#include "lint/desk.hpp"

namespace flowdown {
namespace {

std::string folded(std::string_view id) {
  std::string key;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const char c = id[i];
    if (c != '-' && c != '_' && c != '.') {
      key += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    } else if (!key.empty() && i + 1 < id.size() && is_digit(key.back()) && is_digit(id[i + 1])) {
      key += '-';
    }
  }
  return key;
}

class NameLint {
 public:
  NameLint(Desk& desk, std::string_view kind, std::string_view plural)
      : desk_(desk), kind_(kind), plural_(plural) {}

  void add(std::string_view id, const SourcePos& pos) {
    names_[folded(id)].push_back({std::string(id), pos});
  }

  // Enters a finding for each name but the first of those that look alike.
  void run() {
    for (auto& [key, names] : names_) {
      if (names.size() < 2) continue;
      const auto file = [&](const Name& name) {
        return name.pos ? std::string_view(desk_.model.sources.name(name.pos.file))
                        : std::string_view();
      };
      std::sort(names.begin(), names.end(), [&](const Name& a, const Name& b) {
        return std::tuple(file(a), a.pos.line, a.pos.column, std::string_view(a.id)) <
               std::tuple(file(b), b.pos.line, b.pos.column, std::string_view(b.id));
      });
      for (std::size_t i = 1; i < names.size(); ++i) {
        if (!desk_.asked(names[i].pos) && !desk_.asked(names.front().pos)) continue;
        LintFinding& finding = desk_.add(
            LintCode::kConfusableNames, Severity::kWarning, names[i].pos,
            {kind_, names[i].id, {}, {}},
            fmt::format("the {} {} and {} are easily confused: they differ only by case, `-`, `_` "
                        "or `.`",
                        plural_, quoted(names[i].id), quoted(names.front().id)),
            "give one of them another id, or make them one");
        finding.related.push_back({names.front().pos, quoted(names.front().id)});
        finding.key = names.front().id;
      }
    }
  }

 private:
  struct Name {
    std::string id;
    SourcePos pos;
  };
  Desk& desk_;
  std::string_view kind_, plural_;
  std::unordered_map<std::string, std::vector<Name>> names_;
};

template <class Things>
void lint_ids(Desk& desk, std::string_view kind, std::string_view plural, const Things& things) {
  NameLint names(desk, kind, plural);
  for (const auto& thing : things) names.add(thing.id, thing.pos);
  names.run();
}

template <class Entries>
void lint_entries(Desk& desk, std::string_view kind, std::string_view plural,
                  const Entries& entries) {
  NameLint names(desk, kind, plural);
  for (const auto& entry : entries) names.add(desk.graph.name(entry.id), entry.pos);
  names.run();
}

// An issuer is a party by its id, whether the graph has it or not. Each id once.
void lint_issuers(Desk& desk) {
  NameLint issuers(desk, "issuer", "issuers");
  std::set<std::string, std::less<>> ids, keys;
  for (const PolicyVersion& version : desk.policies.versions) {
    if (version.of_agreement || version.issuer.empty()) continue;
    if (!ids.insert(version.issuer).second) continue;
    keys.insert(folded(version.issuer));
    issuers.add(version.issuer, version.pos);
  }
  for (const Party& party : desk.graph.parties) {
    const std::string_view id = desk.graph.name(party.id);
    if (!ids.contains(id) && keys.contains(folded(id))) issuers.add(id, party.pos);
  }
  issuers.run();
}

}  // namespace

void lint_names(Desk& desk) {
  lint_ids(desk, "use", "uses", desk.taxonomy.uses);
  lint_ids(desk, "safeguard", "safeguards", desk.taxonomy.safeguards);
  lint_ids(desk, "duty", "duties", desk.taxonomy.duties);
  lint_ids(desk, "attribute", "attributes", desk.taxonomy.attributes);
  lint_entries(desk, "party", "parties", desk.graph.parties);
  lint_entries(desk, "artifact", "artifacts", desk.graph.artifacts);
  lint_entries(desk, "agreement", "agreements", desk.graph.agreements);

  NameLint policies(desk, "policy", "policies");
  for (const Policy& policy : desk.policies.policies) {
    if (policy.versions.empty()) continue;
    const PolicyVersion& version = desk.policies[policy.versions.front()];
    if (!version.of_agreement) policies.add(policy.id, version.pos);
  }
  policies.run();
  lint_issuers(desk);
}

}  // namespace flowdown
