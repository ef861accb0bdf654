#!/usr/bin/env python3
"""The page of `flowdown report` as text: page_text_test.py FLOWDOWN SOURCE_DIR.

What a browser makes of it is tested by browser_test.py.
"""
import base64
import hashlib
import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import pages

FLOWDOWN = ""
SOURCE = pathlib.Path()
# Findings of these are about a policy as a whole; single clauses are not named.
WHOLE_POLICIES = {"blind-unenforced", "break-not-bound", "break-no-copy", "break-expired"}
VOID = {"meta", "input", "br", "link", "img", "hr", "base", "col", "source", "wbr", "embed", "area"}


class Page(html.parser.HTMLParser):
    """A page taken apart; `faults` says where it is not well-formed."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.faults, self.stack, self.elements, self.raw = [], [], [], {}
        self.words, self.ids = [], []
        self.bodies = {}  # by id of a finding: its text
        self.paths = {}  # and its steps
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self.stack]

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        if len(set(names)) != len(names):
            self.faults.append(f"<{tag}> has an attribute twice: {names}")
        values = dict(attributes)
        self.elements.append((tag, values))
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "tbody" and "finding" in values.get("class", "").split():
            self.bodies[values["id"]] = ""
            self.paths[values["id"]] = []
        if "data-agreement" in values:
            self.paths[list(self.bodies)[-1]].append(
                tuple(values["data-" + key] for key in ("party", "artifact", "agreement")))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag):
        if not self.stack or self.stack[-1] != tag:
            self.faults.append(f"</{tag}> at line {self.getpos()[0]} closes {self.stack[-1:]}")
        else:
            self.stack.pop()

    def handle_data(self, data):
        if self.stack and self.stack[-1] in ("script", "style"):
            self.raw.setdefault(self.stack[-1], []).append(data)
            return
        self.words.append(data)
        if "tbody" in self.stack and self.bodies:
            self.bodies[list(self.bodies)[-1]] += data

    def handle_comment(self, data):
        self.faults.append(f"a comment: {data[:40]}")

    @property
    def text(self):
        return "".join(self.words)


class PageText(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="flowdown-page-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.graphs = sorted(SOURCE.glob("graphs/*.yaml"))
        # A graph may be for other commands alone, which check says by exit 4.
        cls.graphs += sorted(p for p in SOURCE.glob("examples/*/graph.yaml"))
        cls.hostile = pages.write_hostile(cls.folder / "hostile")
        cls.graphs.append(cls.hostile)

    def run_program(self, *arguments, **options):
        return subprocess.run([FLOWDOWN, *map(str, arguments)], capture_output=True, timeout=300,
                              cwd=options.pop("cwd", self.folder), **options)

    def report(self, *arguments):
        run = self.run_program("report", *arguments, "--today", "2026-03-02")
        self.assertEqual((run.returncode, run.stderr), (0, b""), arguments)
        return run.stdout.decode("utf-8")

    def audit(self, *arguments):
        run = self.run_program("check", *arguments, "--today", "2026-03-02", "--format", "json")
        return json.loads(run.stdout)

    def test_every_page_is_well_formed_and_leads_nowhere_wrong(self):
        for graph in self.graphs:
            with self.subTest(graph=graph):
                page = Page(self.report(graph))
                self.assertEqual(page.faults, [])
                self.assertEqual(len(page.ids), len(set(page.ids)))
                for tag, values in page.elements:
                    for name in ("href", "aria-controls", "aria-labelledby", "aria-describedby"):
                        target = values.get(name, "#")
                        if name == "href" and not target.startswith("#"):
                            continue
                        for one in target.lstrip("#").split():
                            self.assertIn(one, page.ids, f"{name} of <{tag}>")

    def test_no_page_asks_for_anything(self):
        for graph in self.graphs:
            with self.subTest(graph=graph):
                text = self.report(graph)
                page = Page(text)
                for tag, values in page.elements:
                    self.assertNotIn(tag, ("link", "img", "iframe", "object", "embed", "base", "image"))
                    for name, value in values.items():
                        self.assertFalse(name.startswith("on"), f"{name} of <{tag}>")
                        self.assertNotIn(name, ("style", "src", "srcset", "action", "xlink:href"))
                        if name == "href":
                            self.assertRegex(value, r"^(#|https?://)")
                            if not value.startswith("#"):
                                self.assertEqual((tag, values["rel"]), ("a", "noopener noreferrer"))
                for words in page.raw["style"] + page.raw["script"][:3]:
                    self.assertNotRegex(words, r"url\(|@import|https?:|fetch\(|XMLHttp|WebSocket|import\(|eval")

    def test_the_policy_admits_the_scripts_of_the_page_and_no_more(self):
        text = self.report(self.graphs[0])
        page = Page(text)
        policy = next(v["content"] for _, v in page.elements if "Security" in v.get("http-equiv", ""))
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        self.assertEqual(set(rules), {"default-src", "script-src", "style-src", "base-uri", "form-action"})
        for name in ("default-src", "base-uri", "form-action"):
            self.assertEqual(rules[name], "'none'")

        def digest(words):
            return f"'sha256-{base64.b64encode(hashlib.sha256(words.encode()).digest()).decode()}'"

        data = [v for tag, v in page.elements if tag == "script" and v.get("type") == "application/json"]
        self.assertLessEqual(len(data), 1)
        scripts = re.findall(r"<script>(.*?)</script>", text, re.S)
        self.assertEqual(sorted(rules["script-src"].split()), sorted(map(digest, scripts)))
        self.assertEqual(rules["style-src"], digest(page.raw["style"][0]))
        self.assertEqual(len(page.raw["style"]), 1)

    def test_every_finding_stands_there_with_its_words(self):
        for graph in self.graphs:
            with self.subTest(graph=graph):
                page = Page(self.report(graph))
                found = self.audit(graph)["findings"]
                self.assertEqual(sorted(page.bodies), sorted("finding-" + f["id"] for f in found))
                for finding in found:
                    body = page.bodies["finding-" + finding["id"]]
                    for words in (finding["message"], finding["help"]):
                        plain = words.replace("`", "")[1:]  # the first letter may be a capital there
                        if graph != self.hostile:
                            self.assertIn(plain, body)
                    self.assertIn(finding["code"], body)
                    steps = [(s["party"], s["artifact"], s.get("agreement", "")) for s in finding["path"]]
                    self.assertEqual(page.paths["finding-" + finding["id"]], steps)
                    if finding["code"] in WHOLE_POLICIES or graph == self.hostile:
                        continue
                    for rule in finding["obligations"]:
                        self.assertIn(f"clause {rule['clause']}" if rule["clause"] else "", body)

    def test_checksums_are_those_of_the_files(self):
        for name in ("graphs/bedrock-2024.yaml", "examples/18_living_with_findings/graph.yaml"):
            page = Page(self.report(SOURCE / name))
            section = page.text.split("SHA-256 checksums", 1)[1]
            rows = re.findall(r"(\S[^\n]*?)([0-9a-f]{64})", section)
            self.assertGreater(len(rows), 3)
            for path, digest in rows:
                file = SOURCE / "policies/taxonomy.yaml" if path.startswith("<") else pathlib.Path(path)
                self.assertEqual(hashlib.sha256(file.read_bytes()).hexdigest(), digest, path)
            names = [path for path, _ in rows]
            self.assertEqual(names, sorted(names))
            if name.startswith("examples"):
                self.assertTrue(any(n.endswith("flowdown.exceptions.yaml") for n in names), names)

    def test_a_byte_order_mark_counts_for_the_checksum(self):
        graph = self.folder / "marked.yaml"
        text = (SOURCE / "examples/01_lost_on_the_way/graph.yaml").read_text(encoding="utf-8")
        text = text.replace("[policies]", f"['{SOURCE}/examples/01_lost_on_the_way/policies']")
        graph.write_bytes(b"\xef\xbb\xbf" + text.encode())
        self.assertIn(hashlib.sha256(graph.read_bytes()).hexdigest(), self.report(graph))
        run = self.run_program("report", "-", input=graph.read_bytes())
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("&lt;stdin&gt;", run.stdout.decode())

    def test_the_same_files_give_the_same_bytes(self):
        graph = SOURCE / "graphs/bedrock-2024.yaml"
        first = self.run_program("report", graph, "--today", "2026-01-01").stdout
        self.assertEqual(self.run_program("report", graph).stdout, first)
        text = (SOURCE / "examples/01_lost_on_the_way/graph.yaml").read_text(encoding="utf-8")
        text = text.replace("[policies]", f"['{SOURCE}/examples/01_lost_on_the_way/policies']")
        head, rest = text.split("agreements:")
        (self.folder / "b.yaml").write_text(head)
        (self.folder / "a.yaml").write_text("flowdown: 1\ngraph: lost-on-the-way\nagreements:" + rest)
        pair = [self.report("a.yaml", "b.yaml"), self.report("b.yaml", "a.yaml")]
        self.assertEqual(*pair)
        self.report("a.yaml", "b.yaml", "-o", "page.html")
        self.assertEqual((self.folder / "page.html").read_text(encoding="utf-8"), pair[0])

    def test_hostile_names_are_text(self):
        text = self.report(self.hostile)
        page = Page(text)
        self.assertEqual([t for t, _ in page.elements].count("script"), 4)
        for planted in pages.HOSTILE[:5]:
            self.assertIn(planted, page.text)
        for control in "\u202e\u2066\u2069\u200f\u2028\u2029\ufeff\u0085":
            self.assertNotIn(control, text)
        self.assertIn("{{style}} ${7*7} &lt;b&gt;", page.text)
        links = [v["href"] for t, v in page.elements if t == "a" and not v["href"].startswith("#")]
        self.assertEqual(set(links), {pages.ADDRESS})
        self.assertIn("javascript:window.ran = 1", page.text)
        data = next(d for d in page.raw["script"] if d.startswith("{"))
        self.assertNotIn("<", data)
        json.loads(data)

    def test_what_is_accepted_known_and_fixed_is_told(self):
        graph = SOURCE / "examples/18_living_with_findings/graph.yaml"
        page = Page(self.report(graph))
        found = self.audit(graph)["findings"]
        self.assertTrue(all(f["accepted"] for f in found))
        for finding in found:
            self.assertIn(finding["accepted"]["reason"], page.text)
            self.assertIn(finding["accepted"]["expires"], page.text)
        states = [v["data-state"] for _, v in page.elements if "data-state" in v]
        self.assertEqual(states, ["accepted"] * len(found))
        self.assertIn("Nobody: nothing is open.", page.text)

        baseline = self.folder / "known.json"
        lost = SOURCE / "examples/01_lost_on_the_way/graph.yaml"
        self.run_program("check", lost, "--write-baseline", baseline, "-q")
        page = Page(self.report(lost, "--baseline", baseline))
        self.assertIn("nothing new; 4 known", page.text)
        self.assertIn(f"Known, as in the baseline {baseline}", page.text)
        self.assertIn(hashlib.sha256(baseline.read_bytes()).hexdigest(), page.text)
        known = json.loads(baseline.read_text())
        known["findings"][0]["id"] = "0" * 16
        baseline.write_text(json.dumps(known))
        page = Page(self.report(lost, "--baseline", baseline))
        self.assertIn(f"Fixed since the baseline {baseline}", page.text)
        self.assertIn("0" * 16, page.text)

    def test_exit_statuses(self):
        lost = SOURCE / "examples/01_lost_on_the_way/graph.yaml"
        self.assertEqual(self.run_program("report", lost, "-o", "out.html").returncode, 0)
        empty = self.folder / "empty.yaml"
        empty.write_text("flowdown: 1\ngraph: empty\n")
        run = self.run_program("report", empty)
        self.assertEqual((run.returncode, run.stdout), (4, b""))
        bad = self.folder / "bad.yaml"
        bad.write_text("flowdown: 1\ngraph: bad\nparty: {}\n")
        shutil.copy(lost, self.folder / "own.yaml")
        for arguments in ([bad], ["none.yaml"], [lost, "-o", "no/folder.html"], [lost, "--baseline", "none"],
                          [lost, "--grouping", "none"], [], [empty, "-o", empty], [lost, "--as-of", "soon"]):
            run = self.run_program("report", *arguments)
            self.assertEqual(run.returncode, 4 if arguments[:1] == [empty] else 2, arguments)
            self.assertEqual(run.stdout, b"")
        over = self.folder / "over.yaml"
        over.write_text(lost.read_text().replace("[policies]", f"['{lost.parent}/policies']"))
        before = over.read_bytes()
        self.assertEqual(self.run_program("report", over, "-o", over).returncode, 2)
        self.assertEqual(over.read_bytes(), before)

    def test_the_link_in_the_documentation_leads_somewhere(self):
        link = re.search(r"bedrock\.html#(finding-[0-9a-f]+)",
                         (SOURCE / "docs/report-page.md").read_text(encoding="utf-8"))
        self.assertIn(link[1], Page(self.report(SOURCE / "graphs/bedrock-2024.yaml")).bodies)

    def test_a_pipe_is_read_once(self):
        lost = SOURCE / "examples/01_lost_on_the_way"
        run = subprocess.run(["bash", "-c", f"'{FLOWDOWN}' report <(sed 's|.policies.$|[\"{lost}/policies\"]|' "
                              f"'{lost}/graph.yaml')"], capture_output=True, timeout=60)
        self.assertEqual((run.returncode, run.stderr), (0, b""))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    FLOWDOWN = os.path.abspath(sys.argv[1])
    SOURCE = pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
