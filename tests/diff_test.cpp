// What is new, fixed and changed between two audits, and why: situations as short texts, and random
// chains against the set difference of their findings. Causes are held against models that were
// built with one edit alone, without any mixing.
#include "flowdown/diff.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "flowdown/load.hpp"
#include "oracle/spec.hpp"
#include "support/audit_text.hpp"
#include "support/memory_files.hpp"
#include "support/random_model.hpp"

namespace flowdown::testing {
namespace {

Model load_text(const std::string& text) {
  const Case parsed = read_case("# says: \n" + text);
  EXPECT_EQ(parsed.error, "") << text;
  std::vector<SourceText> graphs;
  MemoryFiles policies;
  LoadOptions options;
  for (const SourceText& file : parsed.files) {
    if (file.name.starts_with("graph")) {
      graphs.push_back(file);
    } else if (file.name == "taxonomy.yaml") {
      options.taxonomy = file;
    } else {
      policies.add("policies/" + file.name, file.text);
    }
  }
  Sources sources;
  Result<Model> model = load(graphs, policies, options, &sources);
  EXPECT_TRUE(model.ok()) << (model.ok() ? "" : render(model.problems(), sources));
  return std::move(model).value();
}

struct Audit {
  Audit(const Model& model, Date date) : flow(propagate(model, date)), findings(judge(flow)) {}
  Flow flow;
  Findings findings;
};

Diff diff_of(const Model& before, Date from, const Model& after, Date to) {
  const Audit a(before, from), b(after, to);
  return diff(a.flow, a.findings, b.flow, b.findings);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

// `introduced gap-silent app x [gambling] since 2024-05-01: policy x!` with `!` for enough and
// needed, `+` for needed alone, `|` for enough alone. What is unchanged is left out.
std::string told(const Diff& diff) {
  std::vector<std::string> lines;
  for (const DiffEntry& of : diff.entries) {
    if (of.fate == Fate::kUnchanged) continue;
    const Entry& e = of.entry;
    std::string line = std::string(name_of(of.fate)) + (of.worse ? "" : " better") + " " +
                       std::string(info(e.code).name) + " " + e.party + e.agreement + " " +
                       e.policy;
    if (of.fate == Fate::kChanged) {
      line += " +[" + joined(of.gained) + "] -[" + joined(of.lost) + "]";
      if (of.severity_before != e.severity) {
        line +=
            " " + std::string(name_of(of.severity_before)) + ">" + std::string(name_of(e.severity));
      }
    } else {
      line += " [" + joined(e.uses) + "]";
    }
    if (of.since) line += " since " + of.since->text();
    std::string causes;
    for (const Cause& cause : of.causes) {
      causes += (causes.empty() ? ": " : ", ") + std::string(name_of(cause.part)) + " " + cause.id;
      causes += cause.enough && cause.needed ? "!" : cause.needed ? "+" : cause.enough ? "|" : "?";
    }
    lines.push_back(line + causes);
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

Date date(const char* text) { return *Date::parse(text); }

// A developer, a cloud and an app; what differs is put in.
struct Chain {
  std::string cloud = "policies: [own]";
  std::string app = "policies: none";
  std::string to_cloud = "incorporates: [x]";
  std::string to_app = "incorporates: [x]";
  std::string more = "";  // further files
  std::string x = "{prohibit: [gambling], clause: a}";
  std::string own = "{prohibit: [military]}";

  Model model() const {
    return load_text(
        "=== graph.yaml\nflowdown: 1\ngraph: g\npolicies: [policies]\nparties:\n"
        "  dev: {kind: developer, policies: [x]}\n"
        "  cloud: {kind: cloud_provider, practices: [monitoring], " +
        cloud +
        "}\n"
        "  app: {kind: application, " +
        app +
        "}\n"
        "artifacts:\n  m: {kind: model, developer: dev, modality: [text]}\nagreements:\n"
        "  - {id: to-cloud, from: dev, to: cloud, artifacts: [m], channel: weights, " +
        to_cloud + "}\n  - {id: to-app, from: cloud, to: app, artifacts: [m], channel: api, " +
        to_app +
        "}\n=== x.yaml\nflowdown: 1\npolicy: x\nissuer: dev\ndocument: licence\nversion: v1\n"
        "effective: 2024-01-01\nrules: [" +
        x +
        "]\n=== own.yaml\nflowdown: 1\npolicy: own\n"
        "issuer: cloud\ndocument: standalone\nrules: [" +
        own + "]\n" + more);
  }
};

struct Situation {
  std::string says;
  Chain before, after;
  const char* from = "2024-06-01";
  const char* to = "2024-06-01";
  std::string expected;
};

using Edit = std::function<void(Situation&)>;

Situation situation(std::string says, const Edit& edit, std::string expected) {
  Situation result;
  result.says = std::move(says);
  edit(result);
  result.expected = std::move(expected);
  return result;
}

constexpr const char* kSecond =
    "=== x2.yaml\nflowdown: 1\npolicy: x\nissuer: dev\ndocument: licence\nversion: v2\n"
    "effective: 2024-05-01\nrules: [{prohibit: [gambling, medical_advice], clause: b}]\n";

std::vector<Situation> situations() {
  return {
      situation(
          "nothing differs", [](Situation&) {}, ""),
      situation(
          "upstream bans more, and what is new of the finding is introduced",
          [](Situation& s) { s.after.x = "{prohibit: [gambling, medical_advice]}"; },
          "changed gap-silent app x +[medical_advice] -[] since 2024-01-01: policy x!\n"
          "changed gap-silent cloud x +[medical_advice] -[] since 2024-01-01: policy x!\n"),
      situation(
          "a new version, which the date alone and the file alone would not show",
          [](Situation& s) {
            s.after.more = kSecond;
            s.from = "2024-04-01";
          },
          "changed gap-silent app x +[medical_advice] -[] since 2024-05-01: policy x+, date x+\n"
          "changed gap-silent cloud x +[medical_advice] -[] since 2024-05-01: policy x+, date "
          "x+\n"),
      situation(
          "one model on two dates",
          [](Situation& s) {
            s.before.more = s.after.more = kSecond;
            s.from = "2024-04-01";
          },
          "changed gap-silent app x +[medical_advice] -[] since 2024-05-01: date x!\n"
          "changed gap-silent cloud x +[medical_advice] -[] since 2024-05-01: date x!\n"),
      situation(
          "and backwards",
          [](Situation& s) {
            s.before.more = s.after.more = kSecond;
            s.to = "2024-04-01";
          },
          "changed better gap-silent app x +[] -[medical_advice]: date x!\n"
          "changed better gap-silent cloud x +[] -[medical_advice]: date x!\n"),
      situation(
          "two things happen on one day: each finding has its own of them",
          [](Situation& s) {
            s.before.more = s.after.more = kSecond;
            s.before.to_app = s.after.to_app = "incorporates: [x], expires: 2024-04-30";
            s.from = "2024-04-01";
          },
          "changed gap-silent app x +[medical_advice] -[] warning>error since 2024-05-01: "
          "date to-app+, date x+\n"
          "changed gap-silent cloud x +[medical_advice] -[] warning>error since 2024-05-01: "
          "date to-app+, date x+\n"
          "introduced break-expired to-app x [gambling,medical_advice,sports_betting] since "
          "2024-05-01: date to-app!\n"),
      situation(
          "an agreement stops passing on",
          [](Situation& s) { s.after.to_app = "incorporates: [own]"; },
          "changed better gap-silent app own +[] -[] error>warning: agreement to-app!\n"
          "changed gap-silent app x +[] -[] warning>error since 2024-01-01: agreement to-app!\n"
          "changed gap-silent cloud x +[] -[] warning>error since 2024-01-01: agreement to-app!\n"),
      situation(
          "two changes, each of which is enough",
          [](Situation& s) {
            s.before.own = "{prohibit: [gambling]}";
            s.after.cloud = "policies: none";
          },
          "fixed better gap-silent app own [gambling,sports_betting]: party cloud!\n"
          "introduced gap-silent cloud x [gambling,sports_betting] since 2024-01-01: policy own|, "
          "party cloud|\n"),
      situation(
          "two that need each other: the ban and what the app does",
          [](Situation& s) {
            s.before.app = s.after.app = "policies: none, uses: [military]";
            s.after.x = "{prohibit: [gambling, military]}";
            s.before.app = "policies: none, uses: [medical_advice]";
          },
          "changed gap-silent app x +[military] -[] since 2024-01-01: policy x!\n"
          "introduced breach-use app own [military]: party app!\n"
          "introduced breach-use app x [military] since 2024-01-01: policy x+, party app+\n"),
      situation(
          "a party joins with its agreement",
          [](Situation& s) {
            s.after.app = "policies: none}\n  late: {kind: application, policies: none";
            s.after.to_app =
                "incorporates: [x]}\n  - {id: to-late, from: cloud, to: late, "
                "artifacts: [m], channel: api, incorporates: [x]";
          },
          "introduced gap-silent late own [military]: agreement to-late!\n"
          "introduced gap-silent late x [gambling,sports_betting] since 2024-01-01: agreement "
          "to-late!\n"),
  };
}

TEST(Diff, TellsWhatIsOtherwiseAndWhy) {
  for (const Situation& s : situations()) {
    const Diff result = diff_of(s.before.model(), date(s.from), s.after.model(), date(s.to));
    EXPECT_EQ(told(result), s.expected) << s.says;
  }
}

}  // namespace

namespace random_chains {
using namespace oracle;  // NOLINT: the names of random models

using Edit = std::function<void(Spec&)>;

// What both sides have can be changed, each by itself, without any reference going astray.
std::vector<Edit> two_edits(const Spec& spec, Rng& rng) {
  std::vector<Edit> edits;
  const std::size_t party = pick(rng, spec.parties.size());
  const std::size_t agreement = pick(rng, spec.agreements.size());
  const std::size_t policy = pick(rng, spec.policies.size());
  const RuleSpec rule{
      RuleKind::kProhibit, {spec.taxonomy.uses[0].id}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  switch (pick(rng, 3)) {
    case 0:
      edits.push_back([=](Spec& s) { s.parties[party].policies = {Stated::kNone, {}}; });
      break;
    case 1:
      edits.push_back([=](Spec& s) { s.parties[party].uses = {s.taxonomy.uses[0].id}; });
      break;
    default:
      edits.push_back([=](Spec& s) { s.parties[party].context.clear(); });
  }
  switch (pick(rng, 4)) {
    case 0:
      edits.push_back([=](Spec& s) { s.agreements[agreement].expires = Date{s.as_of.days - 1}; });
      break;
    case 1:
      edits.push_back([=](Spec& s) {
        s.agreements[agreement].incorporates.clear();
        s.agreements[agreement].upstream = false;
        s.agreements[agreement].known = true;
      });
      break;
    case 2:
      edits.push_back([=](Spec& s) { s.policies[policy].versions.back().rules.push_back(rule); });
      break;
    default:
      edits.push_back([=](Spec& s) {
        for (VersionSpec& version : s.policies[policy].versions) version.rules.clear();
      });
  }
  return edits;
}

// Each finding as one line; by id alone, or with what is compared of it.
std::map<std::string, std::string> lines(const Model& model, Date day) {
  const Flow flow = propagate(model, day);
  const Findings findings = judge(flow);
  std::map<std::string, std::string> all;
  for (const Finding& finding : findings.findings) {
    const Detail& detail = findings.detail(finding);
    std::set<std::string> words = {std::string(name_of(finding.severity))};
    for (const UseId use : detail.uses) words.insert(model.taxonomy.uses[use.index()].id);
    for (const RuleRef& ref : detail.rules) {
      const Rule& rule = model.policies[ref.version].rules[ref.rule];
      if (rule.duty) words.insert(model.taxonomy.duties[rule.duty.index()].id);
      if (rule.attribute) words.insert(model.taxonomy.attributes[rule.attribute.index()].id);
    }
    std::string line;
    for (const std::string& word : words) line += word + " ";
    all.emplace(id_of(finding, model), line);
  }
  return all;
}

// The first chain from a seed on that has an agreement to edit.
Spec some_chain(std::uint64_t seed) {
  Spec spec = random_spec(seed);
  for (std::uint64_t next = 1000 * seed; spec.agreements.empty() || spec.policies.empty(); ++next) {
    spec = random_spec(next);
  }
  return spec;
}

struct Pair {
  explicit Pair(std::uint64_t seed) : spec(some_chain(seed)), rng(seed * 7919) {
    edits = two_edits(spec, rng);
    second = first = both = spec;
    edits[0](first);
    edits[1](second);
    edits[0](both);
    edits[1](both);
  }
  Spec spec, first, second, both;
  Rng rng;
  std::vector<Edit> edits;
};

constexpr std::uint64_t kChains = 120;

TEST(DiffOfRandomChains, IsTheSetDifferenceOfTheFindings) {
  std::size_t introduced = 0, fixed = 0, changed = 0;
  for (std::uint64_t seed = 1; seed <= kChains; ++seed) {
    const Pair pair(seed);
    const Model before = build(pair.spec), after = build(pair.both);
    const Date day = pair.spec.as_of;
    const auto was = lines(before, day), is = lines(after, day);
    for (const DiffEntry& entry : diff_of(before, day, after, day).entries) {
      const auto old_line = was.find(entry.entry.id), new_line = is.find(entry.entry.id);
      Fate expected = Fate::kUnchanged;
      if (old_line == was.end()) {
        expected = Fate::kIntroduced;
      } else if (new_line == is.end()) {
        expected = Fate::kFixed;
      } else if (old_line->second != new_line->second) {
        expected = Fate::kChanged;
      }
      EXPECT_EQ(name_of(entry.fate), name_of(expected)) << "seed " << seed;
      introduced += entry.fate == Fate::kIntroduced ? 1 : 0;
      fixed += entry.fate == Fate::kFixed ? 1 : 0;
      changed += entry.fate == Fate::kChanged ? 1 : 0;
    }
    std::set<std::string> all;
    for (const auto& [id, line] : was) all.insert(id);
    for (const auto& [id, line] : is) all.insert(id);
    EXPECT_EQ(diff_of(before, day, after, day).entries.size(), all.size());
  }
  EXPECT_GT(introduced, 50u);
  EXPECT_GT(fixed, 50u);
  EXPECT_GT(changed, 20u);
}

TEST(DiffOfRandomChains, OfAModelWithItselfIsNothing) {
  for (std::uint64_t seed = 1; seed <= kChains; ++seed) {
    const Spec spec = random_spec(seed);
    const Model one = build(spec), same = build(spec);
    const Diff result = diff_of(one, spec.as_of, same, spec.as_of);
    EXPECT_EQ(result.count(Fate::kUnchanged), result.entries.size()) << "seed " << seed;
    EXPECT_TRUE(result.changes.empty()) << "seed " << seed << ": " << result.changes.front();
    EXPECT_TRUE(result.exposures.empty()) << "seed " << seed;
  }
}

TEST(DiffOfRandomChains, BackwardsIsTheMirrorImage) {
  for (std::uint64_t seed = 1; seed <= kChains; ++seed) {
    const Pair pair(seed);
    const Model before = build(pair.spec), after = build(pair.both);
    const Date from{pair.spec.as_of.days - 200}, to = pair.spec.as_of;
    const auto sets = [](const Diff& diff, Fate fate, bool swap) {
      std::set<std::string> all;
      for (const DiffEntry& entry : diff.entries) {
        if (entry.fate != fate) continue;
        std::string line = entry.entry.id + " +" + joined(swap ? entry.lost : entry.gained) + " -" +
                           joined(swap ? entry.gained : entry.lost);
        // What is enough one way is needed the other way; but a change is counted whole, and of
        // several dates on which something flips, each way tells the last.
        std::set<std::string> causes;
        for (const Cause& cause : entry.causes) {
          if (fate == Fate::kChanged || cause.part == Part::kDate) continue;
          const bool enough = swap ? cause.needed : cause.enough;
          const bool needed = swap ? cause.enough : cause.needed;
          causes.insert(std::string(name_of(cause.part)) + cause.id + (enough ? "|" : "") +
                        (needed ? "+" : ""));
        }
        for (const std::string& cause : causes) line += " " + cause;
        all.insert(line);
      }
      return all;
    };
    const Diff there = diff_of(before, from, after, to);
    const Diff back = diff_of(after, to, before, from);
    EXPECT_EQ(sets(there, Fate::kIntroduced, false), sets(back, Fate::kFixed, true)) << seed;
    EXPECT_EQ(sets(there, Fate::kFixed, false), sets(back, Fate::kIntroduced, true)) << seed;
    EXPECT_EQ(sets(there, Fate::kChanged, false), sets(back, Fate::kChanged, true)) << seed;
  }
}

// The graphs between the two sides are built here from edited specs, and not mixed.
TEST(DiffOfRandomChains, NamesACauseWhereTheEditAloneDoesItOrCannotBeLeftOut) {
  std::size_t told = 0;
  for (std::uint64_t seed = 1; seed <= kChains; ++seed) {
    const Pair pair(seed);
    const Model before = build(pair.spec), after = build(pair.both);
    const Date day = pair.spec.as_of;
    const auto was = lines(before, day), is = lines(after, day);
    const auto first = lines(build(pair.first), day), second = lines(build(pair.second), day);
    const Diff result = diff_of(before, day, after, day);
    if (result.changes.size() != 2) continue;  // an edit that says what was there already
    for (const DiffEntry& entry : result.entries) {
      const std::string& id = entry.entry.id;
      if (entry.fate != Fate::kIntroduced && entry.fate != Fate::kFixed) continue;
      const bool present = entry.fate == Fate::kIntroduced;
      std::set<std::string> expected, found;
      const auto expect = [&](const char* who, bool enough, bool needed) {
        if (enough || needed)
          expected.insert(std::string(who) + (enough ? "|" : "") + (needed ? "+" : ""));
      };
      const bool by_first = first.contains(id) == present;
      const bool by_second = second.contains(id) == present;
      expect("party", by_first, !by_second);
      expect("other", by_second, !by_first);
      for (const Cause& cause : entry.causes) {
        found.insert(std::string(cause.part == Part::kParty ? "party" : "other") +
                     (cause.enough ? "|" : "") + (cause.needed ? "+" : ""));
      }
      EXPECT_EQ(found, expected) << "seed " << seed << " " << entry.entry.message;
      ++told;
    }
  }
  EXPECT_GT(told, 50u);
}

}  // namespace random_chains
}  // namespace flowdown::testing
