// What stands on a node: who it is, its gaps by group, and how what is followed fares there.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "render/captions.hpp"
#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

bool is_gap(Code code) {
  return code == Code::kGapPermits || code == Code::kGapSilent || code == Code::kGapNarrower;
}

std::string_view plural_of(PartyKind kind) {
  switch (kind) {
    case PartyKind::kDeveloper:
      return "developers";
    case PartyKind::kCloudProvider:
      return "cloud providers";
    case PartyKind::kDistributor:
      return "distributors";
    case PartyKind::kApplication:
      return "applications";
    case PartyKind::kRegulator:
      return "regulators";
  }
  return {};
}

}  // namespace

// How many uses of each group a gap leaves open. A use below one that a group lists is of the
// group.
std::vector<GroupGap> Captions::gaps(const Block& block) const {
  UseSet open = model_.taxonomy.no_uses();
  for (const std::size_t i : block.findings) {
    if (!is_gap(findings_.findings[i].code)) continue;
    for (const UseId use : findings_.detail(findings_.findings[i]).uses) open.insert(use);
  }
  std::vector<GroupGap> result;
  if (fates_.asked().use) return result;  // see add_reasons()
  UseSet rest = open;
  for (std::size_t g = 0; findings_.grouping != nullptr && g < findings_.grouping->groups.size();
       ++g) {
    const Group& group = findings_.grouping->groups[g];
    UseSet of = model_.taxonomy.no_uses();
    for (const UseId use : group.uses) of |= model_.taxonomy.below(use);
    of &= open;
    if (of.empty()) continue;
    result.push_back({printable(group.title), of.count()});
    rest -= of;
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const GroupGap& a, const GroupGap& b) { return a.uses > b.uses; });
  if (!rest.empty()) result.push_back({"uses in no group", rest.count()});
  return result;
}

// Whether the version comes to the holding over nothing but supplies of which the terms are not
// known.
bool Captions::terms_unknown(HoldingId holding, VersionId version) {
  bool unknown = false, known = false;
  for (const SupplyId id : flow_.into(holding)) {
    for (const FateOf& fate : fates_.list(fates_.on(id))) {
      if (fate.rule.version != version || fate.fate == Fate::kStopped) continue;
      (fate.fate == Fate::kUnknown ? unknown : known) = true;
    }
  }
  return unknown && !known;
}

// Where what is followed stands, over the holdings of the block: the worst of them.
Followed Captions::followed(const Block& block) {
  if (fates_.asked().all()) return Followed::kNot;
  bool issued = false, released = false, binds = false, partly = false, loose = false;
  bool unknown = false;
  for (const HoldingId h : block.holdings) {
    const PartyId party = flow_.holdings[h.index()].party;
    const bool here =
        fates_.any(flow_.expected[h.index()]) || fates_.any(flow_.regulations[party.index()]);
    issued |= fates_.any(flow_.own[h.index()]);
    if (!here) continue;
    const ObligationsId judged = flow_.judged(h), binding = flow_.binding(h);
    if (!fates_.any(judged)) {
      released |= flow_.releases.contains(h);
      issued |= !flow_.releases.contains(h);
      continue;
    }
    const Obligations asked = (*flow_.sets)[judged];
    for (const auto& [version, extent] : asked) {
      const std::vector<RuleRef> rules = fates_.rules(version, extent);
      if (rules.empty()) continue;
      const ExtentId part = flow_.sets->extent_of(binding, version);
      const std::size_t held = part == kNoExtent ? 0 : fates_.rules(version, part).size();
      if (part == extent) {
        binds = true;
      } else if (held > 0) {
        partly = true;
      } else {
        (terms_unknown(h, version) ? unknown : loose) = true;
      }
    }
  }
  if (block.holdings.empty() && fates_.asked().policy) {  // a regulator
    const Policy& policy = model_.policies.policies[fates_.asked().policy.index()];
    const VersionId any = policy.versions.front();
    issued = std::any_of(block.parties.begin(), block.parties.end(),
                         [&](PartyId party) { return flow_.issued_by(any, party); });
  }
  if (loose && (binds || partly)) return Followed::kPartly;
  if (loose) return Followed::kReaches;
  if (unknown) return Followed::kUnknown;
  if (partly) return Followed::kPartly;
  if (binds) return Followed::kBinds;
  if (released) return Followed::kReleased;
  return issued ? Followed::kIssued : Followed::kAbsent;
}

void Captions::add_held(const Block& block, DiagramNode& node) const {
  std::set<ArtifactId> artifacts;
  for (const HoldingId h : block.holdings) artifacts.insert(flow_.holdings[h.index()].artifact);
  const auto names = [this](const auto& ids) {
    std::vector<std::string> found;
    for (const auto id : ids) found.push_back(names_.name(id));
    return names_.in_order(std::move(found));
  };
  node.parties = block.parties.size();
  node.holdings = block.holdings.size();
  const bool one = block.parties.size() == 1;
  if (one) {
    node.title = names_.name(block.parties.front());
    if (!block.artifacts.empty()) {
      node.lines.push_back(join(names(block.artifacts), kMostArtifacts));
    }
  } else {
    node.title = fmt::format("{} {}", grouped(static_cast<std::int64_t>(block.parties.size())),
                             plural_of(block.kind));
    node.lines.push_back(join(names(block.parties), 2));
  }
  node.tooltip = one ? fmt::format("{}, {}", node.title, kind_in_words(block.kind)) : node.title;
  if (artifacts.empty()) return;
  std::vector<std::string> held;
  for (const ArtifactId artifact : artifacts) held.push_back(names_.key(artifact));
  node.tooltip += "\nholds " + join(names_.in_order(std::move(held)), kMostNames);
}

// What the parties that the node stands for supply to one another.
void Captions::add_within(const Block& block, DiagramNode& node) const {
  std::set<AgreementId> agreements;
  std::size_t releases = 0;
  for (const SupplyId id : block.within) {
    const Supply& supply = flow_.supplies[id.index()];
    if (supply.agreement) agreements.insert(supply.agreement);
    releases += supply.agreement ? 0 : 1;
  }
  if (!agreements.empty()) {
    node.lines.push_back(count_of(agreements.size(), "agreement") + " among them");
    std::vector<std::string> ids;
    for (const AgreementId agreement : agreements) ids.push_back(names_.key(agreement));
    node.tooltip +=
        "\nby agreement with one another: " + join(names_.in_order(std::move(ids)), kMostNames);
  }
  if (releases > 0) {
    node.lines.push_back(count_of(releases, "public release") + " among them");
  }
}

// What its own policies say of the one use that is followed, where they are found wanting.
void Captions::add_reasons(const Block& block, DiagramNode& node) const {
  if (!fates_.asked().use) return;
  std::set<std::string> reasons;
  for (const std::size_t i : block.findings) {
    const Finding& finding = findings_.findings[i];
    if (finding.severity != Severity::kNote) reasons.emplace(info(finding.code).title);
  }
  for (const std::string& reason : reasons) node.reasons.push_back(in_sentence(reason));
}

DiagramNode Captions::node(const Block& block) {
  DiagramNode node;
  node.id = block.id;
  node.kind = block.kind;
  node.counts = block.counts;
  add_held(block, node);
  add_within(block, node);
  node.gaps = gaps(block);
  node.followed = followed(block);
  add_reasons(block, node);
  for (const std::string& line : finding_lines(block.findings)) node.tooltip += "\n" + line;
  return node;
}

}  // namespace flowdown
