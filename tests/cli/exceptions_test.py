#!/usr/bin/env python3
"""Exceptions and baselines as a user runs them: exceptions_test.py FLOWDOWN SOURCE_DIR [TEST...].

What is accepted and what is new is decided in tests/settle_test.cpp; this is about files, options,
exit status and what the reports say.
"""

import datetime
import json
import os
import pathlib
import random
import re
import resource
import signal
import stat
import subprocess
import sys
import unittest

import cli_test
from cli_test import CANNOT_RUN, CLEAN, FINDINGS, GRAPH

SOURCE = pathlib.Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else pathlib.Path()
sys.path.insert(0, str(SOURCE / "tests" / "schema"))
import validate  # noqa: E402  (needs the source folder)

ENTRY = "  - {%s, reason: %s, owner: Ann, expires: %s}\n"
FILE = "flowdown: 1\nexceptions:\n" + ENTRY
GAP, BREAK = "code: gap-silent, party: shop", "code: break-not-bound, agreement: supply"
TODAY = datetime.datetime.now(datetime.timezone.utc).date()
DAY = datetime.timedelta(days=1)
MAKER_AUP = cli_test.MAKER_AUP + "flow_down: bind\n"


class Exceptions(unittest.TestCase):
    """On error.yaml, which has two errors: a gap at the shop, and a break in the agreement."""
    maxDiff = 4000
    write = cli_test.Cli.write
    run_program = cli_test.Cli.run_program
    check = cli_test.Cli.check
    assert_refused = cli_test.Cli.assert_refused
    assert_harmless = cli_test.Cli.assert_harmless

    def setUp(self):
        cli_test.Cli.setUp(self)
        self.write("policies/maker-aup.yaml", MAKER_AUP)
        self.accept("e.yaml", GAP, BREAK)

    def accept(self, name, *what, reason="why not", expires=TODAY + 30 * DAY):
        entries = "".join(ENTRY % (one, reason, expires) for one in what)
        return self.write(name, "flowdown: 1\nexceptions:\n" + (entries or "  []\n"))

    def json_of(self, *arguments, status):
        return json.loads(self.check("error.yaml", "-f", "json", *arguments, status=status).out)

    def standings(self, *arguments, status):
        """Code to (accepted, change)."""
        report = self.json_of(*arguments, status=status)
        return {f["code"]: (bool(f["accepted"]), f["change"]) for f in report["findings"]}

    # Exceptions

    def test_accepted_findings_do_not_fail(self):
        self.check("error.yaml", status=FINDINGS)
        run = self.check("error.yaml", "--exceptions", "e.yaml", status=CLEAN)
        self.assertEqual(run.err, "")
        self.assertIn("passes: nothing open; 2 accepted", run.out)
        self.assertNotIn("Who has to act", run.out)
        self.assertRegex(run.out, r"(?s)Accepted\n.*gap-silent.*by Ann,\s+e.yaml:3:\s+why not")
        self.assertEqual(self.check("error.yaml", "-q", "--exceptions", "e.yaml", status=CLEAN).out, "")
        self.assertEqual(self.standings("--exceptions", "e.yaml", status=CLEAN),
                         {"gap-silent": (True, None), "break-not-bound": (True, None)})

    def test_what_is_not_accepted_fails(self):
        self.accept("e.yaml", GAP)
        run = self.check("error.yaml", "--exceptions", "e.yaml", status=FINDINGS)
        self.assertIn("fails: 1 error; 1 accepted", run.out)
        self.assertEqual(len(re.findall(r"^error: ", run.out, re.M)), 1)
        self.check("error.yaml", "--exceptions", "e.yaml", "--fail-on", "never", status=CLEAN)

    def test_the_file_beside_the_first_graph_counts(self):
        self.accept("flowdown.exceptions.yaml", GAP, BREAK)
        self.check("error.yaml", status=CLEAN)
        self.check(self.folder / "error.yaml", status=CLEAN)
        self.check("--no-exceptions", "error.yaml", status=FINDINGS)
        self.accept("none.yaml")
        self.check("error.yaml", "--exceptions", "none.yaml", status=FINDINGS)
        graph = (self.folder / "error.yaml").read_bytes()
        self.check("-", stdin=graph, status=CLEAN)
        self.write("deep/error.yaml", graph.replace(b"[policies]", b"[../policies]"))
        self.check("deep/error.yaml", status=FINDINGS)
        # It says nothing of the graph, so lint passes over it.
        self.assertNotIn("second key", self.run_program("lint", ".").err)
        self.assert_refused(self.run_program("check", "error.yaml", "--no-exceptions",
                                             "--exceptions", "e.yaml"))

    def test_exceptions_end(self):
        for expires, status in ((TODAY, CLEAN), (TODAY - DAY, FINDINGS)):
            self.accept("e.yaml", GAP, BREAK, expires=expires)
            run = self.check("error.yaml", "--exceptions", "e.yaml", status=status)
            self.assertEqual("comes back" in run.out or "is back" in run.out, status == FINDINGS)
        self.assertIn(f"e.yaml:3: the exception ended on {TODAY - DAY} (owner: Ann)",
                      " ".join(run.out.split()))
        self.accept("e.yaml", GAP, BREAK, expires="2024-08-01")
        dates = [("--today", "2024-08-01"), ("--today", "2024-08-02"),
                 ("--today", "2024-08-01", "--as-of", "2024-08-02")]
        self.assertEqual([self.run_program("check", "error.yaml", "--exceptions", "e.yaml", *d).status
                          for d in dates], [CLEAN, FINDINGS, FINDINGS])
        self.assert_refused(self.run_program("check", "error.yaml", "--today", "tomorrow"), "tomorrow")

    def test_an_exception_that_matches_nothing(self):
        self.accept("e.yaml", GAP, BREAK, "code: gap-silent, party: shoop")
        run = self.check("error.yaml", "--exceptions", "e.yaml", status=CLEAN)
        self.assertIn("warning: e.yaml:5: the exception matches no finding; there is no party "
                      "`shoop`; did you mean `shop`?", " ".join(run.out.split()))
        run = self.check("error.yaml", "--exceptions", "e.yaml", "--strict", status=FINDINGS)
        self.assertIn("error: e.yaml:5: the exception matches", " ".join(run.out.split()))
        report = self.json_of("--exceptions", "e.yaml", "--strict", status=FINDINGS)
        self.assertEqual([(n["severity"], n["location"]["line"]) for n in report["notices"]],
                         [("error", 5)])
        self.check("error.yaml", "--exceptions", "e.yaml", "--strict", "--fail-on", "never",
                   status=FINDINGS)

    def test_accepted_in_part_counts_and_says_so(self):
        self.write("policies/maker-aup.yaml", MAKER_AUP.replace(
            "prohibit: eating_disorders", "prohibit: [eating_disorders, medical_advice]"))
        self.accept("e.yaml", GAP + ", use: medical_advice", BREAK)
        run = self.check("error.yaml", "--exceptions", "e.yaml", status=FINDINGS)
        self.assertIn("of the uses medical_advice, until", " ".join(run.out.split()))
        self.assertIn("the rest is not", " ".join(run.out.split()))
        finding = [f for f in self.json_of("--exceptions", "e.yaml", status=FINDINGS)["findings"]
                   if f["code"] == "gap-silent"][0]
        self.assertEqual((finding["accepted"], finding["accepted_uses"]), (None, ["medical_advice"]))

    def test_bad_files_cannot_run(self):
        cases = {"missing.yaml": "No such file", ".": "is a folder"}
        for name, text, problem in (
                ("typo.yaml", FILE % ("code: gap-silnet, party: shop", "r", "2026-01-01"),
                 "typo.yaml:3:12: error: unknown code `gap-silnet`"),
                ("graph.yaml", GRAPH % ("api", ""), "second key must be `exceptions`"),
                ("binary.yaml", b"\xff\xfe\x00", "binary.yaml:")):
            self.write(name, text)
            cases[name] = problem
        for name, problem in cases.items():
            self.assert_refused(self.run_program("check", "error.yaml", "--exceptions", name), problem)
        self.assert_refused(self.run_program("check", "-", "--exceptions", "-"), "once only")
        # Also where the file is found by itself.
        self.write("flowdown.exceptions.yaml", "flowdown: 1\n")
        self.assert_refused(self.run_program("check", "error.yaml"), "exceptions")

    def test_exceptions_from_standard_input(self):
        text = (self.folder / "e.yaml").read_bytes()
        run = self.check("error.yaml", "--exceptions", "-", stdin=text, status=CLEAN)
        self.assertIn("<stdin>:3", run.out)

    def test_hostile_words_do_no_harm(self):
        self.accept("e.yaml", GAP, reason='"red\\u202e and\\nlines"')
        run = self.check("error.yaml", "--exceptions", "e.yaml", status=FINDINGS)
        self.assert_harmless(run.out)
        self.assertNotIn("\u202e", run.out)

    def test_output_does_not_depend_on_the_order_of_entries(self):
        entries = [GAP, BREAK, "code: drift, party: shop", GAP + ", use: eating_disorders"]
        seen = set()
        for seed in range(4):
            random.Random(seed).shuffle(entries)
            self.accept("e.yaml", *entries)
            seen.add(json.dumps(self.standings("--exceptions", "e.yaml", status=CLEAN)))
        self.assertEqual(len(seen), 1)

    # Baseline

    def test_what_is_no_file_is_not_replaced(self):
        os.mkfifo(self.folder / "pipe")
        run = self.check("error.yaml", "--write-baseline", "pipe", status=CANNOT_RUN)
        self.assertIn("cannot write", run.err)
        self.assertTrue(stat.S_ISFIFO(os.stat(self.folder / "pipe").st_mode))

    def test_only_what_is_new_fails(self):
        run = self.check("error.yaml", "--write-baseline", "b.json", status=FINDINGS)
        self.assertEqual(run.out, self.check("error.yaml", status=FINDINGS).out)
        run = self.check("error.yaml", "--baseline", "b.json", status=CLEAN)
        self.assertIn("passes: nothing new; 2 known", run.out)
        self.assertIn("Known, as in the baseline b.json", run.out)
        self.write("policies/maker-aup.yaml", MAKER_AUP.replace(
            "prohibit: eating_disorders", "prohibit: [eating_disorders, medical_advice]"))
        run = self.check("error.yaml", "--baseline", "b.json", status=FINDINGS)
        self.assertIn("known before; since then more uses: medical_advice", " ".join(run.out.split()))
        self.assertEqual(self.standings("--baseline", "b.json", status=FINDINGS),
                         {"gap-silent": (False, "new"), "break-not-bound": (False, "new")})

    def test_what_was_fixed_is_named(self):
        self.check("error.yaml", "--write-baseline", "b.json", status=FINDINGS)
        self.write("error.yaml", GRAPH % ("api", "maker-aup"))
        run = self.check("error.yaml", "--baseline", "b.json", status=CLEAN)
        self.assertRegex(run.out, r"(?s)Fixed since the baseline b.json\n.*break-not-bound")
        report = self.json_of("--baseline", "b.json", status=CLEAN)
        self.assertEqual([f["code"] for f in report["gone"]], ["break-not-bound"])
        self.assertEqual(report["summary"]["gone"], 1)
        self.assertEqual(report["summary"]["open"], {"error": 0, "warning": 0, "note": 0})

    def test_a_baseline_does_not_keep_an_exception_alive(self):
        self.accept("e.yaml", GAP)
        self.check("error.yaml", "--exceptions", "e.yaml", "--write-baseline", "b.json",
                   status=FINDINGS)
        self.check("error.yaml", "--exceptions", "e.yaml", "--baseline", "b.json", status=CLEAN)
        self.check("error.yaml", "--baseline", "b.json", status=FINDINGS)

    def test_a_baseline_can_be_read_and_replaced_in_one_run(self):
        self.check("error.yaml", "--write-baseline", "b.json", status=FINDINGS)
        self.write("error.yaml", GRAPH % ("api", "maker-aup"))
        self.check("error.yaml", "--baseline", "b.json", "--write-baseline", "b.json", status=CLEAN)
        report = self.json_of("--baseline", "b.json", status=CLEAN)
        self.assertEqual(report["gone"], [])

    def test_writing_is_whole_or_not_at_all(self):
        old = "keep me"
        target = self.write("b.json", old)
        (self.folder / "link.json").symlink_to("b.json")
        os.chmod(target, 0o640)

        def limit():  # a disk that is full
            resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        run = subprocess.run([cli_test.PROGRAM, "check", "-q", "error.yaml", "--write-baseline",
                              "b.json"], cwd=self.folder, capture_output=True, preexec_fn=limit,
                             timeout=60)
        self.assertEqual(run.returncode, CANNOT_RUN, run.stderr)
        self.assertIn(b"cannot write `b.json`", run.stderr)
        self.assertEqual(target.read_text(), old)
        for place, why in (("no/such/b.json", "No such file"), (".", "is a folder"),
                           ("-", "to a file")):
            run = self.run_program("check", "error.yaml", "--write-baseline", place)
            self.assert_refused(run, "cannot write", why)
        self.check("error.yaml", "--write-baseline", "link.json", status=FINDINGS)
        self.assertTrue((self.folder / "link.json").is_symlink())
        self.assertIn("gap-silent", target.read_text())
        self.assertEqual(sorted(p.name for p in self.folder.glob("*.part")), [])

    def test_bad_baselines_cannot_run(self):
        self.check("error.yaml", "--write-baseline", "b.json", status=FINDINGS)
        good = (self.folder / "b.json").read_text()
        for text, problem in (("", "too early"), (good[:-20], "b.json:"),
                              (good.replace("gap-silent", "gap-loud"), "gap-loud"),
                              (good.replace('"flowdown": 1', '"flowdown": 9'), "not supported")):
            self.write("b.json", text)
            self.assert_refused(self.run_program("check", "error.yaml", "--baseline", "b.json"),
                                problem)
        self.assert_refused(self.run_program("check", "error.yaml", "--baseline", "no.json"),
                            "No such file")

    # Schemas

    def schema(self, kind):
        return validate.validator(json.loads(self.run_program("schema", kind).out))

    def assert_valid(self, kind, value):
        errors = [e.message for e in self.schema(kind).iter_errors(value)]
        self.assertEqual(errors, [])

    def test_what_is_written_fits_the_schemas(self):
        self.accept("e.yaml", GAP + ", use: eating_disorders", "code: drift, party: who")
        self.check("error.yaml", "--write-baseline", "b.json", status=FINDINGS)
        self.assert_valid("baseline", json.loads((self.folder / "b.json").read_text()))
        self.assert_valid("findings", self.json_of(status=FINDINGS))
        for name in ("error.yaml", "clean.yaml"):
            run = self.run_program("check", name, "-f", "json", "--exceptions", "e.yaml",
                                   "--baseline", "b.json")
            self.assertEqual(run.err, "")
            self.assert_valid("findings", json.loads(run.out))

    def test_schema_and_reader_agree_on_the_samples(self):
        for path in sorted((SOURCE / "tests" / "cases" / "exceptions").glob("*/*.yaml")):
            text = path.read_text()
            good, blind = path.parent.name == "good", "\n# schema: blind\n" in text
            with self.subTest(path.name):
                try:
                    errors = list(self.schema("exceptions").iter_errors(validate.load(text)))
                except validate.Unreadable:
                    errors = ["unreadable"]
                self.assertEqual(not errors, good or blind, errors)

    def test_the_documentation_shows_a_file_that_is_there(self):
        shown = re.findall(r"^```yaml\n(.*?)^```$", (SOURCE / "docs" / "exceptions.md").read_text(),
                           re.M | re.S)
        example = SOURCE / "examples" / "18_living_with_findings" / "flowdown.exceptions.yaml"
        self.assertEqual(shown, [example.read_text()])

    # Ids

    def test_ids_stay_however_a_graph_is_written(self):
        """The examples, with their entries shuffled, written in another style, over three files."""
        yaml = validate.yaml
        for folder in sorted((SOURCE / "examples").glob("[0-9]*"))[:8]:
            graph = folder / "graph.yaml"
            run = self.run_program("check", graph, "-f", "json", "--no-exceptions")
            before = json.loads(run.out)["findings"]
            content = yaml.load(graph.read_text(), Loader=yaml.BaseLoader)
            rng = random.Random(folder.name)
            parts = [{"flowdown": "1", "graph": content["graph"]} for _ in range(3)]
            parts[0]["policies"] = [str(folder / p) for p in content["policies"]]
            for key in ("title", "as_of"):
                if key in content:
                    parts[1][key] = content[key]
            for section in ("parties", "artifacts"):
                items = list(content[section].items())
                rng.shuffle(items)
                for name, body in items:
                    entries = list(body.items())
                    rng.shuffle(entries)
                    rng.choice(parts).setdefault(section, {})[name] = dict(entries)
            agreements = list(content["agreements"])
            rng.shuffle(agreements)
            for agreement in agreements:
                rng.choice(parts).setdefault("agreements", []).append(agreement)
            names = []
            for i, part in enumerate(parts):
                names.append(f"{folder.name}-{i}.yaml")
                # The loader sees words and not types, and so does BaseLoader; the writer quotes.
                text = yaml.dump(part, sort_keys=False, width=40)
                self.write(names[-1], re.sub(r"'([0-9_]+|true|false)'", r"\1", text))
            run = self.run_program("check", *names, "-f", "json")
            self.assertEqual(run.err, "")
            after = json.loads(run.out)["findings"]
            with self.subTest(folder.name):
                self.assertEqual([(f["id"], f["uses"]) for f in before],
                                 [(f["id"], f["uses"]) for f in after])


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    cli_test.PROGRAM = os.path.abspath(sys.argv[1])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
