#!/usr/bin/env python3
"""`flowdown compare` and `matrix` as a user runs them: what names policies, contexts, formats,
exit status. policy_commands_test.py FLOWDOWN SOURCE_DIR [TEST...].
"""

import csv
import html.parser
import io
import json
import os
import pathlib
import random
import shutil
import sys
import tempfile
import unittest

import cli_test
from cli_test import CANNOT_RUN, CLEAN, FINDINGS

try:
    import jsonschema
except ImportError:
    sys.exit("cannot run: the Python module `jsonschema` is missing\n"
             "help: apt-get install python3-jsonschema")

SOURCE = pathlib.Path()

POLICY = """\
flowdown: 1
policy: %s
title: %s
issuer: maker
document: standalone
version: "%s"
effective: %s
rules: [%s]
"""
# A graph in which the shop says nothing of what the maker prohibits.
GRAPH = """\
flowdown: 1
graph: small
title: %s
as_of: 2024-06-01
parties:
  maker: {kind: developer, policies: [strict]}
  shop: {kind: application, title: A shop, policies: [lax]}
  stall: {kind: application}
artifacts:
  model: {kind: model, developer: maker}
agreements:
  - {id: supply, from: maker, to: shop, artifacts: [model], channel: api, incorporates: []}
  - {id: on, from: shop, to: stall, artifacts: [model], channel: api, incorporates: []}
"""
HOSTILE = ("<script>alert(1)</script>", "a | b", "=cmd()", "\u202eevil", "two\nlines",
           'say "no"', "a,b", "&amp;<b>", "@all", "- x", "# y")


class Tags(html.parser.HTMLParser):
    """Whether every element that is opened is closed, in order; and which there are."""
    VOID = {"meta", "link", "br", "hr", "img"}

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.faults, self.cells = [], set(), [], []
        self.feed(text)
        self.close()
        if self.open:
            self.faults.append(f"not closed: {self.open}")

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        if tag == "tr":
            self.cells.append(0)
        if tag in ("td", "th"):
            self.cells[-1] += 1
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closed: {tag}")


class PolicyCommands(unittest.TestCase):
    maxDiff = 4000
    write = cli_test.Cli.write
    run_program = cli_test.Cli.run_program
    assert_refused = cli_test.Cli.assert_refused
    assert_harmless = cli_test.Cli.assert_harmless

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="flowdown-policy-commands-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.write("policies/strict-1.yaml", POLICY % (
            "strict", "Strict", "1.0", "2023-01-01", "{prohibit: [harassment, self_harm]}"))
        self.write("policies/deep/strict-2.yaml", POLICY % (
            "strict", "Strict", "2.0", "2024-01-01",
            "{prohibit: [self_harm, medical_advice], clause: 3}, {require: attribution}"))
        self.write("policies/lax.yaml", POLICY % (
            "lax", "Lax", "1", "2023-01-01",
            "{prohibit: [self_harm], when: {audience: [minor]}, clause: '7'}, "
            "{allow: [medical_advice]}"))
        self.write("graph.yaml", GRAPH % "Small")

    def succeed(self, *arguments, **options):
        run = self.run_program(*arguments, **options)
        self.assertEqual((run.status, run.err), (CLEAN, ""), run.out)
        return run

    def json_of(self, *arguments, **options):
        return json.loads(self.succeed(*arguments, "-f", "json", **options).out)

    def compared(self, *arguments, **options):
        """The references of the two policies, and the verdict."""
        value = self.json_of("compare", *arguments, **options)
        return [f"{value[side]['policy']}@{value[side]['version']}"
                for side in ("left", "right")] + [value["verdict"]]

    def columns(self, *arguments, **options):
        value = self.json_of("matrix", *arguments, **options)
        return [f"{p['policy']}@{p['version']}" for p in value["policies"]]

    # What names a policy

    def test_policies_by_id_file_and_version(self):
        strict, lax = "strict@2.0", "lax@1"
        for words in (["strict", "lax"], ["strict@2.0", "lax@1"],
                      ["policies/deep/strict-2.yaml", "policies/lax.yaml"],
                      ["strict", "policies/lax.yaml"],
                      ["./policies/../policies/deep/strict-2.yaml", "lax"],
                      [str(self.folder / "policies/deep/strict-2.yaml"), "lax"]):
            self.assertEqual(self.compared(*words), [strict, lax, "stronger"], words)
        self.assertEqual(self.compared("lax", "strict"), [lax, strict, "weaker"])
        self.assertEqual(self.compared("strict@1.0", "strict"),
                         ["strict@1.0", strict, "incomparable"])

    def test_the_version_in_force(self):
        self.assertEqual(self.compared("strict", "lax", "--as-of", "2023-06-01")[0], "strict@1.0")
        self.assertEqual(self.compared("strict", "lax", "--as-of", "2024-01-01")[0], "strict@2.0")
        early = self.run_program("compare", "strict", "lax", "--as-of", "2022-01-01")
        self.assert_refused(early, "no version of `strict` is in force on 2022-01-01",
                            "`strict@1.0`, `strict@2.0`", "no version of `lax`")
        # One that is not in force can be named.
        self.assertEqual(
            self.compared("strict@1.0", "strict@2.0", "--as-of", "2022-01-01")[:2],
            ["strict@1.0", "strict@2.0"])

    def test_one_policy_with_itself(self):
        for words in (["lax", "lax"], ["lax", "lax@1"], ["lax", "policies/lax.yaml"],
                      ["policies/lax.yaml", "./policies/lax.yaml"]):
            self.assertEqual(self.compared(*words), ["lax@1", "lax@1", "equivalent"], words)
        self.assertIn("equivalent", self.succeed("compare", "lax", "lax").out)

    def test_folders(self):
        self.assertEqual(self.columns("policies"), ["strict@2.0", "lax@1"])
        self.assertEqual(self.columns("policies", "--as-of", "2023-06-01"),
                         ["lax@1", "strict@1.0"])
        self.assertEqual(self.columns("lax", "policies", "policies/lax.yaml", "strict@1.0"),
                         ["lax@1", "strict@2.0", "strict@1.0"])
        self.assert_refused(self.run_program("matrix", "policies", "--as-of", "2020-01-01"),
                            "holds no policy in force on 2020-01-01")
        self.assert_refused(self.run_program("compare", "policies", "lax"), "3 are named",
                            "flowdown matrix")
        self.write("nothing/notes.txt", "")
        self.assert_refused(self.run_program("matrix", "nothing"), "no .yaml file")

    def test_a_file_by_several_names_is_one_file(self):
        (self.folder / "link").symlink_to("policies", target_is_directory=True)
        self.assertEqual(self.columns("link/lax.yaml", "policies/lax.yaml", "strict"),
                         ["lax@1", "strict@2.0"])
        absolute = str(self.folder / "policies")
        self.assertEqual(self.columns("lax", "strict", "--policies", absolute, "--policies", "link"),
                         ["lax@1", "strict@2.0"])
        # A copy is another file.
        shutil.copy(self.folder / "policies/lax.yaml", self.folder / "copy.yaml")
        self.assert_refused(self.run_program("compare", "copy.yaml", "strict"),
                            "two versions of `lax`")

    def test_where_names_are_looked_up(self):
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        run = cli_test.Run(elsewhere, "compare", "strict", "lax")
        self.assert_refused(run, "there is no folder `policies` here", "--policies")
        run = cli_test.Run(elsewhere, "compare", "strict", "lax", "--policies", "../policies")
        self.assertEqual((run.status, run.err), (CLEAN, ""))
        run = cli_test.Run(elsewhere, "compare", "../policies/lax.yaml",
                           "../policies/strict-1.yaml")
        self.assertEqual((run.status, run.err), (CLEAN, ""))
        # What --policies names takes the place of the folder, and adds to files that are named.
        self.write("other/third.yaml", POLICY % ("third", "T", "1", "2023-01-01",
                                                 "{prohibit: spam}"))
        self.assert_refused(self.run_program("compare", "lax", "third", "--policies", "other"),
                            "there is no policy `lax`")
        self.assertEqual(self.compared("policies/lax.yaml", "third", "--policies", "other")[:2],
                         ["lax@1", "third@1"])

    def test_unknown_names(self):
        for word, hint in (("stric", "strict"), ("STRICT", "strict"), ("strict-aup", "strict"),
                           ("ax", "lax")):
            self.assert_refused(self.run_program("compare", word, "lax"),
                                f"there is no policy `{word}`; did you mean `{hint}`?")
        self.assert_refused(self.run_program("compare", "zzz", "lax"),
                            "there is no policy `zzz`; there are the policies `lax`, `strict`")
        self.assert_refused(self.run_program("compare", "strict@3", "lax@x"),
                            "there is no version `strict@3`; there are `strict@1.0`, `strict@2.0`",
                            "there is no version `lax@x`")
        self.assert_refused(self.run_program("compare", "missing.yaml", "no/such"),
                            "cannot read `missing.yaml`", "cannot read `no/such`")
        self.assert_refused(self.run_program("compare", "\x1b[31m", "lax"), "\\x1b[31m")

    def test_standard_input(self):
        text = (self.folder / "policies/lax.yaml").read_bytes()
        os.remove(self.folder / "policies/lax.yaml")
        self.assertEqual(self.compared("strict", "-", stdin=text),
                         ["strict@2.0", "lax@1", "stronger"])
        value = self.json_of("compare", "strict", "-", stdin=text)
        self.assertEqual(value["right"]["location"]["file"], "<stdin>")
        self.assert_refused(self.run_program("compare", "-", "-", stdin=text), "once")
        graph = (GRAPH % "Small").replace("[lax]", "none").encode()
        self.assertEqual(
            self.json_of("matrix", "-", "--policies", "policies", stdin=graph)["graph"], "small")
        self.assert_refused(self.run_program("matrix", "-", stdin=b"flowdown: 1\n"), "<stdin>")

    def test_how_many(self):
        for words in ([], ["lax"], ["lax", "strict", "strict@1.0"]):
            self.assert_refused(self.run_program("compare", *words))
        self.assert_refused(self.run_program("matrix"), "POLICY")
        self.assertEqual(self.columns("lax"), ["lax@1"])

    def test_problems_in_files_are_all_told(self):
        self.write("bad.yaml", "flowdown: 1\npolicy: bad\nissuer: x\ndocument: standalone\n"
                               "rules: [{prohibit: nope}, {prohibit: nor_this}]\n")
        self.assert_refused(self.run_program("compare", "bad.yaml", "policies/lax.yaml"),
                            "bad.yaml:5:20", "`nope`", "`nor_this`")

    # Contexts

    def test_when(self):
        def verdict(*when):
            options = [word for part in when for word in ("--when", part)]
            return self.compared("strict", "lax", *options)[2]
        self.assertEqual(verdict(), "stronger")
        value = self.json_of("compare", "strict", "lax", "--when", "audience=minor,territory=EU")
        self.assertEqual(value["when"], "audience=minor, territory=EU")
        self.assertEqual([use["use"] for use in value["uses"]], ["medical_advice"])
        self.assertEqual(value["left_only"]["audience"], "minor")
        for when in (["audience=minor", "audience=consumer"], ["audience=minor,audience=consumer"]):
            uses = self.json_of("compare", "strict", "lax",
                                *[w for part in when for w in ("--when", part)])["uses"]
            self.assertIn("self_harm", [use["use"] for use in uses], when)
        text = self.succeed("compare", "strict", "lax", "--when", "audience=minor").out
        self.assertIn("where audience=minor", text)

    def test_when_with_safeguards(self):
        self.write("policies/with.yaml", POLICY % (
            "with", "W", "1", "2023-01-01",
            "{prohibit: medical_advice, unless: [human_review, disclosure]}"))
        self.write("policies/flat.yaml", POLICY % (
            "flat", "F", "1", "2023-01-01", "{prohibit: medical_advice}"))
        for when, expected in (("safeguard=human_review", "weaker"),
                               ("safeguard=human_review,safeguard=disclosure", "weaker"),
                               ("channel=api", "weaker")):
            self.assertEqual(self.compared("with", "flat", "--when", when)[2], expected, when)
        value = self.json_of("compare", "with", "flat", "--when",
                             "safeguard=human_review,safeguard=disclosure")
        self.assertEqual(value["uses"][0]["left"], "silent")
        text = self.succeed("compare", "with", "flat").out
        self.assertRegex(text.replace("\n", " "), "with .* and .* in place")

    def test_when_errors(self):
        for when, words in (("territory", ["`territory` is not of the form dimension=value"]),
                            ("", ["not of the form"]),
                            ("place=DE", ["`place` is no dimension", "safeguard"]),
                            ("territory=de", ["there is no territory `de`; did you mean `DE`?"]),
                            ("territory=eu", ["did you mean `EU`?"]),
                            ("audience=consumers", ["`consumers`; did you mean `consumer`?"]),
                            ("safeguard=human", ["did you mean `human_review`"]),
                            ("=", ["`` is no dimension"]),
                            ("channel=", ["there is no channel ``"])):
            for command in (["compare", "strict", "lax"], ["matrix", "strict", "lax"]):
                self.assert_refused(self.run_program(*command, "--when", when), *words)
        both = self.run_program("compare", "strict", "lax", "--when", "audience=x,territory=y")
        self.assert_refused(both, "`x`", "`y`")

    def test_as_of_errors(self):
        for date in ("2024-13-01", "tomorrow", ""):
            self.assert_refused(self.run_program("matrix", "lax", "--as-of", date), "--as-of")

    # Formats

    def test_compare_formats(self):
        text = self.succeed("compare", "strict", "lax").out
        self.assertTrue(text.startswith("strict@2.0, Strict, issued by maker"))
        for words in ("stronger: strict prohibits all that lax prohibits, and more", "medical advice",
                      "(clause 3, policies/deep/strict-2.yaml:8)", "attribution",
                      "cutting, self-harm and suicide: strict alone", "Silence is not permission"):
            self.assertIn(words, " ".join(text.split()))
        markdown = self.succeed("compare", "strict", "lax", "-f", "markdown").out
        self.assertTrue(markdown.startswith("## Comparison: stronger\n"))
        self.assertEqual(self.run_program("compare", "strict", "lax", "-f", "csv").status, CANNOT_RUN)
        for width in (40, 60, 100):
            run = self.succeed("compare", "strict", "lax", "--width", width)
            self.assertLessEqual(max(map(len, run.out.split("\n"))), width)

    def test_matrix_formats_agree(self):
        command = ["matrix", "strict", "lax", "strict@1.0"]
        value = self.json_of(*command)
        rows = list(csv.reader(io.StringIO(self.succeed(*command, "-f", "csv").out)))
        self.assertEqual(rows[0], ["group", "strict@2.0", "lax@1", "strict@1.0", "total"])
        self.assertEqual([r[0] for r in rows[1:-1]], [r["group"] for r in value["rows"]])
        self.assertEqual([r[1:-1] for r in rows[1:-1]], [r["states"] for r in value["rows"]])
        self.assertEqual([int(n) for n in rows[-1][1:-1]], [p["total"] for p in value["policies"]])
        page = Tags(self.succeed(*command, "-f", "html").out)
        self.assertEqual(page.faults, [])
        self.assertEqual(set(page.cells), {5})
        self.assertEqual(len(page.cells), 17 + 2)
        self.assertNotIn("script", page.seen)
        markdown = self.succeed(*command, "-f", "markdown").out
        self.assertEqual(markdown.count("\n| "), 17 + 2)
        text = self.succeed(*command).out
        self.assertIn("Who prohibits what, by klyman-17: 3 policies", text)
        for sign in "●◐○":
            self.assertIn(sign, text)

    def test_matrix_by_use(self):
        value = self.json_of("matrix", "strict", "lax", "--by", "use")
        self.assertIsNone(value["grouping"])
        states = {row["use"]: row["states"] for row in value["rows"]}
        self.assertEqual(states["medical_advice"], ["whole", "allowed"])
        self.assertEqual(states["self_harm"], ["whole", "part"])
        self.assertNotIn("weapons_conventional", states)
        self.assertGreater(value["left_out"], 100)
        within = self.json_of("matrix", "strict", "lax", "--by", "use", "--when", "audience=minor")
        states = {row["use"]: row["states"] for row in within["rows"]}
        self.assertEqual(states["self_harm"], ["whole", "whole"])
        self.assertEqual(within["when"], "audience=minor")
        text = self.succeed("matrix", "lax", "--when", "audience=minor", "--when", "channel=api").out
        self.assertIn("where audience=minor, channel=api", text)

    def test_matrix_groupings(self):
        self.assertEqual(len(self.json_of("matrix", "lax", "--by", "klyman-15")["rows"]), 15)
        self.assert_refused(self.run_program("matrix", "lax", "--by", "klyman"),
                            "there is no grouping `klyman`; did you mean `klyman-15`, `klyman-17`?")
        self.assert_refused(self.run_program("compare", "lax", "strict", "--grouping", "x"),
                            "there is no grouping `x`")

    def test_matrix_of_a_graph(self):
        command = ["matrix", "graph.yaml", "--policies", "policies"]
        value = self.json_of(*command, "--by", "use")
        self.assertEqual((value["graph"], value["as_of"]), ("small", "2024-06-01"))
        self.assertEqual([p["party"] for p in value["parties"]], ["maker", "shop", "stall"])
        states = {row["use"]: row["states"] for row in value["rows"]}
        self.assertEqual(states["self_harm"], ["own", "partly", "unknown"])
        self.assertEqual(states["medical_advice"], ["own", "weaker", "unknown"])
        earlier = self.json_of(*command, "--by", "use", "--as-of", "2023-06-01")
        self.assertEqual(earlier["as_of"], "2023-06-01")
        self.assertIn("harassment", [row["use"] for row in earlier["rows"]])
        text = self.succeed(*command).out
        self.assertIn("as of 2024-06-01: Small", text)
        for sign in "●◐○?":
            self.assertIn(sign, text)
        page = Tags(self.succeed(*command, "-f", "html").out)
        self.assertEqual((page.faults, set(page.cells)), ([], {6}))

    def test_a_graph_where_policies_belong_and_the_other_way_round(self):
        self.assert_refused(
            self.run_program("compare", "graph.yaml", "lax"), "a graph where policies are expected")
        self.assert_refused(self.run_program("matrix", "graph.yaml", "lax"),
                            "policies are not named beside it")
        self.assert_refused(
            self.run_program("matrix", "graph.yaml", "--policies", "policies", "--when",
                             "audience=minor"), "--when is for policies")

    def test_totals_agree_with_check(self):
        """A party that `check` finds no gap of is weaker nowhere, and the other way round."""
        value = self.json_of("matrix", "graph.yaml", "--policies", "policies", "--by", "use")
        run = self.run_program("check", "graph.yaml", "--policies", "policies", "-f", "json")
        self.assertEqual(run.status, FINDINGS)
        gaps = {}
        for finding in json.loads(run.out)["findings"]:
            if finding["code"] in ("gap-silent", "gap-permits"):
                gaps.setdefault(finding["party"], set()).update(finding["uses"])
        self.assertEqual({p["party"]: p["weaker"] for p in value["parties"] if p["weaker"]},
                         {party: len(uses) for party, uses in gaps.items()})

    def test_hostile_titles(self):
        for at, title in enumerate(HOSTILE):
            quoted = json.dumps(title)
            self.write("policies/lax.yaml", POLICY % (
                "lax", quoted, "1", "2023-01-01",
                '{prohibit: [self_harm], clause: %s}' % quoted))
            self.write("graph.yaml", GRAPH % quoted)
            for command in (["matrix", "lax", "strict"], ["matrix", "graph.yaml", "--policies",
                                                          "policies"], ["compare", "lax", "strict"]):
                formats = ["text", "markdown"]
                formats += ["csv", "html"] if command[0] == "matrix" else []
                for output_format in formats:
                    run = self.succeed(*command, "-f", output_format)
                    self.assert_harmless(run.out.replace("\r\n", "\n"))
                    self.assertNotIn("\u202e", run.out)
                    if output_format == "html":
                        page = Tags(run.out)
                        self.assertEqual((page.faults, page.seen & {"script", "b"}), ([], set()))
                        self.assertEqual(len(set(page.cells)), 1)
                    if output_format == "markdown":
                        self.assertNotIn("<script>", run.out)
                    if output_format == "csv":
                        self.assertEqual(len({len(r) for r in csv.reader(io.StringIO(run.out))}), 1)
                value = self.json_of(*command)
                shown = [p["title"] for p in value.get("policies", [value.get("left")])
                         ] if command[1] != "graph.yaml" else [title]
                self.assertIn(title, shown)

    def test_schemas(self):
        """What is printed as JSON is what `flowdown schema` describes."""
        schemas = {kind: json.loads(self.succeed("schema", kind).out)
                   for kind in ("comparison", "matrix")}
        for kind, schema in schemas.items():
            jsonschema.Draft202012Validator.check_schema(schema)
            shipped = json.loads((SOURCE / f"schemas/{kind}.schema.json").read_text())
            self.assertEqual(schema, shipped)
        self.write("policies/odd.yaml", """\
flowdown: 1
policy: odd
issuer: someone
document: licence
covers: [weights]
reaches: []
flow_down: bind
incorporation: static
complete: false
confidence: low
rules:
  - prohibit: [unlawful]
    unless: [human_review]
  - {require: incident_report, within: 72h, of: [distributor, regulator]}
  - {limit: monthly_active_users, at_most: 0, measured: at_release}
  - {limit: annual_revenue_usd, at_most: 1_000_000}
""")
        def valid(kind, value):
            jsonschema.validate(value, schemas[kind], jsonschema.Draft202012Validator)
        pairs = [("strict", "lax"), ("lax", "odd"), ("odd", "strict@1.0"), ("odd", "odd")]
        for pair in pairs:
            valid("comparison", self.json_of("compare", *pair))
            valid("comparison", self.json_of("compare", *pair, "--when", "audience=minor"))
            valid("matrix", self.json_of("matrix", *pair))
            valid("matrix", self.json_of("matrix", *pair, "--by", "use", "--when", "channel=api"))
        for by in ("use", "klyman-15"):
            valid("matrix", self.json_of("matrix", "graph.yaml", "--policies", "policies",
                                         "--by", by))
        demands = self.json_of("compare", "odd", "lax")["duties_and_limits"]["differences"]
        report = next(d for d in demands if d["duty"] == "incident_report")
        self.assertEqual(report["left"][0]["of"], ["distributor", "regulator"])
        self.assertEqual((report["left"][0]["parameter"], report["left"][0]["measured"]),
                         ("3d", None))
        self.assertEqual([d["left"][0]["measured"] for d in demands if d["limit"]],
                         ["continuous", "at_release"])

    # Streams

    def test_output_to_a_file(self):
        for command in (["compare", "strict", "lax"], ["matrix", "strict", "lax", "-f", "html"]):
            shown = self.succeed(*command)
            run = self.succeed(*command, "-o", "out")
            self.assertEqual(run.out, "")
            self.assertEqual((self.folder / "out").read_bytes(), shown.raw)
            self.assert_refused(self.run_program(*command, "-o", "no/such/file"), "cannot write")

    def test_the_same_to_the_byte(self):
        """Whatever the order of files, and of what they list."""
        commands = [["compare", "strict", "lax", "-f", f] for f in ("text", "markdown", "json")]
        commands += [["matrix", "strict", "lax", "-f", f]
                     for f in ("text", "markdown", "csv", "html", "json")]
        commands.append(["matrix", "graph.yaml", "--policies", "policies", "-f", "json"])
        first = [self.succeed(*command).raw for command in commands]
        for name, uses in (("policies/strict-1.yaml", ["harassment", "self_harm"]),
                           ("policies/deep/strict-2.yaml", ["self_harm", "medical_advice"])):
            text = (self.folder / name).read_text()
            self.write(name, text.replace(", ".join(uses), ", ".join(reversed(uses))))
        lines = (GRAPH % "Small").split("\n")
        parties = lines[5:8]
        random.Random(1).shuffle(parties)
        self.write("graph.yaml", "\n".join(lines[:5] + parties + lines[8:]))
        self.assertEqual([self.succeed(*command).raw for command in commands], first)

    def test_colour(self):
        for command in (["compare", "strict", "lax"], ["matrix", "strict", "lax"]):
            self.assertNotIn("\x1b", self.succeed(*command).out)
            self.assertIn("\x1b[", self.succeed(*command, "--color", "always").out)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    cli_test.PROGRAM = os.path.abspath(sys.argv[1])
    SOURCE = pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
