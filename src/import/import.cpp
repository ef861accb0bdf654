// The stage's entry point: the table of names, one of the two importers, and the graph written
// down.
#include "flowdown/import.hpp"

#include <algorithm>
#include <tuple>

#include "import/desk.hpp"
#include "import/names.hpp"

namespace flowdown {
namespace embedded {
std::string_view builtin_licences();
}  // namespace embedded

std::string_view builtin_licences() { return embedded::builtin_licences(); }

namespace {

using namespace importing;  // NOLINT(google-build-using-namespace)

void count(ImportCounts& counts, const Draft& draft) {
  counts.parties = draft.parties.size();
  counts.artifacts = draft.artifacts.size();
  counts.agreements = draft.agreements.size();
  for (const DraftArtifact& artifact : draft.artifacts) {
    counts.derivations += artifact.derived_from.size();
    (artifact.terms == TermsKnown::kUnknown ? counts.terms_unknown
     : artifact.terms == TermsKnown::kNone  ? counts.terms_none
                                            : counts.terms_listed)++;
  }
}

void note_twofold(Desk& desk) {
  for (const DraftParty& party : desk.draft.parties) {
    if (!party.develops || !party.deploys) continue;
    desk.lose(LossCode::kOrganisationTwofold, {party.deploys_file, party.title}, party.deploys_line,
              party.title + " taken for a developer");
  }
}

}  // namespace

Result<ImportResult> import_graph(ImportFormat format, std::vector<ImportInput> inputs,
                                  const ImportOptions& options) {
  const SourceText shipped{"<built-in table of licence names>", std::string(builtin_licences())};
  const auto table = LicenceTable::read(options.licences ? *options.licences : shipped);
  if (!table) return table.problems();
  std::stable_sort(inputs.begin(), inputs.end(), [](const ImportInput& a, const ImportInput& b) {
    return a.text.name < b.text.name;
  });
  ImportResult result;
  Desk desk(table.value(), result);
  const bool hub = format == ImportFormat::kHuggingFace;
  desk.draft.id = hub ? "huggingface" : "ecosystem-graphs";
  desk.draft.title = hub ? "Imported from the model hub" : "Imported from Ecosystem Graphs";
  if (!options.graph_id.empty()) desk.draft.id = options.graph_id;
  desk.draft.policies = options.policies;
  if (hub) {
    import_hugging_face(desk, inputs);
  } else {
    import_ecosystem_graphs(desk, inputs);
  }
  desk.draft.as_of = options.as_of ? options.as_of : desk.latest();
  note_twofold(desk);
  count(result.counts, desk.draft);
  result.graph = write_graph(desk.draft, options.syntax);
  std::stable_sort(result.losses.begin(), result.losses.end(),
                   [](const ImportLoss& a, const ImportLoss& b) {
                     return std::tie(a.code, a.file, a.line) < std::tie(b.code, b.file, b.line);
                   });
  return result;
}

}  // namespace flowdown
