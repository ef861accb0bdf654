// What the commands read. A word that names policies is a path where there is such a file or it
// looks like one, and else a reference into the policies that there are.

#include "inputs.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <utility>

#include "files.hpp"
#include "flowdown/load.hpp"
#include "flowdown/onboard.hpp"
#include "flowdown/timeline.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "unknown_names.hpp"

namespace flowdown::cli {
namespace {

namespace fs = std::filesystem;

bool is_path(const std::string& word) {
  std::error_code ignored;
  return word == "-" || word.find('/') != std::string::npos || word.ends_with(".yaml") ||
         word.ends_with(".yml") || word.ends_with(".jsonl") || word.ends_with(".ndjson") ||
         fs::exists(word, ignored);
}

bool names_folder(const std::string& word) {
  std::error_code ignored;
  return fs::is_directory(word, ignored);
}

// Other than standard input, or a pipe by name.
bool is_file(const std::string& path) {
  std::error_code ignored;
  return path != "-" && fs::is_regular_file(path, ignored);
}

// The files that the options name, and none that a graph names.
class WithoutNamed final : public FileProvider {
 public:
  explicit WithoutNamed(FileProvider& files) : files_(files) {}
  Listing read(std::string_view path, std::string_view relative_to) override {
    return relative_to.empty() ? files_.read(path, relative_to) : Listing();
  }

 private:
  FileProvider& files_;
};

// Reads files, keeping the reasons why some cannot be read until all were tried.
class Reading {
 public:
  explicit Reading(const Options& options) : options_(options) {
    load_.policy_paths = options.policies;
    if (!options.taxonomy.empty()) load_.taxonomy = text(options.taxonomy);
  }

  std::optional<SourceText> text(const std::string& path) {
    ReadText result = open_graph(path);
    if (!result.text) {
      fail("cannot read `" + path + "`: " + result.error);
    } else if (path != "-") {
      result.text->name = files_.name_of(path);
    }
    return result.text;
  }

  // The file, or the files of the folder.
  std::vector<SourceText> texts(const std::string& path) {
    if (!names_folder(path)) {
      std::vector<SourceText> one;
      if (std::optional<SourceText> read = text(path)) one.push_back(std::move(*read));
      return one;
    }
    FileProvider::Listing listing = files_.read(path, "");
    if (!listing.error.empty()) fail("cannot read `" + path + "`: " + listing.error);
    return std::move(listing.files);
  }

  void fail(const std::string& message) {
    complain(message);
    readable_ = false;
  }

  using Load = Result<Model> (*)(std::vector<SourceText>, FileProvider&, const LoadOptions&,
                                 Sources*);
  std::optional<Model> load(Load how, std::vector<SourceText> texts) {
    if (!readable_) return std::nullopt;
    Sources sources;
    Result<Model> model = try_to(how, std::move(texts), &sources);
    if (model) return std::move(model).value();
    const std::string problems = render(model.problems(), sources, colour_messages(options_));
    print_message(problems);
    return std::nullopt;
  }

  // What a verdict needs of the graphs. Where they are wrong, they are read again for the reasons.
  std::optional<Model> load_for_verdict(const std::vector<SourceText>& graphs) {
    if (!readable_) return std::nullopt;
    load_.for_verdict = true;
    Sources sources;
    Result<Model> model = try_to(&flowdown::load, graphs, &sources);
    load_.for_verdict = false;
    if (model) return std::move(model).value();
    return load(&flowdown::load, graphs);
  }

  LoadOptions& options() { return load_; }

 private:
  Result<Model> try_to(Load how, std::vector<SourceText> texts, Sources* sources) {
    show_progress("reading");
    WithoutNamed without_named(files_);
    FileProvider& files =
        options_.named_policies ? static_cast<FileProvider&>(files_) : without_named;
    return how(std::move(texts), files, load_, sources);
  }

  const Options& options_;
  DiskFiles files_;
  LoadOptions load_;
  bool readable_ = true;
};

std::vector<std::string> versions_of(const PolicySet& policies, const Policy& policy) {
  std::vector<std::string> names;
  for (const VersionId version : policy.versions) {
    names.push_back(policy.id + (policies[version].version.empty() ? "" : "@") +
                    policies[version].version);
  }
  return names;
}

// The version that `policy` or `policy@version` names; none after a complaint.
VersionId find_version(const Model& model, const std::string& word, Date date) {
  const std::size_t at = word.find('@');
  const auto found = model.policies.find(word.substr(0, at));
  if (!found) {
    std::vector<std::string> ids = ids_of(model.policies.policies);
    complain_unknown("policy", "policies", word.substr(0, at), ids);
    return {};
  }
  const Policy& policy = model.policies.policies[found->index()];
  if (at == std::string::npos) {
    const VersionId version = model.policies.in_force(*found, date);
    if (!version) {
      complain("no version of `" + word + "` is in force on " + date.text() +
               "; name one: " + listed(versions_of(model.policies, policy)));
    }
    return version;
  }
  for (const VersionId version : policy.versions) {
    if (model.policies[version].version == word.substr(at + 1)) return version;
  }
  complain("there is no version `" + word + "`; there are " +
           listed(versions_of(model.policies, policy)));
  return {};
}

// The versions that stand in these files, in their order; of a folder, those in force.
std::vector<VersionId> versions_in(const Model& model, const std::vector<std::string>& names,
                                   bool folder, Date date) {
  std::map<std::string, std::vector<VersionId>> by_file;
  for (std::size_t i = 0; i < model.policies.versions.size(); ++i) {
    const PolicyVersion& version = model.policies.versions[i];
    if (!version.pos) continue;
    if (folder && model.policies.in_force(version.policy, date) != VersionId(i)) continue;
    by_file[model.sources.name(version.pos.file)].emplace_back(i);
  }
  std::vector<VersionId> result;
  for (const std::string& name : names) {
    const std::vector<VersionId>& here = by_file[name];
    result.insert(result.end(), here.begin(), here.end());
  }
  return result;
}

// False, after a message, where the user names a grouping that is not there.
bool has_grouping(const Options& options, const Model& model) {
  const bool given = options.grouping != Options{}.grouping;
  if (!given || model.taxonomy.find_grouping(options.grouping) != nullptr) return true;
  complain_unknown("grouping", "groupings", options.grouping, ids_of(model.taxonomy.groupings));
  return false;
}

}  // namespace

bool standard_input_once(const std::vector<std::string>& paths) {
  if (std::count(paths.begin(), paths.end(), "-") <= 1) return true;
  complain("standard input (`-`) can be read once only");
  return false;
}

std::string library_folder() {
  if (names_folder("policies")) return "policies";
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path installed = program.parent_path().parent_path() / "share/flowdown/policies";
  return !error && names_folder(installed.string()) ? installed.string() : std::string();
}

Flow follow_obligations(const Options& options, const Model& model) {
  show_progress("following obligations");
  return propagate(model, date_judged(options, model));
}

Findings judge_shown(const Options& options, const Flow& flow) {
  show_progress("judging");
  return judge(flow, {options.grouping});
}

std::optional<Severity> gravest_shown(const Options& options, const Flow& flow) {
  show_progress("judging");
  return gravest(flow, {options.grouping});
}

std::optional<Model> load_graphs(const Options& options, Wanted wanted) {
  std::vector<std::string> read = options.graphs;
  read.insert(read.end(), {options.exceptions, options.baseline});
  if (!standard_input_once(read)) return std::nullopt;
  Reading reading(options);
  std::vector<SourceText> graphs;
  for (const std::string& path : options.graphs) {
    if (std::optional<SourceText> text = reading.text(path)) graphs.push_back(std::move(*text));
  }
  const bool may_read_again = std::all_of(options.graphs.begin(), options.graphs.end(), is_file);
  std::optional<Model> model = wanted == Wanted::kVerdict && may_read_again
                                   ? reading.load_for_verdict(graphs)
                                   : reading.load(&load, std::move(graphs));
  if (!model || !has_grouping(options, *model)) return std::nullopt;
  return model;
}

std::optional<Model> load_graphs_under(const Options& options, const std::string& policies) {
  Options under = options;
  under.policies.push_back(policies);
  under.named_policies = false;
  return load_graphs(under);
}

std::optional<Signing> load_signing(const Options& options) {
  std::vector<std::string> read = options.graphs;
  read.insert(read.end(), {options.candidate, options.gate, options.exceptions});
  if (!standard_input_once(read)) return std::nullopt;
  Reading reading(options);
  std::vector<SourceText> graphs;
  for (const std::string& path : options.graphs) {
    if (std::optional<SourceText> text = reading.text(path)) graphs.push_back(std::move(*text));
  }
  std::optional<SourceText> candidate = reading.text(options.candidate);
  std::optional<SourceText> gate = options.gate.empty()
                                       ? SourceText{"", std::string(default_gate())}
                                       : reading.text(options.gate);
  std::optional<Model> graph = reading.load(&load, graphs);
  if (!graph) return std::nullopt;
  reading.options().candidate = std::move(candidate);
  std::optional<Model> with = reading.load(&load, std::move(graphs));
  if (!with || !has_grouping(options, *with)) return std::nullopt;
  Sources sources;
  GateWords words{gate_codes(), gate_groups(*with, options.grouping), {}};
  for (const Policy& policy : with->policies.policies) words.policies.emplace_back(policy.id);
  Result<Gate> rules = load_gate(*gate, words, &sources);
  if (!rules) {
    const std::string problems = render(rules.problems(), sources, colour_messages(options));
    print_message(problems);
    return std::nullopt;
  }
  return Signing{std::move(*graph), std::move(*with), std::move(rules).value(), std::move(*gate)};
}

std::optional<Model> load_files(const Options& options, std::vector<std::string>* given) {
  if (!standard_input_once(options.named)) return std::nullopt;
  Reading reading(options);
  std::vector<SourceText> texts;
  for (const std::string& path : options.named) {
    for (SourceText& text : reading.texts(path)) {
      if (given != nullptr) given->push_back(text.name);
      texts.push_back(std::move(text));
    }
  }
  return reading.load(&load_any, std::move(texts));
}

std::optional<Named> load_named(const Options& options) {
  if (!standard_input_once(options.named)) return std::nullopt;
  Reading reading(options);
  std::vector<SourceText> texts;
  std::map<std::string, std::vector<std::string>> files_of;  // by word that is a path
  bool by_reference = false;
  for (const std::string& word : options.named) {
    if (!is_path(word)) {
      by_reference = true;
    } else if (!files_of.contains(word)) {
      std::vector<std::string>& names = files_of[word];
      for (SourceText& text : reading.texts(word)) {
        names.push_back(text.name);
        texts.push_back(std::move(text));
      }
    }
  }
  if (by_reference && options.policies.empty()) {
    const std::string folder = library_folder();
    if (folder.empty()) {
      reading.fail(
          "there is no folder `policies` here to look for policies by name; say where "
          "they are with --policies, or name files");
    } else {
      reading.options().policy_paths.push_back(folder);
    }
  }
  std::optional<Model> model = reading.load(&load_any, std::move(texts));
  if (!model) return std::nullopt;
  Named named{std::move(*model), {}};

  const Date date = date_judged(options, named.model);
  bool all_found = true;
  for (const std::string& word : options.named) {
    std::vector<VersionId> found;
    const auto path = files_of.find(word);
    if (path != files_of.end() && named.is_graph()) continue;
    if (path == files_of.end()) {
      if (const VersionId version = find_version(named.model, word, date)) found.push_back(version);
    } else {
      const bool folder = names_folder(word);
      found = versions_in(named.model, path->second, folder, date);
      if (found.empty()) {
        complain("`" + word + "` holds no policy" + (folder ? " in force on " + date.text() : ""));
      }
    }
    all_found = all_found && !found.empty();
    named.versions.insert(named.versions.end(), found.begin(), found.end());
  }
  if (!all_found) return std::nullopt;
  return named;
}

std::optional<ContextSet> read_contexts(const Options& options, Algebra& algebra) {
  const Taxonomy& taxonomy = algebra.taxonomy();
  Context context;
  std::vector<SafeguardId> in_place;
  bool understood = true;
  const auto fail = [&understood](const std::string& message) {
    complain("--when: " + message);
    understood = false;
  };
  for (const std::string& part : options.when) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) {
      fail("`" + part + "` is not of the form dimension=value, such as territory=DE");
      continue;
    }
    const std::string key = part.substr(0, equals), value = part.substr(equals + 1);
    if (key == "safeguard") {
      if (const auto safeguard = taxonomy.find_safeguard(value)) {
        in_place.push_back(*safeguard);
      } else {
        complain_unknown("safeguard", "safeguards", value, ids_of(taxonomy.safeguards));
        understood = false;
      }
      continue;
    }
    const auto dimension = dimension_named(key);
    if (!dimension) {
      fail("`" + key +
           "` is no dimension; there are modality, channel, audience, territory, "
           "purpose, sector and safeguard");
      continue;
    }
    const auto values = taxonomy.find_values(*dimension, value);
    if (!values) {
      const bool place = *dimension == Dimension::kTerritory;  // a group, too
      complain_unknown(key, key + " values", value,
                       place ? ids_of(taxonomy.territories) : taxonomy.values_of(*dimension));
      understood = false;
      continue;
    }
    const ValueSet* before = context.on(*dimension);
    context.restrict_to(*dimension, before == nullptr ? *values : (*before | *values));
  }
  if (!understood) return std::nullopt;
  ContextSets& contexts = algebra.contexts();
  const ContextSet without =
      in_place.empty() ? kNoContext : contexts.not_lifted_by(Unless{in_place});
  return contexts.subtract(contexts.meeting(context), without);
}

Date day_of_news(const Model& before, const Model& after, Date date) {
  for (const PolicyVersion& version : after.policies.versions) {
    if (!version.effective || version.of_agreement) continue;
    if (is_news(before, after, version)) date = std::max(date, *version.effective);
  }
  return date;
}

Date date_judged(const Options& options, const Model& model) {
  if (options.as_of) return *options.as_of;
  return model.graph.as_of ? *model.graph.as_of : today(options);
}

Date today(const Options& options) {
  if (options.today) return *options.today;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Date{
      static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::hours>(now).count() / 24)};
}

}  // namespace flowdown::cli
