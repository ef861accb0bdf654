// Plain words for what files name by ids. A context value that is known here has a phrase of its
// own
// ("through the API"); one that a user's taxonomy adds is read out as it is written, with spaces
// for underscores, after the preposition of its dimension. So a use point always reads as one
// sentence.
#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "flowdown/eights.hpp"
#include "flowdown/keywords.hpp"
#include "report/layout.hpp"

namespace flowdown {
namespace {

using Phrase = std::pair<std::string_view, std::string_view>;

constexpr std::array kModalities = {Phrase{"image", "as images"}};
constexpr std::array kChannels = {Phrase{"weights", "as downloaded weights"},
                                  Phrase{"api", "through the API"}, Phrase{"app", "in an app"}};
constexpr std::array kAudiences = {
    Phrase{"consumer", "to consumers"}, Phrase{"business", "to businesses"},
    Phrase{"government", "to government bodies"}, Phrase{"researcher", "to researchers"},
    Phrase{"minor", "to minors"}};
constexpr std::array kPurposes = {Phrase{"commercial", "for commercial purposes"},
                                  Phrase{"noncommercial", "for non-commercial purposes"}};

std::string spaced(std::string_view id) {
  std::string text = printable(id);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

template <std::size_t N>
std::string phrase(const std::array<Phrase, N>& known, std::string_view value,
                   std::string_view otherwise) {
  for (const auto& [id, words] : known) {
    if (id == value) return std::string(words);
  }
  return fmt::format("{} {}", otherwise, spaced(value));
}

// One part of a use point; empty where there is nothing to say.
std::string value_in_words(Dimension dimension, std::string_view value) {
  switch (dimension) {
    case Dimension::kModality:
      return phrase(kModalities, value, "as");
    case Dimension::kChannel:
      return phrase(kChannels, value, "by");
    case Dimension::kAudience:
      return phrase(kAudiences, value, "to");
    case Dimension::kTerritory:
      if (value == "elsewhere") return "outside the places listed";
      return fmt::format("in {}", printable(place_name(value)));
    case Dimension::kPurpose:
      if (value == "research") return "for research";
      return phrase(kPurposes, value, "for");
    case Dimension::kSector:
      if (value == "other") return "outside the sectors listed";
      return fmt::format("in the {} sector", spaced(value));
  }
  return {};
}

// A group of places that is exactly this set, as a sentence names it; empty where there is none.
std::string territory_group(const Taxonomy& taxonomy, const ValueSet& places) {
  for (const Territory& territory : taxonomy.territories) {
    if (territory.is_group && territory.members == places) {
      const bool union_of_states = territory.id == "EU" || territory.id == "EEA";
      return fmt::format("in {}{}", union_of_states ? "the " : "", printable(territory.id));
    }
  }
  return {};
}

void escape(std::string& out, const CodePoint& point) {
  if (point.valid && point.value > 0x7f) {
    out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(point.value));
  } else {
    out += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(point.value));
  }
}

// Whether a code point can act on a terminal or on the order of the text around it, instead of
// being shown: controls, bidirectional controls, line separators, the byte order mark; what shows
// nothing, so that two names look the same; and what is no character, which XML does not admit.
bool acts(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x00ad || c == 0x061c || c == 0x200b ||
         c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff ||
         c == 0xfffe || c == 0xffff;
}

// Whether all of it is printable ASCII, as nearly all names are.
bool is_plain(std::string_view text) {
  if (text.size() < 8)
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  for (std::size_t at = 0; at + 8 <= text.size(); at += 8) {
    if (!Eights(text, at).printable()) return false;
  }
  return Eights(text, text.size() - 8).printable();
}

}  // namespace

std::string printable(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    while (at + 8 <= text.size() && Eights(text, at).printable()) at += 8;
    out += text.substr(from, at - from);
    if (at == text.size()) break;
    const CodePoint point = code_point_at(text, at);
    if (!point.valid || acts(point.value)) {
      escape(out, point);
    } else {
      out += text.substr(at, point.length);
    }
    at += point.length;
  }
  return out;
}

std::string in_sentence(std::string_view title) {
  std::string text = printable(title);
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  if (text.size() > 1 && upper(text[0]) && (lower(text[1]) || text[1] == ' ')) {
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  }
  return text;
}

std::string use_title(const Taxonomy& taxonomy, UseId use) {
  const Use& entry = taxonomy.uses[use.index()];
  return entry.title.empty() ? spaced(entry.id) : in_sentence(entry.title);
}

std::string safeguard_title(const Taxonomy& taxonomy, SafeguardId safeguard) {
  const Safeguard& entry = taxonomy.safeguards[safeguard.index()];
  return entry.title.empty() ? spaced(entry.id) : in_sentence(entry.title);
}

std::string duty_title(const Taxonomy& taxonomy, DutyId duty) {
  const Duty& entry = taxonomy.duties[duty.index()];
  return entry.title.empty() ? spaced(entry.id) : in_sentence(entry.title);
}

std::string attribute_title(const Taxonomy& taxonomy, AttributeId attribute) {
  const std::string& id = taxonomy.attributes[attribute.index()].id;
  if (id == "annual_revenue_usd") return "US dollars of annual revenue";
  return spaced(id);
}

std::vector<std::string> use_titles(const Taxonomy& taxonomy, const std::vector<UseId>& uses) {
  std::vector<std::string> titles;
  for (const UseId use : uses) titles.push_back(use_title(taxonomy, use));
  return titles;
}

std::vector<std::string> use_ids(const Taxonomy& taxonomy, const std::vector<UseId>& uses) {
  std::vector<std::string> ids;
  for (const UseId use : uses) ids.push_back(printable(taxonomy.uses[use.index()].id));
  return ids;
}

std::string unless_in_words(const Taxonomy& taxonomy, const Unless& unless) {
  std::vector<std::string> sets;
  for (const auto& set : unless) {
    std::vector<std::string> titles;
    for (const SafeguardId safeguard : set) titles.push_back(safeguard_title(taxonomy, safeguard));
    sets.push_back(join(titles));
  }
  return join_or(sets);
}

std::string in_words(const Taxonomy& taxonomy, const UsePoint& point) {
  return in_words(taxonomy, point, ~0U);
}

std::string in_words(const Taxonomy& taxonomy, const UsePoint& point, unsigned told) {
  const auto part = [&](Dimension dimension) {
    if (((told >> static_cast<unsigned>(dimension)) & 1U) == 0) return std::string();
    const auto& values = taxonomy.values_of(dimension);
    const std::size_t value = point.context.values[static_cast<std::size_t>(dimension)];
    return value < values.size() ? value_in_words(dimension, values[value]) : std::string();
  };
  std::string text = use_title(taxonomy, point.use);
  const auto add = [&](std::string_view separator, const std::string& words) {
    if (!words.empty()) text += fmt::format("{}{}", separator, words);
  };
  add(", ", part(Dimension::kModality));
  add(", ", part(Dimension::kChannel));
  add(", ", part(Dimension::kAudience));
  add(part(Dimension::kAudience).empty() ? ", " : " ", part(Dimension::kTerritory));
  add(", ", part(Dimension::kPurpose));
  add(", ", part(Dimension::kSector));
  std::vector<std::string> in_place;
  for (std::size_t i = 0; i < point.context.safeguards.size(); ++i) {
    if (point.context.safeguards[i]) in_place.push_back(safeguard_title(taxonomy, SafeguardId(i)));
  }
  if (!in_place.empty()) text += fmt::format(", with {} in place", join(in_place));
  return text;
}

std::string in_words(const Taxonomy& taxonomy, const Context& context) {
  constexpr std::size_t kNamed = 4;
  std::vector<std::string> parts;
  for (const Context::Limit& limit : context.limits) {
    if (limit.dimension == Dimension::kTerritory) {
      std::string group = territory_group(taxonomy, limit.admits);
      if (!group.empty()) {
        parts.push_back(std::move(group));
        continue;
      }
    }
    const auto& values = taxonomy.values_of(limit.dimension);
    std::vector<std::string> admitted;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (limit.admits[i]) admitted.push_back(value_in_words(limit.dimension, values[i]));
    }
    if (admitted.size() > kNamed + 1) {
      const std::size_t more = admitted.size() - kNamed;
      admitted.resize(kNamed);
      admitted.push_back(fmt::format("{} more", more));
    }
    parts.push_back(join_or(admitted));
  }
  return separated(parts, ", ");
}

std::string in_words(const Quantity& quantity) {
  if (quantity.unit == Quantity::Unit::kNumber) return grouped(quantity.value);
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 4> kUnits = {
      {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}}};
  for (const auto& [seconds, unit] : kUnits) {
    if (quantity.value % seconds != 0) continue;
    return count_of(static_cast<std::size_t>(quantity.value / seconds), unit);
  }
  return quantity.text();
}

std::string rule_in_words(const Taxonomy& taxonomy, const Rule& rule) {
  constexpr std::size_t kNamed = 3;
  const std::string uses = join(use_titles(taxonomy, rule.uses), kNamed);
  switch (rule.kind) {
    case RuleKind::kProhibit:
      return fmt::format("the ban on {}", uses);
    case RuleKind::kAllow:
      return fmt::format("the allowance of {}", uses);
    case RuleKind::kRequire: {
      std::string title = duty_title(taxonomy, rule.duty);
      if (!rule.parameter) return title;
      return fmt::format("{} {} {}", title, spaced(taxonomy.duties[rule.duty.index()].parameter),
                         in_words(*rule.parameter));
    }
    case RuleKind::kLimit:
      return fmt::format("at most {} {}", grouped(rule.at_most),
                         attribute_title(taxonomy, rule.attribute));
  }
  return {};
}

std::string_view kind_in_words(PartyKind kind) {
  switch (kind) {
    case PartyKind::kDeveloper:
      return "developer";
    case PartyKind::kCloudProvider:
      return "cloud provider";
    case PartyKind::kDistributor:
      return "distributor";
    case PartyKind::kApplication:
      return "application";
    case PartyKind::kRegulator:
      return "regulator";
  }
  return {};
}

std::string_view key_of(Confidence confidence) { return word_for(kConfidences, confidence); }

std::string_view in_words(DerivationKind kind) {
  switch (kind) {
    case DerivationKind::kFinetune:
      return "fine-tuned into";
    case DerivationKind::kQuantize:
      return "quantized into";
    case DerivationKind::kMerge:
      return "merged into";
    case DerivationKind::kAdapter:
      return "adapted into";
    case DerivationKind::kDistill:
      return "distilled into";
    case DerivationKind::kTrainOnOutputs:
      return "outputs used to train";
    case DerivationKind::kInclude:
      return "included in";
  }
  return {};
}

std::string_view key_of(DerivationKind kind) {
  switch (kind) {
    case DerivationKind::kFinetune:
      return "finetune";
    case DerivationKind::kQuantize:
      return "quantize";
    case DerivationKind::kMerge:
      return "merge";
    case DerivationKind::kAdapter:
      return "adapter";
    case DerivationKind::kDistill:
      return "distill";
    case DerivationKind::kTrainOnOutputs:
      return "train_on_outputs";
    case DerivationKind::kInclude:
      return "include";
  }
  return {};
}

}  // namespace flowdown
