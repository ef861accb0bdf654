// Pseudonyms are numbers. They are given in the order of a hash of the ids, since the order of the
// ids themselves would tell who comes before whom in the alphabet. A hash in the place of the
// number would be no pseudonym: whoever guesses a name can hash it.
#include "render/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "report/naming.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

// A number for each entry, from 1 on for each kind.
template <class Entries, class IdOf, class KindOf>
std::vector<std::uint32_t> numbers(const Entries& entries, IdOf id_of, KindOf kind_of) {
  std::vector<std::pair<std::string, std::uint32_t>> order;
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const std::string id(id_of(entries[i]));
    const std::array<std::string_view, 2> words{"pseudonym", id};
    order.emplace_back(id_from(words) + id, i);
  }
  std::sort(order.begin(), order.end());
  std::map<int, std::uint32_t> last;
  std::vector<std::uint32_t> result(entries.size());
  for (const auto& [hash, i] : order) result[i] = ++last[kind_of(entries[i])];
  return result;
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

std::string with_dashes(std::string text) {
  std::replace(text.begin(), text.end(), ' ', '-');
  return text;
}

// As a label has room for: without what comes after a comma or in brackets.
std::string brief(std::string_view title) {
  return printable(title.substr(0, std::min(title.find(" ("), title.find(','))));
}

}  // namespace

Names::Names(const Model& model, bool anonymise) : model_(model), anonymous_(anonymise) {
  if (!anonymise) return;
  const Graph& graph = model.graph;
  const auto one_kind = [](const auto&) { return 0; };
  const auto id = [&graph](const auto& entry) { return graph.name(entry.id); };
  parties_ = numbers(graph.parties, id, [](const Party& p) { return static_cast<int>(p.kind); });
  artifacts_ = numbers(graph.artifacts, id, one_kind);
  agreements_ = numbers(graph.agreements, id, one_kind);
  policies_ = numbers(
      model.policies.policies, [](const Policy& p) { return p.id; }, one_kind);
}

std::string Names::graph() const {
  if (anonymous_) return "A supply chain";
  return printable(model_.graph.title.empty() ? model_.graph.id : model_.graph.title);
}

std::string Names::name(PartyId party) const {
  if (!anonymous_) return party_title(model_, party);
  const PartyKind kind = model_.graph.parties[party.index()].kind;
  return fmt::format("{} {}", capital(std::string(kind_in_words(kind))), parties_[party.index()]);
}

std::string Names::key(PartyId party) const {
  if (!anonymous_) return party_id(model_, party);
  const PartyKind kind = model_.graph.parties[party.index()].kind;
  return with_dashes(fmt::format("{} {}", kind_in_words(kind), parties_[party.index()]));
}

std::string Names::name(ArtifactId artifact) const {
  if (anonymous_) return fmt::format("Artifact {}", artifacts_[artifact.index()]);
  const Graph& graph = model_.graph;
  std::string title = brief(graph.name(graph.artifacts[artifact.index()].title));
  return title.empty() ? artifact_id(model_, artifact) : title;
}

std::string Names::key(ArtifactId artifact) const {
  if (anonymous_) return fmt::format("artifact-{}", artifacts_[artifact.index()]);
  return artifact_id(model_, artifact);
}

std::string Names::key(AgreementId agreement) const {
  if (anonymous_) return fmt::format("agreement-{}", agreements_[agreement.index()]);
  return agreement_id(model_, agreement);
}

std::string Names::key(PolicyId policy) const {
  if (anonymous_) return fmt::format("policy-{}", policies_[policy.index()]);
  return printable(model_.policies.policies[policy.index()].id);
}

std::vector<std::string> Names::in_order(std::vector<std::string> names) const {
  if (anonymous_) std::sort(names.begin(), names.end());
  return names;
}

std::string Names::name(VersionId version) const {
  if (!anonymous_) return policy_id(model_, version);
  const PolicyVersion& policy = model_.policies[version];
  if (policy.of_agreement) return fmt::format("the terms that {} adds", key(policy.of_agreement));
  return key(policy.policy);
}

}  // namespace flowdown
