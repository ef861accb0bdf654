// The versions of all policies as one set, and references into it.
//
// Versions come from files in any order. They are sorted by policy, date and place, and numbered in
// that order, so that ids depend on what the files say and not on how they were found.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "load/policy_reader.hpp"

namespace flowdown::loading {
namespace {

using Versions = std::vector<const PolicyDraft*>;  // of one policy, by date

// Reports versions of one policy that cannot both be right, each at the later place.
void check_versions(const Versions& versions, Problems& problems) {
  const auto contradict = [&](const YamlNode* a, const YamlNode* b, std::string message,
                              std::string related, std::string help) {
    if (a->pos < b->pos) std::swap(a, b);
    problems.add_against(*a, std::move(message), b->pos, std::move(related), std::move(help));
  };
  const auto at = [](const PolicyDraft& draft, const YamlNode* node) {
    return node == nullptr ? draft.id : node;
  };
  std::map<std::string_view, const PolicyDraft*> texts;
  const PolicyDraft* issued = nullptr;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const PolicyDraft& draft = *versions[i];
    const std::string name = quoted(draft.id->text);
    if (i > 0 && draft.version.effective == versions[i - 1]->version.effective) {
      const PolicyDraft& other = *versions[i - 1];
      std::string message = draft.version.effective
                                ? fmt::format("two versions of {} take effect on {}", name,
                                              draft.version.effective->text())
                                : fmt::format("two versions of {} have no `effective`", name);
      contradict(at(draft, draft.effective), at(other, other.effective), std::move(message),
                 "the other version", "");
    }
    if (!draft.version.version.empty()) {
      const auto [same, fresh] = texts.emplace(draft.version.version, &draft);
      if (!fresh) {
        contradict(
            draft.text, same->second->text,
            fmt::format("two versions of {} are called {}", name, quoted(draft.version.version)),
            "the other version", "");
      }
    }
    if (draft.issuer == nullptr) continue;
    if (issued == nullptr) issued = &draft;
    if (draft.version.issuer != issued->version.issuer) {
      contradict(draft.issuer, issued->issuer,
                 fmt::format("the versions of {} have different issuers", name), "the other issuer",
                 "a document of another issuer needs an id of its own");
    }
  }
}

}  // namespace

PolicySet join_versions(std::vector<PolicyDraft> drafts, Problems& problems) {
  std::erase_if(drafts, [](const PolicyDraft& draft) { return draft.id == nullptr; });
  std::sort(drafts.begin(), drafts.end(), [](const PolicyDraft& a, const PolicyDraft& b) {
    return std::tie(a.id->text, a.version.effective, a.version.pos) <
           std::tie(b.id->text, b.version.effective, b.version.pos);
  });
  PolicySet set;
  for (std::size_t first = 0; first < drafts.size();) {
    const std::string& id = drafts[first].id->text;
    Policy policy;
    policy.id = id;
    Versions versions;
    std::size_t next = first;
    for (; next < drafts.size() && drafts[next].id->text == id; ++next) {
      versions.push_back(&drafts[next]);
    }
    check_versions(versions, problems);
    for (std::size_t i = first; i < next; ++i) {
      policy.versions.emplace_back(set.versions.size());
      drafts[i].version.policy = PolicyId(set.policies.size());
      set.versions.push_back(std::move(drafts[i].version));
    }
    set.policies.push_back(std::move(policy));
    first = next;
  }
  set.index();
  return set;
}

std::optional<PolicyRef> PolicyNames::find(const YamlNode& word) const {
  const std::string_view text = word.text;
  const std::size_t mark = text.find('@');
  const std::string_view id = text.substr(0, mark);
  const auto policy = policies_.find(id);
  if (!policy) {
    problems_.add_unknown(
        word, "policy", id, [&] { return ids_of(policies_.policies); },
        "name the file or folder that holds it under `policies` of the graph, or with "
        "`--policies`");
    return std::nullopt;
  }
  PolicyRef ref{*policy, {}, word.pos};
  if (mark == text.npos) return ref;
  const std::string_view wanted = text.substr(mark + 1);
  Candidates known;
  for (const VersionId version : policies_.policies[policy->index()].versions) {
    const std::string& name = policies_[version].version;
    if (!name.empty() && name == wanted) ref.pinned = version;
    if (!name.empty()) known.push_back(name);
  }
  if (ref.pinned) return ref;
  if (problems_.all_names_known()) {
    problems_.add(word, fmt::format("{} has no version {}", quoted(id), quoted(wanted)),
                  known.empty() ? std::string("no version of it has a name")
                                : fmt::format("there is {}", listed(known)));
  }
  return std::nullopt;
}

std::vector<PolicyRef> PolicyNames::find_all(const Words& words) const {
  std::vector<PolicyRef> refs;
  for (const YamlNode* word : words) {
    if (const auto ref = find(*word)) refs.push_back(*ref);
  }
  make_canonical(refs);
  return refs;
}

void make_canonical(std::vector<PolicyRef>& refs) {
  std::stable_sort(refs.begin(), refs.end(), [](const PolicyRef& a, const PolicyRef& b) {
    return std::tie(a.policy, a.pinned) < std::tie(b.policy, b.pinned);
  });
  refs.erase(std::unique(refs.begin(), refs.end()), refs.end());
}

}  // namespace flowdown::loading
