// A model as text, close to the files that a person would write.
#include <sstream>

#include "oracle/spec.hpp"

namespace flowdown::oracle {
namespace {

class Description {
 public:
  explicit Description(const Model& model) : model_(model), graph_(model.graph) {}

  std::string text(Date as_of) {
    out_ << "as_of " << as_of.text() << '\n';
    taxonomy();
    for (const PolicyVersion& version : model_.policies.versions) policy(version);
    for (const Party& p : graph_.parties) party(p);
    for (const Artifact& a : graph_.artifacts) artifact(a);
    for (const Agreement& a : graph_.agreements) agreement(a);
    return out_.str();
  }

 private:
  void taxonomy() {
    out_ << "uses";
    for (const Use& use : model_.taxonomy.uses) {
      out_ << ' ' << use.id << (use.typically_unlawful ? "!" : "") << (use.catch_all ? "*" : "");
      if (!use.parents.empty()) out_ << "<(" << names(use.parents) << ')';
    }
    out_ << '\n';
  }

  void policy(const PolicyVersion& version) {
    static constexpr const char* kModes[] = {"none",   "copy",   "bind", "bind_equivalent",
                                             "direct", "unknown"};
    out_ << "policy " << model_.policies.policies[version.policy.index()].id << '@'
         << version.version << " by " << version.issuer << ' '
         << kModes[static_cast<std::size_t>(version.flow_down)]
         << (version.document == Document::kRegulation ? " regulation" : "")
         << (version.incorporation == Incorporation::kStatic ? " static" : " dynamic")
         << (version.complete ? "" : " incomplete");
    if (version.effective) out_ << " from " << version.effective->text();
    if (version.withdrawn) out_ << " withdrawn " << version.withdrawn->text();
    out_ << " reaches " << (version.reaches.recipients ? "r" : "")
         << (version.reaches.derivatives ? "d" : "") << (version.reaches.outputs ? "o" : "")
         << " covers " << values(Dimension::kChannel, version.covers) << context(version.where)
         << '\n';
    for (const Rule& r : version.rules) rule(r);
  }

  void rule(const Rule& rule) {
    static constexpr const char* kKinds[] = {"prohibit", "allow", "require", "limit"};
    out_ << "    " << kKinds[static_cast<std::size_t>(rule.kind)] << ' ' << names(rule.uses);
    if (!rule.except.empty()) out_ << " except " << names(rule.except);
    if (rule.duty) out_ << model_.taxonomy.duties[rule.duty.index()].id;
    if (rule.parameter) out_ << ' ' << rule.parameter->value << 's';
    if (rule.attribute) out_ << "attribute <= " << rule.at_most;
    out_ << context(rule.when);
    for (const auto& needed : rule.unless) {
      out_ << " unless";
      for (SafeguardId s : needed) out_ << ' ' << model_.taxonomy.safeguards[s.index()].id;
    }
    out_ << '\n';
  }

  void party(const Party& party) {
    out_ << "party " << graph_.name(party.id)
         << (party.kind == PartyKind::kRegulator ? " (regulator)" : "") << " policies "
         << list(party.policies) << context(graph_.contexts[party.context.index()]);
    for (const DeclaredUse& use : party.uses) {
      out_ << " uses " << model_.taxonomy.uses[use.use.index()].id;
    }
    out_ << " practices";
    if (!party.practices_known) out_ << " ?";
    for (const Practice& practice : party.practices) {
      out_ << ' '
           << (practice.duty ? model_.taxonomy.duties[practice.duty.index()].id
                             : model_.taxonomy.safeguards[practice.safeguard.index()].id);
    }
    out_ << '\n';
  }

  void artifact(const Artifact& artifact) {
    static constexpr const char* kBy[] = {"finetune", "quantize",         "merge",  "adapter",
                                          "distill",  "train_on_outputs", "include"};
    out_ << "artifact " << graph_.name(artifact.id) << " by " << graph_.id_of(artifact.developer)
         << " policies " << list(artifact.policies)
         << context(graph_.contexts[artifact.context.index()]);
    for (std::uint32_t i = 0; i < artifact.derivations; ++i) {
      const Derivation& d = graph_.derivations[artifact.first_derivation + i];
      out_ << " from " << graph_.id_of(d.parent) << ' ' << kBy[static_cast<std::size_t>(d.by)];
    }
    out_ << '\n';
  }

  void agreement(const Agreement& agreement) {
    const Terms& terms = graph_.terms[agreement.terms.index()];
    out_ << "agreement " << graph_.name(agreement.id) << ' ' << graph_.id_of(agreement.from)
         << " -> " << graph_.id_of(agreement.to) << " of";
    for (std::uint32_t i = 0; i < agreement.artifacts; ++i) {
      out_ << ' ' << graph_.id_of(graph_.supplied[agreement.first_artifact + i]);
    }
    out_ << " by " << model_.taxonomy.values_of(Dimension::kChannel)[terms.channel]
         << (terms.known ? "" : " UNKNOWN TERMS");
    if (terms.effective) out_ << " from " << terms.effective->text();
    if (terms.expires) out_ << " to " << terms.expires->text();
    out_ << context(terms.where) << " incorporates" << (terms.incorporates_upstream ? " ^" : "");
    for (const PolicyRef& r : terms.incorporates) out_ << ' ' << ref(r);
    out_ << " delivers";
    for (const PolicyRef& r : terms.delivers) out_ << ' ' << ref(r);
    if ((terms.grants & kGrantHost) != 0) out_ << " grants-host";
    if ((terms.grants & kGrantRedistribute) != 0) out_ << " grants-redistribute";
    if ((terms.grants & kGrantWaive) != 0) out_ << " grants-waive";
    for (SafeguardId s : terms.granted_safeguards) {
      out_ << " grants-" << model_.taxonomy.safeguards[s.index()].id;
    }
    out_ << '\n';
    for (const Waiver& w : terms.waives) {
      out_ << "    waives " << model_.policies.policies[w.policy.index()].id << " ("
           << names(w.uses) << ')' << context(w.when)
           << (w.extends_downstream ? " downstream" : "");
      if (w.effective) out_ << " from " << w.effective->text();
      if (w.until) out_ << " until " << w.until->text();
      for (ArtifactId a : w.artifacts) out_ << " for " << graph_.id_of(a);
      out_ << '\n';
    }
  }

  std::string names(const std::vector<UseId>& uses) const {
    std::string text;
    for (UseId use : uses) {
      text += (text.empty() ? "" : " ") + model_.taxonomy.uses[use.index()].id;
    }
    return text;
  }

  std::string values(Dimension dimension, const ValueSet& set) const {
    std::string text;
    const auto& all = model_.taxonomy.values_of(dimension);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (set[i]) text += (text.empty() ? "" : "|") + all[i];
    }
    return text;
  }

  std::string context(const Context& context) const {
    if (context.unrestricted()) return "";
    std::string text = " [";
    for (const Context::Limit& limit : context.limits) {
      text +=
          std::string(name_of(limit.dimension)) + '=' + values(limit.dimension, limit.admits) + ' ';
    }
    text.back() = ']';
    return text;
  }

  std::string list(PolicyListId id) const {
    const PolicyList& list = graph_.policy_lists[id.index()];
    if (list.stated == Stated::kUnknown) return "?";
    if (list.stated == Stated::kNone) return "none";
    std::string text = "(";
    for (const PolicyRef& r : list.refs) text += (text.size() == 1 ? "" : " ") + ref(r);
    return text + ")";
  }

  std::string ref(const PolicyRef& ref) const {
    std::string text = model_.policies.policies[ref.policy.index()].id;
    if (ref.pinned) text += '@' + model_.policies[ref.pinned].version;
    return text;
  }

  const Model& model_;
  const Graph& graph_;
  std::ostringstream out_;
};

}  // namespace

std::string describe(const Model& model, Date as_of) { return Description(model).text(as_of); }

}  // namespace flowdown::oracle
