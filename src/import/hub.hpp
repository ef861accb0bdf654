// What the importer of the model hub is made of: the reading of its files, and of what a card says
// of licences.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "import/desk.hpp"

namespace flowdown::importing {

inline constexpr std::string_view kHub = "https://huggingface.co/";

// A model as a file tells it. `object` is what the API says, `card` the front matter; either may
// hold nothing. They live as long as the call that hands them over.
struct HubModel {
  const Tree& object;
  const Tree& card;
  std::string id;  // empty: none is given
  const std::string* file = nullptr;
  std::uint32_t line = 0;
  bool card_unread = false;  // there is a card, and it could not be read
};

// Every model of a file: a model card, JSON Lines, one object or one list of JSON. What is none is
// entered as a loss.
void each_hub_model(Desk& desk, const ImportInput& input,
                    const std::function<void(const HubModel&)>& take);

// The terms of a model, by its card, else by its tags.
void read_hub_terms(Desk& desk, DraftArtifact& artifact, const HubModel& model,
                    const std::vector<std::string>& tags);

}  // namespace flowdown::importing
