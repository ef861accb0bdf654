// Files in memory, for tests of whatever loads files.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "flowdown/load.hpp"

namespace flowdown::testing {

// A file system of path → text. A path that is a prefix of others up to a `/` is a folder.
class MemoryFiles : public FileProvider {
 public:
  void add(std::string path, std::string text) { files_[std::move(path)] = std::move(text); }

  Listing read(std::string_view path, std::string_view relative_to) override {
    const std::filesystem::path folder = std::filesystem::path(relative_to).parent_path();
    const std::string wanted = (folder / std::string(path)).lexically_normal().generic_string();
    ++reads_[wanted];
    Listing listing;
    if (const auto file = files_.find(wanted); file != files_.end()) {
      listing.files.push_back({file->first, file->second});
      return listing;
    }
    std::string prefix = wanted == "." ? "" : wanted;
    if (!prefix.empty() && prefix.back() != '/') prefix += '/';
    for (const auto& [name, text] : files_) {
      const bool is_yaml = name.ends_with(".yaml") || name.ends_with(".yml");
      if (is_yaml && name.starts_with(prefix)) listing.files.push_back({name, text});
    }
    if (listing.files.empty()) listing.error = "no such file or folder";
    return listing;
  }

  // How often a path has been asked for.
  int reads(const std::string& path) const {
    const auto found = reads_.find(path);
    return found == reads_.end() ? 0 : found->second;
  }

 private:
  std::map<std::string, std::string> files_;
  std::map<std::string, int> reads_;
};

// A taxonomy small enough to know by heart.
inline constexpr std::string_view kSmallTaxonomy = R"(flowdown: 1
taxonomy: small
uses:
  abuse: {title: Abuse}
  harassment: {title: Harassment, in: [abuse]}
  harassment.satire: {title: Satire, in: [harassment]}
  medical_advice: Medical advice
  military: {title: Military use, typically_unlawful: false}
  csam: {title: Child sexual abuse material, typically_unlawful: true, in: abuse}
  unlawful: {title: Violating the law, catch_all: true}
modalities: [text, image]
channels: [weights, api, app]
audiences: [consumer, business]
purposes: [commercial, research]
territories: {EU: [AT, DE], Europe: [EU, CH], US: []}
safeguards:
  human_review: A person looks at it
  consent: {title: Consent, definition: The person concerned agrees}
  separate_licence: {title: A licence of its own}
duties:
  attribution: {title: Attribution}
  incident_report: {title: Report, parameter: within, stricter: smaller}
  retention: {parameter: keep_for, stricter: larger, contradicts: [deletion, csam]}
  deletion: {title: Deletion}
attributes: {monthly_active_users: count, annual_revenue_usd: money}
sectors: [health, finance]
groupings:
  small-2: {Harm: [abuse, csam], "Law & order": [unlawful]}
)";

inline LoadOptions with_small_taxonomy() {
  LoadOptions options;
  options.taxonomy = SourceText{"small.yaml", std::string(kSmallTaxonomy)};
  return options;
}

// `line:column message`, one a line; with the file's name in front of those that are not in `file`.
inline std::string brief(const Diagnostics& problems, const Sources& sources,
                         std::string_view file) {
  std::string text;
  for (const Diagnostic& problem : problems) {
    if (problem.pos && sources.name(problem.pos.file) != file) {
      text += sources.name(problem.pos.file) + ":";
    }
    text += std::to_string(problem.pos.line) + ":" + std::to_string(problem.pos.column) + " " +
            problem.message + "\n";
  }
  return text;
}

// The problems of one graph called graph.yaml over the small taxonomy, as brief() puts them.
inline std::string problems_of_graph(std::string text, MemoryFiles files = {}) {
  Sources sources;
  const auto model =
      load({{"graph.yaml", std::move(text)}}, files, with_small_taxonomy(), &sources);
  return model.ok() ? "" : brief(model.problems(), sources, "graph.yaml");
}

// The same for one policy, or taxonomy extension, called policy.yaml.
inline std::string problems_of_policy(std::string text) {
  Sources sources;
  MemoryFiles files;
  const auto model =
      load_policies({{"policy.yaml", std::move(text)}}, files, with_small_taxonomy(), &sources);
  return model.ok() ? "" : brief(model.problems(), sources, "policy.yaml");
}

}  // namespace flowdown::testing
