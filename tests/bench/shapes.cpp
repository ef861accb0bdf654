// The graphs are written straight from counters and a random number generator of our own, since the
// standard library's distributions differ between implementations and a benchmark must not.

#include "shapes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <stdexcept>
#include <vector>

namespace flowdown::bench {
namespace {

// SplitMix64 (Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  }
  double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  bool chance(double p) { return unit() < p; }
  std::uint64_t below(std::uint64_t n) { return n == 0 ? 0 : next() % n; }
  // Below `n`, small numbers far more often: a few things have most of the followers.
  std::uint64_t skewed(std::uint64_t n) {
    const double u = unit();
    return std::min<std::uint64_t>(
        n - 1, static_cast<std::uint64_t>(u * u * u * u * static_cast<double>(n)));
  }

 private:
  std::uint64_t state_;
};

class Page {
 public:
  explicit Page(const Sink& sink) : sink_(&sink) {}
  ~Page() { flush(); }
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    text_.push_back('\n');
    if (text_.size() > kPiece) flush();
  }

 private:
  void flush() {
    (*sink_)({text_.data(), text_.size()});
    text_.clear();
  }

  static constexpr std::size_t kPiece = 1U << 20U;
  const Sink* sink_;
  fmt::memory_buffer text_;
};

void head(Page& page, std::string_view name) {
  page.line(R"({{"flowdown": 1, "graph": "{}", "as_of": "2025-06-01"}})", name);
}

// Licences in the manner of those on hubs: first the permissive ones, then those that restrict use,
// each with a list of its own.
constexpr std::array<std::string_view, 12> kUses = {
    "harassment", "malicious_code",       "fraud",     "disinformation", "csam",
    "military",   "weapons_conventional", "terrorism", "medical_advice", "legal_advice",
    "self_harm",  "academic_dishonesty"};
constexpr std::uint64_t kPermissive = 8, kRestricting = 12;

std::string licence(std::uint64_t number) {
  return fmt::format("{}-{}", number < kPermissive ? "permissive" : "restricting", number);
}

void licences(Page& page) {
  for (std::uint64_t n = 0; n < kPermissive + kRestricting; ++n) {
    std::string rules = R"({"require": "attribution", "clause": "1"})";
    if (n >= kPermissive) {
      rules += R"(, {"prohibit": [)";
      for (std::uint64_t u = 0; u < 4; ++u) {
        rules += fmt::format("{}\"{}\"", u == 0 ? "" : ", ", kUses[(n * 5 + u * 3) % kUses.size()]);
      }
      rules += R"(], "clause": "2"})";
    }
    page.line(
        R"({{"policy": {{"id": "{}", "issuer": "commons", "document": "licence", "version": "1", )"
        R"("reaches": ["recipients", "derivatives"], "flow_down": "{}", "rules": [{}]}}}})",
        licence(n), n < kPermissive ? "copy" : "bind", rules);
  }
}

std::string_view way(Random& random, const HubOptions& options) {
  const double u = random.unit();
  if (u < options.adapter) return "adapter";
  if (u < options.adapter + options.finetune) return "finetune";
  return u < options.adapter + options.finetune + options.quantize ? "quantize" : "merge";
}

std::uint64_t draw_licence(Random& random, const HubOptions& options) {
  return random.chance(options.restricting) ? kPermissive + random.below(kRestricting)
                                            : random.below(kPermissive);
}

constexpr std::uint8_t kNoLicence = 0xff;

// What holds of every artifact before the next is drawn.
struct Drawn {
  std::vector<std::uint8_t> licence;
  std::vector<std::uint32_t> party;
};

void chain(std::uint64_t size, std::uint64_t, const Sink& sink) {
  Page page(sink);
  head(page, "chain");
  licences(page);
  page.line(
      R"({{"party": {{"id": "maker", "kind": "developer", "policies": ["restricting-8"]}}}})");
  page.line(R"({{"party": {{"id": "tuner", "kind": "developer", "policies": "none"}}}})");
  page.line(R"({{"artifact": {{"id": "m0", "kind": "model", "developer": "maker"}}}})");
  for (std::uint64_t i = 1; i < size; ++i) {
    page.line(
        R"({{"artifact": {{"id": "m{}", "kind": "model", "developer": "tuner", "policies": "none", )"
        R"("derived_from": [{{"artifact": "m{}", "by": "finetune"}}]}}}})",
        i, i - 1);
  }
}

void star(std::uint64_t size, std::uint64_t, const Sink& sink) {
  Page page(sink);
  head(page, "star");
  licences(page);
  page.line(
      R"({{"party": {{"id": "maker", "kind": "developer", "policies": ["restricting-8"]}}}})");
  page.line(R"({{"artifact": {{"id": "m0", "kind": "model", "developer": "maker"}}}})");
  for (std::uint64_t i = 1; i < size; ++i) {
    page.line(R"({{"party": {{"id": "p{}", "kind": "developer", "policies": "none"}}}})", i);
    page.line(R"({{"artifact": {{"id": "m{}", "kind": "model", "developer": "p{}", )"
              R"("derived_from": [{{"artifact": "m0", "by": "adapter"}}]}}}})",
              i, i);
  }
}

void fan(std::uint64_t size, std::uint64_t, const Sink& sink) {
  Page page(sink);
  head(page, "fan");
  licences(page);
  page.line(
      R"({{"party": {{"id": "maker", "kind": "developer", "policies": ["restricting-8"]}}}})");
  page.line(R"({{"artifact": {{"id": "m0", "kind": "model", "developer": "maker"}}}})");
  for (std::uint64_t i = 1; i < size; ++i) {
    page.line(R"({{"party": {{"id": "p{}", "kind": "application", "policies": "none"}}}})", i);
    page.line(R"({{"agreement": {{"id": "a{}", "from": "maker", "to": "p{}", "artifacts": ["m0"], )"
              R"("channel": "api", "incorporates": {}}}}})",
              i, i, i % 2 == 0 ? R"(["restricting-8"])" : "[]");
  }
}

void ladder(std::uint64_t size, std::uint64_t, const Sink& sink) {
  Page page(sink);
  head(page, "ladder");
  licences(page);
  page.line(
      R"({{"party": {{"id": "maker", "kind": "developer", "policies": ["restricting-8"]}}}})");
  page.line(R"({{"party": {{"id": "tuner", "kind": "developer", "policies": "none"}}}})");
  const std::uint64_t rungs = std::max<std::uint64_t>(size / 2, 1);
  for (std::uint64_t i = 0; i < rungs; ++i) {
    for (const char side : {'a', 'b'}) {
      if (i == 0) {
        page.line(R"({{"artifact": {{"id": "{}0", "kind": "model", "developer": "maker"}}}})",
                  side);
      } else {
        page.line(
            R"({{"artifact": {{"id": "{}{}", "kind": "model", "developer": "tuner", "derived_from": )"
            R"([{{"artifact": "a{}", "by": "merge"}}, {{"artifact": "b{}", "by": "merge"}}]}}}})",
            side, i, i - 1, i - 1);
      }
    }
  }
}

void cycle(std::uint64_t size, std::uint64_t, const Sink& sink) {
  Page page(sink);
  head(page, "cycle");
  licences(page);
  page.line(R"({{"artifact": {{"id": "m", "kind": "model", "developer": "p0"}}}})");
  for (std::uint64_t i = 0; i < size; ++i) {
    page.line(
        R"({{"party": {{"id": "p{}", "kind": "distributor", "policies": ["restricting-{}"]}}}})", i,
        8 + i % 4);
    page.line(R"({{"agreement": {{"id": "a{}", "from": "p{}", "to": "p{}", "artifacts": ["m"], )"
              R"("channel": "weights", "incorporates": ["upstream"]}}}})",
              i, i, (i + 1) % size);
  }
}

void policies(std::uint64_t size, std::uint64_t seed, const Sink& sink) {
  constexpr std::uint64_t kRules = 500;
  Random random(seed);
  Page page(sink);
  head(page, "policies");
  page.line(R"({{"party": {{"id": "user", "kind": "application", "policies": "none"}}}})");
  for (std::uint64_t i = 0; i < size; ++i) {
    std::string rules;
    for (std::uint64_t r = 0; r < kRules; ++r) {
      rules += fmt::format(R"({}{{"prohibit": ["{}"], "clause": "{}"}})", r == 0 ? "" : ", ",
                           kUses[random.below(kUses.size())], r + 1);
    }
    page.line(
        R"({{"policy": {{"id": "terms-{}", "issuer": "p{}", "document": "standalone", "version": "1", "flow_down": "bind", )"
        R"("rules": [{}]}}}})",
        i, i, rules);
    page.line(R"({{"party": {{"id": "p{}", "kind": "developer", "policies": ["terms-{}"]}}}})", i,
              i);
    page.line(R"({{"artifact": {{"id": "m{}", "kind": "model", "developer": "p{}"}}}})", i, i);
    page.line(R"({{"agreement": {{"id": "a{}", "from": "p{}", "to": "user", "artifacts": ["m{}"], )"
              R"("channel": "api", "incorporates": ["terms-{}"]}}}})",
              i, i, i, i);
  }
}

void agreement(std::uint64_t size, std::uint64_t, const Sink& sink) {
  Page page(sink);
  head(page, "agreement");
  licences(page);
  page.line(
      R"({{"party": {{"id": "maker", "kind": "developer", "policies": ["restricting-8"]}}}})");
  page.line(R"({{"party": {{"id": "cloud", "kind": "cloud_provider", "policies": "none"}}}})");
  std::string all;
  for (std::uint64_t i = 0; i < size; ++i) {
    page.line(R"({{"artifact": {{"id": "m{}", "kind": "model", "developer": "maker"}}}})", i);
    all += fmt::format("{}\"m{}\"", i == 0 ? "" : ", ", i);
  }
  page.line(R"({{"agreement": {{"id": "all", "from": "maker", "to": "cloud", "artifacts": [{}], )"
            R"("channel": "weights", "incorporates": []}}}})",
            all);
}

void resale(std::uint64_t size, std::uint64_t, const Sink& sink) {
  Page page(sink);
  head(page, "resale");
  licences(page);
  page.line(R"({{"party": {{"id": "p0", "kind": "developer", "policies": ["restricting-8"]}}}})");
  page.line(R"({{"artifact": {{"id": "m", "kind": "model", "developer": "p0"}}}})");
  for (std::uint64_t i = 1; i < size; ++i) {
    page.line(R"({{"party": {{"id": "p{}", "kind": "distributor", "policies": "none"}}}})", i);
    page.line(R"({{"agreement": {{"id": "a{}", "from": "p{}", "to": "p{}", "artifacts": ["m"], )"
              R"("channel": "weights", "incorporates": ["upstream"]}}}})",
              i, i - 1, i);
  }
}

void hub(std::uint64_t size, std::uint64_t seed, const Sink& sink) {
  write_hub(size, seed, {}, sink);
}

constexpr std::array kShapes = {
    Shape{"hub", hub},           Shape{"chain", chain},         Shape{"star", star},
    Shape{"fan", fan},           Shape{"ladder", ladder},       Shape{"cycle", cycle},
    Shape{"policies", policies}, Shape{"agreement", agreement}, Shape{"resale", resale},
};

}  // namespace

std::span<const Shape> shapes() { return kShapes; }

void write_hub(std::uint64_t artifacts, std::uint64_t seed, const HubOptions& options,
               const Sink& sink) {
  Random random(seed);
  Page page(sink);
  head(page, "hub");
  licences(page);
  const auto parties = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(static_cast<double>(artifacts) / options.per_party));
  for (std::uint64_t p = 0; p < parties; ++p) {
    page.line(R"({{"party": {{"id": "account-{}", "kind": "developer"}}}})", p);
  }
  Drawn drawn;
  drawn.licence.reserve(artifacts);
  drawn.party.reserve(artifacts);
  for (std::uint64_t a = 0; a < artifacts; ++a) {
    const auto party = static_cast<std::uint32_t>(random.skewed(parties));
    std::uint8_t terms = kNoLicence;
    if (random.chance(options.licensed)) {
      terms = static_cast<std::uint8_t>(draw_licence(random, options));
    }
    std::string parent;
    if (a > 0 && random.chance(options.derivations)) {
      const std::uint64_t from = random.skewed(a);
      const std::string_view by = way(random, options);
      const std::uint8_t of_parent = drawn.licence[from];
      if (terms != kNoLicence && of_parent != kNoLicence) {
        const bool changes = by == "finetune" && random.chance(options.relicensed);
        terms = changes ? static_cast<std::uint8_t>(draw_licence(random, options)) : of_parent;
      }
      parent =
          fmt::format(R"(, "derived_from": [{{"artifact": "account-{}.model-{}", "by": "{}"}}])",
                      drawn.party[from], from, by);
    }
    drawn.licence.push_back(terms);
    drawn.party.push_back(party);
    const std::string list =
        terms == kNoLicence ? "" : fmt::format(R"(, "policies": ["{}"])", licence(terms));
    page.line(
        R"({{"artifact": {{"id": "account-{}.model-{}", "kind": "model", "developer": "account-{}"{}{}}}}})",
        party, a, party, list, parent);
  }
}

std::string text_of(std::string_view shape, std::uint64_t size, std::uint64_t seed) {
  for (const Shape& known : shapes()) {
    if (known.name != shape) continue;
    std::string text;
    known.write(size, seed, [&](std::string_view piece) { text += piece; });
    return text;
  }
  throw std::invalid_argument(fmt::format("there is no shape `{}`", shape));
}

}  // namespace flowdown::bench
