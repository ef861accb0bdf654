// The audit of graphs/bedrock-2024.yaml against what is known from the published table: which uses
// and groups six developers prohibit that AWS's own policies do not.
//
// tests/data/bedrock_expected.json holds the rows of the table (made without any is-a link), and
// for each use by which the audit differs from them, the links that explain it. Here the two are
// held against each other and against the links that the taxonomy has.

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "flowdown/findings.hpp"
#include "support/disk_files.hpp"

namespace flowdown {
namespace {

using Names = std::set<std::string>;

struct Audit {
  Model model;
  Flow flow;
  Findings findings;
};

// Made once: the tests only read it.
const Audit& audit() {
  static const Audit* made = [] {
    auto* a = new Audit{testing::load_shipped_graph("graphs/bedrock-2024.yaml"), {}, {}};
    a->flow = propagate(a->model, *a->model.graph.as_of);
    a->findings = judge(a->flow);
    return a;
  }();
  return *made;
}

const nlohmann::json& expected() {
  static const auto* json = new nlohmann::json(nlohmann::json::parse(
      testing::read_file(testing::source_dir() / "tests/data/bedrock_expected.json")));
  return *json;
}

Names names(const nlohmann::json& list) { return list.get<Names>(); }

Names use_ids(const std::vector<UseId>& uses) {
  Names ids;
  for (const UseId use : uses) ids.insert(audit().model.taxonomy.uses[use.index()].id);
  return ids;
}

std::map<std::string, std::string> ids_by_label() {
  std::map<std::string, std::string> ids;
  for (const Use& use : audit().model.taxonomy.uses) {
    if (!use.label.empty()) ids[use.label] = use.id;
  }
  return ids;
}

bool is_gap(Code code) {
  return code == Code::kGapPermits || code == Code::kGapSilent || code == Code::kGapNarrower ||
         code == Code::kGapCatchAll;
}

struct Gaps {
  std::map<std::string, Names> by_code;
  Names uses, groups;
};

// What the audit of the graph says about AWS and one upstream policy.
Gaps gaps_of_graph(const std::string& policy) {
  Gaps gaps;
  const Audit& a = audit();
  const PartyId aws = a.model.graph.find_party("aws");
  for (const Finding& finding : a.findings.findings) {
    if (!is_gap(finding.code) || finding.party != aws) continue;
    if (a.model.policies.policies[finding.policy.index()].id != policy) continue;
    const Detail& detail = a.findings.detail(finding);
    const Names uses = use_ids(detail.uses);
    gaps.by_code[std::string(info(finding.code).name)].insert(uses.begin(), uses.end());
    gaps.uses.insert(uses.begin(), uses.end());
    for (const std::uint32_t group : detail.groups) {
      gaps.groups.insert(a.findings.grouping->groups[group].title);
    }
  }
  return gaps;
}

// The same from the two policies alone, for a pair that the graph does not bring together.
Gaps gaps_of_policies(const std::string& upstream, const std::string& own) {
  const Audit& a = audit();
  const PolicySet& policies = a.model.policies;
  const auto in_force = [&](const std::string& id) {
    return policies.in_force(policies.find(id).value(), a.flow.as_of);
  };
  Algebra& algebra = a.flow.sets->algebra();
  const Region theirs = a.flow.sets->prohibited(in_force(upstream));
  const Region ours = a.flow.sets->prohibited(in_force(own));
  const Region missing = algebra.subtract(theirs, ours);
  Gaps gaps;
  std::vector<UseId> uses = missing.always.members();
  for (const auto& [use, set] : missing.sometimes) uses.push_back(use);
  gaps.uses = use_ids(uses);
  for (const Group& group : a.model.taxonomy.find_grouping("klyman-17")->groups) {
    const auto any = [&](const Region& region) {
      return std::any_of(group.uses.begin(), group.uses.end(),
                         [&](UseId use) { return region.of(use) != kNoContext; });
    };
    if (any(theirs) && !any(ours)) gaps.groups.insert(group.title);
  }
  return gaps;
}

class BedrockPair : public ::testing::TestWithParam<std::size_t> {
 protected:
  const nlohmann::json& pair() const { return expected().at("pairs").at(GetParam()); }
  std::string policy() const { return pair().at("policy"); }
  bool in_graph() const { return policy() != "mistral-terms"; }
  Gaps gaps() const {
    return in_graph() ? gaps_of_graph(policy()) : gaps_of_policies(policy(), "aws-aup");
  }
};

TEST_P(BedrockPair, GroupsAreThoseOfTheTable) {
  EXPECT_EQ(gaps().groups, names(pair().at("groups_missing")));
}

TEST_P(BedrockPair, UsesAreThoseOfTheTableButForExplainedOnes) {
  const auto ids = ids_by_label();
  Names rows;
  for (const std::string& label : names(pair().at("rows_missing"))) rows.insert(ids.at(label));
  Names gone, come;
  for (const auto& entry : pair().at("explained_by")) {
    const bool disappears = entry.at("change") == "disappears";
    (disappears ? gone : come).insert(entry.at("use").get<std::string>());
  }
  Names from_rows = rows;
  for (const std::string& use : gone) EXPECT_EQ(from_rows.erase(use), 1U) << use;
  for (const std::string& use : come) EXPECT_TRUE(from_rows.insert(use).second) << use;
  EXPECT_EQ(gaps().uses, from_rows);
}

TEST_P(BedrockPair, CodesAreAsExpected) {
  if (!in_graph()) return;  // two policies alone have no codes
  std::map<std::string, Names> codes = pair().at("codes").get<std::map<std::string, Names>>();
  EXPECT_EQ(gaps().by_code, codes);
}

// "killing is in physical_harm": each link that explains a difference is in the taxonomy.
TEST_P(BedrockPair, ExplainingLinksAreInTheTaxonomy) {
  const Taxonomy& taxonomy = audit().model.taxonomy;
  for (const auto& entry : pair().at("explained_by")) {
    ASSERT_FALSE(entry.at("links").empty());
    for (const std::string link : entry.at("links")) {
      std::istringstream words(link);
      std::string child, is, in, parent;
      words >> child >> is >> in >> parent;
      const auto child_id = taxonomy.find_use(child);
      const auto parent_id = taxonomy.find_use(parent);
      ASSERT_TRUE(child_id && parent_id) << link;
      const std::vector<UseId>& parents = taxonomy.uses[child_id->index()].parents;
      EXPECT_NE(std::find(parents.begin(), parents.end(), *parent_id), parents.end()) << link;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(ToAws, BedrockPair, ::testing::Range<std::size_t>(0, 6),
                         [](const auto& param) {
                           std::string name = expected()["pairs"][param.param]["developer"];
                           std::erase(name, ' ');
                           return name;
                         });

TEST(Bedrock, MetaToAwsHasThe28RowsOfTheTable) {
  EXPECT_EQ(expected()["pairs"][0]["developer"], "Meta");
  EXPECT_EQ(expected()["pairs"][0]["rows_missing"].size(), 28U);
}

TEST(Bedrock, MistralsTermsStopAtTheChannelThatTheyDoNotCover) {
  const Audit& a = audit();
  const bool stopped = std::any_of(
      a.findings.findings.begin(), a.findings.findings.end(), [&](const Finding& finding) {
        return finding.code == Code::kBlindOutOfScope &&
               a.model.graph.id_of(finding.agreement) == "mistral-to-aws" &&
               a.model.policies.policies[finding.policy.index()].id == "mistral-terms";
      });
  EXPECT_TRUE(stopped);
}

TEST(Bedrock, ACustomerThatRestatesAndMonitorsHasNothingToDo) {
  const Audit& a = audit();
  const PartyId parley = a.model.graph.find_party("parley");
  ASSERT_TRUE(parley);
  for (const Finding& finding : a.findings.findings) {
    EXPECT_FALSE(finding.party == parley && finding.severity != Severity::kNote)
        << info(finding.code).name;
  }
}

std::vector<std::vector<std::string>> read_table(const std::string& path) {
  std::istringstream lines(testing::read_file(path));
  std::vector<std::vector<std::string>> table;
  for (std::string line; std::getline(lines, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.pop_back();
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    table.push_back(cells);
  }
  return table;
}

// Holds the rows in this repository against the published table itself, where that is at hand.
TEST(Bedrock, ExpectedRowsAreThoseOfThePublishedTable) {
  const char* data = std::getenv("FLOWDOWN_DATA");
  if (data == nullptr) {
    GTEST_SKIP() << "FLOWDOWN_DATA is not set to a folder with aups.csv: the rows were not held "
                    "against the published table";
  }
  const auto table = read_table(std::string(data) + "/aups.csv");
  ASSERT_GT(table.size(), 2U);
  const auto column = [&](const std::string& developer) {
    return static_cast<std::size_t>(std::find(table[0].begin(), table[0].end(), developer) -
                                    table[0].begin());
  };
  for (const auto& pair : expected()["pairs"]) {
    const std::size_t theirs = column(pair["developer"]), ours = column("Amazon");
    ASSERT_LT(theirs, table[0].size());
    Names rows;
    for (std::size_t r = 2; r < table.size(); ++r) {
      if (table[r].size() > theirs && table[r][theirs] == "1" && table[r][ours] == "0") {
        rows.insert(table[r][0]);
      }
    }
    EXPECT_EQ(rows, names(pair["rows_missing"])) << pair["developer"];
  }
}

}  // namespace
}  // namespace flowdown
