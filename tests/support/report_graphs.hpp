// Graphs that reports are made of in tests, and their audits.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "flowdown/model.hpp"

namespace flowdown::testing {

// A model with its flow and findings, on the graph's date, else on 2024-06-01.
struct Audit {
  Model model;
  Flow flow;
  Findings findings;

  // The stages refer to what they were made from, so an audit stays where it is.
  explicit Audit(Model from);
  Audit(const Audit&) = delete;
  void run();  // again, after a change of the model
  std::string text(std::size_t width = 80, bool colour = false) const;
  nlohmann::ordered_json json() const;
};

// Of `graph.yaml` and policies by path, over the taxonomy that ships. Throws where there is a
// problem.
Model load_text(std::string graph, const std::map<std::string, std::string>& policies);

// A graph in which every code occurs.
Model every_code();

// The text of a chain from developer to application, up to the policies that its last agreement
// incorporates, and the developer's policy.
extern const std::string_view kSmallGraph, kMetaAup;
// That chain, with the rules of its cloud provider and application.
Model small(const std::string& incorporated, const std::string& aws_rules,
            const std::string& wellness_rules);

}  // namespace flowdown::testing
