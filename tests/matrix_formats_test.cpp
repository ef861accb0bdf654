// Matrices in every format, with titles that try to break it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "flowdown/load.hpp"
#include "flowdown/matrix.hpp"
#include "flowdown/tables.hpp"
#include "report/layout.hpp"
#include "support/memory_files.hpp"

namespace flowdown {
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
