#!/usr/bin/env python3
"""The formats for other programs, read by others: formats_test.py PROGRAM SOURCE_DIR SCRATCH_DIR.

SARIF is validated by the JSON Schema of OASIS and by Microsoft's multitool, which come from npm into
SCRATCH_DIR (FLOWDOWN_SARIF_TOOLS names a folder that has them already). Where npm cannot get them,
these checks are left out, and the last line says so. What the two miss is checked here.
"""

import collections
import csv
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import jsonschema

PROGRAM = ""
SOURCE = pathlib.Path()
SCRATCH = pathlib.Path()
LEFT_OUT = []

MULTITOOL = "@microsoft/sarif-multitool-linux@5.7.0"
SCHEMA = "@microsoft/jest-sarif@1.0.0-beta.0"  # has the schema of OASIS
# There is no address to learn more at (`informationUri`): the program itself has the help.
KNOWN_WARNINGS = ["SARIF2005 warning ['runs[0].tool.driver', 'flowdown']"]
FORMATS = ["sarif", "sarif-github", "junit", "github", "gitlab", "markdown", "csv"]

EXCEPTIONS = """\
flowdown: 1
exceptions:
  - code: gap-permits
    party: lumen
    reason: "a pilot <ten users>"
    owner: Legal
    expires: 2099-12-31
"""


def unpacked(package, name):
    """The folder of an npm package, or None where npm cannot get it."""
    given = os.environ.get("FLOWDOWN_SARIF_TOOLS")
    folder = pathlib.Path(given) / name if given else SCRATCH / name
    if folder.is_dir() or given:
        return folder if folder.is_dir() else None
    if shutil.which("npm") is None:
        return None
    SCRATCH.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=SCRATCH) as work:
        try:
            packed = subprocess.run(["npm", "pack", "--silent", package], cwd=work, text=True,
                                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=120)
            archives = list(pathlib.Path(work).glob("*.tgz"))
            if packed.returncode != 0 or len(archives) != 1:
                return None
            shutil.unpack_archive(archives[0], work)
        except (OSError, subprocess.TimeoutExpired, shutil.ReadError):
            return None
        os.replace(pathlib.Path(work) / "package", folder)
    return folder


class Formats(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        schema = unpacked(SCHEMA, "jest-sarif")
        found = list(schema.rglob("sarif-2.1.0*.json")) if schema else []
        cls.schema = json.loads(found[0].read_text(encoding="utf-8")) if found else None
        if cls.schema is None:
            LEFT_OUT.append(f"the JSON Schema of SARIF (npm has no {SCHEMA})")
        tool = unpacked(MULTITOOL, "multitool")
        cls.multitool = tool / "Sarif.Multitool" if tool else None
        if cls.multitool is None:
            LEFT_OUT.append(f"Microsoft's multitool (npm has no {MULTITOOL})")
        else:
            cls.multitool.chmod(0o755)
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="flowdown-formats-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        shutil.copytree(SOURCE / "examples/01_lost_on_the_way", cls.folder / "lost")
        cls.exceptions = cls.folder / "exceptions.yaml"
        cls.exceptions.write_text(EXCEPTIONS, encoding="utf-8")
        baseline = cls.folder / "baseline.json"
        old = cls.folder / "old.yaml"
        text = (cls.folder / "lost/graph.yaml").read_text(encoding="utf-8")
        old.write_text(text.replace("policies: [policies]", "policies: [lost/policies]")
                       .replace("uses: [medical_advice]", "uses: []")
                       .replace("incorporates: [larch-aup]", "incorporates: []"), encoding="utf-8")
        cls.run_program("check", old, "--write-baseline", baseline, "-q")
        cloud = cls.folder / "cloud"
        shutil.copytree(SOURCE / "examples/20_onboarding_a_cloud", cloud)
        partly = cls.folder / "partly.yaml"
        partly.write_text(EXCEPTIONS.replace("lumen", "nimbus").replace("2099-12-31", "2026-06-30"), encoding="utf-8")
        fewer = cls.folder / "fewer.yaml"  # one use less than in the example
        fewer.write_text(text.replace("policies: [policies]", "policies: [fewer]"), encoding="utf-8")
        shutil.copytree(cls.folder / "lost/policies", cls.folder / "fewer")
        larch = cls.folder / "fewer/larch-aup.yaml"
        larch.write_text(larch.read_text(encoding="utf-8").replace("eating_disorders", "spam"), encoding="utf-8")
        # Situations, each with the arguments of the program.
        cls.situations = {
            "small": ["check", "lost/graph.yaml"],
            "accepted": ["check", "lost/graph.yaml", "--exceptions", cls.exceptions],
            "compared": ["check", "lost/graph.yaml", "--baseline", baseline],
            "both": ["check", "lost/graph.yaml", "--exceptions", cls.exceptions, "--baseline", baseline],
            "large": ["check", SOURCE / "graphs/bedrock-2024.yaml"],
            "partner": ["onboard", cloud / "graph.yaml", cloud / "candidate.yaml"],
            "partner accepted": ["onboard", cloud / "graph.yaml", cloud / "candidate.yaml", "--exceptions",
                                 partly, "--today", "2026-02-01"],
            "partner gone": ["onboard", cloud / "graph.yaml", cloud / "away.yaml"],
            "difference": ["diff", fewer, "lost/graph.yaml"],
            "difference accepted": ["diff", fewer, "lost/graph.yaml", "--exceptions", cls.exceptions],
        }
        (cloud / "away.yaml").write_text("flowdown: 1\ncandidate: away\nremove: {agreements: [cumulus-to-lumen]}\n",
                                         encoding="utf-8")

    @classmethod
    def run_program(cls, *arguments):
        return subprocess.run([PROGRAM, *map(str, arguments)], cwd=cls.folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)

    def check(self, name, output_format):
        run = self.run_program(*self.situations[name], "--format", output_format)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        return run.stdout

    def logs(self):
        for name in self.situations:
            for edition in ("sarif", "sarif-github"):
                yield name, edition, self.check(name, edition)

    def test_exit_status_and_bytes_do_not_depend_on_the_format(self):
        for name, arguments in self.situations.items():
            status = self.run_program(*arguments, "-q").returncode
            for output_format in FORMATS:
                runs = [self.run_program(*arguments, "--format", output_format)
                        for _ in range(2)]
                self.assertEqual([run.returncode for run in runs], [status, status], name)
                self.assertEqual(runs[0].stdout, runs[1].stdout)

    def test_a_timeline_has_none_of_these_formats(self):
        run = self.run_program("check", "lost/graph.yaml", "--timeline", "--format", "sarif")
        self.assertEqual((run.returncode, run.stdout), (2, ""))

    def test_sarif_keeps_to_the_schema(self):
        if self.schema is None:
            self.skipTest("no schema")
        validator = jsonschema.validators.validator_for(self.schema)(self.schema)
        for name, _, log in self.logs():
            errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}"
                      for e in validator.iter_errors(json.loads(log))]
            self.assertEqual(errors, [], name)

    def test_the_multitool_finds_no_fault_in_sarif(self):
        if self.multitool is None:
            self.skipTest("no multitool")
        for name, edition, log in self.logs():
            path = self.folder / f"{name}-{edition}.sarif"
            path.write_text(log, encoding="utf-8")
            report = self.folder / f"{name}-{edition}-report.sarif"
            kinds = "Sarif;Gh" if edition == "sarif-github" else "Sarif"
            run = subprocess.run([self.multitool, "validate", path, "--output", report, "--quiet",
                                  "--rule-kind", kinds, "--level", "Error;Warning;Note",
                                  "--log", "ForceOverwrite"],
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                 timeout=300, env={**os.environ,
                                                   "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"})
            # Its exit status says nothing: what it found is in its own log.
            self.assertTrue(report.is_file(), run.stdout)
            result = json.loads(report.read_text(encoding="utf-8-sig"))["runs"][0]
            invocation = result["invocations"][0]
            self.assertTrue(invocation["executionSuccessful"], invocation)
            self.assertEqual(invocation.get("toolConfigurationNotifications", []), [])
            found = [f"{r['ruleId']} {r.get('level', 'warning')} "
                     f"{r['message'].get('arguments', r['message'])}" for r in result["results"]]
            faults = [f for f in found if " note " not in f and f not in KNOWN_WARNINGS]
            self.assertEqual(faults, [], f"{name}, {edition}")

    # What the schema and the multitool miss.

    def test_sarif_indices_agree_with_names(self):
        for _, _, log in self.logs():
            run = json.loads(log)["runs"][0]
            self.assertNotIn("graphs", run)
            rules = run["tool"]["driver"]["rules"]
            taxonomies = run.get("taxonomies", [])
            self.assertEqual(
                run["tool"]["driver"].get("supportedTaxonomies", []),
                [{"name": t["name"], "index": i} for i, t in enumerate(taxonomies)])
            for result in run["results"]:
                self.assertEqual(rules[result["ruleIndex"]]["id"], result["ruleId"])
                for taxon in result.get("taxa", []):
                    component = taxonomies[taxon["toolComponent"]["index"]]
                    self.assertEqual(component["name"], taxon["toolComponent"]["name"])
                    self.assertEqual(component["taxa"][taxon["index"]]["id"], taxon["id"])
            for place in self.objects_with(run["results"], "artifactLocation"):
                location = dict(place["artifactLocation"])
                self.assertEqual(run["artifacts"][location.pop("index")]["location"], location)
            for place in self.objects_with(run["results"], "logicalLocations"):
                for logical in place["logicalLocations"]:
                    self.assertEqual(
                        run["logicalLocations"][logical["index"]]["fullyQualifiedName"],
                        logical["fullyQualifiedName"])

    def test_sarif_states_are_on_all_results_or_none(self):
        seen = collections.Counter()
        for name, edition, log in self.logs():
            results = json.loads(log)["runs"][0]["results"]
            of_two = name in ("compared", "both") or name.startswith(("partner", "difference"))
            suppressed = name in ("accepted", "both", "difference accepted")
            for key, expected in (("suppressions", suppressed), ("baselineState", of_two)):
                expected = edition == "sarif" and expected
                self.assertEqual({key in r for r in results} - {expected}, set(), f"{key}: {name}")
            for result in results:
                self.assertEqual(result["kind"] == "fail", result["level"] != "none")
                if any(s["status"] == "accepted" for s in result.get("suppressions", [])):
                    seen["suppressed"] += 1
                seen[result.get("baselineState")] += 1
        for what in ("suppressed", "new", "unchanged", "updated", "absent"):
            self.assertGreater(seen[what], 0, what)

    def test_sarif_has_the_gate_and_the_conditions(self):
        answer = json.loads(self.check("partner", "json"))
        run = json.loads(self.check("partner", "sarif"))["runs"][0]
        told = run["properties"]
        self.assertEqual((told["verdict"], told["gate"]), (answer["verdict"], "default"))
        keys = ("id", "kind", "from", "where", "clause", "record", "by", "removes")
        self.assertEqual(told["conditions"], [{k: c[k] for k in keys} for c in answer["conditions"]])
        gates = {r["properties"]["id"]: r["properties"].get("gate") for r in run["results"]}
        for finding in answer["introduced"]:
            self.assertEqual(gates[finding["id"]], finding["gate"])
        needed = {c["id"]: set(c["removes"]) for c in answer["conditions"]}
        for result in run["results"]:
            properties = result["properties"]
            self.assertEqual(properties.get("conditions", []),
                             [c["id"] for c in answer["conditions"] if properties["id"] in needed[c["id"]]])

    def test_sarif_says_when_a_finding_is_another(self):
        """The same finding with another use is neither new nor unchanged; it counts all the same."""
        answer = json.loads(self.check("difference", "json"))
        changed = {f["id"] for f in answer["findings"] if f["standing"] == "changed"}
        self.assertTrue(changed)
        results = json.loads(self.check("difference", "sarif"))["runs"][0]["results"]
        self.assertEqual({r["properties"]["id"] for r in results if r["baselineState"] == "updated"}, changed)

    def test_sarif_for_github_has_what_github_requires(self):
        for _, edition, log in self.logs():
            if edition != "sarif-github":
                continue
            run = json.loads(log)["runs"][0]
            self.assertLessEqual(len(run["results"]), 25_000)
            for rule in run["tool"]["driver"]["rules"]:
                self.assertLessEqual(len(rule["properties"]["tags"]), 10)
                self.assertLessEqual(len(rule["name"]), 255)
                self.assertLessEqual(len(rule["shortDescription"]["text"]), 1024)
                self.assertLessEqual(len(rule["fullDescription"]["text"]), 1024)
                self.assertTrue(rule["help"]["text"] and rule["help"]["markdown"])
            prints = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]]
            self.assertEqual(len(prints), len(set(prints)))
            for result in run["results"]:
                self.assertEqual(result["kind"], "fail")
                self.assertEqual(len(result["locations"]), 1)
                place = result["locations"][0]["physicalLocation"]
                self.assertTrue(place["artifactLocation"]["uri"])
                self.assertEqual(set(place["region"]),
                                 {"startLine", "startColumn", "endLine", "endColumn"})

    def test_every_format_has_the_same_findings(self):
        for name in self.situations:
            report = json.loads(self.check(name, "json"))
            findings = report.get("findings", report.get("introduced"))
            ids = sorted(f["id"] for f in findings if f.get("standing") != "fixed")
            rows = list(csv.DictReader(io.StringIO(self.check(name, "csv"))))
            counted = ("new",) if "introduced" in report else ("", "new", "unchanged")
            self.assertEqual(sorted(r["id"] for r in rows if r["change"] in counted), ids)
            results = json.loads(self.check(name, "sarif"))["runs"][0]["results"]
            self.assertEqual([r["properties"]["id"] for r in results], [r["id"] for r in rows])
            cases = xml.etree.ElementTree.fromstring(self.check(name, "junit")).iter("testcase")
            self.assertEqual(sorted(re.search(r"\((\w+)(-\d+)?\)$", c.get("name"))[1] for c in cases),
                             sorted(r["id"] for r in rows))

    def test_junit_counts_what_it_has(self):
        for name in self.situations:
            root = xml.etree.ElementTree.fromstring(self.check(name, "junit"))
            for element in [root, *root.iter("testsuite")]:
                cases = list(element.iter("testcase"))
                self.assertEqual(int(element.get("tests")), len(cases))
                self.assertEqual(int(element.get("failures")), len(list(element.iter("failure"))))
                self.assertEqual(int(element.get("skipped")), len(list(element.iter("skipped"))))

    def test_gitlab_report_has_the_documented_shape(self):
        for name in self.situations:
            issues = json.loads(self.check(name, "gitlab"))
            self.assertEqual(len({i["fingerprint"] for i in issues}), len(issues))
            for issue in issues:
                self.assertEqual(set(issue), {"description", "check_name", "fingerprint", "severity",
                                              "location"})
                self.assertIn(issue["severity"], ("info", "minor", "major", "critical", "blocker"))
                self.assertFalse(issue["location"]["path"].startswith("./"))
                self.assertGreater(issue["location"]["lines"]["begin"], 0)

    def test_csv_has_the_documented_columns(self):
        documented = re.findall(r"^\| `(\w+)` \|",
                                (SOURCE / "docs/formats-ci.md").read_text(encoding="utf-8")
                                .split("## CSV")[1].split("\n## ")[0], re.M)
        for name in self.situations:
            reader = csv.reader(io.StringIO(self.check(name, "csv")), strict=True)
            rows = list(reader)
            self.assertEqual(rows[0], documented)
            self.assertEqual({len(row) for row in rows}, {len(documented)})

    def test_columns_count_code_points(self):
        graph = (self.folder / "lost/graph.yaml").read_text(encoding="utf-8")
        wide = graph.replace("  lumen:\n", "  lumen: {kind: application, title: \"Lümen 𝛌\", policies: "
                             "[lumen-terms], uses: [medical_advice]}\n  spare:\n")
        (self.folder / "lost/wide.yaml").write_text(wide, encoding="utf-8")
        run = self.run_program("check", "lost/wide.yaml", "--format", "sarif")
        results = json.loads(run.stdout)["runs"][0]["results"]
        line = next(n for n, text in enumerate(wide.split("\n"), 1) if "Lümen" in text)
        regions = [r["locations"][0]["physicalLocation"]["region"] for r in results
                   if r["ruleId"] == "breach-use"]
        text = wide.split("\n")[line - 1]
        at = text.index("medical_advice") + 1
        self.assertIn({"startLine": line, "startColumn": at, "endLine": line,
                       "endColumn": at + len("medical_advice")}, regions)

    @staticmethod
    def objects_with(value, key):
        stack = [value]
        while stack:
            one = stack.pop()
            if isinstance(one, dict):
                if key in one:
                    yield one
                stack.extend(one.values())
            elif isinstance(one, list):
                stack.extend(one)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    PROGRAM = os.path.abspath(sys.argv[1])
    SOURCE = pathlib.Path(sys.argv[2]).resolve()
    SCRATCH = pathlib.Path(sys.argv[3]).resolve()
    program = unittest.main(argv=[sys.argv[0], *sys.argv[4:]], exit=False)
    for what in LEFT_OUT:
        print(f"NOT CHECKED: {what}")
    sys.exit(not program.result.wasSuccessful())
