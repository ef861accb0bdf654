// Ecosystem Graphs: a list of assets in each file, every asset a mapping of free texts.
//
// Two passes. The first reads the assets: organisations become parties, assets artifacts, licences
// policies. The second links the dependencies, which name assets of any file. A name that no asset
// has becomes an artifact of its own, with what the table of licence names knows of it.
//
// What a dependency means depends on its two ends:
//
//   a model      from a data set: include; from one model: finetune; from several: include, since
//                nobody says which of them was changed and which is a part
//   a data set   from a data set: include; from a model: train_on_outputs, its likely use
//   anything     from what is only served: use by agreement, and what is no application is made
//                from its outputs
//   application  from what is handed out: include
//
// The catalogue says nothing of the kind, so each of these is a guess and entered as one.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "import/asset.hpp"
#include "import/names.hpp"

namespace flowdown::importing {
namespace {

// One that a dependency names.
struct Parent {
  std::size_t artifact = 0;
  AssetType type = AssetType::kModel;
  Access access = Access::kUnknown;
  bool kind_known = true;
  std::string deltas;  // why what is made from it may hold no weights of it
};

class EcosystemImporter {
 public:
  explicit EcosystemImporter(Desk& desk) : desk_(desk) {}

  void read(const SourceText& source) {
    ++desk_.counts().files;
    ParsedTree parsed = parse_yaml_tree(desk_.mended(source));
    const Place place{&source.name, {}};
    desk_.lose_repeated(place, parsed);
    if (!parsed.error.empty()) {
      desk_.lose(
          LossCode::kFileUnread, place, parsed.error_line,
          (parsed.root ? "cannot be read as YAML to its end: " : "cannot be read as YAML: ") +
              one_line(parsed.error));
    }
    if (parsed.root) read_document(std::move(*parsed.root), source.name);
    for (Tree& document : parsed.more) {
      if (document.kind != Tree::Kind::kNothing) read_document(std::move(document), source.name);
    }
  }

  void link() {
    for (const Asset& asset : assets_) link_asset(asset);
  }

 private:
  static Place place_of(const Asset& asset) { return {asset.file, asset.name}; }

  void read_document(Tree document, const std::string& file) {
    trees_.push_back(std::make_unique<Tree>(std::move(document)));
    const Tree& root = *trees_.back();
    if (root.is_map()) {
      add(root, file);
    } else if (root.is_list()) {
      for (const Tree& item : root.items) add(item, file);
    } else {
      desk_.lose(LossCode::kFileUnread, {&file, {}}, root.line, "it holds no list of assets");
    }
  }

  void add(const Tree& tree, const std::string& file) {
    std::optional<Asset> asset = read_asset(desk_, tree, file);
    if (!asset) return;
    const std::string& name = asset->name;
    const auto [other, fresh] = by_name_.try_emplace(name, assets_.size());
    if (!fresh) {
      desk_.lose(
          LossCode::kNameRepeated, place_of(*asset), tree.line,
          fmt::format("`{}` is a second asset of that name: dependencies mean the first", name));
    }
    by_folded_name_.try_emplace(fold(name), assets_.size());
    assets_.push_back(std::move(*asset));
  }

  void link_asset(const Asset& asset) {
    const Place place = place_of(asset);
    const Tree* list = asset.tree->find("dependencies");
    if (list != nullptr && list->is_map()) list = list->find("value");
    if (list == nullptr || list->kind == Tree::Kind::kNothing) return;
    std::vector<Parent> parents;
    std::set<std::size_t> seen;
    const auto name_one = [&](const Tree& item) {
      const Explained named = explained(&item);
      const std::string name = one_line(named.text);
      if (name.empty()) {
        const bool empty = item.is_text() || item.kind == Tree::Kind::kNothing;
        desk_.lose(LossCode::kDependencyUnread, place, item.line,
                   empty ? "an empty name" : "a dependency that is no name");
        return;
      }
      ++desk_.counts().dependencies;
      const Parent parent = find(name, asset, place, named.line);
      if (parent.artifact == asset.artifact) {
        desk_.lose(LossCode::kDependencySelf, place, named.line,
                   fmt::format("`{}` depends on itself", name));
      } else if (!seen.insert(parent.artifact).second) {
        desk_.lose(LossCode::kDependencyRepeated, place, named.line,
                   fmt::format("`{}` is named again", name));
      } else {
        parents.push_back(parent);
      }
    };
    if (list->is_text()) {
      if (!says_nothing(list->text)) name_one(*list);
    } else if (list->is_map()) {
      desk_.lose(LossCode::kDependencyUnread, place, list->line, "dependencies that are no list");
    }
    for (const Tree& item : list->items) name_one(item);
    const auto models = std::count_if(parents.begin(), parents.end(), [](const Parent& parent) {
      return parent.type == AssetType::kModel;
    });
    for (const Parent& parent : parents) derive(asset, place, parent, models > 1);
  }

  // What a dependency names: an asset by its exact name, else by its folded one, else one that the
  // table knows, else one that nothing is known of.
  Parent find(const std::string& name, const Asset& child, const Place& place, std::uint32_t line) {
    const auto exact = by_name_.find(name);
    if (exact != by_name_.end()) return parent_of(exact->second, name);
    ++desk_.counts().dangling;
    const auto folded = by_folded_name_.find(fold(name));
    if (folded != by_folded_name_.end()) {
      desk_.lose(LossCode::kNameLoose, place, line,
                 fmt::format("`{}` taken for `{}`", name, assets_[folded->second].name));
      return parent_of(folded->second, name);
    }
    const KnownArtifact* known = desk_.table.artifact(name);
    desk_.lose(known != nullptr ? LossCode::kNameKnown : LossCode::kNameDangling, place, line,
               known != nullptr ? fmt::format("`{}` taken for {}", name, known->title)
                                : fmt::format("`{}`", name));
    const std::string key = known != nullptr ? fold(known->title) : fold(name);
    const auto [added, fresh] = dangling_.try_emplace(key);
    if (fresh) added->second = add_dangling(name, known, child, place, line);
    return added->second;
  }

  Parent parent_of(std::size_t index, std::string_view name) const {
    const Asset& asset = assets_[index];
    const KnownArtifact* known = desk_.table.artifact(name);
    return {asset.artifact, asset.type, asset.access, true,
            known != nullptr ? known->deltas : std::string()};
  }

  Parent add_dangling(const std::string& name, const KnownArtifact* known, const Asset& child,
                      const Place& place, std::uint32_t line) {
    Parent parent;
    if (known != nullptr) {
      parent.artifact = desk_.add_known(*known, slug(known->title), known->title);
      parent.type = known->kind == "dataset"   ? AssetType::kDataset
                    : known->kind == "service" ? AssetType::kApplication
                                               : AssetType::kModel;
      parent.access = known->by_api ? Access::kServed : Access::kHandedOut;
      parent.deltas = known->deltas;
      return parent;
    }
    static constexpr std::string_view kData[] = {
        " dataset ",       " datasets ", " data ",      " corpus ", " corpora ", " collection ",
        " conversations ", " crawl ",    " wikipedia ", " github ", " reddit ",  " youtube "};
    const std::string words = as_words(name);
    const bool is_data =
        std::any_of(std::begin(kData), std::end(kData),
                    [&](std::string_view word) { return words.find(word) != words.npos; });
    DraftArtifact artifact;
    artifact.title = name;
    artifact.developer = desk_.unknown_developer();
    artifact.note = "named as a dependency, and not in the input";
    if (words.ends_with(" api ") || words.ends_with(" search ")) {
      artifact.kind = "service";
      parent.type = AssetType::kApplication;
      parent.access = Access::kServed;
    } else if (is_data || child.type == AssetType::kDataset) {
      artifact.kind = "dataset";
      parent.type = AssetType::kDataset;
    } else {
      artifact.kind = "model";
      parent.kind_known = false;
      desk_.lose(LossCode::kKindGuessed, place, line, fmt::format("`{}` taken for a model", name));
    }
    parent.artifact = desk_.add_artifact(std::move(artifact), slug(name));
    return parent;
  }

  void derive(const Asset& asset, const Place& place, const Parent& parent, bool of_several) {
    const Draft& draft = desk_.draft;
    const std::uint32_t line = asset.tree->line;
    const bool application = asset.type == AssetType::kApplication;
    const bool service = parent.type == AssetType::kApplication;
    const bool guessed_channel = application && !service && parent.access == Access::kUnknown;
    const bool served = service || parent.access == Access::kServed;
    const bool own =
        draft.artifacts[parent.artifact].developer == draft.artifacts[asset.artifact].developer;
    const std::string& parent_title = draft.artifacts[parent.artifact].title;
    if ((service || (application && (served || guessed_channel))) && !own) {
      add_use(asset, place, parent, guessed_channel);
      if (application) return;
    }
    DraftDerivation derivation;
    derivation.parent = parent.artifact;
    if (application || (parent.type == AssetType::kDataset)) {
      derivation.by = "include";
    } else if (asset.type == AssetType::kDataset || service || (served && is_known_api(parent))) {
      derivation.by = "train_on_outputs";
      derivation.trust = Trust::kLow;
      derivation.note = "taken to hold its outputs, or to be trained on them";
    } else {
      derivation.by = of_several || !parent.kind_known ? "include" : "finetune";
    }
    if (!asset.deltas.empty()) {
      derivation.trust = Trust::kLow;
      derivation.note = fmt::format(
          "its description says \"{}\": it may hold only differences to this, or an addition to it",
          asset.deltas);
    } else if (!parent.deltas.empty() && !application) {
      derivation.trust = Trust::kLow;
      derivation.note = parent.deltas;
    }
    if (parent.type != AssetType::kDataset && !application) {
      desk_.lose(LossCode::kDerivationGuessed, place, line,
                 fmt::format("made from `{}`: taken for {}", parent_title, derivation.by));
    }
    desk_.draft.artifacts[asset.artifact].derived_from.push_back(std::move(derivation));
  }

  // A model that is only served and not in the input, such as GPT-4.
  bool is_known_api(const Parent& parent) const {
    return desk_.draft.artifacts[parent.artifact].note.starts_with("not in the input");
  }

  void add_use(const Asset& asset, const Place& place, const Parent& parent, bool guessed) {
    Draft& draft = desk_.draft;
    const DraftArtifact& used = draft.artifacts[parent.artifact];
    const DraftArtifact& user = draft.artifacts[asset.artifact];
    DraftAgreement agreement;
    agreement.from = used.developer;
    agreement.to = user.developer;
    agreement.artifact = parent.artifact;
    agreement.channel = "api";
    agreement.note = fmt::format("for {}", user.title);
    if (guessed) {
      agreement.trust = Trust::kLow;
      agreement.note += "; how it is received is not said";
      desk_.lose(LossCode::kChannelGuessed, place, asset.tree->line,
                 fmt::format("`{}` taken for used by its API", used.title));
    }
    const auto [known, fresh] =
        uses_.try_emplace({agreement.to, agreement.artifact}, draft.agreements.size());
    if (!fresh) {
      draft.agreements[known->second].note += ", " + user.title;
      return;
    }
    agreement.id = desk_.agreement_id(used.id + "-to-" + draft.parties[agreement.to].id);
    draft.agreements.push_back(std::move(agreement));
  }

  Desk& desk_;
  std::vector<std::unique_ptr<Tree>> trees_;
  std::vector<Asset> assets_;
  std::unordered_map<std::string, std::size_t> by_name_, by_folded_name_;
  std::unordered_map<std::string, Parent> dangling_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> uses_;
};

}  // namespace

void import_ecosystem_graphs(Desk& desk, const std::vector<ImportInput>& inputs) {
  EcosystemImporter importer(desk);
  for (const ImportInput& input : inputs) importer.read(input.text);
  importer.link();
}

}  // namespace flowdown::importing
