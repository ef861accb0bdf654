#!/usr/bin/env python3
"""Imports whole catalogues, and finds in them what is known to be there.

usage: import_data_test.py FLOWDOWN SOURCE_DIR
Own-made samples (tests/data/import) are always imported and audited. FLOWDOWN_DATA names a folder with
`ecosystem-graphs/`, a copy of the catalogue's assets/, and `hub_license_ids.csv`; without it the tests of these are
skipped, and the test says so.
"""
import collections
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

flowdown, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
policies = source / "policies"
scratch = tempfile.TemporaryDirectory(prefix="flowdown-import-")
folder = pathlib.Path(scratch.name)
problems, passed = [], 0

# Children of restrictive parents in the whole catalogue, as counted by hand from its assets/ at 576655a, and the policies
# that are lost. True: nobody can tell from the catalogue whether the child holds the parent's weights.
CANDIDATES = {
    ("Koala", "llama-1-licence"): True,
    ("Gorilla", "llama-1-licence"): True,
    ("BigTrans", "llama-1-licence"): True,
    ("GreenBit LLaMA", "llama-1-licence"): True,
    ("Vicuna", "llama-1-licence"): True,
    ("WizardLM", "llama-1-licence"): True,
    ("GOAT", "llama-1-licence"): True,
    ("OpenFlamingo", "llama-1-licence"): True,
    ("MAmmoTH", "llama-2-aup"): False,
    ("Continue", "bigcode-openrail-m-1.0"): True,
    ("Amber", "bigcode-openrail-m-1.0"): None,
    ("CrystalCoder", "bigcode-openrail-m-1.0"): None,
    ("MoMo", "tongyi-qianwen-licence"): None,
    ("Nous Capybara", "yi-licence-2.1"): False,
    ("BLIP-2", "opt-175b-licence"): True,
    ("Llark", "jukebox-nc-licence"): False,
    ("Llark", "llama-2-aup"): False,
}


def check(ok, what):
    global passed
    passed += bool(ok)
    if not ok:
        problems.append(what)


def run(*arguments, wanted=(0,)):
    done = subprocess.run([flowdown, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=300)
    check(done.returncode in wanted, f"flowdown {' '.join(map(str, arguments))}: exit {done.returncode}: {done.stderr[:2000]}")
    return done


def imported(kind, name, *inputs, extra=()):
    """The losses and the findings of an import, each as parsed JSON, and the graph's text."""
    graph, report = folder / f"{name}.yaml", folder / f"{name}.json"
    run("import", kind, *inputs, "-o", graph, "--report", report, "--report-format", "json", "--policies", policies, *extra)
    audit = run("check", graph, "--format", "json", wanted=(0, 1, 4))  # 4: nobody supplies anybody
    run("lint", graph, "--quiet", "--fail-on", "error")
    text = run("check", graph, wanted=(0, 1, 4)).stdout
    found = json.loads(audit.stdout)["findings"] if audit.stdout else []
    return json.loads(report.read_text()), found, graph.read_text(), text


def relicensed(findings):
    return {(f["artifact"], f["policy"]): f for f in findings if f["code"] == "break-relicensed"}


def slug(name):
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-")


def check_candidate(found, name, policy, tentative):
    finding = found.get((slug(name), policy))
    check(finding, f"{name} is no candidate for having lost {policy}")
    if not finding:
        return
    check(tentative is None or finding["tentative"] == tentative, f"{name}, {policy}: tentative is {finding['tentative']}")
    check(finding["severity"] == ("warning" if finding["tentative"] else "error"), f"{name}: {finding['severity']}")
    check("candidate" in finding["message"] and "listed under the licence" in finding["message"],
          f"{name} is not worded as a candidate with its evidence: {finding['message']}")
    check(finding["path"], f"{name} has no path")


# Own-made samples.
samples = source / "tests/data/import"
losses, findings, graph, text = imported("ecosystem-graphs", "samples", samples / "assets")
check(losses["read"] == {"files": 2, "entries": 10, "models": 7, "datasets": 1, "applications": 2, "dependencies": 17,
                         "dangling": 8}, f"samples: read {losses['read']}")
check(sum(losses["counts"].values()) == len(losses["losses"]), "samples: the counts are not those of the losses")
for loss in losses["losses"]:
    if loss["file"] and loss["line"]:
        line = pathlib.Path(loss["file"]).read_text().split("\n")[loss["line"] - 1]
        check(line.strip(), f"{loss}: an empty line")
found = relicensed(findings)
check_candidate(found, "Thrush", "llama-2-aup", False)
check_candidate(found, "Thrush Delta", "llama-2-aup", True)
check_candidate(found, "Finch", "llama-1-licence", True)
check(not any(artifact == "wren" for artifact, _ in found), "Wren states no licence, and is a candidate")
check("delta" in found[("thrush-delta", "llama-2-aup")]["message"], "Thrush Delta: its evidence is not told")
for code in ("dependency-self", "name-dangling", "name-known", "name-repeated", "entry-unread", "licence-unmapped",
             "licence-not-stated", "licence-in-part", "organisation-joined", "date-unread", "users-unmapped", "terms-in-words"):
    check(losses["counts"].get(code), f"samples: no loss {code}")

losses, findings, graph, text = imported("huggingface", "cards", samples / "cards", samples / "hub.jsonl")
check(losses["read"]["entries"] == 8 and losses["read"]["files"] == 3, f"cards: read {losses['read']}")
found = relicensed(findings)
for artifact, tentative in {"thrush--thrush-7b": False, "wren--wren-lora": True, "wren--wren-13b": False}.items():
    finding = found.get((artifact, "llama-2-aup"))
    check(finding and finding["tentative"] == tentative, f"{artifact}: {finding and finding['tentative']}")
check("oak-lab--oak-7b:" in graph, "a card is not called by the folders that it lies in")

lines = run("import", "huggingface", samples / "hub.jsonl", "--to", "jsonl", "--quiet", "--policies", policies).stdout
rows = [json.loads(line) for line in lines.splitlines()]
check(list(rows[0])[:2] == ["flowdown", "graph"] and all(len(row) == 1 for row in rows[1:]), "JSON Lines of another form")
check({kind for row in rows[1:] for kind in row} <= {"party", "artifact", "agreement"}, "JSON Lines with other kinds")

# The program's own answers.
empty = folder / "empty"
empty.mkdir()
run("import", "ecosystem-graphs", empty, "--policies", policies, wanted=(2,))
run("import", "ecosystem-graphs", folder / "absent.yaml", "--policies", policies, wanted=(2,))
run("import", "ecosystem-graphs", samples / "assets", wanted=(2,) if not (folder / "policies").exists() else (0,))
run("import", "nonsense", samples / "assets", wanted=(2,))
run("import", "huggingface", samples / "hub.jsonl", "--licences", samples / "hub.jsonl", "--policies", policies, wanted=(2,))
(folder / "word.yaml").write_text("word\n")
run("import", "ecosystem-graphs", folder / "word.yaml", "--policies", policies, wanted=(4,))
run("lint", policies / "licences.yaml")
(folder / "empty.jsonl").write_text("")
run("import", "huggingface", folder / "empty.jsonl", "--policies", policies, wanted=(4,))

# Each is made from each: more YAML than can be read is refused, and as JSON Lines it is written and read.
ids = [f"o/lora-{i}-{'x' * 100}" for i in range(400)]
(folder / "dense.jsonl").write_text("".join(json.dumps(
    {"id": i, "cardData": {"license": "mit", "base_model": ids, "base_model_relation": "merge"}}) + "\n" for i in ids))
refused = run("import", "huggingface", folder / "dense.jsonl", "-o", folder / "dense.yaml", "--quiet", "--policies", policies,
              wanted=(2,))
check("--to jsonl" in refused.stderr and not (folder / "dense.yaml").exists(), f"YAML that nothing can read: {refused.stderr}")
run("import", "huggingface", folder / "dense.jsonl", "-o", folder / "dense-graph.jsonl", "--to", "jsonl", "--quiet",
    "--policies", policies)
(folder / "large.yaml").write_text("#" * (33 << 20))
refused = run("lint", folder / "large.yaml", wanted=(2,))
check("JSON Lines" in refused.stderr, f"a large file: {refused.stderr[:500]}")

data = os.environ.get("FLOWDOWN_DATA")
if not data:
    print("SKIPPED: Ecosystem Graphs and the hub's licence ids; FLOWDOWN_DATA names no folder that holds them")
else:
    data = pathlib.Path(data).resolve()

    # Ecosystem Graphs, counted here without flowdown.
    import yaml
    files = sorted((data / "ecosystem-graphs").glob("*.yaml"))
    assets = [asset for file in files for asset in yaml.safe_load(file.read_text())]
    names = {asset["name"] for asset in assets}
    types = collections.Counter(asset["type"] for asset in assets)

    def listed(asset):
        found = asset.get("dependencies")
        return found.get("value") if isinstance(found, dict) else found
    dependencies = [name for asset in assets for name in listed(asset) or []]
    expected = {"files": len(files), "entries": len(assets), "models": types["model"], "datasets": types["dataset"],
                "applications": types["application"], "dependencies": len(dependencies),
                "dangling": sum(name not in names for name in dependencies)}
    check(len(assets) > 300, f"only {len(assets)} assets in {data}")
    losses, findings, graph, text = imported("ecosystem-graphs", "whole", data / "ecosystem-graphs")
    check(losses["read"] == expected, f"read {losses['read']}, and there is {expected}")
    lost = losses["counts"]
    check(lost["name-dangling"] + lost["name-known"] + lost.get("name-loose", 0) == expected["dangling"],
          f"dangling names: {lost}")
    selves = sum(asset["name"] in (listed(asset) or []) for asset in assets)
    check(lost.get("dependency-self", 0) == selves, f"{selves} depend on themselves: {lost}")

    def licence(asset):
        found = asset.get("license")
        return str(found.get("value") if isinstance(found, dict) else found or "").strip().lower()
    unstated = {asset["name"] for asset in assets if licence(asset) in ("", "none", "unknown")}
    told = yaml.safe_load(graph)["artifacts"]
    by_title = {artifact["title"]: artifact for artifact in told.values() if "listed" in artifact.get("note", "")}
    check(len(by_title) == len(names), f"{len(by_title)} artifacts are told of {len(names)} assets")
    wrong = {name for name in unstated if by_title[name].get("policies") and "link" not in by_title[name]["note"]}
    check(not wrong, f"no licence is stated, and terms are known: {wrong}")
    check(not [a for a in told.values() if a.get("policies") == "none"], "a licence became `none`")
    found = relicensed(findings)
    present = {key: tentative for key, tentative in CANDIDATES.items() if key[0] in names}
    check(len(present) >= 12, f"of the candidates only {sorted(present)} are in {data}")
    for (name, policy), tentative in present.items():
        check_candidate(found, name, policy, tentative)
    check("a candidate, to be looked into" in re.sub(r"\s+", " ", text), "the text speaks of no candidate")
    here = sorted({name for name, _ in present})
    print(f"{len(here)} of {len({name for name, _ in CANDIDATES})} candidates are in the data: {', '.join(here)}; "
          f"{len(found)} findings of break-relicensed in all")

    # The hub's licence ids: each is known, and those that restrict use never become `none`.
    with open(data / "hub_license_ids.csv", newline="", encoding="utf-8") as file:
        ids = list(csv.DictReader(file))
    check(len(ids) > 70, f"only {len(ids)} licence ids")
    lines = folder / "ids.jsonl"
    lines.write_text("".join(json.dumps({"id": f"a/{i}", "cardData": {"license": row["id"]}}) + "\n"
                             for i, row in enumerate(ids)))
    losses, findings, graph, text = imported("huggingface", "ids", lines)
    unmapped = [loss["what"] for loss in losses["losses"] if loss["code"] == "licence-unmapped"]
    check(not unmapped, f"licence ids that the table lacks: {unmapped}")
    told = {artifact["title"]: artifact for artifact in yaml.safe_load(graph)["artifacts"].values()}
    for i, row in enumerate(ids):
        if row["carries_use_restriction_or_noncommercial"]:
            check(told[f"a/{i}"].get("policies") != "none", f"{row['id']} restricts use, and became `none`")

if problems:
    print("\n".join(problems))
    print(f"{len(problems)} failed, {passed} passed")
    sys.exit(1)
print(f"{passed} checks passed")
