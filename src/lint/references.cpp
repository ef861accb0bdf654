// References of a graph to policies: policies that nobody refers to, and references that have no
// effect, since the policy does not speak of the channel or is not in force.
#include <fmt/format.h>

#include <algorithm>

#include "lint/desk.hpp"

namespace flowdown {
namespace {

// More policies than these that nobody refers to get one finding.
constexpr std::size_t kMostUnused = 5;

class ReferenceLint {
 public:
  explicit ReferenceLint(Desk& desk) : desk_(desk), graph_(desk.graph) {}

  void run() {
    if (graph_.parties.empty() && graph_.artifacts.empty()) return;
    find_channels();
    find_unused();
    for (const Party& party : graph_.parties) lint_party(party);
    for (std::size_t a = 0; a < graph_.artifacts.size(); ++a) lint_artifact(ArtifactId(a));
    for (std::size_t a = 0; a < graph_.agreements.size(); ++a) lint_agreement(AgreementId(a));
  }

 private:
  std::string word(const PolicyRef& ref) const {
    const std::string& id = desk_.policies.policies[ref.policy.index()].id;
    if (!ref.pinned) return quoted(id);
    return quoted(fmt::format("{}@{}", id, desk_.policies[ref.pinned].version));
  }

  std::string channel_list(const ValueSet& channels) const {
    std::vector<std::string> words;
    const auto& names = desk_.taxonomy.values_of(Dimension::kChannel);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (channels[i]) words.push_back(names[i]);
    }
    return quoted_list(words);
  }

  // The channels of which the policy speaks, in any version that the reference can mean.
  ValueSet covered(const PolicyRef& ref) const {
    if (ref.pinned) return desk_.policies[ref.pinned].covers;
    ValueSet covers;
    for (const VersionId version : desk_.policies.policies[ref.policy.index()].versions) {
      covers |= desk_.policies[version].covers;
    }
    return covers;
  }

  // By which channels each party supplies, and each artifact is supplied by its developer.
  void find_channels() {
    of_party_.resize(graph_.parties.size());
    of_artifact_.resize(graph_.artifacts.size());
    for (std::size_t a = 0; a < graph_.agreements.size(); ++a) {
      const Agreement& agreement = graph_.agreements[a];
      const std::size_t channel = graph_.terms_of(AgreementId(a)).channel;
      of_party_[agreement.from.index()].set(channel);
      for (std::uint32_t i = 0; i < agreement.artifacts; ++i) {
        const ArtifactId artifact = graph_.supplied[agreement.first_artifact + i];
        if (graph_.artifacts[artifact.index()].developer == agreement.from) {
          of_artifact_[artifact.index()].set(channel);
        }
      }
    }
    // What somebody else builds on is there for the public, as weights.
    const auto weights = desk_.taxonomy.find_value(Dimension::kChannel, "weights");
    for (const Artifact& derived : graph_.artifacts) {
      for (std::uint32_t i = 0; i < derived.derivations; ++i) {
        const ArtifactId parent = graph_.derivations[derived.first_derivation + i].parent;
        const PartyId developer = graph_.artifacts[parent.index()].developer;
        if (developer == derived.developer || !weights) continue;
        of_artifact_[parent.index()].set(*weights);
        of_party_[developer.index()].set(*weights);
      }
    }
  }

  // Policies that nobody refers to. Where there are many in files that were not asked about, those
  // are a library that several graphs share.
  void find_unused() {
    std::vector<const PolicyVersion*> asked, others;
    for (std::size_t p = 0; p < desk_.policies.policies.size(); ++p) {
      const Policy& policy = desk_.policies.policies[p];
      if (policy.versions.empty() || desk_.used(PolicyId(p))) continue;
      const PolicyVersion& first = desk_.policies[policy.versions.front()];
      if (!first.of_agreement) (desk_.asked(first.pos) ? asked : others).push_back(&first);
    }
    if (others.size() <= kMostUnused) asked.insert(asked.end(), others.begin(), others.end());
    const auto file = [&](const PolicyVersion* version) {
      return std::string_view(desk_.model.sources.name(version->pos.file));
    };
    std::sort(asked.begin(), asked.end(),
              [&](const PolicyVersion* a, const PolicyVersion* b) { return file(a) < file(b); });
    say_unused(asked);
  }

  void say_unused(const std::vector<const PolicyVersion*>& unused) {
    const auto id = [&](const PolicyVersion* v) {
      return desk_.policies.policies[v->policy.index()].id;
    };
    if (unused.size() <= kMostUnused) {
      for (const PolicyVersion* version : unused) {
        LintSubject subject{"policy", id(version), {}, {}};
        desk_.add(LintCode::kUnusedPolicy, Severity::kNote, version->pos, std::move(subject),
                  fmt::format("nothing in the graph refers to {}", quoted(id(version))),
                  "name it where it applies (`policies` of a party or artifact, `incorporates` of "
                  "an agreement), or leave the file out");
      }
      return;
    }
    std::vector<std::string> ids;
    std::vector<LintPlace> places;
    for (const PolicyVersion* version : unused) {
      ids.push_back(id(version));
      places.push_back({version->pos, quoted(ids.back())});
    }
    LintFinding& finding = desk_.add(
        LintCode::kUnusedPolicy, Severity::kNote, unused.front()->pos, {"policy", {}, {}, {}},
        fmt::format("nothing in the graph refers to {} of the policies: {}", ids.size(),
                    quoted_list(ids)),
        "nothing to do where they are a library that several graphs share");
    finding.related.assign(places.begin() + 1, places.end());
  }

  void lint_party(const Party& party) {
    const PolicyList& list = graph_.policies_of(party);
    const LintSubject subject{"party", std::string(graph_.name(party.id)), {}, {}};
    const ValueSet channels = of_party_[static_cast<std::size_t>(&party - graph_.parties.data())];
    for (const PolicyRef& ref : list.refs) {
      if (channels.any() && (covered(ref) & channels).none()) {
        say_not_covered(Severity::kNote, party.pos, subject, ref,
                        fmt::format("{}, by which alone {} supplies here", channel_list(channels),
                                    quoted(subject.id)),
                        "fine where the policy is for a service that is not part of this graph; "
                        "else add the one that holds for what is supplied here");
      }
      lint_in_force(ref, party.pos, subject);
    }
  }

  void lint_artifact(ArtifactId id) {
    const Artifact& artifact = graph_.artifacts[id.index()];
    const PolicyList& list = graph_.policies_of(artifact);
    const LintSubject subject{"artifact", std::string(graph_.id_of(id)), {}, {}};
    const ValueSet& channels = of_artifact_[id.index()];
    for (const PolicyRef& ref : list.refs) {
      if (channels.any() && (covered(ref) & channels).none()) {
        say_not_covered(Severity::kWarning, artifact.pos, subject, ref,
                        fmt::format("{}, by which alone its developer supplies {}",
                                    channel_list(channels), quoted(subject.id)),
                        "name the terms under which it is supplied that way (of open weights, "
                        "their licence), or mend `covers` of the policy");
      }
      lint_in_force(ref, artifact.pos, subject);
    }
  }

  void lint_agreement(AgreementId id) {
    const Agreement& agreement = graph_.agreements[id.index()];
    const Terms& terms = graph_.terms_of(id);
    const LintSubject subject{"agreement", std::string(graph_.id_of(id)), {}, {}};
    ValueSet channel;
    channel.set(terms.channel);
    const auto lint_channel = [&](const PolicyRef& ref, std::string_view key) {
      if ((covered(ref) & channel).any()) return;
      say_not_covered(
          Severity::kWarning, agreement.pos, subject, ref,
          fmt::format("{}, by which {} supplies", channel_list(channel), quoted(subject.id)),
          fmt::format("strike it from `{}`, or mend `channel` of the agreement or `covers` of the "
                      "policy",
                      key));
    };
    for (const PolicyRef& ref : terms.incorporates) lint_channel(ref, "incorporates");
    for (const PolicyRef& ref : terms.delivers) {
      const auto& binds = terms.incorporates;
      if (std::find(binds.begin(), binds.end(), ref) == binds.end()) lint_channel(ref, "delivers");
    }
    if (!terms.in_force(desk_.as_of)) return;
    for (const PolicyRef& ref : terms.incorporates) {
      // The version that a static policy had when the agreement was made goes on to count.
      const bool fixed = terms.effective && desk_.policies.in_force(ref.policy, *terms.effective) &&
                         is_static(ref.policy);
      if (!ref.pinned && !fixed) lint_in_force(ref, agreement.pos, subject);
    }
  }

  bool is_static(PolicyId policy) const {
    const std::vector<VersionId>& versions = desk_.policies.policies[policy.index()].versions;
    return desk_.policies[versions.back()].incorporation == Incorporation::kStatic;
  }

  void say_not_covered(Severity severity, const SourcePos& pos, const LintSubject& subject,
                       const PolicyRef& ref, const std::string& where, std::string help) {
    LintFinding& finding =
        desk_.add(LintCode::kChannelNotCovered, severity, pos, subject,
                  fmt::format("{} has no effect: the policy covers {}, and not {}", word(ref),
                              channel_list(covered(ref)), where),
                  std::move(help));
    finding.key = word(ref);
    finding.related.push_back({place_of(ref), "the policy"});
  }

  void lint_in_force(const PolicyRef& ref, const SourcePos& pos, const LintSubject& subject) {
    const bool in_force = ref.pinned
                              ? desk_.policies[ref.pinned].in_force(desk_.as_of)
                              : static_cast<bool>(desk_.policies.in_force(ref.policy, desk_.as_of));
    if (in_force) return;
    LintFinding& finding = desk_.add(
        LintCode::kNotInForce, Severity::kWarning, pos, subject,
        fmt::format("{} has no effect: {} in force on {}", word(ref),
                    ref.pinned ? "this version is not" : "no version of it is", desk_.as_of.text()),
        "mend `effective` or `withdrawn` of the policy, or `as_of` of the graph; or name the "
        "policy that held on that day");
    finding.key = word(ref);
    finding.related.push_back({place_of(ref), "the policy"});
  }

  SourcePos place_of(const PolicyRef& ref) const {
    const VersionId version =
        ref.pinned ? ref.pinned : desk_.policies.policies[ref.policy.index()].versions.back();
    return desk_.policies[version].pos;
  }

  Desk& desk_;
  const Graph& graph_;
  std::vector<ValueSet> of_party_, of_artifact_;
};

}  // namespace

void lint_references(Desk& desk) { ReferenceLint(desk).run(); }

}  // namespace flowdown
