#!/usr/bin/env python3
"""The decision log: what `flowdown onboard --record` appends, and what `flowdown log` makes of damage. Nothing that was
recorded may be lost, and whatever is wrong is named by its line. log_test.py FLOWDOWN SOURCE_DIR [TEST...].
"""

import hashlib
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

PROGRAM = ""
SOURCE = pathlib.Path()
CLEAN, FINDINGS, CANNOT_RUN = 0, 1, 2

POLICY = """\
flowdown: 1
policy: up
issuer: maker
document: licence
flow_down: bind
rules: [{prohibit: [fraud]}]
"""
GRAPH = """\
flowdown: 1
graph: g
as_of: 2026-01-01
policies: [up.yaml]
parties: {maker: {kind: developer, policies: [up]}}
artifacts: {m: {kind: model, developer: maker}}
"""
CANDIDATE = """\
flowdown: 1
candidate: shop
parties: {shop: {kind: application, policies: none, practices: [monitoring]}}
agreements: [{id: in, from: maker, to: shop, artifacts: [m], channel: api, incorporates: []}]
"""


class Log(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="flowdown-log-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        for name, text in (("up.yaml", POLICY), ("graph.yaml", GRAPH), ("new.yaml", CANDIDATE)):
            (self.folder / name).write_text(text, encoding="utf-8")
        self.log = self.folder / "decisions.jsonl"

    def run_program(self, *arguments, **options):
        return subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, encoding="utf-8", timeout=120, check=False,
                              **options)

    def record(self, rationale="because", log="decisions.jsonl", **options):
        return self.run_program("onboard", "graph.yaml", "new.yaml", "--quiet", "--record", log, "--by",
                                "J. Doe", "--rationale", rationale, **options)

    def recorded(self, count):
        for i in range(count):
            result = self.record(f"reason {i + 1}")
            self.assertEqual((result.returncode, result.stderr), (FINDINGS, ""))
        return self.log.read_bytes()

    def verify(self, *arguments):
        result = self.run_program("log", "verify", "decisions.jsonl", "--format", "json", *arguments)
        self.assertEqual(result.stderr, "")
        return result.returncode, json.loads(result.stdout)

    def test_an_entry_says_what_was_decided_on_what(self):
        lines = self.recorded(2).decode().splitlines()
        first, second = map(json.loads, lines)
        self.assertEqual(list(first), ["flowdown", "entry", "time", "verdict", "by", "rationale", "candidate",
                                       "graph", "as_of", "until", "gate", "conditions", "blocking", "findings", "inputs",
                                       "version", "previous", "hash"])
        self.assertRegex(first["time"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual([first[key] for key in ("entry", "verdict", "by", "rationale", "candidate", "graph",
                                                 "as_of", "previous")],
                         [1, "approve_with_conditions", "J. Doe", "reason 1", "shop", "g", "2026-01-01", None])
        self.assertEqual([c["kind"] for c in first["conditions"]], ["incorporate"])
        lost = next(f for f in first["findings"] if f["code"] == "break-not-bound")
        self.assertEqual({k: lost[k] for k in ("severity", "party", "agreement", "artifact", "policy", "clauses",
                                               "state", "gate", "when")},
                         {"severity": "error", "party": None, "agreement": "in", "artifact": "m", "policy": "up",
                          "clauses": [], "state": "new", "gate": "condition", "when": "from 2026-01-01 on"})
        self.assertIn("does not make maker's up binding", lost["message"])
        self.assertEqual(first["until"], "2026-12-31")
        digests = {i["name"]: i["sha256"] for i in first["inputs"]}
        for name in ("graph.yaml", "new.yaml", "up.yaml"):
            self.assertEqual(digests[name], hashlib.sha256((self.folder / name).read_bytes()).hexdigest())
        self.assertIn("<built-in taxonomy>", digests)
        gate = self.run_program("init", "gate").stdout
        self.assertEqual(first["gate"]["sha256"], hashlib.sha256(gate.encode()).hexdigest())
        self.assertEqual(first["gate"]["rules"][1], "condition: severities error")
        for line, entry in zip(lines, (first, second)):
            body = line[:line.rindex(',"hash":"')]
            self.assertEqual(entry["hash"], hashlib.sha256(body.encode()).hexdigest())
        self.assertEqual((second["entry"], second["previous"]), (2, first["hash"]))

    def test_a_whole_log_verifies(self):
        self.recorded(3)
        code, answer = self.verify("--strict")
        self.assertEqual((code, answer["entries"], answer["damage"]), (CLEAN, 3, []))
        self.assertEqual(answer["inputs"]["differing"], [])
        last = json.loads(self.log.read_text().splitlines()[-1])["hash"]
        self.assertEqual(answer["last_hash"], last)
        text = self.run_program("log", "verify", "decisions.jsonl")
        self.assertEqual(text.returncode, CLEAN)
        self.assertIn("3 entries, the chain is whole", text.stdout)
        self.assertIn(last, text.stdout)

    def test_show(self):
        self.recorded(2)
        text = self.run_program("log", "show", "decisions.jsonl")
        self.assertEqual((text.returncode, text.stderr), (CLEAN, ""))
        for words in ("1. 20", "approve_with_conditions: shop for g, judged from 2026-01-01 to 2026-12-31", "by J. Doe: reason 2",
                      "agreement in: a clause that makes"):
            self.assertIn(words, text.stdout)
        shown = json.loads(self.run_program("log", "show", "decisions.jsonl", "--format", "json").stdout)
        self.assertEqual([e["rationale"] for e in shown["entries"]], ["reason 1", "reason 2"])

    def test_a_changed_byte_anywhere_is_found_in_its_line(self):
        whole = self.recorded(3)
        first, second = whole.index(b"\n"), whole.index(b"\n", whole.index(b"\n") + 1)
        for at in range(first + 1, second + 1):
            changed = bytearray(whole)
            changed[at] ^= 1
            self.log.write_bytes(changed)
            code, answer = self.verify()
            self.assertEqual(code, FINDINGS, f"byte {at} of line 2: {whole[at:at + 1]!r}")
            self.assertEqual(answer["damage"][0]["line"], 2, (at, answer["damage"]))

    def test_bytes_of_the_other_lines(self):
        whole = self.recorded(2)
        step = max(1, len(whole) // 150)
        for at in list(range(0, len(whole), step)) + [len(whole) - 1]:
            for flip in (1, 0x80):
                changed = bytearray(whole)
                changed[at] ^= flip
                self.log.write_bytes(changed)
                code, answer = self.verify()
                line = 1 + whole[:at].count(b"\n")
                self.assertEqual((code, answer["damage"][0]["line"]), (FINDINGS, line), at)

    def test_a_line_that_is_gone_added_or_moved(self):
        lines = self.recorded(3).splitlines(keepends=True)
        for says, kept, line in (("the first is gone", lines[1:], 1), ("one between is gone", lines[::2], 2),
                                 ("two changed places", [lines[0], lines[2], lines[1]], 2),
                                 ("one stands twice", [lines[0], *lines], 2),
                                 ("something else stands there", [lines[0], b"{}\n", *lines[1:]], 2),
                                 ("an empty line", [lines[0], b"\n", *lines[1:]], 2)):
            self.log.write_bytes(b"".join(kept))
            code, answer = self.verify()
            self.assertEqual((code, answer["damage"][0]["line"]), (FINDINGS, line), says)

    def test_a_half_written_last_line_is_named_and_left_and_the_log_goes_on(self):
        whole = self.recorded(2)
        first = whole.index(b"\n") + 1
        for cut in (first + 1, first + 40, len(whole) - 90, len(whole) - 2, len(whole) - 1):
            self.log.write_bytes(whole[:cut])
            code, answer = self.verify()
            self.assertEqual((code, [d["line"] for d in answer["damage"]]), (FINDINGS, [2]), cut)
            result = self.record("after the cut")
            self.assertEqual(result.returncode, FINDINGS)
            self.assertIn("`decisions.jsonl` line 2 ", result.stderr)
            now = self.log.read_bytes()
            self.assertTrue(now.startswith(whole[:cut]), "what was there is as it was")
            shown = json.loads(self.run_program("log", "show", "decisions.jsonl", "--format",
                                                "json").stdout)
            self.assertEqual(shown["entries"][0]["rationale"], "reason 1")
            self.assertEqual(shown["entries"][-1]["rationale"], "after the cut")
            later = [d for d in self.verify()[1]["damage"] if d["line"] > 2]
            self.assertEqual(later, [], "the entry after the cut follows the last that can be read")

    def test_converted_line_ends_are_named_and_the_chain_goes_on(self):
        self.log.write_bytes(self.recorded(2).replace(b"\n", b"\r\n"))
        code, answer = self.verify()
        what = "ends in CR LF: the line ends of the log were converted"
        self.assertEqual((code, answer["entries"], answer["damage"]),
                         (FINDINGS, 2, [{"line": 1, "what": what}, {"line": 2, "what": what}]))
        self.assertIn(f"`decisions.jsonl` line 2 {what}", self.record("later").stderr)
        self.assertEqual([d["line"] for d in self.verify()[1]["damage"]], [1, 2])
        self.assertEqual(json.loads(self.log.read_bytes().splitlines()[-1])["entry"], 3)

    def test_a_chain_that_cannot_be_read_is_not_begun_anew(self):
        damaged = self.recorded(2).replace(b'"hash"', b'"hush"')
        self.log.write_bytes(damaged)
        result = self.record()
        self.assertEqual((result.returncode, self.log.read_bytes()), (CANNOT_RUN, damaged))
        self.assertIn("is a decision log of which no entry can be read", result.stderr)

    def test_writers_at_the_same_time(self):
        self.recorded(1)
        writers = [subprocess.Popen(
            [PROGRAM, "onboard", "graph.yaml", "new.yaml", "--quiet", "--record", "decisions.jsonl", "--by",
             f"writer {i}", "--rationale", "x" * 20000], cwd=self.folder, stderr=subprocess.PIPE)
            for i in range(24)]
        for writer in writers:
            _, errors = writer.communicate(timeout=300)
            self.assertEqual((writer.returncode, errors), (FINDINGS, b""))
        code, answer = self.verify()
        self.assertEqual((code, answer["entries"], answer["damage"]), (CLEAN, 25, []))
        names = {json.loads(line)["by"] for line in self.log.read_text().splitlines()[1:]}
        self.assertEqual(names, {f"writer {i}" for i in range(24)})

    def test_no_room_for_all_of_an_entry(self):
        whole = self.recorded(1)

        def little_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 100, len(whole) + 100))

        result = self.record("no room", preexec_fn=little_room)
        self.assertEqual(result.returncode, CANNOT_RUN)
        self.assertIn("the decision is not recorded: cannot write to `decisions.jsonl`", result.stderr)
        self.assertEqual(self.log.read_bytes(), whole)
        self.assertEqual(self.verify()[0], CLEAN)

    def test_a_full_disk(self):
        """On a file system that is really full, where this may be mounted; it is the same path as above."""
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(disk)],
                                 stderr=subprocess.DEVNULL, check=False)
        if mounted.returncode != 0:
            self.skipTest("no file system may be mounted here; a limit on the size of files tests the same path")
        try:
            log = disk / "log.jsonl"
            self.assertEqual(self.record("first", log).returncode, FINDINGS)
            whole = log.read_bytes()
            with open(disk / "filler", "wb", buffering=0) as filler:
                try:
                    while True:
                        filler.write(b"x" * 4096)
                except OSError:
                    pass
            result = self.record("x" * 50000, log)
            self.assertEqual(result.returncode, CANNOT_RUN)
            self.assertIn("No space left on device", result.stderr)
            self.assertEqual(log.read_bytes(), whole)
        finally:
            subprocess.run(["umount", str(disk)], check=True)

    def test_what_cannot_be_a_log(self):
        for name in ("/dev/full", "/dev/null", str(self.folder), "nowhere/log.jsonl"):
            result = self.record(log=name)
            self.assertEqual(result.returncode, CANNOT_RUN, name)
            self.assertIn("the decision is not recorded", result.stderr)
        self.assertEqual(self.run_program("log", "verify", "nothing.jsonl").returncode, CANNOT_RUN)

    def test_inputs_that_changed_since_are_named(self):
        self.recorded(1)
        with open(self.folder / "up.yaml", "a", encoding="utf-8") as file:
            file.write("# more\n")
        (self.folder / "new.yaml").unlink()
        code, answer = self.verify()
        self.assertEqual((code, answer["inputs"]["differing"]), (CLEAN, [{"line": 1, "name": "up.yaml"}]))
        self.assertEqual(answer["inputs"]["missing"], [{"line": 1, "name": "new.yaml"}])
        self.assertEqual(self.verify("--strict")[0], FINDINGS)
        text = self.run_program("log", "verify", "decisions.jsonl").stdout
        self.assertIn("differs: line 1 was decided on another `up.yaml` than there is now", text)
        self.assertIn("missing: line 1 was decided on `new.yaml`, which is not there", text)

    def test_missing_inputs_fail_strictly(self):
        self.recorded(1)
        self.assertEqual(self.verify("--strict")[0], CLEAN)
        (self.folder / "new.yaml").unlink()
        self.assertEqual((self.verify()[0], self.verify("--strict")[0]), (CLEAN, FINDINGS))

    def test_standard_input_cannot_be_verified(self):
        result = self.run_program("onboard", "graph.yaml", "-", "--quiet", "--record", "decisions.jsonl", "--by", "x",
                                  "--rationale", "y", input=CANDIDATE)
        self.assertEqual((result.returncode, result.stderr), (FINDINGS, ""))
        code, answer = self.verify("--strict")
        self.assertEqual((code, answer["inputs"]["missing"]), (FINDINGS, [{"line": 1, "name": "<stdin>"}]))

    def test_the_built_in_taxonomy_is_checked(self):
        self.recorded(1)
        self.assertEqual(self.verify()[1]["inputs"]["missing"], [])
        entry = json.loads(self.log.read_text())
        digest = next(i["sha256"] for i in entry["inputs"] if i["name"].startswith("<"))
        taxonomy = (SOURCE / "policies/taxonomy.yaml").read_bytes()
        self.assertEqual(digest, hashlib.sha256(taxonomy).hexdigest())
        # Another version's taxonomy: the line is written anew, as that version would have.
        body = self.log.read_text().replace(digest, "0" * 64)
        body = body[:body.rindex(',"hash":"')]
        self.log.write_text(f'{body},"hash":"{hashlib.sha256(body.encode()).hexdigest()}"}}\n')
        code, answer = self.verify("--strict")
        self.assertEqual((code, answer["damage"], answer["inputs"]["differing"]),
                         (FINDINGS, [], [{"line": 1, "name": "<built-in taxonomy>"}]))
        text = self.run_program("log", "verify", "decisions.jsonl").stdout
        self.assertIn(f"by flowdown {entry['version']}, whose taxonomy is not that of flowdown", text)

    def test_names_are_looked_for_beside_the_log_as_well(self):
        self.recorded(1)
        result = subprocess.run([PROGRAM, "log", "verify", "--strict", str(self.log)], cwd="/", stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, encoding="utf-8", check=False)
        self.assertEqual((result.returncode, result.stderr), (CLEAN, ""))

    def test_a_log_without_entries(self):
        self.log.write_text("")
        self.assertEqual([self.verify()[0], self.verify("--strict")[0]], [CLEAN, FINDINGS])
        self.assertEqual(self.run_program("log", "verify", "decisions.jsonl").stdout,
                         "no entries, so that there is nothing to verify\n")
        self.recorded(1)

    def test_what_is_no_log_is_not_touched(self):
        for name, text in (("graph.yaml", GRAPH), ("notes.txt", "a\nb\n"), ("x.json", "{}\n")):
            path = self.folder / name
            path.write_text(text)
            before = path.stat()
            result = self.record(log=name)
            self.assertEqual(result.returncode, CANNOT_RUN, name)
            self.assertIn(f"the decision is not recorded: `{name}` is no decision log", result.stderr)
            after = path.stat()
            self.assertEqual((path.read_text(), after.st_mtime_ns), (text, before.st_mtime_ns))
            self.assertFalse((self.folder / "sheet.md").exists())

    def test_a_log_is_not_written_over(self):
        whole = self.recorded(1)
        onboard = ["onboard", "graph.yaml", "new.yaml"]
        for arguments in (onboard + ["--sheet", "decisions.jsonl"], onboard + ["-o", "decisions.jsonl"],
                          onboard + ["--sheet", "./decisions.jsonl", "--record", "decisions.jsonl", "--by", "x",
                                     "--rationale", "y"],
                          ["check", "graph.yaml", "--write-baseline", "decisions.jsonl"]):
            result = self.run_program(*arguments)
            self.assertEqual(result.returncode, 4 if arguments[0] == "check" else CANNOT_RUN, arguments)
            self.assertEqual(self.log.read_bytes(), whole, arguments)
        cut = whole[:30]
        self.log.write_bytes(cut)
        self.assertEqual(self.run_program(*onboard, "--sheet", "decisions.jsonl").returncode, CANNOT_RUN)
        self.assertEqual(self.log.read_bytes(), cut)

    def test_a_candidate_that_takes_everything_out_can_be_recorded(self):
        (self.folder / "graph.yaml").write_text(
            GRAPH.replace("parties: {maker", "parties: {shop: {kind: application}, maker")
            + "agreements:" + CANDIDATE.split("agreements:")[1])
        (self.folder / "new.yaml").write_text("flowdown: 1\ncandidate: none\nremove: {agreements: [in]}\n")
        result = self.record()
        self.assertEqual((result.returncode, result.stderr), (CLEAN, ""))
        entry = json.loads(self.log.read_text())
        self.assertEqual((entry["verdict"], {f["state"] for f in entry["findings"]}), ("approve", {"gone"}))

    def test_a_byte_order_mark_counts(self):
        (self.folder / "graph.yaml").write_bytes(b"\xef\xbb\xbf" + GRAPH.encode())
        self.recorded(1)
        self.assertEqual(self.verify("--strict")[0], CLEAN)

    def test_an_unreadable_text_does_not_act_on_the_terminal(self):
        self.record("a\u202eb\x1b[31m")
        text = self.run_program("log", "show", "decisions.jsonl").stdout
        self.assertNotIn("\x1b", text)
        self.assertNotIn("\u202e", text)

    def test_who_and_why_are_asked_for(self):
        for missing in (["--by", "x"], ["--rationale", "x"], [], ["--by", " ", "--rationale", "x"],
                        ["--by", "x", "--rationale", "\t\n"]):
            result = self.run_program("onboard", "graph.yaml", "new.yaml", "--record", "l.jsonl", *missing)
            self.assertEqual(result.returncode, CANNOT_RUN)
        self.assertFalse((self.folder / "l.jsonl").exists())


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    PROGRAM, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    if not shutil.which(PROGRAM):
        sys.exit(f"cannot run: there is no program {PROGRAM}")
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
