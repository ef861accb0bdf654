// The page as the library writes it: what stands in for a hostile id, which no file can hold but an
// importer or another caller can; pages without findings; and the pieces that a page is made of.
// tests/page reads whole pages back, as text and in a browser.
#include "flowdown/page.hpp"

#include <gtest/gtest.h>

#include <string>

#include "flowdown/load.hpp"
#include "render/html.hpp"
#include "support/memory_files.hpp"

namespace flowdown {
namespace {

constexpr std::string_view kPolicy = R"(flowdown: 1
policy: aup
issuer: lab
document: standalone
effective: 2024-01-01
flow_down: bind
rules:
  - {prohibit: [suicide], clause: 1.a}
)";

std::string graph_of(std::string_view own) {
  return R"(flowdown: 1
graph: chain
as_of: 2024-06-01
policies: [policies]
parties:
  lab: {kind: developer, policies: [aup]}
  app: {kind: application, practices: [monitoring], policies: )" +
         std::string(own) + R"(}
artifacts:
  model: {kind: model, developer: lab}
agreements:
  - {id: lab-to-app, from: lab, to: app, artifacts: [model], channel: api, incorporates: [aup]}
)";
}

Model model_of(std::string_view own) {
  testing::MemoryFiles files;
  files.add("policies/aup.yaml", std::string(kPolicy));
  Result<Model> model = load({{"graph.yaml", graph_of(own)}}, files, {});
  EXPECT_TRUE(model.ok());
  return std::move(model).value();
}

std::string page_of(const Model& model, const PageOptions& options = {"1.2.3", {}}) {
  const Flow flow = propagate(model, *model.graph.as_of);
  return html_page(flow, judge(flow), options);
}

std::size_t count_in(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++count;
  return count;
}

TEST(Page, HasTheFindingsTheVersionAndTheInputs) {
  const std::string page =
      page_of(model_of("none"), {"1.2.3", {{"b.yaml", "22"}, {"a<b>.yaml", "11"}}});
  EXPECT_EQ(count_in(page, "<tbody class=\"finding\""), 1U);
  EXPECT_NE(page.find("flowdown 1.2.3"), page.npos);
  const std::size_t a = page.find("a&lt;b&gt;.yaml"), b = page.find("b.yaml</code>");
  EXPECT_NE(a, page.npos);
  EXPECT_LT(a, b) << "inputs are listed by name";
  EXPECT_TRUE(page.ends_with("</html>\n"));
  EXPECT_EQ(page, page_of(model_of("none"), {"1.2.3", {{"a<b>.yaml", "11"}, {"b.yaml", "22"}}}));
}

TEST(Page, OfACleanGraphSaysSo) {
  const std::string page = page_of(model_of("[aup]"));
  EXPECT_NE(page.find("<p class=\"outcome\">Passes</p>"), page.npos);
  EXPECT_NE(page.find("Nobody: nothing is open."), page.npos);
  EXPECT_EQ(count_in(page, "<tbody class=\"finding\""), 0U);
}

TEST(Page, LeavesOutTheLeastGraveWhereThereAreTooMany) {
  const Model model = model_of("none, uses: [suicide]");
  const std::string whole = page_of(model);
  ASSERT_EQ(count_in(whole, "<tbody class=\"finding\""), 2U);
  EXPECT_EQ(whole.find("There are 2 findings"), whole.npos);
  PageOptions options{"1.2.3", {}};
  options.most_findings = 1;
  options.most_parties = 0;
  const std::string page = page_of(model, options);
  EXPECT_EQ(count_in(page, "<tbody class=\"finding\""), 1U);
  EXPECT_NE(page.find("There are 2 findings"), page.npos);
  EXPECT_NE(page.find("Left out: 1 party or agreement;"), page.npos);
  // No link leads to what is not there.
  for (std::size_t at = page.find("href=\"#finding-"); at != page.npos;
       at = page.find("href=\"#finding-", at + 1)) {
    const std::string anchor = page.substr(at + 7, 24);
    EXPECT_NE(page.find("id=\"" + anchor + "\""), page.npos) << anchor;
  }
}

TEST(Page, OfHostileIdsHasThemAsText) {
  Model model = model_of("none");
  for (Party& party : model.graph.parties) {
    party.id = model.graph.symbols.intern("\"></script><script>x('" +
                                          std::string(model.graph.name(party.id)) + "')//\u2028");
  }
  for (Artifact& artifact : model.graph.artifacts) {
    artifact.id = model.graph.symbols.intern("--><img src=x onerror=\"x\">{{style}}");
  }
  const std::string page = page_of(model);
  const std::size_t own = count_in(page_of(model_of("none")), "<script");
  EXPECT_EQ(count_in(page, "<script"), own);
  EXPECT_EQ(count_in(page, "</script>"), own);
  EXPECT_EQ(page.find("<img"), page.npos);
  EXPECT_EQ(page.find("\u2028"), page.npos);
  EXPECT_NE(page.find("{{style}}"), page.npos);
}

TEST(Html, FillsSlotsOnce) {
  EXPECT_EQ(filled("a {{x}} {{y}} {{x}} }} {", {{"x", "{{y}}"}, {"y", "2"}}),
            "a {{y}} 2 {{y}} }} {");
}

TEST(Html, NamesADigestAsAPolicyHasIt) {
  // echo -n '' | openssl dgst -sha256 -binary | base64
  EXPECT_EQ(hash_source("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
}

TEST(Html, LinksToTheWebAlone) {
  EXPECT_NE(source_html("https://example.org/a?b&c").find("<a "), std::string::npos);
  for (const char* text : {"javascript:x", "HTTPS://example.org", "data:text/html,x", "file:///etc",
                           "https://example.org and more", "a paper"}) {
    EXPECT_EQ(source_html(text).find("<a "), std::string::npos) << text;
  }
}

TEST(Html, MarksCodeWhereBackticksPair) {
  EXPECT_EQ(marked_html("say `<x>` once"), "say <code>&lt;x&gt;</code> once");
  EXPECT_EQ(marked_html("a ` b"), "a ` b");
  EXPECT_EQ(sentence_html("stop it"), "Stop it");
  EXPECT_EQ(statement_html("agreement a ends"), "Agreement a ends");
  EXPECT_EQ(statement_html("app-terms is silent"), "app-terms is silent");
}

TEST(Html, ListsTheFirstAndTheRestBehindAButton) {
  const auto items = [](std::size_t count) {
    return std::vector<ListItem>(count, ListItem{"item", "", "x"});
  };
  EXPECT_EQ(limited_list("ul", "l", items(1), 2),
            "<ul class=\"l\">\n<li class=\"item\">x</li>\n</ul>\n");
  EXPECT_EQ(count_in(limited_list("ul", "l", items(3), 2), "later"), 0U);
  const std::string long_list = limited_list("ul", "l", items(5), 2);
  EXPECT_EQ(count_in(long_list, "item later"), 3U);
  EXPECT_NE(long_list.find("Show 3 more"), long_list.npos);
}

}  // namespace
}  // namespace flowdown
