#!/usr/bin/env python3
"""`flowdown diagram` as a user runs it: every view of every example, formats, sizes, mistakes, big graphs.

usage: diagram_test.py FLOWDOWN SOURCE_DIR [TEST...]
"""

import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as xml

PROGRAM = ""
SOURCE = pathlib.Path()
DRAWN, CANNOT_RUN, NOTHING = 0, 2, 4
SVG = "{http://www.w3.org/2000/svg}"
GRAPHS = ["graphs/bedrock-2024.yaml", "graphs/foundation-models-2024.yaml"]
BEDROCK = GRAPHS[0]


def run(*arguments, **options):
    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=SOURCE, capture_output=True, timeout=120, check=False,
                          **options)


def elements(svg):
    """The groups of an SVG that stand for nodes and edges, by id."""
    root = xml.fromstring(svg)
    found = [g for g in root.iter(SVG + "g") if g.get("class", "").split()[0] in ("node", "edge")]
    return {g.get("id"): g for g in found}


def texts(group):
    return [text.text for text in group.iter(SVG + "text")]


class Diagram(unittest.TestCase):
    maxDiff = 4000

    def draw(self, *arguments):
        result = run("diagram", *arguments)
        self.assertEqual(result.returncode, DRAWN, (arguments, result.stderr.decode()))
        return result.stdout

    def check_svg(self, svg, about):
        """Well-formed, self-contained, and every element named."""
        text = svg.decode("utf-8")
        for word in ("<script", "href", "<!DOCTYPE", "<!--", "url(", "@import", "font-family=\"Times"):
            self.assertNotIn(word, text, about)
        self.assertEqual(set(re.findall(r"https?://[^\"]*", text)), {"http://www.w3.org/2000/svg"}, about)
        root = xml.fromstring(text)
        ids = [e.get("id") for e in root.iter() if e.get("id")]
        self.assertEqual(len(ids), len(set(ids)), about)
        self.assertTrue(root.find(SVG + "title").text and root.find(SVG + "desc").text, about)
        self.assertEqual(root.get("aria-labelledby"), root.find(SVG + "title").get("id"))
        self.assertEqual(root.get("aria-describedby"), root.find(SVG + "desc").get("id"))
        self.assertEqual({e.get("font-family") for e in root.iter(SVG + "text")}, {"sans-serif"}, about)
        groups = elements(svg)
        for identifier, group in groups.items():
            self.assertRegex(identifier, r"^[A-Za-z_][A-Za-z0-9_.-]*$")
            self.assertTrue(group.find(SVG + "title").text, (about, identifier))
            self.assertTrue(group.get("aria-label"), (about, identifier))
            self.assertRegex(group.get("class"), r"^(node|edge) .*severity-(error|warning|note|none)\b")
        return groups

    def test_every_view_of_every_example(self):
        graphs = [*sorted(p.relative_to(SOURCE) for p in SOURCE.glob("examples/*/graph.yaml")), *GRAPHS]
        self.assertGreaterEqual(len(graphs), 20)
        for graph in graphs:
            check = run("check", graph, "--no-exceptions", "--format", "json")
            findings = json.loads(check.stdout)["findings"]
            policies = sorted({f["policy"] for f in findings if f.get("policy")})
            uses = sorted({use for f in findings for use in f.get("uses", [])})
            parties = sorted({f["party"] for f in findings if f.get("party")})
            artifacts = sorted({f["artifact"] for f in findings if f.get("artifact")})
            views = [[], ["--all"], ["--anonymise"]]
            views += [["--collapse", kind] for kind in ("none", "organisation", "state", "kind")]
            views += [["--policy", p] for p in policies[:2]] + [["--use", u] for u in uses[:2]]
            views += [["--artifact", a] for a in artifacts[:1]]
            views += [["--party", p, "--depth", d, "--direction", w]
                      for p in parties[:1] for d, w in ((0, "both"), (2, "up"), (3, "down"))]
            views += [["--finding", f["id"]] for f in findings[:2]]
            for view in views:
                with self.subTest(graph=str(graph), view=view):
                    groups = self.check_svg(self.draw(graph, *view), (graph, view))
                    self.assertTrue(groups)

    def test_what_stands_on_the_readme_example(self):
        groups = elements(self.draw("examples/01_lost_on_the_way/graph.yaml"))
        self.assertEqual({i: texts(g) for i, g in groups.items()}, {
            "party-larch": ["DEVELOPER", "Larch AI"],
            "party-cumulus": ["CLOUD PROVIDER", "Cumulus Cloud", "1 error", "gaps, by group", "Self-harm (1)",
                              "uses in no group (1)"],
            "party-lumen": ["APPLICATION", "Lumen", "2 errors", "gaps, by group", "uses in no group (1)"],
            "agreement-larch-to-cumulus": ["Larch 7B", "larch-to-cumulus", "2 bound"],
            "agreement-cumulus-to-lumen": ["Larch 7B", "cumulus-to-lumen", "1 of 3 bound", "1 error"],
        })
        self.assertEqual(groups["party-cumulus"].get("class"), "node kind-cloud-provider severity-error")
        self.assertEqual(groups["agreement-cumulus-to-lumen"].get("class"), "edge state-expected severity-error")
        title = groups["party-lumen"].find(SVG + "title").text
        self.assertIn("error: breach-use: Lumen declares medical advice", title)
        self.assertIn("(clause 1.d)", title)
        self.assertIn("path larch → (larch-to-cumulus) → cumulus → (cumulus-to-lumen) → lumen", title)

    def test_the_same_findings_as_check(self):
        for graph in GRAPHS:
            summary = json.loads(run("check", graph, "--format", "json").stdout)["findings"]
            counted = {"error": 0, "warning": 0, "note": 0}
            for group in elements(self.draw(graph, "--all")).values():
                for number, severity in re.findall(r"\b([\d,]+) (error|warning|note)s?\b", group.get("aria-label")):
                    counted[severity] += int(number.replace(",", ""))
            expected = {s: sum(f["severity"] == s for f in summary) for s in counted}
            self.assertEqual(counted, expected, graph)

    def test_formats_by_name_and_by_option(self):
        starts = {"svg": b"<?xml", "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-", "dot": b"digraph"}
        with tempfile.TemporaryDirectory() as folder:
            for name, start in starts.items():
                by_name = pathlib.Path(folder, "p." + name.upper())
                self.draw(BEDROCK, "-o", by_name)
                self.assertTrue(by_name.read_bytes().startswith(start), name)
                by_option = self.draw(BEDROCK, "--format", name)
                self.assertTrue(by_option.startswith(start), name)
                if name in ("svg", "dot"):
                    self.assertEqual(by_option, by_name.read_bytes())
                    self.assertEqual(by_option, self.draw(BEDROCK, "--format", name))
            odd = pathlib.Path(folder, "p.jpg")
            result = run("diagram", BEDROCK, "-o", odd)
            self.assertEqual(result.returncode, CANNOT_RUN)
            self.assertIn("svg, png, pdf, dot", result.stderr.decode())
            self.assertFalse(odd.exists())
        self.assertTrue(self.draw(BEDROCK).startswith(b"<?xml"))

    def test_a_png_has_the_size_asked_for(self):
        def size(*arguments):
            return struct.unpack(">II", self.draw(BEDROCK, "--format", "png", *arguments)[16:24])

        wide, high = size()
        self.assertEqual(size("--width", 800, "--height", 500), (800, 500))
        self.assertEqual(size("--width", 300, "--height", 900), (300, 900))
        width, height = size("--width", 640)
        self.assertEqual(width, 640)
        self.assertAlmostEqual(height, 640 * high / wide, delta=2)
        width, height = size("--height", 640)
        self.assertEqual(height, 640)
        self.assertAlmostEqual(width, 640 * wide / high, delta=2)
        root = xml.fromstring(self.draw(BEDROCK, "--width", 400, "--height", 300))
        self.assertEqual((root.get("width"), root.get("height")), ("400pt", "300pt"))
        for wrong in ("5", "100000", "x"):
            self.assertEqual(run("diagram", BEDROCK, "--width", wrong).returncode, CANNOT_RUN)

    def test_svg_and_pdf_have_the_size_asked_for(self):
        graph = "examples/01_lost_on_the_way/graph.yaml"
        root = xml.fromstring(self.draw(graph, "--width", "800"))
        left, top, wide, high = map(float, root.get("viewBox").split())
        self.assertEqual(root.get("width"), "800pt")
        self.assertAlmostEqual(float(root.get("height")[:-2]), 800 * high / wide, delta=1)
        root = xml.fromstring(self.draw(graph, "--width", "800", "--height", "300"))
        self.assertEqual((root.get("width"), root.get("height")), ("800pt", "300pt"))
        pdf = self.draw(graph, "--format", "pdf", "--width", "800", "--height", "400")
        self.assertEqual(re.findall(rb"/MediaBox \[ ([0-9. ]+) \]", pdf), [b"0 0 800 400"])
        self.assertNotIn(b"/CreationDate", pdf)
        self.assertEqual(pdf, self.draw(graph, "--format", "pdf", "--width", "800", "--height", "400"))

    def test_unknown_names_are_met_with_those_that_are_near(self):
        for option, word, near in (("--party", "awss", "`aws`"), ("--artifact", "llama", "`llama-2`"),
                                   ("--use", "suicid", "`suicide`"), ("--policy", "llama-2", "`llama-2-aup`")):
            result = run("diagram", BEDROCK, option, word)
            self.assertEqual((result.returncode, result.stdout), (CANNOT_RUN, b""), option)
            self.assertIn("did you mean", result.stderr.decode(), option)
            self.assertIn(near, result.stderr.decode(), option)
            self.assertEqual(run("diagram", BEDROCK, option, "").returncode, CANNOT_RUN)
        result = run("diagram", BEDROCK, "--finding", "0000000000000000")
        self.assertEqual(result.returncode, CANNOT_RUN)
        self.assertIn("there is no finding", result.stderr.decode())
        for wrong in (["--depth", "2"], ["--direction", "up"], ["--collapse", "all"], ["--most", "0"],
                      ["--finding", "abcd", "--all"], ["--finding", "abcd", "--party", "aws"]):
            self.assertEqual(run("diagram", BEDROCK, *wrong).returncode, CANNOT_RUN, wrong)

    def test_what_was_read_is_not_written_over(self):
        with tempfile.TemporaryDirectory() as folder:
            graph = pathlib.Path(folder, "graph.dot")
            graph.write_text("flowdown: 1\ngraph: g\nparties: {a: {kind: developer, policies: none}}\n"
                             "artifacts: {m: {kind: model, developer: a}}\n")
            before = graph.read_text()
            result = run("diagram", graph, "-o", graph)
            self.assertEqual(result.returncode, NOTHING)
            self.assertIn("nothing to check", result.stderr.decode())
            graph.write_text(before.replace("}}\nart", "}, b: {kind: application, policies: none}}\nart") +
                             "agreements: [{id: x, from: a, to: b, artifacts: [m], channel: api}]\n")
            self.assertEqual(run("diagram", graph, "-o", graph).returncode, CANNOT_RUN)
            self.assertTrue(graph.read_text().startswith("flowdown"))

    def test_pseudonyms_name_nobody(self):
        for view in ([], ["--all"], ["--party", "aws"], ["--policy", "llama-2-aup"], ["--artifact", "claude-3"]):
            text = self.draw(BEDROCK, "--anonymise", *view).decode()
            for name in ("Meta", "meta", "Amazon", "aws", "Llama", "llama", "Claude", "claude", "Bedrock", "bedrock",
                         "Relaypoint", "relaypoint"):
                self.assertNotIn(name, text, view)
            self.assertIn("Cloud provider 1", text, view)

    def test_a_hostile_name_shows_as_text(self):
        names = ["<script>alert(1)</script>", "&lt;b&gt; \\N \\G {a|<p>}", "]]> --> <!--", "'\" & \u202etxt",
                 "</title></g></svg>"]
        with tempfile.TemporaryDirectory() as folder:
            for name in names:
                quoted = json.dumps(name)
                graph = pathlib.Path(folder, "g.yaml")
                graph.write_text(
                    f"flowdown: 1\ngraph: g\ntitle: {quoted}\nas_of: 2026-01-01\nparties:\n"
                    f"  a: {{kind: developer, title: {quoted}, policies: none}}\n"
                    f"  b: {{kind: application, title: {quoted}, policies: none}}\n"
                    f"artifacts: {{m: {{kind: model, title: {quoted}, developer: a}}}}\n"
                    "agreements: [{id: x, from: a, to: b, artifacts: [m], channel: api, incorporates: []}]\n")
                svg = self.draw(graph)
                groups = self.check_svg(svg, name)
                self.assertEqual(set(groups), {"party-a", "party-b", "agreement-x"})
                shown = "".join(texts(groups["party-a"])[1:]).replace("\u00a0", " ")
                expected = name.replace("\u202e", "\\u202e").split(" (")[0].split(",")[0]
                self.assertEqual(re.sub(r"\s", "", shown), re.sub(r"\s", "", expected))
                self.draw(graph, "--format", "png")

    def test_too_much_is_collapsed_and_said_aloud(self):
        with tempfile.TemporaryDirectory() as folder:
            graph = pathlib.Path(folder, "g.yaml")
            shops = range(3000)
            uses = ("fraud", "gore", "legal_advice", "tutoring")
            graph.write_text(
                f"flowdown: 1\ngraph: g\nas_of: 2024-05-01\npolicies: [{SOURCE / 'policies'}]\nparties:\n"
                "  meta: {kind: developer, policies: [llama-2-aup]}\n"
                + "".join(f"  s{i}: {{kind: application, policies: none, uses: [{uses[i % 4]}]}}\n" for i in shops)
                + "artifacts: {m: {kind: model, developer: meta}}\nagreements:\n"
                + "".join(f"  - {{id: to-{i}, from: meta, to: s{i}, artifacts: [m], channel: api, "
                          f"incorporates: [llama-2-aup]}}\n" for i in shops))
            started = time.monotonic()
            result = run("diagram", graph)
            self.assertLess(time.monotonic() - started, 60)
            self.assertEqual(result.returncode, DRAWN, result.stderr)
            self.assertIn("3,001 parties with 3,001 holdings are too many to draw one by one",
                          result.stderr.decode())
            groups = self.check_svg(result.stdout, "collapsed")
            self.assertLess(len(groups), 20)
            root = xml.fromstring(result.stdout)
            said = " ".join(t.text for t in root.iter(SVG + "text"))
            self.assertIn("are too many to draw one by one", said)
            result = run("diagram", graph, "--most", 3)
            self.assertIn(" nodes are drawn, the worst", result.stderr.decode())
            nodes = [g for g in elements(result.stdout).values() if g.get("class").startswith("node")]
            self.assertEqual(len(nodes), 3)


if __name__ == "__main__":
    PROGRAM, SOURCE = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
