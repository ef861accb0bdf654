#!/usr/bin/env python3
"""The program as a user runs it: cli_test.py FLOWDOWN SOURCE_DIR [TEST...].

Exit status 3, an internal error, cannot be provoked by input; tests/exit_code_test.cpp calls what
turns a fault into it.
"""

import json
import os
import pathlib
import pty
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

PROGRAM = ""
SOURCE = pathlib.Path()

CLEAN, FINDINGS, CANNOT_RUN, NOTHING_TO_CHECK = 0, 1, 2, 4

GRAPH = """\
flowdown: 1
graph: small
as_of: 2024-06-01
policies: [policies]
parties:
  maker: {kind: developer, policies: [maker-aup], practices: [monitoring]}
  shop: {kind: application, title: A shop, policies: [shop-terms], practices: [monitoring]}
artifacts:
  model: {kind: model, developer: maker}
agreements:
  - {id: supply, from: maker, to: shop, artifacts: [model], channel: %s, incorporates: [%s]}
"""
MAKER_AUP = """\
flowdown: 1
policy: maker-aup
issuer: maker
document: standalone
covers: [api, app]
rules: [{prohibit: eating_disorders}]
"""
SHOP_TERMS = """\
flowdown: 1
policy: shop-terms
issuer: shop
document: terms_of_service
rules: [{prohibit: %s}]
"""
EMPTY = "flowdown: 1\ngraph: empty\n"


class Run:
    """One run of the program; `out` and `err` as text."""

    def __init__(self, folder, *arguments, stdin=b"", env=None):
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TERM": "xterm"}
        environment.update(env or {})
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        result = subprocess.run([PROGRAM, *arguments], cwd=folder, input=stdin, env=environment,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.seconds = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
        self.status = result.returncode
        self.raw = result.stdout
        self.out = result.stdout.decode()
        self.err = result.stderr.decode()


class Cli(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="flowdown-cli-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.write("policies/maker-aup.yaml", MAKER_AUP)
        self.write("policies/shop-terms.yaml", SHOP_TERMS % "spam")
        # An error: the shop is silent, and nothing binds it.
        self.write("error.yaml", GRAPH % ("api", ""))
        # A warning: the shop is silent, but bound.
        self.write("warning.yaml", GRAPH % ("api", "maker-aup"))
        # A note: the policy does not speak of weights.
        self.write("note.yaml", GRAPH % ("weights", "maker-aup"))
        # Nothing: the shop has the maker's own policy.
        self.write("clean.yaml", (GRAPH % ("api", "maker-aup")).replace("shop-terms", "maker-aup"))
        self.write("empty.yaml", EMPTY)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def run_program(self, *arguments, **options):
        return Run(self.folder, *map(str, arguments), **options)

    def check(self, *arguments, status, **options):
        run = self.run_program("check", *arguments, **options)
        self.assertEqual(run.status, status, run.err + run.out)
        return run

    def assert_refused(self, run, *words):
        """Could not run: nothing on standard output, the reason on standard error."""
        self.assertEqual(run.status, CANNOT_RUN, run.out + run.err)
        self.assertEqual(run.out, "")
        for word in words:
            self.assertIn(word, run.err)
        self.assertLess(len(run.err), 4000)
        self.assert_harmless(run.err)

    def assert_harmless(self, text):
        """No control characters but line ends and tabs."""
        self.assertEqual(re.findall(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]", text), [])

    # Exit status

    def test_clean_is_0(self):
        run = self.check("clean.yaml", status=CLEAN)
        self.assertEqual(run.err, "")
        self.assertNotEqual(run.out, "")

    def test_findings_are_1(self):
        run = self.check("error.yaml", status=FINDINGS)
        self.assertEqual(run.err, "")
        self.assertIn("gap-silent", run.out)

    def test_nothing_to_check_is_4(self):
        for arguments in (["empty.yaml"], ["empty.yaml", "--format", "json"], ["empty.yaml", "-q"]):
            run = self.check(*arguments, status=NOTHING_TO_CHECK)
            self.assertEqual(run.out, "")
            self.assertIn("nothing to check", run.err)

    def test_agreement_that_does_not_exist_yet_leaves_nothing_to_check(self):
        graph = (GRAPH % ("api", "")).replace("channel:", "effective: 2024-06-02, channel:")
        self.write("later.yaml", graph)
        self.check("later.yaml", status=NOTHING_TO_CHECK)
        self.check("later.yaml", "--as-of", "2024-06-02", status=FINDINGS)

    def test_fail_on(self):
        expected = {  # graph: the statuses for error, warning, note, never
            "error.yaml": (1, 1, 1, 0),
            "warning.yaml": (0, 1, 1, 0),
            "note.yaml": (0, 0, 1, 0),
            "clean.yaml": (0, 0, 0, 0),
        }
        for graph, statuses in expected.items():
            self.check(graph, status=statuses[0])
            for severity, status in zip(("error", "warning", "note", "never"), statuses):
                run = self.check(graph, "--fail-on", severity, status=status)
                self.assertNotEqual(run.out, "", "findings are shown whatever the status")
        fatal = self.run_program("check", "clean.yaml", "--fail-on", "fatal")
        self.assert_refused(fatal, "fail-on", "fatal")

    # Output

    def test_json(self):
        for graph, severity in (("error.yaml", "error"), ("warning.yaml", "warning"),
                                ("note.yaml", "note")):
            run = self.check(graph, "--format", "json", "--fail-on", "never", status=CLEAN)
            self.assertEqual(run.err, "")
            self.assertTrue(run.out.endswith("\n"))
            value = json.loads(run.out)
            self.assertEqual(value["flowdown"], 1)
            self.assertEqual(value["graph"], "small")
            self.assertEqual(value["as_of"], "2024-06-01")
            self.assertEqual([f["severity"] for f in value["findings"]], [severity])
            self.assertEqual(value["summary"][severity], 1)
        clean = json.loads(self.check("clean.yaml", "-f", "json", status=CLEAN).out)
        self.assertEqual(clean["findings"], [])

    def test_formats_agree(self):
        text = self.check("error.yaml", status=FINDINGS).out
        value = json.loads(self.check("error.yaml", "-f", "json", status=FINDINGS).out)
        for finding in value["findings"]:
            self.assertIn(finding["code"], text)
            self.assertIn(finding["id"], text)
        self.assert_refused(self.run_program("check", "error.yaml", "-f", "xml"), "xml")

    def test_output_to_a_file(self):
        for output_format in ("text", "json"):
            shown = self.check("error.yaml", "-f", output_format, status=FINDINGS)
            run = self.check("error.yaml", "-f", output_format, "-o", "out.txt", status=FINDINGS)
            self.assertEqual(run.out, "")
            self.assertEqual(run.err, "")
            self.assertEqual((self.folder / "out.txt").read_bytes(), shown.raw)

    def test_output_to_standard_output_by_name(self):
        shown = self.check("error.yaml", status=FINDINGS)
        self.assertEqual(self.check("error.yaml", "-o", "-", status=FINDINGS).raw, shown.raw)

    def test_output_that_cannot_be_written(self):
        (self.folder / "a-folder").mkdir()
        for place in ("missing/out.txt", "a-folder", "/dev/full"):
            run = self.run_program("check", "clean.yaml", "-o", place)
            self.assert_refused(run, "cannot write", place)

    def test_standard_output_that_is_full(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([PROGRAM, "check", "clean.yaml"], cwd=self.folder, stdout=full,
                                    stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(result.returncode, CANNOT_RUN)
        self.assertIn(b"cannot write to standard output", result.stderr)
        self.assertEqual(result.stderr.count(b"\n"), 1)

    def test_quiet(self):
        for graph, status in (("error.yaml", FINDINGS), ("clean.yaml", CLEAN)):
            for option in ("-q", "--quiet"):
                run = self.check(graph, option, status=status)
                self.assertEqual((run.out, run.err), ("", ""))
        self.assert_refused(self.run_program("check", "missing.yaml", "-q"), "missing.yaml")

    def test_reader_that_goes_away(self):
        """`flowdown check … | head -1`: no storm of messages, no crash."""
        for ignored in (False, True):
            process = subprocess.Popen(
                [PROGRAM, "check", "error.yaml"], cwd=self.folder, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, restore_signals=not ignored)
            process.stdout.close()
            err = process.stderr.read()
            process.stderr.close()
            status = process.wait(timeout=60)
            self.assertIn(status, (-signal.SIGPIPE, CANNOT_RUN, FINDINGS))
            self.assertLessEqual(err.count(b"\n"), 1, err)

    def test_width(self):
        for width in (40, 60, 200):
            self.check("error.yaml", "--width", width, status=FINDINGS)
        for width in ("0", "39", "x", "-1"):
            self.assert_refused(self.run_program("check", "error.yaml", "--width", width))

    # Colour

    def on_a_terminal(self, *arguments, env):
        master, terminal = pty.openpty()
        environment = {"PATH": os.environ.get("PATH", ""), **env}
        process = subprocess.Popen([PROGRAM, *arguments], cwd=self.folder, env=environment,
                                   stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal)
        os.close(terminal)
        text = b""
        while True:
            try:
                part = os.read(master, 4096)
            except OSError:  # the end of a terminal
                break
            if not part:
                break
            text += part
        os.close(master)
        process.wait(timeout=60)
        return text

    def test_colour(self):
        command = ("check", "error.yaml")
        self.assertIn(b"\x1b[", self.on_a_terminal(*command, env={"TERM": "xterm"}))
        for env in ({"TERM": "xterm", "NO_COLOR": "1"}, {"TERM": "dumb"}):
            self.assertNotIn(b"\x1b", self.on_a_terminal(*command, env=env))
        never = self.on_a_terminal(*command, "--color", "never", env={"TERM": "xterm"})
        self.assertNotIn(b"\x1b", never)
        empty = self.on_a_terminal(*command, env={"TERM": "xterm", "NO_COLOR": ""})
        self.assertIn(b"\x1b[", empty, "an empty NO_COLOR does not count")
        problems = ("check", "bad.yaml")
        self.write("bad.yaml", "flowdown: 1\ngraph: g\nparty: {}\n")
        self.assertIn(b"\x1b[", self.on_a_terminal(*problems, env={"TERM": "xterm"}))
        self.assertNotIn(b"\x1b", self.on_a_terminal(*problems,
                                                     env={"TERM": "xterm", "NO_COLOR": "1"}))

    def test_no_escapes_when_piped(self):
        self.assert_harmless(self.check("error.yaml", status=FINDINGS).out)
        self.write("bad.yaml", "flowdown: 1\ngraph: g\nparty: {}\n")
        self.assert_refused(self.run_program("check", "bad.yaml"))
        always = self.check("error.yaml", "--color", "always", status=FINDINGS)
        self.assertIn("\x1b[", always.out)
        plain = re.sub(r"\x1b\[[0-9;]*m", "", always.out)
        self.assertEqual(plain, self.check("error.yaml", status=FINDINGS).out)

    # Input

    def test_standard_input(self):
        shown = self.check("error.yaml", "-f", "json", status=FINDINGS)
        piped = self.check("-", "-f", "json", status=FINDINGS, stdin=(GRAPH % ("api", "")).encode())
        self.assertIn("<stdin>", piped.out)
        self.assertEqual(piped.out.replace("<stdin>", "error.yaml"), shown.out)
        self.assert_refused(self.run_program("check", "-", "-", stdin=b"x"), "once")
        self.assert_refused(self.run_program("check", "-", stdin=b""), "<stdin>")
        self.assert_refused(self.run_program("check", "-", stdin=b"\xff\xfe\x00"), "<stdin>")

    def test_missing_things(self):
        self.assert_refused(self.run_program("check", "missing.yaml"), "missing.yaml")
        self.assert_refused(self.run_program("check", "policies"), "policies", "folder")
        self.assert_refused(self.run_program("check", ""), "cannot read")
        for option in ("--policies", "--taxonomy"):
            run = self.run_program("check", "clean.yaml", option, "no.yaml")
            self.assert_refused(run, "no.yaml")
        both = self.run_program("check", "missing-1.yaml", "missing-2.yaml")
        self.assert_refused(both, "missing-1.yaml", "missing-2.yaml")

    def test_policies_folder_missing(self):
        self.write("lost.yaml", (GRAPH % ("api", "")).replace("[policies]", "[no-such-folder]"))
        run = self.run_program("check", "lost.yaml")
        self.assert_refused(run, "lost.yaml:4:12: error: ", "no-such-folder")
        (self.folder / "bare").mkdir()
        self.write("bare.yaml", (GRAPH % ("api", "")).replace("[policies]", "[bare]"))
        self.assert_refused(self.run_program("check", "bare.yaml"), "bare.yaml:4:12: error: ")

    def test_policies_by_option(self):
        graph = (GRAPH % ("api", "")).replace("policies: [policies]\n", "")
        self.write("elsewhere/graph.yaml", graph)
        self.assert_refused(self.run_program("check", "elsewhere/graph.yaml"), "maker-aup")
        one = self.check("elsewhere/graph.yaml", "--policies", "policies", status=FINDINGS)
        files = ["policies/maker-aup.yaml", "policies/shop-terms.yaml"]
        two = self.check("elsewhere/graph.yaml", "--policies", files[0], "--policies", files[1],
                         status=FINDINGS)
        other = self.check("elsewhere/graph.yaml", "--policies", files[1], "--policies", files[0],
                           status=FINDINGS)
        self.assertEqual(one.raw, two.raw)
        self.assertEqual(one.raw, other.raw)

    def test_policies_relative_to_the_graph(self):
        for name in ("policies", "error.yaml"):
            target = self.folder / "deep" / name
            target.parent.mkdir(exist_ok=True)
            shutil.move(str(self.folder / name), str(target))
        self.check("deep/error.yaml", status=FINDINGS)

    def test_one_file_by_two_names(self):
        shown = self.check("error.yaml", status=FINDINGS)
        for names in (["./error.yaml"], ["error.yaml", "error.yaml"], ["policies/../error.yaml"]):
            self.assertEqual(self.check(*names, status=FINDINGS).raw, shown.raw)

    def test_all_mistakes_at_once(self):
        self.write("bad.yaml", (GRAPH % ("api", "maker-app")).replace("shop, ", "shopp, "))
        self.write("policies/bad.yaml", "flowdown: 1\npolicy: bad\nissuer: x\nrules: []\n")
        run = self.run_program("check", "bad.yaml")
        self.assert_refused(run, "bad.yaml:11:", "did you mean `shop`", "did you mean `maker-aup`",
                            "policies/bad.yaml:")

    def test_dates(self):
        for word in ("2023-02-29", "today", "2024-6-1", "01.06.2024", "1200-01-01", ""):
            self.assert_refused(self.run_program("check", "clean.yaml", "--as-of", word), "as-of")
        run = self.check("error.yaml", "--as-of", "2030-12-31", "-f", "json", status=FINDINGS)
        self.assertEqual(json.loads(run.out)["as_of"], "2030-12-31")
        self.write("undated.yaml", (GRAPH % ("api", "")).replace("as_of: 2024-06-01\n", ""))
        undated = json.loads(self.check("undated.yaml", "-f", "json", status=FINDINGS).out)
        self.assertRegex(undated["as_of"], r"^20\d\d-\d\d-\d\d$")
        self.assertGreater(undated["as_of"], "2024-06-01")

    def test_unknown_grouping(self):
        self.assert_refused(self.run_program("check", "clean.yaml", "--grouping", "nope"), "nope")
        self.check("clean.yaml", "--grouping", "klyman-15", status=CLEAN)

    def test_taxonomy_by_option(self):
        shipped = SOURCE / "policies" / "taxonomy.yaml"
        self.assertEqual(self.check("error.yaml", "--taxonomy", shipped, status=FINDINGS).raw,
                         self.check("error.yaml", status=FINDINGS).raw)
        self.assert_refused(self.run_program("check", "error.yaml", "--taxonomy", "clean.yaml"),
                            "a graph where a taxonomy is expected")

    def test_unknown_options(self):
        for arguments in (["check", "clean.yaml", "--nope"], ["nope"], [], ["check"], ["schema"],
                          ["--nope"], ["check", "clean.yaml", "--output"]):
            run = self.run_program(*arguments)
            self.assert_refused(run)
            self.assertNotEqual(run.err, "")

    # Hostile input

    def test_control_characters_in_names(self):
        def graph(title):
            return (GRAPH % ("api", "")).replace("title: A shop", f'title: "A {title}shop"')
        # Control characters are refused; what else turns text around is shown escaped.
        for title in (r"\e[2J", r"\x07", r"\r", r"\x9b31m", r"\0", "\x1b[2J", "\x9b31m"):
            self.write("hostile.yaml", graph(title))
            self.assert_refused(self.run_program("check", "hostile.yaml"), "hostile.yaml:7:")
        for title in (r"\u202e", "\u202e", "\u200f", "\u2066"):
            self.write("hostile.yaml", graph(title))
            run = self.check("hostile.yaml", status=FINDINGS)
            self.assert_harmless(run.out)
            self.assertEqual(re.findall("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", run.out), [])
            self.assertRegex(run.out, r"(?i)A \S*(202e|200f|2066)\S*shop")
            as_json = self.check("hostile.yaml", "-f", "json", status=FINDINGS).out
            self.assertNotEqual(json.loads(as_json)["findings"], [])
            self.assert_harmless(as_json)

    def test_control_characters_in_bad_files(self):
        self.write("bad.yaml", b'flowdown: 1\ngraph: g\n"pa\\erty": {}\n# \x1b[31m red\nx: \xff\n')
        self.assert_refused(self.run_program("check", "bad.yaml"), "bad.yaml:")
        self.write("word.yaml", 'flowdown: 1\ngraph: g\npolicies: ["\\e[31mred"]\n')
        self.assert_refused(self.run_program("check", "word.yaml"), "word.yaml:3:12")

    def test_control_characters_in_paths(self):
        self.assert_refused(self.run_program("check", "miss\x1b[31ming.yaml"), "cannot read")
        self.assert_refused(self.run_program("check", "clean.yaml", "-o", "no\x1b[31m/out"),
                            "cannot write")
        self.write("bad\x1b[31m.yaml", "flowdown: 1\ngraph: g\nparty: {}\n")
        self.assert_refused(self.run_program("check", "bad\x1b[31m.yaml"), ".yaml")
        self.write("good\x1b[31m.yaml", GRAPH % ("api", ""))
        self.assert_harmless(self.check("good\x1b[31m.yaml", status=FINDINGS).out)

    def test_control_characters_in_options(self):
        for arguments in (["--as-of", "\x1b[31m"], ["--grouping", "\x1b[31m"],
                          ["--fail-on", "\x1b[31m"], ["--\x1b[31m"]):
            self.assert_refused(self.run_program("check", "clean.yaml", *arguments))
        self.assert_refused(self.run_program("codes", "\x1b[31m"))
        self.assert_refused(self.run_program("\x1b[31m"))

    def test_huge_input_is_refused_soon(self):
        """Two seconds of processor time, so that a busy machine does not fail it."""
        sizes = {"50 MB": 50_000_000, "1 MB": 1_000_000}
        for what, size in sizes.items():
            for head in ("title: ", 'title: "', "title: |\n  ", "# "):
                self.write("huge.yaml", EMPTY.encode() + head.encode() + b"x" * size + b"\n")
                run = self.run_program("check", "huge.yaml")
                if head == "# " and what == "1 MB":
                    self.assertEqual(run.status, NOTHING_TO_CHECK, "a comment is no value")
                    continue
                self.assert_refused(run, "huge.yaml")
                self.assertLess(run.seconds, 2.0, what + " after " + head)
        huge = EMPTY.encode() + b"title: " + b"x" * 50_000_000
        self.assert_refused(self.run_program("check", "-", stdin=huge), "<stdin>")

    def test_endless_input_is_refused(self):
        self.assert_refused(self.run_program("check", "/dev/zero"), "/dev/zero")

    def test_deep_and_aliased_input_is_refused(self):
        self.write("deep.yaml", EMPTY + "title: " + "[" * 100_000 + "\n")
        self.assert_refused(self.run_program("check", "deep.yaml"), "deep.yaml:3:")
        bomb = EMPTY + "a: &a [x,x,x,x,x,x,x,x,x]\n"
        for before, after in zip("abcdefgh", "bcdefghi"):
            bomb += f"{after}: &{after} [" + ",".join([f"*{before}"] * 9) + "]\n"
        self.write("bomb.yaml", bomb)
        run = self.run_program("check", "bomb.yaml")
        self.assertEqual(run.status, CANNOT_RUN)
        self.assertLess(run.seconds, 2.0)

    # Order

    @staticmethod
    def without_places(text):
        """A report without the places in files that it names, which move when files do."""
        lines = [line for line in text.split("\n")
                 if not re.match(r"^ *\S+\.yaml:\d+:\d+$", line)
                 and not re.match(r"^ *\d* \| ", line)]
        return re.sub(r" \(line\s\d+\)|[^\s(]+\.yaml(:\d+)*", "", "\n".join(lines))

    @staticmethod
    def json_without_places(text):
        def strip(value):
            if isinstance(value, dict):
                return {k: strip(v) for k, v in value.items()
                        if k not in ("location", "file", "line", "column", "locations", "related")}
            if isinstance(value, str):
                return Cli.without_places(value)
            return [strip(v) for v in value] if isinstance(value, list) else value
        return json.dumps(strip(json.loads(text)))

    @staticmethod
    def permuted(text, rng):
        """The same graph with its sections, and their entries, in another order."""
        head, sections, name = [], {}, None
        for line in text.split("\n"):
            if re.match(r"^(parties|artifacts|agreements):", line):
                name = line
                sections[name] = [[]]
            elif name is None:
                head.append(line)
            else:
                if re.match(r"^  [^ #]", line):
                    sections[name].append([])
                sections[name][-1].append(line)
        order = list(sections)
        rng.shuffle(order)
        result = "\n".join(head) + "\n"
        for section in order:
            entries = sections[section][1:]
            rng.shuffle(entries)
            result += section + "\n" + "".join(line + "\n" for e in entries for line in e)
        return result

    def bedrock(self):
        return (SOURCE / "graphs" / "bedrock-2024.yaml").read_text()

    def reports(self, *graphs):
        wide = ("--width", "1000", "--fail-on", "never")
        text = self.check(*graphs, *wide, status=CLEAN).out
        as_json = self.check(*graphs, "-f", "json", "--fail-on", "never", status=CLEAN).out
        return text, as_json

    def test_order_of_entries_does_not_matter(self):
        folder = SOURCE / "policies"
        original = self.bedrock().replace("[../policies]", f"[{folder}]")
        self.write("bedrock.yaml", original)
        text, as_json = self.reports("bedrock.yaml")
        self.assertIn("gap-silent", text)
        for seed in range(3):
            shuffled = self.permuted(original, random.Random(seed))
            self.assertNotEqual(shuffled, original)
            self.write("bedrock.yaml", shuffled)
            other_text, other_json = self.reports("bedrock.yaml")
            self.assertEqual(self.without_places(text), self.without_places(other_text))
            self.assertEqual(self.json_without_places(as_json),
                             self.json_without_places(other_json))

    def test_order_of_policy_files_does_not_matter(self):
        original = self.bedrock().replace("[../policies]", "[shelf]")
        self.write("bedrock.yaml", original)
        files = sorted((SOURCE / "policies").rglob("*.yaml"))
        reports = []
        for seed in range(2):
            shutil.rmtree(self.folder / "shelf", ignore_errors=True)
            names = [f"{i:03}" for i in range(len(files))]
            random.Random(seed).shuffle(names)
            for name, file in zip(names, files):
                self.write(f"shelf/{name}.yaml", file.read_bytes())
            reports.append(self.reports("bedrock.yaml"))
        self.assertEqual(self.without_places(reports[0][0]), self.without_places(reports[1][0]))
        self.assertEqual(self.json_without_places(reports[0][1]),
                         self.json_without_places(reports[1][1]))

    def test_order_of_rules_and_lists_does_not_matter(self):
        self.write("policies/maker-aup.yaml", MAKER_AUP.replace(
            "[{prohibit: eating_disorders}]",
            "[{prohibit: [hate, gambling]}, {prohibit: self_harm}, {require: attribution}]"))
        text, as_json = self.reports("error.yaml")
        self.write("policies/maker-aup.yaml", MAKER_AUP.replace(
            "[{prohibit: eating_disorders}]",
            "[{require: attribution}, {prohibit: self_harm}, {prohibit: [gambling, hate]}]"))
        other_text, other_json = self.reports("error.yaml")
        self.assertEqual(self.without_places(text), self.without_places(other_text))
        self.assertEqual(self.json_without_places(as_json), self.json_without_places(other_json))

    def test_several_files_are_one_graph(self):
        folder = SOURCE / "policies"
        original = self.bedrock().replace("[../policies]", f"[{folder}]")
        self.write("whole.yaml", original)
        at = {name: original.index(f"\n{name}:") + 1 for name in ("artifacts", "agreements")}
        head = "flowdown: 1\ngraph: bedrock-2024\n"
        self.write("part-1.yaml", original[:at["artifacts"]])
        self.write("part-2.yaml", head + original[at["artifacts"]:at["agreements"]])
        self.write("part-3.yaml", head + original[at["agreements"]:])
        text, as_json = self.reports("whole.yaml")
        parts = ["part-1.yaml", "part-2.yaml", "part-3.yaml"]
        split_text, split_json = self.reports(*parts)
        self.assertEqual(self.without_places(text), self.without_places(split_text))
        self.assertEqual(self.json_without_places(as_json), self.json_without_places(split_json))
        # The order in which the files are named changes not a byte.
        self.assertEqual(self.reports(*reversed(parts)), (split_text, split_json))
        self.assertEqual(self.run_program("check", "part-3.yaml").status, CANNOT_RUN)

    def test_a_second_run_gives_the_same_bytes(self):
        graph = SOURCE / "graphs" / "bedrock-2024.yaml"
        self.assertEqual(self.reports(graph), self.reports(graph))

    def test_ids_survive_moved_lines(self):
        def ids():
            run = self.check("error.yaml", "-f", "json", status=FINDINGS)
            return [finding["id"] for finding in json.loads(run.out)["findings"]]
        before = ids()
        self.write("error.yaml", "# a comment\n\n" + GRAPH % ("api", ""))
        self.assertEqual(ids(), before)

    # Reference

    def test_codes(self):
        every = self.run_program("codes")
        self.assertEqual((every.status, every.err), (CLEAN, ""))
        names = sorted(p.name for p in (SOURCE / "tests" / "cases" / "codes").iterdir())
        self.assertEqual(len(names), 20)
        for name in names:
            self.assertIn(name, every.out)
            one = self.run_program("codes", name)
            self.assertEqual((one.status, one.err), (CLEAN, ""))
            self.assertIn(name, one.out)
            self.assertLessEqual(max(map(len, one.out.split("\n"))), 80)
        self.assert_refused(self.run_program("codes", "nope"), "nope")
        self.assert_refused(self.run_program("codes", "gap-silent", "gap-permits"))

    def test_schema(self):
        for kind in ("graph", "policy", "taxonomy", "findings"):
            run = self.run_program("schema", kind)
            self.assertEqual((run.status, run.err), (CLEAN, ""))
            self.assertIn("$schema", json.loads(run.out))
        self.assert_refused(self.run_program("schema", "nope"), "nope")

    def test_help_and_version(self):
        run = self.run_program("--help")
        self.assertEqual((run.status, run.err), (CLEAN, ""))
        self.assertRegex(run.out, "(?i)exit status")
        for command in ("check", "explain", "codes", "schema"):
            self.assertIn(command, run.out)
            of_command = self.run_program(command, "--help")
            self.assertEqual((of_command.status, of_command.err), (CLEAN, ""))
            self.assert_harmless(of_command.out)
        version = self.run_program("--version")
        self.assertEqual((version.status, version.err), (CLEAN, ""))
        self.assertRegex(version.out, r"^flowdown \d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    PROGRAM = os.path.abspath(sys.argv[1])
    SOURCE = pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
