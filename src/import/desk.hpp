// What both importers work with: the draft, the losses, and the readings that they share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "flowdown/import.hpp"
#include "import/draft.hpp"
#include "import/licence_table.hpp"
#include "import/tree.hpp"

namespace flowdown::importing {

// Where a loss is entered: an entry of a file.
struct Place {
  const std::string* file = nullptr;
  std::string subject;
};

// A value that may be given with an explanation: `text`, or `{value: text, explanation: text}`.
struct Explained {
  std::string text, explanation;
  std::string unread;  // what is there instead of a text: `[a, b]`; mostly empty
  std::uint32_t line = 0;
};
Explained explained(const Tree* node);

// The texts of a list, or the one text that stands for a list of it.
std::vector<const Tree*> texts_of(const Tree* node);

// The items of a list, whatever they are, or the one value that stands for a list of it.
std::vector<const Tree*> values_of(const Tree* node);

// Whether there is more than an empty value or a word such as "none".
bool holds_something(const Tree& node);

// What is written there, in one line and shortened: `[a, {b: c}]`.
std::string shown(const Tree& tree);

// "unknown", "none", "n/a" and the like, or nothing at all.
bool says_nothing(std::string_view text);

struct Reading {  // of a licence
  TermsKnown terms = TermsKnown::kUnknown;
  std::vector<std::string> policies;
  bool low = false;
  std::string note;
};

class Desk {
 public:
  Desk(const LicenceTable& licences, ImportResult& result) : table(licences), result_(result) {}

  const LicenceTable& table;
  Draft draft;

  ImportCounts& counts() { return result_.counts; }
  void lose(LossCode code, const Place& place, std::uint32_t line, std::string what);
  // Says which keys stood twice in what was parsed there.
  void lose_repeated(const Place& place, const ParsedTree& parsed);

  // What a licence's name says, beside it an explanation or other text that may hold a link.
  Reading read_licence(const Place& place, std::uint32_t line, std::string_view text,
                       std::string_view beside);

  // The party that an organisation is. Names that fold to one name are one party.
  std::size_t party(const Place& place, std::uint32_t line, std::string_view name);
  std::size_t unknown_developer();

  // A new artifact; its id is made from `id`.
  std::size_t add_artifact(DraftArtifact artifact, std::string id);
  // One that the input names and does not hold.
  std::size_t add_known(const KnownArtifact& known, std::string id, std::string title);

  std::string agreement_id(std::string wanted) {
    return agreement_ids_.give(std::move(wanted), "a");
  }

  // The date of a text such as 2024-05-01 or 2024-05-01T10:00:00Z; remembers the latest.
  std::optional<Date> read_date(const Place& place, std::uint32_t line, std::string_view text);
  std::optional<Date> latest() const { return latest_; }

  // Texts of a file, mended; enters what had to be.
  std::string mended(const SourceText& source);

 private:
  Reading from_name(const LicenceName& name, const Place& place, std::uint32_t line,
                    std::string_view text);

  ImportResult& result_;
  std::unordered_map<std::string, std::size_t> parties_;  // by folded name
  std::optional<std::size_t> unknown_developer_;
  Ids party_id_, artifact_id_, agreement_ids_;
  std::optional<Date> latest_;
};

// The importers. Each fills the desk's draft and counts.
void import_ecosystem_graphs(Desk& desk, const std::vector<ImportInput>& inputs);
void import_hugging_face(Desk& desk, const std::vector<ImportInput>& inputs);

}  // namespace flowdown::importing
