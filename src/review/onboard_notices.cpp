// A reader has to know what was compared: which entries of the graph the candidate takes the place
// of, what is judged as it was until then, and what is not judged at all.
#include "review/onboard_notices.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/layout.hpp"
#include "review/diff_words.hpp"
#include "review/facts.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kLaterNamed = 8;

class Notices {
 public:
  Notices(const Model& graph, const Model& with, Onboarding& answer)
      : graph_(graph), with_(with), candidate_(*with.candidate), answer_(answer) {}

  std::vector<std::string> all(const Trial& draft) {
    for (const std::string& replaced : candidate_.replaced) {
      add(fmt::format("the candidate takes the place of the graph's {}", printable(replaced)));
    }
    add_versions();
    for (const std::string& removed : candidate_.removed) {
      add(fmt::format("the candidate {} the graph's {}",
                      removed.starts_with("agreement ") ? "ends" : "removes", removed));
    }
    for (const AgreementId id : candidate_.agreements) {
      const Terms& terms = with_.graph.terms_of(id);
      if (!terms.expired(answer_.from)) continue;
      add(fmt::format("agreement {} has ended on {}", with_.graph.id_of(id),
                      terms.expires->text()));
    }
    add_superseded();
    add_later();
    add_exceptions(draft);
    return std::move(notices_);
  }

 private:
  void add(std::string words) { notices_.push_back(std::move(words)); }

  // What a party of the graph is held to may come to be otherwise by a further version, too.
  void add_versions() {
    for (const PolicyVersion& version : with_.policies.versions) {
      const std::string& policy = with_.policies.policies[version.policy.index()].id;
      if (version.of_agreement || !graph_.policies.find(policy)) continue;
      const std::string what = fmt::format("policy {}, version {}", policy, version_name(version));
      const auto& replaced = candidate_.replaced;
      const bool told = std::find(replaced.begin(), replaced.end(), what) != replaced.end();
      if (told || !is_news(graph_, with_, version)) continue;
      add(fmt::format("the candidate adds a version to the graph's policies: {}", printable(what)));
    }
  }

  void add_superseded() {
    for (const Candidate::Superseded& old : candidate_.superseded) {
      const Date since = *with_.graph.terms_of(old.by).effective;
      if (since <= answer_.from) continue;
      add(fmt::format(
          "until {}, when the candidate's takes effect, agreement {} is as in the graph",
          since.text(), with_.graph.id_of(old.by)));
    }
  }

  // What of the candidate is dated beyond the last day.
  void add_later() {
    std::size_t beyond = 0;
    for (const Event& event : events_of_candidate(graph_, with_)) {
      if (event.on <= answer_.until || event.kind == Event::Kind::kReview) continue;
      if (++beyond <= kLaterNamed) {
        add(fmt::format("not judged, since it is after {}: on {}, {}", answer_.until.text(),
                        event.on.text(), event.words));
      }
    }
    if (beyond > kLaterNamed) add(fmt::format("and {} later dates", beyond - kLaterNamed));
  }

  // What is said of an exception on the first day, and in some words on every other.
  void add_exceptions(const Trial& draft) {
    for (const Notice& notice : draft.days.front()->settlement.notices) {
      const auto says_it = [&](const std::unique_ptr<Judged>& judged) {
        const std::vector<Notice>& all = judged->settlement.notices;
        return std::any_of(all.begin(), all.end(),
                           [&](const Notice& other) { return other.place == notice.place; });
      };
      if (!std::all_of(draft.days.begin(), draft.days.end(), says_it)) continue;
      answer_.on_exceptions.push_back(notice);
      add(in_words(notice));
    }
  }

  const Model& graph_;
  const Model& with_;
  const Candidate& candidate_;
  Onboarding& answer_;
  std::vector<std::string> notices_;
};

}  // namespace

void enter_notices(const Model& graph, const Model& with, const Trial& draft, Onboarding& answer) {
  answer.bulletin.notices = Notices(graph, with, answer).all(draft);
}

}  // namespace flowdown
