// The finding codes, one entry each: what `flowdown codes` prints and docs/codes.md shows.
//
// The entries stand in the order of the enumeration. Names are part of the file formats and never
// change; everything else is prose. `severity` begins with the severities that occur; where there
// are several, a colon and the reasons follow.
#include <algorithm>
#include <array>

#include "flowdown/findings.hpp"

namespace flowdown {
namespace {

constexpr std::array<CodeInfo, kCodes> kTable{{
    {Code::kGapPermits, "gap-permits", "Own policy allows what upstream prohibits",
     "A party's own policy expressly allows something that has reached it as prohibited.", "error",
     "The party has received an artifact under a policy that prohibits a use. Its own policy, the "
     "one "
     "that its customers read, contains a rule that allows this use. Customers who rely on it will "
     "breach the upstream policy. This is the gravest kind of gap: the two documents contradict "
     "each "
     "other in so many words.",
     "A model's licence prohibits adult content. A companion-chat service built on the model says "
     "in "
     "its terms that adult content is welcome.",
     "The party: strike the allowance, or carve the prohibited uses out of it. If the developer "
     "has "
     "agreed to these uses, get the release in writing and record it as a waiver in the "
     "agreement."},
    {Code::kGapSilent, "gap-silent", "Own policy does not speak of what upstream prohibits",
     "A party's own policy says nothing about uses that have reached it as prohibited.",
     "error or warning (a warning where every agreement that supplies the artifact onward carries "
     "the "
     "upstream policy, or where the party supplies it to nobody and is itself bound; also if "
     "tentative)",
     "The upstream policy prohibits these uses and the party's own policy does not mention them. "
     "Silence is not an allowance: the prohibition still stands upstream. But customers who read "
     "only "
     "the party's own policy do not learn of it. Where the party's agreements carry the upstream "
     "policy "
     "onward, customers are bound all the same, and the finding is a warning: the own policy does "
     "not "
     "restate the rule. Where they do not, nothing tells or binds them, and it is an error.",
     "Meta's policy for Llama 2 prohibits content that promotes eating disorders. The acceptable "
     "use "
     "policy of a cloud platform that serves Llama 2 never mentions them.",
     "The party: name the missing uses in its own policy, or bind customers to the upstream policy "
     "in "
     "the agreement with them (`incorporates`)."},
    {Code::kGapNarrower, "gap-narrower", "Own policy covers only part of what upstream prohibits",
     "A party's own policy prohibits a use only in part: in fewer contexts, with more exceptions, "
     "or "
     "only some kinds of it.",
     "error or warning (a warning where every agreement that supplies the artifact onward carries "
     "the "
     "upstream policy, or where the party supplies it to nobody and is itself bound; also if "
     "tentative)",
     "The party's own policy speaks of the use, but leaves a part of it out. It may name only some "
     "kinds of the use, speak only of some customers or places, or lift the ban under a safeguard "
     "that "
     "upstream does not accept. The finding gives an example that falls between the two.",
     "Upstream prohibits medical advice without exception. The party prohibits it unless a person "
     "reviews the answer, so reviewed medical advice is prohibited upstream and not by the party.",
     "The party: widen the rule that is named in the finding, so that it leaves nothing out, or "
     "bind "
     "customers to the upstream policy in the agreement with them (`incorporates`)."},
    {Code::kGapCatchAll, "gap-catch-all", "Covered only as something unlawful",
     "A party's own policy does not name the uses, but prohibits whatever is unlawful, and these "
     "uses "
     "typically are.",
     "note",
     "The upstream policy names these uses. The party's own policy has only a general sentence "
     "against "
     "breaking the law. Such a sentence usually covers them, but what is unlawful differs from "
     "place to "
     "place, and a customer has to know the law to see it. This is a reminder, not a fault.",
     "Upstream prohibits human trafficking by name. The party's policy says: do not use the "
     "service for "
     "anything unlawful.",
     "The party: nothing is urgent; to be certain, name the uses."},
    {Code::kBreakNotBound, "break-not-bound", "Agreement does not bind the recipient",
     "A policy asks to be made binding on whoever receives the artifact next, and an agreement "
     "does not "
     "do it.",
     "error (a warning if tentative)",
     "Some licences require everyone who passes the artifact on to make the same restrictions an "
     "enforceable provision of the next contract. This agreement passes the artifact on and "
     "neither "
     "incorporates the policy nor, where the policy accepts that, sets rules of its own that cover "
     "the "
     "same uses. From here on nobody is bound by it, so this is often the root cause of gaps "
     "further down.",
     "A model under a RAIL licence is offered on a platform. The platform's terms of service do "
     "not "
     "mention the licence's use restrictions.",
     "The supplier, with the recipient: add a clause that makes the policy binding, and record it "
     "in the "
     "agreement's `incorporates`."},
    {Code::kBreakNoCopy, "break-no-copy", "Agreement hands over no copy of the policy",
     "A policy asks that recipients be given a copy, and an agreement neither delivers nor "
     "incorporates "
     "it.",
     "error (a warning if tentative)",
     "Some licences bind the next recipient by being handed over with the artifact. This agreement "
     "supplies the artifact without the text. The recipient has not accepted it, and may not know "
     "of "
     "it.",
     "The Llama 2 licence asks that a copy of it accompany the weights. A hub offers a download "
     "without it.",
     "The supplier: hand over the text with the artifact, and record it in the agreement's "
     "`delivers`."},
    {Code::kBreakRelicensed, "break-relicensed", "Derived artifact drops the parent's restrictions",
     "A derived artifact is released under policies that drop restrictions which the parent's "
     "policy "
     "requires to persist.",
     "error (a warning if tentative)",
     "The parent's policy says that it reaches derived artifacts. The artifact made from it is "
     "released "
     "under policies that neither list the parent's policy nor prohibit everything that it "
     "prohibits. "
     "Whoever takes the derived artifact sees only its new, laxer terms. The restrictions still "
     "apply; "
     "the label is wrong.",
     "Somebody fine-tunes a model under a use-restricted licence and publishes the result under "
     "the MIT "
     "licence.",
     "The developer of the derived artifact: release it under the parent's policy, or under rules "
     "that "
     "cover everything that the parent's policy prohibits."},
    {Code::kBreakExpired, "break-expired", "The agreement has expired",
     "The agreement that carried a policy is no longer in force on the date judged.",
     "error (a warning if tentative)",
     "The agreement would make the policy binding on its recipient, but its last day has passed. "
     "As long "
     "as the artifact goes on being used, the obligations are still expected, and nothing makes "
     "them "
     "binding any more.",
     "A distribution agreement ran until 31 December. In January the platform still serves the "
     "model.",
     "Both parties: renew the agreement, or end the supply. Record the new `expires`."},
    {Code::kBreachUse, "breach-use", "A declared use is prohibited",
     "A use that a party declares falls inside a prohibition that has reached it.",
     "error (a warning if tentative)",
     "The party says, or is known, to use the artifact in a way that a policy upstream prohibits, "
     "in "
     "at least one of the contexts in which the party works, with the safeguards that it has in "
     "place. "
     "If it is not known which safeguards the party has, and some would lift the prohibition, the "
     "finding "
     "is tentative.",
     "A therapy app declares mental-health support. The model's policy prohibits medical advice to "
     "consumers unless a licensed professional is involved, and the app has none.",
     "The party: stop the use, put the safeguards in place that lift the prohibition, or obtain a "
     "waiver "
     "from the policy's issuer."},
    {Code::kBreachAct, "breach-act", "What the party does with the artifact is prohibited",
     "The graph itself shows an act that upstream prohibits: hosting, redistribution, derivation, "
     "training on outputs or commercial use.",
     "error (a warning if tentative)",
     "Some policies restrict what may be done with the artifact as such. Nobody has to declare "
     "these "
     "acts, since the agreements and derivations in the graph show them: who serves the artifact "
     "by an "
     "API or app hosts it, who passes on the weights redistributes it, and so on.",
     "The Falcon 180B licence asks for a separate permission to host the model. A company serves "
     "it "
     "through a shared API and shows no such permission.",
     "The party: obtain the permission and record it (`grants` or `waives` in the agreement that "
     "supplies the artifact), or stop the act."},
    {Code::kBreachLimit, "breach-limit", "A limit is exceeded",
     "A figure of the party, such as its monthly users, is above a limit in a policy that has "
     "reached "
     "it, at the time when the limit is measured.",
     "error (a warning if tentative)",
     "Some licences hold only up to a number of users or an amount of revenue. Some measure it "
     "once, on "
     "the day the artifact was released; others all the time. Each limit is judged by the "
     "value of the right day. If the value of that day is unknown, nothing is claimed.",
     "A licence is for companies with at most 100 million monthly users, measured all the time. "
     "The "
     "company that uses the model has 120 million.",
     "The party: obtain the separate licence that the policy provides for, and record it, or stop "
     "using "
     "the artifact."},
    {Code::kBreachDuty, "breach-duty", "A duty is not met",
     "A duty that has reached a party shows in none of its practices, policies and agreements, or "
     "only "
     "in a weaker form.",
     "error (a warning if tentative)",
     "Policies and agreements do not only prohibit. They ask for attribution, incident reports, "
     "notices. "
     "Such a duty has reached the party, and nothing in the graph shows that the party meets it; "
     "or it "
     "meets it in part only, as with a report in ten days where three are asked. If the party's "
     "practices are not stated at all, the finding is tentative.",
     "The agreement asks for incident reports within 72 hours. The party's practices list none.",
     "The party: do what is asked and state it in its `practices`; or, if it already does, only "
     "state "
     "it."},
    {Code::kWaiverUnauthorised, "waiver-unauthorised", "A waiver without authority",
     "A waiver releases from a policy that its grantor neither issued nor has the power to waive.",
     "error (a warning if tentative)",
     "Only the issuer of a policy can release somebody from it, or somebody to whom the issuer has "
     "given "
     "that power. This waiver comes from neither. It has no effect: its recipient is judged as if "
     "it did not exist.",
     "A reseller promises a defence contractor in their contract that the developer's ban on "
     "military "
     "use does not apply.",
     "The recipient: obtain the waiver from the policy's issuer. Or the grantor: obtain the power "
     "to "
     "waive from the issuer, and record it (`grants: [waive]`)."},
    {Code::kWaiverExpired, "waiver-expired", "A waiver has ended",
     "A waiver, or the agreement in which it stands, is no longer in force on the date judged.",
     "warning",
     "The waiver once released its recipient from a part of a policy. Its last day has passed, so "
     "the policy counts in full again. What relied on the waiver may now be a breach, which is "
     "then "
     "reported as well.",
     "A government agency had leave for a use until the end of the year. It is now March.",
     "The recipient: renew the waiver, or stop what relied on it."},
    {Code::kWaiverApplied, "waiver-applied", "A waiver takes effect",
     "A waiver with authority releases its recipient from part of a policy on the date judged.",
     "note",
     "This is not a fault. The note says that the result rests on a negotiated exception, which "
     "readers "
     "of the public policies alone cannot see.",
     "The developer has released a defence contractor from its ban on military use, in the United "
     "States, "
     "until the end of 2025.",
     "Nobody has to act. Keep the evidence of the waiver, and watch its last day."},
    {Code::kConflict, "conflict", "Two obligations cannot both be met",
     "Two duties, or a duty and a prohibition, that contradict each other have reached the same "
     "party for the same artifact.",
     "error (a warning if tentative)",
     "Whatever the party does, it fails one of the two. The taxonomy lists which duties contradict "
     "each "
     "other. Which of the two comes first is a question of law or of the contracts' rules of "
     "precedence, "
     "and this program does not answer it.",
     "One policy asks to keep logs for a year. A customer's agreement asks to keep no logs.",
     "The party: have a lawyer settle which one prevails, and change or waive the other."},
    {Code::kBlindUnknownTerms, "blind-unknown-terms", "The terms are not known",
     "The policies of a party or an artifact, the terms of an agreement, the way in which a "
     "party came by "
     "an artifact, or whether a policy that is not passed on asks to be, are not known.",
     "warning",
     "Nothing can be said about what is not known. It is neither clean nor a fault: the result is "
     "undetermined. No other finding is made up from what is missing, so fewer findings on such a "
     "party "
     "do not mean that it does better.",
     "A developer and a cloud platform have a contract that is not public.",
     "Whoever keeps the graph: find the terms and state them; or state that there are none "
     "(`policies: "
     "none`, an empty list such as `incorporates: []`, or `flow_down: none`)."},
    {Code::kBlindUnenforced, "blind-unenforced", "Nobody watches",
     "Obligations have reached a party, and neither it nor whoever serves it the artifact "
     "monitors use.",
     "warning",
     "A rule that nobody watches over is easily broken unseen. Where an artifact is served through "
     "an "
     "API or app, the supplier can monitor, as well as the party. Where the weights are handed "
     "over, "
     "only the party can. If it is not known what they do, the finding is tentative.",
     "An app runs a model on its own machines. It does not monitor what users do with it, and "
     "nobody "
     "else can see it.",
     "The party, or the supplier that serves it: monitor use and state it (`practices: "
     "[monitoring]`)."},
    {Code::kBlindOutOfScope, "blind-out-of-scope", "The policy stops at this channel",
     "A policy does not cover the channel by which an agreement supplies the artifact, so it does "
     "not "
     "travel along it.",
     "note",
     "Some policies speak only of the issuer's own API, or only of downloaded weights. Supplied in "
     "another "
     "way, the artifact is outside the policy, and recipients do not inherit it. This is not a "
     "fault, "
     "but often a surprise.",
     "A developer's usage policy is for its own API. The same model, served by a cloud platform, "
     "comes without that policy.",
     "Nobody has to act. The issuer may want to widen what the policy covers."},
    {Code::kDrift, "drift", "The policy has changed since",
     "An agreement fixes a version of a policy other than the one in force on the date judged, and "
     "the "
     "two differ.",
     "warning or note (a warning if the newer version prohibits, requires or limits something "
     "more, "
     "else a note)",
     "The agreement was made under an earlier version and keeps it. That version goes on to count "
     "for its "
     "recipient, and the issuer's present policy may be stricter or laxer. The finding lists what "
     "has "
     "changed.",
     "A customer's order form fixes the usage policy of March 2025. In October the issuer "
     "published "
     "a stricter one.",
     "Both parties: read the changes, and move the agreement to the version in force if they "
     "matter."},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kCodes; ++i) {
    if (static_cast<std::size_t>(kTable[i].code) != i) return false;
  }
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const CodeInfo, kCodes> code_table() { return kTable; }

const CodeInfo& info(Code code) { return kTable[static_cast<std::size_t>(code)]; }

std::optional<Code> code_named(std::string_view name) {
  const auto found =
      std::find_if(kTable.begin(), kTable.end(), [&](const CodeInfo& c) { return c.name == name; });
  if (found == kTable.end()) return std::nullopt;
  return found->code;
}

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::kNote:
      return "note";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return {};
}

}  // namespace flowdown
