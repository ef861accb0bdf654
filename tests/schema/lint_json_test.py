#!/usr/bin/env python3
"""`flowdown lint` as a user runs it, and its JSON against the published schema.

    lint_json_test.py FLOWDOWN ROOT [TEST...]

The files are those of tests/cases/lint, written out, and what ships.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import jsonschema

PROGRAM = ""
ROOT = pathlib.Path()
CLEAN, FINDINGS, CANNOT_RUN = 0, 1, 2

POLICY = """\
flowdown: 1
policy: p
issuer: maker
document: standalone
source: a page
effective: 2024-01-01
rules:
  - {prohibit: [fraud]}
  - {prohibit: [phishing]}
"""


def run(*arguments, folder=None, stdin=""):
    return subprocess.run([PROGRAM, "lint", *map(str, arguments)], cwd=folder or ROOT, input=stdin,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
                          timeout=120, check=False)


def sections(text):
    """The files of a case, by name."""
    files, name = {}, None
    for line in text.splitlines(keepends=True)[1:]:
        if line.startswith("=== "):
            name = line[4:].strip()
            files[name] = ""
        else:
            files[name] += line
    return {name: text for name, text in files.items() if not name.startswith("expect")}


class Lint(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        schema = subprocess.run([PROGRAM, "schema", "lint"], stdout=subprocess.PIPE, check=True)
        cls.schema = json.loads(schema.stdout)
        jsonschema.Draft202012Validator.check_schema(cls.schema)
        cls.validator = jsonschema.Draft202012Validator(cls.schema)

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="flowdown-lint-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def write(self, files):
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def json_of(self, *arguments, **options):
        result = run(*arguments, "--format", "json", **options)
        self.assertIn(result.returncode, (CLEAN, FINDINGS), arguments)
        self.assertEqual(result.stderr, "", arguments)
        value = json.loads(result.stdout)
        self.assertEqual([e.message for e in self.validator.iter_errors(value)], [], arguments)
        counts = {"error": 0, "warning": 0, "note": 0}
        for finding in value["findings"]:
            counts[finding["severity"]] += 1
        self.assertEqual(counts, {key: value["summary"][key] for key in counts})
        return value

    def test_every_code_validates(self):
        found = set()
        for case in sorted((ROOT / "tests/cases/lint").glob("*/hit-*.txt")):
            with tempfile.TemporaryDirectory(prefix="flowdown-lint-") as name:
                self.folder = pathlib.Path(name)
                self.write(sections(case.read_text(encoding="utf-8")))
                value = self.json_of(".", "--as-of", "2024-06-01", folder=name)
            codes = [finding["code"] for finding in value["findings"]]
            self.assertIn(case.parent.name, codes, case)
            found.update(codes)
        self.assertEqual(found, set(self.schema["$defs"]["finding"]["properties"]["code"]["enum"]))

    def test_what_ships_has_nothing_but_notes(self):
        # On a fixed day, since reviews fall due.
        for path in ("policies", "graphs/bedrock-2024.yaml"):
            value = self.json_of(path, "--as-of", "2024-04-08")
            warnings = [f["message"] for f in value["findings"] if f["severity"] != "note"]
            self.assertEqual(warnings, [], path)

    def test_exit_status(self):
        self.write({"p.yaml": POLICY})
        for arguments, status in (((), FINDINGS), (("--fail-on", "error"), CLEAN),
                                  (("--fail-on", "note"), FINDINGS), (("--fail-on", "never"), CLEAN)):
            result = run("p.yaml", *arguments, folder=self.folder)
            self.assertEqual((result.returncode, result.stderr), (status, ""), arguments)
            self.assertTrue(result.stdout.endswith("\n1 warning in 1 file\n"), result.stdout)
        quiet = run("p.yaml", "--quiet", "--fail-on", "warning", folder=self.folder)
        self.assertEqual((quiet.returncode, quiet.stdout, quiet.stderr), (FINDINGS, "", ""))

    def test_standard_input(self):
        result = run("-", stdin=POLICY)
        self.assertEqual((result.returncode, result.stderr), (FINDINGS, ""))
        self.assertTrue(result.stdout.startswith("<stdin>:9:5: warning: "), result.stdout)

    def test_bad_files_are_refused(self):
        self.write({"p.yaml": POLICY.replace("fraud", "fruad")})
        result = run("p.yaml", folder=self.folder)
        self.assertEqual((result.returncode, result.stdout), (CANNOT_RUN, ""))
        self.assertIn("unknown use `fruad`", result.stderr)
        self.assertEqual(run("nowhere.yaml").returncode, CANNOT_RUN)
        self.assertEqual(run().returncode, CANNOT_RUN)

    def test_of_a_library_only_what_the_graph_uses(self):
        library = {f"library/p{i}.yaml": POLICY.replace("policy: p", f"policy: p{i}")
                   for i in range(8)}
        self.write({"graph.yaml": "flowdown: 1\ngraph: g\npolicies: [library]\n"
                                  "parties: {maker: {kind: developer, policies: [p3]}}\n", **library})
        value = self.json_of("graph.yaml", folder=self.folder)
        self.assertEqual([f["location"]["file"] for f in value["findings"]], ["library/p3.yaml"])
        value = self.json_of("graph.yaml", "library", folder=self.folder)
        self.assertEqual(value["summary"]["warning"], 8)

    def test_the_order_of_paths_does_not_matter(self):
        self.write({"a.yaml": POLICY, "b.yaml": POLICY.replace("policy: p", "policy: P")})
        one = run("a.yaml", "b.yaml", folder=self.folder).stdout
        self.assertEqual(run("b.yaml", "a.yaml", folder=self.folder).stdout, one)
        self.assertIn("[lint-confusable-names]", one)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    PROGRAM = os.path.abspath(sys.argv[1])
    ROOT = pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
