// Taxonomies: one base, files that extend it, and what may go wrong between them.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/memory_files.hpp"

namespace flowdown {
namespace {

struct Case {
  std::string situation, text, problems;
};

const std::string kBase =
    "flowdown: 1\ntaxonomy: base\nmodalities: [text]\nchannels: [weights, api, app]\n"
    "audiences: [consumer]\npurposes: [commercial]\n";  // lines 1 to 6

// The problems of a base called base.yaml.
std::string problems_of_base(const std::string& text) {
  Sources sources;
  testing::MemoryFiles files;
  LoadOptions options;
  options.taxonomy = SourceText{"base.yaml", text};
  const auto model = load_policies({}, files, options, &sources);
  return model.ok() ? "" : testing::brief(model.problems(), sources, "base.yaml");
}

std::string ids(const std::vector<Use>& uses, const std::vector<UseId>& members) {
  std::string text;
  for (const UseId use : members) text += uses[use.index()].id + " ";
  return text;
}

TEST(LoadTaxonomy, ReadsEveryKey) {
  testing::MemoryFiles files;
  const auto model = load_policies({}, files, testing::with_small_taxonomy());
  ASSERT_TRUE(model.ok());
  const Taxonomy& t = model.value().taxonomy;
  ASSERT_EQ(t.uses.size(), 7U);
  const Use& harassment = t.uses[t.find_use("harassment")->index()];
  EXPECT_EQ(harassment.title, "Harassment");
  EXPECT_EQ(ids(t.uses, harassment.parents), "abuse ");
  EXPECT_EQ(ids(t.uses, t.below(*t.find_use("abuse")).members()),
            "abuse csam harassment harassment.satire ");
  EXPECT_TRUE(t.uses[t.find_use("csam")->index()].typically_unlawful);
  EXPECT_TRUE(t.uses[t.find_use("unlawful")->index()].catch_all);
  EXPECT_EQ(t.uses[t.find_use("medical_advice")->index()].title, "Medical advice");
  EXPECT_EQ(t.values_of(Dimension::kModality), (std::vector<std::string>{"text", "image"}));
  EXPECT_EQ(t.values_of(Dimension::kChannel), (std::vector<std::string>{"weights", "api", "app"}));
  EXPECT_EQ(t.values_of(Dimension::kTerritory),
            (std::vector<std::string>{"AT", "DE", "CH", "US", "elsewhere"}));
  EXPECT_EQ(t.values_of(Dimension::kSector),
            (std::vector<std::string>{"health", "finance", "other"}));
  EXPECT_EQ(t.find_values(Dimension::kTerritory, "Europe")->to_ulong(), 0b00111U);
  EXPECT_EQ(t.find_values(Dimension::kTerritory, "US")->to_ulong(), 0b01000U);
  EXPECT_EQ(t.find_values(Dimension::kTerritory, "elsewhere")->to_ulong(), 0b10000U);
  EXPECT_FALSE(t.find_values(Dimension::kTerritory, "UK"));
  EXPECT_EQ(t.find_value(Dimension::kTerritory, "CH"), 2U);
  EXPECT_FALSE(t.find_value(Dimension::kTerritory, "EU"));
  EXPECT_EQ(t.safeguards[t.find_safeguard("human_review")->index()].title, "A person looks at it");
  EXPECT_EQ(t.safeguards[t.find_safeguard("consent")->index()].definition,
            "The person concerned agrees");
  const Duty& retention = t.duties[t.find_duty("retention")->index()];
  EXPECT_EQ(retention.parameter, "keep_for");
  EXPECT_EQ(retention.stricter, Stricter::kLarger);
  EXPECT_EQ(retention.contradicts_duties, std::vector{*t.find_duty("deletion")});
  EXPECT_EQ(retention.contradicts_uses, std::vector{*t.find_use("csam")});
  EXPECT_EQ(t.attributes[t.find_attribute("annual_revenue_usd")->index()].kind,
            AttributeKind::kMoney);
  const Grouping* grouping = t.find_grouping("small-2");
  ASSERT_NE(grouping, nullptr);
  ASSERT_EQ(grouping->groups.size(), 2U);
  EXPECT_EQ(grouping->groups[1].title, "Law & order");
  EXPECT_EQ(ids(t.uses, grouping->groups[0].uses), "abuse csam ");
}

TEST(LoadTaxonomy, ShipsOneThatLoads) {
  testing::MemoryFiles files;
  const auto model = load_policies({}, files, {});
  ASSERT_TRUE(model.ok());
  EXPECT_GT(model.value().taxonomy.uses.size(), 100U);
}

TEST(LoadTaxonomy, AnswersMistakes) {
  const std::vector<Case> cases = {
      {"as little as can be", "", ""},
      {"an unknown key", "use: {}\n", "7:1 unknown key `use`\n"},
      {"a list of uses", "uses: [a]\n", "7:7 `uses` must be a mapping of ids, not a list\n"},
      {"an unknown key of a use", "uses: {a: {titel: A}}\n", "7:12 unknown key `titel`\n"},
      {"a use without a value", "uses: {a: }\n",
       "7:8 use `a` must be a mapping of keys to values, not nothing\n"},
      {"an id with a blank", "uses: {a b: {}}\n", "7:8 `a b` cannot be the id of a use\n"},
      {"an unknown parent", "uses: {abuse: {}, b: {in: [abus]}}\n", "7:28 unknown use `abus`\n"},
      {"a use in itself", "uses: {a: {in: [a]}}\n", "7:17 the use `a` is in itself\n"},
      {"a cycle of uses", "uses:\n  c: {in: [a]}\n  b: {in: [c]}\n  a: {in: [b]}\n",
       "8:12 uses are in each other: `a` → `b` → `c` → `a`\n"},
      {"a parent declared later", "uses: {b: {in: a}, a: {}}\n", ""},
      {"an unknown kind of attribute", "attributes: {a: euros}\n", "7:17 `a` cannot be `euros`\n"},
      {"a duty that is a safeguard", "safeguards: {a: A}\nduties: {a: {}}\n",
       "8:10 `a` is both a safeguard and a duty\n"},
      {"a reserved safeguard", "safeguards: {waive: A}\n", "7:14 `waive` is a reserved word\n"},
      {"an order without a parameter", "duties: {a: {stricter: larger}}\n",
       "7:24 `stricter` without a `parameter`\n"},
      {"an order that is none", "duties: {a: {parameter: x, stricter: less}}\n",
       "7:38 `stricter` cannot be `less`\n"},
      {"a parameter that rules have", "duties: {a: {parameter: when}}\n",
       "7:25 rules have a key `when` already\n"},
      {"a contradiction with what is unknown", "duties: {a: {contradicts: [b]}}\n",
       "7:28 unknown duty or use `b`\n"},
      {"a duty against itself", "duties: {a: {contradicts: [a]}}\n",
       "7:28 the duty `a` contradicts itself\n"},
      {"a group of what is unknown", "groupings: {g: {A: [b]}}\n", "7:21 unknown use `b`\n"},
      {"a grouping that is a list", "groupings: {g: [a]}\n",
       "7:16 grouping `g` must be a mapping of groups to uses, not a list\n"},
      {"territories in each other", "territories: {A: [B], B: [C, A]}\n",
       "7:30 territories contain each other: `A` → `B` → `A`\n"},
      {"a list of territories", "territories: [A]\n",
       "7:14 `territories` must be a mapping of names to members, not a list\n"},
      {"a place without members", "territories: {A: , B: []}\n", ""},
      {"elsewhere as a key", "territories: {elsewhere: []}\n",
       "7:15 `elsewhere` is a reserved word\n"},
      {"elsewhere as a member", "territories: {A: [elsewhere]}\n",
       "7:19 `elsewhere` is a reserved word\n"},
      {"the other sector", "sectors: [health, other]\n", "7:19 `other` is a reserved word\n"},
      {"a sector twice", "sectors: [health, health]\n",
       "7:19 the sector `health` is declared twice\n"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(problems_of_base(kBase + c.text), c.problems) << c.situation;

  EXPECT_EQ(problems_of_base("flowdown: 1\ntaxonomy: t\nchannels: [weights, api]\n"),
            "2:11 the taxonomy has no `modalities`\n2:11 the taxonomy has no `audiences`\n"
            "2:11 the taxonomy has no `purposes`\n3:11 the taxonomy has no channel `app`\n");
  EXPECT_EQ(problems_of_base("flowdown: 1\npolicy: p\n"),
            "2:1 a policy where a taxonomy is expected\n");
  std::string sectors = "sectors: [s0";
  for (int i = 1; i < 511; ++i) sectors += ", s" + std::to_string(i);
  EXPECT_EQ(problems_of_base(kBase + sectors + "]\n"), "");
  EXPECT_EQ(problems_of_base(kBase + sectors + ",\n t]\n"),
            "8:2 more than 511 values in `sectors`\n");
  std::string places = "territories:\n";
  for (int i = 0; i < 512; ++i) places += "  t" + std::to_string(i) + ": []\n";
  EXPECT_EQ(problems_of_base(kBase + places), "519:3 more than 511 places in `territories`\n");
  std::string uses = "uses:\n";
  for (int i = 0; i < 8193; ++i) {
    uses += "  u" + std::to_string(i) + ": {in: [u" + std::to_string(i + 1) + "]}\n";
  }
  EXPECT_EQ(problems_of_base(kBase + uses), "8200:3 more than 8192 uses\n");
}

TEST(LoadTaxonomy, IsExtendedByOtherFiles) {
  testing::MemoryFiles files;
  const auto extend = [&](std::string text) {
    Sources sources;
    const auto model = load_policies({{"mine.yaml", "flowdown: 1\ntaxonomy: mine\n" + text}}, files,
                                     testing::with_small_taxonomy(), &sources);
    if (model.ok()) return std::string();
    std::string problems = testing::brief(model.problems(), sources, "mine.yaml");
    const SourcePos related = model.problems()[0].related;
    return problems + (related ? sources.describe(related) + "\n" : "");
  };
  EXPECT_EQ(extend("uses: {bullying: {in: [harassment]}}\nmodalities: [audio]\naudiences: [minor]\n"
                   "purposes: [research2]\nsectors: [law]\nterritories: {UK: [], World: [EU, UK]}\n"
                   "safeguards: {s: S}\nduties: {d: {contradicts: csam}}\nattributes: {a: count}\n"
                   "groupings: {g: {G: [bullying]}}\n"),
            "");
  EXPECT_EQ(extend("uses: {abuse: {}}\n"),
            "3:8 the use `abuse` is declared twice\nsmall.yaml:4:3\n");
  EXPECT_EQ(extend("modalities: [text]\n"),
            "3:14 the modality `text` is declared twice\nsmall.yaml:11:14\n");
  EXPECT_EQ(extend("territories: {EU: [UK]}\n"),
            "3:15 the territory `EU` is declared twice\nsmall.yaml:15:15\n");
  EXPECT_EQ(extend("territories: {AT: [Tyrol]}\n"),
            "3:15 the territory `AT` is declared twice\nsmall.yaml:15:20\n");
  EXPECT_EQ(extend("safeguards: {attribution: A}\n"),
            "3:14 `attribution` is both a duty and a safeguard\nsmall.yaml:21:3\n");
  EXPECT_EQ(extend("channels: [phone]\n"),
            "3:11 a taxonomy that extends another cannot add channels\n");
}

TEST(LoadTaxonomy, IsReplacedByOneOfItsName) {
  testing::MemoryFiles files;
  const std::string own =
      "flowdown: 1\ntaxonomy: flowdown\nmodalities: [smell]\n"
      "channels: [weights, api, app]\naudiences: [a]\npurposes: [p]\n";
  const auto alone = load_policies({{"t.yaml", own}}, files, {});
  ASSERT_TRUE(alone.ok());
  EXPECT_EQ(alone.value().taxonomy.values_of(Dimension::kModality)[0], "smell");
  // An option goes before it.
  const auto both = load_policies({{"t.yaml", own}}, files, testing::with_small_taxonomy());
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both.value().taxonomy.values_of(Dimension::kModality)[0], "text");
  Sources sources;
  const auto twice = load_policies({{"t.yaml", own}, {"u.yaml", own}}, files, {}, &sources);
  ASSERT_FALSE(twice.ok());
  EXPECT_EQ(testing::brief(twice.problems(), sources, ""),
            "u.yaml:2:11 a second file replaces the taxonomy that ships\n");
  // The file of the option may lie among the policies.
  files.add("p/small.yaml", std::string(testing::kSmallTaxonomy));
  LoadOptions options;
  options.taxonomy = SourceText{"p/small.yaml", std::string(testing::kSmallTaxonomy)};
  options.policy_paths = {"p"};
  EXPECT_TRUE(load_policies({}, files, options).ok());
}

}  // namespace
}  // namespace flowdown
