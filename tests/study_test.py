#!/usr/bin/env python3
"""The matrix of the 30 policies of the study: by group, cell by cell, as the published table has it.

usage: study_test.py FLOWDOWN SOURCE_DIR
Compares `flowdown matrix` with tests/data/groups_expected.json, and docs/study.md with both. Where
FLOWDOWN_DATA names a folder with the table itself, aups.csv, that file and the policies are held
against the table, too; else it says that this was skipped.
"""
import csv
import json
import os
import pathlib
import re
import subprocess
import sys

flowdown, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
AS_OF = "2024-05-15"
GROUPINGS = ("klyman-17", "klyman-15")
# The counts of figure 3 that are not those of the table (klyman-15).
FIGURE_3 = {"Malware": 13, "Mis/disinformation": 26, "Sexual": 15}
# A mark of the table is a ban in the file, without a condition, but for these uses (of no group) whose clauses say more.
CONDITIONAL = {
    "bigcode-openrail-m-1.0": {
        "administration_of_justice": "banned only where fully automated",
        "automated_legal_decisions": "allowed with a disclaimer",
        "law_enforcement_applications": "banned only where fully automated",
        "medical_advice": "banned only as a substitute for a professional",
        "predictive_policing": "banned only where fully automated",
    },
    "llama-2-aup": {
        "financial_advice": "banned only without the licence that it takes",
        "legal_advice": "banned only without the licence that it takes",
        "medical_advice": "banned only without the licence that it takes",
        "obscene": "banned only towards minors",
    },
    "openai-usage-policies": {
        "financial_advice": "banned only without review by a professional",
        "legal_advice": "banned only without review by a professional",
        "medical_advice": "banned only without review by a professional",
    },
    "yi-licence-2.1": {"commercial_use": "banned without registration; an act, and no row of the table"},
}
problems, passed = [], 0


def check(found, wanted, what):
    global passed
    if found == wanted:
        passed += 1
    else:
        problems.append(f"{what}: {found!r}, expected {wanted!r}")


def matrix(grouping, *named):
    done = subprocess.run(
        [flowdown, "matrix", *named, "--as-of", AS_OF, "--by", grouping, "--format", "json"],
        cwd=source, capture_output=True, text=True, timeout=60)
    if done.returncode != 0 or done.stderr:
        sys.exit(f"study_test: exit {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def by_policy(table):
    """The states of the rows by policy; what the order of the policies does not matter to."""
    return {policy["policy"]: [row["states"][at] for row in table["rows"]]
            for at, policy in enumerate(table["policies"])}


def taxonomy_entries():
    """The use of each row of the table, and the members of the groups of each grouping."""
    text = (source / "policies/taxonomy.yaml").read_text()
    labels = {}
    for use, body in re.findall(r"^  ([\w.]+):\n((?:    .*\n)+)", text, re.M):
        label = re.search(r"^    label: (.+)$", body, re.M)
        if label:
            labels[label.group(1).strip("\"'")] = use
    groups = {}
    for grouping in GROUPINGS:
        body = re.search(rf"^  {grouping}:\n((?:    .*\n)+)", text, re.M).group(1)
        groups[grouping] = {title.strip("\"'"): set(re.findall(r"\w+", members))
                            for title, members in re.findall(r"^    (\S.*?): \[([^]]*)\]", body, re.M)}
    return labels, groups


def prohibited_by_files():
    """By policy, the uses that the rules of its file name, and those of them under a condition: in the version of the
    study."""
    result, conditional = {}, {}
    for path in sorted((source / "policies/developers").glob("*.yaml")):
        text = re.sub(r"#.*", "", path.read_text())
        policy = re.search(r"^policy: (\S+)", text, re.M).group(1)
        uses, limited = set(), set()
        head, rules = re.split(r"^rules:$", text, maxsplit=1, flags=re.M)
        check(bool(re.search(r"^where:", head, re.M)), False, f"contexts of every rule of {policy}")
        for rule in re.split(r"^  - ", rules, flags=re.M)[1:]:
            named = re.match(r"prohibit: (\[[^]]*\]|\S+)", rule)
            if named is None:
                check(rule.split(":")[0] in ("require", "limit", "allow"), True, f"a rule of {policy}: {rule[:40]}")
                continue
            words = set(re.findall(r"[\w.]+", named.group(1)))
            uses |= words
            if re.search(r"^ +(when|unless|except):", rule, re.M):
                limited |= words
        result[policy] = uses
        if limited:
            conditional[policy] = sorted(limited)
    return result, conditional


def compare_with_expected():
    totals = {}
    for grouping in GROUPINGS:
        table = matrix(grouping, *ids, "--policies", "policies")
        check([p["policy"] for p in table["policies"]], ids, "the policies")
        check(by_policy(matrix(grouping, "policies/developers")), by_policy(table),
              f"the folder of the 30 policies, by {grouping}")
        totals[grouping] = {row["group"]: row["total"] for row in table["rows"]}
        check(totals[grouping], expected["totals"][grouping], f"the totals by {grouping}")
        if grouping != "klyman-17":
            continue
        for at, policy in enumerate(expected["policies"]):
            for row in table["rows"]:
                check(row["cells"][at], row["group"] in policy["klyman-17"],
                      f"{policy['policy']}, {row['group']}")
            check(table["policies"][at]["total"], len(policy["klyman-17"]),
                  f"the total of {policy['policy']}")
    return totals


def compare_with_table(path):
    """By plain membership of groups; the is-a links of the taxonomy play no part."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if row]
    developers = [d for d in rows[0][2:] if d != "Total"]
    marked = {d: {row[0] for row in rows[2:] if row[2 + at] == "1"}
              for at, d in enumerate(developers)}
    labels, groups = taxonomy_entries()
    check(sorted(labels), sorted({row[0] for row in rows[2:]}), "the rows with a use each")
    check(developers, [p["developer"] for p in expected["policies"]], "the developers")
    listed, _ = prohibited_by_files()
    for policy in expected["policies"]:
        uses = {labels[row] for row in marked[policy["developer"]]}
        check(len(uses), policy["rows"], f"the number of rows of {policy['developer']}")
        check(sorted(listed[policy["policy"]] & set(labels.values())), sorted(uses),
              f"the uses that {policy['policy']} lists")
        in_groups = [title for title, members in groups["klyman-17"].items() if uses & members]
        check(sorted(policy["klyman-17"]), sorted(in_groups), f"the groups of {policy['developer']}")
    for grouping in GROUPINGS:
        totals = {title: sum(bool({labels[row] for row in marked[d]} & members) for d in developers)
                  for title, members in groups[grouping].items()}
        check(expected["totals"][grouping], totals, f"the totals by {grouping}")
    # What docs/study.md says of two counts of figure 3.
    for title, more, less in (("Mis/disinformation", {"deception"}, set()),
                              ("Sexual", set(), {"adult_content"})):
        members = (groups["klyman-15"][title] | more) - less
        count = sum(bool({labels[row] for row in marked[d]} & members) for d in developers)
        check(count, FIGURE_3[title], f"{title} as figure 3 may have counted it")


def compare_conditions():
    """No rule of the 30 files has a condition but those of CONDITIONAL, and these touch no group."""
    _, conditional = prohibited_by_files()
    check(conditional, {policy: sorted(uses) for policy, uses in CONDITIONAL.items()}, "the uses under a condition")
    _, groups = taxonomy_entries()
    for policy, uses in CONDITIONAL.items():
        for title, members in groups["klyman-17"].items():
            check(sorted(set(uses) & members), [], f"uses of {title} under a condition in {policy}")


def compare_with_page(totals):
    """The tables of docs/study.md: `| group | number | number |`, a dash where there is no row."""
    page = (source / "docs/study.md").read_text()
    found = {}
    for title, first, second in re.findall(r"^\| ([^|]+?) \| (\d+|–) \| (\d+|–) \|", page, re.M):
        for grouping, number in zip(GROUPINGS, (first, second)):
            if number != "–":
                found.setdefault(grouping, {})[title] = int(number)
    check(found, totals, "the totals in docs/study.md")
    published = {title: (int(ours), int(theirs)) for title, ours, theirs in re.findall(
        r"^\* \*\*(.+?)\*\*: (\d+) by the table, (\d+) in figure 3", page, re.M)}
    check(published, {title: (totals["klyman-15"][title], count)
                      for title, count in FIGURE_3.items()}, "figure 3 in docs/study.md")
    cells = len(ids) * len(totals["klyman-17"])
    check(bool(re.search(rf"\b{cells} cells\b", page)), True, f"the {cells} cells in docs/study.md")
    check(bool(re.search(rf"\b{len(totals['klyman-15']) - len(FIGURE_3)} of {len(totals['klyman-15'])}"
                         " groups", page)), True, "the groups that agree, in docs/study.md")
    command = f"$ flowdown matrix policies/developers --as-of {AS_OF} --by klyman-17"
    check(command in page.split("\n"), True, "the command in docs/study.md")


expected = json.loads((source / "tests/data/groups_expected.json").read_text())
ids = [policy["policy"] for policy in expected["policies"]]
shown = compare_with_expected()
compare_with_page(shown)
compare_conditions()
data = os.environ.get("FLOWDOWN_DATA")
if data:
    compare_with_table(pathlib.Path(data) / "aups.csv")
else:
    print("study_test: skipped: FLOWDOWN_DATA is not set to a folder with aups.csv, so nothing was "
          "held against the published table itself")
for problem in problems:
    print("study_test:", problem)
print(f"{passed} passed, {len(problems)} failed")
sys.exit(1 if problems else 0)
