// The example of flowdown/flowdown.hpp, word for word, as a program of its own. install_test.sh
// builds it against an installed flowdown, and fails when the two differ.
#include <iostream>
#include <string_view>

#include "flowdown/flowdown.hpp"

namespace {

constexpr const char* kPolicy = R"(flowdown: 1
policy: lab-aup
title: Lab Acceptable Use Policy
issuer: lab
document: standalone
flow_down: bind
rules:
  - prohibit: [harassment]
    clause: "1"
)";

constexpr const char* kGraph = R"(flowdown: 1
graph: two-parties
title: One lab and one shop
policies: [policies]
parties:
  lab:  {kind: developer, policies: [lab-aup]}
  shop: {kind: application, policies: none}
artifacts:
  lab-1: {kind: model, developer: lab}
agreements:
  - {id: lab-to-shop, from: lab, to: shop, artifacts: [lab-1], channel: api, incorporates: []}
)";

}  // namespace

int main() {
  // example
  struct Shelf : flowdown::FileProvider {  // what the graph's `policies: [policies]` names
    Listing read(std::string_view, std::string_view) override {
      return {{{"policies/aup.yaml", kPolicy}}, ""};
    }
  } shelf;
  const auto model = flowdown::load({{"graph.yaml", kGraph}}, shelf, {});
  if (!model) return 2;  // model.problems() says why, and flowdown::render shows them
  const auto flow = flowdown::propagate(model.value(), *flowdown::Date::parse("2024-04-08"));
  const auto findings = flowdown::judge(flow);
  std::cout << flowdown::text_report(flow, findings, {});
  // end of example
}
