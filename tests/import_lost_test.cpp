// Import: what cannot be read is entered as a loss, and never taken for a statement.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/import_cases.hpp"

namespace flowdown {
namespace {

using testing::assets;
using testing::Case;
using testing::expect;
using testing::has;
using testing::hub;
using testing::import_text;
using testing::losses;

// One that says nothing of its terms has no key `policies`.
bool terms_unknown(const ImportResult& result) {
  return !has(result.graph.substr(result.graph.find("artifacts:")), "policies:");
}

TEST(ImportLicences, WhatIsUnreadableOrContradictedIsUnknown) {
  const std::pair<const char*, const char*> kCases[] = {
      {"license: [cc0-1.0, {name: llama2}]", "licence-unmapped:2 `{name: llama2}`, which is no"},
      {"license: [mit, [llama2]]", "licence-unmapped:2 `[llama2]`"},
      {"license: {name: mit}", "licence-unmapped:2 `{name: mit}`"},
      {"license: [cc0-1.0, ~]", "licence-not-stated:2"},
      {"license: other\nlicense_name: [mit, foo]", "licence-unmapped:3 `foo`"},
      {"license: other\nlicense_name: [mit, {a: b}]", "licence-unmapped:3 `{a: b}`"},
      {"license: unlicense\nlicense_name: llama2",
       "licence-contradicted:2 `unlicense`, and beside it `llama2`"},
      {"license: unlicense\nlicense_link: https://ai.meta.com/llama/license",
       "licence-contradicted:2 `unlicense`, and beside it `https://ai.meta.com/llama/license`"},
      {"license: mit\nlicense_name: terms-of-my-own", "licence-contradicted:2"},
      {"license: mit\nlicense_name: {a: b}", "licence-contradicted:2"},
  };
  for (const auto& [card, loss] : kCases) {
    SCOPED_TRACE(card);
    const ImportResult result = hub("---\n" + std::string(card) + "\n---\n");
    EXPECT_TRUE(terms_unknown(result)) << result.graph;
    EXPECT_TRUE(has(losses(result), loss)) << losses(result);
  }
}

TEST(ImportLicences, WhatIsSaidTwiceIsNoContradiction) {
  const std::pair<const char*, const char*> kCases[] = {
      {"license: mit\nlicense_name: MIT License", "policies: [mit]"},
      {"license: apache-2.0\nlicense_link: LICENSE", "policies: [apache-2.0]"},
      {"license: mit\nlicense_name: none", "policies: [mit]"},
      {"license: llama2\nlicense_link: https://ai.meta.com/llama/license",
       "policies: [llama-2-licence, llama-2-aup]"},
      {"license: [cc0-1.0, mit]", "policies: [mit]"},
      {"license: unlicense\nlicense_link: https://unlicense.org", "policies: none"},
  };
  for (const auto& [card, policies] : kCases) {
    SCOPED_TRACE(card);
    const ImportResult result = hub("---\n" + std::string(card) + "\n---\n");
    EXPECT_TRUE(has(result.graph, policies)) << result.graph << losses(result);
  }
}

TEST(ImportHuggingFace, AFileIsWhatItsNameSays) {
  const std::string models = R"({"id": "o/a", "cardData": {"license": "llama2"}}
{"id": "o/b", "cardData": {"license": "mit", "base_model": "o/a"}}
)";
  const auto read = [](const char* name, const std::string& text) {
    return import_text(ImportFormat::kHuggingFace, text, {}, "me/card", name);
  };
  for (const char* first : {"#!\n", "x\n", "[\n", "[1\n"}) {
    SCOPED_TRACE(first);
    const ImportResult result = read("a.jsonl", first + models);
    EXPECT_EQ(result.counts.entries, 2U) << result.graph;
    EXPECT_TRUE(has(losses(result), "entry-unread:1")) << losses(result);
  }
  EXPECT_EQ(read("a.jsonl", "").counts.entries, 0U);
  EXPECT_EQ(read("a.json", "\n").counts.entries, 0U);
  const ImportResult card = read("README.md", "[a badge](https://x)\n");
  EXPECT_TRUE(has(losses(card), "entry-unread:1 a card without front matter")) << losses(card);
}

TEST(ImportHuggingFace, AccessOnRequestIsALossWhereverItIsSaid) {
  const std::pair<const char*, const char*> kCases[] = {
      {"---\nlicense: mit\ngated: true\n---\n", "access-on-request:1 gated\n"},
      {"---\nlicense: mit\ngated: [manual]\n---\n", "access-on-request:1 gated: manual\n"},
      {"---\nlicense: mit\nextra_gated_prompt: Say who.\n---\n", "access-on-request:1 gated\n"},
      {R"({"id": "a/b", "cardData": {"license": "mit", "gated": "auto"}})",
       "access-on-request:1 gated: auto\n"},
      {R"({"id": "a/b", "gated": false, "cardData": {"license": "mit", "gated": "false"}})", ""},
      {"---\nlicense: mit\ndatasets: [{a: b}]\n---\n",
       "data-unmapped:1 training data under `datasets`\n"},
  };
  for (const auto& [input, lost] : kCases) EXPECT_EQ(losses(hub(input)), lost) << input;
}

TEST(ImportHuggingFace, WhatIsNoNameAndNoCard) {
  const Case kCases[] = {
      {"base models that are no names",
       "---\nlicense: mit\nbase_model: [[a/b], ~, {c: d}, e/f]\n---\n",
       {"- {artifact: e--f, by: finetune"},
       {"dependency-unread:3 `[a/b]`", "dependency-unread:3 `{c: d}`"}},
      {"a base model in a mapping",
       "---\nlicense: mit\nbase_model: {name: a/b}\n---\n",
       {},
       {"dependency-unread:3 `{name: a/b}`"}},
      {"a card that is a text",
       R"({"id": "x/y", "cardData": "license: mit"})",
       {"its card could not be read"},
       {"entry-unread:1 cardData that is no mapping: `license: mit`"}},
      {"a card that is a list, and a tag",
       R"({"id": "x/y", "cardData": ["license", "mit"], "tags": ["license:mit"]})",
       {"policies: [mit]"},
       {"entry-unread:1 cardData that is no mapping: `[license, mit]`"}},
      {"a key that stands twice",
       "---\nlicense: llama2\nlicense: mit\n---\n",
       {"policies: [mit]"},
       {"key-repeated:3 `license`"}},
      {"a key of an object that stands twice",
       R"({"id": "x/y", "cardData": {"license": "llama2", "license": "mit"}})",
       {"policies: [mit]"},
       {"key-repeated:1 `license`"}},
      {"a card of two documents",
       "---\nlicense: mit\n--- x\nlicense: llama2\n---\n",
       {"its card could not be read"},
       {"entry-unread"}},
  };
  for (const Case& one : kCases) expect(one, hub(one.input));
}

TEST(ImportHuggingFace, WhatTheCardSaysMayStandBesideWhatTheHubSays) {
  const ImportResult beside = hub(R"({"id": "a/m", "license": "llama2", "base_model": "b/n"})");
  EXPECT_TRUE(has(beside.graph, "policies: [llama-2-licence, llama-2-aup]")) << beside.graph;
  EXPECT_TRUE(has(beside.graph, "derived_from:")) << beside.graph;
  const ImportResult both =
      hub(R"({"id": "a/m", "license": "mit", "cardData": {"license": "llama2"}})");
  EXPECT_TRUE(has(both.graph, "policies: [llama-2-licence, llama-2-aup]")) << both.graph;
  EXPECT_TRUE(has(losses(both), "license `mit` beside cardData")) << losses(both);
}

TEST(ImportEcosystemGraphs, EveryDocumentIsRead) {
  const std::string one = "- {type: model, name: A, organization: O, license: MIT}\n";
  const std::string two = "- {type: model, name: B, organization: O, license: MIT}\n";
  const ImportResult both = assets("---\n" + one + "---\n" + two + "---\n");
  EXPECT_EQ(both.counts.entries, 2U);
  EXPECT_EQ(losses(both), "");
  const ImportResult broken = assets(one + "---\n" + two + "---\n- [\n");
  EXPECT_EQ(broken.counts.entries, 2U);
  EXPECT_TRUE(has(losses(broken), "file-unread")) << losses(broken);
  const ImportResult stray = assets("[{name: A, type: model}] ]");
  EXPECT_EQ(stray.counts.entries, 0U);
  EXPECT_TRUE(has(losses(stray), "file-unread:1")) << losses(stray);
}

TEST(ImportEcosystemGraphs, ModalitiesInAList) {
  const std::string start = "- {type: model, name: A, organization: O, license: MIT, modality: ";
  EXPECT_TRUE(has(assets(start + "[text, image]}").graph, "modality: [image, text]"));
  EXPECT_TRUE(has(assets(start + "{value: [text]}}").graph, "modality: [text]"));
  const std::string lost = losses(assets(start + "[text, {a: b}]}"));
  EXPECT_TRUE(has(lost, "modality-unmapped:1 `text, {a: b}`")) << lost;
}

TEST(ImportEcosystemGraphs, WhatIsThereIsNotCalledAbsent) {
  const Case kCases[] = {
      {"several licences",
       "- {type: model, name: A, organization: O, license: [MIT, LLaMA 2]}",
       {R"(listed under the licence \"[MIT, LLaMA 2]\")"},
       {"licence-unmapped:1 `[MIT, LLaMA 2]`, which is no text"}},
      {"a value within a value",
       "- {type: model, name: A, organization: O, license: {value: {value: MIT}}}",
       {"policies: [mit]"},
       {}},
      {"a mapping that is merged, and one of several",
       "- &base {type: model, name: A, organization: O, license: MIT}\n"
       "- {<<: *base, name: B}\n"
       "- {<<: [*base, {license: CC0}], name: C, type: dataset}",
       {"  b:\n    kind: model\n    developer: o\n    title: B\n    policies: [mit]",
        "  c:\n    kind: dataset\n    developer: o\n    title: C\n    policies: [mit]"},
       {}},
      {"organisations in other letters",
       "- {type: model, name: 模型, organization: 清华, license: MIT}\n"
       "- {type: model, name: B, organization: 智谱, license: MIT}",
       {"  organisation:\n    kind: developer\n    title: \"清华\"",
        "  organisation-2:\n    kind: developer\n    title: \"智谱\""},
       {}},
      {"dashes for nothing",
       "- {type: model, name: A, organization: —, license: –}",
       {"developer: unknown-developer", "listed without a licence"},
       {"organisation-unknown:1 no organisation", "licence-unmapped:1 `–`"}},
      {"fields that are lists and mappings",
       "- {type: [a, b], name: A, organization: [P, Q], license: MIT, created_date: [2023, 1],\n"
       "   nationality: {a: b}, access: [open, closed], prohibited_uses: [spam, fraud]}",
       {"developer: unknown-developer", "it also lists prohibited uses"},
       {"kind-guessed:1 type `[a, b]`", "organisation-unknown:1 `[P, Q]`",
        "date-unread:1 `[2023, 1]`", "value-unused:2 nationality `{a: b}`",
        "value-unused:2 access `[open, closed]`", "terms-in-words:2 prohibited uses"}},
      {"a name that is a list",
       "- {type: model, name: [A, B]}\n- {type: model, name: C, organization: O, license: MIT}",
       {},
       {"entry-unread:1 a name that is no text: `[A, B]`"}},
  };
  for (const Case& one : kCases) {
    const ImportResult result = assets(one.input);
    expect(one, result);
    if (one.losses.empty()) {
      EXPECT_EQ(losses(result), "") << one.situation;
    }
  }
}

TEST(ImportEcosystemGraphs, AnOrganisationOfBothKindsHasAPlace) {
  const ImportResult result = assets(
      "- {type: model, name: A, organization: O, license: MIT}\n"
      "- {type: application, name: B, organization: O}\n"
      "- {type: application, name: C, organization: O}");
  std::size_t found = 0;
  for (const ImportLoss& loss : result.losses) {
    if (loss.code != LossCode::kOrganisationTwofold) continue;
    ++found;
    EXPECT_EQ(loss.file, "in.yaml");
    EXPECT_EQ(loss.line, 2U);
  }
  EXPECT_EQ(found, 1U);
}

TEST(ImportLicences, TheEvidenceIsWhatIsWritten) {
  const std::pair<const char*, const char*> kCases[] = {
      {"---\nlicense: other\nlicense_name: llama2\n---\n",
       R"(its card says \"license: other, license_name: llama2\")"},
      {"---\nlicense_name: llama2\n---\n", R"(its card says \"license_name: llama2\")"},
      {"---\nlicense: unlicense\nlicense_name: llama2\n---\n",
       R"(its card says \"license: unlicense\", and beside it \"llama2\")"},
      {"---\nlicense: ''\nlicense_name: llama2\n---\n",
       R"(its card says \"license_name: llama2\")"},
      {R"({"id": "x/y", "tags": ["license:mit"]})", R"(its tags say \"license:mit\")"},
      {R"({"id": "x/y", "cardData": {"license": ""}, "tags": ["license:mit", "license:mit"]})",
       R"(its tags say \"license:mit\")"},
      {R"({"id": "x/y", "cardData": {"license": "mit"}, "tags": ["license:llama2"]})",
       R"(its card says \"license: mit\", and beside it \"tag license:llama2\")"},
      {R"({"id": "x/y", "cardData": {"license": "other", "license_name": "llama2"}, "tags": ["license:Other"]})",
       R"(policies: [llama-2-licence, llama-2-aup])"},
  };
  for (const auto& [input, note] : kCases) {
    const ImportResult result = hub(input);
    EXPECT_TRUE(has(result.graph, note)) << result.graph;
  }
  const std::string lost = losses(hub("---\nlicense: public domain\n---\n"));
  EXPECT_TRUE(has(lost, "`public domain` taken for no terms at all: in which country")) << lost;
}

TEST(ImportHuggingFace, ARelationThatIsOfNoUseIsALoss) {
  const std::pair<const char*, const char*> kCases[] = {
      {"license: mit\nbase_model_relation: merge", "value-unused:3 base_model_relation `merge`\n"},
      {"license: mit\nbase_model: a/b\nbase_model_relation: [adapter, adapter, merge, {c: d}]",
       "value-unused:4 base_model_relation `merge`\n"
       "value-unused:4 base_model_relation `{c: d}`\n"},
  };
  for (const auto& [card, lost] : kCases) {
    const ImportResult result = hub("---\n" + std::string(card) + "\n---\n");
    EXPECT_TRUE(has(losses(result), lost)) << losses(result);
  }
}

TEST(ImportHuggingFace, TagsAreUsedOrLost) {
  const std::string lost = losses(hub(
      R"({"id": "x/y", "cardData": {"license": "mit", "base_model": "x/a", "base_model_relation": "finetune"}, )"
      R"("tags": ["base_model:x/a", "base_model:finetune:X/A", "base_model:adapter:x/a", "base_model:x/b", "base_model:"]})"));
  EXPECT_TRUE(has(lost,
                  "value-unused:1 tag `base_model:adapter:x/a`\n"
                  "value-unused:1 tag `base_model:x/b`\n"
                  "value-unused:1 tag `base_model:`\n"))
      << lost;
  EXPECT_FALSE(has(lost, "`base_model:x/a`")) << lost;
}

TEST(ImportHuggingFace, AnEmptyNameIsNoParent) {
  const ImportResult result = hub(
      R"({"id": "x/y", "cardData": {"license": "mit", "base_model": ["x/a", "", null, 3.5, true, "none"]}})");
  EXPECT_TRUE(has(result.graph, "by: finetune")) << result.graph;
  EXPECT_FALSE(has(result.graph, "3.5")) << result.graph;
  for (const char* lost : {"`3.5`", "`true`", "`none`"}) {
    EXPECT_TRUE(has(losses(result), fmt::format("dependency-unread:1 {}, which is no name", lost)));
  }
  EXPECT_TRUE(has(losses(hub(R"({"id": 5})")), "a model without an id"));
}

TEST(ImportEcosystemGraphs, AnEmptyNameIsALoss) {
  const std::string lost = losses(assets(
      "- {type: model, name: A, organization: O, license: MIT, dependencies: [A B, '', ~]}"));
  EXPECT_TRUE(has(lost,
                  "dependency-unread:1 an empty name\n"
                  "dependency-unread:1 an empty name\n"))
      << lost;
}

TEST(ImportEcosystemGraphs, ASeatIsThatOfTheOrganisationByItsOwnName) {
  const ImportResult result = assets(
      "- {type: model, name: A, organization: Google Deepmind, license: MIT, nationality: UK}\n"
      "- {type: model, name: B, organization: Google, license: MIT, nationality: USA}");
  EXPECT_TRUE(has(result.graph, "    title: Google\n    seat: USA\n")) << result.graph;
  EXPECT_TRUE(has(losses(result), "value-unused:1 nationality `UK` of Google Deepmind"));
}

}  // namespace
}  // namespace flowdown
