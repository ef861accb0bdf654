// Which of the changes between two sides brought one finding about, or took it away.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "review/course.hpp"
#include "review/facts.hpp"

namespace flowdown {

class Inquest {
 public:
  Inquest(const Flow& before, const Flow& after, const DiffOptions& options);
  ~Inquest();
  Inquest(const Inquest&) = delete;
  Inquest& operator=(const Inquest&) = delete;

  // All that differs between the files.
  const std::vector<ElementChange>& changes() const { return changes_; }

  // What either side says of findings: kept, so that it is not judged again.
  void know(Snapshot before, Snapshot after);

  // The causes of the change of the finding `id`. `old_one` and `new_one` are the finding on either
  // side; null where it is not there.
  std::vector<Cause> causes(const std::string& id, const Contrast& change, const Finding* old_one,
                            const Finding* new_one);

  // Since which day what is new has been so.
  std::optional<Date> since(const std::string& id, const Contrast& change);

  std::size_t judged() const;

 private:
  // A change that is made, or not, as a whole.
  struct Atom {
    Part part = Part::kDate;
    std::set<Element> elements;             // empty for the date
    const ElementChange* change = nullptr;  // of a single element
    bool tested = false;
    std::optional<Snapshot> alone, without;  // none: the parts do not fit together
  };

  Course& course_of(const Flow& side);
  std::vector<Atom> by_kind() const;
  void test(Atom& atom);
  std::vector<Cause> among(std::vector<Atom>& atoms, const std::string& id, const Contrast& change,
                           const Finding* old_one, const Finding* new_one);
  void tell(std::vector<Cause>& causes, const Atom& atom, bool enough, bool needed,
            const std::string& id, const Contrast& change, const Finding* old_one,
            const Finding* new_one);

  const Flow& before_;
  const Flow& after_;
  DiffOptions options_;
  std::vector<ElementChange> changes_;
  std::vector<Atom> atoms_, kinds_;
  Course old_course_, new_course_;
  std::size_t judged_ = 0;
};

// What of a changed policy bears on a finding, in words: "clause 2.e is new (`prohibit: [x]`)".
// Empty where nothing of it can be named.
std::string bearing(const Flow& before, const Flow& after, const std::string& policy,
                    const Contrast& change, const Finding* old_one, const Finding* new_one);

}  // namespace flowdown
