#!/usr/bin/env python3
"""Exceptions in the commands beside `check`: its timeline, `diff` and `explain`; in examples/18_living_with_findings.

usage: living_test.py FLOWDOWN SOURCE_DIR [TEST...]
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import jsonschema

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
ROOT = pathlib.Path(sys.argv[2]).resolve()
EXAMPLE = ROOT / "examples" / "18_living_with_findings"
CLEAN, FINDINGS, CANNOT_RUN = 0, 1, 2
TODAY = ["--today", "2026-03-02"]
BREAK = "40c29a958a978075"  # accepted until 2026-06-30; the gaps of chalk until 2026-04-30


class Living(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="flowdown-living-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name) / "example"
        shutil.copytree(EXAMPLE, self.folder)

    def run_program(self, *arguments):
        return subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True,
                              timeout=120, check=False)

    def json_of(self, *arguments, status, schema):
        result = self.run_program(*arguments, "--format", "json")
        self.assertEqual((result.returncode, result.stderr), (status, ""), arguments)
        value = json.loads(result.stdout)
        described = json.loads(self.run_program("schema", schema).stdout)
        jsonschema.Draft202012Validator.check_schema(described)
        jsonschema.Draft202012Validator(described).validate(value)
        return value

    # check --timeline

    def timeline(self, *arguments, status=CLEAN):
        return self.json_of("check", "graph.yaml", "--timeline", *TODAY, *arguments, status=status, schema="timeline")

    def test_the_ends_of_exceptions_are_dates(self):
        value = self.timeline()
        self.assertEqual([(d["date"], [e["kind"] for e in d["events"]]) for d in value["dates"]],
                         [("2026-04-01", ["policy-starts"]), ("2026-05-01", ["exception-ends"]),
                          ("2026-07-01", ["exception-ends"])])
        self.assertEqual((value["summary"]["error"], value["accepted"]), (0, 3))
        # The policy of April names a use that one exception does not: that finding counts as a whole.
        self.assertEqual([d["accepted"] for d in value["dates"]], [2, 1, 0])
        last = value["dates"][-1]["findings"]
        self.assertEqual([(f["id"], f["standing"]) for f in last], [(BREAK, "introduced")])
        self.assertEqual(last[0]["causes"], ["the exception flowdown.exceptions.yaml:4 ends (its last day is 2026-06-30; "
                                             "owner: Chalk legal)"])
        breaches = {b["party"]: b["date"] for b in value["next_breaches"]}
        self.assertEqual(breaches["nimbus"], "2026-04-01")

    def test_the_timeline_fails_where_check_does(self):
        for arguments in ([], ["--no-exceptions"], ["--fail-on", "warning"], ["--as-of", "2026-05-01"],
                          ["--as-of", "2026-07-01"], ["--strict"]):
            checked = self.run_program("check", "graph.yaml", *TODAY, *arguments, "-q").returncode
            told = self.run_program("check", "graph.yaml", "--timeline", *TODAY, *arguments, "-q").returncode
            self.assertEqual(told, checked, arguments)
        for until, status in (("2026-03-31", CLEAN), ("2026-04-01", FINDINGS)):
            self.timeline("--until", until, status=status)
        graph = (self.folder / "graph.yaml").read_text()
        (self.folder / "graph.yaml").write_text(graph.replace("policies: [policies]", "policies: [kept]"))
        (self.folder / "kept").mkdir()
        for policy in (self.folder / "policies").iterdir():
            if policy.name != "spruce-aup-2026.yaml":
                shutil.copy(policy, self.folder / "kept")
        for until, status in (("2026-04-30", CLEAN), ("2026-05-01", FINDINGS)):
            self.timeline("--until", until, status=status)

    def test_an_exception_that_ended_before_today_is_no_date(self):
        value = self.json_of("check", "graph.yaml", "--timeline", "--today", "2026-06-01", status=FINDINGS,
                             schema="timeline")
        self.assertEqual([d["date"] for d in value["dates"]], ["2026-04-01", "2026-07-01"])
        self.assertEqual(value["accepted"], 1)

    def test_an_exception_that_matches_nothing(self):
        (self.folder / "e.yaml").write_text("flowdown: 1\nexceptions:\n  - {finding: '0123456789abcdef', reason: x, owner: "
                                            "y, expires: 2027-01-01}\n")
        value = self.timeline("--exceptions", "e.yaml", "--fail-on", "never")
        self.assertIn("matches no finding", value["notices"][0]["message"])
        self.timeline("--exceptions", "e.yaml", "--fail-on", "never", "--strict", status=FINDINGS)
        self.assertIn("e.yaml:3: the exception matches no finding",
                      self.run_program("check", "graph.yaml", "--timeline", *TODAY, "--exceptions", "e.yaml").stdout)

    def test_a_baseline_is_refused(self):
        result = self.run_program("check", "graph.yaml", "--timeline", "--baseline", "b.json")
        self.assertEqual((result.returncode, result.stdout), (CANNOT_RUN, ""))

    # diff

    def test_what_is_accepted_does_not_count_in_a_difference(self):
        graph = (self.folder / "graph.yaml").read_text()
        (self.folder / "old.yaml").write_text(graph.replace("incorporates: [nimbus-aup]", "incorporates: [upstream]"))
        value = self.json_of("diff", "old.yaml", "graph.yaml", *TODAY, status=CLEAN, schema="diff")
        accepted = {f["id"]: f["accepted"] for f in value["findings"] if f["standing"] == "introduced"}
        self.assertEqual(accepted[BREAK]["owner"], "Chalk legal")
        self.assertNotIn("nimbus-to-chalk", [e["agreement"] for e in value["exposed"]])
        text = self.run_program("diff", "old.yaml", "graph.yaml", *TODAY).stdout
        self.assertIn("accepted    until 2026-06-30 by Chalk legal: Nimbus has promised", text)
        self.json_of("diff", "old.yaml", "graph.yaml", "--no-exceptions", status=FINDINGS, schema="diff")

    def test_what_is_no_longer_accepted_is_changed_and_counts(self):
        dates = ["--as-of", "2026-06-30", "--as-of", "2026-07-01"]
        value = self.json_of("diff", "graph.yaml", *dates, *TODAY, status=FINDINGS, schema="diff")
        back = next(f for f in value["findings"] if f["id"] == BREAK)
        self.assertEqual((back["standing"], back["worse"], back["accepted"]), ("changed", True, None))
        self.assertEqual([(c["part"], c["on"], c["words"]) for c in back["causes"]],
                         [("exception", "2026-07-01", "the exception of Chalk legal ended on 2026-06-30")])
        self.assertIn("changed     accepted before", self.run_program("diff", "graph.yaml", *dates, *TODAY).stdout)

    def test_standard_input_is_read_once(self):
        for arguments in (["diff", "graph.yaml", "graph.yaml", "--exceptions", "-"],
                          ["onboard", "graph.yaml", "-", "--exceptions", "-"]):
            result = self.run_program(*arguments)
            self.assertEqual((result.returncode, result.stdout), (CANNOT_RUN, ""), arguments)
            self.assertIn("standard input", result.stderr)

    def test_strictness_in_a_difference(self):
        (self.folder / "e.yaml").write_text("flowdown: 1\nexceptions:\n  - {finding: '0123456789abcdef', reason: x, owner: "
                                            "y, expires: 2027-01-01}\n")
        same = ["diff", "graph.yaml", "graph.yaml", "--exceptions", "e.yaml"]
        self.assertEqual(self.run_program(*same).returncode, CLEAN)
        self.assertEqual(self.run_program(*same, "--strict", "--fail-on", "never").returncode, FINDINGS)

    # explain

    def test_explain_says_that_a_finding_is_accepted(self):
        value = self.json_of("explain", "graph.yaml", BREAK, *TODAY, status=CLEAN, schema="explanation")
        self.assertEqual((value["finding"]["accepted"]["owner"], value["finding"]["accepted"]["expires"]),
                         ("Chalk legal", "2026-06-30"))
        text = self.run_program("explain", "graph.yaml", BREAK, *TODAY).stdout
        self.assertIn("until 2026-06-30 by Chalk legal (flowdown.exceptions.yaml:4)", " ".join(text.split()))
        value = self.json_of("explain", "graph.yaml", BREAK, "--no-exceptions", status=CLEAN, schema="explanation")
        self.assertIsNone(value["finding"]["accepted"])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
