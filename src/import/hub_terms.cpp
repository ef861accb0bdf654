// The licences of a model of the hub.
//
// A card has them under three keys: `license` with ids, of which `other` stands for what
// `license_name` and `license_link` say.
#include <fmt/format.h>

#include <algorithm>

#include "import/hub.hpp"
#include "import/names.hpp"

namespace flowdown::importing {

// All licences of the list must be known for the terms to be: a list of policies is complete.
void read_hub_terms(Desk& desk, DraftArtifact& artifact, const HubModel& model,
                    const std::vector<std::string>& tags) {
  const Place place{model.file, model.id};
  std::vector<const Tree*> licences = texts_of(model.card.find("license"));
  Tree tagged;
  tagged.kind = Tree::Kind::kText;
  tagged.line = model.line;
  for (const std::string& tag : tags) {
    if (!licences.empty() || !tag.starts_with("license:")) continue;
    tagged.text = tag.substr(8);
    licences.push_back(&tagged);
  }
  std::string beside, name;
  for (const Tree* text : texts_of(model.card.find("license_link"))) beside += text->text + " ";
  for (const Tree* text : texts_of(model.card.find("license_name"))) name = text->text;
  // A link within the repository is relative to it.
  if (!beside.empty() && beside.find("://") == beside.npos) {
    beside = std::string(kHub) + model.id + "/blob/main/" + beside;
  }
  if (licences.empty()) {
    tagged.text = name;
    licences.push_back(&tagged);
  }
  std::string listed;
  bool all_known = true;
  for (const Tree* licence : licences) {
    const std::string id = lower(one_line(licence->text));
    const bool elsewhere = (id == "other" || id.empty()) && !says_nothing(name);
    const std::string& text = elsewhere ? name : licence->text;
    const Reading reading = desk.read_licence(place, licence->line, text, beside);
    listed += (listed.empty() ? "" : ", ") + one_line(text, 80);
    all_known = all_known && reading.terms != TermsKnown::kUnknown;
    if (reading.terms != TermsKnown::kNone) artifact.terms = reading.terms;
    if (reading.terms == TermsKnown::kNone && licences.size() == 1) artifact.terms = reading.terms;
    for (const std::string& policy : reading.policies) {
      const auto& have = artifact.policies;
      if (std::find(have.begin(), have.end(), policy) == have.end()) {
        artifact.policies.push_back(policy);
      }
    }
    if (reading.low) artifact.trust = Trust::kLow;
    if (!reading.note.empty()) artifact.note = reading.note;
  }
  if (!all_known) {
    if (!artifact.policies.empty()) {
      desk.lose(LossCode::kLicenceInPart, place, licences.front()->line,
                fmt::format("`{}`: one of several is not known", listed));
    }
    artifact.terms = TermsKnown::kUnknown;
    artifact.policies.clear();
  } else {
    artifact.terms = artifact.policies.empty() ? TermsKnown::kNone : TermsKnown::kListed;
  }
  const std::string said = listed.empty() ? "its card names no licence"
                                          : fmt::format(R"(its card says "license: {}")", listed);
  artifact.note = artifact.note.empty() ? said : said + "; " + artifact.note;
}

}  // namespace flowdown::importing
