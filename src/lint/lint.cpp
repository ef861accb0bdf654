// The stage's entry point, and what its families share.
//
// Each family looks at the model from one side and enters what it finds; no family knows of
// another. In the end all is put in the order of the files, and what could not be told apart by its
// key is numbered, so that every finding has an id of its own.
#include "flowdown/lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "flowdown/flow.hpp"
#include "lint/desk.hpp"

namespace flowdown {
namespace {

// How the loader calls the taxonomy that ships inside the library.
constexpr std::string_view kBuiltIn = "<built-in taxonomy>";

bool says_fictional(std::string_view title) {
  constexpr std::string_view kWord = "fictional";
  const auto same = [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a + 32 == b); };
  return std::search(title.begin(), title.end(), kWord.begin(), kWord.end(), same) != title.end();
}

// Whether it is a file of which JSON Lines that were made of it quote lines: what they say is
// theirs.
bool is_quoted(const Sources& sources, FileId file) {
  return sources.text(file).empty() && sources.bytes(file) == nullptr;
}

}  // namespace

Desk::Desk(const Model& of, const LintOptions& options)
    : model(of),
      taxonomy(of.taxonomy),
      policies(of.policies),
      graph(of.graph),
      today(options.today),
      as_of(options.as_of ? *options.as_of : of.graph.as_of.value_or(options.today)),
      algebra(of.taxonomy),
      contexts(algebra.contexts()) {
  for (std::size_t i = 0; i < of.sources.size(); ++i) {
    const std::string& name = of.sources.name(FileId(i));
    const auto& asked = options.asked;
    asked_.push_back(name != kBuiltIn &&
                     (asked.empty() || is_quoted(of.sources, FileId(i)) ||
                      std::find(asked.begin(), asked.end(), name) != asked.end()));
  }
  used_.resize(policies.policies.size());
  const auto use = [&](const std::vector<PolicyRef>& refs) {
    for (const PolicyRef& ref : refs) used_[ref.policy.index()] = true;
  };
  for (const PolicyList& list : graph.policy_lists) use(list.refs);
  for (const Terms& terms : graph.terms) {
    use(terms.incorporates);
    use(terms.delivers);
    for (const Waiver& waiver : terms.waives) used_[waiver.policy.index()] = true;
  }
  for (const PolicyVersion& version : policies.versions) {
    if (is_regulation(model, version)) used_[version.policy.index()] = true;
  }
}

LintFinding& Desk::add(LintCode code, Severity severity, const SourcePos& pos, LintSubject subject,
                       std::string message, std::string help) {
  LintFinding finding;
  finding.code = code;
  finding.severity = severity;
  finding.pos = pos;
  finding.subject = std::move(subject);
  finding.message = std::move(message);
  finding.help = std::move(help);
  return found.emplace_back(std::move(finding));
}

bool Desk::asked(const SourcePos& pos) const { return pos.file && asked_[pos.file.index()]; }

bool Desk::in_question(const PolicyVersion& version) const {
  return version.of_agreement || used(version.policy) || asked(version.pos);
}

bool Desk::fictional(const PolicyVersion& version) const {
  if (says_fictional(version.title) || says_fictional(graph.title)) return true;
  const PartyId issuer = graph.find_party(version.issuer);
  return issuer && says_fictional(graph.name(graph.parties[issuer.index()].title));
}

bool Desk::fictional(const Agreement& agreement) const {
  const auto title = [&](PartyId party) { return graph.name(graph.parties[party.index()].title); };
  return says_fictional(graph.title) || says_fictional(graph.name(agreement.title)) ||
         says_fictional(title(agreement.from)) || says_fictional(title(agreement.to));
}

LintSubject Desk::subject(const PolicyVersion& version) const {
  if (version.of_agreement) {
    return {"agreement", std::string(graph.id_of(version.of_agreement)), {}, {}};
  }
  return {"policy", policies.policies[version.policy.index()].id, version.version, {}};
}

LintSubject Desk::subject(const PolicyVersion& version, const Rule& rule) const {
  LintSubject subject = this->subject(version);
  subject.kind = "rule";
  subject.clause = rule.clause;
  return subject;
}

std::string quoted(std::string_view text) { return fmt::format("`{}`", text); }

std::string quoted_list(const std::vector<std::string>& items, std::size_t most) {
  const std::size_t shown = items.size() > most + 1 ? most : items.size();
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == items.size();
    text += i == 0 ? "" : last ? " and " : ", ";
    text += quoted(items[i]);
  }
  if (shown < items.size()) text += fmt::format(" and {} more", items.size() - shown);
  return text;
}

std::string count_in_words(std::size_t count, std::string_view singular, std::string_view plural) {
  if (count == 1) return fmt::format("1 {}", singular);
  return plural.empty() ? fmt::format("{} {}s", count, singular)
                        : fmt::format("{} {}", count, plural);
}

std::string ids_of(const Taxonomy& taxonomy, const std::vector<UseId>& uses) {
  std::string text;
  for (const UseId use : uses) text += (text.empty() ? "" : ", ") + taxonomy.uses[use.index()].id;
  return text;
}

std::string quoted(const Taxonomy& taxonomy, const Rule& rule) {
  constexpr std::size_t kMost = 4;
  std::string text;
  switch (rule.kind) {
    case RuleKind::kProhibit:
    case RuleKind::kAllow: {
      std::vector<UseId> shown = rule.uses;
      const bool cut = shown.size() > kMost;
      if (cut) shown.resize(kMost - 1);
      text = fmt::format("{}: [{}{}]", rule.kind == RuleKind::kAllow ? "allow" : "prohibit",
                         ids_of(taxonomy, shown), cut ? ", …" : "");
      break;
    }
    case RuleKind::kRequire:
      text = fmt::format("require: {}", taxonomy.duties[rule.duty.index()].id);
      break;
    case RuleKind::kLimit:
      text = fmt::format("limit: {}", taxonomy.attributes[rule.attribute.index()].id);
      break;
  }
  text = quoted(text);
  return rule.clause.empty() ? text : fmt::format("{} (clause {})", text, rule.clause);
}

std::string id_of(const LintFinding& finding) {
  const LintSubject& subject = finding.subject;
  const std::array<std::string_view, 6> names = {
      info(finding.code).name, subject.kind,   subject.id,
      subject.version,         subject.clause, finding.key,
  };
  return id_from(names);
}

std::size_t files_of(const Model& model) {
  std::size_t files = 0;
  for (std::size_t i = 0; i < model.sources.size(); ++i) {
    const bool read = !is_quoted(model.sources, FileId(i));
    files += read && model.sources.name(FileId(i)) != kBuiltIn ? 1 : 0;
  }
  return files;
}

std::vector<LintFinding> lint(const Model& model, const LintOptions& options) {
  Desk desk(model, options);
  for (const PolicyVersion& version : model.policies.versions) {
    if (!desk.in_question(version)) continue;
    lint_rules(desk, version);
    lint_requirements(desk, version);
  }
  lint_lists(desk);
  lint_documents(desk);
  lint_references(desk);
  lint_names(desk);
  lint_taxonomy(desk);

  // Of files that nobody asked about, what deserves attention will do.
  std::erase_if(desk.found, [&](const LintFinding& finding) {
    return finding.severity == Severity::kNote && finding.code != LintCode::kUnusedPolicy &&
           !desk.asked(finding.pos);
  });
  const auto file = [&](const LintFinding& finding) {
    return finding.pos ? std::string_view(model.sources.name(finding.pos.file))
                       : std::string_view();
  };
  std::stable_sort(
      desk.found.begin(), desk.found.end(), [&](const LintFinding& a, const LintFinding& b) {
        const auto of = [&](const LintFinding& f) {
          return std::tuple(file(f), f.pos.line, f.pos.column, f.code, std::string_view(f.message));
        };
        return of(a) < of(b);
      });
  std::map<std::string, std::size_t> ids;
  for (LintFinding& finding : desk.found) {
    const std::size_t same = ++ids[id_of(finding)];
    if (same > 1) finding.key += fmt::format("#{}", same);
  }
  return std::move(desk.found);
}

}  // namespace flowdown
