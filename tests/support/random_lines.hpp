// Random graphs as JSON Lines, good and broken. All follows from the seed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/memory_files.hpp"

namespace flowdown::testing {

using Rng = std::mt19937_64;

inline std::size_t pick(Rng& rng, std::size_t below) { return rng() % below; }
inline bool chance(Rng& rng, unsigned percent) { return pick(rng, 100) < percent; }

template <std::size_t N>
std::string one_of(Rng& rng, const char* const (&words)[N]) {
  return words[pick(rng, N)];
}

// Lines as programs write them, with now and then what the quick reader does not read, or a
// mistake. Names are few, so that most references lead somewhere.
class RandomFile {
 public:
  RandomFile(std::uint64_t seed, unsigned mistakes) : rng_(seed), mistakes_(mistakes) {}

  std::string write() {
    std::vector<std::string> lines;
    lines.push_back(
        R"({"policy": {"id": "aup", "issuer": "p0", "document": "licence", "version": "v1", "rules": [{"prohibit": ["military"]}]}})");
    const std::size_t parties = 2 + pick(rng_, 5), artifacts = 2 + pick(rng_, 8);
    for (std::size_t i = 0; i < parties; ++i) lines.push_back(party(i));
    for (std::size_t i = 0; i < artifacts; ++i) lines.push_back(artifact(i, parties, artifacts));
    for (std::size_t i = 0; i < pick(rng_, 6); ++i) {
      lines.push_back(agreement(i, parties, artifacts));
    }
    std::shuffle(lines.begin(), lines.end(), rng_);
    std::string text = R"({"flowdown": 1, "graph": "g", "policies": ["more.yaml"]})"
                       "\n";
    for (std::string& line : lines) {
      if (mistake()) line = broken(line);
      text += line + (chance(rng_, 90) ? "\n" : "\r\n");
    }
    return text;
  }

 private:
  bool mistake() { return chance(rng_, mistakes_); }

  std::string broken(std::string line) {
    const std::size_t at = pick(rng_, line.size());
    switch (pick(rng_, 4)) {
      case 0:
        return line.erase(at, 1 + pick(rng_, 4));
      case 1:
        line[at] = "\"{}[],:\\ x\x01\xff"[pick(rng_, 12)];
        return line;
      case 2:
        return line.substr(0, at);
      default:
        return line + one_of(rng_, {"}", " x", "{}", ",", " {\"a\": 1}"});
    }
  }

  std::string space() { return chance(rng_, 80) ? "" : one_of(rng_, {" ", "  ", "\t", " \t "}); }

  std::string quoted(const std::string& word) {
    if (!word.empty() && chance(rng_, 4)) return "\"\\u00" + hex(word[0]) + word.substr(1) + "\"";
    return "\"" + word + "\"";
  }
  static std::string hex(char c) {
    const char* const digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    return {digits[byte / 16], digits[byte % 16]};
  }

  std::string list(const std::vector<std::string>& words) {
    if (words.size() == 1 && chance(rng_, 30)) return quoted(words[0]);
    std::string text = "[";
    for (const std::string& word : words) {
      if (text.size() > 1) text += "," + space();
      text += quoted(word);
    }
    return text + "]";
  }

  // Some of the words, at least one.
  template <std::size_t N>
  std::string some_of(const char* const (&words)[N]) {
    std::vector<std::string> some;
    for (const char* word : words) {
      if (chance(rng_, 40)) some.emplace_back(word);
    }
    if (some.empty()) some.push_back(one_of(rng_, words));
    return list(some);
  }

  using Pairs = std::vector<std::pair<std::string, std::string>>;

  void add_evidence(Pairs& pairs) {
    if (chance(rng_, 15))
      pairs.emplace_back("confidence", quoted(one_of(rng_, {"high", "low", "medium"})));
    if (chance(rng_, 15))
      pairs.emplace_back("source", quoted(one_of(rng_, {"s1", "https://e.org/x?y=1", ""})));
    if (chance(rng_, 15)) pairs.emplace_back("note", quoted(one_of(rng_, {"n1", "naïve ☃", "n2"})));
    if (chance(rng_, 10))
      pairs.emplace_back("retrieved", quoted(one_of(rng_, {"2024-01-02", "2023-12-31"})));
    if (mistake())
      pairs.emplace_back(one_of(rng_, {"retrieved", "confidence", "titel", "kind", "id"}),
                         quoted("2023-02-30"));
    if (mistake())
      pairs.emplace_back("note", one_of(rng_, {"null", "1.5", "true", "[]", "{}", "[\"a\"]"}));
  }

  std::string line(const std::string& kind, Pairs pairs) {
    if (mistake())
      pairs.erase(pairs.begin() + static_cast<std::ptrdiff_t>(pick(rng_, pairs.size())));
    if (chance(rng_, 30)) std::shuffle(pairs.begin(), pairs.end(), rng_);
    std::string text = space() + "{" + space() + quoted(kind) + space() + ":" + space() + "{";
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (i > 0) text += "," + space();
      text += quoted(pairs[i].first) + space() + ":" + space() + pairs[i].second;
    }
    return text + "}" + space() + "}" + space();
  }

  std::string name(const std::string& letter, std::size_t below) {
    return letter + std::to_string(pick(rng_, below + (mistake() ? 2 : 0)));
  }

  std::string policies() {
    return chance(rng_, 20) ? quoted("none")
                            : list(std::vector<std::string>(
                                  1 + pick(rng_, 2), one_of(rng_, {"aup", "more", "aup@v1"})));
  }

  std::string party(std::size_t number) {
    Pairs pairs = {{"id", quoted("p" + std::to_string(mistake() ? 0 : number))},
                   {"kind", quoted(one_of(rng_, {"developer", "cloud_provider", "application"}))}};
    if (chance(rng_, 50))
      pairs.emplace_back("title", quoted(one_of(rng_, {"Title", "Ünï",
                                                       "a\xC2\xA0"
                                                       "b",
                                                       ""})));
    if (chance(rng_, 20)) pairs.emplace_back("seat", quoted("US"));
    if (chance(rng_, 50)) pairs.emplace_back("policies", policies());
    if (chance(rng_, 30))
      pairs.emplace_back("operates_in", some_of({"EU", "US", "DE", "elsewhere"}));
    if (chance(rng_, 30)) pairs.emplace_back("audience", some_of({"consumer", "business"}));
    if (chance(rng_, 10)) pairs.emplace_back("uses", some_of({"military", "csam"}));
    if (chance(rng_, 10)) pairs.emplace_back("practices", some_of({"human_review", "attribution"}));
    add_evidence(pairs);
    return line("party", pairs);
  }

  std::string artifact(std::size_t number, std::size_t parties, std::size_t artifacts) {
    Pairs pairs = {{"id", quoted("a" + std::to_string(mistake() ? 0 : number))},
                   {"kind", quoted(one_of(rng_, {"model", "adapter", "dataset"}))},
                   {"developer", quoted(name("p", parties))}};
    if (chance(rng_, 30)) pairs.emplace_back("title", quoted("T\xE2\x98\x83"));
    if (chance(rng_, 50)) pairs.emplace_back("policies", policies());
    if (chance(rng_, 30)) pairs.emplace_back("modality", some_of({"text", "image"}));
    if (chance(rng_, 30)) pairs.emplace_back("released", quoted("2023-07-18"));
    if (chance(rng_, 50)) {
      std::string parents = "[";
      for (std::size_t i = 0; i < pick(rng_, 4); ++i) {
        // From the start to the end of the list, so that a model is not its own parent.
        const std::size_t parent = pick(rng_, artifacts);
        if (parent == number && !mistake()) continue;
        if (parents.size() > 1) parents += "," + space();
        parents += "{" + space() + quoted("artifact") + ":" + quoted("a" + std::to_string(parent)) +
                   "," + quoted("by") + ":" +
                   quoted(one_of(rng_, {"finetune", "merge", "distill"}));
        if (chance(rng_, 20)) parents += "," + quoted("note") + ":" + quoted("x");
        if (chance(rng_, 20)) parents += "," + quoted("confidence") + ":" + quoted("low");
        parents += "}";
      }
      pairs.emplace_back("derived_from", parents + "]");
    }
    add_evidence(pairs);
    return line("artifact", pairs);
  }

  std::string agreement(std::size_t number, std::size_t parties, std::size_t artifacts) {
    std::string to = name("p", parties);
    const std::string from = name("p", parties);
    if (to == from && !mistake()) to = from == "p0" ? "p1" : "p0";
    Pairs pairs = {{"id", quoted("g" + std::to_string(number))},
                   {"from", quoted(from)},
                   {"to", quoted(to)},
                   {"artifacts", list({name("a", artifacts), name("a", artifacts)})},
                   {"channel", quoted(one_of(rng_, {"weights", "api", "app"}))}};
    if (chance(rng_, 40))
      pairs.emplace_back("incorporates", list({one_of(rng_, {"upstream", "aup", "more"})}));
    if (chance(rng_, 20)) pairs.emplace_back("delivers", "[]");
    if (chance(rng_, 20)) pairs.emplace_back("effective", quoted("2024-01-01"));
    if (chance(rng_, 20))
      pairs.emplace_back("expires", quoted(one_of(rng_, {"2025-01-01", "2024-06-01"})));
    if (chance(rng_, 20))
      pairs.emplace_back("where", "{\"territory\":" + some_of({"EU", "US"}) + "}");
    if (chance(rng_, 20))
      pairs.emplace_back("grants", some_of({"host", "waive", "separate_licence"}));
    if (chance(rng_, 20)) pairs.emplace_back("document", quoted("eula"));
    if (chance(rng_, 10)) pairs.emplace_back("adds", R"([{"require":"attribution"}])");
    if (chance(rng_, 10)) pairs.emplace_back("waives", R"([{"policy":"aup"}])");
    add_evidence(pairs);
    return line("agreement", pairs);
  }

  Rng rng_;
  unsigned mistakes_;
};

// The policy that the head of these files names.
inline MemoryFiles files_of_random_lines() {
  MemoryFiles files;
  files.add("more.yaml",
            "flowdown: 1\npolicy: more\nissuer: p1\ndocument: licence\nversion: v1\nrules: []\n");
  return files;
}

}  // namespace flowdown::testing
