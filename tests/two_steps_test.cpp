// Two steps in two threads against the same steps one after the other.
#include "report/two_steps.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/shapes.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/load.hpp"
#include "flowdown/report.hpp"
#include "support/memory_files.hpp"

namespace flowdown {
namespace {

// Around what is worth a thread, and around whole batches.
constexpr std::size_t kSizes[] = {0, 1, 1'999, 2'000, 2'001, 2'303, 2'304, 2'305, 50'000};

TEST(TwoSteps, UseEachInOrder) {
  for (const std::size_t size : kSizes) {
    std::vector<std::string> used;
    EXPECT_TRUE(in_two_steps(
        size, [](std::size_t i) { return std::to_string(i * i); },
        [&](std::size_t i, const std::string& text) {
          EXPECT_EQ(i, used.size());
          used.push_back(text);
          return true;
        }));
    ASSERT_EQ(used.size(), size);
    for (std::size_t i = 0; i < size; ++i) ASSERT_EQ(used[i], std::to_string(i * i));
  }
}

TEST(TwoSteps, EndWhereUseSaysSo) {
  for (const std::size_t size : kSizes) {
    for (const std::size_t last : {std::size_t{0}, size / 2, size - 1}) {
      if (last >= size) continue;
      std::size_t used = 0;
      EXPECT_FALSE(in_two_steps(
          size, [](std::size_t i) { return i; },
          [&](std::size_t i, std::size_t made) {
            EXPECT_EQ(i, made);
            ++used;
            return i != last;
          }));
      EXPECT_EQ(used, last + 1);
    }
  }
}

TEST(TwoSteps, ThrowWhatIsThrown) {
  const auto same = [](std::size_t i) { return i; };
  const auto keep = [](std::size_t, std::size_t) { return true; };
  for (const std::size_t size : {std::size_t{1}, std::size_t{50'000}}) {
    for (const std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
      const auto thrower = [at](std::size_t i) {
        if (i == at) throw std::runtime_error("thrown");
        return i;
      };
      EXPECT_THROW(in_two_steps(size, thrower, keep), std::runtime_error);
      EXPECT_THROW(
          in_two_steps(size, same, [&](std::size_t i, std::size_t) { return thrower(i) == i; }),
          std::runtime_error);
    }
  }
}

struct Audit {
  Audit() {
    testing::MemoryFiles files;
    Result<Model> loaded = load({{"hub.jsonl", bench::text_of("hub", 4'000)}}, files, {});
    if (!loaded.ok()) throw std::runtime_error("the hub does not load");
    model = std::move(loaded.value());
    flow = propagate(model, *model.graph.as_of);
    findings = judge(flow);
  }
  Model model;
  Flow flow;
  Findings findings;
};

// The lines of the report that each tell one finding, without the comma between them.
std::vector<std::string> told(const std::string& report) {
  std::vector<std::string> lines;
  std::istringstream in(report);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("  {")) continue;
    if (line.ends_with(',')) line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

TEST(TwoSteps, TellManyFindingsAsTheyTellFew) {
  const Audit audit;
  const std::vector<std::string> all = told(json_report(audit.flow, audit.findings));
  ASSERT_GT(all.size(), 4'000U);
  ASSERT_EQ(all.size(), audit.findings.findings.size());
  constexpr std::size_t kFew = 1'000;
  for (std::size_t begin = 0; begin < all.size(); begin += kFew) {
    const std::size_t end = std::min(all.size(), begin + kFew);
    const auto at = [](auto& list, std::size_t i) {
      return list.begin() + static_cast<std::ptrdiff_t>(i);
    };
    Findings few = audit.findings;
    few.findings.assign(at(audit.findings.findings, begin), at(audit.findings.findings, end));
    const std::vector<std::string> lines = told(json_report(audit.flow, few));
    ASSERT_TRUE(std::equal(at(all, begin), at(all, end), lines.begin(), lines.end()));
  }
}

TEST(TwoSteps, AReportThatNobodyTakesEnds) {
  const Audit audit;
  for (const std::size_t most : {std::size_t{0}, std::size_t{1}, std::size_t{7}}) {
    std::size_t pieces = 0;
    EXPECT_FALSE(json_report(audit.flow, audit.findings, {},
                             [&](std::string_view) { return pieces++ < most; }));
    EXPECT_EQ(pieces, most + 1);
  }
}

}  // namespace
}  // namespace flowdown
