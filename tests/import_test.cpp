// Import: small catalogues, told by what becomes of them. The graph must load, and each loss must
// be entered where it stands.
#include "flowdown/import.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "flowdown/load.hpp"
#include "support/disk_files.hpp"
#include "support/import_cases.hpp"

namespace flowdown {
namespace {

using testing::assets;
using testing::Case;
using testing::expect;
using testing::has;
using testing::hub;
using testing::import_text;
using testing::load_problems;
using testing::losses;
using testing::read_file;
using testing::source_dir;
using testing::TreeFiles;

struct LicenceCase {
  const char* written;   // the value of `license`, as YAML
  const char* policies;  // the key in the graph; empty: left out, so that the terms are unknown
};

TEST(ImportLicences, SpellingsOfOneNameAndNamesOfNone) {
  const LicenceCase kCases[] = {
      {"Apache 2.0", "policies: [apache-2.0]"},
      {"apache-2.0", "policies: [apache-2.0]"},
      {"'Apache License, Version 2.0'", "policies: [apache-2.0]"},
      {"The MIT License (MIT)", "policies: [mit]"},
      {"LLaMA 2", "policies: [llama-2-licence, llama-2-aup]"},
      {"LLaMA2", "policies: [llama-2-licence, llama-2-aup]"},
      {"Llama 2 Community License Agreement", "policies: [llama-2-licence, llama-2-aup]"},
      {"BigCode Open RAIL-M v1.0", "policies: [bigcode-openrail-m-1.0]"},
      {"OpenRail++", "policies: [openrail-plus-plus-m]"},
      {"CC-BY-NC-4.0", "policies: [cc-by-nc-4.0]"},
      {"CC BY NC 4.0 (model weights)", "policies: [cc-by-nc-4.0]"},
      {"'LLaMA License (model weights), GPLv3 (code)'", "policies: [llama-1-licence]"},
      {"{value: custom, explanation: see https://github.com/01-ai/Yi/blob/main/"
       "MODEL_LICENSE_AGREEMENT.txt}",
       "policies: [yi-licence-2.1]"},
      {"CC0", "policies: none"},
      // The licence of the code is not that of the weights.
      {"{value: custom, explanation: Code license is under Apache 2.0}", ""},
      {"'none (model weights), MIT (code)'", ""},
      // Nothing that is not known becomes a statement that there are no terms.
      {"none", ""},
      {"None", ""},
      {"unknown", ""},
      {"no", ""},
      {"~", ""},
      {"''", ""},
      {"N/A", ""},
      {"[]", ""},
      {"gpl-3.0", ""},
      {"Mystery License 9", ""},
      {"Лицензия", ""},
  };
  for (const LicenceCase& one : kCases) {
    SCOPED_TRACE(one.written);
    const ImportResult result = assets(
        "- {type: model, name: A, organization: O, license: " + std::string(one.written) + "}");
    EXPECT_EQ(load_problems(result), "");
    const std::string body = result.graph.substr(result.graph.find("artifacts:"));
    if (*one.policies == '\0') {
      EXPECT_FALSE(has(body, "policies:")) << result.graph;
      EXPECT_TRUE(has(losses(result), "licence-")) << losses(result);
    } else {
      EXPECT_TRUE(has(body, one.policies)) << result.graph;
    }
  }
}

TEST(ImportEcosystemGraphs, Situations) {
  const Case kCases[] = {
      {"a dependency on itself is dropped",
       "- {type: model, name: A, organization: O, license: MIT,\n   dependencies: [A]}",
       {"  a:\n    kind: model"},
       {"dependency-self:2 `A` depends on itself"}},
      {"a cycle stays",
       "- {type: model, name: A, organization: O, license: MIT, dependencies: [B]}\n"
       "- {type: model, name: B, organization: P, license: MIT, dependencies: [A]}",
       {"- {artifact: b, by: finetune", "- {artifact: a, by: finetune"},
       {}},
      {"a dangling name has unknown terms and an unknown developer",
       "- {type: model, name: A, organization: O, license: MIT, dependencies: [Nowhere]}",
       {"  nowhere:\n    kind: model\n    developer: unknown-developer\n    title: Nowhere\n    "
        "note"},
       {"name-dangling:1 `Nowhere`", "kind-guessed"}},
      {"a dangling name that everybody knows",
       "- {type: model, name: A, organization: O, license: MIT, dependencies: [LLaMa]}",
       {"  llama:\n    kind: model\n    developer: meta", "policies: [llama-1-licence]"},
       {"name-known:1 `LLaMa` taken for LLaMA"}},
      {"a name that is spelled otherwise",
       "- {type: model, name: Big-Oak 2, organization: O, license: MIT}\n"
       "- {type: model, name: A, organization: O, license: MIT, dependencies: [big oak 2]}",
       {"- {artifact: big-oak-2, by: finetune"},
       {"name-loose:2 `big oak 2` taken for `Big-Oak 2`"}},
      {"names that collide",
       "- {type: model, name: A b, organization: O, license: MIT}\n"
       "- {type: model, name: A+b, organization: O, license: MIT}\n"
       "- {type: model, name: A b, organization: P, license: MIT}",
       {"  a-b:\n", "  a-b-2:\n", "  a-b-3:\n"},
       {"name-repeated:3"}},
      {"a name of no letters, and one that YAML takes for nothing",
       "- {type: model, name: \"???\", organization: \"!\", license: MIT}\n"
       "- {type: model, name: \"null\", organization: \"null\", license: MIT}",
       {"  artifact:\n", "  \"null\":\n    kind: model"},
       {}},
      {"an application uses what is served, and includes what is handed out",
       "- {type: model, name: Open, organization: O, license: MIT, access: open}\n"
       "- {type: model, name: Shut, organization: O, license: MIT, access: {value: limited}}\n"
       "- {type: application, name: App, organization: Q, license: unknown, dependencies: [Open, "
       "Shut]}",
       {"  q:\n    kind: application",
        "from: o\n    to: q\n    artifacts: [shut]\n    channel: api",
        "- {artifact: open, by: include"},
       {}},
      {"how it is used is not said",
       "- {type: model, name: M, organization: O, license: MIT}\n"
       "- {type: application, name: App, organization: Q, dependencies: [M]}",
       {"channel: api", "confidence: low"},
       {"channel-guessed:2 `M` taken for used by its API"}},
      {"words of deltas make it doubtful",
       "- {type: model, name: M, organization: O, license: MIT, access: open}\n"
       "- {type: model, name: D, organization: Q, license: MIT, description: A LoRA, dependencies: "
       "[M]}",
       {"by: finetune, note: \"its description says \\\"lora\\\"", "confidence: low"},
       {"derivation-guessed"}},
      {"bans in words of its own make its licence doubtful",
       "- {type: model, name: M, organization: O, license: MIT, prohibited_uses: spam}",
       {"confidence: low"},
       {"terms-in-words:1 prohibited uses in free text"}},
      {"organisations under several names",
       "- {type: model, name: M, organization: Google Deepmind, license: MIT}\n"
       "- {type: model, name: N, organization: {value: Google, explanation: who else}, license: "
       "MIT}\n"
       "- {type: model, name: L, organization: 'A, B', license: MIT}",
       {"  google:\n    kind: developer\n    title: Google\n", "title: \"A / B\""},
       {"organisation-joined:1 `Google Deepmind` taken for Google (google)"}},
      {"dates, users, modality",
       "- {type: application, name: M, organization: O, license: MIT, created_date: 2023-02-30,\n"
       "   monthly_active_users: many, modality: 'molecules; text'}\n"
       "- {type: model, name: N, organization: O, license: MIT, created_date: 2024-02-29, "
       "modality: "
       "'image, text; text'}",
       {"as_of: 2024-02-29", "released: 2024-02-29", "modality: [image, text]"},
       {"date-unread:1 `2023-02-30`", "users-unmapped:2", "modality-unmapped:2"}},
      {"a list of which some is no asset",
       "- word\n- {type: model}\n- [a]\n- {type: model, name: A, organization: O, license: MIT}",
       {"  a:\n"},
       {"entry-unread:1", "entry-unread:2 an asset without a name", "entry-unread:3"}},
      {"aliases and tags are understood, duplicate keys count last",
       "- &m {type: model, name: !!str A, name: Z, organization: &o O, license: MIT}\n"
       "- {type: model, name: B, organization: *o, license: MIT, dependencies: [Z]}",
       {"  z:\n", "- {artifact: z, by: finetune"},
       {}},
  };
  for (const Case& one : kCases) expect(one, assets(one.input));
}

TEST(ImportHuggingFace, Situations) {
  const Case kCases[] = {
      {"a card with a mark, carriage returns and Norwegian",
       "\xEF\xBB\xBF---\r\nlanguage: no\r\nlicense: apache-2.0\r\n---\r\ntext\r\n",
       {"  me--card:\n    kind: model\n    developer: me", "policies: [apache-2.0]"},
       {}},
      {"a list of licences",
       "---\nlicense: [apache-2.0, mit]\n---\n",
       {"policies: [apache-2.0, mit]"},
       {}},
      {"of two licences one is unknown",
       "---\nlicense:\n- apache-2.0\n- whatever\n---\n",
       {"note: \"its card says"},
       {"licence-unmapped:4 `whatever`", "licence-in-part:3"}},
      {"other, with a name",
       "---\nlicense: other\nlicense_name: llama3.1\n---\n",
       {"policies: [llama-3.1-licence, llama-3.1-aup]"},
       {}},
      {"other, with a link",
       "---\nlicense: other\nlicense_name: mine\nlicense_link: "
       "https://ai.google.dev/gemma/terms\n---\n",
       {"policies: [gemma-terms, gemma-prohibited-uses]"},
       {}},
      {"no front matter",
       "# Title\n---\nlicense: mit\n---\n",
       {"  me--card:\n"},
       {"entry-unread:1 a card without front matter", "licence-not-stated"}},
      {"front matter that is no YAML",
       "---\nlicense: [mit\n---\n",
       {"  me--card:\n"},
       {"entry-unread", "licence-not-stated"}},
      {"made from itself and, twice, from another",
       "---\nlicense: mit\nbase_model: [Me/Card, a/b, A/B]\nbase_model_relation: merge\n---\n",
       {"- {artifact: a--b, by: merge}", "  a--b:\n    kind: model\n    developer: a\n"},
       {"dependency-self:3", "dependency-repeated:3", "name-dangling:3 `a/b`"}},
      {"an adapter, of a model that everybody knows",
       R"({"id": "x/y", "cardData": {"license": "mit", "base_model": "meta-llama/Llama-2-7b-hf", "base_model_relation": "adapter"}})",
       {"kind: adapter", "by: adapter, note:", "confidence: low",
        "policies: [llama-2-licence, llama-2-aup]"},
       {"name-known:1 `meta-llama/Llama-2-7b-hf` taken for Llama 2"}},
      {"what the tags say",
       R"({"id": "x/y", "tags": ["license:mit", "base_model:quantized:a/b", "base_model:a/b"]})",
       {"policies: [mit]", "- {artifact: a--b, by: quantize}"},
       {}},
      {"lines that are no models",
       "{\"id\": \"x/y\", \"gated\": \"auto\", \"createdAt\": "
       "\"2024-05-01T00:00:00.000Z\"}\nnonsense\n"
       "[1]\n{\"cardData\": {}}\n\n{\"id\": \"X/Y\"}\n{\"id\": \"bare\"}\n",
       {"as_of: 2024-05-01", "  bare:\n    kind: model\n    developer: unknown-developer"},
       {"entry-unread:2", "entry-unread:3", "entry-unread:4 a model without an id",
        "name-repeated:6", "access-on-request:1 gated: auto", "organisation-unknown:7"}},
      {"one object over many lines",
       "{\n  \"id\": \"x/y\",\n  \"cardData\": {\"license\": \"mit\"}\n}\n",
       {"  x--y:\n", "policies: [mit]"},
       {}},
      {"one list instead of lines",
       R"([{"id": "x/y", "cardData": {"license": ["mit"]}}, 7])",
       {"  x--y:\n"},
       {"entry-unread"}},
  };
  for (const Case& one : kCases) expect(one, hub(one.input));
}

TEST(Import, GivesTheSameGraphInBothSyntaxes) {
  const std::string text = read_file(source_dir() / "tests/data/import/assets/thrush.yaml");
  ImportOptions options;
  options.syntax = GraphSyntax::kJsonl;
  const ImportResult lines = import_text(ImportFormat::kEcosystemGraphs, text, options);
  const ImportResult yaml = assets(text);
  std::map<std::string, std::size_t> kinds;
  std::size_t start = 0;
  for (std::size_t end; (end = lines.graph.find('\n', start)) != lines.graph.npos;
       start = end + 1) {
    const auto json = nlohmann::json::parse(lines.graph.substr(start, end - start));
    if (start == 0) {
      EXPECT_EQ(json["flowdown"], 1);
      EXPECT_EQ(json["policies"], nlohmann::json::array({"policies"}));
      continue;
    }
    ASSERT_EQ(json.size(), 1U);
    ++kinds[json.begin().key()];
    EXPECT_TRUE(json.begin().value().contains("id"));
  }
  EXPECT_EQ(kinds["party"], yaml.counts.parties);
  EXPECT_EQ(kinds["artifact"], yaml.counts.artifacts);
  EXPECT_EQ(kinds["agreement"], yaml.counts.agreements);
}

TEST(Import, TheTableThatShipsNamesPoliciesThatExist) {
  TreeFiles files;
  const Result<Model> model =
      load({{"g.yaml", "flowdown: 1\ngraph: g\npolicies: [policies]\n"}}, files, {});
  ASSERT_TRUE(model.ok());
  const std::string table(builtin_licences());
  std::size_t named = 0;
  for (std::size_t at = 0; (at = table.find(" is: [", at)) != table.npos;) {
    const std::size_t end = table.find(']', at);
    std::string list = table.substr(at + 6, end - at - 6);
    std::replace(list.begin(), list.end(), '\n', ' ');
    std::string id;
    for (const char c : list + ",") {
      if (c != ',' && c != ' ') id += c;
      if (c != ',') continue;
      EXPECT_TRUE(model.value().policies.find(id)) << id;
      id.clear();
      ++named;
    }
    at = end;
  }
  EXPECT_GT(named, 50U);
}

TEST(Import, AMistakeInATableIsToldWithItsLine) {
  const std::pair<const char*, const char*> kCases[] = {
      {"names: []", "t.yaml:1: a table of licence names begins with"},
      {"flowdown: 1\nlicences: t\nnames:\n- {licence: A, is: x, ids: [mit]}\n- {licence: B, is: y, "
       "ids: [MIT]}",
       "t.yaml:5: `MIT` stands for two entries"},
      {"flowdown: 1\nlicences: t\nnames:\n- {licence: A}", "t.yaml:4: `is` must name policies"},
      {"flowdown: 1\nlicences: t\nnmaes: []", "t.yaml:3: unknown key `nmaes`"},
      {"flowdown: 1\nlicences: [", "cannot be read as YAML"},
      {"", "cannot be read as YAML: it is empty"},
  };
  for (const auto& [text, wanted] : kCases) {
    SCOPED_TRACE(text);
    ImportOptions options;
    options.licences = SourceText{"t.yaml", text};
    const auto result = import_graph(ImportFormat::kEcosystemGraphs, {}, options);
    ASSERT_FALSE(result.ok());
    EXPECT_TRUE(has(result.problems()[0].message, wanted)) << result.problems()[0].message;
  }
}

// Neither crash nor hang, and whatever comes out loads.
TEST(Import, HostileInput) {
  std::string bomb = "- a: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    bomb += "- b: &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) bomb += (j ? ", *a" : "*a") + std::to_string(i - 1);
    bomb += "]\n";
  }
  const std::string big(10'000'000, 'x');
  const std::string kInputs[] = {
      "",
      "\n",
      "---",
      "---\n",
      "---\n---\n",
      bomb,
      "- &a [*a]\n- {name: &b {x: *b}}",
      std::string(100'000, '['),
      std::string(100'000, '{'),
      "- " + std::string(5000, ' ') + "x",
      "---\nlicense: " + big + "\n---\n",
      "---\nlicense: \"" + big,
      "- {name: " + big + "}",
      "{\"id\": \"" + big + "\"}",
      "{\"id\": " + std::string(1'000'000, '[') + "}",
      big,
      std::string("\0\x04\xff\xfe\xc3", 5),
      "- {name: \"\\0\\x01\\uFEFF\\u2028\", organization: \"\\x7f\", license: \"\\0\"}",
      "{\"id\": \"\\u0000\\ud800/\\u0007\"}",
      "{\"id\": \"a/b\", \"cardData\": {\"license\": {\"a\": 1}, \"base_model\": {\"x\": [1]}}}",
      "- {name: {value: [1]}, dependencies: {value: {x: 1}}}\n- {name: A, dependencies: [[A], {}, "
      "~, {value: A}]}",
      "- <<: {name: A}\n- ? {a: b}\n  : c\n",
      "%YAML 1.2\n---\n- !!binary x\n...\n- y\n",
  };
  for (const std::string& input : kInputs) {
    SCOPED_TRACE(input.substr(0, 60));
    for (const auto format : {ImportFormat::kEcosystemGraphs, ImportFormat::kHuggingFace}) {
      const auto result = import_graph(format, {{{"in", input}, "me/card"}});
      ASSERT_TRUE(result.ok());
      EXPECT_EQ(load_problems(result.value()).substr(0, 2000), "");
    }
  }
}

TEST(Import, RandomChangesOfRealText) {
  const std::string kSeeds[] = {
      read_file(source_dir() / "tests/data/import/assets/oak.yaml"),
      read_file(source_dir() / "tests/data/import/assets/thrush.yaml"),
      read_file(source_dir() / "tests/data/import/hub.jsonl"),
      read_file(source_dir() / "tests/data/import/cards/thrush/thrush-7b/README.md"),
  };
  std::mt19937 random(1);
  const auto below = [&](std::size_t limit) { return random() % std::max<std::size_t>(limit, 1); };
  ImportOptions options;
  options.policies = {"tests/none.yaml"};
  for (int round = 0; round < 500; ++round) {
    std::string text = kSeeds[below(4)];
    ASSERT_FALSE(text.empty());
    for (std::size_t edits = 1 + below(8); edits != 0; --edits) {
      const std::size_t at = below(text.size()), length = below(12);
      switch (below(4)) {
        case 0:
          text[at] = static_cast<char>(below(256));
          break;
        case 1:
          text.erase(at, length);
          break;
        case 2:
          text.insert(at, text.substr(below(text.size()), length));
          break;
        default:
          text.insert(at, 1, "[]{}:,-&*!\"'\n\t|>#%@`"[below(20)]);
      }
      if (text.empty()) text = "x";
    }
    SCOPED_TRACE(text);
    const auto format =
        round % 2 == 0 ? ImportFormat::kEcosystemGraphs : ImportFormat::kHuggingFace;
    const auto result = import_graph(format, {{{"in", text}, "me/card"}}, options);
    ASSERT_TRUE(result.ok());
    // The policies cannot be found, and nothing else may be wrong.
    TreeFiles files;
    const Result<Model> model = load({{"graph.yaml", result.value().graph}}, files, {});
    ASSERT_FALSE(model.ok());
    ASSERT_EQ(model.problems().size(), 1U) << result.value().graph;
  }
}

}  // namespace
}  // namespace flowdown
