// Between two sides lie changes: elements of the files that differ, and the date. For each finding
// that comes or goes the question is which of them did it. Each change is made alone on the old
// side, and alone taken back on the new side, and what results is judged; that answers for all
// findings at once, so a comparison costs two judgements a change, however many findings differ.
//
// A change that has the effect alone is enough; one without which the effect is gone is needed.
// Where no change is either (say, two that each need one of two others), changes are made and taken
// back by kind: all policies, all agreements, and so on. Where that tells nothing either, the cause
// is all of them together, and no cause is named.
#include "review/causes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "report/layout.hpp"
#include "review/mix.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kElementsNamed = 5;

std::string plural_of(Part part) {
  switch (part) {
    case Part::kPolicy:
      return "policies";
    case Part::kParty:
      return "parties";
    default:
      return std::string(name_of(part)) + "s";
  }
}

}  // namespace

Inquest::Inquest(const Flow& before, const Flow& after, const DiffOptions& options)
    : before_(before),
      after_(after),
      options_(options),
      old_course_(*before.model, options.judge),
      new_course_(*after.model, options.judge) {
  if (before.model != after.model) changes_ = changes_between(*before.model, *after.model);
  for (const ElementChange& change : changes_) {
    atoms_.push_back({change.element.part, {change.element}, &change, false, {}, {}});
  }
  if (before.as_of != after.as_of) atoms_.push_back({});
  if (atoms_.size() > std::max<std::size_t>(options.most_changes, 1)) atoms_ = by_kind();
}

Inquest::~Inquest() = default;

std::size_t Inquest::judged() const {
  return judged_ + old_course_.judged() + new_course_.judged();
}

void Inquest::know(Snapshot before, Snapshot after) {
  course_of(before_).know(before_.as_of, std::move(before));
  course_of(after_).know(after_.as_of, std::move(after));
}

Course& Inquest::course_of(const Flow& side) {
  return side.model == before_.model ? old_course_ : new_course_;
}

std::vector<Inquest::Atom> Inquest::by_kind() const {
  std::vector<Atom> kinds;
  for (const Part part :
       {Part::kTaxonomy, Part::kPolicy, Part::kParty, Part::kArtifact, Part::kAgreement}) {
    Atom atom;
    atom.part = part;
    for (const ElementChange& change : changes_) {
      if (change.element.part != part) continue;
      atom.elements.insert(change.element);
      atom.change = &change;
    }
    if (atom.elements.size() > 1) atom.change = nullptr;
    if (!atom.elements.empty()) kinds.push_back(std::move(atom));
  }
  if (before_.as_of != after_.as_of) kinds.push_back({});
  return kinds;
}

void Inquest::test(Atom& atom) {
  if (std::exchange(atom.tested, true)) return;
  if (atom.part == Part::kDate) {
    atom.alone = course_of(before_).on(after_.as_of);
    atom.without = course_of(after_).on(before_.as_of);
    return;
  }
  const auto judged_mixture = [&](const Flow& base, const Flow& other) -> std::optional<Snapshot> {
    const std::optional<Model> model = mix(*base.model, *other.model, atom.elements);
    if (!model) return std::nullopt;
    ++judged_;
    return judged_on(*model, base.as_of, options_.judge);
  };
  atom.alone = judged_mixture(before_, after_);
  atom.without = judged_mixture(after_, before_);
}

void Inquest::tell(std::vector<Cause>& causes, const Atom& atom, bool enough, bool needed,
                   const std::string& id, const Contrast& change, const Finding* old_one,
                   const Finding* new_one) {
  if (atom.part == Part::kDate) {
    // Where the old files show it on the new date, their course of dates tells why; else the new
    // files do not show it on the old date, and theirs does.
    Course& course = course_of(enough ? before_ : after_);
    for (Cause& cause : course.causes_between(before_.as_of, after_.as_of, id, change)) {
      cause.enough = cause.enough && enough;
      cause.needed = cause.needed && needed;
      causes.push_back(std::move(cause));
    }
    return;
  }
  Cause cause;
  cause.part = atom.part;
  cause.enough = enough;
  cause.needed = needed;
  if (atom.change != nullptr) {
    cause.id = atom.change->element.id;
    cause.words = in_words(*atom.change);
    if (atom.part == Part::kPolicy) {
      const std::string words = bearing(before_, after_, cause.id, change, old_one, new_one);
      if (!words.empty()) cause.words = fmt::format("policy {}: {}", cause.id, words);
    }
  } else {
    std::vector<std::string> ids;
    for (const Element& element : atom.elements) ids.push_back(element.id);
    cause.words =
        fmt::format("the {} {} together", plural_of(atom.part), join(ids, kElementsNamed));
  }
  causes.push_back(std::move(cause));
}

std::vector<Cause> Inquest::among(std::vector<Atom>& atoms, const std::string& id,
                                  const Contrast& change, const Finding* old_one,
                                  const Finding* new_one) {
  std::vector<Cause> causes;
  const bool only_one = atoms.size() == 1;
  for (Atom& atom : atoms) {
    if (!only_one) test(atom);
    const bool enough = only_one || (atom.alone && shows(*atom.alone, id, change));
    const bool needed = only_one || (atom.without && !shows(*atom.without, id, change));
    if (enough || needed) tell(causes, atom, enough, needed, id, change, old_one, new_one);
  }
  return causes;
}

std::vector<Cause> Inquest::causes(const std::string& id, const Contrast& change,
                                   const Finding* old_one, const Finding* new_one) {
  std::vector<Cause> causes = among(atoms_, id, change, old_one, new_one);
  if (causes.empty()) {
    if (kinds_.empty()) kinds_ = by_kind();
    if (kinds_.size() < atoms_.size()) causes = among(kinds_, id, change, old_one, new_one);
  }
  // What does it alone and cannot be left out comes first.
  std::stable_sort(causes.begin(), causes.end(), [](const Cause& a, const Cause& b) {
    return std::pair(a.needed, a.enough) > std::pair(b.needed, b.enough);
  });
  return causes;
}

std::optional<Date> Inquest::since(const std::string& id, const Contrast& change) {
  return course_of(after_).since(after_.as_of, id, change);
}

}  // namespace flowdown
