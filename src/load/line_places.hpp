// Places that lines of JSON Lines state: an export keeps where the facts stood that it was made of.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "flowdown/source.hpp"
#include "load/problems.hpp"
#include "load/yaml_node.hpp"

namespace flowdown::loading {

class LinePlaces {
 public:
  explicit LinePlaces(Sources& sources) : sources_(&sources) {}

  // The value of `file`: a name, and texts of lines to quote.
  void add_file(const YamlNode& body, Problems& problems);
  // The value of `at` beside an entry: its nodes get the places that it states; those that it does
  // not speak of get the place of the entry's id.
  void apply(const YamlNode& at, YamlNode& entry, Problems& problems);

 private:
  FileId file(std::string_view name);

  Sources* sources_;
  std::map<std::string, FileId, std::less<>> files_;
};

}  // namespace flowdown::loading
