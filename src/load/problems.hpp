// Where the readers of this stage put what they find wrong.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/diagnostic.hpp"
#include "load/yaml_node.hpp"

namespace flowdown::loading {

// At most this many problems of one file are kept; a last one then says how many more there were.
inline constexpr std::size_t kMaxProblemsPerFile = 200;

// The user's text in backticks, on one line and not longer than a line.
std::string quoted(std::string_view text);
// Where std::quoted() is known, too, this one is meant.
inline std::string quoted(const std::string& text) { return quoted(std::string_view(text)); }

// `a, b and c`, each in backticks.
std::string listed(const std::vector<std::string_view>& words, std::string_view last = "and");

using Candidates = std::vector<std::string_view>;

class Problems {
 public:
  void add(Diagnostic problem);
  void add(const YamlNode& at, std::string message, std::string help = {});
  // A problem that contradicts an earlier place in the input.
  void add_against(const YamlNode& at, std::string message, const SourcePos& related,
                   std::string related_message, std::string help = {});

  // A name that nothing declares: ``unknown party `x` `` with the nearest candidate as help, or
  // else `otherwise`. Says nothing after miss_names().
  void add_unknown(const YamlNode& at, std::string_view kind, std::string_view name,
                   const std::function<Candidates()>& candidates, std::string otherwise = {});

  // Some input could not be read, and with it perhaps the declaration of some name.
  void miss_names() { all_names_known_ = false; }
  bool all_names_known() const { return all_names_known_; }

  bool empty() const { return files_.empty(); }
  // How many there have been, kept or not.
  std::size_t count() const { return count_; }

  // All problems by file and place. What belongs to no file comes last, as does a file's count of
  // what was not kept. Leaves none behind.
  Diagnostics take();

 private:
  struct OfFile {
    std::size_t found = 0;
    Diagnostics kept;      // the first kMaxProblemsPerFile by place
    std::size_t last = 0;  // of a full list: which of them comes last by place
  };
  // Whether a problem there would be one too many.
  bool is_beyond(const SourcePos& pos) const;

  std::map<FileId, OfFile> files_;
  std::size_t count_ = 0;
  bool all_names_known_ = true;
};

}  // namespace flowdown::loading
