#!/usr/bin/env python3
"""Graphs as JSON Lines, as a user gives them: bulk_test.py PROGRAM SOURCE_DIR.

The samples of docs/bulk.md are run, so that they stay true.
"""

import gzip
import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = ""
SOURCE = pathlib.Path()

HEAD = '{"flowdown": 1, "graph": "g"}\n'


def run(*arguments, cwd=None, text=None):
    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd or SOURCE, text=True, input=text,
                          capture_output=True, timeout=300, check=False)


def samples(language):
    text = (SOURCE / "docs/bulk.md").read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


class Documentation(unittest.TestCase):
    def test_the_sample_is_a_graph(self):
        sample = samples("json")[0].replace(', "policies": ["policies"]', "")
        done = run("check", "-", "--format", "json", text=sample)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(json.loads(done.stdout)["summary"]["agreements"], 1)

    def test_the_sample_of_places_says_where(self):
        file, party = samples("json")[1].splitlines()
        rest = samples("json")[0].splitlines()[1:5] + [
            '{"policy": {"id": "larch-aup", "issuer": "larch", "document": "licence", '
            '"rules": [{"prohibit": ["medical_advice"]}]}}']
        done = run("check", "-", text="\n".join([HEAD.strip(), file, party, *rest]))
        self.assertIn("    graph.yaml:22:12\n    22 |     uses: [medical_advice]\n", done.stdout)

    def test_the_sample_of_problems_is_what_is_printed(self):
        shown = next(text for text in samples("console") if "broken.jsonl" in text)
        command, expected = shown.split("\n", 1)
        self.assertEqual(command, "$ flowdown check broken.jsonl")
        lines = re.findall(r"^ +\d+ \| (.*)$", expected, re.MULTILINE)
        with tempfile.TemporaryDirectory() as folder:
            larch = '{"party": {"id": "larch", "kind": "developer"}}\n'
            (pathlib.Path(folder) / "broken.jsonl").write_text(
                HEAD + larch + "\n".join(lines), "utf-8")
            done = run("check", "broken.jsonl", cwd=folder)
        self.assertEqual((done.returncode, done.stderr), (2, expected))


class Progress(unittest.TestCase):
    def words_of(self, terminal):
        """What stands on standard error after a graph that came slowly."""
        ours, theirs = pty.openpty()
        graph = samples("json")[0].replace(', "policies": ["policies"]', "").encode()
        with subprocess.Popen([PROGRAM, "check", "--quiet", "-"], stdin=subprocess.PIPE, stderr=theirs,
                              env={**os.environ, "TERM": terminal}) as process:
            os.close(theirs)
            process.stdin.write(graph)
            process.stdin.flush()
            time.sleep(1.6)
            process.stdin.close()
            words = b""
            try:
                while piece := os.read(ours, 1 << 16):
                    words += piece
            except OSError:  # the other end is closed
                pass
            os.close(ours)
            self.assertEqual(process.wait(), 0)
        return words.decode()

    def test_a_terminal_is_told_and_left_clean(self):
        words = self.words_of("xterm")
        self.assertIn("flowdown: reading", words)
        self.assertTrue(words.endswith("\r\x1b[K"), words)

    def test_a_terminal_that_cannot_clear_a_line_is_not(self):
        self.assertEqual(self.words_of("dumb"), "")


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.yaml = SOURCE / "examples/01_lost_on_the_way/graph.yaml"
        cls.jsonl = pathlib.Path(cls.folder.name) / "graph.jsonl"
        done = run("export", "jsonl", cls.yaml, "-o", cls.jsonl)
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_every_command_takes_it(self):
        for command in (["check"], ["check", "--timeline"], ["explain", "--party", "lumen"],
                        ["matrix"], ["lint"], ["check", "--format", "csv"]):
            first, *rest = command
            one, other = run(first, self.yaml, *rest), run(first, self.jsonl, *rest)
            self.assertIn(one.returncode, (0, 1), one.stderr)
            self.assertEqual((one.returncode, one.stderr), (other.returncode, other.stderr), command)
            # It holds the policies, which in YAML are files of their own.
            drop = re.compile(r"\d+ files?|\S*graph\.jsonl")
            self.assertEqual(drop.sub("", one.stdout), drop.sub("", other.stdout), command)
        same = run("diff", self.yaml, self.jsonl)
        self.assertEqual(same.returncode, 0, same.stderr)

    def test_a_candidate_over_it(self):
        folder = SOURCE / "examples/20_onboarding_a_cloud"
        graph = next(path for path in sorted(folder.glob("*.yaml"))
                     if re.search("^graph:", path.read_text("utf-8"), re.MULTILINE))
        candidate = next(path for path in sorted(folder.glob("*.yaml"))
                         if re.search("^candidate:", path.read_text("utf-8"), re.MULTILINE))
        with tempfile.TemporaryDirectory() as scratch:
            jsonl = pathlib.Path(scratch) / "graph.jsonl"
            self.assertEqual(run("export", "jsonl", graph, "-o", jsonl).returncode, 0)
            one = run("onboard", graph, candidate, "--format", "json")
            other = run("onboard", jsonl, candidate, "--format", "json")
            self.assertIn(one.returncode, (0, 1), one.stderr)
            self.assertEqual(one.stdout, other.stdout)

    def test_standard_input_and_pipes(self):
        lines = self.jsonl.read_text("utf-8")
        expected = run("check", self.jsonl, "--format", "json")
        self.assertEqual(run("check", "-", "--format", "json", text=lines).stdout, expected.stdout)
        packed = pathlib.Path(self.folder.name) / "graph.jsonl.gz"
        packed.write_bytes(gzip.compress(lines.encode()))
        done = subprocess.run(
            ["bash", "-c", '"$0" check <(gzip -dc "$1") --format json', PROGRAM, packed], text=True,
            capture_output=True, timeout=120, check=False)
        self.assertEqual((done.stdout, done.stderr), (expected.stdout, ""))

    def test_json_in_one_piece_is_still_yaml(self):
        graph = {"flowdown": 1, "graph": "g", "parties": {"a": {"kind": "developer"}}}
        for text in (json.dumps(graph), json.dumps(graph, indent=1)):
            done = run("check", "-", text=text)
            self.assertEqual(done.returncode, 4, done.stderr)

    def test_importers_write_lines_that_load(self):
        models = [{"id": "larch/larch-7b", "cardData": {"license": "apache-2.0"}},
                  {"id": "lumen/chat", "cardData": {"license": "mit", "base_model": "larch/larch-7b",
                                                    "base_model_relation": "finetune"}}]
        catalogue = """\
- type: model
  name: Larch
  organization: Larch AI
  description: "a model"
  created_date: 2023-01-02
  license: MIT
  modality: text; text
  dependencies: []
- type: application
  name: Lumen
  organization: Lumen
  dependencies: [Larch]
"""
        with tempfile.TemporaryDirectory() as folder:
            lines = pathlib.Path(folder) / "models.jsonl"
            lines.write_text("".join(json.dumps(model) + "\n" for model in models), "utf-8")
            assets = pathlib.Path(folder) / "assets.yaml"
            assets.write_text(catalogue, "utf-8")
            for form, source in (("huggingface", lines), ("ecosystem-graphs", assets)):
                audits = []
                for syntax in ("yaml", "jsonl"):
                    graph = pathlib.Path(folder) / f"{form}.{syntax}"
                    done = run("import", form, source, "--to", syntax, "-o", graph, "--quiet")
                    self.assertEqual(done.returncode, 0, done.stderr)
                    audit = run("check", graph, "--format", "json")
                    self.assertIn(audit.returncode, (0, 1, 4), audit.stderr)
                    audits.append((audit.returncode, audit.stdout and json.loads(audit.stdout)["summary"]))
                self.assertEqual(audits[0], audits[1])

    def test_an_import_is_written_as_its_name_says(self):
        model = json.dumps({"id": "larch/larch-7b", "cardData": {"license": "apache-2.0"}})
        with tempfile.TemporaryDirectory() as folder:
            def imported(name, *more):
                return run("import", "huggingface", "-", "-o", pathlib.Path(folder) / name, "--quiet", *more, text=model)

            for name, head in (("g.jsonl", '{"flowdown"'), ("g.ndjson", '{"flowdown"'), ("g.yaml", "flowdown:"),
                               ("g", "flowdown:")):
                self.assertEqual((imported(name).returncode, imported(name).stderr), (0, ""))
                self.assertTrue((pathlib.Path(folder) / name).read_text("utf-8").startswith(head), name)
            refused = imported("other.jsonl", "--to", "yaml")
            self.assertEqual(refused.returncode, 2)
            self.assertIn("would be read as JSON Lines; name it .yaml, or write it with `--to jsonl`", refused.stderr)
            self.assertFalse((pathlib.Path(folder) / "other.jsonl").exists())
            (pathlib.Path(folder) / "named.jsonl").write_bytes((pathlib.Path(folder) / "g.yaml").read_bytes())
            misnamed = run("check", "named.jsonl", cwd=folder)
            self.assertEqual((misnamed.returncode, misnamed.stderr), (2, """\
named.jsonl:1:1: error: this is YAML in a file that is named as JSON Lines
    1 | flowdown: 1
      | ^~~~~~~~
      = help: let its name end in .yaml
"""))


class Verdict(unittest.TestCase):
    """`--quiet` reads what a verdict needs, and says of what is wrong what is said without."""

    PARTS = "".join(
        f'{{"party": {{"id": "p{i}", "kind": "developer", "policies": ["aup"]}}}}\n'
        f'{{"artifact": {{"id": "m{i}", "kind": "model", "developer": "p{i}"}}}}\n'
        f'{{"party": {{"id": "q{i}", "kind": "developer", "policies": "none"}}}}\n'
        f'{{"artifact": {{"id": "d{i}", "kind": "model", "developer": "q{i}", "policies": "none", '
        f'"derived_from": [{{"artifact": "m{i}", "by": "finetune"}}]}}}}\n' for i in range(30))
    AUP = ('{"policy": {"id": "aup", "issuer": "p0", "document": "licence", "version": "1", "flow_down": "bind", '
           '"reaches": ["recipients", "derivatives"], "rules": [{"prohibit": ["military"], "clause": "1"}]}}\n')

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        (self.folder / name).write_text(text, "utf-8")
        return name

    def test_it_is_the_same_as_without(self):
        graph = self.write("graph.jsonl", HEAD + self.AUP + self.PARTS)
        for fail_on in ("note", "warning", "error", "never"):
            loud = run("check", graph, "--fail-on", fail_on, cwd=self.folder)
            quiet = run("check", graph, "--fail-on", fail_on, "--quiet", cwd=self.folder)
            self.assertEqual((quiet.returncode, quiet.stdout, quiet.stderr), (loud.returncode, "", ""))
        self.assertEqual(run("check", graph, "--quiet", "--fail-on", "warning", cwd=self.folder).returncode, 1)
        self.assertEqual(run("check", graph, "--quiet", "--fail-on", "never", cwd=self.folder).returncode, 0)

    def test_what_is_accepted_counts(self):
        graph = self.write("graph.jsonl", HEAD + self.AUP + self.PARTS)
        for option in ("--baseline", "--exceptions"):
            known = "known.json" if option == "--baseline" else "known.yaml"
            if option == "--baseline":
                run("check", graph, "--write-baseline", known, "--quiet", cwd=self.folder)
                found = json.loads((self.folder / known).read_text("utf-8"))["findings"]
                self.assertGreater(len(found), 60)  # all of them, and not those of one part
            else:
                self.write(known, "flowdown: 1\nexceptions:\n" + "".join(
                    f"  - finding: {entry['id']}\n    reason: known\n    owner: test\n    expires: 2099-01-01\n"
                    for entry in found))
            with_known = run("check", graph, option, known, "--quiet", "--fail-on", "note", cwd=self.folder)
            self.assertEqual((with_known.returncode, with_known.stderr), (0, ""), option)
        (self.folder / "known.yaml").rename(self.folder / "flowdown.exceptions.yaml")
        self.assertEqual(run("check", graph, "--quiet", "--fail-on", "note", cwd=self.folder).returncode, 0)

    def test_all_mistakes_are_told(self):
        mistakes = "".join(
            f'{{"artifact": {{"id": "x{i}", "kind": "model", "developer": "p1", "policies": ["nothing"]}}}}\n'
            for i in range(5)) + '{"artifact": {"id": "m3", "kind": "model", "developer": "p1"}}\n'
        graph = self.write("graph.jsonl", HEAD + self.AUP + self.PARTS + mistakes)
        loud, quiet = (run("check", graph, *option, cwd=self.folder) for option in ([], ["--quiet"]))
        self.assertEqual((quiet.returncode, quiet.stderr), (2, loud.stderr))
        self.assertEqual(loud.stderr.count("unknown policy"), 5)
        self.assertIn("declared twice", loud.stderr)
        text = (self.folder / graph).read_text("utf-8")
        piped = run("check", "-", "--quiet", text=text)
        self.assertEqual((piped.returncode, piped.stderr.count("unknown policy")), (2, 5))


class Hostile(unittest.TestCase):
    def limited(self, text, megabytes):
        """What `check` says, with so much memory and no more."""
        limit = f"ulimit -v {megabytes * 1024};"
        if subprocess.run(["bash", "-c", limit + '"$0" --version', PROGRAM], capture_output=True, check=False).returncode:
            print("NOT CHECKED: how much memory is needed, since with sanitizers the program cannot be limited")
            limit = ""
        return subprocess.run(["bash", "-c", limit + '"$0" check -', PROGRAM], input=text, capture_output=True,
                              timeout=300, check=False)

    def test_a_line_of_a_hundred_megabytes(self):
        for middle in (b'{"party": {"id": "', b"", b"{" * 1000):
            text = HEAD.encode() + middle + b"x" * 100_000_000 + b'"}}\n{"party": {"id": "a"}}\n'
            done = self.limited(text, 400)
            self.assertEqual(done.returncode, 2, done.stderr[-300:])
            self.assertIn(b"<stdin>:2:1: error: a line longer than 16 MiB", done.stderr)
            self.assertIn(b"<stdin>:3:18: error: party `a` has no `kind`", done.stderr)
            self.assertLess(len(done.stderr), 2000)

    def test_a_million_mistakes(self):
        text = HEAD.encode() + b'{"party": {"id": "a", "kind": "x"}}\n' * 1_000_000
        done = self.limited(text, 1500)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"more problems in this file", done.stderr)
        self.assertLess(len(done.stderr), 200_000)

    def test_deep_nesting_and_endless_brackets(self):
        for line in (b"[" * 1_000_000, b'{"a":' * 100_000, b'{"party": ' + b"[" * 5000 + b"]" * 5000 + b"}"):
            done = self.limited(HEAD.encode() + line + b"\n{}", 400)
            self.assertEqual(done.returncode, 2)
            self.assertIn(b"nested deeper than 32 levels", done.stderr)

    def test_a_file_of_nothing(self):
        for text in ("", "\n\n", "\ufeff", "\ufeff\n"):
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "empty.jsonl"
                path.write_text(text, "utf-8")
                done = run("check", path)
                self.assertEqual(done.returncode, 2)
                self.assertIn("empty.jsonl: error: the file is empty", done.stderr)


def main():
    global PROGRAM, SOURCE
    PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=0)


if __name__ == "__main__":
    main()
