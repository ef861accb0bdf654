#include "support/report_graphs.hpp"

#include <stdexcept>
#include <utility>

#include "flowdown/load.hpp"
#include "flowdown/report.hpp"
#include "support/memory_files.hpp"

namespace flowdown::testing {
namespace {

// A graph in which every code occurs, over the taxonomy that ships.
constexpr std::string_view kEveryCode = R"(flowdown: 1
graph: every-code
title: Every finding once
as_of: 2025-06-01
policies: [policies]
parties:
  lab: {kind: developer, title: Lab, policies: [lab-aup]}
  cloud: {kind: cloud_provider, title: "Cloud (fictional), a host", policies: [cloud-aup], practices: []}
  app:
    kind: application
    title: App
    policies: [app-terms]
    operates_in: [DE]
    audience: [consumer]
    purpose: [commercial]
    attributes: {monthly_active_users: 900_000_000}
    uses: [medical_advice, eating_disorders]
    practices: [log_retention]
  tinker: {kind: developer, title: Tinker, policies: none, practices: [incident_report]}
  hub: {kind: distributor, title: Hub}
  arms: {kind: application, policies: [arms-terms], uses: [military], operates_in: [US]}
artifacts:
  base: {kind: model, developer: lab, modality: [text], released: 2024-01-01, policies: [lab-aup, lab-licence, lab-api-terms]}
  base-chat: {kind: model, developer: tinker, modality: [text], policies: none, derived_from: [{artifact: base, by: finetune}]}
  mystery: {kind: model, developer: hub}
agreements:
  - id: lab-to-cloud
    from: lab
    to: cloud
    artifacts: [base]
    document: custom_contract
    channel: weights
    effective: 2024-06-01
    incorporates: [lab-aup@1]
    adds:
      - require: incident_report
        within: 72h
        clause: "7.2"
  - id: cloud-to-app
    from: cloud
    to: app
    artifacts: [base]
    document: terms_of_service
    channel: api
    incorporates: [cloud-aup]
    adds:
      - require: log_retention
        for_at_least: 30d
      - require: no_log_retention
    waives:
      - {policy: lab-aup, uses: [military]}
  - id: lab-to-arms
    from: lab
    to: arms
    artifacts: [base]
    document: custom_contract
    channel: weights
    incorporates: [lab-aup]
    waives:
      - {policy: lab-aup, uses: [military], when: {territory: [US]}, until: 2026-01-01}
      - {policy: lab-aup, uses: [weapons_conventional], until: 2025-01-01}
  - id: tinker-to-app
    from: tinker
    to: app
    artifacts: [base-chat]
    document: licence
    channel: app
    expires: 2025-01-31
    incorporates: [upstream]
  - id: hub-to-app
    from: hub
    to: app
    artifacts: [mystery]
    document: licence
    channel: api
)";

constexpr std::string_view kLabAup = R"(flowdown: 1
policy: lab-aup
title: Lab Acceptable Use Policy
issuer: lab
document: standalone
version: "1"
effective: 2024-01-01
flow_down: bind
rules:
  - prohibit: [self_harm, eating_disorders, military, fraud, medical_advice, human_trafficking]
    clause: "1"
  - prohibit: [adult_content]
    clause: "2"
  - require: ai_disclosure
    clause: "3"
)";

constexpr std::string_view kLabAup2 = R"(flowdown: 1
policy: lab-aup
title: Lab Acceptable Use Policy
issuer: lab
document: standalone
version: "2"
effective: 2025-01-01
flow_down: bind
rules:
  - prohibit: [self_harm, eating_disorders, military, fraud, medical_advice, human_trafficking]
    clause: "1"
  - prohibit: [adult_content, defamation]
    clause: "2"
  - require: ai_disclosure
    clause: "3"
)";

constexpr std::string_view kLicence = R"(flowdown: 1
policy: lab-licence
issuer: lab
document: licence
flow_down: copy
rules:
  - prohibit: [host_api, commercial_use]
    clause: "9"
  - limit: monthly_active_users
    at_most: 700_000_000
    unless: [separate_licence]
    clause: "2"
)";

constexpr std::string_view kApiTerms = R"(flowdown: 1
policy: lab-api-terms
issuer: lab
document: terms_of_service
covers: [api]
rules:
  - prohibit: [gambling]
)";

constexpr std::string_view kCloudAup = R"(flowdown: 1
policy: cloud-aup
issuer: cloud
document: standalone
covers: [api]
complete: false
rules:
  - prohibit: [unlawful, fraud]
)";

constexpr std::string_view kAppTerms = R"(flowdown: 1
policy: app-terms
title: App Terms
issuer: app
document: terms_of_service
rules:
  - prohibit: [unlawful]
  - prohibit: [medical_advice]
    unless: [human_review]
    clause: "2"
  - allow: [adult_content]
    clause: "3"
)";

constexpr std::string_view kArmsTerms = R"(flowdown: 1
policy: arms-terms
issuer: arms
document: terms_of_service
rules:
  - prohibit: [unlawful, suicide]
)";

}  // namespace

Audit::Audit(Model from) : model(std::move(from)) { run(); }

void Audit::run() {
  flow = propagate(model, model.graph.as_of.value_or(*Date::parse("2024-06-01")));
  findings = judge(flow);
}

std::string Audit::text(std::size_t width, bool colour) const {
  return text_report(flow, findings, {width, colour});
}

nlohmann::ordered_json Audit::json() const {
  return nlohmann::ordered_json::parse(json_report(flow, findings));
}

Model load_text(std::string graph, const std::map<std::string, std::string>& policies) {
  MemoryFiles files;
  for (const auto& [path, text] : policies) files.add(path, text);
  Sources sources;
  Result<Model> model = load({{"graph.yaml", std::move(graph)}}, files, {}, &sources);
  if (!model) throw std::runtime_error(brief(model.problems(), sources, "graph.yaml"));
  return std::move(model).value();
}

Model every_code() {
  return load_text(std::string(kEveryCode), {{"policies/api.yaml", std::string(kApiTerms)},
                                             {"policies/app.yaml", std::string(kAppTerms)},
                                             {"policies/arms.yaml", std::string(kArmsTerms)},
                                             {"policies/cloud.yaml", std::string(kCloudAup)},
                                             {"policies/lab.yaml", std::string(kLabAup)},
                                             {"policies/lab2.yaml", std::string(kLabAup2)},
                                             {"policies/licence.yaml", std::string(kLicence)}});
}

const std::string_view kSmallGraph = R"(flowdown: 1
graph: small
title: A small chain
as_of: 2024-04-08
policies: [policies]
parties:
  meta: {kind: developer, title: Meta, policies: [meta-aup]}
  aws: {kind: cloud_provider, title: Amazon Web Services, policies: [aws-aup], practices: [monitoring]}
  wellness:
    kind: application
    policies: [wellness-terms]
    operates_in: [DE]
    audience: [consumer]
    practices: []
artifacts:
  llama: {kind: model, developer: meta, modality: [text], policies: [meta-aup]}
agreements:
  - id: meta-to-aws
    from: meta
    to: aws
    artifacts: [llama]
    document: custom_contract
    channel: weights
    incorporates: [meta-aup]
  - id: aws-to-wellness
    from: aws
    to: wellness
    artifacts: [llama]
    document: terms_of_service
    channel: api
    incorporates: [)";

const std::string_view kMetaAup = R"(flowdown: 1
policy: meta-aup
title: Meta Use Policy
issuer: meta
document: standalone
flow_down: bind
rules:
  - prohibit: [cutting, eating_disorders, self_harm, suicide, military]
    clause: 2.e
)";

Model small(const std::string& incorporated, const std::string& aws_rules,
            const std::string& wellness_rules) {
  const auto policy = [](const std::string& issuer, const std::string& id,
                         const std::string& rules) {
    return "flowdown: 1\npolicy: " + id + "\nissuer: " + issuer +
           "\ndocument: standalone\nrules:\n" + rules;
  };
  return load_text(
      std::string(kSmallGraph) + incorporated + "]\n",
      {{"policies/meta.yaml", std::string(kMetaAup)},
       {"policies/aws.yaml", policy("aws", "aws-aup", aws_rules)},
       {"policies/wellness.yaml", policy("wellness", "wellness-terms", wellness_rules)}});
}
}  // namespace flowdown::testing
