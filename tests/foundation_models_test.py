#!/usr/bin/env python3
"""The audit of graphs/foundation-models-2024.yaml, as recorded and as the study has it.

usage: foundation_models_test.py FLOWDOWN SOURCE_DIR [--write]
Compares the findings with tests/data/foundation_models_expected.json; with --write, brings that
file up to date instead. What is asserted here beside it comes from the study (its table of
developers, its data) and from the licences, and is asserted in either case.
"""
import collections
import json
import pathlib
import re
import subprocess
import sys

flowdown, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
write = "--write" in sys.argv
graph_file = "graphs/foundation-models-2024.yaml"
expected_file = source / "tests/data/foundation_models_expected.json"
problems, passed = [], 0


def check(ok, what):
    global passed
    passed += bool(ok)
    if not ok:
        problems.append(what)


def run(*arguments):
    done = subprocess.run([flowdown, *arguments, "--format", "json"], cwd=source,
                          capture_output=True, text=True, timeout=60)
    if done.returncode not in (0, 1) or done.stderr:
        sys.exit(f"foundation_models_test: {arguments}: exit {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def entries(section):
    """The entries `id: {...}` of a section of the graph, as text."""
    body = re.search(rf"^{section}:\n(.*?)(?=^\w|\Z)", graph, re.M | re.S).group(1)
    return dict(re.findall(r"^  ([\w.-]+):((?:.*\n)(?:(?:    .*)?\n)*)", body, re.M))


def words(entry, key):
    """The value of `key` in an entry: a list of words."""
    found = re.search(rf"\b{key}: (\[[^]]*\]|[^,}}\n]+)", entry)
    return re.split(r",\s*", found.group(1).strip("[] ")) if found else []


# Klyman 2024, figure 2: the developer and its seat, the policy and the version read, the best known
# model (a service where none is named) and its modality. `at` says whether the policy is about one
# model (or one service), or about all that the developer serves.
Developer = collections.namedtuple("Developer", "seat policy version artifact modality at")
STUDY = {
    "01-ai": Developer("CN", "yi-licence-2.1", "2023-11-23", "yi", "text", "yi"),
    "adept": Developer("US", "adept-terms", "2024-03-19", "fuyu-8b", "multimodal", "all"),
    "adobe": Developer("US", "adobe-genai-guidelines", "2024-02-13", "firefly", "image", "all"),
    "ai21": Developer("IL", "ai21-usage-guidelines", "2023", "jurassic-2", "text", "all"),
    "allen-institute": Developer("US", "ai2-impact-lr", "2024-01-08", "olmo", "text", "tulu-2"),
    "aleph-alpha": Developer("DE", "aleph-alpha-terms", "2023-07-11", "luminous", "text", "all"),
    "aws": Developer("US", "aws-aup", "2023-09-28", "titan-text", "text", "all"),
    "anthropic": Developer("US", "anthropic-aup", "2023-09-15", "claude-3", "multimodal", "all"),
    "baidu": Developer("CN", "ernie-bot-agreement", "2023-10-31", "ernie-bot", "text", "all"),
    "bigcode": Developer("", "bigcode-openrail-m-1.0", "2023-05-04", "starcoder-2", "text", "starcoder-2"),
    "bigscience": Developer("", "bigscience-rail-1.0", "2022-05-19", "bloom", "text", "bloom"),
    "character": Developer("US", "character-terms", "2023-10-25", "character-chat", "text", "all"),
    "cohere": Developer("CA", "cohere-usage-guidelines", "2024-04-02", "command", "text", "all"),
    "databricks": Developer("US", "dbrx-aup", "2024-03-27", "dbrx", "text", "dbrx"),
    "deepseek": Developer("CN", "deepseek-user-agreement", "2023-11-29", "deepseek-llm", "text", "deepseek-chat"),
    "eleven-labs": Developer("US", "elevenlabs-terms", "2024-02-03", "elevenlabs-speech", "audio", "all"),
    "google": Developer("US", "google-genai-prohibited-uses", "2023-03-14", "gemini", "multimodal", "all"),
    "inflection": Developer("US", "inflection-terms", "2023-09-19", "inflection-2.5", "text", "all"),
    "meta": Developer("US", "llama-2-aup", "2023-07-18", "llama-2", "text", "llama-2"),
    "midjourney": Developer("US", "midjourney-terms", "2024-03-07", "midjourney-v6", "image", "all"),
    "mistral": Developer("FR", "mistral-terms", "spring 2024", "mixtral-8x7b", "text", "le-chat"),
    "openai": Developer("US", "openai-usage-policies", "2024-01-10", "gpt-4", "multimodal", "all"),
    "perplexity": Developer("US", "perplexity-terms", "2024-02-22", "perplexity-search", "text", "all"),
    "reka": Developer("US", "reka-terms", "2024-01", "yasa-1", "multimodal", "all"),
    "runway": Developer("US", "runway-terms", "2023-09-05", "runway-video", "video", "all"),
    "stability-ai": Developer("GB", "stability-aup", "2024-03-01", "stable-diffusion-3", "image", "all"),
    "together": Developer("US", "together-terms", "2023-05-13", "stripedhyena-nous", "text", "all"),
    "tii": Developer("AE", "falcon-180b-aup", "2023-09", "falcon-180b", "text", "falcon-180b"),
    "twelve-labs": Developer("US", "twelve-labs-terms", "2024-01", "pegasus-1", "video", "all"),
    "writer": Developer("US", "writer-terms", "2024-02-08", "palmyra-1", "text", "all"),
}

# Figure 8: models without an acceptable use policy, and the licence of each.
WITHOUT_POLICY = {
    "qwen-vl": "tongyi-qianwen-licence", "gpt-neox-20b": "apache-2.0", "musicgen-large": "cc-by-nc-4.0",
    "phi-2": "mit", "mixtral-8x7b": "apache-2.0", "mpt-30b": "apache-2.0", "grok-1": "apache-2.0",
}

# The study's data: groups of which the upstream policy prohibits a row and the deployer's own none.
GROUPS = {
    ("llama-2-aup", "aws"): {"Defamation", "Discrimination", "Self-harm"},
    ("anthropic-aup", "aws"): {"Discrimination", "Hate", "Political", "Self-harm", "Sexual"},
    ("cohere-usage-guidelines", "aws"): {"Discrimination", "Hate", "Political", "Self-harm", "Sexual"},
    ("ai21-usage-guidelines", "aws"): {"Discrimination", "Hate", "Self-harm"},
    ("stability-aup", "aws"): {"Defamation", "Discrimination", "Hate", "Political", "Self-harm", "Sexual"},
    ("llama-2-aup", "google"): {"Defamation", "Threats"},
    ("anthropic-aup", "google"): {"Political", "Threats"},
    ("llama-2-aup", "together"): 11,
    ("openai-usage-policies", "perplexity"): 9,
}

graph = (source / graph_file).read_text()
parties, artifacts = entries("parties"), entries("artifacts")
audit = run("check", graph_file)
findings = audit["findings"]

# The 30 developers, and the policy of each where it belongs.
versions = collections.defaultdict(set)
for path in sorted((source / "policies").rglob("*.yaml")):
    text = path.read_text()
    policy, version = (re.search(rf'^{key}: "?([^"\n]+)', text, re.M) for key in ("policy", "version"))
    if policy and version:
        versions[policy.group(1)].add(version.group(1))
check(len(STUDY) == 30, f"the study has 30 developers, not {len(STUDY)}")
for party, study in STUDY.items():
    check(party in parties, f"{party} is not in the graph")
    check(words(parties.get(party, ""), "seat") == [study.seat] * bool(study.seat), f"the seat of {party}")
    holder = parties if study.at == "all" else artifacts
    holds = words(holder.get(party if study.at == "all" else study.at, ""), "policies")
    check(study.policy in holds, f"{study.policy} is not the policy of {party} ({study.at})")
    check(study.version in versions[study.policy], f"{study.policy} has no version {study.version}")
    artifact = artifacts.get(study.artifact, "")
    modality = words(artifact, "modality")
    check(words(artifact, "developer") == [party], f"{party} has not developed {study.artifact}")
    check(len(modality) > 1 if study.modality == "multimodal" else study.modality in modality,
          f"{study.artifact} is {modality}, not {study.modality}")
for artifact, licence in WITHOUT_POLICY.items():
    check(words(artifacts.get(artifact, ""), "policies") == [licence], f"the licence of {artifact} is {licence}")

# Groups that the deployer's own policy leaves out.
for (policy, party), wanted in GROUPS.items():
    missing = set()
    for finding in findings:
        if finding["code"].startswith("gap-") and (finding["policy"], finding["party"]) == (policy, party):
            missing.update(finding["groups"])
    check(wanted in (missing, len(missing)), f"{policy} at {party}: groups {sorted(missing)}, expected {wanted}")

# What reaches whom.
reached = collections.defaultdict(dict)
bans = collections.defaultdict(set)
for party in parties:
    for holding in run("explain", graph_file, "--party", party)["holdings"]:
        key = (party, holding["artifact"])
        for policy in holding["policies"]:
            reached[key][policy["policy"]] = policy["reaches"]["answer"]
            if policy["reaches"]["answer"] != "no" and not policy["issued_by_party"]:
                if any(rule["says"].startswith("the ban") for rule in policy["rules"]):
                    bans[key].add(policy["policy"])


def holders(artifact):
    """Who else than its developer holds an artifact."""
    return {p for p, a in reached if a == artifact and [p] != words(artifacts[artifact], "developer")}


# The user agreement of DeepSeek's chat service reaches those who use that, and nobody by the weights.
got = {key for key, policies in reached.items() if policies.get("deepseek-user-agreement", "no") != "no"}
check({key for key in got if key[0] != "deepseek"} == {("service-users", "deepseek-chat")},
      f"DeepSeek's user agreement reaches {sorted(got)}")
check(holders("deepseek-llm") == {"hugging-face", "hub-users", "sambanova"},
      f"DeepSeek's weights are held by {sorted(holders('deepseek-llm'))}")
for party in holders("deepseek-llm"):
    check(reached[party, "deepseek-llm"].get("deepseek-model-licence") == "yes",
          f"the licence of DeepSeek's weights does not reach {party}")
# Mistral's terms reach nobody who has weights only, and with open weights come no bans but the server's own.
check({"aws", "hub-users", "hugging-face", "ibm", "microsoft"} <= holders("mixtral-8x7b"), "too few hold Mixtral")
for artifact in WITHOUT_POLICY:
    if artifact in ("musicgen-large", "qwen-vl"):  # no use policy, but a ban on commercial use, on training
        continue
    for party in holders(artifact):
        server = {"aws-customers": {"aws-aup"}, "together-customers": {"together-terms"}}.get(party, set())
        check(bans[party, artifact] <= server, f"{artifact} brings {party} {sorted(bans[party, artifact])}")
for party in holders("mixtral-8x7b"):
    check(reached[party, "mixtral-8x7b"].get("mistral-terms", "no") == "no", f"mistral-terms reaches {party}")
# Meta's policy goes with Llama 2 to everybody, with what is made from it too, and not with MusicGen.
for artifact in ("llama-2", "tulu-2", "bode", "llama-2-7b-32k-instruct"):
    check(holders(artifact), f"nobody holds {artifact}")
    for party in holders(artifact):
        check(reached[party, artifact].get("llama-2-aup") == "yes",
              f"llama-2-aup does not reach {party} for {artifact}")
for party in holders("musicgen-large"):
    check(reached[party, "musicgen-large"].get("llama-2-aup", "no") == "no", "llama-2-aup reaches MusicGen")
# The composite has what its parts bring.
for policy in ("bigscience-rail-1.0", "deepseek-model-licence", "falcon-180b-aup", "falcon-180b-licence",
               "llama-2-aup"):
    check(reached["sambanova", "samba-1"].get(policy) == "yes", f"{policy} does not reach Samba-1")
# Too little is known of real companies for an error.
check(audit["summary"]["error"] == 0, f"{audit['summary']['error']} errors")

# As recorded.
counts = collections.Counter((f["code"], f["severity"]) for f in findings)
rows = sorted([f["code"], f["severity"], f["party"] or f["agreement"], f["artifact"] or "-", f["policy"] or "-"]
              for f in findings)
record = {
    "about": "The findings of graphs/foundation-models-2024.yaml: how many of each code and severity, and each as "
             "[code, severity, party or agreement, artifact, policy]. Made by foundation_models_test.py --write.",
    "counts": {f"{code} {severity}": count for (code, severity), count in sorted(counts.items())},
    "findings": rows,
}
if write:
    body = json.dumps({**record, "findings": []}, indent=1, ensure_ascii=False)[:-len("[]\n}")]
    body += "[\n" + ",\n".join("  " + json.dumps(row) for row in rows) + "\n ]\n}\n"
    expected_file.write_text(body)
recorded = json.loads(expected_file.read_text())
check(recorded["counts"] == record["counts"], f"counts are {record['counts']}")
for row in rows:
    if row not in recorded["findings"]:
        check(False, f"not recorded: {row}")
for row in recorded["findings"]:
    if row not in rows:
        check(False, f"recorded, but not found: {row}")

for problem in problems:
    print("foundation_models_test:", problem)
print(f"{passed} passed, {len(problems)} failed")
sys.exit(1 if problems else 0)
