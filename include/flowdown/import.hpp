// Beside load: other people's catalogues → the text of a graph that load reads.
//
// A catalogue says less than a graph, and some of what it says has no place in one. So an import
// has two results of equal rank: the graph, and the losses, each with its place. What is not known
// is left out of the graph, which makes it unknown; it never becomes `none`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flowdown/date.hpp"
#include "flowdown/diagnostic.hpp"
#include "flowdown/source.hpp"

namespace flowdown {

enum class ImportFormat : std::uint8_t {
  kEcosystemGraphs,  // lists of assets in YAML
  kHuggingFace,      // model cards (README.md), JSON Lines of the hub's API
};
enum class GraphSyntax : std::uint8_t { kYaml, kJsonl };

struct ImportInput {
  SourceText text;
  // Of a model card, which does not say its own name: `owner/model`.
  std::string id;
};

struct ImportOptions {
  std::string graph_id;               // empty: the name of the format
  std::vector<std::string> policies;  // what the graph is to list under `policies`
  std::optional<Date> as_of;          // absent: the latest date in the input; none there: left out
  GraphSyntax syntax = GraphSyntax::kYaml;
  std::optional<SourceText> licences;  // instead of the table that ships
};

// Why something is not, or not quite, in the graph. In the order of the report.
enum class LossCode : std::uint8_t {
  kFileUnread,
  kEntryUnread,
  kKeyRepeated,
  kLicenceUnmapped,
  kLicenceNotEncoded,
  kLicenceNotStated,
  kLicenceInPart,
  kLicenceContradicted,
  kLicenceApproximate,
  kNameDangling,
  kNameKnown,
  kNameLoose,
  kNameRepeated,
  kDependencySelf,
  kDependencyRepeated,
  kDependencyUnread,
  kDerivationGuessed,
  kChannelGuessed,
  kKindGuessed,
  kOrganisationUnknown,
  kOrganisationJoined,
  kOrganisationTwofold,
  kDateUnread,
  kModalityUnmapped,
  kValueUnused,
  kUsersUnmapped,
  kTermsInWords,
  kAccessOnRequest,
  kDataUnmapped,
  kRepaired,
};
inline constexpr std::size_t kLossCodes = static_cast<std::size_t>(LossCode::kRepaired) + 1;

// The word for a code, such as `licence-unmapped`, and what it means.
std::string_view name_of(LossCode code);
std::string_view meaning_of(LossCode code);

struct ImportLoss {
  LossCode code;
  std::string what;        // what is lost; equal texts are counted together
  std::string subject;     // the asset that it is about; may be empty
  std::string file;        // where it stands
  std::uint32_t line = 0;  // 0: the file as a whole
};

struct ImportCounts {
  std::size_t files = 0, entries = 0;  // entries: the assets, or models, of the catalogue
  std::size_t models = 0, datasets = 0, applications = 0;
  std::size_t dependencies = 0, dangling = 0;  // dangling: naming no entry, as it is spelled
  // In the graph.
  std::size_t parties = 0, artifacts = 0, derivations = 0, agreements = 0;
  std::size_t terms_listed = 0, terms_none = 0, terms_unknown = 0;  // of its artifacts
};

struct ImportResult {
  std::string graph;
  std::vector<ImportLoss> losses;  // sorted by code, file, line
  ImportCounts counts;
};

// Any input gives a graph that loads where the policies that the table of licence names speaks of
// are among `options.policies`, and where it is no more than kMaxYamlBytes of YAML. Fails only
// where that table cannot be read. Throws nothing but a lack of memory.
Result<ImportResult> import_graph(ImportFormat format, std::vector<ImportInput> inputs,
                                  const ImportOptions& options = {});

// The loss report: for a person, and as JSON (docs/importing.md).
std::string losses_text(const ImportResult& result);
std::string losses_json(const ImportResult& result);

// The table of licence names that ships, as YAML text.
std::string_view builtin_licences();

}  // namespace flowdown
