// matrix(): cells of policies against enumeration, cells of parties against the slow judge on
// random chains, totals; and every format with titles that try to break it.
#include "flowdown/matrix.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "flowdown/load.hpp"
#include "flowdown/tables.hpp"
#include "oracle/naive_judge.hpp"
#include "report/layout.hpp"
#include "support/memory_files.hpp"
#include "support/random_model.hpp"

namespace flowdown {
namespace oracle {
namespace {

constexpr std::uint64_t kPolicySets = 1500;
constexpr std::uint64_t kChains = 800;

// The sums are those of the cells.
void expect_sums(const Matrix& matrix) {
  for (std::size_t c = 0; c < matrix.columns.size(); ++c) {
    std::size_t total = 0, weaker = 0;
    for (const MatrixRow& row : matrix.rows) {
      total += prohibits_some(row.cells[c]) ? 1U : 0U;
      weaker += row.cells[c] == Cell::kWeaker ? 1U : 0U;
    }
    ASSERT_EQ(matrix.columns[c].total, total);
    ASSERT_EQ(matrix.columns[c].weaker, weaker);
  }
  for (const MatrixRow& row : matrix.rows) {
    ASSERT_EQ(row.cells.size(), matrix.columns.size());
    const auto count = [&row](auto test) {
      return static_cast<std::size_t>(std::count_if(row.cells.begin(), row.cells.end(), test));
    };
    ASSERT_EQ(row.total, count(prohibits_some));
    ASSERT_EQ(row.weaker, count([](Cell cell) { return cell == Cell::kWeaker; }));
  }
}

// --- Policies

struct Policies {
  explicit Policies(std::uint64_t seed) : rng(seed) {
    RandomOptions options;
    options.max_contexts = 80;
    const TaxonomySpec spec = random_taxonomy(rng, options);
    taxonomy = build_taxonomy(spec);
    const std::size_t count = 1 + pick(rng, 4);
    for (std::size_t i = 0; i < count; ++i) {
      VersionSpec version = random_version(rng, spec);
      if (chance(rng, 0.2)) version.where = random_context(rng, spec, 0.2);
      PolicyVersion built = build_version(taxonomy, PolicySpec{}, version);
      built.policy = PolicyId(i);
      ids.emplace_back(i);
      set.policies.push_back({"p" + std::to_string(i), {VersionId(i)}});
      set.versions.push_back(std::move(built));
    }
    set.index();
    if (chance(rng, 0.4)) {
      const VersionSpec version = random_version(rng, spec);
      where = build_version(taxonomy, PolicySpec{}, version).rules.front().when;
    }
  }

  Rng rng;
  Taxonomy taxonomy;
  PolicySet set;
  std::vector<VersionId> ids;
  Context where;
};

// All of some use of the row, else some of some use, else an allowance of one.
Cell cell_naive(const Policies& policies, const Space& space, VersionId id,
                const std::vector<UseId>& uses) {
  const PolicyVersion& version = policies.set[id];
  Cell best = Cell::kSilent;
  for (const UseId use : uses) {
    std::size_t asked = 0, prohibited = 0, allowed = 0;
    for (std::size_t c = 0; c < space.contexts(); ++c) {
      if (!meets(policies.where, space.context(c))) continue;
      ++asked;
      const UsePoint point{use, space.context(c)};
      if (prohibits_naive(policies.taxonomy, version, point)) {
        ++prohibited;
      } else if (allows_naive(policies.taxonomy, version, point)) {
        ++allowed;
      }
    }
    Cell cell = allowed > 0 ? Cell::kAllowed : Cell::kSilent;
    if (prohibited > 0) cell = prohibited == asked ? Cell::kWhole : Cell::kPart;
    best = std::max(best, cell);
  }
  return best;
}

TEST(MatrixOracle, CellsOfPoliciesAreAsEnumerationSays) {
  std::map<Cell, std::size_t> seen;
  std::size_t left_out = 0;
  for (std::uint64_t seed = 0; seed < kPolicySets; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    const Policies policies(seed);
    const Space space(policies.taxonomy);
    Algebra algebra(policies.taxonomy);
    const ContextSet where = algebra.contexts().meeting(policies.where);
    const Grouping& grouping = policies.taxonomy.groupings.front();
    for (const Grouping* by : {&grouping, static_cast<const Grouping*>(nullptr)}) {
      const Matrix table = matrix(algebra, policies.set, policies.ids, by, where);
      ASSERT_FALSE(table.of_parties);
      ASSERT_EQ(table.by, by == nullptr ? "use" : by->id);
      ASSERT_EQ(table.columns.size(), policies.ids.size());
      ASSERT_NO_FATAL_FAILURE(expect_sums(table));
      std::set<std::string> shown;
      for (const MatrixRow& row : table.rows) {
        ASSERT_TRUE(shown.insert(row.id).second);
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
          ASSERT_EQ(row.cells[c], cell_naive(policies, space, policies.ids[c], row.uses)) << row.id;
          ++seen[row.cells[c]];
        }
      }
      if (by != nullptr) {
        ASSERT_EQ(table.rows.size(), by->groups.size());
        ASSERT_EQ(table.left_out, 0U);
        continue;
      }
      // Left out are the uses of which no policy says anything, and no other.
      ASSERT_EQ(table.rows.size() + table.left_out, policies.taxonomy.uses.size());
      left_out += table.left_out;
      for (std::size_t u = 0; u < policies.taxonomy.uses.size(); ++u) {
        const bool spoken_of =
            std::any_of(policies.ids.begin(), policies.ids.end(), [&](VersionId id) {
              return cell_naive(policies, space, id, {UseId(u)}) != Cell::kSilent;
            });
        ASSERT_EQ(shown.contains(policies.taxonomy.uses[u].id), spoken_of);
      }
    }
  }
  for (const Cell cell : {Cell::kSilent, Cell::kAllowed, Cell::kPart, Cell::kWhole}) {
    EXPECT_GT(seen[cell], kPolicySets / 20) << name_of(cell);
  }
  EXPECT_GT(left_out, kPolicySets / 20);
}

// --- Parties

struct Chain {
  explicit Chain(std::uint64_t seed)
      : spec(random_spec(seed)),
        model(build(spec)),
        flow(propagate(model, spec.as_of)),
        findings(judge(flow)),
        naive(model, spec.as_of),
        oracle(naive) {
    for (const NaiveFinding& finding : oracle.findings()) found.insert(finding);
  }
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;

  std::set<Holding> holdings_of(PartyId party) const {
    std::set<Holding> result;
    for (const Holding& h : naive.holdings()) {
      if (h.party == party) result.insert(h);
    }
    return result;
  }

  // The gaps of one holding: by use and policy, the code.
  std::map<std::pair<std::string, std::string>, Code> gaps(const Holding& h) const {
    std::map<std::pair<std::string, std::string>, Code> result;
    for (const NaiveFinding& finding : found) {
      const bool gap = finding.code == Code::kGapPermits || finding.code == Code::kGapSilent ||
                       finding.code == Code::kGapNarrower || finding.code == Code::kGapCatchAll;
      if (!gap || finding.where != model.graph.id_of(h.party) ||
          finding.artifact != model.graph.id_of(h.artifact)) {
        continue;
      }
      for (const std::string& use : finding.uses) result[{use, finding.policy}] = finding.code;
    }
    return result;
  }

  Spec spec;
  Model model;
  Flow flow;
  Findings findings;
  NaiveFlow naive;
  NaiveJudge oracle;
  std::set<NaiveFinding> found;
};

// The cell of one party, from the sentences of docs/semantics.md.
Cell cell_naive(const Chain& chain, PartyId party, const std::vector<UseId>& uses, bool by_use) {
  const Graph& graph = chain.model.graph;
  if (graph.policies_of(graph.parties[party.index()]).stated == Stated::kUnknown) {
    return Cell::kUnknown;
  }
  const Space& space = chain.naive.space();
  const auto is_member = [&](const std::string& id) {
    return std::any_of(uses.begin(), uses.end(),
                       [&](UseId use) { return chain.model.taxonomy.uses[use.index()].id == id; });
  };
  const auto some = [&](const NumberSet& points) {
    return std::any_of(uses.begin(), uses.end(),
                       [&](UseId use) { return space.has_point_of(points, use); });
  };
  bool weaker = false, open = false, own_some = false;
  for (const Holding& h : chain.holdings_of(party)) {
    const NumberSet own = chain.oracle.own_points(h, RuleKind::kProhibit);
    own_some = own_some || some(own);
    const NumberSet counting = space.in_contexts(chain.oracle.answered_for(h));
    for (const auto& [gap, code] : chain.gaps(h)) {
      if (!is_member(gap.first)) continue;
      open = true;
      if (by_use) {
        weaker = weaker || code == Code::kGapSilent || code == Code::kGapPermits;
      } else if (code != Code::kGapCatchAll && !some(own & counting)) {
        weaker = true;
      }
    }
  }
  if (weaker) return Cell::kWeaker;
  if (open) return Cell::kPartly;
  return own_some ? Cell::kOwn : Cell::kNothing;
}

TEST(MatrixOracle, CellsOfPartiesAreAsTheSlowJudgeSays) {
  std::map<Cell, std::size_t> seen;
  for (std::uint64_t seed = 0; seed < kChains; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    const Chain chain(seed);
    std::set<PartyId> holders;
    for (const Holding& h : chain.naive.holdings()) holders.insert(h.party);
    for (const bool by_use : {false, true}) {
      const Matrix table = matrix(chain.flow, chain.findings, by_use);
      ASSERT_TRUE(table.of_parties);
      ASSERT_EQ(table.as_of, chain.spec.as_of);
      ASSERT_EQ(table.by, by_use ? "use" : "klyman-17");
      ASSERT_NO_FATAL_FAILURE(expect_sums(table));
      std::vector<PartyId> shown;
      for (const MatrixColumn& column : table.columns) shown.push_back(column.party);
      ASSERT_EQ(shown, std::vector<PartyId>(holders.begin(), holders.end()));
      for (const MatrixRow& row : table.rows) {
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
          ASSERT_EQ(row.cells[c], cell_naive(chain, shown[c], row.uses, by_use))
              << row.id << " of " << table.columns[c].id << '\n'
              << describe(chain.model, chain.spec.as_of);
          ++seen[row.cells[c]];
        }
      }
      if (!by_use) {
        ASSERT_EQ(table.left_out, 0U);
        ASSERT_EQ(table.rows.size(), chain.findings.grouping->groups.size());
      } else {
        ASSERT_EQ(table.rows.size() + table.left_out, chain.model.taxonomy.uses.size());
      }
    }
  }
  for (const Cell cell :
       {Cell::kOwn, Cell::kPartly, Cell::kWeaker, Cell::kNothing, Cell::kUnknown}) {
    EXPECT_GT(seen[cell], kChains / 10) << name_of(cell);
  }
}

}  // namespace
}  // namespace oracle

// --- Formats

namespace {

constexpr std::string_view kHostile[] = {"<script>alert(1)</script>",
                                         "a | b",
                                         "=cmd|'/c calc'!A0",
                                         "+1",
                                         "-1",
                                         "@here",
                                         "\\u202eevil",
                                         "two\\nlines",
                                         "say \\\"no\\\"",
                                         "a,b;c",
                                         "`code` *bold* _it_ [x](y)",
                                         "&amp; <b>",
                                         "tab\\tbed",
                                         "\\u2066bell",
                                         "'"};

// Two policies and a graph of two parties, each title one of the hostile ones.
Model hostile_model(std::size_t n) {
  const auto nth = [n](std::size_t i) {
    return std::string(kHostile[(n + i) % std::size(kHostile)]);
  };
  std::string taxonomy(testing::kSmallTaxonomy);
  const auto replace = [&taxonomy](std::string_view what, const std::string& with) {
    taxonomy.replace(taxonomy.find(what), what.size(), with);
  };
  replace("medical_advice: Medical advice", "medical_advice: \"" + nth(0) + "\"");
  replace("\"Law & order\"", "\"" + nth(1) + "\"");
  LoadOptions options;
  options.taxonomy = SourceText{"small.yaml", taxonomy};
  const auto policy = [](const std::string& id, const std::string& title,
                         const std::string& version, const std::string& rules) {
    return fmt::format(
        "flowdown: 1\npolicy: {}\ntitle: \"{}\"\nissuer: maker\nversion: \"{}\"\n"
        "document: standalone\ncomplete: false\nrules: [{}]\n",
        id, title, version, rules);
  };
  const std::string graph = fmt::format(
      "flowdown: 1\ngraph: g\ntitle: \"{}\"\nas_of: 2024-06-01\nparties:\n"
      "  maker: {{kind: developer, title: \"{}\", policies: [p]}}\n"
      "  shop: {{kind: application, title: \"{}\", policies: [q]}}\n"
      "artifacts: {{m: {{kind: model, developer: maker}}}}\n"
      "agreements: [{{id: s, from: maker, to: shop, artifacts: [m], channel: api}}]\n",
      nth(2), nth(3), nth(4));
  testing::MemoryFiles files;
  Sources sources;
  Result<Model> model =
      load_any({{"p.yaml", policy("p", nth(5), nth(6), "{prohibit: [csam, medical_advice]}")},
                {"q.yaml", policy("q", nth(7), nth(8),
                                  "{prohibit: [csam], when: {audience: [consumer]}}, "
                                  "{allow: unlawful}")},
                {"g.yaml", graph}},
               files, options, &sources);
  if (!model) throw std::runtime_error(render(model.problems(), sources));
  return std::move(model).value();
}

// The matrices of a model: policies and parties, by group and by use.
std::vector<Matrix> matrices(const Model& model) {
  Algebra algebra(model.taxonomy);
  std::vector<VersionId> ids;
  for (std::size_t i = 0; i < model.policies.versions.size(); ++i) ids.emplace_back(i);
  const Grouping* grouping = model.taxonomy.find_grouping("small-2");
  const Flow flow = propagate(model, *model.graph.as_of);
  std::vector<Matrix> result{
      matrix(algebra, model.policies, ids, grouping), matrix(algebra, model.policies, ids, nullptr),
      matrix(flow, judge(flow, {"small-2"})), matrix(flow, judge(flow, {"small-2"}), true)};
  result.front().condition = "territory=\x1b[31m<b>|";
  return result;
}

// RFC 4180, strictly: records end in CRLF, a quote stands only in quoted fields, doubled.
std::vector<std::vector<std::string>> parse_csv(std::string_view text) {
  std::vector<std::vector<std::string>> records;
  std::vector<std::string> record;
  std::size_t at = 0;
  while (at < text.size()) {
    std::string field;
    if (text[at] == '"') {
      for (++at;; ++at) {
        if (at >= text.size()) throw std::runtime_error("a quote that does not end");
        if (text[at] == '"') {
          if (at + 1 >= text.size() || text[at + 1] != '"') break;
          ++at;
        }
        field += text[at];
      }
      ++at;
    } else {
      while (at < text.size() && text[at] != ',' && text[at] != '\r') {
        if (text[at] == '"' || text[at] == '\n') throw std::runtime_error("must be quoted");
        field += text[at++];
      }
    }
    record.push_back(std::move(field));
    if (text.substr(at, 2) == "\r\n") {
      records.push_back(std::move(record));
      record.clear();
      at += 2;
    } else if (at < text.size() && text[at] == ',') {
      ++at;
    } else {
      throw std::runtime_error("neither a comma nor the end of a record");
    }
  }
  if (!record.empty()) throw std::runtime_error("the last record does not end");
  return records;
}

// Nothing that acts on a terminal or on the order of text, but line ends.
void expect_harmless(const std::string& text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    EXPECT_TRUE((byte >= 0x20 && byte != 0x7f) || c == '\n' || c == '\r') << int{byte};
  }
  EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos) << "a bidi override";
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

class MatrixFormats : public ::testing::TestWithParam<std::size_t> {
 protected:
  Model model_ = hostile_model(GetParam());
};

TEST_P(MatrixFormats, CsvParsesBack) {
  for (const Matrix& table : matrices(model_)) {
    const std::string csv = matrix_csv(table);
    expect_harmless(csv);
    const auto records = parse_csv(csv);
    const std::size_t sums = table.of_parties ? 2 : 1;
    ASSERT_EQ(records.size(), 1 + table.rows.size() + sums) << csv;
    for (const auto& record : records) {
      ASSERT_EQ(record.size(), 1 + table.columns.size() + sums) << csv;
      for (const std::string& field : record) {
        EXPECT_EQ(field.find_first_of("=+-@"), field.find_first_of("=+-@", 1))
            << "a formula: " << field;
      }
    }
    EXPECT_EQ(records[0][0], table.by == "use" ? "use" : "group");
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      EXPECT_EQ(records[0][1 + c], printable(table.columns[c].id));
      EXPECT_EQ(records[1 + table.rows.size()][1 + c], std::to_string(table.columns[c].total));
    }
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      const std::string& id = records[1 + r][0];
      const std::string plain = printable(table.rows[r].id);
      EXPECT_TRUE(id == plain || id == "'" + plain) << id;
      for (std::size_t c = 0; c < table.columns.size(); ++c) {
        EXPECT_EQ(records[1 + r][1 + c], name_of(table.rows[r].cells[c]));
      }
      EXPECT_EQ(records[1 + r][1 + table.columns.size()], std::to_string(table.rows[r].total));
    }
  }
}

TEST_P(MatrixFormats, MarkdownIsOneTableOfOneWidth) {
  for (const Matrix& table : matrices(model_)) {
    const std::string markdown = matrix_markdown(model_, table);
    expect_harmless(markdown);
    std::set<std::size_t> widths;
    std::size_t rows = 0;
    for (const std::string& line : lines_of(markdown)) {
      if (!line.starts_with("|")) continue;
      ++rows;
      std::size_t bars = 0;
      for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\') {
          ++i;
        } else {
          bars += line[i] == '|' ? 1U : 0U;
        }
      }
      widths.insert(bars);
    }
    EXPECT_EQ(widths.size(), 1U) << markdown;
    EXPECT_EQ(*widths.begin(), 3 + table.columns.size() + (table.of_parties ? 1 : 0));
    EXPECT_EQ(rows, 2 + table.rows.size() + (table.of_parties ? 2 : 1)) << markdown;
    EXPECT_EQ(markdown.find("<script>"), std::string::npos);
    EXPECT_EQ(markdown.find("](y)"), std::string::npos);
  }
}

TEST_P(MatrixFormats, HtmlHoldsNoMarkupOfTheFiles) {
  for (const Matrix& table : matrices(model_)) {
    const std::string html = matrix_html(model_, table);
    expect_harmless(html);
    for (const char* markup : {"<script", "<b>", "onerror=", "&amp; <"}) {
      EXPECT_EQ(html.find(markup), std::string::npos) << markup;
    }
    EXPECT_TRUE(html.starts_with("<!doctype html>\n") && html.ends_with("</html>\n"));
  }
}

TEST_P(MatrixFormats, TextKeepsToItsWidth) {
  for (const Matrix& table : matrices(model_)) {
    for (const std::size_t width : {40U, 60U, 100U, 200U}) {
      const std::string text = matrix_text(model_, table, {width, false});
      expect_harmless(text);
      for (const std::string& line : lines_of(text)) EXPECT_LE(columns(line), width) << line;
    }
  }
}

TEST_P(MatrixFormats, JsonHoldsTheTextAsItIs) {
  for (const Matrix& table : matrices(model_)) {
    const auto json = nlohmann::json::parse(matrix_json(model_, table));
    const auto& columns = json.at(table.of_parties ? "parties" : "policies");
    ASSERT_EQ(columns.size(), table.columns.size());
    ASSERT_EQ(json.at("rows").size(), table.rows.size());
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      EXPECT_EQ(columns[c].at("title").get<std::string>(), table.columns[c].title);
      EXPECT_EQ(columns[c].at("total").get<std::size_t>(), table.columns[c].total);
    }
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      const auto& row = json.at("rows")[r];
      EXPECT_EQ(row.at(table.by == "use" ? "use" : "group").get<std::string>(), table.rows[r].id);
      for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const Cell cell = table.rows[r].cells[c];
        EXPECT_EQ(row.at("cells")[c].get<bool>(), prohibits_some(cell));
        EXPECT_EQ(row.at("states")[c].get<std::string>(), name_of(cell));
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Hostile, MatrixFormats,
                         ::testing::Range<std::size_t>(0, std::size(kHostile)));

TEST(MatrixText, CutsATableOfManyColumnsIntoSeveral) {
  const Model model = hostile_model(5);
  Algebra algebra(model.taxonomy);
  Matrix table =
      matrix(algebra, model.policies, {VersionId(0)}, model.taxonomy.find_grouping("small-2"));
  const std::size_t columns_wanted = 30;
  for (std::size_t c = 1; c < columns_wanted; ++c) {
    table.columns.push_back(table.columns.front());
    for (MatrixRow& row : table.rows) row.cells.push_back(row.cells.front());
  }
  const std::string text = matrix_text(model, table, {40, false});
  std::size_t signs = 0;
  for (std::size_t at = 0; (at = text.find("●", at)) != std::string::npos; ++at) ++signs;
  EXPECT_EQ(signs, columns_wanted + 1) << "each cell once, and one line of the legend\n" << text;
  for (const std::string& line : lines_of(text)) EXPECT_LE(columns(line), 40U) << line;
}

TEST(MatrixText, ReadsAsATable) {
  const Model model = hostile_model(11);
  const std::vector<Matrix> tables = matrices(model);
  EXPECT_EQ(matrix_csv(tables[2]),
            "group,maker,shop,total,weaker\r\n"
            "Harm,own,partly,2,0\r\n"
            "tab\\x09bed,nothing,nothing,0,0\r\n"
            "total,1,1,2,\r\n"
            "weaker,0,0,,0\r\n");
}

// A grouping may have a title of nothing, and the first field of a line is then empty.
TEST(MatrixCsv, KeepsAnEmptyFirstField) {
  Matrix table;
  table.by = "g";
  table.columns.resize(1);
  table.columns[0].id = "p";
  table.rows.push_back({"", "", {}, {Cell::kWhole}, 1, 0});
  EXPECT_EQ(matrix_csv(table), "group,p,total\r\n,whole,1\r\ntotal,0,0\r\n");
}

}  // namespace
}  // namespace flowdown
