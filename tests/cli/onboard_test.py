#!/usr/bin/env python3
"""`flowdown onboard` as a user runs it: formats, exit status, the sheet, gates, mistakes in any file, and the example,
whose sheet it holds. onboard_test.py FLOWDOWN SOURCE_DIR [TEST...].
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import jsonschema
import yaml

PROGRAM = ""
SOURCE = pathlib.Path()
CLEAN, FINDINGS, CANNOT_RUN, NOTHING = 0, 1, 2, 4
EXAMPLE = "examples/20_onboarding_a_cloud"


def run(*arguments, folder=None, stdin=None):
    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder, input=stdin, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding="utf-8", timeout=120, check=False)


class Onboard(unittest.TestCase):
    maxDiff = 6000

    @classmethod
    def setUpClass(cls):
        schema = json.loads(run("schema", "onboarding").stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        cls.validator = jsonschema.Draft202012Validator(schema)

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="flowdown-onboard-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name) / "example"
        shutil.copytree(SOURCE / EXAMPLE, self.folder)

    def onboard(self, *arguments, **options):
        return run("onboard", "graph.yaml", "candidate.yaml", *arguments, folder=self.folder, **options)

    def answer(self, *arguments, status=FINDINGS):
        result = self.onboard("--format", "json", *arguments)
        self.assertEqual((result.returncode, result.stderr), (status, ""))
        value = json.loads(result.stdout)
        self.assertEqual([e.message for e in self.validator.iter_errors(value)], [])
        return value

    def edit(self, name, old, new):
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def test_the_sheet_of_the_example(self):
        sheet = self.folder / "out.md"
        result = self.onboard("--gate", "gate.yaml", "--sheet", sheet, "--quiet")
        self.assertEqual((result.returncode, result.stdout, result.stderr), (FINDINGS, "", ""))
        self.assertEqual(sheet.read_text(encoding="utf-8"),
                         (self.folder / "sheet.md").read_text(encoding="utf-8"))

    def test_signing_what_the_sheet_says_is_approved_and_any_less_is_not(self):
        """The conditions written into the files by hand, as a user would."""
        edits = {
            "incorporate": ("candidate.yaml", "incorporates: [nimbus-aup] ", "incorporates: [larch-aup, nimbus-aup] "),
            "practise": ("candidate.yaml", "practices: [monitoring]",
                         "practices: [monitoring, {practice: incident_report, within: 3d}]"),
            "grant": ("candidate.yaml", "    incorporates: [larch-aup]\n",
                      "    incorporates: [larch-aup]\n    grants: [host]\n"),
            "strike": ("policies/nimbus-aup.yaml", "  - allow: [medical_advice]\n    clause: 3.4\n", ""),
        }
        conditions = self.answer("--gate", "gate.yaml")["conditions"]
        self.assertEqual(sorted(c["kind"] for c in conditions), sorted(edits))
        before = {name: (self.folder / name).read_text() for name, _, _ in edits.values()}
        for left_out in [None, *edits]:
            for name, text in before.items():
                (self.folder / name).write_text(text)
            for kind, edit in edits.items():
                if kind != left_out:
                    self.edit(*edit)
            self.assertEqual(self.onboard("--gate", "gate.yaml").returncode,
                             CLEAN if left_out is None else FINDINGS, left_out)

    def test_what_a_rule_is_recorded_as_can_be_read_back(self):
        for condition in self.answer()["conditions"]:
            if condition["kind"] == "strike":
                self.assertIsInstance(yaml.safe_load(condition["strikes"][0]["rule"]), dict)
            else:
                self.assertIsInstance(yaml.safe_load(condition["record"]), dict, condition["record"])

    def test_findings_with_and_without_the_candidate(self):
        value = self.answer()
        self.assertEqual((value["candidate"], value["graph"], value["gate"], value["verdict"], value["as_of"]),
                         ("nimbus", "one-cloud", "default", "approve_with_conditions", "2026-03-01"))
        codes = {f["code"]: f for f in value["introduced"]}
        self.assertEqual(codes["break-not-bound"]["gate"], "condition")
        self.assertEqual([s["party"] for s in codes["break-not-bound"]["path"]], ["larch", "nimbus", "lumen"])
        introduced = {f["id"] for f in value["introduced"] if f["gate"] == "condition"}
        self.assertEqual({i for c in value["conditions"] for i in c["removes"]}, introduced)
        reason = next(c for c in value["conditions"] if c["kind"] == "grant")["reasons"]
        self.assertEqual([(r["policy"], r["clause"], r["location"]["file"], r["location"]["line"]) for r in reason],
                         [("larch-aup", "3", "policies/larch-aup.yaml", 16)])
        self.assertIn("the candidate ends the graph's agreement cumulus-to-lumen", value["notices"])

    def test_what_the_candidate_changes_of_the_graphs_policies_is_named(self):
        text = (self.folder / "policies/larch-aup.yaml").read_text()
        text = text[:text.index("rules:")] + "rules: []\n"
        self.edit("candidate.yaml", "policies: [policies/nimbus-aup.yaml]",
                  "policies: [policies/nimbus-aup.yaml, larch.yaml]")
        for version, notice in (("2025-11-01", "the candidate takes the place of the graph's policy larch-aup, version "
                                               "2025-11-01"),
                                ("2025-12-01", "the candidate adds a version to the graph's policies: policy larch-aup, "
                                               "version 2025-12-01")):
            (self.folder / "larch.yaml").write_text(text.replace("2025-11-01", version))
            value = self.answer(status=CLEAN)
            self.assertEqual([n for n in value["notices"] if "larch-aup" in n], [notice])
            self.assertIn(notice, " ".join(self.onboard().stdout.split()))

    def test_what_the_candidate_puts_right_is_named(self):
        self.edit("graph.yaml", "incorporates: [larch-aup, cumulus-aup]", "incorporates: [cumulus-aup]")
        fixed = self.answer()["fixed"]
        self.assertEqual([f["code"] for f in fixed if f["severity"] == "error"], ["break-not-bound"])
        self.assertEqual(fixed[-1]["agreement"] or fixed[0]["agreement"], "cumulus-to-lumen")

    def test_dates(self):
        self.assertEqual(self.answer("--as-of", "2026-03-20")["as_of"], "2026-03-20")
        early = self.answer("--as-of", "2026-02-01")
        self.assertEqual((early["as_of"], early["until"], early["days"]),
                         ("2026-02-01", "2027-03-14", ["2026-02-01", "2026-03-01", "2026-03-15"]))
        self.assertEqual([c["id"] for c in early["conditions"]], [c["id"] for c in self.answer()["conditions"]])
        refused = self.onboard("--until", "2026-03-10")
        self.assertEqual((refused.returncode, refused.stdout), (CANNOT_RUN, ""))
        self.assertIn("leaves out 2026-03-15, when agreement nimbus-to-lumen takes effect", refused.stderr)
        self.assertEqual(self.answer("--until", "2026-03-15")["until"], "2026-03-15")
        self.assertEqual(self.onboard("--until", "2026-01-01").returncode, CANNOT_RUN)

    def test_the_days_of_a_finding(self):
        value = self.answer()
        when = {f["code"]: f["periods"] for f in value["introduced"]}
        self.assertEqual(when["break-not-bound"], [{"from": "2026-03-15", "until": None}])
        self.assertEqual(when["breach-duty"], [{"from": "2026-03-01", "until": None}])
        text = self.onboard().stdout
        self.assertIn("judged for every day from 2026-03-01 to 2027-03-14", text)
        self.assertIn("when        from 2026-03-15 on", text)

    def test_what_is_dated_after_the_last_day_is_named(self):
        self.edit("candidate.yaml", "    effective: 2026-03-15\n", "    effective: 2026-03-15\n    expires: 2031-03-14\n")
        self.assertIn("not judged, since it is after 2027-03-14: on 2031-03-15, agreement nimbus-to-lumen ends (its last "
                      "day is 2031-03-14)", self.answer()["notices"])

    def test_exceptions_apply(self):
        conditions = self.answer()["conditions"]
        found = {f["code"]: f["id"] for f in self.answer()["introduced"]}
        entry = ("  - {finding: %s, reason: the report is being set up, owner: Legal, expires: %s}\n")
        path = self.folder / "flowdown.exceptions.yaml"
        path.write_text("flowdown: 1\nexceptions:\n" + entry % (found["breach-duty"], "2099-12-31"))
        value = self.answer()
        self.assertEqual(len(value["conditions"]), len(conditions) - 1)
        accepted = next(f for f in value["introduced"] if f["code"] == "breach-duty")["accepted"]
        self.assertEqual((accepted["owner"], accepted["expires"]), ("Legal", "2099-12-31"))
        text = self.onboard().stdout
        self.assertIn("accepted    until 2099-12-31 by Legal: the report is being set up", text)
        self.assertEqual(len(self.answer("--no-exceptions")["conditions"]), len(conditions))
        # Within the days judged it ends: what it accepted comes back, by then.
        path.write_text("flowdown: 1\nexceptions:\n" + entry % (found["breach-duty"], "2026-06-30"))
        value = self.answer("--today", "2026-02-01")
        self.assertEqual({c["kind"]: c["by"] for c in value["conditions"]}["practise"], "2026-07-01")
        self.assertIn("2026-07-01", value["days"])
        causes = next(f for f in value["introduced"] if f["code"] == "breach-duty")["causes"]
        self.assertIn("from 2026-03-01 to 2026-06-30: accepted until 2026-06-30 by Legal: the report is being set up",
                      causes)
        # One that matches nothing is named, and fails under --strict.
        path.write_text("flowdown: 1\nexceptions:\n" + entry % ("0" * 16, "2099-12-31"))
        (self.folder / "lax.yaml").write_text("flowdown: 1\ngate: lax\nrules: [list: {}]\n")
        lax = self.answer("--gate", "lax.yaml", status=CLEAN)
        self.assertTrue(any("matches no finding" in n for n in lax["notices"]), lax["notices"])
        self.assertEqual(self.onboard("--gate", "lax.yaml", "--strict").returncode, FINDINGS)

    def test_removing_parties_and_artifacts(self):
        (self.folder / "candidate.yaml").write_text("flowdown: 1\ncandidate: away\nremove: {parties: [cumulus]}\n")
        value = self.answer(status=CLEAN)
        self.assertEqual((value["verdict"], value["notices"][:2]),
                         ("approve", ["the candidate removes the graph's party cumulus",
                                      "the candidate ends the graph's agreement larch-to-cumulus"]))
        for removal, message in (("parties: [larch]", "the candidate removes the party `larch`, which is named here"),
                                 ("parties: [nobody]", "unknown party `nobody`"),
                                 ("artifacts: [x]", "unknown artifact `x`")):
            (self.folder / "candidate.yaml").write_text(f"flowdown: 1\ncandidate: away\nremove: {{{removal}}}\n")
            result = self.onboard()
            self.assertEqual((result.returncode, result.stdout), (CANNOT_RUN, ""), removal)
            self.assertIn(message, result.stderr)

    def test_gates(self):
        gate = self.folder / "own.yaml"
        for rules, verdict, status in (
                ("[list: {}]", "approve", CLEAN),
                ("[block: {codes: [gap-permits]}, condition: {}]", "reject", FINDINGS),
                ("[condition: {policies: [larch-aup], codes: [breach-duty]}]", "approve_with_conditions", FINDINGS),
                ("[ignore: {}]", "approve", CLEAN)):
            gate.write_text(f"flowdown: 1\ngate: own\nrules: {rules}\n")
            self.assertEqual(self.answer("--gate", gate, status=status)["verdict"], verdict, rules)
        text = self.onboard("--gate", gate).stdout
        self.assertNotIn("gap-permits", text)
        gate.write_text("flowdown: 1\ngate: own\nrules: [block: {codes: [gap-permits]}, list: {}]\n")
        blocked = self.onboard("--gate", gate).stdout
        self.assertIn("reject: there is 1 finding that the gate blocks", blocked)
        self.assertIn("What the gate blocks", blocked)
        self.assertNotIn("whatever is agreed", blocked)
        for rules, message in (("[]", "no rule"), ("[block: {policies: [larch-apu]}]", "`larch-apu`")):
            gate.write_text(f"flowdown: 1\ngate: own\nrules: {rules}\n")
            refused = self.onboard("--gate", gate)
            self.assertEqual(refused.returncode, 2, rules)
            self.assertIn(message, refused.stderr)
        self.assertIn("6 of the new ones ignored by the gate", text)

    def test_a_rejection_says_what_stays(self):
        self.edit("candidate.yaml", "    practices: [monitoring]",
                  "    practices: [monitoring]\n    attributes: {monthly_active_users: 9}")
        self.edit("policies/larch-aup.yaml", "  - require: incident_report",
                  "  - {limit: monthly_active_users, at_most: 5, clause: '7'}\n  - require: incident_report")
        value = self.answer()
        stays = {f["id"]: f["code"] for f in value["introduced"]}
        self.assertEqual((value["verdict"], [stays[i] for i in value["blocking"]]), ("reject", ["breach-limit"]))
        self.assertEqual(len(value["conditions"]), 4)
        self.assertIn("What stays, whatever is agreed", self.onboard().stdout)

    def test_other_formats(self):
        for name in ("sarif", "sarif-github", "junit", "github", "gitlab", "csv"):
            result = self.onboard("--format", name)
            self.assertEqual(result.returncode, FINDINGS, name)
            self.assertIn("gap-permits", result.stdout, name)
        markdown = self.onboard("--format", "markdown").stdout
        self.assertTrue(markdown.startswith("# Onboarding: Nimbus Cloud, instead of Cumulus for Lumen"))

    def test_forms_of_the_sheet(self):
        for name, begins in (("s.txt", "Requirements: "), ("s.md", "# Requirements: "), ("s.json", "{\n")):
            sheet = self.folder / name
            self.assertEqual(self.onboard("--quiet", "--sheet", sheet).returncode, FINDINGS)
            self.assertTrue(sheet.read_text().startswith(begins), name)
        value = json.loads((self.folder / "s.json").read_text())
        self.assertEqual([e.message for e in self.validator.iter_errors(value)], [])
        self.assertNotIn("introduced", value)
        self.assertEqual(self.onboard("--sheet", "nowhere/s.md").returncode, CANNOT_RUN)

    def test_titles_cannot_act_in_markdown(self):
        self.edit("candidate.yaml", "title: Nimbus Cloud, instead of Cumulus for Lumen",
                  'title: "<b>x</b> [a](b) `c` | # d"')
        markdown = self.onboard("--format", "markdown").stdout
        for raw in ("<b>", "[a](b)", "`c`"):
            self.assertNotIn(raw, markdown)

    def test_the_same_words_however_often(self):
        self.assertEqual(self.onboard().stdout, self.onboard().stdout)

    def test_standard_input(self):
        text = (self.folder / "candidate.yaml").read_text()
        result = run("onboard", "graph.yaml", "-", "--format", "json", folder=self.folder, stdin=text)
        self.assertEqual((result.returncode, result.stderr), (FINDINGS, ""))
        graph = (self.folder / "graph.yaml").read_text()
        result = run("onboard", "-", "candidate.yaml", folder=self.folder, stdin=graph)
        self.assertEqual((result.returncode, result.stderr), (FINDINGS, ""))
        self.assertEqual(run("onboard", "-", "-", folder=self.folder, stdin=text).returncode, CANNOT_RUN)

    def test_what_cannot_run(self):
        for arguments, words in ((["onboard", "graph.yaml"], "name a graph and, after it"),
                                 (["onboard", "graph.yaml", "nowhere.yaml"], "cannot read"),
                                 (["onboard", "graph.yaml", "graph.yaml"], "is read as a graph, and is no candidate"),
                                 (["onboard", "graph.yaml", "gate.yaml"], "a gate where a candidate is expected"),
                                 (["onboard", "candidate.yaml", "candidate.yaml"], "where a graph is expected"),
                                 (["onboard", "graph.yaml", "candidate.yaml", "--gate", "graph.yaml"],
                                  "a graph where a gate is expected"),
                                 (["onboard", "graph.yaml", "candidate.yaml", "--grouping", "x"],
                                  "there is no grouping `x`")):
            result = run(*arguments, folder=self.folder)
            self.assertEqual((result.returncode, result.stdout), (CANNOT_RUN, ""), arguments)
            self.assertIn(words, result.stderr)
        (self.folder / "g.yaml").write_text("flowdown: 1\ngate: g\nrules: [block: {codes: [gap-permit]}]\n")
        result = self.onboard("--gate", "g.yaml")
        self.assertEqual(result.returncode, CANNOT_RUN)
        self.assertIn("unknown code `gap-permit`", result.stderr)
        self.assertIn("did you mean `gap-permits`?", result.stderr)

    def test_starters(self):
        schemas = {kind: jsonschema.Draft202012Validator(json.loads(run("schema", kind).stdout))
                   for kind in ("candidate", "gate")}
        for kind in ("graph", "candidate", "gate"):
            text = run("init", kind, "-o", f"{kind}-0.yaml", folder=self.folder)
            self.assertEqual(text.returncode, CLEAN)
            if kind != "graph":
                value = yaml.load((self.folder / f"{kind}-0.yaml").read_text(), yaml.BaseLoader)
                value["flowdown"] = 1
                self.assertEqual([e.message for e in schemas[kind].iter_errors(value)], [], kind)
        result = run("onboard", "graph-0.yaml", "candidate-0.yaml", "--gate", "gate-0.yaml", "--format", "json",
                     folder=self.folder)
        self.assertEqual(result.stderr, "")
        self.assertIn(result.returncode, (CLEAN, FINDINGS))
        for kind in ("candidate", "gate"):
            self.assertIn(f'{kind}: "mine"', run("init", kind, "mine").stdout)

    def test_files_of_the_example_keep_to_the_schemas(self):
        for kind in ("candidate", "gate"):
            value = yaml.load((self.folder / f"{kind}.yaml").read_text(), yaml.BaseLoader)
            value["flowdown"] = 1
            schema = json.loads(run("schema", kind).stdout)
            self.assertEqual([e.message for e in jsonschema.Draft202012Validator(schema).iter_errors(value)], [])

    def test_nothing_to_check(self):
        (self.folder / "g.yaml").write_text("flowdown: 1\ngraph: g\n")
        (self.folder / "c.yaml").write_text("flowdown: 1\ncandidate: c\n")
        self.assertEqual(run("onboard", "g.yaml", "c.yaml", folder=self.folder).returncode, NOTHING)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    PROGRAM, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
