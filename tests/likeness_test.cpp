// Those that are alike are judged once. So a graph is judged as it is, and with a note of its own
// at everything, by which nothing is like anything else: the findings must be the same.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "flowdown/findings.hpp"
#include "flowdown/load.hpp"
#include "support/memory_files.hpp"
#include "support/random_lines.hpp"

namespace flowdown {
namespace {

using testing::chance;
using testing::one_of;
using testing::pick;
using testing::Rng;

// Distributors that are given one model under few terms, and hand it on, or what they make of it.
class LikelyAlike {
 public:
  LikelyAlike(std::uint64_t seed, bool noted) : rng_(seed), noted_(noted) {}

  std::string write() {
    text_ =
        "{\"flowdown\": 1, \"graph\": \"g\", \"as_of\": \"2025-06-30\"}\n"
        R"({"policy": {"id": "terms", "issuer": "larch", "document": "licence", "flow_down": "bind", "rules": [{"prohibit": ["redistribute", "military"], "clause": "1"}, {"require": "monitoring", "clause": "2"}, {"limit": "monthly_active_users", "at_most": 100, "clause": "3"}]}})"
        "\n"
        R"({"policy": {"id": "soft", "issuer": "larch", "document": "licence", "version": "1", "effective": "2024-01-01", "incorporation": "static", "flow_down": "copy", "rules": [{"prohibit": ["host_api", "gambling"], "clause": "1"}]}})"
        "\n"
        R"({"policy": {"id": "soft", "issuer": "larch", "document": "licence", "version": "2", "effective": "2025-01-01", "incorporation": "static", "flow_down": "copy", "confidence": "low", "rules": [{"prohibit": ["host_api"], "clause": "1"}]}})"
        "\n";
    add("party", R"("id": "larch", "kind": "developer", "policies": ["terms"])");
    add("artifact",
        R"("id": "m", "kind": "model", "developer": "larch", "policies": ["terms", "soft"])");
    for (std::size_t i = 0; i < kDistributors; ++i) add_distributor(i);
    return text_;
  }

 private:
  static constexpr std::size_t kDistributors = 40;

  // Everything is drawn whether notes are written or not, so that the graphs are otherwise the
  // same.
  void add(const std::string& kind, std::string body) {
    if (chance(rng_, 5)) body += R"(, "confidence": "low")";
    if (noted_) body += fmt::format(R"(, "note": "note {}")", ++notes_);
    text_ += fmt::format("{{\"{}\": {{{}}}}}\n", kind, body);
  }

  void add_distributor(std::size_t i) {
    for (const char* who : {"r", "c"}) {
      static constexpr const char* kSaid[] = {
          "", R"(, "policies": ["terms"])", R"(, "policies": "none")",
          R"(, "policies": ["terms"], "practices": ["monitoring"])"};
      add("party",
          fmt::format(R"("id": "{}{}", "kind": "distributor"{})", who, i, one_of(rng_, kSaid)));
    }
    static constexpr const char* kMade[] = {"finetune", "adapter", "distill"};
    add("artifact",
        fmt::format(
            R"("id": "d{}", "kind": "model", "developer": "r{}"{}, "derived_from": [{{"artifact": "m", "by": "{}"}}])",
            i, i, chance(rng_, 50) ? R"(, "policies": ["terms"])" : "", one_of(rng_, kMade)));
    if (chance(rng_, 80)) add_agreement("in", i, "larch", fmt::format("r{}", i), R"("m")");
    if (chance(rng_, 80)) {
      add_agreement("out", i, fmt::format("r{}", i), fmt::format("c{}", i),
                    chance(rng_, 50) ? R"("m")" : fmt::format(R"("m", "d{}")", i));
    }
  }

  void add_agreement(const char* id, std::size_t i, const std::string& from, const std::string& to,
                     const std::string& artifacts) {
    static constexpr const char* kTerms[] = {
        "",
        R"(, "incorporates": ["terms"])",
        R"(, "incorporates": "upstream")",
        R"(, "incorporates": ["terms"], "expires": "2025-01-01")",
        R"(, "delivers": ["soft"])",
        R"(, "incorporates": ["terms"], "grants": ["waive"])",
        R"(, "incorporates": ["soft"], "effective": "2024-06-01")"};
    static constexpr const char* kChannels[] = {"weights", "api"};
    add("agreement",
        fmt::format(
            R"("id": "{}-{}", "from": "{}", "to": "{}", "artifacts": [{}], "channel": "{}"{})", id,
            i, from, to, artifacts, one_of(rng_, kChannels), one_of(rng_, kTerms)));
  }

  Rng rng_;
  bool noted_;
  std::size_t notes_ = 0;
  std::string text_;
};

// Each finding as all that can differ between two that are alike; sorted.
std::multiset<std::string> findings_of(const std::string& text, std::size_t& judged) {
  testing::MemoryFiles files;
  Sources sources;
  const auto model = load({{"graph.jsonl", text}}, files, {}, &sources);
  EXPECT_TRUE(model.ok()) << testing::brief(model.problems(), sources, "graph.jsonl") << text;
  std::multiset<std::string> all;
  if (!model.ok()) return all;
  const Flow flow = propagate(model.value(), Date::parse("2025-06-30").value());
  const Findings findings = judge(flow);
  for (const Finding& finding : findings.findings) {
    const Detail& detail = findings.detail(finding);
    std::string agreements;
    for (const AgreementId id : detail.agreements) {
      agreements += fmt::format(" {}", model.value().graph.id_of(id));
    }
    all.insert(fmt::format("{} {} severity {} tentative {} confidence {} bound {} line {} of {}:{}",
                           id_of(finding, model.value()), info(finding.code).name,
                           static_cast<int>(finding.severity), finding.tentative,
                           static_cast<int>(finding.confidence), finding.bound, finding.pos.line,
                           detail.uses.size(), agreements));
  }
  judged += all.size();
  return all;
}

TEST(Likeness, JudgesThoseThatAreAlikeAsIfTheyWereNot) {
  constexpr std::uint64_t kGraphs = 120;
  std::size_t judged = 0;
  for (std::uint64_t seed = 0; seed < kGraphs; ++seed) {
    const std::string alike = LikelyAlike(seed, false).write();
    ASSERT_EQ(findings_of(alike, judged), findings_of(LikelyAlike(seed, true).write(), judged))
        << "seed " << seed << '\n'
        << alike;
  }
  EXPECT_GT(judged, 50 * kGraphs);
}

}  // namespace
}  // namespace flowdown
