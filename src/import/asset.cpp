// An asset of Ecosystem Graphs becomes an artifact of its organisation; its licence, policies.
#include "import/asset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "import/names.hpp"

namespace flowdown::importing {
namespace {

class Reader {
 public:
  explicit Reader(Desk& desk) : desk_(desk) {}

  std::optional<Asset> read(const Tree& tree, const std::string& file) {
    const Place nameless{&file, {}};
    const Explained named = explained(tree.find("name"));
    const std::string name = one_line(named.text);
    if (!tree.is_map() || name.empty()) {
      desk_.lose(LossCode::kEntryUnread, nameless, tree.line,
                 !tree.is_map() ? "an item that is no asset"
                 : named.unread.empty()
                     ? "an asset without a name"
                     : fmt::format("a name that is no text: `{}`", one_line(named.unread, 60)));
      return std::nullopt;
    }
    Asset asset;
    asset.tree = &tree;
    asset.file = &file;
    asset.name = name;
    const Place place{&file, name};
    const Explained type = explained(tree.find("type"));
    ++desk_.counts().entries;
    if (type.text == "dataset") {
      asset.type = AssetType::kDataset;
      ++desk_.counts().datasets;
    } else if (type.text == "application") {
      asset.type = AssetType::kApplication;
      ++desk_.counts().applications;
    } else {
      ++desk_.counts().models;
      if (type.text != "model") {
        desk_.lose(LossCode::kKindGuessed, place, type.line == 0 ? tree.line : type.line,
                   written(type).empty()
                       ? std::string("no type: taken for a model")
                       : fmt::format("type `{}` taken for a model", one_line(written(type), 60)));
      }
    }
    const Explained access = explained(tree.find("access"));
    asset.access = access_of(access.text);
    if (asset.access == Access::kUnknown && !says_nothing(written(access))) {
      desk_.lose(LossCode::kValueUnused, place, access.line,
                 fmt::format("access `{}`", one_line(written(access), 60)));
    }
    asset.artifact = add_artifact(asset, place);
    return asset;
  }

 private:
  static const std::string& written(const Explained& value) {
    return value.unread.empty() ? value.text : value.unread;
  }

  static Access access_of(std::string_view text) {
    const std::string words = as_words(text);
    if (words == " open " || words == " full public access ") return Access::kHandedOut;
    if (words == " limited " || words == " closed ") return Access::kServed;
    return Access::kUnknown;
  }

  std::size_t add_artifact(Asset& asset, const Place& place) {
    const Tree& tree = *asset.tree;
    DraftArtifact artifact;
    artifact.title = asset.name;
    artifact.kind = asset.type == AssetType::kDataset       ? "dataset"
                    : asset.type == AssetType::kApplication ? "service"
                                                            : "model";
    const Explained organisation = explained(tree.find("organization"));
    artifact.developer = developer(organisation, place, tree.line);
    DraftParty& party = desk_.draft.parties[artifact.developer];
    (asset.type == AssetType::kApplication ? party.deploys : party.develops) = true;
    if (asset.type == AssetType::kApplication && party.deploys_file == nullptr) {
      party.deploys_file = place.file;
      party.deploys_line = organisation.line != 0 ? organisation.line : tree.line;
    }
    read_seat(party, place, organisation.text, explained(tree.find("nationality")));
    const Explained created = explained(tree.find("created_date"));
    artifact.released = desk_.read_date(place, created.line, written(created));
    read_modality(artifact, place, tree);
    for (const char* key : {"model_card", "datasheet", "url"}) {
      const std::string link = one_line(explained(tree.find(key)).text, 400);
      if (link.starts_with("http") && link.find(' ') == link.npos) artifact.source = link;
    }
    read_terms(artifact, asset, place, tree);
    for (const char* key : {"name", "description", "url", "model_card", "license", "adaptation"}) {
      const Explained text = explained(tree.find(key));
      if (asset.deltas.empty()) asset.deltas = desk_.table.sign_of_deltas(text.text);
      if (asset.deltas.empty()) asset.deltas = desk_.table.sign_of_deltas(text.explanation);
    }
    const Explained users = explained(tree.find("monthly_active_users"));
    if (!says_nothing(written(users))) {
      desk_.lose(LossCode::kUsersUnmapped, place, users.line,
                 fmt::format("monthly active users `{}`", one_line(written(users), 60)));
    }
    return desk_.add_artifact(std::move(artifact), slug(asset.name));
  }

  std::size_t developer(const Explained& organisation, const Place& place, std::uint32_t line) {
    if (organisation.line != 0) line = organisation.line;
    if (organisation.unread.empty()) return desk_.party(place, line, organisation.text);
    desk_.lose(LossCode::kOrganisationUnknown, place, line,
               fmt::format("`{}`, which is no name", one_line(organisation.unread, 60)));
    return desk_.unknown_developer();
  }

  void read_seat(DraftParty& party, const Place& place, const std::string& name,
                 const Explained& nationality) {
    const std::string nation = one_line(nationality.text, 60);
    // Another name may be that of a part which sits elsewhere.
    const bool other =
        party.id == "unknown-developer" ||
        (desk_.table.organisation(name) != nullptr && fold(name) != fold(party.title));
    if (!nationality.unread.empty()) {
      desk_.lose(LossCode::kValueUnused, place, nationality.line,
                 fmt::format("nationality `{}`", one_line(nationality.unread, 60)));
    } else if (!says_nothing(nation) && nation != "International" && nation != party.seat) {
      if (party.seat.empty() && !other) {
        party.seat = nation;
      } else {
        desk_.lose(LossCode::kValueUnused, place, nationality.line,
                   fmt::format("nationality `{}` of {}", nation, one_line(name, 60)));
      }
    }
  }

  void read_terms(DraftArtifact& artifact, const Asset& asset, const Place& place,
                  const Tree& tree) {
    const Explained licence = explained(tree.find("license"));
    const std::uint32_t line = licence.line != 0 ? licence.line : tree.line;
    Reading reading;
    if (licence.unread.empty()) {
      reading = desk_.read_licence(place, line, licence.text, licence.explanation);
    } else {
      desk_.lose(LossCode::kLicenceUnmapped, place, line,
                 fmt::format("`{}`, which is no text", one_line(licence.unread, 80)));
    }
    artifact.terms = reading.terms;
    artifact.policies = reading.policies;
    artifact.note =
        fmt::format(R"(listed under the licence "{}")", one_line(written(licence), 120));
    if (says_nothing(written(licence))) artifact.note = "listed without a licence";
    if (!reading.note.empty()) artifact.note += "; " + reading.note;
    if (reading.low) artifact.trust = Trust::kLow;
    for (const auto& [key, what] : {std::pair("prohibited_uses", "prohibited uses"),
                                    std::pair("terms_of_service", "terms of service"),
                                    std::pair("monitoring", "monitoring")}) {
      const Explained words = explained(tree.find(key));
      if (says_nothing(written(words))) continue;
      desk_.lose(LossCode::kTermsInWords, place, words.line, fmt::format("{} in free text", what));
      if (std::string_view(key) == "prohibited_uses" && reading.terms != TermsKnown::kUnknown) {
        artifact.trust = Trust::kLow;
        artifact.note +=
            "; it also lists prohibited uses in words of its own, which are not encoded";
      }
    }
    if (asset.type == AssetType::kApplication && reading.terms != TermsKnown::kUnknown) {
      artifact.trust = Trust::kLow;
      artifact.note += "; of an application, that may be the licence of its code alone";
    }
  }

  void read_modality(DraftArtifact& artifact, const Place& place, const Tree& tree) {
    const Tree* value = tree.find("modality");
    if (value != nullptr && value->is_map()) value = value->find("value");
    const std::vector<const Tree*> parts = values_of(value);
    std::string written;
    bool readable = true;
    for (const Tree* part : parts) {
      written += (written.empty() ? "" : ", ") + shown(*part);
      readable = readable && part->is_text();
    }
    if (says_nothing(written)) return;
    static constexpr std::string_view kModalities[] = {"text", "code", "image", "audio", "video"};
    std::set<std::string> found;
    for (const std::string& part : split(readable ? written : "?", ",;")) {
      std::string word = lower(part);
      if (const std::size_t paren = word.find(" ("); paren != word.npos) word.resize(paren);
      if (std::find(std::begin(kModalities), std::end(kModalities), word) ==
          std::end(kModalities)) {
        desk_.lose(LossCode::kModalityUnmapped, place, parts.front()->line,
                   fmt::format("`{}`", one_line(written, 60)));
        return;
      }
      found.insert(word);
    }
    artifact.modality.assign(found.begin(), found.end());
  }

  Desk& desk_;
};

}  // namespace

std::optional<Asset> read_asset(Desk& desk, const Tree& tree, const std::string& file) {
  return Reader(desk).read(tree, file);
}

}  // namespace flowdown::importing
