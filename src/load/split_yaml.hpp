// A long YAML text in pieces that can be parsed one beside the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "load/yaml_node.hpp"

namespace flowdown::loading {

// A piece is a document of its own. One that begins within a section, between two of its entries,
// has the section's key once more as its first line. And one that does not end with the text ends
// with an entry of the kind that comes next, so that what is read at its end is read as in the
// whole.
struct YamlPiece {
  enum class End : std::uint8_t { kOfText, kKey, kKeyOfSection, kItemOfSection };
  std::string text;
  std::string section;           // the key that was added; empty: none was
  std::uint32_t lines_away = 0;  // add this to a line of the piece to have the line of the file
  End end = End::kOfText;        // what was added at its end
};

// Up to `pieces` of them, of about the same size; one where the text has no place to part it, or a
// line that is no remark and begins neither with a key nor as an item, and so may go on with what
// the line before began. Programs write none, people few.
// A place is a line that begins with a key in the first column, or, below such a key that stands
// alone on its line, one that begins an entry in the column of the section's first. So a value that
// reaches over such a place can only be one in quotes or brackets that is not closed in its piece,
// or one that is not of the same kind in both, and no piece is without a problem or join_pieces()
// refuses: what is taken is what the whole text says.
std::vector<YamlPiece> split_yaml(std::string_view text, std::size_t pieces);

// The document of which these are the pieces. Nothing, where they do not fit together: what was
// added is not there, two kinds of value for one section, or a key that stands twice.
std::optional<YamlNode> join_pieces(const std::vector<YamlPiece>& pieces,
                                    std::vector<YamlNode> roots);

}  // namespace flowdown::loading
