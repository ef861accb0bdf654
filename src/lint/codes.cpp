// The codes of lint, one entry each, as src/judge/codes.cpp has those of findings.
#include <algorithm>
#include <array>

#include "flowdown/lint.hpp"

namespace flowdown {
namespace {

constexpr std::array<LintCodeInfo, kLintCodes> kTable{{
    {LintCode::kVacuousRule, "lint-vacuous-rule", "A rule that speaks of nothing",
     "A rule holds for no use in no context at all, or names a use and carves all of it out again.",
     "warning",
     "Its `except` takes out whatever it names, or its `when` has no context in common with the "
     "`where` of the policy. Somebody meant the rule to do something, and it does nothing: a "
     "prohibition is lost.",
     "A policy for the European Union has a rule `when: {territory: [US]}`.",
     "Look at the document again: mend `except` or `when`, or strike the rule."},
    {LintCode::kShadowedRule, "lint-shadowed-rule", "A rule that another one covers",
     "Another rule of the same version prohibits all that this one does, or asks the same wherever "
     "it speaks.",
     "warning or note (a note where the two rules stand in different clauses: then the document "
     "itself says so twice)",
     "The rule can be struck and nothing changes. Often it was meant to say something else, or the "
     "other rule was meant to be narrower. Of rules that say the same, the later one is reported.",
     "Clause 2 prohibits fraud; a further rule of clause 2 prohibits phishing, which the taxonomy "
     "counts as fraud.",
     "Strike the rule, or narrow the other one if it was meant to say less. Keep it where the "
     "document itself repeats it."},
    {LintCode::kRedundantRule, "lint-redundant-rule", "A rule or a word that adds nothing",
     "Several other prohibitions of the same version cover a prohibition together; or a list names "
     "a use twice, or along with a use that contains it.",
     "note",
     "Nothing changes if the rule, or the word, is struck. All rules of a version that are "
     "reported "
     "as vacuous, shadowed or redundant can be struck together. A document often names a thing and "
     "then its kinds one by one; so uses that are listed along with one that contains them give "
     "one "
     "finding for all policies.",
     "One rule prohibits fraud by text, another one fraud by any other means; a third prohibits "
     "fraud towards consumers.",
     "Strike it, unless the file is to name what the document names one by one."},
    {LintCode::kOverriddenAllowance, "lint-overridden-allowance",
     "An allowance that a prohibition overrides",
     "The same version prohibits what a rule allows, so that the allowance never takes effect, or "
     "only in part.",
     "warning or note (a note where some of it takes effect)",
     "Within one policy a prohibition wins over an allowance. If the document means the allowance "
     "as an exception, the file says the opposite of it. What is allowed with a safeguard and "
     "prohibited without it is not reported. The finding gives a use at which the allowance is "
     "lost.",
     "A policy prohibits sexual content and allows erotic chats, which the taxonomy counts as "
     "such. Without an `except` in the prohibition, erotic chats stay prohibited.",
     "Carve the allowance out of the prohibition (`except`, `when` or `unless`), or strike it."},
    {LintCode::kContradictoryRules, "lint-contradictory-rules", "Rules that do not go together",
     "A laxer duty or limit stands inside a stricter one, amounts of one duty do not compare, or "
     "the taxonomy says that two rules contradict each other where both speak.",
     "warning",
     "A duty or limit is void where the same version asks more of the same people in the same "
     "cases. A laxer rule that reaches further than the stricter one is the general case beside a "
     "special one, and not reported.",
     "A policy asks everybody to report incidents within three days, and distributors within ten: "
     "distributors owe the report within three days all the same.",
     "If the laxer rule is the exception, take its cases out of the other one (`when`, `of`). If "
     "two rules contradict each other, look at the document again."},
    {LintCode::kVersionGap, "lint-version-gap", "Days on which no version is in force",
     "A version of a policy is withdrawn before the next one takes effect.", "warning",
     "On the days in between the policy has no version in force, and nobody is judged by it. "
     "Usually one of the dates is wrong: a version that was only replaced needs no `withdrawn`.",
     "The version of 2023 has `withdrawn: 2025-01-01`, the next one `effective: 2025-06-01`.",
     "Mend the dates; leave `withdrawn` out where a version was only replaced by the next one."},
    {LintCode::kNoSource, "lint-no-source", "A fact without a source or a date",
     "A policy has no `source` or bears no date at all, or agreements have no `source`.",
     "warning or note (a warning for a policy without a source, a note for a missing date and for "
     "agreements)",
     "Nobody can check a rule whose document cannot be found. A policy needs no source if each of "
     "its rules has one. What is fictional needs none: a policy, party, agreement or graph whose "
     "title says \"fictional\". Agreements without a source give one finding for each file.",
     "A policy file gives the clauses of a licence, and not where the licence can be read.",
     "Add `source` and `retrieved`, and `effective` or `version` for the date."},
    {LintCode::kStaleReview, "lint-stale-review", "A review is overdue",
     "The day named by `review_by` has passed.", "warning",
     "Somebody undertook to compare the file with the document by that day. Versions that are "
     "withdrawn or replaced are not reported.",
     "A file says `review_by: 2025-01-01`, and it is June 2025.",
     "Compare the file with the document as it is now; then move `review_by`."},
    {LintCode::kUnmentionedUse, "lint-unmentioned-use", "Uses that no policy mentions",
     "No rule of any policy speaks of a use, of a use above it or of one below it.", "note",
     "One finding for each taxonomy file lists them all. The taxonomy that ships inside flowdown "
     "is left out, and where no policy was read nothing is said.",
     "A taxonomy has a use for tutoring, and no policy says anything about tutoring.",
     "Nobody has to act where the use is there for graphs to declare. Else encode the policy that "
     "names it, or strike the use."},
    {LintCode::kUnusedPolicy, "lint-unused-policy", "A policy that nobody refers to",
     "A graph was read, and none of its parties, artifacts, agreements and waivers refers to a "
     "policy.",
     "note",
     "The policy has no part in the audit. Regulations whose regulator is in the graph need no "
     "reference. More than five such policies get one finding; and where so many are in files that "
     "were not named on the command line, they are taken for a library that several graphs share, "
     "and not reported.",
     "The folder of an audit holds the terms of an app that was dropped from the graph.",
     "Name the policy where it applies, or leave the file out."},
    {LintCode::kChannelNotCovered, "lint-channel-not-covered",
     "A policy on a channel that it does not cover",
     "A reference has no effect, since the policy covers none of the channels by which the "
     "artifact "
     "is supplied.",
     "warning or note (a note for the policies of a party, which may be for services that the "
     "graph "
     "leaves out)",
     "A policy does not travel on a channel that it does not cover, so nothing of it arrives. "
     "Artifacts are looked at by the channels of their developer's agreements (and `weights` where "
     "somebody else builds on them without one), agreements by their own channel, parties by the "
     "channels of all that they supply.",
     "The user agreement of a chat service is attached to a model whose weights are published: "
     "whoever downloads the weights never accepted it.",
     "Name the terms under which the artifact is supplied that way, such as the licence of the "
     "weights. Mend `covers` only if the document does speak of the channel."},
    {LintCode::kNotInForce, "lint-not-in-force", "A reference to what is not in force",
     "A party, an artifact or an agreement in force refers to a policy of which no version is in "
     "force on the day judged.",
     "warning",
     "The reference has no effect on that day, which is `--as-of`, else the graph's `as_of`, else "
     "today. Agreements that fix a version are not reported.",
     "A graph is judged as of 2024, and a model names the licence of 2025.",
     "Mend the dates, or name the policy that held on that day."},
    {LintCode::kConfusableNames, "lint-confusable-names", "Names that look alike",
     "Two ids of one kind differ only by case, or by `-`, `_` and `.`.", "warning",
     "To flowdown they are two different things; to a reader they are one. References are easily "
     "made to the wrong one.",
     "A graph has a party `open-ai` and a party `openai`.",
     "Give one of them another id, or make them one."},
    {LintCode::kUndefinedUse, "lint-undefined-use", "Uses that nobody explains",
     "A use of a taxonomy has no `title` or no `definition`.", "note",
     "Whoever encodes a policy sorts its clauses by these words, and reports call uses by their "
     "titles. One finding for each file lists them all.",
     "A taxonomy has a line `deception:` with no more than `in: [fraud]`.",
     "Say in one line what the use is, and what it is not."},
    {LintCode::kRedundantLink, "lint-redundant-link", "An is-a link that follows from another",
     "A use is `in` two uses, one of which is below the other already.", "note",
     "The link changes no verdict today. It will, unseen, on the day when the other link is "
     "struck.",
     "Spear phishing is `in` phishing and `in` fraud, and phishing is `in` fraud.",
     "Strike the wider of the two."},
    {LintCode::kOddGroup, "lint-odd-group", "A group that is empty or overlaps another",
     "A group of a grouping names no use, or a use is in two groups of the same grouping.", "note",
     "A policy counts for a group if it prohibits one of its members. It can never count for an "
     "empty group, and counts twice for a use in two groups, which makes totals hard to read.",
     "Disinformation is listed under politics and under deception.",
     "Name the uses of the group, or strike it; leave overlaps only where they are meant."},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kLintCodes; ++i) {
    if (static_cast<std::size_t>(kTable[i].code) != i) return false;
  }
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const LintCodeInfo, kLintCodes> lint_code_table() { return kTable; }

const LintCodeInfo& info(LintCode code) { return kTable[static_cast<std::size_t>(code)]; }

std::optional<LintCode> lint_code_named(std::string_view name) {
  const auto found = std::find_if(kTable.begin(), kTable.end(),
                                  [&](const LintCodeInfo& c) { return c.name == name; });
  if (found == kTable.end()) return std::nullopt;
  return found->code;
}

}  // namespace flowdown
