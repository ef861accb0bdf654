#include "import/desk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "import/names.hpp"

namespace flowdown::importing {
namespace {

// The part of "none (model weights), BSD-3-Clause (code)" that is about the weights, and whether
// there is another; nothing where the text is not of that form.
struct Part {
  std::string licence;
  bool others = false;
};

std::optional<Part> part_for_weights(std::string_view text) {
  Part part;
  bool found = false;
  for (const std::string& piece : split(text, ",;")) {
    const std::size_t open = piece.rfind('(');
    if (open == piece.npos || piece.back() != ')') return std::nullopt;
    const std::string of = as_words(std::string_view(piece).substr(open));
    if (!found && (of.find(" weights ") != of.npos || of == " model " || of == " models ")) {
      part.licence = one_line(std::string_view(piece).substr(0, open), piece.size());
      found = true;
    } else {
      part.others = true;
    }
  }
  return found ? std::optional(part) : std::nullopt;
}

// Whether there are letters of other alphabets; signs such as dashes are none.
bool has_other_letters(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool replaced = text.substr(at).starts_with("\xEF\xBF\xBD");
    if (byte >= 0xC3 && byte != 0xE2 && !replaced) return true;
  }
  return false;
}

// Reports call a party by its title up to the first comma; of those who act together all count.
std::string joint(std::string title) {
  for (std::size_t at = 0; (at = title.find(", ", at)) != title.npos; ++at) {
    const std::string_view rest = std::string_view(title).substr(at + 2);
    const bool legal_form =
        rest.starts_with("Inc") || rest.starts_with("LLC") || rest.starts_with("Ltd");
    if (!legal_form) title.replace(at, 2, " / ");
  }
  return title;
}

}  // namespace

Explained explained(const Tree* node) {
  Explained result;
  if (node == nullptr) return result;
  result.line = node->line;
  const Tree* value = node->find("value");
  const Tree* explanation = node->find("explanation");
  if (node->is_text()) {
    result.text = node->text;
  } else if (node->is_list() && node->items.size() == 1) {
    result = explained(&node->items[0]);
  } else if (value != nullptr) {
    result = explained(value);
  } else if (explanation == nullptr && holds_something(*node)) {
    result.unread = shown(*node);
  }
  if (explanation != nullptr && explanation->is_text()) result.explanation = explanation->text;
  return result;
}

std::vector<const Tree*> texts_of(const Tree* node) {
  std::vector<const Tree*> texts;
  if (node == nullptr) return texts;
  if (node->is_text()) texts.push_back(node);
  for (const Tree& item : node->items) {
    if (item.is_text()) texts.push_back(&item);
  }
  return texts;
}

std::vector<const Tree*> values_of(const Tree* node) {
  std::vector<const Tree*> values;
  if (node == nullptr || node->kind == Tree::Kind::kNothing) return values;
  if (!node->is_list()) values.push_back(node);
  for (const Tree& item : node->items) values.push_back(&item);
  return values;
}

bool holds_something(const Tree& node) {
  return node.is_text() ? !says_nothing(node.text) : !node.items.empty() || !node.entries.empty();
}

std::string shown(const Tree& tree) {
  constexpr std::size_t kMost = 200;
  if (tree.is_text()) return one_line(tree.text, kMost);
  std::string text;
  const auto add = [&](const std::string& key, const Tree& part) {
    if (text.size() < kMost) text += (text.empty() ? "" : ", ") + key + shown(part);
  };
  for (const Tree& item : tree.items) add("", item);
  for (const auto& [key, value] : tree.entries) add(one_line(key, kMost) + ": ", value);
  if (tree.is_list()) return "[" + text + "]";
  return tree.is_map() ? "{" + text + "}" : std::string();
}

bool says_nothing(std::string_view text) {
  static constexpr std::string_view kNothing[] = {
      " ",      " none ", " unknown ", " n a ",           " na ",         " null ",
      " todo ", " tbd ",  " nan ",     " not specified ", " not stated ", " unspecified "};
  const std::string words = as_words(text);
  return std::find(std::begin(kNothing), std::end(kNothing), words) != std::end(kNothing) &&
         !has_other_letters(text);
}

void Desk::lose(LossCode code, const Place& place, std::uint32_t line, std::string what) {
  ImportLoss loss{code, std::move(what), one_line(place.subject), {}, line};
  if (place.file != nullptr) loss.file = *place.file;
  result_.losses.push_back(std::move(loss));
}

void Desk::lose_repeated(const Place& place, const ParsedTree& parsed) {
  for (const auto& [key, line] : parsed.repeated) {
    lose(LossCode::kKeyRepeated, place, line, fmt::format("`{}`", one_line(key, 80)));
  }
}

Reading Desk::from_name(const LicenceName& name, const Place& place, std::uint32_t line,
                        std::string_view text) {
  Reading reading;
  reading.terms = name.terms;
  reading.policies = name.policies;
  reading.low = name.low;
  reading.note = name.note;
  const std::string shown = one_line(text, 80);
  if (name.terms == TermsKnown::kUnknown) {
    lose(name.stated ? LossCode::kLicenceNotEncoded : LossCode::kLicenceNotStated, place, line,
         name.stated ? fmt::format("`{}`", shown) : fmt::format("`{}` says nothing", shown));
  } else if (name.low) {
    lose(LossCode::kLicenceApproximate, place, line,
         fmt::format("`{}` taken for {}: {}", shown,
                     name.policies.empty() ? "no terms at all"
                                           : fmt::to_string(fmt::join(name.policies, ", ")),
                     name.note));
  }
  return reading;
}

Reading Desk::read_licence(const Place& place, std::uint32_t line, std::string_view text,
                           std::string_view beside) {
  const LicenceName* linked = nullptr;
  const LicenceName* named = nullptr;
  if (!fold_licence(text).empty()) {
    named = table.find(text);
    if (named == nullptr) {
      if (const auto part = part_for_weights(text)) {
        if (part->others) {
          lose(LossCode::kLicenceInPart, place, line,
               fmt::format("`{}`: only what is said of the weights", one_line(text, 80)));
        }
        return read_licence(place, line, part->licence, beside);
      }
    }
  }
  if (named == nullptr || named->terms == TermsKnown::kUnknown) {
    linked = table.find_link(text);
    if (linked == nullptr) linked = table.find_link(beside);
  }
  if (linked != nullptr) {
    Reading reading = from_name(*linked, place, line, text);
    if (reading.note.empty()) reading.note = "the licence is told by a link";
    return reading;
  }
  if (named != nullptr) return from_name(*named, place, line, text);
  if (one_line(text).empty()) {
    lose(LossCode::kLicenceNotStated, place, line, "no licence");
  } else {
    lose(LossCode::kLicenceUnmapped, place, line, fmt::format("`{}`", one_line(text, 80)));
  }
  return {};
}

std::size_t Desk::unknown_developer() {
  if (!unknown_developer_) {
    unknown_developer_ = draft.parties.size();
    DraftParty party;
    party.id = party_id_.give("unknown-developer", "");
    party.title = "Unknown developer";
    party.note = "stands for whoever made what the input names without saying who did";
    party.develops = true;
    draft.parties.push_back(std::move(party));
  }
  return *unknown_developer_;
}

std::size_t Desk::party(const Place& place, std::uint32_t line, std::string_view name) {
  if (says_nothing(name)) {
    lose(LossCode::kOrganisationUnknown, place, line, "no organisation");
    return unknown_developer();
  }
  const std::string title = one_line(name);
  const Organisation* known = table.organisation(title);
  const std::string key = known != nullptr ? known->id : fold(title);
  const auto [found, fresh] = parties_.try_emplace(key, draft.parties.size());
  if (fresh) {
    DraftParty party;
    party.id = party_id_.give(known != nullptr ? known->id : slug(title), "organisation");
    party.title = known != nullptr ? known->title : joint(title);
    draft.parties.push_back(std::move(party));
  }
  const DraftParty& party = draft.parties[found->second];
  if (party.title != title && party.title != joint(title) && place.file != nullptr) {
    lose(LossCode::kOrganisationJoined, place, line,
         fmt::format("`{}` taken for {} ({})", title, party.title, party.id));
  }
  return found->second;
}

std::size_t Desk::add_artifact(DraftArtifact artifact, std::string id) {
  artifact.id = artifact_id_.give(std::move(id), "artifact");
  draft.artifacts.push_back(std::move(artifact));
  return draft.artifacts.size() - 1;
}

std::size_t Desk::add_known(const KnownArtifact& known, std::string id, std::string title) {
  DraftArtifact artifact;
  artifact.title = std::move(title);
  artifact.kind = known.kind;
  artifact.developer = party({}, 0, known.developer);
  artifact.note = "not in the input; what is known of it is from the table of licence names";
  if (known.licence) {
    artifact.terms = known.licence->terms;
    artifact.policies = known.licence->policies;
    if (known.licence->low) artifact.trust = Trust::kLow;
    if (!known.licence->note.empty()) artifact.note += "; " + known.licence->note;
  }
  draft.parties[artifact.developer].develops = true;
  return add_artifact(std::move(artifact), std::move(id));
}

std::optional<Date> Desk::read_date(const Place& place, std::uint32_t line, std::string_view text) {
  if (says_nothing(text)) return std::nullopt;
  const std::string clean = one_line(text);
  const bool has_time = clean.size() > 10 && (clean[10] == 'T' || clean[10] == ' ');
  const auto date = Date::parse(clean.size() > 10 && has_time ? clean.substr(0, 10) : clean);
  if (!date) {
    lose(LossCode::kDateUnread, place, line, fmt::format("`{}` is no date", one_line(text, 60)));
    return std::nullopt;
  }
  latest_ = latest_ ? std::max(*latest_, *date) : *date;
  return date;
}

std::string Desk::mended(const SourceText& source) {
  bool repaired = false;
  std::string text = clean_text(source.text, repaired);
  if (repaired) {
    lose(LossCode::kRepaired, {&source.name, {}}, 0,
         "control characters or bytes that are no UTF-8 were replaced");
  }
  return text;
}

}  // namespace flowdown::importing
