// Options that several commands have.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>

#include "options.hpp"

namespace flowdown::cli {

// An option whose value is one of a few words.
template <class Value>
CLI::Option* add_choice(CLI::App& command, const std::string& names, Value& value,
                        std::map<std::string, Value> words, const std::string& description) {
  std::string type, listed;
  for (const auto& [word, meaning] : words) {
    type += (type.empty() ? "" : "|") + word;
    listed += (listed.empty() ? "" : ", ") + word;
  }
  return command
      .add_option_function<std::string>(
          names,
          [&value, words, listed, names](const std::string& word) {
            const auto found = words.find(word);
            if (found == words.end()) {
              throw CLI::ValidationError(names + ": `" + word + "` is none of " + listed);
            }
            value = found->second;
          },
          description)
      ->type_name(type);
}

using Formats = std::map<std::string, Format>;
inline const Formats kTextOrJson = {{"text", Format::kText}, {"json", Format::kJson}};
inline const Formats kOfFindings = {
    {"text", Format::kText},     {"json", Format::kJson},
    {"sarif", Format::kSarif},   {"sarif-github", Format::kSarifGithub},
    {"junit", Format::kJunit},   {"github", Format::kGithub},
    {"gitlab", Format::kGitlab}, {"markdown", Format::kMarkdown},
    {"csv", Format::kCsv},
};

// The date that an option was given; throws CLI::ValidationError where the word is none.
Date read_date(const std::string& option, const std::string& word);

// --policies, --taxonomy, --as-of
void add_input_options(CLI::App& command, Options& options, std::string& as_of);
// --format, --output, --color, --width
void add_output_options(CLI::App& command, Options& options, const Formats& formats = kTextOrJson);
void add_grouping(CLI::App& command, Options& options);
// --fail-on, --quiet
void add_fail_on(CLI::App& command, Options& options, const std::string& by_default = "error");
void add_when(CLI::App& command, Options& options);
// What `diagram` draws, how, and where to
void add_drawing(CLI::App& command, Options& options);
// --exceptions, with what belongs to it
void add_exceptions(CLI::App& command, Options& options);
void add_strict(CLI::App& command, Options& options);
// --exceptions with what belongs to it, and --baseline
void add_standing(CLI::App& command, Options& options);
// --baseline and --write-baseline
void add_baseline(CLI::App& command, Options& options);

}  // namespace flowdown::cli
