// The licences of a model of the hub.
//
// A card has them under three keys: `license` with ids, of which `other` stands for what
// `license_name` and `license_link` say. Where the three do not agree, or one cannot be read, the
// terms are unknown: a list of policies is complete, and `none` is a claim.
#include <fmt/format.h>

#include <algorithm>
#include <list>

#include "import/hub.hpp"
#include "import/names.hpp"

namespace flowdown::importing {
namespace {

// A licence to be read, and how the card says it.
struct Told {
  const Tree* value = nullptr;
  std::string said;
};

std::string said_of(const Tree& value) { return one_line(shown(value), 80); }

class Terms {
 public:
  Terms(Desk& desk, const HubModel& model)
      : desk_(desk), place_{model.file, model.id}, card_unread_(model.card_unread) {
    for (const Tree* name : values_of(model.card.find("license_name"))) {
      if (holds_something(*name)) names_.push_back(name);
    }
    for (const Tree* text : texts_of(model.card.find("license_link"))) link_ += text->text + " ";
    // A link within the repository is relative to it.
    if (!link_.empty() && link_.find("://") == link_.npos) {
      link_ = std::string(kHub) + model.id + "/blob/main/" + link_;
    }
  }

  void collect(const HubModel& model, const std::vector<std::string>& tags) {
    nothing_.line = model.line;
    for (const Tree* id : values_of(model.card.find("license"))) add(id);
    const bool by_card = std::any_of(told_.begin(), told_.end(),
                                     [](const Told& one) { return holds_something(*one.value); });
    read_tags(tags, by_card);
    if (told_.empty() && !names_.empty()) {
      says_ = "its card says \"license_name: ";
      add_names("");
    }
    if (told_.empty()) told_.push_back({&nothing_, ""});
  }

  // All must be known for the terms to be.
  void read(DraftArtifact& artifact) {
    bool all_known = true;
    std::string listed;
    for (const Told& one : told_) {
      const Reading reading = read_one(*one.value);
      listed += (listed.empty() ? "" : ", ") + one.said;
      all_known = all_known && reading.terms != TermsKnown::kUnknown;
      for (const std::string& policy : reading.policies) {
        if (!holds(artifact.policies, policy)) artifact.policies.push_back(policy);
      }
      if (reading.low) artifact.trust = Trust::kLow;
      if (!reading.note.empty()) artifact.note = reading.note;
    }
    const std::uint32_t line = told_.front().value->line;
    if (!all_known && !artifact.policies.empty()) {
      desk_.lose(LossCode::kLicenceInPart, place_, line,
                 fmt::format("`{}`: one of several is not known", listed));
    }
    const std::string other = all_known ? contradiction(artifact.policies) : std::string();
    if (!other.empty()) {
      desk_.lose(LossCode::kLicenceContradicted, place_, line,
                 fmt::format("`{}`, and beside it `{}`", listed, other));
    }
    if (!all_known || !other.empty()) artifact.policies.clear();
    artifact.terms = !all_known || !other.empty() ? TermsKnown::kUnknown
                     : artifact.policies.empty()  ? TermsKnown::kNone
                                                  : TermsKnown::kListed;
    std::string said = !listed.empty() ? says_ + listed + '"'
                       : card_unread_  ? "its card could not be read"
                                       : "its card names no licence";
    if (!other.empty()) said += fmt::format(R"(, and beside it "{}")", other);
    artifact.note = artifact.note.empty() ? said : said + "; " + artifact.note;
  }

 private:
  static bool holds(const std::vector<std::string>& list, const std::string& one) {
    return std::find(list.begin(), list.end(), one) != list.end();
  }

  // The hub makes tags of what the card says. Where the card says nothing, they do.
  void read_tags(const std::vector<std::string>& tags, bool by_card) {
    std::vector<std::string> ids;
    for (const std::string& tag : tags) {
      if (!tag.starts_with("license:")) continue;
      std::string id = lower(one_line(std::string_view(tag).substr(8)));
      const bool known = holds(ids, id) || (by_card && holds(ids_, id));
      if (!known) ids.push_back(std::move(id));
    }
    if (by_card) {
      beside_ = std::move(ids);
      return;
    }
    if (!ids.empty()) told_.clear();
    for (std::string& id : ids) {
      Tree& tagged = tagged_.emplace_back(nothing_);
      tagged.kind = Tree::Kind::kText;
      tagged.text = std::move(id);
      add(&tagged);
      says_ = "its tags say \"license:";
    }
  }

  void add(const Tree* id) {
    const std::string text = lower(one_line(id->text));
    ids_.push_back(text);
    if (id->is_text() && (text == "other" || text.empty()) && !names_.empty()) {
      if (text.empty() && told_.empty()) says_ = "its card says \"";
      add_names(text.empty() ? "license_name: " : text + ", license_name: ");
    } else {
      told_.push_back({id, said_of(*id)});
    }
  }

  void add_names(std::string before) {
    for (const Tree* name : names_) {
      told_.push_back({name, before + said_of(*name)});
      before.clear();
    }
    names_.clear();
  }

  Reading read_one(const Tree& value) {
    if (value.is_text() || !holds_something(value)) {
      return desk_.read_licence(place_, value.line, value.text, link_);
    }
    desk_.lose(LossCode::kLicenceUnmapped, place_, value.line,
               fmt::format("`{}`, which is no text", said_of(value)));
    return {};
  }

  // What the card says of the licence in another place and otherwise; empty where all agrees.
  std::string contradiction(const std::vector<std::string>& policies) const {
    const auto agrees = [&](const LicenceName* other) {
      return other != nullptr && other->terms != TermsKnown::kUnknown &&
             other->policies.empty() == policies.empty() &&
             std::all_of(other->policies.begin(), other->policies.end(),
                         [&](const std::string& policy) { return holds(policies, policy); });
    };
    for (const Tree* name : names_) {
      if (!name->is_text() || !agrees(desk_.table.find(name->text))) return said_of(*name);
    }
    for (const std::string& id : beside_) {
      if (!agrees(desk_.table.find(id))) return "tag license:" + id;
    }
    const LicenceName* linked = desk_.table.find_link(link_);
    return linked == nullptr || agrees(linked) ? std::string() : one_line(link_, 120);
  }

  Desk& desk_;
  Place place_;
  bool card_unread_;
  std::vector<const Tree*> names_;  // that no licence was read from yet
  std::string link_;
  std::string says_ = "its card says \"license: ";
  Tree nothing_;
  std::list<Tree> tagged_;           // what tags say
  std::vector<std::string> ids_;     // of the card
  std::vector<std::string> beside_;  // what tags say beside it
  std::vector<Told> told_;
};

}  // namespace

void read_hub_terms(Desk& desk, DraftArtifact& artifact, const HubModel& model,
                    const std::vector<std::string>& tags) {
  Terms terms(desk, model);
  terms.collect(model, tags);
  terms.read(artifact);
}

}  // namespace flowdown::importing
