#!/usr/bin/env python3
"""`flowdown diff` and `flowdown check --timeline` as a user runs them; docs/changes.md shows what they print.

usage: diff_test.py FLOWDOWN SOURCE_DIR [--write]
With --write, brings the outputs in docs/changes.md up to date instead of comparing.
"""
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

import jsonschema

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
ROOT = pathlib.Path(sys.argv[2]).resolve()
EXAMPLE = ROOT / "examples" / "19_new_policy_version"
PAGE = ROOT / "docs" / "changes.md"
CLEAN, FINDINGS, CANNOT_RUN, NOTHING = 0, 1, 2, 4
BLOCK = re.compile(r"```console\n\$ (flowdown .*)\n((?:.*\n)*?)```\n")
ANNOUNCED = ["graph.yaml", "--new-policies", "announced", "--as-of", "2025-07-01"]


def run(*arguments, folder=EXAMPLE):
    return subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def json_of(*arguments, folder=EXAMPLE, status=FINDINGS):
    result = run(*arguments, "--format", "json", folder=folder)
    assert result.returncode == status, (arguments, result.returncode, result.stderr)
    return json.loads(result.stdout)


def valid(document, kind):
    schema = json.loads(run("schema", kind).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(document)


def by_fate(document):
    fates = {}
    for finding in document["findings"]:
        fates.setdefault(finding["standing"], []).append(f"{finding['code']} {finding['party'] or finding['agreement']}")
    return {fate: sorted(all_of_it) for fate, all_of_it in fates.items()}


def shown(command):
    return run(*shlex.split(command)[1:]).stdout


class Page(unittest.TestCase):
    def test_the_page_shows_what_is_printed(self):
        blocks = BLOCK.findall(PAGE.read_text())
        self.assertEqual(len(blocks), 2)
        for command, output in blocks:
            self.assertEqual(output, shown(command), command)


class Diff(unittest.TestCase):
    def test_an_announced_version(self):
        document = json_of("diff", *ANNOUNCED)
        valid(document, "diff")
        self.assertEqual(by_fate(document)["introduced"],
                         ["breach-use lumen", "drift cumulus-to-quill", "gap-permits lumen", "gap-silent cumulus"])
        self.assertEqual(by_fate(document)["fixed"], ["gap-silent lumen"])
        self.assertEqual([e["party"] for e in document["exposed"]], ["lumen", "cumulus"])
        self.assertEqual(document["exposed"][0]["to"], ["medical_advice"])
        for finding in document["findings"]:
            for cause in finding["causes"]:
                self.assertEqual((cause["part"], cause["id"]), ("policy", "larch-aup"))

    def test_ways_to_ask_for_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder) / "copy"
            shutil.copytree(EXAMPLE, copy)
            shutil.copytree(copy / "policies", copy / "policies-2")
            shutil.copy(copy / "announced" / "larch-aup-2.yaml", copy / "policies-2")
            new_graph = (copy / "graph.yaml").read_text().replace("policies: [policies]", "policies: [policies-2]")
            (copy / "new.yaml").write_text(new_graph)
            as_of = ["--as-of", "2025-07-01"]
            expected = json_of("diff", *ANNOUNCED)["findings"]
            ids = [(f["id"], f["standing"], f["causes"]) for f in expected]
            for arguments in (["graph.yaml", "new.yaml"], ["policies", "policies-2", "--graph", "graph.yaml"],
                              ["--old", "graph.yaml", "--new", "new.yaml"]):
                found = json_of("diff", *arguments, *as_of, folder=copy)["findings"]
                self.assertEqual([(f["id"], f["standing"], f["causes"]) for f in found], ids, arguments)
            dates = json_of("diff", "new.yaml", "--as-of", "2025-06-30", "--as-of", "2025-07-01", folder=copy)
            self.assertEqual([(f["id"], f["standing"]) for f in dates["findings"]], [i[:2] for i in ids])
            self.assertEqual({c["part"] for f in dates["findings"] for c in f["causes"]}, {"date"})
            self.assertEqual({c["on"] for f in dates["findings"] for c in f["causes"]}, {"2025-07-01"})

    def test_a_graph_with_itself(self):
        result = run("diff", "graph.yaml", "graph.yaml")
        self.assertEqual((result.returncode, result.stderr), (CLEAN, ""))
        self.assertIn("introduced: none", result.stdout)

    def test_the_exit_status_is_of_what_is_worse(self):
        for fail_on, status in (("error", FINDINGS), ("never", CLEAN)):
            result = run("diff", *ANNOUNCED, "--fail-on", fail_on, "--quiet")
            self.assertEqual((result.returncode, result.stdout), (status, ""))
        back = ["graph.yaml", "--policies", "announced", "--as-of", "2025-07-01", "--as-of", "2025-06-30"]
        self.assertEqual(run("diff", *back).returncode, CLEAN)  # what comes back is a warning
        self.assertEqual(run("diff", *back, "--fail-on", "warning").returncode, FINDINGS)

    def test_formats_of_other_programs(self):
        for name in ("sarif", "sarif-github", "junit", "github", "gitlab", "markdown", "csv"):
            result = run("diff", *ANNOUNCED, "--format", name)
            self.assertEqual(result.returncode, FINDINGS, name + result.stderr)
            self.assertTrue(result.stdout, name)
        states = {r["partialFingerprints"]["flowdown/v1"] if "flowdown/v1" in r.get("partialFingerprints", {})
                  else r["ruleId"]: r.get("baselineState")
                  for r in json.loads(run("diff", *ANNOUNCED, "--format", "sarif").stdout)["runs"][0]["results"]}
        self.assertEqual(set(states.values()), {"new", "absent", "unchanged"})

    def test_what_cannot_be_compared(self):
        for arguments, words in (([], "name two graphs"), (["graph.yaml"], "two dates"),
                                 (["graph.yaml", "--as-of", "2025-07-01"], "two dates"),
                                 (["graph.yaml", "--graph", "graph.yaml"], "two files or folders"),
                                 (["--old", "graph.yaml"], "--old and --new"),
                                 (["graph.yaml", "--as-of", "2025-13-01"], "is not a date"),
                                 (["graph.yaml", "none.yaml"], "cannot read `none.yaml`"),
                                 (["policies", "announced"], "`policies` is a folder, and here graphs are compared"),
                                 (["policies", "announced"], "--graph GRAPH"),
                                 (["announced/larch-aup-2.yaml", "announced/larch-aup-2.yaml"], "is a policy, and")):
            result = run("diff", *arguments)
            self.assertEqual((result.returncode, result.stdout), (CANNOT_RUN, ""), arguments)
            self.assertIn(words, result.stderr)


class Timeline(unittest.TestCase):
    def test_what_is_coming(self):
        document = json_of("check", "graph.yaml", "--timeline", status=CLEAN)
        valid(document, "timeline")
        self.assertEqual([d["date"] for d in document["dates"]], ["2025-09-01", "2026-01-01"])
        self.assertEqual(document["dates"][0]["findings"], [])
        self.assertEqual({b["party"]: b["date"] for b in document["next_breaches"]},
                         {"cumulus": "2026-01-01", "lumen": "2026-01-01", "larch": None, "quill": None})

    def test_the_announced_version_is_a_date(self):
        document = json_of("check", "graph.yaml", "--timeline", "--policies", "announced", status=CLEAN)
        self.assertEqual([d["date"] for d in document["dates"]], ["2025-07-01", "2025-09-01", "2026-01-01"])
        self.assertEqual([e["kind"] for e in document["dates"][0]["events"]], ["policy-starts"])

    def test_until_counts_for_the_exit_status(self):
        for until, status in (("2025-12-31", CLEAN), ("2026-01-01", FINDINGS)):
            self.assertEqual(run("check", "graph.yaml", "--timeline", "--until", until, "-q").returncode, status)

    def test_other_formats_are_refused(self):
        result = run("check", "graph.yaml", "--timeline", "--format", "sarif")
        self.assertEqual((result.returncode, result.stdout), (CANNOT_RUN, ""))
        self.assertEqual(run("check", "graph.yaml", "--until", "2026-01-01").returncode, CANNOT_RUN)
        early = run("check", "graph.yaml", "--timeline", "--until", "2020-01-01")
        self.assertEqual((early.returncode, early.stdout), (CANNOT_RUN, ""))
        self.assertIn("--until 2020-01-01 is before ", early.stderr)


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(BLOCK.sub(lambda m: f"```console\n$ {m[1]}\n{shown(m[1])}```\n", PAGE.read_text()))
    else:
        unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
