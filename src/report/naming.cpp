// Names as a sentence needs them. A party is called by its title, since that is what a reader knows
// it by; agreements, artifacts and policies by their ids, since those are what the reader finds in
// the files and types in an answer.
#include "report/naming.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/layout.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

bool same_but_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::string with_id(const std::string& title, const std::string& id) {
  return same_but_case(title, id) ? title : fmt::format("{} ({})", title, id);
}

}  // namespace

std::string party_id(const Model& model, PartyId party) {
  return printable(model.graph.id_of(party));
}

std::string party_title(const Model& model, PartyId party) {
  const std::string_view title = model.graph.name(model.graph.parties[party.index()].title);
  const std::string_view brief = title.substr(0, std::min(title.find(" ("), title.find(',')));
  return brief.empty() ? party_id(model, party) : printable(brief);
}

std::string party_name(const Model& model, PartyId party) {
  return with_id(party_title(model, party), party_id(model, party));
}

std::string party_full_name(const Model& model, PartyId party) {
  const std::string_view title = model.graph.name(model.graph.parties[party.index()].title);
  if (title.empty()) return party_id(model, party);
  return with_id(printable(title), party_id(model, party));
}

std::string artifact_id(const Model& model, ArtifactId artifact) {
  return printable(model.graph.id_of(artifact));
}

std::string agreement_id(const Model& model, AgreementId agreement) {
  return printable(model.graph.id_of(agreement));
}

std::string agreement_name(const Model& model, AgreementId agreement) {
  return fmt::format("agreement {}", agreement_id(model, agreement));
}

std::string issuer_title(const Model& model, VersionId version) {
  const std::string& issuer = model.policies[version].issuer;
  const PartyId party = model.graph.find_party(issuer);
  return party ? party_title(model, party) : printable(issuer);
}

std::string possessive(std::string_view name) {
  return fmt::format("{}{}", name, name.ends_with('s') ? "'" : "'s");
}

std::string policy_id(const Model& model, VersionId version) {
  const PolicyVersion& policy = model.policies[version];
  if (policy.of_agreement) {
    return fmt::format("what {} adds", agreement_name(model, policy.of_agreement));
  }
  return printable(model.policies.id_of(version));
}

std::string issued_policy(const Model& model, VersionId version) {
  const PolicyVersion& policy = model.policies[version];
  if (policy.of_agreement || policy.issuer.empty()) return policy_id(model, version);
  return fmt::format("{} {}", possessive(issuer_title(model, version)), policy_id(model, version));
}

std::string titled_policy(const Model& model, VersionId version) {
  const std::string& title = model.policies[version].title;
  std::string id = policy_id(model, version);
  if (title.empty() || model.policies[version].of_agreement) return id;
  return fmt::format("{} ({})", id, printable(title));
}

std::vector<std::string> clauses(const Model& model, const std::vector<RuleRef>& rules) {
  std::vector<std::string> out;
  for (const RuleRef& ref : rules) {
    const std::string clause = printable(rule_of(model, ref).clause);
    if (!clause.empty() && std::find(out.begin(), out.end(), clause) == out.end()) {
      out.push_back(clause);
    }
  }
  return out;
}

std::string clauses_in_words(const Model& model, const std::vector<RuleRef>& rules,
                             std::size_t most) {
  const std::vector<std::string> found = clauses(model, rules);
  if (found.empty()) return {};
  return fmt::format("{} {}", found.size() == 1 ? "clause" : "clauses", join(found, most));
}

std::string file_line(const Model& model, const SourcePos& pos) {
  if (!pos) return {};
  return printable(fmt::format("{}:{}", model.sources.name(pos.file), pos.line));
}

const Rule& rule_of(const Model& model, const RuleRef& ref) {
  return model.policies[ref.version].rules[ref.rule];
}

}  // namespace flowdown
